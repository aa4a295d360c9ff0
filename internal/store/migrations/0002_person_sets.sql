-- What of a part's set of persons does not fit into its row: a large value costs several times its size in memory.

-- +goose Up
CREATE TABLE IF NOT EXISTS person_sets (
    unit BYTEA  NOT NULL,
    part BIGINT NOT NULL,
    seq  BIGINT NOT NULL,
    more BYTEA  NOT NULL, -- follows parts.person_set, in the order of seq
    PRIMARY KEY (unit, part, seq)
);
