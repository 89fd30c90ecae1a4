//! Ephemeral resources: values that live while Terraform works and are stored nowhere (Terraform 1.10 and later).

use std::{
    future::Future,
    time::{Duration, SystemTime},
};

use crate::{
    context::Context,
    diag::Diagnostics,
    model::{Model, PlanOf},
};

/// An ephemeral resource: a token, a password, a tunnel.
///
/// Terraform opens it anew in every plan and every apply that needs it, renews it as long as that goes on, and closes it
/// at the end. What is open may be remembered in private data, which [`renew`](Self::renew) and [`close`](Self::close)
/// get again; the framework keeps results out of its logs and registers those of sensitive attributes for
/// [redaction](crate::log::redact).
pub trait EphemeralResource: Send + Sync + 'static {
    /// The provider's client.
    type Client: Send + Sync + 'static;
    /// Arguments and results.
    type Model: Model;

    /// The type name in HCL, with the provider's prefix. A managed resource may have the same.
    const NAME: &'static str;

    /// How long each of the operations may take. Terraform itself gives up on closing after ten seconds.
    fn timeout(&self) -> Duration {
        Duration::from_secs(5 * 60)
    }

    /// Checks the configuration alone, with what may be unknown in it. Attribute validators have run already.
    fn validate(&self, _config: &PlanOf<Self::Model>, _diagnostics: &mut Diagnostics) {}

    /// Makes the values; Terraform calls it once the configuration is wholly known. Arguments stay as they are
    /// configured, computed attributes get their values.
    ///
    /// What [`renew`](Self::renew) and [`close`](Self::close) need goes into [`Context::with_private`].
    ///
    /// # Errors
    /// What went wrong, with the next step. Terraform does not close what did not open, so free what is already there.
    fn open(
        &self,
        ctx: &Context,
        client: &Self::Client,
        config: Self::Model,
    ) -> impl Future<Output = Result<Opened<Self::Model>, Diagnostics>> + Send;

    /// Prolongs what is open, without changing its values; called when [`Opened::renew_at`] comes. Gives the next time
    /// to renew at, or `None` for never again.
    ///
    /// The private data is that of the last renewal, or of [`open`](Self::open), and may be changed for the next one.
    ///
    /// # Errors
    /// What went wrong. Terraform ends its run.
    fn renew(
        &self,
        _ctx: &Context,
        _client: &Self::Client,
    ) -> impl Future<Output = Result<Option<SystemTime>, Diagnostics>> + Send {
        async { Ok(None) }
    }

    /// Takes back what is open.
    ///
    /// The private data is that of [`open`](Self::open): Terraform does not hand on what a renewal made of it.
    ///
    /// # Errors
    /// What went wrong and what may have been left behind.
    fn close(
        &self,
        _ctx: &Context,
        _client: &Self::Client,
    ) -> impl Future<Output = Result<(), Diagnostics>> + Send {
        async { Ok(()) }
    }
}

/// What [`EphemeralResource::open`] made.
#[derive(Clone, Debug)]
pub struct Opened<M> {
    /// The configuration with what was computed.
    pub result: M,
    /// When Terraform is to call [`EphemeralResource::renew`]; `None` if the values last.
    pub renew_at: Option<SystemTime>,
}

impl<M: Model> Opened<M> {
    /// Values that last as long as Terraform works.
    pub fn new(result: M) -> Self {
        Self { result, renew_at: None }
    }

    /// The same, to be renewed at this time.
    #[must_use]
    pub fn renew_at(mut self, time: SystemTime) -> Self {
        self.renew_at = Some(time);
        self
    }

    /// The same, to be renewed after this time.
    #[must_use]
    pub fn renew_in(self, duration: Duration) -> Self {
        self.renew_at(SystemTime::now() + duration)
    }
}
