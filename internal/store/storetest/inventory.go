package storetest

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

var opts = cmp.Options{cmpopts.EquateEmpty()}

// Inventory is the suite of what is held where.
func Inventory(t *testing.T, open Fresh) {
	for name, f := range map[string]func(*testing.T, *store.Store){
		"round trip":              roundTrip,
		"replaces":                replaces,
		"sets of any size":        sets,
		"twice in one batch":      twice,
		"all or none":             allOrNone,
		"sweeps what is gone":     sweeps,
		"keeps what it saw":       keeps,
		"keeps what another saw":  another,
		"keeps if not enumerated": incomplete,
		"errors are tried again":  errorsAgain,
		"names of any bytes":      names,
		"filters":                 filters,
		"runs and sources":        runs,
		"many units":              many,
	} {
		t.Run(name, func(t *testing.T) { f(t, open(t)) })
	}
}

func n(v int64) *int64 { return &v }

// Unit is an invented unit with everything set.
func Unit(source, name string) inventory.Unit {
	return inventory.Unit{
		Source: source, Name: name, Job: "job-" + name, Stamp: "1:2:3", Size: 1234,
		At: time.Date(2026, 11, 22, 1, 2, 3, 456789000, time.UTC),
		Parts: []inventory.Part{
			{
				Name: name + "!/members", Type: "text/csv", Charset: "shift_jis", Form: "csv", Size: 99, Records: 12,
				People: inventory.People{Min: n(3), N: n(4), Max: n(5), Error: 0.0078}, Set: []byte{0, 1, 255},
				Fields: []inventory.Field{
					{Name: "個人番号", Kind: pii.JapanIndividualNumber, Values: 12, Valid: 11, People: n(4), Likelihood: 0.99,
						Masks: []string{"12**********", `"<&>\`}, Why: 1<<63 | 5, Holder: "人事部", Country: "JP"},
					{Name: "mail", Kind: pii.EmailAddress, Values: 3, Valid: 3, Likelihood: 0.75},
				},
				More: 7, Place: name + "!/table", Of: 1200,
				Lived: inventory.Lived{First: time.Unix(1_600_000_000, 0).UTC(), Last: time.Unix(1_700_000_000, 0).UTC(), Gone: true, Versions: 3, Authors: 2},
			},
			{
				Name: name + "!/notes", Type: "text/plain", Charset: "utf-8", Form: "text", Size: -1,
				Fields: []inventory.Field{{Kind: pii.PhoneNumber, Values: 1, Valid: 1, Likelihood: 0.9, Masks: []string{"090-****-**78"}}},
				Located: []inventory.Located{
					{ID: "00112233aabbccdd", Kind: pii.PhoneNumber, Record: 1, Line: 2, Start: 3, End: 16, Likelihood: 0.9, Mask: "090-****-**78", Why: 3},
					{ID: "ffffffffffffffff", Kind: pii.PersonName, Field: "f", Place: "B12", Likelihood: 1},
				},
			},
			{Name: name + "!/locked", Form: "text", Error: "open: encrypted", Class: "unreadable"},
		},
	}
}

func begin(t *testing.T, s *store.Store, id string, sources ...string) {
	t.Helper()
	must(t, s.Begin(t.Context(), inventory.Run{ID: id, Sources: sources, Engine: "e1", Key: "k1", Started: time.Unix(int64(1000+len(id)), 0).UTC()}))
}

func roundTrip(t *testing.T, s *store.Store) {
	begin(t, s, "r1", "dir")
	u := Unit("dir", "a.zip")
	must(t, s.Record(t.Context(), "r1", []inventory.Unit{u}))
	got, err := s.Load(t.Context(), "dir", "a.zip")
	must(t, err)
	if d := cmp.Diff(u, got, opts); d != "" {
		t.Error(d)
	}
	if got.Parts[1].People.N != nil {
		t.Error("an unknown number of people came back as known")
	}
	if _, err := s.Load(t.Context(), "dir", "b.zip"); err == nil {
		t.Error("loading a unit that is not there: no error")
	}
}

func replaces(t *testing.T, s *store.Store) {
	begin(t, s, "r1", "dir")
	u := Unit("dir", "a")
	must(t, s.Record(t.Context(), "r1", []inventory.Unit{u}))
	u.Job, u.Parts = "job2", u.Parts[:1]
	u.Parts[0].Fields = u.Parts[0].Fields[1:]
	must(t, s.Record(t.Context(), "r1", []inventory.Unit{u}))
	got, err := s.Load(t.Context(), "dir", "a")
	must(t, err)
	if d := cmp.Diff(u, got, opts); d != "" {
		t.Error(d)
	}
}

// sets come back as they were written, and are gone once they are replaced.
func sets(t *testing.T, s *store.Store) {
	begin(t, s, "r1", "dir")
	u := Unit("dir", "a")
	for _, size := range []int{1 << 20, 256 << 10, 256<<10 + 1, 3, 5<<20 + 7, 0} {
		for i := range u.Parts {
			set := make([]byte, size/(i+1))
			for k := range set {
				set[k] = byte(k*7 + k>>11 + i)
			}
			u.Parts[i].Set = set
		}
		must(t, s.Record(t.Context(), "r1", []inventory.Unit{u}))
		got, err := s.Load(t.Context(), "dir", "a")
		must(t, err)
		if len(got.Parts) != len(u.Parts) {
			t.Fatalf("%d parts, want %d", len(got.Parts), len(u.Parts))
		}
		for i := range u.Parts {
			if !bytes.Equal(got.Parts[i].Set, u.Parts[i].Set) {
				t.Errorf("a set of %d bytes came back as %d bytes, or others", len(u.Parts[i].Set), len(got.Parts[i].Set))
			}
		}
	}
}

func twice(t *testing.T, s *store.Store) {
	begin(t, s, "r1", "dir")
	a, b := Unit("dir", "a"), Unit("dir", "a")
	b.Job, b.Parts = "later", b.Parts[1:2]
	must(t, s.Record(t.Context(), "r1", []inventory.Unit{a, Unit("dir", "x"), b}))
	got, err := s.Load(t.Context(), "dir", "a")
	must(t, err)
	if d := cmp.Diff(b, got, opts); d != "" {
		t.Error(d)
	}
}

func allOrNone(t *testing.T, s *store.Store) {
	begin(t, s, "r1", "dir")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Record(ctx, "r1", []inventory.Unit{Unit("dir", "a"), Unit("dir", "b")}); err == nil {
		t.Error("recording with a cancelled context: no error")
	}
	known, err := s.Known(t.Context(), "dir")
	must(t, err)
	if len(known) != 0 {
		t.Errorf("%d units recorded by a call that failed", len(known))
	}
}

func record(t *testing.T, s *store.Store, run, source string, names ...string) {
	t.Helper()
	var us []inventory.Unit
	for _, name := range names {
		us = append(us, Unit(source, name))
	}
	must(t, s.Record(t.Context(), run, us))
}

func wantKnown(t *testing.T, s *store.Store, source string, names ...string) {
	t.Helper()
	got, err := s.Known(t.Context(), source)
	must(t, err)
	want := map[string]string{}
	for _, name := range names {
		want[name] = "job-" + name
	}
	if d := cmp.Diff(want, got, opts); d != "" {
		t.Error(d)
	}
}

func sweeps(t *testing.T, s *store.Store) {
	begin(t, s, "r1", "dir", "other")
	record(t, s, "r1", "dir", "a", "b")
	record(t, s, "r1", "other", "a")
	must(t, s.Finish(t.Context(), "r1", []string{"dir", "other"}))
	begin(t, s, "r22", "dir")
	record(t, s, "r22", "dir", "b")
	must(t, s.Finish(t.Context(), "r22", []string{"dir"}))
	wantKnown(t, s, "dir", "b")
	wantKnown(t, s, "other", "a")
	for h, err := range s.Parts(t.Context(), inventory.Filter{Source: "dir"}) {
		must(t, err)
		if h.Unit == "a" {
			t.Errorf("part %q of a swept unit is left", h.Name)
		}
	}
}

func keeps(t *testing.T, s *store.Store) {
	begin(t, s, "r1", "dir")
	record(t, s, "r1", "dir", "a", "b", "c")
	must(t, s.Finish(t.Context(), "r1", []string{"dir"}))
	begin(t, s, "r22", "dir")
	must(t, s.Seen(t.Context(), "r22", "dir", []string{"a", "c", "never heard of"}))
	must(t, s.Finish(t.Context(), "r22", []string{"dir"}))
	wantKnown(t, s, "dir", "a", "c")
}

// another run that goes on meanwhile may meet a unit after this one did: whoever ends first, the unit is there.
func another(t *testing.T, s *store.Store) {
	begin(t, s, "r0", "dir")
	record(t, s, "r0", "dir", "a", "b", "gone")
	must(t, s.Finish(t.Context(), "r0", []string{"dir"}))
	begin(t, s, "r1", "dir")
	begin(t, s, "r2", "dir")
	must(t, s.Seen(t.Context(), "r1", "dir", []string{"a"}))
	record(t, s, "r1", "dir", "b", "c")
	must(t, s.Seen(t.Context(), "r2", "dir", []string{"a"}))
	record(t, s, "r2", "dir", "b", "c")
	must(t, s.Finish(t.Context(), "r1", []string{"dir"}))
	wantKnown(t, s, "dir", "a", "b", "c")
	must(t, s.Finish(t.Context(), "r2", []string{"dir"}))
	wantKnown(t, s, "dir", "a", "b", "c")
}

func incomplete(t *testing.T, s *store.Store) {
	begin(t, s, "r1", "dir")
	record(t, s, "r1", "dir", "a", "b")
	must(t, s.Finish(t.Context(), "r1", []string{"dir"}))
	begin(t, s, "r22", "dir")
	record(t, s, "r22", "dir", "b")
	must(t, s.Finish(t.Context(), "r22", nil))
	wantKnown(t, s, "dir", "a", "b")
}

func errorsAgain(t *testing.T, s *store.Store) {
	begin(t, s, "r1", "dir")
	u := inventory.Unit{Source: "dir", Name: "a", Job: "job-a", Error: `open "a": permission denied`, Class: "unreadable", At: time.Unix(5, 0).UTC()}
	must(t, s.Record(t.Context(), "r1", []inventory.Unit{u}))
	wantKnown(t, s, "dir")
	got, err := s.Load(t.Context(), "dir", "a")
	must(t, err)
	if d := cmp.Diff(u, got, opts); d != "" {
		t.Error(d)
	}
}

func names(t *testing.T, s *store.Store) {
	begin(t, s, "r1", "dir")
	all := []string{"new\nline", "\xff\xfe", "顧客'; DROP TABLE units; --", "a?b%20c", "nul\x00in"}
	record(t, s, "r1", "dir", all...)
	wantKnown(t, s, "dir", all...)
	for _, name := range all {
		if _, err := s.Load(t.Context(), "dir", name); err != nil {
			t.Error(err)
		}
	}
}

func filters(t *testing.T, s *store.Store) {
	begin(t, s, "r1", "dir", "other")
	record(t, s, "r1", "dir", "a", "b")
	record(t, s, "r1", "other", "a")
	for _, c := range []struct {
		name string
		f    inventory.Filter
		want int
	}{
		{"all", inventory.Filter{}, 9},
		{"source", inventory.Filter{Source: "dir"}, 6},
		{"unit", inventory.Filter{Source: "dir", Unit: "b"}, 3},
		{"personal", inventory.Filter{Personal: true}, 6},
		{"kind", inventory.Filter{Kinds: []pii.Kind{pii.PhoneNumber, pii.CriminalRecord}}, 3},
		{"kind not there", inventory.Filter{Kinds: []pii.Kind{pii.CriminalRecord}}, 0},
	} {
		got, located := 0, 0
		for h, err := range s.Parts(t.Context(), c.f) {
			must(t, err)
			got++
			located += len(h.Located)
		}
		if got != c.want {
			t.Errorf("%s: %d parts, want %d", c.name, got, c.want)
		}
		if located != 0 {
			t.Errorf("%s: located findings that nobody asked for", c.name)
		}
	}
	for h, err := range s.Parts(t.Context(), inventory.Filter{Located: true, Kinds: []pii.Kind{pii.PhoneNumber}}) {
		must(t, err)
		if len(h.Located) != 2 {
			t.Errorf("%d located findings, want 2", len(h.Located))
		}
		break // stopping early is allowed
	}
}

func runs(t *testing.T, s *store.Store) {
	begin(t, s, "r1", "dir", "other")
	record(t, s, "r1", "dir", "a", "b")
	record(t, s, "r1", "other", "a")
	must(t, s.Finish(t.Context(), "r1", []string{"dir"}))
	begin(t, s, "r22", "dir")
	rs, err := s.Runs(t.Context())
	must(t, err)
	if len(rs) != 2 || rs[0].ID != "r22" || !rs[0].Ended.IsZero() || rs[1].Ended.IsZero() ||
		!cmp.Equal(rs[1].Sources, []string{"dir", "other"}) || rs[1].Engine != "e1" || rs[1].Key != "k1" {
		t.Errorf("runs: %+v", rs)
	}
	ss, err := s.Sources(t.Context())
	must(t, err)
	if len(ss) != 2 {
		t.Fatalf("sources: %+v", ss)
	}
	d, o := ss[0], ss[1]
	if d.Source != "dir" || d.Units != 2 || d.Parts != 6 || d.Bytes != 2*99 || d.Records != 24 || d.Errors != 2 || d.Run != "r1" || d.At.IsZero() {
		t.Errorf("source: %+v", d)
	}
	if o.Source != "other" || o.Run != "" || !o.At.IsZero() {
		t.Errorf("source that was never read to its end: %+v", o)
	}
}

func many(t *testing.T, s *store.Store) {
	begin(t, s, "r1", "dir")
	var us []inventory.Unit
	for i := range 700 {
		us = append(us, Unit("dir", fmt.Sprintf("%04d", i)))
	}
	must(t, s.Record(t.Context(), "r1", us))
	must(t, s.Record(t.Context(), "r1", us[:300]))
	i := 0
	for h, err := range s.Parts(t.Context(), inventory.Filter{Located: true}) {
		must(t, err)
		u := us[i/3]
		want := inventory.Holding{Source: "dir", Unit: u.Name, At: u.At, Part: u.Parts[i%3]}
		if d := cmp.Diff(want, h, opts); d != "" {
			t.Fatal(d)
		}
		i++
	}
	if i != 2100 {
		t.Errorf("%d parts, want 2100", i)
	}
}
