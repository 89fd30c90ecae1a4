//! The standalone server: HTTPS on the loopback interface, for clients that know nothing of emulators.

mod control;
mod listen;
mod tls;

pub use listen::{ServeError, Server};
