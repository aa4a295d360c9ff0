package storetest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/chacha20poly1305"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

func still() time.Time { return time.Date(2026, 12, 4, 9, 0, 0, 0, time.UTC) }

var signer = ed25519.NewKeyFromSeed(make([]byte, 32))

// ledger opens the ledger of a database, with its heads in a folder.
func ledger(t testing.TB, db Database, dir string) *store.Ledger {
	t.Helper()
	seal, err := chacha20poly1305.NewX(make([]byte, 32))
	must(t, err)
	return db.Open(t, store.Clock(still)).Ledger(signer, seal, heads(dir))
}

func heads(dir string) string { return filepath.Join(dir, "config", "case-heads") }

func newCase(t testing.TB, l *store.Ledger, events int) string {
	t.Helper()
	id, err := l.New(context.Background(), 2026)
	must(t, err)
	entries := []breach.Entry{{Body: breach.Opened{Title: "t"}}}
	for i := 1; i < events; i++ {
		entries = append(entries, looked(i))
	}
	_, err = l.Append(context.Background(), id, 0, "hanako", entries...)
	must(t, err)
	return id
}

func looked(n int) breach.Entry { return breach.Entry{Body: breach.Looked{Asked: int64(n)}} }

// Cases are only ever added to, in order, by whoever has seen all of one.
func Cases(t *testing.T, db Database) {
	dir, ctx := t.TempDir(), t.Context()
	l := ledger(t, db, dir)
	first, second := newCase(t, l, 1), newCase(t, l, 3)
	if first != "2026-0001" || second != "2026-0002" {
		t.Fatal(first, second)
	}
	secret := &breach.Secret{Indicators: []breach.Indicator{{Type: "ip", Value: "192.0.2.44", Name: "c"}}}
	got, err := l.Append(ctx, first, 1, "taro", breach.Entry{Body: breach.Added{ID: "E1", Sort: breach.FromAlert, Name: "alert"}, Secret: secret}, looked(3))
	if err != nil || len(got) != 2 || got[1].Seq != 3 || !got[1].At.After(got[0].At) {
		t.Fatal(got, err)
	}
	l = ledger(t, db, dir)
	events, err := l.Events(ctx, first)
	must(t, err)
	if d := cmp.Diff(got, events[1:]); d != "" {
		t.Error(d)
	}
	ids, err := l.Cases(ctx)
	if d := cmp.Diff([]string{first, second}, ids); d != "" || err != nil {
		t.Error(d, err)
	}
	for id, want := range map[string]int64{"": 6, first: 3} {
		if r, err := l.Verify(ctx, id); err != nil || len(r.Problems) > 0 || r.Events != want || r.Head != got[1].Hash {
			t.Errorf("%q: %+v %v", id, r, err)
		}
	}
	if ok, err := l.Has(ctx, got[0].Hash); !ok || err != nil {
		t.Error(ok, err)
	}
	for name, try := range map[string]struct {
		id    string
		seen  int64
		entry breach.Entry
		want  fault.Class
	}{
		"seen fewer":     {second, 2, looked(1), fault.Changed},
		"seen more":      {second, 4, looked(1), fault.Changed},
		"never numbered": {"2026-0099", 0, breach.Entry{Body: breach.Opened{Title: "t"}}, fault.Usage},
	} {
		if _, err := l.Append(ctx, try.id, try.seen, "a", try.entry); fault.Of(err) != try.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := l.Append(ctx, second, 3, "a", looked(1), breach.Entry{Body: breach.Closed{}}); err == nil {
		t.Error("half of a batch is recorded")
	}
	if e, err := l.Events(ctx, second); len(e) != 3 || err != nil {
		t.Error(len(e), err)
	}
	exec(t, db, "DELETE FROM case_numbers")
	if id := newCase(t, l, 1); id != "2026-0003" {
		t.Error("a number was given twice:", id)
	}
}

// CasesAtOnce are recorded in by several processes: nothing is lost or doubled, no number is given twice, and whoever was overtaken is told.
func CasesAtOnce(t *testing.T, db Database) {
	dir := t.TempDir()
	l := ledger(t, db, dir)
	common := newCase(t, l, 1)
	var wg sync.WaitGroup
	var mu sync.Mutex
	given := map[string]int{}
	for w := range 4 {
		other := ledger(t, db, dir)
		wg.Go(func() {
			id, err := other.New(t.Context(), 2026)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			given[id]++
			mu.Unlock()
			for i := range 8 {
				for {
					events, err := other.Events(t.Context(), common)
					if err == nil {
						_, err = other.Append(t.Context(), common, int64(len(events)), fmt.Sprint("w", w), looked(i))
					}
					if err == nil {
						break
					}
					if fault.Of(err) != fault.Changed {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	wg.Wait()
	if events, err := l.Events(t.Context(), common); err != nil || len(events) != 33 {
		t.Errorf("%d events: %v", len(events), err)
	}
	if len(given) != 4 {
		t.Error("numbers given twice:", given)
	}
	if r, err := l.Verify(t.Context(), ""); err != nil || len(r.Problems) > 0 {
		t.Error(r, err)
	}
	if whole, err := l.Whole(t.Context()); !whole || err != nil {
		t.Error(whole, err)
	}
}

func exec(t testing.TB, db Database, query string, args ...any) {
	t.Helper()
	_, err := db.SQL(t).ExecContext(context.Background(), query, args...)
	must(t, err)
}

// CasesChanged is what somebody does to the database who has no key: each is found.
func CasesChanged(t *testing.T, db Database) {
	dir, ctx := t.TempDir(), t.Context()
	l := ledger(t, db, dir)
	id := newCase(t, l, 3)
	newCase(t, l, 2)
	type row struct {
		seq         int64
		hash, event []byte
		at          int64
	}
	was := func() (was []row) {
		rows, err := db.SQL(t).QueryContext(ctx, "SELECT seq, hash, event, at FROM case_events WHERE case_id = $1 ORDER BY seq", id)
		must(t, err)
		defer rows.Close()
		for rows.Next() {
			var r row
			must(t, rows.Scan(&r.seq, &r.hash, &r.event, &r.at))
			was = append(was, r)
		}
		must(t, rows.Err())
		return was
	}()
	kept, err := os.ReadFile(heads(dir))
	must(t, err)
	for name, tt := range map[string]struct {
		do   func()
		want string
	}{
		"an edited row": {func() {
			exec(t, db, "UPDATE case_events SET event = $1 WHERE case_id = $2 AND seq = 2", bytes.Replace(was[1].event, []byte(`"asked":1`), []byte(`"asked":7`), 1), id)
		}, breach.UnreadFound},
		"another hash": {func() {
			exec(t, db, "UPDATE case_events SET hash = $1 WHERE case_id = $2 AND seq = 2", make([]byte, 32), id)
		}, breach.HashFound},
		"another time":  {func() { exec(t, db, "UPDATE case_events SET at = 1 WHERE case_id = $1 AND seq = 2", id) }, breach.OrderFound},
		"heads removed": {func() { must(t, os.Remove(heads(dir))) }, breach.HeadsFound},
	} {
		tt.do()
		r, err := l.Verify(ctx, id)
		must(t, err)
		if !slices.ContainsFunc(r.Problems, func(p breach.Problem) bool { return p.Code == tt.want }) {
			t.Errorf("%s: not found as %s: %+v", name, tt.want, r.Problems)
		}
		for _, w := range was {
			exec(t, db, "UPDATE case_events SET event = $1, hash = $2, at = $3 WHERE case_id = $4 AND seq = $5", w.event, w.hash, w.at, id, w.seq)
		}
		must(t, os.WriteFile(heads(dir), kept, 0o600))
		if r, err := l.Verify(ctx, ""); err != nil || len(r.Problems) > 0 {
			t.Fatal("set right again:", r, err)
		}
	}
	exec(t, db, "DELETE FROM case_events WHERE case_id = $1 AND seq = 3", id)
	if _, err := l.Append(ctx, id, 2, "a", looked(9)); err != nil {
		t.Fatal(err)
	}
	if r, err := l.Verify(ctx, id); err != nil || len(r.Problems) == 0 {
		t.Error("an end that was removed and written over is not found", r, err)
	}
	if whole, err := l.Whole(ctx); whole || err != nil {
		t.Error("nobody would be warned", err)
	}
}
