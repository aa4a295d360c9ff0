package engine

import (
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/label"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// beyond goes through characters beyond ASCII from i on until ASCII comes or to is reached: it finds runs of Han and
// kana, 全角 digits, and labels. It returns where to go on.
func (s *sweeper) beyond(i, to int) int {
	text := s.text[:s.hi]
	run := -1
	starts := label.Table()
	for i < to || run >= 0 && i < len(text) {
		c := text[i]
		if c < 0x80 {
			break
		}
		var r rune
		var w int
		if c >= 0xe0 && c < 0xf0 && i+2 < len(text) {
			r, w = rune(c&0x0f)<<12|rune(text[i+1]&0x3f)<<6|rune(text[i+2]&0x3f), 3
		} else {
			r, w = utf8.DecodeRune(text[i:])
		}
		if isHan(r) {
			if run < 0 {
				run = i
			}
		} else {
			if run >= 0 {
				s.hanRun(run, i)
				run = -1
				if i >= to {
					return i
				}
			}
			if 0xff10 <= r && r <= 0xff19 && i >= s.digitEnd {
				s.digitEnd = s.run(s.wideStart(i))
			}
		}
		if r < 0x10000 && starts[r>>6]>>(r&63)&1 != 0 {
			s.labelAtHan(i)
		}
		i += w
	}
	if run >= 0 {
		s.hanRun(run, i)
	}
	return i
}

// wideStart goes back from a 全角 digit over an opening parenthesis or a plus before it.
func (s *sweeper) wideStart(i int) int {
	if i-3 >= s.digitEnd {
		if sym, w := digits.At(s.text, i-3); w == 3 && sym == digits.Open {
			return i - 3
		}
	}
	return i
}

// isHan tells characters of Japanese and Chinese names and words.
func isHan(r rune) bool {
	return r >= 0x3041 && r <= 0x30ff && r != 0x30fb || r >= 0x3400 && r <= 0x9fff || r >= 0x3005 && r <= 0x3007 ||
		r >= 0xff66 && r <= 0xff9f || r >= 0xf900 && r <= 0xfaff || r >= 0x20000 && r <= 0x3ffff
}

// hanRun asks the detectors of words about a run, again behind each match.
func (s *sweeper) hanRun(start, end int) {
	if end-start < 6 {
		return // one character
	}
	for _, d := range s.e.han {
		at := max(start, 0)
		for at < end {
			behind, ok := s.judge(d, at, end)
			if !ok || behind <= at {
				break
			}
			at = behind
		}
	}
}

// labelAtHan looks for a label at i whose kind has detectors that want what stands behind it.
func (s *sweeper) labelAtHan(i int) {
	v, n := label.At(s.text, i, s.hi)
	if n == 0 || v.Kind == pii.None || i+n >= s.hi || !announces(s.text[i+n:s.hi], v) {
		return
	}
	if len(s.e.labelled[v.Kind]) > 0 {
		s.labelledValue(v.Kind, i+n)
	}
	if len(s.e.hanOf[v.Kind]) > 0 {
		s.labelledWord(v.Kind, i+n)
	}
}

// wordMax is how many bytes behind a label a word is looked for.
const wordMax = 96

// labelledWord judges the word behind a label that ends at i: detectors are more lenient where a label announces it.
func (s *sweeper) labelledWord(kind pii.Kind, i int) {
	for i < s.hi {
		r, w := utf8.DecodeRune(s.text[i:s.hi])
		if r != ':' && r != ' ' && r != '：' && r != '　' && r != 'は' && r != '为' && r != '是' && r != '】' && r != '」' && r != '\t' {
			break
		}
		i += w
	}
	end := i
	for end < s.hi && end-i < wordMax {
		r, w := utf8.DecodeRune(s.text[end:s.hi])
		if !isHan(r) {
			break
		}
		end += w
	}
	if end-i < 6 {
		return
	}
	for _, d := range s.e.hanOf[kind] {
		s.label, s.labelAt = label.Verdict{Kind: kind, Strength: 2}, i
		s.judge(d, i, end)
	}
}

// announces tells whether what follows a word makes it a label: a colon, an equals sign, a tab, a wide blank, は; a number,
// where the label is of one that has no other shape.
func announces(t []byte, v label.Verdict) bool {
	switch c := t[0]; {
	case c == ':', c == '=', c == '\t', c == '(':
		return true
	case c-'0' <= 9, c-'A' <= 'Z'-'A':
		return v.Strength == 3 && (v.Kind == pii.AccountID || v.Kind == pii.EmployeeID || v.Kind == pii.Age || v.Kind == pii.DateOfBirth ||
			v.Kind == pii.CreditCardSecurityCode || v.Kind == pii.SWIFTCode)
	case c == ' ':
		return len(t) > 1 && (t[1] == ':' || t[1] == '=' || t[1] >= 0x80 ||
			(t[1]-'0' <= 9 || t[1]-'A' <= 'Z'-'A') && v.Strength == 3 && (v.Kind == pii.AccountID || v.Kind == pii.EmployeeID))
	}
	r, _ := utf8.DecodeRune(t)
	switch r {
	case '：', '　', '＝', '】', '」', '）', '（', '「', 'は', '为', '是':
		return true
	}
	return false
}
