package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Alerts are kept as they stand, with what was decided about them.
func Alerts(t *testing.T, db Database) {
	s := db.Open(t)
	at := time.Date(2026, 11, 27, 10, 0, 0, 123000, time.UTC)
	n := int64(12)
	a := watch.Alert{ID: "a1", Detector: "people-read", Severity: watch.High, Principal: "t****#1234", People: &n, Kinds: []pii.Kind{pii.PersonName}, First: at, Last: at.Add(time.Hour), Sealed: []byte{1, 2},
		Story: []watch.Sentence{{Detector: "people-read", Rule: "day", First: at, Last: at, Args: []watch.Arg{watch.Num("days", 3)}, Text: watch.Text{EN: "en", JA: "日本語"}}},
		Gaps:  []watch.Gap{{Log: &watch.Log{Name: "a.log"}, From: 5, To: 6}}}
	b := watch.Alert{ID: "b2", Detector: "canary", Severity: watch.Low, First: at, Last: at}
	if err := s.KeepAlerts(t.Context(), []watch.Alert{a, b}); err != nil {
		t.Fatal(err)
	}
	if err := s.Decide(t.Context(), "a1", watch.Kept{State: watch.Acknowledged, By: "hanako", Reason: "ours", At: at}); err != nil {
		t.Fatal(err)
	}
	a.Last, a.Severity = at.Add(2*time.Hour), watch.Critical
	if err := s.KeepAlerts(t.Context(), []watch.Alert{a}); err != nil {
		t.Fatal(err)
	}
	if err := s.Decide(t.Context(), "none", watch.Kept{State: watch.Acknowledged}); fault.Of(err) != fault.Usage {
		t.Error(err)
	}
	quiet := watch.Silence{Detector: "canary", Principal: "t****#1234", Until: at.Add(time.Hour), By: "hanako", Reason: "a test", Made: at}
	if err := s.Silence(t.Context(), watch.Silence{Detector: "canary", Principal: "t****#1234", Until: at, Made: at}); err != nil {
		t.Fatal(err)
	}
	if err := s.Silence(t.Context(), quiet); err != nil {
		t.Fatal(err)
	}
	s.Close()
	o := db.Open(t)
	got, err := o.Alerts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]watch.Kept{{Alert: a, State: watch.Acknowledged, By: "hanako", Reason: "ours", At: at}, {Alert: b, State: watch.Open}}, got); d != "" {
		t.Error(d)
	}
	silences, err := o.Silences(t.Context())
	if d := cmp.Diff([]watch.Silence{quiet}, silences); d != "" || err != nil {
		t.Error(d, err)
	}
	if !quiet.Covers(&watch.Alert{Detector: "canary", Principal: "t****#1234"}, at) || quiet.Covers(&watch.Alert{Detector: "canary", Principal: "t****#1234"}, at.Add(time.Hour)) || quiet.Covers(&watch.Alert{Detector: "canary"}, at) {
		t.Error("covers")
	}
}
