package ja

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// katakana judges a word in katakana that begins at i, with others behind middle dots, as the name of a foreigner: an address
// follows it (ジョン・スミス様, マリアさん) or a label stands before (氏名：グエン・ヴァン・アン). end is where the words end.
func katakana(text []byte, i, lo, hi int) (m detect.Match, end int, ok bool) {
	start, parts, runes, part := i, 1, 0, 0
	var h lexicon.Hash
	for i < hi {
		r, w := lexicon.Next(text[i:hi])
		if r == '・' || r == '＝' || r == '゠' {
			if next, _ := next(text[i+w : hi]); part < 2 || !lexicon.Katakana(next) {
				break
			}
			parts, part = parts+1, 0
			i += w
			continue
		}
		if !lexicon.Katakana(r) {
			break
		}
		if r != 'ー' {
			r -= 0x60
		}
		h = h.Add(r)
		runes, part = runes+1, part+1
		i += w
	}
	if i == start {
		return m, start + 3, false
	}
	if runes < 2 || runes > 16 || part < 2 || parts > 4 || i >= hi {
		return m, i, false
	}
	rest := text[i:hi]
	blank := has(rest, " ") || has(rest, "　")
	if blank {
		_, w := lexicon.Next(rest)
		rest = rest[w:]
	}
	if len(rest) < 3 || !polite(rest) || honorific(rest, blank) != address {
		return m, i, false
	}
	before := text[lo:start]
	if b := lexicon.Before(before); lexicon.Han(b) || lexicon.Katakana(b) || b == '・' && lexicon.Katakana(lexicon.Before(before[:len(before)-3])) {
		return m, i, false
	}
	switch {
	case parts > 1, lexicon.Word(lexicon.Kana.Get(h)).Given() > 0:
	case runes > 8 || runes > 5 && !has(rest, "先生") && !has(rest, "氏") || trade(text[start:i]):
		return m, i, false
	}
	return detect.Match{Start: start, End: i, Evidence: detect.Shape | detect.Honorific | detect.Structure}, i, true
}

// polite tells whether text begins with 様, さん, 氏, くん, ちゃん.
func polite(text []byte) bool {
	return has(text, "様") || has(text, "さん") || has(text, "氏") || has(text, "くん") || has(text, "ちゃん") || has(text, "さま") || has(text, "先生")
}

// trade tells words for people in general and ends of names of firms.
func trade(word []byte) bool {
	switch string(word) {
	case "ユーザー", "ユーザ", "メーカー", "オーナー", "スタッフ", "ゲスト", "パパ", "ママ", "ファン", "ドライバー", "テナント", "パート", "ホスト", "モデル", "プロ",
		"リーダー", "コーチ", "ヘルパー", "メンバー", "サポート", "トヨタ", "ホンダ", "ソニー", "ヤマト", "マツダ", "スズキ", "イオン", "ドコモ", "グーグル", "アマゾン",
		"ライター", "シェフ", "バイト", "ベンダー", "ディーラー", "カメラ", "キャスト", "アイドル", "タレント", "コンビニ", "スーパー", "ホテル", "タクシー", "クライアント",
		"ネコ", "イヌ", "ウサギ", "ゾウ", "クマ", "サル", "パン", "ペット", "ワン", "ニャン", "オバ", "オジ", "オネエ", "アパ", "ケアマネ", "ナース", "ドクター":
		return true
	}
	return false
}
