package report

import (
	"cmp"
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

// wrap breaks s into lines of at most w columns, as Japanese is set: at blanks, and between two of its characters where none
// of them forbids it; rather behind a blank or a mark if that leaves no short line. Words in Latin letters stay whole, and
// those in katakana where they can.
func wrap(s string, w int) []string {
	var out []string
	for wider(s, w) {
		at := end(s, w)
		out = append(out, strings.TrimRight(s[:at], " "))
		if s = strings.TrimLeft(s[at:], " "); s == "" {
			return out
		}
	}
	return append(out, s)
}

// What no line begins with, what none ends with, and behind what a word in Latin letters may go to the next line.
const (
	closing  = "、。，．・：；？！）］｝〕〉》」』】"
	noBegin  = closing + "々ー～ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ゛゜％､｡｣･ｰﾞﾟ,.!?:;)]}%"
	noEnding = "（［｛〔〈《「『【｢([{"
)

// end is where the first line of s ends, which is wider than w columns.
func end(s string, w int) int {
	var mark, good, poor, hard int // behind a mark or at a blank far enough, between characters, inside katakana, anywhere
	n, column := 0, 0              // of good
	var last rune
	for i, r := range s {
		wide := runeWidth(r)
		switch {
		case i == 0, wide == 0:
		case r == ' ':
			if last == ' ' {
				break
			}
			if good, column = i, n; 4*n >= 3*w {
				mark = i
			}
		case strings.ContainsRune(noBegin, r), strings.ContainsRune(noEnding, last):
		case strings.ContainsRune(closing, last):
			if good, column = i, n; 2*n >= w {
				mark = i
			}
		case wide != 2 || runeWidth(last) != 2:
		case unicode.In(r, unicode.Katakana) && (unicode.In(last, unicode.Katakana) || last == 'ー'):
			poor = i
		default:
			good, column = i, n
		}
		if wide > 0 {
			hard = i
		}
		if n += wide; n > w {
			break
		}
		last = r
	}
	switch {
	case mark > 0:
		return mark
	case good > 0 && (2*column >= w || poor == 0):
		return good
	case max(poor, hard) > 0:
		return cmp.Or(poor, hard)
	}
	_, size := utf8.DecodeRuneInString(s)
	return size
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
