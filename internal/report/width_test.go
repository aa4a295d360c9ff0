package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text string
		w    int
		want []string
	}{
		{"CouchDB がパスワードなしでデータベースの一覧を返す", 34, []string{"CouchDB がパスワードなしで", "データベースの一覧を返す"}},
		{"MySQL/MariaDB に名前を問わず誰でも入れる", 34, []string{"MySQL/MariaDB に名前を問わず誰でも", "入れる"}},
		{"設定とパスワードのファイルが Web サーバーに置かれている", 34, []string{"設定とパスワードのファイルが Web", "サーバーに置かれている"}},
		{"読みます。書きません。", 8, []string{"読みま", "す。", "書きませ", "ん。"}},
		{"彼は「はい」と言った", 6, []string{"彼は", "「は", "い」", "と言っ", "た"}},
		{"ちょっとまって", 6, []string{"ちょっ", "とまっ", "て"}},
		{"キャッシュサーバー", 8, []string{"キャッ", "シュサー", "バー"}},
		{"a.example・b.example", 12, []string{"a.example・", "b.example"}},
		{"ファイル 12件あり", 12, []string{"ファイル", "12件あり"}},
		{"項目名、発行者、列全体が整合", 18, []string{"項目名、発行者、", "列全体が整合"}},
		{"人数は742人。うち61人が未成年", 24, []string{"人数は742人。", "うち61人が未成年"}},
		{"two words and more", 9, []string{"two words", "and more"}},
		{"two  words", 4, []string{"two", "word", "s"}},
		{"abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"あいう", 1, []string{"あ", "い", "う"}},
		{"が\u3099か\u3099き", 4, []string{"が\u3099か\u3099", "き"}},
		{"", 4, []string{""}},
	} {
		if d := cmp.Diff(c.want, wrap(c.text, c.w)); d != "" {
			t.Errorf("%q, %d columns: %s", c.text, c.w, d)
		}
	}
}

// FuzzWrap: nothing is lost but blanks, and no line is wider than was asked for if a character fits at all.
func FuzzWrap(f *testing.F) {
	f.Add("CouchDB が「誰にでも」管理者権限を与えている。", 10)
	f.Add("。。。、、、", 2)
	f.Fuzz(func(t *testing.T, s string, w int) {
		w = 1 + max(w, -w, 0)%100
		ls := wrap(s, w)
		if got, want := strings.ReplaceAll(strings.Join(ls, ""), " ", ""), strings.ReplaceAll(s, " ", ""); got != want {
			t.Errorf("%q, %d columns: %q", s, w, ls)
		}
		for _, l := range ls {
			if w > 1 && columns(l) > w {
				t.Errorf("%q, %d columns: %q is wider", s, w, l)
			}
		}
	})
}
