package ja

import (
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// honoured weighs a surname alone that an honorific or title follows.
func (s *segment) honoured(text []byte, k, j int, sur lexicon.Word, base int) found {
	kind := honorific(text[s.begin2(j, text):], s.blank>>j&1 != 0)
	bounded := k == 0 || s.blank>>k&1 != 0
	if kind == title && has(text[s.begin2(j, text):], "先生") {
		kind = address
	}
	switch {
	case kind == none, sur.Role():
		return found{}
	case kind == site && (sur.Place() || sur.Surname() < 2),
		kind != address && sur.Surname() < 2 && (k > 0 || j-k < 2 || sur.Common() > 0 || sur.Place()),
		j-k == 1 && (notSurname(s.r[k]) || kind != address && plain(s.r[k])),
		j-k == 1 && s.at[j]+6 <= len(text) && has(text[s.at[j]:], "さま"),
		s.r[j-1] == '屋' && sur.Surname() < 3:
		return found{}
	}
	if s.blank>>j&1 == 0 && j < s.n { // 同様, 多様, 仕様: the honorific ends a word
		var h lexicon.Hash
		for _, r := range s.r[k : j+1] {
			h = h.Add(r)
		}
		if lexicon.Word(lexicon.JA.Get(h)).Common() > 0 {
			return found{}
		}
	}
	ev := detect.Shape | detect.Lexicon | detect.Honorific
	score := base + 4
	if kind != address {
		score--
	}
	if sur.Surname() == 1 && kind != address {
		score++
		ev |= detect.Weak
	}
	switch {
	case !bounded || sur.Common() > 2 && sur.Surname() < 3:
	case kind == address && (j-k > 1 || !plain(s.r[k])),
		kind == title && j-k == 1 && sur.Surname() > 1 && !plain(s.r[k]) && !placeEnd(s.r[k]),
		kind == title && j-k > 1 && sur.Surname() > 1 && sur.Common() < 3 && !sur.Place():
		return found{end: j, score: max(score, 7), ev: ev} // 嶺様, 御手洗様, 乾主任
	}
	if sur.Common() > 1 && sur.Surname() < 3 || sur.Place() && kind != address {
		ev |= detect.Ambiguous
	}
	return found{end: j, score: score, ev: ev}
}

// begin2 is where the text goes on behind the part that ends before index j.
func (s *segment) begin2(j int, text []byte) int {
	if j >= s.n {
		return s.at[s.n]
	}
	return s.begin(j, text)
}

// respected judges an unknown name that an address such as 様 or さん follows, at the beginning of the segment or behind
// a blank.
func (s *segment) respected(text []byte, k int) found {
	for e := k + 2; e <= s.n && e <= k+7; e++ {
		if honorific(text[s.begin2(e, text):], e < s.n && s.blank>>e&1 != 0) != address {
			if e < s.n && s.blank>>e&1 != 0 && e-k > 4 {
				break
			}
			continue
		}
		split := 0
		for j := k + 1; j < e; j++ {
			if s.blank>>j&1 != 0 {
				split = j - k
			}
		}
		r := s.r[k:e]
		if split > 0 && (office(r[split-1]) || placeEnd(r[split-1])) && lexicon.Word(lexicon.JA.Get(hash(r[:split]))).Surname() == 0 {
			return found{} // 総務部 浅利様
		}
		ev, ok := whole(r, split, false)
		if !ok && split > 0 && split < 3 && len(r) < 6 && lexicon.SurnameCN(r[0]) > 1 && (split == 1 || lexicon.SurnameCN(r[0]) > 3) { // 陳 美玲様
			ev, ok = detect.Shape|detect.Structure|detect.LexiconTwo, true
		}
		if !ok && !placeEnd(r[len(r)-1]) && !role(r[len(r)-1]) && !office(r[len(r)-1]) {
			if w := lexicon.JA.Get(hash(r)); lexicon.Word(w).Common() == 0 && !lexicon.Word(w).Role() {
				if split == 0 && len(r) <= 3 && surnameOdds(r) >= -3 && !s.wordy(k, e) {
					return found{end: e, score: 7, ev: detect.Shape | detect.Weak | detect.Honorific | detect.Structure}
				}
				if len(r) > 3 || split > 0 {
					ev, ok = whole(r, split, true)
					ok = ok && (split > 0 || ev&(detect.Lexicon|detect.LexiconTwo) != 0)
					ev |= detect.Structure
				}
			}
		}
		if ok && ev&detect.Lexicon != 0 && ev&(detect.Weak|detect.LexiconTwo) == detect.Weak && k == 0 && s.behindHan(text) {
			return found{} // 山田 太郎様: the given name of the name before
		}
		if !ok || e-k == 2 && ev&detect.Weak != 0 && ev&detect.Lexicon == 0 {
			return found{}
		}
		return found{end: e, score: 7, ev: ev | detect.Honorific}
	}
	return found{}
}

// wordy tells whether r[k:e] begins or ends with a common word.
func (s *segment) wordy(k, e int) bool {
	if e-k < 3 {
		return false
	}
	return lexicon.Word(lexicon.JA.Get(hash(s.r[k:k+2]))).Common() > 1 || lexicon.Word(lexicon.JA.Get(hash(s.r[e-2:e]))).Common() > 1
}

// unlisted judges an unknown name behind the label of a person or in a list of people (欠席者：大谷内).
func (s *segment) unlisted(text []byte, k int) found {
	e := k + 1
	for e < s.n && e-k < 9 && (s.blank>>e&1 == 0 || e-k < 5 && s.n-e < 5) {
		e++
	}
	if e-k < 2 || e < s.n && s.blank>>e&1 == 0 {
		return found{}
	}
	right := s.rightAlone(text, e)
	left := 0
	if right > 0 {
		left = s.leftAlone(text, k, right)
	}
	if left < 3 {
		return found{}
	}
	split := 0
	for j := k + 1; j < e; j++ {
		if s.blank>>j&1 != 0 {
			split = j - k
		}
	}
	r := s.r[k:e]
	w := lexicon.Word(lexicon.JA.Get(hash(r)))
	last := r[len(r)-1]
	if left > 4 && right > 1 && e-k > 1 && split == 0 && w.Common() < 3 && w.Surname()+w.Given() > 0 { // 応対：千種
		return found{end: e, score: 7, ev: detect.Shape | detect.Lexicon | detect.Structure}
	}
	if split == 0 && (w.Common() > 0 || w.Place() || w.Role() || placeEnd(last) || role(last) || office(last) || ending(last)) {
		return found{}
	}
	ev, ok := detect.Evidence(0), false
	if left > 3 {
		ev, ok = whole(r, split, true)
	}
	if !ok && len(r) <= 3 && split == 0 && surnameOdds(r) >= 6-2*left && !s.wordy(k, e) {
		ev, ok = detect.Shape, true
	}
	if !ok {
		return found{}
	}
	return found{end: e, score: 7, ev: ev&^detect.Weak | detect.Structure}
}

func hash(r []rune) lexicon.Hash {
	var h lexicon.Hash
	for _, c := range r {
		h = h.Add(c)
	}
	return h
}

// behindHan tells whether a blank and before it Han stand before the segment.
func (s *segment) behindHan(text []byte) bool {
	before := text[s.lo:s.at[0]]
	r, n := utf8.DecodeLastRune(before)
	return lexicon.Space(r) && lexicon.Han(lexicon.Before(before[:len(before)-n]))
}

// relative judges a given name alone that follows a word for a member of the family (妻の, 長男の).
func (s *segment) relative(text []byte, k int) found {
	var a, b rune // the two characters before
	switch {
	case k > 1 && s.blank>>k&1 == 0:
		a, b = s.r[k-2], s.r[k-1]
	case k == 1:
		b = s.r[0]
	case k == 0:
		before := text[s.lo:s.at[0]]
		if len(before) < 6 || !has(before[len(before)-3:], "の") {
			return found{}
		}
		before = before[:len(before)-3]
		if b = lexicon.Before(before); len(before) > 3 {
			a = lexicon.Before(before[:len(before)-3])
		}
	}
	switch b {
	case '妻', '夫', '娘', '弟', '妹', '兄', '姉', '母', '父', '孫', '甥', '姪':
	case '男', '女':
		if a != '長' && a != '次' && a != '三' && a != '二' && a != '四' {
			return found{}
		}
	case '者':
		if a != '偶' {
			return found{}
		}
	default:
		return found{}
	}
	var h lexicon.Hash
	for _, r := range s.r[k:s.n] {
		h = h.Add(r)
	}
	w := lexicon.Word(lexicon.JA.Get(h))
	if w.Given() < 2 || w.Common() > 0 && w.Given() < 3 || s.n-k == 1 && (k > 0 || plain(s.r[k])) || s.blank>>k != 0 {
		return found{}
	}
	if right, _ := s.right(text, s.n); right < 1 {
		return found{}
	}
	return found{end: s.n, score: 7, ev: detect.Shape | detect.LexiconTwo | detect.Structure}
}

// underLabel judges what stands behind a label: the segment up to a blank that parts it from something else.
func (s *segment) underLabel() found {
	end := min(s.n, 7)
	for e := end; e >= 2; e-- {
		if e < s.n && s.blank>>e&1 == 0 {
			continue
		}
		split := 0
		for j := 1; j < e; j++ {
			if s.blank>>j&1 != 0 {
				split = j
			}
		}
		if ev, ok := whole(s.r[:e], split, true); ok {
			return found{end: e, score: 7, ev: ev}
		}
	}
	return found{}
}

// kanaGiven weighs a given name in kana behind a surname that ends the segment.
func (s *segment) kanaGiven(text []byte, k, j int, sur lexicon.Word, base int) found {
	i, spaced := s.at[j], false
	if i < len(text) && (text[i] == ' ' || len(text) > i+3 && string(text[i:i+3]) == "　") {
		_, w := lexicon.Next(text[i:])
		i += w
		base++
		spaced = true
	}
	var h lexicon.Hash
	var best found
	if j-k < 2 && !(spaced && k == 0 && sur.Surname() > 1) {
		return best
	}
	hira := false
	for n := 0; i < len(text) && n < 5; n++ {
		r, w := lexicon.Next(text[i:])
		if !nameKana(r) || n > 0 && hira != lexicon.Hiragana(r) {
			break
		}
		hira = lexicon.Hiragana(r)
		i += w
		if lexicon.Katakana(r) && r != 'ー' {
			r -= 0x60
		}
		h = h.Add(r)
		if n < 1 {
			continue
		}
		g := lexicon.Word(lexicon.Kana.Get(h)).Given()
		if g < 2 && !(g == 1 && spaced && n >= 2) {
			continue
		}
		score := base + g
		if n >= 2 {
			score += 2
		}
		if kind := honorific(text[i:], false); kind != none {
			score += 3
		} else {
			score += kanaRight(text[i:], hira)
		}
		if score > best.score && score >= 7 {
			best = found{byte: i, score: score, ev: detect.Shape | detect.Lexicon | detect.LexiconTwo}
		}
	}
	return best
}

// kanaRight is the worth of what follows a given name in kana.
func kanaRight(rest []byte, hira bool) int {
	if len(rest) == 0 {
		return 1
	}
	r, w := lexicon.Next(rest)
	switch {
	case lexicon.Katakana(r):
		return -9
	case lexicon.Hiragana(r):
		if !hira {
			return 1
		}
		// behind hiragana only a particle that no longer word goes on from
		if r == 'は' || r == 'が' || r == 'を' || r == 'の' || r == 'に' || r == 'と' || r == 'も' {
			if n, _ := next(rest[w:]); !lexicon.Hiragana(n) {
				return 0
			}
		}
		return -9
	case lexicon.Han(r):
		return -1
	}
	return 1
}

func next(text []byte) (rune, int) {
	if len(text) == 0 {
		return 0, 0
	}
	return lexicon.Next(text)
}
