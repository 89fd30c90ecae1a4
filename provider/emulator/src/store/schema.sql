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

-- One line per request. `body` is JSON without secrets; `status` is 0 where no answer was sent.
CREATE TABLE journal (
  seq               INTEGER PRIMARY KEY AUTOINCREMENT,
  time              INTEGER NOT NULL,
  method            TEXT NOT NULL,
  path              TEXT NOT NULL,
  api_version       TEXT,
  status            INTEGER NOT NULL,
  error_code        TEXT,
  correlation_id    TEXT NOT NULL,
  client_request_id TEXT,
  user_agent        TEXT,
  if_match          TEXT,
  if_none_match     TEXT,
  body              TEXT,
  body_size         INTEGER NOT NULL,
  fault             TEXT,
  delay_ms          INTEGER NOT NULL
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

-- Faults on request, asked in the order of `position`. `source` says where a rule comes from; `armed` is in milliseconds
-- since 1970; `seen` and `fired` count the requests that it was about and those that it struck.
CREATE TABLE fault (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  name     TEXT NOT NULL UNIQUE COLLATE NOCASE,
  source   TEXT NOT NULL,
  rule     TEXT NOT NULL,
  armed    INTEGER NOT NULL,
  seen     INTEGER NOT NULL,
  fired    INTEGER NOT NULL
);
