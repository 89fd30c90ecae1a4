//! What a list resource found, on its way to Terraform.

use std::{future::pending, marker::PhantomData};

use tokio::sync::mpsc;

use crate::{model::Model, resource::Identified, value::Value};

/// An object that was found.
#[derive(Clone, Debug)]
pub struct Listed<R: Identified> {
    display_name: String,
    identity: Option<R::Identity>,
    state: Option<R::Model>,
}

impl<R: Identified> Listed<R> {
    /// An object whose state is at hand; its identity is what the [resource says](Identified::identity).
    pub fn of(display_name: impl Into<String>, state: R::Model) -> Self {
        Self { display_name: display_name.into(), identity: None, state: Some(state) }
    }

    /// An object of which only the identity is at hand. If Terraform wants its state, the framework
    /// [imports it by its identity](Identified::import_by_identity) and reads it.
    pub fn by_identity(display_name: impl Into<String>, identity: R::Identity) -> Self {
        Self { display_name: display_name.into(), identity: Some(identity), state: None }
    }
}

/// Takes what is found.
#[derive(Debug)]
pub struct Found<R> {
    sink: Sink,
    resource: PhantomData<fn(R)>,
}

impl<R: Identified> Found<R> {
    pub(crate) fn into_sink(sink: Sink) -> Self {
        Self { sink, resource: PhantomData }
    }

    /// Whether Terraform wants the states of the objects, or only their identities: a state that is not asked for need
    /// not be looked up.
    pub fn wants_state(&self) -> bool {
        self.sink.wants_state
    }

    /// How many more objects Terraform takes; `None` for all.
    pub fn room(&self) -> Option<u64> {
        self.sink.room
    }

    /// Hands on an object, as soon as Terraform can take it. Once it has enough, this does not return: the listing ends
    /// here.
    pub async fn push(&mut self, listed: Listed<R>) {
        let Listed { display_name, identity, state } = listed;
        let identity = identity.map(|identity| identity.to_value());
        self.sink.push(Item { display_name, identity, state: state.map(|state| state.to_value()) }).await;
    }
}

/// An object that was found, as values.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) display_name: String,
    /// `None` if it follows from the state.
    pub(crate) identity: Option<Value>,
    pub(crate) state: Option<Value>,
}

/// Where objects go.
#[derive(Debug)]
pub(crate) struct Sink {
    items: mpsc::Sender<Item>,
    wants_state: bool,
    room: Option<u64>,
}

impl Sink {
    /// A sink for this many objects, and where they come out.
    pub(crate) fn new(wants_state: bool, room: Option<u64>) -> (Self, mpsc::Receiver<Item>) {
        // One object is under way while the next is looked for.
        let (items, receiver) = mpsc::channel(1);
        (Self { items, wants_state, room }, receiver)
    }

    async fn push(&mut self, item: Item) {
        if self.items.send(item).await.is_err() {
            pending::<()>().await;
        }
        self.room = self.room.map(|room| room.saturating_sub(1));
        if self.room == Some(0) {
            pending::<()>().await;
        }
    }
}
