//! A provider: its configuration block, the client made from it, and what it offers.

use std::future::Future;

use crate::{
    context::Context,
    diag::Diagnostics,
    model::{Model, PlanOf},
    registry::Registry,
};

/// A provider.
pub trait Provider: Send + Sync + Sized + 'static {
    /// The provider block.
    type Config: Model;
    /// What resources talk through; made by [`configure`](Self::configure).
    type Client: Send + Sync + 'static;

    /// The registry address, without a version: `registry.terraform.io/aksoverlay/aksoverlay`.
    const ADDRESS: &'static str;
    /// The version that `--version` prints and that log lines carry.
    const VERSION: &'static str;
    /// Whether the provider generates the configuration of imported objects
    /// ([`Resource::generate_config`](crate::Resource::generate_config)). Otherwise Terraform does, by rules that know
    /// nothing of defaults.
    const GENERATES_CONFIG: bool = true;

    /// Lists what the provider offers.
    fn register(&self, registry: &mut Registry<Self>);

    /// Checks the provider block alone, with what may be unknown in it.
    fn validate(&self, _config: &PlanOf<Self::Config>, _diagnostics: &mut Diagnostics) {}

    /// Makes the client. It may be called several times in one process, with other configurations, and during plan
    /// with unknown values; answer [`Configured::Unknown`] when a value that is needed is not known yet.
    ///
    /// # Errors
    /// Diagnostics with the attribute or environment variable to change.
    fn configure(
        &self,
        ctx: &Context,
        config: PlanOf<Self::Config>,
    ) -> impl Future<Output = Result<Configured<Self::Client>, Diagnostics>> + Send;
}

/// What [`Provider::configure`] made.
#[derive(Debug)]
pub enum Configured<C> {
    /// A client.
    Ready(C),
    /// Part of the configuration is known only at apply: plans go on without a client. Where Terraform allows deferring,
    /// the framework defers by itself what needs one.
    Unknown,
}
