//! State stores: places where Terraform keeps its states (experimental in Terraform 1.15).

mod lock;

use std::future::Future;

use crate::{
    context::Context,
    diag::Diagnostics,
    model::{Model, PlanOf},
};

pub use lock::{Lock, LockError, UnlockError};

/// A state store.
///
/// A state is a run of bytes under an ID, which is the name of a workspace. Each function deals with whole states; the
/// framework cuts them into the chunks in which they travel and puts them together again.
pub trait StateStore: Send + Sync + 'static {
    /// The provider's client.
    type Client: Send + Sync + 'static;
    /// The arguments.
    type Config: Model;
    /// What the operations work on: a bucket, a directory, a connection.
    type Store: Send + Sync + 'static;

    /// The type name in HCL, with the provider's prefix.
    const NAME: &'static str;

    /// Checks the configuration alone. Attribute validators have run already.
    fn validate(&self, _config: &PlanOf<Self::Config>, _diagnostics: &mut Diagnostics) {}

    /// Makes the store of a configuration. It may be called several times in one process; the last one counts.
    ///
    /// # Errors
    /// What went wrong, with the next step.
    fn configure(
        &self,
        ctx: &Context,
        client: &Self::Client,
        config: Self::Config,
    ) -> impl Future<Output = Result<Self::Store, Diagnostics>> + Send;

    /// The IDs of the states that there are.
    ///
    /// # Errors
    /// What went wrong, with the next step.
    fn list(
        &self,
        ctx: &Context,
        store: &Self::Store,
    ) -> impl Future<Output = Result<Vec<String>, Diagnostics>> + Send;

    /// The state under an ID; `None` if there is none.
    ///
    /// # Errors
    /// What went wrong, with the next step.
    fn read(
        &self,
        ctx: &Context,
        store: &Self::Store,
        id: &str,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, Diagnostics>> + Send;

    /// Stores a state under an ID, in place of the one that is there. A reader must never see half of it.
    ///
    /// # Errors
    /// What went wrong, with the next step. Terraform then writes the state to a local file.
    fn write(
        &self,
        ctx: &Context,
        store: &Self::Store,
        id: &str,
        state: Vec<u8>,
    ) -> impl Future<Output = Result<(), Diagnostics>> + Send;

    /// Removes a state.
    ///
    /// # Errors
    /// What went wrong, with the next step; also when there is no such state.
    fn delete(
        &self,
        ctx: &Context,
        store: &Self::Store,
        id: &str,
    ) -> impl Future<Output = Result<(), Diagnostics>> + Send;

    /// Takes the lock of a state for one who wants to change it, and keeps `lock`, so that others can be told. Of two
    /// who try at the same time one must fail.
    ///
    /// # Errors
    /// [`LockError::Held`] with the lock that is there already, [`LockError::Unsupported`] if this store knows no locks,
    /// or what else went wrong.
    fn lock(
        &self,
        ctx: &Context,
        store: &Self::Store,
        id: &str,
        lock: &Lock,
    ) -> impl Future<Output = Result<(), LockError>> + Send;

    /// Gives a lock back, if it is the one with this ID.
    ///
    /// # Errors
    /// [`UnlockError::NotLocked`], [`UnlockError::HeldByAnother`], or what else went wrong.
    fn unlock(
        &self,
        ctx: &Context,
        store: &Self::Store,
        id: &str,
        lock_id: &str,
    ) -> impl Future<Output = Result<(), UnlockError>> + Send;
}
