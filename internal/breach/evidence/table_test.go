package evidence

import (
	"maps"
	"slices"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	checks "github.com/tsutsumi-dev/tsutsumi/internal/exposure/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	watchers "github.com/tsutsumi-dev/tsutsumi/internal/watch/builtin"
)

// TestDetectors: every rule of every detector has its line, and no line is of a rule that is not there.
func TestDetectors(t *testing.T) {
	left := maps.Clone(detectors)
	for _, d := range watchers.All(&watch.Settings{Stores: watch.NewStores()}) {
		for _, r := range d.About().Rules {
			key := d.About().Name + " " + r.Name
			if _, ok := detectors[key]; !ok {
				t.Errorf("%s suggests nothing: it is not in detectors.txt", key)
			}
			delete(left, key)
		}
	}
	for key := range left {
		t.Errorf("%s stands in detectors.txt and is no rule", key)
	}
}

// TestDoors: every door of the catalogue has its line; a sign that somebody was there suggests a wrongful purpose, and nothing that is a
// matter of books alone does.
func TestDoors(t *testing.T) {
	left := maps.Clone(doors)
	for _, c := range checks.All() {
		for _, e := range c.Catalogue() {
			s, ok := doors[e.ID]
			if !ok {
				t.Errorf("%s suggests nothing: it is not in doors.txt", e.ID)
			}
			if e.Happened && s.wrongful == law.Unknown {
				t.Errorf("%s tells that something happened, and suggests no wrongful purpose", e.ID)
			}
			if !slices.Contains([]string{"public", "reach", "account", "-"}, s.open) {
				t.Errorf("%s: open to %q", e.ID, s.open)
			}
			if s.viewed != law.Unknown && !e.Happened {
				t.Errorf("%s: a door alone does not tell that somebody went through", e.ID)
			}
			delete(left, e.ID)
		}
	}
	for key := range left {
		t.Errorf("%s stands in doors.txt and is no door", key)
	}
}

// TestCauses: both languages, words of Manner that the contract lists, each used.
func TestCauses(t *testing.T) {
	used := map[string]bool{"invented": true, "elsewhere": true, "copy": true, "stock": true, "supplier": true} // by the code
	for _, table := range []map[string]suggestion{detectors, doors} {
		for _, s := range table {
			used[s.cause] = true
		}
	}
	manners := []string{"", "misdirected", "lost", "stolen", "intrusion", "insider", "contractor", "setting", "supplier", "other"}
	for id, c := range causes {
		if c.text.EN == "" || c.text.JA == "" || !slices.Contains(manners, c.manner) || !used[id] {
			t.Errorf("%s: %+v, used %t", id, c, used[id])
		}
	}
}

// TestOpenTo: the same server that answers without a password is open to the world only where it was seen from there.
func TestOpenTo(t *testing.T) {
	for _, c := range []struct {
		door string
		from exposure.Vantage
		want law.Truth
	}{
		{"elasticsearch-no-auth", exposure.World, law.Yes},
		{"elasticsearch-no-auth", exposure.Relayed, law.Suspected},
		{"elasticsearch-no-auth", exposure.Network, law.Unknown},
		{"elasticsearch-no-auth", exposure.Here, law.Unknown},
		{"s3-policy-public", exposure.Inside, law.Suspected},
		{"s3-policy-public", exposure.World, law.Yes},
		{"postgres-grant-public", exposure.Inside, law.Unknown},
		{"ci-advisory-runs", exposure.Declared, law.Unknown},
		{"web-dump", exposure.World, law.Yes},
		{"mysql-no-tls", exposure.World, law.Unknown},
	} {
		if got := openTo(doors[c.door].open, c.from); got != c.want {
			t.Errorf("%s seen from %s: %s, want %s", c.door, c.from, got, c.want)
		}
	}
}

// TestWrongTable: a line that is wrong stops the program where it starts.
func TestWrongTable(t *testing.T) {
	for _, line := range []string{"a b yes", "a b yes yes yes maybe -", "a b - - - - nothing", "a b - - - - -\na b - - - - -"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q is taken", line)
				}
			}()
			readTable(line, 2, false)
		}()
	}
}
