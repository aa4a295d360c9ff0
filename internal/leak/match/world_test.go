package match_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/match"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/world"
)

var suffix = map[string]string{"": "csv", "csv": "csv", "hits": "json", "jsonl": "json", "mysqldump": "sql", "pgcopy": "sql"}

// TestWorldCounts compares the counts of children and of regions with the truth.
func TestWorldCounts(t *testing.T) {
	w, e := world.New(world.Options{Seed: 7, People: 800}), newEngine(t)
	for store := range w.Stores {
		for _, format := range []string{"csv", "hits", "mysqldump"} {
			var b bytes.Buffer
			truth, err := w.WriteDump(&b, world.Dump{Takes: []world.Take{{Store: store}}, At: w.Snapshots()[2].Add(30 * 24 * time.Hour), Format: format, Duplicate: 0.2})
			if err != nil {
				t.Fatal(err)
			}
			r, err := match.Run(t.Context(), match.Options{Engine: e, Formats: formats.All(), Limits: content.DefaultLimits(), Now: func() time.Time { return today }},
				memory{"dump." + suffix[format], b.Bytes()}, "dump")
			if err != nil {
				t.Fatal(err)
			}
			p := r.Match.People
			if n := int64(truth.Minors(today)); p.MinorsNow == nil || *p.MinorsNow != n {
				t.Errorf("%s as %s: %v children now, want %d", w.Stores[store].Name, format, p.MinorsNow, n)
			}
			wrong := 0
			for _, x := range p.Regions {
				d := truth.Regions[world.Place{Country: x.Country, Name: x.Name}] - int(x.People)
				wrong += max(d, -d)
			}
			if p.Placed == 0 || wrong > int(p.Placed)/100 {
				t.Errorf("%s as %s: %d of %d regions differ", w.Stores[store].Name, format, wrong, p.Placed)
			}
		}
	}
}

// TestVerdicts passes the whole way, from bytes to the verdict, over dumps of which the truth is known.
func TestVerdicts(t *testing.T) {
	const seeds, people = uint64(1), 1000
	e := newEngine(t)
	right, all := 0, 0
	confusion := map[string]int{}
	for seed := range seeds {
		w := world.New(world.Options{Seed: 100 + seed, People: people, MyNumber: seed%2 == 1})
		mid := w.Snapshots()[1].Add(80 * 24 * time.Hour)
		for store := range w.Stores {
			for name, d := range map[string]world.Dump{
				"plain": {}, "hits": {Format: "hits", Rename: true}, "reformatted": {Reformat: true, Shuffle: true, Format: "jsonl"}, "foreign": {Foreign: 0.4},
				"twice": {Duplicate: 0.3}, "a tenth corrupt": {Corrupt: 0.1}, "a fifth corrupt": {Corrupt: 0.2, Format: "mysqldump"}, "scrambled": {Scramble: true},
				"scrambled hits": {Scramble: true, Format: "hits"}, "invented": {Invented: 400}, "few invented": {Invented: 200, Format: "pgcopy"}, "of a library": {Invented: 400, Library: true}, "a few": {Takes: []world.Take{{Of: 0.1}}},
			} {
				if d.Takes == nil {
					d.Takes = []world.Take{{}}
				}
				d.Takes[0].Store = store
				d.At, d.Seed = mid, seed
				var b bytes.Buffer
				truth, err := w.WriteDump(&b, d)
				if err != nil {
					t.Fatal(err)
				}
				r, err := match.Run(t.Context(), match.Options{Engine: e, Formats: formats.All(), Limits: content.DefaultLimits(), Now: func() time.Time { return today }},
					memory{"dump." + suffix[d.Format], b.Bytes()}, "dump")
				if err != nil {
					t.Fatal(err)
				}
				g := r.Match.Genuine
				all++
				confusion[truth.Genuine+" taken for "+g.Verdict]++
				if g.Verdict == truth.Genuine {
					right++
					continue
				}
				msg := fmt.Sprintf("%s of %s, seed %d: %s, want %s", name, w.Stores[store].Name, seed, g.Verdict, truth.Genuine)
				for _, e := range g.Evidence {
					if e.Of > 0 {
						msg += fmt.Sprintf("\n      %s %v %d of %d %s %.2f", e.Code, e.Kind, e.N, e.Of, e.For, e.Weight)
					}
				}
				t.Log(msg)
			}
		}
	}
	t.Logf("%d of %d; %v", right, all, confusion)
	if 100*right < 90*all {
		t.Errorf("%d of %d verdicts are right", right, all)
	}
}
