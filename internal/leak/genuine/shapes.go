package genuine

import (
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
)

// shapes counts the patterns in which a field's values are written. Systems write numbers, dates and codes in one
// manner, people in a few; a value that was spoilt fits none of them.
type shapes struct{ seen row.Sample[row.Times] }

const (
	shapesMost  = 256 // patterns kept of a field
	shapeLength = 40  // bytes of a value that has a pattern
	shapeDigits = 4   // digits of one
)

// add counts a value's pattern: digits and letters stand for each other, all else for itself. Texts have none.
func (s *shapes) add(v []byte) {
	if len(v) > shapeLength || len(v) < shapeDigits {
		return
	}
	h, figures := uint64(len(v)), 0
	for i := 0; i < len(v); {
		c := v[i]
		switch {
		case c-'0' <= 9:
			figures++
			c = '9'
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			c = 'a'
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRune(v[i:])
			switch {
			case r >= '０' && r <= '９':
				figures++
				r = '９'
			case r >= 0x4E00:
				r = '漢'
			}
			h = (h ^ uint64(r)) * 0x9e3779b97f4a7c15
			i += n
			continue
		}
		h = (h ^ uint64(c)) * 0x9e3779b97f4a7c15
		i++
	}
	if figures >= shapeDigits {
		s.seen.Limit = shapesMost
		s.seen.Add(row.Spread(h), 1)
	}
}

func (s *shapes) merge(o *shapes) {
	s.seen.Limit = shapesMost
	s.seen.Merge(&o.seen)
}

// A pattern counts as one of the field's own if so many of its values have it. Fields that have fewer values, or mostly
// patterns of their own for each value, tell nothing.
const (
	shapeShare   = 0.02
	shapeLeast   = 200
	shapeRegular = 0.7
)

// odd counts the values that fit none of the field's patterns.
func (s *shapes) odd() (t tally) {
	if !s.seen.Exact() {
		return tally{}
	}
	for n := range s.seen.All() {
		t.of += int64(*n)
	}
	for n := range s.seen.All() {
		if float64(*n) < max(3, shapeShare*float64(t.of)) {
			t.n += int64(*n)
		}
	}
	if t.of < shapeLeast || float64(t.n) > (1-shapeRegular)*float64(t.of) {
		return tally{}
	}
	return t
}
