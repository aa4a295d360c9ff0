package store

import (
	"crypto/ed25519"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
)

// audited is a log with ten entries.
func audited(t *testing.T) (*Store, *AuditLog) {
	t.Helper()
	dir := t.TempDir()
	s, err := Open(t.Context(), filepath.Join(dir, "t.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	at := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	s.now = func() time.Time { at = at.Add(time.Minute); return at }
	l := s.AuditLog(ed25519.NewKeyFromSeed(make([]byte, 32)), filepath.Join(dir, "key", "audit-head"))
	add(t, l, 10)
	return s, l
}

func add(t *testing.T, l *AuditLog, n int) {
	t.Helper()
	for i := range n {
		if err := l.Append(t.Context(), &access.Entry{Who: "佐藤", Via: "session", Act: fmt.Sprintf("act-%d", i), Object: "a", Outcome: access.Done, Status: 200, Request: "r"}); err != nil {
			t.Fatal(err)
		}
	}
}

func found(t *testing.T, l *AuditLog) (out []access.Problem) {
	t.Helper()
	r, err := l.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r.Problems
}

func TestAuditTellsWhatWasDoneToIt(t *testing.T) {
	do := func(queries ...string) func(*testing.T, *Store, *AuditLog) {
		return func(t *testing.T, s *Store, _ *AuditLog) {
			t.Helper()
			for _, q := range queries {
				if _, err := s.db.ExecContext(t.Context(), q); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	// rehash writes the chain anew, as somebody would who has the database and no key.
	rehash := func(t *testing.T, s *Store, l *AuditLog) {
		t.Helper()
		list, err := l.Entries(t.Context(), access.Filter{Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		var prev [32]byte
		for i := len(list) - 1; i >= 0; i-- {
			e := &list[i]
			prev = e.Sum(prev)
			if _, err := s.db.ExecContext(t.Context(), "UPDATE audit_log SET hash = $1 WHERE seq = $2", prev[:], e.Seq); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, c := range map[string]struct {
		do   func(*testing.T, *Store, *AuditLog)
		want []access.Problem
	}{
		"nothing":         {func(*testing.T, *Store, *AuditLog) {}, nil},
		"changed":         {do("UPDATE audit_log SET who = 'x' WHERE seq = 4"), []access.Problem{{Code: access.ChangedFound, Seq: 4}}},
		"time changed":    {do("UPDATE audit_log SET at = at + 1 WHERE seq = 4"), []access.Problem{{Code: access.ChangedFound, Seq: 4}}},
		"moved to a word": {do("UPDATE audit_log SET act = act || object, object = '' WHERE seq = 4"), []access.Problem{{Code: access.ChangedFound, Seq: 4}}},
		"deleted":         {do("DELETE FROM audit_log WHERE seq = 4"), []access.Problem{{Code: access.GapFound, Seq: 4}}},
		"deleted first":   {do("DELETE FROM audit_log WHERE seq = 1"), []access.Problem{{Code: access.GapFound, Seq: 1}}},
		"renumbered":      {do("DELETE FROM audit_log WHERE seq = 9", "UPDATE audit_log SET seq = 9 WHERE seq = 10"), []access.Problem{{Code: access.ChangedFound, Seq: 9}, {Code: access.CutFound, Seq: 10}}},
		"inserted": {do("UPDATE audit_log SET seq = 11 WHERE seq = 10", "INSERT INTO audit_log SELECT 10, at, who, via, act, object, outcome, status, request, hash FROM audit_log WHERE seq = 9"),
			[]access.Problem{{Code: access.ChangedFound, Seq: 10}, {Code: access.ChangedFound, Seq: 11}, {Code: access.CutFound, Seq: 10}}},
		"swapped": {do("UPDATE audit_log SET seq = 100 WHERE seq = 4", "UPDATE audit_log SET seq = 4 WHERE seq = 5", "UPDATE audit_log SET seq = 5 WHERE seq = 100"),
			[]access.Problem{{Code: access.ChangedFound, Seq: 4}, {Code: access.ChangedFound, Seq: 5}, {Code: access.ChangedFound, Seq: 6}}},
		"tail cut": {do("DELETE FROM audit_log WHERE seq > 7"), []access.Problem{{Code: access.CutFound, Seq: 10}}},
		"all cut":  {do("DELETE FROM audit_log"), []access.Problem{{Code: access.CutFound, Seq: 10}}},
		"tail cut, and more recorded": {func(t *testing.T, s *Store, l *AuditLog) {
			do("DELETE FROM audit_log WHERE seq > 7")(t, s, l)
			add(t, l, 5)
		}, []access.Problem{{Code: access.CutFound, Seq: 10}}},
		"changed and rehashed": {func(t *testing.T, s *Store, l *AuditLog) {
			do("UPDATE audit_log SET who = 'x' WHERE seq = 4")(t, s, l)
			rehash(t, s, l)
		}, []access.Problem{{Code: access.CutFound, Seq: 10}}},
		"head gone": {func(t *testing.T, _ *Store, l *AuditLog) {
			if err := os.Remove(l.head); err != nil {
				t.Fatal(err)
			}
		}, []access.Problem{{Code: access.HeadFound}}},
		"head gone, and more recorded": {func(t *testing.T, _ *Store, l *AuditLog) {
			if err := os.Remove(l.head); err != nil {
				t.Fatal(err)
			}
			add(t, l, 1)
		}, []access.Problem{{Code: access.HeadFound}}},
		"head by another key": {func(t *testing.T, _ *Store, l *AuditLog) {
			seed := make([]byte, 32)
			seed[0] = 1
			if err := os.WriteFile(l.head, access.EncodeHead(&access.Head{Seq: 7}, ed25519.NewKeyFromSeed(seed)), 0o600); err != nil {
				t.Fatal(err)
			}
		}, []access.Problem{{Code: access.HeadFound}}},
		"erased in order, and more recorded": {func(t *testing.T, _ *Store, l *AuditLog) {
			n, err := l.Erase(t.Context(), time.Date(2026, 11, 27, 12, 6, 0, 0, time.UTC))
			if err != nil || n == 0 {
				t.Fatal(n, err)
			}
			add(t, l, 2)
		}, nil},
		"all erased in order, and more recorded": {func(t *testing.T, _ *Store, l *AuditLog) {
			if _, err := l.Erase(t.Context(), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
				t.Fatal(err)
			}
			if p := found(t, l); p != nil {
				t.Error(p)
			}
			add(t, l, 2)
		}, nil},
		"erased in order, then deleted": {func(t *testing.T, s *Store, l *AuditLog) {
			if _, err := l.Erase(t.Context(), time.Date(2026, 11, 27, 12, 6, 0, 0, time.UTC)); err != nil {
				t.Fatal(err)
			}
			do("DELETE FROM audit_log WHERE seq = (SELECT MIN(seq) FROM audit_log)")(t, s, l)
		}, []access.Problem{{Code: access.GapFound, Seq: 6}}},
	} {
		t.Run(name, func(t *testing.T) {
			s, l := audited(t)
			c.do(t, s, l)
			if d := cmp.Diff(c.want, found(t, l)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestAuditBySeveralWriters(t *testing.T) {
	s, l := audited(t)
	other := s.AuditLog(l.key, l.head)
	s.now = time.Now
	var wg sync.WaitGroup
	for _, w := range []*AuditLog{l, other, l, other} {
		wg.Go(func() {
			for range 5 {
				if err := w.Append(t.Context(), &access.Entry{Act: "x", Outcome: access.Done}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	r, err := l.Verify(t.Context())
	if err != nil || r.Entries != 30 || !r.Whole() {
		t.Error(r, err)
	}
}

func TestAuditIsNotWrittenWithoutAHead(t *testing.T) {
	s, whole := audited(t)
	l := s.AuditLog(whole.key, filepath.Join(whole.head, "below a file"))
	if err := l.Append(t.Context(), &access.Entry{Act: "x"}); err == nil {
		t.Error("an entry is recorded whose loss could not be told")
	}
}

func TestAuditFilters(t *testing.T) {
	_, l := audited(t)
	if err := l.Append(t.Context(), &access.Entry{Who: "鈴木", Act: "sign-in", Outcome: access.Refused}); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 27, 12, 3, 0, 0, time.UTC)
	for _, c := range []struct {
		f    access.Filter
		want int
	}{{access.Filter{}, 11}, {access.Filter{Limit: 3}, 3}, {access.Filter{Before: 3}, 2}, {access.Filter{Who: "鈴木"}, 1}, {access.Filter{Act: "act-3"}, 1}, {access.Filter{Outcome: access.Refused}, 1},
		{access.Filter{Who: "鈴木", Act: "act-3"}, 0}, {access.Filter{Until: at}, 2}, {access.Filter{Since: at}, 9}} {
		got, err := l.Entries(t.Context(), c.f)
		if err != nil || len(got) != c.want {
			t.Errorf("%+v: %d, want %d: %v", c.f, len(got), c.want, err)
		}
	}
	if acts, err := l.Acts(t.Context()); err != nil || len(acts) != 11 {
		t.Error(acts, err)
	}
}
