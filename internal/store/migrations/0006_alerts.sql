-- Alerts of watch, and what was decided about them. Principals and addresses stand in sealed only.

-- +goose Up
CREATE TABLE IF NOT EXISTS alerts (
    id         TEXT   NOT NULL PRIMARY KEY,
    detector   TEXT   NOT NULL,
    severity   BIGINT NOT NULL,
    first_at   BIGINT NOT NULL,
    last_at    BIGINT NOT NULL,
    body       BYTEA  NOT NULL, -- JSON, masked
    sealed     BYTEA  NOT NULL,
    state      TEXT   NOT NULL, -- open, acknowledged
    decided_by TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    decided_at BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS silences (
    detector   TEXT   NOT NULL,
    principal  TEXT   NOT NULL, -- masked, with a short fingerprint
    until_at   BIGINT NOT NULL,
    made_by    TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    made_at    BIGINT NOT NULL,
    PRIMARY KEY (detector, principal)
);
