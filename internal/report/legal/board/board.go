// Package board holds the page for the board: what happened to whom, what is due, what it costs, what must be decided.
package board

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/cost"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// It is one page: so much of each, the rest counted.
const (
	mostKinds     = 5
	mostDuties    = 5
	mostCosts     = 2
	mostDecisions = 4
)

// Forms lists it.
func Forms() []legal.Form {
	return []legal.Form{{ID: "board", Title: law.Text{JA: "取締役会報告（事案の概況）", EN: "Report to the board"}, Reader: legal.Inside, Write: page}}
}

func page(s *legal.Sheet) {
	s.Doc.Lead = append(s.Doc.Lead, legal.Clean(s.State.Title)+fmt.Sprintf(s.Say("　%s現在", ", as of %s"), s.At(s.Now)))
	s.ThreeTimes()
	s.Doc.Date = time.Time{} // it stands in the line below the title; there is one page
	t := paper.Table{Widths: []int{4, 17}}
	for _, r := range []struct {
		ja, en string
		a      legal.Answer
	}{
		{"対象者", "Persons", s.People()},
		{"重大な項目", "Gravest items", worst(s)},
		{"原因", "Cause", s.Reason()},
		{"二次被害", "Misuse", spoken(s, s.HarmSeen().Add(s.Harm()))},
		{"本人への連絡", told, spoken(s, s.ToldState().Add(s.ToPersons()))},
	} {
		v := paper.UnderInvestigation(s.Lang)
		if r.a.Known() {
			v = run(s, r.a.Value)
		} else if r.en == told {
			v = s.Say("未実施（記録なし）", "not yet (nothing is recorded)")
		}
		t.Rows, t.By = append(t.Rows, []string{s.Say(r.ja, r.en), v}), append(t.By, r.a.By)
	}
	costs(s, &t)
	s.Add(t)
	duties(s)
	decisions(s)
	note(s)
}

const told = "Persons told"

// run puts paragraphs in one line.
func run(s *legal.Sheet, parts []string) string {
	out := ""
	for _, v := range parts {
		switch v = legal.Clean(v); {
		case out == "":
			out = v
		case strings.HasSuffix(out, "。"):
			out += v
		case strings.HasSuffix(out, "."):
			out += " " + v
		default:
			out += s.Say("／", "; ") + v
		}
	}
	return out
}

// spoken puts the boxes that are ticked in words: there is no room for boxes.
func spoken(s *legal.Sheet, a legal.Answer) legal.Answer {
	var words []string
	for _, c := range a.Choices {
		if c.Ticked {
			words = append(words, c.Text)
		}
	}
	if len(words) > 0 {
		a.Value = append([]string{s.Join(words) + s.Say("。", ".")}, a.Value...)
	}
	a.Choices = nil
	return a
}

func worst(s *legal.Sheet) legal.Answer {
	var names []string
	for _, h := range s.Affected.Kinds {
		if len(names) == mostKinds {
			break
		}
		n := s.Kind(h.Kind)
		if h.People != nil && (s.Affected.Count.Max == nil || *h.People != *s.Affected.Count.Max) { // else everybody
			n += s.Say("（", " (") + s.Persons(*h.People) + s.Say("）", ")")
		}
		names = append(names, n)
	}
	if len(names) == 0 {
		return legal.Answer{}
	}
	v := s.Join(names)
	if more := len(s.Affected.Kinds) - len(names); more > 0 {
		v += fmt.Sprintf(s.Say("　ほか%d項目", " and %d more"), more)
	}
	return legal.Answer{Value: []string{v}, By: s.HeldBy()}
}

// duties are told without the events that they rest on, which are many; case show tells them.
func duties(s *legal.Sheet) {
	s.Heading(2, "法令上の義務と期限", "Duties and days")
	t := paper.Table{Head: []string{s.Say("義務", "Duty"), s.Say("期限", "Due"), s.Say("状況", "State")}, Widths: []int{8, 7, 4}}
	left := 0
	for i := range s.Duties {
		d := &s.Duties[i]
		if d.Status == breach.None || d.Rule == nil {
			continue
		}
		if len(t.Rows) == mostDuties {
			left++
			continue
		}
		t.Rows = append(t.Rows, []string{short(s, d), s.DutyDue(d), s.DutyState(d)})
	}
	if len(t.Rows) == 0 {
		s.Phrase("現時点で該当が確認された義務はありません。", "No duty is known to apply by now.")
		return
	}
	if left > 0 {
		t.Rows = append(t.Rows, []string{fmt.Sprintf(s.Say("ほか%d件", "and %d more"), left), "", ""})
	}
	s.Add(t)
}

// short is a duty in a few words: whose law, and what.
func short(s *legal.Sheet, d *breach.Duty) string {
	where := country.Name(d.Rule.Jurisdiction, s.Lang)
	switch d.Rule.Jurisdiction {
	case "card":
		where = s.Say("カードブランド", "Card brands")
	case "EU":
		where = "GDPR"
	case "":
		where = d.Rule.Law.Of(s.Lang)
	}
	return where + s.Say("：", ": ") + d.Rule.Title.Of(s.Lang)
}

// costs adds what it cost so far, and what is to come.
func costs(s *legal.Sheet, t *paper.Table) {
	row := func(ja, en, text string, by []int64) {
		t.Rows, t.By = append(t.Rows, []string{s.Say(ja, en), legal.Clean(text)}), append(t.By, by)
	}
	if s.Cost == nil {
		row("費用", "Cost", s.Say("算定していません", "not reckoned"), nil)
		return
	}
	c := s.Cost
	var spent int64
	var by, from []int64
	var paid, coming, open []string
	for _, l := range c.Spent {
		spent, by = spent+l.High, legal.Events(by, l.By...)
		paid = append(paid, s.Tell(l.Text)+" "+s.Money(l.High, c.Currency))
	}
	lines := slices.Clone(c.Planned)
	slices.SortStableFunc(lines, func(a, b cost.Line) int { return int(min(max(b.High-a.High, -1), 1)) })
	for _, l := range lines {
		name := s.Tell(l.Text)
		if l.Assumed {
			name += s.Say("※", "*")
		}
		coming, from = append(coming, name+" "+between(s, l.Low, l.High, c.Currency)), legal.Events(from, l.By...)
	}
	for _, u := range c.Unknown {
		open = append(open, s.Tell(u))
	}
	row("費用（支出済み）", "Cost so far", s.Money(spent, c.Currency)+bracketed(s, paid), by)
	text := between(s, c.Low, c.High, c.Currency) + bracketed(s, coming)
	if len(open) > 0 {
		text += s.Say("。見積り不能で含まないもの：", ". Not in it, for nobody can tell: ") + s.Join(open)
	}
	row("費用（見込み）", "Cost to come", text, from)
}

// bracketed are the greatest of the parts, the rest counted.
func bracketed(s *legal.Sheet, parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	if more := len(parts) - mostCosts; more > 0 {
		parts = append(parts[:mostCosts:mostCosts], fmt.Sprintf(s.Say("ほか%d費目", "%d more"), more))
	}
	return s.Say("（", " (") + s.Join(parts) + s.Say("）", ")")
}

func note(s *legal.Sheet) {
	c := s.Cost
	if c == nil {
		return
	}
	s.Note(fmt.Sprintf("費用の見込みは「%s」（%s時点）による幅のある推計。※は仮定を含む費目。", s.Tell(c.Name), legal.Date(c.Dated, "ja")),
		fmt.Sprintf("Cost to come: a range by the %s of %s; * with assumptions.", s.Tell(c.Name), legal.Date(c.Dated, "en")))
}

func between(s *legal.Sheet, low, high int64, currency string) string {
	if low == high {
		return s.Money(low, currency)
	}
	return s.Money(low, currency) + s.Say("～", " to ") + s.Money(high, currency)
}

// decisions are what only the board, or whoever it names, can settle.
func decisions(s *legal.Sheet) {
	s.Heading(2, "判断が必要な事項", "To be decided")
	var items []string
	add := func(ja, en string) { items = append(items, legal.Clean(s.Say(ja, en))) }
	undecided := map[string]int{}
	for i := range s.Duties {
		if d := &s.Duties[i]; d.Rule != nil && d.Status == breach.Undecided {
			undecided[d.Rule.Law.EN]++
		}
	}
	for i := range s.Duties {
		d := &s.Duties[i]
		switch {
		case d.Rule == nil:
		case d.Status == breach.Late:
			add("期限を過ぎた義務の履行："+short(s, d), "To be met at once, for it is late: "+short(s, d))
		case d.Status == breach.Undecided && undecided[d.Rule.Law.EN] > 0: // the most urgent of each law
			n := undecided[d.Rule.Law.EN]
			undecided[d.Rule.Law.EN] = 0
			more := ""
			if n > 1 {
				more = fmt.Sprintf(s.Say("、義務%d件", ", %d duties"), n)
			}
			add(fmt.Sprintf("%sの適用の有無（%s%s）", d.Rule.Law.JA, s.DutyDue(d), more), fmt.Sprintf("Whether it applies: %s (%s%s)", d.Rule.Law.EN, s.DutyDue(d), more))
		}
	}
	if s.Fact(breach.Published) == nil {
		add("公表の要否と時期", "Whether and when to make it public")
	}
	for _, q := range s.State.Requests {
		if q.Open && !q.Body.Due.IsZero() && q.Body.Due.Before(s.Now) {
			add(fmt.Sprintf("%sからの回答が期限（%s）までに届いていません", q.Body.To, s.Day(q.Body.Due)), fmt.Sprintf("%s has not answered by %s", q.Body.To, s.Day(q.Body.Due)))
		}
	}
	var without int64
	for _, n := range s.State.Notices {
		without += n.Body.Without
	}
	if without > 0 {
		add(fmt.Sprintf("連絡先が分からない%sへの対応（公表等の代替措置）", s.Persons(without)), fmt.Sprintf("How %s without an address are told (by publication)", s.Persons(without)))
	}
	if len(items) == 0 {
		s.Phrase("現時点ではありません。", "Nothing by now.")
		return
	}
	if more := len(items) - mostDecisions; more > 0 {
		items = append(items[:mostDecisions], fmt.Sprintf(s.Say("ほか%d件", "and %d more"), more))
	}
	s.Add(paper.List{Items: items})
}
