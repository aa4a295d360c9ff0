package feed_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed"
)

// drain reads all of a set's only feed until it ends.
func drain(t *testing.T, s *feed.Set) (feed.Feed, []string) {
	t.Helper()
	var f feed.Feed
	var out []string
	var e event.Event
	var at feed.Position
	late := time.Now().Add(120 * time.Second)
	for time.Now().Before(late) {
		for _, n := range s.New() {
			f = n
		}
		if f == nil {
			if s.Over() {
				return nil, nil
			}
			must(t, s.Wait(t.Context()))
			continue
		}
		switch err := f.Next(&e, &at); {
		case errors.Is(err, io.EOF):
			return f, out
		case errors.Is(err, feed.ErrIdle):
			must(t, s.Wait(t.Context()))
		case err != nil:
			t.Fatal(err)
		default:
			out = append(out, string(e.Object))
		}
	}
	t.Fatal("it does not end")
	return nil, nil
}

func TestStdin(t *testing.T) {
	_, got := drain(t, open(t, feed.Options{Stdin: strings.NewReader(access(0, 20_000) + strings.TrimSpace(line(20_000)))}, "-"))
	if d := cmp.Diff(numbers(0, 20_001), got); d != "" {
		t.Errorf("%.300s", d)
	}
	var told told
	if f, _ := drain(t, open(t, feed.Options{Stdin: strings.NewReader("prose\n"), Tell: told.tell}, "-")); f != nil || !told.has("no known kind") {
		t.Errorf("%v, %v", f, told.list)
	}
	if f, _ := drain(t, open(t, feed.Options{Stdin: strings.NewReader("")}, "-")); f != nil {
		t.Errorf("%v", f)
	}
	path := filepath.Join(t.TempDir(), "access.log.gz")
	write(t, path, zipped(access(0, 10)))
	file, err := os.Open(path)
	must(t, err)
	defer file.Close()
	if f, got := drain(t, open(t, feed.Options{Stdin: file}, "-")); len(got) != 10 || filepath.Base(f.Log().Name) != "access.log" {
		t.Errorf("%v", got)
	}
}

func TestNamedPipe(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "fifo")
	pipe(t, path)
	pipe(t, filepath.Join(dir, "silent"))
	s := open(t, feed.Options{Follow: true}, filepath.Join(dir, "silent"))
	if len(s.New()) != 0 { // it does not hang
		t.Error("a feed out of nothing")
	}
	s = open(t, feed.Options{}, path)
	go func() {
		if w, err := os.OpenFile(path, os.O_WRONLY, 0); err == nil {
			_, _ = io.WriteString(w, access(0, 100))
			_ = w.Close()
		}
	}()
	if _, got := drain(t, s); len(got) != 100 {
		t.Errorf("%d events", len(got))
	}
}

// TestStdinKilled: what was taken is read once, by whichever process.
func TestStdinKilled(t *testing.T) {
	o := feed.Options{Follow: true, Key: key, Spool: t.TempDir()}
	var kept []string
	sent := 0
	for round := range 6 {
		r, w := io.Pipe()
		o.Stdin = r
		s := open(t, o, "-")
		var f feed.Feed
		got := slices.Clone(kept)
		read := func(n int) {
			var e event.Event
			var at feed.Position
			late := time.Now().Add(120 * time.Second)
			for len(got) < n && time.Now().Before(late) {
				for _, n := range s.New() {
					f = n
				}
				if f == nil {
					must(t, s.Wait(t.Context()))
					continue
				}
				switch err := f.Next(&e, &at); {
				case errors.Is(err, feed.ErrIdle):
					must(t, s.Wait(t.Context()))
				case err != nil:
					t.Fatal(err)
				default:
					got = append(got, string(e.Object))
				}
			}
		}
		for range 4 {
			_, err := io.WriteString(w, access(sent, sent+3000))
			must(t, err)
			sent += 3000
		}
		read(sent - 4000 - round)
		mark := f.Mark()
		kept = slices.Clone(got)
		o.Marks = map[string][]byte{"-": mark}
		must(t, f.(feed.Keeper).Forget(mark))
		read(sent)
		if len(got) != sent {
			t.Fatalf("%d of %d", len(got), sent)
		}
		s.Close()
		w.Close()
	}
	o.Stdin, o.Follow = strings.NewReader(""), false
	f, got := drain(t, open(t, o, "-"))
	if d := cmp.Diff(numbers(0, sent), append(kept, got...)); d != "" {
		t.Errorf("%.500s", d)
	}
	must(t, f.(feed.Keeper).Forget(f.Mark()))
}
