package genuine

import (
	"bytes"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// romaji compares names with e-mail addresses: people put their own name there, in one of several spellings. Both are
// brought to one: Kunrei without long vowels (shinji and sinzi, satou, satoh and sato are the same).
type romaji struct {
	name, mail [96]byte
	fold       []byte
}

// syllables writes each kana in letters, from ァ on.
var syllables = func() (t [96]string) {
	const list = "アaイiウuエeオoカkaガgaキkiギgiクkuグguケkeゲgeコkoゴgoサsaザzaシsiジziスsuズzuセseゼzeソsoゾzoタtaダdaチtiヂziツtuヅzuテteデdeトtoドdo" +
		"ナnaニniヌnuネneノnoハhaバbaパpaヒhiビbiピpiフhuブbuプpuヘheベbeペpeホhoボboポpoマmaミmiムmuメmeモmoヤyaユyuヨyoラraリriルruレreロroワwaヲoンnヴbu" +
		"ァaィiゥuェeォoャyaュyuョyo"
	for i := 0; i < len(list); {
		r, n := utf8.DecodeRuneInString(list[i:])
		i += n
		from := i
		for i < len(list) && list[i] < utf8.RuneSelf {
			i++
		}
		t[r-'ァ'] = list[from:i]
	}
	return t
}()

// kana writes a reading in letters, into dst's room.
func kana(dst, v []byte) []byte {
	for i := 0; i < len(v) && len(dst)+4 < cap(dst); {
		r, n := utf8.DecodeRune(v[i:])
		i += n
		switch {
		case r == 'ー' || r == 'ッ': // neither is written alike by everybody
		case r == 'ャ' || r == 'ュ' || r == 'ョ':
			if k := len(dst); k > 0 && dst[k-1] == 'i' {
				dst = dst[:k-1]
			}
			dst = append(dst, syllables[r-'ァ']...)
		case r >= 'ァ' && r <= 'ヴ':
			dst = append(dst, syllables[r-'ァ']...)
		}
	}
	return short(dst)
}

// kunrei brings the letters of an address into the same spelling; what is no letter is left out.
func kunrei(dst, v []byte) []byte {
	for i := 0; i < len(v) && len(dst)+4 < cap(dst); i++ {
		c := row.Lower(v[i])
		next := func(s string) bool { return row.Begins(v[i:], s) }
		switch {
		case c < 'a' || c > 'z':
		case next("shi"), next("chi"), next("tsu"):
			if c == 'c' {
				c = 't'
			}
			dst = append(dst, c)
			i++ // the vowel comes next
		case next("sh"), next("ch"):
			if c == 'c' {
				c = 't'
			}
			dst = append(dst, c, 'y')
			i++
		case next("ji"), next("jy"):
			dst = append(dst, 'z')
		case c == 'j':
			dst = append(dst, 'z', 'y')
		case next("fu"):
			dst = append(dst, 'h')
		case c == 'm' && (next("mb") || next("mp")):
			dst = append(dst, 'n')
		default:
			dst = append(dst, c)
		}
	}
	return short(dst)
}

// short leaves out what lengthens a vowel and what doubles a consonant.
func short(v []byte) []byte {
	out := v[:0]
	for i, c := range v {
		if k := len(out); k > 0 {
			last := out[k-1]
			switch {
			case c == last, last == 'o' && c == 'u':
				continue
			case last == 'o' && c == 'h' && (i+1 == len(v) || !vowel(v[i+1])):
				continue
			}
		}
		out = append(out, c)
	}
	return out
}

func vowel(c byte) bool { return c == 'a' || c == 'i' || c == 'u' || c == 'e' || c == 'o' || c == 'y' }

// nameLeast is the number of letters that a name needs to be recognised in an address.
const nameLeast = 4

// own tells whether a local part holds the name that a reading gives. said is false if the local part does not look like
// a Japanese name, or the reading says too little.
func (x *romaji) own(local, reading []byte) (same, said bool) {
	mail := kunrei(x.mail[:0], local[:min(len(local), 64)])
	if !syllabic(mail) {
		return false, false
	}
	for part := range bytes.FieldsFuncSeq(reading, func(r rune) bool { return r == ' ' || r == '　' }) {
		x.fold = pii.Normalize(x.fold[:0], pii.ClassKana, part[:min(len(part), 60)])
		name := kana(x.name[:0], x.fold)
		if len(name) > 8 {
			name = name[:8] // a reading without a blank: its beginning is the surname
		}
		if len(name) < nameLeast {
			continue
		}
		said = true
		if bytes.Contains(mail, name[:nameLeast]) {
			return true, true
		}
	}
	return false, said
}

// syllabic tells whether a word of two syllables or three stands in v, as names do: consonant and vowel in turn, and n.
func syllabic(v []byte) bool {
	run := 0
	for i, c := range v {
		switch {
		case i > 0 && (vowel(c) != vowel(v[i-1]) || v[i-1] == 'n'):
			if run++; run >= 5 {
				return true
			}
		default:
			run = 1
		}
	}
	return false
}
