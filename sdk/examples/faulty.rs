//! A provider that misbehaves on request, for the framework's own tests.

use std::process::ExitCode;

use tfplugin_framework::{
    Configured, Context, Diagnostic, Diagnostics, Interrupted, Model, PlanOf, Provider, Registry, Resource,
    Saved,
};

struct Faulty;

/// Settings.
#[derive(Clone, Debug, Model)]
struct Settings {
    /// Must not be seen anywhere.
    #[model(sensitive)]
    password: Option<String>,
}

impl Provider for Faulty {
    type Config = Settings;
    type Client = ();

    const ADDRESS: &'static str = "registry.terraform.io/example/faulty";
    const VERSION: &'static str = "1.2.3";

    fn register(&self, registry: &mut Registry<Self>) {
        registry.resource(Thing);
    }

    async fn configure(&self, _: &Context, config: PlanOf<Settings>) -> Result<Configured<()>, Diagnostics> {
        tracing::info!(password = config.password.as_str().unwrap_or_default(), "configured");
        Ok(Configured::Ready(()))
    }
}

struct Thing;

/// A thing that goes wrong.
#[derive(Clone, Debug, Model)]
struct ThingModel {
    /// `panic`: fails without an error. `hang`: is made, and then waits for ever.
    fault: String,
    /// Its ID.
    #[model(computed, stable)]
    id: Option<String>,
}

impl Resource for Thing {
    type Client = ();
    type Model = ThingModel;

    const NAME: &'static str = "faulty_thing";

    async fn create(
        &self,
        ctx: &Context,
        _: &(),
        mut plan: ThingModel,
        saved: &Saved<ThingModel>,
    ) -> Result<ThingModel, Diagnostics> {
        assert_ne!(plan.fault, "panic", "this resource panics");
        plan.id = Some("made".to_owned());
        saved.record(&plan);
        if plan.fault == "hang" {
            tracing::info!("waiting");
            let forever = std::future::pending::<()>();
            if let Err(Interrupted::Cancelled) = ctx.wait_for(forever).await {
                ctx.report(Diagnostic::warning("Stopped early", "The thing is made, but not finished."));
            }
        }
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
}

fn main() -> ExitCode {
    tfplugin_framework::serve(Faulty)
}
