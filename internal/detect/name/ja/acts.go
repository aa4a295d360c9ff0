package ja

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// does tells whether text begins with a word for what people do: 担当, 報告, 運転, 述べた, 声をかけた.
func does(text []byte) bool {
	if has(text, "、") {
		text = text[3:]
	}
	if len(text) < 6 {
		return false
	}
	a, w := lexicon.Next(text)
	b, _ := lexicon.Next(text[w:])
	switch a {
	case '言', '話', '述', '答', '訴', '聞', '泣', '怒', '倒', '休', '謝', '叫', '黙', '笑', '働', '勤', '住', '亡', '辞', '座', '起', '眠', '転', '戻', '伺', '預':
		if lexicon.Hiragana(b) {
			return true
		}
	case '声', '席', '手', '顔', '口':
		return b == 'を'
	}
	return lexicon.Word(lexicon.JA.Get(lexicon.Hash(0).Add(lexicon.Fold(a)).Add(lexicon.Fold(b)))).Acts()
}

// turn is the worth of a surname at the head of a line as the mark of who speaks or writes: behind a time of day (09:12 山田),
// before a colon (山田：), alone on the last line of a letter. The surname ends before index j.
func (s *segment) turn(text []byte, j int) int {
	before, rest := text[s.lo:s.at[0]], text[s.at[j]:]
	if n := len(before); n > 0 && (before[n-1] == ' ' || before[n-1] == '\t' || before[n-1] == ']') && clock(bytes.TrimRight(before, " \t]")) {
		return 4
	}
	switch b := lexicon.Before(before); b {
	case 0, '\n':
	default:
		return 0
	}
	switch {
	case has(rest, "：") || has(rest, ": ") || has(rest, "「") || has(rest, ">"):
		return 3
	case len(rest) == 0 || rest[0] == '\n' || rest[0] == '\r':
		line := bytes.TrimRight(before, "\r\n")
		if bytes.HasSuffix(line, []byte("ます。")) || bytes.HasSuffix(line, []byte("です。")) || bytes.HasSuffix(line, []byte("さい。")) || bytes.HasSuffix(line, []byte("敬具")) ||
			bytes.HasSuffix(line, []byte("以上")) || bytes.HasSuffix(line, []byte("ません。")) {
			return 3
		}
	}
	return 0
}

// clock tells whether text ends with a time of day that begins its line or stands in brackets: 09:12, [10:05:33.
func clock(text []byte) bool {
	n := len(text)
	i := n
	colons := 0
	for i > 0 && n-i < 12 && (text[i-1] == ':' || text[i-1]-'0' <= 9) {
		i--
		if text[i] == ':' {
			colons++
		}
	}
	return colons > 0 && n-i >= 4 && (i == 0 || text[i-1] == '\n' || text[i-1] == '[' || text[i-1] == ' ')
}

// givenAt tells whether a given name stands behind a surname: directly, or behind a blank.
func givenAt(rest []byte) bool {
	spaced := false
	if len(rest) > 3 && (rest[0] == ' ' || has(rest, "　")) {
		_, w := lexicon.Next(rest)
		rest, spaced = rest[w:], true
	}
	var h lexicon.Hash
	for n := 1; n <= 3 && len(rest) >= 3; n++ {
		r, w := lexicon.Next(rest)
		if !lexicon.Han(r) {
			return false
		}
		h = h.Add(lexicon.Fold(r))
		rest = rest[w:]
		if g := lexicon.Word(lexicon.JA.Get(h)); g.Given() > 1 && g.Common() < 2 && (spaced || n > 1) {
			if next, _ := next(rest); n > 1 || !lexicon.Han(next) {
				return true
			}
		}
	}
	return false
}
