package archive

import (
	"bytes"
	"context"
	"errors"
	"hash/crc32"
	"io"
	"sync"

	"github.com/bodgit/sevenzip"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// SevenZip reads 7z archives.
type SevenZip struct{}

// Name implements content.Format.
func (SevenZip) Name() string { return "7z" }

// Match implements content.Format.
func (SevenZip) Match(h *content.Head) content.Certainty {
	if bytes.HasPrefix(h.Bytes, []byte("7z\xBC\xAF\x27\x1C")) {
		return content.Magic
	}
	return content.No
}

var errEncrypted = errors.New("encrypted")

// refuseAES has the library say that a stream is encrypted, where it would decrypt it with an empty password and yield noise.
var refuseAES = sync.OnceFunc(func() {
	sevenzip.RegisterDecompressor([]byte{0x06, 0xF1, 0x07, 0x01}, func([]byte, uint64, []io.ReadCloser) (io.ReadCloser, error) {
		return nil, errEncrypted
	})
})

// Read implements content.Format.
func (SevenZip) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	refuseAES()
	at, size, done, err := w.Spool(ctx, b)
	defer done()
	if err != nil {
		return unpacked(b.Name, err)
	}
	var z *sevenzip.Reader
	if err := guard(func() (err error) { z, err = sevenzip.NewReader(at, size); return err }); err != nil {
		return locked(b.Name, err)
	}
	var total int64 = 1
	for _, f := range z.File {
		total += int64(min(f.UncompressedSize, 1<<40))
	}
	n := content.NewNames(b.Name)
	for _, f := range z.File {
		if f.FileInfo().IsDir() || f.UncompressedSize == 0 {
			continue
		}
		name, unpackedSize := n.Of(f.Name), int64(min(f.UncompressedSize, 1<<62))
		var r io.ReadCloser
		if err := guard(func() (err error) { r, err = f.Open(); return err }); err != nil {
			w.Skip(name, unpackedSize, locked(name, err))
			continue
		}
		// Packed sizes are those of solid blocks: an entry gets its share.
		share := max(1, int64(float64(size)*float64(unpackedSize)/float64(total)))
		sum := crc32.NewIEEE()
		l := &lenient{r: io.TeeReader(r, sum)}
		err := w.Descend(ctx, content.Body{Name: name, Size: unpackedSize, R: l}, share)
		_ = guard(r.Close)
		switch {
		case err != nil:
			return err
		case l.err != nil:
			w.Skip(name, unpackedSize, locked(name, l.err))
		case l.n == unpackedSize && f.CRC32 != 0 && f.CRC32 != sum.Sum32():
			w.Skip(name, unpackedSize, fault.Errorf(fault.Unreadable, "unpack %q: checksum error", name))
		}
		if err := w.Spent(); err != nil {
			return err
		}
	}
	return nil
}

// locked is the error of an archive or entry that could not be read, most often because it is encrypted.
func locked(name string, err error) error {
	if errors.Is(err, errEncrypted) {
		return fault.Errorf(fault.Unreadable, "read %q: encrypted", name)
	}
	return unpacked(name, err)
}

// guard turns a decoder's panic into an error.
func guard(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("corrupt data")
		}
	}()
	return f()
}
