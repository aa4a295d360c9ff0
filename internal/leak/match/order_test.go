package match

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/genuine"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/person"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row/rowtest"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/what"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// each of these has the aspect's methods.
var (
	_ row.Aspect[*person.Table]  = (*person.Table)(nil)
	_ row.Aspect[*what.Survey]   = (*what.Survey)(nil)
	_ row.Aspect[*genuine.Judge] = (*genuine.Judge)(nil)
)

// gathered is all aspects of this file's tests together.
type gathered struct {
	p *person.Table
	w *what.Survey
	g *genuine.Judge
}

func gather() *gathered { return &gathered{person.New(), new(what.Survey), genuine.New()} }

func (a *gathered) add(r *row.Record) { a.p.Add(r); a.w.Add(r); a.g.Add(r) }

func (a *gathered) merge(o *gathered) { a.p.Merge(o.p); a.w.Merge(o.w); a.g.Merge(o.g) }

func (a *gathered) match() (m leak.Match) {
	s := &row.Scene{Now: rowtest.Noon(2026, 11, 27), Taken: new(rowtest.Noon(2024, 5, 1))}
	m.People.Min, m.People.Max = new(int64(10)), new(int64(20))
	a.w.Fill(s, &m)
	a.p.People(s, &m)
	a.p.Harm(&m)
	a.p.Law(&m)
	a.g.Fill(&m)
	m.Kinds = a.p.Kinds()
	return m
}

func mixedRows(n int) []*row.Record {
	var out []*row.Record
	for i, cells := range rowtest.Stock(n, 41, rowtest.Japanese) {
		out = append(out, rowtest.Of(uint64(i/2+1), cells...)) // two records a person, which contradict each other
	}
	for i, cells := range rowtest.Corrupt(rowtest.Stock(n, 42, rowtest.Chinese), 5, 42) {
		out = append(out, rowtest.Of(uint64(i+1), cells...))
	}
	for i := range n / 10 {
		r := rowtest.Of(uint64(i%3), rowtest.Cell{"", pii.PersonName, "山田　太郎"}, rowtest.Cell{"", pii.MedicalTerm, "喘息"}, rowtest.Cell{"", pii.EthnicGroup, "回族"})
		r.All, r.Fields = nil, nil
		for k := range r.Values {
			r.Values[k].Field = -1
		}
		out = append(out, r)
	}
	return out
}

// TestOrder cuts the rows into blocks anywhere, adds them in any order on any worker, and merges in any order.
func TestOrder(t *testing.T) {
	rows := mixedRows(400)
	one := gather()
	for _, r := range rows {
		one.add(r)
	}
	want := one.match()
	if want.Genuine.Verdict == "" || len(want.Axes) == 0 || len(want.People.Regions) == 0 || want.What.From == nil {
		t.Fatalf("the rows tell too little: %+v", want)
	}
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(seed, 9))
		mixed := append([]*row.Record(nil), rows...)
		r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		workers := make([]*gathered, 1+r.IntN(7))
		for i := range workers {
			workers[i] = gather()
		}
		for _, x := range mixed {
			workers[r.IntN(len(workers))].add(x)
		}
		whole := gather()
		for _, i := range r.Perm(len(workers)) {
			whole.merge(workers[i])
		}
		if d := cmp.Diff(want, whole.match()); d != "" {
			t.Fatalf("seed %d: %s", seed, d)
		}
	}
}

// TestAllocs holds that a row costs no memory once the aspects are warm.
func TestAllocs(t *testing.T) {
	rows := mixedRows(200)
	a := gather()
	for range 2 {
		for _, r := range rows {
			a.add(r)
		}
	}
	i := 0
	if n := testing.AllocsPerRun(2000, func() {
		a.add(rows[i%len(rows)])
		i++
	}); n > 0 {
		t.Errorf("%.2f allocations a row", n)
	}
}

func BenchmarkAspects(b *testing.B) {
	rows := mixedRows(2000)
	for _, c := range []struct {
		name string
		add  func(a *gathered, r *row.Record)
	}{
		{"all", (*gathered).add},
		{"persons", func(a *gathered, r *row.Record) { a.p.Add(r) }},
		{"what", func(a *gathered, r *row.Record) { a.w.Add(r) }},
		{"genuine", func(a *gathered, r *row.Record) { a.g.Add(r) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			a := gather()
			for _, r := range rows {
				a.add(r)
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				c.add(a, rows[i%len(rows)])
				i++
			}
		})
	}
}

// FuzzRow gives the aspects rows that no engine would make.
func FuzzRow(f *testing.F) {
	f.Add("生年月日", "1988-02-30", uint8(pii.DateOfBirth), "sfzh", "11010519491231002X", uint8(pii.ChinaResidentIDNumber), uint64(1), 0)
	f.Add("", "", uint8(0), "", "", uint8(255), uint64(0), -1)
	f.Add("tel", "090-1234-5678", uint8(pii.PhoneNumber), "住所", "〒\xe3\x80東京", uint8(pii.StreetAddress), uint64(7), 99)
	f.Add("個人番号", "１２３４５６７８９０１８", uint8(pii.JapanIndividualNumber), "mail", "@", uint8(pii.EmailAddress), uint64(1<<63), 1)
	f.Add("氏名", "\xff\xfe", uint8(pii.PersonName), "kana", "ｱ\xef", uint8(pii.PersonNameKana), uint64(3), 0)
	f.Fuzz(func(t *testing.T, f1, v1 string, k1 uint8, f2, v2 string, k2 uint8, person uint64, field int) {
		r := &row.Record{Person: person, Fields: []string{f1, f2},
			All:    []content.Value{{Field: 0, Text: []byte(v1)}, {Field: field, Text: []byte(v2)}},
			Values: []row.Value{{Field: field, Kind: pii.Kind(k1), Text: []byte(v1)}, {Field: 1, Kind: pii.Kind(k2), Text: []byte(v2)}}}
		once, twice, parts := gather(), gather(), gather()
		for range 40 {
			once.add(r)
			twice.add(r)
			parts.add(&row.Record{Person: person, Values: r.Values})
		}
		twice.merge(parts)
		for range 40 {
			once.add(&row.Record{Person: person, Values: r.Values})
		}
		if d := cmp.Diff(once.match(), twice.match()); d != "" {
			t.Fatal(d)
		}
		m := once.match()
		sum := int64(0)
		for _, h := range m.Harm {
			sum += h.People
		}
		if n, _ := once.p.Count(); sum > n || m.People.Births > n || m.People.Placed > n || len(m.Harm) != len(leak.Levels) {
			t.Fatalf("%d persons: %+v", n, m)
		}
	})
}
