package store

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

const (
	auditColumns = "seq, at, who, via, act, object, outcome, status, request, hash"
	lastAudit    = "SELECT seq, at, hash FROM audit_log ORDER BY seq DESC LIMIT 1"
	addAudit     = "INSERT INTO audit_log (" + auditColumns + ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
	auditHash    = "SELECT hash FROM audit_log WHERE seq = $1"
	everyAudit   = "SELECT " + auditColumns + " FROM audit_log ORDER BY seq"
	auditBefore  = "SELECT seq, hash FROM audit_log WHERE at < $1 ORDER BY seq DESC LIMIT 1"
	eraseAudit   = "DELETE FROM audit_log WHERE seq <= $1"
	auditActs    = "SELECT DISTINCT act FROM audit_log ORDER BY act"
	someAudit    = "SELECT " + auditColumns + " FROM audit_log WHERE seq < $1 AND at >= $2 AND at < $3"
	newestAudit  = " ORDER BY seq DESC LIMIT $4"
)

// AuditLog keeps what was done, each entry chained to the one before, and what it held last in a signed file apart from it. Several
// processes may use it at once.
type AuditLog struct {
	s    *Store
	key  ed25519.PrivateKey
	head string // path
	mu   sync.Mutex
}

// AuditLog is the store's: key signs the file of its head (config.Secrets.Signer("audit")), which lies at head (config.Home.AuditHead).
func (s *Store) AuditLog(key ed25519.PrivateKey, head string) *AuditLog {
	return &AuditLog{s: s, key: key, head: head}
}

func (l *AuditLog) public() ed25519.PublicKey { return l.key.Public().(ed25519.PublicKey) }

// Ready tells whether an entry could be recorded now; an error says why not.
func (l *AuditLog) Ready(ctx context.Context) error {
	if _, err := os.Stat(l.head); err != nil {
		err := l.tx(ctx, "look for the audit log in", func(tx *sql.Tx) error {
			if _, err := os.Stat(l.head); err == nil {
				return nil
			}
			seq, _, _, err := lastEntry(tx.QueryRowContext(ctx, lastAudit))
			if err != nil || seq > 0 {
				return err // Append notes the loss
			}
			return l.write(&access.Head{})
		})
		if err != nil {
			return err
		}
	}
	err := os.MkdirAll(filepath.Dir(l.head), 0o700)
	var f *os.File
	if err == nil {
		f, err = os.OpenFile(l.head+".new", os.O_CREATE|os.O_WRONLY, 0o600)
	}
	if err != nil {
		return fault.As(fault.Usage, fmt.Errorf("write head of the audit log: %w", err))
	}
	return f.Close()
}

// Append records an entry as the next: its Seq, At and Hash are set. It lasts when Append returns without error.
func (l *AuditLog) Append(ctx context.Context, e *access.Entry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.Ready(ctx); err != nil {
		return err
	}
	var err error
	for range 20 { // where transactions do not wait for each other, one of two has its place taken
		var before, after int64
		if before, err = l.append(ctx, e); err == nil {
			break
		}
		if after, _, _, _ = lastEntry(l.s.db.QueryRowContext(ctx, lastAudit)); after == before {
			return err
		}
	}
	if err != nil {
		return err
	}
	// It is recorded, whatever becomes of the head: this may lag behind, and is brought up by the next.
	_ = l.advance(context.WithoutCancel(ctx))
	return nil
}

func (l *AuditLog) append(ctx context.Context, e *access.Entry) (last int64, err error) {
	err = l.tx(ctx, "record in the audit log of", func(tx *sql.Tx) error {
		seq, at, prev, err := lastEntry(tx.QueryRowContext(ctx, lastAudit))
		if err != nil {
			return err
		}
		last = seq
		if seq == 0 { // all were erased because their time was over, or all are gone
			if h, err := l.read(); err == nil {
				seq, prev = h.First, h.FirstHash
				if h.Seq > h.First {
					seq, prev = h.Seq, h.Hash
				}
			}
		}
		e.Seq = seq + 1
		if e.At = l.s.now().UTC().Truncate(time.Microsecond); e.At.Before(at) {
			e.At = at
		}
		e.Hash = e.Sum(prev)
		_, err = tx.ExecContext(ctx, addAudit, e.Seq, e.At.UnixMicro(), e.Who, e.Via, e.Act, e.Object, string(e.Outcome), int64(e.Status), e.Request, e.Hash[:])
		return err
	})
	return last, err
}

// advance brings the head up to what the log holds. What it names and the log does not is kept as lost.
func (l *AuditLog) advance(ctx context.Context) error {
	return l.tx(ctx, "renew the head of the audit log of", func(tx *sql.Tx) error {
		h, err := l.read()
		switch {
		case errors.Is(err, fs.ErrNotExist), fault.Of(err) == fault.Unreadable:
			h = &access.Head{Lost: []access.Loss{{At: l.s.now().UTC().Truncate(time.Microsecond)}}}
		case err != nil:
			return err
		}
		seq, _, hash, err := lastEntry(tx.QueryRowContext(ctx, lastAudit))
		if err != nil {
			return err
		}
		if h.Seq > h.First {
			var there []byte
			err := tx.QueryRowContext(ctx, auditHash, h.Seq).Scan(&there)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
			if !bytes.Equal(there, h.Hash[:]) {
				h.Lost = append(h.Lost, access.Loss{Seq: h.Seq, Hash: h.Hash, At: l.s.now().UTC().Truncate(time.Microsecond)})
			}
		}
		h.Seq, h.Hash = seq, hash
		return l.write(h)
	})
}

// lastEntry reads the last entry's place, time and hash; zeros if there is none.
func lastEntry(row *sql.Row) (seq int64, at time.Time, hash [32]byte, err error) {
	var us int64
	var h []byte
	if err = row.Scan(&seq, &us, &h); errors.Is(err, sql.ErrNoRows) {
		return 0, at, hash, nil
	}
	copy(hash[:], h)
	return seq, fromMicros(us), hash, err
}

// Verify checks the whole log: links, hashes, and its end.
func (l *AuditLog) Verify(ctx context.Context) (*access.Report, error) {
	h, herr := l.read() // before the entries: others may record meanwhile
	damaged := fault.Of(herr) == fault.Unreadable
	if herr != nil && !damaged && !errors.Is(herr, fs.ErrNotExist) {
		return nil, herr
	}
	c := access.NewCheck(h)
	c.Report.Key = hex.EncodeToString(l.public())
	err := l.s.each(ctx, everyAudit, func(r *sql.Rows) error {
		e, err := scanAudit(r)
		if err == nil {
			c.Add(e)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.End(damaged), nil
}

// Entries lists entries, the newest first.
func (l *AuditLog) Entries(ctx context.Context, f access.Filter) ([]access.Entry, error) {
	const ever = int64(1) << 62
	before, until, limit := f.Before, ever, int64(f.Limit)
	if before <= 0 {
		before = ever
	}
	if !f.Until.IsZero() {
		until = f.Until.UnixMicro()
	}
	if limit <= 0 {
		limit = 100
	}
	// A condition that is not asked for is left out: the database then finds its way by the index of one that is.
	query, args := someAudit, []any{before, micros(f.Since), until, limit}
	for _, c := range []struct{ column, value string }{{"who", f.Who}, {"act", f.Act}, {"outcome", string(f.Outcome)}} {
		if c.value != "" {
			args = append(args, c.value)
			query += fmt.Sprintf(" AND %s = $%d", c.column, len(args))
		}
	}
	var out []access.Entry
	err := l.s.each(ctx, query+newestAudit, func(r *sql.Rows) error {
		e, err := scanAudit(r)
		if err == nil {
			out = append(out, *e)
		}
		return err
	}, args...)
	return out, err
}

// Acts lists what was ever done, for choosing from.
func (l *AuditLog) Acts(ctx context.Context) ([]string, error) {
	var out []string
	err := l.s.each(ctx, auditActs, func(r *sql.Rows) error {
		var act string
		err := r.Scan(&act)
		out = append(out, act)
		return err
	})
	return out, err
}

// Erase erases the entries from before a time. The head keeps where the rest begins, so that the chain can be checked from there.
func (l *AuditLog) Erase(ctx context.Context, before time.Time) (n int64, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.Ready(ctx); err != nil {
		return 0, err
	}
	if err := l.advance(ctx); err != nil {
		return 0, err
	}
	err = l.tx(ctx, "erase from the audit log of", func(tx *sql.Tx) error {
		var seq int64
		var hash []byte
		err := tx.QueryRowContext(ctx, auditBefore, before.UnixMicro()).Scan(&seq, &hash)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		h, err := l.read()
		if err != nil {
			return err
		}
		n = seq - h.First
		h.First = seq
		copy(h.FirstHash[:], hash)
		if _, err := tx.ExecContext(ctx, eraseAudit, seq); err != nil {
			return err
		}
		return l.write(h) // before the commit: a head that begins too late is told, entries that are gone without one cannot be explained
	})
	return n, err
}

func scanAudit(row rower) (*access.Entry, error) {
	var e access.Entry
	var at, status int64
	var hash []byte
	var outcome string
	err := row.Scan(&e.Seq, &at, &e.Who, &e.Via, &e.Act, &e.Object, &outcome, &status, &e.Request, &hash)
	e.At, e.Status, e.Outcome = fromMicros(at), int(status), access.Outcome(outcome)
	copy(e.Hash[:], hash)
	return &e, err
}

// tx is the store's, with errors that have a class left as they are.
func (l *AuditLog) tx(ctx context.Context, act string, f func(*sql.Tx) error) error {
	var own error
	err := l.s.tx(ctx, act, func(tx *sql.Tx) error { own = f(tx); return own })
	if own != nil && fault.Of(own) != fault.Internal {
		return own
	}
	return err
}

func (l *AuditLog) read() (*access.Head, error) {
	f, err := os.Open(l.head)
	if err != nil {
		return nil, fmt.Errorf("read head of the audit log: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 1<<20))
	if err != nil {
		return nil, fmt.Errorf("read head of the audit log: %w", err)
	}
	return access.DecodeHead(text, l.public())
}

// write replaces the file: afterwards there is the new one or, if the machine stops, the one before.
func (l *AuditLog) write(h *access.Head) error {
	if err := l.replace(access.EncodeHead(h, l.key)); err != nil {
		return fault.As(fault.Usage, fmt.Errorf("write head of the audit log: %w", err))
	}
	return nil
}

func (l *AuditLog) replace(text []byte) error {
	if err := os.MkdirAll(filepath.Dir(l.head), 0o700); err != nil {
		return err
	}
	tmp, err := os.OpenFile(l.head+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = tmp.Write(text)
	if e := tmp.Sync(); err == nil {
		err = e
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(l.head+".new", l.head)
}
