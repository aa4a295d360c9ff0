package ja

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// introduced weighs a surname alone that no honorific follows, by what says that a person stands here: a label or a word
// for a person before it (担当：山田, 弊社山田が), a list of people, what follows (山田です, 山田より), the same surname with an
// honorific nearby.
func (s *segment) introduced(text []byte, k, j int, sur lexicon.Word, rare bool) found {
	if j < s.n && s.blank>>j&1 == 0 || j-k < 2 && (sur.Surname() < 2 || plain(s.r[k]) || notSurname(s.r[k])) {
		return found{}
	}
	if j < s.n { // 担当 山田 確認 鈴木: the given name may stand behind the blank
		if w := lexicon.Word(lexicon.JA.Get(hash(s.r[j:min(s.n, j+2)]))); !w.Role() && w.Common() < 2 || w.Given() > 1 {
			return found{}
		}
	}
	right := s.rightAlone(text, j)
	if right < 0 {
		return found{}
	}
	left := s.leftAlone(text, k, right)
	if k == 0 && left < 3 {
		left = max(left, s.turn(text, j))
	}
	worth := sur.Surname()
	switch {
	case sur.Common() > 1 && worth < 3, sur.Common() > 2:
		worth -= 3
	case sur.Common() > 0 && worth < 3:
		worth--
	case sur.Common() == 0 && j-k > 2:
		worth++
	}
	if sur.Place() && left < 3 {
		worth--
		if sur.Surname() < 3 || wellKnown(s.r[k:j]) {
			worth--
		}
	}
	if j-k < 2 && left < 3 {
		worth -= 2
	}
	if left == 0 && right < 3 && worth < 2 && (rare || right < 1 || sur.Common() > 0) {
		return found{}
	}
	score := left + right + worth
	if left > 2 && sur.Common() == 0 && !sur.Place() {
		score++
	}
	if score < 6 && score > 0 && j-k > 1 && sur.Common() < 2 && (!rare || left > 0) && s.again(text, k, j) {
		score += 4
	}
	if score < 6 {
		return found{}
	}
	ev := detect.Shape | detect.Lexicon | detect.Structure
	if score < 7 && sur.Surname() < 2 {
		ev |= detect.Ambiguous
	}
	return found{end: j, score: 7, ev: ev}
}

// rightAlone is the worth of what stands behind a surname alone that ends before index j; below nothing where it cannot
// be one.
func (s *segment) rightAlone(text []byte, j int) int {
	rest := text[s.at[j]:]
	if len(rest) == 0 {
		return 2
	}
	r, w := lexicon.Next(rest)
	after, _ := next(rest[w:])
	switch r {
	case '\n', '\r', '\t', '/', '／', '<', '＜', '[', '【':
		return 2
	case ' ', '　':
		return 1
	case '（', '(':
		if lexicon.Han(after) || lexicon.Hiragana(after) || lexicon.Katakana(after) {
			return 2
		}
		return 1
	case '、', '・':
		if surnameAt(rest[w:]) {
			return 3
		}
		return 1
	case '，', ',', '。', '「', '」', '）', ')', ';', '→', '：', ':':
		return 1
	case 'で':
		if has(rest, "です") || has(rest, "でござ") || has(rest, "でした") {
			return 3
		}
	case 'と':
		if has(rest, "と申") {
			return 6
		}
		if does(rest[3:]) {
			return 3
		}
		if after != 'な' && after != 'い' && after != 'こ' {
			return 1
		}
	case 'よ':
		if after == 'り' {
			return 2
		}
	case 'か':
		if has(rest, "から") {
			if does(rest[6:]) {
				return 3
			}
			return 2
		}
	case 'が', 'は', 'を', 'へ', 'も', 'に', 'の', 'ま', 'や', 'ら':
		if r == 'ま' && after != 'で' {
			return -1
		}
		if (r == 'に' || r == 'と') && after == 'の' { // 会員の中に
			return -1
		}
		if (r == 'が' || r == 'は') && does(rest[w:]) {
			return 3
		}
		return 1
	}
	return -1
}

// leftAlone is the worth of what stands before a surname alone at index k.
func (s *segment) leftAlone(text []byte, k, right int) int {
	if k > 0 {
		before := text[s.lo:s.at[k]]
		if roleEnds(before) {
			return 4
		}
		if s.blank>>k&1 == 0 && affix(s.r[k-1]) && role(s.r[k-1]) {
			return 2
		}
		if right >= 3 && s.blank>>k&1 != 0 {
			return 2
		}
		return 0
	}
	before := text[s.lo:s.at[0]]
	n := len(before)
	if n == 0 {
		return 1
	}
	b := lexicon.Before(before)
	w := 3
	if b < 0x80 {
		w = 1
	}
	switch b {
	case ':', '：', '】', '＞', '>', '/', '／', '→', '=':
		if roleEnds(before[:n-w]) {
			return 5
		}
	case ' ', '　', '\t', '）', '」':
		if roleEnds(bytes.TrimRight(before, " :：\t　）」")) {
			return 4
		}
		return listed(before)
	case '、', '，', '・', ',', '(', '（':
		v := listed(before)
		if v == 0 && right >= 3 && (b == '、' || b == '，') {
			v = 1 // a clause begins
		}
		if v > 0 || b == '（' || b == '(' || b == ',' || !surnameEnds(before[:n-3]) {
			return v
		}
		return 2
	case 'は', 'を', 'が':
		if roleEnds(before[:n-3]) {
			return 3
		}
	case 'と':
		if surnameEnds(before[:n-3]) { // 梶原と犬飼の
			return 3
		}
	case 'の':
		if roleEnds(before[:n-3]) {
			return 3
		}
		if r := lexicon.Before(before[:n-3]); right >= 3 && (lexicon.Han(r) || lexicon.Katakana(r) || r < 0x80 && r > ' ') || office(r) {
			return 2
		}
	case 'ら':
		if right > 0 && n > 9 && has(before[n-6:], "から") && surnameEnds(before[:n-6]) && has(text[s.at[s.n]:], "へ") {
			return 4 // 山田から鈴木へ
		}
	case '\n', '。', '\r':
		return 1
	}
	return 0
}

// listed is the worth of a list of people, on the same line, that text ends with: 出席者：山田、鈴木、
func listed(text []byte) int {
	for i, n := len(text), 0; i > 0 && n < 60; n++ {
		r := lexicon.Before(text[:i])
		w := 3
		if r < 0x80 {
			w = 1
		}
		i = max(0, i-w)
		switch {
		case r == '：' || r == ':' || r == '】', r == '　' && roleEnds(text[:i]):
			if roleEnds(text[:i]) {
				return 4
			}
			return 0
		case r == '\n' || r == '。' || lexicon.Hiragana(r) && n > 0 && r != 'さ' && r != 'ん':
			return 0
		}
	}
	return 0
}

// roleEnds tells whether text ends with a word for a person.
func roleEnds(text []byte) bool {
	for l := 2; l <= 6 && 3*l <= len(text); l++ {
		var h lexicon.Hash
		for t := text[len(text)-3*l:]; len(t) > 0; {
			r, w := lexicon.Next(t)
			if r < 0x3041 || r > 0x9FFF {
				return false
			}
			h = h.Add(lexicon.Fold(r))
			t = t[w:]
		}
		if lexicon.Word(lexicon.JA.Get(h)).Role() {
			return true
		}
	}
	return false
}

// surnameEnds tells whether text ends with a surname of two or three characters.
func surnameEnds(text []byte) bool {
	for l := 2; l <= 3 && 3*l <= len(text); l++ {
		var h lexicon.Hash
		for t := text[len(text)-3*l:]; len(t) > 0; {
			r, w := lexicon.Next(t)
			h = h.Add(lexicon.Fold(r))
			t = t[w:]
		}
		if lexicon.Word(lexicon.JA.Get(h)).Surname() > 0 {
			return true
		}
	}
	return false
}

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
	return n > 1 && w.Surname() > 0 && w.Common() < 2 && (!w.Place() || w.Surname() > 2)
}

// ahead is how far ahead a surname is looked for again.
const ahead = 480

// again tells whether the surname r[k:j] stands once more nearby, with an honorific behind it or behind a label.
func (s *segment) again(text []byte, k, j int) bool {
	at, end := s.begin(k, text), s.at[j]
	name := text[at:end]
	for _, part := range [2][2]int{{s.lo, at}, {end, min(len(text), end+ahead)}} {
		for i := part[0]; ; {
			n := bytes.Index(text[i:part[1]], name)
			if n < 0 {
				break
			}
			i += n + len(name)
			rest := text[i:]
			if honorific(rest, false) != none || has(rest, "です") || has(rest, "と申") || has(rest, "でござ") {
				return true
			}
			if givenAt(rest) {
				return true // 内海 達也
			}
			before := text[s.lo : i-len(name)]
			if b := lexicon.Before(before); b == '：' && (roleEnds(before[:len(before)-3]) || office(lexicon.Before(before[:len(before)-3]))) || b == '　' && roleEnds(before[:len(before)-3]) ||
				(b == '、' || b == '　') && listed(before) > 0 {
				return true
			}
		}
	}
	return false
}
