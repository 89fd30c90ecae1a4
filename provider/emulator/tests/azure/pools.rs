//! Node pools as resources of their own.

use serde_json::{Value, json};

use super::client::{Azure, cluster, smallest};

fn pool(name: &str) -> String {
    format!("{}/agentPools/{name}", cluster("c"))
}

fn user_pool() -> Value {
    json!({"properties": {"count": 2, "vmSize": "Standard_D4ds_v5", "mode": "User"}})
}

fn azure() -> Azure {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    azure
}

#[test]
fn a_new_pool_appears_in_both_views() {
    let azure = azure();
    let made = azure.put(&pool("extra"), user_pool()).expect(201);
    assert_eq!(made.text("type"), "Microsoft.ContainerService/managedClusters/agentPools");
    assert_eq!(azure.wait(&made).last().map(String::as_str), Some("Succeeded"));
    let child = azure.get(&pool("extra")).expect(200);
    assert_eq!(child.text("properties.provisioningState"), "Succeeded");
    assert_eq!(
        (child.at("properties.maxPods"), child.at("properties.osDiskType")),
        (&json!(250), &json!("Ephemeral"))
    );
    let inline = azure.get(&cluster("c"));
    assert_eq!(inline.text("properties.agentPoolProfiles.1.name"), "extra");
    assert_eq!(inline.at("properties.agentPoolProfiles.1.eTag"), child.at("properties.eTag"));
    let list = azure.get(&format!("{}/agentPools", cluster("c")));
    assert_eq!(list.at("value").as_array().unwrap().len(), 2);
}

#[test]
fn a_pool_operation_changes_the_entity_tag_of_its_pool_only() {
    let azure = azure();
    azure.wait(&azure.put(&pool("extra"), user_pool()).expect(201));
    let before = azure.get(&cluster("c"));
    azure.wait(&azure.put(&pool("extra"), json!({"properties": {"count": 3}})).expect(200));
    let after = azure.get(&cluster("c"));
    assert_eq!(before.at("eTag"), after.at("eTag"));
    assert_eq!(before.pool()["eTag"], after.pool()["eTag"]);
    assert_ne!(
        before.at("properties.agentPoolProfiles.1.eTag"),
        after.at("properties.agentPoolProfiles.1.eTag")
    );
}

#[test]
fn a_pool_that_is_not_there_is_missed_in_the_shape_of_aks() {
    let missing = azure().get(&pool("nowhere")).expect(404);
    assert_eq!(
        (missing.text("code"), missing.text("subcode")),
        ("NotFound", "GetAgentPool_NotFound_HCPServerError")
    );
    assert_eq!(missing.header("x-ms-failure-cause"), None);
}

#[test]
fn a_pool_without_a_cluster_is_refused_by_the_gateway() {
    let refused = Azure::new().put(&pool("extra"), user_pool()).expect(404);
    assert_eq!(refused.text("error.code"), "ParentResourceNotFound");
}

#[test]
fn a_pool_can_be_stopped_and_comes_back_as_it_was() {
    let azure = azure();
    azure.wait(&azure.put(&pool("extra"), user_pool()).expect(201));
    let switch = |code: &str| {
        let mut body = azure.get(&pool("extra")).body;
        body["properties"]["powerState"]["code"] = json!(code);
        let answer = azure.put(&pool("extra"), body).expect(200);
        azure.wait(&answer);
        (
            answer.text("properties.provisioningState").to_owned(),
            azure.get(&pool("extra")).at("properties.count").clone(),
        )
    };
    assert_eq!(switch("Stopped"), ("Stopping".into(), json!(0)));
    assert_eq!(switch("Running"), ("Starting".into(), json!(2)));
}

#[test]
fn the_last_system_pool_stays() {
    let azure = azure();
    assert_eq!(
        azure.delete(&pool("system")).expect(400).text("message"),
        "There has to be at least one agent pool."
    );
    azure.wait(&azure.put(&pool("extra"), user_pool()).expect(201));
    let refused = azure.delete(&pool("system")).expect(400);
    assert_eq!(refused.text("message"), "There has to be at least one system agent pool.");
    azure.wait(&azure.delete(&pool("extra")).expect(202));
    azure.get(&pool("extra")).expect(404);
    azure.delete(&pool("extra")).expect(204);
}

#[test]
fn a_pool_is_judged_together_with_the_others() {
    let azure = azure();
    let refused =
        azure.put(&pool("extra"), json!({"properties": {"count": 254, "vmSize": "Standard_D4ds_v5"}}));
    assert_eq!(refused.expect(400).text("code"), "InsufficientSubnetSize");
    azure.get(&pool("extra")).expect(404);
}

#[test]
fn fixed_members_of_a_pool_stay() {
    let azure = azure();
    let refused =
        azure.put(&pool("system"), json!({"properties": {"vmSize": "Standard_D4s_v5"}})).expect(400);
    assert_eq!(
        (refused.text("code"), refused.text("target")),
        ("PropertyChangeNotAllowed", "properties.vmSize")
    );
}
