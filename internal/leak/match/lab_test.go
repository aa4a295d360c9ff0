package match_test

import (
	"bytes"
	"context"
	"iter"
	"path/filepath"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	detectors "github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/match"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/snapshot"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/world"
)

// memory is a source of one body in memory.
type memory struct {
	name string
	data []byte
}

func (m memory) Name() string { return m.name }
func (m memory) Close() error { return nil }
func (m memory) Units(context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		yield(source.Unit{Name: m.name, Size: int64(len(m.data))}, nil)
	}
}
func (m memory) Open(context.Context, source.Unit) (*source.Body, error) {
	r := bytes.NewReader(m.data)
	return &source.Body{Body: content.Body{Name: m.name, Size: int64(len(m.data)), R: r, At: r},
		Changed: func() bool { return false }, Close: func() error { return nil }}, nil
}

var today = time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)

// lab is a world whose stores are indexed.
type lab struct {
	*world.World
	engine *engine.Engine
	stores []leak.Store
	dir    string
}

func key(t testing.TB) *pii.Key {
	k, err := pii.NewKey(bytes.Repeat([]byte{7}, pii.KeySize), "fingerprint")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func newEngine(t testing.TB) *engine.Engine {
	k := key(t)
	return engine.New(engine.Config{Detectors: detectors.All(), Key: k, Run: k})
}

// newLab indexes every snapshot of every store.
func newLab(t testing.TB, o world.Options) *lab {
	t.Helper()
	l := &lab{World: world.New(o), engine: newEngine(t), dir: t.TempDir()}
	for i := range l.Stores {
		path := filepath.Join(l.dir, l.Stores[i].Name+".people")
		for s, at := range l.Snapshots() {
			var former *index.Index
			if s > 0 {
				former = l.open(t, path)
			}
			var b bytes.Buffer
			if err := l.WriteSnapshot(&b, i, s); err != nil {
				t.Fatal(err)
			}
			build(t, l.engine, path, former, l.Stores[i].Name, l.Stores[i].Columns[0].Name, at, memory{l.Stores[i].Name + ".csv", b.Bytes()})
		}
		x := l.open(t, path)
		t.Cleanup(func() { _ = x.Close() })
		l.stores = append(l.stores, leak.Store{Name: l.Stores[i].Name, Index: x})
	}
	return l
}

func (l *lab) open(t testing.TB, path string) *index.Index {
	t.Helper()
	x, err := index.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func build(t testing.TB, e *engine.Engine, path string, former *index.Index, store, key string, at time.Time, src source.Source) snapshot.Taken {
	t.Helper()
	b, err := index.NewBuilder(index.Options{Store: store, Key: e.Key.ID(), At: at, Former: former, Dir: filepath.Dir(path)})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	taken, err := snapshot.Take(t.Context(), snapshot.Options{Engine: e, Formats: formats.All(), Limits: content.DefaultLimits(), Key: key, Sources: []source.Source{src}}, b)
	if err != nil {
		t.Fatal(err)
	}
	if len(taken.Skipped) > 0 {
		t.Fatalf("not read: %+v", taken.Skipped)
	}
	if _, err := b.Write(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	return taken
}

// match judges a dump.
func (l *lab) match(t testing.TB, d world.Dump) (*leak.Match, world.Truth) {
	t.Helper()
	var b bytes.Buffer
	truth, err := l.WriteDump(&b, d)
	if err != nil {
		t.Fatal(err)
	}
	r, err := match.Run(t.Context(), l.options(), memory{"dump", b.Bytes()}, "dump")
	if err != nil {
		t.Fatal(err)
	}
	return &r.Match, truth
}

func (l *lab) options() match.Options {
	return match.Options{Engine: l.engine, Formats: formats.All(), Limits: content.DefaultLimits(), Stores: l.stores, Now: func() time.Time { return today }}
}
