// Package storetest is the conformance suite of the store: whatever it does is done alike on every database. A file a subject.
package storetest

import (
	"database/sql"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// Database is one that is empty at first.
type Database struct {
	// Open opens it, as often as wanted: each is what another process would have. It is closed by the test's clean-up.
	Open func(t testing.TB, options ...store.Option) *store.Store
	// SQL is the database below, for what somebody does to it who goes around the store.
	SQL func(t testing.TB) *sql.DB
}

// Make makes an empty database.
type Make func(t *testing.T) Database

// Fresh opens a store that is empty: another one each time.
type Fresh func(t *testing.T) *store.Store

// subjects are the suites that need but a fresh store.
var subjects = []struct {
	name string
	run  func(t *testing.T, open Fresh)
}{
	{"accounts", Accounts},
	{"answers", Answers},
	{"case briefs", func(t *testing.T, open Fresh) { CaseBriefs(t, open) }},
	{"inventory", Inventory},
	{"jobs", func(t *testing.T, open Fresh) {
		Jobs(t, func(t *testing.T) JobStore { return open(t) })
	}},
	{"leaks", Leaks},
	{"search", Search},
}

// shared are the suites that open one database several times, or go around the store.
var shared = []struct {
	name string
	run  func(t *testing.T, db Database)
}{
	{"alerts", Alerts},
	{"audit at once", AuditAtOnce},
	{"cases", Cases},
	{"cases at once", CasesAtOnce},
	{"cases changed", CasesChanged},
	{"doors", Doors},
	{"hook calls", Calls},
	{"outbox", Outbox},
	{"outbox at once", OutboxAtOnce},
	{"outbox damaged", OutboxDamaged},
	{"outbox overtaken", OutboxOvertaken},
	{"reminders", Reminders},
	{"reminders at once", RemindersAtOnce},
	{"silences at once", SilencesAtOnce},
	{"texts", Texts},
	{"units at once", UnitsAtOnce},
}

// Run runs all of it.
func Run(t *testing.T, empty Make) {
	for _, s := range subjects {
		t.Run(s.name, func(t *testing.T) {
			s.run(t, func(t *testing.T) *store.Store { return empty(t).Open(t) })
		})
	}
	for _, s := range shared {
		t.Run(s.name, func(t *testing.T) { s.run(t, empty(t)) })
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
