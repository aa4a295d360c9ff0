// Package filltest fills a home with as much as the limits of speed are stated for: a million parts, ten thousand alerts, a thousand
// cases. Everything in it is invented, and the same each time but for the times, which are those of the day on which it was made.
//
// Filling takes minutes, so that what was filled is kept in the user's cache folder by size and by the state of the tables, and a test
// gets a copy: it may change it.
package filltest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// Size is how much there is of what.
type Size struct {
	Parts, Alerts, Cases, Doors int
}

// Full is what the limits of speed are stated for. Small is enough to have every sort of thing, and is made in a second.
var (
	Full  = Size{Parts: 1_000_000, Alerts: 10_000, Cases: 1_000, Doors: 2_000}
	Small = Size{Parts: 400, Alerts: 40, Cases: 12, Doors: 30}
)

// version changes with what is filled in.
const version = 2

// Home is a home of that size, the test's own: its key stands beside it in Home.key, as the program keeps it.
func Home(tb testing.TB, size Size) string {
	tb.Helper()
	home := filepath.Join(tb.TempDir(), "home")
	if size == Small {
		if err := Fill(tb.Context(), home, size); err != nil {
			tb.Fatal(err)
		}
		return home
	}
	kept, err := cached(tb.Context(), size)
	for _, part := range []string{"", ".key"} {
		if err == nil {
			err = os.CopyFS(home+part, os.DirFS(kept+part))
		}
	}
	if err != nil {
		tb.Fatal(err)
	}
	// Copying leaves modes to the system; the program keeps its files to their owner.
	for _, part := range []string{"", ".key"} {
		err = errors.Join(err, filepath.WalkDir(home+part, func(p string, d fs.DirEntry, err error) error {
			if mode := fs.FileMode(0o600); err == nil {
				if d.IsDir() {
					mode = 0o700
				}
				return os.Chmod(p, mode)
			}
			return err
		}))
	}
	if err != nil {
		tb.Fatal(err)
	}
	return home
}

// cached is the kept home of a size, made if it is not there.
func cached(ctx context.Context, size Size) (string, error) {
	dir := os.Getenv("TSUTSUMI_TEST_CACHE")
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return "", err
		}
		dir = filepath.Join(user, "tsutsumi-test")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	state, err := tables(ctx, dir)
	if err != nil {
		return "", err
	}
	home := filepath.Join(dir, fmt.Sprintf("filled-%d-%d-%d-%d-%s", size.Parts, size.Alerts, size.Cases, size.Doors, state), "home")
	if _, err := os.Stat(home); err == nil {
		return home, nil
	}
	making, err := os.MkdirTemp(dir, "making-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(making)
	if err := Fill(ctx, filepath.Join(making, "home"), size); err != nil {
		return "", err
	}
	if err := os.Rename(making, filepath.Dir(home)); err != nil {
		if _, there := os.Stat(home); there != nil { // another test made it at the same time
			return "", err
		}
	}
	return home, nil
}

// tables is the state of the tables and of what is filled in: a test binary need not know where its sources are.
func tables(ctx context.Context, dir string) (string, error) {
	empty, err := os.MkdirTemp(dir, "tables-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(empty)
	path := filepath.Join(empty, "tsutsumi.db")
	s, err := store.Open(ctx, path)
	if err != nil {
		return "", err
	}
	if err := s.Close(); err != nil {
		return "", err
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return "", err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, "SELECT COALESCE(sql, '') FROM sqlite_master ORDER BY type, name")
	if err != nil {
		return "", err
	}
	defer rows.Close()
	sum := sha256.New()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return "", err
		}
		fmt.Fprintln(sum, text)
	}
	return fmt.Sprintf("%d-%s", version, hex.EncodeToString(sum.Sum(nil)[:6])), rows.Err()
}

// filler writes.
type filler struct {
	ctx     context.Context
	db      *store.Store
	secrets *config.Secrets
	home    config.Home
	rnd     *rand.Rand
	now     time.Time
}

// Fill fills a home that is not there yet, by what the program itself writes with.
func Fill(ctx context.Context, home string, size Size) error {
	f := &filler{ctx: ctx, rnd: rand.New(rand.NewPCG(7, 2026)), now: time.Now().UTC().Truncate(time.Hour)}
	env := func(string) string { return "" }
	var err error
	if f.home, err = config.Locate(home, env); err != nil {
		return err
	}
	if f.secrets, err = config.Load(f.home, env); err != nil {
		return err
	}
	path, err := f.home.Database()
	if err != nil {
		return err
	}
	if f.db, err = store.Open(ctx, path); err != nil {
		return err
	}
	err = errors.Join(f.inventory(size.Parts), f.doors(size.Doors), f.alerts(size.Alerts), f.cases(size.Cases))
	return errors.Join(err, f.db.Close())
}

// ago is a time in the past, evenly spread.
func (f *filler) ago(most time.Duration) time.Time {
	return f.now.Add(-time.Duration(f.rnd.Int64N(int64(most)))).Truncate(time.Second)
}

func (f *filler) one(of []string) string { return of[f.rnd.IntN(len(of))] }
