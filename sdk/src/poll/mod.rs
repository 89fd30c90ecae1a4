//! Waiting for the remote side, by asking it again and again ([`Context::poll`](crate::Context::poll)) or for work that
//! ends by itself ([`Context::wait`](crate::Context::wait)).

mod pauses;
mod poller;
#[cfg(test)]
mod tests;
mod wait;
mod watch;

pub use poller::{Poll, Poller};
pub use wait::Wait;
