-- Alerts on their way to who is told of them, and calls of containment hooks. Masked as alerts are.

-- +goose Up
CREATE TABLE IF NOT EXISTS notices (
    alert     TEXT   NOT NULL,
    revision  BIGINT NOT NULL,
    severity  BIGINT NOT NULL,
    people    BIGINT NOT NULL, -- 0 unknown
    sentences BIGINT NOT NULL,
    body      BYTEA  NOT NULL, -- JSON
    PRIMARY KEY (alert, revision)
);
CREATE TABLE IF NOT EXISTS deliveries (
    receiver   TEXT   NOT NULL,
    alert      TEXT   NOT NULL,
    revision   BIGINT NOT NULL,
    state      TEXT   NOT NULL, -- waiting, delivered, given-up, overtaken
    tries      BIGINT NOT NULL,
    queued_at  BIGINT NOT NULL,
    next_at    BIGINT NOT NULL, -- also: until then somebody is trying
    error      TEXT   NOT NULL,
    settled_at BIGINT NOT NULL, -- 0 while it waits
    PRIMARY KEY (receiver, alert, revision)
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (receiver, state, next_at);
CREATE TABLE IF NOT EXISTS hook_calls (
    id        TEXT   NOT NULL PRIMARY KEY,
    hook      TEXT   NOT NULL,
    alert     TEXT   NOT NULL,
    revision  BIGINT NOT NULL,
    called_at BIGINT NOT NULL,
    armed     BIGINT NOT NULL, -- 1: else nothing was called
    does      TEXT   NOT NULL,
    principal TEXT   NOT NULL, -- masked, with a short fingerprint
    origin    TEXT   NOT NULL,
    outcome   TEXT   NOT NULL,
    status    BIGINT NOT NULL, -- -1 none
    took_us   BIGINT NOT NULL
);
