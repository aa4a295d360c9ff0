package people

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// TestSortedFindsWhatAMapFinds: keys that are hashes, and keys that are not, are found where they stand.
func TestSortedFindsWhatAMapFinds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, mask := range []uint64{^uint64(0), 0xff, 0xffff, 0xf << 60, 3 << 40} {
		for _, n := range []int{0, 1, 2, 50, 3000} {
			want := map[uint64]bool{}
			var s sorted
			for range n {
				k := r.Uint64() & mask
				want[k] = true
				s = append(s, k)
			}
			s = s.settle()
			if !slices.Equal(s, slices.Sorted(maps.Keys(want))) {
				t.Fatalf("mask %x, %d keys: not the distinct keys in order", mask, n)
			}
			for k := range want {
				if i, ok := s.index(k); !ok || s[i] != k {
					t.Fatalf("mask %x, %d keys: a key is not found", mask, n)
				}
				if _, ok := s.index(k ^ 1<<20); ok != want[k^1<<20] {
					t.Fatalf("mask %x, %d keys: a key that is not there is found", mask, n)
				}
			}
		}
	}
}

// BenchmarkCount counts a million records of two keys and a name; half of them share a key with another. Its memory is what
// ends a large table.
func BenchmarkCount(b *testing.B) {
	var s Set
	for i := range uint64(Exact - 1) {
		s.Add([3]pii.Kind{pii.EmailAddress, pii.PhoneNumber, pii.PersonName},
			[3]uint64{spread(i, 1), spread(i/2, 2), spread(i%100_000, 3)})
	}
	b.ReportAllocs()
	for b.Loop() {
		if c := s.Count(); c.N != Exact/2 {
			b.Fatalf("%d persons", c.N)
		}
	}
}

// TestCountIsThatOfAGraph: persons are what is left apart of a graph whose edges are the records, however often keys repeat.
func TestCountIsThatOfAGraph(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range []uint64{1, 30, 3000, 40_000} {
		for _, span := range []uint64{n/16 + 1, n/2 + 1, 4 * n, 1 << 40} {
			var s Set
			parent := map[uint64]uint64{}
			var find func(k uint64) uint64
			find = func(k uint64) uint64 {
				p, ok := parent[k]
				if !ok || p == k {
					parent[k] = k
					return k
				}
				parent[k] = find(p)
				return parent[k]
			}
			for range n {
				a, b := spread(r.Uint64N(span), 1), spread(r.Uint64N(span), 2)
				if r.IntN(8) == 0 {
					b = 0
				}
				s.Add([3]pii.Kind{pii.EmailAddress, pii.PhoneNumber}, [3]uint64{a, b})
				if root := find(a); b != 0 {
					parent[find(b)] = root
				}
			}
			var want int64
			for k, p := range parent {
				if k == p {
					want++
				}
			}
			if c := s.Count(); c.N != want || c.Error != 0 {
				t.Errorf("%d records of keys under %d: got %+v, want %d", n, span, c, want)
			}
		}
	}
}
