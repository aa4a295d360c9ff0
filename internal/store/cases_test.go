package store

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/chacha20poly1305"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// ledger opens the ledger in a folder, with a clock that stands still unless it is moved.
func ledger(t testing.TB, dir string) *Ledger {
	t.Helper()
	s, err := Open(context.Background(), filepath.Join(dir, "t.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	s.now = func() time.Time { return time.Date(2026, 12, 4, 9, 0, 0, 0, time.UTC) }
	seal, err := chacha20poly1305.NewX(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	return s.Ledger(ed25519.NewKeyFromSeed(make([]byte, 32)), seal, filepath.Join(dir, "config", "case-heads"))
}

// newCase opens a case with n events.
func newCase(t testing.TB, l *Ledger, n int) string {
	t.Helper()
	id, err := l.New(context.Background(), 2026)
	if err != nil {
		t.Fatal(err)
	}
	entries := []breach.Entry{{Body: breach.Opened{Title: "t"}}}
	for i := 1; i < n; i++ {
		entries = append(entries, breach.Entry{Body: breach.Looked{Asked: int64(i)}})
	}
	if _, err := l.Append(context.Background(), id, 0, "hanako", entries...); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestLedger(t *testing.T) {
	dir := t.TempDir()
	l := ledger(t, dir)
	ctx := t.Context()
	first, second := newCase(t, l, 1), newCase(t, l, 3)
	if first != "2026-0001" || second != "2026-0002" {
		t.Fatal(first, second)
	}
	secret := &breach.Secret{Indicators: []breach.Indicator{{Type: "ip", Value: "192.0.2.44", Name: "c"}}}
	got, err := l.Append(ctx, first, 1, "taro",
		breach.Entry{Body: breach.Added{ID: "E1", Sort: breach.FromAlert, Name: "alert"}, Secret: secret}, breach.Entry{Body: breach.Looked{Asked: 3}})
	if err != nil || len(got) != 2 || got[1].Seq != 3 || !got[1].At.After(got[0].At) {
		t.Fatal(got, err)
	}
	l.s.Close()
	l = ledger(t, dir)
	events, err := l.Events(ctx, first)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(got, events[1:]); d != "" {
		t.Error(d)
	}
	opened, err := events[1].Open(l.seal)
	if d := cmp.Diff(secret, opened); d != "" || err != nil {
		t.Error(d, err)
	}
	ids, err := l.Cases(ctx)
	if d := cmp.Diff([]string{first, second}, ids); d != "" || err != nil {
		t.Error(d, err)
	}
	for _, id := range []string{"", first} {
		r, err := l.Verify(ctx, id)
		if err != nil || len(r.Problems) > 0 || r.Head != got[1].Hash || r.Key == "" {
			t.Errorf("%q: %+v %v", id, r, err)
		}
		if want := int64(map[string]int{"": 6, first: 3}[id]); r.Events != want {
			t.Errorf("%q: %d events, want %d", id, r.Events, want)
		}
	}
	if ok, err := l.Whole(ctx); !ok || err != nil {
		t.Error(ok, err)
	}
	if ok, err := l.Has(ctx, got[0].Hash); !ok || err != nil {
		t.Error(ok, err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "t.db"))
	if err != nil || bytes.Contains(b, []byte("192.0.2.44")) {
		t.Error("what is sealed stands in the database", err)
	}
}

func TestLedgerRefuses(t *testing.T) {
	l := ledger(t, t.TempDir())
	ctx := t.Context()
	id := newCase(t, l, 2)
	note := breach.Entry{Body: breach.Looked{Asked: 1}}
	unopened, err := l.New(ctx, 2026)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		id    string
		seen  int64
		by    string
		entry breach.Entry
		want  fault.Class
	}{
		"seen fewer":          {id, 1, "a", note, fault.Changed},
		"seen more":           {id, 3, "a", note, fault.Changed},
		"never numbered":      {"2026-0099", 0, "a", breach.Entry{Body: breach.Opened{Title: "t"}}, fault.Usage},
		"no number":           {"x", 0, "a", note, fault.Usage},
		"not open":            {unopened, 0, "a", note, fault.Usage},
		"nobody":              {id, 2, "", note, fault.Usage},
		"a name with a break": {id, 2, "a\nb", note, fault.Usage},
		"no source":           {id, 2, "a", breach.Entry{Body: breach.Stated{Fact: breach.Fact{Name: "viewed", Value: breach.Value{Truth: law.No}, Status: breach.Asserted}}}, fault.Usage},
		"refuted by nobody":   {id, 2, "a", breach.Entry{Body: breach.Stated{Fact: breach.Fact{Name: "viewed", Status: breach.Refuted}}}, fault.Usage},
		"no UTF-8":            {id, 2, "a", breach.Entry{Body: breach.Closed{Why: "a\xffb"}}, fault.Usage},
		"no reason":           {id, 2, "a", breach.Entry{Body: breach.Counted{Count: breach.Count{Likely: new(int64)}, Source: "E1"}}, fault.Usage},
	} {
		if _, err := l.Append(ctx, tt.id, tt.seen, tt.by, tt.entry); fault.Of(err) != tt.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := l.Append(ctx, id, 2, "a", note, breach.Entry{Body: breach.Closed{}}); err == nil {
		t.Error("half of a batch is recorded")
	}
	if e, err := l.Events(ctx, id); len(e) != 2 || err != nil {
		t.Errorf("%d events, %v", len(e), err)
	}
	if _, err := l.Events(ctx, "2026-0099"); fault.Of(err) != fault.Usage {
		t.Error(err)
	}
	if _, err := l.Events(ctx, unopened); fault.Of(err) != fault.Usage {
		t.Error(err)
	}
}

// TestClockSetBack: the order of a case stays the order of time.
func TestClockSetBack(t *testing.T) {
	l := ledger(t, t.TempDir())
	id := newCase(t, l, 1)
	l.s.now = func() time.Time { return time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC) }
	if _, err := l.Append(t.Context(), id, 1, "a", breach.Entry{Body: breach.Looked{Asked: 1}}); err != nil {
		t.Fatal(err)
	}
	if r, err := l.Verify(t.Context(), ""); err != nil || len(r.Problems) > 0 {
		t.Error(r, err)
	}
}

func (l *Ledger) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	if _, err := l.s.db.ExecContext(context.Background(), query, args...); err != nil {
		t.Fatal(err)
	}
}

// TestVerifyFinds does to the database what somebody could who has no key, and finds each in the ledger, and in the case it is of.
func TestVerifyFinds(t *testing.T) {
	const victim = "2026-0001"
	forged := func(t *testing.T, l *Ledger, seq int64, edit func(*breach.Event)) {
		events, err := l.Events(t.Context(), victim)
		if err != nil {
			t.Fatal(err)
		}
		e := events[seq-1]
		edit(&e)
		if err := breach.Sign(&e, e.Prev, e.Before, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, 32))); err != nil {
			t.Fatal(err)
		}
		form, err := breach.Encode(&e)
		if err != nil {
			t.Fatal(err)
		}
		l.exec(t, "UPDATE case_events SET event = $1, hash = $2 WHERE case_id = $3 AND seq = $4", form, e.Hash[:], victim, seq)
	}
	for name, tt := range map[string]struct {
		do   func(t *testing.T, l *Ledger)
		want string
	}{
		"a damaged row": {func(t *testing.T, l *Ledger) {
			l.exec(t, "UPDATE case_events SET event = $1 WHERE seq = 2 AND case_id = $2", []byte("x"), victim)
		}, breach.UnreadFound},
		"an edited row": {func(t *testing.T, l *Ledger) { l.edit(t, victim, 2) }, breach.UnreadFound},
		"another hash": {func(t *testing.T, l *Ledger) {
			l.exec(t, "UPDATE case_events SET hash = $1 WHERE seq = 2 AND case_id = $2", make([]byte, 32), victim)
		}, breach.HashFound},
		"another time": {func(t *testing.T, l *Ledger) {
			l.exec(t, "UPDATE case_events SET at = 1 WHERE seq = 2 AND case_id = $1", victim)
		}, breach.OrderFound},
		"forged": {func(t *testing.T, l *Ledger) {
			forged(t, l, 3, func(e *breach.Event) { e.Body = breach.Looked{Asked: 99} })
		}, breach.SignFound},
		"forged, followed": {func(t *testing.T, l *Ledger) {
			forged(t, l, 2, func(e *breach.Event) { e.Body = breach.Looked{Asked: 99} })
		}, breach.LinkFound},
		"backdated": {func(t *testing.T, l *Ledger) { forged(t, l, 3, func(e *breach.Event) { e.At = e.At.Add(-time.Hour) }) }, breach.OrderFound},
		"removed": {func(t *testing.T, l *Ledger) {
			l.exec(t, "DELETE FROM case_events WHERE seq = 2 AND case_id = $1", victim)
		}, breach.GapFound},
		"the end removed": {func(t *testing.T, l *Ledger) {
			l.exec(t, "DELETE FROM case_events WHERE seq = 3 AND case_id = $1", victim)
		}, breach.MissingFound},
		"a case removed": {func(t *testing.T, l *Ledger) { l.exec(t, "DELETE FROM case_events WHERE case_id = $1", victim) }, breach.MissingFound},
		"all removed":    {func(t *testing.T, l *Ledger) { l.exec(t, "DELETE FROM case_events") }, breach.MissingFound},
		"the last removed": {func(t *testing.T, l *Ledger) {
			l.exec(t, "DELETE FROM case_events WHERE place > 3")
			l.exec(t, "DELETE FROM case_events WHERE seq = 3")
		}, breach.MissingFound},
		"reordered":       {func(t *testing.T, l *Ledger) { l.swap(t, victim, 2, victim, 3) }, breach.OrderFound},
		"swapped between": {func(t *testing.T, l *Ledger) { l.swap(t, victim, 2, "2026-0002", 2) }, breach.OrderFound},
		"heads removed":   {func(t *testing.T, l *Ledger) { must(t, os.Remove(l.heads)) }, breach.HeadsFound},
		"heads edited":    {func(t *testing.T, l *Ledger) { rewrite(t, l.heads, "last 6", "last 5") }, breach.HeadsFound},
		"heads of another": {func(t *testing.T, l *Ledger) {
			must(t, os.WriteFile(l.heads, breach.EncodeHeads(&breach.Heads{}, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, 32))), 0o600))
		}, breach.HeadsFound},
		"set back, gone on": {func(t *testing.T, l *Ledger) {
			l.exec(t, "DELETE FROM case_events WHERE seq = 3 AND case_id = $1", victim)
			l.more(t, victim, 2)
		}, breach.MissingFound},
		"heads gone, gone on": {func(t *testing.T, l *Ledger) { must(t, os.Remove(l.heads)); l.more(t, victim, 3) }, breach.HeadsFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := ledger(t, t.TempDir())
			other := func() { newCase(t, l, 1); l.more(t, "2026-0002", 1); l.more(t, "2026-0002", 2) }
			newCase(t, l, 1)
			l.more(t, victim, 1)
			l.more(t, victim, 2)
			other()
			if r, err := l.Verify(t.Context(), ""); err != nil || len(r.Problems) > 0 {
				t.Fatal(r, err)
			}
			tt.do(t, l)
			for _, id := range []string{"", victim} {
				r, err := l.Verify(t.Context(), id)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.ContainsFunc(r.Problems, func(p breach.Problem) bool { return p.Code == tt.want && (p.Case == victim || p.Case == "") }) {
					t.Errorf("%q: not found as %s: %+v", id, tt.want, r.Problems)
				}
			}
			if whole, err := l.Whole(t.Context()); err != nil || whole && (tt.want == breach.MissingFound || tt.want == breach.HeadsFound) {
				t.Errorf("nobody would be warned (%v)", err)
			}
		})
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (l *Ledger) more(t testing.TB, id string, seen int64) {
	t.Helper()
	_, err := l.Append(context.Background(), id, seen, "a", breach.Entry{Body: breach.Looked{Asked: seen}})
	must(t, err)
}

// edit changes a byte of what was said.
func (l *Ledger) edit(t testing.TB, id string, seq int64) {
	t.Helper()
	var form []byte
	must(t, l.s.db.QueryRowContext(context.Background(), "SELECT event FROM case_events WHERE case_id = $1 AND seq = $2", id, seq).Scan(&form))
	l.exec(t, "UPDATE case_events SET event = $1 WHERE case_id = $2 AND seq = $3", bytes.Replace(form, []byte(`"asked":1`), []byte(`"asked":7`), 1), id, seq)
}

// swap puts two events in each other's place.
func (l *Ledger) swap(t testing.TB, a string, i int64, b string, j int64) {
	t.Helper()
	var forms [2][]byte
	get := "SELECT event FROM case_events WHERE case_id = $1 AND seq = $2"
	must(t, l.s.db.QueryRowContext(context.Background(), get, a, i).Scan(&forms[0]))
	must(t, l.s.db.QueryRowContext(context.Background(), get, b, j).Scan(&forms[1]))
	set := "UPDATE case_events SET event = $1, hash = $2 WHERE case_id = $3 AND seq = $4"
	for k, to := range []struct {
		id  string
		seq int64
	}{{b, j}, {a, i}} {
		e, err := breach.Decode(forms[k])
		must(t, err)
		l.exec(t, set, forms[k], e.Hash[:], to.id, to.seq)
	}
}

func rewrite(t testing.TB, path, from, to string) {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	if !strings.Contains(string(b), from) {
		t.Fatalf("%q does not stand in the file", from)
	}
	must(t, os.WriteFile(path, []byte(strings.Replace(string(b), from, to, 1)), 0o600))
}

// TestAhead: a kill between the two leaves the ledger ahead of its heads, which is no change; the next who records brings them up.
func TestAhead(t *testing.T) {
	dir := t.TempDir()
	l := ledger(t, dir)
	id := newCase(t, l, 1)
	before, err := os.ReadFile(l.heads)
	must(t, err)
	l.more(t, id, 1)
	must(t, os.WriteFile(l.heads, before, 0o600))
	if r, err := l.Verify(t.Context(), ""); err != nil || len(r.Problems) > 0 {
		t.Error(r, err)
	}
	l.more(t, id, 2)
	if h, err := l.read(); err != nil || h.Place != 3 || h.Of(id).Seq != 3 || len(h.Lost) > 0 {
		t.Errorf("%+v %v", h, err)
	}
	st, err := os.Stat(l.heads)
	must(t, err)
	if st.Mode().Perm() != 0o600 {
		t.Error(st.Mode())
	}
}

// TestHeadsUnwritable: where the heads cannot be written, nothing is recorded.
func TestHeadsUnwritable(t *testing.T) {
	dir := t.TempDir()
	l := ledger(t, dir)
	id := newCase(t, l, 1)
	must(t, os.Mkdir(l.heads+".new", 0o700))
	if _, err := l.Append(t.Context(), id, 1, "a", breach.Entry{Body: breach.Looked{Asked: 1}}); fault.Of(err) != fault.Usage {
		t.Error(err)
	}
	if e, err := l.Events(t.Context(), id); len(e) != 1 || err != nil {
		t.Error(len(e), err)
	}
	l = ledger(t, t.TempDir())
	must(t, os.WriteFile(filepath.Dir(l.heads), nil, 0o600)) // a file where the folder should be
	if id, err := l.New(t.Context(), 2026); err == nil {
		_, err = l.Append(t.Context(), id, 0, "a", breach.Entry{Body: breach.Opened{Title: "t"}})
		if fault.Of(err) != fault.Usage {
			t.Error(err)
		}
	}
}

// TestNumbersOnce: a number is not given again, even after the database was set back.
func TestNumbersOnce(t *testing.T) {
	l := ledger(t, t.TempDir())
	newCase(t, l, 1)
	newCase(t, l, 1)
	l.exec(t, "DELETE FROM case_events")
	l.exec(t, "DELETE FROM case_numbers")
	if id := newCase(t, l, 1); id != "2026-0003" {
		t.Error(id)
	}
	if id, err := l.New(t.Context(), 2027); id != "2027-0001" || err != nil {
		t.Error(id, err)
	}
}

// TestNewerEvents: what a newer version recorded is told as such, and nothing else is said of it.
func TestNewerEvents(t *testing.T) {
	l := ledger(t, t.TempDir())
	id := newCase(t, l, 1)
	l.exec(t, "UPDATE case_events SET event = $1", []byte("tsutsumi case event 2\nwhatever"))
	for _, f := range []func() error{
		func() error { _, err := l.Events(t.Context(), id); return err },
		func() error { _, err := l.Verify(t.Context(), ""); return err },
	} {
		if err := f(); !errors.Is(err, breach.ErrNewer) || fault.Of(err) != fault.Usage {
			t.Error(err)
		}
	}
}

// TestTwoAppend lets processes (as connections of their own) record in the same cases at once: nothing is lost or doubled, whoever was
// overtaken is told, and the heads are up to date.
func TestTwoAppend(t *testing.T) {
	dir := t.TempDir()
	l := ledger(t, dir)
	shared := newCase(t, l, 1)
	var wg sync.WaitGroup
	var mu sync.Mutex
	said := 0
	for w := range 3 {
		other := ledger(t, dir)
		wg.Go(func() {
			for i := range 8 {
				for {
					events, err := other.Events(t.Context(), shared)
					if err == nil {
						_, err = other.Append(t.Context(), shared, int64(len(events)), fmt.Sprint("w", w), breach.Entry{Body: breach.Looked{Asked: int64(i)}})
					}
					if err == nil {
						break
					}
					if fault.Of(err) != fault.Changed {
						t.Error(err)
						return
					}
				}
				mu.Lock()
				said++
				mu.Unlock()
			}
		})
	}
	looking := make(chan struct{})
	go func() { // whoever looks meanwhile sees a whole ledger
		defer close(looking)
		for range 12 {
			r, err := l.Verify(t.Context(), "")
			whole, err2 := l.Whole(t.Context())
			if err != nil || err2 != nil || len(r.Problems) > 0 || !whole {
				t.Error(r, whole, err, err2)
			}
		}
	}()
	wg.Wait()
	<-looking
	events, err := l.Events(t.Context(), shared)
	if err != nil || len(events) != said+1 || said != 24 {
		t.Errorf("%d events, %d said, %v", len(events), said, err)
	}
	if r, err := l.Verify(t.Context(), ""); err != nil || len(r.Problems) > 0 {
		t.Error(r, err)
	}
	if h, err := l.read(); err != nil || h.Place != int64(len(events)) {
		t.Errorf("%+v %v", h, err)
	}
}

// BenchmarkOpenCase opens a case of 10,000 events: reads them, checks hashes and links, folds them, and says what was concerned.
func BenchmarkOpenCase(b *testing.B) {
	l := ledger(b, b.TempDir())
	id := newCase(b, l, 1)
	const events = 10_000
	var entries []breach.Entry
	number := int64(7)
	for i := 1; i < events; i++ {
		var body breach.Body
		switch i % 5 {
		case 0:
			body = breach.Stated{Fact: breach.Fact{Name: fmt.Sprint("fact", i%40), Value: breach.Value{Text: &law.Text{EN: "what happened", JA: "発生した事象の概要"}}, Status: breach.Asserted, Source: "E1", Why: law.Text{EN: "as told", JA: "報告による"}}}
		case 1:
			body = breach.Progressed{ID: fmt.Sprint("T", i%20), Done: &number, Source: "log"}
		case 2:
			body = breach.Decided{Act: breach.ActOther, Of: "x", Choice: "go on", Why: "agreed in the meeting of the task force"}
		case 3:
			body = breach.Looked{Asked: 2, Found: 1}
		default:
			body = breach.Counted{Count: breach.Count{Likely: &number}, Source: "E1", Why: law.Text{EN: "counted again", JA: "再集計"}}
		}
		entries = append(entries, breach.Entry{Body: body})
	}
	if _, err := l.Append(context.Background(), id, 1, "hanako", entries...); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(events, "events")
	for b.Loop() {
		list, err := l.Events(context.Background(), id)
		if err != nil || len(list) != events {
			b.Fatal(len(list), err)
		}
		if _, err := breach.Fold(list); err != nil {
			b.Fatal(err)
		}
	}
}
