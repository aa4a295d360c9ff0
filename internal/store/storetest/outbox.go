package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func to(least watch.Severity, once bool, name string) watch.Receiver {
	return watch.Receiver{Name: name, Once: once, Wants: func(a *watch.Alert) bool { return a.Severity >= least }}
}

func alertOf(id string, s watch.Severity, people int64) watch.Alert {
	at := time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC)
	return watch.Alert{ID: id, Severity: s, People: &people, First: at, Last: at, Sealed: []byte{9}, Principal: "t****#1234", Story: []watch.Sentence{{Detector: "d", Rule: "r"}}}
}

// Outbox: who wants an alert is told of it once, and again when it has grown; what waits outlives the store.
func Outbox(t *testing.T, db Database) {
	now := time.Date(2026, 11, 27, 11, 0, 0, 0, time.UTC)
	s := db.Open(t, store.Clock(func() time.Time { return now }))
	all := []watch.Receiver{to(watch.Low, false, "soc"), to(watch.High, false, "boss"), to(watch.Low, true, "hook:x")}
	post := func(a watch.Alert, want int) {
		t.Helper()
		n, err := s.PostAlerts(t.Context(), []watch.Alert{a}, []watch.Alert{a}, all)
		if err != nil || n != want {
			t.Errorf("queued %d, want %d: %v", n, want, err)
		}
	}
	post(alertOf("a", watch.Low, 10), 2)
	post(alertOf("a", watch.Low, 11), 0)
	post(alertOf("a", watch.High, 12), 2) // soc again, boss for the first time
	if n, err := s.PostAlerts(t.Context(), []watch.Alert{alertOf("quiet", watch.High, 5)}, nil, all); n != 0 || err != nil {
		t.Error(n, err)
	}
	s.Close()
	s = db.Open(t)
	kept, err := s.Alerts(t.Context())
	if err != nil || len(kept) != 2 {
		t.Fatal(len(kept), err)
	}
	d, err := s.Claim(t.Context(), "soc", now, time.Minute)
	if err != nil || d == nil || d.Alert != "a" || d.Revision != 2 || d.Tries != 1 || *d.Body.People != 12 || cmp.Diff([]byte{9}, d.Body.Sealed) != "" {
		t.Fatalf("%+v %v", d, err)
	}
	if again, err := s.Claim(t.Context(), "soc", now, time.Minute); again != nil || err != nil {
		t.Error("claimed twice", again, err)
	}
	again, err := s.Claim(t.Context(), "soc", now.Add(time.Minute), time.Minute)
	if err != nil || again == nil || again.Tries != 2 {
		t.Fatal("a lease that is over was not claimed again", err)
	}
	again.Next, again.Error = now.Add(time.Hour), "refused"
	if err := s.Settle(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	if n, next, err := s.Waiting(t.Context(), "soc"); n != 1 || !next.Equal(again.Next) || err != nil {
		t.Error(n, next, err)
	}
	again.State, again.Settled = watch.Delivered, now
	if err := s.Settle(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	list, err := s.Unsettled(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range list {
		names = append(names, d.To+" "+string(d.State))
	}
	if d := cmp.Diff([]string{"boss waiting", "hook:x waiting"}, names); d != "" {
		t.Error(d)
	}
}

// OutboxOvertaken: a telling that fails after the alert has grown is not tried again.
func OutboxOvertaken(t *testing.T, db Database) {
	s := db.Open(t)
	all := []watch.Receiver{to(watch.Low, false, "soc")}
	post := func(people int64) {
		t.Helper()
		a := alertOf("a", watch.Low, people)
		if n, err := s.PostAlerts(t.Context(), []watch.Alert{a}, []watch.Alert{a}, all); n != 1 || err != nil {
			t.Fatal(n, err)
		}
	}
	post(10)
	d, err := s.Claim(t.Context(), "soc", time.Now(), time.Minute)
	if d == nil || err != nil {
		t.Fatal(err)
	}
	post(100)
	d.Next = time.Now()
	if err := s.Settle(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	list, err := s.Unsettled(t.Context())
	if err != nil || len(list) != 1 || list[0].Revision != 2 {
		t.Errorf("%+v %v: want the new one only", list, err)
	}
}

// OutboxDamaged: a notice that cannot be read is given up, and the one behind it comes.
func OutboxDamaged(t *testing.T, db Database) {
	s := db.Open(t)
	all := []watch.Receiver{to(watch.Low, false, "soc")}
	both := []watch.Alert{alertOf("a", watch.Low, 1), alertOf("b", watch.Low, 1)}
	if n, err := s.PostAlerts(t.Context(), both, both, all); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	if _, err := db.SQL(t).ExecContext(t.Context(), "UPDATE notices SET body = $1 WHERE alert = 'a'", []byte("x")); err != nil {
		t.Fatal(err)
	}
	now := time.Now().Add(time.Second)
	if d, err := s.Claim(t.Context(), "soc", now, time.Minute); d != nil || err != nil {
		t.Fatal(d, err)
	}
	if d, err := s.Claim(t.Context(), "soc", now, time.Minute); err != nil || d == nil || d.Alert != "b" {
		t.Error(d, err)
	}
	list, err := s.Unsettled(t.Context())
	if err != nil || len(list) != 2 || list[0].State != watch.GivenUp || list[0].Error == "" {
		t.Errorf("%+v %v", list, err)
	}
}

// Calls of hooks are noted, and how they ended.
func Calls(t *testing.T, db Database) {
	s := db.Open(t)
	at := time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC)
	want := []watch.Call{
		{ID: "2", Hook: "revoke", Alert: "a", Revision: 2, At: at.Add(time.Second), Armed: true, Does: "revoke", Principal: "t****#1234", Outcome: "done", Took: 3 * time.Millisecond},
		{ID: "1", Hook: "revoke", Alert: "a", Revision: 1, At: at, Does: "revoke", Outcome: "rehearsed", Status: -1},
	}
	begun := want[0]
	begun.Outcome, begun.Status, begun.Took = "begun", -1, 0
	if err := s.NoteCall(t.Context(), &begun); err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if err := s.NoteCall(t.Context(), &want[len(want)-1-i]); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Calls(t.Context())
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
}
