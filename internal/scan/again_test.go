package scan_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	detectors "github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// table is a source of one unit, whose rows break off once after some of them.
type table struct {
	breaks error
	opened int
}

func (*table) Name() string { return "db://host/x" }
func (*table) Close() error { return nil }

func (*table) Units(context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		yield(source.Unit{Name: "people", Size: -1, Stamp: "1"}, nil)
	}
}

const rows = "1,taro@example.jp\n2,hanako@example.jp\n3,jiro@example.jp\n"

func (s *table) Open(context.Context, source.Unit) (*source.Body, error) {
	s.opened++
	var r io.Reader = strings.NewReader(rows)
	if s.breaks != nil {
		r = io.MultiReader(strings.NewReader(rows[:strings.Index(rows, "2,")]), broken{s.breaks})
	}
	return &source.Body{
		Body: content.Body{Name: "people", Size: -1, R: r,
			Known: &content.Part{Form: content.CSV, Comma: ',', Type: "text/csv", Locate: content.ByRow, Fields: []string{"id", "mail"}}},
		Changed: func() bool { return false }, Close: func() error { return nil },
	}, nil
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// heard notes the units that a run tells of.
type heard struct{ units []scan.Unit }

func (*heard) Config(*scan.Config) error                    { return nil }
func (*heard) Findings(*scan.PartRef, []scan.Finding) error { return nil }
func (*heard) Summary(*scan.Summary) error                  { return nil }
func (h *heard) Unit(u *scan.Unit) error                    { h.units = append(h.units, *u); return nil }
func (h *heard) records() (n int64) {
	for i := range h.units {
		n += h.units[i].Records
	}
	return n
}

// TestWhatMayPassIsReadAgain: a unit that broke off because a server went away is not done, although nothing changed; one
// that is broken in itself is.
func TestWhatMayPassIsReadAgain(t *testing.T) {
	for name, c := range map[string]struct {
		err    error
		opened int
	}{
		"server gone": {fault.As(fault.Unavailable, errors.New("read rows: connection reset")), 2},
		"broken file": {fault.As(fault.Unreadable, errors.New("read rows: not the form")), 1},
	} {
		t.Run(name, func(t *testing.T) {
			key, err := pii.NewKey(bytes.Repeat([]byte{3}, pii.KeySize), "test")
			if err != nil {
				t.Fatal(err)
			}
			inv, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "t.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer inv.Close()
			src := &table{breaks: c.err}
			run := func(id string) *heard {
				h := &heard{}
				_, err := scan.Run(t.Context(), scan.Options{Sources: []source.Source{src}, Inventory: inv, Formats: formats.All(), Limits: content.DefaultLimits(),
					Engine: engine.New(engine.Config{Detectors: detectors.All(), Key: key, Run: key, Workers: 1}), Run: id, Now: time.Now}, h)
				if err != nil {
					t.Fatal(err)
				}
				return h
			}
			if first := run("one"); first.units[len(first.units)-1].Class == "" {
				t.Fatalf("what broke off is not told: %+v", first.units)
			}
			src.breaks = nil
			second := run("two")
			if src.opened != c.opened {
				t.Errorf("opened %d times, want %d", src.opened, c.opened)
			}
			if c.opened == 2 && second.records() != 3 {
				t.Errorf("%d records the second time", second.records())
			}
		})
	}
}
