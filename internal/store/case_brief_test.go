package store_test

import (
	"path/filepath"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/store/storetest"
)

func TestCaseBriefs(t *testing.T) {
	storetest.CaseBriefs(t, func(t *testing.T) *store.Store {
		t.Helper()
		s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "t.db"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	})
}
