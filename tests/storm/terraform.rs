//! One provider process, and what Terraform does with it.

use std::{collections::BTreeMap, path::Path};

use acceptance::{Binaries, kill};
use serde_json::{Value as Json, json};
use tfplugin_framework::Value;
use tonic::Status;

use crate::{
    SPEED,
    plugin::{Client, Owner, Plugin, Transport, program, proto::tfplugin6 as tf},
    target::Target,
    values::Shape,
};

/// A resource as a state holds it.
pub(crate) struct Held {
    pub(crate) state: Value,
    private: Vec<u8>,
}

/// Why something was not done.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The call was not answered.
    Unanswered(Status),
    /// The provider's errors, each in one line.
    Refused(Vec<String>),
}

impl From<Status> for Trouble {
    fn from(status: Status) -> Self {
        Self::Unanswered(status)
    }
}

/// A running provider.
pub(crate) struct Terraform {
    plugin: Plugin,
    client: Client,
    shapes: BTreeMap<String, Shape>,
}

impl Terraform {
    /// Starts the provider and configures it, as Terraform does: mutual TLS with a certificate of its own.
    pub(crate) async fn start(data_dir: &Path) -> Self {
        let binaries = Binaries::built().expect("the provider builds");
        let mut command = program(&binaries.provider);
        command.env_clear();
        let owner = Owner::like_go_plugin();
        let plugin = Plugin::launch(command, Some(&owner), &[]).await;
        let transport = Transport::tls(plugin.field(5), Some((&owner.certificate, &owner.key)));
        let mut client = plugin.connect(transport).await;

        let schemas: tf::get_provider_schema::Response =
            client.call(SCHEMAS, tf::get_provider_schema::Request {}).await.expect("schemas");
        let settings = Shape::of(schemas.provider.as_ref());
        let config = settings.configured(&json!({
            "environment": "emulated",
            "emulator": {"data_dir": data_dir, "speed": SPEED},
        }));
        let request =
            tf::configure_provider::Request { config: settings.encoded(&config), ..Default::default() };
        let configured: tf::configure_provider::Response =
            client.call(CONFIGURE, request).await.expect("an answer");
        check(&configured.diagnostics).expect("the provider opens the data directory");
        let shapes = schemas
            .resource_schemas
            .iter()
            .map(|(name, schema)| (name.clone(), Shape::of(Some(schema))))
            .collect();
        Self { plugin, client, shapes }
    }

    /// The process.
    pub(crate) fn id(&self) -> u32 {
        self.plugin.id()
    }

    /// Kills the process and waits for its end: afterwards it does nothing any more.
    pub(crate) async fn end(mut self) {
        kill(self.id());
        self.plugin.end().await;
    }

    /// Imports and reads; `None` if there is no such resource.
    pub(crate) async fn look(&mut self, target: &Target) -> Result<Option<Held>, Trouble> {
        let type_name = target.type_name().to_owned();
        let request = tf::import_resource_state::Request {
            type_name: type_name.clone(),
            id: target.id(),
            ..Default::default()
        };
        let imported: tf::import_resource_state::Response = self.client.call(IMPORT, request).await?;
        match check(&imported.diagnostics) {
            Err(Trouble::Refused(errors)) if errors.iter().all(|error| is_absence(error)) => return Ok(None),
            other => other?,
        }
        let object = imported.imported_resources.into_iter().next().expect("an imported object");
        let request = tf::read_resource::Request {
            type_name,
            current_state: object.state,
            private: object.private,
            current_identity: object.identity,
            ..Default::default()
        };
        let read: tf::read_resource::Response = self.client.call(READ, request).await?;
        check(&read.diagnostics)?;
        let state = self.shapes[target.type_name()].decoded(read.new_state.as_ref());
        Ok((!state.is_null()).then_some(Held { state, private: read.private }))
    }

    /// Plans, and gives what [`apply`](Self::apply) needs. Without a configuration it is a destroy.
    pub(crate) async fn plan(
        &mut self,
        target: &Target,
        prior: Option<&Held>,
        config: Option<&Json>,
    ) -> Result<tf::apply_resource_change::Request, Trouble> {
        let shape = &self.shapes[target.type_name()];
        let (stored, private) =
            prior.map_or((Value::Null, Vec::new()), |held| (held.state.clone(), held.private.clone()));
        let config = config.map_or(Value::Null, |config| shape.configured(config));
        let (prior_state, config_message) = (shape.encoded(&stored), shape.encoded(&config));
        let request = tf::plan_resource_change::Request {
            type_name: target.type_name().to_owned(),
            prior_state: prior_state.clone(),
            proposed_new_state: shape.encoded(&shape.proposed(&stored, &config)),
            config: config_message.clone(),
            prior_private: private,
            ..Default::default()
        };
        let planned: tf::plan_resource_change::Response = self.client.call(PLAN, request).await?;
        check(&planned.diagnostics)?;
        Ok(tf::apply_resource_change::Request {
            type_name: target.type_name().to_owned(),
            prior_state,
            planned_state: planned.planned_state,
            config: config_message,
            planned_private: planned.planned_private,
            planned_identity: planned.planned_identity,
            ..Default::default()
        })
    }

    /// Applies a plan and gives the new state, null after a destroy.
    pub(crate) async fn apply(
        &mut self,
        target: &Target,
        plan: tf::apply_resource_change::Request,
    ) -> Result<Value, Trouble> {
        let applied: tf::apply_resource_change::Response = self.client.call(APPLY, plan).await?;
        check(&applied.diagnostics)?;
        Ok(self.shapes[target.type_name()].decoded(applied.new_state.as_ref()))
    }
}

fn check(diagnostics: &[tf::Diagnostic]) -> Result<(), Trouble> {
    let errors =
        diagnostics.iter().filter(|diagnostic| diagnostic.severity() == tf::diagnostic::Severity::Error);
    let errors: Vec<_> =
        errors.map(|error| format!("{}: {}", error.summary, error.detail.replace('\n', " "))).collect();
    if errors.is_empty() { Ok(()) } else { Err(Trouble::Refused(errors)) }
}

fn is_absence(error: &str) -> bool {
    error.starts_with("There is no such ")
}

const SCHEMAS: &str = "/tfplugin6.Provider/GetProviderSchema";
const CONFIGURE: &str = "/tfplugin6.Provider/ConfigureProvider";
const IMPORT: &str = "/tfplugin6.Provider/ImportResourceState";
const READ: &str = "/tfplugin6.Provider/ReadResource";
const PLAN: &str = "/tfplugin6.Provider/PlanResourceChange";
const APPLY: &str = "/tfplugin6.Provider/ApplyResourceChange";
