package genuine

import "testing"

func TestRomaji(t *testing.T) {
	var x romaji
	for _, c := range []struct {
		mail, reading string
		same, said    bool
	}{
		{"taro.yamada", "ヤマダ タロウ", true, true}, {"yamada.t", "ﾔﾏﾀﾞ ﾀﾛｳ", true, true}, {"shinji_w", "わたなべ しんじ", true, true}, {"sinzi99", "ワタナベ　シンジ", true, true},
		{"satouken", "サトウ ケン", true, true}, {"ohashi-kenta", "オオハシ ケンタ", true, true}, {"junichi", "カトウ ジュンイチ", true, true}, {"kyoko.fujita", "フジタ キョウコ", true, true},
		{"zyuniti", "カトウ ジュンイチ", true, true}, {"honma.daisuke", "ホンマ ダイスケ", true, true}, {"yamada.taro", "スズキ ハナコ", false, true}, {"user1234", "ヤマダ タロウ", false, false},
		{"test", "ヤマダ タロウ", false, false}, {"", "ヤマダ", false, false}, {"sakura.cherry", "", false, false}, {"yamadataro", "ヤマダタロウ", true, true},
	} {
		if same, said := x.own([]byte(c.mail), []byte(c.reading)); same != c.same || said != c.said {
			t.Errorf("%s %s: %v %v", c.mail, c.reading, same, said)
		}
	}
}
