package ja

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// Whole judges a value that must be an address to its end.
func Whole(v []byte, labelled bool) (detect.Evidence, bool) {
	v = v[postal(v):]
	if len(v) < 6 {
		return 0, false
	}
	n, p := parse(v, true)
	if n != len(v) {
		return 0, false
	}
	ev := evidence(p)
	known := p&(Prefecture|City) != 0
	switch {
	case known && p&Number != 0 && p&(City|Town) != 0:
		return ev, true
	case known && p&Town != 0, p&Prefecture != 0 && p&City != 0:
		return ev | detect.Weak, labelled || p&City != 0 && (p&Prefecture != 0 || p&City2 != 0)
	case known:
		return ev | detect.Weak | detect.Ambiguous, labelled
	case p&Unit != 0 && p&Town != 0:
		return ev | detect.Weak, labelled || p&TownKnown != 0
	}
	return 0, false
}

func evidence(p Part) detect.Evidence {
	ev := detect.Shape
	if p&(Prefecture|City) != 0 {
		ev |= detect.Lexicon
	}
	if p&City2 != 0 || p&Prefecture != 0 && p&City != 0 {
		ev |= detect.LexiconTwo
	}
	if p&Unit != 0 || p&Number != 0 && p&City != 0 && p&(Town|City2) != 0 {
		ev |= detect.Structure
	}
	return ev
}

// postal is the length of a postal code, with its mark or without, and of the blanks behind it.
func postal(v []byte) int {
	i := 0
	if hasPrefix(v, "〒") {
		i = skipSpace(v, 3)
	}
	j, n := i, 0
	for j < len(v) {
		r, w := lexicon.Next(v[j:])
		if digit(r) {
			n++
		} else if !hyphen(r) || n != 3 {
			break
		}
		j += w
	}
	if n != 7 {
		return i
	}
	return skipSpace(v, j)
}
