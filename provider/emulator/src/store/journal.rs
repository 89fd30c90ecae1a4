//! The journal: one line per request, in the order in which they were answered.

use rusqlite::Row;
use serde::Serialize;

use super::Tx;

/// Older lines are dropped, so that a world that lives for months does not fill the disk.
const KEPT: i64 = 200_000;

/// One answered request. Credentials and the signatures of operation URLs are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Entry {
    /// Counts the requests of this world; never used twice.
    pub seq: i64,
    /// When it was answered, in UTC (RFC 3339).
    pub time: String,
    /// The HTTP method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// The `api-version` of the query.
    pub api_version: Option<String>,
    /// The HTTP status of the answer.
    pub status: u16,
    /// `x-ms-correlation-request-id` of the answer.
    pub correlation_id: String,
    /// `x-ms-client-request-id` of the request.
    pub client_request_id: Option<String>,
}

fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        seq: row.get(0)?,
        time: crate::clock::text(row.get(1)?),
        method: row.get(2)?,
        path: row.get(3)?,
        api_version: row.get(4)?,
        status: row.get(5)?,
        correlation_id: row.get(6)?,
        client_request_id: row.get(7)?,
    })
}

impl Tx<'_> {
    /// Adds a line and gives its number; `seq` and `time` of the entry are not looked at.
    pub(crate) fn record(&self, now: i64, entry: &Entry) -> rusqlite::Result<i64> {
        let mut statement = self.inner.prepare(
            "INSERT INTO journal (time, method, path, api_version, status, correlation_id, client_request_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        statement.execute((
            now,
            &entry.method,
            &entry.path,
            &entry.api_version,
            entry.status,
            &entry.correlation_id,
            &entry.client_request_id,
        ))?;
        let seq = self.inner.last_insert_rowid();
        if seq % 1000 == 0 {
            self.inner.execute("DELETE FROM journal WHERE seq <= ?1", [seq - KEPT])?;
        }
        Ok(seq)
    }

    /// At most `limit` lines after line `after`.
    pub(crate) fn journal(&self, after: i64, limit: i64) -> rusqlite::Result<Vec<Entry>> {
        let mut statement = self.inner.prepare(
            "SELECT seq, time, method, path, api_version, status, correlation_id, client_request_id
             FROM journal WHERE seq > ?1 ORDER BY seq LIMIT ?2",
        )?;
        statement.query_map([after, limit], read)?.collect()
    }
}
