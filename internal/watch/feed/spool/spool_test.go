package spool_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/spool"
)

var key = bytes.Repeat([]byte{3}, 32)

func open(t testing.TB, dir string, limit int64) *spool.Spool {
	t.Helper()
	s, err := spool.Open(dir, key, limit)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func frame(n int) []byte { return []byte(strings.Repeat(fmt.Sprintf("frame %06d ", n), 1000)) }

func appendAll(t testing.TB, s *spool.Spool, from, to int) {
	t.Helper()
	for n := from; n < to; n++ {
		if err := s.Append(frame(n)); err != nil {
			t.Fatal(err)
		}
	}
}

// read reads frames until there are no more, which must be those from from on.
func read(t testing.TB, r *spool.Reader, from int) (n int, last spool.Place) {
	t.Helper()
	for n = from; ; n++ {
		f, at, err := r.Next()
		if errors.Is(err, io.EOF) {
			return n, last
		}
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(f, frame(n)) {
			t.Fatalf("frame %d is %.20q", n, f)
		}
		if n > from && !last.Before(at) {
			t.Fatalf("%v behind %v", at, last)
		}
		last = at
	}
}

func TestSpool(t *testing.T) {
	for _, dir := range []string{"", filepath.Join(t.TempDir(), "x", "y")} {
		s := open(t, dir, 40<<20)
		r := s.Reader()
		if n, _ := read(t, r, 0); n != 0 {
			t.Errorf("%d frames in an empty spool", n)
		}
		appendAll(t, s, 0, 1500)
		n, at := read(t, r, 0)
		if n != 1500 {
			t.Errorf("%d frames", n)
		}
		if err := r.Wait(t.Context()); err != nil {
			t.Error(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := r.Wait(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("it does not wait: %v", err)
		}
		before := s.Size()
		if err := s.Forget(at); err != nil {
			t.Error(err)
		}
		if after := s.Size(); dir != "" && (after >= before || after < 1) {
			t.Errorf("%d bytes, then %d", before, after)
		}
		appendAll(t, s, 1500, 3000)
		if n, _ := read(t, r, 1500); n != 3000 {
			t.Errorf("%d frames", n)
		}
		r.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestKilled: what Append returned for is there, whatever of a frame was written besides; and it shows nothing.
func TestKilled(t *testing.T) {
	dir := t.TempDir()
	appendAll(t, open(t, dir, 1<<30), 0, 3) // not closed
	s := open(t, dir, 1<<30)
	appendAll(t, s, 3, 5)
	last := filepath.Join(dir, "0000000000000002.spool")
	text, err := os.ReadFile(last)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(text, []byte("frame")) {
		t.Error("it is in clear")
	}
	if st, err := os.Stat(last); err != nil || st.Mode().Perm() != 0o600 {
		t.Error(st.Mode())
	}
	if err := os.WriteFile(last, text[:len(text)-5], 0o600); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir, 1<<30)
	appendAll(t, s, 4, 6)
	r := s.Reader()
	if n, _ := read(t, r, 0); n != 6 || r.Lost != 0 {
		t.Errorf("%d frames, %d lost", n, r.Lost)
	}
}

func TestDamaged(t *testing.T) {
	dir := t.TempDir()
	appendAll(t, open(t, dir, 1<<30), 0, 3)
	other, err := spool.Open(dir, bytes.Repeat([]byte{4}, 32), 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Append([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "0000000000000003.spool"), []byte("rubbish rubbish rubbish rubbish rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir, 1<<30)
	appendAll(t, s, 3, 4)
	r := s.Reader()
	if n, _ := read(t, r, 0); n != 4 || r.Lost != 2 {
		t.Errorf("%d frames, %d lost", n, r.Lost)
	}
}

func TestFull(t *testing.T) {
	for _, dir := range []string{"", t.TempDir()} {
		s := open(t, dir, 100_000)
		n := 0
		for ; ; n++ {
			err := s.Append(frame(n))
			if fault.Of(err) == fault.Refused {
				break
			}
			if err != nil || n > 100 {
				t.Fatal(n, err)
			}
		}
		if n < 5 || n > 7 {
			t.Errorf("%d frames", n)
		}
		if got, _ := read(t, s.Reader(), 0); got != n {
			t.Errorf("%d frames of %d", got, n)
		}
	}
	if _, err := spool.Open(t.TempDir(), []byte("short"), 1); err == nil {
		t.Error("a short key is taken")
	}
}
