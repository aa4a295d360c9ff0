package store

import (
	"context"
	"database/sql"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
)

const (
	doorColumns = "id, door, target, object, seen_by, vantage, state, first_at, last_at, closed_at, accepted_at, accepted_state, accepted_by, reason"
	allDoors    = "SELECT " + doorColumns + " FROM doors ORDER BY target, door, object, vantage"
	noteDoor    = "INSERT INTO doors (" + doorColumns + ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) " +
		"ON CONFLICT (id) DO UPDATE SET state = $7, last_at = $9, first_at = $8, closed_at = $10, " +
		"accepted_at = $11, accepted_state = $12, accepted_by = $13, reason = $14"
)

var _ exposure.Memory = (*Store)(nil)

// Doors lists what is known of doors, open and closed.
func (s *Store) Doors(ctx context.Context) ([]exposure.Known, error) {
	var out []exposure.Known
	err := s.each(ctx, allDoors, func(r *sql.Rows) error {
		var k exposure.Known
		var a exposure.Accepted
		var from string
		var first, last, closed, accepted int64
		err := r.Scan(&k.Key, &k.ID, &k.Target, &k.Object, &k.Check, &from, &k.State, &first, &last, &closed, &accepted, &a.State, &a.By, &a.Reason)
		k.From, k.First, k.Last, k.Closed = exposure.Vantage(from), fromMicros(first), fromMicros(last), fromMicros(closed)
		if accepted != 0 {
			a.At = fromMicros(accepted)
			k.Accepted = &a
		}
		out = append(out, k)
		return err
	})
	return out, err
}

// NoteDoors writes what changed of some doors: all of it or nothing.
func (s *Store) NoteDoors(ctx context.Context, doors []exposure.Known) error {
	if len(doors) == 0 {
		return nil
	}
	return s.tx(ctx, "note doors in", func(tx *sql.Tx) error {
		st, err := tx.PrepareContext(ctx, noteDoor)
		if err != nil {
			return err
		}
		defer st.Close()
		known, err := doorsAsTheyWere(ctx, tx)
		if err != nil {
			return err
		}
		for i := range doors {
			k := &doors[i]
			var a exposure.Accepted
			if k.Accepted != nil {
				a = *k.Accepted
			}
			_, err := st.ExecContext(ctx, k.Key, k.ID, k.Target, k.Object, k.Check, string(k.From), k.State, micros(k.First), micros(k.Last),
				micros(k.Closed), micros(a.At), a.State, a.By, a.Reason)
			if err != nil {
				return err
			}
			if err := seeDoor(ctx, tx, k, known[k.Key]); err != nil {
				return err
			}
		}
		return nil
	})
}
