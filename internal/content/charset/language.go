package charset

import (
	_ "embed"
	"math"
	"strings"
	"sync"
)

//go:embed frequent.txt
var frequentData string

// ranks gives, for each language, the place of its frequent characters in order of frequency.
var ranks = sync.OnceValue(func() map[string]map[rune]int {
	out := map[string]map[rune]int{}
	for line := range strings.Lines(frequentData) {
		lang, chars, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || lang == "#" {
			continue
		}
		m := out[lang]
		if m == nil {
			m = map[rune]int{}
			out[lang] = m
		}
		i := 0
		for _, r := range chars {
			if _, ok := m[r]; !ok {
				m[r] = i
			}
			i++
		}
	}
	return out
})

// language weighs bytes as one charset's text: the cost of each code in eighths of a bit, by its lead and trail byte.
type language struct {
	name Name
	lang string
	cost func() *[65536]uint8
}

var languages = []*language{
	newLanguage(ShiftJIS, "ja", level{0x88, 0x97}),
	newLanguage(EUCJP, "ja", level{0xB0, 0xCF}),
	newLanguage(GB18030, "zh", level{0xB0, 0xD7}),
	newLanguage(Big5, "zt", level{0xA4, 0xC6}),
	newLanguage(EUCKR, "ko", level{0xB0, 0xC8}),
}

// level is the range of lead bytes of the characters in common use.
type level struct{ from, to byte }

func newLanguage(name Name, lang string, l level) *language {
	return &language{name: name, lang: lang, cost: sync.OnceValue(func() *[65536]uint8 {
		t, rank := tables[name](), ranks()[lang]
		var out [65536]uint8
		for i, v := range t.two {
			if v == 0 {
				continue
			}
			lead, trail := byte(i>>8), byte(i)
			common := lead >= l.from && lead <= l.to
			if name == GB18030 || name == EUCKR {
				common = common && trail >= 0xA1
			}
			extended := (name == GB18030 || name == EUCKR) && (lead < 0xA1 || trail < 0xA1)
			out[i] = weight(lang, char(v), rank, common, extended)
		}
		for i := range t.pairs {
			out[i] = bits8(0x1p-22)
		}
		return &out
	})}
}

// weight is the cost of one character in running text of a language.
func weight(lang string, r rune, rank map[rune]int, common, extended bool) uint8 {
	k, ranked := rank[r]
	switch {
	case r >= 0x3041 && r <= 0x3096 && lang == "ja":
		return bits8(0.40 / 80)
	case (r >= 0x30A1 && r <= 0x30F6 || r == 'ー') && lang == "ja":
		return bits8(0.16 / 80)
	case ranked:
		share := map[string]float64{"ja": 0.4, "zh": 0.75, "zt": 0.72, "ko": 0.72}[lang]
		n := float64(len(rank))
		return bits8(share / (float64(k) + 60) / math.Log(n/60+1))
	case strings.ContainsRune("　、。，．：；（）「」『』〒・－〜～々〇“”《》！？【】", r):
		return bits8(0.06 / 20)
	case r >= '０' && r <= '９':
		return bits8(0.02 / 10)
	case r >= 0xFF01 && r <= 0xFF5E:
		return bits8(0.008 / 84)
	case extended:
		return bits8(0x1p-22)
	case common:
		return bits8(map[string]float64{"ja": 0.10 / 2900, "zh": 0.16 / 3600, "zt": 0.16 / 5200, "ko": 0.20 / 2200}[lang])
	case r >= 0x4E00 && r <= 0x9FFF && lang != "ko":
		return bits8(0.012 / 4000)
	case r >= 0xE000 && r < 0xF900: // private use
		return bits8(0x1p-25)
	case r >= 0x2460 && r <= 0x2473, r >= 0x2160 && r <= 0x217F, r >= 0x2190 && r <= 0x26FF, r >= 0x2010 && r <= 0x203B:
		return bits8(0x1p-14)
	}
	return bits8(0x1p-18)
}

// weigh is the cost of p in the language, or something above limit once it is known to be dearer.
func (l *language) weigh(p []byte, whole bool, limit int) int {
	cost := l.cost()
	t := tables[l.name]()
	total := 0
	inKana := false
	for i := 0; i < len(p); {
		c := p[i]
		if c < 0x80 {
			total += plain
			i++
			inKana = false
			continue
		}
		if i > 0 && small(p[i-1]) {
			total += mixed
		}
		if total > limit {
			return total
		}
		if i+1 >= len(p) && !whole {
			break
		}
		if i+1 < len(p) {
			if n := cost[uint16(c)<<8|uint16(p[i+1])]; n != 0 {
				if i+2 < len(p) && small(p[i+2]) {
					total += mixed
				}
				if l.name == EUCJP && c == 0x8E {
					n = kanaCost(p[i+1], inKana) + 2*scale
					inKana = true
				} else {
					inKana = false
				}
				total += int(n)
				i += 2
				continue
			}
		}
		switch {
		case l.name == ShiftJIS && c >= 0xA1 && c <= 0xDF:
			total += int(kanaCost(c, inKana))
			inKana = true
			i++
			continue
		case t.three != nil && c == 0x8F && i+2 < len(p) && t.three[uint16(p[i+1])<<8|uint16(p[i+2])] != 0:
			total += 22 * scale
			i += 3
		case l.name == GB18030 && i+3 < len(p) && digit(p[i+1]) && p[i+2] > 0x80 && p[i+2] < 0xFF && digit(p[i+3]):
			total += 24 * scale
			i += 4
		case len(p)-i < 4 && !whole:
			return total
		default:
			total += broken
			i++
		}
		inKana = false
	}
	return total
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// small tells a lower-case letter: CJK characters seldom touch one, accents nearly always do.
func small(c byte) bool { return c >= 'a' && c <= 'z' }

// mixed is the cost of a CJK character beside a lower-case letter.
const mixed = 4 * scale

// kanaCost is the cost of a half-width katakana (byte 0xA1–0xDF): rare, but coming in runs.
func kanaCost(c byte, again bool) uint8 {
	n := uint8(6*scale + 4)
	switch c {
	case 0xDE: // the voiced mark
		n = 4 * scale
	case 0xDD, 0xB1, 0xB2, 0xB3, 0xB5, 0xB6, 0xB7, 0xB8, 0xBA, 0xBB, 0xBC, 0xBD, 0xC0, 0xC4, 0xC5, 0xCF, 0xD0, 0xD7, 0xD8, 0xD9:
		n = 5 * scale
	case 0xA1, 0xA2, 0xA3, 0xA4:
		n = 8 * scale
	}
	if !again {
		n += 4 * scale
	}
	return n
}

// wideWeights is the cost of each UTF-16 unit in text of whatever language.
var wideWeights = sync.OnceValue(func() *[65536]uint8 {
	var out [65536]uint8
	for i := range out {
		r := rune(i)
		n := weight("", r, nil, false, false)
		switch {
		case r == '\t', r == '\n', r == '\r', r >= 0x20 && r < 0x7F:
			n = 6 * scale
		case r < 0xA0, r >= 0xD800 && r < 0xF900, r >= 0xFFF0:
			n = 24 * scale
		case r >= 0x3041 && r <= 0x30FC:
			n = 9 * scale
		case r < 0x500, r >= 0xFF61 && r <= 0xFF9F:
			n = 12 * scale
		case r >= 0x4E00 && r < 0xA000, r >= 0xAC00 && r < 0xD7A4:
			n = 16 * scale
		}
		out[i] = n
	}
	for lang, rank := range ranks() {
		for r := range rank {
			if r < 0x10000 {
				out[r] = min(out[r], weight(lang, r, rank, true, false)+2*scale)
			}
		}
	}
	return &out
})

// wideWeigh is the cost of p as UTF-16, little and big end first.
func wideWeigh(p []byte) (little, big int) {
	w := wideWeights()
	for ; len(p) >= 2; p = p[2:] {
		little += int(w[uint16(p[1])<<8|uint16(p[0])])
		big += int(w[uint16(p[0])<<8|uint16(p[1])])
	}
	return little, big
}
