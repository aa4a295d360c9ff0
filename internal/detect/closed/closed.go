// Package closed judges values out of small closed lists: sex, marital status, ethnic group, and words that tell an illness
// or an offence. Such words are ordinary language: they count behind a label of their kind or as the whole value of a
// field, never in the midst of a text.
package closed

import (
	"strings"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// longest is the greatest length of a listed value, in bytes.
const longest = 48

// longestPart is the greatest length of a value that is searched for parts.
const longestPart = 120

// Set is a detector over a list.
type Set struct {
	kind pii.Kind
	// words tells for each value in lower case whether it is a mere code ("1", "M").
	words map[string]bool
	first [256]bool // bytes that begin words
	// min and max bound the lengths of values in which something is found without a label.
	min, max int
	// parts are words that may stand inside a value, by their first byte; heads has a bit for each first byte and each
	// third one, so that most places of a value are passed by at once.
	parts        [256][]string
	heads, third [256]bool
	// free: under a label any text counts that does not say "none".
	free  bool
	short shorts
}

// New makes a detector of a list: one value a word; a line that begins with "code" lists codes, one with "part" words that
// make a longer value count too. free: under a label any text counts.
func New(kind pii.Kind, list string, free bool) *Set {
	s := &Set{kind: kind, words: map[string]bool{}, free: free, min: longest}
	for line := range strings.Lines(list) {
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		code, part := f[0] == "code", f[0] == "part"
		if code || part {
			f = f[1:]
		}
		for _, w := range f {
			w = strings.ToLower(strings.ReplaceAll(w, "_", " "))
			s.min, s.max = min(s.min, len(w)), max(s.max, len(w))
			s.first[w[0]] = true
			if part {
				s.max = longestPart
				s.parts[w[0]] = append(s.parts[w[0]], w)
				mark(&s.heads, w[0])
				mark(&s.third, w[min(2, len(w)-1)])
			}
			if _, ok := s.words[w]; !ok && len(w) <= longest {
				s.words[w] = code
			}
		}
	}
	s.short = newShorts(s.words)
	return s
}

// Kind is the list's kind.
func (s *Set) Kind() pii.Kind { return s.kind }

// Trigger asks for what stands behind a label.
func (s *Set) Trigger() detect.Trigger {
	return detect.Trigger{Label: true, Usual: s.usual, Whole: detect.Whole{Min: s.min, Max: s.max, Digits: [2]int{0, 3}}}
}

// MaxLen is the length of the longest value.
func (s *Set) MaxLen() int { return 300 }

// Judge accepts a listed value, whole or at the head of what stands behind a label.
func (s *Set) Judge(c *detect.Candidate) (detect.Match, bool) {
	end := c.End
	if !c.Whole {
		end = cut(c.Text, c.Start, c.End)
	}
	n := end - c.Start
	if n <= 0 || n > 300 {
		return detect.Match{}, false
	}
	v := c.Text[c.Start:end]
	if len(c.Digits) > 3 && c.Whole {
		return detect.Match{}, false
	}
	if n <= longest && (s.free || s.first[lower(v[0])]) {
		var buf [longest]byte
		low := buf[:n]
		for i, b := range v {
			low[i] = lower(b)
		}
		if code, ok := s.words[string(low)]; ok {
			e := detect.Shape | detect.Exact
			if code {
				e = detect.Shape | detect.Weak
			}
			return detect.Match{Start: c.Start, End: end, Evidence: e}, true
		}
		if !c.Whole && v[0] >= utf8.RuneSelf { // "男 1988年…" without a separator: the longest listed head
			for k := n - 1; k > 0; k-- {
				if code, ok := s.words[string(low[:k])]; ok && !code && k >= 3 && !s.free {
					return detect.Match{Start: c.Start, End: c.Start + k, Evidence: detect.Shape | detect.Exact}, true
				}
			}
		}
		if s.free && none(low) {
			return detect.Match{}, false
		}
	}
	if n <= longestPart && s.holds(v) {
		e := detect.Shape | detect.Lexicon
		if !c.Labelled {
			e |= detect.Weak
		}
		return detect.Match{Start: c.Start, End: end, Evidence: e}, true
	}
	if s.free && c.Labelled && n >= 3 && words(v) {
		return detect.Match{Start: c.Start, End: end, Evidence: detect.Shape | detect.Weak}, true
	}
	return detect.Match{}, false
}

// holds tells whether one of the parts stands in v.
func (s *Set) holds(v []byte) bool {
	for i := 0; i+2 < len(v); i++ {
		if s.third[v[i+2]] && s.heads[v[i]] && s.part(v, i) {
			return true
		}
	}
	return false
}

// part tells whether one of the parts stands at v[i].
func (s *Set) part(v []byte, i int) bool {
	for _, p := range s.parts[lower(v[i])] {
		if i+len(p) > len(v) {
			continue
		}
		k := 1
		for k < len(p) && lower(v[i+k]) == p[k] {
			k++
		}
		if k == len(p) {
			return true
		}
	}
	return false
}

// mark adds a byte to a set, as a letter in both cases.
func mark(set *[256]bool, b byte) {
	set[b] = true
	if 'a' <= b && b <= 'z' {
		set[b-0x20] = true
	}
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b | 0x20
	}
	return b
}

// words tells whether v holds letters at all.
func words(v []byte) bool {
	for _, b := range v {
		if b >= utf8.RuneSelf || 'a' <= b|0x20 && b|0x20 <= 'z' {
			return true
		}
	}
	return false
}

// none tells the ways to write that there is nothing.
func none(low []byte) bool {
	switch string(low) {
	case "なし", "無し", "無", "无", "没有", "none", "no", "n/a", "null", "-", "--", "特になし", "特に無し", "暂无", "nil", "false", "true", "0", "1", "nothing",
		"該当なし", "ナシ", "yes", "unknown", "不明", "正常", "良好", "健康", "未記入", "undefined", "無記載", "异常":
		return true
	}
	return false
}

// cut is the end of the first piece of text behind a label.
func cut(t []byte, i, hi int) int {
	for n := 0; i < hi; n++ {
		b := t[i]
		if b < utf8.RuneSelf {
			switch b {
			case ',', ';', '\t', '\n', '\r', '|', '"', '<', '(', ')', '}', ']', '/':
				return i
			case ' ':
				if i+1 >= hi || t[i+1] == ' ' || t[i+1] >= utf8.RuneSelf {
					return i
				}
			}
			i++
			continue
		}
		if i+3 <= hi {
			switch string(t[i : i+3]) {
			case "、", "。", "，", "；", "　", "（", "）", "」", "】", "／", "｜":
				return i
			}
		}
		_, w := utf8.DecodeRune(t[i:hi])
		i += w
	}
	return i
}
