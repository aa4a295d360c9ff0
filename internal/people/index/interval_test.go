package index

import (
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
)

// TestIntervals: a set of snapshots, made longer by one after the other, says of each whether it is in.
func TestIntervals(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		s, id := newSets(), uint32(0)
		var in []bool
		for n := range 1 + r.IntN(60) {
			in = append(in, r.IntN(3) > 0)
			if in[n] {
				var err error
				if id, err = s.add(s.at(id), n); err != nil {
					t.Fatal(err)
				}
			}
		}
		back, ok := decodeSets(s.encode(), len(in))
		if !ok {
			t.Fatal("the table is not read back")
		}
		v, first, last, runs := back.at(id), -1, -1, 0
		for n, want := range in {
			if v.Contains(n) != want {
				t.Fatalf("snapshot %d of %v: %v", n, in, !want)
			}
			if want {
				if first < 0 {
					first = n
				}
				if last < 0 || last != n-1 {
					runs++
				}
				last = n
			}
		}
		if v.First() != first || v.Last() != last || v.Runs() != runs || v.Empty() != (first < 0) || v.Contains(-1) || v.Contains(len(in)) {
			t.Fatalf("%v: first %d, last %d, runs %d", in, v.First(), v.Last(), v.Runs())
		}
	}
}

// TestManyReaders: goroutines that ask one index at a time get the same answers; two of them verify a partition first.
func TestManyReaders(t *testing.T) {
	u := universe{rand.New(rand.NewPCG(5, 1)), false}
	m, path := newModel(), filepath.Join(t.TempDir(), "s.people")
	m.partKeys = 5
	m.step(t, u, path, 50, 0)
	x := must(Open(path))
	defer x.Close()
	ask := m.asked(u, 50)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			var dst []Fact
			for _, fp := range ask {
				var err error
				if dst, err = x.Find(fp, dst[:0]); err != nil {
					t.Error(err)
				}
				if n, err := x.Count(fp); err != nil || n != int64(len(dst)) {
					t.Errorf("count: %d, %v, found %d", n, err, len(dst))
				}
			}
		})
	}
	wait.Wait()
}

// TestNoAllocation: a look-up that has room allocates nothing.
func TestNoAllocation(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.people")
	inventIndex(t, path, 2000, nil, 0, 0, true)
	x := must(Open(path))
	defer x.Close()
	dst := make([]Fact, 0, 100)
	for name, fp := range map[string]FP{"absent": invented(1, 99), "present": invented(1, 1), "shared": invented(0, hotName)} {
		if n := testing.AllocsPerRun(100, func() {
			must(x.Find(fp, dst[:0]))
			must(x.Count(fp))
			must(x.Has(fp, 3, dst[:0]))
			must(x.Row(3))
		}); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
