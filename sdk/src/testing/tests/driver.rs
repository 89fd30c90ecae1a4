//! Terraform's steps.

use super::*;
use crate::{Value, config};

fn network() -> Config {
    config! { name = "n", location = "East US", cidrs = ["10.0.0.0/16"], rules = [{ port = 443 }, { port = 80 }] }
}

#[tokio::test]
async fn an_apply_creates_and_then_nothing_is_left_to_do() {
    let (driver, world) = driver().await;
    let applied = driver.apply("toy_network", network()).await.expect_create();
    assert_eq!(applied.at("id"), "/networks/n".into());
    assert_eq!(applied.at("location"), "East US".into(), "the remote side spells it otherwise");
    assert_eq!(applied.at("gateway.ip"), "192.0.2.1".into());
    assert_eq!(applied.planned_at("gateway"), Value::unknown());
    driver.plan("toy_network", network()).await.expect_noop();
    driver.apply("toy_network", network()).await.expect_noop();
    assert_eq!(world.lock().made, 1);
}

#[tokio::test]
async fn a_change_is_made_in_place_and_keeps_what_is_stable() {
    let (driver, _) = driver().await;
    driver.apply("toy_network", network()).await.expect_create();
    let changed = network().with("policy", "calico");
    let planned = driver.plan("toy_network", changed.clone()).await.expect_update_in_place();
    let planned =
        planned.expect_planned("id", "/networks/n").expect_unknown("etag").expect_unknown("gateway.size");
    assert_eq!(planned.planned_at("gateway.ip"), "192.0.2.1".into());
    driver.apply("toy_network", changed.clone()).await.expect_update_in_place().expect_value("etag", "2");
    driver.plan("toy_network", changed).await.expect_noop();
}

#[tokio::test]
async fn what_cannot_be_changed_is_replaced() {
    let (driver, world) = driver().await;
    driver.apply("toy_network", network()).await.expect_create();
    let renamed = network().with("name", "m");
    driver.apply("toy_network", renamed).await.expect_replace(["name"]).expect_value("id", "/networks/m");
    assert_eq!(world.lock().networks.keys().collect::<Vec<_>>(), ["m"]);
}

#[tokio::test]
async fn a_resource_that_is_gone_is_made_again() {
    let (driver, world) = driver().await;
    driver.apply("toy_network", network()).await.expect_create();
    world.lock().networks.clear();
    driver.plan("toy_network", network()).await.expect_create();
}

#[tokio::test]
async fn a_refresh_finds_drift() {
    let (driver, world) = driver().await;
    driver.apply("toy_network", network()).await.expect_create();
    world.lock().networks.get_mut("n").unwrap().policy = Some("calico".to_owned());
    driver.refresh("toy_network").await.expect_ok().expect_value("policy", "calico");
    driver.plan("toy_network", network()).await.expect_update_in_place().expect_planned("policy", "azure");
}

#[tokio::test]
async fn what_is_known_at_plan_stays_when_the_rest_becomes_known() {
    let (driver, _) = driver().await;
    let at_plan = network().with("location", Config::Unknown).with("rules", Config::Unknown);
    let applied = driver.apply_later("toy_network", at_plan, network()).await.expect_create();
    assert_eq!(applied.planned_at("location"), Value::unknown());
    assert_eq!(applied.at("location"), "East US".into());
}

#[tokio::test]
async fn an_import_reads_and_needs_no_change() {
    let (driver, _) = driver().await;
    driver.apply("toy_network", network()).await.expect_create();
    driver.import("toy_network.imported", "/networks/n").await.expect_ok().expect_value("name", "n");
    driver.plan("toy_network.imported", network()).await.expect_noop();
}

#[tokio::test]
async fn what_does_not_exist_cannot_be_imported() {
    let (driver, _) = driver().await;
    driver
        .import("toy_network", "/networks/x")
        .await
        .expect_error("Cannot import non-existent remote object");
}

#[tokio::test]
async fn what_is_managed_already_cannot_be_imported() {
    let (driver, _) = driver().await;
    driver.apply("toy_network", network()).await.expect_create();
    driver.import("toy_network", "/networks/n").await.expect_error("already managed by Terraform");
}

#[tokio::test]
async fn a_plan_goes_on_while_the_provider_s_configuration_is_unknown_and_an_apply_does_not() {
    let (driver, _) = driver().await;
    driver.configure(config! { prefix = unknown }).await.expect_ok();
    driver.plan("toy_network", network()).await.expect_create();
    let applied = driver.apply("toy_network", network()).await;
    assert!(applied.errors().next().is_some());
    assert_eq!(applied.state, Value::Null);
}

#[tokio::test]
async fn a_destroy_leaves_nothing() {
    let (driver, world) = driver().await;
    driver.apply("toy_network", network()).await.expect_create();
    let destroyed = driver.destroy("toy_network").await.expect_delete();
    assert_eq!(destroyed.state, Value::Null);
    assert!(world.lock().networks.is_empty());
    assert_eq!(driver.stored_json("toy_network"), None);
}

#[tokio::test]
async fn write_only_values_reach_no_plan_and_no_state() {
    let (driver, _) = driver().await;
    let applied = driver.apply("toy_network", network().with("secret", "hush")).await.expect_create();
    assert_eq!(applied.planned_at("secret"), Value::Null);
    assert!(!driver.stored_json("toy_network").unwrap().contains("hush"));
}

#[tokio::test]
async fn a_create_that_fails_half_way_is_kept_tainted_and_replaced_at_the_next_apply() {
    let (driver, world) = driver().await;
    world.misbehave(Fault::FailsHalfWay);
    let failed = driver.apply("toy_network", network()).await.expect_error("The gateway does not start");
    assert_eq!(failed.at("id"), "/networks/n".into());
    assert!(failed.tainted);
    world.lock().fault = None;
    let replaced = driver.apply("toy_network", network()).await.expect_replace([]);
    assert!(!replaced.tainted);
    assert_eq!(world.lock().made, 2);
}

#[tokio::test]
async fn a_create_that_fails_at_once_leaves_nothing() {
    let (driver, world) = driver().await;
    world.misbehave(Fault::FailsAtOnce);
    let failed = driver.apply("toy_network", network()).await.expect_error("No quota");
    assert_eq!(failed.state, Value::Null);
    assert_eq!(driver.stored_json("toy_network"), None);
}

#[tokio::test]
async fn an_apply_can_be_stopped_and_keeps_what_was_made_untainted() {
    let (driver, world) = driver().await;
    world.misbehave(Fault::HangsUntilStopped);
    let stop_when_made = async {
        while world.lock().made == 0 {
            tokio::task::yield_now().await;
        }
        driver.stop().await;
    };
    let (applied, ()) = tokio::join!(driver.apply("toy_network", network()), stop_when_made);
    let applied = applied.expect_create().expect_warning("Stopped");
    assert!(!applied.tainted);
    world.lock().fault = None;
    driver.plan("toy_network", network()).await.expect_noop();
}

#[tokio::test]
async fn the_provider_can_be_configured_again() {
    let (driver, world) = driver().await;
    driver.configure(config! { prefix = "a" }).await.expect_ok();
    driver.configure(config! { prefix = "bad" }).await.expect_error_at("Bad prefix", "prefix");
    driver.configure(config! { prefix = "b" }).await.expect_ok();
    assert_eq!(world.lock().prefixes, ["a", "b"]);
    driver.apply("toy_network", network()).await.expect_create();
}

#[tokio::test]
async fn an_older_state_is_read_with_what_the_schema_has_now() {
    let (driver, _) = driver().await;
    driver.apply("toy_network", network()).await.expect_create();
    driver.store_json("toy_network", 0, r#"{ "name": "n", "was_once": true }"#);
    driver.refresh("toy_network").await.expect_ok().expect_value("id", "/networks/n");
}

#[tokio::test]
async fn a_newer_state_is_refused() {
    let (driver, _) = driver().await;
    driver.store_json("toy_network", 7, r#"{ "name": "n" }"#);
    driver.plan("toy_network", network()).await.expect_error("managed by newer provider version");
}

#[tokio::test]
async fn a_step_that_fails_leaves_the_state_as_it_was() {
    let (driver, world) = driver().await;
    driver.apply("toy_network", network()).await.expect_create();
    world.misbehave(Fault::PlansAnotherName);
    let failed =
        driver.apply("toy_network", network().with("policy", "calico")).await.expect_error("Provider bug");
    assert_eq!(failed.at("id"), "/networks/n".into());
    assert_eq!(failed.action, None);
}

#[tokio::test]
async fn a_plan_that_changes_a_configured_value_is_named_as_a_bug_of_the_provider() {
    let (driver, world) = driver().await;
    world.misbehave(Fault::PlansAnotherName);
    let planned = driver.plan("toy_network", network()).await;
    planned.expect_error_at("planned value \"another\" does not match config value \"n\"", "name");
}

#[tokio::test]
async fn a_result_other_than_planned_is_named_as_a_bug_of_the_provider() {
    let (driver, world) = driver().await;
    world.misbehave(Fault::RenamesOnCreate);
    let applied = driver
        .apply("toy_network", network())
        .await
        .expect_error_at("was \"n\", but now \"another\"", "name");
    assert!(applied.tainted);
}

#[tokio::test]
async fn a_plan_that_differs_from_call_to_call_is_a_violation() {
    let (driver, world) = driver().await;
    world.misbehave(Fault::PlansByChance);
    let planned = driver.plan("toy_network", network()).await;
    let rules: Vec<_> = planned.violations.iter().map(|violation| violation.rule.code()).collect();
    assert_eq!(rules, ["plan-is-deterministic"]);
}

#[tokio::test]
#[should_panic(expected = "plan-is-deterministic")]
async fn no_expectation_is_met_by_an_answer_with_a_violation() {
    let (driver, world) = driver().await;
    world.misbehave(Fault::PlansByChance);
    driver.plan("toy_network", network()).await.expect_create();
}

#[tokio::test]
#[should_panic(expected = "expected NoOp")]
async fn an_expectation_that_is_not_met_fails_the_test() {
    let (driver, _) = driver().await;
    driver.plan("toy_network", network()).await.expect_noop();
}

#[tokio::test]
async fn a_data_source_is_read_once_its_configuration_is_known() {
    let (driver, _) = driver().await;
    driver.apply("toy_network", network()).await.expect_create();
    let read = driver.read_data_source("toy_network", config! { name = "n" }).await.expect_ok();
    assert_eq!(read.at("id"), "/networks/n".into());
    let postponed = driver.read_data_source("toy_network", config! { name = unknown }).await.expect_ok();
    assert_eq!(postponed.state, Value::Null);
    driver
        .read_data_source("toy_network", config! { name = "x" })
        .await
        .expect_error_at("No such network", "name");
}

#[tokio::test]
async fn a_function_is_called_as_terraform_calls_it() {
    let (driver, _) = driver().await;
    assert_eq!(driver.call_function("double", [21]).await, Ok(42.into()));
    assert_eq!(driver.call_function("double", ["21"]).await, Ok(42.into()), "Terraform converts");
    assert_eq!(driver.call_function("double", [Config::Unknown]).await, Ok(Value::unknown()));
    let null = driver.call_function("double", [Config::Null]).await.unwrap_err();
    assert_eq!((null.text(), null.argument()), ("argument must not be null", Some(0)));
    let text = driver.call_function("double", ["x"]).await.unwrap_err();
    assert_eq!((text.text(), text.argument()), ("number required", Some(0)));
}

#[tokio::test]
async fn a_function_that_gives_another_result_each_time_is_none() {
    let (driver, _) = driver().await;
    let thrown = driver.call_function("dice", [0; 0]).await.unwrap_err();
    assert_eq!(thrown.text(), "the same arguments gave different results (function-is-pure)");
}

#[tokio::test]
async fn terraform_refuses_what_the_schema_does_not_have() {
    let (driver, _) = driver().await;
    driver
        .validate("toy_network", config! { location = "x" })
        .await
        .expect_error_at("\"name\" is required", "name");
    let config = config! { name = "n", nmae = "x", id = "/y", cidrs = "z", gateway = { ip = "1" } };
    let refused = driver.validate("toy_network", config).await;
    let found: Vec<_> = refused
        .diagnostics
        .iter()
        .map(|error| format!("{}: {}", error.path.as_ref().unwrap(), error.summary))
        .collect();
    assert_eq!(
        found,
        [
            "nmae: Unsupported argument",
            "cidrs: Incorrect attribute value type",
            "gateway.ip: Value for unconfigurable attribute",
            "id: Value for unconfigurable attribute",
        ]
    );
    driver
        .validate("toy_netwrok", config! {})
        .await
        .expect_error("does not support resource type \"toy_netwrok\"");
}

#[tokio::test]
async fn several_resources_of_one_type_are_kept_apart() {
    let (driver, _) = driver().await;
    driver.apply("toy_network.a", network().with("name", "a")).await.expect_create();
    driver.apply("toy_network.b", network().with("name", "b")).await.expect_create();
    driver.forget("toy_network.a");
    assert_eq!(driver.stored_json("toy_network.a"), None);
    let planned = driver.plan("toy_network.b", network().with("name", "b")).await.expect_noop();
    assert_eq!(planned.action, Some(Action::NoOp));
}
