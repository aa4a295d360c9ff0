package vault

import (
	"bytes"
	"crypto/cipher"
	"io"
	"os"
	"testing"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

func key(t *testing.T, b byte) cipher.AEAD {
	t.Helper()
	a, err := chacha20poly1305.NewX(bytes.Repeat([]byte{b}, chacha20poly1305.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestSealed: what is kept opens under the key only and whole only; nothing of it stands in clear.
func TestSealed(t *testing.T) {
	plain := open(t)
	v := plain.Sealing(key(t, 1))
	for _, size := range []int{0, 1, chunkSize - 1, chunkSize, chunkSize + 1, 3*chunkSize + 7} {
		text := bytes.Repeat([]byte("山田 "), size/7+1)[:size]
		sum, n, err := v.PutSealed(t.Context(), bytes.NewReader(text))
		if err != nil || n != int64(size) {
			t.Fatal(size, n, err)
		}
		if got, err := read(v, sum); err != nil || got != string(text) {
			t.Fatalf("%d bytes: %d read, %v", size, len(got), err)
		}
		for name, other := range map[string]*Vault{"no key": plain, "another key": plain.Sealing(key(t, 2))} {
			if got, err := read(other, sum); fault.Of(err) != fault.Unreadable || got != "" {
				t.Errorf("%d bytes, %s: %d read, %v", size, name, len(got), err)
			}
		}
		p, _ := v.path(sum)
		kept, err := os.ReadFile(p + sealedEnding)
		if err != nil || size > 7 && bytes.Contains(kept, []byte("山田")) {
			t.Fatal("in clear", err)
		}
		for _, bad := range [][]byte{kept[:len(kept)-1], append(bytes.Clone(kept), 0), flipped(kept, 3), flipped(kept, len(kept)-1), kept[:min(len(kept), saltSize+chunkSize+16)][:len(kept)/2]} {
			if err := os.WriteFile(p+sealedEnding, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := read(v, sum); fault.Of(err) != fault.Unreadable {
				t.Errorf("%d of %d bytes: %v", len(bad), len(kept), err)
			}
		}
		if err := v.Erase(sum); err != nil {
			t.Error(err)
		}
		if _, err := v.Open(sum); fault.Of(err) != fault.Usage {
			t.Error("erased", err)
		}
	}
}

// TestChunks: of two chunks none may change places or be left out.
func TestChunks(t *testing.T) {
	v := open(t).Sealing(key(t, 1))
	sum, _, err := v.PutSealed(t.Context(), io.LimitReader(zeros{}, 3*chunkSize))
	if err != nil {
		t.Fatal(err)
	}
	p, _ := v.path(sum)
	kept, err := os.ReadFile(p + sealedEnding)
	if err != nil {
		t.Fatal(err)
	}
	const step = chunkSize + 16
	one, two, three := kept[saltSize:saltSize+step], kept[saltSize+step:saltSize+2*step], kept[saltSize+2*step:]
	for name, order := range map[string][][]byte{"swapped": {two, one, three}, "first left out": {two, three}, "last left out": {one, two}, "twice": {one, one, two, three}} {
		if err := os.WriteFile(p+sealedEnding, append(bytes.Clone(kept[:saltSize]), bytes.Join(order, nil)...), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := read(v, sum); fault.Of(err) != fault.Unreadable {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func flipped(b []byte, at int) []byte {
	out := bytes.Clone(b)
	if len(out) > at {
		out[at] ^= 1
	}
	return out
}
