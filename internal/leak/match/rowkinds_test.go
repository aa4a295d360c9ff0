package match

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// TestRowKinds lays the sets beside a map, with few different sets and with more than have numbers, in blocks of any size.
func TestRowKinds(t *testing.T) {
	for _, c := range []struct {
		name   string
		sets   uint64 // different ones at most
		people uint32
		wide   bool
	}{{"a table", 3, 5000, false}, {"texts", 2000, 5000, false}, {"made to hurt", 1 << 40, 90_000, true}} {
		t.Run(c.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, c.sets))
			var all rowKinds
			truth := map[uint32]row.Kinds{}
			for range 100 {
				var block []met
				for range r.IntN(2 * int(c.people) / 100) {
					m := met{r.Uint32N(c.people), row.Kinds(r.Uint64N(c.sets)<<1) | seenAtAll}
					block = append(block, m)
					truth[m.row] |= m.kinds
				}
				all.add(block)
			}
			if got := all.wide != nil; got != c.wide {
				t.Fatalf("eight bytes a row: %t", got)
			}
			p := Persons{set: &all}
			if p.Len() != int64(len(truth)) {
				t.Errorf("%d persons, want %d", p.Len(), len(truth))
			}
			got, before := map[uint32]row.Kinds{}, 1<<62
			for _, g := range p.Groups() {
				if len(g.Rows) > before || !slices.IsSorted(g.Rows) {
					t.Fatal("groups are out of order")
				}
				before = len(g.Rows)
				for _, x := range g.Rows {
					got[x] = g.Kinds | seenAtAll
				}
			}
			if d := cmp.Diff(truth, got); d != "" {
				t.Error(d)
			}
			rows := slices.Collect(p.All())
			if len(rows) != len(truth) || !slices.IsSorted(rows) {
				t.Errorf("%d rows", len(rows))
			}
		})
	}
}

// TestRowKindsMemory: a row of the index costs two bytes, grown by half at most; a person met again costs no memory.
func TestRowKindsMemory(t *testing.T) {
	var r rowKinds
	block := make([]met, 0, 1000)
	for x := uint32(0); x < 1_000_000; x += 2 {
		if block = append(block, met{x, row.KindsOf(pii.PersonName, pii.EmailAddress) | seenAtAll}); len(block) == cap(block) {
			r.add(block)
			block = block[:0]
		}
	}
	if per := float64(cap(r.ids)*2+cap(r.wide)*8) / 1_000_000; per > 4 {
		t.Errorf("%.1f bytes a row", per)
	}
	again := []met{{0, row.KindsOf(pii.PersonName) | seenAtAll}, {500_000, row.KindsOf(pii.EmailAddress) | seenAtAll}}
	if n := testing.AllocsPerRun(100, func() { r.add(again) }); n > 0 {
		t.Errorf("%.1f allocations", n)
	}
}
