// Package digits holds what detectors of numbers share: cutting runs of digits out of text as people write them (全角,
// grouped by any of the many hyphens, by spaces, dots or parentheses) and the arithmetic of check digits.
//
// Nothing here allocates or keeps what it is given.
package digits

import "github.com/tsutsumi-dev/tsutsumi/internal/detect"

// Symbol is what one character means inside a number.
type Symbol uint8

// The symbols. Values up to 9 are the digits themselves.
const (
	Hyphen Symbol = 16 + iota // any hyphen, dash, minus or long vowel mark used as one
	Space
	Dot
	Middle // ・
	Open
	Close
	Slash
	Plus
	None Symbol = 255
)

// ascii maps an ASCII byte to its symbol.
var ascii = func() (t [256]Symbol) {
	for i := range t {
		t[i] = None
	}
	for c := byte('0'); c <= '9'; c++ {
		t[c] = Symbol(c - '0')
	}
	t['-'], t[' '], t['.'], t['('], t[')'], t['/'], t['+'] = Hyphen, Space, Dot, Open, Close, Slash, Plus
	return t
}()

// At reads the symbol that begins at text[i] and its length in bytes. Unknown characters are (None, 1).
func At(text []byte, i int) (Symbol, int) {
	c := text[i]
	if c < 0x80 {
		return ascii[c], 1
	}
	if c == 0xC2 && i+1 < len(text) {
		switch text[i+1] {
		case 0xA0:
			return Space, 2
		case 0xB7:
			return Middle, 2
		}
		return None, 1
	}
	if c < 0xE2 || c > 0xEF || i+2 >= len(text) {
		return None, 1
	}
	switch u := uint32(c)<<16 | uint32(text[i+1])<<8 | uint32(text[i+2]); {
	case 0xEFBC90 <= u && u <= 0xEFBC99:
		return Symbol(u - 0xEFBC90), 3
	case 0xE28090 <= u && u <= 0xE28095, u == 0xEFBC8D, u == 0xE28892, u == 0xEFB9A3, u == 0xEFBDB0, u == 0xE383BC,
		u == 0xE29480, u == 0xE29481, u == 0xE28183, u == 0xEFB998:
		return Hyphen, 3
	case u == 0xE38080:
		return Space, 3
	case u == 0xE383BB, u == 0xEFBDA5:
		return Middle, 3
	case u == 0xEFBC8E:
		return Dot, 3
	case u == 0xEFBC88:
		return Open, 3
	case u == 0xEFBC89:
		return Close, 3
	case u == 0xEFBC8F:
		return Slash, 3
	case u == 0xEFBC8B:
		return Plus, 3
	}
	return None, 1
}

var sepOf = [...]detect.Sep{Hyphen: detect.SepHyphen, Space: detect.SepSpace, Dot: detect.SepDot,
	Middle: detect.SepMiddle, Open: detect.SepParen, Close: detect.SepParen, Slash: detect.SepSlash}

// Class is the class of the character at text[i] as Candidate.Before and After tell it: 0 at an edge or a blank, 'a' for
// a letter, '0' for a digit, else the ASCII byte itself; beyond ASCII 0, for Japanese and Chinese join without blanks.
func Class(text []byte, i, lo, hi int) byte {
	if i < lo || i >= hi {
		return 0
	}
	c := text[i]
	switch {
	case 'a' <= c|0x20 && c|0x20 <= 'z':
		return 'a'
	case '0' <= c && c <= '9':
		return '0'
	case c <= ' ' || c >= 0x80:
		return 0
	}
	return c
}

// Fill reads Text[Start:End] as one number and sets the candidate's Digits (in buf), Groups, NGroup, Sep, Plus, Paren,
// Before and After. It tells false, with no digits set, if anything else stands there than digits and separators, or if
// there are more digits than buf holds.
func Fill(c *detect.Candidate, buf []byte) bool {
	c.Digits, c.NGroup, c.Sep, c.Plus, c.Paren, c.Groups = nil, 0, 0, false, false, [8]uint8{}
	n, size, i := 0, 0, c.Start
	if i > c.Lo && c.Text[i-1] == '+' {
		c.Plus = true
	}
	open, last := false, None
	for i < c.End {
		s, w := At(c.Text[:c.End], i)
		if w > 1 {
			c.Sep |= detect.SepWide
		}
		switch {
		case s <= 9:
			if n == len(buf) {
				c.NGroup = 0
				return false
			}
			buf[n] = '0' + byte(s)
			n++
			size++
		case s == Plus:
			if n > 0 {
				c.NGroup = 0
				return false
			}
			c.Plus = true
		case s == None:
			c.NGroup = 0
			return false
		default:
			if n == 0 && s != Open || last == s && s != Space {
				c.NGroup = 0
				return false
			}
			c.Sep |= sepOf[s]
			if s == Open {
				open = true
			} else if s == Close && open {
				c.Paren = true
			}
			if size > 0 {
				if c.NGroup < len(c.Groups) {
					c.Groups[c.NGroup] = uint8(min(size, 255))
				}
				c.NGroup++
				size = 0
			}
		}
		last = s
		i += w
	}
	if size > 0 {
		if c.NGroup < len(c.Groups) {
			c.Groups[c.NGroup] = uint8(min(size, 255))
		}
		c.NGroup++
	}
	if n == 0 {
		c.NGroup = 0
		return false
	}
	c.Digits = buf[:n]
	c.Before = Class(c.Text, c.Start-1, c.Lo, c.Hi)
	if c.Plus && c.Before == '+' {
		c.Before = Class(c.Text, c.Start-2, c.Lo, c.Hi)
	}
	c.After = Class(c.Text, c.End, c.Lo, c.Hi)
	return true
}

// Run finds the end of the run of grouped digits that begins at text[i] (a digit or an opening parenthesis).
//
// Groups are joined by one separator; by two where one is a parenthesis. A run keeps to one separator: a blank or a
// slash behind hyphenated groups begins another number ("090-1234-5678 2023-01-05"), except right behind a country
// code or a parenthesis.
func Run(text []byte, i, hi int, plus bool) (end int) {
	end = i
	main, last, groups, seps := None, None, 0, 0
	for i < hi {
		s, w := At(text[:hi], i)
		switch {
		case s <= 9:
			if last > 9 {
				groups++
			}
			seps = 0
			end = i + w
		case s == None || s == Plus:
			return end
		default:
			seps++
			paren := s == Open || s == Close || last == Open || last == Close
			if seps > 1 && !paren || seps > 3 {
				return end
			}
			if !paren {
				free := plus && groups == 1
				if main != None && s != main && !free {
					return end
				}
				if !free {
					main = s
				}
			}
			if s == Close && groups > 0 && last <= 9 {
				// The parenthesis belongs to the run only if digits follow or one was opened.
				if i+w >= hi {
					return end
				}
			}
		}
		last = s
		i += w
	}
	return end
}
