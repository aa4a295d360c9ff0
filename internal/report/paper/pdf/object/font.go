package object

import (
	"fmt"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/face"
)

// Sign is what is printed for one character, with the selector of its variant if it has one. It knows what it stands for, so
// that a text copied from the file is the text that was printed, also where the font lacks a character.
type Sign struct {
	Char, Selector rune
}

// Font are the glyphs of a font that a file uses. They are numbered as they are met, so that pages can be written before it
// is known which glyphs there will be, and the font comes last.
type Font struct {
	font   *face.Font
	number map[Sign]uint16
	signs  []Sign       // number 1 first
	glyphs []uint16     // of the font
	widths []int        // thousandths
	gone   []rune       // what the font lacks of it, 0 if nothing
	Lacks  map[rune]int // how often the font lacked what
	Object int
}

// NewFont is a font of which nothing is used yet; object is its promised object.
func NewFont(f *face.Font, object int) *Font {
	return &Font{font: f, number: map[Sign]uint16{}, Lacks: map[rune]int{}, Object: object}
}

// geta is printed where the font has nothing: the mark that printers in Japan have always put there.
const geta = '〓'

// Take is the number and width (in thousandths) of what is printed for a sign.
func (u *Font) Take(s Sign) (uint16, int) {
	n, ok := u.number[s]
	if !ok {
		n = u.add(s)
	}
	if r := u.gone[n-1]; r != 0 {
		u.Lacks[r]++
	}
	return n, u.widths[n-1]
}

// Width is how wide a character is, which need not be printed.
func (u *Font) Width(r rune) int {
	if Selects(r) {
		return 0
	}
	g, ok := u.font.Glyph(r)
	if !ok {
		g, _ = u.font.Glyph(geta)
	}
	return u.font.Width(g)
}

func (u *Font) add(s Sign) uint16 {
	var gone rune
	glyph, ok := u.font.Glyph(s.Char)
	switch {
	case !ok:
		glyph, _ = u.font.Glyph(geta)
		gone = s.Char
		if len(u.signs) >= 60000 { // numbers are spent; no text of anybody's has so many that are not there
			u.Lacks[gone]++ // here, since the mark itself is there
			s, gone = Sign{Char: geta}, 0
			if n, ok := u.number[s]; ok {
				return n
			}
		}
	case s.Selector != 0:
		if v, has := u.font.Variant(s.Char, s.Selector); has {
			glyph = v
		} else {
			gone = s.Selector
		}
	}
	u.signs = append(u.signs, s)
	u.glyphs = append(u.glyphs, glyph)
	u.widths = append(u.widths, u.font.Width(glyph))
	u.gone = append(u.gone, gone)
	n := uint16(len(u.signs))
	u.number[s] = n
	return n
}

// Write writes the font with the glyphs in use: ISO 32000-1, 9.7 (composite fonts) and 9.10.3 (what the glyphs stand for).
func (u *Font) Write(f *File) error {
	data, err := u.font.Subset(u.glyphs)
	if err != nil {
		return err
	}
	name := tag(u.glyphs) + "+" + u.font.Name
	descendant, descriptor, program, unicode := f.Promise(), f.Promise(), f.Promise(), f.Promise()
	f.Object(u.Object, fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, descendant, unicode))
	var w strings.Builder
	for _, v := range u.widths {
		fmt.Fprintf(&w, "%d ", v)
	}
	f.Object(descendant, fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/CIDToGIDMap/Identity/DW 1000/W[1[%s]]>>",
		name, descriptor, strings.TrimSpace(w.String())))
	stem := 80
	if strings.HasSuffix(u.font.Name, "Bold") {
		stem = 140
	}
	box := u.font.Box
	f.Object(descriptor, fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%d %d %d %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile2 %d 0 R>>",
		name, box[0], box[1], box[2], box[3], u.font.Ascent, u.font.Descent, u.font.CapHeight, stem, program))
	f.Stream(program, fmt.Sprintf("/Length1 %d", len(data)), data)
	f.Stream(unicode, "", u.unicode())
	return nil
}

// unicode tells what each glyph stands for.
func (u *Font) unicode() []byte {
	var b strings.Builder
	b.WriteString("/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n" +
		"/CMapName/Adobe-Identity-UCS def/CMapType 2 def 1 begincodespacerange<0000><FFFF>endcodespacerange\n")
	for from := 0; from < len(u.signs); from += 100 {
		part := u.signs[from:min(from+100, len(u.signs))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for i, s := range part {
			text := string(s.Char)
			if s.Selector != 0 {
				text += string(s.Selector)
			}
			fmt.Fprintf(&b, "<%04X><%s>\n", from+i+1, Hex16(text))
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap CMapName currentdict/CMap defineresource pop end end")
	return []byte(b.String())
}

// tag names a subset by six letters (ISO 32000-1, 9.6.4), the same for the same glyphs.
func tag(glyphs []uint16) string {
	h := uint64(14695981039346656037)
	for _, g := range glyphs {
		h = (h ^ uint64(g)) * 1099511628211
	}
	var b [6]byte
	for i := range b {
		b[i] = byte('A' + h%26)
		h /= 26
	}
	return string(b[:])
}

// Selects tells whether a character Selects the variant of the one before it.
func Selects(r rune) bool { return r >= 0xfe00 && (r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef) }
