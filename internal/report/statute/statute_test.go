package statute

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/calendar"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

var tokyo = time.FixedZone("JST", 9*3600)

func open(t *testing.T) *book.Book {
	t.Helper()
	b, err := book.Open()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func facts(t *testing.T, b *book.Book, known time.Time, texts ...string) law.Facts {
	t.Helper()
	out := law.Facts{law.Known: {At: known}}
	for _, s := range texts {
		name, value, _ := strings.Cut(s, "=")
		f := b.Fact(name)
		v, err := f.Parse(value, tokyo)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = v
	}
	return out
}

// TestPages: every page of every rule fits its width and is in its language: an English page has no Japanese but in the names of sources and facts, a
// Japanese page names all in Japanese.
func TestPages(t *testing.T) {
	b := open(t)
	known := time.Date(2026, 12, 4, 10, 30, 0, 0, tokyo)
	for _, lang := range []string{"en", "ja"} {
		for _, width := range []int{80, 100} {
			o := report.Options{Lang: lang, Width: width}
			pages := map[string]func(*bytes.Buffer) error{
				"list":  func(w *bytes.Buffer) error { return List(w, o, b, b.On(known), known) },
				"facts": func(w *bytes.Buffer) error { return Facts(w, o, b) },
			}
			for _, r := range b.Rules {
				pages["show "+r.ID] = func(w *bytes.Buffer) error { return Show(w, o, b, r, known) }
				for name, f := range map[string]law.Facts{
					"nothing": {law.Known: {At: known}}, "more": facts(t, b, known, "people=2000000", "places=JP,EU,GB,CN,KR,SG,TW", "card=yes", "special=yes", "specific=yes", "secrecy=おそれ"),
				} {
					pages["due "+r.ID+" "+name] = func(w *bytes.Buffer) error {
						a := r.Apply(f, calendar.All{}, known)
						return Due(w, o, b, &a, time.UTC)
					}
				}
			}
			for name, write := range pages {
				var w bytes.Buffer
				if err := write(&w); err != nil {
					t.Fatal(err)
				}
				check(t, b, lang+" "+name, lang, width, w.String())
			}
		}
	}
}

func check(t *testing.T, b *book.Book, page, lang string, width int, text string) {
	t.Helper()
	for _, r := range b.Rules { // a source's title stands in its own language
		text = strings.ReplaceAll(text, r.Source.Title, "")
	}
	japanese := false
	for line := range strings.SplitSeq(text, "\n") {
		if report.Columns(line) > width && !strings.Contains(line, "https://") {
			t.Errorf("%s: %d columns wide: %s", page, report.Columns(line), line)
		}
		has := strings.ContainsFunc(line, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana) })
		japanese = japanese || has
		if lang == "en" && has && !strings.Contains(page, "facts") && !strings.Contains(line, "ガイドライン") {
			t.Errorf("%s: %s", page, line)
		}
	}
	if lang == "ja" && !japanese {
		t.Errorf("%s is not Japanese:\n%s", page, text)
	}
	if strings.Contains(text, "%!") {
		t.Errorf("%s: %s", page, text)
	}
}

func TestDueText(t *testing.T) {
	b := open(t)
	known := time.Date(2026, 12, 4, 0, 0, 0, 0, tokyo)
	a := b.Rule("jp-appi-final", known).Apply(facts(t, b, known, "people=1200", "sector=private", "places=JP", "encrypted=no", "viewed=yes"), calendar.All{}, known)
	for lang, want := range map[string]string{
		"en": `Final report: by Mon 2027-01-04
jp-appi-final  Act on the Protection of Personal Information

  applies     yes
  because     Rules Art. 7 no. 4: more than 1,000 persons [people = 1,200]
  article     Art. 26(1); Enforcement Rules Art. 8(2)
  counts from Fri 2026-12-04 00:00 JST
  clock       Rules Art. 8(2): within 30 days
              the day of knowing is day 1; a last day on a Saturday, Sunday,
              holiday or 29 December to 3 January moves to the next that is
              none; begins when the trigger comes to be met; Asia/Tokyo
              Rules Art. 8(2): 60 days where Art. 7 no. 3 is met, alone or with
              others [wrongful_purpose = unknown]
  due         2027-01-04 23:59:59 JST
  moved       from Sat 2027-01-02 (Saturday, turn of the year) to the next day
              that is none of Saturday, Sunday, holiday, 29 December to 3
              January
  otherwise   Mon 2027-02-01, if wrongful_purpose = yes
  may change  Could somebody have done it for a wrongful purpose?
              [wrongful_purpose]
  to          Personal Information Protection Commission
`,
		"ja": `確報：2027-01-04（月）まで
jp-appi-final　個人情報の保護に関する法律

  該当        該当する
  理由        規則第7条第4号：本人の数が1,000人を超える［people = 1,200］
  条項        法第26条第1項、規則第8条第2項
  起算        2026-12-04（金）00:00 JST
  期間        規則第8条第2項：30日以内
              知った日が1日目、満了日が土日・祝日・12月29日〜1月3日なら翌平日、
              要件を満たした日から起算、Asia/Tokyo
              規則第8条第2項：第7条第3号に該当する場合（他の号にも該当する場合を
              含む）は60日［wrongful_purpose = 不明］
  期限        2027-01-04 23:59:59 JST
  繰下げ      満了日 2027-01-02（土曜日・年末年始）が土日・祝日・
              12月29日〜1月3日に当たるため、その後の最初の平日に繰下げ
  場合により  2027-02-01（月）（wrongful_purpose = はい の場合）
  変わり得る  不正の目的をもって行われたおそれはありますか［wrongful_purpose］
  相手先      個人情報保護委員会
`,
	} {
		var w bytes.Buffer
		if err := Due(&w, report.Options{Lang: lang, Width: 80}, b, &a, tokyo); err != nil {
			t.Fatal(err)
		}
		got, _, _ := strings.Cut(w.String(), map[string]string{"en": "  note", "ja": "  注記"}[lang])
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", lang, d)
		}
	}
}

// TestDueJSON: the keys that others read are there with what they promise, null where nothing is known.
// TestOtherwise: one condition is not told of two days.
func TestOtherwise(t *testing.T) {
	b := open(t)
	known := time.Date(2026, 12, 4, 10, 30, 0, 0, tokyo)
	a := b.Rule("cn-incident-first", known).Apply(facts(t, b, known), calendar.All{}, known)
	var out bytes.Buffer
	if err := Due(&out, report.Options{Lang: "en", Width: 100}, b, &a, tokyo); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "is none of critical, public"); n != 1 || !strings.Contains(out.String(), "if sector = public") {
		t.Errorf("%d times none of them:\n%s", n, &out)
	}
}

func TestDueJSON(t *testing.T) {
	b := open(t)
	known := time.Date(2026, 12, 4, 0, 0, 0, 0, tokyo)
	for _, c := range []struct {
		rule  string
		facts []string
		want  map[string]any
	}{
		{"jp-appi-final", []string{"people=1200"}, map[string]any{"rule": "jp-appi-final", "known": "2026-12-04T00:00:00+09:00", "last_day": "2027-01-04", "at": "2027-01-04T23:59:59+09:00", "article": "Art. 26(1); Enforcement Rules Art. 8(2)", "applies": "yes", "at_once": false, "doubt": nil, "first_day": nil, "verified": true}},
		{"jp-appi-preliminary", nil, map[string]any{"applies": "unknown", "first_day": "2026-12-06", "last_day": "2026-12-08", "moved": nil}},
		{"jp-appi-notice", []string{"special=yes"}, map[string]any{"applies": "yes", "at_once": true, "last_day": nil, "at": nil, "zone": "Asia/Tokyo"}},
		{"cn-incident-closing", []string{"places=CN", "people=2000000"}, map[string]any{"applies": "yes", "last_day": nil, "at": nil, "clock": nil}},
		{"jp-appi-final", []string{"people=1200", "encrypted=yes"}, map[string]any{"applies": "no", "last_day": nil, "open": []any{}, "recipients": []any{}}},
	} {
		var w bytes.Buffer
		a := b.Rule(c.rule, known).Apply(facts(t, b, known, c.facts...), calendar.All{}, known)
		if err := DueJSON(&w, "en", b, &a, known); err != nil {
			t.Fatal(err)
		}
		var got map[string]map[string]any
		if err := json.Unmarshal(w.Bytes(), &got); err != nil || len(got) != 1 {
			t.Fatalf("%v: %s", err, w.String())
		}
		for key, want := range c.want {
			if d := cmp.Diff(want, got["due"][key]); d != "" {
				t.Errorf("%s %v: %s (-want +got):\n%s", c.rule, c.facts, key, d)
			}
		}
	}
}
