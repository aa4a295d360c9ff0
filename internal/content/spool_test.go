package content

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"testing"
	"testing/iotest"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

func pattern(n int) []byte {
	r := rand.NewChaCha8([32]byte{1})
	p := make([]byte, n)
	r.Read(p)
	return p
}

func TestSpool(t *testing.T) {
	for _, n := range []int{0, 1, 100_000, spoolMemory, spoolMemory + 1, spoolMemory + 3<<20} {
		dir := t.TempDir()
		w := &Walk{Limits: DefaultLimits(), TempDir: dir}
		want := pattern(n)
		at, size, done, err := w.Spool(t.Context(), Body{Name: "x", Size: -1, R: bytes.NewReader(want)})
		if err != nil || size != int64(n) {
			t.Fatalf("%d: size %d, %v", n, size, err)
		}
		got, err := io.ReadAll(io.NewSectionReader(at, 0, size))
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%d: read back %d bytes, %v", n, len(got), err)
		}
		if _, err := at.ReadAt(make([]byte, 1), size); err != io.EOF {
			t.Fatalf("%d: at the end: %v", n, err)
		}
		if left, _ := os.ReadDir(dir); len(left) != 0 && !at.(*Spool).linked {
			t.Fatalf("%d: %d named files", n, len(left))
		}
		done()
		done()
		if w.spooled != 0 || w.spoolMem != 0 {
			t.Fatalf("%d: %d and %d still claimed", n, w.spooled, w.spoolMem)
		}
		if left, _ := os.ReadDir(dir); len(left) != 0 {
			t.Fatalf("%d: %d files left", n, len(left))
		}
	}
}

func TestSpoolKeepsRandomAccess(t *testing.T) {
	r := bytes.NewReader([]byte("abc"))
	w := &Walk{Limits: DefaultLimits()}
	at, size, done, err := w.Spool(t.Context(), Body{Size: 3, R: r, At: r})
	defer done()
	if err != nil || at != io.ReaderAt(r) || size != 3 {
		t.Fatalf("got %v, %d, %v", at, size, err)
	}
}

func TestSpoolQuota(t *testing.T) {
	w := &Walk{Limits: Limits{Spool: spoolMemory + 1000}, TempDir: t.TempDir()}
	_, _, done, err := w.Spool(t.Context(), Body{Name: "big", Size: -1, R: bytes.NewReader(make([]byte, spoolMemory+100_000))})
	done()
	if fault.Of(err) != fault.Refused {
		t.Fatalf("got %v", err)
	}
	if w.spooled != 0 {
		t.Fatalf("%d still claimed", w.spooled)
	}
}

func TestSpoolBrokenOff(t *testing.T) {
	w := &Walk{Limits: DefaultLimits()}
	gone := errors.New("gone")
	r := io.MultiReader(bytes.NewReader([]byte("abc")), iotest.ErrReader(gone))
	_, size, done, err := w.Spool(t.Context(), Body{Name: "x", Size: -1, R: r})
	defer done()
	if size != 3 || !errors.Is(err, gone) {
		t.Fatalf("got %d, %v", size, err)
	}
}

// TestSpoolIsEnciphered: nothing that was written stands in the file, and any piece of it can be read.
func TestSpoolIsEnciphered(t *testing.T) {
	w := &Walk{Limits: DefaultLimits(), TempDir: t.TempDir()}
	s := w.NewSpool()
	defer s.Close()
	secret := []byte("090-0000-1234 ")
	want := bytes.Repeat(secret, (spoolMemory+1<<20)/len(secret))
	for p := want; len(p) > 0; {
		n := min(100_003, len(p))
		if _, err := s.Write(p[:n]); err != nil {
			t.Fatal(err)
		}
		p = p[n:]
	}
	raw := make([]byte, s.Size())
	if _, err := s.file.ReadAt(raw, 0); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(raw, secret) || bytes.Equal(raw[:16], raw[16:32]) {
		t.Fatal("the file holds what was written in clear")
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		off := r.Int64N(int64(len(want)))
		got := make([]byte, r.Int64N(100))
		n, err := s.ReadAt(got, off)
		if end := min(int(off)+len(got), len(want)); !bytes.Equal(got[:n], want[off:end]) || err != nil && err != io.EOF {
			t.Fatalf("at %d: %d bytes, %v", off, n, err)
		}
	}
}
