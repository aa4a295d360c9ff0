package notice

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

var jst = time.FixedZone("JST", 9*3600)

func fact(name string, v breach.Value) breach.Event {
	return breach.Event{Body: breach.Stated{Fact: breach.Fact{Name: name, Value: v, Status: breach.Asserted, Source: "E1"}}}
}

func text(ja, en string) breach.Value { return breach.Value{Text: &law.Text{JA: ja, EN: en}} }

// folded is a case of these facts.
func folded(t testing.TB, facts ...breach.Event) *breach.State {
	t.Helper()
	events := append([]breach.Event{{Body: breach.Opened{Title: "会員サイト"}}}, facts...)
	for i := range events {
		events[i].Case, events[i].Seq, events[i].By = "2026-0007", int64(i+1), "dpo"
		events[i].At = time.Date(2026, 12, 4, 1, i, 0, 0, time.UTC)
	}
	st, err := breach.Fold(events)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func known(t testing.TB) *breach.State {
	day := func(d, h int, p breach.Precision, about bool) breach.Value {
		return breach.Value{Moment: &breach.Moment{At: time.Date(2026, 12, d, h, 0, 0, 0, jst), Precision: p, About: about}}
	}
	return folded(t,
		fact(law.Known, day(4, 0, breach.Day, false)),
		fact(breach.FirstRead, day(1, 3, breach.Hour, true)),
		fact(breach.Outline, text("当社の会員サイトのサーバーが外部からの不正アクセスを受け、会員情報の一部が閲覧されました。", "The server of our members' site was accessed from outside without authorisation, and some members' data were read.")),
		fact(breach.Damage, text("現時点では確認されておりませんが、なりすましや不審な連絡に用いられるおそれがあります。", "We know of no misuse so far; the data could be used for impersonation.")),
		fact(breach.ToPersons, text("12月4日に外部からの接続を遮断し、全会員のパスワードを無効にいたしました。", "On 4 December we cut off access from outside and made all members' passwords invalid.")),
		fact(breach.Preventing, text("第三者機関による診断を受け、2027年3月末までに認証方式を見直します。", "We will have our systems examined by a third party and change the way of signing in by the end of March 2027.")),
	)
}

var owner = config.Case{Name: "株式会社つつみ商店", NameEN: "Tsutsumi Store Ltd.", Department: "個人情報保護事務局", DepartmentEN: "Data Protection Office", Phone: "0120-000-000", Email: "privacy@example.jp", Hours: "平日 9時から18時まで", URL: "https://www.example.jp/notice"}

func saying(st *breach.State) *Said {
	return &Said{State: st, Owner: &owner, Zone: jst, Now: time.Date(2026, 12, 7, 9, 0, 0, 0, jst), Next: time.Date(2026, 12, 25, 0, 0, 0, 0, jst)}
}

func TestBuiltIn(t *testing.T) {
	for _, post := range []bool{false, true} {
		l, err := NewLetters(nil, saying(known(t)), post)
		if err != nil {
			t.Fatal(err)
		}
		var x Texts
		if err := l.Write(&x, "ja", "山田 太郎様", set(pii.EmailAddress, pii.WeakPasswordHash, pii.CreditCardNumber)); err != nil {
			t.Fatal(err)
		}
		all := string(x.Subject) + string(x.Text)
		for _, want := range []string{"【重要】", "12月1日（火）3時ごろ", "2026年12月4日（金）", "・メールアドレス", "・クレジットカード番号", "・パスワード（変換された", "現在調査中です。2026年12月25日（金）までに、あらためてお知らせいたします。", "0120-000-000", "2026-0007", "パスワードの変更", "2027年3月末"} {
			if !strings.Contains(all, want) {
				t.Errorf("post %v: %q is missing in\n%s", post, want, all)
			}
		}
		if !post && !strings.HasPrefix(string(x.Text), "山田 太郎 様\n\n株式会社つつみ商店\n") {
			t.Errorf("%.80s", x.Text)
		}
		for _, never := range []string{"運転免許", "住所", "マイナンバー", "{{", "\n\n\n\n"} {
			if strings.Contains(all, never) {
				t.Errorf("post %v: %q stands in\n%s", post, never, all)
			}
		}
		if err := l.Write(&x, "en", "", set(pii.PersonName)); err != nil {
			t.Fatal(err)
		}
		all = string(x.Subject) + string(x.Text) + string(x.Page)
		for _, want := range []string{"Dear Sir or Madam,", "by 25 December 2026", "name", "about 1 December 2026 03:00"} {
			if !strings.Contains(all, want) {
				t.Errorf("post %v: %q is missing in\n%s", post, want, all)
			}
		}
		if strings.Contains(all, "WHAT YOU CAN DO") || strings.Contains(all, "What you can do") || len(Paragraphs(x.Text)) < 10 {
			t.Errorf("advice on nothing:\n%s", all)
		}
	}
}

func TestUnknown(t *testing.T) {
	l, err := NewLetters(nil, &Said{State: folded(t, fact(breach.Outline, text("不正アクセスがありました。", ""))), Owner: &owner, Zone: jst, Now: time.Now()}, false)
	if err != nil {
		t.Fatal(err)
	}
	var x Texts
	if err := l.Write(&x, "ja", "", set(pii.PersonName)); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(x.Text), "現在調査中です。判明次第、あらためてお知らせいたします。"); got != 2 { // cause and damage
		t.Errorf("%d times:\n%s", got, x.Text)
	}
	if !strings.HasPrefix(string(x.Text), "お客様へ\n") {
		t.Errorf("%.60s", x.Text)
	}
	m := map[Missing]bool{}
	for _, x := range l.Missing("en") {
		m[x] = true
	}
	if !m[Missing{breach.Outline, true}] || !m[Missing{breach.CauseText, false}] || len(m) != 3 {
		t.Errorf("%v", m)
	}
}

func TestTemplatesOfUsers(t *testing.T) {
	body := "{{name}} {{outline}} {{#items}}{{.}}{{/items}} {{cause}} {{damage}} {{other}}"
	good := fstest.MapFS{"ja.subject.txt": {Data: []byte("お知らせ")}, "ja.mail.txt": {Data: []byte(body)}, "README.md": {Data: []byte("x")}}
	l, err := NewLetters(good, saying(known(t)), false)
	if err != nil {
		t.Fatal(err)
	}
	var x Texts
	if err := l.Write(&x, "ja", "山田", set(pii.EmailAddress)); err != nil || len(x.Page) > 0 || !strings.HasPrefix(string(x.Text), "山田 当社の") {
		t.Errorf("%s %s %v", x.Text, x.Page, err)
	}
	if err := l.Write(&x, "en", "Yamada", set(pii.EmailAddress)); err != nil || len(x.Page) == 0 {
		t.Error("English lost its page", err)
	}
	for says, files := range map[string]fstest.MapFS{
		"{{cause}} is missing":             {"ja.mail.txt": {Data: []byte("{{outline}}{{#items}}{{/items}}{{damage}}{{other}}")}},
		"ja.mail.txt:1: there is no {{x}}": {"ja.mail.txt": {Data: []byte("{{x}}")}},
		`"ja.mial.txt" is none`:            {"ja.mial.txt": {Data: []byte(body)}},
		"one line":                         {"ja.subject.txt": {Data: []byte("a\nb\n")}},
		"locked screen":                    {"ja.subject.txt": {Data: []byte("{{name}}")}},
		"there are none":                   {},
		"<script>":                         {"en.mail.html": {Data: []byte("<script>" + body)}},
		"longer than":                      {"ja.mail.txt": {Data: []byte(strings.Repeat("{{#items}}{{#items}}{{#items}}"+body+"{{/items}}{{/items}}{{/items}}", 20) + body)}},
	} {
		if _, err := NewLetters(files, saying(known(t)), false); fault.Of(err) != fault.Usage && fault.Of(err) != fault.Refused || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", says, err)
		}
	}
}

func TestHash(t *testing.T) {
	of := func(st *breach.State, now time.Time, more ...string) string {
		s := saying(st)
		s.Now = now
		l, err := NewLetters(nil, s, false)
		if err != nil {
			t.Fatal(err)
		}
		h, err := l.Hash(more...)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	day := time.Date(2026, 12, 7, 0, 0, 0, 0, jst)
	a := of(known(t), day, "x")
	if a != of(known(t), day.AddDate(0, 0, 3), "x") || a == of(known(t), day, "y") || a == of(folded(t), day, "x") {
		t.Error("the hash is not of what is said")
	}
}

// TestLook writes letters into a folder, to be looked at: go test -run TestLook with TSUTSUMI_LOOK=DIR.
func TestLook(t *testing.T) {
	dir := os.Getenv("TSUTSUMI_LOOK")
	if dir == "" {
		t.Skip("TSUTSUMI_LOOK is not set")
	}
	for _, post := range []bool{false, true} {
		l, err := NewLetters(nil, saying(known(t)), post)
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range Langs {
			var x Texts
			name := map[string]string{"ja": "見本 太郎", "en": "Taro Mihon"}[lang]
			if err := l.Write(&x, lang, name, set(pii.PersonName, pii.EmailAddress, pii.PhoneNumber, pii.StreetAddress, pii.PasswordHash, pii.CreditCardNumber)); err != nil {
				t.Fatal(err)
			}
			base := filepath.Join(dir, lang+map[bool]string{false: ".mail", true: ".post"}[post])
			for end, b := range map[string][]byte{".txt": x.Text, ".html": x.Page} {
				if err := os.WriteFile(base+end, b, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
