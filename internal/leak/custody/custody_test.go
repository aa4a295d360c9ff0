package custody

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

var at = time.Date(2026, 11, 22, 5, 0, 0, 0, time.UTC)

func open(t *testing.T, l Limits) *Room {
	t.Helper()
	r, _, err := Open(t.TempDir(), l, func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	r.free = func(string) (int64, bool) { return 1 << 40, true }
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func put(t *testing.T, r *Room, id string, b []byte) {
	t.Helper()
	w, err := r.Begin(id, int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, iotest{bytes.NewReader(b)}); err != nil {
		t.Fatal(err)
	}
	size, sum, err := w.Finish()
	want := sha256.Sum256(b)
	if err != nil || size != int64(len(b)) || sum != hex.EncodeToString(want[:]) {
		t.Fatalf("%d bytes, %s, %v", size, sum, err)
	}
}

// iotest hides what else a reader can do, so that what is copied comes in pieces.
type iotest struct{ r io.Reader }

func (i iotest) Read(p []byte) (int, error) { return i.r.Read(p[:min(len(p), 4099)]) }

func noise(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{7}).Read(b)
	return b
}

// raw is what stands on the disk of a dump.
func raw(t *testing.T, r *Room, id string) []byte {
	t.Helper()
	d := r.dumps[id]
	b := make([]byte, d.sealed)
	if _, err := d.file.ReadAt(b, 0); err != nil && err != io.EOF {
		t.Fatal(err)
	}
	return b
}

func TestKeptSealed(t *testing.T) {
	secret := []byte("山田 架空,090-0000-1234\n")
	for _, n := range []int{0, 1, len(secret), 64<<10 - 1, 64 << 10, 64<<10 + 1, 1 << 20} {
		r := open(t, Limits{})
		want := bytes.Repeat(secret, n/len(secret)+1)[:n]
		put(t, r, "a", want)
		if b := raw(t, r, "a"); n >= len(secret) && bytes.Contains(b, secret) {
			t.Fatalf("%d: in clear on the disk", n)
		}
		if left, _ := os.ReadDir(r.dir); len(left) != 0 {
			t.Fatalf("%d: %d named files", n, len(left))
		}
		s, err := r.Source("a", "sample.csv")
		if err != nil {
			t.Fatal(err)
		}
		for u, err := range s.Units(t.Context()) {
			if err != nil || u.Name != "sample.csv" || u.Size != int64(n) {
				t.Fatalf("%d: unit %+v, %v", n, u, err)
			}
			b, err := s.Open(t.Context(), u)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(b.R)
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%d: read back %d bytes, %v", n, len(got), err)
			}
			if k, err := b.At.ReadAt(make([]byte, 4), int64(n)); k != 0 || err != io.EOF {
				t.Fatalf("%d: behind the end: %d, %v", n, k, err)
			}
			if k, err := b.At.ReadAt(make([]byte, 4), int64(n)+1<<20); k != 0 || err != io.EOF {
				t.Fatalf("%d: far behind the end: %d, %v", n, k, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFormIsAge: whoever has the key can open the file with any program that knows the format.
func TestFormIsAge(t *testing.T) {
	r := open(t, Limits{})
	want := noise(200_000)
	put(t, r, "a", want)
	b := raw(t, r, "a")
	if !bytes.HasPrefix(b, []byte("age-encryption.org/v1\n")) {
		t.Fatalf("begins with %q", b[:20])
	}
	in, err := age.Decrypt(bytes.NewReader(b), r.dumps["a"].key)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(in); err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := age.Decrypt(bytes.NewReader(b), other); err == nil {
		t.Fatal("another key opens it")
	}
}

func FuzzReadAt(f *testing.F) {
	want := noise(300_001)
	dir := f.TempDir()
	r, _, err := Open(dir, Limits{}, func() time.Time { return at })
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = r.Close() })
	w, err := r.Begin("a", -1)
	if err != nil {
		f.Fatal(err)
	}
	if _, err := w.Write(want); err != nil {
		f.Fatal(err)
	}
	if _, _, err := w.Finish(); err != nil {
		f.Fatal(err)
	}
	s, err := r.Source("a", "a")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(int64(0), 10)
	f.Add(int64(65_535), 2)
	f.Add(int64(300_000), 100)
	f.Add(int64(300_001), 1)
	f.Fuzz(func(t *testing.T, off int64, n int) {
		if off < 0 || n < 0 || n > 200_000 {
			return
		}
		got := make([]byte, n)
		k, err := s.(*dumpSource).at.ReadAt(got, off)
		from, to := min(off, int64(len(want))), min(off+int64(n), int64(len(want)))
		if off > int64(len(want)) {
			to = from
		}
		if !bytes.Equal(got[:k], want[from:to]) || (k < n) != (err == io.EOF && k < n) || err != nil && err != io.EOF {
			t.Fatalf("at %d, %d: %d bytes, %v", off, n, k, err)
		}
	})
}

// TestChangedOnDisk: what somebody changed is told, not read.
func TestChangedOnDisk(t *testing.T) {
	r := open(t, Limits{})
	put(t, r, "a", noise(200_000))
	if _, err := r.dumps["a"].file.WriteAt([]byte{0xff, 0xff}, r.dumps["a"].sealed-8); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Source("a", "a"); fault.Of(err) != fault.Unreadable {
		t.Fatalf("got %v", err)
	}
}

func TestQuota(t *testing.T) {
	r := open(t, Limits{Quota: 300_000})
	if _, err := r.Begin("big", 1<<30); fault.Of(err) != fault.Refused {
		t.Fatalf("too large a one: %v", err)
	}
	put(t, r, "a", noise(100_000))
	w, err := r.Begin("b", -1) // it does not tell its size
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(w, iotest{bytes.NewReader(noise(400_000))})
	if fault.Of(err) != fault.Refused {
		t.Fatalf("beyond the quota: %v", err)
	}
	w.Abort()
	w.Abort()
	if r.Has("b") || !r.Has("a") || r.Used() != r.dumps["a"].sealed {
		t.Fatalf("%d bytes used", r.Used())
	}
	if err := r.Drop("a"); err != nil || r.Used() != 0 {
		t.Fatalf("%d bytes used, %v", r.Used(), err)
	}
}

func TestDiskStaysFree(t *testing.T) {
	r := open(t, Limits{Free: 1 << 30})
	free := int64(1<<30 + 1<<20)
	r.free = func(string) (int64, bool) { return free - r.Used(), true }
	if _, err := r.Begin("a", 2<<20); fault.Of(err) != fault.Refused {
		t.Fatalf("got %v", err)
	}
	w, err := r.Begin("a", -1)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	if _, err = io.Copy(w, iotest{bytes.NewReader(noise(2 << 20))}); fault.Of(err) != fault.Refused {
		t.Fatalf("got %v", err)
	}
}

// TestDiskFails: an error of the disk is one of the disk, and nothing stays.
func TestDiskFails(t *testing.T) {
	r := open(t, Limits{})
	w, err := r.Begin("a", -1)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.dumps["a"].file.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = w.Write(noise(200_000))
	if fault.Of(err) != fault.Unavailable {
		t.Fatalf("got %v", err)
	}
	w.Abort()
	if r.Used() != 0 || len(r.dumps) != 0 {
		t.Fatalf("%d bytes, %d dumps stay", r.Used(), len(r.dumps))
	}
}

func TestDroppedWhileRead(t *testing.T) {
	r := open(t, Limits{})
	want := noise(100_000)
	put(t, r, "a", want)
	s, err := r.Source("a", "a")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Drop("a"); err != nil {
		t.Fatal(err)
	}
	if r.Has("a") || r.Used() == 0 {
		t.Fatal("who reads loses it")
	}
	if _, err := r.Source("a", "a"); fault.Of(err) != fault.Unreadable {
		t.Fatalf("got %v", err)
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if r.Used() != 0 {
		t.Fatalf("%d bytes stay", r.Used())
	}
}

func TestExpired(t *testing.T) {
	now := at
	r, _, err := Open(t.TempDir(), Limits{Keep: time.Hour}, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	put(t, r, "a", []byte("x"))
	if got := r.Expired(); len(got) != 0 {
		t.Fatalf("at once: %q", got)
	}
	now = now.Add(61 * time.Minute)
	if got := r.Expired(); len(got) != 1 || got[0] != "a" {
		t.Fatalf("after an hour: %q", got)
	}
}

// TestLeftOver: what a process left that had no way to unlink its files is removed; what is not ours stays.
func TestLeftOver(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"dump-1", "dump-2", "other"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, n, err := Open(dir, Limits{}, time.Now)
	if err != nil || n != 2 {
		t.Fatalf("%d removed, %v", n, err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 || left[0].Name() != "other" {
		t.Fatalf("%v, %v", left, err)
	}
}

func TestSourceEndsWithItsContext(t *testing.T) {
	r := open(t, Limits{})
	put(t, r, "a", noise(1<<20))
	s, err := r.Source("a", "a")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for u := range s.Units(ctx) {
		b, err := s.Open(ctx, u)
		if err != nil {
			t.Fatal(err)
		}
		cancel()
		if _, err := io.ReadAll(b.R); !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v", err)
		}
		if strings.Contains(s.Name(), "/") {
			t.Fatal("a path as a name")
		}
	}
}
