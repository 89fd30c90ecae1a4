//! `ReadResource`, `ReadDataSource`, `ImportResourceState`: what there is.

use super::*;

async fn read(service: &Service<Subject>, state: &Value, deferral: bool) -> tf::read_resource::Response {
    let request = tf::read_resource::Request {
        type_name: "test_thing".to_owned(),
        current_state: message(state, &Thing::ty()),
        private: br#"{"mine":1}"#.to_vec(),
        client_capabilities: Some(tf::ClientCapabilities {
            deferral_allowed: deferral,
            ..Default::default()
        }),
        ..Default::default()
    };
    service.read_resource(Request::new(request)).await.unwrap().into_inner()
}

async fn state_after_read(act: &str) -> (Value, String) {
    let response = read(&configured().await, &Thing::made(act), false).await;
    assert_eq!(response.private, br#"{"mine":1}"#, "Terraform forgets what is not sent back");
    (value(response.new_state, &Thing::ty()), told(&response.diagnostics))
}

#[tokio::test]
async fn a_read_answers_with_what_there_is() {
    let drifted = Thing::state("drifted", "made".into(), "2".into());
    assert_eq!(state_after_read("drifted").await, (drifted, String::new()));
}

#[tokio::test]
async fn what_is_gone_is_null() {
    assert_eq!(state_after_read("gone").await, (Value::Null, String::new()));
}

#[tokio::test]
async fn a_read_that_fails_keeps_the_state() {
    let told = "error: The remote side refused".to_owned();
    assert_eq!(state_after_read("fails").await, (Thing::made("fails"), told));
}

#[tokio::test]
async fn a_read_that_panics_keeps_the_state() {
    let told = "error: The provider failed unexpectedly".to_owned();
    assert_eq!(state_after_read("panics").await, (Thing::made("panics"), told));
}

#[tokio::test]
async fn an_unknown_resource_type_is_named() {
    let request = tf::read_resource::Request { type_name: "test_other".to_owned(), ..Default::default() };
    let response = configured().await.read_resource(Request::new(request)).await.unwrap().into_inner();
    assert_eq!(told(&response.diagnostics), "error: Unknown resource type test_other");
}

#[tokio::test]
async fn with_an_unknown_provider_block_the_state_stays_and_the_user_is_told() {
    let service = Service::new(Subject);
    configure(&service, "unknown").await;
    let response = read(&service, &Thing::made("drifted"), false).await;
    assert_eq!(told(&response.diagnostics), "warning: Not refreshed");
    assert_eq!(response.deferred, None);
    assert_eq!(response.private, br#"{"mine":1}"#);
    assert_eq!(value(response.new_state, &Thing::ty()), Thing::made("drifted"));
}

#[tokio::test]
async fn with_an_unknown_provider_block_a_read_is_deferred_where_terraform_allows_it() {
    let service = Service::new(Subject);
    configure(&service, "unknown").await;
    let response = read(&service, &Thing::made("ok"), true).await;
    assert_eq!(response.deferred.unwrap().reason(), tf::deferred::Reason::ProviderConfigUnknown);
    assert_eq!(told(&response.diagnostics), "");
}

fn echo_type() -> Type {
    Type::object([("text", Type::String), ("echo", Type::String)])
}

async fn echo(service: &Service<Subject>, text: &str) -> (Value, String) {
    let config = Value::object([("text", text.into()), ("echo", Value::Null)]);
    let request = tf::read_data_source::Request {
        type_name: "test_echo".to_owned(),
        config: message(&config, &echo_type()),
        ..Default::default()
    };
    let response = service.read_data_source(Request::new(request)).await.unwrap().into_inner();
    (value(response.state, &echo_type()), told(&response.diagnostics))
}

#[tokio::test]
async fn a_data_source_is_read_with_the_client() {
    let expected = Value::object([("text", "hello".into()), ("echo", "ready: hello".into())]);
    assert_eq!(echo(&configured().await, "hello").await, (expected, String::new()));
}

#[tokio::test]
async fn a_data_source_that_fails_says_why() {
    let told = "error: The remote side refused".to_owned();
    assert_eq!(echo(&configured().await, "").await, (Value::Null, told));
}

#[tokio::test]
async fn a_data_source_cannot_be_read_with_an_unknown_provider_block() {
    let service = Service::new(Subject);
    configure(&service, "unknown").await;
    assert_eq!(echo(&service, "hello").await.1, "error: The provider's configuration is not known yet");
}

async fn import(id: &str) -> tf::import_resource_state::Response {
    let request = tf::import_resource_state::Request {
        type_name: "test_thing".to_owned(),
        id: id.to_owned(),
        ..Default::default()
    };
    configured().await.import_resource_state(Request::new(request)).await.unwrap().into_inner()
}

#[tokio::test]
async fn an_import_answers_with_one_object_and_its_private_state() {
    let mut response = import("a-1").await;
    assert_eq!(told(&response.diagnostics), "");
    assert_eq!(response.imported_resources.len(), 1);
    let imported = response.imported_resources.remove(0);
    assert_eq!(imported.type_name, "test_thing");
    assert_eq!(imported.private, br#"{"imported":true}"#);
    assert_eq!(value(imported.state, &Thing::ty()), Thing::state("imported", "a-1".into(), Value::Null));
}

#[tokio::test]
async fn a_resource_without_import_says_so() {
    let response = import("unsupported").await;
    assert_eq!(told(&response.diagnostics), "error: Resource Import Not Implemented");
    assert_eq!(response.imported_resources, []);
}
