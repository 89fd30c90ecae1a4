//! What uses up a rule, and what passes it by: requests that the rule cannot be about do not count.

use serde_json::{Value, json};

use super::tokens_and_clocks::token;
use super::world;
use crate::client::{Azure, GROUP, SUBSCRIPTION, cluster, smallest};

/// A world in which the first suitable request lets a cluster tag itself.
fn tagging_once() -> Azure {
    let azure = world();
    azure.arm(json!({
        "match": {"method": "PUT"}, "times": 1,
        "background_update": {"lasts": 0, "patch": {"tags": {"by": "itself"}}},
    }));
    azure
}

fn tag(azure: &Azure) -> Value {
    azure.get(&cluster("c")).expect(200).body["tags"]["by"].clone()
}

#[test]
fn a_request_that_azure_refuses_does_not_use_up_an_update_by_itself() {
    let azure = tagging_once();
    azure.put(&cluster("c"), json!({"location": "westeurope"})).expect(400);
    azure.cluster("c", smallest());
    assert_eq!(tag(&azure), "itself");
}

#[test]
fn a_write_of_something_else_does_not_use_up_an_update_of_a_cluster() {
    let azure = tagging_once();
    azure.put(GROUP, json!({"location": "westeurope"})).expect(200);
    azure.cluster("c", smallest());
    assert_eq!(tag(&azure), "itself");
}

#[test]
fn only_requests_for_tokens_use_up_a_rule_about_their_lifetime() {
    let azure = world();
    azure.arm(json!({"token_lifetime": 60, "times": 1}));
    azure.get(SUBSCRIPTION).expect(200);
    assert_eq!(token(&azure).0.text("expires_in"), "60");
    assert_ne!(token(&azure).0.text("expires_in"), "60");
}
