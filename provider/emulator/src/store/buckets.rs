//! Token buckets of throttling: when each will be full again, in microseconds since 1970.

use rusqlite::OptionalExtension;

use super::Tx;

impl Tx<'_> {
    /// Takes a token that comes back in `each` microseconds, unless the bucket would then be more than `deepest` from
    /// full. Gives the moment at which the bucket will be full, `None` where there was no token.
    pub(crate) fn draw(
        &self,
        bucket: &str,
        now: i64,
        each: i64,
        deepest: i64,
    ) -> rusqlite::Result<Option<i64>> {
        let mut statement = self.inner.prepare_cached(
            "INSERT INTO bucket (name, full) VALUES (?1, ?2 + ?3)
             ON CONFLICT (name) DO UPDATE SET full = max(full, ?2) + ?3 WHERE max(full, ?2) + ?3 <= ?2 + ?4
             RETURNING full",
        )?;
        statement.query_row((bucket, now, each, deepest), |row| row.get(0)).optional()
    }

    /// When a bucket will be full, `None` where it is.
    pub(crate) fn bucket(&self, bucket: &str) -> rusqlite::Result<Option<i64>> {
        let mut statement = self.inner.prepare_cached("SELECT full FROM bucket WHERE name = ?1")?;
        statement.query_row([bucket], |row| row.get(0)).optional()
    }

    /// Forgets buckets that are full: they are as good as new ones.
    pub(crate) fn forget_buckets(&self, now: i64) -> rusqlite::Result<()> {
        self.inner.execute("DELETE FROM bucket WHERE full <= ?1", [now])?;
        Ok(())
    }
}
