package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
)

const (
	sessionColumns = "id, account, agent, data, made_at, seen_at, ends_at, replaced"
	oneSession     = "SELECT " + sessionColumns + " FROM web_sessions WHERE id = $1"
	sessionsOf     = "SELECT " + sessionColumns + " FROM web_sessions WHERE account = $1 AND replaced = 0 AND ends_at > $2 ORDER BY seen_at DESC, id"
	keepSession    = "INSERT INTO web_sessions (id, account, agent, data, made_at, seen_at, ends_at, replaced) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) " +
		"ON CONFLICT (id) DO UPDATE SET account = $2, agent = $3, data = $4, made_at = $5, seen_at = $6, ends_at = $7, replaced = $8"
	touchSession  = "UPDATE web_sessions SET seen_at = $2 WHERE id = $1 AND seen_at < $2"
	dropSession   = "DELETE FROM web_sessions WHERE id = $1"
	dropSessions  = "DELETE FROM web_sessions WHERE account = $1 AND id <> $2"
	sweepSessions = "DELETE FROM web_sessions WHERE ends_at <= $1"

	tokenColumns = "id, hash, account, name, permits, scope, made_at, ends_at, used_day, revoked_at"
	tokenByHash  = "SELECT " + tokenColumns + " FROM access_tokens WHERE hash = $1"
	allTokens    = "SELECT " + tokenColumns + " FROM access_tokens ORDER BY account, made_at, id"
	tokensOf     = "SELECT " + tokenColumns + " FROM access_tokens WHERE account = $1 ORDER BY made_at, id"
	addToken     = "INSERT INTO access_tokens (" + tokenColumns + ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
	useToken     = "UPDATE access_tokens SET used_day = $2 WHERE id = $1 AND used_day <> $2"
	revokeToken  = "UPDATE access_tokens SET revoked_at = $3 WHERE id = $1 AND revoked_at = 0 AND ($2 = '' OR account = $2)"
)

// Session is the session of a hash; nil if there is none.
func (s *Store) Session(ctx context.Context, id string) (*access.Session, error) {
	x, err := scanSession(s.db.QueryRowContext(ctx, oneSession, id))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, s.fail("read", err)
	}
	return x, nil
}

// Sessions lists those of an account that have not ended, the one used last first. They may be idle too long all the same.
func (s *Store) Sessions(ctx context.Context, account string, now time.Time) ([]access.Session, error) {
	var out []access.Session
	err := s.each(ctx, sessionsOf, func(r *sql.Rows) error {
		x, err := scanSession(r)
		if err == nil {
			out = append(out, *x)
		}
		return err
	}, access.ID(account), now.UnixMicro())
	return out, err
}

// PutSession keeps a session, new or changed.
func (s *Store) PutSession(ctx context.Context, x *access.Session) error {
	data := x.Data
	if data == nil {
		data = []byte{}
	}
	return s.tx(ctx, "keep a session in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, keepSession, x.ID, x.Account, x.Agent, data, micros(x.Made), micros(x.Seen), micros(x.Ends), truth(x.Replaced))
		return err
	})
}

// TouchSession notes that a session was used.
func (s *Store) TouchSession(ctx context.Context, id string, now time.Time) error {
	return s.tx(ctx, "note the use of a session in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, touchSession, id, now.UnixMicro())
		return err
	})
}

// DropSession ends a session.
func (s *Store) DropSession(ctx context.Context, id string) error {
	return s.tx(ctx, "end a session in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, dropSession, id)
		return err
	})
}

// DropSessions ends all sessions of an account but one; "" is none.
func (s *Store) DropSessions(ctx context.Context, account, but string) error {
	return s.tx(ctx, "end sessions in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, dropSessions, access.ID(account), but)
		return err
	})
}

// SweepSessions erases sessions that have ended.
func (s *Store) SweepSessions(ctx context.Context, now time.Time) error {
	return s.tx(ctx, "erase sessions in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, sweepSessions, now.UnixMicro())
		return err
	})
}

func scanSession(row rower) (*access.Session, error) {
	var x access.Session
	var made, seen, ends, replaced int64
	if err := row.Scan(&x.ID, &x.Account, &x.Agent, &x.Data, &made, &seen, &ends, &replaced); err != nil {
		return nil, err
	}
	x.Made, x.Seen, x.Ends, x.Replaced = fromMicros(made), fromMicros(seen), fromMicros(ends), replaced == 1
	return &x, nil
}

// Token is the token of a hash; nil if there is none.
func (s *Store) Token(ctx context.Context, hash [32]byte) (*access.Token, error) {
	t, err := scanToken(s.db.QueryRowContext(ctx, tokenByHash, hash[:]))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, s.fail("read", err)
	}
	return t, nil
}

// Tokens lists the tokens of an account, or of all with "", ended ones too.
func (s *Store) Tokens(ctx context.Context, account string) ([]access.Token, error) {
	var out []access.Token
	query, args := tokensOf, []any{access.ID(account)}
	if account == "" {
		query, args = allTokens, nil
	}
	err := s.each(ctx, query, func(r *sql.Rows) error {
		t, err := scanToken(r)
		if err == nil {
			out = append(out, *t)
		}
		return err
	}, args...)
	return out, err
}

// AddToken adds a token.
func (s *Store) AddToken(ctx context.Context, t *access.Token) error {
	return s.tx(ctx, "add a token to", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, addToken, t.ID, t.Hash[:], access.ID(t.Account), t.Name, words(t.Only), list(t.Scope), micros(t.Made), micros(t.Ends), t.UsedDay, micros(t.Revoked))
		return err
	})
}

// UseToken notes the day on which a token was used.
func (s *Store) UseToken(ctx context.Context, id, day string) error {
	return s.tx(ctx, "note the use of a token in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, useToken, id, day)
		return err
	})
}

// RevokeToken ends a token of an account, or of anybody with ""; false if there is none that could be.
func (s *Store) RevokeToken(ctx context.Context, id, account string, now time.Time) (bool, error) {
	var n int64
	if account != "" {
		account = access.ID(account)
	}
	err := s.tx(ctx, "revoke a token in", func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, revokeToken, id, account, now.UnixMicro())
		if err != nil {
			return err
		}
		n, err = res.RowsAffected()
		return err
	})
	return n == 1, err
}

func scanToken(row rower) (*access.Token, error) {
	var t access.Token
	var hash []byte
	var permits, scope string
	var made, ends, revoked int64
	err := row.Scan(&t.ID, &hash, &t.Account, &t.Name, &permits, &scope, &made, &ends, &t.UsedDay, &revoked)
	if err != nil {
		return nil, err
	}
	copy(t.Hash[:], hash)
	if t.Scope, err = unlist(scope); err != nil {
		return nil, err
	}
	t.Only = unwords[access.Permission](permits)
	t.Made, t.Ends, t.Revoked = fromMicros(made), fromMicros(ends), fromMicros(revoked)
	return &t, nil
}
