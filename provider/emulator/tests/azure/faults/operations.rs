//! Operations that end otherwise than Azure would let them.

use arm_emulator::Outside;
use serde_json::{Value, json};

use super::world;
use crate::client::{GROUP, cluster, smallest};

#[test]
fn a_create_fails_with_the_given_error_and_the_cluster_stays_as_failed() {
    let azure = world();
    azure.arm(json!({
        "match": {"method": "PUT"}, "times": 1,
        "operation": {"end": "failed", "code": "QuotaExceeded", "message": "Insufficient quota"},
    }));
    let created = azure.put(&cluster("c"), smallest()).expect(201);
    assert_eq!(azure.wait(&created).last().unwrap(), "Failed");
    let operation = azure.get(created.header("azure-asyncoperation").unwrap());
    assert_eq!(operation.at("error"), &json!({"code": "QuotaExceeded", "message": "Insufficient quota"}));
    assert_eq!(azure.state(&cluster("c")), "Failed");
    let again = azure.put(&cluster("c"), smallest()).expect(200);
    assert_eq!(azure.wait(&again).last().unwrap(), "Succeeded");
}

#[test]
fn a_delete_that_fails_leaves_what_was_to_go() {
    let azure = world();
    azure.cluster("c", smallest());
    azure.arm(json!({"match": {"method": "DELETE"}, "times": 1, "operation": {"end": "failed"}}));
    let gone = azure.delete(&cluster("c")).expect(202);
    assert_eq!(azure.wait(&gone).last().unwrap(), "Failed");
    assert_eq!(azure.state(&cluster("c")), "Failed");
    assert_eq!(azure.get(gone.header("location").unwrap()).status, 409);
    azure.delete(&cluster("c")).expect(202);
}

#[test]
fn a_pool_and_a_network_can_fail_too() {
    let azure = world();
    azure.cluster("c", smallest());
    azure.arm(json!({"match": {"method": "PUT"}, "operation": {"end": "failed", "code": "Broken"}}));
    let pool = format!("{}/agentPools/p", cluster("c"));
    let made = azure.put(&pool, json!({"properties": {"vmSize": "Standard_DS2_v2", "count": 1}})).expect(201);
    assert_eq!(azure.wait(&made).last().unwrap(), "Failed");
    assert_eq!((azure.state(&pool), azure.state(&cluster("c"))), ("Failed".into(), "Succeeded".into()));
    let network = format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/v");
    let space = json!({"location": "westeurope", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}});
    let made = azure.put(&network, space).expect(201);
    assert_eq!(azure.wait(&made).last().unwrap(), "Failed");
    assert_eq!(azure.get(made.header("azure-asyncoperation").unwrap()).text("error.code"), "Broken");
    assert_eq!(azure.state(&network), "Failed");
}

#[test]
fn a_group_that_could_not_be_deleted_is_as_it_was_and_its_job_says_why() {
    let azure = world();
    azure.arm(json!({"match": {"method": "DELETE"}, "operation": {"end": "failed", "code": "ScopeLocked"}}));
    let job = azure.delete(GROUP).expect(202).header("location").unwrap().to_owned();
    let end = (0..20).map(|_| azure.get(&job)).find(|answer| answer.status != 202).unwrap();
    assert_eq!((end.status, end.text("error.code")), (409, "ScopeLocked"));
    assert_eq!(azure.state(GROUP), "Succeeded");
}

#[test]
fn an_operation_is_cancelled_takes_longer_or_never_ends() {
    let azure = world();
    azure.cluster("c", smallest());
    let update = |tier: &str| {
        let mut body = smallest();
        body["sku"] = json!({"name": "Base", "tier": tier});
        azure.put(&cluster("c"), body).expect(200)
    };
    let usual = azure.wait(&update("Standard")).len();
    azure.arm(json!({"match": {"method": "PUT"}, "times": 1, "operation": {"slower": 10}}));
    assert!(azure.wait(&update("Free")).len() > 8 * usual);
    azure.arm(json!({"match": {"method": "PUT"}, "times": 1, "operation": {"end": "canceled"}}));
    assert_eq!(azure.wait(&update("Standard")).last().unwrap(), "Canceled");
    assert_eq!(azure.state(&cluster("c")), "Canceled");
    azure.arm(json!({"match": {"method": "PUT"}, "times": 1, "operation": {"end": "never"}}));
    let url = update("Free").header("azure-asyncoperation").unwrap().to_owned();
    Outside::open(azure.dir.path()).unwrap().advance_clock(100 * 24 * 3600).unwrap();
    assert_eq!(azure.get(&url).text("status"), "InProgress");
    azure.post(&format!("{}/abort", cluster("c"))).expect(202);
}

#[test]
fn a_rule_about_a_kind_of_operation_leaves_other_operations_alone() {
    let azure = world();
    azure.arm(json!({"match": {"operation": "ClusterTags"}, "times": 1, "answer": {"status": 409}}));
    azure.cluster("c", smallest());
    let refused = azure.patch(&cluster("c"), json!({"tags": {"a": "b"}})).expect(409);
    assert_eq!(refused.text("code"), "OperationNotAllowed");
    assert_eq!(*azure.get(&cluster("c")).at("tags"), Value::Null);
    azure.patch(&cluster("c"), json!({"tags": {"a": "b"}})).expect(200);
}

#[test]
fn a_request_that_azure_refuses_does_not_use_up_a_rule_about_operations() {
    let azure = world();
    azure.arm(json!({"match": {"method": "PUT"}, "times": 1, "operation": {"end": "failed"}}));
    azure.put(&cluster("c"), json!({"location": "westeurope"})).expect(400);
    let created = azure.put(&cluster("c"), smallest()).expect(201);
    assert_eq!(azure.wait(&created).last().unwrap(), "Failed");
}

#[test]
fn an_update_begins_by_itself_and_changes_the_cluster() {
    let azure = world();
    azure.arm(json!({
        "match": {"method": "PUT"}, "times": 1,
        "background_update": {"after": 70, "lasts": 120, "patch": {"properties": {"addonProfiles": {"extensionManager": {"enabled": true}}}}},
    }));
    azure.cluster("c", smallest());
    let states: Vec<String> = (0..12).map(|_| azure.state(&cluster("c"))).collect();
    let first = states.iter().position(|s| s == "Updating").unwrap();
    assert!(first > 0 && states.last().unwrap() == "Succeeded", "{states:?}");
    assert_eq!(
        *azure.get(&cluster("c")).at("properties.addonProfiles.extensionManager.enabled"),
        json!(true)
    );
}
