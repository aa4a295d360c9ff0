package archive

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// salvage reads a zip archive whose directory is missing or broken, as of a download cut short: the local headers stand
// before each entry. why is told in the end.
func salvage(ctx context.Context, w *content.Walk, outer string, at io.ReaderAt, size int64, why error) error {
	n := content.NewNames(outer)
	var head [30]byte
	for off := int64(0); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		off = nextLocal(at, off, size)
		if off < 0 {
			return unpacked(outer, why)
		}
		if _, err := at.ReadAt(head[:], off); err != nil {
			return unpacked(outer, why)
		}
		flags, method := binary.LittleEndian.Uint16(head[6:]), binary.LittleEndian.Uint16(head[8:])
		packed := int64(binary.LittleEndian.Uint32(head[18:]))
		nameLen, extraLen := int64(binary.LittleEndian.Uint16(head[26:])), int64(binary.LittleEndian.Uint16(head[28:]))
		raw := make([]byte, nameLen)
		if _, err := at.ReadAt(raw, off+30); err != nil {
			return unpacked(outer, why)
		}
		data := off + 30 + nameLen + extraLen
		name := string(raw)
		if flags&0x800 == 0 {
			name = strings.ReplaceAll(decodeName(name), `\`, "/")
		}
		off = data
		if strings.HasSuffix(name, "/") || data >= size {
			continue
		}
		name = n.Of(name)
		if flags&1 != 0 {
			w.Skip(name, -1, fault.Errorf(fault.Unreadable, "read %q: encrypted", name))
			off += known(flags, packed, size-data)
			continue
		}
		body := io.NewSectionReader(at, data, size-data)
		if k := known(flags, packed, size-data); k > 0 || flags&8 == 0 {
			body = io.NewSectionReader(at, data, k)
		}
		var r io.Reader
		var in *bufio.Reader
		switch {
		case method == 0 && flags&8 == 0:
			r = body
		case method == methodDeflate:
			in = bufio.NewReaderSize(body, 32<<10)
			r = inflate(in)
		default:
			w.Skip(name, -1, fault.Errorf(fault.Unreadable, "read %q: its length or method is not known", name))
			off += known(flags, packed, size-data)
			continue
		}
		if err := entry(ctx, w, name, -1, max(1, body.Size()), r); err != nil {
			return err
		}
		if cut := packed - (size - data); flags&8 == 0 && cut > 0 && method == 0 {
			w.Skip(name, packed, unpacked(name, io.ErrUnexpectedEOF))
		}
		// Each byte is unpacked once, so that headers hidden in data cannot multiply it.
		step := known(flags, packed, size-data)
		if in != nil {
			read, _ := body.Seek(0, io.SeekCurrent)
			step = max(step, read-int64(in.Buffered()))
		}
		off += step
	}
}

// known is the packed length that a local header tells, as far as it is there; 0 if it stands behind the data.
func known(flags uint16, packed, rest int64) int64 {
	if flags&8 != 0 && packed == 0 || packed == 0xFFFFFFFF {
		return 0
	}
	return min(packed, rest)
}

// nextLocal finds the next local header from off on, -1 if there is none.
func nextLocal(at io.ReaderAt, off, size int64) int64 {
	buf := make([]byte, 64<<10)
	for off+30 <= size {
		n, err := at.ReadAt(buf, off)
		if i := bytes.Index(buf[:n], []byte(localMark)); i >= 0 {
			return off + int64(i)
		}
		if err != nil && !errors.Is(err, io.EOF) || n < 4 {
			return -1
		}
		off += int64(n - 3)
		if errors.Is(err, io.EOF) {
			return -1
		}
	}
	return -1
}
