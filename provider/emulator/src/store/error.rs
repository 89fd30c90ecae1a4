//! Why a data directory could not be opened.
//!
//! Made by [`Store::open`](super::Store::open) and by the seed reader; shown to the user as it is. Each text names the
//! directory or file and the way out. Nothing is ever deleted or rewritten to get past one of these.

use std::path::PathBuf;

use crate::aks::RefusalsError;
use crate::faults::FaultsFileError;
use crate::seed::SeedError;

/// Why an emulator could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The directory or the file in it cannot be created or written.
    #[error(
        "the emulator's data directory `{}` cannot be written: make it writable, or choose another directory",
        dir.display()
    )]
    Unwritable {
        /// The data directory.
        dir: PathBuf,
        /// What the system said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The file was written by a later version of the emulator.
    #[error(
        "the emulator's data directory `{}` has format {found}, this version knows format {known}: use a newer \
         version, or choose another directory (nothing was changed)",
        dir.display()
    )]
    Newer {
        /// The data directory.
        dir: PathBuf,
        /// The format found.
        found: i64,
        /// The format of this version.
        known: i64,
    },
    /// The file was written by an earlier version of the emulator.
    #[error(
        "the emulator's data directory `{}` has the older format {found}, this version knows format {known}: use the \
         version that wrote it, or choose another directory and make the resources again (nothing was changed)",
        dir.display()
    )]
    Older {
        /// The data directory.
        dir: PathBuf,
        /// The format found.
        found: i64,
        /// The format of this version.
        known: i64,
    },
    /// The file is damaged or no database.
    #[error(
        "the emulator's data directory `{}` is damaged: move `{}` away (and keep it if you need what is in it), or \
         choose another directory (nothing was changed)",
        dir.display(),
        file.display()
    )]
    Corrupt {
        /// The data directory.
        dir: PathBuf,
        /// The damaged file.
        file: PathBuf,
        /// What the database said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// There was a world, and its file is gone or empty.
    #[error(
        "the emulator's data directory `{}` has lost its world: `{}` is missing or empty, although `{}` says that there \
         was one: put the file back with its -wal and -shm, or delete the directory to begin anew (nothing was changed)",
        dir.display(),
        file.display(),
        note.display()
    )]
    Lost {
        /// The data directory.
        dir: PathBuf,
        /// The file that should hold the world.
        file: PathBuf,
        /// The note beside it.
        note: PathBuf,
    },
    /// The file is a database of something else.
    #[error(
        "`{}` in the emulator's data directory `{}` belongs to another program: choose another directory (nothing was \
         changed)",
        file.display(),
        dir.display()
    )]
    Foreign {
        /// The data directory.
        dir: PathBuf,
        /// The file that is not the emulator's.
        file: PathBuf,
    },
    /// Other processes kept the database locked for longer than any request takes.
    #[error(
        "the emulator's data directory `{}` stayed locked by another process: end that process, or choose another \
         directory",
        dir.display()
    )]
    Locked {
        /// The data directory.
        dir: PathBuf,
        /// What the database said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The database refused in another way.
    #[error("the emulator's data directory `{}` could not be opened", dir.display())]
    Database {
        /// The data directory.
        dir: PathBuf,
        /// What the database said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The seed file has a mistake; nothing of it was applied.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// The file of refusals has a mistake.
    #[error(transparent)]
    Refusals(#[from] RefusalsError),
    /// The faults file has a mistake; nothing of it was armed.
    #[error(transparent)]
    Faults(#[from] FaultsFileError),
    /// A setting of [`Options`](crate::Options) makes no sense.
    #[error("{0}")]
    Option(String),
    /// The thread that owns the database could not be started.
    #[error("the emulator's thread could not be started")]
    Thread(#[source] std::io::Error),
}
