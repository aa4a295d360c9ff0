package seen

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// hashed stands for keyed hashes: person n's of a kind.
func hashed(k pii.Kind, n int) uint64 { return mix(uint64(n)<<8 | uint64(k) | 1<<63) }

// dump gathers the persons from lo to hi, each twice.
func dump(lo, hi int, kinds ...pii.Kind) *Comparer {
	r := New()
	for range 2 {
		for n := lo; n < hi; n++ {
			var in row.Record
			for _, k := range kinds {
				in.Values = append(in.Values, row.Value{Kind: k, Hash: hashed(k, n)})
			}
			r.Add(&in)
		}
	}
	return r
}

func seenOf(r *Comparer, id string) Dump {
	return *r.Dump(&leak.Match{ID: id, Dump: id + ".csv", Started: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Key: "k", Records: r.records})
}

func TestRecycled(t *testing.T) {
	old := seenOf(dump(0, 1000, pii.EmailAddress, pii.PhoneNumber), "old")
	for name, c := range map[string]struct {
		now    *Comparer
		people int64
		want   []leak.Recycled
	}{
		"half":    {dump(500, 1500, pii.EmailAddress), 1000, []leak.Recycled{{Match: "old", Dump: "old.csv", Seen: old.When, Share: 0.5}}},
		"all":     {dump(100, 200, pii.PhoneNumber, pii.AccountID), 0, []leak.Recycled{{Match: "old", Dump: "old.csv", Seen: old.When, Share: 1}}},
		"none":    {dump(2000, 3000, pii.EmailAddress), 1000, []leak.Recycled{}},
		"no such": {dump(0, 1000, pii.AccountID), 1000, []leak.Recycled{}},
		// Only one in ten has an e-mail address, and all of these were seen.
		"few":       {dump(0, 100, pii.EmailAddress), 1000, []leak.Recycled{{Match: "old", Dump: "old.csv", Seen: old.When, Share: 0.1}}},
		"my number": {dump(0, 1000, pii.JapanIndividualNumber), 1000, []leak.Recycled{}},
		"names":     {dump(0, 1000, pii.PersonName), 1000, []leak.Recycled{}},
		"nothing":   {New(), 0, []leak.Recycled{}},
	} {
		if diff := cmp.Diff(c.want, c.now.Result([]Dump{old}, c.people)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	births := seenOf(dump(0, 100, pii.PersonName, pii.DateOfBirth), "births")
	if got := dump(50, 150, pii.PersonName, pii.DateOfBirth).Result([]Dump{births}, 100); len(got) != 1 || got[0].Share != 0.5 {
		t.Errorf("%+v", got)
	}
}

// TestSketch: beyond what it keeps, a share is within its error, however it was added and merged.
func TestSketch(t *testing.T) {
	const n = 200_000
	whole := &sketch{}
	parts := [3]sketch{}
	for i := range n {
		h := hashed(pii.EmailAddress, i)
		whole.add(h)
		parts[i%3].add(h)
		parts[(i+1)%3].add(h)
	}
	merged := &sketch{}
	for i := range parts {
		merged.merge(&parts[i])
	}
	whole.settle()
	merged.settle()
	if diff := cmp.Diff(whole.kept, merged.kept); diff != "" || whole.most != merged.most || len(whole.kept) != sketchSize {
		t.Errorf("merged differs: %d and %d, %x and %x", len(whole.kept), len(merged.kept), whole.most, merged.most)
	}
	if d := float64(whole.distinct()); math.Abs(d/n-1) > 2/math.Sqrt(sketchSize) {
		t.Errorf("%v distinct", d)
	}
	other := &sketch{}
	for i := n / 4; i < 2*n; i++ {
		other.add(hashed(pii.EmailAddress, i))
	}
	share, err, size := whole.within(other)
	if math.Abs(share-0.75) > err || err > 0.02 || size < 1000 {
		t.Errorf("%v ± %v of %d", share, err, size)
	}
	few := &sketch{}
	few.add(math.MaxUint64) // beyond all that the large one keeps
	if share, err, size := few.within(whole); share != 0 || err != 1 || size != 0 {
		t.Errorf("%v ± %v of %d", share, err, size)
	}
}

func TestRemember(t *testing.T) {
	home := t.TempDir()
	a := seenOf(dump(0, 1000, pii.EmailAddress, pii.PhoneNumber), "20261101T000000.000000Z-ABCDEF")
	b := seenOf(dump(0, 10, pii.EmailAddress), "b")
	b.When = b.When.Add(time.Hour)
	for _, s := range []Dump{a, b, b} {
		if err := Remember(home, &s); err != nil {
			t.Fatal(err)
		}
	}
	seen, skipped, err := Remembered(home, "k")
	if err != nil || len(skipped) > 0 || len(seen) != 2 || seen[0].ID != "b" {
		t.Fatalf("%+v %+v %v", seen, skipped, err)
	}
	for i, want := range []Dump{b, a} {
		got, err := seen[i].whole()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, *got, cmp.AllowUnexported(Dump{}, sketch{}), cmp.Transformer("nil", func(s []uint64) []uint64 { return append([]uint64{}, s...) })); diff != "" {
			t.Error(diff)
		}
	}
	got := dump(500, 1500, pii.EmailAddress).Result(seen, 1000)
	if diff := cmp.Diff([]leak.Recycled{{Match: a.ID, Dump: a.Name, Seen: a.When, Share: 0.5}}, got); diff != "" {
		t.Error(diff)
	}
	if _, skipped, _ := Remembered(home, "another"); len(skipped) != 2 || skipped[0].Class != "usage" {
		t.Errorf("%+v", skipped)
	}
	st, err := os.Stat(filepath.Join(home, "people", "seen", "b.seen"))
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", st, err)
	}
	for _, id := range []string{"", "../b", "a/b", ".b", "a\nb", "no"} {
		if err := Forget(home, id); fault.Of(err) != fault.Usage {
			t.Errorf("%q: %v", id, err)
		}
	}
	if err := Remember(home, &Dump{ID: "../x"}); fault.Of(err) != fault.Usage {
		t.Errorf("%v", err)
	}
	if err := Forget(home, "b"); err != nil {
		t.Error(err)
	}
	if got := dump(0, 10, pii.EmailAddress).Result(seen, 10); len(got) != 1 {
		t.Errorf("what was forgotten meanwhile: %+v", got)
	}
	if seen, _, _ := Remembered(home, "k"); len(seen) != 1 {
		t.Errorf("%d are left", len(seen))
	}
	if seen, skipped, err := Remembered(t.TempDir(), "k"); err != nil || len(seen)+len(skipped) > 0 {
		t.Errorf("an empty home: %v", err)
	}
}

func TestBadSeen(t *testing.T) {
	home := t.TempDir()
	s := seenOf(dump(0, 100, pii.EmailAddress), "a")
	if err := Remember(home, &s); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(home, "people", "seen", "a.seen")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 1
	for name, text := range map[string][]byte{"empty": nil, "truncated": whole[:len(whole)-1], "flipped": flipped, "longer": append(bytes.Clone(whole), 0),
		"huge": make([]byte, maxSeen+1)} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		seen, skipped, err := Remembered(home, "k")
		if err != nil || len(seen) > 0 || len(skipped) != 1 || skipped[0].Class != "unreadable" {
			t.Errorf("%s: %d, %+v, %v", name, len(seen), skipped, err)
		}
	}
	if err := os.WriteFile(filepath.Join(home, "people", "seen", "b\n.seen"), whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, skipped, _ := Remembered(home, "k"); len(skipped) != 2 || skipped[1].Name != `people/seen/b\x0a.seen` {
		t.Errorf("%+v", skipped)
	}
}

func FuzzSeen(f *testing.F) {
	s := seenOf(dump(0, 3, pii.EmailAddress, pii.PhoneNumber), "a")
	text, err := s.encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text[len(seenMagic) : len(text)-32])
	f.Fuzz(func(t *testing.T, body []byte) {
		whole := seal(append([]byte(seenMagic), body...))
		got, err := decode(whole)
		if err != nil {
			return
		}
		dump(0, 3, pii.EmailAddress).Result([]Dump{*got}, 3)
		again, err := got.encode()
		if err != nil {
			return
		}
		if _, err := decode(again); err != nil {
			t.Errorf("what was read cannot be written and read again: %v", err)
		}
	})
}

func BenchmarkRecycled(b *testing.B) {
	r := New()
	in := row.Record{Values: []row.Value{{Kind: pii.EmailAddress}, {Kind: pii.PhoneNumber}}}
	n := 0
	for b.Loop() {
		n++
		in.Values[0].Hash, in.Values[1].Hash = hashed(pii.EmailAddress, n), hashed(pii.PhoneNumber, n)
		r.Add(&in)
	}
}
