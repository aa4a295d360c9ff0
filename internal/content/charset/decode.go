package charset

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

const high = 0x8080808080808080

// room is what a decoder may write at once, and need of input at once: with that much it always gets on.
const room = 16

// decoder turns src into UTF-8 in dst, as far as there is room and the input is complete. Without more to come (end) an
// incomplete sequence is broken too. It returns what was written, what was read and how many sequences were broken, each
// of which is written as U+FFFD.
type decoder interface {
	decode(dst, src []byte, end bool) (nd, ns, broken int)
}

// double decodes by table.
type double struct {
	*table
	gb transform.Transformer // four-byte sequences of GB 18030, nil elsewhere
}

func newDouble(n Name) *double {
	d := &double{table: tables[n]()}
	if n == GB18030 {
		d.gb = simplifiedchinese.GB18030.NewDecoder()
	}
	return d
}

func (d *double) decode(dst, src []byte, end bool) (o, i, broken int) {
	two := &d.two
	for {
		// Eight bytes of ASCII at a time, then what of the next eight is ASCII.
		for {
			if len(src)-i < 8 || len(dst)-o < room {
				break
			}
			w := binary.LittleEndian.Uint64(src[i:])
			binary.LittleEndian.PutUint64(dst[o:], w)
			if m := w & high; m != 0 {
				k := bits.TrailingZeros64(m) >> 3
				i, o = i+k, o+k
				break
			}
			i, o = i+8, o+8
		}
		for {
			if len(dst)-o < room || i >= len(src) {
				return o, i, broken
			}
			c := src[i]
			if c < 0x80 {
				if len(src)-i >= 8 {
					break
				}
				dst[o] = c
				i, o = i+1, o+1
				continue
			}
			if i+1 < len(src) {
				if v := two[uint16(c)<<8|uint16(src[i+1])]; v != 0 {
					binary.LittleEndian.PutUint32(dst[o:], v)
					i, o = i+2, o+width(v)
					continue
				}
			}
			if v := d.one[c]; v != 0 {
				binary.LittleEndian.PutUint32(dst[o:], v)
				i, o = i+1, o+width(v)
				continue
			}
			nd, ns, ok := d.rare(dst[o:], src[i:], end)
			if ns == 0 {
				return o, i, broken
			}
			if !ok {
				nd = copy(dst[o:], replacement)
				broken++
			}
			i, o = i+ns, o+nd
		}
	}
}

// rare reads a sequence that no plain look-up reads. With ns 0 more input is needed.
func (d *double) rare(dst, src []byte, end bool) (nd, ns int, ok bool) {
	if len(src) == 1 {
		if end {
			return 0, 1, false
		}
		return 0, 0, false
	}
	c, t := src[0], src[1]
	if p, ok := d.pairs[uint16(c)<<8|uint16(t)]; ok {
		return copy(dst, p), 2, true
	}
	switch {
	case d.three != nil && c == 0x8F && t >= 0xA1:
		if len(src) < 3 && !end {
			return 0, 0, false
		}
		if len(src) >= 3 {
			if v := d.three[uint16(t)<<8|uint16(src[2])]; v != 0 {
				binary.LittleEndian.PutUint32(dst, v)
				return width(v), 3, true
			}
		}
	case d.gb != nil && '0' <= t && t <= '9':
		if len(src) < 4 && !end {
			return 0, 0, false
		}
		if len(src) >= 4 {
			d.gb.Reset()
			var p [8]byte
			n, m, err := d.gb.Transform(p[:], src[:4], true)
			if err == nil && m == 4 && utf8.RuneCount(p[:n]) == 1 && string(p[:n]) != "\uFFFD" {
				return copy(dst, p[:n]), 4, true
			}
		}
		return 0, 1, false
	}
	if t < 0x80 || !d.lead[c] {
		return 0, 1, false // an ASCII byte is never swallowed: it may be a delimiter
	}
	return 0, 2, false
}
