package face

import (
	"encoding/binary"
	"testing"

	"golang.org/x/text/encoding/japanese"
)

func both(t *testing.T) []*Font {
	t.Helper()
	r, err := Regular()
	if err != nil {
		t.Fatal(err)
	}
	b, err := Bold()
	if err != nil {
		t.Fatal(err)
	}
	return []*Font{r, b}
}

// TestCoverage holds what the package says of the font: all of JIS X 0208, half of JIS X 0212, names beyond it.
func TestCoverage(t *testing.T) {
	for _, f := range both(t) {
		dec := japanese.EUCJP.NewDecoder()
		count := func(prefix ...byte) (all, missing int) {
			for a := byte(0xa1); a <= 0xfe; a++ {
				for b := byte(0xa1); b <= 0xfe; b++ {
					s, err := dec.String(string(append(prefix, a, b)))
					rs := []rune(s)
					if err != nil || len(rs) != 1 || rs[0] == '\ufffd' || rs[0] >= 0xe000 && rs[0] < 0xf900 {
						continue
					}
					all++
					if _, ok := f.Glyph(rs[0]); !ok {
						missing++
					}
				}
			}
			return all, missing
		}
		if all, missing := count(); all < 6879 || missing > 0 {
			t.Errorf("%s: of %d characters of JIS X 0208 %d are missing", f.Name, all, missing)
		}
		if all, missing := count(0x8f); all != 6067 || missing != 3015 {
			t.Errorf("%s: of %d characters of JIS X 0212 %d are missing: the package says 3,015 of 6,067", f.Name, all, missing)
		}
		for _, r := range "髙﨑濵德邉邊𠮟𩸽𥧄鷗①Ⅲ㈱〓－−〜～…―‘’“”€éÅ" {
			if _, ok := f.Glyph(r); !ok {
				t.Errorf("%s lacks %c", f.Name, r)
			}
		}
		for _, r := range []rune{'𠮷', '☑', '☐', '\ufffd', '\ue000', 0} {
			if _, ok := f.Glyph(r); ok {
				t.Errorf("%s has %U", f.Name, r)
			}
		}
	}
}

func TestVariant(t *testing.T) {
	f := both(t)[0]
	plain, _ := f.Glyph('葛')
	variant, ok := f.Variant('葛', 0xe0100)
	if same, has := f.Variant('葛', 0xe0101); !ok || !has || variant == same {
		t.Errorf("葛: %d, its variants %d, %d", plain, variant, same)
	}
	if _, ok := f.Variant('個', 0xe01ef); ok {
		t.Error("a variant that nobody has registered")
	}
}

// TestSubset reads a subset as a font again: each glyph has the outline and the width that it had, also where it is made of others.
func TestSubset(t *testing.T) {
	for _, f := range both(t) {
		var glyphs []uint16
		for _, r := range " Aé漢が㈱Å①ｶﾞ" {
			if g, ok := f.Glyph(r); ok {
				glyphs = append(glyphs, g)
			}
		}
		for g := range uint16(f.glyphs) { // whatever is made of others
			if o := f.outline(g); len(o) > 10 && i16(o, 0) < 0 && len(glyphs) < 40 {
				glyphs = append(glyphs, g)
			}
		}
		data, err := f.Subset(glyphs)
		if err != nil {
			t.Fatal(err)
		}
		if sum := checksum(data); sum != 0xB1B0AFBA {
			t.Errorf("%s: checksum of the file is %x", f.Name, sum)
		}
		s := subset(t, data)
		for i, g := range glyphs {
			n := uint16(i + 1)
			if s.Width(n) != f.Width(g) {
				t.Errorf("%s: glyph %d is %d wide, was %d", f.Name, g, s.Width(n), f.Width(g))
			}
			was, is := f.outline(g), s.outline(n)
			if len(was) == 0 != (len(is) == 0) || len(is) > len(was)+3 {
				t.Errorf("%s: glyph %d: %d bytes, were %d", f.Name, g, len(is), len(was))
			}
			if len(was) >= 10 && string(was[:10]) != string(is[:10]) {
				t.Errorf("%s: glyph %d has other contours or another box", f.Name, g)
			}
			if len(was) > 10 && i16(was, 0) < 0 { // its first part is the same glyph
				if part := s.outline(uint16(u16(is, 12))); len(part) >= 10 && string(part[:10]) != string(f.outline(uint16(u16(was, 12)))[:10]) {
					t.Errorf("%s: glyph %d is made of another", f.Name, g)
				}
			}
		}
	}
}

// subset reads a font without a table of characters.
func subset(t *testing.T, data []byte) *Font {
	t.Helper()
	s := &Font{tables: map[string][]byte{}}
	last := ""
	for i := range u16(data, 4) {
		at := 12 + 16*i
		name := string(data[at : at+4])
		if name <= last {
			t.Errorf("table %s stands behind %s", name, last)
		}
		last = name
		from, n := u32(data, at+8), u32(data, at+12)
		s.tables[name] = data[from : from+n]
		if got := checksum(data[from : from+(n+3)&^3]); name != "head" && got != binary.BigEndian.Uint32(data[at+4:]) {
			t.Errorf("table %s: checksum", name)
		}
	}
	s.units = u16(s.tables["head"], 18)
	s.long = u16(s.tables["head"], 50) == 1
	s.glyphs = u16(s.tables["maxp"], 4)
	s.wide = u16(s.tables["hhea"], 34)
	return s
}

func TestParseRefuses(t *testing.T) {
	for name, data := range map[string][]byte{"nothing": nil, "short": {0, 1, 0, 0}, "other": []byte("OTTO\x00\x01aaaabbbbccccdddd"), "no tables": make([]byte, 12)} {
		if _, err := Parse("x", data); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte{0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 'c', 'm', 'a', 'p', 0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 4, 0, 0, 0, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 1<<12 {
			_, _ = Parse("x", data)
		}
	})
}
