package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

const (
	alertColumns = "id, detector, severity, first_at, last_at, body, sealed, state, decided_by, reason, decided_at"
	allAlerts    = "SELECT " + alertColumns + " FROM alerts ORDER BY severity DESC, last_at DESC, id"
	keepAlert    = "INSERT INTO alerts (" + alertColumns + ", source, principal, people) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) " +
		"ON CONFLICT (id) DO UPDATE SET detector = $2, severity = $3, first_at = $4, last_at = $5, body = $6, sealed = $7, source = $12, principal = $13, people = $14"
	decideAlert = "UPDATE alerts SET state = $2, decided_by = $3, reason = $4, decided_at = $5 WHERE id = $1"
	allSilences = "SELECT detector, principal, until_at, made_by, reason, made_at FROM silences ORDER BY until_at DESC, detector, principal"
	makeSilence = "INSERT INTO silences (detector, principal, until_at, made_by, reason, made_at) VALUES ($1, $2, $3, $4, $5, $6) " +
		"ON CONFLICT (detector, principal) DO UPDATE SET until_at = $3, made_by = $4, reason = $5, made_at = $6"
)

// KeepAlerts writes alerts as they stand; what was decided about one stays. All of them or none.
func (s *Store) KeepAlerts(ctx context.Context, alerts []watch.Alert) error {
	if len(alerts) == 0 {
		return nil
	}
	return s.tx(ctx, "keep alerts in", func(tx *sql.Tx) error { return keepAlerts(ctx, tx, alerts) })
}

func keepAlerts(ctx context.Context, tx *sql.Tx, alerts []watch.Alert) error {
	st, err := tx.PrepareContext(ctx, keepAlert)
	if err != nil {
		return err
	}
	defer st.Close()
	for i := range alerts {
		a := alerts[i]
		sealed := a.Sealed
		if sealed == nil {
			sealed = []byte{}
		}
		a.Sealed = nil
		body, err := json.Marshal(&a)
		if err != nil {
			return err
		}
		if _, err := st.ExecContext(ctx, a.ID, a.Detector, int64(a.Severity), micros(a.First), micros(a.Last), body, sealed, string(watch.Open), "", "", int64(0), a.Source, a.Principal, orUnknown(a.People)); err != nil {
			return err
		}
	}
	return nil
}

// Alerts lists what was kept, the gravest first.
func (s *Store) Alerts(ctx context.Context) ([]watch.Kept, error) {
	var out []watch.Kept
	err := s.each(ctx, allAlerts, func(r *sql.Rows) error {
		k, err := scanAlert(r)
		if err == nil {
			out = append(out, k)
		}
		return err
	})
	return out, err
}

func scanAlert(r interface{ Scan(...any) error }) (k watch.Kept, err error) {
	var id, detector, state string
	var severity, first, last, at int64
	var body, sealed []byte
	if err := r.Scan(&id, &detector, &severity, &first, &last, &body, &sealed, &state, &k.By, &k.Reason, &at); err != nil {
		return k, err
	}
	if err := json.Unmarshal(body, &k.Alert); err != nil {
		return k, fmt.Errorf("read alert %s: damaged", id)
	}
	k.Sealed, k.State = sealed, watch.State(state)
	if at != 0 {
		k.At = fromMicros(at)
	}
	return k, nil
}

// orUnknown is a number of persons as a column has it: -1 is unknown.
func orUnknown(n *int64) int64 {
	if n == nil {
		return -1
	}
	return *n
}

// Decide writes what was decided about an alert. One that is not there is fault.Usage.
func (s *Store) Decide(ctx context.Context, id string, k watch.Kept) error {
	return s.tx(ctx, "decide about an alert in", func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, decideAlert, id, string(k.State), k.By, k.Reason, micros(k.At))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return fault.Errorf(fault.Usage, "decide about an alert: there is none with the ID %q", id)
		}
		return nil
	})
}

// Silences lists those that were made, ended ones too.
func (s *Store) Silences(ctx context.Context) ([]watch.Silence, error) {
	var out []watch.Silence
	err := s.each(ctx, allSilences, func(r *sql.Rows) error {
		var x watch.Silence
		var until, made int64
		err := r.Scan(&x.Detector, &x.Principal, &until, &x.By, &x.Reason, &made)
		x.Until, x.Made = fromMicros(until), fromMicros(made)
		out = append(out, x)
		return err
	})
	return out, err
}

// Silence writes a silence, in the place of one for the same.
func (s *Store) Silence(ctx context.Context, x watch.Silence) error {
	return s.tx(ctx, "silence alerts in", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, makeSilence, x.Detector, x.Principal, micros(x.Until), x.By, x.Reason, micros(x.Made))
		return err
	})
}
