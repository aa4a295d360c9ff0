package paper

import "testing"

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"個人データ\n二行め":       "個人データ\n二行め",
		"a\tb\r\nc\u2028d": "a b\nc\nd",
		"x\x00y\x1b[31m":   "x[U+0000]y[U+001B][31m",
		"\u202Egnp.exe":    "[U+202E]gnp.exe",
		"か\u3099ハ\u309A":   "がパ",
		"e\u0301":          "é",
		"\uFA19谷":          "\uFA19谷",
		"葛\U000E0100城":     "葛\U000E0100城",
		"\U000F0000":       "\U000F0000",
		"a\xffb":           "a\ufffdb",
		"\ufeff\uffff":     "[U+FEFF][U+FFFF]",
		"漢\u0301":          "漢\u0301",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%+q) = %+q, want %+q", in, got, want)
		}
	}
	if got := Line("a\nb\r\n"); got != "a b" {
		t.Errorf("Line: %q", got)
	}
}
