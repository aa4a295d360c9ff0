package inquiry

import (
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

var at = time.Date(2026, 12, 4, 10, 0, 0, 0, time.UTC)

func folded(t *testing.T, bodies ...breach.Body) *breach.State {
	t.Helper()
	var events []breach.Event
	for i, b := range append([]breach.Body{breach.Opened{Title: "x"}}, bodies...) {
		events = append(events, breach.Event{Case: "2026-0007", Seq: int64(i + 1), At: at.Add(time.Duration(i) * time.Minute), By: "tanaka", Body: b})
	}
	st, err := breach.Fold(events)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func has(list []law.Text, part string) bool {
	for _, q := range list {
		if strings.Contains(q.EN, part) {
			return true
		}
	}
	return false
}

// TestQuestions: they fit whom it goes to, and what is known is not asked again.
func TestQuestions(t *testing.T) {
	n := int64(12)
	bare := folded(t)
	known := folded(t, breach.Counted{Count: breach.Count{Confirmed: &n, Likely: &n, Max: &n}, Source: "tanaka"},
		breach.Stated{Fact: breach.Fact{Name: breach.FirstRead, Value: breach.Value{Moment: &breach.Moment{At: at, Precision: breach.Day}}, Status: breach.Asserted, Source: "tanaka"}})
	for _, role := range Roles() {
		if len(Questions(bare, role)) < 3 {
			t.Error(role)
		}
	}
	for part, c := range map[string]struct {
		st   *breach.State
		role string
		want bool
	}{
		"How many persons are concerned": {bare, Contractor, true},
		"Since when, and until when":     {bare, Partner, true},
		"Which sub-contractors":          {bare, Contractor, true},
		"Which logs you keep":            {known, Contractor, true},
		"passed on":                      {bare, Recipient, true},
		"principals":                     {bare, Partner, false},
		"Whether telling the persons":    {bare, Authority, true},
	} {
		if has(Questions(c.st, c.role), part) != c.want {
			t.Errorf("%s, %s", c.role, part)
		}
	}
	if q := Questions(known, Contractor); has(q, "How many") || has(q, "Since when") {
		t.Error("asks what is known")
	}
}

func TestLetter(t *testing.T) {
	st := folded(t, breach.Added{ID: "E1", Sort: breach.FromMatch, Name: "m", Kinds: []breach.Held{{Kind: pii.EmailAddress}}}, breach.Asked{ID: "Q1", To: "株式会社委託先A", What: "対象期間のアクセスログ", Due: at.AddDate(0, 0, 6)})
	in := &Input{State: st, Request: &st.Requests[0], Role: Contractor, About: &config.Case{Name: "例示商事株式会社", NameEN: "Example Trading", Phone: "03-0000-0000", Email: "privacy@example.jp"}, Zone: time.FixedZone("JST", 9*3600), Now: at}
	for lang, want := range map[string][]string{
		"ja": {"株式会社委託先A　御中", "当社整理番号 2026-0007-Q1", "メールアドレス。", "対象期間のアクセスログ", "回答期限: 2026年12月10日", "privacy@example.jp / 03-0000-0000"},
		"en": {"Example Trading", "our number 2026-0007-Q1", "e-mail address.", "By 10 December 2026"},
	} {
		d := Letter(in, lang)
		text := strings.Join(d.To, "\n") + strings.Join(d.From, "\n") + d.Subject
		rows := 0
		for _, b := range d.Blocks {
			switch b := b.(type) {
			case paper.Text:
				text += b.Text
			case paper.List:
				text += strings.Join(b.Items, "\n")
			case paper.Table:
				rows = len(b.Rows)
			}
		}
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: %q is not in %s", lang, w, text)
			}
		}
		if !d.Letter || rows < 10 {
			t.Error(d.Letter, rows)
		}
	}
}
