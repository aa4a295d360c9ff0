package store

import (
	"context"
	"database/sql"
)

const (
	keepVerdict   = "INSERT INTO verdicts (id, body) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET body = $2"
	forgetVerdict = "DELETE FROM verdicts WHERE id = $1"
	pageVerdicts  = "SELECT id, body FROM verdicts WHERE ($1 = '' OR id < $1) ORDER BY id DESC LIMIT $2"
	allVerdicts   = "SELECT id FROM verdicts ORDER BY id"
)

// Verdict is the head of a matching, as lists show it: the matching itself may hold millions of persons.
type Verdict struct {
	ID   string // begins with the time of the matching
	Body []byte // JSON without a datum
}

// KeepVerdict writes a head.
func (s *Store) KeepVerdict(ctx context.Context, id string, body []byte) error {
	return s.tx(ctx, "keep a verdict in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, keepVerdict, id, body)
		return err
	})
}

// ForgetVerdict erases a head. One that is not there is none.
func (s *Store) ForgetVerdict(ctx context.Context, id string) error {
	return s.tx(ctx, "forget a verdict in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, forgetVerdict, id)
		return err
	})
}

// Verdicts lists heads older than an ID, the newest first.
func (s *Store) Verdicts(ctx context.Context, before string, limit int) (out []Verdict, err error) {
	err = s.each(ctx, pageVerdicts, func(r *sql.Rows) error {
		var v Verdict
		err := r.Scan(&v.ID, &v.Body)
		out = append(out, v)
		return err
	}, before, int64(limit))
	return out, err
}

// VerdictIDs lists the IDs of all heads, sorted.
func (s *Store) VerdictIDs(ctx context.Context) (out []string, err error) {
	err = s.each(ctx, allVerdicts, func(r *sql.Rows) error {
		var id string
		err := r.Scan(&id)
		out = append(out, id)
		return err
	})
	return out, err
}
