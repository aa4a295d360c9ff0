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
