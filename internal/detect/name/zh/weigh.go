package zh

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// name weighs the names of two to four characters at k: length and score of the best.
func (s *segment) name(text []byte, k, left int) (length, score int, ev detect.Evidence) {
	r := s.r[k:s.n]
	role := left >= 4
	surname, lvl := 1, 2*int(lexicon.SurnameCN(r[0])&3)
	if c := Compound(r); c > 0 && len(r) > 2 {
		surname, lvl = 2, 4+2*c
	}
	rare := lvl == 0 // told by who it is only: 证人怀欢纯，
	if rare && (left < 1 || r[0] == '人' || r[0] == '们' || r[0] == '者' || r[0] == '之' || r[0] == '其' || r[0] == '某' || r[0] == '原' || doubtful(r[0]) || particle(r[0]) && !role) {
		return 0, 0, 0
	}
	if surname == 1 && k > 0 && (left < 2 || !role && doubtful(r[0])) {
		if w := lexicon.ZH.Get(lexicon.Hash(0).Add(s.r[k-1]).Add(r[0])) & 3; w > 1 {
			left -= 3 * int(w)
		}
		if k > 1 && lexicon.ZH.Get(lexicon.Hash(0).Add(s.r[k-2]).Add(s.r[k-1]).Add(r[0]))&3 > 0 {
			left -= 4
		}
	}
	if lvl+left < enough-13 { // neither given name nor what follows makes up for it
		return 0, 0, 0
	}
	if role && left < 5 && k > 0 && lexicon.ZH.Get(lexicon.Hash(0).Add(s.r[k-1]).Add(r[0]))&3 > 1 { // 行业主|管
		left, role = 0, false
	}
	if left < 5 && particle(r[0]) { // 申请人向人民法院
		left = min(left-2, 2)
		role = false
		if rare {
			return 0, 0, 0
		}
	}
	var words [5]uint16 // common words that begin at k, by length
	var h lexicon.Hash
	for l := 1; l <= 4 && l <= len(r); l++ {
		if h = h.Add(r[l-1]); l > 1 {
			w := lexicon.ZH.Get(h)
			if w&lexicon.After != 0 && l == 2 && left < 6 { // 被害人陈述
				return 0, 0, 0
			}
			words[l] = w & 3
		}
	}
	for gl := 1; gl <= 2 && surname+gl <= len(r); gl++ {
		n := surname + gl
		g := r[surname:n]
		if g[gl-1] == '某' || g[0] == '某' || g[0] == '姓' || g[0] == '氏' || g[gl-1] == '甲' || g[gl-1] == '乙' || g[gl-1] == '其' ||
			gl == 2 && lexicon.ZH.Get(hash(g))&lexicon.Title != 0 {
			break
		}
		odds := givens(g)
		if odds < -4 && !role || rare && odds < -2 || left < 4 && site(g[gl-1]) {
			continue
		}
		if lvl+clamp(odds, -6, 5)+left+9 < enough-3 || left < 4 && words[n] > 1 {
			continue
		}
		right, title := s.right(text, k+n)
		sure := left >= 6 || role && right >= 4
		if odds < -4 && right < 2 || words[n] > 1 && !sure || rare && odds < 3 && right < 4 && left < 5 || rare && !role && (right < 3 || odds < 0 || words[2] > 0) || particle(g[gl-1]) && (odds < 3 || given(g[gl-1]) < 1) && right < 4 ||
			right < 3 && s.firm(k+n-1) {
			continue
		}
		low := -6
		if role {
			low = -3
		}
		sc := lvl + clamp(odds, low, 5) + left + right
		for l := 2; l <= 4; l++ {
			switch {
			case words[l] == 0:
			case l == n && sure:
				sc -= 2
			case l == n:
				sc -= 2 + 2*int(words[l])
			case l > n:
				sc -= 1 + 2*int(words[l])
			case surname == 1: // 高度|重视
				sc -= 2 * int(words[l])
			}
		}
		switch {
		case words[n] > 0:
		case left >= 3 && right >= 2, k == 0 && right >= 4: // 租客王禹，
			sc += 3
		case role && lvl >= 4 && odds >= 0:
			sc += 2
		}
		if gl == 1 {
			sc--
			if surname == 1 && left < 1 {
				sc -= 2
			}
		}
		if surname == 1 && left < 2 && doubtful(r[0]) {
			sc -= 3 - gl/2
		}
		if rare && !role {
			sc = min(sc, enough-1)
		}
		if sc > score {
			length, score = n, sc
			ev = detect.Shape | detect.Lexicon
			if odds >= 2 || sc >= enough+3 {
				ev |= detect.LexiconTwo
			}
			if title {
				ev |= detect.Honorific
			}
			if left >= 3 || right >= 4 || sc >= enough+1 {
				ev |= detect.Structure
			}
		}
	}
	return length, score, ev
}
