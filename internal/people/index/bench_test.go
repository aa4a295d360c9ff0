package index

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// invented is a fingerprint of a person's value in a field: evenly spread, the same each time.
func invented(person uint64, field uint8) (f FP) {
	h := split(person<<8 | uint64(field))
	binary.BigEndian.PutUint64(f[:], h)
	binary.BigEndian.PutUint32(f[8:], uint32(split(h)))
	return f
}

func split(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// hotName is the field in whose values many persons are alike: one in a thousand has the same name.
const hotName = 200

// inventIndex builds an index of so many persons with four values each, and with a common name if hot.
func inventIndex(tb testing.TB, path string, persons uint64, former *Index, at int, memory int64, hot bool) Meta {
	tb.Helper()
	b, err := NewBuilder(Options{Store: "s", Key: "k", At: day0.AddDate(0, 0, at), Former: former, Dir: filepath.Dir(path), Memory: memory})
	if err != nil {
		tb.Fatal(err)
	}
	defer b.Close()
	for i, k := range []pii.Kind{pii.EmailAddress, pii.PhoneNumber, pii.PersonName, pii.StreetAddress} {
		if f, err := b.Field(k.String(), k); err != nil || int(f) != i+1 {
			tb.Fatal(f, err)
		}
	}
	facts := make([]New, 4)
	for p := range persons {
		for i := range facts {
			f := uint8(i + 1)
			facts[i] = New{invented(p, f), f}
		}
		if hot && p%1000 < 1 {
			facts[2].FP = invented(0, hotName)
		}
		if at > 0 && p%10 == 0 { // one in ten has moved since
			facts[3].FP = invented(p, uint8(100+at))
		}
		if err := b.Add(invented(p, 0), facts); err != nil {
			tb.Fatal(err)
		}
	}
	m, err := b.Write(tb.Context(), path)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// BenchmarkBuild builds an index of 200,000 persons with four values.
func BenchmarkBuild(b *testing.B) {
	const persons = 200_000
	path := filepath.Join(b.TempDir(), "s.people")
	b.ReportAllocs()
	var m Meta
	before, _ := usage()
	for b.Loop() {
		m = inventIndex(b, path, persons, nil, 0, 0, false)
	}
	after, _ := usage()
	b.ReportMetric(float64((after-before).Nanoseconds())/float64(b.N)/(5*persons), "cpu-ns/fact")
	b.ReportMetric(float64(m.Size)/(5*persons), "B/fact")
}

// BenchmarkFind looks fingerprints up in an index of a million persons: absent and present ones, and one that a thousand
// persons share.
func BenchmarkFind(b *testing.B) {
	const persons = 1_000_000
	path := filepath.Join(b.TempDir(), "s.people")
	inventIndex(b, path, persons, nil, 0, 0, true)
	x, err := Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	benchLookups(b, x, persons)
}

func benchLookups(b *testing.B, x *Index, persons uint64) {
	r := rand.New(rand.NewPCG(1, 2))
	absent, present := make([]FP, 1<<16), make([]FP, 1<<16)
	for i := range absent {
		absent[i] = invented(r.Uint64N(persons), 201)
		present[i] = invented(1+1000*r.Uint64N(persons/1000)+r.Uint64N(998), uint8(1+r.IntN(4)))
	}
	for _, fp := range absent { // every partition is verified once
		if _, err := x.Find(fp, nil); err != nil {
			b.Fatal(err)
		}
	}
	dst := make([]Fact, 0, 4096)
	run := func(name string, do func(i int) error) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			before, _ := usage()
			for i := 0; b.Loop(); i++ {
				if err := do(i & (1<<16 - 1)); err != nil {
					b.Fatal(err)
				}
			}
			after, _ := usage()
			b.ReportMetric(float64((after-before).Nanoseconds())/float64(b.N), "cpu-ns/op")
		})
	}
	run("Absent", func(i int) error { _, err := x.Find(absent[i], dst[:0]); return err })
	run("Present", func(i int) error {
		f, err := x.Find(present[i], dst[:0])
		if err == nil && len(f) != 1 {
			return fmt.Errorf("%d facts", len(f))
		}
		return err
	})
	hot := invented(0, hotName)
	run("CountPresent", func(i int) error { _, err := x.Count(present[i]); return err })
	run("CountHot", func(int) error { _, err := x.Count(hot); return err })
	run("HasHot", func(i int) error { _, err := x.Has(hot, uint32(i), dst[:0]); return err })
	run("FindHot", func(int) error { _, err := x.Find(hot, dst[:0]); return err })
	run("Row", func(i int) error { _, err := x.Row(uint32(uint64(i) * 7919 % persons)); return err })
}
