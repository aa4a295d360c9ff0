-- The inventory: what is held where, in counts, masks and keyed sketches. No datum in clear.
-- Words for every database alike: TEXT, BIGINT, DOUBLE PRECISION, BYTEA. Times are microseconds since 1970 UTC.

-- +goose Up
CREATE TABLE IF NOT EXISTS runs (
    id      TEXT   NOT NULL PRIMARY KEY,
    engine  TEXT   NOT NULL,
    key_id  TEXT   NOT NULL,
    started BIGINT NOT NULL,
    ended   BIGINT -- NULL while it goes on, or if it was killed
);

CREATE TABLE IF NOT EXISTS run_sources (
    run      TEXT   NOT NULL,
    seq      BIGINT NOT NULL,
    source   TEXT   NOT NULL,
    complete BIGINT NOT NULL, -- 1 once it was enumerated to its end without error
    PRIMARY KEY (run, seq)
);

-- id: the first 16 bytes of SHA-256 over source, a zero byte and name.
CREATE TABLE IF NOT EXISTS units (
    id     BYTEA  NOT NULL PRIMARY KEY,
    source TEXT   NOT NULL,
    name   TEXT   NOT NULL,
    job    TEXT   NOT NULL,
    stamp  TEXT   NOT NULL,
    size   BIGINT NOT NULL,
    error  TEXT   NOT NULL,
    class  TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    run    TEXT   NOT NULL, -- that recorded it
    seen   TEXT   NOT NULL  -- the last run that met it, changed or not
);
CREATE UNIQUE INDEX IF NOT EXISTS units_by_name ON units (source, name);

CREATE TABLE IF NOT EXISTS parts (
    unit         BYTEA  NOT NULL,
    seq          BIGINT NOT NULL,
    name         TEXT   NOT NULL,
    type         TEXT   NOT NULL,
    charset      TEXT   NOT NULL,
    form         TEXT   NOT NULL,
    size         BIGINT NOT NULL,
    records      BIGINT NOT NULL,
    people_min   BIGINT,
    people       BIGINT, -- NULL is unknown, never 0
    people_max   BIGINT,
    people_error DOUBLE PRECISION NOT NULL,
    person_set   BYTEA,
    more         BIGINT NOT NULL,
    error        TEXT   NOT NULL,
    class        TEXT   NOT NULL,
    PRIMARY KEY (unit, seq)
);

CREATE TABLE IF NOT EXISTS fields (
    unit       BYTEA  NOT NULL,
    part       BIGINT NOT NULL,
    seq        BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    found      BIGINT NOT NULL,
    valid      BIGINT NOT NULL,
    people     BIGINT,
    likelihood DOUBLE PRECISION NOT NULL,
    masks      TEXT   NOT NULL, -- JSON array, or empty
    why        BIGINT NOT NULL,
    holder     TEXT   NOT NULL,
    country    TEXT   NOT NULL,
    PRIMARY KEY (unit, part, seq)
);

CREATE TABLE IF NOT EXISTS located (
    unit       BYTEA  NOT NULL,
    part       BIGINT NOT NULL,
    seq        BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    field      TEXT   NOT NULL,
    record     BIGINT NOT NULL,
    line       BIGINT NOT NULL,
    first_byte BIGINT NOT NULL,
    end_byte   BIGINT NOT NULL,
    place      TEXT   NOT NULL,
    likelihood DOUBLE PRECISION NOT NULL,
    mask       TEXT   NOT NULL,
    why        BIGINT NOT NULL,
    PRIMARY KEY (unit, part, seq)
);
