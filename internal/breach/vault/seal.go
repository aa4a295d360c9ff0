package vault

import (
	"bufio"
	"context"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// A sealed file stands under the hash of what it holds, with this ending: 16 random bytes, then chunks of 64 KiB, each sealed under a
// nonce of the random bytes, the chunk's number and whether it is the last. So none can be changed, moved, left out or put after
// the end (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
const (
	sealedEnding = ".sealed"
	saltSize     = 16
	chunkSize    = 64 << 10
	lastChunk    = 1 << 63 // in the number
)

// Sealing is the same vault with the key that PutSealed and Open of what was sealed need. The AEAD's nonces have 24 bytes.
func (v *Vault) Sealing(aead cipher.AEAD) *Vault { return &Vault{dir: v.dir, aead: aead} }

// PutSealed is Put for what may hold personal data: what is kept of it opens under the key only. The hash and the size are of what r holds.
func (v *Vault) PutSealed(ctx context.Context, r io.Reader) (sum string, size int64, err error) {
	if v.aead == nil {
		return "", 0, fault.Errorf(fault.Usage, "put into vault: there is no key to seal with")
	}
	return v.keep(sealedEnding, func(w io.Writer) (string, int64, error) { return seal(w, &stopping{ctx, r}, v.aead) })
}

// seal writes what r holds in sealed form.
func seal(w io.Writer, r io.Reader, aead cipher.AEAD) (string, int64, error) {
	nonce := make([]byte, saltSize+8)
	rand.Read(nonce[:saltSize])
	if _, err := w.Write(nonce[:saltSize]); err != nil {
		return "", 0, err
	}
	h, in := sha256.New(), bufio.NewReaderSize(r, chunkSize)
	plain, out := make([]byte, chunkSize), make([]byte, 0, chunkSize+aead.Overhead())
	var size int64
	for i := uint64(0); ; i++ {
		n, err := io.ReadFull(in, plain)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return "", 0, err
		}
		if _, next := in.Peek(1); errors.Is(next, io.EOF) {
			i |= lastChunk
		}
		h.Write(plain[:n])
		size += int64(n)
		binary.BigEndian.PutUint64(nonce[saltSize:], i)
		if _, err := w.Write(aead.Seal(out, nonce, plain[:n], nil)); err != nil {
			return "", 0, err
		}
		if i&lastChunk != 0 {
			return hex.EncodeToString(h.Sum(nil)), size, nil
		}
	}
}

// openSealed opens a file that was sealed; fs.ErrNotExist if there is none.
func (v *Vault) openSealed(sum, path string) (io.ReadCloser, error) {
	f, err := os.Open(path + sealedEnding)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, err
	case err != nil:
		return nil, fault.As(fault.Unreadable, fmt.Errorf("open file %s of vault: %w", short(sum), pathless(err)))
	case v.aead == nil:
		_ = f.Close()
		return nil, fault.Errorf(fault.Unreadable, "open file %s of vault: it is sealed", short(sum))
	}
	return &proving{f: &unsealing{f: f, in: bufio.NewReaderSize(f, chunkSize+v.aead.Overhead()), aead: v.aead}, h: sha256.New(), sum: sum}, nil
}

// unsealing reads what was sealed, chunk by chunk; nothing of a chunk is told before it is proved.
type unsealing struct {
	f     *os.File
	in    *bufio.Reader
	aead  cipher.AEAD
	nonce []byte
	n     uint64
	left  []byte // of the chunk at hand
	plain []byte
	done  bool
}

var errDamaged = errors.New("damaged, or sealed under another key")

func (u *unsealing) Read(b []byte) (int, error) {
	for len(u.left) == 0 {
		if u.done {
			return 0, io.EOF
		}
		if err := u.next(); err != nil {
			return 0, err
		}
	}
	n := copy(b, u.left)
	u.left = u.left[n:]
	return n, nil
}

func (u *unsealing) next() error {
	if u.nonce == nil {
		u.nonce, u.plain = make([]byte, saltSize+8), make([]byte, chunkSize+u.aead.Overhead())
		if _, err := io.ReadFull(u.in, u.nonce[:saltSize]); err != nil {
			return errDamaged
		}
	}
	n, err := io.ReadFull(u.in, u.plain[:chunkSize+u.aead.Overhead()])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return errDamaged
	}
	number := u.n
	if _, err := u.in.Peek(1); errors.Is(err, io.EOF) {
		number, u.done = number|lastChunk, true
	}
	binary.BigEndian.PutUint64(u.nonce[saltSize:], number)
	if u.left, err = u.aead.Open(u.plain[:0], u.nonce, u.plain[:n], nil); err != nil {
		return errDamaged
	}
	u.n++
	return nil
}

func (u *unsealing) Close() error { return u.f.Close() }
