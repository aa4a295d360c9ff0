package engine

import (
	"encoding/binary"
	"math/bits"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// digitsIn judges the runs of digits that have a digit in text[i:end] and were not looked at yet.
func (s *sweeper) digitsIn(i, end int) {
	text := s.text[:s.hi]
	i = max(i, s.digitEnd)
	for i < end {
		if text[i]-'0' > 9 {
			i++
			continue
		}
		n := i + 1
		for n < len(text) && text[n]-'0' <= 9 {
			n++
		}
		if n-i < 4 && (n == len(text) || !joins[text[n]]) && (i == s.digitEnd || !joins[text[i-1]] && text[i-1]-'0' > 9) {
			i = n // too short, and nothing joins it to others
			s.digitEnd = i
			continue
		}
		end, ok := s.alone(i)
		if !ok {
			end = s.run(s.runStart(i))
		}
		i, s.digitEnd = end, end
	}
}

// digitsOf does the same for the eight bytes at i; the highest bits of found tell which of them are digits.
func (s *sweeper) digitsOf(i int, found uint64) {
	text := s.text[:s.hi]
	for found != 0 {
		k := bits.TrailingZeros64(found) >> 3
		at := i + k
		if at < s.digitEnd {
			if s.digitEnd-i >= 8 {
				return
			}
			found &= ^uint64(0) << (8 * uint(s.digitEnd-i))
			continue
		}
		n := bits.TrailingZeros64(^(found>>(8*uint(k)))&highs) >> 3
		if n < 4 && k+n < 8 && !joins[text[at+n]] && (at == s.digitEnd || !joins[text[at-1]] && text[at-1]-'0' > 9) {
			s.digitEnd = at + n // too short, and nothing joins it to others
			found &= ^uint64(0) << (8 * uint(k+n))
			continue
		}
		end, ok := s.alone(at)
		if !ok {
			end = s.run(s.runStart(at))
		}
		s.digitEnd = end
	}
}

// runStart goes back from a digit to where its chain of groups begins.
func (s *sweeper) runStart(i int) int {
	text := s.text
	for i > s.digitEnd {
		c := text[i-1]
		if '0' <= c && c <= '9' {
			i--
			continue
		}
		if i-2 < s.digitEnd {
			break
		}
		if sym, _ := digits.At(text, i-1); sym > 9 && sym != digits.None && sym != digits.Plus && sym != digits.Open {
			if d := text[i-2]; '0' <= d && d <= '9' || d == ')' && sym == digits.Hyphen {
				i -= 2
				continue
			}
		}
		break
	}
	if i > s.digitEnd && text[i-1] == '(' {
		i--
	}
	return i
}

// run judges the run of digits at start and returns where to go on.
func (s *sweeper) run(start int) int {
	text := s.text[:s.hi]
	end, plain := parse(&s.cand, &s.buf, s.text, s.lo, s.hi, start)
	if !plain {
		end = digits.Run(text, start, s.hi, start > s.lo && text[start-1] == '+')
	}
	if end <= start {
		return start + 1
	}
	if end-start < 4 {
		return end
	}
	// "3 090-1234-5678": a blank joined what a hyphen tells apart.
	if end+1 < s.hi && joins[text[end]] {
		if sym, w := digits.At(text, end); sym > 9 && sym != digits.None && sym != digits.Space && end+w < s.hi {
			if next, _ := digits.At(text, end+w); next <= 9 {
				if sp := lastBlank(text, start, end); sp > start {
					end, plain = sp, false
				}
			}
		}
	}
	found := false
	if plain {
		s.context(start, end)
		found = len(s.cand.Digits) >= 4 && s.ask(start, end)
	} else {
		found = s.number(start, end)
	}
	if !found && s.cand.NGroup > 1 && s.cand.Sep&(detect.SepSpace|detect.SepSlash) != 0 {
		s.windows(start, end)
	}
	return end
}

// parse reads a run of ASCII digits and separators at start in one go: it finds its end as digits.Run does and fills the
// candidate as digits.Fill does. It tells false, with nothing read, where other characters are part of the run.
func parse(c *detect.Candidate, buf *[64]byte, all []byte, lo, hi, start int) (end int, plain bool) {
	text := all[:hi]
	plus := start > lo && text[start-1] == '+'
	n, size, groups, seps := 0, 0, 0, 0
	var sep, pending detect.Sep
	var main, last byte
	open, paren, pendingParen := false, false, false
	end = start
	c.Groups, c.NGroup = [8]uint8{}, 0
	for i := start; i < len(text); {
		w := eight(text, i)
		if k := digitsAt(w); k > 0 {
			if n+8 > len(buf) {
				return 0, false
			}
			binary.LittleEndian.PutUint64(buf[n:], w)
			size = k
			for n, i = n+k, i+k; k == 8; i, n, size = i+k, n+k, size+k {
				if n+8 > len(buf) {
					return 0, false
				}
				w = eight(text, i)
				k = digitsAt(w)
				binary.LittleEndian.PutUint64(buf[n:], w)
			}
			if groups < len(c.Groups) {
				c.Groups[groups] = uint8(size)
			}
			groups++
			sep |= pending
			paren = paren || pendingParen
			end, seps, last = i, 0, 0
			if i == len(text) {
				break
			}
		}
		b := text[i]
		kind := sepOf[b]
		if kind == 0 {
			if b >= 0x80 {
				if sym, _ := digits.At(text, i); sym != digits.None {
					return 0, false
				}
			}
			break
		}
		if b == last && b != ' ' {
			return 0, false
		}
		seps++
		isParen := kind == detect.SepParen || last == '(' || last == ')'
		if seps > 1 && !isParen || seps > 3 {
			break
		}
		if !isParen && !(plus && groups == 1) {
			if main != 0 && b != main {
				break
			}
			main = b
		}
		if b == '(' {
			open = true
		} else if b == ')' && open {
			pendingParen = true
		}
		if n == 0 && b != '(' {
			return 0, false
		}
		pending |= kind
		last = b
		i++
	}
	if n == 0 {
		return start, true
	}
	c.NGroup = groups
	c.Digits, c.Sep, c.Plus, c.Paren = buf[:n], sep, plus, paren
	lo, hi = max(lo, start-lookBack), min(hi, end+lookAhead)
	c.Before = digits.Class(text, start-1, lo, hi)
	if plus {
		c.Before = digits.Class(text, start-2, lo, hi)
	}
	c.After = digits.Class(text, end, lo, hi)
	return end, true
}

// sepOf tells what the bytes that separate groups of digits are.
var sepOf = [256]detect.Sep{'-': detect.SepHyphen, ' ': detect.SepSpace, '.': detect.SepDot, '/': detect.SepSlash,
	'(': detect.SepParen, ')': detect.SepParen}

// eight reads the eight bytes at text[i:]; what the text no longer has is zero.
func eight(text []byte, i int) uint64 {
	if i+8 <= len(text) {
		return binary.LittleEndian.Uint64(text[i:])
	}
	if len(text) >= 8 {
		return binary.LittleEndian.Uint64(text[len(text)-8:]) >> (8 * uint(i+8-len(text)) & 63)
	}
	w := uint64(0)
	for k := len(text) - 1; k >= i; k-- {
		w = w<<8 | uint64(text[k])
	}
	return w
}

// digitsAt counts the digits at the head of eight bytes.
func digitsAt(w uint64) int {
	t := w ^ 0x3030303030303030
	return bits.TrailingZeros64(((t&^highs)+0x7676767676767676|t)&highs) / 8
}

// joins are the bytes that may stand between digits of one number, or begin such a character.
var joins = func() (t [256]bool) {
	for i := range t {
		t[i] = i >= 0x80
	}
	for _, c := range []byte("- .()/+") {
		t[c] = true
	}
	return t
}()

func lastBlank(text []byte, start, end int) int {
	for i := end - 1; i > start; i-- {
		if text[i] == ' ' {
			return i
		}
	}
	return -1
}

// number judges text[start:end] as one number; false if nobody took it.
func (s *sweeper) number(start, end int) bool {
	s.context(start, end)
	if !digits.Fill(&s.cand, s.buf[:]) {
		return false
	}
	return len(s.cand.Digits) >= 4 && s.ask(start, end)
}

// ask asks the detectors of numbers of this shape about the candidate.
func (s *sweeper) ask(start, end int) bool {
	n := len(s.cand.Digits)
	if n >= len(s.e.byDigits) {
		return false
	}
	if s.cand.Sep == detect.SepSpace && s.cand.NGroup > 3 && pairsOnly(&s.cand) {
		return false // a dump of bytes
	}
	how := 0
	if s.cand.Before == 'a' {
		how = lettered
	}
	if s.cand.Sep&detect.SepDot != 0 {
		how |= dotted
	}
	if end < s.hi && s.text[end] >= 0x80 {
		how |= wideBehind
	}
	groups := min(s.cand.NGroup, maxGroups)
	if s.dropped != nil {
		groups = 0
	}
	asked := &s.e.byDigits[n][groups][how]
	if asked.none() {
		return false
	}
	before := len(s.spans)
	for _, d := range asked.free {
		if m, ok := s.possible(d, start); ok {
			if s.e.alike[d] && s.dropped == nil {
				l := s.labelBefore(start)
				s.cand.Labelled = announced(l.Kind, s.e.kinds[d])
				s.weigh(d, m, l, start)
				continue
			}
			s.judge(d, start, end)
		}
	}
	for i, d := range asked.needy {
		if _, ok := s.possible(d, start); !ok {
			continue
		}
		if s.dropped != nil || s.wordsBeside(start, end) || s.labelBefore(start).Kind != pii.None {
			for _, d := range asked.needy[i:] {
				s.judge(d, start, end)
			}
		}
		break
	}
	return len(s.spans) > before
}

// possible tells whether a detector could find the number at start if the best label stood before it. Where even that
// does not help, which is nearly everywhere, nobody has to look for the label. It asks for the candidate's context.
func (s *sweeper) possible(d uint16, start int) (m detect.Match, ok bool) {
	if s.dropped != nil || s.labelAt == start && !s.e.alike[d] {
		return m, true
	}
	s.cand.Labelled = true
	if m, ok = s.e.Detectors[d].Judge(&s.cand); !ok {
		return m, false
	}
	row := s.e.weights.Row(s.e.kinds[d])
	return m, row.Prior[s.place]+row.Sum(m.Evidence|detect.Label) >= s.floor
}

// wordsBeside tells whether a character beyond ASCII stands so close that it may say what the number is (普通 1234567,
// 1988-01-07生).
func (s *sweeper) wordsBeside(start, end int) bool {
	for _, c := range s.text[max(s.lo, start-4):start] {
		if c >= 0x80 {
			return true
		}
	}
	for _, c := range s.text[end:min(s.hi, end+2)] {
		if c >= 0x80 {
			return true
		}
	}
	return false
}

// pairsOnly tells whether no group has more than two digits.
func pairsOnly(c *detect.Candidate) bool {
	for _, n := range c.Groups[:min(c.NGroup, len(c.Groups))] {
		if n > 2 {
			return false
		}
	}
	return true
}

// windows tries groups of a run that blanks join by chance, the longest first.
func (s *sweeper) windows(start, end int) {
	if pairsOnly(&s.cand) {
		return
	}
	var at [12][2]int
	n := 0
	text := s.text[:end]
	for i := start; i < end && n < len(at); {
		sym, w := digits.At(text, i)
		if sym > 9 {
			i += w
			continue
		}
		at[n][0] = i
		for i < end {
			if sym, w = digits.At(text, i); sym > 9 {
				break
			}
			i += w
		}
		at[n][1] = i
		n++
	}
	for a := 0; a < n; {
		b := min(n-1, a+4)
		for ; b >= a; b-- {
			if (a > 0 || b < n-1) && at[b][1]-at[a][0] >= 7 && s.number(at[a][0], at[b][1]) {
				break
			}
		}
		a = max(a, b) + 1
	}
}
