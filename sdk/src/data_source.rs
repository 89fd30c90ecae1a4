//! Data sources.

use std::future::Future;

use crate::{
    context::Context,
    diag::Diagnostics,
    model::{Model, PlanOf},
};

/// A data source.
pub trait DataSource: Send + Sync + 'static {
    /// The provider's client.
    type Client: Send + Sync + 'static;
    /// Arguments and results.
    type Model: Model;

    /// The type name in HCL, with the provider's prefix.
    const NAME: &'static str;

    /// Checks the configuration alone, with what may be unknown in it.
    fn validate(&self, _config: &PlanOf<Self::Model>, _diagnostics: &mut Diagnostics) {}

    /// Reads; Terraform calls it once the configuration is wholly known.
    ///
    /// # Errors
    /// What went wrong, with the next step.
    fn read(
        &self,
        ctx: &Context,
        client: &Self::Client,
        config: Self::Model,
    ) -> impl Future<Output = Result<Self::Model, Diagnostics>> + Send;
}
