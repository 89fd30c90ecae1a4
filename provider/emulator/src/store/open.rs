//! Opening the file: creating it, recognising it, refusing what is not ours.

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::failure::{away, explained, is_busy};
use super::{OpenError, Tx, holder};

/// The file in the data directory.
const FILE: &str = "world.sqlite3";
/// Beside the file once there is a world in it, so that a file which is lost or emptied is not taken for a new one.
const NOTE: &str = "README.txt";
/// What the note says to people.
const NOTE_TEXT: &str = "\
This directory is the world of an emulated Azure (arm-emulator).

The files world.sqlite3, world.sqlite3-wal and world.sqlite3-shm belong together: copy, move or delete the directory as
a whole, while nobody uses it. A copy of world.sqlite3 alone may lack the last requests.
";
/// Marks the file as ours (`ARMe`), see sqlite.org/pragma.html#pragma_application_id.
const APPLICATION: i64 = 0x4152_4d65;
/// Counts the formats of the file. Any other number is refused.
const FORMAT: i64 = 3;
/// Longer than a request takes even with twenty processes on one slow disk.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pages looked at on opening, which takes a few milliseconds; a larger file is only checked when it is used.
const CHECKED_PAGES: i64 = 512;

/// More than there are in this module: each is compiled once per process.
const STATEMENTS: usize = 64;

const SCHEMA: &str = include_str!("schema.sql");

/// The open file.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Connection,
    file: PathBuf,
    /// Which file it was when it was opened.
    identity: (u64, u64),
}

impl Store {
    /// Opens the world in `dir`, creating directory and file where there are none.
    pub(crate) fn open(dir: &Path) -> Result<Self, OpenError> {
        let place = Place { dir, file: dir.join(FILE), note: dir.join(NOTE) };
        std::fs::create_dir_all(dir).map_err(|e| place.unwritable(e))?;
        // Before the file is looked at: whoever makes a world writes the note last.
        let is_noted = place.note.is_file();
        if is_noted && !place.file.is_file() {
            return Err(place.lost());
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_PRIVATE_CACHE;
        let mut connection = Connection::open_with_flags(&place.file, flags).map_err(|e| place.refusal(e))?;
        connection.busy_timeout(PATIENCE).map_err(|e| place.refusal(e))?;
        let is_empty = recognise(&connection, &place)?;
        if is_noted && is_empty {
            return Err(place.lost());
        }
        write_ahead(&connection).map_err(|e| place.refusal(e))?;
        create(&mut connection, &place)?;
        tune(&connection).map_err(|e| place.refusal(e))?;
        if !is_noted {
            // The tables are in the file itself by then, whatever becomes of the log.
            checkpoint(&connection).map_err(|e| place.refusal(e))?;
            std::fs::write(&place.note, NOTE_TEXT).map_err(|e| place.unwritable(e))?;
        }
        let identity = identity(&place.file).map_err(|e| place.unwritable(e))?;
        Ok(Self { connection, file: place.file, identity })
    }

    /// Whether there is a world in `dir`.
    pub(crate) fn is_in(dir: &Path) -> bool {
        dir.join(FILE).is_file()
    }

    /// Brings what is in the log into the file, as far as nobody is in the way: a copy of the file alone is then whole.
    pub(crate) fn rest(&self) -> rusqlite::Result<()> {
        checkpoint(&self.connection)
    }

    /// Begins a transaction that no other writer can overtake.
    ///
    /// # Errors
    /// [`is_busy`] where another process kept the world locked for half a minute; the error names it if it can.
    /// [`is_away`](super::is_away) where the file is no longer in its place: what is written there is lost.
    pub(crate) fn begin(&mut self) -> rusqlite::Result<Tx<'_>> {
        if identity(&self.file).ok() != Some(self.identity) {
            return Err(away());
        }
        match self.connection.transaction_with_behavior(TransactionBehavior::Immediate) {
            Ok(inner) => Ok(Tx { inner, begun: Default::default() }),
            Err(rusqlite::Error::SqliteFailure(code, text)) if code.code == ErrorCode::DatabaseBusy => {
                let text = holder::named(&self.file).or(text);
                Err(rusqlite::Error::SqliteFailure(code, text))
            }
            Err(error) => Err(error),
        }
    }
}

/// Refuses a file that is damaged, not ours, or of another format; otherwise whether it is empty. Reads only.
fn recognise(connection: &Connection, place: &Place<'_>) -> Result<bool, OpenError> {
    let number = |pragma: &str| {
        connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).map_err(|e| place.refusal(e))
    };
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|e| place.refusal(e))?;
    if tables == 0 {
        return Ok(true);
    }
    if number("application_id")? != APPLICATION {
        return Err(OpenError::Foreign { dir: place.dir.to_owned(), file: place.file.clone() });
    }
    let dir = place.dir.to_owned();
    match number("user_version")? {
        found if found > FORMAT => return Err(OpenError::Newer { dir, found, known: FORMAT }),
        found if found < FORMAT => return Err(OpenError::Older { dir, found, known: FORMAT }),
        _ => {}
    }
    if number("page_count")? <= CHECKED_PAGES {
        let verdict: String = connection
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .map_err(|e| place.refusal(e))?;
        if verdict != "ok" {
            return Err(place.corrupt(verdict));
        }
    }
    Ok(false)
}

fn checkpoint(connection: &Connection) -> rusqlite::Result<()> {
    // The answer says how many pages were left for another time.
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}

/// Switches to the write-ahead log. Two processes that create the file at the same moment get in each other's way here,
/// and SQLite does not wait for this lock by itself.
fn write_ahead(connection: &Connection) -> rusqlite::Result<()> {
    let start = Instant::now();
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(e) if is_busy(&e) && start.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(5))
            }
            done => return done,
        }
    }
}

/// Makes the tables in an empty file, and proves that the file can be written.
fn create(connection: &mut Connection, place: &Place<'_>) -> Result<(), OpenError> {
    let make = |connection: &mut Connection| -> rusqlite::Result<()> {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let tables: i64 = tx.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if tables == 0 {
            tx.execute_batch(SCHEMA)?;
            tx.pragma_update(None, "application_id", APPLICATION)?;
            tx.pragma_update(None, "user_version", FORMAT)?;
        }
        tx.commit()
    };
    make(connection).map_err(|e| place.refusal(e))
}

/// Keeps the memory of an embedded emulator small: 1 MiB of page cache, no memory map.
fn tune(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "cache_size", -1024)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    // Each checkpoint waits for the disk; between requests the emulator makes one by itself.
    connection.pragma_update(None, "wal_autocheckpoint", 1000)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

/// Which file a path leads to: an open database goes on in a file that has no name any more, for itself alone.
#[cfg(unix)]
fn identity(file: &Path) -> std::io::Result<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;

    std::fs::metadata(file).map(|found| (found.dev(), found.ino()))
}

/// Where files have no number, an open one cannot be replaced either.
#[cfg(not(unix))]
fn identity(file: &Path) -> std::io::Result<(u64, u64)> {
    std::fs::metadata(file).map(|_| (0, 0))
}

/// Where the world lies, for the texts of errors.
struct Place<'d> {
    dir: &'d Path,
    file: PathBuf,
    note: PathBuf,
}

impl Place<'_> {
    fn lost(&self) -> OpenError {
        OpenError::Lost { dir: self.dir.to_owned(), file: self.file.clone(), note: self.note.clone() }
    }

    fn refusal(&self, error: rusqlite::Error) -> OpenError {
        let dir = self.dir.to_owned();
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => self.corrupt(error),
            Some(
                ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied
                | ErrorCode::DiskFull
                | ErrorCode::SystemIoFailure,
            ) => self.unwritable(explained(error, None)),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                OpenError::Locked { dir, source: error.into() }
            }
            _ => OpenError::Database { dir, source: error.into() },
        }
    }

    fn unwritable(&self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> OpenError {
        OpenError::Unwritable { dir: self.dir.to_owned(), source: source.into() }
    }

    fn corrupt(&self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> OpenError {
        OpenError::Corrupt { dir: self.dir.to_owned(), file: self.file.clone(), source: source.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::is_away;
    use super::*;

    /// All three files, or the one alone.
    const BESIDE: [&str; 2] = ["world.sqlite3-wal", "world.sqlite3-shm"];

    fn made(dir: &Path) -> PathBuf {
        drop(Store::open(dir).unwrap());
        dir.join(FILE)
    }

    #[test]
    fn a_directory_that_cannot_be_made_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        std::fs::write(&file, "").unwrap();
        let error = Store::open(&file.join("below")).unwrap_err();
        assert!(matches!(error, OpenError::Unwritable { .. }), "{error:?}");
        assert!(error.to_string().contains(&file.join("below").display().to_string()));
    }

    #[test]
    fn a_file_of_a_later_format_is_refused_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let file = made(dir.path());
        Connection::open(&file).unwrap().pragma_update(None, "user_version", 7).unwrap();
        let before = std::fs::read(&file).unwrap();
        let error = Store::open(dir.path()).unwrap_err();
        assert!(matches!(error, OpenError::Newer { found: 7, .. }), "{error:?}");
        assert_eq!(std::fs::read(&file).unwrap(), before);
    }

    #[test]
    fn a_file_of_an_earlier_format_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let file = made(dir.path());
        Connection::open(&file).unwrap().pragma_update(None, "user_version", 0).unwrap();
        assert!(matches!(Store::open(dir.path()).unwrap_err(), OpenError::Older { found: 0, .. }));
    }

    #[test]
    fn a_file_that_is_no_database_is_refused_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(FILE);
        std::fs::write(&file, "certainly not a database, but long enough to have a header".repeat(20))
            .unwrap();
        let before = std::fs::read(&file).unwrap();
        let error = Store::open(dir.path()).unwrap_err();
        assert!(matches!(error, OpenError::Corrupt { .. }), "{error:?}");
        assert_eq!(std::fs::read(&file).unwrap(), before);
    }

    #[test]
    fn a_file_with_damaged_pages_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let file = made(dir.path());
        let mut bytes = std::fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..].fill(0xa5);
        std::fs::write(&file, bytes).unwrap();
        assert!(matches!(Store::open(dir.path()).unwrap_err(), OpenError::Corrupt { .. }));
    }

    #[test]
    fn a_database_of_another_program_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        Connection::open(dir.path().join(FILE)).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
        assert!(matches!(Store::open(dir.path()).unwrap_err(), OpenError::Foreign { .. }));
    }

    #[test]
    fn a_world_whose_file_is_gone_is_lost_and_not_begun_anew() {
        let dir = tempfile::tempdir().unwrap();
        let file = made(dir.path());
        std::fs::remove_file(&file).unwrap();
        let error = Store::open(dir.path()).unwrap_err();
        assert!(matches!(error, OpenError::Lost { .. }), "{error:?}");
        assert!(!file.exists());
    }

    #[test]
    fn a_world_whose_file_is_empty_is_lost_and_not_begun_anew() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(made(dir.path()), "").unwrap();
        let error = Store::open(dir.path()).unwrap_err();
        assert!(matches!(error, OpenError::Lost { .. }), "{error:?}");
        assert!(error.to_string().contains("delete the directory to begin anew"));
    }

    #[test]
    fn a_file_that_was_cut_off_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let file = made(dir.path());
        let whole = std::fs::read(&file).unwrap();
        for length in [50, 4096, whole.len() - 4096] {
            std::fs::write(&file, &whole[..length]).unwrap();
            let opened = Store::open(dir.path());
            assert!(matches!(opened, Err(OpenError::Corrupt { .. })), "{length} bytes: {opened:?}");
        }
    }

    #[test]
    fn a_world_without_its_log_is_at_least_there() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let copy = tempfile::tempdir().unwrap();
        std::fs::copy(dir.path().join(FILE), copy.path().join(FILE)).unwrap();
        std::fs::copy(dir.path().join(NOTE), copy.path().join(NOTE)).unwrap();
        Store::open(copy.path()).unwrap();
        drop(store);
    }

    #[test]
    fn after_a_rest_a_copy_of_the_file_alone_is_whole() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path()).unwrap();
        let tx = store.begin().unwrap();
        tx.set("a", "1").unwrap();
        tx.commit().unwrap();
        store.rest().unwrap();
        let copy = tempfile::tempdir().unwrap();
        std::fs::copy(dir.path().join(FILE), copy.path().join(FILE)).unwrap();
        let mut copied = Store::open(copy.path()).unwrap();
        assert_eq!(copied.begin().unwrap().setting("a").unwrap().as_deref(), Some("1"));
        assert!(BESIDE.iter().all(|name| dir.path().join(name).exists()), "the log was in use");
    }

    #[test]
    fn a_data_directory_that_is_a_file_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        std::fs::write(&file, "mine").unwrap();
        let error = Store::open(&file).unwrap_err();
        assert!(matches!(error, OpenError::Unwritable { .. }), "{error:?}");
        assert_eq!(std::fs::read(&file).unwrap(), b"mine");
    }

    #[test]
    fn any_name_does_for_a_data_directory() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["with space", "file:odd?mode=memory&cache=shared", "100%41#", "ümlaut 漢字", "new\nline"]
        {
            let dir = dir.path().join(name);
            drop(Store::open(&dir).unwrap());
            assert!(dir.join(FILE).is_file(), "{name:?}");
        }
    }

    #[test]
    fn who_keeps_the_world_locked_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let (mut one, mut other) = (Store::open(dir.path()).unwrap(), Store::open(dir.path()).unwrap());
        let tx = one.begin().unwrap();
        tx.set("a", "1").unwrap();
        other.connection.busy_timeout(Duration::ZERO).unwrap();
        let error = other.begin().err().unwrap();
        assert!(is_busy(&error), "{error:?}");
        if cfg!(target_os = "linux") {
            assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
        }
        tx.commit().unwrap();
        assert!(other.begin().is_ok(), "afterwards it is free");
    }

    #[test]
    fn a_world_is_usable_as_long_as_its_own_file_is_in_place() {
        let parent = tempfile::tempdir().unwrap();
        let (dir, aside) = (parent.path().join("w"), parent.path().join("aside"));
        let mut store = Store::open(&dir).unwrap();
        std::fs::rename(&dir, &aside).unwrap();
        assert!(store.begin().is_err_and(|e| is_away(&e)), "moved away");
        drop(Store::open(&dir).unwrap());
        assert!(store.begin().is_err_and(|e| is_away(&e)), "replaced by another world");
        std::fs::remove_dir_all(&dir).unwrap();
        std::fs::rename(&aside, &dir).unwrap();
        assert!(store.begin().is_ok(), "back in its place");
    }

    #[test]
    fn twenty_may_create_the_same_world_at_once() {
        let dir = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..20).map(|_| scope.spawn(|| Store::open(dir.path()).map(drop))).collect();
            for one in all {
                one.join().unwrap().unwrap();
            }
        });
    }
}
