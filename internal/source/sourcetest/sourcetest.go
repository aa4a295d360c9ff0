// Package sourcetest is the conformance suite that every source runs.
package sourcetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Subject is a source to be tested: something real, filled with at least three units.
type Subject struct {
	// Open opens the source anew; it is closed by the suite.
	Open func(t *testing.T) source.Source
	// Secrets must stand in no name and no error.
	Secrets []string
	// Change changes what the first unit holds, and returns the unit's name; nil where that cannot be done.
	Change func(t *testing.T) string
	// Remove takes a unit away that was enumerated, and returns its name; nil where that cannot be done.
	Remove func(t *testing.T) string
	// Unordered: the bytes of a unit may come in another order each time.
	Unordered bool
}

// Run runs the suite.
func Run(t *testing.T, s Subject) {
	for name, f := range map[string]func(*testing.T, Subject){
		"same twice":     sameTwice,
		"at once":        atOnce,
		"closed early":   closedEarly,
		"stopped":        stopped,
		"unknown unit":   unknown,
		"no credentials": clean,
	} {
		t.Run(name, func(t *testing.T) { f(t, s) })
	}
	// These change what is there, and come last.
	t.Run("changed", func(t *testing.T) { changed(t, s) })
	t.Run("removed", func(t *testing.T) { removed(t, s) })
}

// open opens and closes with the test.
func (s Subject) open(t *testing.T) source.Source {
	t.Helper()
	src := s.Open(t)
	t.Cleanup(func() {
		if err := src.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return src
}

// Units enumerates; an error fails the test.
func Units(t *testing.T, src source.Source) []source.Unit {
	t.Helper()
	var out []source.Unit
	for u, err := range src.Units(t.Context()) {
		if err != nil {
			t.Fatalf("unit %q: %v", u.Name, err)
		}
		out = append(out, u)
	}
	return out
}

// Read reads a unit to its end; an error fails the test.
func Read(t *testing.T, src source.Source, u source.Unit) []byte {
	t.Helper()
	b, err := read(t.Context(), src, u)
	if err != nil {
		t.Fatalf("read %q: %v", u.Name, err)
	}
	return b
}

func read(ctx context.Context, src source.Source, u source.Unit) ([]byte, error) {
	body, err := src.Open(ctx, u)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(body.R)
	if err == nil && body.Changed() {
		err = errors.New("says that it changed")
	}
	return b, errors.Join(err, body.Close())
}

func (s Subject) same(a, b []byte) bool {
	if !s.Unordered {
		return bytes.Equal(a, b)
	}
	count := func(p []byte) map[string]int {
		m := map[string]int{}
		for l := range bytes.Lines(p) {
			m[string(l)]++
		}
		return m
	}
	x, y := count(a), count(b)
	for l, n := range x {
		if y[l] != n {
			return false
		}
	}
	return len(x) == len(y)
}

// sameTwice: units have names of their own, in the same order twice, and the same bytes.
func sameTwice(t *testing.T, s Subject) {
	src := s.open(t)
	one, two := Units(t, src), Units(t, s.open(t))
	if len(one) < 3 {
		t.Fatalf("the suite needs three units or more, here are %d", len(one))
	}
	seen := map[string]bool{}
	for i, u := range one {
		if u.Name == "" || seen[u.Name] {
			t.Errorf("unit %d has no name of its own: %q", i, u.Name)
		}
		seen[u.Name] = true
		if i >= len(two) || two[i].Name != u.Name || two[i].Stamp != u.Stamp {
			t.Fatalf("unit %d is another when asked again", i)
		}
		if !s.same(Read(t, src, u), Read(t, src, u)) {
			t.Errorf("unit %q has other bytes when read again", u.Name)
		}
	}
}

// atOnce: several units may be read at the same time.
func atOnce(t *testing.T, s Subject) {
	src := s.open(t)
	units := Units(t, src)
	var wg sync.WaitGroup
	for range 2 {
		for _, u := range units[:min(len(units), 8)] {
			wg.Go(func() {
				if _, err := read(t.Context(), src, u); err != nil {
					t.Errorf("read %q beside others: %v", u.Name, err)
				}
			})
		}
	}
	wg.Wait()
}

// closedEarly: a body may be closed before its end, and the enumeration left.
func closedEarly(t *testing.T, s Subject) {
	src := s.open(t)
	for u, err := range src.Units(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		b, err := src.Open(t.Context(), u)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = b.R.Read(make([]byte, 1))
		if err := b.Close(); err != nil {
			t.Errorf("close early: %v", err)
		}
		break
	}
	Read(t, src, Units(t, src)[1])
}

// stopped: with its context ended, a source ends too.
func stopped(t *testing.T, s Subject) {
	src := s.open(t)
	u := Units(t, src)[0]
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, err := range src.Units(ctx) {
			_ = err // what counts is that it ends
		}
		if b, err := src.Open(ctx, u); err == nil {
			_, _ = io.Copy(io.Discard, b.R)
			_ = b.Close()
		}
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("goes on twenty seconds after its context ended")
	}
}

// unknown: a unit that is not there is an error with a class.
func unknown(t *testing.T, s Subject) {
	src := s.open(t)
	_, err := read(t.Context(), src, source.Unit{Name: "there-is-no-such-unit"})
	if err == nil {
		t.Fatal("a unit that is not there can be read")
	}
	if c := fault.Of(err); c == fault.Internal {
		t.Errorf("the error has no class: %v", err)
	}
	for _, secret := range s.Secrets {
		if strings.Contains(err.Error(), secret) {
			t.Error("the error holds a secret")
		}
	}
}

// clean: nothing shown holds a credential.
func clean(t *testing.T, s Subject) {
	src := s.open(t)
	shown := []string{src.Name()}
	for _, u := range Units(t, src) {
		shown = append(shown, u.Name, u.Place, u.Stamp)
	}
	for _, text := range shown {
		for _, secret := range s.Secrets {
			if strings.Contains(text, secret) {
				t.Error("a name holds a secret")
			}
		}
	}
}

func stamps(t *testing.T, src source.Source) map[string]string {
	out := map[string]string{}
	for _, u := range Units(t, src) {
		out[u.Name] = u.Stamp
	}
	return out
}

// changed: a changed unit has another stamp, or none.
func changed(t *testing.T, s Subject) {
	if s.Change == nil {
		t.Skip("cannot be changed")
	}
	before := stamps(t, s.open(t))
	name := s.Change(t)
	after := stamps(t, s.open(t))
	if _, ok := before[name]; !ok {
		t.Fatalf("there was no unit %q", name)
	}
	if s, ok := after[name]; ok && s != "" && s == before[name] {
		t.Errorf("unit %q changed and its stamp did not", name)
	}
}

// removed: a unit that went is not enumerated, and reading it is an error.
func removed(t *testing.T, s Subject) {
	if s.Remove == nil {
		t.Skip("cannot be removed")
	}
	src := s.open(t)
	var gone *source.Unit
	units := Units(t, src)
	name := s.Remove(t)
	for i := range units {
		if units[i].Name == name {
			gone = &units[i]
		}
	}
	if gone == nil {
		t.Fatalf("there was no unit %q", name)
	}
	if _, there := stamps(t, s.open(t))[name]; there {
		t.Errorf("unit %q is still enumerated", name)
	}
	if _, err := read(t.Context(), src, *gone); err == nil {
		t.Errorf("unit %q can still be read", name)
	} else if fault.Of(err) == fault.Internal {
		t.Errorf("the error has no class: %v", err)
	}
}
