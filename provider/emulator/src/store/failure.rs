//! What a failing store means to whoever uses it: where it lies, what the database said, what to do.

use rusqlite::{Error, ErrorCode, ffi};
use std::path::Path;

/// Whether another process kept the world locked.
pub(crate) fn is_busy(error: &Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// The file of the world is no longer where it was opened.
pub(super) fn away() -> Error {
    Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_READONLY_DBMOVED), None)
}

/// Whether it is [`away`].
pub(crate) fn is_away(error: &Error) -> bool {
    error.sqlite_error().is_some_and(|e| e.extended_code == ffi::SQLITE_READONLY_DBMOVED)
}

/// The same failure with the data directory, where it is known, and the way out in its text.
pub(crate) fn explained(error: Error, dir: Option<&Path>) -> Error {
    let Some(remedy) = remedy(&error) else { return error };
    let told =
        if is_away(&error) { "its file was deleted, moved or replaced".into() } else { error.to_string() };
    let text = match dir {
        Some(dir) => format!("the emulator's data directory `{}` failed: {told}: {remedy}", dir.display()),
        None => format!("{told}: {remedy}"),
    };
    match error {
        Error::SqliteFailure(code, _) => Error::SqliteFailure(code, Some(text)),
        other => other,
    }
}

/// What to do about it; `None` where it is a mistake of ours, and where another process is in the way, which says so itself.
fn remedy(error: &Error) -> Option<&'static str> {
    if is_away(error) {
        return Some(
            "put the directory back, or restart what runs the emulator to begin a new world (nothing was changed)",
        );
    }
    Some(match error.sqlite_error_code()? {
        ErrorCode::DiskFull => "make room on its disk, or choose another directory (nothing was changed)",
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen => {
            "make it and its files writable, or choose another directory"
        }
        ErrorCode::SystemIoFailure => "see whether its disk is full or damaged, or choose another directory",
        ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => {
            "end what uses it and move it away, or choose another directory"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(code: i32) -> String {
        let error = Error::SqliteFailure(ffi::Error::new(code), None);
        explained(error, Some(Path::new("/w"))).to_string()
    }

    #[test]
    fn each_failure_of_the_disk_names_the_directory_and_the_way_out() {
        for (code, way_out) in [
            (ffi::SQLITE_FULL, "make room on its disk"),
            (ffi::SQLITE_READONLY, "make it and its files writable"),
            (ffi::SQLITE_IOERR, "see whether its disk is full or damaged"),
            (ffi::SQLITE_CORRUPT, "move it away"),
            (ffi::SQLITE_READONLY_DBMOVED, "put the directory back"),
        ] {
            let text = told(code);
            assert!(text.starts_with("the emulator's data directory `/w` failed: "), "{text}");
            assert!(text.contains(way_out), "{text}");
        }
    }

    #[test]
    fn a_mistake_of_ours_is_not_blamed_on_the_directory() {
        assert!(!told(ffi::SQLITE_MISUSE).contains("directory"));
    }
}
