//! What outlives an operation that did not come to its end.

use std::{
    marker::PhantomData,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    model::Model,
    value::{Path, Value},
};

/// What is to be stored if the operation does not come to its end.
///
/// Record the state as soon as the remote object exists, and again whenever more of it is known. An operation that
/// returns `Ok` stores what it returned; one that fails, panics, or is ended at its deadline stores what was recorded
/// last, together with the error.
#[derive(Debug)]
pub struct Saved<M> {
    slot: Slot,
    model: PhantomData<fn(M)>,
}

/// Where [`Saved`] keeps the state; it survives the operation's future.
pub(crate) type Slot = Arc<Mutex<Option<Value>>>;

impl<M: Model> Saved<M> {
    /// From now on an error, panic or timeout stores this state.
    pub fn record(&self, state: &M) {
        *self.slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(state.to_value());
    }

    /// The state recorded last.
    pub fn last(&self) -> Option<M> {
        let slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        slot.as_ref().and_then(|value| M::from_value(value, &Path::root()).ok())
    }
}

impl<M> Saved<M> {
    pub(crate) fn into_slot(slot: Slot) -> Self {
        Self { slot, model: PhantomData }
    }
}

impl<M> Default for Saved<M> {
    fn default() -> Self {
        Self::into_slot(Slot::default())
    }
}

/// Takes what was recorded.
pub(crate) fn take(slot: &Slot) -> Option<Value> {
    slot.lock().unwrap_or_else(PoisonError::into_inner).take()
}
