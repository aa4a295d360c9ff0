package lane

import (
	"bytes"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
)

// FuzzRestore: whatever stands in a mark, it is refused, or taken whole.
func FuzzRestore(f *testing.F) {
	sealer, err := reading.NewSealer(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		f.Fatal(err)
	}
	env := &reading.Env{Sealer: sealer, O: reading.Options{Parsers: builtin.All()}}
	f.Add([]byte("\x04web1\x06access\x00\x00\x00\x00\x00\x00\x001234567812345678\x02c1\x02\x04"))
	f.Add([]byte("\x00\x04sshd\x03\x01\x00\x00\x00\x00\x001234567812345678\x00\x02\x04"))
	f.Fuzz(func(t *testing.T, plain []byte) {
		l := &lane{hub: &Hub{env: env}, log: watch.Log{Name: "x"}}
		if err := l.unpack(sealer.Seal("x", plain)); err != nil && l.known {
			t.Error(err)
		}
		if l.known {
			again := &lane{hub: l.hub, log: watch.Log{Name: "x"}}
			if err := again.unpack(l.Mark()); err != nil || again.from != l.from || again.line != l.line {
				t.Errorf("%v: %+v, %+v", err, again.from, l.from)
			}
		}
	})
}

func TestSkips(t *testing.T) {
	at := func(a, b uint64, c string) place { return place{[2]uint64{a, b}, c} }
	l := &lane{from: at(5, 1, "c")}
	for _, tt := range []struct {
		at   place
		want bool
	}{
		{at(4, 9, "x"), true}, {at(5, 0, "x"), true}, {at(5, 1, "b"), true}, {at(5, 1, "c"), true}, {at(5, 1, "d"), false}, {at(5, 2, "e"), false}, {at(6, 0, "f"), false},
	} {
		if got := l.skips(&message{at: tt.at}); got != tt.want {
			t.Errorf("%v: %v", tt.at, got)
		}
	}
}
