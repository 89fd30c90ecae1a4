//! The world on disk: one SQLite file per data directory, shared by every process that opens it.
//!
//! Each request is one immediate transaction, so that two processes never work from the same stale picture. The log is
//! a write-ahead log with `synchronous = NORMAL`: a killed process loses nothing it committed, because the pages are
//! with the operating system by then (sqlite.org/wal.html, "Avoiding Excessively Large WAL Files" and pragma
//! synchronous); only a power cut may take the last transactions.

mod error;
mod journal;
mod open;
mod operations;
mod resources;
mod settings;

pub use error::OpenError;
pub use journal::Entry;
pub(crate) use open::Store;
pub(crate) use operations::{Operation, State};
pub(crate) use resources::Resource;

/// A transaction on the world. Dropped without [`commit`](Tx::commit), it leaves no trace.
pub(crate) struct Tx<'c> {
    inner: rusqlite::Transaction<'c>,
}

impl Tx<'_> {
    /// Makes everything done in this transaction last.
    pub(crate) fn commit(self) -> rusqlite::Result<()> {
        self.inner.commit()
    }
}
