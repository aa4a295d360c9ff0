// Package zh judges Chinese names in Han characters: whole values, and places in running text.
package zh

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// Whole judges a value; r is folded and holds no blanks. A score goes with the verdict: above 8 the name is as good as
// certain.
func Whole(r []rune, labelled bool) (detect.Evidence, bool) {
	n := len(r)
	if n < 2 || n > 4 {
		return 0, false
	}
	for _, c := range r {
		if c < 0x4E00 || c > 0x9FFF {
			return 0, false
		}
	}
	if given(r[n-1]) < -6 || r[n-1] == '某' || r[1] == '某' {
		return 0, false
	}
	score, compound := Score(r)
	ev := detect.Shape | detect.Lexicon
	if compound {
		ev |= detect.LexiconTwo
	}
	word := lexicon.ZH.Get(hash(r))
	if word&3 > 0 && !(compound && n == 2) {
		if !labelled || word&3 > 1 {
			return 0, false
		}
		ev |= detect.Ambiguous
	}
	switch {
	case labelled && score >= 1:
	case n == 4 && !compound && score < 9, score < 5-n/3:
		return 0, false
	}
	if score >= 8 {
		ev |= detect.LexiconTwo
	}
	if score < 6 {
		ev |= detect.Weak
	}
	return ev, true
}

// Score weighs r as surname and given name; compound tells a surname of two characters.
func Score(r []rune) (score int, compound bool) {
	if len(r) >= 3 {
		if lvl := Compound(r); lvl > 0 {
			return 3 + 2*lvl + clamp(givens(r[2:]), -4, 4), true
		}
	}
	lvl := int(lexicon.SurnameCN(r[0]) & 3)
	if lvl == 0 {
		return -9, false
	}
	g := givens(r[1:])
	if len(r) == 4 { // two surnames (husband's and own) or a given name of three: rare
		if lexicon.SurnameCN(r[1])&3 == 0 {
			return -9, false
		}
		return 2*lvl + clamp(givens(r[2:]), -4, 4) - 2, false
	}
	score = 2*lvl + clamp(g, -8, 6)
	if len(r) == 2 {
		score--
		if g >= 2 {
			score++
		}
	}
	return score, false
}

// Compound is the level of the surname of two characters that r begins with, 0 for none.
func Compound(r []rune) int {
	if len(r) < 2 || lexicon.SurnameCN(r[0])&4 == 0 {
		return 0
	}
	if w := lexicon.ZH.Get(hash(r[:2])); w&lexicon.Compound != 0 {
		return int(w & 3)
	}
	return 0
}

// givens is the odds, in bits, of one or two characters as a given name.
func givens(g []rune) int {
	switch len(g) {
	case 1:
		if g[0] == '子' || g[0] == '一' {
			return -9
		}
		return given(g[0])
	case 2:
		a, b := given(g[0]), given(g[1])
		if w := lexicon.ZH.Get(hash(g)) & 3; w > 0 { // a word: 明白, 建设
			return a + b - 2*int(w) + 1
		}
		if g[0] == g[1] && !particle(g[0]) {
			return max(a, 1) + 3 // 丽丽, 军军
		}
		return a + b + 1
	}
	return -9
}

func given(r rune) int { return int(lexicon.CharOf(r).GivenCN) }

func clamp(v, lo, hi int) int { return min(max(v, lo), hi) }

func hash(r []rune) lexicon.Hash {
	var h lexicon.Hash
	for _, c := range r {
		h = h.Add(c)
	}
	return h
}

// Minority judges a value of parts joined by middle dots, as the names of other peoples are written in Chinese
// (阿卜杜·热西提); parts are the lengths between dots.
func Minority(r []rune, parts int) (detect.Evidence, bool) {
	if parts < 2 || parts > 4 || len(r) < 4 {
		return 0, false
	}
	n := 0
	for _, c := range r {
		if transcribes(c) {
			n++
		}
	}
	if n*3 < len(r)*2 {
		return 0, false
	}
	return detect.Shape | detect.Structure | detect.Lexicon, true
}

// transcribes tells a character that is much used to write foreign sounds.
func transcribes(r rune) bool {
	for _, c := range transcription {
		if c == r {
			return true
		}
	}
	return false
}

const transcription = "明山沙热合逊牙甫肉孜帕尔孙江阿艾买提力江木吐尔逊古丽热娜依布拉音努尔麦合迪里克孜汗卜杜西斯坦别巴图吾守肉哈米希帕萨比萨玛赛亚德卓玛扎尼桑才让达瓦次仁格央金旦增多吉顿珠罗洛白玉色措加参曲培班平安康那娃特其其格额日登苏和乌云高娃呼恩敖敦朝鲁毕力约翰大卫史密迈克尔杰汤姆安娜玛丽萨伊万诺夫维奇罗伯彼得保罗泽库曼卡沙什马穆罕默赫塔乃孜铁木真铁布什克林普京穆再排艾则孜玉素甫迪丽不都合曼赛亚森尼苏莱吾热孜万祖丁努丽阿衣古扎提努"
