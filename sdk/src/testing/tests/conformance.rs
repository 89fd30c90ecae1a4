//! The conformance run finds what it looks for.

use super::*;
use crate::config;

fn networks() -> [Config; 2] {
    let first =
        config! { name = "n", location = "East US", cidrs = ["10.0.0.0/16"], rules = [{ port = 443 }] };
    [first.with("secret", "do-not-tell"), config! { name = "m", gateway = { size = 2 } }]
}

async fn findings(fault: Option<Fault>) -> Vec<String> {
    let (driver, world) = driver().await;
    world.lock().fault = fault;
    let found = driver.conformance("toy_network").import_by("id").run(networks()).await;
    // What happened follows in further lines.
    found.iter().map(|finding| finding.lines().next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_good_resource_stands_it_and_leaves_nothing_behind() {
    let (driver, world) = driver().await;
    driver.conformance("toy_network").import_by("id").run(networks()).await.expect_none();
    assert!(world.lock().networks.is_empty());
}

#[tokio::test]
async fn drift_by_itself_is_found() {
    let found = findings(Some(Fault::DriftsByItself)).await;
    assert!(
        found.contains(&"configuration 0: after a create something is left to do:".to_owned()),
        "{found:?}"
    );
    assert!(found.contains(&"configuration 0: reading changes the state:".to_owned()), "{found:?}");
    assert!(
        found.contains(&"configuration 1: after an import something is left to do:".to_owned()),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_refusal_of_unknown_values_is_found() {
    let found = findings(Some(Fault::WantsToKnow)).await;
    assert_eq!(
        found,
        [
            "configuration 0: location may not be unknown before it exists:",
            "configuration 0: location may not be unknown once it exists:",
        ]
    );
}

#[tokio::test]
async fn a_plan_by_chance_is_found() {
    let found = findings(Some(Fault::PlansByChance)).await;
    assert_eq!(
        found.first().map(String::as_str),
        Some("configuration 0: cannot be planned before it exists:")
    );
}

#[tokio::test]
async fn a_secret_in_a_diagnostic_is_found() {
    let found = findings(Some(Fault::TellsTheSecret)).await;
    assert!(found.contains(&"configuration 0: a secret stands in a diagnostic:".to_owned()), "{found:?}");
}

#[tokio::test]
async fn a_write_only_value_in_the_state_is_found() {
    let found = findings(Some(Fault::StoresTheSecret)).await;
    assert!(found.contains(&"configuration 0: a secret stands in a plan or state:".to_owned()), "{found:?}");
}
