package shelf_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/shelf"
)

// made is a shelf of n things: names, people and tags by chance, with many alike.
func made(t testing.TB, source string, n int, seed uint64) (*shelf.Shelf, [][]byte, []string) {
	t.Helper()
	m, err := shelf.NewMaker()
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(seed, 1))
	var names []string
	for i := range n {
		name := fmt.Sprintf("部門%02d/Ｌist-%06d.csv", r.IntN(40), i)
		names = append(names, name)
		tags := []string{shelf.Held}
		if r.IntN(3) == 0 {
			tags = append(tags, shelf.KindTag("EMAIL_ADDRESS"))
		}
		if r.IntN(50) == 0 {
			tags = append(tags, shelf.Special)
		}
		m.Add(name, int64(r.IntN(30))-1, float64(r.IntN(100)), tags...)
	}
	b, texts, err := m.Finish()
	if err != nil {
		t.Fatal(err)
	}
	x, err := shelf.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	return &shelf.Shelf{Source: source, Index: x}, texts, names
}

// TestListGoesThroughEverythingOnce: page by page, in every order, what is chosen comes once and in order, over several sources.
func TestListGoesThroughEverythingOnce(t *testing.T) {
	a, _, _ := made(t, "a", 700, 1)
	b, _, _ := made(t, "b", 1, 2)
	c, _, _ := made(t, "c", 333, 3)
	for _, tags := range [][]string{nil, {shelf.Special}, {shelf.Held, shelf.KindTag("EMAIL_ADDRESS")}, {"none"}} {
		var want int64
		all := []*shelf.Shelf{a, b, c}
		for _, s := range all {
			s.Chosen = s.Choose(nil, tags...)
			want += s.Count()
		}
		for _, by := range []shelf.Order{shelf.ByPeople, shelf.ByHarm, shelf.ByName} {
			seen := map[shelf.Ref]bool{}
			var after *shelf.Ref
			last := 1e18
			for {
				page := shelf.List(all, by, after, 17)
				for _, r := range page {
					if seen[r] {
						t.Fatalf("%v %s: %v comes twice", tags, by, r)
					}
					if seen[r] = true; r.Rank > last {
						t.Fatalf("%v %s: %v comes after a rank of %v", tags, by, r, last)
					}
					last = r.Rank
				}
				if len(page) < 17 {
					break
				}
				after = &page[len(page)-1]
			}
			if int64(len(seen)) != want {
				t.Errorf("%v %s: %d of %d", tags, by, len(seen), want)
			}
		}
	}
}

// TestFindFindsWhatContains: in names of any width and case, all words of a text.
func TestFindFindsWhatContains(t *testing.T) {
	s, texts, names := made(t, "a", 60_000, 4) // several blocks
	for _, c := range []struct {
		words []string
		has   func(name string) bool
	}{
		{[]string{"list-000123.csv"}, func(n string) bool { return n[len(n)-10:] == "000123.csv" }},
		{[]string{"部門07", "99.csv"}, func(n string) bool { return n[:len("部門07")] == "部門07" && n[len(n)-6:] == "99.csv" }},
		{[]string{"nowhere"}, func(string) bool { return false }},
	} {
		got, err := shelf.Find(texts, c.words)
		if err != nil {
			t.Fatal(err)
		}
		var want, have []int
		for i, n := range names {
			if c.has(n) {
				want = append(want, i)
			}
			if got.Has(uint32(i)) {
				have = append(have, i)
			}
		}
		if d := cmp.Diff(want, have); d != "" {
			t.Errorf("%v: %s", c.words, d)
		}
	}
	if !slices.IsSortedFunc(s.ByName, func(a, b uint32) int { return cmp2(names[a], names[b]) }) {
		t.Error("not in the order of names")
	}
}

func cmp2(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// BenchmarkMillion lists and looks for things among a million.
func BenchmarkMillion(b *testing.B) {
	s, texts, _ := made(b, "a", 1_000_000, 5)
	after := &shelf.Ref{Source: "a", Ord: 500_000, Rank: 11}
	b.Run("list", func(b *testing.B) {
		for b.Loop() {
			s.Chosen = s.Choose(nil, shelf.Held, shelf.Special)
			s.Count()
			shelf.List([]*shelf.Shelf{s}, shelf.ByPeople, after, 50)
		}
	})
	b.Run("find", func(b *testing.B) {
		for b.Loop() {
			if _, err := shelf.Find(texts, []string{"list-123456"}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
