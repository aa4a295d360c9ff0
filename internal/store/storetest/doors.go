package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
)

// Doors are kept as they were last seen.
func Doors(t *testing.T, db Database) {
	s := db.Open(t)
	at := time.Date(2026, 11, 27, 10, 0, 0, 123000, time.UTC)
	a := exposure.Known{
		Key: "a", ID: "redis-no-auth", Target: "redis://h", Check: "redis", From: exposure.World, State: "s1", First: at, Last: at,
		Accepted: &exposure.Accepted{State: "s1", At: at, By: "taro", Reason: "it's \"ours\""},
	}
	b := exposure.Known{Key: "b", ID: "web-git", Target: "https://h", Object: "/.git\n'; DROP TABLE doors", Check: "web", From: exposure.Here, State: "s", First: at, Last: at}
	if err := s.NoteDoors(t.Context(), []exposure.Known{a, b}); err != nil {
		t.Fatal(err)
	}
	a.State, a.Last, a.Accepted = "s2", at.Add(time.Hour), nil
	b.Closed = at.Add(time.Hour)
	if err := s.NoteDoors(t.Context(), []exposure.Known{b, a}); err != nil {
		t.Fatal(err)
	}
	s.Close()
	got, err := db.Open(t).Doors(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]exposure.Known{b, a}, got); d != "" {
		t.Error(d)
	}
}
