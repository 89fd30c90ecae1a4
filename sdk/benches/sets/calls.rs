//! The provider alone: a client makes the calls that Terraform makes, and the time that the provider's process
//! spends on them counts.

use std::time::Duration;

use tfplugin_framework::{
    Value,
    wire::{json, msgpack},
};

use crate::{
    plugin::{Client, Plugin, Transport, program, proto::tfplugin6 as tf},
    processor,
    provider::{Kind, config, ty},
};

/// Of each measurement; the best counts.
pub(crate) const RUNS: usize = 7;

pub(crate) type Cost = Duration;

/// What a user does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Work {
    /// `terraform apply` of a new resource.
    Apply,
    /// `terraform plan` with nothing to do.
    Nothing,
    /// `terraform apply` after a change of one object.
    Change,
}

impl Work {
    pub(crate) const ALL: [Self; 3] = [Self::Apply, Self::Nothing, Self::Change];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Apply => "apply",
            Self::Nothing => "no-op plan",
            Self::Change => "apply of one change",
        }
    }
}

/// How long the provider takes to answer.
pub(crate) async fn measure(kind: Kind, work: Work, size: usize) -> Cost {
    let own = std::env::current_exe().expect("this program has a path");
    let plugin = Plugin::launch(program(&own), None, &[]).await;
    let mut terraform = Terraform { client: plugin.connect(Transport::Plain).await };
    terraform.configure().await;
    let before = config(kind, size, "as it was");
    let after = config(kind, size, "changed");
    let state = terraform.apply(&Value::Null, &before).await;
    let mut best = Duration::MAX;
    for _ in 0..RUNS {
        let used = processor::used_by(plugin.id());
        match work {
            Work::Apply => drop(terraform.apply(&Value::Null, &before).await),
            Work::Nothing => {
                let state = terraform.refresh(&state).await;
                let planned = terraform.plan(&state, &before).await;
                assert_eq!(planned, state, "there is nothing to do");
            }
            Work::Change => {
                let state = terraform.refresh(&state).await;
                drop(terraform.apply(&state, &after).await);
            }
        }
        best = best.min(processor::used_by(plugin.id()) - used);
    }
    best
}

struct Terraform {
    client: Client,
}

impl Terraform {
    async fn call<Req, Res>(&mut self, path: &'static str, request: Req) -> Res
    where
        Req: prost::Message + Send + Sync + 'static,
        Res: prost::Message + Default + Send + Sync + 'static,
    {
        self.client.call(path, request).await.expect("it answers")
    }

    async fn configure(&mut self) {
        // An object without attributes.
        let config = tf::DynamicValue { msgpack: vec![0x80], json: Vec::new() };
        let request = tf::configure_provider::Request { config: Some(config), ..Default::default() };
        let response: tf::configure_provider::Response =
            self.call("/tfplugin6.Provider/ConfigureProvider", request).await;
        no_errors(&response.diagnostics);
    }

    async fn apply(&mut self, prior: &Value, config: &Value) -> Value {
        self.plan(prior, config).await;
        // Right before it applies, Terraform asks again.
        let planned = self.plan(prior, config).await;
        let request = tf::apply_resource_change::Request {
            type_name: "bench_things".to_owned(),
            prior_state: message(prior),
            planned_state: message(&planned),
            config: message(config),
            ..Default::default()
        };
        let response: tf::apply_resource_change::Response =
            self.call("/tfplugin6.Provider/ApplyResourceChange", request).await;
        no_errors(&response.diagnostics);
        value(response.new_state)
    }

    async fn plan(&mut self, prior: &Value, config: &Value) -> Value {
        let request = tf::validate_resource_config::Request {
            type_name: "bench_things".to_owned(),
            config: message(config),
            ..Default::default()
        };
        let response: tf::validate_resource_config::Response =
            self.call("/tfplugin6.Provider/ValidateResourceConfig", request).await;
        no_errors(&response.diagnostics);
        let request = tf::plan_resource_change::Request {
            type_name: "bench_things".to_owned(),
            prior_state: message(prior),
            proposed_new_state: message(config),
            config: message(config),
            ..Default::default()
        };
        let response: tf::plan_resource_change::Response =
            self.call("/tfplugin6.Provider/PlanResourceChange", request).await;
        no_errors(&response.diagnostics);
        value(response.planned_state)
    }

    async fn refresh(&mut self, state: &Value) -> Value {
        let json = json::encode(state, &ty()).expect("a known state");
        let request = tf::upgrade_resource_state::Request {
            type_name: "bench_things".to_owned(),
            raw_state: Some(tf::RawState { json, ..Default::default() }),
            ..Default::default()
        };
        let response: tf::upgrade_resource_state::Response =
            self.call("/tfplugin6.Provider/UpgradeResourceState", request).await;
        no_errors(&response.diagnostics);
        let request = tf::read_resource::Request {
            type_name: "bench_things".to_owned(),
            current_state: response.upgraded_state,
            ..Default::default()
        };
        let response: tf::read_resource::Response =
            self.call("/tfplugin6.Provider/ReadResource", request).await;
        no_errors(&response.diagnostics);
        value(response.new_state)
    }
}

fn message(value: &Value) -> Option<tf::DynamicValue> {
    let msgpack = msgpack::encode(value, &ty()).expect("a value of the type");
    Some(tf::DynamicValue { msgpack, json: Vec::new() })
}

fn value(message: Option<tf::DynamicValue>) -> Value {
    msgpack::decode(&message.expect("a value").msgpack, &ty()).expect("a value of the type")
}

fn no_errors(diagnostics: &[tf::Diagnostic]) {
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
}
