package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// tx is the store's, with errors that have a class left as they are.
func (l *Ledger) tx(ctx context.Context, act string, f func(*sql.Tx) error) error {
	var own error
	err := l.s.tx(ctx, act, func(tx *sql.Tx) error { own = f(tx); return own })
	if own != nil && fault.Of(own) != fault.Internal {
		return own
	}
	return err
}

// each is the store's, with errors that have a class left as they are.
func (l *Ledger) each(ctx context.Context, query string, f func(*sql.Rows) error, args ...any) error {
	var own error
	err := l.s.each(ctx, query, func(r *sql.Rows) error { own = f(r); return own }, args...)
	if own != nil && fault.Of(own) != fault.Internal {
		return own
	}
	return err
}

// read reads the file of heads. One that is not there is fs.ErrNotExist.
func (l *Ledger) read() (*breach.Heads, error) {
	f, err := os.Open(l.heads)
	if err != nil {
		return nil, fmt.Errorf("read heads of cases: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, breach.MaxHeads))
	if err != nil {
		return nil, fmt.Errorf("read heads of cases: %w", err)
	}
	return breach.DecodeHeads(text, l.Public())
}

// begin makes the file of heads before anything is recorded, so that it can be told from one that was taken away; where it is there, it makes
// sure that it can be renewed: nothing is recorded whose loss could not be told.
func (l *Ledger) begin(ctx context.Context) error {
	if _, err := os.Stat(l.heads); err == nil {
		f, err := os.OpenFile(l.heads+".new", os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return fault.As(fault.Usage, fmt.Errorf("write heads of cases: %w", err))
		}
		return f.Close()
	}
	return l.tx(ctx, "look for cases in", func(tx *sql.Tx) error {
		if _, err := os.Stat(l.heads); err == nil {
			return nil
		}
		place, _, err := last(tx.QueryRowContext(ctx, lastPlace))
		if err != nil || place > 0 {
			return err // advance notes the loss
		}
		return l.write(&breach.Heads{})
	})
}

// advance brings the heads up to what the ledger holds. What they name and the ledger does not is kept as lost. It holds the database's
// lock, so that of several processes none writes an older state over a newer.
func (l *Ledger) advance(ctx context.Context) error {
	return l.tx(ctx, "renew the heads of cases of", func(tx *sql.Tx) error {
		h, err := l.read()
		switch {
		case errors.Is(err, breach.ErrNewer):
			return err
		case errors.Is(err, fs.ErrNotExist), fault.Of(err) == fault.Unreadable:
			h = &breach.Heads{}
			h.Lose(breach.Loss{At: l.s.now().UTC().Truncate(time.Microsecond)})
		case err != nil:
			return err
		default:
			if _, err := l.missed(ctx, tx, h); err != nil {
				return err
			}
		}
		rows, err := tx.QueryContext(ctx, eventsAfter, h.Place)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			var place, seq int64
			var hash []byte
			if err := rows.Scan(&place, &id, &seq, &hash); err != nil {
				return err
			}
			var sum [32]byte
			copy(sum[:], hash)
			h.Add(place, id, seq, sum)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		return l.write(h)
	})
}

// querier is a database, or a transaction of it.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// missed looks for what the heads name, and tells whether all of it is there. If the end of all or of a case is not, the heads are begun
// anew, and keep what was lost; what is missing in between the links tell for ever.
func (l *Ledger) missed(ctx context.Context, q querier, h *breach.Heads) (whole bool, err error) {
	if h.Place == 0 {
		return true, nil
	}
	there := func(want [32]byte, query string, args ...any) bool {
		var hash []byte
		e := q.QueryRowContext(ctx, query, args...).Scan(&hash)
		if e != nil && !errors.Is(e, sql.ErrNoRows) && err == nil {
			err = e
		}
		return e == nil && bytes.Equal(hash, want[:])
	}
	last := there(h.Head, hashAt, h.Place)
	var n int64
	if e := q.QueryRowContext(ctx, countTo, h.Place).Scan(&n); e != nil {
		return false, e
	}
	if last && n == h.Place || err != nil {
		return true, err
	}
	now := l.s.now().UTC().Truncate(time.Microsecond)
	lost := 0
	for _, c := range h.Cases {
		if !there(c.Hash, hashOf, c.Case, c.Seq) {
			h.Lose(breach.Loss{Head: c, At: now})
			lost++
		}
	}
	if !last && lost == 0 { // all are there, and stand elsewhere
		h.Lose(breach.Loss{Head: breach.Head{Seq: h.Place, Hash: h.Head}, At: now})
	}
	if !last || lost > 0 {
		h.Place, h.Head, h.Cases = 0, [32]byte{}, nil
	}
	return false, err
}

// write replaces the file of heads: afterwards there is the new one or, if the machine stops, the one before.
func (l *Ledger) write(h *breach.Heads) (err error) {
	defer func() {
		if err != nil {
			err = fault.As(fault.Usage, fmt.Errorf("write heads of cases: %w", err))
		}
	}()
	dir := filepath.Dir(l.heads)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	tmp, err := os.OpenFile(l.heads+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = tmp.Write(breach.EncodeHeads(h, l.key))
	if e := tmp.Sync(); err == nil {
		err = e
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(l.heads+".new", l.heads)
	}
	if err != nil {
		_ = os.Remove(l.heads + ".new")
		return err
	}
	if d, err := os.Open(dir); err == nil { // the name must last too
		_ = d.Sync()
		_ = d.Close()
	}
	return nil
}

// Whole tells, without reading the events, whether the ledger holds what the file of heads names, and nothing was missed before. If not,
// Verify tells more. It waits for nobody.
func (l *Ledger) Whole(ctx context.Context) (bool, error) {
	h, err := l.read() // before the events: others may record meanwhile
	switch {
	case errors.Is(err, fs.ErrNotExist):
		place, _, err := last(l.s.db.QueryRowContext(ctx, lastPlace))
		if err != nil {
			return false, l.s.fail("read", err)
		}
		if place == 0 {
			return true, nil
		}
		_, err = os.Stat(l.heads) // somebody may have begun meanwhile
		return err == nil, nil
	case fault.Of(err) == fault.Unreadable:
		return false, nil
	case err != nil:
		return false, err
	}
	all, err := l.missed(ctx, l.s.db, h)
	if err != nil {
		return false, l.s.fail("read", err)
	}
	return all && len(h.Lost) == 0, nil
}

// Has tells whether an event of that hash was recorded. Whether it was changed since, Verify tells.
func (l *Ledger) Has(ctx context.Context, hash [32]byte) (bool, error) {
	var n int64
	if err := l.s.db.QueryRowContext(ctx, hasHash, hash[:]).Scan(&n); err != nil {
		return false, l.s.fail("read", err)
	}
	return n > 0, nil
}
