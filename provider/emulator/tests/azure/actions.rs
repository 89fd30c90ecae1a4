//! Actions: stop and start, abort, run command, node images.

use serde_json::json;

use super::client::{Azure, cluster, smallest};

#[test]
fn a_cluster_can_be_stopped_and_started() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    for (action, meanwhile, power) in [("stop", "Stopping", "Stopped"), ("start", "Starting", "Running")] {
        let answer = azure.post(&format!("{}/{action}", cluster("c"))).expect(202);
        assert_eq!(azure.get(&cluster("c")).text("properties.provisioningState"), meanwhile);
        azure.wait(&answer);
        let after = azure.get(&cluster("c"));
        assert_eq!(
            (after.text("properties.powerState.code"), &after.pool()["powerState"]["code"]),
            (power, &json!(power))
        );
        azure.get(answer.header("location").unwrap()).expect(204);
    }
}

#[test]
fn an_aborted_create_leaves_a_canceled_cluster_that_can_be_updated() {
    let azure = Azure::new();
    let created = azure.put(&cluster("c"), smallest()).expect(201);
    let aborted = azure.post(&format!("{}/abort", cluster("c"))).expect(202);
    assert_eq!(aborted.text("properties.provisioningState"), "Creating");
    assert_eq!(azure.get(created.header("azure-asyncoperation").unwrap()).text("status"), "Canceled");
    azure.wait(&aborted);
    assert_eq!(azure.get(&cluster("c")).text("properties.provisioningState"), "Canceled");
    azure.wait(&azure.put(&cluster("c"), smallest()).expect(200));
    assert_eq!(azure.get(&cluster("c")).text("properties.provisioningState"), "Succeeded");
    assert_eq!(
        azure.post(&format!("{}/abort", cluster("c"))).expect(409).text("code"),
        "OperationNotAllowed"
    );
}

#[test]
fn a_pool_gets_a_new_node_image() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let answer =
        azure.post(&format!("{}/agentPools/system/upgradeNodeImageVersion", cluster("c"))).expect(202);
    assert_eq!(answer.text("properties.provisioningState"), "UpgradingNodeImageVersion");
    azure.wait(&answer);
    let after = azure.get(&format!("{}/agentPools/system", cluster("c")));
    assert_eq!(after.text("properties.provisioningState"), "Succeeded");
}

#[test]
fn an_aborted_stop_leaves_the_pool_running() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let path = format!("{}/agentPools/extra", cluster("c"));
    let body = json!({"properties": {"count": 2, "vmSize": "Standard_D4ds_v5"}});
    azure.wait(&azure.put(&path, body).expect(201));
    azure.put(&path, json!({"properties": {"powerState": {"code": "Stopped"}}})).expect(200);
    let aborted = azure.post(&format!("{path}/abort")).expect(202);
    azure.wait(&aborted);
    let after = azure.get(&path);
    assert_eq!(
        (
            after.text("properties.provisioningState"),
            after.text("properties.powerState.code"),
            after.at("properties.count")
        ),
        ("Canceled", "Running", &json!(2))
    );
}
