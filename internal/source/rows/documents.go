package rows

import (
	"archive/tar"
	"bytes"
	"context"
	"io"
	"time"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Blob is a value of a column of bytes.
type Blob struct {
	Key    string // of its row, fit for a query
	Column string
	Size   int64
	Head   []byte // the first HeadSize bytes, or all
}

// HeadSize is how much of a value tells what it is; Batch is how many values are asked for at once; ChunkSize is how much
// of one. Texts of up to TextSize are read with their rows.
const (
	HeadSize  = 64
	Batch     = 200
	ChunkSize = 1 << 20
	TextSize  = 8 << 10
)

// maxDocuments bounds the parts of one unit.
const maxDocuments = 10_000

// Documents writes what of a column's values are documents as a tar archive, whose entries are opened like any other's.
// next gives the values behind the one given last ("" at the beginning), none at the end; chunk gives some bytes of one. The
// archive has no end: the error that stands there tells how many values were left out.
func Documents(ctx context.Context, s *Stream, next func(ctx context.Context, last string) ([]Blob, error),
	chunk func(ctx context.Context, b *Blob, from int64) ([]byte, error)) error {
	w := tar.NewWriter(s)
	var read, images, others, more int64
	last := ""
	for {
		blobs, err := next(ctx, last)
		if err != nil {
			return err
		}
		for i := range blobs {
			b := &blobs[i]
			last = b.Key
			switch kind(b) {
			case nothing:
				continue
			case image:
				images++
				continue
			case other:
				others++
				continue
			}
			if read++; read > maxDocuments {
				more++
				continue
			}
			if err := document(ctx, w, b, chunk); err != nil {
				return err
			}
		}
		if len(blobs) == 0 {
			break
		}
	}
	if images+others+more == 0 {
		return w.Close()
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return fault.Errorf(fault.Skipped, "read columns of bytes: %d images, %d values of unknown form and %d documents more than are read of one table were left out", images, others, more)
}

func document(ctx context.Context, w *tar.Writer, b *Blob, chunk func(ctx context.Context, b *Blob, from int64) ([]byte, error)) error {
	err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: b.Column + " " + b.Key, Size: b.Size, Mode: 0o400, ModTime: time.Unix(0, 0), Format: tar.FormatPAX})
	if err != nil { // its text quotes the name
		return fault.Errorf(fault.Unreadable, "read a column of bytes: a column or a size that cannot be")
	}
	for at := int64(0); at < b.Size; {
		p := b.Head
		if at > 0 || int64(len(p)) < b.Size {
			if p, err = chunk(ctx, b, at); err != nil {
				return err
			}
		}
		if p = p[:min(int64(len(p)), b.Size-at)]; len(p) == 0 {
			return fault.Errorf(fault.Changed, "read a column of bytes: a value changed while it was read")
		}
		if _, err := w.Write(p); err != nil {
			return io.ErrClosedPipe
		}
		at += int64(len(p))
	}
	return nil
}

type sort uint8

const (
	nothing sort = iota // read with its row, or nothing at all
	paper
	image
	other
)

// papers and images are how documents and images begin.
var (
	papers = []string{"%PDF", "PK\x03\x04", "\xd0\xcf\x11\xe0", "{\\rtf", "\x1f\x8b", "BZh", "\xfd7zXZ", "7z\xbc\xaf", "\x28\xb5\x2f\xfd", "SQLite format 3", "PAR1", "Rar!"}
	images = []string{"\xff\xd8\xff", "\x89PNG", "GIF8", "II*\x00", "MM\x00*", "BM", "RIFF", "\x00\x00\x01\x00"}
)

func kind(b *Blob) sort {
	for _, p := range papers {
		if bytes.HasPrefix(b.Head, []byte(p)) {
			return paper
		}
	}
	for _, p := range images {
		if bytes.HasPrefix(b.Head, []byte(p)) {
			return image
		}
	}
	if len(b.Head) > 8 && string(b.Head[4:8]) == "ftyp" {
		return image
	}
	switch {
	case b.Size == 0 || b.Size <= TextSize && Text(b.Head[:whole(b.Head)]):
		return nothing
	case Text(b.Head[:whole(b.Head)]):
		return paper
	}
	return other
}

// whole is the length without a character that is cut at the end.
func whole(b []byte) int {
	for i := len(b) - 1; i >= 0 && i >= len(b)-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return i
			}
			break
		}
	}
	return len(b)
}

// Text tells whether bytes are text.
func Text(v []byte) bool { return bytes.IndexByte(v, 0) < 0 && utf8.Valid(v) }
