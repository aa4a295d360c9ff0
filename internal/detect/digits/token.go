package digits

import "github.com/tsutsumi-dev/tsutsumi/internal/detect"

// Context is what stands against a run of digits: letters or signs that make it part of something longer, digits that
// read as a time or are nobody's, a filled-in pattern.
func Context(c *detect.Candidate) detect.Evidence {
	e := Edges(c)
	d := c.Digits
	if Timestamp(d) {
		e |= detect.Timestamp
	}
	if Regular(d) {
		e |= detect.TestValue
	}
	if !c.Labelled && IsCode(d) {
		e |= detect.CodeNumber
	}
	return e
}

// Edges is Embedded if the characters around the run make it part of a longer token or an amount.
func Edges(c *detect.Candidate) detect.Evidence {
	if c.Before|c.After == 0 {
		return 0
	}
	switch c.Before {
	case 'a':
		if !c.Labelled {
			return detect.Embedded
		}
	case '_', '-', '/', '0', '#', '$', '\\', '@', '%':
		return detect.Embedded
	case '.':
		if i := c.Start - 2; i >= c.Lo && '0' <= c.Text[i] && c.Text[i] <= '9' {
			return detect.Embedded
		}
	}
	switch c.After {
	case 'a', '_', '-', '0', '@', '%', '+':
		return detect.Embedded
	case '.', '/':
		if i := c.End + 1; i < c.Hi && Class(c.Text, i, c.Lo, c.Hi) != 0 && classed(c.Text[i]) {
			return detect.Embedded
		}
	}
	return 0
}

func classed(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z'
}

// Token reads the letters and digits of which the candidate is a part: the whole value, or the candidate with the
// letters that touch it. Letters are made upper case, 全角 made ordinary, hyphens, blanks and parentheses left out. ok is
// false if anything else stands inside or buf is too short: what else is told then means nothing. glued tells that the token goes on over a sign such as '_'.
func Token(c *detect.Candidate, buf []byte) (tok []byte, start, end int, glued, ok bool) {
	start, end = c.Start, c.End
	if !c.Whole {
		for start > c.Lo && classed(c.Text[start-1]) {
			if start--; c.Start-start > len(buf) {
				return nil, start, end, false, false
			}
		}
		for end < c.Hi && classed(c.Text[end]) {
			if end++; end-c.End > len(buf) {
				return nil, start, end, false, false
			}
		}
		if end < c.Hi && c.Text[end] == ')' && c.Sep&detect.SepParen != 0 {
			end++
		}
		glued = start > c.Lo && (c.Text[start-1] == '_' || c.Text[start-1] == '-' || c.Text[start-1] == '/') ||
			end < c.Hi && (c.Text[end] == '_' || c.Text[end] == '-')
	}
	if end-start > 3*len(buf) {
		return nil, start, end, glued, false
	}
	n := 0
	for i := start; i < end; {
		b := c.Text[i]
		w := 1
		switch {
		case '0' <= b && b <= '9' || 'A' <= b && b <= 'Z':
		case 'a' <= b && b <= 'z':
			b -= 'a' - 'A'
		default:
			var s Symbol
			if s, w = At(c.Text[:end], i); s <= 9 {
				b = '0' + byte(s)
			} else if s != None && s != Plus && s != Slash && s != Middle {
				i += w
				continue
			} else if b == 0xEF && i+2 < end && c.Text[i+1] == 0xBC && 0xA1 <= c.Text[i+2] && c.Text[i+2] <= 0xBA {
				b, w = c.Text[i+2]-0xA1+'A', 3
			} else if b == 0xEF && i+2 < end && c.Text[i+1] == 0xBD && 0x81 <= c.Text[i+2] && c.Text[i+2] <= 0x9A {
				b, w = c.Text[i+2]-0x81+'A', 3
			} else {
				return nil, start, end, glued, false
			}
		}
		if n == len(buf) {
			return nil, start, end, glued, false
		}
		buf[n] = b
		n++
		i += w
	}
	return buf[:n], start, end, glued, n > 0
}

// Letters tells whether all of b are capital letters.
func Letters(b []byte) bool {
	for _, c := range b {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return len(b) > 0
}

// All tells whether all of b are digits.
func All(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

// Match is the candidate as a match, without a parenthesis that opens before it and does not close inside.
func Match(c *detect.Candidate, e detect.Evidence) (detect.Match, bool) {
	start := c.Start
	if c.Sep&detect.SepParen != 0 && !c.Paren && !c.Whole {
		if s, w := At(c.Text, start); s == Open {
			start += w
		}
	}
	return detect.Match{Start: start, End: c.End, Evidence: e}, true
}
