//! Calls to the provider of `examples/faulty.rs`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, and so does a benchmark")]

use tfplugin_framework::{Type, Value, wire::msgpack};

use super::{
    Client,
    proto::{plugin as go_plugin, tfplugin6 as tf},
};

fn thing_type() -> Type {
    Type::object([("fault", Type::String), ("id", Type::String)])
}

pub fn thing(fault: &str, id: Value) -> Value {
    Value::object([("fault", fault.into()), ("id", id)])
}

pub fn encoded(value: &Value) -> tf::DynamicValue {
    tf::DynamicValue { msgpack: msgpack::encode(value, &thing_type()).unwrap(), json: Vec::new() }
}

pub fn decoded(value: Option<tf::DynamicValue>) -> Value {
    msgpack::decode(&value.unwrap().msgpack, &thing_type()).unwrap()
}

pub async fn configure(client: &mut Client, password: &str) {
    let ty = Type::object([("password", Type::String)]);
    let config = msgpack::encode(&Value::object([("password", Value::from(password))]), &ty).unwrap();
    let request = tf::configure_provider::Request {
        config: Some(tf::DynamicValue { msgpack: config, json: Vec::new() }),
        ..Default::default()
    };
    let response: tf::configure_provider::Response =
        client.call("/tfplugin6.Provider/ConfigureProvider", request).await.unwrap();
    assert!(response.diagnostics.is_empty());
}

pub async fn create(client: &mut Client, fault: &str) -> tf::apply_resource_change::Response {
    let null =
        tf::DynamicValue { msgpack: msgpack::encode(&Value::Null, &thing_type()).unwrap(), json: Vec::new() };
    let request = tf::apply_resource_change::Request {
        type_name: "faulty_thing".to_owned(),
        prior_state: Some(null),
        planned_state: Some(encoded(&thing(fault, Value::unknown()))),
        config: Some(encoded(&thing(fault, Value::Null))),
        ..Default::default()
    };
    client.call("/tfplugin6.Provider/ApplyResourceChange", request).await.unwrap()
}

pub async fn shut_down(client: &mut Client) {
    let _: go_plugin::Empty =
        client.call("/plugin.GRPCController/Shutdown", go_plugin::Empty {}).await.unwrap();
}
