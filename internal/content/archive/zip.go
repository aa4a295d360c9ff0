package archive

import (
	"archive/zip"
	"bytes"
	"compress/bzip2"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/charmap"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/charset"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Zip reads zip archives, zip64 included. One without its directory is read from its local headers.
type Zip struct{}

// Name implements content.Format.
func (Zip) Name() string { return "zip" }

const (
	localMark = "PK\x03\x04"
	emptyMark = "PK\x05\x06"
	spanMark  = "PK\x07\x08" + localMark
)

// Match implements content.Format. Office documents are zip archives too: those leave room for their own format.
func (Zip) Match(h *content.Head) content.Certainty {
	p := h.Bytes
	if !bytes.HasPrefix(p, []byte(localMark)) && !bytes.HasPrefix(p, []byte(emptyMark)) && !bytes.HasPrefix(p, []byte(spanMark)) {
		return content.No
	}
	if hasSuffix(h.Name, ".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".pptm", ".dotx", ".xltx", ".potx", ".odt", ".ods", ".odp") || office(p) {
		return content.ByForm
	}
	return content.Magic
}

// office tells an office document by the names of the first entries.
func office(p []byte) bool {
	for range 8 {
		i := bytes.Index(p, []byte(localMark))
		if i < 0 || len(p)-i < 30 {
			return false
		}
		p = p[i:]
		n := int(binary.LittleEndian.Uint16(p[26:]))
		name := string(p[30:min(len(p), 30+n)])
		switch {
		case name == "[Content_Types].xml":
			return true
		case strings.HasPrefix(name, "word/"), strings.HasPrefix(name, "xl/"), strings.HasPrefix(name, "ppt/"):
			return true
		case name == "mimetype" && bytes.Contains(p[:min(len(p), 160)], []byte("application/vnd.oasis.opendocument.")):
			return true
		}
		p = p[30:]
	}
	return false
}

// Methods of compression.
const (
	methodDeflate = 8
	methodBzip2   = 12
	methodZstd    = 93
	methodXZ      = 95
)

func inflate(r io.Reader) io.ReadCloser { return flate.NewReader(r) }

func register(z *zip.Reader) {
	z.RegisterDecompressor(methodDeflate, inflate)
	z.RegisterDecompressor(methodBzip2, func(r io.Reader) io.ReadCloser { return io.NopCloser(bzip2.NewReader(r)) })
	z.RegisterDecompressor(methodXZ, func(r io.Reader) io.ReadCloser { return opened(openXZ(r)) })
	z.RegisterDecompressor(methodZstd, func(r io.Reader) io.ReadCloser { return opened(openZstd(r)) })
	z.RegisterDecompressor(zstd.ZipMethodPKWare, func(r io.Reader) io.ReadCloser { return opened(openZstd(r)) })
}

// opened is a reader that tells only when read why it could not be opened.
func opened(r io.ReadCloser, err error) io.ReadCloser {
	if err != nil {
		return io.NopCloser(&failing{err})
	}
	return r
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

// Read implements content.Format.
func (Zip) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	at, size, done, err := w.Spool(ctx, b)
	defer done()
	if err != nil && (ctx.Err() != nil || fault.Of(err) != fault.Internal && fault.Of(err) != fault.Unreadable) {
		return unpacked(b.Name, err)
	}
	z, zerr := zip.NewReader(at, size)
	if zerr != nil && !errors.Is(zerr, zip.ErrInsecurePath) {
		if err == nil {
			err = zerr
		}
		return salvage(ctx, w, b.Name, at, size, err)
	}
	register(z)
	var packed uint64
	for _, f := range z.File {
		if packed += f.CompressedSize64; f.CompressedSize64 > uint64(size) || packed > uint64(size) {
			return fault.Errorf(fault.Refused, "unpack %q: entries overlap", b.Name)
		}
	}
	n, decoded := content.NewNames(b.Name), zipNames(z.File)
	for i, f := range z.File {
		if f.FileInfo().IsDir() || strings.HasSuffix(f.Name, "/") {
			continue
		}
		if err := zipEntry(ctx, w, n.Of(decoded[i]), f); err != nil {
			return err
		}
	}
	return unpacked(b.Name, err)
}

func zipEntry(ctx context.Context, w *content.Walk, name string, f *zip.File) error {
	size := int64(min(f.UncompressedSize64, 1<<62))
	if f.Flags&1 != 0 {
		w.Skip(name, size, fault.Errorf(fault.Unreadable, "read %q: encrypted", name))
		return nil
	}
	r, err := f.Open()
	switch {
	case errors.Is(err, zip.ErrAlgorithm):
		w.Skip(name, size, fault.Errorf(fault.Unreadable, "read %q: compression method %d is not known", name, f.Method))
		return nil
	case err != nil:
		w.Skip(name, size, unpacked(name, err))
		return nil
	}
	defer r.Close()
	return entry(ctx, w, name, size, max(1, int64(f.CompressedSize64)), r)
}

// zipNames reads the names of all entries. Those that say nothing of their charset are judged together.
func zipNames(files []*zip.File) []string {
	out := make([]string, len(files))
	var sample []byte
	for i, f := range files {
		out[i] = f.Name
		if s, ok := unicodePath(f.Extra, f.Name); ok {
			out[i] = s
		} else if !utf8.ValidString(f.Name) && len(sample) < 64<<10 {
			sample = append(append(sample, f.Name...), '\n')
		}
	}
	if len(sample) > 0 {
		name := charset.Detect(sample, true)
		for i, s := range out {
			if !utf8.ValidString(s) {
				out[i] = zipName(s, name)
			}
		}
	}
	for i, s := range out {
		out[i] = strings.ReplaceAll(s, `\`, "/")
	}
	return out
}

// zipName decodes one name; what is no multi-byte charset is the one of DOS.
func zipName(raw string, name charset.Name) string {
	if name != charset.Windows1252 && name != charset.Binary && name != charset.UTF8 {
		return decodeAs(raw, name)
	}
	if s := decodeName(raw); name == charset.Windows1252 && s != "" {
		if p, err := charmap.CodePage437.NewDecoder().String(raw); err == nil {
			return p
		}
	}
	return raw
}

// unicodePath reads Info-ZIP's extra field 0x7075: the name in UTF-8, if it belongs to this very name.
func unicodePath(extra []byte, name string) (string, bool) {
	for len(extra) >= 4 {
		id, n := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		extra = extra[4:]
		if n > len(extra) {
			return "", false
		}
		if p := extra[:n]; id == 0x7075 && n > 5 && p[0] == 1 && utf8.Valid(p[5:]) &&
			binary.LittleEndian.Uint32(p[1:]) == crc32.ChecksumIEEE([]byte(name)) {
			return string(p[5:]), true
		}
		extra = extra[n:]
	}
	return "", false
}
