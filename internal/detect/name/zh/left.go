package zh

import (
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// hard tells marks that stand between a label and its value.
func hard(r rune) bool {
	return r == '：' || r == ':' || r == ' ' || r == '　' || r == '\t' || r == '】' || r == '='
}

// role tells whether r[:k] ends with a word for a person.
func (s *segment) role(k int) bool {
	for l := 2; l <= 5 && l <= k; l++ {
		var h lexicon.Hash
		for _, r := range s.r[k-l : k] {
			h = h.Add(r)
		}
		if lexicon.ZH.Get(h)&lexicon.Role != 0 {
			return true
		}
	}
	return false
}

// roleEnds tells whether text ends with a word for a person.
func roleEnds(text []byte) bool {
	if len(text) < 6 || lexicon.FlagsOf(lexicon.Fold(lexicon.Before(text)))&lexicon.EndsRole == 0 {
		return false
	}
	for l := 2; l <= 5 && 3*l <= len(text); l++ {
		var h lexicon.Hash
		for t := text[len(text)-3*l:]; len(t) > 0; {
			r, w := lexicon.Next(t)
			if !lexicon.Han(r) {
				return false
			}
			h = h.Add(lexicon.Fold(r))
			t = t[w:]
		}
		if lexicon.ZH.Get(h)&lexicon.Role != 0 {
			return true
		}
	}
	return false
}

// nameEnds tells whether text ends with what looks like a name: two to four Han characters, the first a surname, that a mark
// or a word for a person stands before.
func nameEnds(text []byte) bool {
	i := len(text)
	for n := 1; n <= 4 && i >= 3; n++ {
		r := lexicon.Before(text[:i])
		if r < 0x4E00 || r > 0x9FFF {
			return false
		}
		if i -= 3; n < 2 || lexicon.SurnameCN(lexicon.Fold(r)) == 0 {
			continue
		}
		if b := lexicon.Before(text[:i]); b < 0x4E00 || b > 0x9FFF || roleEnds(text[:i]) {
			return true
		}
	}
	return false
}

// left is the worth of what stands before r[k].
func (s *segment) left(text []byte, k int) int {
	before := text[s.lo:s.from]
	if k == 0 {
		switch b := lexicon.Before(before); b {
		case '：', ':':
			if roleEnds(before[:len(before)-utf8.RuneLen(b)]) {
				return 5
			}
			return 2
		case ' ', '　', '\t', '“', '”', '（', '(', '"':
			if roleEnds(before[:len(before)-utf8.RuneLen(b)]) {
				return 4
			}
			return 1
		case '、', ',':
			if nameEnds(before[:len(before)-utf8.RuneLen(b)]) {
				return 3
			}
			return 2 * int(b>>13&1) // 、
		case '·':
			return 2
		}
		return 1
	}
	b := s.r[k-1]
	a := rune(0)
	if k > 1 {
		a = s.r[k-2]
	}
	if lexicon.FlagsOf(b)&lexicon.EndsRole != 0 && s.role(k) {
		return 4
	}
	switch b {
	case '人':
		switch a {
		case '的', '个', '本', '别', '他', '家', '工', '众', '男', '女', '老', '年', '路', '有', '无', '人', '多', '两', '三', '些', '法', '二', '四', '数', '几', '名', '每', '其', '令', '任', '位', '一', '五', '六', '私', '军', '商', '国', '外', '华', '何', '等', '对':
			return 1
		}
		return when(a != 0, 3)
	case '警':
		return when(a == '民' || a == '辅' || a == '交', 4)
	case '叫':
		return 4
	case '的':
		return 1
	case '与', '和', '同', '跟', '及':
		if k == 1 && lexicon.Han(lexicon.Before(before)) || k > 2 && nameEnds(text[s.lo:s.from+3*k-3]) { // behind a name
			return 3
		}
		return 2
	case '为', '是', '系':
		if k > 2 && lexicon.FlagsOf(a)&lexicon.EndsRole != 0 && s.role(k-1) {
			return 4
		}
		return 2
	case '由', '向', '对', '给', '被', '将', '把', '让', '经', '找', '请', '称', '问', '令', '因', '以', '据', '受', '按', '接', '获', '随', '伤', '报', '骗', '即':
		return 2
	case '在', '从', '到', '于', '了', '着', '时', '后', '现', '且', '但', '而':
		return 1
	}
	if a == 0 {
		return -2
	}
	w := lexicon.ZH.Get(lexicon.Hash(0).Add(a).Add(b))
	switch {
	case w&lexicon.Object != 0:
		return 2
	case w&3 > 1:
		return 0
	}
	return -2
}

func when(ok bool, v int) int {
	if ok {
		return v
	}
	return -1
}
