package zh

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

const maxSegment = 64

// segment is a stretch of Han.
type segment struct {
	r    [maxSegment]rune // folded
	n    int
	from int // where it begins; every rune takes three bytes
	lo   int // nothing before may be looked at
}

// Prose finds the first name that begins in the candidate: a surname and one or two characters that are likelier a given
// name than words, bounded by what stands before (嫌疑人, 报警人, 与) and behind (verbs, particles, punctuation).
func Prose(c *detect.Candidate) (detect.Match, bool) {
	var s segment
	s.lo = c.Lo
	text := c.Text[:c.Hi]
	for i := c.Start; i < c.End; {
		if b := text[i]; b < 0xE3 || b > 0xE9 {
			i++
			for i < c.End && text[i]&0xC0 == 0x80 {
				i++
			}
			continue
		}
		s.read(text, i)
		if s.n == 0 {
			i += 3
			continue
		}
		if m, ok := s.find(text, c, i == c.Start && c.Labelled); ok {
			return m, true
		}
		i += 3 * s.n
	}
	return detect.Match{}, false
}

func (s *segment) read(text []byte, i int) {
	s.n, s.from = 0, i
	for i+2 < len(text) && s.n < maxSegment {
		if text[i]&0xF0 != 0xE0 {
			break
		}
		r := rune(text[i]&0x0F)<<12 | rune(text[i+1]&0x3F)<<6 | rune(text[i+2]&0x3F)
		if r < 0x4E00 || r > 0x9FFF {
			break
		}
		s.r[s.n] = lexicon.Fold(r)
		s.n++
		i += 3
	}
}

const enough = 10

func (s *segment) find(text []byte, c *detect.Candidate, labelled bool) (detect.Match, bool) {
	end := s.from + 3*s.n
	for k := 0; k < s.n && s.from+3*k < c.End; k++ {
		if k+1 >= s.n {
			break
		}
		lvl := lexicon.SurnameCN(s.r[k])
		if lvl == 0 && !(labelled && k == 0) && s.left(text, k) < 3 {
			continue
		}
		if n, score, ev := s.name(text, k, labelled && k == 0); score >= enough {
			at := s.from + 3*k
			return detect.Match{Start: at, End: at + 3*n, Evidence: ev}, true
		}
	}
	if end+2 <= len(text) && text[end] == 0xC2 && text[end+1] == 0xB7 || end+3 <= len(text) && (string(text[end:end+3]) == "•" || string(text[end:end+3]) == "・") {
		return s.minority(text, end, c)
	}
	return detect.Match{}, false
}

// name weighs the names of two to four characters at k: length and score of the best.
func (s *segment) name(text []byte, k int, labelled bool) (length, score int, ev detect.Evidence) {
	r := s.r[k:s.n]
	left := s.left(text, k)
	if labelled {
		left = 4
	}
	surname, lvl := 1, 2*int(lexicon.SurnameCN(r[0])&3)
	if c := Compound(r); c > 0 && len(r) > 2 {
		surname, lvl = 2, 4+2*c
	}
	rare := lvl == 0 // told by who it is only: 证人怀欢纯，
	if rare && left < 3 {
		return 0, 0, 0
	}
	if surname == 1 && left < 4 && (left < 2 || doubtful(r[0])) {
		if k > 0 {
			if w := lexicon.ZH.Get(lexicon.Hash(0).Add(s.r[k-1]).Add(r[0])) & 3; w > 1 {
				left -= 3 * int(w)
			}
			if k > 1 && lexicon.ZH.Get(lexicon.Hash(0).Add(s.r[k-2]).Add(s.r[k-1]).Add(r[0]))&3 > 0 {
				left -= 4
			}
		}
	}
	var words [5]uint16 // common words that begin at k, by length
	var h lexicon.Hash
	for l := 1; l <= 4 && l <= len(r); l++ {
		h = h.Add(r[l-1])
		if l > 1 {
			words[l] = lexicon.ZH.Get(h) & 3
		}
	}
	for gl := 1; gl <= 2 && surname+gl <= len(r); gl++ {
		n := surname + gl
		g := r[surname:n]
		if g[gl-1] == '某' || g[0] == '某' || g[0] == '姓' || g[0] == '氏' {
			break
		}
		odds := givens(g)
		if odds < -4 || rare && odds < 3 || particle(g[gl-1]) && odds < 3 {
			continue
		}
		sc := lvl + clamp(odds, -6, 5) + left
		for l := 2; l <= 4; l++ {
			switch {
			case words[l] == 0:
			case l == n:
				sc -= 2 + 2*int(words[l])
			case l > n:
				sc -= 1 + 2*int(words[l])
			case surname == 1: // 高度|重视
				sc -= 2 * int(words[l])
			}
		}
		right, title := s.right(text, k+n)
		sc += right
		if left >= 3 && right >= 2 && words[n] == 0 { // 租客王禹，
			sc += 4
		}
		if gl == 1 {
			sc--
			if surname == 1 && left < 1 {
				sc -= 2
			}
		}
		if surname == 1 && left < 2 && doubtful(r[0]) {
			sc -= 3 - gl/2
		}
		if sc > score {
			length, score = n, sc
			ev = detect.Shape | detect.Lexicon
			if odds >= 2 {
				ev |= detect.LexiconTwo
			}
			if title {
				ev |= detect.Honorific
			}
			if left >= 3 {
				ev |= detect.Structure
			}
			if sc < enough+2 && left < 3 || sc < enough {
				ev |= detect.Ambiguous
			}
		}
	}
	return length, score, ev
}

// doubtful tells surnames that are much used otherwise.
func doubtful(r rune) bool {
	switch r {
	case '于', '安', '任', '时', '向', '包', '高', '常', '关', '成', '连', '应', '水', '方', '明', '平', '金', '白', '黄', '许', '万', '符', '解', '单', '项', '车',
		'段', '管', '全', '路', '古', '文', '和', '何', '戴', '曾', '余', '钟', '钱', '石', '田', '江', '马', '牛', '龙', '叶', '程', '温', '康', '施', '洪', '房', '封', '井',
		'秋', '谷', '米', '班', '束', '印', '劳', '农', '习', '税', '通', '荣', '惠', '初', '边', '元', '巴', '左', '冷', '党', '沙', '宁', '强', '梅', '季', '童', '莫', '武', '史', '严', '支', '计':
		return true
	}
	return false
}

// left is the worth of what stands before r[k].
func (s *segment) left(text []byte, k int) int {
	if k == 0 {
		switch lexicon.Before(text[s.lo:s.from]) {
		case '：', ':', '、', '·', '\n', '。', '；', 0:
			return 2
		}
		return 1
	}
	b := s.r[k-1]
	a := rune(0)
	if k > 1 {
		a = s.r[k-2]
	}
	switch b {
	case '人':
		if a == '疑' || a == '警' || a == '害' || a == '事' || a == '证' || a == '告' || a == '驶' || a == '案' || a == '责' || a == '系' || a == '款' || a == '请' ||
			a == '护' || a == '诉' || a == '代' || a == '托' || a == '侵' || a == '罪' || a == '法' || a == '行' || a == '知' || a == '目' || a == '夫' || a == '本' || a == '租' || a == '收' || a == '保' || a == '失' || a == '件' || a == '货' || a == '联' || a == '老' || a == '病' || a == '当' {
			return 4
		}
		return 1
	case '警':
		return when(a == '民' || a == '辅' || a == '交', 4)
	case '告':
		return when(a == '被' || a == '原', 4)
	case '名':
		return when(a == '姓' || a == '户', 4)
	case '叫':
		return 4
	case '民':
		return when(a == '居' || a == '村' || a == '市', 4)
	case '的':
		if a == '敬' {
			return 4
		}
		return 1
	case '子':
		return when(a == '男' || a == '女' || a == '妻' || a == '儿' || a == '孙', 4)
	case '儿':
		return when(a == '女', 3)
	case '员', '师', '长', '者', '主', '机', '生', '亲', '老', '房', '事', '居', '友', '工', '授', '夫', '妻', '父', '母', '女', '兄', '弟', '姐', '妹', '理', '记', '属', '户', '客', '官', '士', '伴', '学', '犯', '孩', '任', '总', '东', '手', '邻', '童', '丁', '方', '板':
		return when(lexicon.ZH.Get(lexicon.Hash(0).Add(a).Add(b)) != 0 || a == '车' || a == '业' || a == '房' || a == '租', 3)
	case '由', '与', '和', '向', '对', '给', '被', '将', '把', '是', '让', '跟', '同', '及', '系', '经', '找', '请', '为', '称', '问', '令', '因', '以', '据', '受', '按', '接', '获', '随', '伤', '报', '骗', '即':
		return 2
	case '在', '从', '到', '于', '了', '着', '时', '后', '现', '且', '但', '而':
		return 1
	}
	if a != 0 && lexicon.ZH.Get(lexicon.Hash(0).Add(a).Add(b))&3 > 1 {
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

// right is the worth of what stands behind index e, and whether it is a title.
func (s *segment) right(text []byte, e int) (int, bool) {
	if e >= s.n {
		i := s.from + 3*s.n
		if i >= len(text) {
			return 2, false
		}
		r, w := lexicon.Next(text[i:])
		switch r {
		case '！', '!', '？', '?', '（', '(', ',', '，', '、', '。', ':', '：', ';', '；', ')', '）', ' ', '\n', '"', '”', '\t', '\r':
			if (r == '（' || r == '(' || r == '，' || r == ',' || r == '：') && i+w < len(text) {
				switch x, _ := lexicon.Next(text[i+w:]); x {
				case '男', '女', '身', '化', '电', '联', '手', '汉', '户', '微', '邮', '籍', '您', '公', '1':
					return 5, false
				case '现', '住', '年', '今', '系', '与':
					return 3, false
				}
			}
			return 2, false
		}
		return 0, false
	}
	a := s.r[e]
	b := rune(0)
	if e+1 < s.n {
		b = s.r[e+1]
	}
	switch a {
	case '先':
		if b == '生' {
			return 4, true
		}
	case '女':
		if b == '士' {
			return 4, true
		}
	case '小':
		if b == '姐' {
			return 4, true
		}
	case '同':
		if b == '志' || b == '学' {
			return 4, true
		}
	case '老', '医', '警', '经', '教', '律':
		if b == '师' || b == '生' || b == '官' || b == '理' || b == '授' {
			return 4, true
		}
	}
	switch {
	case a == '主' && b == '持', a == '保' && b == '管', a == '参' && b == '加', a == '提' && b == '交', a == '负' && b == '责', a == '表' && b == '示', a == '来' && b == '电':
		return 4, false
	}
	score := -2
	if particle(a) {
		score = 2
	}
	if b != 0 {
		if w := lexicon.ZH.Get(lexicon.Hash(0).Add(a).Add(b)) & 3; w > 0 && score < 1 {
			score = 1
		}
	}
	// the last character and the next as one word: 李明|确认 is not 李明确|认
	if w := lexicon.ZH.Get(lexicon.Hash(0).Add(s.r[e-1]).Add(a)) & 3; w > 0 {
		score -= int(w)
	}
	return score, false
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

// minority finds a name of parts joined by middle dots; the first dot stands at end.
func (s *segment) minority(text []byte, end int, c *detect.Candidate) (detect.Match, bool) {
	k := s.n
	for k > 0 && s.n-k < 7 && transcribes(s.r[k-1]) {
		k--
	}
	if s.n-k < 2 {
		return detect.Match{}, false
	}
	at := s.from + 3*k
	if at < c.Start || at >= c.End {
		return detect.Match{}, false
	}
	i, best := end, 0
	for range 3 {
		w := 3
		if i >= len(text) {
			break
		}
		r, rw := lexicon.Next(text[i:])
		if w = rw; r != '·' && r != '•' && r != '・' {
			break
		}
		j, n := i+w, 0
		for j+2 < len(text) && n < 7 {
			r, w := lexicon.Next(text[j:])
			if !transcribes(r) {
				break
			}
			j += w
			n++
		}
		if n < 2 {
			break
		}
		i, best = j, j
	}
	if best == 0 {
		return detect.Match{}, false
	}
	return detect.Match{Start: at, End: best, Evidence: detect.Shape | detect.Lexicon | detect.Structure}, true
}
