package feed

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/builtin"
)

// FuzzRestore: whatever stands in a mark, it is refused or gone on from, and the log is readable to its end.
func FuzzRestore(f *testing.F) {
	key := bytes.Repeat([]byte{7}, 32)
	dir := f.TempDir()
	path := filepath.Join(dir, "access.log")
	const one = "192.0.2.1 - - [01/Nov/2026:00:00:00 +0000] \"GET /n HTTP/1.1\" 200 100 \"-\" \"agent/1.0\"\n"
	if err := os.WriteFile(path, bytes.Repeat([]byte(one), 50), 0o600); err != nil {
		f.Fatal(err)
	}
	if err := os.WriteFile(path+".1", bytes.Repeat([]byte("x"+one), 5), 0o600); err != nil {
		f.Fatal(err)
	}
	parsers := builtin.All()
	read := func(t testing.TB, o Options) (plain []byte, n int) {
		o.Key, o.Parsers = key, parsers
		s, err := Open(t.Context(), Spec{Targets: []string{path}}, o)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for _, x := range s.New() {
			var e event.Event
			var at Position
			for {
				if err := x.Next(&e, &at); err != nil {
					break
				}
				if n++; n > 200 {
					t.Fatal("it does not end")
				}
			}
			plain, err = s.sealer.open(x.Log().Name, x.Mark())
			if err != nil {
				t.Fatal(err)
			}
		}
		return plain, n
	}
	plain, n := read(f, Options{})
	if n != 50 {
		f.Fatalf("%d events", n)
	}
	f.Add(plain)
	f.Add(plain[:len(plain)/2])
	f.Add([]byte{})
	f.Add([]byte("\x06access\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\x0f"))
	sealer, err := newSealer(key)
	if err != nil {
		f.Fatal(err)
	}
	s := &Set{o: Options{Parsers: parsers}, sealer: sealer}
	f.Fuzz(func(t *testing.T, plain []byte) {
		mark := sealer.seal(path, plain)
		if _, n := read(t, Options{Marks: map[string][]byte{path: mark}}); n > 55 {
			t.Errorf("%d events of 55", n)
		}
		l := &lane{hub: &hub{set: s}, log: Log{Name: path}}
		if err := l.unpack(mark); err != nil && l.known {
			t.Error(err)
		}
		a := &asked{set: s, log: Log{Name: path}}
		if err := a.restore(mark); err != nil && (a.known || a.line != 0) {
			t.Error(err)
		}
	})
}

func TestSealer(t *testing.T) {
	a, err := newSealer(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	b, err := newSealer(bytes.Repeat([]byte{2}, 32))
	if err != nil {
		t.Fatal(err)
	}
	m := a.seal("x", []byte("plain"))
	if p, err := a.open("x", m); err != nil || string(p) != "plain" {
		t.Error(string(p), err)
	}
	for name, err := range map[string]error{"another log's": second(a.open("y", m)), "another key": second(b.open("x", m)), "nothing": second(a.open("x", nil))} {
		if !errors.Is(err, errMark) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second(_ []byte, err error) error { return err }

func TestClean(t *testing.T) {
	for in, want := range map[string]string{"web1": "web1", "a b\x1b[2J/../\u202ex": "a_b_[2J_..__x", "\xff": "?", "": ""} {
		if got := clean([]byte(in)); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	if n := len(clean(bytes.Repeat([]byte("あ"), 100))); n > 70 {
		t.Error(n)
	}
}

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

func TestLedgerIsBounded(t *testing.T) {
	l := ledger{key: []byte("k")}
	at := func(i int) stamp { return stamp{1, uint64(i), 100, int64(i)} }
	for i := range maxEntries + maxOld + 100 {
		l.last(&entry{n: 1, head: uint64(i), stamp: at(i + 1)})
	}
	if len(l.entries) != maxEntries || len(l.old) != maxOld || len(l.queue) != maxOld {
		t.Errorf("%d entries, %d old", len(l.entries), len(l.old))
	}
	if !l.retired(at(1)) || !l.retired(at(maxOld)) || l.retired(stamp{1, 1, 2, 1 << 40}) {
		t.Error("what was read is not known")
	}
}
