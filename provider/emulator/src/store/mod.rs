//! The world on disk: one SQLite file per data directory, shared by every process that opens it.
//!
//! Each request is one immediate transaction, so that two processes never work from the same stale picture. The log is
//! a write-ahead log with `synchronous = NORMAL`: a killed process loses nothing it committed, because the pages are
//! with the operating system by then (sqlite.org/wal.html, "Avoiding Excessively Large WAL Files" and pragma
//! synchronous); only a power cut may take the last transactions. A process that stands still in the middle of a request
//! keeps the others waiting; after half a minute they answer 503 and name it.

mod buckets;
mod error;
mod failure;
mod faults;
mod holder;
mod journal;
mod open;
mod operations;
mod resources;
mod settings;

use std::cell::RefCell;

pub use error::OpenError;
pub(crate) use failure::{explained, is_away, is_busy};
pub use journal::Entry;
pub(crate) use open::Store;
pub(crate) use operations::{Operation, State};
pub(crate) use resources::Resource;

/// A transaction on the world. Dropped without [`commit`](Tx::commit), it leaves no trace.
pub(crate) struct Tx<'c> {
    inner: rusqlite::Transaction<'c>,
    /// Identifier and kind of the operations that began in it.
    begun: RefCell<Vec<(String, String)>>,
}

impl Tx<'_> {
    /// Does something that leaves no trace if it fails, within a transaction that goes on.
    pub(crate) fn or_nothing<T, E: From<rusqlite::Error>>(
        &self,
        act: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let run = |sql| self.inner.prepare_cached(sql)?.execute([]);
        run("SAVEPOINT attempt")?;
        let result = act();
        if result.is_err() {
            run("ROLLBACK TO attempt")?;
        }
        run("RELEASE attempt")?;
        result
    }

    /// Remembers an operation that began in this transaction.
    pub(crate) fn note_begun(&self, operation: &Operation) {
        self.begun.borrow_mut().push((operation.id.clone(), operation.kind.clone()));
    }

    /// Forgets the operations that began so far.
    pub(crate) fn forget_begun(&self) {
        self.begun.borrow_mut().clear();
    }

    /// Identifier and kind of the operations that began in this transaction.
    pub(crate) fn begun(&self) -> Vec<(String, String)> {
        self.begun.borrow().clone()
    }

    /// Makes everything done in this transaction last.
    pub(crate) fn commit(self) -> rusqlite::Result<()> {
        self.inner.commit()
    }
}
