//! Managed resources.

mod change;
mod identified;
mod moved;
mod saved;
mod stored;
mod timeouts;

use std::future::Future;

use crate::{
    context::Context,
    diag::{Diagnostic, Diagnostics},
    model::{Model, PlanOf},
};

pub use change::Change;
pub use identified::Identified;
pub use moved::MoveSource;
pub(crate) use moved::name_of;
pub use saved::Saved;
pub(crate) use saved::{Slot, take};
pub use stored::StoredState;
pub(crate) use stored::unreadable;
pub(crate) use timeouts::{Operation, Timeout, check as check_timeouts};
pub use timeouts::{TimeoutSettings, Timeouts};

/// A managed resource.
///
/// Four functions are needed, the rest are abilities: the framework advertises what is implemented.
pub trait Resource: Send + Sync + 'static {
    /// The provider's client.
    type Client: Send + Sync + 'static;
    /// The state.
    type Model: Model;

    /// The type name in HCL, with the provider's prefix: `aksoverlay_cluster`.
    const NAME: &'static str;
    /// Version of the stored shape; a higher one than the stored state's runs [`upgrade`](Self::upgrade).
    const VERSION: i64 = 0;
    /// Whether [`plan`](Self::plan) is asked also for a plan that is deferred because the provider's configuration is
    /// unknown. Such a plan is what Terraform proposes, without the provider's word; where Terraform does not allow
    /// deferring, `plan` is asked in any case.
    const PLANS_WITHOUT_PROVIDER: bool = false;

    /// How long each operation may take when the user sets no `timeouts`.
    fn timeouts(&self) -> Timeouts {
        Timeouts::default()
    }

    /// Checks the configuration alone, with what may be unknown in it. Attribute validators have run already.
    fn validate(&self, _config: &PlanOf<Self::Model>, _diagnostics: &mut Diagnostics) {}

    /// Adjusts and checks the plan of a create or update after defaults and attribute behaviour were applied. Must
    /// give the same answer to the same question: Terraform calls it twice. `client` is `None` while the provider's
    /// configuration is unknown.
    fn plan(
        &self,
        _ctx: &Context,
        _client: Option<&Self::Client>,
        _change: &mut Change<'_, Self::Model>,
    ) -> impl Future<Output = Result<(), Diagnostics>> + Send {
        async { Ok(()) }
    }

    /// Checks the plan of a destroy.
    fn plan_destroy(
        &self,
        _ctx: &Context,
        _client: Option<&Self::Client>,
        _state: &Self::Model,
    ) -> impl Future<Output = Result<(), Diagnostics>> + Send {
        async { Ok(()) }
    }

    /// Makes the remote object. Call [`Saved::record`] as soon as it exists: from there on whatever happens (error,
    /// panic, deadline), Terraform stores what was recorded. An error together with a recorded state taints the
    /// resource; to keep it untainted (an interrupt), return `Ok` and [`Context::report`] a warning.
    ///
    /// In `plan`, computed attributes that are not known yet are `None`; write-only attributes have the values of the
    /// configuration, and what is returned in them is not stored.
    ///
    /// # Errors
    /// What went wrong, with the next step.
    fn create(
        &self,
        ctx: &Context,
        client: &Self::Client,
        plan: Self::Model,
        saved: &Saved<Self::Model>,
    ) -> impl Future<Output = Result<Self::Model, Diagnostics>> + Send;

    /// Reads the remote object; `None` when it is gone.
    ///
    /// # Errors
    /// What went wrong, with the next step.
    fn read(
        &self,
        ctx: &Context,
        client: &Self::Client,
        state: Self::Model,
    ) -> impl Future<Output = Result<Option<Self::Model>, Diagnostics>> + Send;

    /// Changes the remote object in place. Without [`Saved::record`], an error keeps the prior state.
    ///
    /// # Errors
    /// What went wrong, with the next step.
    fn update(
        &self,
        ctx: &Context,
        client: &Self::Client,
        prior: Self::Model,
        plan: Self::Model,
        saved: &Saved<Self::Model>,
    ) -> impl Future<Output = Result<Self::Model, Diagnostics>> + Send;

    /// Deletes the remote object. A remote object that is already gone is a success.
    ///
    /// # Errors
    /// What went wrong, with the next step; the state is kept.
    fn delete(
        &self,
        ctx: &Context,
        client: &Self::Client,
        state: Self::Model,
    ) -> impl Future<Output = Result<(), Diagnostics>> + Send;

    /// Import by ID: finds the remote object and gives its state. Terraform calls [`read`](Self::read) on it next.
    ///
    /// # Errors
    /// When the ID is not one of this resource (with what one looks like) or when there is no such object.
    fn import(
        &self,
        _ctx: &Context,
        _client: &Self::Client,
        _id: &str,
    ) -> impl Future<Output = Result<Import<Self::Model>, Diagnostics>> + Send {
        async { Ok(Import::Unsupported) }
    }

    /// Takes over a resource of another type, which a `moved` block names (Terraform 1.8 and later): gives the state
    /// that it has as one of this type, or `None` for a source that this type knows nothing of. Write-only attributes
    /// need not be emptied; the [private state](Context::with_private) begins empty.
    ///
    /// # Errors
    /// When the source is known but cannot be taken over.
    fn move_state(
        &self,
        _ctx: &Context,
        _source: &MoveSource<'_>,
    ) -> impl Future<Output = Result<Option<Self::Model>, Diagnostics>> + Send {
        async { Ok(None) }
    }

    /// Brings a state stored with an older [`VERSION`](Self::VERSION) to the present shape, in one step from any
    /// version. A state of the present version is never asked about: it is taken as it is.
    ///
    /// ```
    /// # use tfplugin_framework::{Diagnostic, Diagnostics, Model, resource::StoredState};
    /// # /// A pool.
    /// # #[derive(Clone, Debug, Model)]
    /// # struct Pool { size: u32 }
    /// # /// A pool as it was.
    /// # #[derive(Clone, Debug, Model)]
    /// # struct PoolV0 { size: String }
    /// # /// A pool as it was.
    /// # #[derive(Clone, Debug, Model)]
    /// # struct PoolV1 { count: u32 }
    /// fn upgrade(version: i64, stored: &StoredState) -> Result<Pool, Diagnostics> {
    ///     match version {
    ///         0 => stored.read().map(|old: PoolV0| Pool { size: old.size.parse().unwrap_or(1) }),
    ///         _ => stored.read().map(|old: PoolV1| Pool { size: old.count }),
    ///     }
    /// }
    /// # assert_eq!(upgrade(1, &StoredState::new(r#"{ "count": 3 }"#))?.size, 3);
    /// # Ok::<(), Diagnostics>(())
    /// ```
    ///
    /// # Errors
    /// When there is no way from that version.
    fn upgrade(&self, version: i64, _stored: &StoredState) -> Result<Self::Model, Diagnostics> {
        Err(Diagnostic::error(
            "Stored state is of another version",
            format!(
                "The state of this {} was stored with schema version {version}, this provider knows version {} and \
                 no way between them. Use the provider version that wrote the state, or remove the resource from \
                 state and import it again.",
                Self::NAME,
                Self::VERSION
            ),
        )
        .into())
    }

    /// Adjusts the configuration that is generated for an imported object (`terraform plan -generate-config-out`, with
    /// Terraform 1.14 and later). What only the provider sets, what is null, what the default says and what is
    /// deprecated has been left out; left for here is what cannot stand beside something else.
    fn generate_config(&self, _config: &mut PlanOf<Self::Model>) {}
}

/// What an import made of an ID or identity.
#[derive(Debug)]
pub enum Import<M: Model> {
    /// The resource cannot be imported.
    Unsupported,
    /// The state of the object.
    State(M),
}
