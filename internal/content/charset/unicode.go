package charset

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// wide decodes UTF-16. A byte order mark at the very beginning is left out.
type wide struct {
	big   bool
	begun bool
}

func (d *wide) unit(p []byte) rune {
	if d.big {
		return rune(p[0])<<8 | rune(p[1])
	}
	return rune(p[1])<<8 | rune(p[0])
}

func (d *wide) decode(dst, src []byte, end bool) (o, i, broken int) {
	if !d.begun && len(src) >= 2 {
		d.begun = true
		if d.unit(src) == 0xFEFF {
			i = 2
		}
	}
	for len(dst)-o >= room {
		p := src[i:]
		if len(p) < 2 {
			if len(p) == 1 && end {
				o, i, broken = o+copy(dst[o:], replacement), i+1, broken+1
			}
			break
		}
		r := d.unit(p)
		switch {
		case r < 0x80:
			dst[o] = byte(r)
			o, i = o+1, i+2
			continue
		case r < 0xD800 || r >= 0xE000:
			o, i = o+utf8.EncodeRune(dst[o:o+4], r), i+2
			continue
		case r < 0xDC00 && len(p) < 4:
			if !end {
				return o, i, broken
			}
		case r < 0xDC00:
			if s := d.unit(p[2:]); s >= 0xDC00 && s < 0xE000 {
				o, i = o+utf8.EncodeRune(dst[o:o+4], (r-0xD800)<<10|(s-0xDC00)+0x10000), i+4
				continue
			}
		}
		o, i, broken = o+copy(dst[o:], replacement), i+2, broken+1
	}
	return o, i, broken
}

// counter counts the bytes of a stream that are not part of valid UTF-8, wherever it is cut.
type counter struct {
	tail [utf8.UTFMax]byte
	n    int
}

// add counts in p.
func (c *counter) add(p []byte) (broken int) {
	for c.n > 0 {
		if utf8.FullRune(c.tail[:c.n]) {
			r, size := utf8.DecodeRune(c.tail[:c.n])
			if r == utf8.RuneError && size == 1 {
				broken++
			}
			c.n = copy(c.tail[:], c.tail[size:c.n])
			continue
		}
		if len(p) == 0 {
			return broken
		}
		c.tail[c.n] = p[0]
		c.n++
		p = p[1:]
	}
	n, b := countBroken(p)
	c.n = copy(c.tail[:], p[n:])
	return broken + b
}

// end counts what the stream broke off in.
func (c *counter) end() int {
	n := c.n
	c.n = 0
	return n
}

// countBroken returns how far p could be judged (all but a sequence that may go on behind it) and its broken bytes.
func countBroken(p []byte) (n, broken int) {
	i := 0
	for {
		for len(p)-i >= 32 {
			q := p[i : i+32]
			if (binary.LittleEndian.Uint64(q)|binary.LittleEndian.Uint64(q[8:])|
				binary.LittleEndian.Uint64(q[16:])|binary.LittleEndian.Uint64(q[24:]))&high != 0 {
				break
			}
			i += 32
		}
		for len(p)-i >= 8 {
			w := binary.LittleEndian.Uint64(p[i:])
			m := w & high
			if m == 0 {
				i += 8
				break
			}
			if k := bits.TrailingZeros64(m) >> 3; k != 0 {
				i += k
				continue
			}
			// Three-byte sequences but for overlong ones and surrogates, at best two in a row.
			if w&0xC0C0F0 == 0x8080E0 && w&0x200F != 0 && w&0x200F != 0x200D {
				i += 3
				if w >>= 24; w&0xC0C0F0 == 0x8080E0 && w&0x200F != 0 && w&0x200F != 0x200D {
					i += 3
				}
				continue
			}
			r, size := utf8.DecodeRune(p[i:])
			if r == utf8.RuneError && size == 1 {
				broken++
			}
			i += size
		}
		if len(p)-i >= 8 {
			continue
		}
		for i < len(p) {
			if p[i] < 0x80 {
				i++
				continue
			}
			if !utf8.FullRune(p[i:]) {
				return i, broken
			}
			r, size := utf8.DecodeRune(p[i:])
			if r == utf8.RuneError && size == 1 {
				broken++
			}
			i += size
		}
		return i, broken
	}
}
