package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

const (
	lastNotice = "SELECT revision, severity, people, sentences FROM notices WHERE alert = $1 ORDER BY revision DESC LIMIT 1"
	lastSent   = "SELECT n.revision, n.severity, n.people, n.sentences FROM deliveries d JOIN notices n ON n.alert = d.alert AND n.revision = d.revision " +
		"WHERE d.receiver = $1 AND d.alert = $2 ORDER BY d.revision DESC LIMIT 1"
	addNotice   = "INSERT INTO notices (alert, revision, severity, people, sentences, body) VALUES ($1, $2, $3, $4, $5, $6)"
	overtake    = "UPDATE deliveries SET state = 'overtaken', settled_at = $3 WHERE receiver = $1 AND alert = $2 AND state = 'waiting'"
	addDelivery = "INSERT INTO deliveries (receiver, alert, revision, state, tries, queued_at, next_at, error, settled_at) " +
		"VALUES ($1, $2, $3, 'waiting', 0, $4, $4, '', 0)"
	dueDelivery = "SELECT alert, revision, tries, queued_at FROM deliveries WHERE receiver = $1 AND state = 'waiting' AND next_at <= $2 " +
		"ORDER BY next_at, queued_at, alert LIMIT 1"
	claimDelivery  = "UPDATE deliveries SET next_at = $4, tries = tries + 1 WHERE receiver = $1 AND alert = $2 AND revision = $3 AND state = 'waiting'"
	noticeBody     = "SELECT n.body, a.sealed FROM notices n LEFT JOIN alerts a ON a.id = n.alert WHERE n.alert = $1 AND n.revision = $2"
	settleDelivery = "UPDATE deliveries SET state = $4, next_at = $5, error = $6, settled_at = $7 WHERE receiver = $1 AND alert = $2 AND revision = $3"
	// One that was overtaken while it was tried, in vain, stays so.
	postpone    = "UPDATE deliveries SET next_at = $4, error = $5 WHERE receiver = $1 AND alert = $2 AND revision = $3 AND state = 'waiting'"
	nextWaiting = "SELECT COUNT(*), MIN(next_at) FROM deliveries WHERE receiver = $1 AND state = 'waiting'"
	unsettled   = "SELECT receiver, alert, revision, state, tries, queued_at, next_at, error, settled_at FROM deliveries " +
		"WHERE state = 'waiting' OR state = 'given-up' ORDER BY queued_at, receiver, alert"
	addCall = "INSERT INTO hook_calls (id, hook, alert, revision, called_at, armed, does, principal, origin, outcome, status, took_us) " +
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO UPDATE SET outcome = $10, status = $11, took_us = $12"
	allCalls = "SELECT id, hook, alert, revision, called_at, armed, does, principal, origin, outcome, status, took_us FROM hook_calls ORDER BY called_at DESC, id"
)

// PostAlerts is KeepAlerts that queues the alerts among post that are new to receivers, or have grown so much that they are worth
// telling again, in the same transaction: an alert that is kept is on its way, whatever happens next. An older telling of
// the same alert that still waits is overtaken. It returns how many deliveries were queued.
func (s *Store) PostAlerts(ctx context.Context, keep, post []watch.Alert, to []watch.Receiver) (queued int, err error) {
	if len(keep) == 0 && len(post) == 0 {
		return 0, nil
	}
	err = s.tx(ctx, "keep alerts in", func(tx *sql.Tx) error {
		if err := keepAlerts(ctx, tx, keep); err != nil {
			return err
		}
		for i := range post {
			n, err := s.post(ctx, tx, &post[i], to)
			if err != nil {
				return err
			}
			queued += n
		}
		return nil
	})
	return queued, err
}

// told reads a row of what an alert was last told with; revision 0 is never.
func told(row *sql.Row) (revision int64, t watch.Told, err error) {
	var severity int64
	err = row.Scan(&revision, &severity, &t.People, &t.Sentences)
	t.Severity = watch.Severity(severity)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, t, nil
	}
	return revision, t, err
}

func (s *Store) post(ctx context.Context, tx *sql.Tx, a *watch.Alert, to []watch.Receiver) (int, error) {
	var wanting []string
	for i := range to {
		if !to[i].Wants(a) {
			continue
		}
		rev, before, err := told(tx.QueryRowContext(ctx, lastSent, to[i].Name, a.ID))
		if err != nil {
			return 0, err
		}
		if rev == 0 || !to[i].Once && a.Grew(before) {
			wanting = append(wanting, to[i].Name)
		}
	}
	if len(wanting) == 0 {
		return 0, nil
	}
	rev, before, err := told(tx.QueryRowContext(ctx, lastNotice, a.ID))
	if err != nil {
		return 0, err
	}
	if rev == 0 || a.Told() != before {
		rev++
		masked := *a
		masked.Sealed = nil
		body, err := json.Marshal(&masked)
		if err != nil {
			return 0, err
		}
		now := a.Told()
		if _, err := tx.ExecContext(ctx, addNotice, a.ID, rev, int64(now.Severity), now.People, now.Sentences, body); err != nil {
			return 0, err
		}
	}
	at := s.now().UnixMicro()
	for _, name := range wanting {
		if _, err := tx.ExecContext(ctx, overtake, name, a.ID, at); err != nil {
			return 0, err
		}
		if _, err := tx.ExecContext(ctx, addDelivery, name, a.ID, rev, at); err != nil {
			return 0, err
		}
	}
	return len(wanting), nil
}

// Claim takes a delivery to a receiver that is due, and nobody else's for as long as the lease: whoever was killed with it
// in hand has it tried again then. nil: nothing is due.
func (s *Store) Claim(ctx context.Context, to string, now time.Time, lease time.Duration) (*watch.Delivery, error) {
	d := &watch.Delivery{To: to, State: watch.Waiting}
	none := false
	err := s.tx(ctx, "take from the outbox in", func(tx *sql.Tx) error {
		var queued int64
		err := tx.QueryRowContext(ctx, dueDelivery, to, now.UnixMicro()).Scan(&d.Alert, &d.Revision, &d.Tries, &queued)
		if none = errors.Is(err, sql.ErrNoRows); none {
			return nil
		}
		if err != nil {
			return err
		}
		d.Queued, d.Next = fromMicros(queued), now.Add(lease)
		d.Tries++
		if _, err := tx.ExecContext(ctx, claimDelivery, to, d.Alert, d.Revision, d.Next.UnixMicro()); err != nil {
			return err
		}
		var body, sealed []byte
		if err := tx.QueryRowContext(ctx, noticeBody, d.Alert, d.Revision).Scan(&body, &sealed); err != nil {
			return err
		}
		if err := json.Unmarshal(body, &d.Body); err != nil { // it would hold up all behind it
			none = true
			_, err := tx.ExecContext(ctx, settleDelivery, to, d.Alert, d.Revision, string(watch.GivenUp), now.UnixMicro(), "the alert in the outbox is damaged", now.UnixMicro())
			return err
		}
		d.Body.Sealed = sealed
		return nil
	})
	if err != nil || none {
		return nil, err
	}
	return d, nil
}

// Settle writes what became of a delivery that was claimed: its State, Error and, if it still waits, Next.
func (s *Store) Settle(ctx context.Context, d *watch.Delivery) error {
	return s.tx(ctx, "settle a delivery in", func(tx *sql.Tx) error {
		var err error
		if d.State == watch.Waiting {
			_, err = tx.ExecContext(ctx, postpone, d.To, d.Alert, d.Revision, d.Next.UnixMicro(), d.Error)
		} else {
			_, err = tx.ExecContext(ctx, settleDelivery, d.To, d.Alert, d.Revision, string(d.State), d.Next.UnixMicro(), d.Error, d.Settled.UnixMicro())
		}
		return err
	})
}

// Waiting tells how many deliveries to a receiver wait, and when the first of them is due.
func (s *Store) Waiting(ctx context.Context, to string) (n int64, next time.Time, err error) {
	var at sql.NullInt64
	if err := s.db.QueryRowContext(ctx, nextWaiting, to).Scan(&n, &at); err != nil {
		return 0, next, s.fail("read", err)
	}
	return n, fromMicros(at.Int64), nil
}

// Unsettled lists the deliveries that wait or were given up, the oldest first, without their alerts.
func (s *Store) Unsettled(ctx context.Context) ([]watch.Delivery, error) {
	var out []watch.Delivery
	err := s.each(ctx, unsettled, func(r *sql.Rows) error {
		d, err := scanDelivery(r)
		out = append(out, d)
		return err
	})
	return out, err
}

func scanDelivery(r *sql.Rows) (d watch.Delivery, err error) {
	var state string
	var queued, next, settled int64
	err = r.Scan(&d.To, &d.Alert, &d.Revision, &state, &d.Tries, &queued, &next, &d.Error, &settled)
	d.State, d.Queued, d.Next = watch.DeliveryState(state), fromMicros(queued), fromMicros(next)
	if settled != 0 {
		d.Settled = fromMicros(settled)
	}
	return d, err
}

// NoteCall writes that a hook was called, or would have been; again, with the same ID, how that ended.
func (s *Store) NoteCall(ctx context.Context, c *watch.Call) error {
	return s.tx(ctx, "note a hook's call in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, addCall, c.ID, c.Hook, c.Alert, c.Revision, micros(c.At), truth(c.Armed), c.Does, c.Principal, c.Origin, c.Outcome, c.Status, c.Took.Microseconds())
		return err
	})
}

// Calls lists the calls of hooks, the latest first.
func (s *Store) Calls(ctx context.Context) ([]watch.Call, error) {
	var out []watch.Call
	err := s.each(ctx, allCalls, func(r *sql.Rows) error {
		c, err := scanCall(r)
		out = append(out, c)
		return err
	})
	return out, err
}

func scanCall(r *sql.Rows) (c watch.Call, err error) {
	var at, armed, took int64
	err = r.Scan(&c.ID, &c.Hook, &c.Alert, &c.Revision, &at, &armed, &c.Does, &c.Principal, &c.Origin, &c.Outcome, &c.Status, &took)
	c.At, c.Armed, c.Took = fromMicros(at), armed == 1, time.Duration(took)*time.Microsecond
	return c, err
}
