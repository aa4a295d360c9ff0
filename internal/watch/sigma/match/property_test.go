package match

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match/rule"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/sigmatest"
)

// TestIndexLikeRules: of rules of every kind, the index finds exactly those that match when each is evaluated.
func TestIndexLikeRules(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	matches, evaluated, all := 0, int64(0), 0
	for seed := range uint64(60) {
		g := sigmatest.New(seed)
		f := rule.Load(fstest.MapFS{"a.yml": &fstest.MapFile{Data: []byte(sigmatest.Many(40, g.Any))}}, rule.Options{})
		for _, p := range f.Problems {
			t.Fatalf("seed %d: %s", seed, p)
		}
		s, _ := NewSet(f, nil)
		indexed, naive := s.Matcher(0), s.Matcher(0)
		naive.naive = true
		for range 40 {
			var pairs []string
			for _, name := range sigmatest.Fields {
				for range r.IntN(3) { // absent, once, or an array
					v := g.Value()
					if r.IntN(12) == 0 {
						v = "<nil>"
					}
					pairs = append(pairs, name, v)
				}
			}
			a := access("test", pairs...)
			a.Text = []byte(g.Value())
			want := slices.Clone(naive.Match(a))
			if got := indexed.Match(a); !slices.Equal(want, got) {
				for _, n := range append(slices.Clone(want), got...) {
					if !slices.Contains(want, n) || !slices.Contains(got, n) {
						t.Logf("rule %d needs %v", n, s.needs[n])
					}
				}
				t.Fatalf("seed %d: %q %q: by the index %v, by each %v", seed, pairs, a.Text, got, want)
			}
			matches += len(want)
			all += len(s.plans)
		}
		evaluated += indexed.Evaluated
	}
	t.Logf("%d rules laid beside accesses, %d match, %d evaluated by the index", all, matches, evaluated)
	if matches < 1000 || evaluated > int64(all)*9/10 {
		t.Error("the test tells little")
	}
}

func FuzzMatch(f *testing.F) {
	g := sigmatest.New(99)
	for range 40 {
		f.Add([]byte(g.Any()), g.Value(), g.Value())
	}
	f.Add([]byte(g.Web()), "/index.php?x=1", "curl/8")
	f.Add([]byte(detection("s: {f|re: '(?i)kK|ſ'}\nk: ['\xff\xfe*x']\ncondition: s or k")), "\xff\xfe\x00x", "ſK")
	f.Fuzz(func(t *testing.T, text []byte, v, w string) {
		file := rule.Load(fstest.MapFS{"a.yml": &fstest.MapFile{Data: text}}, rule.Options{})
		for _, r := range file.Rules {
			r.Source = rule.Source{Category: "test"}
		}
		s, _ := NewSet(file, nil)
		if len(s.plans) == 0 {
			return
		}
		var accesses []*watch.Access
		for _, name := range append([]string{"f"}, s.fields...) {
			accesses = append(accesses, access("test", name, v, "g", w), access("test", name, w, name, v), access("test", name, v+w))
		}
		indexed, naive := s.Matcher(0), s.Matcher(0)
		naive.naive = true
		for i, a := range accesses[:min(len(accesses), 40)] {
			want := slices.Clone(naive.Match(a))
			if got := indexed.Match(a); !slices.Equal(want, got) {
				t.Fatalf("access %d: by the index %v, by each %v", i, got, want)
			}
		}
	})
}

// TestGlob lays the matcher of patterns beside a plain recursive one.
func TestGlob(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var plain func(p []rule.Piece, s string) bool
	plain = func(p []rule.Piece, s string) bool {
		if len(p) == 0 {
			return s == ""
		}
		if p[0].Kind == rule.Many {
			for i := range s { // characters are not parted
				if plain(p[1:], s[i:]) {
					return true
				}
			}
			return plain(p[1:], "")
		}
		n := step(p[0], []byte(s))
		return n > 0 && plain(p[1:], s[n:])
	}
	yes := 0
	for range 40_000 {
		var p []rule.Piece
		for range r.IntN(6) {
			switch r.IntN(5) {
			case 0, 1:
				p = append(p, rule.Piece{Kind: rule.Many})
			case 2:
				p = append(p, rule.Piece{Kind: rule.One})
			case 3:
				p = append(p, rule.Piece{Kind: rule.Dash})
			default:
				p = append(p, rule.Piece{Text: []string{"a", "ab", "ba", "é"}[r.IntN(4)]})
			}
		}
		s := ""
		for range r.IntN(7) {
			s += []string{"a", "b", "ab", "-", "—", "é"}[r.IntN(6)]
		}
		want := plain(p, s)
		if got := glob(p, []byte(s)); got != want {
			t.Fatalf("%v on %q: %v", p, s, got)
		}
		if want {
			yes++
		}
	}
	if yes < 2000 {
		t.Errorf("only %d are alike", yes)
	}
}

func TestDecimal(t *testing.T) {
	for s, want := range map[string]float64{"0": 0, "12": 12, "-3": -3, "+3": 3, "0.25": 0.25, ".5": 0.5, "5.": 5, "1e3": 1000, "1.5E-2": 0.015, "18446744073709551616": 18446744073709551616} {
		if got, ok := decimal([]byte(s)); !ok || got != want {
			t.Errorf("%q: %v %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "-", ".", "e3", "1e", "1e+", "1x", "x1", "1.2.3", "0x10", "1 ", "1e9999", fmt.Sprintf("%050d", 1)} {
		if got, ok := decimal([]byte(s)); ok {
			t.Errorf("%q: %v", s, got)
		}
	}
}
