package ja

import "github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"

// rareReach is the length of the segments in which rare surnames are looked for without a blank or an honorific behind them.
const rareReach = 7

// rare tells whether r[k:j], which the list of usual surnames does not know, is a rare one and stands where names stand: up to
// the end of the segment, a blank or an honorific, or at the head of a short segment. w is what is known of it as a word.
func (s *segment) rare(k, j int, w lexicon.Word) bool {
	if j-k < 2 || w.Common() > 2 || w.Place() || w.Role() {
		return false
	}
	if j < s.n && s.blank>>j&1 == 0 && !(k == 0 && s.n <= rareReach) {
		switch s.r[j] {
		case '様', '氏', '殿', '君':
		default:
			return false
		}
	}
	return lexicon.Rare.Get(hash(s.r[k:j])) != 0
}

// loneBefore is where a surname of one character begins that a blank parts from the run at i (林 和子, 榊 ひなた), or i. Such a
// character alone is no run of its own.
func loneBefore(text []byte, lo, i int) int {
	if i-4 < lo {
		return i
	}
	at := i - 1
	if text[at] != ' ' {
		if at = i - 3; string(text[at:i]) != "　" {
			return i
		}
	}
	if at-3 < lo {
		return i
	}
	r, w := lexicon.Next(text[at-3:])
	if w != 3 || lexicon.FlagsOf(lexicon.Fold(r))&lexicon.SurnameJA == 0 {
		return i
	}
	if b := lexicon.Before(text[lo : at-3]); lexicon.Han(b) || lexicon.Hiragana(b) || lexicon.Katakana(b) {
		return i
	}
	return at - 3
}
