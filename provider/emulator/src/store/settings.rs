//! Single values that belong to the world, not to a process.

use rusqlite::OptionalExtension;

use super::Tx;

impl Tx<'_> {
    pub(crate) fn setting(&self, name: &str) -> rusqlite::Result<Option<String>> {
        let mut statement = self.inner.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
        statement.query_row([name], |row| row.get(0)).optional()
    }

    pub(crate) fn set(&self, name: &str, value: &str) -> rusqlite::Result<()> {
        let mut statement =
            self.inner.prepare_cached("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)")?;
        statement.execute([name, value])?;
        Ok(())
    }

    /// Adds to a counter that starts at zero, and gives the new value.
    pub(crate) fn count(&self, name: &str, by: i64) -> rusqlite::Result<i64> {
        let before: i64 = self.setting(name)?.and_then(|v| v.parse().ok()).unwrap_or(0);
        let after = before.saturating_add(by);
        self.set(name, &after.to_string())?;
        Ok(after)
    }
}
