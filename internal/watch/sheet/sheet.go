// Package sheet reads the tables that an owner has beside the logs: days of leave, and users' reports of what they did not do.
package sheet

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// most is how many rows are read; nobody has more.
const most = 5_000_000

// Leave reads a CSV of accounts and the days on which they are away: account and day, or account, from and to (both included), in Latin or Japanese
// names of columns. It returns days since 1970 by account.
func Leave(name string, r io.Reader, h *watch.Hasher) (map[watch.ID][]int32, error) {
	out := map[watch.ID][]int32{}
	t, err := open(name, r, map[string]string{"account": "account", "user": "account", "login": "account", "アカウント": "account", "利用者": "account", "from": "from", "day": "from", "date": "from", "開始日": "from", "日付": "from",
		"to": "to", "until": "to", "終了日": "to"}, "account", "from")
	if err != nil {
		return nil, err
	}
	for t.next() {
		from, err := day(t.get("from"))
		to := from
		if s := t.get("to"); err == nil && s != "" {
			to, err = day(s)
		}
		if err != nil || to < from || to-from > 3660 {
			return nil, t.fail("a day: 2026-11-23")
		}
		id := h.Account([]byte(t.get("account")))
		for d := from; d <= to; d++ {
			out[id] = append(out[id], d)
		}
	}
	return out, t.err
}

// Complaints reads a CSV of reports: when it happened (time), whose account, and when it was told. Times without a zone are
// of zone.
func Complaints(name string, r io.Reader, zone *time.Location) ([]watch.Complaint, error) {
	t, err := open(name, r, map[string]string{"time": "at", "at": "at", "when": "at", "occurred": "at", "occurred_at": "at", "発生日時": "at", "日時": "at", "account": "account", "user": "account", "member": "account", "会員番号": "account", "会員id": "account",
		"アカウント": "account", "told": "told", "reported": "told", "reported_at": "told", "received": "told", "受付日時": "told", "申告日時": "told"}, "account")
	if err != nil {
		return nil, err
	}
	if !t.has("told") && !t.has("at") {
		return nil, fault.Errorf(fault.Usage, "read %s: no column time", name)
	}
	_, offset := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).In(zone).Zone()
	var clock event.Clock
	var out []watch.Complaint
	for t.next() {
		c := watch.Complaint{Account: []byte(t.get("account")), At: clock.Any([]byte(t.get("at")), offset, 0)}
		if c.Told = c.At; t.get("told") != "" {
			c.Told = clock.Any([]byte(t.get("told")), offset, 0)
		}
		if t.get("at") == "" { // it happened before it was told
			c.At = c.Told
		}
		if c.At == 0 || c.Told == 0 {
			return nil, t.fail("a time: 2026-11-23 10:15:00")
		}
		out = append(out, c)
	}
	return out, t.err
}

type table struct {
	name    string
	r       *csv.Reader
	columns map[string]int
	row     []string
	line, n int
	err     error
}

func open(name string, r io.Reader, known map[string]string, needed ...string) (*table, error) {
	t := &table{name: name, r: csv.NewReader(r), columns: map[string]int{}}
	t.r.FieldsPerRecord, t.r.ReuseRecord, t.r.LazyQuotes = -1, true, true
	head, err := t.r.Read()
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "read %s: no row of names of columns", name)
	}
	for i, c := range head {
		if k, there := known[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(c, "\uFEFF")))]; there {
			if _, twice := t.columns[k]; !twice {
				t.columns[k] = i
			}
		}
	}
	for _, n := range needed {
		if _, there := t.columns[n]; !there {
			return nil, fault.Errorf(fault.Usage, "read %s: no column %s", name, map[string]string{"account": "account", "from": "day or from", "at": "time"}[n])
		}
	}
	return t, nil
}

func (t *table) next() bool {
	t.row, t.err = t.r.Read()
	if errors.Is(t.err, io.EOF) {
		t.err = nil
		return false
	}
	if t.n++; t.err == nil && t.n > most {
		t.err = errors.New("more than 5,000,000 rows")
	}
	if t.err != nil {
		t.err = fault.As(fault.Usage, fmt.Errorf("read %s: row %d is broken", t.name, t.n+1))
		return false
	}
	t.line, _ = t.r.FieldPos(0)
	return true
}

func (t *table) has(column string) bool {
	_, there := t.columns[column]
	return there
}

func (t *table) get(column string) string {
	if i, there := t.columns[column]; there && i < len(t.row) {
		return strings.TrimSpace(t.row[i])
	}
	return ""
}

func (t *table) fail(what string) error {
	return fault.Errorf(fault.Usage, "read %s:%d: %s", t.name, t.line, what)
}

func day(s string) (int32, error) {
	for _, layout := range []string{time.DateOnly, "2006/01/02", "2006/1/2"} {
		if t, err := time.Parse(layout, s); err == nil {
			return int32(t.Unix() / 86_400), nil
		}
	}
	return 0, errors.New("no day")
}
