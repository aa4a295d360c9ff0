//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tsutsumi-dev/tsutsumi/internal/web/webtest"
)

// leakReaders are who looks at every page of this file.
var leakReaders = []struct {
	name string
	as   webtest.Reader
	en   int // which of two words
}{
	{"ja-light", webtest.Reader{Lang: "ja"}, 0},
	{"en-dark", webtest.Reader{Lang: "en", Dark: true}, 1},
	{"ja-narrow", webtest.Reader{Lang: "ja", Width: 420, Height: 900}, 0},
}

// TestConsoleLeakPages looks at the pages of dumps, watching and planted people in both languages, by both lights, wide and narrow.
func TestConsoleLeakPages(t *testing.T) {
	c := console(t)
	pages := []struct {
		name, path string // those of names with a star are looked at narrow too
		want       [2][]string
	}{
		{"leaks", "/leaks", [2][]string{{"照合の結果", "取り扱いの記録", "当社のもの"}, {"Verdicts", "Handling of dumps", "ours"}}},
		{"leak*", "/leaks/" + c.Match, [2][]string{{"本物", "当社のもの", "行ではなく人", "だれのものか", "人にできること", "分からないこと", "事案にする"}, {"genuine", "ours", "people, not rows", "Whose they are", "What is not known", "Make it a case"}}},
		{"leak-columns", "/leaks/columns/" + c.Match, [2][]string{{"伏字の例"}, {"Masked samples"}}},
		{"leak-new*", "/leaks/new", [2][]string{{"アップロードして照合", "売り手が主張していること"}, {"Upload and judge", "What is claimed of it"}}},
		{"leak-log", "/leaks/log", [2][]string{{"取り扱いの記録"}, {"Handling of dumps"}}},
		{"watch*", "/watch", [2][]string{{"監視", "経緯", "読んだ人の累計", "IP Geolocation by DB-IP"}, {"Watch", "Stories", "People read, per principal"}}},
		{"alert", "/watch/" + c.Alert, [2][]string{{"経緯", "読まれた人の累計", "確認済みにする"}, {"The story", "People read so far", "Acknowledge"}}},
		{"alert-evidence", "/watch/" + c.Alert + "/evidence", [2][]string{{"記録（伏字）"}, {"Record, masked"}}},
		{"logs", "/watch/logs", [2][]string{{"最後のイベント"}, {"Last event"}}},
		{"ask", "/watch/ask", [2][]string{{"だれが読んだか"}, {"Who read them?"}}},
		{"canaries", "/canaries", [2][]string{{"おとり", "新しく作る"}, {"Canaries", "Plant new ones"}}},
	}
	for _, r := range leakReaders {
		t.Run(r.name, func(t *testing.T) {
			tab := c.Open(t, r.as)
			for _, p := range pages {
				name, main := strings.CutSuffix(p.name, "*")
				if r.as.Width > 0 && !main {
					continue
				}
				t.Run(name, func(t *testing.T) {
					tab.Go(p.path)
					tab.Has(p.want[r.en]...)
					tab.Accessible()
					tab.Shot(name + "-" + r.name)
				})
			}
		})
	}
}

// TestConsoleUpload hands over a dump by the form, with a name that would like to be a path and a page; it is judged, deleted, and listed.
func TestConsoleUpload(t *testing.T) {
	c := console(t)
	path := filepath.Join(t.TempDir(), "<img src=x onerror=alert(1)>.csv")
	rows := "氏名,メールアドレス\n" + strings.Repeat("架空 太郎,taro@example.jp\n", 300)
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	tab := c.Open(t, webtest.Reader{Lang: "ja"})
	tab.Go("/leaks/new")
	tab.Do(chromedp.SetUploadFiles("#f-dump", []string{path}))
	tab.Press("アップロードして照合")
	tab.Until("だれのものか")
	tab.Has("いま行うべきこと")
	tab.Go("/leaks")
	tab.Has("削除", "受信を完了・暗号化して保管")
	if left, err := os.ReadDir(filepath.Join(c.Home, "dumps")); err != nil || len(left) != 0 {
		t.Errorf("%d files of dumps are left, %v", len(left), err)
	}
}
