//! The journal: one line per request, in the order in which they were answered.

use rusqlite::{OptionalExtension, Row};
use serde::Serialize;
use serde_json::Value;

use super::Tx;

/// Older lines are dropped, so that a world that lives for months does not fill the disk.
const KEPT: i64 = 200_000;
/// Older lines lose their body.
const BODIES_KEPT: i64 = 2_000;
/// Lines after which the journal is cut.
const CUT: i64 = 1000;

/// One answered request. Credentials and the signatures of operation URLs are not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
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
    /// The HTTP status of the answer, 0 where the connection was closed without one.
    pub status: u16,
    /// The code of the error that was answered.
    pub error_code: Option<String>,
    /// `x-ms-correlation-request-id` of the answer.
    pub correlation_id: String,
    /// `x-ms-client-request-id` of the request.
    pub client_request_id: Option<String>,
    /// `User-Agent` of the request.
    pub user_agent: Option<String>,
    /// `If-Match` of the request.
    pub if_match: Option<String>,
    /// `If-None-Match` of the request.
    pub if_none_match: Option<String>,
    /// The JSON of the request's body, or the fields of its form, secrets left out. Bodies of more than 16 KiB are not
    /// kept, and only those of the latest 2,000 lines or so.
    pub body: Option<Value>,
    /// The size of the request's body in bytes.
    pub body_size: u64,
    /// The fault rules that struck the request, by name.
    pub fault: Option<String>,
    /// How long they held the answer back, in milliseconds.
    pub delay_ms: u64,
}

const COLUMNS: &str = "seq, time, method, path, api_version, status, error_code, correlation_id, client_request_id, \
                       user_agent, if_match, if_none_match, body, body_size, fault, delay_ms";

fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let body: Option<String> = row.get(12)?;
    Ok(Entry {
        seq: row.get(0)?,
        time: crate::clock::text(row.get(1)?),
        method: row.get(2)?,
        path: row.get(3)?,
        api_version: row.get(4)?,
        status: row.get(5)?,
        error_code: row.get(6)?,
        correlation_id: row.get(7)?,
        client_request_id: row.get(8)?,
        user_agent: row.get(9)?,
        if_match: row.get(10)?,
        if_none_match: row.get(11)?,
        body: body.and_then(|text| serde_json::from_str(&text).ok()),
        body_size: row.get::<_, i64>(13)?.unsigned_abs(),
        fault: row.get(14)?,
        delay_ms: row.get::<_, i64>(15)?.unsigned_abs(),
    })
}

impl Tx<'_> {
    /// Adds a line and gives its number; `seq` and `time` of the entry are not looked at.
    pub(crate) fn record(&self, now: i64, entry: &Entry) -> rusqlite::Result<i64> {
        let mut statement = self.inner.prepare_cached(
            "INSERT INTO journal (time, method, path, api_version, status, error_code, correlation_id,
                                  client_request_id, user_agent, if_match, if_none_match, body, body_size, fault, delay_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?;
        statement.execute(rusqlite::params![
            now,
            entry.method,
            entry.path,
            entry.api_version,
            entry.status,
            entry.error_code,
            entry.correlation_id,
            entry.client_request_id,
            entry.user_agent,
            entry.if_match,
            entry.if_none_match,
            entry.body.as_ref().map(Value::to_string),
            i64::try_from(entry.body_size).unwrap_or(i64::MAX),
            entry.fault,
            i64::try_from(entry.delay_ms).unwrap_or(i64::MAX),
        ])?;
        let seq = self.inner.last_insert_rowid();
        if seq % CUT == 0 {
            self.inner.execute("DELETE FROM journal WHERE seq <= ?1", [seq - KEPT])?;
            self.inner.execute(
                "UPDATE journal SET body = NULL WHERE seq > ?1 AND seq <= ?2 AND body IS NOT NULL",
                [seq - BODIES_KEPT - CUT, seq - BODIES_KEPT],
            )?;
        }
        Ok(seq)
    }

    /// When the last line was written.
    pub(crate) fn last_recorded(&self) -> rusqlite::Result<Option<i64>> {
        let mut statement =
            self.inner.prepare_cached("SELECT time FROM journal ORDER BY seq DESC LIMIT 1")?;
        statement.query_row([], |row| row.get(0)).optional()
    }

    /// At most `limit` lines after line `after`.
    pub(crate) fn journal(&self, after: i64, limit: i64) -> rusqlite::Result<Vec<Entry>> {
        let mut statement = self
            .inner
            .prepare(&format!("SELECT {COLUMNS} FROM journal WHERE seq > ?1 ORDER BY seq LIMIT ?2"))?;
        statement.query_map([after, limit], read)?.collect()
    }
}
