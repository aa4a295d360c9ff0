-- Reminders of what is due, on their way to who is told of them. No personal data: what is due, by when, and of which case.

-- +goose Up
CREATE TABLE IF NOT EXISTS reminders (
    receiver   TEXT   NOT NULL,
    id         TEXT   NOT NULL, -- what is due, how long before, and its day: given once for good
    about      TEXT   NOT NULL, -- what is due: a later reminder of it takes the place of one that waits
    body       BYTEA  NOT NULL, -- JSON
    state      TEXT   NOT NULL, -- waiting, delivered, given-up, overtaken
    tries      BIGINT NOT NULL,
    queued_at  BIGINT NOT NULL,
    next_at    BIGINT NOT NULL, -- also: until then somebody is trying
    error      TEXT   NOT NULL,
    settled_at BIGINT NOT NULL, -- 0 while it waits
    PRIMARY KEY (receiver, id)
);
CREATE INDEX IF NOT EXISTS reminders_due ON reminders (receiver, state, next_at);
