package index

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"testing"
	"time"

	_ "modernc.org/sqlite"
)

var (
	largePersons = flag.Uint64("persons", 0, "persons of the large run; 0: none")
	largeMemory  = flag.Int64("memory", 0, "memory of the large run's builds, in MiB; 0: the default")
	largePeers   = flag.Bool("peers", false, "measure peers in the large run")
	largeDir     = flag.String("large", "", "folder of the large run; default: a temporary one")
)

// TestLarge builds an index of many persons with an identity and four values each, adds a snapshot, and prints what both
// took: go test -run Large -v ./internal/people/index -args -persons 10000000 -peers
func TestLarge(t *testing.T) {
	persons := *largePersons
	if persons == 0 {
		t.Skip("no -persons")
	}
	dir := *largeDir
	if dir == "" {
		dir = t.TempDir()
	}
	path := filepath.Join(dir, "large.people")
	measure := func(name string, do func() Meta) {
		before, _ := usage()
		begun := time.Now()
		m := do()
		wall := time.Since(begun)
		after, peak := usage()
		t.Logf("%s: %v (processor %v), peak %d MiB since the start, %d facts + %d identities, %d bytes: %.2f a fingerprint, %.2f an identifier",
			name, wall.Round(time.Millisecond), (after - before).Round(time.Millisecond), peak>>20, m.Facts, m.Rows, m.Size,
			float64(m.Size)/float64(m.Facts+m.Rows), float64(m.Size)/float64(m.Facts))
	}
	x, err := Open(path)
	if err != nil { // else a run before left it there
		measure("first snapshot", func() Meta { return inventIndex(t, path, persons, nil, 0, *largeMemory<<20, true) })
		x = must(Open(path))
		measure("second snapshot, one value in forty changed", func() Meta { return inventIndex(t, path, persons, x, 1, *largeMemory<<20, true) })
		x = must(Open(path))
	}
	defer x.Close()
	measure("verify", func() Meta {
		if err := x.Verify(t.Context()); err != nil {
			t.Fatal(err)
		}
		return x.Meta()
	})
	ask := newQuestions(persons)
	hot := invented(0, hotName)
	dst := make([]Fact, 0, 1<<20)
	t.Log("look-ups, nanoseconds each (the best round, and processor time of all rounds):")
	t.Logf("  absent            %v", best(ask.n, func(i int) { must(x.Find(ask.absent[i], dst[:0])) }))
	t.Logf("  present           %v", best(ask.n, func(i int) { must(x.Find(ask.present[i], dst[:0])) }))
	t.Logf("  count of present  %v", best(ask.n, func(i int) { must(x.Count(ask.present[i])) }))
	t.Logf("  has, common name  %v", best(ask.n, func(i int) { must(x.Has(hot, uint32(i), dst[:0])) }))
	t.Logf("  count, common name %v (of %d)", best(ask.n, func(int) { must(x.Count(hot)) }), must(x.Count(hot)))
	t.Logf("  row               %v", best(ask.n, func(i int) { must(x.Row(uint32(uint64(i) * 7919 % persons))) }))
	if *largePeers {
		peers(t, x, ask, dir)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

type questions struct {
	n               int
	absent, present []FP
}

func newQuestions(persons uint64) *questions {
	r := rand.New(rand.NewPCG(1, 2))
	q := &questions{n: 1 << 18}
	for range q.n {
		q.absent = append(q.absent, invented(r.Uint64N(persons), 201))
		q.present = append(q.present, invented(1+1000*r.Uint64N(persons/1000)+r.Uint64N(998), uint8(1+r.IntN(3))))
	}
	return q
}

// taken is what a call took, in nanoseconds: in the best round of a few thousand, which is one that nothing interrupted, and
// of processor time on average.
type taken struct{ best, cpu int64 }

func (n taken) String() string { return fmt.Sprintf("%d (%d)", n.best, n.cpu) }

func best(n int, do func(i int)) taken {
	for i := range n { // pages are mapped, partitions verified
		do(i)
	}
	const round, times = 2048, 4
	least := time.Duration(1 << 62)
	before, _ := usage()
	for range times {
		for from := 0; from < n; from += round {
			begun := time.Now()
			for i := from; i < min(n, from+round); i++ {
				do(i)
			}
			if n-from >= round {
				least = min(least, time.Since(begun))
			}
		}
	}
	after, _ := usage()
	return taken{least.Nanoseconds() / round, (after - before).Nanoseconds() / int64(times*n)}
}

// peers answers the same questions in other ways.
func peers(t *testing.T, x *Index, ask *questions, dir string) {
	t.Log("peers, nanoseconds each (as above):")
	flat, err := os.Create(filepath.Join(dir, "flat"))
	if err != nil {
		t.Fatal(err)
	}
	defer flat.Close()
	const width = 20
	var all []byte
	for f, err := range x.Facts() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f.FP[:]...)
		all = binary.LittleEndian.AppendUint32(all, f.Row)
		all = binary.LittleEndian.AppendUint32(all, f.Interval<<8|uint32(f.Field))
	}
	if _, err := flat.Write(all); err != nil {
		t.Fatal(err)
	}
	n := len(all) / width
	runtime.GC() // all is not needed any more
	b, err := mapFile(flat, n*width)
	if err != nil {
		t.Fatal(err)
	}
	search := func(fp *FP) int {
		return sort.Search(n, func(i int) bool { return bytes.Compare(b[i*width:][:len(fp)], fp[:]) >= 0 })
	}
	t.Logf("  sorted file of %d bytes an entry, mapped, binary search, no checksum: absent %v, present %v", width,
		best(ask.n/4, func(i int) { search(&ask.absent[i]) }), best(ask.n/4, func(i int) { search(&ask.present[i]) }))

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	table := map[FP]uint32{}
	for i := range n {
		table[FP(b[i*width:])] = uint32(i)
	}
	runtime.ReadMemStats(&after)
	sum := uint32(0)
	t.Logf("  Go map of all fingerprints, %d bytes each in memory: absent %v, present %v", (after.HeapAlloc-before.HeapAlloc)/uint64(len(table)),
		best(ask.n, func(i int) { sum += table[ask.absent[i]] }), best(ask.n, func(i int) { sum += table[ask.present[i]] }))
	table = nil
	_ = unmapFile(b)
	runtime.GC()
	sqlitePeer(t, dir, min(*largePersons, 500_000))
}

// sqlitePeer is a table of some persons in SQLite.
func sqlitePeer(t *testing.T, dir string, persons uint64) {
	db, err := sql.Open("sqlite", filepath.Join(dir, "peer.db")+"?_pragma=synchronous(off)&_pragma=journal_mode(off)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	must(db.Exec("CREATE TABLE fact (fp BLOB, row INTEGER, field INTEGER, valid INTEGER, PRIMARY KEY (fp, row, field)) WITHOUT ROWID"))
	begun := time.Now()
	tx := must(db.Begin())
	put := must(tx.Prepare("INSERT INTO fact VALUES (?,?,?,0)"))
	for p := range persons {
		for f := range uint8(5) {
			fp := invented(p, f)
			must(put.Exec(fp[:], p, f))
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	built := time.Since(begun)
	st := must(os.Stat(filepath.Join(dir, "peer.db")))
	get := must(db.Prepare("SELECT row FROM fact WHERE fp = ?"))
	r := rand.New(rand.NewPCG(3, 4))
	look := func(fp FP) {
		rows := must(get.Query(fp[:]))
		for rows.Next() {
		}
		_ = rows.Close()
	}
	t.Logf("  SQLite of %d persons (pure Go), built in %v, %s bytes a fingerprint: absent %v, present %v", persons, built.Round(time.Millisecond),
		fmt.Sprintf("%.1f", float64(st.Size())/float64(5*persons)),
		best(20_000, func(int) { look(invented(r.Uint64N(persons), 201)) }), best(20_000, func(int) { look(invented(r.Uint64N(persons), 1)) }))
}
