package person

import (
	"strings"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// plight is what a record says beside its kinds that makes an address dangerous.
type plight uint8

const (
	informant plight               = 1 << iota // told the police, or blew a whistle
	hidden                                     // hides from somebody: violence at home, stalking
	minority                                   // of an ethnic group that is not the country's greatest, or of a belief that is told
	inWords   = informant | hidden             // what words tell
)

// plightWords make a record one of somebody who must not be found, wherever in its texts, or in the name of a field that
// says yes. Words that stand in forms of consent (情報提供に同意) are none of them.
var plightWords = []struct {
	word string
	is   plight
}{
	{"情報提供者", informant}, {"通報者", informant}, {"内部通報", informant}, {"公益通報", informant}, {"捜査協力者", informant}, {"協力者情報", informant},
	{"线人", informant}, {"举报人", informant}, {"报警人", informant}, {"informant", informant}, {"whistleblow", informant},
	{"ストーカー", hidden}, {"つきまとい", hidden}, {"配偶者暴力", hidden}, {"配偶者からの暴力", hidden}, {"ＤＶ被害", hidden}, {"DV被害", hidden}, {"支援措置", hidden},
	{"保護命令", hidden}, {"接近禁止", hidden}, {"住所秘匿", hidden}, {"家庭暴力", hidden}, {"跟踪骚扰", hidden}, {"人身安全保护令", hidden}, {"stalker", hidden},
	{"stalking", hidden}, {"domestic violence", hidden}, {"restraining order", hidden},
}

// plightHeads has a bit for each character of the basic plane that one of the words begins with; letters in both cases.
var plightHeads = func() *[0x10000 / 64]uint64 {
	t := new([0x10000 / 64]uint64)
	for _, w := range plightWords {
		r, _ := utf8.DecodeRuneInString(w.word)
		t[r>>6] |= 1 << (r & 63)
		if r < utf8.RuneSelf {
			r -= 'a' - 'A'
			t[r>>6] |= 1 << (r & 63)
		}
	}
	return t
}()

// plightMost is how much of a value is looked at, in bytes.
const plightMost = 4 << 10

// plightIn finds the words in a text.
func plightIn(v []byte) (c plight) {
	v = v[:min(len(v), plightMost)]
	letter := false // the character before was one
	for i := 0; i < len(v) && c&inWords != inWords; {
		b := v[i]
		if b < utf8.RuneSelf {
			if plightHeads[b>>6]>>(b&63)&1 != 0 && !letter {
				c |= plightAt(v[i:])
			}
			b |= 0x20
			letter = b >= 'a' && b <= 'z'
			i++
			continue
		}
		letter = false
		r, n := rune(0), 3
		if b >= 0xe1 && b < 0xed && i+2 < len(v) { // the usual case, without a call
			r = rune(b&0x0f)<<12 | rune(v[i+1]&0x3f)<<6 | rune(v[i+2]&0x3f)
		} else {
			r, n = utf8.DecodeRune(v[i:])
		}
		if r < 0x10000 && plightHeads[r>>6]>>(r&63)&1 != 0 {
			c |= plightAt(v[i:])
		}
		i += n
	}
	return c
}

// plightAt finds the words that a text begins with.
func plightAt(v []byte) (c plight) {
	for k := range plightWords {
		if w := &plightWords[k]; v[0]|0x20 == w.word[0]|0x20 && row.Begins(v, w.word) {
			c |= w.is
		}
	}
	return c
}

// told is what the name of a field says of the plight.
type told struct {
	asked bool
	is    plight
}

// plightOf looks at a row's texts. Short values without Han or kana are codes and are passed over.
func (p *Table) plightOf(r *row.Record) (c plight) {
	cols := p.columns.Of(r.Fields)
	for i := range r.All {
		v := &r.All[i]
		if len(v.Text) == 0 {
			continue
		}
		if (len(v.Text) >= 24 || len(v.Text) >= 6 && v.Text[0] >= 0x80) && !namesOnly(r, v.Field) {
			c |= plightIn(v.Text)
		}
		if v.Field < 0 || v.Field >= len(cols) || cols[v.Field] == nil {
			continue
		}
		if f := cols[v.Field]; !f.asked {
			f.asked, f.is = true, plightIn([]byte(r.Fields[v.Field]))
		} else if f.is == 0 {
			continue
		}
		if !denies(v.Text) {
			c |= cols[v.Field].is
		}
	}
	for i := range r.Values {
		switch v := &r.Values[i]; v.Kind {
		case pii.EthnicGroup:
			if !greatest(v.Text) {
				c |= minority
			}
		case pii.Religion:
			if !denies(v.Text) {
				c |= minority
			}
		case pii.MessageContent, pii.CrimeVictim, pii.CriminalRecord, pii.MedicalTerm:
			if r.All == nil {
				c |= plightIn(v.Text)
			}
		}
	}
	return c
}

// namesOnly tells a field in which an address or a name was found: such texts tell nothing else.
func namesOnly(r *row.Record, field int) bool {
	for i := range r.Values {
		if v := &r.Values[i]; v.Field == field {
			return v.Kind == pii.StreetAddress || v.Kind == pii.PersonName
		}
	}
	return false
}

// greatest tells the ethnic group to which nearly everybody in a Chinese register belongs; Japanese ones keep none.
func greatest(v []byte) bool {
	switch string(v) {
	case "汉", "汉族", "漢", "漢族", "01", "HA", "Han", "han", "日本人", "大和民族":
		return true
	}
	return false
}

// denies tells a value that says no.
func denies(v []byte) bool {
	if len(v) > 24 {
		return false
	}
	switch strings.TrimSpace(string(v)) { // short: it stays on the stack
	case "", "0", "なし", "無", "無し", "無し。", "否", "非該当", "該当なし", "対象外", "false", "False", "FALSE", "f", "N", "n", "no", "No", "NO", "null", "NULL", "-", "－", "无", "×":
		return true
	}
	return false
}
