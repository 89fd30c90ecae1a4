//! The state stores that are configured.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::{operation::Limit, state::State};
use crate::{
    context::Context,
    diag::{Diagnostic, Diagnostics},
    private::Private,
    provider::Provider,
    registry::AnyStates,
};

/// How long an operation on a store may take.
const TIMEOUT: Duration = Duration::from_secs(20 * 60);

/// The configured stores by type name. Under a debugger, the same process is configured again and again.
#[derive(Default)]
pub(super) struct Stores(Mutex<BTreeMap<String, Store>>);

/// A configured store.
#[derive(Clone)]
pub(super) struct Store {
    pub(super) states: Arc<dyn AnyStates>,
    /// The size of chunks, in bytes, that was agreed on.
    pub(super) chunk_size: i64,
}

impl Stores {
    /// From now on this is the store of that type.
    pub(super) fn configure(&self, type_name: &str, store: Store) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(type_name.to_owned(), store);
    }

    /// The store of a type.
    pub(super) fn of(&self, type_name: &str) -> Result<Store, Diagnostics> {
        let stores = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        stores.get(type_name).cloned().ok_or_else(|| {
            Diagnostic::error(
                format!("State store {type_name} is not configured"),
                "Terraform wants to work with the states in it before it has configured it. This is a bug in Terraform.",
            )
            .into()
        })
    }
}

/// The limit and the surroundings of an operation on a store. A Ctrl-C does not cancel it: a run that was stopped still
/// has to write its state and to give back its lock.
pub(super) fn surroundings<P: Provider>(state: &State<P>, work: &'static str) -> (Limit, Context) {
    let limit = Limit::for_work(work, TIMEOUT);
    let ctx = limit.context(state.stop.lasting(), Private::default());
    (limit, ctx)
}
