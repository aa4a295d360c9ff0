package report

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

// piece is a part of a table in which the persons from first to last stand.
func piece(t *testing.T, place, name string, first, last int) inventory.Part {
	t.Helper()
	var s people.Set
	for i := first; i <= last; i++ {
		s.Add([3]pii.Kind{pii.EmailAddress}, [3]uint64{uint64(i) * 0x9e3779b97f4a7c15})
	}
	set, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	n := int64(last - first + 1)
	return inventory.Part{Name: name, Place: place, Form: "csv", Records: n, People: inventory.People{Min: &n, N: &n, Max: &n}, Set: set,
		Fields: []inventory.Field{{Name: "mail", Kind: pii.EmailAddress, Values: n, Valid: n, People: &n, Likelihood: 0.9}}}
}

func TestPiecesAreToldAsOneThing(t *testing.T) {
	var s Pieces
	day := func(n int) time.Time { return time.Date(2020, 1, n, 0, 0, 0, 0, time.UTC) }
	a, b, c := piece(t, "users", "users#1", 1, 100), piece(t, "users", "users#2", 51, 150), piece(t, "orders", "orders#1", 1, 7)
	a.Lived = inventory.Lived{First: day(3), Last: day(5), Gone: true, Versions: 1, Authors: 2}
	b.Lived = inventory.Lived{First: day(1), Last: day(4), Gone: true, Versions: 2, Authors: 1}
	for _, p := range []inventory.Part{a, c, b} {
		if !s.Add("db", &p, day(9)) {
			t.Fatal("a piece is not taken")
		}
	}
	if alone := piece(t, "", "a.csv", 1, 2); s.Add("db", &alone, day(9)) {
		t.Error("what is no piece is taken")
	}
	got := map[string]inventory.Part{}
	for source, p := range s.Each {
		got[source+"/"+p.Name] = *p
	}
	u := got["db/users"]
	if len(got) != 2 || u.Records != 200 || *u.People.N != 150 || u.Fields[0].Values != 200 || !u.Fields[0].Least || *u.Fields[0].People != 100 {
		t.Errorf("%d things, %+v", len(got), u)
	}
	if d := cmp.Diff(inventory.Lived{First: day(1), Last: day(5), Gone: true, Versions: 3, Authors: 2}, u.Lived); d != "" {
		t.Error(d)
	}
	if o := got["db/orders"]; *o.People.N != 7 || *o.Fields[0].People != 7 {
		t.Errorf("of one piece: %+v", o)
	}
}

func TestPersonsOfPiecesThatCannotBeUnited(t *testing.T) {
	var s Pieces
	a, b := piece(t, "users", "users#1", 1, 100), piece(t, "users", "users#2", 51, 130)
	b.Set = nil // a replayed stream has none
	for _, p := range []inventory.Part{a, b} {
		s.Add("db", &p, time.Time{})
	}
	for _, p := range s.Each {
		if p.People.N != nil || *p.People.Min != 100 || *p.People.Max != 180 {
			t.Errorf("%+v", p.People)
		}
	}
}

func TestMemoryForPersonsOfPieces(t *testing.T) {
	var s Pieces
	p := piece(t, "members", "members", 1, 20_000)
	for range 50 { // versions of a file hold the same persons again and again
		s.Add("repo", &p, time.Time{})
	}
	if w := s.order[0]; w.lost || w.bytes > 4<<20 || s.bytes != w.bytes || w.bytes < 24*20_000 {
		t.Errorf("lost %v, %d bytes of %d", w.lost, w.bytes, s.bytes)
	}
	p = piece(t, "", "", 1, 200_000)
	for i := range 20 { // and a key of 8 bytes takes some 40 in a set
		p.Place = "t" + string(rune('a'+i))
		s.Add("db", &p, time.Time{})
		s.Add("db", &p, time.Time{})
	}
	sum, lost := 0, 0
	for _, w := range s.order {
		if sum += w.bytes; w.lost {
			lost++
		}
	}
	if sum != s.bytes || sum > pieceBytes || lost == 0 || lost > 12 {
		t.Errorf("%d bytes, %d told; %d lost", sum, s.bytes, lost)
	}
}

func TestPersonsOfTheOnlyPieceThatHasAny(t *testing.T) {
	var s Pieces
	a, b := piece(t, "users", "users#1", 1, 100), piece(t, "users", "users#2", 1, 1)
	a.Set, b.Set, b.People = nil, nil, inventory.People{}
	for _, p := range []inventory.Part{a, b} {
		s.Add("db", &p, time.Time{})
	}
	for _, p := range s.Each {
		if p.People.N == nil || *p.People.N != 100 {
			t.Errorf("%+v", p.People)
		}
	}
}

func TestASampleSaysWhatItMayMiss(t *testing.T) {
	p := piece(t, "users", "users", 1, 1000)
	n, most := int64(50_000), int64(50_000)
	p.Of, p.People.N, p.People.Max = 50_000, &n, &most
	var out strings.Builder
	h := NewText(&out, Options{Lang: "ja", Width: 80})
	s := &scan.Summary{Parts: 1, Records: 1000, People: p.People, Sample: scan.Sample{Read: 1000, Of: 50_000}}
	for _, err := range []error{h.Config(&scan.Config{}), h.Unit(&scan.Unit{Source: "db", Part: p}), h.Summary(s)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"50,000人分", "標本からの推計：最少1,000人、最多50,000人", "50,000行中1,000行（2％）", "0.3％未満"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not said:\n%s", want, out.String())
		}
	}
}
