package zh

import (
	"bytes"
	"unicode/utf8"

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

// enough is the score from which on a name is told: the chance of a surname and a given name of these characters, and what
// stands before and behind, in bits or so.
const enough = 10

func (s *segment) find(text []byte, c *detect.Candidate, labelled bool) (detect.Match, bool) {
	end := s.from + 3*s.n
	for k := 0; k+1 < s.n && s.from+3*k < c.End; k++ {
		if lexicon.SurnameCN(s.r[k]) == 0 && !(labelled && k == 0) && k > 0 && lexicon.FlagsOf(s.r[k-1])&(lexicon.EndsRole|lexicon.EndsBefore) == 0 {
			continue
		}
		if lexicon.SurnameCN(s.r[k]) == 0 && !(labelled && k == 0) && (given(s.r[k+1]) < 0 || particle(s.r[k]) ||
			k == 0 && (k+2 >= s.n || given(s.r[k+1])+given(s.r[k+2]) < 2)) {
			continue // not even a rare one
		}
		left := s.left(text, k)
		if labelled && k == 0 {
			if left = max(left, 4); hard(lexicon.Before(text[s.lo:s.from])) {
				left = 6
			}
		}
		n, score, ev := s.name(text, k, left)
		if score < enough && n > 0 && (score >= enough-3 || n == 3 && score >= enough-5) && s.again(text, k, n) {
			score, ev = enough, ev|detect.Structure
		}
		if score >= enough && (left < 4 || k+n < s.n) && s.place(k, n) {
			continue // 申请人江苏华泰公司
		}
		if score >= enough {
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
func (s *segment) name(text []byte, k, left int) (length, score int, ev detect.Evidence) {
	r := s.r[k:s.n]
	role := left >= 4
	surname, lvl := 1, 2*int(lexicon.SurnameCN(r[0])&3)
	if c := Compound(r); c > 0 && len(r) > 2 {
		surname, lvl = 2, 4+2*c
	}
	rare := lvl == 0 // told by who it is only: 证人怀欢纯，
	if rare && (left < 1 || r[0] == '人' || r[0] == '们' || r[0] == '者' || r[0] == '之' || r[0] == '其' || r[0] == '某' || r[0] == '原' || doubtful(r[0]) || particle(r[0]) && !role) {
		return 0, 0, 0
	}
	if surname == 1 && k > 0 && (left < 2 || !role && doubtful(r[0])) {
		if w := lexicon.ZH.Get(lexicon.Hash(0).Add(s.r[k-1]).Add(r[0])) & 3; w > 1 {
			left -= 3 * int(w)
		}
		if k > 1 && lexicon.ZH.Get(lexicon.Hash(0).Add(s.r[k-2]).Add(s.r[k-1]).Add(r[0]))&3 > 0 {
			left -= 4
		}
	}
	if lvl+left < enough-13 { // neither given name nor what follows makes up for it
		return 0, 0, 0
	}
	if role && left < 5 && k > 0 && lexicon.ZH.Get(lexicon.Hash(0).Add(s.r[k-1]).Add(r[0]))&3 > 1 { // 行业主|管
		left, role = 0, false
	}
	if left < 5 && particle(r[0]) { // 申请人向人民法院
		left = min(left-2, 2)
		role = false
		if rare {
			return 0, 0, 0
		}
	}
	var words [5]uint16 // common words that begin at k, by length
	var h lexicon.Hash
	for l := 1; l <= 4 && l <= len(r); l++ {
		if h = h.Add(r[l-1]); l > 1 {
			w := lexicon.ZH.Get(h)
			if w&lexicon.After != 0 && l == 2 && left < 6 { // 被害人陈述
				return 0, 0, 0
			}
			words[l] = w & 3
		}
	}
	for gl := 1; gl <= 2 && surname+gl <= len(r); gl++ {
		n := surname + gl
		g := r[surname:n]
		if g[gl-1] == '某' || g[0] == '某' || g[0] == '姓' || g[0] == '氏' || g[gl-1] == '甲' || g[gl-1] == '乙' || g[gl-1] == '其' ||
			gl == 2 && lexicon.ZH.Get(hash(g))&lexicon.Title != 0 {
			break
		}
		odds := givens(g)
		if odds < -4 && !role || rare && odds < -2 || left < 4 && site(g[gl-1]) {
			continue
		}
		if lvl+clamp(odds, -6, 5)+left+9 < enough-3 || left < 4 && words[n] > 1 {
			continue
		}
		right, title := s.right(text, k+n)
		sure := left >= 6 || role && right >= 4
		if odds < -4 && right < 2 || words[n] > 1 && !sure || rare && odds < 3 && right < 4 && left < 5 || rare && !role && (right < 3 || odds < 0 || words[2] > 0) || particle(g[gl-1]) && (odds < 3 || given(g[gl-1]) < 1) && right < 4 ||
			right < 3 && s.firm(k+n-1) {
			continue
		}
		low := -6
		if role {
			low = -3
		}
		sc := lvl + clamp(odds, low, 5) + left + right
		for l := 2; l <= 4; l++ {
			switch {
			case words[l] == 0:
			case l == n && sure:
				sc -= 2
			case l == n:
				sc -= 2 + 2*int(words[l])
			case l > n:
				sc -= 1 + 2*int(words[l])
			case surname == 1: // 高度|重视
				sc -= 2 * int(words[l])
			}
		}
		switch {
		case words[n] > 0:
		case left >= 3 && right >= 2, k == 0 && right >= 4: // 租客王禹，
			sc += 3
		case role && lvl >= 4 && odds >= 0:
			sc += 2
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
		if rare && !role {
			sc = min(sc, enough-1)
		}
		if sc > score {
			length, score = n, sc
			ev = detect.Shape | detect.Lexicon
			if odds >= 2 || sc >= enough+3 {
				ev |= detect.LexiconTwo
			}
			if title {
				ev |= detect.Honorific
			}
			if left >= 3 || right >= 4 || sc >= enough+1 {
				ev |= detect.Structure
			}
		}
	}
	return length, score, ev
}

// site tells characters that end names of places and offices.
func site(r rune) bool {
	switch r {
	case '路', '街', '道', '巷', '村', '镇', '乡', '县', '市', '区', '省', '州', '局', '所', '院', '厂', '店', '部', '处', '科', '室', '站', '场', '馆', '校', '楼', '桥', '队', '组':
		return true
	}
	return false
}

// firm tells whether what goes on at index e ends with a word for a firm or an office.
func (s *segment) firm(e int) bool {
	if e+1 < s.n && particle(s.r[e+1]) {
		return false
	}
	for end := min(s.n, e+6); e+1 < end; e++ {
		switch s.r[e] {
		case '公', '有', '集', '银', '酒', '超', '大', '中', '小', '医', '派', '分', '街', '广', '商', '宾', '药', '法':
		default:
			continue
		}
		switch b := s.r[e+1]; b {
		case '司', '限', '团', '行', '店', '市', '学', '厦', '院', '出', '局', '道', '区', '场', '馆':
			return true
		}
	}
	return false
}

// place tells whether the n characters at k are a place of the list, alone or with the unit behind them: 石家庄|市.
func (s *segment) place(k, n int) bool {
	h := hash(s.r[k : k+n])
	return lexicon.Place.Get(h)&lexicon.DivCN != 0 || k+n < s.n && lexicon.Place.Get(h.Add(s.r[k+n]))&lexicon.DivCN != 0
}

// again tells whether the n characters at k stand once more nearby, and surely as a name there.
func (s *segment) again(text []byte, k, n int) bool {
	at := s.from + 3*k
	name := text[at : at+3*n]
	if same(s.r[k : k+n]) {
		return false
	}
	tries := 0
	for _, part := range [2][2]int{{s.lo, at}, {at + 3*n, min(len(text), at+ahead)}} {
		for i := part[0]; ; {
			j := bytes.Index(text[i:part[1]], name)
			if j < 0 {
				break
			}
			i += j + 3*n
			if tries++; tries > mentions {
				return false
			}
			if s.named(text, i-3*n, n) {
				return true
			}
		}
	}
	return false
}

// mentions is how many further mentions of a doubtful name are looked at.
const mentions = 4

// same tells whether all characters are one.
func same(r []rune) bool {
	for _, c := range r[1:] {
		if c != r[0] {
			return false
		}
	}
	return true
}

// ahead is how far ahead a doubtful name is looked for again.
const ahead = 300

// named tells whether the n characters at i are surely a name.
func (s *segment) named(text []byte, i, n int) bool {
	var o segment
	o.lo = s.lo
	from := i
	for from-3 >= s.lo && i-from < 12 && text[from-3]&0xF0 == 0xE0 && lexicon.Han(lexicon.Before(text[s.lo:from])) {
		from -= 3
	}
	if o.read(text, from); o.n < (i-from)/3+n {
		return false
	}
	k := (i - from) / 3
	left := o.left(text, k)
	if left < 3 {
		if right, _ := o.right(text, k+n); right < 4 {
			return false
		}
	}
	m, score, _ := o.name(text, k, left)
	return m == n && score >= enough
}

// doubtful tells surnames that are much used otherwise.
func doubtful(r rune) bool {
	switch r {
	case '原', '于', '安', '任', '时', '向', '包', '高', '常', '关', '成', '连', '应', '水', '方', '明', '平', '金', '白', '黄', '许', '万', '符', '解', '单', '项', '车', '段', '管', '全', '路', '古', '文', '和', '何', '戴', '曾',
		'余', '钟', '钱', '石', '田', '江', '马', '牛', '龙', '叶', '程', '温', '康', '施', '洪', '房', '封', '井', '秋', '谷', '米', '班', '束', '云', '强', '双', '别', '代', '火', '能', '居', '步', '满', '越', '福', '爱',
		'言', '海', '青', '衣', '丰', '终', '商', '植', '燕', '皮', '充', '计', '养', '丛', '恒', '南', '东', '泽', '巨', '敬', '展', '松', '富', '山', '从', '那', '智', '铁', '伏', '暴', '印', '劳', '农', '习', '税', '通',
		'荣', '惠', '初', '边', '元', '巴', '左', '冷', '党', '沙', '宁', '梅', '季', '童', '莫', '武', '史', '严', '支':
		return true
	}
	return false
}

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
		if i >= len(text) {
			break
		}
		r, rw := lexicon.Next(text[i:])
		w := rw
		if r != '·' && r != '•' && r != '・' {
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
