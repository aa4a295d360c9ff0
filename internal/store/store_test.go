package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/store/storetest"
)

func open(t testing.TB, path string, options ...store.Option) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), path, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Database {
		path := filepath.Join(t.TempDir(), "a b?c%d", "tsutsumi.db")
		return storetest.Database{
			Open: func(t testing.TB, options ...store.Option) *store.Store { return open(t, path, options...) },
			SQL: func(t testing.TB) *sql.DB {
				t.Helper()
				u := url.URL{Scheme: "file", Path: path}
				db, err := sql.Open("sqlite", u.String()+"?_pragma=busy_timeout(15000)")
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { db.Close() })
				return db
			},
		}
	})
}

func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	s := open(t, path)
	record(t, s, 3)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	known, err := s.Known(t.Context(), "dir")
	if err != nil || len(known) != 3 {
		t.Errorf("known after opening again: %d, %v", len(known), err)
	}
	st, err := os.Stat(path)
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", st.Mode(), err)
	}
}

func record(t testing.TB, s *store.Store, n int) {
	t.Helper()
	if err := s.Begin(t.Context(), inventory.Run{ID: fmt.Sprint("r", n), Sources: []string{"dir"}, Started: time.Unix(1, 0)}); err != nil {
		t.Fatal(err)
	}
	var us []inventory.Unit
	for i := range n {
		us = append(us, storetest.Unit("dir", fmt.Sprint(i)))
	}
	if err := s.Record(t.Context(), fmt.Sprint("r", n), us); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	foreign := filepath.Join(dir, "foreign.db")
	db, err := sql.Open("sqlite", foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE t (a TEXT)"); err != nil {
		t.Fatal(err)
	}
	db.Close()

	newer := filepath.Join(dir, "newer.db")
	s := open(t, newer)
	if _, err := s.DB().Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)"); err != nil {
		t.Fatal(err)
	}
	s.Close()

	corrupt := filepath.Join(dir, "corrupt.db")
	s = open(t, corrupt)
	record(t, s, 50)
	s.Close()
	b, err := os.ReadFile(corrupt)
	if err != nil {
		t.Fatal(err)
	}
	for i := 110; i < 4096; i++ {
		b[i] = 0xAA
	}
	text := filepath.Join(dir, "text.db")
	for path, b := range map[string][]byte{corrupt: b, text: []byte(strings.Repeat("no database at all\n", 100))} {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]string{
		foreign: "another program's", newer: "newer version", corrupt: "damaged", text: "not an inventory", dir: "open inventory",
	} {
		before, _ := os.ReadFile(path)
		_, err := store.Open(t.Context(), path)
		if err == nil || !strings.Contains(err.Error(), want) || fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v (%v), want a usage error with %q", filepath.Base(path), err, fault.Of(err), want)
		}
		after, _ := os.ReadFile(path)
		if string(before) != string(after) {
			t.Errorf("%s: the file was changed", filepath.Base(path))
		}
	}
}

func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	s := open(t, path)
	record(t, s, 10)
	s.DB().SetMaxOpenConns(1) // so that the limit below holds for whatever comes
	var pages int64
	if err := s.DB().QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := s.DB().Exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages+8)); err != nil {
		t.Fatal(err)
	}
	var us []inventory.Unit
	for i := range 1000 {
		us = append(us, storetest.Unit("dir", fmt.Sprint(i)))
	}
	err := s.Record(t.Context(), "r10", us)
	if err == nil || !strings.Contains(err.Error(), "disk is full") || fault.Of(err) != fault.Unavailable {
		t.Fatalf("recording on a full disk: %v", err)
	}
	sound(t, s, 10)
	if _, err := s.DB().Exec("PRAGMA max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	if err := s.Record(t.Context(), "r10", us); err != nil {
		t.Fatalf("recording once there is room again: %v", err)
	}
	sound(t, s, 1000)
}

func sound(t *testing.T, s *store.Store, units int) {
	t.Helper()
	var ok string
	if err := s.DB().QueryRow("PRAGMA integrity_check").Scan(&ok); err != nil || ok != "ok" {
		t.Errorf("integrity: %q, %v", ok, err)
	}
	parts := 0
	for h, err := range s.Parts(t.Context(), inventory.Filter{Located: true}) {
		if err != nil {
			t.Fatal(err)
		}
		want := map[int]int{0: 2, 1: 1, 2: 0}[parts%3]
		if len(h.Fields) != want {
			t.Fatalf("part %q has %d fields, want %d", h.Name, len(h.Fields), want)
		}
		parts++
	}
	if parts != 3*units {
		t.Errorf("%d parts, want %d", parts, 3*units)
	}
}

// TestManyAtOnce opens the same new file from several places at once and records from all.
func TestManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	var wg sync.WaitGroup
	for g := range 6 {
		wg.Go(func() {
			s, err := store.Open(context.Background(), path)
			if err != nil {
				t.Error(err)
				return
			}
			defer s.Close()
			for i := range 10 {
				u := storetest.Unit("dir", fmt.Sprint(g, "-", i))
				if err := s.Record(context.Background(), "r", []inventory.Unit{u}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	sound(t, open(t, path), 60)
}

func BenchmarkRecord(b *testing.B) {
	for _, c := range []struct {
		name  string
		parts func(u *inventory.Unit)
	}{
		{"nothing found", func(u *inventory.Unit) { u.Parts = u.Parts[:1]; u.Parts[0].Fields = nil }},
		{"3 fields", func(u *inventory.Unit) {}},
	} {
		b.Run(c.name, func(b *testing.B) {
			s := open(b, filepath.Join(b.TempDir(), "t.db"))
			us := make([]inventory.Unit, 1000)
			k := 0
			for b.Loop() {
				for i := range us {
					us[i] = storetest.Unit("dir", fmt.Sprint(k))
					c.parts(&us[i])
					k++
				}
				if err := s.Record(b.Context(), "r", us); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(k)/b.Elapsed().Seconds(), "units/s")
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "t.db")
	open(b, path).Close()
	for b.Loop() {
		s, err := store.Open(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
}
