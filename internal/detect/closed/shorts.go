package closed

import "github.com/tsutsumi-dev/tsutsumi/internal/detect"

// shorts holds the listed words of up to eight bytes as numbers, with what Judge finds in them: columns of such values
// are asked about each record.
type shorts struct {
	table []short // a power of two, a quarter full at most
	shift uint
}

type short struct {
	word     uint64
	evidence detect.Evidence
}

func newShorts(words map[string]bool) shorts {
	s := shorts{shift: 64 - 4}
	for 4*len(words) > 1<<(64-s.shift) {
		s.shift--
	}
	s.table = make([]short, 1<<(64-s.shift))
	for w, code := range words {
		if len(w) > 8 || w[0] <= ' ' || w[0] == '\'' || w[0] == '=' || w[len(w)-1] <= ' ' || len(w) > 3 && w[0] <= '9' {
			continue // with blanks around, or a number, that are judged otherwise
		}
		e := detect.Shape | detect.Exact
		if code {
			e = detect.Shape | detect.Weak
		}
		*s.slot(pack([]byte(w))) = short{pack([]byte(w)), e}
	}
	return s
}

// slot is where a word stands, or the empty place where it would.
func (s *shorts) slot(w uint64) *short {
	mask := len(s.table) - 1
	for i := int(w * 0x9e3779b97f4a7c15 >> s.shift); ; i++ {
		if e := &s.table[i&mask]; e.word == w || e.word == 0 {
			return e
		}
	}
}

// pack makes a number of up to eight bytes.
func pack(v []byte) uint64 {
	w := uint64(0)
	for i, b := range v {
		w |= uint64(b) << (8 * uint(i) & 63)
	}
	return w
}

// usual tells listed words of up to eight bytes in lower case.
func (s *Set) usual(v []byte) detect.Evidence {
	if len(v) == 0 || len(v) > 8 {
		return 0
	}
	w := pack(v)
	if w>>(8*uint(len(v)-1)) == 0 {
		return 0
	}
	return s.short.slot(w).evidence
}
