package journal

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

var t0 = time.Date(2026, 12, 4, 1, 0, 0, 0, time.UTC)

func who(n int) Person { return Person([]byte(fmt.Sprintf("%016d", n))) }

func opened(t testing.TB, dir string) *Journal {
	t.Helper()
	j, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestRemembers(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir)
	must(t, j.Begin(Batch{Case: "2026-0001", ID: "N1", Channel: "email", Content: "aa"}))
	for i := 1; i <= 5; i++ {
		must(t, j.Intend(&Letter{Persons: []Person{who(i), who(100 + i)}, Row: int64(i), Lang: "ja", Hash: [32]byte{byte(i)}, At: t0}))
	}
	must(t, j.Done(Outcome{who(1), Sent, 250, "2.0.0", t0.Add(time.Second)}, Outcome{who(2), Failed, 550, "5.1.1", t0}, Outcome{who(3), Later, 451, "", t0}))
	must(t, j.Done(Outcome{who(4), Sent, 250, "", t0.Add(time.Minute)}))
	must(t, j.Bounced(Outcome{who(4), Failed, 0, "5.1.1", t0}, Outcome{who(4), Failed, 0, "5.1.1", t0}))
	must(t, j.Done(Outcome{who(9), Failed, 550, "5.7.1", t0})) // refused before it was about to be sent
	sum, err := j.Mark(t0)
	must(t, err)
	must(t, j.Close())

	j = opened(t, dir)
	defer j.Close()
	want := Counts{Sent: 2, Failed: 2, Uncertain: 1, Later: 1, Bounced: 1, First: t0.Add(time.Second), Last: t0.Add(time.Minute)}
	if d := cmp.Diff(want, j.Counts()); d != "" {
		t.Error(d)
	}
	for p, f := range map[Person]Fate{who(1): Sent, who(101): Sent, who(2): Failed, who(3): Later, who(4): Sent, who(5): Uncertain, who(105): Uncertain, who(6): None} {
		if got, _ := j.Fate(p); got != f {
			t.Errorf("%s: %v, want %v", p, got, f)
		}
	}
	if b, ok := j.Batch(); !ok || b.ID != "N1" || b.Content != "aa" {
		t.Error(b, ok)
	}
	open, err := Uncertainties(dir)
	if d := cmp.Diff(map[Person]Doubt{who(5): {5, t0}}, open); d != "" || err != nil {
		t.Error(d, err)
	}
	proofs, err := Proofs(dir, who(104))
	if err != nil || len(proofs) != 1 || proofs[0].Fate.Fate != Sent || proofs[0].Bounce == nil || proofs[0].Hash != [32]byte{4} || proofs[0].Content != "aa" {
		t.Errorf("%+v %v", proofs, err)
	}
	if proofs, err := Proofs(dir, who(9)); err != nil || len(proofs) != 1 || proofs[0].Fate.Fate != Failed {
		t.Errorf("%+v %v", proofs, err)
	}
	var marks []string
	must(t, Read(dir, Reader{Mark: func(s string) { marks = append(marks, s) }}))
	if d := cmp.Diff([]string{sum}, marks); d != "" {
		t.Error(d)
	}
	if names, err := Batches(filepath.Dir(dir)); err != nil || len(names) != 1 {
		t.Error(names, err)
	}
}

// TestTorn: cut anywhere, the journal opens; nobody is taken for told who was not, and whoever was about to be sent a letter before the
// cut is told of.
func TestTorn(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir)
	must(t, j.Begin(Batch{Case: "2026-0001", ID: "N1"}))
	for i := range 40 {
		must(t, j.Intend(&Letter{Persons: []Person{who(i)}, Row: int64(i), Lang: "ja", At: t0}))
		if i%2 == 0 {
			must(t, j.Done(Outcome{who(i), Sent, 250, "", t0}))
		}
	}
	must(t, j.Close())
	whole, err := os.ReadFile(filepath.Join(dir, FileName))
	must(t, err)
	at := map[string]int{} // where each record ends
	for i := range 40 {
		l := appendLetter(nil, typeIntent, &Letter{Persons: []Person{who(i)}, Row: int64(i), Lang: "ja", At: t0})
		at[fmt.Sprint("I", i)] = bytes.Index(whole, l) + len(l)
		f := appendOutcome(nil, typeFate, &Outcome{who(i), Sent, 250, "", t0})
		if k := bytes.Index(whole, f); k >= 0 {
			at[fmt.Sprint("F", i)] = k + len(f)
		}
	}
	for cut := 0; cut <= len(whole); cut += 37 {
		for _, tail := range [][]byte{nil, make([]byte, 100)} {
			d := t.TempDir()
			must(t, os.WriteFile(filepath.Join(d, FileName), append(bytes.Clone(whole[:cut]), tail...), 0o600))
			j, err := Open(d)
			if err != nil {
				if cut < len(magic) && tail != nil {
					continue // no journal at all
				}
				t.Fatalf("cut at %d: %v", cut, err)
			}
			for i := range 40 {
				want := None
				if at[fmt.Sprint("I", i)] <= cut {
					want = Uncertain
				}
				if e, ok := at[fmt.Sprint("F", i)]; ok && e <= cut {
					want = Sent
				}
				if got, _ := j.Fate(who(i)); got != want {
					t.Fatalf("cut at %d: %d is %v, want %v", cut, i, got, want)
				}
			}
			must(t, j.Intend(&Letter{Persons: []Person{who(99)}, At: t0}))
			must(t, j.Close())
			j = opened(t, d)
			if f, _ := j.Fate(who(99)); f != Uncertain {
				t.Fatalf("cut at %d: what came after the cut is lost", cut)
			}
			must(t, j.Close())
		}
	}
}

// TestDamaged: what is not the end of the file is not cut off.
func TestDamaged(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir)
	for i := range 2000 {
		must(t, j.Done(Outcome{who(i), Sent, 250, "2.0.0", t0}))
	}
	must(t, j.Close())
	path := filepath.Join(dir, FileName)
	whole, err := os.ReadFile(path)
	must(t, err)
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		b := bytes.Clone(whole)
		b[rnd.IntN(len(b)-torn-100)] ^= 0x40
		must(t, os.WriteFile(path, b, 0o600))
		if _, err := Open(dir); fault.Of(err) != fault.Unreadable {
			t.Fatalf("damage was taken: %v", err)
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, b) {
			t.Fatal("the damaged file was changed")
		}
	}
}

// TestTogether: many at a time; an Intend that returned is in the file.
func TestTogether(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir)
	var wg sync.WaitGroup
	for g := range 10 {
		wg.Go(func() {
			for i := range 30 {
				p := who(g*1000 + i)
				if err := j.Intend(&Letter{Persons: []Person{p}, At: t0}); err != nil {
					t.Error(err)
				}
				if i == 29 {
					open, err := Uncertainties(dir)
					if _, ok := open[p]; !ok || err != nil {
						t.Errorf("intended and not there: %v", err)
					}
				}
				if err := j.Done(Outcome{p, Sent, 250, "", t0}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if c := j.Counts(); c.Sent != 300 || c.Uncertain != 0 {
		t.Errorf("%+v", c)
	}
	must(t, j.Close())
	if err := j.Intend(&Letter{Persons: []Person{who(1)}}); err == nil {
		t.Error("written after its end")
	}
	j = opened(t, dir)
	defer j.Close()
	if c := j.Counts(); c.Sent != 300 {
		t.Errorf("%+v", c)
	}
}

// TestFull: once something could not be written, nothing may be sent.
func TestFull(t *testing.T) {
	j := opened(t, t.TempDir())
	_ = j.file.Close()
	if err := j.Intend(&Letter{Persons: []Person{who(1)}}); !errors.Is(err, os.ErrClosed) {
		t.Errorf("%v", err)
	}
	if err := j.Done(Outcome{Person: who(1)}); err == nil {
		t.Error("goes on")
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte(magic))
	f.Add(append([]byte(magic), appendLetter(nil, typeIntent, &Letter{Persons: []Person{who(1)}, At: t0})...))
	f.Fuzz(func(t *testing.T, b []byte) {
		dir := t.TempDir()
		must(t, os.WriteFile(filepath.Join(dir, FileName), b, 0o600))
		j, err := Open(dir)
		if err != nil {
			if fault.Of(err) != fault.Unreadable {
				t.Error(err)
			}
			return
		}
		must(t, j.Intend(&Letter{Persons: []Person{who(1)}, At: t0}))
		must(t, j.Close())
	})
}

// TestPromised: what was promised is not synced one by one; what is uncertain afterwards depends on whether only the program ended, or the
// machine.
func TestPromised(t *testing.T) {
	if booted() == "" {
		t.Skip("this system does not tell its starts apart")
	}
	here := booted
	t.Cleanup(func() { booted = here })
	elsewhere := func() string { return "another start" }
	dir := t.TempDir()
	j := opened(t, dir)
	must(t, j.Begin(Batch{Case: "2026-0001", ID: "b", At: t0}))
	letters := make([]*Letter, 6)
	for i := range letters {
		letters[i] = &Letter{Persons: []Person{who(i)}, Row: int64(i + 1), Lang: "ja", At: t0}
	}
	letters[5].Persons = append(letters[5].Persons, who(50))
	must(t, j.Promise(letters))
	path := filepath.Join(dir, FileName)
	synced, err := os.ReadFile(path)
	must(t, err)
	for _, l := range letters[:3] {
		must(t, j.Intend(l))
	}
	must(t, j.Done(Outcome{Person: who(0), Fate: Sent, Reply: 250, At: t0}, Outcome{Person: who(1), Fate: Later, Reply: 451, At: t0}))
	must(t, j.Intend(letters[3]))
	written, err := os.ReadFile(path)
	must(t, err)
	must(t, j.Close())
	closed, err := os.ReadFile(path)
	must(t, err)

	all := "sent later uncertain uncertain none none none"
	for name, c := range map[string]struct {
		file   []byte
		booted func() string
		want   string
	}{
		"killed":                           {written, here, all},
		"machine failed":                   {written, elsewhere, "sent uncertain uncertain uncertain uncertain uncertain uncertain"},
		"machine failed, nothing was left": {synced, elsewhere, "uncertain uncertain uncertain uncertain uncertain uncertain uncertain"},
		"killed before anything":           {synced, here, "none none none none none none none"},
		"ended":                            {closed, here, all},
		"ended, another start":             {closed, elsewhere, all},
	} {
		t.Run(name, func(t *testing.T) {
			booted = c.booted
			dir := t.TempDir()
			must(t, os.WriteFile(filepath.Join(dir, FileName), c.file, 0o600))
			p, err := Peek(dir)
			must(t, err)
			unread, err := Uncertainties(dir)
			must(t, err)
			j := opened(t, dir)
			for _, x := range []*Journal{p, j} {
				var got []string
				for _, n := range []int{0, 1, 2, 3, 4, 5, 50} {
					f, _ := x.Fate(who(n))
					got = append(got, f.String())
				}
				if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
					t.Error(diff)
				}
			}
			must(t, j.Close())
			booted = elsewhere // whatever was settled stays so
			doubts, err := Uncertainties(dir)
			must(t, err)
			if diff := cmp.Diff(unread, doubts); diff != "" {
				t.Error("before and after it was opened:", diff)
			}
			want := map[Person]Doubt{}
			for i, f := range strings.Fields(c.want)[:6] {
				if f == "uncertain" {
					want[who(i)] = Doubt{int64(i + 1), t0}
				}
			}
			if diff := cmp.Diff(want, doubts); diff != "" {
				t.Error(diff)
			}
			again := opened(t, dir)
			defer again.Close()
			if f, _ := again.Fate(who(4)); f.String() != strings.Fields(c.want)[4] {
				t.Error("opened again:", f)
			}
		})
	}
}

// TestPromisedAnew: a letter that had failed is promised again; if the machine fails then, nobody takes it for failed.
func TestPromisedAnew(t *testing.T) {
	if booted() == "" {
		t.Skip("this system does not tell its starts apart")
	}
	here := booted
	t.Cleanup(func() { booted = here })
	dir := t.TempDir()
	j := opened(t, dir)
	must(t, j.Begin(Batch{Case: "2026-0001", ID: "b", At: t0}))
	l := &Letter{Persons: []Person{who(1)}, Row: 1, Lang: "ja", At: t0}
	must(t, j.Promise([]*Letter{l}))
	must(t, j.Intend(l))
	must(t, j.Done(Outcome{Person: who(1), Fate: Failed, Reply: 550, At: t0}))
	must(t, j.Promise([]*Letter{l}))
	file, err := os.ReadFile(filepath.Join(dir, FileName))
	must(t, err)
	must(t, j.Close())
	must(t, os.WriteFile(filepath.Join(dir, FileName), file, 0o600))
	booted = func() string { return "another start" }
	j = opened(t, dir)
	defer j.Close()
	if f, _ := j.Fate(who(1)); f != Uncertain {
		t.Error(f)
	}
}

// TestNotToldApart: where starts of the machine are not told apart, nothing is promised, and each intent is synced.
func TestNotToldApart(t *testing.T) {
	here := booted
	t.Cleanup(func() { booted = here })
	booted = func() string { return "" }
	j := opened(t, t.TempDir())
	defer j.Close()
	l := &Letter{Persons: []Person{who(1)}, Row: 1, Lang: "ja", At: t0}
	must(t, j.Promise([]*Letter{l}))
	must(t, j.Intend(l))
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.have != j.want || j.want == 0 {
		t.Errorf("%d of %d bytes synced", j.have, j.want)
	}
}

// TestWrote: letters of a file are known with their fates, and as many as may be fit into what may be torn.
func TestWrote(t *testing.T) {
	dir := t.TempDir()
	j := opened(t, dir)
	must(t, j.Begin(Batch{Case: "2026-0001", ID: "b", At: t0}))
	st, err := os.Stat(filepath.Join(dir, FileName))
	must(t, err)
	var letters []*Letter
	var fates []Outcome
	for i := range MostAtOnce {
		letters = append(letters, &Letter{Persons: []Person{who(i), who(MostAtOnce + i)}, Row: int64(i + 1), Lang: "ja", At: t0})
		fates = append(fates, Outcome{Person: who(i), Fate: Sent, Status: "1234", At: t0})
	}
	must(t, j.Wrote(letters, fates))
	if c := j.Counts(); c.Sent != MostAtOnce || c.Uncertain != 0 {
		t.Errorf("%+v", c)
	}
	must(t, j.Close())
	after, err := os.Stat(filepath.Join(dir, FileName))
	must(t, err)
	if n := after.Size() - st.Size(); n > torn {
		t.Errorf("%d bytes are more than %d, which may be torn", n, torn)
	}
	j = opened(t, dir)
	defer j.Close()
	for _, n := range []int{0, MostAtOnce - 1, 2*MostAtOnce - 1} {
		if f, _ := j.Fate(who(n)); f != Sent {
			t.Error(n, f)
		}
	}
}

// TestManyPromises: more promises than one group may have are settled in several.
func TestManyPromises(t *testing.T) {
	if booted() == "" {
		t.Skip("this system does not tell its starts apart")
	}
	here := booted
	t.Cleanup(func() { booted = here })
	dir := t.TempDir()
	j := opened(t, dir)
	must(t, j.Begin(Batch{Case: "2026-0001", ID: "b", At: t0}))
	const many = 1700
	for i := 0; i < many; i += 100 {
		var list []*Letter
		for k := i; k < i+100; k++ {
			list = append(list, &Letter{Persons: []Person{who(k)}, Row: int64(k + 1), Lang: "ja", At: t0})
		}
		must(t, j.Promise(list))
	}
	file, err := os.ReadFile(filepath.Join(dir, FileName))
	must(t, err)
	must(t, j.Close())
	must(t, os.WriteFile(filepath.Join(dir, FileName), file, 0o600))
	booted = func() string { return "another start" }
	j = opened(t, dir)
	defer j.Close()
	if c := j.Counts(); c.Uncertain != many {
		t.Errorf("%+v", c)
	}
	doubts, err := Uncertainties(dir)
	must(t, err)
	if len(doubts) != many || doubts[who(many-1)].Row != many {
		t.Errorf("%d, %+v", len(doubts), doubts[who(many-1)])
	}
}
