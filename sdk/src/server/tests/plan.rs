//! `PlanResourceChange` and `ValidateResourceConfig`: what would happen.

use super::*;

async fn plan_on(
    service: &Service<Subject>,
    prior: &Value,
    config: &Value,
    capabilities: tf::ClientCapabilities,
) -> tf::plan_resource_change::Response {
    let ty = Thing::ty();
    let request = tf::plan_resource_change::Request {
        type_name: "test_thing".to_owned(),
        prior_state: message(prior, &ty),
        proposed_new_state: message(config, &ty),
        config: message(config, &ty),
        prior_private: br#"{"old":1}"#.to_vec(),
        client_capabilities: Some(capabilities),
        ..Default::default()
    };
    service.plan_resource_change(Request::new(request)).await.unwrap().into_inner()
}

async fn plan(prior: &Value, config: &Value) -> (Value, tf::plan_resource_change::Response) {
    let response = plan_on(&configured().await, prior, config, Default::default()).await;
    (value(response.planned_state.clone(), &Thing::ty()), response)
}

fn private(response: &tf::plan_resource_change::Response) -> serde_json::Value {
    serde_json::from_slice(&response.planned_private).unwrap()
}

#[tokio::test]
async fn on_create_computed_attributes_are_known_after_apply() {
    let (planned, response) = plan(&Value::Null, &Thing::config("ok")).await;
    assert_eq!(planned.entry("id").map(Value::is_unknown), Some(true));
    assert_eq!(planned.entry("act"), Some(&"ok".into()));
    assert_eq!(told(&response.diagnostics), "");
    assert_eq!(response.requires_replace, []);
}

#[tokio::test]
async fn a_plan_without_a_change_is_the_state() {
    let (planned, response) = plan(&Thing::made("ok"), &Thing::config("ok")).await;
    assert_eq!(planned, Thing::made("ok"));
    assert_eq!(told(&response.diagnostics), "");
}

#[tokio::test]
async fn an_update_keeps_what_is_stable() {
    let (planned, _) = plan(&Thing::made("before"), &Thing::config("after")).await;
    assert_eq!(planned.entry("id"), Some(&"made".into()));
    assert_eq!(planned.entry("etag").map(Value::is_unknown), Some(true));
}

#[tokio::test]
async fn a_destroy_plans_nothing_and_keeps_private_state() {
    let (planned, response) = plan(&Thing::made("ok"), &Value::Null).await;
    assert_eq!(planned, Value::Null);
    assert_eq!(told(&response.diagnostics), "");
    assert_eq!(private(&response), serde_json::json!({ "old": 1 }));
}

#[tokio::test]
async fn a_resource_may_object_to_its_destruction() {
    let (_, response) = plan(&Thing::made("keep"), &Value::Null).await;
    assert_eq!(told(&response.diagnostics), "error: The remote side refused");
}

#[tokio::test]
async fn the_hook_s_error_is_the_answer() {
    let (_, response) = plan(&Value::Null, &Thing::config("plan refused")).await;
    assert_eq!(told(&response.diagnostics), "error: The remote side refused");
    assert_eq!(response.planned_state, None);
}

#[tokio::test]
async fn a_panic_of_the_hook_is_a_diagnostic() {
    let (_, response) = plan(&Value::Null, &Thing::config("plan panics")).await;
    assert_eq!(told(&response.diagnostics), "error: The provider failed unexpectedly");
}

#[tokio::test]
async fn the_hook_may_ask_for_a_replacement() {
    let (_, response) = plan(&Thing::made("before"), &Thing::config("plan replaces")).await;
    assert_eq!(response.requires_replace, [super::super::convert::path(&crate::Path::of("act"))]);
}

#[tokio::test]
async fn a_hook_that_alters_the_user_s_value_is_called_a_bug() {
    let (_, response) = plan(&Value::Null, &Thing::config("plan alters")).await;
    assert_eq!(told(&response.diagnostics), "error at act: Provider bug: invalid plan");
}

#[tokio::test]
async fn a_new_object_does_not_inherit_the_private_state_of_the_one_it_replaces() {
    let (_, response) = plan(&Value::Null, &Thing::config("ok")).await;
    assert_eq!(private(&response), serde_json::json!({ "planned by": "ready" }));
    let (_, response) = plan(&Thing::made("before"), &Thing::config("after")).await;
    assert_eq!(private(&response), serde_json::json!({ "old": 1, "planned by": "ready" }));
}

#[tokio::test]
async fn with_an_unknown_provider_block_plans_go_on_without_a_client() {
    let service = Service::new(Subject);
    configure(&service, "unknown").await;
    let response = plan_on(&service, &Value::Null, &Thing::config("ok"), Default::default()).await;
    assert_eq!(told(&response.diagnostics), "");
    assert_eq!(private(&response), serde_json::json!({ "planned by": null }));
    assert_eq!(response.deferred, None, "Terraform did not allow it");
}

#[tokio::test]
async fn with_an_unknown_provider_block_a_plan_is_deferred_where_terraform_allows_it() {
    let service = Service::new(Subject);
    configure(&service, "unknown").await;
    let allowed = tf::ClientCapabilities { deferral_allowed: true, ..Default::default() };
    let response = plan_on(&service, &Value::Null, &Thing::config("ok"), allowed).await;
    assert_eq!(response.deferred.unwrap().reason(), tf::deferred::Reason::ProviderConfigUnknown);
}

async fn validate(config: &Value) -> String {
    validate_for(config, true).await
}

async fn validate_for(config: &Value, write_only_attributes_allowed: bool) -> String {
    let capabilities = tf::ClientCapabilities { write_only_attributes_allowed, ..Default::default() };
    let request = tf::validate_resource_config::Request {
        type_name: "test_thing".to_owned(),
        config: message(config, &Thing::ty()),
        client_capabilities: Some(capabilities),
    };
    let response = Service::new(Subject).validate_resource_config(Request::new(request)).await.unwrap();
    told(&response.into_inner().diagnostics)
}

#[tokio::test]
async fn a_configuration_is_checked_before_anything_is_configured() {
    assert_eq!(validate(&Thing::config("invalid")).await, "error at act: Invalid act");
    assert_eq!(validate(&Thing::config("ok")).await, "");
}

#[tokio::test]
async fn a_timeout_that_is_no_duration_is_refused() {
    let Value::Object(mut config) = Thing::config("ok") else { unreachable!("an object") };
    let timeouts =
        [("create", "soon".into()), ("read", Value::Null), ("update", Value::Null), ("delete", Value::Null)];
    config.insert("timeouts".to_owned(), Value::object(timeouts));
    assert_eq!(
        validate(&Value::Object(config)).await,
        "error at timeouts.create: Invalid Attribute Value Time Duration"
    );
}

#[tokio::test]
async fn a_write_only_value_needs_a_terraform_that_does_not_store_it() {
    let Value::Object(mut config) = Thing::config("ok") else { unreachable!("an object") };
    config.insert("secret".to_owned(), "hush".into());
    let config = Value::Object(config);
    let told = "error at secret: WriteOnly Attribute Not Allowed";
    assert_eq!(validate_for(&config, false).await, told);
    assert_eq!(validate_for(&config, true).await, "");
    assert_eq!(validate_for(&Thing::config("ok"), false).await, "");
}
