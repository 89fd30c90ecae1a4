-- Resources of every kind. `id` is the identifier in lower case, `spelling` as it was first written. `body` is what a
-- reader sees once the resource has settled; `hidden` is what the service knows and never shows.
CREATE TABLE resource (
  id       TEXT PRIMARY KEY,
  kind     TEXT NOT NULL,
  spelling TEXT NOT NULL,
  body     TEXT NOT NULL,
  hidden   TEXT NOT NULL,
  sequence INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX resource_by_kind ON resource (kind, id);
CREATE INDEX resource_by_sequence ON resource (sequence);

-- Operations that take their time. `starts` and `ends` are milliseconds since 1970; nothing runs in between: whoever
-- looks first after `ends` brings the effect about.
CREATE TABLE operation (
  id       TEXT PRIMARY KEY,
  kind     TEXT NOT NULL,
  target   TEXT NOT NULL,
  state    TEXT NOT NULL,
  starts   INTEGER NOT NULL,
  ends     INTEGER NOT NULL,
  detail   TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX operation_due ON operation (state, ends);
CREATE INDEX operation_by_target ON operation (target, state);

-- One line per request.
CREATE TABLE journal (
  seq               INTEGER PRIMARY KEY AUTOINCREMENT,
  time              INTEGER NOT NULL,
  method            TEXT NOT NULL,
  path              TEXT NOT NULL,
  api_version       TEXT,
  status            INTEGER NOT NULL,
  correlation_id    TEXT NOT NULL,
  client_request_id TEXT
);

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- Token buckets that are not full. `full` is when they will be, in microseconds since 1970.
CREATE TABLE bucket (
  name TEXT PRIMARY KEY,
  full INTEGER NOT NULL
) WITHOUT ROWID;
