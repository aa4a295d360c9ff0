package share

import (
	"context"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sourcetest"
)

func fill(t *testing.T) string {
	root := t.TempDir()
	for name, text := range map[string]string{"a.csv": "one", ".gitignore": "b/\n", "b/c.txt": "two", "d\n\"\xff.txt": strings.Repeat("long ", 200_000)} {
		p := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func connect(t *testing.T, root string) *Source {
	t.Helper()
	tg, err := source.Parse("share://" + root)
	if err != nil {
		t.Fatal(err)
	}
	s, err := open(t.Context(), tg, &source.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return s.(*Source)
}

func TestSource(t *testing.T) {
	root := fill(t)
	sourcetest.Run(t, sourcetest.Subject{
		Open: func(t *testing.T) source.Source { return connect(t, root) },
		Change: func(t *testing.T) string {
			if err := os.WriteFile(filepath.Join(root, "a.csv"), []byte("other"), 0o600); err != nil {
				t.Fatal(err)
			}
			return "a.csv"
		},
		Remove: func(t *testing.T) string {
			if err := os.Remove(filepath.Join(root, "b/c.txt")); err != nil {
				t.Fatal(err)
			}
			return "b/c.txt"
		},
	})
}

func TestWhole(t *testing.T) {
	s := connect(t, fill(t))
	for _, u := range sourcetest.Units(t, s) {
		if want := strings.Repeat("long ", 200_000); u.Size == int64(len(want)) {
			b, err := s.Open(t.Context(), u)
			if err != nil {
				t.Fatal(err)
			}
			whole, err := io.ReadAll(io.NewSectionReader(b.At, 0, u.Size))
			if err != nil || string(whole) != want || string(sourcetest.Read(t, s, u)) != want {
				t.Errorf("%d bytes, %v", len(whole), err)
			}
			b.Close()
		}
	}
}

// gone is a share whose server does what it is told: "" hangs, another is an error of the system.
type gone struct {
	files error
	times atomic.Int64 // how often it does so
}

func (g *gone) act() error {
	if g.times.Add(-1) < 0 {
		return nil
	}
	if g.files == nil {
		select {}
	}
	return &os.PathError{Op: "open", Path: "secret", Err: g.files}
}

func fails(err error, times int64) *gone {
	g := &gone{files: err}
	g.times.Store(times)
	return g
}

func (*gone) Name() string { return "" }
func (*gone) Close() error { return nil }
func (g *gone) Units(context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) { yield(source.Unit{Name: "a"}, g.act()) }
}

func (g *gone) Open(context.Context, source.Unit) (*source.Body, error) {
	err := g.act()
	return &source.Body{Body: content.Body{R: g, At: g}, Changed: func() bool { return false }, Close: func() error { return nil }}, err
}

func (g *gone) Read([]byte) (int, error)          { return 0, g.act() }
func (g *gone) ReadAt([]byte, int64) (int, error) { return 0, g.act() }

// on is a source of such a share.
func on(files *gone, silence time.Duration) *Source {
	return &Source{files: files, silence: silence, retry: retry.Policy{Tries: 2, First: time.Millisecond, Most: time.Millisecond}}
}

func TestGone(t *testing.T) {
	for name, err := range map[string]error{"hangs": nil, "stale": syscall.ESTALE, "breaks": syscall.EIO} {
		s := on(fails(err, 99), 50*time.Millisecond)
		for u, err := range s.Units(t.Context()) {
			if fault.Of(err) != fault.Unavailable || strings.Contains(err.Error(), "secret") {
				t.Errorf("%s: list: %q, %v", name, u.Name, err)
			}
		}
		if _, err := s.Open(t.Context(), source.Unit{Name: "a"}); fault.Of(err) != fault.Unavailable || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: open: %v", name, err)
		}
		g := fails(err, 99)
		b, e := on(fails(nil, 0), 50*time.Millisecond).Open(t.Context(), source.Unit{Name: "a"})
		if e != nil {
			t.Fatal(e)
		}
		b.R.(*patient).r, b.At.(*patient).at = g, g
		if _, err := b.R.Read(make([]byte, 9)); fault.Of(err) != fault.Unavailable {
			t.Errorf("%s: read: %v", name, err)
		}
		if _, err := b.At.ReadAt(make([]byte, 9), 0); fault.Of(err) != fault.Unavailable {
			t.Errorf("%s: read at: %v", name, err)
		}
	}
	if _, err := on(fails(syscall.ESTALE, 1), time.Minute).Open(t.Context(), source.Unit{Name: "a"}); err != nil {
		t.Errorf("came back: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	for range on(fails(nil, 99), time.Minute).Units(ctx) { //nolint:revive // what counts is that it ends
	}
}

func TestTargets(t *testing.T) {
	for _, target := range []string{"share://server/hr", "share:///no/such/folder", "share://" + t.TempDir() + "?x=1"} {
		tg, err := source.Parse(target)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := open(t.Context(), tg, &source.Options{}); fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", target, err)
		}
	}
}
