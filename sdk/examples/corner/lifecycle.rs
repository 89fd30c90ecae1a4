//! `framework_lifecycle`: an ephemeral token that is renewed while Terraform works.

use std::time::{Duration, SystemTime};

use tfplugin_framework::{Context, Diagnostics, EphemeralResource, Model, Opened};

use crate::Client;

pub struct Lifecycle;

/// Terraform opens it once everything is known, so that there is no unknown name to care about.
#[derive(Clone, Debug, Model)]
pub struct LifecycleModel {
    name: String,
    #[model(computed)]
    token: Option<String>,
}

const RENEWAL: Duration = Duration::from_secs(5);

impl EphemeralResource for Lifecycle {
    type Client = Client;
    type Model = LifecycleModel;

    const NAME: &'static str = "framework_lifecycle";

    async fn open(
        &self,
        _: &Context,
        _: &Client,
        config: LifecycleModel,
    ) -> Result<Opened<LifecycleModel>, Diagnostics> {
        let token = Some("fake-token-12345".to_owned());
        Ok(Opened::new(LifecycleModel { token, ..config }).renew_in(RENEWAL))
    }

    async fn renew(&self, ctx: &Context, _: &Client) -> Result<Option<SystemTime>, Diagnostics> {
        ctx.progress("renewed the token");
        Ok(Some(SystemTime::now() + RENEWAL))
    }

    async fn close(&self, ctx: &Context, _: &Client) -> Result<(), Diagnostics> {
        ctx.progress("took the token back");
        Ok(())
    }
}
