package ja

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// Prose finds the first name that begins in the candidate: surname and given name, both in the lists and with sane
// neighbours, or a surname with an honorific or title behind it, which is left out of the match.
func Prose(c *detect.Candidate) (detect.Match, bool) {
	var s segment
	s.lo = c.Lo
	text := c.Text
	if i := loneBefore(text, c.Lo, c.Start); i < c.Start {
		s.read(text, i, c.Hi)
		if m, ok := s.find(c); ok {
			return m, true
		}
	}
	for i := c.Start; i < c.End; {
		b := text[i]
		if b == 0xE3 && i+2 < c.End && text[i+1] != 0x80 { // kana
			if b := text[i+1]; b == 0x82 && text[i+2] >= 0xA1 || b == 0x83 && text[i+2] != 0xBB {
				m, end, ok := katakana(text, i, c.Lo, c.Hi)
				if ok {
					return m, true
				}
				i = end
				continue
			}
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
	stops    bool // what follows it may end a name
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
	s.polite, s.stops = false, stops(text[i:hi])
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
		if flags&lexicon.SurnameJA != 0 || (s.polite || s.blank != 0) && s.n-k <= rareReach && (k == 0 || s.blank>>k&1 != 0 || role(s.r[k-1])) {
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
		if best.score < 7 && (k == 0 || s.blank>>k&1 != 0) {
			best = s.unlisted(text, k)
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
	known := max > 1 && p[2].Surname() > 1 || max > 2 && p[3].Surname() > 1
	for sl := 1; sl <= max && sl <= 4; sl++ {
		sur, rare := p[sl], false
		j := k + sl
		if sur.Surname() == 0 {
			if sl < 2 || known && (sl > 3 || j < s.n && s.blank>>j&1 == 0) || !s.rare(k, j, sur) {
				continue
			}
			rare = true
			sur |= 1
		}
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
		if f := s.introduced(text, k, j, sur, rare); f.score > best.score {
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
			case giv.Place() && giv.Given() < 3, rare && !spaced && (giv.Given() < 2 || giv.Common() > 0 || gl == 1):
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
				if placeEnd(s.r[j]) || plain(s.r[j]) || ending(s.r[j]) || !spaced && goods(s.r[j]) {
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
			} else if rare {
				score--
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
			if rare {
				ev |= detect.Weak
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
