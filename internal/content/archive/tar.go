package archive

import (
	"archive/tar"
	"context"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/charset"
)

// Tar reads tar archives: V7, ustar, pax and GNU.
type Tar struct{}

// Name implements content.Format.
func (Tar) Name() string { return "tar" }

// Match implements content.Format: the first header's checksum holds.
func (Tar) Match(h *content.Head) content.Certainty {
	p := h.Bytes
	if len(p) < 512 || p[0] == 0 && p[345] == 0 {
		return content.No
	}
	var want, unsigned, signed int64
	digits := 0
	for _, c := range p[148:156] {
		if c >= '0' && c <= '7' {
			want = want<<3 | int64(c-'0')
			digits++
		} else if c != ' ' && c != 0 {
			return content.No
		}
	}
	for i, c := range p[:512] {
		if i >= 148 && i < 156 {
			c = ' '
		}
		unsigned += int64(c)
		signed += int64(int8(c))
	}
	if digits == 0 || want != unsigned && want != signed {
		return content.No
	}
	return content.Magic
}

// sparse is what an entry with holes is taken to hold where the archive's size is unknown.
const sparse = 1 << 20

// Read implements content.Format.
func (Tar) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	r := tar.NewReader(b.R)
	n := content.NewNames(b.Name)
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return unpacked(b.Name, err)
		}
		if h.Typeflag != tar.TypeReg && h.Typeflag != tar.TypeGNUSparse && h.Typeflag != tar.TypeCont {
			continue
		}
		packed := h.Size
		if holes(h) {
			packed = sparse
			if b.Size > 0 {
				packed = min(h.Size, b.Size)
			}
		}
		if err := entry(ctx, w, n.Of(decodeName(h.Name)), h.Size, max(packed, 1), r); err != nil {
			return err
		}
	}
}

func holes(h *tar.Header) bool {
	if h.Typeflag == tar.TypeGNUSparse {
		return true
	}
	for k := range h.PAXRecords {
		if strings.HasPrefix(k, "GNU.sparse.") {
			return true
		}
	}
	return false
}

// decodeName reads a name written in a charset that is told nowhere.
func decodeName(raw string) string {
	if utf8.ValidString(raw) {
		return raw
	}
	return decodeAs(raw, charset.Detect([]byte(raw), true))
}

// decodeAs reads a name written in a charset; one that does not hold in it is left as it is.
func decodeAs(raw string, name charset.Name) string {
	r := charset.NewReader(strings.NewReader(raw), name)
	p, err := io.ReadAll(r)
	if err != nil || r.Broken() > 0 {
		return raw
	}
	return string(p)
}
