package mask

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/tsutsumi-dev/tsutsumi/internal/content/charset"
)

// encoder turns UTF-8 back into a charset.
type encoder struct {
	set   charset.Name
	e     *encoding.Encoder
	modal bool // what a byte means depends on what stands before
	buf   []byte
}

func newEncoder(set charset.Name) *encoder {
	e := map[charset.Name]encoding.Encoding{
		charset.ShiftJIS: japanese.ShiftJIS, charset.EUCJP: japanese.EUCJP, charset.ISO2022JP: japanese.ISO2022JP,
		charset.GB18030: simplifiedchinese.GB18030, charset.Big5: traditionalchinese.Big5, charset.EUCKR: korean.EUCKR,
		charset.Windows1252: charmap.Windows1252,
		charset.UTF16LE:     unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
		charset.UTF16BE:     unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	}[set]
	return &encoder{set: set, e: e.NewEncoder(), modal: set == charset.ISO2022JP}
}

// encode returns text in the charset, valid until the next call; false where a character has no place in it.
func (e *encoder) encode(text []byte) ([]byte, bool) {
	if len(e.buf) < 4*len(text)+64 {
		e.buf = make([]byte, 8*len(text)+256)
	}
	e.e.Reset()
	n, m, err := e.e.Transform(e.buf, text, true)
	return e.buf[:n], err == nil && m == len(text)
}

// rawOffsets finds where the offsets of text, in rising order, stand in raw, of which text is the decoded form. It is false
// where that cannot be told for sure.
func (e *encoder) rawOffsets(raw, text []byte, at []int, to []int) bool {
	if e.modal {
		return false
	}
	pos, k, broken := 0, 0, false
	for i := 0; ; {
		for k < len(at) && at[k] <= i {
			if at[k] < i {
				return false
			}
			to[k] = pos
			k++
		}
		if i >= len(text) {
			return pos == len(raw) && k == len(at) && (!broken || e.prove(raw, text, at, to))
		}
		r, w := utf8.DecodeRune(text[i:])
		if r < utf8.RuneSelf && pos < len(raw) && raw[pos] == text[i] && e.set != charset.UTF16LE && e.set != charset.UTF16BE {
			i, pos = i+1, pos+1
			continue
		}
		n := 0
		if b, ok := e.encode(text[i : i+w]); ok && bytes.HasPrefix(raw[pos:], b) {
			n = len(b)
		} else if r == utf8.RuneError {
			n = e.brokenCode(raw[pos:])
			broken = true
		} else {
			n = e.otherCode(raw[pos:], text[i:i+w])
		}
		if n == 0 {
			return false
		}
		i, pos = i+w, pos+n
	}
}

// otherCode is the length of the code of a character at the beginning of raw, if it is not the usual one.
func (e *encoder) otherCode(raw, char []byte) int {
	for n := 1; n <= 4 && n <= len(raw); n++ {
		if d, err := decode(e.set, raw[:n:n]); err == nil && bytes.Equal(d, char) {
			return n
		}
	}
	return 0
}

// brokenCode is the length of the sequence at the beginning of raw that is no character.
func (e *encoder) brokenCode(raw []byte) int {
	n := min(2, len(raw))
	if d, err := decode(e.set, raw[:n:n]); err == nil && string(d) == "\uFFFD" {
		return n
	}
	return min(1, n)
}

// prove compares the places found with what is decoded up to them.
func (e *encoder) prove(raw, text []byte, at, to []int) bool {
	for k := range at {
		if d, err := decode(e.set, raw[:to[k]:to[k]]); err != nil || !bytes.Equal(d, text[:at[k]]) {
			return false
		}
	}
	return true
}
