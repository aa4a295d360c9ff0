-- Dumps that were handed over, every handling of them, the heads of verdicts, and by what alerts are looked for.

-- +goose Up
CREATE TABLE IF NOT EXISTS dumps (
    id         TEXT   NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL, -- masked where it tells of somebody
    way        TEXT   NOT NULL, -- upload, place
    target     BYTEA  NOT NULL, -- of a place, sealed
    size       BIGINT NOT NULL, -- -1 unknown
    sum        TEXT   NOT NULL, -- SHA-256
    state      TEXT   NOT NULL, -- receiving, held, judged, dropped, lost
    claim      BYTEA  NOT NULL, -- JSON, masked
    remember   BIGINT NOT NULL,
    made_by    TEXT   NOT NULL,
    made_at    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    verdict    TEXT   NOT NULL, -- the matching's ID
    once       TEXT   NOT NULL
);
CREATE INDEX IF NOT EXISTS dumps_state ON dumps (state, id);
CREATE INDEX IF NOT EXISTS dumps_once ON dumps (once);
CREATE TABLE IF NOT EXISTS handlings (
    seq  BIGINT NOT NULL PRIMARY KEY,
    dump TEXT   NOT NULL,
    at   BIGINT NOT NULL,
    who  TEXT   NOT NULL,
    act  TEXT   NOT NULL,
    size BIGINT NOT NULL,
    sum  TEXT   NOT NULL,
    why  TEXT   NOT NULL
);
CREATE INDEX IF NOT EXISTS handlings_dump ON handlings (dump, seq);
CREATE TABLE IF NOT EXISTS verdicts (
    id   TEXT   NOT NULL PRIMARY KEY,
    body BYTEA  NOT NULL -- JSON: what the list shows
);
-- What logs are read, and how well; what was missing in them.
CREATE TABLE IF NOT EXISTS watched_logs (
    name      TEXT   NOT NULL PRIMARY KEY,
    parser    TEXT   NOT NULL,
    events    BIGINT NOT NULL,
    lines     BIGINT NOT NULL,
    malformed BIGINT NOT NULL,
    odd       BIGINT NOT NULL, -- records whose time cannot be
    lost      BIGINT NOT NULL,
    last_at   BIGINT NOT NULL, -- of its last event; 0 none
    read_at   BIGINT NOT NULL,
    error     TEXT   NOT NULL
);
CREATE TABLE IF NOT EXISTS log_gaps (
    log     TEXT   NOT NULL,
    from_at BIGINT NOT NULL,
    why     BIGINT NOT NULL,
    to_at   BIGINT NOT NULL, -- 0: it goes on
    missing BIGINT NOT NULL,
    PRIMARY KEY (log, from_at, why)
);
CREATE INDEX IF NOT EXISTS log_gaps_time ON log_gaps (from_at);
ALTER TABLE alerts ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE alerts ADD COLUMN principal TEXT NOT NULL DEFAULT '';
ALTER TABLE alerts ADD COLUMN people BIGINT NOT NULL DEFAULT -2; -- -1 unknown, -2 not filled yet
CREATE INDEX IF NOT EXISTS alerts_order ON alerts (severity, last_at, id);
CREATE INDEX IF NOT EXISTS alerts_time ON alerts (last_at, id);
CREATE INDEX IF NOT EXISTS alerts_source ON alerts (source, severity, last_at);
CREATE INDEX IF NOT EXISTS deliveries_alert ON deliveries (alert);
CREATE INDEX IF NOT EXISTS hook_calls_alert ON hook_calls (alert);
