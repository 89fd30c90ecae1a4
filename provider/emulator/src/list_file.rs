//! The files that an emulator is opened with: each holds a JSON list.

use serde_json::Value;
use std::path::{Path, PathBuf};

/// Why a file was not read as a JSON list.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListFileError {
    /// The file cannot be read.
    #[error("the emulator's {what} `{}` cannot be read: check the path", file.display())]
    Unreadable {
        /// What the file is for, such as `seed file`.
        what: &'static str,
        /// The file.
        file: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The file is no JSON.
    #[error("the emulator's {what} `{}` is no valid JSON (line {line}, column {column})", file.display())]
    Syntax {
        /// What the file is for, such as `seed file`.
        what: &'static str,
        /// The file.
        file: PathBuf,
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What the parser said.
        #[source]
        source: serde_json::Error,
    },
    /// The file is JSON, but no list.
    #[error("the emulator's {what} `{}` must hold a JSON list of {entries}", file.display())]
    NoList {
        /// What the file is for, such as `seed file`.
        what: &'static str,
        /// The file.
        file: PathBuf,
        /// What was expected in the list, with an example.
        entries: &'static str,
    },
}

/// One of the files, in words for the texts of errors.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ListFile {
    /// What the file is for, such as `seed file`.
    pub(crate) what: &'static str,
    /// What it lists, with an example.
    pub(crate) entries: &'static str,
}

impl ListFile {
    /// The entries of a file.
    pub(crate) fn read(self, file: &Path) -> Result<Vec<Value>, ListFileError> {
        let bytes = std::fs::read(file).map_err(|source| ListFileError::Unreadable {
            what: self.what,
            file: file.to_owned(),
            source,
        })?;
        self.parse(file, &bytes)
    }

    /// The entries of a file that holds these bytes.
    pub(crate) fn parse(self, file: &Path, bytes: &[u8]) -> Result<Vec<Value>, ListFileError> {
        let Self { what, entries } = self;
        let content = serde_json::from_slice(bytes).map_err(|source| ListFileError::Syntax {
            what,
            file: file.to_owned(),
            line: source.line(),
            column: source.column(),
            source,
        })?;
        let Value::Array(list) = content else {
            return Err(ListFileError::NoList { what, file: file.to_owned(), entries });
        };
        Ok(list)
    }
}
