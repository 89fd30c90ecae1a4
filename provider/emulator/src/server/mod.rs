//! The standalone server: HTTPS on the loopback interface, for clients that know nothing of emulators.

mod body;
mod control;
mod listen;
mod plain_http;
mod tls;

pub use listen::{ServeError, Server};
