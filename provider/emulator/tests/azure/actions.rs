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

#[test]
fn a_stopped_cluster_can_only_be_started_or_deleted() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    azure.wait(&azure.post(&format!("{}/stop", cluster("c"))).expect(202));
    let pool = format!("{}/agentPools/system", cluster("c"));
    for refused in [
        azure.put(&cluster("c"), azure.get(&cluster("c")).body),
        azure.put(&pool, json!({"properties": {"count": 1}})),
        azure.post(&format!("{pool}/upgradeNodeImageVersion")),
        azure.post(&format!("{}/rotateClusterCertificates", cluster("c"))),
    ] {
        let refused = refused.expect(400);
        assert_eq!(refused.text("code"), "OperationNotAllowed");
        assert!(refused.text("message").contains("is stopped"), "{}", refused.body);
    }
    azure.patch(&cluster("c"), json!({"tags": {"a": "b"}})).expect(200);
    azure.delete(&cluster("c")).expect(202);
}

#[test]
fn what_is_aborted_is_canceling_first() {
    let azure = Azure::new();
    azure.put(&cluster("c"), smallest()).expect(201);
    let aborted = azure.post(&format!("{}/abort", cluster("c"))).expect(202);
    assert_eq!(azure.get(&cluster("c")).text("properties.provisioningState"), "Canceling");
    azure.wait(&aborted);
    assert_eq!(azure.get(&cluster("c")).text("properties.provisioningState"), "Canceled");
}

#[test]
fn a_delete_can_be_aborted_and_preempts_what_runs() {
    let azure = Azure::new();
    let created = azure.put(&cluster("c"), smallest()).expect(201);
    azure.delete(&cluster("c")).expect(202);
    let create = azure.get(created.header("azure-asyncoperation").unwrap());
    assert_eq!(
        (create.text("status"), create.text("error.code")),
        ("Canceled", "AKSOperationPreemptedByDelete")
    );
    azure.wait(&azure.post(&format!("{}/abort", cluster("c"))).expect(202));
    assert_eq!(azure.get(&cluster("c")).text("properties.provisioningState"), "Canceled");
    azure.wait(&azure.delete(&cluster("c")).expect(202));
    azure.get(&cluster("c")).expect(404);
}

#[test]
fn a_write_that_meets_the_platform_finds_another_entity_tag() {
    let azure = Azure::with(|options| options.habits.background_updates = true);
    // Whether the platform goes on by itself depends on the name; one of a few does.
    let met = (0..12).any(|number| {
        let name = format!("c{number}");
        azure.wait(&azure.put(&cluster(&name), smallest()).expect(201));
        (0..8).any(|_| {
            if azure.get(&cluster(&name)).text("properties.provisioningState") != "Updating" {
                return false;
            }
            let refused = azure.patch(&cluster(&name), json!({"tags": {}})).expect(409);
            assert_eq!(refused.text("code"), "EtagMismatch");
            assert!(refused.text("details.0.message").contains("Etag mismatched"), "{}", refused.body);
            true
        })
    });
    assert!(met, "the platform never updated a cluster by itself");
}

#[test]
fn the_service_principal_and_the_applications_can_be_replaced() {
    let azure = Azure::new();
    azure.cluster("c", smallest());
    let post =
        |action: &str, body| azure.send("POST", &format!("{}/{action}", cluster("c")), &[], Some(body));
    assert_eq!(post("resetServicePrincipalProfile", json!({})).expect(400).text("code"), "InvalidParameter");
    azure.wait(&post("resetServicePrincipalProfile", json!({"clientId": "app", "secret": "s"})).expect(202));
    azure.wait(&post("resetAADProfile", json!({"serverAppID": "x", "serverAppSecret": "s"})).expect(202));
    let after = azure.get(&cluster("c"));
    assert_eq!(after.at("properties.servicePrincipalProfile"), &json!({"clientId": "app"}));
    assert_eq!(after.at("properties.aadProfile"), &json!({"serverAppID": "x"}));
}
