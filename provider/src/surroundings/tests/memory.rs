//! What is read once, what is read again, and what takes too long.

use std::time::Duration;

use serde_json::json;

use crate::{
    rules::{Lookups, Source, View},
    surroundings::{
        Look, Occasion, gather, look,
        testing::{Azure, in_subnets, network, network_id, to, vnet},
    },
};

fn azure() -> Azure {
    let nodes = json!({ "routeTable": to("routeTables/rt") });
    Azure::seeded([
        network("routeTables/rt", json!({})),
        vnet("spoke", "10.10.0.0/16", &[("nodes", "10.10.0.0/24", nodes)]),
    ])
}

async fn tables(azure: &Azure, occasion: Occasion) -> Lookups {
    let needed = |source: Source| source == Source::RouteTables;
    gather(&Look::around(&azure.session, occasion), &in_subnets(&["nodes"]), None, &needed).await
}

#[tokio::test]
async fn plans_at_the_same_time_read_everything_once() {
    let azure = azure();
    let plan = Occasion::Plan { changes: true };
    let (one, two) = tokio::join!(tables(&azure, plan), tables(&azure, plan));
    assert!(one.route_tables.found().is_some() && two.route_tables.found().is_some());
    let vnet = format!("GET {}", network_id("virtualNetworks/spoke"));
    assert_eq!(azure.requests(), [vnet, format!("GET {}", network_id("routeTables/rt"))]);
}

#[tokio::test]
async fn a_refusal_is_remembered_too() {
    let azure = azure();
    azure.forbid("*/routeTables/rt");
    let plan = Occasion::Plan { changes: true };
    let first = tables(&azure, plan).await;
    let second = tables(&azure, plan).await;
    assert!(first.route_tables.unavailable().is_some());
    assert_eq!(first.route_tables.unavailable(), second.route_tables.unavailable());
    assert_eq!(azure.requests().len(), 2);
}

#[tokio::test]
async fn before_a_write_everything_is_read_as_it_is_now() {
    let azure = azure();
    tables(&azure, Occasion::Plan { changes: true }).await;
    tables(&azure, Occasion::Write).await;
    assert_eq!(azure.requests().len(), 4);
}

#[tokio::test]
async fn after_a_write_a_plan_reads_again() {
    let azure = azure();
    tables(&azure, Occasion::Plan { changes: true }).await;
    look(&azure.session, &azure.session.rules, &View::default(), None, Occasion::Write).await;
    tables(&azure, Occasion::Plan { changes: true }).await;
    assert_eq!(azure.requests().len(), 4);
}

#[tokio::test]
async fn a_resource_that_does_not_change_costs_the_network_alone() {
    let azure = azure();
    look(
        &azure.session,
        &azure.session.rules,
        &in_subnets(&["nodes"]),
        None,
        Occasion::Plan { changes: false },
    )
    .await;
    assert_eq!(azure.requests(), [format!("GET {}", network_id("virtualNetworks/spoke"))]);
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_given_up() {
    let azure = azure().impatient(Duration::from_millis(300));
    azure.fault(&json!({ "match": { "path": "*/routeTables/rt" }, "delay": 3600 }));
    let found = tables(&azure, Occasion::Plan { changes: true }).await;
    let reason = found.route_tables.unavailable().unwrap();
    assert!(reason.ends_with("was not answered within 0.3 seconds."), "{reason}");
}

#[tokio::test]
async fn azure_asking_to_slow_down_for_longer_than_a_plan_waits_is_given_up_at_once() {
    let azure = azure();
    let answer = json!({ "status": 429, "retry_after": 3600 });
    azure.fault(&json!({ "match": { "path": "*/routeTables/rt" }, "answer": answer }));
    let found = tables(&azure, Occasion::Plan { changes: true }).await;
    let reason = found.route_tables.unavailable().unwrap();
    assert!(reason.contains("could not be read, because Azure asks to slow down"), "{reason}");
    assert_eq!(azure.requests().len(), 2);
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_is_said_to_be_one() {
    let azure = azure();
    let answer = json!({ "status": 200, "body": "<html>a proxy</html>" });
    azure.fault(&json!({ "match": { "path": "*/routeTables/rt" }, "answer": answer }));
    let found = tables(&azure, Occasion::Plan { changes: true }).await;
    let reason = found.route_tables.unavailable().unwrap();
    assert!(reason.contains("was answered with something that is not JSON"), "{reason}");
}
