-- Doors: ways in which data could leak, as they were seen and accepted. Names in it are fit to be shown.

-- +goose Up
CREATE TABLE IF NOT EXISTS doors (
    id             TEXT   NOT NULL PRIMARY KEY, -- hash of door, target, object and vantage
    door           TEXT   NOT NULL, -- of the catalogue
    target         TEXT   NOT NULL,
    object         TEXT   NOT NULL,
    seen_by        TEXT   NOT NULL, -- the check
    vantage        TEXT   NOT NULL,
    state          TEXT   NOT NULL, -- hash of how it was last seen
    first_at       BIGINT NOT NULL,
    last_at        BIGINT NOT NULL,
    closed_at      BIGINT NOT NULL, -- 0 while it is open
    accepted_at    BIGINT NOT NULL, -- 0 if it is not
    accepted_state TEXT   NOT NULL,
    accepted_by    TEXT   NOT NULL,
    reason         TEXT   NOT NULL
);
