// Package archive reads what holds other bodies: zip, tar, 7z, and the streams gzip, bzip2, xz, zstd and
// lz4. Archives that are known but cannot be read (RAR, LZH, CAB and others) are told.
//
// Of an archive that is broken or cut short everything is read that can be, and then the error is told. Nothing is ever
// written to disk but by content.Spool. The names of entries are shown in UTF-8 whatever they were written in, with control
// characters and broken bytes escaped as \xNN, and no two entries of an archive share a name.
package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// maxWindow is the greatest dictionary or window that a decompressor may ask memory for.
const maxWindow = 128 << 20

// lenient ends a stream where it breaks and keeps the error, so that what came before is read like any other body.
type lenient struct {
	r   io.Reader
	n   int64
	err error
}

func (l *lenient) Read(p []byte) (n int, err error) {
	if l.err != nil {
		return 0, io.EOF
	}
	defer func() {
		if r := recover(); r != nil { // a decoder met with bytes it was not made for
			l.err = errors.New("corrupt data")
			n, err = 0, io.EOF
		}
	}()
	n, err = l.r.Read(p)
	l.n += int64(n)
	if err != nil && err != io.EOF {
		l.err = err
		if n == 0 {
			return 0, io.EOF
		}
		err = nil
	}
	return n, err
}

// unpacked is the error of a body that broke off, with its class if it has one.
func unpacked(name string, err error) error {
	if err == nil {
		return nil
	}
	class := fault.Of(err)
	if class == fault.Internal {
		class = fault.Unreadable
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fault.Errorf(class, "unpack %q: cut short", name)
	}
	return fault.As(class, fmt.Errorf("unpack %q: %w", name, err))
}

// entry reads one entry of an archive and tells what was wrong with it. The error it returns ends the archive.
func entry(ctx context.Context, w *content.Walk, name string, size, packed int64, r io.Reader) error {
	l := &lenient{r: r}
	if err := w.Descend(ctx, content.Body{Name: name, Size: size, R: l}, packed); err != nil {
		return err
	}
	if l.err != nil {
		w.Skip(name, size, unpacked(name, l.err))
	}
	return w.Spent()
}

// base is the last element of a body's name.
func base(name string) string {
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		return name[i+1:]
	}
	return name
}

// hasSuffix ignores case.
func hasSuffix(name string, suffixes ...string) bool {
	for _, s := range suffixes {
		if len(name) >= len(s) && strings.EqualFold(name[len(name)-len(s):], s) {
			return true
		}
	}
	return false
}
