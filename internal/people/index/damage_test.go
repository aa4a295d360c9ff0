package index

import (
	"bytes"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// loadBytes opens an index that lies in memory.
func loadBytes(b []byte) (*Index, error) {
	x := &Index{path: "memory", data: b, file: inMemory{bytes.NewReader(b)}}
	return x, x.load()
}

type inMemory struct{ *bytes.Reader }

func (inMemory) Close() error { return nil }

// small is a small index of several partitions and snapshots, and its model.
func small(t testing.TB) (path string, m *model, ask []FP) {
	t.Helper()
	u := universe{rand.New(rand.NewPCG(5, 1)), false}
	m, path = newModel(), filepath.Join(t.TempDir(), "s.people")
	m.partKeys = 20
	for range 3 {
		m.step(t, u, path, 12, 0)
	}
	for i, fp := range m.asked(u, 12) { // a third of what could be asked is enough to reach every block
		if i < 3 || i%3 == 0 {
			ask = append(ask, fp)
		}
	}
	return path, m, ask
}

// answers is what an index says to questions, and whether it refused any.
type answer struct {
	facts []plainFact
	count int64
}

func answers(x *Index, ask []FP, rows int) (out []answer, failed []bool) {
	var dst []Fact
	for _, fp := range ask {
		var a answer
		facts, err := x.Find(fp, dst[:0])
		n, err2 := x.Count(fp)
		for _, f := range facts {
			a.facts = append(a.facts, x.plain(f))
		}
		a.count = n
		out, failed = append(out, a), append(failed, err != nil || err2 != nil)
		dst = facts
	}
	for row := range rows {
		r, err := x.Row(uint32(row))
		out = append(out, answer{[]plainFact{{int(r.Fields[0]), "", x.snaps(r.Interval)}}, 0})
		failed = append(failed, err != nil)
	}
	return out, failed
}

func same(a, b answer) bool {
	if a.count != b.count || len(a.facts) != len(b.facts) {
		return false
	}
	for i := range a.facts {
		if a.facts[i] != b.facts[i] {
			return false
		}
	}
	return true
}

// TestFlippedByte: with any one byte changed, no look-up gives another answer than before, and Verify tells.
func TestFlippedByte(t *testing.T) {
	path, m, ask := small(t)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	x, err := loadBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
	want, _ := answers(x, ask, len(m.ids))
	r := rand.New(rand.NewPCG(1, 1))
	caught := map[string]int{}
	for at := range b {
		flip := byte(1) << r.IntN(8)
		if at%3 == 0 {
			flip = byte(1 + r.IntN(255))
		}
		b[at] ^= flip
		switch x, err := loadBytes(b); {
		case err != nil:
			caught["open"]++
		default:
			got, failed := answers(x, ask, len(m.ids))
			for i := range got {
				if !failed[i] && !same(got[i], want[i]) {
					t.Fatalf("byte %d of %d changed: answer %d is %v instead of %v", at, len(b), i, got[i], want[i])
				}
				if failed[i] {
					caught["look-up"]++
				}
			}
			if err := x.Verify(t.Context()); fault.Of(err) != fault.Unreadable {
				t.Fatalf("byte %d of %d changed: verify says %v", at, len(b), err)
			}
		}
		b[at] ^= flip
	}
	if caught["open"] == 0 || caught["look-up"] == 0 {
		t.Errorf("the test did not reach all: %v", caught)
	}
}

// TestTruncated: an index that is cut anywhere, or goes on, is refused.
func TestTruncated(t *testing.T) {
	path, _, _ := small(t)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range b {
		if _, err := loadBytes(b[:n]); err == nil {
			t.Fatalf("%d of %d bytes are taken for an index", n, len(b))
		}
	}
	for _, more := range []int{1, pageSize, len(b)} {
		if _, err := loadBytes(append(bytes.Clone(b), make([]byte, more)...)); err == nil {
			t.Errorf("an index with %d more bytes is taken", more)
		}
	}
	if _, err := loadBytes(append(bytes.Clone(b), b...)); err == nil {
		t.Error("twice an index is taken for one")
	}
	for at := pageSize; at+pageSize < len(b); at += pageSize { // a page that was never written
		torn := bytes.Clone(b)
		clear(torn[at : at+pageSize])
		if x, err := loadBytes(torn); err == nil && x.Verify(t.Context()) == nil {
			t.Errorf("page %d is missing and nobody tells", at/pageSize)
		}
	}
}

// TestSwappedPages: pages that are whole but stand in each other's place are found out.
func TestSwappedPages(t *testing.T) {
	path, m, ask := small(t)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	x, err := loadBytes(bytes.Clone(b))
	if err != nil {
		t.Fatal(err)
	}
	want, _ := answers(x, ask, len(m.ids))
	n := len(b) / pageSize
	for i := range n {
		for k := range i {
			s := bytes.Clone(b)
			copy(s[i*pageSize:][:pageSize], b[k*pageSize:])
			copy(s[k*pageSize:][:pageSize], b[i*pageSize:])
			if bytes.Equal(s, b) {
				continue
			}
			x, err := loadBytes(s)
			if err != nil {
				continue
			}
			got, failed := answers(x, ask, len(m.ids))
			for q := range got {
				if !failed[q] && !same(got[q], want[q]) {
					t.Fatalf("pages %d and %d swapped: a wrong answer", i, k)
				}
			}
			if x.Verify(t.Context()) == nil {
				t.Fatalf("pages %d and %d swapped: verify does not tell", i, k)
			}
		}
	}
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) || fault.Of(err) != fault.Unreadable {
		t.Errorf("missing: %v, %v", err, fault.Of(err))
	}
	for name, content := range map[string]string{"empty": "", "short": "TSPE", "other": "PK\x03\x04 this is a zip archive", "newer": magic + "\x02\x00\x00\x00\x00\x00\x00\x00"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); fault.Of(err) != fault.Unreadable {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Open(dir); fault.Of(err) != fault.Unreadable {
		t.Errorf("a folder: %v", err)
	}
}
