package cli

import (
	"io"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/vault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/snapshot"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// SeedCase opens a case in a home with these events, and returns its number.
func SeedCase(t *testing.T, home string, bodies ...breach.Body) string {
	t.Helper()
	r, done := seeding(t, home)
	defer done()
	id, err := r.ledger.New(t.Context(), r.now().Year())
	if err != nil {
		t.Fatal(err)
	}
	var entries []breach.Entry
	for _, b := range append([]breach.Body{breach.Opened{Title: "x"}}, bodies...) {
		entries = append(entries, breach.Entry{Body: b})
	}
	if _, err := r.ledger.Append(t.Context(), id, 0, "tanaka", entries...); err != nil {
		t.Fatal(err)
	}
	return id
}

// SeedMore adds events to a case.
func SeedMore(t *testing.T, home, id string, bodies ...breach.Body) {
	t.Helper()
	r, done := seeding(t, home)
	defer done()
	for _, b := range bodies {
		_, st, err := r.load(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.add(t.Context(), st, breach.Entry{Body: b}); err != nil {
			t.Fatal(err)
		}
	}
}

// SeedPersons puts persons of a store into the vault, by values of theirs and the kinds that they lost.
func SeedPersons(t *testing.T, home, store string, groups map[string][]pii.Kind) breach.PersonSet {
	t.Helper()
	r, done := seeding(t, home)
	defer done()
	stores, closed, err := r.a.indices(r.set, []string{store})
	if err != nil {
		t.Fatal(err)
	}
	defer closed()
	by := map[string]*breach.Group{}
	rows := map[string]map[uint32]bool{}
	for value, kinds := range groups {
		held, err := snapshot.Who(stores, r.set.config.Key, []byte(value))
		if err != nil {
			t.Fatal(err)
		}
		key := ""
		for _, k := range kinds {
			key += k.String()
		}
		if by[key] == nil {
			by[key], rows[key] = &breach.Group{Kinds: kinds}, map[uint32]bool{}
		}
		for _, row := range snapshot.Rows(held, store) {
			rows[key][row] = true
		}
	}
	p := &breach.Persons{Store: store, Snapshots: len(stores[0].Index.Meta().Snapshots)}
	for key, g := range by {
		for row := range uint32(stores[0].Index.Meta().Rows) {
			if rows[key][row] {
				g.Rows = append(g.Rows, row)
			}
		}
		p.Groups = append(p.Groups, *g)
	}
	set, err := vault.PutPersons(t.Context(), r.vault, p)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// SeedEvents are the events of a case.
func SeedEvents(t *testing.T, home, id string) []breach.Event {
	t.Helper()
	r, done := seeding(t, home)
	defer done()
	events, _, err := r.load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func seeding(t *testing.T, home string) (*caseRoom, func()) {
	t.Helper()
	a := &app{Streams: Streams{Out: io.Discard, Err: io.Discard}, env: func(string) string { return "" }, home: home, lang: "en"}
	a.env = func(name string) string {
		if name == "TSUTSUMI_HOME" {
			return home
		}
		return ""
	}
	r, done, err := a.caseRoom(t.Context(), &caseFlags{by: "tanaka"})
	if err != nil {
		t.Fatal(err)
	}
	return r, done
}
