package charset

import (
	"encoding/binary"
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
	for i < len(p) {
		i = valid(p, i)
		// Some bytes one character at a time: the end, or what valid does not know.
		for stop := min(len(p), i+16); i < stop; {
			if p[i] < utf8.RuneSelf {
				i++
				continue
			}
			r, size := utf8.DecodeRune(p[i:])
			if r == utf8.RuneError && size == 1 {
				if !utf8.FullRune(p[i:]) {
					return i, broken
				}
				broken++
			}
			i += size
		}
	}
	return i, broken
}

// valid passes over characters of one byte and three, eight bytes at a time, from i on, which is where one begins. It
// stops before anything else, at the beginning of a character.
func valid(p []byte, i int) int {
	var carry uint64 // bytes that the last word's last character goes on in
	for len(p)-i >= 8 {
		w := binary.LittleEndian.Uint64(p[i:])
		m := w & high
		if m|carry == 0 {
			i += 8
			for len(p)-i >= 32 {
				q := p[i : i+32]
				if (binary.LittleEndian.Uint64(q)|binary.LittleEndian.Uint64(q[8:])|
					binary.LittleEndian.Uint64(q[16:])|binary.LittleEndian.Uint64(q[24:]))&high != 0 {
					break
				}
				i += 32
			}
			continue
		}
		next, lead := m&^(w<<1), m&(w<<1)
		// After 0xE0 and 0xED not every byte may follow.
		bare := lead &^ (w<<4 | w<<5 | w<<6 | w<<7)
		surrogate := lead & (w << 4) & (w << 5) &^ (w << 6) & (w << 7)
		if next != lead<<8|lead<<16|carry || lead != lead&(w<<2)&^(w<<3) || bare|surrogate != 0 {
			break
		}
		carry = lead>>56 | lead>>48
		i += 8
	}
	switch {
	case carry>>15 != 0:
		return i - 1
	case carry != 0:
		return i - 2
	}
	return i
}
