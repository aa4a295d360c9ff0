-- Who may use the console, by what they are known, and the record of what they did. Secrets stand here as hashes, or sealed with the
-- installation key; names are those of accounts, no addresses.

-- +goose Up
CREATE TABLE IF NOT EXISTS accounts (
    id          TEXT   NOT NULL PRIMARY KEY, -- the name as it is compared: NFKC, lower case
    name        TEXT   NOT NULL,
    roles       TEXT   NOT NULL, -- one a word
    scope       TEXT   NOT NULL, -- JSON list of sources; "" is all
    password    TEXT   NOT NULL, -- argon2id with its parameters; "" is none
    totp        BYTEA  NOT NULL, -- sealed; empty is none
    totp_step   BIGINT NOT NULL, -- the step of the code used last: none is used twice
    recovery    TEXT   NOT NULL, -- hashes of the codes left, one a word
    must_change BIGINT NOT NULL, -- 1: a new password before anything else
    disabled    BIGINT NOT NULL,
    subject     TEXT   NOT NULL, -- hash of issuer and subject of a provider of identities; "" is none
    lang        TEXT   NOT NULL,
    theme       TEXT   NOT NULL,
    made_at     BIGINT NOT NULL,
    changed_at  BIGINT NOT NULL, -- of the password
    signed_at   BIGINT NOT NULL,
    revision    BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS accounts_subject ON accounts (subject);
CREATE TABLE IF NOT EXISTS web_sessions (
    id       TEXT   NOT NULL PRIMARY KEY, -- hash of the cookie's value
    account  TEXT   NOT NULL, -- accounts.id; "" before the sign-in is complete
    agent    TEXT   NOT NULL, -- browser and system, two words
    data     BYTEA  NOT NULL,
    made_at  BIGINT NOT NULL, -- of the sign-in
    seen_at  BIGINT NOT NULL,
    ends_at  BIGINT NOT NULL,
    replaced BIGINT NOT NULL  -- 1: a newer value took its place, and this one ends in a moment
);
CREATE INDEX IF NOT EXISTS web_sessions_account ON web_sessions (account);
CREATE INDEX IF NOT EXISTS web_sessions_ends ON web_sessions (ends_at);
CREATE TABLE IF NOT EXISTS access_tokens (
    id         TEXT   NOT NULL PRIMARY KEY,
    hash       BYTEA  NOT NULL,
    account    TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    permits    TEXT   NOT NULL, -- permissions, one a word
    scope      TEXT   NOT NULL,
    made_at    BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,
    used_day   TEXT   NOT NULL, -- the last day on which it was used
    revoked_at BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS access_tokens_hash ON access_tokens (hash);
CREATE INDEX IF NOT EXISTS access_tokens_account ON access_tokens (account);
CREATE TABLE IF NOT EXISTS setup_links (
    hash    BYTEA  NOT NULL PRIMARY KEY,
    made_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS console_settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS audit_log (
    seq     BIGINT NOT NULL PRIMARY KEY, -- from 1, without a gap
    at      BIGINT NOT NULL,
    who     TEXT   NOT NULL,
    via     TEXT   NOT NULL,
    act     TEXT   NOT NULL,
    object  TEXT   NOT NULL,
    outcome TEXT   NOT NULL,
    status  BIGINT NOT NULL,
    request TEXT   NOT NULL,
    hash    BYTEA  NOT NULL -- of this entry and of the hash before it
);
CREATE INDEX IF NOT EXISTS audit_log_at ON audit_log (at);
CREATE INDEX IF NOT EXISTS audit_log_who ON audit_log (who, seq);
CREATE INDEX IF NOT EXISTS audit_log_act ON audit_log (act, seq);
