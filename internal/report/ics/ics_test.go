package ics

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach/deadline"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

var (
	tokyo = time.FixedZone("JST", 9*3600)
	at    = time.Date(2027, 1, 4, 23, 59, 59, 0, tokyo)
	usual = &Options{Lang: "ja", Domain: "example.jp", Version: "1.2.3", Before: deadline.Usual, Zone: tokyo}
)

// property is a content line taken apart.
type property struct{ name, params, value string }

// part is a component with its properties and the components in it.
type part struct {
	name  string
	props []property
	parts []*part
}

func (p *part) of(t *testing.T, name string) string {
	t.Helper()
	for _, x := range p.props {
		if x.name == name {
			return x.value
		}
	}
	t.Errorf("%s has no %s", p.name, name)
	return ""
}

var contentLine = regexp.MustCompile(`^([A-Z][A-Z0-9-]*)((?:;[A-Z-]+=[A-Z0-9-]+)*):(.*)$`)

// strict reads a calendar as RFC 5545 has it, and fails on whatever it does not allow.
func strict(t *testing.T, b []byte) *part {
	t.Helper()
	if !utf8.Valid(b) || !bytes.HasSuffix(b, []byte("\r\n")) {
		t.Fatal("not UTF-8, or the last line does not end")
	}
	raw := strings.Split(strings.TrimSuffix(string(b), "\r\n"), "\r\n")
	var lines []string
	for _, l := range raw {
		if len(l) > 75 {
			t.Errorf("a line of %d bytes", len(l))
		}
		if strings.ContainsAny(l, "\r\n") || !utf8.ValidString(l) {
			t.Errorf("a line that ends otherwise, or is cut within a letter: %q", l)
		}
		if rest, folded := strings.CutPrefix(l, " "); folded {
			lines[len(lines)-1] += rest
		} else {
			lines = append(lines, l)
		}
	}
	root := &part{}
	open := []*part{root}
	for _, l := range lines {
		m := contentLine.FindStringSubmatch(l)
		if m == nil {
			t.Fatalf("no content line: %q", l)
		}
		top := open[len(open)-1]
		switch m[1] {
		case "BEGIN":
			p := &part{name: m[3]}
			top.parts = append(top.parts, p)
			open = append(open, p)
		case "END":
			if top.name != m[3] {
				t.Fatalf("%s ends in %s", m[3], top.name)
			}
			open = open[:len(open)-1]
		default:
			top.props = append(top.props, property{m[1], m[2], m[3]})
		}
	}
	if len(open) != 1 || len(root.parts) != 1 || root.parts[0].name != "VCALENDAR" {
		t.Fatal("not one calendar")
	}
	for _, e := range root.parts[0].parts {
		check(t, e)
	}
	return root.parts[0]
}

// check holds an event to what it must have, once each.
func check(t *testing.T, e *part) {
	t.Helper()
	seen := map[string]int{}
	for _, p := range e.props {
		seen[p.name]++
		if p.name == "SUMMARY" || p.name == "DESCRIPTION" {
			for i := 0; i < len(p.value); i++ {
				switch p.value[i] {
				case '\\':
					if i++; i == len(p.value) || !strings.ContainsRune(`\;,nN`, rune(p.value[i])) {
						t.Errorf("a wrong escape: %q", p.value)
					}
				case ';', ',':
					t.Errorf("not escaped: %q", p.value)
				}
			}
		}
	}
	for _, name := range []string{"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY", "STATUS"} {
		if seen[name] != 1 {
			t.Errorf("%d %s", seen[name], name)
		}
	}
	if seen["DTEND"]+seen["DURATION"] != 1 {
		t.Error("DTEND and DURATION")
	}
	for _, a := range e.parts {
		if a.name != "VALARM" || a.of(t, "ACTION") != "DISPLAY" || a.of(t, "DESCRIPTION") == "" {
			t.Errorf("%+v", a)
		}
		if _, err := time.Parse(utc, a.of(t, "TRIGGER")); err != nil {
			t.Error(err)
		}
	}
}

func sample() []deadline.Deadline {
	return []deadline.Deadline{
		{Case: "2026-0007", ID: "jp-appi-final", Sort: deadline.Duty, Title: law.Text{EN: "Final report", JA: "確報"}, Law: law.Text{EN: "APPI", JA: "個人情報の保護に関する法律"}, Article: law.Text{EN: "Art. 26(1); Rule 8(2)", JA: "法第26条第1項、規則第8条第2項"},
			To: []law.Text{{EN: "PPC", JA: "個人情報保護委員会"}}, At: at, LastDay: "2027-01-04", Moves: 2, Since: at.AddDate(0, -1, 0)},
		{Case: "2026-0007", ID: "eu-gdpr-33", Sort: deadline.Duty, Title: law.Text{EN: "Notification, within 72 hours", JA: "72時間以内の通知"}, At: at, Undecided: true, Open: []string{"risk", "places"}},
		{Case: "2026-0007", ID: "Q1", Sort: deadline.Request, Title: law.Text{EN: "Answer to request Q1", JA: "照会 Q1 への回答"}, To: []law.Text{{EN: "A, B; C\\D", JA: "委託先\nA\x07"}}, At: at, Done: true},
		{Case: "2026-0007", ID: "sg-pdpa", Sort: deadline.Duty, Title: law.Text{EN: "x", JA: "x"}, At: at, Gone: true},
	}
}

func TestWrite(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		o := *usual
		o.Lang = lang
		var b, again bytes.Buffer
		if err := Write(&b, sample(), &o); err != nil {
			t.Fatal(err)
		}
		_ = Write(&again, sample(), &o)
		if !bytes.Equal(b.Bytes(), again.Bytes()) {
			t.Error("not the same twice")
		}
		c := strict(t, b.Bytes())
		if c.of(t, "VERSION") != "2.0" || c.of(t, "PRODID") == "" || len(c.parts) != 4 {
			t.Error(c.props)
		}
		var got []string
		for _, e := range c.parts {
			start := ""
			for _, p := range e.props {
				if p.name == "DTSTART" {
					start = p.params + ":" + p.value
				}
			}
			got = append(got, fmt.Sprint(e.of(t, "UID"), " ", start, " ", e.of(t, "SEQUENCE"), " ", e.of(t, "STATUS"), " ", len(e.parts)))
		}
		want := []string{
			"2026-0007-jp-appi-final@example.jp ;VALUE=DATE:20270104 2 CONFIRMED 3",
			"2026-0007-eu-gdpr-33@example.jp :20270104T145959Z 0 TENTATIVE 3",
			"2026-0007-q1@example.jp :20270104T145959Z 0 CONFIRMED 0",
			"2026-0007-sg-pdpa@example.jp :20270104T145959Z 0 CANCELLED 0",
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(lang, d)
		}
		if a := c.parts[0].parts[0].of(t, "TRIGGER"); a != "20270101T145959Z" {
			t.Error("the first alarm", a)
		}
	}
}

// TestFold: whatever the length, a line has at most 75 bytes, no letter is torn, and unfolded it is what it was.
func TestFold(t *testing.T) {
	for _, filler := range []string{"長", "é", "a", "😀", ",", "\\"} {
		for shift := range 6 {
			title := strings.Repeat("x", shift) + strings.Repeat(filler, 100)
			var b bytes.Buffer
			if err := Write(&b, []deadline.Deadline{{Case: "1", ID: "x", Title: law.Text{JA: title}, At: at}}, usual); err != nil {
				t.Fatal(err)
			}
			got := strict(t, b.Bytes()).parts[0].of(t, "SUMMARY")
			got = strings.NewReplacer(`\\`, `\`, `\,`, ",", `\;`, ";", `\n`, "\n").Replace(got)
			if got != title+"（事案 1）" {
				t.Errorf("%q %d: %q", filler, shift, got)
			}
		}
	}
}
