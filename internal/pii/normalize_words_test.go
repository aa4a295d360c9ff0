package pii

import (
	"bytes"
	"testing"
)

// TestFold checks the table: nothing folds twice, and the forms of registers are there.
func TestFold(t *testing.T) {
	for r := rune(0x3000); r < 0x20000; r++ {
		if f := FoldHan(r); FoldHan(f) != f {
			t.Errorf("%c folds to %c, which folds to %c", r, f, FoldHan(f))
		}
	}
	for from, to := range map[rune]rune{'髙': '高', '﨑': '崎', '邉': '辺', '邊': '辺', '齋': '斎', '齊': '斉', '澤': '沢', '濱': '浜',
		'廣': '広', '國': '国', '德': '徳', '𠮷': '吉', '神': '神', '山': '山', 'A': 'A'} {
		if got := FoldHan(from); got != to {
			t.Errorf("%c folds to %c, want %c", from, got, to)
		}
	}
}

func TestNormalizeWords(t *testing.T) {
	for _, c := range []struct {
		class Class
		want  string
		in    []string
	}{
		{ClassName, "高橋一郎", []string{"高橋一郎", "髙橋 一郎", "髙橋　一郎", " 高橋・一郎"}},
		{ClassName, "渡辺直美子", []string{"渡邉直美子", "渡邊 直美子"}},
		{ClassName, "johnsmith", []string{"John Smith", "ＪＯＨＮ　ＳＭＩＴＨ", "John-Smith"}},
		{ClassKana, "ヤマダタロウ", []string{"ヤマダ タロウ", "ﾔﾏﾀﾞ ﾀﾛｳ", "やまだ　たろう"}},
		{ClassKana, "パップグヴェ", []string{"ﾊﾟｯﾌﾟｸﾞｳﾞｪ", "ぱっぷぐゔぇ"}},
		{ClassAddress, "東京都千代田区霞ケ関1-2-3", []string{"東京都千代田区霞が関1-2-3", "東京都千代田区霞ヶ関一丁目二番三号", "東京都千代田区霞ケ関１丁目２番地３",
			"〒100-0013 東京都 千代田区 霞が関 １－２－３", "東京都千代田区霞が関1丁目2の3"}},
		{ClassAddress, "札幌市中央区北3条西12-4", []string{"札幌市中央区北3条西12丁目4番", "札幌市中央区北三条西十二丁目4"}},
		{ClassAddress, "埼玉県川口市安行99-2", []string{"埼玉県川口市大字安行99番地の2", "埼玉県川口市字安行９９－２"}},
		{ClassAddress, "三重県四日市市霞1-99", []string{"三重県四日市市霞一丁目99番", "三重県四日市市霞１丁目９９"}},
	} {
		for _, in := range c.in {
			if got := string(Normalize(nil, c.class, []byte(in))); got != c.want {
				t.Errorf("%q: %q, want %q", in, got, c.want)
			}
		}
	}
}

func FuzzNormalizeWords(f *testing.F) {
	f.Add([]byte("髙橋　一郎"))
	f.Add([]byte("〒100-0013 東京都千代田区霞が関一丁目2の3 ﾊｲﾂ101号室"))
	f.Fuzz(func(t *testing.T, v []byte) {
		for _, class := range []Class{ClassName, ClassAddress} {
			once := Normalize([]byte("x"), class, v)
			if len(once) == 0 || once[0] != 'x' {
				t.Fatal("what was there before is lost")
			}
			again := Normalize([]byte("x"), class, v)
			if !bytes.Equal(once, again) {
				t.Fatal("not the same twice")
			}
		}
	})
}

func BenchmarkNormalizeName(b *testing.B) {
	v, buf := []byte("髙橋　健太郎"), make([]byte, 0, 128)
	b.ReportAllocs()
	for b.Loop() {
		buf = Normalize(buf[:0], ClassName, v)
	}
}

func BenchmarkNormalizeAddress(b *testing.B) {
	v, buf := []byte("東京都千代田区霞が関一丁目２番３号 サンプルビル101号室"), make([]byte, 0, 256)
	b.ReportAllocs()
	for b.Loop() {
		buf = Normalize(buf[:0], ClassAddress, v)
	}
}
