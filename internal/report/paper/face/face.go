// Package face is the font that documents are printed with, BIZ UDPGothic in two weights: a font made to be read by everybody,
// with every character of JIS X 0208 and of JIS X 0213 but two (⦅⦆), the characters of names and the letters of the alphabet in
// their own widths. It is a part of the program (see scripts/fonts), is unpacked when it is first used, and read once.
//
// What is asked of a font is little: which glyph a character has, how wide it is, and a font that holds only some of the glyphs.
// Of JIS X 0212, which registers of families use and JIS X 0213 does not wholly hold, 3,015 of 6,067 characters are missing.
package face

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

//go:embed data/BIZUDPGothic-Regular.ttf.zst
var regular []byte

//go:embed data/BIZUDPGothic-Bold.ttf.zst
var bold []byte

var (
	readRegular = sync.OnceValues(func() (*Font, error) { return unpack("BIZUDPGothic", regular) })
	readBold    = sync.OnceValues(func() (*Font, error) { return unpack("BIZUDPGothic-Bold", bold) })
)

// Regular is the font in the weight of running text. It may be used from several goroutines.
func Regular() (*Font, error) { return readRegular() }

// Bold is the font in the weight of headings. It may be used from several goroutines.
func Bold() (*Font, error) { return readBold() }

func unpack(name string, packed []byte) (*Font, error) {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("unpack font %s: %w", name, err)
	}
	defer d.Close()
	data, err := d.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("unpack font %s: %w", name, err)
	}
	f, err := Parse(name, data)
	if err != nil {
		return nil, fmt.Errorf("read font %s: %w", name, err)
	}
	return f, nil
}
