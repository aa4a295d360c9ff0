package feed_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
)

// FuzzRestore: whatever stands in a mark, it is refused or gone on from, and the log is readable to its end.
func FuzzRestore(f *testing.F) {
	path := filepath.Join(f.TempDir(), "access.log")
	one := line(1)
	write(f, path, string(bytes.Repeat([]byte(one), 50)))
	write(f, path+".1", string(bytes.Repeat([]byte("x"+one), 5)))
	sealer, err := reading.NewSealer(key)
	if err != nil {
		f.Fatal(err)
	}
	parsers := builtin.All()
	read := func(t testing.TB, o feed.Options) (plain []byte, n int) {
		o.Key, o.Parsers = key, parsers
		for _, x := range open(t, o, path).New() {
			var e event.Event
			var at feed.Position
			for x.Next(&e, &at) == nil {
				if n++; n > 200 {
					t.Fatal("it does not end")
				}
			}
			if plain, err = sealer.Open(x.Log().Name, x.Mark()); err != nil {
				t.Fatal(err)
			}
		}
		return plain, n
	}
	plain, n := read(f, feed.Options{})
	if n != 50 {
		f.Fatalf("%d events", n)
	}
	f.Add(plain)
	f.Add(plain[:len(plain)/2])
	f.Add([]byte{})
	f.Add([]byte("\x06access\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\x0f"))
	f.Fuzz(func(t *testing.T, plain []byte) {
		if _, n := read(t, feed.Options{Marks: map[string][]byte{path: sealer.Seal(path, plain)}}); n > 55 {
			t.Errorf("%d events of 55", n)
		}
	})
}
