package demo

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

func TestRun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "estate")
	labels := filepath.Join(t.TempDir(), "labels.ndjson")
	start := time.Now()
	r, err := Run(t.Context(), dir, Options{Labels: labels})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files, %d people, %d labels, %d bytes in %v", r.Files, r.People, r.Labels, r.Bytes, time.Since(start))
	if r.Files < 60 || r.Files > 130 || r.People < 20_000 || r.People > 25_000 {
		t.Errorf("%d files, %d people; wanted 60-130 files and 20,000-25,000 people", r.Files, r.People)
	}
	b, err := os.ReadFile(labels)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(b, []byte("\n")); n != r.Labels {
		t.Errorf("%d lines of labels, want %d", n, r.Labels)
	}
	if _, err := Run(t.Context(), dir, Options{}); fault.Of(err) != fault.Usage {
		t.Errorf("a folder that is not empty: %v, want a usage error", err)
	}
}

func TestLarge(t *testing.T) {
	paths, err := Large(t.Context(), filepath.Join(t.TempDir(), "big"), 500, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		if i, err := os.Stat(p); err != nil || i.Size() < 100_000 {
			t.Errorf("%s is missing or small: %v", filepath.Base(p), err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Large(ctx, filepath.Join(t.TempDir(), "big"), 500, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
