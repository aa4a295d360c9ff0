package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

const (
	fullDoors = "SELECT d.id, d.door, d.target, d.object, d.seen_by, d.vantage, d.state, d.first_at, d.last_at, d.closed_at, " +
		"d.accepted_at, d.accepted_state, d.accepted_by, d.reason, s.body " +
		"FROM doors d LEFT JOIN door_seen s ON s.id = d.id ORDER BY d.target, d.door, d.object, d.vantage"
	doorsWere  = "SELECT id, state, closed_at, accepted_at FROM doors"
	keepSeen   = "INSERT INTO door_seen (id, body) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET body = $2"
	addDoing   = "INSERT INTO door_events (id, at, event, made_by, reason) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id, at, event) DO NOTHING"
	doorDoings = "SELECT at, event, made_by, reason FROM door_events WHERE id = $1 ORDER BY at, event"
	keepLook   = "INSERT INTO door_looks (target, at, body) VALUES ($1, $2, $3) ON CONFLICT (target) DO UPDATE SET at = $2, body = $3"
	allLooks   = "SELECT target, at, body FROM door_looks ORDER BY target"
	acceptDoor = "UPDATE doors SET accepted_at = $2, accepted_state = state, accepted_by = $3, reason = $4 WHERE id = $1 AND closed_at = 0 AND state = $5"
	unaccept   = "UPDATE doors SET accepted_at = 0, accepted_state = '', accepted_by = '', reason = '' WHERE id = $1 AND closed_at = 0 AND accepted_at <> 0"
)

var _ exposure.Looker = (*Store)(nil)

// Doing is something that happened to a door.
type Doing struct {
	At         time.Time
	Event      string // opened, changed, closed, accepted, withdrawn
	By, Reason string
}

// door is how a door was before it is noted.
type door struct {
	state            string
	closed, accepted int64
}

func doorsAsTheyWere(ctx context.Context, tx *sql.Tx) (map[string]door, error) {
	rows, err := tx.QueryContext(ctx, doorsWere)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]door{}
	for rows.Next() {
		var id string
		var d door
		if err := rows.Scan(&id, &d.state, &d.closed, &d.accepted); err != nil {
			return nil, err
		}
		out[id] = d
	}
	return out, rows.Err()
}

// seeDoor keeps what is told of a door, and what happened to it since.
func seeDoor(ctx context.Context, tx *sql.Tx, k *exposure.Known, was door) error {
	if k.Seen != nil {
		body, err := json.Marshal(k.Seen)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, keepSeen, k.Key, body); err != nil {
			return err
		}
	}
	add := func(at time.Time, event, by, reason string) error {
		_, err := tx.ExecContext(ctx, addDoing, k.Key, micros(at), event, by, reason)
		return err
	}
	var err error
	switch {
	case !k.Closed.IsZero():
		if was.closed == 0 {
			err = add(k.Closed, "closed", "", "")
		}
	case was.state == "" || was.closed != 0:
		err = add(k.First, "opened", "", "")
	case was.state != k.State:
		err = add(k.Last, "changed", "", "")
	}
	if err == nil && k.Accepted != nil && micros(k.Accepted.At) != was.accepted {
		err = add(k.Accepted.At, "accepted", k.Accepted.By, k.Accepted.Reason)
	}
	return err
}

// DoorsSeen lists what is known of doors with what was last told of them.
func (s *Store) DoorsSeen(ctx context.Context) ([]exposure.Known, error) {
	var out []exposure.Known
	err := s.each(ctx, fullDoors, func(r *sql.Rows) error {
		var k exposure.Known
		var a exposure.Accepted
		var from string
		var first, last, closed, accepted int64
		var body []byte
		err := r.Scan(&k.Key, &k.ID, &k.Target, &k.Object, &k.Check, &from, &k.State, &first, &last, &closed, &accepted, &a.State, &a.By, &a.Reason, &body)
		if err != nil {
			return err
		}
		k.From, k.First, k.Last, k.Closed = exposure.Vantage(from), fromMicros(first), fromMicros(last), fromMicros(closed)
		if accepted != 0 {
			a.At = fromMicros(accepted)
			k.Accepted = &a
		}
		if len(body) > 0 {
			k.Seen = &exposure.Seen{}
			if err := json.Unmarshal(body, k.Seen); err != nil {
				return fmt.Errorf("read door: of another version")
			}
		}
		out = append(out, k)
		return nil
	})
	return out, err
}

// DoorDoings lists what happened to a door, the oldest first.
func (s *Store) DoorDoings(ctx context.Context, key string) ([]Doing, error) {
	var out []Doing
	err := s.each(ctx, doorDoings, func(r *sql.Rows) error {
		var d Doing
		var at int64
		err := r.Scan(&at, &d.Event, &d.By, &d.Reason)
		d.At = fromMicros(at)
		out = append(out, d)
		return err
	}, key)
	return out, err
}

// AcceptDoor accepts an open door as it was last seen, which is state: one that is not open, or was seen otherwise since, is
// fault.Changed.
func (s *Store) AcceptDoor(ctx context.Context, key, state, by, reason string, at time.Time) error {
	return s.decideDoor(ctx, key, "accepted", by, reason, at, acceptDoor, key, micros(at), by, reason, state)
}

// WithdrawDoor takes an acceptance back.
func (s *Store) WithdrawDoor(ctx context.Context, key, by, reason string, at time.Time) error {
	return s.decideDoor(ctx, key, "withdrawn", by, reason, at, unaccept, key)
}

func (s *Store) decideDoor(ctx context.Context, key, event, by, reason string, at time.Time, query string, args ...any) error {
	var n int64
	err := s.tx(ctx, "decide on a door in", func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, query, args...)
		if err == nil {
			n, err = res.RowsAffected()
		}
		if err == nil && n > 0 {
			_, err = tx.ExecContext(ctx, addDoing, key, micros(at), event, by, reason)
		}
		return err
	})
	if err == nil && n == 0 {
		return fault.Errorf(fault.Changed, "decide on an exposure: it is not as it was")
	}
	return err
}

// Look is when a target was last looked at, and what could not be.
type Look struct {
	Target string
	At     time.Time
	Checks []string         `json:"checks"`
	Errors []exposure.Error `json:"errors"`
}

// NoteLooks keeps what was looked at.
func (s *Store) NoteLooks(ctx context.Context, looked []exposure.Looked, at time.Time) error {
	return s.tx(ctx, "note what was looked at in", func(tx *sql.Tx) error {
		for i := range looked {
			body, err := json.Marshal(Look{Checks: looked[i].Checks, Errors: looked[i].Errors})
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, keepLook, looked[i].Target, micros(at), body); err != nil {
				return err
			}
		}
		return nil
	})
}

// Looks lists it of every target.
func (s *Store) Looks(ctx context.Context) ([]Look, error) {
	var out []Look
	err := s.each(ctx, allLooks, func(r *sql.Rows) error {
		var l Look
		var at int64
		var body []byte
		if err := r.Scan(&l.Target, &at, &body); err != nil {
			return err
		}
		target := l.Target
		if err := json.Unmarshal(body, &l); err != nil {
			return fmt.Errorf("read looks: of another version")
		}
		l.Target, l.At = target, fromMicros(at)
		out = append(out, l)
		return nil
	})
	return out, err
}
