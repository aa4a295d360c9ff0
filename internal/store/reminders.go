package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

const (
	addReminder = "INSERT INTO reminders (receiver, id, about, body, state, tries, queued_at, next_at, error, settled_at) " +
		"VALUES ($1, $2, $3, $4, 'waiting', 0, $5, $5, '', 0) ON CONFLICT (receiver, id) DO NOTHING"
	overtakeReminder = "UPDATE reminders SET state = 'overtaken', settled_at = $4 WHERE receiver = $1 AND about = $2 AND id <> $3 AND state = 'waiting'"
	waitingAbout     = "SELECT receiver, id, about FROM reminders WHERE state = 'waiting'"
	dueReminder      = "SELECT id, body, tries, queued_at FROM reminders WHERE receiver = $1 AND state = 'waiting' AND next_at <= $2 ORDER BY next_at, queued_at, id LIMIT 1"
	claimReminder    = "UPDATE reminders SET next_at = $3, tries = tries + 1 WHERE receiver = $1 AND id = $2 AND state = 'waiting'"
	settleReminder   = "UPDATE reminders SET state = $3, next_at = $4, error = $5, settled_at = $6 WHERE receiver = $1 AND id = $2"
	postponeReminder = "UPDATE reminders SET next_at = $3, error = $4 WHERE receiver = $1 AND id = $2 AND state = 'waiting'"
	nextReminder     = "SELECT COUNT(*), MIN(next_at) FROM reminders WHERE receiver = $1 AND state = 'waiting'"
	allReminders     = "SELECT receiver, id, state, tries, queued_at, next_at, error, settled_at, body FROM reminders ORDER BY queued_at, receiver, id"
)

// Reminder is a reminder to be given: ID names it for good, About what is due, Body what is told.
type Reminder struct {
	ID, About string
	Body      []byte
}

// Reminders are the reminders of a store: an outbox beside that of alerts.
type Reminders struct{ s *Store }

// Reminders gives the outbox of reminders.
func (s *Store) Reminders() *Reminders { return &Reminders{s} }

// Post queues reminders to receivers, all or none: what was ever queued to a receiver under the same ID is not queued again. Of
// those that wait, the ones about the same as a new one, and about what nobody is to be reminded of any more, are overtaken: about are
// all that somebody is to be reminded of now. It returns how many were queued.
func (r *Reminders) Post(ctx context.Context, list []Reminder, about []string, to []string, now time.Time) (queued int, err error) {
	err = r.s.tx(ctx, "queue reminders in", func(tx *sql.Tx) error {
		queued = 0
		for _, m := range list {
			for _, name := range to {
				res, err := tx.ExecContext(ctx, addReminder, name, m.ID, m.About, m.Body, now.UnixMicro())
				if err != nil {
					return err
				}
				if n, err := res.RowsAffected(); err != nil || n == 0 {
					if err != nil {
						return err
					}
					continue
				}
				queued++
				if _, err := tx.ExecContext(ctx, overtakeReminder, name, m.About, m.ID, now.UnixMicro()); err != nil {
					return err
				}
			}
		}
		return r.drop(ctx, tx, about, now)
	})
	return queued, err
}

// drop overtakes what waits about something that is not due any more.
func (r *Reminders) drop(ctx context.Context, tx *sql.Tx, about []string, now time.Time) error {
	rows, err := tx.QueryContext(ctx, waitingAbout)
	if err != nil {
		return err
	}
	defer rows.Close()
	var gone [][2]string
	for rows.Next() {
		var receiver, id, of string
		if err := rows.Scan(&receiver, &id, &of); err != nil {
			return err
		}
		if !slices.Contains(about, of) {
			gone = append(gone, [2]string{receiver, id})
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, g := range gone {
		if _, err := tx.ExecContext(ctx, settleReminder, g[0], g[1], string(watch.Overtaken), now.UnixMicro(), "", now.UnixMicro()); err != nil {
			return err
		}
	}
	return nil
}

// Claim takes a reminder to a receiver that is due, and nobody else's for as long as the lease. nil: nothing is due.
func (r *Reminders) Claim(ctx context.Context, to string, now time.Time, lease time.Duration) (*watch.Delivery, error) {
	d := &watch.Delivery{To: to, Revision: 1, State: watch.Waiting}
	none := false
	err := r.s.tx(ctx, "take from the reminders in", func(tx *sql.Tx) error {
		var queued int64
		err := tx.QueryRowContext(ctx, dueReminder, to, now.UnixMicro()).Scan(&d.Alert, &d.Note, &d.Tries, &queued)
		if none = errors.Is(err, sql.ErrNoRows); none {
			return nil
		}
		if err != nil {
			return err
		}
		d.Queued, d.Next = fromMicros(queued), now.Add(lease)
		d.Tries++
		_, err = tx.ExecContext(ctx, claimReminder, to, d.Alert, d.Next.UnixMicro())
		return err
	})
	if err != nil || none {
		return nil, err
	}
	return d, nil
}

// Settle writes what became of a reminder that was claimed.
func (r *Reminders) Settle(ctx context.Context, d *watch.Delivery) error {
	return r.s.tx(ctx, "settle a reminder in", func(tx *sql.Tx) error {
		var err error
		if d.State == watch.Waiting {
			_, err = tx.ExecContext(ctx, postponeReminder, d.To, d.Alert, d.Next.UnixMicro(), d.Error)
		} else {
			_, err = tx.ExecContext(ctx, settleReminder, d.To, d.Alert, string(d.State), d.Next.UnixMicro(), d.Error, d.Settled.UnixMicro())
		}
		return err
	})
}

// Waiting tells how many reminders to a receiver wait, and when the first of them is due.
func (r *Reminders) Waiting(ctx context.Context, to string) (n int64, next time.Time, err error) {
	var at sql.NullInt64
	if err := r.s.db.QueryRowContext(ctx, nextReminder, to).Scan(&n, &at); err != nil {
		return 0, next, r.s.fail("read", err)
	}
	return n, fromMicros(at.Int64), nil
}

// All lists the reminders that were ever queued, the oldest first.
func (r *Reminders) All(ctx context.Context) ([]watch.Delivery, error) {
	var out []watch.Delivery
	err := r.s.each(ctx, allReminders, func(rows *sql.Rows) error {
		d := watch.Delivery{Revision: 1}
		var state string
		var queued, next, settled int64
		err := rows.Scan(&d.To, &d.Alert, &state, &d.Tries, &queued, &next, &d.Error, &settled, &d.Note)
		d.State, d.Queued, d.Next = watch.DeliveryState(state), fromMicros(queued), fromMicros(next)
		if settled != 0 {
			d.Settled = fromMicros(settled)
		}
		out = append(out, d)
		return err
	})
	return out, err
}
