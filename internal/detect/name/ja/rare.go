package ja

import "github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"

// rareReach is the length of the segments in which rare surnames are looked for without a blank or an honorific behind them.
const rareReach = 7

// rare tells whether r[k:j], which the list of usual surnames does not know, is a rare one and stands where names stand: before
// a blank or an honorific, at the end of the segment, or before what may be a given name that ends a short segment. w is what
// is known of it as a word.
func (s *segment) rare(k, j int, w lexicon.Word) bool {
	if j-k < 2 || w.Common() > 2 || w.Place() || w.Role() {
		return false
	}
	if spaced := j < s.n && s.blank>>j&1 != 0; !spaced {
		switch {
		case w.Common() > 0 || k > 0 && s.blank>>k&1 == 0 && !role(s.r[k-1]):
			return false
		case j == s.n:
			if !s.stops {
				return false
			}
		case s.r[j] == '様' || s.r[j] == '氏' || s.r[j] == '殿' || s.r[j] == '君':
		case k > 0 || s.n > rareReach || s.n-j < 2 || s.n-j > 3:
			return false
		}
		if surnameOdds(s.r[k:j]) < -8 {
			return false
		}
	}
	return lexicon.Rare.Get(hash(s.r[k:j])) != 0
}

// stops tells whether what follows a segment ends a name: nothing, ASCII, a mark, です, さん, より, から, と.
func stops(rest []byte) bool {
	if len(rest) < 3 || rest[0] < 0x80 {
		return true
	}
	if rest[0] == 0xE3 && rest[1] == 0x80 || rest[0] == 0xEF {
		return true
	}
	switch r, _ := lexicon.Next(rest); r {
	case 'さ', 'く', 'ち', 'で', 'よ', 'か', 'と', '・':
		return true
	}
	return false
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
