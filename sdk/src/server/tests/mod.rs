//! The service without a socket: what each call answers, case by case.

mod action;
mod apply;
mod configure;
mod deferral;
mod deferring;
mod ephemeral_resource;
mod functions;
mod generate;
mod identity;
mod list_resource;
mod moves;
mod named;
mod offers;
mod panics;
mod plan;
mod read;
mod schema;
mod state_store;
mod subject;
mod upgrade;

use tonic::Request;

use super::Service;
use crate::{
    proto::tfplugin6::{self as tf, provider_server::Provider as _},
    value::{Type, Value},
    wire::msgpack,
};
use subject::{Subject, Thing};

/// A value as a message.
fn message(value: &Value, ty: &Type) -> Option<tf::DynamicValue> {
    Some(tf::DynamicValue { msgpack: msgpack::encode(value, ty).unwrap(), json: Vec::new() })
}

/// A message as a value; `None` reads as null, as Terraform reads it.
fn value(message: Option<tf::DynamicValue>, ty: &Type) -> Value {
    message.map_or(Value::Null, |message| msgpack::decode(&message.msgpack, ty).unwrap())
}

/// The diagnostics as text, one per line: `error at name: summary`.
fn told(diagnostics: &[tf::Diagnostic]) -> String {
    let lines = diagnostics.iter().map(|diagnostic| {
        let severity = if diagnostic.severity == 1 { "error" } else { "warning" };
        let steps = diagnostic.attribute.iter().flat_map(|path| &path.steps);
        let path: Vec<_> = steps
            .map(|step| match step.selector.as_ref().unwrap() {
                tf::attribute_path::step::Selector::AttributeName(name) => name.clone(),
                other => format!("{other:?}"),
            })
            .collect();
        let at = if path.is_empty() { String::new() } else { format!(" at {}", path.join(".")) };
        format!("{severity}{at}: {}", diagnostic.summary)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A service whose provider is configured.
async fn configured() -> Service<Subject> {
    let service = Service::new(Subject);
    configure(&service, "ready").await;
    service
}

/// Configures with a mode of [`Subject`].
async fn configure(service: &Service<Subject>, mode: &str) -> tf::configure_provider::Response {
    let ty = Type::object([("mode", Type::String)]);
    let config = Value::object([("mode", Value::from(mode))]);
    let request = tf::configure_provider::Request { config: message(&config, &ty), ..Default::default() };
    service.configure_provider(Request::new(request)).await.unwrap().into_inner()
}
