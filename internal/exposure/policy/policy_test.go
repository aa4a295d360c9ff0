package policy

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/japanese"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse/browsetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

func TestCatalogue(t *testing.T) { exposuretest.Catalogue(t, Check{}) }

// lineHeld is what the re-enactment of 2021 holds: stored in Korea, seen from an affiliate in China.
var lineHeld = Held{
	StorageCountries: map[string][]string{"KR": {"talk-media"}, "JP": {"accounts"}},
	AccessCountries:  map[string][]string{"CN": {"架空開発（大連）有限公司"}},
	Contractors:      []Contractor{{Name: "架空開発（大連）有限公司", Country: "CN", Purpose: "通報内容の監視ツールの開発"}},
}

func page(body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><title>プライバシーポリシー</title>"+body)
	})
}

func look(t *testing.T, h Held, body string) []exposure.Finding {
	t.Helper()
	w := browsetest.New(t, map[string]http.Handler{"www.example.jp": page(body)})
	target := browsetest.Target(t, "https://www.example.jp/privacy")
	target.With = "policy"
	fs, err := browsetest.Look(t, Check{Held: h}, target, w.Visit())
	if err != nil {
		t.Fatal(err)
	}
	return fs
}

func ids(fs []exposure.Finding) []string {
	var out []string
	for _, f := range fs {
		out = append(out, strings.TrimSpace(f.ID+" "+f.Object))
	}
	slices.Sort(out)
	return out
}

const filler = "<p>当社は、お客様の個人情報を適切に取り扱います。利用目的は、サービスの提供、ご連絡、品質の向上です。</p>"

// The policy that names no country, while data lies in Korea and is seen from China.
func TestLine(t *testing.T) {
	fs := look(t, lineHeld, filler+"<h2>第三者提供</h2><p>当社は、当社のグループ会社に個人情報の取扱いを委託することがあります。</p>")
	want := []string{"policy-contractor-missing 架空開発（大連）有限公司", "policy-country-missing CN", "policy-country-missing KR"}
	if d := cmp.Diff(want, ids(fs)); d != "" {
		t.Fatal("(-want +got)\n" + d)
	}
	// Once what was drafted is published, nothing is missing.
	for _, lang := range []string{"ja", "en"} {
		text := "<h2>Transfers abroad</h2>"
		if lang == "ja" {
			text = filler + "<h2>外国における個人データの取扱い</h2>"
		}
		for _, f := range fs {
			text += "<p>" + strings.ReplaceAll(drafted(t, f, lang), "\n", "</p><p>") + "</p>"
		}
		if strings.Contains(text, "talk-media") {
			t.Error("a draft names an internal system")
		}
		if d := cmp.Diff([]string(nil), ids(look(t, lineHeld, text))); d != "" {
			t.Errorf("%s: (-want +got)\n%s\n%s", lang, d, text)
		}
	}
}

// drafted is the paragraph in a language that a finding's text to close it holds.
func drafted(t *testing.T, f exposure.Finding, lang string) string {
	t.Helper()
	for _, e := range entries {
		if e.ID == f.ID {
			return strings.Split(e.Fix.In(lang, f.Args), rule)[1]
		}
	}
	t.Fatalf("no entry %s", f.ID)
	return ""
}

// The drafts name the country and what is done there; a Japanese reader gets both languages.
func TestDrafts(t *testing.T) {
	fs := look(t, lineHeld, filler)
	for _, f := range fs {
		if f.ID != countryMissing || f.Object != "KR" {
			continue
		}
		for _, e := range entries {
			if e.ID != f.ID {
				continue
			}
			for lang, want := range map[string][]string{
				"ja": {"外国の名称: 韓国", "取扱いの内容: 個人データの保管", "Country: South Korea"},
				"en": {"Country: South Korea", "Handling: storage of personal data", "--lang ja"},
			} {
				fix := e.Fix.In(lang, f.Args)
				for _, s := range want {
					if !strings.Contains(fix, s) {
						t.Errorf("%s: no %q in\n%s", lang, s, fix)
					}
				}
			}
		}
		return
	}
	t.Errorf("%v", ids(fs))
}

func TestSaysNo(t *testing.T) {
	fs := look(t, lineHeld, filler+"<h2>第三者提供</h2><p>外国にある第三者への提供は行いません。</p>")
	if !slices.Contains(ids(fs), saysNo) {
		t.Errorf("%v", ids(fs))
	}
	for _, f := range fs {
		if f.ID == saysNo && !strings.Contains(f.Args["quote"], "外国にある第三者への提供は行いません") {
			t.Errorf("quote: %q", f.Args["quote"])
		}
	}
	home := Held{StorageCountries: map[string][]string{"JP": {"a"}}}
	if fs := look(t, home, filler+"<p>外国にある第三者への提供は行いません。</p>"); len(fs) > 0 {
		t.Errorf("all at home: %v", ids(fs))
	}
}

func TestNamed(t *testing.T) {
	h := Held{StorageCountries: map[string][]string{"US": {"crm"}, "DE": {"logs"}}, Contractors: []Contractor{{Name: "Blue Kettle, Inc.", Country: "US"}}}
	body := filler + "<h2>外国にある第三者への提供</h2><p>米国およびEU加盟国に所在する第三者（ＢＬＵＥ　ＫＥＴＴＬＥ社を含む）に提供します。各国の個人情報の保護に関する制度は別紙のとおりです。委託先が講ずる措置は次のとおりです。</p>"
	if fs := look(t, h, body); len(fs) > 0 {
		t.Errorf("%v", ids(fs))
	}
	fs := look(t, h, filler+"<h2>外国にある第三者への提供</h2><p>米国に所在するBlue Kettleに提供します。</p>")
	if d := cmp.Diff([]string{"policy-country-missing DE", "policy-transfer-items-missing"}, ids(fs)); d != "" {
		t.Error(d)
	}
}

// A country that stands in the policy for something else, or for what the rules do not see, is told as such, with the sentence.
func TestUnclear(t *testing.T) {
	h := Held{StorageCountries: map[string][]string{"DE": {"logs"}, "FR": {"crm"}}}
	fs := look(t, h, filler+"<p>当社の製品はドイツで賞を受けました。</p>")
	if d := cmp.Diff([]string{"policy-country-missing FR", "policy-country-unclear DE"}, ids(fs)); d != "" {
		t.Error(d)
	}
	for _, f := range fs {
		if f.Object == "DE" && !strings.Contains(f.Args["quote"], "ドイツで賞") {
			t.Errorf("%v", f.Args)
		}
	}
}

func TestTransfer(t *testing.T) {
	for in, want := range map[string]Answer{
		"外国にある第三者への提供は行いません。":                                    No,
		"当社は、個人データを海外に移転しておりません。":                                No,
		"法令に基づく場合を除き、外国にある第三者に個人データを提供いたしません。":                   No,
		"本人の同意なく外国にある第三者に提供することはありません。":                          Unknown,
		"外国にある第三者に提供する場合には、あらかじめご本人の同意を得ます。":                     Unknown,
		"外国（米国、中国）にある第三者に提供することがあります。":                           Yes,
		"当社は、個人データの取扱いを海外の事業者に委託しています。":                          Yes,
		"原則として国外へ移転しませんが、海外の委託先がデータを処理する場合があります。":                Yes,
		"We do not transfer personal data abroad.":               No,
		"We never send your information outside Japan.":          No,
		"We will not transfer data abroad without your consent.": Unknown,
		"Your data may be processed in other countries.":         Yes,
		"个人信息存储在境内，我们不会向境外提供您的个人信息。":                             No,
		"我们会将您的信息传输至境外服务器。":                                      Yes,
		"当社の製品は海外でも販売されています。":                                    Unknown,
	} {
		if got := Extract(ReadPlain(in)).Transfer; got != want {
			t.Errorf("%s: %v, want %v", in, got, want)
		}
	}
}

func TestMentions(t *testing.T) {
	for in, want := range map[string]string{
		"米国、中国及び韓国":                       "US CN KR",
		"タイトルとタイプ":                        "",
		"タイ、インドネシア、インド":                   "TH ID IN",
		"パプアニューギニアと赤道ギニアとギニア":             "PG GQ GN",
		"中国地方・中国銀行・中国語":                   "",
		"日本語対応、日本橋、日本国外":                  "",
		"日本国内と日本":                         "JP JP",
		"台湾・香港・EEA":                       "TW HK EEA",
		"about us: contact US":            "US",
		"the U.S., the UK and New Mexico": "US GB",
		"Nigeria and Niger":               "NG NE",
		"South Korea, North Korea":        "KR KP",
		"New Jersey":                      "",
		"EU加盟国":                           "EU",
		"韓国語 韩国 新加坡 美国":                   "KR SG US",
		"ラテンアメリカ、アメリカ":                    "US",
	} {
		var got []string
		for _, m := range mentions(in) {
			got = append(got, m.code)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", in, got, want)
		}
	}
}

func TestPurposesRetentionAndJointUse(t *testing.T) {
	text, err := ReadHTML([]byte(`<title>x</title><h2>利用目的</h2><ul><li>商品の発送</li><li>ご案内の送付</li></ul><h2>共同利用</h2><p>当社グループで共同して利用します。</p><h2>保存期間</h2><p>取引終了後7年間保存します。</p><table><tr><th>a</th><td><p>b</p><p>c</p></td></tr></table>`))
	if err != nil {
		t.Fatal(err)
	}
	d := Extract(text)
	if len(d.Purposes) != 2 || d.Purposes[0].Text != "商品の発送" || len(d.JointUse) != 1 || len(d.Retention) != 1 {
		t.Errorf("%+v", d)
	}
	quotes(t, "inline", text.String(), d)
	if !strings.Contains(text.String(), "a ｜ b c") {
		t.Errorf("%q", text.String())
	}
}

func TestFilesAndWhatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	sjis, err := japanese.ShiftJIS.NewEncoder().String("個人情報保護方針\r\n\r\n１．外国にある第三者への提供\r\n当社は、個人データをベトナムの委託先に提供しています。お問い合わせは窓口までお願いいたします。\r\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{
		"p.txt": sjis, "empty.html": "<html><div id=app></div><script src=a.js></script>", "p.pdf": "%PDF-1.7 …" + strings.Repeat(" ", 200),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	read := func(name string) (*Text, error) {
		return Read(t.Context(), &exposure.Target{Path: filepath.Join(dir, name), With: "policy"}, &exposure.Visit{})
	}
	text, err := read("p.txt")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"VN"}, Extract(text).Codes()); d != "" {
		t.Error(d)
	}
	for _, name := range []string{"empty.html", "p.pdf", "none.html"} {
		if _, err := read(name); fault.Of(err) != fault.Unreadable || strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w := browsetest.New(t, map[string]http.Handler{"www.example.jp": http.NotFoundHandler()})
	target := browsetest.Target(t, "https://www.example.jp/privacy")
	target.With = "policy"
	if _, err := browsetest.Look(t, Check{}, target, w.Visit()); fault.Of(err) != fault.Unreadable {
		t.Errorf("%v", err)
	}
	target.Files = map[string]string{"policy": filepath.Join(dir, "p.txt")}
	if fs, err := browsetest.Look(t, Check{Held: Held{StorageCountries: map[string][]string{"VN": {"x"}}}}, target, w.Visit()); err != nil || slices.Contains(ids(fs), "policy-country-missing VN") {
		t.Errorf("%v, %v", ids(fs), err)
	}
}

func TestWith(t *testing.T) {
	got := With([]exposure.Check{Check{}}, lineHeld)
	if c, ok := got[0].(Check); !ok || len(c.Held.StorageCountries) != 2 {
		t.Errorf("%+v", got)
	}
}

func FuzzExtract(f *testing.F) {
	for _, s := range []string{"<h2>外国</h2>米国", "1. a\n・b\nUS.", "<p>株式会社", "\xff米国\xe5", "<table><td>タイ<td>ー"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		plain := ReadPlain(s)
		quotes(t, "plain", plain.String(), Extract(plain))
		if page, err := ReadHTML([]byte(s)); err == nil {
			quotes(t, "page", page.String(), Extract(page))
		}
	})
}

// A line of a page that has no end is read in pieces, each as the page has it.
func TestLongLines(t *testing.T) {
	for name, in := range map[string]string{
		"sentences": strings.Repeat("当社は米国のサーバーで個人データを保管します。", 1000),
		"no stop":   strings.Repeat("米国のサーバーで個人データを保管", 1000),
	} {
		text := ReadPlain(in)
		for _, l := range text.lines {
			if len(l.text) > maxLine || !utf8.ValidString(l.text) || name == "sentences" && !strings.HasSuffix(l.text, "。") {
				t.Errorf("%s: a line of %d bytes ends with %q", name, len(l.text), l.text[max(0, len(l.text)-9):])
			}
		}
		d := Extract(text)
		if got := strings.ReplaceAll(text.String(), "\n", ""); got != in || !slices.Equal(d.Codes(), []string{"US"}) {
			t.Errorf("%s: %d of %d bytes, %v", name, len(got), len(in), d.Codes())
		}
		quotes(t, name, text.String(), d)
	}
}

// Whom a quoted sentence names is masked as in any name.
func TestQuotesAreMasked(t *testing.T) {
	mask := func(s string) string { return strings.ReplaceAll(s, "山田太郎", "＊") }
	for _, in := range []string{"ドイツにおける当社の代理人は山田太郎です。", "山田太郎は、個人データを海外に移転しておりません。"} {
		text := ReadPlain(in)
		fs := Differences(Extract(text), text.String(), &Held{StorageCountries: map[string][]string{"DE": {"logs"}}}, mask)
		shown := false
		for _, f := range fs {
			shown = shown || strings.Contains(f.Args["quote"], "＊")
			if strings.Contains(fmt.Sprint(f.Args), "山田太郎") {
				t.Errorf("%s: %v", f.ID, f.Args)
			}
		}
		if !shown {
			t.Errorf("%s is not quoted: %v", in, ids(fs))
		}
	}
}
