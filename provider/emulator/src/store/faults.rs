//! Fault rules, and how often each was met.

use rusqlite::Row;
use serde_json::Value;

use super::Tx;

/// A rule as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct FaultRow {
    /// Rules are asked in this order.
    pub(crate) position: i64,
    pub(crate) name: String,
    /// Where it comes from.
    pub(crate) source: String,
    pub(crate) rule: Value,
    /// When it was armed, in milliseconds since 1970.
    pub(crate) armed: i64,
    /// Requests that it was about.
    pub(crate) seen: i64,
    /// Requests that it struck.
    pub(crate) fired: i64,
}

impl FaultRow {
    /// The error of a row that holds no rule.
    pub(crate) fn unreadable(
        &self,
        error: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> rusqlite::Error {
        rusqlite::Error::FromSqlConversionFailure(3, rusqlite::types::Type::Text, error.into())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<FaultRow> {
    let unreadable = |error: serde_json::Error| {
        rusqlite::Error::FromSqlConversionFailure(3, rusqlite::types::Type::Text, error.into())
    };
    Ok(FaultRow {
        position: row.get(0)?,
        name: row.get(1)?,
        source: row.get(2)?,
        rule: serde_json::from_str(row.get_ref(3)?.as_str()?).map_err(unreadable)?,
        armed: row.get(4)?,
        seen: row.get(5)?,
        fired: row.get(6)?,
    })
}

impl Tx<'_> {
    /// The rules of the world, in their order.
    pub(crate) fn faults(&self) -> rusqlite::Result<Vec<FaultRow>> {
        let mut statement = self.inner.prepare_cached(
            "SELECT position, name, source, rule, armed, seen, fired FROM fault ORDER BY position",
        )?;
        statement.query_map([], read)?.collect()
    }

    /// Arms a rule, in place of the one of the same name.
    pub(crate) fn arm(&self, name: &str, source: &str, rule: &Value, now: i64) -> rusqlite::Result<()> {
        self.disarm(Some(name))?;
        self.inner.execute(
            "INSERT INTO fault (name, source, rule, armed, seen, fired) VALUES (?1, ?2, ?3, ?4, 0, 0)",
            (name, source, rule.to_string(), now),
        )?;
        Ok(())
    }

    /// Disarms the rule of a name, or all of them, and says how many there were.
    pub(crate) fn disarm(&self, name: Option<&str>) -> rusqlite::Result<usize> {
        self.inner.execute("DELETE FROM fault WHERE ?1 IS NULL OR name = ?1", [name])
    }

    /// Keeps how often a rule was met.
    pub(crate) fn count_fault(&self, position: i64, seen: i64, fired: i64) -> rusqlite::Result<()> {
        self.inner
            .execute("UPDATE fault SET seen = ?2, fired = ?3 WHERE position = ?1", [position, seen, fired])?;
        Ok(())
    }
}
