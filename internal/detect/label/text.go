package label

import (
	"bytes"
	"math/bits"
	"unicode/utf8"
)

// reach is how far before a value its label may end.
const reach = 48

// Starts tells whether a label in Japanese or Chinese may begin with r.
func Starts(r rune) bool {
	return r >= utf8.RuneSelf && r < 0x10000 && load().starts[r>>6]&(1<<(r&63)) != 0
}

// Table is the set behind Starts, one bit a character of the basic plane: r is in it if Table[r>>6] has bit r&63.
func Table() *[0x10000 / 64]uint64 { return &load().starts }

// At finds the longest label in Japanese or Chinese that begins exactly at text[i] and tells its length; 0 if none.
// Labels that count only as a whole name (姓, 名) are not looked for.
func At(text []byte, i, hi int) (v Verdict, n int) {
	x := load()
	r, _ := utf8.DecodeRune(text[i:hi])
	if r < utf8.RuneSelf || r >= 0x10000 || x.starts[r>>6]&(1<<(r&63)) == 0 || !x.pairs.has(text, i, hi) {
		return Verdict{}, 0
	}
	var buf [longest]byte
	sizes := x.first[r]
	low := lower(&buf, text[i:min(hi, i+bits.Len64(sizes)-1)])
	for sizes &= 1<<(len(low)+1) - 1; sizes != 0; {
		n := bits.Len64(sizes) - 1
		sizes &^= 1 << n
		if !x.exact.may(low[:n]) {
			continue
		}
		if e, ok := x.text[string(low[:n])]; ok && !e.whole && e.Strength >= 2 {
			return e.Verdict, n
		}
	}
	return Verdict{}, 0
}

// Before finds the label of the value at pos: the nearest one that ends before it on the same line, with nothing but
// separators, particles and a remark in parentheses between, or that fills the line above. at is where it begins.
func Before(text []byte, lo, pos int) (v Verdict, at int, ok bool) {
	if v, at, ok = before(text, lo, pos); ok {
		return v, at, true
	}
	// 旅券番号TK1234567: the letters that the value begins with hide its label.
	i := pos
	for i > lo && pos-i < 5 && classOf(text[i-1])|0x20 == 'a' {
		i--
	}
	if i == pos || pos-i > 4 || i == lo {
		return Verdict{}, 0, false
	}
	return before(text, lo, i)
}

func before(text []byte, lo, pos int) (v Verdict, at int, ok bool) {
	x := load()
	lo = max(lo, pos-reach-reach)
	end, hard, nl := back(text, max(lo, pos-reach), pos)
	if nl {
		// Only separators stand before the value on its line: the line above may be the label.
		end, _, nl = back(text, lo, end)
		if nl {
			return Verdict{}, 0, false
		}
		v, at, ok = x.endingAt(text, lo, end, true)
		if !ok || !headOfLine(text, lo, at) {
			return Verdict{}, 0, false
		}
		return v, at, true
	}
	return x.endingAt(text, lo, end, hard)
}

// endingAt finds the longest label that ends at end. hard: a colon, an equals sign or a quote stands behind it.
func (x *index) endingAt(text []byte, lo, end int, hard bool) (v Verdict, at int, ok bool) {
	for range 3 {
		if end <= lo {
			return Verdict{}, 0, false
		}
		if c := text[end-1]; c < utf8.RuneSelf {
			if !x.ascii.may(text, lo, end) {
				return Verdict{}, 0, false
			}
			start := asciiStart(text, max(lo, end-reach), end)
			if start == end {
				return Verdict{}, 0, false
			}
			if number := onlyDigits(text[start:end]); number && (end-start > 2 || start == lo || text[start-1] < utf8.RuneSelf) {
				return Verdict{}, 0, false
			} else if !number {
				var p phrase
				p.read(text[start:end], start)
				if p.words > 1 || !filler(p.word(0)) {
					if v, from, ok := x.resolveText(&p, hard); ok {
						return v, p.at[from], true
					}
				}
				if p.words != 1 || !filler(p.word(0)) {
					return Verdict{}, 0, false
				}
			}
			end, _, _ = back(text, lo, start)
			continue
		}
		r, w := utf8.DecodeLastRune(text[lo:end])
		if r < 0x10000 && x.ends[r>>6]&(1<<(r&63)) != 0 {
			var buf [longest]byte
			sizes := x.last[r]
			low := lower(&buf, text[max(lo, end-bits.Len64(sizes)+1):end])
			for sizes &= 1<<(len(low)+1) - 1; sizes != 0; {
				n := bits.Len64(sizes) - 1
				sizes &^= 1 << n
				if !x.exact.may(low[len(low)-n:]) {
					continue
				}
				e, ok := x.text[string(low[len(low)-n:])]
				if !ok || (e.whole || e.Strength < 2) && (!hard || !cleanBefore(text, lo, end-n)) {
					continue
				}
				return e.Verdict, end - n, true
			}
		}
		if !particle(r) {
			return Verdict{}, 0, false
		}
		end, _, _ = back(text, lo, end-w)
	}
	return Verdict{}, 0, false
}

// resolveText is resolve for running text, where a word that is a label only as a whole name needs a hard separator
// behind and either nothing or a person before it.
func (x *index) resolveText(p *phrase, hard bool) (Verdict, int, bool) {
	if p.words > 5 {
		for p.words > 5 {
			p.drop()
		}
	}
	for p.words > 0 {
		v, from, ok := x.resolve(p)
		if ok {
			e, found := x.words[string(p.buf[p.cut[from]:p.n])]
			if found && e.whole && !hard {
				return Verdict{}, 0, false
			}
			return v, from, true
		}
		if p.words == 1 || !filler(p.word(p.words-1)) {
			return Verdict{}, 0, false
		}
		p.n = int(p.cut[p.words-1])
		p.words--
	}
	return Verdict{}, 0, false
}

// fillers are the words that may stand between a label and its value.
var fillers = []string{"is", "are", "was", "no", "number", "num", "nr", "value", "at", "the", "of", "eq", "string", "str", "set", "n", "s"}

// filler tells them.
func filler(w []byte) bool {
	switch string(w) {
	case "is", "are", "was", "no", "number", "num", "nr", "value", "at", "the", "of", "eq", "string", "str", "set", "n", "s":
		return true
	}
	return false
}

// back steps over separators before pos and tells whether one of them was hard. At a newline it stops behind the line
// above and tells nl.
func back(text []byte, lo, pos int) (end int, hard, nl bool) {
	for pos > lo {
		c := text[pos-1]
		if c < utf8.RuneSelf {
			switch c {
			case ' ', '(', '-', '/', '.', '*', '#', '_', '~', '+', ',', '\r':
			case ':', '=', '"', '\'', '\t', '|', '[', '<', '{', '`', '\\', '?', '&', '>', ']', '}':
				hard = true
			case ')':
				open := bytes.LastIndexByte(text[max(lo, pos-33):pos-1], '(')
				if open < 0 {
					return pos, hard, false
				}
				pos = max(lo, pos-33) + open
				continue
			case '\n':
				return pos - 1, hard, true
			default:
				return pos, hard, false
			}
			pos--
			continue
		}
		if c == '\xA0' && pos-2 >= lo && text[pos-2] == '\xC2' {
			pos -= 2
			continue
		}
		if pos-3 < lo {
			return pos, hard, false
		}
		switch string(text[pos-3 : pos]) {
		case "　", "、", "（", "「", "・", "，", "『", "〈", "《", "〔", "［", "－", "…", "‥", "＋", "№":
		case "：", "＝", "【", "】", "→", "⇒", "｜", "」", "』", "＞", "〕", "］", "“", "”", "︰", "∶":
			hard = true
		case "）":
			at := max(lo, pos-45)
			open := bytes.LastIndex(text[at:pos-3], []byte("（"))
			if open < 0 {
				return pos, hard, false
			}
			pos = at + open
			continue
		default:
			return pos, hard, false
		}
		pos -= 3
	}
	return pos, hard, false
}

// asciiStart finds where the words of ASCII letters and digits that end at end begin.
func asciiStart(text []byte, lo, end int) int {
	i := end
	for i > lo {
		c := text[i-1]
		if classOf(c) == 0 && (i == end || c != ' ' && c != '_' && c != '-' && c != '.' && c != '\'') {
			break
		}
		i--
	}
	for i < end && classOf(text[i]) == 0 {
		i++
	}
	return i
}

func onlyDigits(b []byte) bool {
	for _, c := range b {
		if classOf(c) != '0' {
			return false
		}
	}
	return true
}

// particle tells the characters that join a label and its value in a sentence.
func particle(r rune) bool {
	switch r {
	case 'は', 'が', 'を', 'も', 'の', 'で', 'に', 'と', '为', '為', '是', '系', '即', '①', '②', '③', '１', '２', '３', '番', '号', '名', '也':
		return true
	}
	return false
}

// cleanBefore tells whether no letter of a longer word stands directly before at.
func cleanBefore(text []byte, lo, at int) bool {
	if at <= lo {
		return true
	}
	c := text[at-1]
	if c < utf8.RuneSelf {
		return classOf(c) == 0
	}
	r, _ := utf8.DecodeLastRune(text[lo:at])
	return r < 0x3040 || r == '・' || r >= 0xFF00 && r < 0xFF10 || r >= 0xFF1A && r < 0xFF21
}

// headOfLine tells whether only marks and a number stand between the line's head and at.
func headOfLine(text []byte, lo, at int) bool {
	for at > lo {
		c := text[at-1]
		if c == '\n' {
			return true
		}
		if c < utf8.RuneSelf && classOf(c) != 0 && classOf(c) != '0' {
			return false
		}
		if c >= utf8.RuneSelf {
			r, w := utf8.DecodeLastRune(text[lo:at])
			if r >= 0x3040 && r != '・' {
				return false
			}
			at -= w
			continue
		}
		at--
	}
	return true
}

// lower copies text, its ASCII letters in lower case.
func lower(buf *[longest]byte, text []byte) []byte {
	for i, c := range text {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		buf[i] = c
	}
	return buf[:len(text)]
}
