-- What the pages of the console show fast: sources added there, the digest of each source, and what is told of doors.

-- +goose Up
CREATE TABLE IF NOT EXISTS places (
    name       TEXT   NOT NULL PRIMARY KEY,
    body       BYTEA  NOT NULL, -- JSON: what is declared; no secret
    sealed     BYTEA  NOT NULL, -- in the age format; empty if there is none
    changed_by TEXT   NOT NULL,
    made_at    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- The digest of a source's last generation; of all sources together under the empty name.
CREATE TABLE IF NOT EXISTS digests (
    source TEXT   NOT NULL PRIMARY KEY,
    gen    BIGINT NOT NULL,
    mark   TEXT   NOT NULL, -- what it was made from: if that changed, it is stale
    at     BIGINT NOT NULL,
    body   BYTEA  NOT NULL  -- JSON: numbers
);
-- The set of persons of a source, the index and the names of its shelf.
CREATE TABLE IF NOT EXISTS digest_pieces (
    source TEXT   NOT NULL,
    gen    BIGINT NOT NULL,
    what   TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    piece  BYTEA  NOT NULL,
    PRIMARY KEY (source, gen, what, seq)
);
-- What the numbers were at the end of each day.
CREATE TABLE IF NOT EXISTS digest_days (
    source TEXT   NOT NULL,
    day    TEXT   NOT NULL, -- 2006-01-02, in the owner's zone
    body   BYTEA  NOT NULL, -- JSON
    PRIMARY KEY (source, day)
);
-- The things in which a source holds personal data, or that could not be read; ord counts from 0.
CREATE TABLE IF NOT EXISTS shelf (
    source TEXT   NOT NULL,
    gen    BIGINT NOT NULL,
    ord    BIGINT NOT NULL,
    name   TEXT   NOT NULL,
    body   BYTEA  NOT NULL, -- JSON: what a line of a list shows
    PRIMARY KEY (source, gen, ord)
);
CREATE INDEX IF NOT EXISTS shelf_by_name ON shelf (source, gen, name);
CREATE INDEX IF NOT EXISTS run_sources_by_source ON run_sources (source, run);

-- What was last told of a door, beside what doors holds. Names in it are fit to be shown.
CREATE TABLE IF NOT EXISTS door_seen (
    id   TEXT  NOT NULL PRIMARY KEY,
    body BYTEA NOT NULL -- JSON
);
CREATE TABLE IF NOT EXISTS door_looks (
    target TEXT   NOT NULL PRIMARY KEY,
    at     BIGINT NOT NULL,
    body   BYTEA  NOT NULL -- JSON: checks, and what could not be looked at
);
CREATE TABLE IF NOT EXISTS door_events (
    id      TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    event   TEXT   NOT NULL, -- opened, changed, closed, accepted, withdrawn
    made_by TEXT   NOT NULL,
    reason  TEXT   NOT NULL,
    PRIMARY KEY (id, at, event)
);
