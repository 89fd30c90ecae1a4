//! A whole provider, of things that exist only in Terraform's state. To apply
//! `resource "null_thing" "greeting" { text = provider::null::shout("hello") }` with it:
//!
//! 1. `cargo build --example null`, and name the binary `terraform-provider-null` in a directory of your choice;
//! 2. in the file that `TF_CLI_CONFIG_FILE` names, let Terraform look there:
//!    `provider_installation { dev_overrides { "example/null" = "/that/directory" } direct {} }`;
//! 3. `required_providers { null = { source = "example/null" } }`, and `terraform apply`.

use std::{collections::BTreeMap, process::ExitCode};

use tfplugin_framework::{
    Arguments, Configured, Context, Diagnostics, Function, FunctionError, Model, PlanOf, Provider, Registry,
    Resource, Saved,
};

struct Null;

/// The provider block, which takes no settings.
#[derive(Clone, Debug, Model)]
struct Settings {}

impl Provider for Null {
    type Config = Settings;
    /// What resources talk through; here there is nobody to talk to.
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

/// Something with a text.
#[derive(Clone, Debug, Model)]
struct ThingModel {
    /// What it says. A change is made in place.
    text: String,
    /// Arbitrary values; a change of one of them makes a new thing.
    #[model(requires_replace)]
    triggers: Option<BTreeMap<String, String>>,
    /// Made from the text it had at first, and the same ever since.
    #[model(computed, stable)]
    id: Option<String>,
}

struct Thing;

impl Resource for Thing {
    type Client = ();
    type Model = ThingModel;

    const NAME: &'static str = "null_thing";

    async fn create(
        &self,
        _: &Context,
        (): &(),
        mut plan: ThingModel,
        saved: &Saved<ThingModel>,
    ) -> Result<ThingModel, Diagnostics> {
        plan.id = Some(format!("thing-{}", plan.text.len()));
        // The thing exists from here on: whatever goes wrong later, Terraform will know of it.
        saved.record(&plan);
        Ok(plan)
    }

    async fn read(&self, _: &Context, (): &(), state: ThingModel) -> Result<Option<ThingModel>, Diagnostics> {
        Ok(Some(state))
    }

    async fn update(
        &self,
        _: &Context,
        (): &(),
        _prior: ThingModel,
        plan: ThingModel,
        _: &Saved<ThingModel>,
    ) -> Result<ThingModel, Diagnostics> {
        Ok(plan)
    }

    async fn delete(&self, _: &Context, (): &(), _: ThingModel) -> Result<(), Diagnostics> {
        Ok(())
    }
}

/// The same, louder.
///
/// Gives the text in capitals.
#[derive(Arguments)]
struct ShoutArguments {
    /// What to shout.
    text: String,
}

struct Shout;

impl Function for Shout {
    type Arguments = ShoutArguments;
    type Output = String;

    const NAME: &'static str = "shout";

    fn call(&self, arguments: ShoutArguments) -> Result<String, FunctionError> {
        Ok(arguments.text.to_uppercase())
    }
}

fn main() -> ExitCode {
    tfplugin_framework::serve(Null)
}
