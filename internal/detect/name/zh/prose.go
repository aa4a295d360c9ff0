package zh

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

const maxSegment = 64

// segment is a stretch of Han.
type segment struct {
	r    [maxSegment]rune // folded
	n    int
	from int // where it begins; every rune takes three bytes
	lo   int // nothing before may be looked at
}

// Prose finds the first name that begins in the candidate: a surname and one or two characters that are likelier a given
// name than words, bounded by what stands before (嫌疑人, 报警人, 与) and behind (verbs, particles, punctuation).
func Prose(c *detect.Candidate) (detect.Match, bool) {
	var s segment
	s.lo = c.Lo
	text := c.Text[:c.Hi]
	for i := c.Start; i < c.End; {
		if b := text[i]; b < 0xE3 || b > 0xE9 {
			i++
			for i < c.End && text[i]&0xC0 == 0x80 {
				i++
			}
			continue
		}
		s.read(text, i)
		if s.n == 0 {
			i += 3
			continue
		}
		if m, ok := s.find(text, c, i == c.Start && c.Labelled); ok {
			return m, true
		}
		i += 3 * s.n
	}
	return detect.Match{}, false
}

func (s *segment) read(text []byte, i int) {
	s.n, s.from = 0, i
	for i+2 < len(text) && s.n < maxSegment {
		if text[i]&0xF0 != 0xE0 {
			break
		}
		r := rune(text[i]&0x0F)<<12 | rune(text[i+1]&0x3F)<<6 | rune(text[i+2]&0x3F)
		if r < 0x4E00 || r > 0x9FFF {
			break
		}
		s.r[s.n] = lexicon.Fold(r)
		s.n++
		i += 3
	}
}

// enough is the score from which on a name is told: the chance of a surname and a given name of these characters, and what
// stands before and behind, in bits or so.
const enough = 10

func (s *segment) find(text []byte, c *detect.Candidate, labelled bool) (detect.Match, bool) {
	end := s.from + 3*s.n
	for k := 0; k+1 < s.n && s.from+3*k < c.End; k++ {
		if lexicon.SurnameCN(s.r[k]) == 0 && !(labelled && k == 0) && k > 0 && lexicon.FlagsOf(s.r[k-1])&(lexicon.EndsRole|lexicon.EndsBefore) == 0 {
			continue
		}
		if lexicon.SurnameCN(s.r[k]) == 0 && !(labelled && k == 0) && (given(s.r[k+1]) < 0 || particle(s.r[k]) ||
			k == 0 && (k+2 >= s.n || given(s.r[k+1])+given(s.r[k+2]) < 2)) {
			continue // not even a rare one
		}
		left := s.left(text, k)
		if labelled && k == 0 {
			if left = max(left, 4); hard(lexicon.Before(text[s.lo:s.from])) {
				left = 6
			}
		}
		n, score, ev := s.name(text, k, left)
		if score < enough && n > 0 && (score >= enough-3 || n == 3 && score >= enough-5) && s.again(text, k, n) {
			score, ev = enough, ev|detect.Structure
		}
		if score >= enough && (left < 4 || k+n < s.n) && s.place(k, n) {
			continue // 申请人江苏华泰公司
		}
		if score >= enough {
			at := s.from + 3*k
			return detect.Match{Start: at, End: at + 3*n, Evidence: ev}, true
		}
	}
	if end+2 <= len(text) && text[end] == 0xC2 && text[end+1] == 0xB7 || end+3 <= len(text) && (string(text[end:end+3]) == "•" || string(text[end:end+3]) == "・") {
		return s.minority(text, end, c)
	}
	return detect.Match{}, false
}
