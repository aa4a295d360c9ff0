package engine

import "github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"

// alone judges the digits at i, which is where they begin or were looked at up to, as run does, and returns their end.
// It tells false, with nothing judged, where they may be part of a number in groups, or of one with a plus or a
// parenthesis. Most numbers of a log stand alone, and nearly all of these nobody wants.
func (s *sweeper) alone(i int) (end int, ok bool) {
	text := s.text[:s.hi]
	end = i
	for k := 8; k == 8 && end < len(text); end += k {
		k = digitsAt(eight(text, end))
	}
	size := end - i
	if size >= maxAlone || s.dropped != nil || end < len(text) && joinedBehind(text, end) || s.joinedBefore(i) {
		return 0, false
	}
	if size < 4 {
		return end, true
	}
	c := &s.cand
	lo, hi := max(s.lo, i-lookBack), min(s.hi, end+lookAhead)
	before, how := digits.Class(text, i-1, lo, hi), 0
	if before == 'a' {
		how = lettered
	}
	if end < len(text) && text[end] >= 0x80 {
		how |= wideBehind
	}
	if s.e.byDigits[size][1][how].none() {
		return end, true
	}
	c.Digits, c.Groups, c.NGroup = text[i:end:end], [8]uint8{uint8(size)}, 1
	c.Sep, c.Plus, c.Paren, c.Before, c.After = 0, false, false, before, digits.Class(text, end, lo, hi)
	s.context(i, end)
	s.ask(i, end)
	return end, true
}

// maxAlone is a number of digits that no detector asks for.
const maxAlone = 40

// joinedBehind tells whether what stands at text[end:] may go on a number.
func joinedBehind(text []byte, end int) bool {
	b := text[end]
	if sepOf[b] == 0 {
		return b >= 0x80
	}
	if end+1 == len(text) {
		return true
	}
	next := text[end+1]
	return next >= 0x80 || next-'0' <= 9 || sepOf[next] != 0
}

// joinedBefore tells whether the digits at i may go on a number that begins before, with a plus, or with a parenthesis.
func (s *sweeper) joinedBefore(i int) bool {
	if i == s.lo {
		return false
	}
	p := s.text[i-1]
	if p == '+' {
		return true
	}
	if i == s.digitEnd || !joins[p] && p-'0' > 9 {
		return false
	}
	if i-2 < s.digitEnd {
		return p >= 0x80 || p == '(' || p-'0' <= 9
	}
	q := s.text[i-2]
	return p >= 0x80 || p == '(' || p-'0' <= 9 || q >= 0x80 || q == ')' || q-'0' <= 9
}
