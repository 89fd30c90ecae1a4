//! A whole provider that touches nothing: things that exist only in Terraform's state.
//!
//! ```text
//! cargo build --example null
//! ln target/debug/examples/null /some/dir/terraform-provider-null
//! ```
//!
//! With `provider_installation { dev_overrides { "example/null" = "/some/dir" } direct {} }` in the file that
//! `TF_CLI_CONFIG_FILE` names, this can be applied:
//!
//! ```hcl
//! terraform {
//!   required_providers {
//!     null = { source = "example/null" }
//!   }
//! }
//!
//! resource "null_thing" "greeting" {
//!   text = provider::null::shout("hello")
//! }
//! ```

use std::{collections::BTreeMap, process::ExitCode};

use tfplugin_framework::{
    Attr, Configured, Context, Diagnostics, Function, FunctionError, Import, Model, PlanOf, Provider,
    Registry, Resource, Saved, Type, Value,
    function::{Parameter, Signature},
};

struct Null;

/// Takes no settings.
#[derive(Clone, Debug, Model)]
struct Settings {}

impl Provider for Null {
    type Config = Settings;
    /// What resources talk through; there is nobody to talk to.
    type Client = ();

    const ADDRESS: &'static str = "registry.terraform.io/example/null";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");

    fn register(&self, registry: &mut Registry<Self>) {
        registry.resource(Thing).function(Shout);
    }

    async fn configure(&self, _: &Context, _: PlanOf<Settings>) -> Result<Configured<()>, Diagnostics> {
        Ok(Configured::Ready(()))
    }
}

struct Thing;

/// Something with a text.
#[derive(Clone, Debug, Model)]
struct ThingModel {
    /// What it says. A change is made in place.
    text: String,
    /// Arbitrary values; a change of one of them makes a new thing.
    #[model(requires_replace)]
    triggers: Option<BTreeMap<String, String>>,
    /// Made from the text of the day it was created, and the same ever since.
    #[model(computed, stable)]
    id: Option<String>,
}

impl Resource for Thing {
    type Client = ();
    type Model = ThingModel;

    const NAME: &'static str = "null_thing";

    fn validate(&self, config: &PlanOf<ThingModel>, diagnostics: &mut Diagnostics) {
        if let Attr::Known(text) = &config.text
            && text.is_empty()
        {
            let error =
                tfplugin_framework::Diagnostic::error("Nothing to say", "Give `text` at least one letter.");
            diagnostics.push(error.at(tfplugin_framework::Path::of("text")));
        }
    }

    async fn create(
        &self,
        _: &Context,
        _: &(),
        mut plan: ThingModel,
        saved: &Saved<ThingModel>,
    ) -> Result<ThingModel, Diagnostics> {
        plan.id = Some(format!("thing-{}", plan.text.len()));
        // The thing exists from here on: whatever goes wrong later, Terraform remembers it.
        saved.record(&plan);
        Ok(plan)
    }

    async fn read(&self, _: &Context, _: &(), state: ThingModel) -> Result<Option<ThingModel>, Diagnostics> {
        Ok(Some(state))
    }

    async fn update(
        &self,
        _: &Context,
        _: &(),
        _prior: ThingModel,
        plan: ThingModel,
        _: &Saved<ThingModel>,
    ) -> Result<ThingModel, Diagnostics> {
        Ok(plan)
    }

    async fn delete(&self, _: &Context, _: &(), _: ThingModel) -> Result<(), Diagnostics> {
        Ok(())
    }

    async fn import(&self, _: &Context, _: &(), id: &str) -> Result<Import<ThingModel>, Diagnostics> {
        Ok(Import::State(ThingModel { text: "?".to_owned(), triggers: None, id: Some(id.to_owned()) }))
    }
}

struct Shout;

impl Function for Shout {
    const NAME: &'static str = "shout";

    fn signature(&self) -> Signature {
        Signature {
            summary: "The same, louder".to_owned(),
            description: "Gives the text in capitals.".to_owned(),
            parameters: vec![Parameter::new("text", Type::String, "What to shout.")],
            variadic: None,
            returns: Type::String,
        }
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError> {
        match arguments {
            [Value::String(text)] => Ok(text.to_uppercase().into()),
            _ => Err(FunctionError::new("expected one text")),
        }
    }
}

fn main() -> ExitCode {
    tfplugin_framework::serve(Null)
}
