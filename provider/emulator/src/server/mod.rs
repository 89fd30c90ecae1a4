//! The standalone server: HTTPS on the loopback interface, for clients that know nothing of emulators.

mod body;
mod caller;
mod control;
mod listen;
mod plain_http;
mod query;
mod tls;

pub use listen::{ServeError, Server};
