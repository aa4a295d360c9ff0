package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// AlertFilter chooses alerts. The zero AlertFilter is all.
type AlertFilter struct {
	State    watch.State // open, acknowledged, silenced; "" all
	Severity *watch.Severity
	Least    watch.Severity
	Detector string
	Source   string
	From, To time.Time // alerts that were going on then
	// Within are sources, each with all that is below it; nil is everywhere.
	Within []string
	Now    time.Time // by which silences end
	// By time: the latest first, else the gravest first.
	ByTime bool
	After  *AlertKey // only what comes behind
	Limit  int       // 0 is 100
}

// AlertKey is the place of an alert in a list.
type AlertKey struct {
	Severity int64  `json:"s"`
	Last     int64  `json:"l"` // µs
	ID       string `json:"i"`
}

// KeyOf is the place of an alert.
func KeyOf(a *watch.Alert) AlertKey {
	return AlertKey{int64(a.Severity), micros(a.Last), a.ID}
}

// String writes it into an address.
func (k AlertKey) String() string {
	return strconv.FormatInt(k.Severity, 10) + "." + strconv.FormatInt(k.Last, 36) + "." + k.ID
}

// ParseAlertKey is the inverse of String.
func ParseAlertKey(s string) (*AlertKey, bool) {
	sev, rest, ok := strings.Cut(s, ".")
	last, id, ok2 := strings.Cut(rest, ".")
	n, err := strconv.ParseInt(sev, 10, 64)
	l, err2 := strconv.ParseInt(last, 36, 64)
	return &AlertKey{n, l, id}, ok && ok2 && err == nil && err2 == nil && len(id) <= 64
}

// Silence of the alert's own, at a time: a subquery of its row.
const (
	silencedNow = "EXISTS (SELECT 1 FROM silences s WHERE s.until_at > %s AND (s.detector = '' OR s.detector = a.detector) AND (s.principal = '' OR s.principal = a.principal))"
	ofAlert     = "a.id, a.detector, a.severity, a.first_at, a.last_at, a.body, a.sealed, a.state, a.decided_by, a.reason, a.decided_at"
	alertsWhere = "SELECT %s FROM alerts a WHERE %s"
	unfilled    = "SELECT id, body FROM alerts WHERE people = -2 LIMIT 1000"
	fillAlert   = "UPDATE alerts SET source = $2, principal = $3, people = $4 WHERE id = $1"
	oneAlert    = "SELECT " + alertColumns + " FROM alerts WHERE id = $1"

	deliveriesOf = "SELECT receiver, alert, revision, state, tries, queued_at, next_at, error, settled_at FROM deliveries WHERE alert = $1 ORDER BY queued_at DESC, receiver LIMIT 200"
	callsOf      = "SELECT id, hook, alert, revision, called_at, armed, does, principal, origin, outcome, status, took_us FROM hook_calls WHERE alert = $1 ORDER BY called_at DESC, id LIMIT 200"
)

// question is a condition as it grows, with its arguments.
type question struct {
	parts []string
	args  []any
}

func (q *question) arg(v any) string {
	q.args = append(q.args, v)
	return "$" + strconv.Itoa(len(q.args))
}

func (q *question) and(format string, args ...any) {
	names := make([]any, len(args))
	for i, a := range args {
		names[i] = q.arg(a)
	}
	q.parts = append(q.parts, fmt.Sprintf(format, names...))
}

func (q *question) where() string {
	if len(q.parts) == 0 {
		return "1 = 1"
	}
	return strings.Join(q.parts, " AND ")
}

// within adds that a source, or one above it, is among those.
func (q *question) within(column string, sources []string) {
	if len(sources) == 0 {
		return
	}
	var any []string
	for _, s := range sources {
		below := strings.TrimSuffix(s, "/") + "/"
		any = append(any, column+" = "+q.arg(s)+" OR ("+column+" >= "+q.arg(below)+" AND "+column+" < "+q.arg(below[:len(below)-1]+"0")+")") // '0' is what follows '/'
	}
	q.parts = append(q.parts, "("+strings.Join(any, " OR ")+")")
}

func (f *AlertFilter) question() *question {
	q := &question{}
	silenced := fmt.Sprintf(silencedNow, q.arg(micros(f.Now)))
	switch f.State {
	case watch.Open:
		q.and("a.state = %s", string(watch.Open))
		q.parts = append(q.parts, "NOT "+silenced)
	case watch.Silenced:
		q.and("a.state = %s", string(watch.Open))
		q.parts = append(q.parts, silenced)
	case "":
		q.parts = append(q.parts, q.args0())
	default:
		q.and("a.state = %s", string(f.State))
		q.parts = append(q.parts, q.args0())
	}
	if f.Severity != nil {
		q.and("a.severity = %s", int64(*f.Severity))
	}
	if f.Least > watch.Info {
		q.and("a.severity >= %s", int64(f.Least))
	}
	if f.Detector != "" {
		q.and("a.detector = %s", f.Detector)
	}
	if f.Source != "" {
		q.and("a.source = %s", f.Source)
	}
	if !f.From.IsZero() {
		q.and("a.last_at >= %s", micros(f.From))
	}
	if !f.To.IsZero() {
		q.and("a.first_at < %s", micros(f.To))
	}
	q.within("a.source", f.Within)
	return q
}

// args0 uses the first argument where nothing else does: PostgreSQL wants to know of what type it is.
func (q *question) args0() string { return "CAST($1 AS BIGINT) >= 0" }

// AlertsPage lists alerts, one more than the limit where there are more.
func (s *Store) AlertsPage(ctx context.Context, f AlertFilter) ([]watch.Kept, error) {
	if err := s.fillAlerts(ctx); err != nil {
		return nil, err
	}
	q := f.question()
	order := "a.severity DESC, a.last_at DESC, a.id DESC"
	if f.ByTime {
		order = "a.last_at DESC, a.id DESC"
	}
	if k := f.After; k != nil {
		if f.ByTime {
			q.and("(a.last_at < %s OR (a.last_at = %s AND a.id < %s))", k.Last, k.Last, k.ID)
		} else {
			q.and("(a.severity < %s OR (a.severity = %s AND (a.last_at < %s OR (a.last_at = %s AND a.id < %s))))", k.Severity, k.Severity, k.Last, k.Last, k.ID)
		}
	}
	limit := f.Limit
	if limit <= 0 {
		limit = 100
	}
	query := fmt.Sprintf(alertsWhere, ofAlert, q.where()) + " ORDER BY " + order + " LIMIT " + q.arg(int64(limit+1))
	var out []watch.Kept
	err := s.each(ctx, query, func(r *sql.Rows) error {
		k, err := scanAlert(r)
		if err == nil {
			out = append(out, k)
		}
		return err
	}, q.args...)
	if err != nil {
		return nil, err
	}
	return out, s.markSilenced(ctx, out, f.Now)
}

func (s *Store) markSilenced(ctx context.Context, all []watch.Kept, now time.Time) error {
	silences, err := s.Silences(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		for j := range silences {
			if all[i].State == watch.Open && silences[j].Covers(&all[i].Alert, now) {
				all[i].State = watch.Silenced
			}
		}
	}
	return nil
}

// AlertCount is how many alerts there are of a severity.
type AlertCount struct {
	Severity watch.Severity
	N        int64
}

// CountAlerts counts the alerts that a filter chooses, the gravest first.
func (s *Store) CountAlerts(ctx context.Context, f AlertFilter) (out []AlertCount, err error) {
	if err := s.fillAlerts(ctx); err != nil {
		return nil, err
	}
	q := f.question()
	query := fmt.Sprintf(alertsWhere, "a.severity, COUNT(*)", q.where()) + " GROUP BY a.severity ORDER BY a.severity DESC"
	err = s.each(ctx, query, func(r *sql.Rows) error {
		var c AlertCount
		var severity int64
		err := r.Scan(&severity, &c.N)
		c.Severity = watch.Severity(severity)
		out = append(out, c)
		return err
	}, q.args...)
	return out, err
}

// AlertNames lists the values that alerts have of a column by which they are looked for: "detector" or "source".
func (s *Store) AlertNames(ctx context.Context, column string, within []string) (out []string, err error) {
	if column != "detector" {
		column = "source"
	}
	q := &question{}
	q.within("a.source", within)
	query := fmt.Sprintf(alertsWhere, "a."+column, q.where()) + " GROUP BY a." + column + " ORDER BY a." + column + " LIMIT 500"
	err = s.each(ctx, query, func(r *sql.Rows) error {
		var v string
		err := r.Scan(&v)
		if v != "" {
			out = append(out, v)
		}
		return err
	}, q.args...)
	return out, err
}

// Alert reads one; nil if there is none.
func (s *Store) Alert(ctx context.Context, id string, now time.Time) (*watch.Kept, error) {
	k, err := scanAlert(s.db.QueryRowContext(ctx, oneAlert, id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, s.fail("read", err)
	}
	one := []watch.Kept{k}
	err = s.markSilenced(ctx, one, now)
	return &one[0], err
}

// DeliveriesOf lists who was told of an alert, the last first; CallsOf the hooks that were called, or would have been.
func (s *Store) DeliveriesOf(ctx context.Context, alert string) (out []watch.Delivery, err error) {
	err = s.each(ctx, deliveriesOf, func(r *sql.Rows) error {
		d, err := scanDelivery(r)
		out = append(out, d)
		return err
	}, alert)
	return out, err
}

// CallsOf lists the hooks that were called on an alert, or would have been; the last first.
func (s *Store) CallsOf(ctx context.Context, alert string) (out []watch.Call, err error) {
	err = s.each(ctx, callsOf, func(r *sql.Rows) error {
		c, err := scanCall(r)
		out = append(out, c)
		return err
	}, alert)
	return out, err
}

// fillAlerts gives alerts that an older version kept the columns by which they are looked for.
func (s *Store) fillAlerts(ctx context.Context) error {
	for !s.filled.Load() {
		var rows []watch.Alert
		err := s.each(ctx, unfilled, func(r *sql.Rows) error {
			var a watch.Alert
			var id string
			var body []byte
			if err := r.Scan(&id, &body); err != nil {
				return err
			}
			_ = json.Unmarshal(body, &a) // one that is damaged is found by nothing but its severity
			a.ID = id
			rows = append(rows, a)
			return nil
		})
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			s.filled.Store(true)
		}
		err = s.tx(ctx, "upgrade alerts in", func(tx *sql.Tx) error {
			for i := range rows {
				if _, err := tx.ExecContext(ctx, fillAlert, rows[i].ID, rows[i].Source, rows[i].Principal, orUnknown(rows[i].People)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
