-- Events of cases, only ever added to. The event is in the canonical form of docs/format/case.md, hashed and signed; the other columns
-- repeat what of it is asked for.

-- +goose Up
CREATE TABLE IF NOT EXISTS case_events (
    place   BIGINT NOT NULL PRIMARY KEY, -- over all cases, from 1 without gaps
    case_id TEXT   NOT NULL,
    seq     BIGINT NOT NULL, -- within the case, from 1 without gaps
    at      BIGINT NOT NULL,
    hash    BYTEA  NOT NULL,
    event   BYTEA  NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS case_events_by_case ON case_events (case_id, seq);
CREATE TABLE IF NOT EXISTS case_numbers (
    id       TEXT   NOT NULL PRIMARY KEY,
    year     BIGINT NOT NULL,
    number   BIGINT NOT NULL,
    given_at BIGINT NOT NULL
);
