package cli

import (
	"io"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak/custody"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
)

// SeedWork orders work in a home that nobody serves. A dump is one that was chosen where it is: its path is the target.
func SeedWork(t *testing.T, home string, dump string, j *queue.Job) {
	t.Helper()
	a := &app{Streams: Streams{Out: io.Discard, Err: io.Discard}, home: home, lang: "en", env: func(name string) string {
		if name == "TSUTSUMI_HOME" {
			return home
		}
		return ""
	}}
	h, done, err := a.house(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	if dump != "" {
		if _, err := h.choose(t.Context(), custody.Dump{ID: j.Subject, Name: "dump.csv", By: "tanaka", Made: time.Now()}, dump); err != nil {
			t.Fatal(err)
		}
	}
	j.State, j.Made = queue.Waiting, time.Now()
	if _, err := h.db.AddJob(t.Context(), j); err != nil {
		t.Fatal(err)
	}
}
