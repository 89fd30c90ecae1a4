//! Operations: what is running on which resource, since when and until when.

use rusqlite::{OptionalExtension, Row};
use serde_json::Value;

use super::Tx;

/// One operation that takes its time.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    /// A GUID, as it stands in the operation's URL.
    pub(crate) id: String,
    /// What is being done; see [`crate::operations::Kind`].
    pub(crate) kind: String,
    /// The key of the resource it is done to.
    pub(crate) target: String,
    pub(crate) state: State,
    /// Milliseconds since 1970.
    pub(crate) starts: i64,
    /// Milliseconds since 1970.
    pub(crate) ends: i64,
    /// What the kind needs to know, for progress and for the effect.
    pub(crate) detail: Value,
}

/// How far an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Will begin at `starts`, by itself.
    Scheduled,
    Running,
    Succeeded,
    Failed,
    Canceled,
}

impl State {
    const ALL: [Self; 5] = [Self::Scheduled, Self::Running, Self::Succeeded, Self::Failed, Self::Canceled];

    /// The word that Azure uses, and the store.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Scheduled => "Scheduled",
            Self::Running => "InProgress",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::Canceled => "Canceled",
        }
    }
}

const COLUMNS: &str = "id, kind, target, state, starts, ends, detail";

/// On a resource or on anything below it: a range of the index, less what only begins alike.
const BELOW: &str = "target >= ?1 AND target < ?1 || '0' AND (target = ?1 OR target > ?1 || '/')";

fn read(row: &Row<'_>) -> rusqlite::Result<Operation> {
    let word: String = row.get(3)?;
    let unreadable = |column, error: Box<dyn std::error::Error + Send + Sync>| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error)
    };
    let state = State::ALL.into_iter().find(|s| s.word() == word);
    Ok(Operation {
        id: row.get(0)?,
        kind: row.get(1)?,
        target: row.get(2)?,
        state: state.ok_or_else(|| unreadable(3, format!("no operation state: {word}").into()))?,
        starts: row.get(4)?,
        ends: row.get(5)?,
        detail: serde_json::from_str(row.get_ref(6)?.as_str()?).map_err(|e| unreadable(6, e.into()))?,
    })
}

impl Tx<'_> {
    pub(crate) fn operation(&self, id: &str) -> rusqlite::Result<Option<Operation>> {
        let mut statement =
            self.inner.prepare_cached(&format!("SELECT {COLUMNS} FROM operation WHERE id = ?1"))?;
        statement.query_row([id.to_ascii_lowercase()], read).optional()
    }

    pub(crate) fn put_operation(&self, operation: &Operation) -> rusqlite::Result<()> {
        let mut statement = self.inner.prepare_cached(
            "INSERT OR REPLACE INTO operation (id, kind, target, state, starts, ends, detail)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        statement.execute((
            &operation.id,
            &operation.kind,
            &operation.target,
            operation.state.word(),
            operation.starts,
            operation.ends,
            operation.detail.to_string(),
        ))?;
        Ok(())
    }

    /// Forgets operations that ended before a moment.
    pub(crate) fn forget_operations(&self, before: i64) -> rusqlite::Result<()> {
        let mut statement = self.inner.prepare_cached(
            "DELETE FROM operation WHERE state IN ('Succeeded', 'Failed', 'Canceled') AND ends < ?1",
        )?;
        statement.execute([before])?;
        Ok(())
    }

    /// The operation that runs on a resource.
    pub(crate) fn running(&self, target: &str) -> rusqlite::Result<Option<Operation>> {
        let mut statement = self.inner.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM operation WHERE target = ?1 AND state = 'InProgress' ORDER BY starts DESC LIMIT 1"
        ))?;
        statement.query_row([target], read).optional()
    }

    /// The operations that run on a resource or on anything below it.
    pub(crate) fn running_below(&self, target: &str) -> rusqlite::Result<Vec<Operation>> {
        let mut statement = self.inner.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM operation WHERE {BELOW} AND state = 'InProgress' ORDER BY starts"
        ))?;
        statement.query_map([target], read)?.collect()
    }

    /// The next thing that is due: a running operation past its end, or a scheduled one past its start.
    pub(crate) fn due(&self, now: i64) -> rusqlite::Result<Option<Operation>> {
        let mut statement = self.inner.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM operation WHERE state = 'InProgress' AND ends <= ?1 ORDER BY ends LIMIT 1"
        ))?;
        let running = statement.query_row([now], read).optional()?;
        let mut statement = self.inner.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM operation WHERE state = 'Scheduled' AND starts <= ?1 ORDER BY starts LIMIT 1"
        ))?;
        let scheduled = statement.query_row([now], read).optional()?;
        Ok(match (running, scheduled) {
            (Some(r), Some(s)) if s.starts < r.ends => Some(s),
            (Some(r), _) => Some(r),
            (None, s) => s,
        })
    }

    /// Ends every operation that runs or is scheduled on a resource or below it, without effect.
    pub(crate) fn cancel_below(&self, target: &str, now: i64) -> rusqlite::Result<()> {
        let mut statement = self.inner.prepare_cached(&format!(
            "UPDATE operation SET state = 'Canceled', ends = ?2
             WHERE {BELOW} AND state IN ('InProgress', 'Scheduled')"
        ))?;
        statement.execute((target, now))?;
        Ok(())
    }
}
