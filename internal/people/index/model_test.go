package index

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// model is the index as one would write it without thinking of time or memory.
type model struct {
	ids    map[FP]int // persons
	facts  map[modelFact][]int
	seen   map[int][]int
	snaps  int
	fields []string
	// keys of a partition; 0: many
	partKeys int
}

type modelFact struct {
	fp     FP
	person FP
	field  string
}

func newModel() *model {
	return &model{ids: map[FP]int{}, facts: map[modelFact][]int{}, seen: map[int][]int{}}
}

// universe invents fingerprints: few, so that persons share them, some alike in their first bytes.
type universe struct {
	r     *rand.Rand
	alike bool
}

func (u universe) fp(n int) FP {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	var f FP
	for i := range f {
		f[i] = byte(r.Uint32())
	}
	if u.alike { // of one head, or of few
		copy(f[:8], "ALIKEALI")
		f[7] = byte(n % 3)
	}
	return f
}

var day0 = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

var testFields = []struct {
	name string
	kind pii.Kind
}{{"メール", pii.EmailAddress}, {"電話", pii.PhoneNumber}, {"携帯", pii.PhoneNumber}, {"氏名", pii.PersonName},
	{"a", pii.EmailAddress}, {"b", pii.EmailAddress}, {"c", pii.EmailAddress}, {"d", pii.EmailAddress}, {"e", pii.EmailAddress}}

// step adds a snapshot to the file and to the model.
func (m *model) step(t testing.TB, u universe, path string, persons, memory int) {
	t.Helper()
	var former *Index
	if m.snaps > 0 {
		var err error
		if former, err = Open(path); err != nil {
			t.Fatal(err)
		}
	}
	b, err := NewBuilder(Options{Store: "s", Key: "k", At: day0.AddDate(0, 0, m.snaps), Former: former, Dir: t.TempDir(), Memory: int64(memory), partKeys: m.partKeys})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	nf := 1 + u.r.IntN(len(testFields))
	fields := make([]uint8, nf)
	for i := range fields {
		if fields[i], err = b.Field(testFields[i].name, testFields[i].kind); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(m.fields, testFields[i].name) {
			m.fields = append(m.fields, testFields[i].name)
		}
	}
	present := map[FP]bool{}
	valid := map[modelFact]bool{}
	for range persons {
		p := u.fp(u.r.IntN(persons * 2))
		var facts []New
		for range u.r.IntN(4) {
			k := u.r.IntN(nf)
			f := New{u.fp(1000 + u.r.IntN(persons)), fields[k]}
			if u.r.IntN(3) == 0 {
				f.FP = u.fp(999) // what many share
			}
			facts = append(facts, f)
			valid[modelFact{f.FP, p, testFields[k].name}] = true
		}
		if err := b.Add(p, facts); err != nil {
			t.Fatal(err)
		}
		present[p] = true
	}
	if _, err := b.Write(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	var fresh []FP
	for p := range present {
		if _, ok := m.ids[p]; !ok {
			fresh = append(fresh, p)
		}
	}
	slices.SortFunc(fresh, func(a, b FP) int { return slices.Compare(a[:], b[:]) })
	for _, p := range fresh {
		m.ids[p] = len(m.ids)
	}
	for p := range present {
		m.seen[m.ids[p]] = append(m.seen[m.ids[p]], m.snaps)
	}
	for f := range valid {
		m.facts[f] = append(m.facts[f], m.snaps)
	}
	m.snaps++
}

// plainFact is a fact as both sides can say it.
type plainFact struct {
	Row   int
	Field string
	Snaps string
}

func (m *model) find(fp FP) []plainFact {
	var out []plainFact
	for f, snaps := range m.facts {
		if f.fp == fp {
			out = append(out, plainFact{m.ids[f.person], f.field, fmt.Sprint(snaps)})
		}
	}
	if row, ok := m.ids[fp]; ok {
		out = append(out, plainFact{row, "", fmt.Sprint(m.seen[row])})
	}
	slices.SortFunc(out, comparePlain)
	return out
}

func comparePlain(a, b plainFact) int {
	return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Field, b.Field))
}

func (x *Index) snaps(id uint32) string {
	v := x.Interval(id)
	out := []int{}
	for i := range x.Meta().Snapshots {
		if v.Contains(i) {
			out = append(out, i)
		}
	}
	return fmt.Sprint(out)
}

func (x *Index) plain(f Fact) plainFact {
	p := plainFact{Row: int(f.Row), Snaps: x.snaps(f.Interval)}
	if f.Field != Identity {
		p.Field = x.Meta().Fields[f.Field-1].Name
	}
	return p
}

// asked are fingerprints that are there and that are not.
func (m *model) asked(u universe, persons int) []FP {
	out := []FP{{}, u.fp(999), FP(slices.Repeat([]byte{0xff}, 12))}
	for i := range persons * 2 {
		out = append(out, u.fp(i))
	}
	for i := range persons + 10 {
		out = append(out, u.fp(1000+i))
	}
	for _, f := range slices.Clone(out) {
		f[11]++
		out = append(out, f)
	}
	return out
}

// compare asks the index everything and compares with the model.
func (m *model) compare(t testing.TB, x *Index, ask []FP) {
	t.Helper()
	for _, fp := range ask {
		want := m.find(fp)
		facts, err := x.Find(fp, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.IsSortedFunc(facts, Fact.Compare) {
			t.Fatal("facts are not in order")
		}
		var got []plainFact
		for _, f := range facts {
			got = append(got, x.plain(f))
		}
		slices.SortFunc(got, comparePlain)
		if d := gocmp.Diff(want, got); d != "" {
			t.Fatalf("find: -want +got\n%s", d)
		}
		if n, err := x.Count(fp); err != nil || n != int64(len(want)) {
			t.Fatalf("count: %d, %v, want %d", n, err, len(want))
		}
		for row := range min(12, len(m.ids)+1) {
			n := 0
			for _, f := range want {
				if f.Row == row {
					n++
				}
			}
			has, err := x.Has(fp, uint32(row), nil)
			if err != nil || len(has) != n {
				t.Fatalf("has at row %d: %d facts, %v, want %d", row, len(has), err, n)
			}
		}
	}
	for row, snaps := range m.seen {
		r, err := x.Row(uint32(row))
		if err != nil || x.snaps(r.Interval) != fmt.Sprint(snaps) {
			t.Fatalf("row %d: %s, %v, want %v", row, x.snaps(r.Interval), err, snaps)
		}
		var want FieldSet
		for f := range m.facts {
			if m.ids[f.person] == row {
				want.Add(uint8(1 + slices.Index(m.fields, f.field)))
			}
		}
		if r.Fields != want {
			t.Fatalf("row %d: fields %x, want %x", row, r.Fields, want)
		}
	}
	if _, err := x.Row(uint32(len(m.ids))); err == nil {
		t.Fatal("a row that is not there")
	}
	m.compareMeta(t, x)
}

func (m *model) compareMeta(t testing.TB, x *Index) {
	t.Helper()
	meta := x.Meta()
	if meta.Rows != int64(len(m.ids)) || meta.Facts != int64(len(m.facts)) || len(meta.Snapshots) != m.snaps {
		t.Fatalf("meta: %+v", meta)
	}
	for i, s := range meta.Snapshots {
		var want Snapshot
		want.At, want.Records = day0.AddDate(0, 0, i), s.Records
		tally := func(snaps []int, there, came, gone *int64) {
			now, before := slices.Contains(snaps, i), slices.Contains(snaps, i-1)
			if now {
				*there++
			}
			if now && !before {
				*came++
			}
			if before && !now {
				*gone++
			}
		}
		for _, snaps := range m.seen {
			tally(snaps, &want.Persons, &want.NewPersons, &want.GonePersons)
		}
		for _, snaps := range m.facts {
			tally(snaps, &want.Facts, &want.NewFacts, &want.GoneFacts)
		}
		if d := gocmp.Diff(want, s); d != "" {
			t.Fatalf("snapshot %d: -want +got\n%s", i, d)
		}
	}
}

// TestIndexIsTheModel: over several snapshots in which persons and values vanish and come back, every answer is the naive
// model's, whether sorting took place in memory or in many runs.
func TestIndexIsTheModel(t *testing.T) {
	for seed := range uint64(16) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			u := universe{rand.New(rand.NewPCG(seed, 1)), seed%4 == 3}
			persons := []int{1, 5, 40, 200}[seed/2%4]
			memory := []int{0, 1 << 10}[seed%2]
			m, path := newModel(), filepath.Join(t.TempDir(), "s.people")
			m.partKeys = []int{0, 1, 7, 50}[seed/3%4]
			for range 5 {
				m.step(t, u, path, persons, memory)
			}
			x, err := Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer x.Close()
			m.compare(t, x, m.asked(u, persons))
			if err := x.Verify(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	}
}
