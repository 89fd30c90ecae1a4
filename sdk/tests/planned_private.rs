//! The private state of a plan, as Terraform 1.16 sends it back when apply asks for the plan again (protocol 6.11).

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod plugin;

use plugin::{Client, Plugin, Transport, proto::tfplugin6 as tf};
use tfplugin_framework::{Type, Value, wire::msgpack};

fn book_type() -> Type {
    let number = || Type::Number;
    Type::object([
        ("title", Type::String),
        ("copies", number()),
        ("edition", number()),
        ("reader", Type::String),
    ])
}

fn book(copies: Value, edition: Value) -> Value {
    Value::object([
        ("title", "dune".into()),
        ("copies", copies),
        ("edition", edition),
        ("reader", Value::Null),
    ])
}

fn message(value: &Value) -> Option<tf::DynamicValue> {
    Some(tf::DynamicValue { msgpack: msgpack::encode(value, &book_type()).unwrap(), json: Vec::new() })
}

async fn plan(client: &mut Client, prior: &Value, private: &str, planned_private: &str) -> String {
    let config = book(2.into(), Value::Null);
    let request = tf::plan_resource_change::Request {
        type_name: "shelf_book".to_owned(),
        prior_state: message(prior),
        proposed_new_state: message(&config),
        config: message(&config),
        prior_private: private.as_bytes().to_vec(),
        planned_private: planned_private.as_bytes().to_vec(),
        client_capabilities: Some(tf::ClientCapabilities {
            store_planned_private: true,
            ..Default::default()
        }),
        ..Default::default()
    };
    let response: tf::plan_resource_change::Response =
        client.call("/tfplugin6.Provider/PlanResourceChange", request).await.unwrap();
    assert!(response.diagnostics.is_empty(), "{:?}", response.diagnostics);
    String::from_utf8(response.planned_private).unwrap()
}

#[tokio::test]
async fn the_plan_at_apply_begins_with_what_the_first_one_noted() {
    let plugin = Plugin::start("shelf", None, &[]).await;
    let mut client = plugin.connect(Transport::Plain).await;
    let stored = book(1.into(), 4.into());
    let first = plan(&mut client, &stored, r#"{"edition":4,"kept":1}"#, "").await;
    assert_eq!(first, r#"{"edition":5,"kept":1}"#);
    let again = plan(&mut client, &stored, r#"{"edition":4}"#, &first).await;
    assert_eq!(again, first, "what only the first plan had is still there");
}

#[tokio::test]
async fn a_new_object_begins_with_what_its_plan_noted_too() {
    let plugin = Plugin::start("shelf", None, &[]).await;
    let mut client = plugin.connect(Transport::Plain).await;
    let again = plan(&mut client, &Value::Null, r#"{"of the old":1}"#, r#"{"of the plan":1}"#).await;
    assert_eq!(again, r#"{"edition":1,"of the plan":1}"#);
}
