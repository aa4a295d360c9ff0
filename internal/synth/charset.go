package synth

import (
	"io"
	"sort"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// charset is a way in which text becomes bytes.
type charset struct {
	enc encoding.Encoding // nil: UTF-8
	bom string            // of UTF-8; it counts in offsets
	all bool              // encodes every character
}

var charsets = map[string]charset{
	"utf-8":       {all: true},
	"utf-8-bom":   {bom: "\ufeff", all: true},
	"utf-16le":    {enc: unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), all: true},
	"utf-16be":    {enc: unicode.UTF16(unicode.BigEndian, unicode.UseBOM), all: true},
	"shift_jis":   {enc: japanese.ShiftJIS},
	"euc-jp":      {enc: japanese.EUCJP},
	"iso-2022-jp": {enc: japanese.ISO2022JP},
	"gb18030":     {enc: simplifiedchinese.GB18030, all: true},
	"gbk":         {enc: simplifiedchinese.GBK},
	"big5":        {enc: traditionalchinese.Big5},
	"euc-kr":      {enc: korean.EUCKR},
}

// Charsets lists the names of the charsets that tables can be written in.
func Charsets() []string {
	out := make([]string, 0, len(charsets))
	for n := range charsets {
		out = append(out, n)
	}
	sort.Strings(out)
	return out
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

func (c *charset) writer(w io.Writer) io.WriteCloser {
	if c.enc == nil {
		return nopCloser{w}
	}
	return transform.NewWriter(w, encoding.ReplaceUnsupported(c.enc.NewEncoder()))
}

// can tells whether every character of s has a place in the charset.
func (c *charset) can(s string) bool {
	if c == nil || c.all {
		return true
	}
	_, err := c.enc.NewEncoder().String(s)
	return err == nil
}
