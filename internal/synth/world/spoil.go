package world

import (
	"slices"
	"unicode"
)

// spoil makes another value of v, as a slip of the pen, a broken copy or a seller who hides something would.
func (d *dumper) spoil(v string) string {
	if d.r.IntN(10) == 0 {
		return ""
	}
	for range 20 {
		r := []rune(v)
		i := d.r.IntN(len(r))
		switch d.r.IntN(4) {
		case 0:
			r = slices.Delete(r, i, i+1)
		case 1:
			if i+1 < len(r) {
				r[i], r[i+1] = r[i+1], r[i]
			}
		case 2:
			r = slices.Insert(r, i, r[i])
		default:
			r[i] = d.slip(r[i])
		}
		if out := string(r); out != v {
			return out
		}
	}
	return v + "x"
}

// slip is another character of the same sort.
func (d *dumper) slip(r rune) rune {
	switch {
	case r >= '0' && r <= '9':
		return '0' + rune(d.r.IntN(10))
	case r >= '０' && r <= '９':
		return '０' + rune(d.r.IntN(10))
	case r >= 'a' && r <= 'z':
		return 'a' + rune(d.r.IntN(26))
	case unicode.Is(unicode.Katakana, r):
		return 'ア' + rune(d.r.IntN(60))
	case unicode.Is(unicode.Hiragana, r):
		return 'あ' + rune(d.r.IntN(60))
	case unicode.Is(unicode.Han, r):
		return []rune("田山川本木村中小大井口野上下石原松林")[d.r.IntN(18)]
	}
	return '*'
}
