// Package line breaks text into lines as Japanese is set, with words in Latin letters among it: what JIS X 4051 and its
// description by the W3C (Requirements for Japanese Text Layout) call 禁則処理.
//
//   - No line begins with a mark that closes or ends something (、。）」, a small kana, ー, 々), none ends with one that opens ((（「).
//     Such a mark is pushed to the next line with the character before it; 、 and 。 may hang beyond the edge where that is asked for.
//   - A word in Latin letters, a number, an address of a machine stay whole; so do a number and the unit behind it (12月, 27,927名),
//     a sign and the number behind it (￥100), and …… and ――. Where there is no other way, they are cut.
//   - Blanks at which a line is broken go.
package line

import "unicode"

// Line is a line of a text: the characters from From to before To. Width is theirs, without what hangs beyond the edge.
type Line struct {
	From, To int
	Width    float64
	Last     bool // of its paragraph
}

// Options of a text.
type Options struct {
	Hang  bool    // 、 and 。 may hang beyond the edge
	First float64 // by how much the first line is shorter than the others
}

// Break breaks characters, which have the given widths, into lines at most room wide. A character wider than that has a line of
// its own. There is at least one line; that of no text is empty.
func Break(text []rune, widths []float64, room float64, o Options) []Line {
	return Append(nil, text, widths, room, o)
}

// Append is Break for a caller who has a slice to fill.
func Append(lines []Line, text []rune, widths []float64, room float64, o Options) []Line {
	from, space := 0, room-o.First
	for {
		to, next := end(text, widths, from, space, o.Hang)
		l := Line{From: from, To: to, Last: next >= len(text)}
		for i := from; i < to; i++ {
			l.Width += widths[i]
		}
		if l.Width > space+slack && to-from > 1 && hangs(text[to-1]) {
			l.Width -= widths[to-1]
		}
		lines = append(lines, l)
		if l.Last {
			return lines
		}
		from, space = next, room
	}
}

// slack is what widths may differ by from adding them up.
const slack = 1e-6

// end is where the line that begins at from ends, and where the next one begins.
func end(text []rune, widths []float64, from int, room float64, hang bool) (to, next int) {
	width, best, poor := 0.0, -1, -1
	i := from
	for ; i < len(text); i++ {
		if i > from {
			switch judge(text, i) {
			case good:
				best = i
			case bad:
				poor = i
			}
		}
		if blank(text[i]) { // what stands at the end of a line takes no room
			width += widths[i]
			continue
		}
		if width+widths[i] > room+slack && i > from && !(hang && hangs(text[i]) && width <= room+slack && mayHang(text, i)) {
			break
		}
		width += widths[i]
	}
	if i >= len(text) {
		return trim(text, from, len(text)), len(text)
	}
	switch {
	case best > from:
		next = best
	case poor > from:
		next = poor
	default:
		next = i
	}
	to = trim(text, from, next)
	for next < len(text) && blank(text[next]) {
		next++
	}
	if next >= len(text) {
		return to, len(text)
	}
	return to, next
}

// trim takes blanks off the end; a line of blanks only keeps none.
func trim(text []rune, from, to int) int {
	for to > from && blank(text[to-1]) {
		to--
	}
	return to
}

// mayHang: only what could be followed by a new line hangs, not the first of 。）.
func mayHang(text []rune, i int) bool {
	return i+1 >= len(text) || judge(text, i+1) == good
}

// How well a line may be broken in front of a character.
type grade int

const (
	never grade = iota // it belongs to the one before
	bad                // only if there is no other way
	good
)

// judge tells how well a line may be broken in front of text[i]; i is not the first.
func judge(text []rune, i int) grade {
	last, r := text[i-1], text[i]
	switch {
	case attached(r):
		return never
	case blank(r):
		return never // behind the blanks
	case blank(last):
		if noBegin(r) || i >= 2 && noEnd(text[i-2]) { // 100 %, « so »
			return bad
		}
		return good
	case noBegin(r), noEnd(last):
		return never
	case last == r && pairs(r):
		return never
	case digit(last) && unit(r), sign(last) && digit(r):
		return bad
	case latin(last) && latin(r):
		return within(text, i)
	}
	return good
}

// within judges a place inside a word in Latin letters: a long address of a page may go on behind a slash, a compound behind its hyphen.
func within(text []rune, i int) grade {
	last, r := text[i-1], text[i]
	if !unicode.IsLetter(r) || i < 2 {
		return bad
	}
	switch last {
	case '-', '‐', '/', '–', '—':
		if unicode.IsLetter(text[i-2]) || last == '/' && text[i-2] == '/' {
			return good
		}
	}
	return bad
}

func blank(r rune) bool { return r == ' ' || r == '\u3000' || r == '\t' }

// hangs tells whether a mark may stand beyond the edge.
func hangs(r rune) bool { return r == '、' || r == '。' || r == '，' || r == '．' }

// attached is what has no place of its own: marks that combine and selectors of variants.
func attached(r rune) bool {
	return r >= 0x300 && (r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0100 && r <= 0xe01ef || unicode.In(r, unicode.Mn, unicode.Me))
}

func digit(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

func pairs(r rune) bool { return r == '…' || r == '‥' || r == '―' || r == '—' }

// latin is what stands in words and numbers that are not cut: letters and marks of alphabets, digits; a no-break space too.
func latin(r rune) bool {
	switch {
	case r < 0x80:
		return r > ' '
	case r < 0x2000:
		return true
	}
	return r >= 0x2010 && r <= 0x2015 || r == '’' || r == '‘' || r == '“' || r == '”' || r == '…'
}

func sign(r rune) bool {
	switch r {
	case '¥', '￥', '$', '＄', '€', '£', '#', '＃', '№', '±', '+', '−', '約', '第', '計':
		return true
	}
	return false
}

func unit(r rune) bool {
	switch r {
	case '年', '月', '日', '時', '分', '秒', '名', '人', '件', '円', '様', '号', '条', '項', '報', '版', '回', '社', '台', '本', '枚', '万', '億', '千', '歳', '章', '節', '点', '％', '℃', '‰', '%':
		return true
	}
	return false
}

// noBegin is what no line begins with.
func noBegin(r rune) bool {
	switch {
	case r < 0x80:
		switch r {
		case ',', '.', '!', '?', ':', ';', ')', ']', '}', '%':
			return true
		}
		return false
	case r == '”' || r == '’' || r == '»' || r == '…' || r == '‥' || r == '\u00a0' || r == '‰' || r == '′' || r == '″' || r == '℃':
		return true
	case r < 0x3000:
		return false
	}
	switch r {
	case '、', '。', '，', '．', '・', '：', '；', '？', '！', '）', '］', '｝', '〕', '〉', '》', '」', '』', '】', '〙', '〗', '｣', '､', '｡', '･',
		'々', '〻', 'ー', '～', '〜', 'ゝ', 'ゞ', 'ヽ', 'ヾ', '゛', '゜', '％', '゠', '｠',
		'ぁ', 'ぃ', 'ぅ', 'ぇ', 'ぉ', 'っ', 'ゃ', 'ゅ', 'ょ', 'ゎ', 'ゕ', 'ゖ', 'ァ', 'ィ', 'ゥ', 'ェ', 'ォ', 'ッ', 'ャ', 'ュ', 'ョ', 'ヮ', 'ヵ', 'ヶ',
		'ｧ', 'ｨ', 'ｩ', 'ｪ', 'ｫ', 'ｬ', 'ｭ', 'ｮ', 'ｯ', 'ｰ', 'ﾞ', 'ﾟ':
		return true
	}
	return r >= 0x31f0 && r <= 0x31ff // small katakana of Ainu
}

// noEnd is what no line ends with.
func noEnd(r rune) bool {
	switch r {
	case '(', '[', '{', '（', '［', '｛', '〔', '〈', '《', '「', '『', '【', '〘', '〖', '｢', '｟', '“', '‘', '«', '\u00a0', '〝':
		return true
	}
	return false
}
