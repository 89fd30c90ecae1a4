//! Faults on request: what goes wrong although Azure would let it go right.
//!
//! A rule ([`FaultRule`]) says which requests it is about and what befalls them. Rules are kept in the world, so that
//! every process on the data directory sees them and one that is to strike once strikes once; they come from a file
//! ([`file`]), from the command line and from the standalone server's control endpoint. The gateway asks [`Rules`] on
//! every request.
//!
//! Rules are asked in the order in which they were armed. The first that decides a request (an answer, a dropped
//! connection, an expired token, an operation that ends otherwise, a background update) ends the search; later ones
//! neither see nor count that request. Delays, skewed clocks and token lifetimes only add to it.

mod befall;
mod check;
mod error;
mod file;
mod members;
mod pattern;
mod read;
mod rule;
mod strike;
mod target;

pub(crate) use befall::begun;
pub use error::{FaultRuleError, FaultsFileError};
pub(crate) use file::apply as apply_file;
pub(crate) use pattern::PathPattern;
pub use rule::FaultRule;
pub(crate) use strike::{Rules, Struck};
