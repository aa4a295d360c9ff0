// Package ja judges Japanese names in kanji: whole values, and places in running text.
//
// It weighs a split into surname and given name by the word lists, falls back on what each character says where a part is
// in no list, and looks at what stands around. Everything works on folded runes (lexicon.Fold).
package ja

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// Worth of what is known of a surname and of a given name, by level.
var (
	surnameWorth = [4]int{0, 2, 4, 5}
	givenWorth   = [4]int{0, 2, 4, 5}
)

// Whole judges a value: r is folded, holds no blanks; split is where a blank stood, 0 for none. Labelled values are
// accepted with less.
func Whole(r []rune, split int, labelled bool) (detect.Evidence, bool) {
	var title bool
	if n := honorificSuffix(r); n > 0 && len(r)-n >= 1 {
		r, title = r[:len(r)-n], true
	}
	if split >= len(r) {
		split = 0
	}
	if len(r) < 1 || len(r) > 9 {
		return 0, false
	}
	han, katakana := false, true
	for i, c := range r {
		if !lexicon.Han(c) && !nameKana(c) || i == 0 && c == '々' {
			return 0, false
		}
		han = han || !nameKana(c)
		katakana = katakana && lexicon.Katakana(c)
	}
	if !han && !labelled && !title && (katakana || split > 0) {
		return 0, false // a reading
	}
	ev, ok := whole(r, split, labelled || title)
	if ok && title {
		ev |= detect.Honorific
	}
	return ev, ok
}

func whole(r []rune, split int, labelled bool) (detect.Evidence, bool) {
	if split > 0 {
		var h lexicon.Hash
		for _, c := range r[:split] {
			h = h.Add(c)
		}
		s := split2(r, split, h, true)
		return s.evidence(), s.score >= 4 || labelled && s.score >= 2
	}
	var all lexicon.Hash
	var pre [5]lexicon.Hash
	for i, c := range r {
		all = all.Add(c)
		if i < 4 {
			pre[i+1] = all
		}
	}
	word := lexicon.Word(lexicon.JA.Get(all))
	n := len(r)
	if n <= 4 && (word.Surname() > 0 || word.Given() > 0) {
		if ev, ok := single(r, word, labelled); ok && (n <= 2 || word.Surname() > 1 || word.Given() > 1) {
			return ev, true
		}
	}
	if n == 1 || word.Place() {
		return 0, false
	}
	if word.Common() > 0 && !labelled {
		return 0, false
	}
	best := halves{score: -99}
	for _, k := range [...]int{2, 1, 3, 4} {
		if k >= n {
			continue
		}
		if s := split2(r, k, pre[k], false); s.score > best.score {
			if best = s; s.score >= 8 {
				break
			}
		}
	}
	if best.score >= 4 || labelled && best.score >= 1 {
		return best.evidence(), true
	}
	return 0, false
}

// single judges a surname or a given name that stands alone.
func single(r []rune, w lexicon.Word, labelled bool) (detect.Evidence, bool) {
	level := max(w.Surname(), w.Given())
	ev := detect.Shape | detect.Lexicon | detect.Weak
	if w.Common() > 0 || w.Place() {
		ev |= detect.Ambiguous
	}
	switch {
	case labelled:
		return ev, true
	case len(r) == 1:
		return ev, level >= 2 && !plain(r[0])
	case placeEnd(r[len(r)-1]) && w.Surname() < 2:
		return ev, false
	case w.Place() && (w.Surname() < 3 || wellKnown(r)), w.Common() > 1 && level < 3, w.Common() > 0 && w.Surname() < 2 && w.Given() < 3:
		return ev, false
	}
	return ev, level >= 1
}

// halves is a split of a name.
type halves struct {
	sur, giv lexicon.Word
	score    int
}

// split2 weighs r as surname r[:k], whose hash is hs, and given name r[k:]. A blank between them makes unknown parts likelier.
func split2(r []rune, k int, hs lexicon.Hash, spaced bool) halves {
	var h halves
	var hg lexicon.Hash
	g := r[k:]
	for _, c := range g {
		hg = hg.Add(c)
	}
	h.sur = lexicon.Word(lexicon.JA.Get(hs))
	if h.sur.Surname() == 0 && !spaced && surnameOdds(r[:k]) < -4 {
		h.score = -9
		return h
	}
	h.giv = lexicon.Word(lexicon.JA.Get(hg))
	if len(g) > 3 && h.giv.Given() == 0 || k > 4 {
		h.score = -9
		return h
	}
	h.score = surnameWorth[h.sur.Surname()] + givenWorth[h.giv.Given()]
	if h.sur.Surname() == 0 {
		odds := surnameOdds(r[:k])
		h.score += unknown(odds, -4, spaced, h.sur.Common() > 1)
		if k == 1 && !spaced {
			h.score -= 3
		}
	}
	last := g[len(g)-1]
	switch {
	case h.giv.Given() == 0 && kana(g):
		if n := len(g); n < 2 || n > 4 {
			h.score -= 8
		} else {
			h.score += max(0, kanaGivenOdds(g)/2)
			if lexicon.Hiragana(g[0]) {
				h.score++
			} else if kanaGivenOdds(g) < 0 {
				h.score--
			}
		}
	case h.giv.Given() == 0:
		h.score += unknown(givenOdds(g), -3, spaced, h.giv.Common() > 1)
		if placeEnd(last) {
			h.score -= 6
		} else if landEnd(last) && !spaced {
			h.score -= 3
		}
	case placeEnd(last) && len(g) == 1 && h.giv.Given() == 3:
		h.score -= 3
	case placeEnd(last) && (len(g) == 1 || h.giv.Given() < 3):
		h.score -= 5
	case len(g) == 1 && !spaced && landEnd(last):
		h.score -= 3
	}
	if !spaced {
		if k == 1 {
			h.score--
		}
		if len(g) == 1 {
			h.score--
			if k == 1 {
				h.score -= 2
			}
		}
		if len(g) == 3 && (h.giv.Given() == 0 || givenOdds(g) < 6) {
			h.score--
		}
	} else {
		h.score += 3
	}
	if h.giv.Common() > 1 && h.giv.Given() < 3 {
		h.score -= 2
	}
	if h.giv.Common() == 3 {
		h.score--
	}
	return h
}

func (h *halves) evidence() detect.Evidence {
	ev := detect.Shape
	if h.sur.Surname() > 0 {
		ev |= detect.Lexicon
	} else {
		ev |= detect.Weak
	}
	if h.giv.Given() > 0 {
		ev |= detect.LexiconTwo
	} else {
		ev |= detect.Weak
	}
	if h.giv.Common() > 1 && (h.sur.Common() > 1 || h.sur.Place()) {
		ev |= detect.Ambiguous
	}
	return ev
}

// unknown is the worth of a part that is in no list, by the odds of its characters.
func unknown(odds, low int, spaced, common bool) int {
	switch {
	case common && !spaced:
		return -8
	case common:
		return -5
	case odds >= 1:
		return min(3, odds/3)
	case odds >= low && spaced:
		return -1
	case odds >= low:
		return -3
	case spaced:
		return -2
	}
	return -8
}

// surnameOdds is how much likelier the characters are those of a surname than of a common word, in bits.
func surnameOdds(r []rune) int {
	if len(r) == 1 {
		return int(lexicon.CharOf(r[0]).SurFirst) - 4
	}
	odds := int(lexicon.CharOf(r[0]).SurFirst)
	for _, c := range r[1:] {
		if c == '々' || c == 'ヶ' || c == 'ノ' || c == '之' {
			continue
		}
		odds += int(lexicon.CharOf(c).SurRest)
	}
	return odds
}

// givenOdds is the same of a given name.
func givenOdds(g []rune) int {
	odds := int(lexicon.CharOf(g[0]).GivFirst)
	if len(g) == 1 {
		return odds - 3
	}
	for _, c := range g[1:] {
		if c == '々' {
			continue
		}
		odds += int(lexicon.CharOf(c).GivRest)
	}
	return odds
}

// kanaGivenOdds says of a given name in kana whether its reading is known.
func kanaGivenOdds(g []rune) int {
	var h lexicon.Hash
	for _, c := range g {
		if lexicon.Katakana(c) && c != 'ー' {
			c -= 0x60
		}
		h = h.Add(c)
	}
	return 3*lexicon.Word(lexicon.Kana.Get(h)).Given() - 1
}

func kana(r []rune) bool {
	for _, c := range r {
		if !nameKana(c) {
			return false
		}
	}
	return true
}

// nameKana tells a kana as it stands in names.
func nameKana(r rune) bool {
	return r >= 0x3041 && r <= 0x3096 || r >= 0x30A1 && r <= 0x30FA || r == 'ー'
}

// placeEnd tells characters that end names of places, offices and firms rather than of people.
func placeEnd(r rune) bool {
	switch r {
	case '県', '府', '都', '道', '市', '区', '町', '村', '郡', '駅', '部', '課', '室', '係', '社', '店', '局', '館', '校',
		'院', '所', '署', '庁', '省', '国', '城', '寺', '港', '線', '橋', '学', '園', '堂', '屋', '組', '会', '団', '党',
		'業', '品', '機', '車', '器', '料', '費', '金', '物', '食', '酒', '茶', '薬', '科', '本', '長', '員', '者':
		return true
	}
	return false
}

// landEnd tells characters that end names of hills, waters and quarters much more often than given names.
func landEnd(r rune) bool {
	switch r {
	case '山', '岳', '川', '岬', '峰', '沢', '湖', '東', '西', '南', '北', '上', '下', '中', '原', '野', '田', '森', '崎', '坂', '谷', '池', '島', '浜', '通', '台', '丘', '嶺', '平',
		'渕', '瀬', '滝', '泉', '温', '岩', '宮', '井', '津', '浦', '湾', '新', '大', '前', '後', '木', '石', '口', '門', '内':
		return true
	}
	return false
}

// plain tells characters that stand alone in columns of other things: sizes, sides, colours, days, answers.
func plain(r rune) bool {
	switch r {
	case '東', '西', '南', '北', '上', '中', '下', '大', '小', '左', '右', '前', '後', '内', '外', '赤', '青', '白', '黒', '黄', '緑',
		'月', '火', '水', '木', '金', '土', '日', '男', '女', '有', '無', '可', '否', '要', '未', '済', '正', '副', '新', '旧', '高', '低',
		'春', '夏', '秋', '冬', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千', '万', '円', '本', '米', '茶', '優', '良':
		return true
	}
	return false
}

// wellKnown tells names of prefectures, cities and quarters that columns of places, branches and regions hold as often as
// columns of surnames do. Where nothing labels them they are no names.
func wellKnown(r []rune) bool {
	if len(r) != 2 {
		return false
	}
	switch string(r) {
	case "山口", "石川", "千葉", "宮崎", "福島", "福井", "福岡", "長野", "宮城", "岡山", "長崎", "高知", "富山", "秋田", "熊本", "奈良", "香川", "山形", "広島",
		"徳島", "佐賀", "大分", "三重", "滋賀", "静岡", "岐阜", "鳥取", "島根", "青森", "渋谷", "品川", "目黒", "大宮", "川崎", "高崎", "金沢", "岡崎", "豊橋", "松山",
		"高松", "小倉", "立川", "藤沢", "平塚", "神田", "浅草", "船橋", "川越", "盛岡", "仙台", "新潟", "長岡", "姫路", "明石", "福山", "下関", "赤羽", "蒲田":
		return true
	}
	return false
}
