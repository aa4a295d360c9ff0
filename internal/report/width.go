package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// runeWidth is how many columns of a terminal r takes.
func runeWidth(r rune) int {
	switch {
	case r < ' ', r == 0x7f:
		return 0
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// columns is how many columns of a terminal s takes.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// fit makes s exactly w columns wide: cut, with a mark where it was cut, or filled up with blanks.
func fit(s string, w int) string {
	s = cut(s, w)
	return s + strings.Repeat(" ", max(0, w-columns(s)))
}

// right is fit with the blanks in front.
func right(s string, w int) string {
	s = cut(s, w)
	return strings.Repeat(" ", max(0, w-columns(s))) + s
}

// cut shortens s to at most w columns at its end.
func cut(s string, w int) string {
	if columns(s) <= w {
		return s
	}
	n := 0
	for i, r := range s {
		if n += runeWidth(r); n > w-1 {
			return s[:i] + "…"
		}
	}
	return s
}

// cutPath shortens a path to at most w columns in its middle: where it begins and what it is called both matter.
func cutPath(s string, w int) string {
	if columns(s) <= w {
		return s
	}
	head, tail := w/3, w-w/3-1
	n, from := 0, 0
	for i, r := range s {
		if n += runeWidth(r); n > head {
			from = i
			break
		}
	}
	rs := []rune(s)
	n = 0
	to := len(rs)
	for to > 0 && n+runeWidth(rs[to-1]) <= tail {
		to--
		n += runeWidth(rs[to])
	}
	return s[:from] + "…" + string(rs[to:])
}

// wider tells whether s takes more than w columns, without looking further than that.
func wider(s string, w int) bool {
	n := 0
	for _, r := range s {
		if n += runeWidth(r); n > w {
			return true
		}
	}
	return false
}

// wrap breaks s into lines of at most w columns: at blanks, and behind Japanese punctuation or between its characters.
func wrap(s string, w int) []string {
	var out []string
	for wider(s, w) {
		n, at, hard := 0, 0, 0
		for i, r := range s {
			if n += runeWidth(r); n > w {
				break
			}
			hard = i
			switch r {
			case ' ':
				at = i
			case '、', '・', '。', '）':
				at = i + utf8.RuneLen(r)
			}
		}
		if at == 0 {
			at = max(hard, 1)
		}
		out = append(out, strings.TrimRight(s[:at], " "))
		s = strings.TrimLeft(s[at:], " ")
	}
	return append(out, s)
}

// clean makes a name fit to be printed: a name may hold anything, and what steers a terminal must not reach one.
func clean(s string) string {
	bad := func(r rune) bool {
		return r < ' ' || r >= 0x7f && r < 0xa0 || r == unicode.ReplacementChar || unicode.Is(unicode.Cf, r) ||
			r == '\u2028' || r == '\u2029'
	}
	if strings.IndexFunc(s, bad) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if bad(r) {
			return '�'
		}
		return r
	}, s)
}
