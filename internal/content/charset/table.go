package charset

import (
	"bytes"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// table decodes a charset of one and two bytes. An entry is the character's UTF-8, first byte lowest; 0 is none.
type table struct {
	one [256]uint32
	two [65536]uint32
	// lead tells the first bytes of two.
	lead [256]bool
	// three decodes what follows a lead of 0x8F (EUC-JP), nil elsewhere.
	three *[65536]uint32
	// pairs are the few codes that stand for two characters (Big5).
	pairs map[uint16]string
}

var tables = map[Name]func() *table{
	ShiftJIS:    sync.OnceValue(func() *table { return newTable(japanese.ShiftJIS) }),
	EUCJP:       sync.OnceValue(newEUCJP),
	GB18030:     sync.OnceValue(func() *table { return newTable(simplifiedchinese.GB18030) }),
	Big5:        sync.OnceValue(func() *table { return newTable(traditionalchinese.Big5) }),
	EUCKR:       sync.OnceValue(func() *table { return newTable(korean.EUCKR) }),
	Windows1252: sync.OnceValue(func() *table { return newTable(charmap.Windows1252) }),
}

var replacement = []byte("\uFFFD")

func newTable(e encoding.Encoding) *table {
	t := &table{pairs: map[uint16]string{}}
	dec := e.NewDecoder()
	var dst [16]byte
	one := func(src ...byte) []byte {
		dec.Reset()
		nd, ns, err := dec.Transform(dst[:], src, true)
		if err != nil || ns != len(src) || bytes.Contains(dst[:nd], replacement) {
			return nil
		}
		return dst[:nd]
	}
	for c := 0x80; c < 0x100; c++ {
		if p := one(byte(c)); p != nil {
			t.one[c] = pack(p)
		}
	}
	for c := 0x81; c < 0xFF; c++ {
		if t.one[c] != 0 {
			continue
		}
		for d := 0x30; d < 0xFF; d++ {
			p := one(byte(c), byte(d))
			if p == nil {
				continue
			}
			switch code := uint16(c)<<8 | uint16(d); utf8.RuneCount(p) {
			case 1:
				t.two[code] = pack(p)
				t.lead[c] = true
			case 2:
				t.pairs[code] = string(p)
			}
		}
	}
	return t
}

func newEUCJP() *table {
	t := newTable(japanese.EUCJP)
	t.three = new([65536]uint32)
	dec := japanese.EUCJP.NewDecoder()
	var dst [16]byte
	for c := 0xA1; c < 0xFF; c++ {
		for d := 0xA1; d < 0xFF; d++ {
			dec.Reset()
			nd, ns, err := dec.Transform(dst[:], []byte{0x8F, byte(c), byte(d)}, true)
			if err == nil && ns == 3 && !bytes.Contains(dst[:nd], replacement) && utf8.RuneCount(dst[:nd]) == 1 {
				t.three[uint16(c)<<8|uint16(d)] = pack(dst[:nd])
			}
		}
	}
	return t
}

// pack holds the UTF-8 of one character in a word.
func pack(p []byte) uint32 {
	var v uint32
	for i, c := range p {
		v |= uint32(c) << (8 * i)
	}
	return v
}

// width is the length of a packed character of more than one byte.
func width(v uint32) int { return int(2 + v>>5&1 + v>>5&(v>>4)&1) }

// char is the packed character.
func char(v uint32) rune {
	p := [4]byte{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24)}
	r, _ := utf8.DecodeRune(p[:])
	return r
}
