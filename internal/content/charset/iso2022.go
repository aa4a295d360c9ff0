package charset

import "encoding/binary"

// shift is a character set that ISO-2022-JP switches to.
type shift uint8

const (
	ascii shift = iota
	roman       // JIS X 0201, the yen sign and the overline instead of backslash and tilde
	kana        // JIS X 0201, half-width
	kanji       // JIS X 0208
	extra       // JIS X 0212
)

// escapes are the switches, without ESC.
var escapes = []struct {
	code string
	to   shift
}{
	{"(B", ascii}, {"(J", roman}, {"(I", kana}, {"$B", kanji}, {"$@", kanji}, {"$(B", kanji}, {"$(@", kanji}, {"$(D", extra},
}

// escape reads a switch at the beginning of p, which starts behind ESC. With more, it may be one when more is known.
func escape(p []byte) (to shift, n int, more bool) {
	for _, e := range escapes {
		if len(p) >= len(e.code) {
			if string(p[:len(e.code)]) == e.code {
				return e.to, len(e.code), false
			}
		} else if string(p) == e.code[:len(p)] {
			more = true
		}
	}
	return 0, 0, more
}

// modal decodes ISO-2022-JP and its usual extensions. A line end switches back to ASCII, as RFC 1468 has it: one broken
// line spoils no other.
type modal struct {
	*table
	state shift
}

func (d *modal) decode(dst, src []byte, end bool) (o, i, broken int) {
	bad := func(n int) {
		o, i, broken = o+copy(dst[o:], replacement), i+n, broken+1
	}
	put := func(v uint32, n int) {
		if v == 0 {
			bad(n)
			return
		}
		binary.LittleEndian.PutUint32(dst[o:], v)
		o, i = o+width(v), i+n
	}
	for len(dst)-o >= room && i < len(src) {
		c := src[i]
		switch {
		case c == 0x1B:
			to, n, more := escape(src[i+1:])
			switch {
			case n > 0:
				d.state = to
				i += 1 + n
			case more && !end:
				return o, i, broken
			default: // another escape, of a terminal perhaps
				dst[o] = c
				o, i = o+1, i+1
			}
		case c < 0x21 || c == 0x7F:
			if c == '\n' || c == '\r' {
				d.state = ascii
			}
			dst[o] = c
			o, i = o+1, i+1
		case c >= 0x80:
			// Half-width katakana with the eighth bit set are met in the wild.
			if c >= 0xA1 && c <= 0xDF && d.state <= roman {
				put(halfKana(c), 1)
			} else {
				bad(1)
			}
		case d.state == kana && c < 0x60:
			put(halfKana(c|0x80), 1)
		case d.state == kanji || d.state == extra:
			if i+1 >= len(src) {
				if !end {
					return o, i, broken
				}
				bad(1)
				continue
			}
			t := src[i+1]
			if t < 0x21 || t > 0x7E {
				bad(1)
				continue
			}
			at := uint16(c|0x80)<<8 | uint16(t|0x80)
			if d.state == kanji {
				put(d.two[at], 2)
			} else {
				put(d.three[at], 2)
			}
		case d.state == roman && c == '\\':
			o, i = o+copy(dst[o:], "¥"), i+1
		case d.state == roman && c == '~':
			o, i = o+copy(dst[o:], "‾"), i+1
		case d.state == kana:
			bad(1)
		default:
			dst[o] = c
			o, i = o+1, i+1
		}
	}
	return o, i, broken
}

// halfKana is the packed half-width katakana of a byte 0xA1–0xDF of JIS X 0201.
func halfKana(c byte) uint32 {
	r := 0xFF61 + uint32(c) - 0xA1
	return 0xE0 | r>>12 | (0x80|r>>6&0x3F)<<8 | (0x80|r&0x3F)<<16
}
