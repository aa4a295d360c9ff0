-- Work: what was ordered, how far it is, what became of it; and what is done by itself, and when it was last. No personal data.

-- +goose Up
CREATE TABLE IF NOT EXISTS jobs (
    id         TEXT   NOT NULL PRIMARY KEY, -- begins with the time it was made
    kind       TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    args       BYTEA, -- JSON; NULL is none
    ordered_by TEXT   NOT NULL,
    not_before BIGINT NOT NULL,
    state      TEXT   NOT NULL, -- waiting, running, done, parked, cancelled
    made_at    BIGINT NOT NULL,
    started_at BIGINT NOT NULL, -- 0: not yet
    ended_at   BIGINT NOT NULL, -- 0: not yet
    tries      BIGINT NOT NULL,
    done       BIGINT NOT NULL,
    total      BIGINT NOT NULL, -- 0 is unknown
    unit       TEXT   NOT NULL,
    told_at    BIGINT NOT NULL,
    error      TEXT   NOT NULL,
    class      TEXT   NOT NULL,
    result     BYTEA -- JSON; NULL is none
);
CREATE INDEX IF NOT EXISTS jobs_subject ON jobs (kind, subject, id);
CREATE INDEX IF NOT EXISTS jobs_state ON jobs (state, id);

CREATE TABLE IF NOT EXISTS plans (
    name      TEXT   NOT NULL PRIMARY KEY, -- kind and subject: "scan crm"
    last_at   BIGINT NOT NULL,             -- when it was last ordered; 0 is never
    paused_at BIGINT NOT NULL,             -- 0: it is not
    paused_by TEXT   NOT NULL
);
