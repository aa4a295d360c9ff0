package zh

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// again tells whether the n characters at k stand once more nearby, and surely as a name there.
func (s *segment) again(text []byte, k, n int) bool {
	at := s.from + 3*k
	name := text[at : at+3*n]
	if same(s.r[k : k+n]) {
		return false
	}
	tries := 0
	for _, part := range [2][2]int{{s.lo, at}, {at + 3*n, min(len(text), at+ahead)}} {
		for i := part[0]; ; {
			j := bytes.Index(text[i:part[1]], name)
			if j < 0 {
				break
			}
			i += j + 3*n
			if tries++; tries > mentions {
				return false
			}
			if s.named(text, i-3*n, n) {
				return true
			}
		}
	}
	return false
}

// mentions is how many further mentions of a doubtful name are looked at.
const mentions = 4

// same tells whether all characters are one.
func same(r []rune) bool {
	for _, c := range r[1:] {
		if c != r[0] {
			return false
		}
	}
	return true
}

// ahead is how far ahead a doubtful name is looked for again.
const ahead = 300

// named tells whether the n characters at i are surely a name.
func (s *segment) named(text []byte, i, n int) bool {
	var o segment
	o.lo = s.lo
	from := i
	for from-3 >= s.lo && i-from < 12 && text[from-3]&0xF0 == 0xE0 && lexicon.Han(lexicon.Before(text[s.lo:from])) {
		from -= 3
	}
	if o.read(text, from); o.n < (i-from)/3+n {
		return false
	}
	k := (i - from) / 3
	left := o.left(text, k)
	if left < 3 {
		if right, _ := o.right(text, k+n); right < 4 {
			return false
		}
	}
	m, score, _ := o.name(text, k, left)
	return m == n && score >= enough
}
