//! Clusters: what the service fills in, when, and in which spelling.

use serde_json::{Value, json};

use super::client::{Azure, GROUP, at, cluster, smallest, with_network};

#[test]
fn a_cluster_without_a_network_profile_gets_overlay() {
    let azure = Azure::new();
    let made = azure.cluster("c", smallest());
    let profile = made.at("properties.networkProfile");
    assert_eq!(
        *profile,
        json!({
            "networkPlugin": "azure",
            "networkPluginMode": "overlay",
            "networkPolicy": "none",
            "networkDataplane": "azure",
            "podCidr": "10.244.0.0/16",
            "podCidrs": ["10.244.0.0/16"],
            "serviceCidr": "10.0.0.0/16",
            "serviceCidrs": ["10.0.0.0/16"],
            "dnsServiceIP": "10.0.0.10",
            "ipFamilies": ["IPv4"],
            "outboundType": "loadBalancer",
            "loadBalancerSku": "standard",
            "loadBalancerProfile": {
                "managedOutboundIPs": {"count": 1},
                "backendPoolType": "nodeIPConfiguration",
                "effectiveOutboundIPs": profile["loadBalancerProfile"]["effectiveOutboundIPs"],
            },
        })
    );
    assert_eq!(made.pool()["maxPods"], 250);
}

#[test]
fn azure_without_a_mode_still_means_the_node_subnet() {
    let azure = Azure::new();
    let made = azure.cluster("c", with_network(json!({"networkPlugin": "azure"})));
    assert_eq!(*made.at("properties.networkProfile.networkPluginMode"), Value::Null);
    assert_eq!(*made.at("properties.networkProfile.podCidr"), Value::Null);
    assert_eq!(made.pool()["maxPods"], 30);
}

#[test]
fn a_first_answer_lacks_what_only_a_finished_cluster_has() {
    let azure = Azure::new();
    let first = azure.put(&cluster("c"), smallest()).expect(201);
    assert_eq!(first.text("properties.provisioningState"), "Creating");
    assert_eq!(first.pool()["provisioningState"], "Creating");
    let late = [
        "eTag",
        "properties.identityProfile",
        "properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs",
    ];
    for path in late {
        assert_eq!(*first.at(path), Value::Null, "{path} came too early");
    }
    azure.wait(&first);
    let last = azure.get(&cluster("c")).expect(200);
    assert_eq!(last.text("properties.provisioningState"), "Succeeded");
    for path in late {
        assert_ne!(*last.at(path), Value::Null, "{path} is missing");
    }
}

#[test]
fn empty_maps_are_shown_while_something_runs_and_vanish_afterwards() {
    let azure = Azure::new();
    let first = azure.put(&cluster("c"), smallest()).expect(201);
    assert_eq!(first.pool()["nodeLabels"], json!({}));
    azure.wait(&first);
    assert_eq!(azure.get(&cluster("c")).pool()["nodeLabels"], Value::Null);
}

#[test]
fn what_says_nothing_is_dropped() {
    let azure = Azure::new();
    let mut body = smallest();
    body["tags"] = json!({});
    body["properties"]["addonProfiles"] = json!({});
    let pool = &mut body["properties"]["agentPoolProfiles"][0];
    pool["nodeTaints"] = json!([]);
    pool["scaleSetPriority"] = json!("Regular");
    pool["scaleSetEvictionPolicy"] = json!("Delete");
    pool["spotMaxPrice"] = json!(-1.0);
    let made = azure.cluster("c", body);
    assert_eq!((made.at("tags"), made.at("properties.addonProfiles")), (&Value::Null, &Value::Null));
    for member in ["nodeTaints", "scaleSetPriority", "scaleSetEvictionPolicy", "spotMaxPrice"] {
        assert_eq!(made.pool()[member], Value::Null, "{member}");
    }
}

#[test]
fn explicit_nulls_and_zeroes_mean_the_default() {
    let azure = Azure::new();
    let mut body = smallest();
    body["properties"]["kubernetesVersion"] = json!("");
    body["properties"]["addonProfiles"] = Value::Null;
    body["properties"]["networkProfile"] = json!({"podCidrs": null, "ipFamilies": null});
    let pool = &mut body["properties"]["agentPoolProfiles"][0];
    pool["orchestratorVersion"] = json!("");
    pool["osDiskSizeGB"] = json!(0);
    pool["availabilityZones"] = Value::Null;
    let made = azure.cluster("c", body);
    assert_eq!(made.text("properties.kubernetesVersion"), "1.35");
    assert_eq!(made.text("properties.currentKubernetesVersion"), "1.35.7");
    assert_eq!(made.pool()["osDiskSizeGB"], 128);
    assert_eq!(made.pool()["currentOrchestratorVersion"], "1.35.7");
}

#[test]
fn identifier_and_type_come_back_in_another_case() {
    let azure = Azure::new();
    let made = azure.cluster("MyCluster", smallest());
    assert_eq!(made.text("id"), cluster("MyCluster").replace("resourceGroups", "resourcegroups"));
    assert_eq!(made.text("type"), "Microsoft.ContainerService/ManagedClusters");
    let shouted = cluster("MyCluster")
        .to_uppercase()
        .replace("/MICROSOFT.CONTAINERSERVICE/", "/Microsoft.ContainerService/");
    assert_eq!(azure.get(&shouted).expect(200).text("name"), "MyCluster");
}

#[test]
fn dual_stack_gets_unique_local_ranges() {
    let azure = Azure::new();
    let made = azure.cluster("c", with_network(json!({"ipFamilies": ["IPv4", "IPv6"]})));
    let profile = made.at("properties.networkProfile");
    assert_eq!(profile["podCidr"], "10.244.0.0/16");
    for (list, length) in [("podCidrs", "/64"), ("serviceCidrs", "/108")] {
        let six = at(profile, &format!("{list}.1")).as_str().unwrap();
        let (address, _) = six.split_once('/').unwrap();
        let address: std::net::Ipv6Addr = address.parse().unwrap();
        assert!(address.is_unique_local() && six.ends_with(length), "{six}");
    }
    assert_eq!(at(profile, "loadBalancerProfile.managedOutboundIPs.countIPv6"), 1);
    assert_eq!(at(profile, "loadBalancerProfile.effectiveOutboundIPs").as_array().unwrap().len(), 2);
}

#[test]
fn the_cilium_data_plane_brings_its_policy() {
    let azure = Azure::new();
    let made = azure.cluster("c", with_network(json!({"networkDataplane": "cilium"})));
    assert_eq!(made.text("properties.networkProfile.networkPolicy"), "cilium");
}

#[test]
fn the_node_group_lives_and_dies_with_the_cluster() {
    let azure = Azure::new();
    let made = azure.cluster("c", smallest());
    let nodes = format!("{}/{}", GROUP.trim_end_matches("/rg"), made.text("properties.nodeResourceGroup"));
    let group = azure.get(&nodes).expect(200);
    assert_eq!(group.text("name"), "MC_rg_c_westeurope");
    assert_eq!(group.text("managedBy"), made.text("id"));
    let deleted = azure.delete(&cluster("c")).expect(202);
    assert_eq!(azure.get(&cluster("c")).expect(200).text("properties.provisioningState"), "Deleting");
    azure.wait(&deleted);
    assert_eq!(azure.get(&cluster("c")).expect(404).text("error.code"), "ResourceNotFound");
    azure.get(&nodes).expect(404);
}

#[test]
fn deleting_what_is_not_there_is_204() {
    Azure::new().delete(&cluster("c")).expect(204);
}

#[test]
fn secrets_of_a_request_are_never_shown() {
    let azure = Azure::new();
    let mut body = smallest();
    body["identity"] = Value::Null;
    body["properties"]["servicePrincipalProfile"] = json!({"clientId": "me", "secret": "hush-hush"});
    body["properties"]["windowsProfile"] = json!({"adminUsername": "me", "adminPassword": "hush-hush"});
    let made = azure.cluster("c", body);
    assert_eq!(made.text("properties.servicePrincipalProfile.clientId"), "me");
    assert!(!made.body.to_string().contains("hush"), "{}", made.body);
}

#[test]
fn user_assigned_identities_get_their_identifiers() {
    let azure = Azure::new();
    let id = format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/me");
    let mut body = smallest();
    body["identity"] = json!({"type": "UserAssigned", "userAssignedIdentities": {(id.clone()): {}}});
    let made = azure.cluster("c", body);
    assert!(made.at("identity.userAssignedIdentities")[&id]["principalId"].is_string());
    assert_eq!(*made.at("identity.principalId"), Value::Null);
}

#[test]
fn lists_are_paged_and_follow_their_links() {
    let azure = Azure::with(|options| options.page_size = 2);
    for name in ["a", "b", "c", "d", "e"] {
        azure.put(&cluster(name), smallest()).expect(201);
    }
    let mut names = Vec::new();
    let mut next = format!("{GROUP}/providers/Microsoft.ContainerService/managedClusters");
    loop {
        let page = azure.get(&next).expect(200);
        let value = page.at("value").as_array().unwrap();
        assert!(value.len() <= 2);
        names.extend(value.iter().map(|c| c["name"].as_str().unwrap().to_owned()));
        match page.at("nextLink").as_str() {
            Some(link) => next = link.to_owned(),
            None => break,
        }
    }
    assert_eq!(names, ["a", "b", "c", "d", "e"]);
}

#[test]
fn credentials_are_a_kubeconfig_in_base64() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    for (action, name) in
        [("listClusterAdminCredential", "clusterAdmin"), ("listClusterUserCredential", "clusterUser")]
    {
        let answer = azure.post(&format!("{}/{action}", cluster("c"))).expect(200);
        assert_eq!(answer.text("kubeconfigs.0.name"), name);
        assert!(answer.text("kubeconfigs.0.value").starts_with("YXBpVmVyc2lvbjog"));
    }
}

#[test]
fn the_upgrade_profile_lists_what_comes_next() {
    let azure = Azure::new();
    let mut body = smallest();
    body["properties"]["kubernetesVersion"] = json!("1.34");
    azure.cluster("c", body);
    let profile = azure.get(&format!("{}/upgradeProfiles/default", cluster("c"))).expect(200);
    assert_eq!(profile.text("properties.controlPlaneProfile.kubernetesVersion"), "1.34.10");
    assert_eq!(profile.text("properties.controlPlaneProfile.upgrades.0.kubernetesVersion"), "1.35.5");
    assert_eq!(profile.text("properties.agentPoolProfiles.0.name"), "system");
}

#[test]
fn two_worlds_of_one_seed_answer_alike() {
    let body = || {
        let azure = Azure::new();
        azure.cluster("c", smallest()).body
    };
    assert_eq!(body(), body());
}
