package store

import (
	"path/filepath"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/store/storetest"
)

func TestJobs(t *testing.T) {
	storetest.Jobs(t, func(t *testing.T) storetest.JobStore {
		s, err := Open(t.Context(), filepath.Join(t.TempDir(), "tsutsumi.db"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	})
}
