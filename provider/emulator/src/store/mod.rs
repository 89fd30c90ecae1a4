//! The world on disk: one SQLite file per data directory, shared by every process that opens it.
//!
//! Each request is one immediate transaction, so that two processes never work from the same stale picture. The log is
//! a write-ahead log with `synchronous = NORMAL`: a killed process loses nothing it committed, because the pages are
//! with the operating system by then (sqlite.org/wal.html, "Avoiding Excessively Large WAL Files" and pragma
//! synchronous); only a power cut may take the last transactions.

mod buckets;
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
    /// Does something that leaves no trace if it fails, within a transaction that goes on.
    pub(crate) fn or_nothing<T, E: From<rusqlite::Error>>(
        &self,
        act: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        self.inner.execute_batch("SAVEPOINT attempt")?;
        let result = act();
        let end = if result.is_ok() { "RELEASE attempt" } else { "ROLLBACK TO attempt; RELEASE attempt" };
        self.inner.execute_batch(end)?;
        result
    }

    /// Makes everything done in this transaction last.
    pub(crate) fn commit(self) -> rusqlite::Result<()> {
        self.inner.commit()
    }
}
