package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak/custody"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// noon is when the cases below happen.
var noon = time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)

// Leaks checks what the pages of leaks and of watching ask of a store.
func Leaks(t *testing.T, open Fresh) {
	for name, f := range map[string]func(*testing.T, *store.Store){
		"dumps": dumps, "once": once, "handlings": handlings, "alerts by page": alertsByPage, "alerts by filter": alertsByFilter, "logs": logs, "verdicts": verdicts,
	} {
		t.Run(name, func(t *testing.T) { f(t, open(t)) })
	}
}

func dump(id string) custody.Dump {
	return custody.Dump{ID: id, Name: "sample\n<b>.csv", Way: custody.Uploaded, Size: -1, State: custody.Receiving, Claim: []byte(`{"seller":"x"}`), Remember: true, By: "officer", Made: noon, Changed: noon}
}

func dumps(t *testing.T, s *store.Store) {
	ctx := t.Context()
	d := dump("a")
	if old, err := s.AddDump(ctx, d, custody.Handling{Dump: "a", At: noon, By: "officer", Act: custody.Began, Size: -1}); old != nil || err != nil {
		t.Fatal(old, err)
	}
	got, err := s.Dump(ctx, "a")
	if err != nil || got == nil {
		t.Fatal(got, err)
	}
	if diff := cmp.Diff(d, *got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	d.State, d.Size, d.Sum, d.Changed = custody.Held, 1<<40, "00ff", noon.Add(time.Hour)
	for i, want := range []bool{true, false} { // who comes second changes nothing
		if moved, err := s.MoveDump(ctx, custody.Receiving, d, custody.Handling{Dump: "a", At: noon, By: "tsutsumi", Act: custody.Received, Size: d.Size, Sum: d.Sum}); moved != want || err != nil {
			t.Fatal(i, moved, err)
		}
	}
	if live, err := s.LiveDumps(ctx); err != nil || len(live) != 1 || live[0].Size != 1<<40 {
		t.Fatal(live, err)
	}
	d.State, d.Match = custody.Judged, "m1"
	if moved, err := s.MoveDump(ctx, custody.Held, d); !moved || err != nil {
		t.Fatal(moved, err)
	}
	if got, err := s.DumpOf(ctx, "m1"); err != nil || got == nil || got.ID != "a" {
		t.Error(got, err)
	}
	if got, err := s.Dump(ctx, "none"); got != nil || err != nil {
		t.Error(got, err)
	}
	if live, err := s.LiveDumps(ctx); err != nil || len(live) != 0 {
		t.Error(live, err)
	}
	if hs, err := s.Handlings(ctx, "a", 0, 10); err != nil || len(hs) != 2 || hs[0].Act != custody.Received {
		t.Error(hs, err)
	}
}

func once(t *testing.T, s *store.Store) {
	d := dump("a")
	d.Once = "key of somebody"
	if old, err := s.AddDump(t.Context(), d, custody.Handling{Dump: "a", At: noon}); old != nil || err != nil {
		t.Fatal(old, err)
	}
	d.ID = "b"
	if old, err := s.AddDump(t.Context(), d, custody.Handling{Dump: "b", At: noon}); err != nil || old == nil || old.ID != "a" {
		t.Fatal(old, err)
	}
	if got, err := s.Dump(t.Context(), "b"); got != nil || err != nil {
		t.Error(got, err)
	}
	if hs, err := s.Handlings(t.Context(), "", 0, 10); err != nil || len(hs) != 1 {
		t.Error(hs, err)
	}
}

func handlings(t *testing.T, s *store.Store) {
	for i := range 25 {
		if err := s.Handled(t.Context(), custody.Handling{Dump: fmt.Sprint(i % 2), At: noon.Add(time.Duration(i) * time.Second), By: "a", Act: custody.Delete, Size: int64(i)}); err != nil {
			t.Fatal(err)
		}
	}
	var got []int64
	for before := int64(0); ; {
		hs, err := s.Handlings(t.Context(), "1", before, 5)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hs {
			got, before = append(got, h.Size), h.Seq
		}
		if len(hs) < 5 {
			break
		}
	}
	if diff := cmp.Diff([]int64{23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1}, got); diff != "" {
		t.Error(diff)
	}
}

func alert(i int) watch.Alert {
	people := int64(i * 10)
	return watch.Alert{ID: fmt.Sprintf("%016x", i), Detector: []string{"people-read", "country"}[i%2], Severity: watch.Severity(i % 5), Principal: fmt.Sprintf("t***#%04x", i%3), Source: []string{"/data/crm", "/data/crm2", "/data/crm/a"}[i%3],
		People: &people, First: noon.Add(time.Duration(i) * time.Minute), Last: noon.Add(time.Duration(i)*time.Minute + time.Hour), Sealed: []byte{1}, Curve: []watch.Point{{At: noon, People: people}}}
}

func alertsByPage(t *testing.T, s *store.Store) {
	var all []watch.Alert
	for i := range 57 {
		all = append(all, alert(i))
	}
	if err := s.KeepAlerts(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	for _, byTime := range []bool{false, true} {
		seen := map[string]bool{}
		f := store.AlertFilter{Now: noon, ByTime: byTime, Limit: 10}
		var last *watch.Kept
		for {
			page, err := s.AlertsPage(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			more := len(page) > 10
			for i := range page[:min(len(page), 10)] {
				k := &page[i]
				if seen[k.ID] {
					t.Fatalf("%s comes twice", k.ID)
				}
				seen[k.ID] = true
				if last != nil && (byTime && k.Last.After(last.Last) || !byTime && (k.Severity > last.Severity || k.Severity == last.Severity && k.Last.After(last.Last))) {
					t.Fatalf("%s after %s", k.ID, last.ID)
				}
				last = k
			}
			if !more {
				break
			}
			key, ok := store.ParseAlertKey(store.KeyOf(&page[9].Alert).String())
			if !ok {
				t.Fatal("a key that was written is not read")
			}
			f.After = key
		}
		if len(seen) != 57 {
			t.Errorf("%d of 57", len(seen))
		}
	}
	got, err := s.Alert(t.Context(), all[7].ID, noon)
	if err != nil || got == nil {
		t.Fatal(got, err)
	}
	if diff := cmp.Diff(all[7], got.Alert); diff != "" {
		t.Error(diff)
	}
}

func alertsByFilter(t *testing.T, s *store.Store) {
	var all []watch.Alert
	for i := range 60 {
		all = append(all, alert(i))
	}
	if err := s.KeepAlerts(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	if err := s.Decide(t.Context(), all[0].ID, watch.Kept{State: watch.Acknowledged, By: "a", At: noon}); err != nil {
		t.Fatal(err)
	}
	if err := s.Silence(t.Context(), watch.Silence{Detector: "country", Principal: "t***#0001", Until: noon.Add(time.Hour), By: "a", Reason: "r", Made: noon}); err != nil {
		t.Fatal(err)
	}
	high := watch.High
	for name, c := range map[string]struct {
		f    store.AlertFilter
		want int
	}{
		"all":          {store.AlertFilter{}, 60},
		"acknowledged": {store.AlertFilter{State: watch.Acknowledged}, 1},
		"silenced":     {store.AlertFilter{State: watch.Silenced}, 10},
		"open":         {store.AlertFilter{State: watch.Open}, 49},
		"later":        {store.AlertFilter{State: watch.Silenced, Now: noon.Add(2 * time.Hour)}, 0},
		"severity":     {store.AlertFilter{Severity: &high}, 12},
		"least":        {store.AlertFilter{Least: watch.High}, 24},
		"detector":     {store.AlertFilter{Detector: "country"}, 30},
		"source":       {store.AlertFilter{Source: "/data/crm2"}, 20},
		"within":       {store.AlertFilter{Within: []string{"/data/crm"}}, 40},
		"nowhere":      {store.AlertFilter{Within: []string{"/data/c"}}, 0},
		"from":         {store.AlertFilter{From: noon.Add(110 * time.Minute)}, 10},
		"to":           {store.AlertFilter{To: noon.Add(10 * time.Minute)}, 10},
	} {
		if c.f.Now.IsZero() {
			c.f.Now = noon
		}
		c.f.Limit = 100
		page, err := s.AlertsPage(t.Context(), c.f)
		if err != nil || len(page) != c.want {
			t.Errorf("%s: %d, want %d, %v", name, len(page), c.want, err)
		}
		if c.f.State != "" {
			for _, k := range page {
				if k.State != c.f.State {
					t.Errorf("%s: one is %s", name, k.State)
				}
			}
		}
		counts, err := s.CountAlerts(t.Context(), c.f)
		n := int64(0)
		for _, x := range counts {
			n += x.N
		}
		if err != nil || n != int64(c.want) {
			t.Errorf("%s: counted %d, want %d, %v", name, n, c.want, err)
		}
	}
	if names, err := s.AlertNames(t.Context(), "detector", []string{"/data/crm2"}); err != nil || len(names) != 2 {
		t.Error(names, err)
	}
}

func logs(t *testing.T, s *store.Store) {
	l := store.WatchedLog{Name: "/var/log/app.log", Parser: "nginx", Events: 5, Lines: 6, Malformed: 1, Last: noon, Read: noon.Add(time.Minute), Error: "not readable"}
	g := watch.Gap{Log: &watch.Log{Name: l.Name}, From: noon.UnixMicro(), Why: watch.Stopped}
	for range 2 {
		if err := s.KeepLogs(t.Context(), []store.WatchedLog{l}, []watch.Gap{g}); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.WatchedLogs(t.Context()); err != nil || len(got) != 1 || cmp.Diff(l, got[0]) != "" {
		t.Error(got, err)
	}
	later := noon.Add(30 * 24 * time.Hour)
	if got, err := s.Gaps(t.Context(), "", later, time.Time{}, 10); err != nil || len(got) != 1 { // it goes on
		t.Error(got, err)
	}
	g.To, g.Missing = noon.Add(time.Hour).UnixMicro(), 7
	if err := s.KeepLogs(t.Context(), nil, []watch.Gap{g}); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Gaps(t.Context(), l.Name, noon, noon.Add(time.Minute), 10); err != nil || len(got) != 1 || cmp.Diff(g, got[0]) != "" {
		t.Error(got, err)
	}
	if got, err := s.Gaps(t.Context(), "", later, time.Time{}, 10); err != nil || len(got) != 0 {
		t.Error(got, err)
	}
	if n, err := s.CountGaps(t.Context(), later); err != nil || n != 0 {
		t.Error(n, err)
	}
}

func verdicts(t *testing.T, s *store.Store) {
	for _, id := range []string{"1", "3", "2"} {
		if err := s.KeepVerdict(t.Context(), id, []byte(id)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.KeepVerdict(t.Context(), "3", []byte("three")); err != nil {
		t.Fatal(err)
	}
	got, err := s.Verdicts(t.Context(), "", 2)
	if diff := cmp.Diff([]store.Verdict{{ID: "3", Body: []byte("three")}, {ID: "2", Body: []byte("2")}}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if err := s.ForgetVerdict(t.Context(), "2"); err != nil {
		t.Fatal(err)
	}
	if got, err = s.Verdicts(t.Context(), "3", 2); err != nil || len(got) != 1 || got[0].ID != "1" {
		t.Error(got, err)
	}
	if ids, err := s.VerdictIDs(t.Context()); err != nil || cmp.Diff([]string{"1", "3"}, ids) != "" {
		t.Error(ids, err)
	}
}
