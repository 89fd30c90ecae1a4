//! What AKS asks of what belongs to others: machine sizes, zones, networks, identities.

use serde_json::{Value, json};

use super::client::{Azure, GROUP, SUBSCRIPTION, cluster, smallest, subnet};

fn with_pool(change: impl FnOnce(&mut Value)) -> Value {
    let mut body = smallest();
    change(&mut body["properties"]["agentPoolProfiles"][0]);
    body
}

fn refusal(azure: &Azure, body: Value) -> String {
    let answer = azure.put(&cluster("c"), body);
    assert!((400..500).contains(&answer.status), "{}", answer.body);
    answer.text("code").to_owned()
}

fn identity(azure: &Azure) -> (String, String) {
    let id = format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/me");
    let made = azure.put(&id, json!({"location": "westeurope"}));
    (id, made.text("properties.principalId").to_owned())
}

fn grant(azure: &Azure, scope: &str, role: &str, principal: &str) {
    let path = format!(
        "{scope}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-000000000001"
    );
    let body = json!({"properties": {
        "roleDefinitionId": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}"),
        "principalId": principal,
    }});
    azure.put(&path, body).expect(201);
}

/// A cluster in the subnet `nodes` with an identity of the user's.
fn with_identity(id: &str) -> Value {
    let mut body = with_pool(|pool| pool["vnetSubnetID"] = subnet("nodes").into());
    body["identity"] = json!({"type": "UserAssigned", "userAssignedIdentities": {id: {}}});
    body
}

#[test]
fn pools_that_no_region_can_make() {
    let azure = Azure::new();
    type Change = fn(&mut Value);
    let cases: [(Change, &str); 5] = [
        (|p| p["vmSize"] = "Standard_D5s_v5".into(), "BadRequest"),
        (|p| p["availabilityZones"] = json!(["4"]), "AvailabilityZoneNotSupported"),
        (
            |p| {
                p["vmSize"] = "Standard_D4s_v5".into();
                p["osDiskType"] = "Ephemeral".into();
            },
            "InvalidParameter",
        ),
        (|p| p["osDiskType"] = "Ephemeral".into(), "InvalidParameter"),
        (
            |p| {
                p["vmSize"] = "Standard_D4ds_v5".into();
                p["osDiskType"] = "Ephemeral".into();
                p["osDiskSizeGB"] = 200.into();
            },
            "InvalidParameter",
        ),
    ];
    for (change, code) in cases {
        assert_eq!(refusal(&azure, with_pool(change)), code);
    }
}

#[test]
fn real_sizes_are_taken_in_any_spelling() {
    let azure = Azure::new();
    for (at, size) in
        ["standard_d4s_v5", "Standard_E8-2s_v5", "Standard_M416ms_v2", "Standard_B4pls_v2"].iter().enumerate()
    {
        azure.put(&cluster(&format!("c{at}")), with_pool(|p| p["vmSize"] = (*size).into())).expect(201);
    }
}

#[test]
fn an_ephemeral_disk_fits_the_larger_of_cache_and_temporary_disk() {
    let azure = Azure::new();
    let body = with_pool(|p| {
        p["vmSize"] = "Standard_D4ds_v5".into();
        p["osDiskType"] = "Ephemeral".into();
        p["osDiskSizeGB"] = 150.into();
    });
    azure.put(&cluster("c"), body).expect(201);
}

#[test]
fn windows_does_not_run_on_arm() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let pool = format!("{}/agentPools/win", cluster("c"));
    let put = |size: &str| {
        azure.put(&pool, json!({"properties": {"count": 3, "osType": "Windows", "vmSize": size}}))
    };
    assert_eq!(put("Standard_D4ps_v5").expect(400).text("code"), "InvalidParameter");
    put("Standard_D4s_v5").expect(201);
}

#[test]
fn a_region_without_zones_offers_none() {
    let azure = Azure::new();
    let mut body = with_pool(|p| p["availabilityZones"] = json!(["1"]));
    azure.put(&cluster("in-westeurope"), body.clone()).expect(201);
    body["location"] = "westus".into();
    assert_eq!(refusal(&azure, body), "AvailabilityZoneNotSupported");
}

#[test]
fn what_the_seed_restricts_is_listed_and_refused() {
    let seed = tempfile::NamedTempFile::new().unwrap();
    let sku =
        |name: &str| format!("{SUBSCRIPTION}/providers/Microsoft.Compute/locations/westeurope/skus/{name}");
    let entries = json!([
        {"id": sku("Standard_D4s_v5")},
        {"id": sku("Standard_D8s_v5"), "properties": {"zones": ["2"]}},
    ]);
    std::fs::write(seed.path(), entries.to_string()).unwrap();
    let azure = Azure::with(|options| options.seed_file = Some(seed.path().to_owned()));
    assert_eq!(refusal(&azure, with_pool(|p| p["vmSize"] = "Standard_D4s_v5".into())), "BadRequest");
    let zones = |zones: Value| {
        with_pool(|p| {
            p["vmSize"] = "Standard_D8s_v5".into();
            p["availabilityZones"] = zones;
        })
    };
    assert_eq!(refusal(&azure, zones(json!(["1", "2"]))), "AvailabilityZoneNotSupported");
    azure.put(&cluster("c"), zones(json!(["1", "3"]))).expect(201);
    let restricted = skus(&azure, "westeurope").into_iter().find(|s| s["name"] == "Standard_D8s_v5").unwrap();
    assert_eq!(restricted["restrictions"][0]["type"], "Zone");
    assert_eq!(restricted["restrictions"][0]["restrictionInfo"]["zones"], json!(["2"]));
}

/// All sizes of a region, page after page.
fn skus(azure: &Azure, region: &str) -> Vec<Value> {
    let filter = format!("api-version=2021-07-01&$filter=location%20eq%20%27{region}%27");
    let mut url = format!("{SUBSCRIPTION}/providers/Microsoft.Compute/skus?{filter}");
    let mut all = Vec::new();
    loop {
        let page = azure.get(&url).expect(200);
        all.extend(page.at("value").as_array().unwrap().clone());
        match page.at("nextLink").as_str() {
            Some(next) => url = next.to_owned(),
            None => return all,
        }
    }
}

#[test]
fn sizes_are_listed_in_pages_with_their_capabilities() {
    let azure = Azure::new();
    let all = skus(&azure, "westeurope");
    assert!(all.len() > 1000, "{}", all.len());
    let size = all.iter().find(|s| s["name"] == "Standard_D4ps_v5").unwrap();
    let capability = |name: &str| {
        let all = size["capabilities"].as_array().unwrap();
        all.iter().find(|c| c["name"] == name).unwrap()["value"].as_str().unwrap().to_owned()
    };
    assert_eq!((capability("vCPUs"), capability("MemoryGB")), ("4".into(), "16".into()));
    assert_eq!(
        (capability("CpuArchitectureType"), capability("HyperVGenerations")),
        ("Arm64".into(), "V2".into())
    );
    assert_eq!(size["locationInfo"][0]["zones"], json!(["1", "2", "3"]));
    assert!(skus(&azure, "westus").iter().all(|s| s["locationInfo"][0]["zones"] == json!([])));
    let bad = format!(
        "{SUBSCRIPTION}/providers/Microsoft.Compute/skus?api-version=2021-07-01&$filter=name%20eq%20%27x%27"
    );
    azure.get(&bad).expect(400);
}

#[test]
fn a_network_must_be_in_the_clusters_region_and_at_rest() {
    let azure = Azure::new();
    azure.network("10.0.0.0/8", &[("nodes", "10.1.0.0/16")]);
    let mut body = with_pool(|p| p["vnetSubnetID"] = subnet("nodes").into());
    body["properties"]["networkProfile"] =
        json!({"serviceCidr": "192.168.0.0/16", "dnsServiceIP": "192.168.0.10", "podCidr": "172.20.0.0/16"});
    body["location"] = "eastus".into();
    assert_eq!(refusal(&azure, body.clone()), "InvalidParameter");
    body["location"] = "westeurope".into();
    azure.put(&cluster("c"), body.clone()).expect(201);
    let network = subnet("nodes").replace("/subnets/nodes", "");
    azure.delete(&cluster("c"));
    let slow = Azure::with(|options| options.speed = 0.01);
    let space = json!({"addressSpace": {"addressPrefixes": ["10.0.0.0/8"]}, "subnets": [{"name": "nodes", "properties": {"addressPrefix": "10.1.0.0/16"}}]});
    slow.put(&network, json!({"location": "westeurope", "properties": space})).expect(201);
    assert_eq!(refusal(&slow, body), "VirtualNetworkNotInSucceededState");
}

#[test]
fn an_identity_without_a_role_on_the_subnet_makes_the_creation_fail() {
    let azure = Azure::new();
    azure.network("10.1.0.0/16", &[("nodes", "10.1.0.0/24")]);
    let (id, principal) = identity(&azure);
    // A role that allows to look and no more.
    grant(&azure, SUBSCRIPTION, "acdd72a7-3385-48ef-bd42-f606fba81ae7", &principal);
    let created = azure.put(&cluster("c"), with_identity(&id)).expect(201);
    assert_eq!(azure.wait(&created).last().map(String::as_str), Some("Failed"));
    assert_eq!(azure.get(&cluster("c")).text("properties.provisioningState"), "Failed");
    let said = azure.get(created.header("azure-asyncoperation").unwrap());
    assert_eq!(said.text("error.code"), "AuthorizationFailed");
    assert!(said.text("error.message").contains(&principal));
}

#[test]
fn a_role_anywhere_above_the_subnet_is_enough() {
    for scope in [SUBSCRIPTION.to_owned(), GROUP.to_owned(), subnet("nodes")] {
        let azure = Azure::new();
        azure.network("10.1.0.0/16", &[("nodes", "10.1.0.0/24")]);
        let (id, principal) = identity(&azure);
        grant(&azure, &scope, "4d97b98b-1d4f-4787-a291-c67834d212e7", &principal);
        let created = azure.put(&cluster("c"), with_identity(&id)).expect(201);
        assert_eq!(azure.wait(&created).last().map(String::as_str), Some("Succeeded"), "{scope}");
    }
}

#[test]
fn a_role_on_a_neighbour_is_not_enough() {
    let azure = Azure::new();
    azure.network("10.1.0.0/16", &[("nodes", "10.1.0.0/24"), ("nodes2", "10.1.1.0/24")]);
    let (id, principal) = identity(&azure);
    grant(&azure, &subnet("nodes2"), "4d97b98b-1d4f-4787-a291-c67834d212e7", &principal);
    let created = azure.put(&cluster("c"), with_identity(&id)).expect(201);
    assert_eq!(azure.wait(&created).last().map(String::as_str), Some("Failed"));
}

#[test]
fn an_identity_of_another_world_is_trusted_and_a_malformed_one_is_not() {
    let azure = Azure::new();
    azure.network("10.1.0.0/16", &[("nodes", "10.1.0.0/24")]);
    let unknown = format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/unknown");
    assert_eq!(refusal(&azure, with_identity(&subnet("nodes"))), "InvalidIdentityValues");
    let created = azure.put(&cluster("c"), with_identity(&unknown)).expect(201);
    assert_eq!(azure.wait(&created).last().map(String::as_str), Some("Succeeded"));
}

#[test]
fn kubenet_with_a_route_table_of_ones_own_needs_an_identity_that_may_write_to_it() {
    let azure = Azure::new();
    azure.network("10.1.0.0/16", &[]);
    let table = format!("{GROUP}/providers/Microsoft.Network/routeTables/rt");
    azure.wait(&azure.put(&table, json!({"location": "westeurope"})));
    let body = json!({"properties": {"addressPrefix": "10.1.0.0/24", "routeTable": {"id": table}}});
    azure.wait(&azure.put(&subnet("nodes"), body));
    let (id, principal) = identity(&azure);
    let mut wanted = with_identity(&id);
    wanted["properties"]["networkProfile"] = json!({"networkPlugin": "kubenet"});
    assert_eq!(refusal(&azure, wanted.clone()), "CustomRouteTableMissingPermission");
    let mut system = wanted.clone();
    system["identity"] = json!({"type": "SystemAssigned"});
    assert_eq!(refusal(&azure, system), "CustomRouteTableWithUnsupportedMSIType");
    grant(&azure, GROUP, "4d97b98b-1d4f-4787-a291-c67834d212e7", &principal);
    azure.put(&cluster("c"), wanted).expect(201);
}
