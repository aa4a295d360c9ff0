-- Answers to requests that may be sent again. Nothing in clear: the name is a keyed hash, the body is sealed with the request's own key.

-- +goose Up
CREATE TABLE IF NOT EXISTS answers (
    name     TEXT   NOT NULL PRIMARY KEY,
    print    BYTEA  NOT NULL, -- hash of what was asked
    body     BYTEA  NOT NULL, -- empty while it is at work
    made_at  BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS answers_old ON answers (made_at);
