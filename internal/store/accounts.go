package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

const (
	accountColumns = "name, roles, scope, password, totp, totp_step, recovery, must_change, disabled, subject, lang, theme, made_at, changed_at, signed_at, revision"
	oneAccount     = "SELECT " + accountColumns + " FROM accounts WHERE id = $1"
	subjectAccount = "SELECT " + accountColumns + " FROM accounts WHERE subject = $1"
	allAccounts    = "SELECT " + accountColumns + " FROM accounts ORDER BY id"
	countAccounts  = "SELECT COUNT(*) FROM accounts"
	addAccount     = "INSERT INTO accounts (id, " + accountColumns + ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ON CONFLICT (id) DO NOTHING"
	setAccount     = "UPDATE accounts SET name = $2, roles = $3, scope = $4, password = $5, totp = $6, totp_step = $7, recovery = $8, must_change = $9, disabled = $10, " +
		"subject = $11, lang = $12, theme = $13, made_at = $14, changed_at = $15, signed_at = $16, revision = $17 WHERE id = $1 AND revision = $18"
)

// Account is the account of a name; nil if there is none.
func (s *Store) Account(ctx context.Context, name string) (*access.Account, error) {
	return s.account(s.db.QueryRowContext(ctx, oneAccount, access.ID(name)))
}

// AccountOf is the account of somebody whom a provider of identities knows; nil if there is none.
func (s *Store) AccountOf(ctx context.Context, subject string) (*access.Account, error) {
	if subject == "" {
		return nil, nil
	}
	return s.account(s.db.QueryRowContext(ctx, subjectAccount, subject))
}

// Accounts lists all accounts by their names.
func (s *Store) Accounts(ctx context.Context) ([]access.Account, error) {
	var out []access.Account
	err := s.each(ctx, allAccounts, func(r *sql.Rows) error {
		a, err := scanAccount(r)
		if err == nil {
			out = append(out, *a)
		}
		return err
	})
	return out, err
}

// AccountCount is how many accounts there are.
func (s *Store) AccountCount(ctx context.Context) (n int64, err error) {
	if err = s.db.QueryRowContext(ctx, countAccounts).Scan(&n); err != nil {
		return 0, s.fail("read", err)
	}
	return n, nil
}

// AddAccount adds an account. One that is called so already is fault.Changed.
func (s *Store) AddAccount(ctx context.Context, a *access.Account) error {
	taken := false
	err := s.tx(ctx, "add an account to", func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, addAccount, accountRow(a)...)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		taken = n == 0
		return err
	})
	if err == nil && taken {
		return fault.Errorf(fault.Changed, "add an account: the name is taken")
	}
	return err
}

// ChangeAccount changes an account by f, which may be called several times: what it saw is what is replaced. An error of f ends it.
func (s *Store) ChangeAccount(ctx context.Context, name string, f func(*access.Account) error) error {
	for range 20 {
		a, err := s.Account(ctx, name)
		if err != nil {
			return err
		}
		if a == nil {
			return fault.Errorf(fault.Usage, "change an account: there is none of that name")
		}
		if err := f(a); err != nil {
			return err
		}
		was := a.Revision
		a.Revision++
		changed := false
		err = s.tx(ctx, "change an account in", func(tx *sql.Tx) error {
			res, err := tx.ExecContext(ctx, setAccount, append(accountRow(a), was)...)
			if err != nil {
				return err
			}
			n, err := res.RowsAffected()
			changed = n == 1
			return err
		})
		if err != nil || changed {
			return err
		}
	}
	return fault.Errorf(fault.Unavailable, "change an account: it is changed by others all the time")
}

func accountRow(a *access.Account) []any {
	totp := a.TOTP
	if totp == nil {
		totp = []byte{}
	}
	return []any{a.ID(), a.Name, words(a.Roles), list(a.Scope), a.Password, totp, a.Step, strings.Join(a.Recovery, " "), truth(a.MustChange), truth(a.Disabled),
		a.Subject, a.Lang, a.Theme, micros(a.Made), micros(a.Changed), micros(a.Signed), a.Revision}
}

// rower is a row, or the rows at one of them.
type rower interface{ Scan(...any) error }

func (s *Store) account(row rower) (*access.Account, error) {
	a, err := scanAccount(row)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, s.fail("read", err)
	}
	return a, nil
}

func scanAccount(row rower) (*access.Account, error) {
	var a access.Account
	var roles, scope, recovery string
	var must, disabled, made, changed, signed int64
	err := row.Scan(&a.Name, &roles, &scope, &a.Password, &a.TOTP, &a.Step, &recovery, &must, &disabled, &a.Subject, &a.Lang, &a.Theme, &made, &changed, &signed, &a.Revision)
	if err != nil {
		return nil, err
	}
	if a.Scope, err = unlist(scope); err != nil {
		return nil, err
	}
	a.Roles, a.Recovery = unwords[access.Role](roles), strings.Fields(recovery)
	a.MustChange, a.Disabled = must == 1, disabled == 1
	a.Made, a.Changed, a.Signed = fromMicros(made), fromMicros(changed), fromMicros(signed)
	return &a, nil
}

// words writes words as a text.
func words[T ~string](list []T) string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return strings.Join(out, " ")
}

func unwords[T ~string](text string) []T {
	var out []T
	for _, w := range strings.Fields(text) {
		out = append(out, T(w))
	}
	return out
}

// list writes a scope; "" is everything, and nothing else is: a scope that cannot be read is an error, never everything.
func list(s access.Scope) string {
	if len(s) == 0 {
		return ""
	}
	b, _ := json.Marshal([]string(s)) // strings always can be
	return string(b)
}

func unlist(text string) (access.Scope, error) {
	if text == "" {
		return nil, nil
	}
	var out []string
	if err := json.Unmarshal([]byte(text), &out); err != nil || len(out) == 0 {
		return nil, fault.Errorf(fault.Unreadable, "read a scope: damaged")
	}
	return out, nil
}

const (
	addLink  = "INSERT INTO setup_links (hash, made_at, ends_at, used_at) VALUES ($1, $2, $3, 0)"
	dropLink = "DELETE FROM setup_links"
	goodLink = "SELECT COUNT(*) FROM setup_links WHERE hash = $1 AND used_at = 0 AND ends_at > $2"
	useLink  = "UPDATE setup_links SET used_at = $2 WHERE hash = $1 AND used_at = 0 AND ends_at > $2"
)

// PutSetup keeps the hash of a setup link until a time; links before it end.
func (s *Store) PutSetup(ctx context.Context, hash [32]byte, now, ends time.Time) error {
	return s.tx(ctx, "keep a setup link in", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, dropLink); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, addLink, hash[:], now.UnixMicro(), ends.UnixMicro())
		return err
	})
}

// GoodSetup tells whether a setup link may still be used.
func (s *Store) GoodSetup(ctx context.Context, hash [32]byte, now time.Time) (bool, error) {
	var n int64
	if err := s.db.QueryRowContext(ctx, goodLink, hash[:], now.UnixMicro()).Scan(&n); err != nil {
		return false, s.fail("read", err)
	}
	return n == 1, nil
}

// UseSetup adds the first account by a setup link, which ends with it; false if the link is none any more.
func (s *Store) UseSetup(ctx context.Context, hash [32]byte, now time.Time, a *access.Account) (bool, error) {
	used := false
	err := s.tx(ctx, "use a setup link of", func(tx *sql.Tx) error {
		used = false
		res, err := tx.ExecContext(ctx, useLink, hash[:], now.UnixMicro())
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return err
		}
		var n int64
		if err := tx.QueryRowContext(ctx, countAccounts).Scan(&n); err != nil || n > 0 {
			return err
		}
		if _, err = tx.ExecContext(ctx, addAccount, accountRow(a)...); err != nil {
			return err
		}
		used = true
		return nil
	})
	return used && err == nil, err
}

const (
	oneSetting  = "SELECT value FROM console_settings WHERE name = $1"
	keepSetting = "INSERT INTO console_settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2"
)

// Setting is what is kept under a name; "" if nothing is.
func (s *Store) Setting(ctx context.Context, name string) (value string, err error) {
	err = s.db.QueryRowContext(ctx, oneSetting, name).Scan(&value)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", s.fail("read", err)
	}
	return value, nil
}

// KeepSetting keeps something under a name.
func (s *Store) KeepSetting(ctx context.Context, name, value string) error {
	return s.tx(ctx, "keep a setting in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, keepSetting, name, value)
		return err
	})
}
