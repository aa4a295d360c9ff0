package face

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Font is a font with TrueType outlines.
type Font struct {
	Name            string
	Ascent, Descent int // of a line, in thousandths of the font's size; Descent is below 0
	CapHeight       int
	Box             [4]int // that all glyphs fit into: left, bottom, right, top, in thousandths

	tables map[string][]byte
	units  int // of the em
	glyphs int
	wide   int // glyphs that have a width of their own; those after it have the last one's
	long   bool
	chars  map[rune]uint16
	forms  map[form]uint16
}

// form is a character in one of its variants (an ideographic variation sequence, as names have them).
type form struct{ char, selector rune }

// Parse reads a font. It keeps data.
func Parse(name string, data []byte) (f *Font, err error) {
	defer func() { // a font is a part of the program: one that is cut short is a mistake of whoever built it
		if recover() != nil {
			f, err = nil, errors.New("a table is cut short")
		}
	}()
	f = &Font{Name: name, tables: map[string][]byte{}, chars: map[rune]uint16{}, forms: map[form]uint16{}}
	if v := u32(data, 0); v != 0x10000 && v != 0x74727565 {
		return nil, errors.New("no TrueType outlines")
	}
	for i := range u16(data, 4) {
		at := 12 + 16*i
		from, n := u32(data, at+8), u32(data, at+12)
		f.tables[string(data[at:at+4])] = data[from : from+n : from+n]
	}
	for _, t := range []string{"head", "hhea", "maxp", "hmtx", "cmap", "loca", "glyf"} {
		if f.tables[t] == nil {
			return nil, fmt.Errorf("no table %s", t)
		}
	}
	head, hhea := f.tables["head"], f.tables["hhea"]
	f.units = u16(head, 18)
	f.long = u16(head, 50) == 1
	f.glyphs = u16(f.tables["maxp"], 4)
	f.wide = u16(hhea, 34)
	f.Ascent, f.Descent = f.thousandths(i16(hhea, 4)), f.thousandths(i16(hhea, 6))
	f.CapHeight = f.Ascent
	if os2 := f.tables["OS/2"]; len(os2) >= 90 && u16(os2, 0) > 1 {
		f.CapHeight = f.thousandths(i16(os2, 88))
	}
	for i := range f.Box {
		f.Box[i] = f.thousandths(i16(head, 36+2*i))
	}
	return f, f.characters()
}

// characters reads which character has which glyph: formats 12 (all of Unicode) and 14 (variants).
func (f *Font) characters() error {
	cmap := f.tables["cmap"]
	for i := range u16(cmap, 2) {
		t := cmap[u32(cmap, 8+8*i):]
		switch u16(t, 0) {
		case 12:
			for g := range u32(t, 12) {
				at := 16 + 12*g
				first, last, glyph := u32(t, at), u32(t, at+4), u32(t, at+8)
				for c := first; c <= last; c++ {
					f.chars[rune(c)] = uint16(glyph + c - first)
				}
			}
		case 14:
			for s := range u32(t, 6) {
				at := 10 + 11*s
				selector := rune(u32(t, at-1) & 0xffffff) // three bytes at `at`
				if own := u32(t, at+7); own != 0 {
					for m := range u32(t, own) {
						at := own + 4 + 5*m
						f.forms[form{rune(u32(t, at) >> 8), selector}] = uint16(u16(t, at+3))
					}
				}
				if same := u32(t, at+3); same != 0 { // the variant that the font has anyhow
					for r := range u32(t, same) {
						at := same + 4 + 4*r
						for c := range rune(t[at+3]) + 1 {
							f.forms[form{rune(u32(t, at)>>8) + c, selector}] = 0
						}
					}
				}
			}
		}
	}
	if len(f.chars) == 0 {
		return errors.New("no table of characters in format 12")
	}
	return nil
}

// Glyph is the glyph of a character; false if the font has none.
func (f *Font) Glyph(r rune) (uint16, bool) {
	g, ok := f.chars[r]
	return g, ok && g != 0
}

// Variant is the glyph of a character in the variant that a selector (U+FE00 to U+FE0F, U+E0100 to U+E01EF) asks for; false if
// the font does not have it.
func (f *Font) Variant(r, selector rune) (uint16, bool) {
	g, ok := f.forms[form{r, selector}]
	if ok && g == 0 {
		return f.Glyph(r)
	}
	return g, ok
}

// Width of a glyph in thousandths of the font's size.
func (f *Font) Width(glyph uint16) int {
	g := min(int(glyph), f.wide-1)
	return f.thousandths(u16(f.tables["hmtx"], 4*g))
}

func (f *Font) thousandths(units int) int {
	if units < 0 {
		return -((-units*1000 + f.units/2) / f.units)
	}
	return (units*1000 + f.units/2) / f.units
}

// outline of a glyph as it stands in the font; empty for a blank.
func (f *Font) outline(glyph uint16) []byte {
	g, loca := int(glyph), f.tables["loca"]
	if f.long {
		return f.tables["glyf"][u32(loca, 4*g):u32(loca, 4*g+4)]
	}
	return f.tables["glyf"][2*u16(loca, 2*g) : 2*u16(loca, 2*g+2)]
}

func u16(b []byte, at int) int { return int(binary.BigEndian.Uint16(b[at:])) }
func i16(b []byte, at int) int { return int(int16(binary.BigEndian.Uint16(b[at:]))) }
func u32(b []byte, at int) int { return int(binary.BigEndian.Uint32(b[at:])) }
