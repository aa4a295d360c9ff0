package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/queue/plan"
)

const (
	allPlans  = "SELECT name, last_at, paused_at, paused_by FROM plans ORDER BY name"
	notePlan  = "INSERT INTO plans (name, last_at, paused_at, paused_by) VALUES ($1, $2, 0, '') ON CONFLICT (name) DO UPDATE SET last_at = $2"
	pausePlan = "INSERT INTO plans (name, last_at, paused_at, paused_by) VALUES ($1, 0, $2, $3) ON CONFLICT (name) DO UPDATE SET paused_at = $2, paused_by = $3"
)

// Plans lists what is recorded of what is done by itself, by name.
func (s *Store) Plans(ctx context.Context) ([]plan.Record, error) {
	var out []plan.Record
	err := s.each(ctx, allPlans, func(r *sql.Rows) error {
		var p plan.Record
		var last, paused int64
		err := r.Scan(&p.Name, &last, &paused, &p.PausedBy)
		p.Last, p.Paused = fromMicros(last), fromMicros(paused)
		out = append(out, p)
		return err
	})
	return out, err
}

// NotePlan records when something was last ordered.
func (s *Store) NotePlan(ctx context.Context, name string, last time.Time) error {
	return s.tx(ctx, "record the schedule in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, notePlan, name, micros(last))
		return err
	})
}

// PausePlan pauses something that is done by itself, or, with a zero time, lets it go on.
func (s *Store) PausePlan(ctx context.Context, name string, at time.Time, by string) error {
	if at.IsZero() {
		by = ""
	}
	return s.tx(ctx, "record the schedule in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, pausePlan, name, micros(at), by)
		return err
	})
}
