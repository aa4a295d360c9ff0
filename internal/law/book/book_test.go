package book

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/calendar"
)

func open(t *testing.T) *Book {
	t.Helper()
	b, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestExamples runs every worked example of every rule.
func TestExamples(t *testing.T) {
	ran := 0
	for _, r := range open(t).Rules {
		for _, e := range r.Examples {
			ran++
			a := r.Apply(e.Facts, calendar.All{}, e.Known)
			due := a.Due
			if due == nil {
				due = a.If
			}
			last := ""
			if due != nil {
				last = due.LastDay
			}
			if a.Applies != e.Applies {
				t.Errorf("%s: %s: applies %v, not %v", r.ID, e.Name, a.Applies, e.Applies)
			}
			if last != e.LastDay && (e.LastDay != "" || due != nil && due.Clock.Days > 0) {
				t.Errorf("%s: %s: last day %q, not %q", r.ID, e.Name, last, e.LastDay)
			}
			if !e.At.IsZero() && (due == nil || !due.At.Equal(e.At)) {
				t.Errorf("%s: %s: due %v, not at %v", r.ID, e.Name, due, e.At)
			}
		}
	}
	if ran < 60 {
		t.Errorf("only %d examples", ran)
	}
}

// TestIDs: what cases and the documents are built upon is there.
func TestIDs(t *testing.T) {
	b := open(t)
	now := time.Date(2026, 12, 4, 0, 0, 0, 0, time.UTC)
	for _, id := range strings.Fields(`jp-appi-preliminary jp-appi-final jp-appi-notice jp-appi-contractor jp-appi-public-preliminary jp-appi-public-final jp-appi-public-notice
		jp-number-act-preliminary jp-number-act-final jp-number-act-notice jp-telecom-secrecy-first jp-telecom-secrecy-detail eu-gdpr-33 eu-gdpr-34 eu-gdpr-33-2 uk-gdpr-33 uk-gdpr-34
		cn-pipl-57 cn-incident-first cn-incident-closing kr-pipa-34 sg-pdpa sg-pdpa-notice tw-pdpa-12 card-acquirer card-report`) {
		r := b.Rule(id, now)
		if r == nil {
			t.Errorf("no rule %s", id)
			continue
		}
		if in := r.InForce(now); in == (id == "tw-pdpa-12") {
			t.Errorf("%s: in force %v", id, in)
		}
	}
	if n := len(b.On(now)); n != len(b.IDs()) {
		t.Errorf("%d rules at a time, %d ids", n, len(b.IDs()))
	}
	nine := []string{"outline", "kinds", "people", "cause", "damage", "persons", "publication", "prevention", "other"}
	for _, id := range []string{"jp-appi-preliminary", "jp-appi-final", "jp-number-act-final", "jp-appi-public-final"} {
		var got []string
		for _, it := range b.Rule(id, now).Items {
			got = append(got, it.ID)
		}
		if strings.Join(got, " ") != strings.Join(nine, " ") {
			t.Errorf("%s: items %v", id, got)
		}
	}
}

// TestTable: the clock cases that must come out exactly.
func TestTable(t *testing.T) {
	b := open(t)
	tokyo := time.FixedZone("JST", 9*3600)
	for _, c := range []struct {
		known           string
		clock           int // 0: sixty days, 1: thirty
		last, moved, at string
	}{
		{"2026-12-04", 1, "2027-01-04", "2027-01-02", "2027-01-04T23:59:59+09:00"},
		{"2026-12-05", 1, "2027-01-04", "2027-01-03", "2027-01-04T23:59:59+09:00"},
		{"2026-08-22", 1, "2026-09-24", "2026-09-20", "2026-09-24T23:59:59+09:00"},
		{"2026-12-04", 0, "2027-02-01", "", "2027-02-01T23:59:59+09:00"},
		{"2026-11-02", 1, "2026-12-01", "", "2026-12-01T23:59:59+09:00"},
	} {
		for _, id := range []string{"jp-appi-final", "jp-number-act-final", "jp-appi-public-final"} {
			for _, clock := range []string{" 00:00", " 12:30", " 23:59"} {
				begin, err := time.ParseInLocation("2006-01-02 15:04", c.known+clock, tokyo)
				if err != nil {
					t.Fatal(err)
				}
				r := b.Rule(id, begin)
				d := r.Due(begin.UTC(), &r.Clocks[c.clock], calendar.All{})
				if d.LastDay != c.last || d.At.Format(time.RFC3339) != c.at {
					t.Errorf("%s known on %s: %s, %s", id, c.known, d.LastDay, d.At.Format(time.RFC3339))
				}
				if !strings.Contains(d.Moved.EN, c.moved) || (d.Moved.EN == "") != (c.moved == "") || (d.Moved.JA == "") != (c.moved == "") {
					t.Errorf("%s known on %s: moved %q", id, c.known, d.Moved)
				}
				if d.Doubt != (law.Text{}) {
					t.Errorf("%s known on %s: doubt %q", id, c.known, d.Doubt.EN)
				}
			}
		}
	}
}

// TestVersions: the version counts that was in force when it became known.
func TestVersions(t *testing.T) {
	b := open(t)
	seoul := time.FixedZone("KST", 9*3600)
	for _, c := range []struct {
		at        time.Time
		suspicion bool
		in        bool
	}{
		{time.Date(2023, 9, 14, 23, 59, 0, 0, seoul), false, false},
		{time.Date(2026, 9, 10, 23, 59, 0, 0, seoul), false, true},
		{time.Date(2026, 9, 11, 0, 0, 0, 0, seoul), true, true},
	} {
		r := b.Rule("kr-pipa-34-notice", c.at)
		if r.Suspicion != c.suspicion || r.InForce(c.at) != c.in {
			t.Errorf("at %v: suspicion %v, in force %v", c.at, r.Suspicion, r.InForce(c.at))
		}
	}
	if b.Rule("none-such", time.Now()) != nil {
		t.Error("a rule that is not there")
	}
}

func TestFact(t *testing.T) {
	b := open(t)
	for alias, name := range map[string]string{"wrongful": law.Wrongful, "no3": law.Wrongful, "不正目的": law.Wrongful, "persons": law.People, "人数": law.People, "People": law.People, "countries": law.Places} {
		if f := b.Fact(alias); f == nil || f.Name != name {
			t.Errorf("%s is %v, not %s", alias, f, name)
		}
	}
	if b.Fact("weather") != nil {
		t.Error("a fact that is not there")
	}
	for _, name := range []string{
		law.Known, law.People, law.Special, law.Financial, law.Wrongful, law.Encrypted, law.Viewed, law.Specific, law.SpecificPeople, law.Unspecified, law.Designated, law.Credentials,
		law.Card, law.Secrecy, law.Sensitive, law.UniqueNumbers, law.Sector, law.Role, law.Places, law.Risk, law.HighRisk, law.SignificantHarm, law.IllegalAccess, law.NoticeHard, law.Handled,
		law.PrincipalTold, law.HarmAvoided, law.Recovered, law.InternalOnly, law.SystemPeople,
	} {
		if f := b.Fact(name); f == nil || f.Name != name {
			t.Errorf("the catalogue has no %s", name)
		}
	}
}

// small is a law that is right; each case breaks one thing.
const small = `jurisdiction: JP
zone: Asia/Tokyo
law: {en: "Act", ja: "法"}
from: 2022-04-01
source: {title: "t", url: https://www.example.jp/, state: 2025-09-01, verified: true}
rules:
  - id: jp-act
    duty: report
    article: {en: "Art. 1", ja: "第1条"}
    title: {en: "Report", ja: "報告"}
    what: {en: "Report.", ja: "報告する。"}
    when: {fact: people, over: 1000, why: {en: "Art. 1", ja: "第1条"}}
    clocks:
      - {days: 30, roll: true, calendar: jp, why: {en: "Art. 2", ja: "第2条"}}
    recipients:
      - {name: {en: "Commission", ja: "委員会"}}
    items:
      - {id: outline, text: {en: "Outline", ja: "概要"}}
    examples:
      - {name: a, known: 2026-12-04, facts: {people: 1001}, applies: "yes", last_day: 2027-01-04}
      - {name: b, known: 2026-12-04, facts: {people: 1000}, applies: "no"}
`

func TestSchema(t *testing.T) {
	facts, err := data.ReadFile("data/facts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	read := func(text string) error {
		_, err := Read(fstest.MapFS{"facts.yaml": {Data: facts}, "small.yaml": {Data: []byte(text)}})
		return err
	}
	if err := read(small); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ from, to, want string }{
		{"duty: report", "duty: report\n    dooty: report", "dooty"},
		{"duty: report", "duty: dance", "duty"},
		{"fact: people", "fact: weather", `no fact "weather"`},
		{"fact: people", "fact: persons", `no fact "persons"`},
		{"over: 1000", `is: "yes"`, "cannot be asked so"},
		{"over: 1000", "over: 1000, least: 1000", "cannot be asked so"},
		{"over: 1000", "over: 1000, any: []", "one of all, any, not, fact"},
		{"{fact: people, over: 1000, why", "{any: [null], why", "an empty condition"},
		{"{fact: people, over: 1000, why", "{any: [], why", "one of all, any, not, fact"},
		{`, why: {en: "Art. 1", ja: "第1条"}`, "", "which words of the law"},
		{`{en: "Report", ja: "報告"}`, `{en: "Report"}`, "both languages"},
		{"from: 2022-04-01", "from: 1022-04-01", "in force from"},
		{"from: 2022-04-01", "from: 2022-04-31", "is no day"},
		{"from: 2022-04-01\n", "", "first day"},
		{"duty: report", "duty: report\n    until: 2022-04-01", "in force from"},
		{"days: 30", "days: 30, hours: 1", "one of at_once, hours, days"},
		{"days: 30", "days: 30, first: 30", "cannot be counted so"},
		{"calendar: jp", "calendar: mars", "calendar"},
		{", calendar: jp", "", "calendar"},
		{"zone: Asia/Tokyo\n", "", "days need a zone"},
		{"zone: Asia/Tokyo", "zone: Asia/Atlantis", "is not known"},
		{"{days: 30", "{when: {fact: people, over: 1}, days: 30", "the last clock"},
		{"{days: 30", "{start: people, days: 30", "is no moment"},
		{"{name: {en: \"Commission\", ja: \"委員会\"}}", "{name: {en: \"Commission\", ja: \"委員会\"}, url: http://www.example.jp/}", "address"},
		{"id: outline", "id: Out-line", "item"},
		{`applies: "no"}`, `applies: "yes"}`, "examples show"},
		{"facts: {people: 1000}", "facts: {people: many}", "wanted a number"},
		{"facts: {people: 1000}", "facts: {weather: fine}", "in the catalogue"},
		{"duty: report", "duty: report\n    after: jp-none", "comes after"},
		{"verified: true", "verified: true, by: me", "by"},
		{"https://www.example.jp/", "http://www.example.jp/", "address"},
	} {
		if !strings.Contains(small, c.from) {
			t.Fatalf("%q is not in the small law", c.from)
		}
		err := read(strings.Replace(small, c.from, c.to, 1))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q for %q: %v", c.to, c.from, err)
		}
	}
	twice := small + strings.TrimPrefix(small[strings.Index(small, "  - id"):], "")
	if err := read(twice); err == nil || !strings.Contains(err.Error(), "two versions") {
		t.Errorf("one rule twice: %v", err)
	}
	if err := read(small + "---\n" + small); err == nil {
		t.Error("two documents in one file")
	}
}
