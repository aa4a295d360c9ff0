package charset

import (
	"bytes"
	"encoding/binary"
	"math"
	"unicode/utf8"
)

// Detect tells the charset of text from its beginning. whole says that head is all there is, so that a sequence broken off
// at its end counts as broken. ASCII is told of a head that holds nothing else but is not the whole.
func Detect(head []byte, whole bool) Name {
	return detect(head, whole, false)
}

// sample is how much of a head is weighed.
const sample = 4 << 10

// detect is Detect; with text it is known not to be UTF-16 and not to be Binary.
func detect(head []byte, whole, text bool) Name {
	wide, wideCost := Name(""), math.MaxInt
	if !text {
		if n := mark(head); n != "" {
			return n
		}
		noise := controls(head)
		if nul := bytes.IndexByte(head, 0) >= 0; nul || noise {
			if n, _ := unmarked(head[:min(len(head), sample)]); n != "" {
				return n
			}
		}
		if noise {
			return Binary
		}
	}
	if switches(head) {
		return ISO2022JP
	}
	if settled(head, whole) {
		return UTF8
	}
	long := len(head) > sample
	head, whole = dense(head, whole)
	highs, two, more, broken := survey(head, whole)
	switch {
	case highs == 0 && whole:
		return UTF8
	case highs == 0:
		return ASCII
	case broken == 0 && (more > 0 || two >= 6), broken > 0 && two+2*more >= 6*broken:
		return UTF8
	}
	if !text && !long {
		wide, wideCost = unmarked(head)
	}
	best, cost := Windows1252, latin(head)
	for _, l := range languages {
		if c := l.weigh(head, whole, cost); c < cost {
			best, cost = l.name, c
		}
	}
	switch {
	case broken == 0 && best == Windows1252,
		// A handful of two-byte sequences: UTF-8 unless they make better sense elsewhere.
		broken == 0 && latin(narrow(head)) < cost+4*scale:
		return UTF8
	case wideCost < cost:
		return wide
	}
	return best
}

// settled tells valid UTF-8 that holds a sequence of three bytes or more, which is no chance.
func settled(head []byte, whole bool) bool {
	p := head[asciiLen(head):]
	if _, broken := countBroken(p[:min(len(p), sample)]); broken > 0 {
		return false
	}
	n, broken := countBroken(p)
	if broken > 0 || whole && n < len(p) {
		return false
	}
	for _, c := range p[:n] {
		if c >= 0xE0 {
			return true
		}
	}
	return false
}

// dense makes a sample of a long head: what is not ASCII with some bytes around.
func dense(p []byte, whole bool) ([]byte, bool) {
	if len(p) <= sample {
		return p, whole
	}
	const around = 16
	out := make([]byte, 0, sample+2*around)
	for len(p) > 0 && len(out) < sample {
		k := asciiLen(p)
		if k > 2*around {
			out = append(out, p[:around]...)
			p, k = p[k-around:], around
		}
		for k < len(p) && p[k] >= 0x80 && len(out)+k < sample {
			k++
		}
		out = append(out, p[:k]...)
		p = p[k:]
	}
	return out, whole && len(p) == 0
}

// mark reads a byte order mark.
func mark(p []byte) Name {
	switch {
	case bytes.HasPrefix(p, []byte("\xEF\xBB\xBF")):
		return UTF8
	case bytes.HasPrefix(p, []byte("\xFF\xFE\x00\x00")), bytes.HasPrefix(p, []byte("\x00\x00\xFE\xFF")):
		return Binary // UTF-32 is not met in files
	case bytes.HasPrefix(p, []byte("\xFF\xFE")):
		return UTF16LE
	case bytes.HasPrefix(p, []byte("\xFE\xFF")):
		return UTF16BE
	case bytes.HasPrefix(p, []byte("\x84\x31\x95\x33")):
		return GB18030
	}
	return ""
}

// unmarked tells UTF-16 without a mark: its units cost much less than the 16 bits of noise. It returns the cost too, as
// other charsets may make better sense of bytes without a NUL.
func unmarked(p []byte) (Name, int) {
	p = p[:len(p)&^1]
	little, big := wideWeigh(p)
	most := len(p) / 2 * (13*scale + scale/2)
	switch {
	case len(p) < 4 || min(little, big) > most:
		return "", math.MaxInt
	case little <= big:
		return UTF16LE, little
	}
	return UTF16BE, big
}

// controls tells that there are too many control characters for text.
func controls(p []byte) bool {
	size := len(p)
	var n, nul int
	for len(p) > 0 {
		k := min(8, len(p))
		if k == 8 {
			// Nothing below a space: the usual case.
			if w := binary.LittleEndian.Uint64(p); (w-0x2020202020202020)&^w&high == 0 {
				p = p[8:]
				continue
			}
		}
		for _, c := range p[:k] {
			if c < 0x20 && (c < '\a' || c > '\r') && c != 0x1B {
				n++
				if c == 0 {
					nul++
				}
			}
		}
		p = p[k:]
	}
	return nul > size/500 || n > 2+size/100 || n > size/8
}

// switches tells ISO-2022-JP by an escape to kanji or half-width katakana that is followed by what it announces.
func switches(p []byte) bool {
	for i := bytes.IndexByte(p, 0x1B); i >= 0; {
		p = p[i+1:]
		if to, n, _ := escape(p); n > 0 && to >= kana {
			if q := p[n:]; len(q) < 2 || q[0] > 0x20 && q[0] < 0x7F && q[1] > 0x20 && q[1] < 0x7F || to == kana {
				return true
			}
		}
		i = bytes.IndexByte(p, 0x1B)
	}
	return false
}

// survey counts what p holds read as UTF-8: bytes of 0x80 and above, sequences of two and of more bytes, broken bytes.
func survey(p []byte, whole bool) (highs, two, more, broken int) {
	for i := 0; i < len(p); {
		if p[i] < 0x80 {
			i += asciiLen(p[i:])
			continue
		}
		r, size := utf8.DecodeRune(p[i:])
		switch {
		case size == 1 && r == utf8.RuneError && !whole && !utf8.FullRune(p[i:]):
			return highs + len(p) - i, two, more, broken
		case size == 1:
			broken++
		case size == 2:
			two++
		default:
			more++
		}
		highs += size
		i += size
	}
	return highs, two, more, broken
}

// narrow turns UTF-8 into Windows-1252 as far as that goes, to weigh a few accents alike in both.
func narrow(p []byte) []byte {
	out := make([]byte, 0, len(p))
	for _, r := range string(p) {
		if r < 0x100 {
			out = append(out, byte(r))
		} else {
			out = append(out, 0x81)
		}
	}
	return out
}

const scale = 8 // costs are eighths of a bit

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// latin weighs p as Windows-1252: accents stand between letters of their own case, signs stand alone.
func latin(p []byte) int {
	cost := 0
	for i, c := range p {
		if c < 0x80 {
			cost += plain
			continue
		}
		var before, after byte = ' ', ' '
		if i > 0 {
			before = p[i-1]
		}
		if i+1 < len(p) {
			after = p[i+1]
		}
		n := 14
		switch {
		case c == 0x81, c == 0x8D, c == 0x8F, c == 0x90, c == 0x9D:
			n = 24
		case c >= 0xC0 && c != 0xD7 && c != 0xF7:
			switch {
			case c >= 0xE0 && before|0x20 >= 'a' && letter(before) && before >= 'a', c >= 0xE0 && after >= 'a' && after <= 'z':
				n = 7
			case letter(before) || letter(after):
				n = 9
			}
		case before < 0x80 && after < 0x80:
			n = 10
		}
		if before >= 0x80 || after >= 0x80 {
			n += 3
		}
		cost += n * scale
	}
	return cost
}

const (
	plain  = 5 * scale  // an ASCII byte
	broken = 24 * scale // a byte that has no place
)

// bits8 is the cost of something of probability p, in eighths of a bit.
func bits8(p float64) uint8 { return uint8(min(250, -math.Log2(p)*scale)) }
