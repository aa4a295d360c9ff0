package asked

import (
	"bytes"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
)

func TestRecentIsBounded(t *testing.T) {
	var r recent
	for i := range 3 * remember {
		r.add(&document{at: int64(i), id: uint64(i)}, 1<<40)
	}
	r.trim(1 << 40)
	if len(r.ids) != remember || len(r.set) != remember || len(r.at) != remember {
		t.Errorf("%d documents are known", len(r.ids))
	}
	if old, late := (document{at: 5, id: 5}), (document{at: 3*remember - 5, id: 1 << 50}); !r.has(&old) || r.has(&late) {
		t.Error("what was forgotten counts as new, or what is new as seen")
	}
}

// FuzzRestore: whatever stands in a mark, it is refused, or taken whole.
func FuzzRestore(f *testing.F) {
	sealer, err := reading.NewSealer(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		f.Fatal(err)
	}
	env := &reading.Env{Sealer: sealer, O: reading.Options{Parsers: builtin.All()}}
	f.Add([]byte("\x06access\x00\x00\x00\x00\x00\x00\x00\x02\x04\x06\x02\x00"))
	f.Add([]byte("\x06access\x00\x00\x00\x00\x00\x00\x00\x02\x04\x06\x02\x0212345678\x0212345678\x04"))
	f.Fuzz(func(t *testing.T, plain []byte) {
		a := &Asked{env: env, log: watch.Log{Name: "x"}}
		if err := a.restore(sealer.Seal("x", plain)); err != nil && (a.known || a.line != 0 || len(a.read.ids) > 0) {
			t.Error(err)
		}
		if len(a.read.ids) != len(a.read.at) || len(a.read.set) > len(a.read.ids) {
			t.Errorf("%d, %d, %d", len(a.read.ids), len(a.read.at), len(a.read.set))
		}
		if a.known {
			a.Mark()
		}
	})
}
