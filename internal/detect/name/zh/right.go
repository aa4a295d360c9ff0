package zh

import "github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"

// right is the worth of what stands behind index e, and whether it is a title.
func (s *segment) right(text []byte, e int) (int, bool) {
	if e >= s.n {
		return mark(text[s.from+3*s.n:]), false
	}
	a := s.r[e]
	b := rune(0)
	if e+1 < s.n {
		b = s.r[e+1]
		w := lexicon.ZH.Get(lexicon.Hash(0).Add(a).Add(b))
		switch {
		case w&lexicon.Title != 0:
			return 5, true
		case w&lexicon.After != 0:
			// the last character and the next as one word: 李明|确认 is not 李明确|认
			return 4 - int(lexicon.ZH.Get(lexicon.Hash(0).Add(s.r[e-1]).Add(a))&3), false
		}
		score := -2
		switch {
		case a == '的' && e+2 < s.n && lexicon.ZH.Get(lexicon.Hash(0).Add(b).Add(s.r[e+2]))&lexicon.After != 0: // 黄义的父亲
			score = 3
		case says(a):
			score = 3
		case particle(a):
			score = 2
		case w&3 > 0:
			score = 1
		}
		return score - int(lexicon.ZH.Get(lexicon.Hash(0).Add(s.r[e-1]).Add(a))&3), false
	}
	score := -2
	if particle(a) || says(a) {
		score = 2
	}
	if i := s.from + 3*s.n; (a == '等' || a == '于') && i < len(text) && text[i]-'0' <= 9 { // 等22人, 于2023年
		score = 4
	}
	return score - int(lexicon.ZH.Get(lexicon.Hash(0).Add(s.r[e-1]).Add(a))&3), false
}

// mark is the worth of what is no Han and stands behind a name.
func mark(text []byte) int {
	if len(text) == 0 {
		return 2
	}
	r, w := lexicon.Next(text)
	switch r {
	case '，', ',', '（', '(', '：', ':', '、', ' ', '　', '\t', '；':
		if w >= len(text) {
			return 2
		}
		if r == '、' && nameBegins(text[w:]) {
			return 4
		}
		x, xw := lexicon.Next(text[w:])
		y := rune(0)
		if w+xw < len(text) {
			y, _ = lexicon.Next(text[w+xw:])
		}
		switch x {
		case '男', '女':
			if y < 0x4E00 || y > 0x9FFF || y == '性' {
				return 6
			}
		case '身', '化', '电', '手', '汉', '户', '微', '籍', '绰', '公', '曾', '联', '邮':
			if lexicon.ZH.Get(lexicon.Hash(0).Add(lexicon.Fold(x)).Add(lexicon.Fold(y)))&3 > 0 || x != '公' && x != '化' {
				return 4
			}
		case '1', '2':
			if x == '1' && y == '9' || x == '2' && y == '0' {
				return 5
			}
			return 3
		case '您', '你':
			return 5
		case '现', '住', '年', '今', '系', '与', '生', '3', '4', '5', '6', '7', '8', '9':
			return 3
		}
		return 2
	case '。', '！', '!', '？', '?', ';', ')', '）', '\n', '"', '”', '\r', '/', '<', '＜', '《':
		return 2
	}
	if r >= '0' && r <= '9' {
		return 1
	}
	return 0
}

// nameBegins tells whether text begins with what looks like a name in a list: two to four Han characters, the first a
// surname, up to a mark or 等.
func nameBegins(text []byte) bool {
	n := 0
	for ; n < 5 && len(text) > 2; n++ {
		r, w := lexicon.Next(text)
		if r == '等' && n > 1 || r < 0x4E00 || r > 0x9FFF {
			break
		}
		if n == 0 && lexicon.SurnameCN(lexicon.Fold(r)) == 0 {
			return false
		}
		text = text[w:]
	}
	return n > 1 && n < 4
}

// says tells verbs of one character that only people do.
func says(r rune) bool {
	switch r {
	case '称', '说', '辩', '驾', '持', '殴', '骂', '答', '哭', '喊', '醉', '逃', '谎':
		return true
	}
	return false
}

// particle tells verbs, prepositions and the like that follow a name.
func particle(r rune) bool {
	switch r {
	case '的', '在', '于', '与', '和', '及', '被', '把', '将', '说', '称', '报', '到', '向', '对', '因', '为', '是', '从', '驾',
		'持', '等', '男', '今', '以', '用', '经', '未', '不', '已', '曾', '又', '再', '也', '都', '则', '便', '即', '至', '前',
		'后', '有', '无', '系', '身', '其', '家', '给', '让', '遭', '受', '骑', '乘', '住', '租', '偷', '拨', '致', '同', '跟',
		'发', '接', '去', '来', '回', '打', '当', '处', '所', '由', '现', '名', '电', '手', '户', '并', '两', '二', '三', '一',
		'辩', '交', '进', '出', '入', '放', '醉', '涉', '共', '还', '就', '可', '要', '没', '应', '想', '拿', '使', '通', '伙',
		'先', '投', '醒', '赶', '离', '返', '承', '供', '骗', '失', '签', '拖', '欠', '证', '否', '殴', '丢', '购', '买', '盗',
		'抢', '逃', '抓', '死', '带', '找', '联', '起', '争', '反', '宣', '负', '表', '闯', '介', '独', '自', '酒', '！', '谎',
		'故', '借', '送', '收', '提', '捡', '拾', '均', '皆', '各', '求', '站', '走', '跑', '坐':
		return true
	}
	return false
}
