//! Waiting for the remote side by asking it again and again: [`Context::poll`](crate::Context::poll).

mod pauses;
mod poller;
#[cfg(test)]
mod tests;
mod watch;

pub use poller::{Poll, Poller};
