package filltest_test

import (
	"path/filepath"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/store/filltest"
)

func TestSmall(t *testing.T) {
	home := filltest.Home(t, filltest.Small)
	db, err := store.Open(t.Context(), filepath.Join(home, "tsutsumi.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	parts, held := 0, 0
	for h, err := range db.Parts(t.Context(), inventory.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		parts++
		if len(h.Fields) > 0 && h.People.N != nil {
			held++
		}
	}
	alerts, err := db.Alerts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	doors, err := db.Doors(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if parts != filltest.Small.Parts || held == 0 || held == parts || len(alerts) != filltest.Small.Alerts || len(doors) != filltest.Small.Doors {
		t.Errorf("%d parts, %d of them with persons, %d alerts, %d doors", parts, held, len(alerts), len(doors))
	}
}

// BenchmarkFull makes, or copies, the home of full size.
func BenchmarkFull(b *testing.B) {
	for b.Loop() {
		filltest.Home(b, filltest.Full)
	}
}
