//! Actions: things to do that are nobody's state, such as a restart (Terraform 1.14 and later).

mod progress;

use std::{future::Future, time::Duration};

use crate::{
    context::Context,
    diag::Diagnostics,
    model::{Model, PlanOf},
};

pub(crate) use progress::Progress;

/// An action. Terraform invokes it when a resource asks for it (`action_trigger` in its `lifecycle`), or on
/// `terraform apply -invoke=action.TYPE.NAME`.
pub trait Action: Send + Sync + 'static {
    /// The provider's client.
    type Client: Send + Sync + 'static;
    /// The arguments.
    type Config: Model;

    /// The type name in HCL, with the provider's prefix.
    const NAME: &'static str;

    /// How long an invocation may take. An action that lets its users choose has an argument for it.
    fn timeout(&self, _config: &Self::Config) -> Duration {
        Duration::from_secs(20 * 60)
    }

    /// Checks the configuration alone, with what may be unknown in it. Attribute validators have run already.
    fn validate(&self, _config: &PlanOf<Self::Config>, _diagnostics: &mut Diagnostics) {}

    /// Checks at plan whether the action can be invoked; it must not do anything yet. `client` is `None` while the
    /// provider's configuration is unknown.
    fn plan(
        &self,
        _ctx: &Context,
        _client: Option<&Self::Client>,
        _config: &PlanOf<Self::Config>,
    ) -> impl Future<Output = Result<(), Diagnostics>> + Send {
        async { Ok(()) }
    }

    /// Does it. [`Context::progress`] tells the user how far it has come.
    ///
    /// # Errors
    /// What went wrong, with the next step. What the action has done by then is for it to say: Terraform stores nothing.
    fn invoke(
        &self,
        ctx: &Context,
        client: &Self::Client,
        config: Self::Config,
    ) -> impl Future<Output = Result<(), Diagnostics>> + Send;
}
