//! What hangs below a cluster besides its pools, and what is read about a cluster.

use serde_json::{Value, json};

use super::client::{Azure, GROUP, SUBSCRIPTION, cluster, smallest};

fn azure() -> Azure {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    azure
}

fn child(kind: &str, name: &str) -> String {
    format!("{}/{kind}/{name}", cluster("c"))
}

#[test]
fn a_maintenance_window_is_written_at_once_and_completed() {
    let azure = azure();
    let path = child("maintenanceConfigurations", "aksManagedAutoUpgradeSchedule");
    let window = json!({"properties": {"maintenanceWindow": {
        "schedule": {"weekly": {"intervalWeeks": 1, "dayOfWeek": "Friday"}}, "durationHours": 8, "startTime": "00:00",
    }}});
    let made = azure.put(&path, window.clone()).expect(200);
    assert_eq!(made.header("azure-asyncoperation"), None);
    assert_eq!(
        (
            made.text("properties.maintenanceWindow.utcOffset"),
            made.text("properties.maintenanceWindow.startDate")
        ),
        ("+00:00", "2026-11-22")
    );
    assert_eq!(made.text("type"), "Microsoft.ContainerService/managedClusters/maintenanceConfigurations");
    let list = azure.get(&format!("{}/maintenanceConfigurations", cluster("c"))).expect(200);
    assert_eq!(list.text("value.0.name"), "aksManagedAutoUpgradeSchedule");
    azure.delete(&path).expect(200);
    azure.delete(&path).expect(204);
    assert_eq!(azure.get(&path).expect(404).text("code"), "NotFound");
    let mut short = window;
    short["properties"]["maintenanceWindow"]["durationHours"] = json!(2);
    assert_eq!(azure.put(&path, short).expect(400).text("target"), "maintenanceWindow.durationHours");
}

#[test]
fn a_trusted_access_binding_is_answered_with_201_every_time() {
    let azure = azure();
    let path = child("trustedAccessRoleBindings", "b");
    let source = format!("{GROUP}/providers/Microsoft.MachineLearningServices/workspaces/w");
    for role in ["mlworkload", "inference-v1"] {
        let body = json!({"properties": {"sourceResourceId": source, "roles": [role]}});
        let made = azure.put(&path, body).expect(201);
        assert_eq!(made.text("properties.provisioningState"), "Updating");
        azure.wait(&made);
        assert_eq!(azure.get(&path).text("properties.provisioningState"), "Succeeded");
    }
    let gone = azure.delete(&path).expect(202);
    assert!(gone.header("location").is_some());
    azure.wait(&gone);
    azure.get(&path).expect(404);
}

#[test]
fn a_managed_namespace_is_made_by_an_operation_that_keeps_no_cluster_waiting() {
    let azure = azure();
    let path = child("managedNamespaces", "team");
    let quota = json!({"cpuRequest": "1", "cpuLimit": "2", "memoryRequest": "1Gi", "memoryLimit": "2Gi"});
    let body = json!({"location": "westeurope", "properties": {"defaultResourceQuota": quota}});
    let made = azure.put(&path, body).expect(201);
    assert_eq!(made.text("properties.provisioningState"), "Creating");
    azure.patch(&cluster("c"), json!({"tags": {"a": "b"}})).expect(200);
    azure.wait(&made);
    let there = azure.get(&path).expect(200);
    assert_eq!(
        (there.text("properties.adoptionPolicy"), there.text("properties.defaultNetworkPolicy.egress")),
        ("Never", "AllowAll")
    );
    assert_ne!(there.at("eTag"), made.at("eTag"));
    let stale = azure.send("PUT", &path, &[("if-match", "stale")], Some(json!({"location": "westeurope"})));
    assert_eq!(stale.expect(412).text("code"), "PreconditionFailed");
    assert_eq!(azure.patch(&path, json!({"tags": {"a": "b"}})).expect(200).text("tags.a"), "b");
    let credential = azure.post(&format!("{path}/listCredential")).expect(200);
    assert_eq!(credential.text("kubeconfigs.0.name"), "clusterUser");
}

#[test]
fn an_identity_binding_knows_its_identity() {
    let azure = azure();
    let identity = format!("{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i");
    let there = azure.put(&identity, json!({"location": "westeurope"})).expect(201);
    let made = azure.put(
        &child("identityBindings", "b"),
        json!({"properties": {"managedIdentity": {"resourceId": identity}}}),
    );
    assert_eq!(
        made.expect(201).text("properties.managedIdentity.clientId"),
        there.text("properties.clientId")
    );
}

#[test]
fn a_private_endpoint_connection_cannot_be_made_here() {
    let refused = azure().put(
        &child("privateEndpointConnections", "x"),
        json!({"properties": {"privateLinkServiceConnectionState": {"status": "Approved"}}}),
    );
    assert_eq!(refused.expect(404).text("code"), "NotFound");
}

#[test]
fn a_child_of_a_missing_cluster_is_refused_by_the_gateway_in_the_words_of_the_request() {
    let azure = Azure::new();
    for (method, path, verb) in [
        ("GET", child("maintenanceConfigurations", "default"), "read"),
        ("PUT", child("managedNamespaces", "n"), "write"),
        ("DELETE", child("identityBindings", "b"), "delete"),
        ("GET", child("agentPools", "p"), "read"),
        ("GET", format!("{}/agentPools", cluster("c")), "read"),
        ("DELETE", child("agentPools", "p"), "delete"),
    ] {
        let refused = azure.send(method, &path, &[], (method == "PUT").then(|| json!({}))).expect(404);
        assert_eq!(refused.text("error.code"), "ParentResourceNotFound", "{method} {path}");
        let said = refused.text("error.message");
        assert!(said.starts_with(&format!("Failed to perform '{verb}' on resource(s)")), "{said}");
    }
}

#[test]
fn a_pool_made_from_a_snapshot_gets_its_image() {
    let azure = azure();
    let pool = child("agentPools", "system");
    let path = format!("{GROUP}/providers/Microsoft.ContainerService/snapshots/s");
    let body = json!({"location": "westeurope", "properties": {"creationData": {"sourceResourceId": pool}}});
    let made = azure.put(&path, body.clone()).expect(201);
    assert_eq!(
        (made.text("type"), made.text("properties.snapshotType"), made.text("properties.vmSize")),
        ("Microsoft.ContainerService/Snapshots", "NodePool", "Standard_DS2_v2")
    );
    azure.put(&path, body).expect(200);
    let pool = json!({"properties": {"count": 1, "vmSize": "Standard_D4s_v5", "creationData": {"sourceResourceId": path}}});
    let new = azure.put(&child("agentPools", "copy"), pool.clone()).expect(201);
    assert_eq!(new.at("properties.nodeImageVersion"), made.at("properties.nodeImageVersion"));
    assert_eq!(new.text("properties.creationData.sourceResourceId"), path);
    for scope in [SUBSCRIPTION, GROUP] {
        let list = azure.get(&format!("{scope}/providers/Microsoft.ContainerService/snapshots")).expect(200);
        assert_eq!(list.text("value.0.name"), "s");
    }
    azure.delete(&path).expect(200);
    assert_eq!(azure.get(&path).expect(404).text("error.code"), "ResourceNotFound");
    azure.wait(&new);
    assert_eq!(azure.put(&child("agentPools", "late"), pool).expect(400).text("code"), "InvalidParameter");
}

#[test]
fn deleted_machines_are_gone_and_others_stay() {
    let azure = azure();
    let pool = child("agentPools", "system");
    let names = || -> Vec<String> {
        let list = azure.get(&format!("{pool}/machines")).expect(200);
        let value = list.at("value").as_array().unwrap();
        value.iter().map(|m| m["name"].as_str().unwrap().to_owned()).collect()
    };
    let before = names();
    assert_eq!(before.len(), 3);
    let one = azure.get(&format!("{pool}/machines/{}", before[1])).expect(200);
    assert!(one.text("properties.resourceId").ends_with("/virtualMachines/1"), "{}", one.body);
    let delete = |name: &str| {
        azure.send("POST", &format!("{pool}/deleteMachines"), &[], Some(json!({"machineNames": [name]})))
    };
    azure.wait(&delete(&before[1]).expect(202));
    assert_eq!(names(), [before[0].clone(), before[2].clone()]);
    assert_eq!(azure.get(&pool).at("properties.count"), &json!(2));
    assert_eq!(delete(&before[1]).expect(400).text("target"), "machineNames");
}

#[test]
fn a_private_cluster_shows_what_is_behind_its_link() {
    let azure = azure();
    let path = format!("{}/privateLinkResources", cluster("c"));
    assert_eq!(azure.get(&path).expect(200).at("value"), &json!([]));
    let mut body = smallest();
    body["properties"]["apiServerAccessProfile"] = json!({"enablePrivateCluster": true});
    azure.cluster("p", body);
    let list = azure.get(&format!("{}/privateLinkResources", cluster("p"))).expect(200);
    assert_eq!(list.text("value.0.groupId"), "management");
    let resolve = format!("{}/resolvePrivateLinkServiceId", cluster("p"));
    let found = azure.send("POST", &resolve, &[], Some(json!({"name": "management"}))).expect(200);
    assert!(found.text("privateLinkServiceID").contains("/privateLinkServices/"));
}

#[test]
fn a_pool_may_be_upgraded_as_far_as_its_control_plane() {
    let azure = Azure::new();
    let mut body = smallest();
    body["properties"]["kubernetesVersion"] = json!("1.35.7");
    body["properties"]["agentPoolProfiles"][0]["orchestratorVersion"] = json!("1.35.5");
    azure.cluster("c", body);
    let profile =
        azure.get(&format!("{}/upgradeProfiles/default", child("agentPools", "system"))).expect(200);
    assert_eq!(profile.at("properties.upgrades"), &json!([{"kubernetesVersion": "1.35.7"}]));
    assert!(profile.text("properties.latestNodeImageVersion").starts_with("AKSUbuntu-"));
    let all = azure.get(&format!("{}/availableAgentPoolVersions", cluster("c"))).expect(200);
    let versions = all.at("properties.agentPoolVersions").as_array().unwrap();
    let last = versions.last().unwrap();
    assert_eq!((&last["kubernetesVersion"], &last["default"]), (&json!("1.35.7"), &Value::Bool(true)));
}

#[test]
fn lists_of_the_region_and_of_the_namespace_are_there() {
    let azure = Azure::new();
    let location = format!("{SUBSCRIPTION}/providers/Microsoft.ContainerService/locations/westeurope");
    let mesh = azure.get(&format!("{location}/meshRevisionProfiles")).expect(200);
    assert_eq!(mesh.text("value.0.properties.meshRevisions.0.compatibleWith.0.name"), "kubernetes");
    assert_eq!(
        azure.get(&format!("{location}/meshRevisionProfiles/istio")).expect(200).text("name"),
        "istio"
    );
    let roles = azure.get(&format!("{location}/trustedAccessRoles")).expect(200);
    assert!(roles.at("value").as_array().unwrap().len() > 2);
    let operations = azure.get("/providers/Microsoft.ContainerService/operations").expect(200);
    assert_eq!(operations.text("value.0.name"), "Microsoft.ContainerService/managedClusters/read");
}

#[test]
fn a_type_of_preview_versions_is_missed_by_name() {
    let missing = azure().get(&format!("{}/loadBalancers", cluster("c"))).expect(404);
    assert_eq!(missing.text("error.code"), "InvalidResourceType");
    assert!(missing.text("error.message").contains("'managedClusters/loadBalancers'"));
}

#[test]
fn the_ways_out_name_the_api_server() {
    let azure = azure();
    let list = azure.get(&format!("{}/outboundNetworkDependenciesEndpoints", cluster("c"))).expect(200);
    let host = azure.get(&cluster("c"));
    assert_eq!(list.text("value.0.endpoints.0.domainName"), host.text("properties.fqdn"));
}
