package stay_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	detectors "github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/stay"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/world"
)

// memory is a source of bodies in memory; those called the same are pieces of one place.
type memory struct {
	names  []string
	bodies [][]byte
	place  string
}

func one(name string, body []byte) memory {
	return memory{names: []string{name}, bodies: [][]byte{body}}
}

func (m memory) Name() string { return "memory" }
func (m memory) Close() error { return nil }
func (m memory) Units(context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		for i, n := range m.names {
			if m.bodies[i] == nil {
				if !yield(source.Unit{Name: n}, fault.Errorf(fault.Unavailable, "no answer")) {
					return
				}
				continue
			}
			if !yield(source.Unit{Name: n, Place: m.place, Size: int64(len(m.bodies[i]))}, nil) {
				return
			}
		}
	}
}
func (m memory) Open(_ context.Context, u source.Unit) (*source.Body, error) {
	b := m.bodies[slices.Index(m.names, u.Name)]
	r := bytes.NewReader(b)
	return &source.Body{Body: content.Body{Name: u.Name, Size: int64(len(b)), R: r, At: r}, Changed: func() bool { return false }, Close: func() error { return nil }}, nil
}

func reader(t testing.TB) *stay.Reader {
	t.Helper()
	k, err := pii.NewKey(bytes.Repeat([]byte{7}, pii.KeySize), "fingerprint")
	if err != nil {
		t.Fatal(err)
	}
	return &stay.Reader{Engine: engine.New(engine.Config{Detectors: detectors.All(), Key: k, Run: k, Workers: 2}), Formats: formats.All(), Limits: content.DefaultLimits(), TempDir: t.TempDir()}
}

func snapshot(t testing.TB, w *world.World, store, n int) ([]byte, [][]string) {
	t.Helper()
	var b bytes.Buffer
	if err := w.WriteSnapshot(&b, store, n); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b.Bytes())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), rows
}

// TestTimeAndColumn lays what is found over the rows of a club's members, where who left stays with a flag and a date.
func TestTimeAndColumn(t *testing.T) {
	w := world.New(world.Options{Seed: 4, People: 3000})
	body, rows := snapshot(t, w, world.App, 3)
	flag, day := slices.Index(rows[0], "taikai_flg"), slices.Index(rows[0], "taikai_bi")
	before := time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)
	var past, left, inTime, dated int
	for _, r := range rows[1:] {
		if r[day] != "" {
			dated++
		}
		at, err := time.Parse(time.RFC3339, r[day])
		old := err == nil && at.Before(before)
		if old {
			past++
		}
		switch {
		case r[flag] != "1":
		case old || r[day] == "":
			left++
		default:
			inTime++
		}
	}
	if past < 20 || inTime < 20 || left < 20 {
		t.Fatalf("the world has %d past, %d left, %d left and within the time: too few to tell", past, left, inTime)
	}
	res, err := reader(t).Run(t.Context(), one("member.csv", body), stay.Options{Key: "kaiin_no", From: "TAIKAI_BI", Before: before,
		Columns: []stay.Column{{Name: "taikai_flg", Values: []string{" 1 "}}}})
	if err != nil {
		t.Fatal(err)
	}
	p := res.Parts[0]
	if len(res.Parts) != 1 || p.Name != "member.csv" || p.Records != int64(len(rows)-1) || !p.HasFrom || !p.HasColumn || !p.HasKey || p.Dated != int64(dated) {
		t.Errorf("%+v, %d dated", p, dated)
	}
	for _, c := range []struct {
		what string
		got  *stay.People
		want int
	}{{"past", &p.Past, past}, {"left", &p.Left, left}, {"in time", &p.InTime, inTime}, {"past of all", &res.Whole.Past, past}} {
		if n := c.got.Count(); n == nil || n.N != int64(c.want) || c.got.Records != int64(c.want) || c.got.Blind != 0 {
			t.Errorf("%s: %+v of %d records, want %d", c.what, n, c.got.Records, c.want)
		}
	}
	if p.Oldest.IsZero() || !p.Oldest.Before(before) {
		t.Errorf("oldest %v", p.Oldest)
	}
}

// TestList finds those of a list again in an older copy: by the key, and where there is none by what identifies them.
func TestList(t *testing.T) {
	w := world.New(world.Options{Seed: 5, People: 2000})
	old, rows := snapshot(t, w, world.CRM, 0)
	_, now := snapshot(t, w, world.CRM, 3)
	there := map[string]bool{}
	for _, r := range now[1:] {
		there[r[0]] = true
	}
	var list bytes.Buffer
	out := csv.NewWriter(&list)
	_ = out.Write([]string{"no", "mail", "reason"})
	mail := slices.Index(rows[0], "メールアドレス")
	want, mails := 0, 0
	for _, r := range rows[1:] {
		if !there[r[0]] {
			_ = out.Write([]string{r[0], r[mail], "x"})
			want++
			if r[mail] != "" {
				mails++
			}
		}
	}
	out.Flush()
	if want < 30 || mails < 10 {
		t.Fatalf("%d left, %d with an address: too few to tell", want, mails)
	}
	rd := reader(t)
	for _, c := range []struct {
		key   string
		least int
		most  int
	}{{"顧客番号", want, want}, {"", mails, want}} {
		l, err := rd.List(t.Context(), one("left.csv", list.Bytes()), "no")
		if err != nil {
			t.Fatal(err)
		}
		if l.Records != int64(want) || l.Without != 0 {
			t.Errorf("list of %d, %d without", l.Records, l.Without)
		}
		res, err := rd.Run(t.Context(), one("backup.csv", old), stay.Options{Key: c.key, Left: []*stay.List{l}})
		if err != nil {
			t.Fatal(err)
		}
		if n := res.Whole.Left.Count(); n == nil || n.N < int64(c.least) || n.N > int64(c.most) {
			t.Errorf("key %q: %+v, want %d to %d", c.key, n, c.least, c.most)
		}
	}
	if _, err := rd.List(t.Context(), one("left.csv", list.Bytes()), "nothere"); fault.Of(err) != fault.Usage {
		t.Errorf("a list without its key: %v", err)
	}
}

// TestOdd reads what is not as it should be.
func TestOdd(t *testing.T) {
	rd := reader(t)
	run := func(m memory, o stay.Options) *stay.Result {
		t.Helper()
		r, err := rd.Run(t.Context(), m, o)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	o := stay.Options{From: "left", Before: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), Columns: []stay.Column{{"state", []string{"退会"}}}}
	table := "id,mail,left,state\n"
	for i := range 40 {
		table += fmt.Sprintf("%d,user%d@example.jp,%s,%s\n", i, i/2, [...]string{"2019-05-01", "", "9999-12-31", "あした"}[i%4], [...]string{"", "退会"}[i%2])
	}
	r := run(one("a.csv", []byte(table)), o)
	p := r.Parts[0]
	if p.Dated != 10 || p.Past.Records != 10 || p.Past.Count().N != 10 || p.Left.Records != 20 || p.Oldest.Year() != 2019 {
		t.Errorf("%+v", p)
	}
	r = run(one("a.csv", []byte("id,name\n1,x\n2,y\n")), o)
	if p := r.Whole; p.HasFrom || p.HasColumn || p.Past.Count() != nil || len(r.Fields) != 2 {
		t.Errorf("columns that are not there: %+v %v", p, r.Fields)
	}
	r = run(one("a.csv", []byte("no,left\n"+strings.Repeat("1,2019-01-01\n", 30))), o)
	if p := r.Whole; p.Past.Records != 30 || p.Past.Blind != 30 || p.Past.Count() != nil {
		t.Errorf("records of nobody: %+v", p)
	}
	r = run(one("a.txt", []byte("山田太郎は2019-01-01に退会した。\n")), o)
	if r.Whole.Records != 0 || len(r.Parts) != 0 {
		t.Errorf("running text: %+v", r.Whole)
	}
	r = run(memory{names: []string{"t/1", "t/2", "gone"}, bodies: [][]byte{[]byte(table), []byte(table), nil}, place: "t"}, o)
	if len(r.Parts) != 1 || r.Parts[0].Name != "t" || r.Parts[0].Past.Records != 20 || r.Parts[0].Past.Count().N != 10 || len(r.Skipped) != 1 {
		t.Errorf("pieces of one table: %+v %v", r.Parts[0], r.Skipped)
	}
	if r := run(memory{}, o); len(r.Parts) != 0 || r.Whole.Past.Count() != nil {
		t.Errorf("nothing: %+v", r)
	}
}
