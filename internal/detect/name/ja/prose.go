package ja

import (
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// Prose finds the first name that begins in the candidate: surname and given name, both in the lists and with sane
// neighbours, or a surname with an honorific or title behind it, which is left out of the match.
func Prose(c *detect.Candidate) (detect.Match, bool) {
	var s segment
	s.lo = c.Lo
	text := c.Text
	for i := c.Start; i < c.End; {
		b := text[i]
		if b == 0xE3 && i+2 < c.End && text[i+1] != 0x80 { // kana
			i += 3
			continue
		}
		r, w := lexicon.Next(text[i:])
		if !lexicon.Han(r) {
			i += w
			continue
		}
		s.read(text, i, c.Hi)
		s.labelled = c.Labelled && i == c.Start
		if m, ok := s.find(c); ok {
			return m, true
		}
		i = s.next
	}
	return detect.Match{}, false
}

const maxSegment = 40

// segment is a stretch of Han with single blanks between.
type segment struct {
	r        [maxSegment]rune // folded
	at       [maxSegment + 1]int
	n        int
	next     int    // where to go on
	blank    uint64 // bit k: a blank stands before r[k]
	labelled bool
	polite   bool // 様 or さん may follow a name in it
	lo       int  // nothing before may be looked at
}

// read gathers the segment that begins at i.
func (s *segment) read(text []byte, i, hi int) {
	s.n, s.blank = 0, 0
	for i < hi && s.n < maxSegment {
		r, w := lexicon.Next(text[i:hi])
		if r >= 0x4E00 && r <= 0x9FFF || lexicon.Han(r) || s.n > 0 && (r == 'ノ' || r == 'ケ') && hanAt(text[i+w:hi]) {
			s.r[s.n], s.at[s.n] = lexicon.Fold(r), i
			s.n++
			i += w
			continue
		}
		if s.n > 0 && (r == ' ' || r == '　') && hanAt(text[i+w:hi]) {
			s.at[s.n] = i
			s.blank |= 1 << s.n
			i += w
			r, w = lexicon.Next(text[i:hi])
			s.r[s.n] = lexicon.Fold(r)
			// at keeps where the blank stands, so that a part before it ends there
			s.n++
			i += w
			continue
		}
		break
	}
	s.at[s.n] = i
	s.next = i
	s.polite = false
	for _, r := range s.r[:s.n] {
		if r == '様' || r == '氏' || r == '殿' || r == '君' {
			s.polite = true
		}
	}
	if rest := text[i:hi]; has(rest, "さ") || has(rest, "く") || has(rest, "ち") || has(rest, " ") || has(rest, "　") {
		s.polite = true
	}
}

// begin is where r[k] stands: behind the blank, if one stands before it.
func (s *segment) begin(k int, text []byte) int {
	i := s.at[k]
	if s.blank>>k&1 != 0 {
		_, w := lexicon.Next(text[i:])
		i += w
	}
	return i
}

func hanAt(text []byte) bool {
	if len(text) < 3 {
		return false
	}
	r, _ := lexicon.Next(text)
	return lexicon.Han(r)
}

// found is the best reading at one place.
type found struct {
	end   int // index of the rune behind
	byte  int // or, with a given name in kana, the byte behind
	score int
	ev    detect.Evidence
}

// find looks at each place of the segment that words can lead up to.
func (s *segment) find(c *detect.Candidate) (detect.Match, bool) {
	text := c.Text[:c.Hi]
	reach := uint64(1) | s.blank
	var p [6]lexicon.Word
	for k := 0; k < s.n && s.at[k] < c.End; k++ {
		if reach>>k&1 == 0 {
			continue
		}
		first := s.r[k]
		flags := lexicon.FlagsOf(first)
		if first == '々' {
			continue
		}
		var h lexicon.Hash
		max := min(5, s.n-k)
		for l := 1; l <= max; l++ {
			if l > 1 && s.blank>>(k+l-1)&1 != 0 {
				max = l - 1
				break
			}
			h = h.Add(s.r[k+l-1])
			p[l] = 0
			if l == 1 && flags&lexicon.SurnameJA == 0 {
				continue
			}
			if l > 3 && (flags&lexicon.SurnameJA == 0 || p[1]|p[2]|p[3] != 0 && (p[1]|p[2]|p[3])&3 == 0) {
				continue // long words are made of short ones; only names need to know
			}
			w := lexicon.Word(lexicon.JA.Get(h))
			p[l] = w
			if l > 1 && (w.Common() > 0 || w.Place()) {
				reach |= 1 << (k + l)
			}
		}
		if affix(first) {
			reach |= 1 << (k + 1)
		}
		var best found
		if flags&lexicon.SurnameJA != 0 {
			best = s.name(text, k, max, &p)
		}
		if best.score < 7 && s.polite && (k == 0 || s.blank>>k&1 != 0) {
			if f := s.respected(text, k); f.score > best.score {
				best = f
			}
		}
		if best.score < 7 && s.n-k <= 3 {
			if f := s.relative(text, k); f.score > best.score {
				best = f
			}
		}
		if best.score < 7 && s.labelled && k == 0 {
			if f := s.underLabel(); f.score > best.score {
				best = f
			}
		}
		if best.score >= 7 {
			end := best.byte
			if end == 0 {
				end = s.at[best.end]
			}
			return detect.Match{Start: s.begin(k, text), End: end, Evidence: best.ev}, true
		}
	}
	return detect.Match{}, false
}

// name weighs the names that begin at k; p holds what is known of the words of each length there, up to max.
func (s *segment) name(text []byte, k, max int, p *[6]lexicon.Word) (best found) {
	left := s.left(text, k)
	for sl := 1; sl <= max && sl <= 4; sl++ {
		sur := p[sl]
		if sur.Surname() == 0 {
			continue
		}
		j := k + sl
		base := surnameWorth[sur.Surname()] + left
		if sl == 1 {
			base -= 2
			if plain(s.r[k]) {
				base--
			}
		}
		if sur.Common() > 1 && sur.Surname() < 3 {
			base -= 2
		}
		if f := s.honoured(text, k, j, sur, base); f.score > best.score {
			best = f
		}
		if f := s.introduced(text, k, j, sur); f.score > best.score {
			best = f
		}
		if j == s.n {
			if f := s.kanaGiven(text, k, j, sur, base); f.score > best.score {
				best = f
			}
			continue
		}
		spaced := s.blank>>j&1 != 0
		var h lexicon.Hash
		for gl := 1; gl <= 3 && j+gl <= s.n; gl++ {
			if gl > 1 && s.blank>>(j+gl-1)&1 != 0 {
				break
			}
			h = h.Add(s.r[j+gl-1])
			giv := lexicon.Word(lexicon.JA.Get(h))
			score := base
			switch {
			case giv.Place() && giv.Given() < 3:
				continue
			case giv.Given() > 0:
				score += givenWorth[giv.Given()]
			case giv.Common() > 0 || giv.Surname() > 1 || gl == 1 || gl == 3:
				continue
			default:
				odds := givenOdds(s.r[j : j+gl])
				if odds < 4 || placeEnd(s.r[j+gl-1]) {
					continue
				}
				score += odds / 4
				if odds/4 > 2 {
					score += 2 - odds/4
				}
			}
			if gl == 1 {
				score--
				if w := lexicon.Word(lexicon.JA.Get(lexicon.Hash(0).Add(s.r[j-1]).Add(s.r[j]))); !spaced && (w.Common() > 1 || w.Place()) {
					score -= 4 // 大森|林: 森林 is a word
				}
				if sl == 1 {
					score -= 4
				}
				if placeEnd(s.r[j]) || plain(s.r[j]) || ending(s.r[j]) {
					score -= 4
				}
			} else if placeEnd(s.r[j+gl-1]) && giv.Given() < 3 {
				score -= 4
			}
			if gl == 3 && giv.Given() < 2 {
				score -= 2
			}
			if spaced {
				score += 2
			}
			if giv.Common() > 1 && giv.Given() < 3 {
				score -= 2
			}
			if giv.Common() > 2 {
				score--
			}
			if !spaced && sl+gl <= 5 {
				if w := p[sl+gl]; sl+gl <= max && (w.Common() > 0 || w.Place()) {
					continue
				}
			}
			e := j + gl
			right, title := s.right(text, e)
			if gl == 1 && right < 0 {
				score -= 2
			}
			if score += right; score <= best.score {
				continue
			}
			ev := detect.Shape | detect.Lexicon
			if giv.Given() > 0 {
				ev |= detect.LexiconTwo
			} else {
				ev |= detect.Weak
			}
			if title {
				ev |= detect.Honorific
			}
			if score < 8 || giv.Common() > 1 && sur.Place() {
				ev |= detect.Ambiguous
			}
			if s.labelled || left > 1 {
				score++
			}
			best = found{end: e, score: score, ev: ev}
		}
	}
	return best
}

// honoured weighs a surname alone that an honorific or title follows.
func (s *segment) honoured(text []byte, k, j int, sur lexicon.Word, base int) found {
	kind := honorific(text[s.begin2(j, text):], s.blank>>j&1 != 0)
	switch {
	case kind == none:
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
	if sur.Common() > 1 && sur.Surname() < 3 || sur.Place() && kind != address {
		ev |= detect.Ambiguous
	}
	return found{end: j, score: score, ev: ev}
}

// introduced weighs a surname alone that a word for a person precedes: 部長の山田です, 弊社田中が.
func (s *segment) introduced(text []byte, k, j int, sur lexicon.Word) found {
	if j < s.n || j-k < 2 && (sur.Surname() < 2 || plain(s.r[k]) || notSurname(s.r[k])) {
		return found{}
	}
	rest := text[s.at[j]:]
	if has(rest, "と申") {
		return found{end: j, score: 7, ev: detect.Shape | detect.Lexicon | detect.Structure}
	}
	if sur.Surname() < 2 || sur.Common() > 1 {
		return found{}
	}
	said := has(rest, "です") || has(rest, "と申し") || has(rest, "でございます") || has(rest, "でした")
	before := text[s.lo:s.at[0]]
	var prev rune
	switch {
	case k > 0 && s.blank>>k&1 == 0:
		if prev = s.r[k-1]; sur.Surname() < 3 || prev != '社' && prev != '者' && prev != '当' && prev != '長' && prev != '員' {
			return found{}
		}
		if r, _ := next(rest); !said && r != 'が' && r != 'は' && r != 'を' && r != 'に' && r != 'と' && r != 'の' && r != 'よ' && r != 'ま' && r != 'か' {
			return found{}
		}
		if r, w := next(rest); r == 'の' || r == 'に' || r == 'と' { // 会員の中に
			if x, _ := next(rest[min(w, len(rest)):]); x == 'の' {
				return found{}
			}
		}
	case k == 0 && s.listed(text):
		if sur.Place() {
			return found{}
		}
		prev = '者'
	case k == 0 && has(rest, "です。") && (len(before) == 0 || lexicon.Before(before) == '、' || lexicon.Before(before) == '\n'):
		prev = ' '
	case k == 0 && len(before) > 6 && has(before[len(before)-3:], "の"):
		prev = lexicon.Before(before[:len(before)-3])
		if !said {
			if r, _ := next(rest); !office(prev) || sur.Place() || r != 'が' && r != 'は' && !has(rest, "より") && !has(rest, "から") && !has(rest, "まで") {
				return found{}
			}
		}
		if !role(prev) && prev != '社' && prev != '店' && prev != '局' && prev != '院' && prev != '所' && !lexicon.Katakana(prev) {
			return found{}
		}
	default:
		return found{}
	}
	if sur.Place() && !role(prev) {
		return found{}
	}
	return found{end: j, score: 7, ev: detect.Shape | detect.Lexicon | detect.Structure | detect.Ambiguous}
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
		ev, ok := whole(s.r[k:e], split, false)
		if !ok && split == 0 && e-k <= 3 && surnameOdds(s.r[k:e]) >= 6 && !placeEnd(s.r[e-1]) && !role(s.r[e-1]) {
			var h lexicon.Hash
			for _, r := range s.r[k:e] {
				h = h.Add(r)
			}
			if lexicon.JA.Get(h) == 0 {
				return found{end: e, score: 7, ev: detect.Shape | detect.Weak | detect.Honorific}
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

// listed tells whether the segment, a surname, stands in a list of surnames (松永、杉浦) or behind the label of one who
// did something (承認：真田).
func (s *segment) listed(text []byte) bool {
	end := s.at[s.n]
	if mark(text[end:]) && surnameAt(text[end+3:]) {
		return true
	}
	before := text[s.lo:s.at[0]]
	n := len(before)
	if n < 6 {
		return false
	}
	switch lexicon.Before(before) {
	case '、', '，':
		from := n - 3
		for from >= 3 && n-from < 15 && lexicon.Han(lexicon.Before(before[:from])) {
			from -= 3
		}
		return from < n-3 && surnameAt(before[from:])
	case '：', ':':
		w := 3
		if before[n-1] == ':' {
			w = 1
		}
		r := lexicon.Before(before[:n-w])
		rest, _ := next(text[end:])
		return !lexicon.Hiragana(rest) && !lexicon.Katakana(rest) &&
			(office(r) || r == '付' || r == '認' || r == '成' || r == '印' || r == '査' || r == '記' || r == '名')
	}
	return false
}

func mark(text []byte) bool { return has(text, "、") || has(text, "，") }

// surnameAt tells whether text begins with a well-known surname that is no place, and nothing more of Han.
func surnameAt(text []byte) bool {
	var h lexicon.Hash
	n := 0
	for len(text) > 0 && n < 4 {
		r, w := lexicon.Next(text)
		if !lexicon.Han(r) {
			break
		}
		h = h.Add(lexicon.Fold(r))
		text = text[w:]
		n++
	}
	w := lexicon.Word(lexicon.JA.Get(h))
	return n > 1 && w.Surname() > 1 && w.Common() < 2 && !w.Place()
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
	if j-k < 2 {
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

// left is the worth of what stands before r[k].
func (s *segment) left(text []byte, k int) int {
	if s.labelled && k == 0 {
		return 3
	}
	if k > 0 {
		if s.blank>>k&1 != 0 {
			return 1
		}
		if role(s.r[k-1]) {
			return 1
		}
		return 0
	}
	prev := lexicon.Before(text[s.lo:s.at[0]])
	switch {
	case prev == 0, prev < 0x80 && prev > ' ' && (prev|0x20 >= 'a' && prev|0x20 <= 'z' || prev >= '0' && prev <= '9'):
		if prev == 0 {
			return 1
		}
		return 0
	case prev == 'お' || prev == 'ご' || lexicon.Katakana(prev):
		return -1
	}
	return 1
}

// right is the worth of what stands behind index e, and whether it is an honorific or title.
func (s *segment) right(text []byte, e int) (int, bool) {
	i := s.begin2(e, text)
	spaced := e < s.n && s.blank>>e&1 != 0
	if honorific(text[i:], spaced) != none {
		return 3, true
	}
	if e < s.n {
		if spaced {
			return 1, false
		}
		r := s.r[e]
		switch r {
		case '様', '氏', '君', '宛', '他', '外', '等', '及', '並', '両', '名', '本', '自', '作', '著', '談', '記', '訳', '編', '監':
			return 0, false
		}
		if e+1 < s.n {
			if firm(r, s.r[e+1]) {
				return -9, false
			}
			h := lexicon.Hash(0).Add(r).Add(s.r[e+1])
			w := lexicon.Word(lexicon.JA.Get(h))
			if w.Common() > 0 {
				return -1, false
			}
			if e+2 < s.n && lexicon.Word(lexicon.JA.Get(h.Add(s.r[e+2]))).Common() > 0 {
				return -1, false
			}
			if w.Surname() > 1 {
				return -2, false
			}
		}
		return -6, false
	}
	r, _ := next(text[i:])
	switch {
	case lexicon.Hiragana(r):
		switch r {
		case 'は', 'が', 'を', 'に', 'の', 'と', 'も', 'で', 'へ', 'や', 'か', 'さ', 'ち', 'く', 'だ', 'な', 'よ', 'ほ', 'ら', 'た', 'ま':
			return 1, false
		}
		return -3, false
	case r == 'ー':
		return -6, false
	case lexicon.Katakana(r):
		return -1, false
	}
	return 1, false
}
