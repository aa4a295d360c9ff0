package zh

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// minority finds a name of parts joined by middle dots; the first dot stands at end.
func (s *segment) minority(text []byte, end int, c *detect.Candidate) (detect.Match, bool) {
	k := s.n
	for k > 0 && s.n-k < 7 && transcribes(s.r[k-1]) {
		k--
	}
	if s.n-k < 2 {
		return detect.Match{}, false
	}
	at := s.from + 3*k
	if at < c.Start || at >= c.End {
		return detect.Match{}, false
	}
	i, best := end, 0
	for range 3 {
		if i >= len(text) {
			break
		}
		r, rw := lexicon.Next(text[i:])
		w := rw
		if r != '·' && r != '•' && r != '・' {
			break
		}
		j, n := i+w, 0
		for j+2 < len(text) && n < 7 {
			r, w := lexicon.Next(text[j:])
			if !transcribes(r) {
				break
			}
			j += w
			n++
		}
		if n < 2 {
			break
		}
		i, best = j, j
	}
	if best == 0 {
		return detect.Match{}, false
	}
	return detect.Match{Start: at, End: best, Evidence: detect.Shape | detect.Lexicon | detect.Structure}, true
}
