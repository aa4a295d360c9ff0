package storetest

import (
	"crypto/ed25519"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/chacha20poly1305"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// CaseBriefs tests by what a list of cases is renewed: which cases changed behind a place.
func CaseBriefs(t *testing.T, open func(t *testing.T) *store.Store) {
	seal, err := chacha20poly1305.NewX(make([]byte, 32))
	if err != nil {
		t.Fatal(err)
	}
	l := open(t).Ledger(ed25519.NewKeyFromSeed(make([]byte, 32)), seal, filepath.Join(t.TempDir(), "case-heads"))
	place := int64(0)
	check := func(again bool, want ...string) {
		t.Helper()
		ids, next, set, err := l.Changed(t.Context(), place)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(ids)
		if diff := cmp.Diff(want, ids); diff != "" || set != again {
			t.Errorf("behind %d (again %v): %s", place, set, diff)
		}
		place = next
	}
	check(false)
	var all []string
	for range 3 {
		id, err := l.New(t.Context(), 2026)
		if err == nil {
			_, err = l.Append(t.Context(), id, 0, "hanako", breach.Entry{Body: breach.Opened{Title: "t"}}, breach.Entry{Body: breach.Looked{Asked: 1}})
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, id)
	}
	check(false, all...)
	check(false)
	if _, err := l.Append(t.Context(), all[1], 2, "hanako", breach.Entry{Body: breach.Looked{Asked: 1}}); err != nil {
		t.Fatal(err)
	}
	check(false, all[1])
	place += 100 // the database was set back
	check(true, all...)
	check(false)
}
