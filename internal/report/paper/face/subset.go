package face

import (
	"encoding/binary"
	"errors"
	"slices"
)

// Subset is a font of only the glyphs given, in their order, as PDF embeds it: glyph 0 is the font's own for what is missing,
// the first given is glyph 1. What glyphs are made of comes behind them. Instructions for coarse screens are left out: no
// printer needs them, and they are a third of the font.
func (f *Font) Subset(glyphs []uint16) (out []byte, err error) {
	defer func() {
		if recover() != nil {
			out, err = nil, errors.New("cut font: a glyph is cut short")
		}
	}()
	old := append(make([]uint16, 1, len(glyphs)+8), glyphs...)
	place := make(map[uint16]uint16, len(old)) // of what others are made of
	for i := len(old) - 1; i >= 0; i-- {
		place[old[i]] = uint16(i)
	}
	glyf := make([]byte, 0, 160*len(old))
	loca := make([]byte, 0, 4*len(old)+64)
	hmtx := make([]byte, 0, 4*len(old)+64)
	for i := 0; i < len(old); i++ { // it grows
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		wide := min(int(old[i]), f.wide-1)
		hmtx = append(hmtx, f.tables["hmtx"][4*wide:4*wide+4]...)
		o := f.outline(old[i])
		switch {
		case len(o) < 12:
		case i16(o, 0) >= 0:
			glyf = appendSimple(glyf, o)
		default:
			glyf = appendComposite(glyf, o, func(g uint16) uint16 {
				at, ok := place[g]
				if !ok {
					at = uint16(len(old))
					place[g] = at
					old = append(old, g)
				}
				return at
			})
		}
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))

	head, hhea, maxp := slices.Clone(f.tables["head"]), slices.Clone(f.tables["hhea"]), slices.Clone(f.tables["maxp"])
	binary.BigEndian.PutUint16(head[50:], 1)
	binary.BigEndian.PutUint32(head[8:], 0)
	binary.BigEndian.PutUint16(hhea[34:], uint16(len(old)))
	binary.BigEndian.PutUint16(maxp[4:], uint16(len(old)))
	return assemble([]table{{"glyf", glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", hmtx}, {"loca", loca}, {"maxp", maxp}}), nil
}

// appendSimple appends an outline without its instructions.
func appendSimple(to, o []byte) []byte {
	ends := 10 + 2*i16(o, 0)
	n := u16(o, ends)
	to = append(to, o[:ends]...)
	to = append(to, 0, 0)
	return append(to, o[ends+2+n:]...)
}

// appendComposite appends a glyph that is made of others, which at places in the new font.
func appendComposite(to, o []byte, at func(uint16) uint16) []byte {
	const words, scale, more, twoScales, matrix, instructions = 1, 1 << 3, 1 << 5, 1 << 6, 1 << 7, 1 << 8
	to = append(to, o[:10]...)
	for p, flags := 10, more; flags&more != 0; {
		flags = u16(o, p)
		n := 6
		if flags&words != 0 {
			n += 2
		}
		switch {
		case flags&scale != 0:
			n += 2
		case flags&twoScales != 0:
			n += 4
		case flags&matrix != 0:
			n += 8
		}
		to = binary.BigEndian.AppendUint16(to, uint16(flags&^instructions))
		to = binary.BigEndian.AppendUint16(to, at(uint16(u16(o, p+2))))
		to = append(to, o[p+4:p+n]...)
		p += n
	}
	return to
}

type table struct {
	name string
	data []byte
}

// assemble makes a font file of tables, which are sorted by name.
func assemble(tables []table) []byte {
	n, power, log := len(tables), 1, 0
	for power*2 <= n {
		power, log = power*2, log+1
	}
	out := binary.BigEndian.AppendUint32(nil, 0x10000)
	for _, v := range []int{n, power * 16, log, n*16 - power*16} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	offset, headAt := 12+16*n, 0
	for _, t := range tables {
		if t.name == "head" {
			headAt = offset
		}
		out = append(out, t.name...)
		for _, v := range []uint32{checksum(t.data), uint32(offset), uint32(len(t.data))} {
			out = binary.BigEndian.AppendUint32(out, v)
		}
		offset += (len(t.data) + 3) &^ 3
	}
	out = slices.Grow(out, offset-len(out))
	for _, t := range tables {
		out = append(out, t.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[headAt+8:], 0xB1B0AFBA-checksum(out))
	return out
}

func checksum(b []byte) uint32 {
	var sum uint32
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	if len(b) > 0 {
		var last [4]byte
		copy(last[:], b)
		sum += binary.BigEndian.Uint32(last[:])
	}
	return sum
}
