// Package board holds the page for the board: what happened to whom, what is due, what it costs, what must be decided.
package board

import (
	"fmt"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/cost"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// It is one page: so much of each, the rest counted.
const (
	mostKinds     = 6
	mostDuties    = 8
	mostCosts     = 7
	mostDecisions = 6
)

// Forms lists it.
func Forms() []legal.Form {
	return []legal.Form{{ID: "board", Title: law.Text{JA: "取締役会報告（事案の概況）", EN: "Report to the board"}, Reader: legal.Inside, Write: page}}
}

func page(s *legal.Sheet) {
	s.Doc.Lead = append(s.Doc.Lead, legal.Clean(s.State.Title), fmt.Sprintf(s.Say("%s現在", "As of %s"), s.At(s.Now)))
	s.ThreeTimes()
	s.Field("board.people", "", "対象者", "Persons", s.People())
	s.Field("board.kinds", "", "重大な項目", "Gravest items", worst(s))
	s.Field("board.cause", "", "原因", "Cause", s.Reason())
	s.Field("board.damage", "", "二次被害", "Secondary damage", s.HarmSeen().Add(s.Harm()))
	s.Field("board.told", "", "本人への連絡", "Persons told", s.ToldState().Add(s.ToPersons()))
	duties(s)
	costs(s)
	decisions(s)
}

func worst(s *legal.Sheet) legal.Answer {
	var names []string
	for _, h := range s.Affected.Kinds {
		if len(names) == mostKinds {
			break
		}
		n := s.Kind(h.Kind)
		if h.People != nil {
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

func duties(s *legal.Sheet) {
	s.Heading(2, "法令上の義務と期限", "Duties and days")
	t := paper.Table{Head: []string{s.Say("義務", "Duty"), s.Say("期限", "Due"), s.Say("状況", "State")}, Widths: []int{9, 6, 4}}
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
		state := s.DutyState(d)
		if n := len(d.Missing); n > 0 && (d.Status == breach.Due || d.Status == breach.Late) {
			state += fmt.Sprintf(s.Say("（未確定%d項目）", " (missing: %d)"), n)
		}
		t.Rows = append(t.Rows, []string{s.DutyName(d), s.DutyDue(d), state})
		t.By = append(t.By, legal.DutyBy(d))
	}
	if len(t.Rows) == 0 {
		s.Phrase("現時点で該当が確認された義務はありません。", "No duty is known to apply by now.")
		return
	}
	s.Add(t)
	if left > 0 {
		s.Note(fmt.Sprintf("ほか%d件", left), fmt.Sprintf("and %d more", left))
	}
}

func costs(s *legal.Sheet) {
	s.Heading(2, "費用", "Cost")
	if s.Cost == nil {
		s.Phrase("費用は算定していません。", "The cost was not reckoned.")
		return
	}
	c := s.Cost
	var spent int64
	for _, l := range c.Spent {
		spent += l.High
	}
	t := paper.Table{Head: []string{s.Say("費目", "Item"), s.Say("支出済み", "Spent"), s.Say("今後の見込み", "To come")}, Widths: []int{8, 4, 7}, Right: []bool{false, true, true}, Total: true}
	row := func(name, a, b string, by []int64) {
		t.Rows, t.By = append(t.Rows, []string{name, a, b}), append(t.By, by)
	}
	lines := slices.Clone(c.Planned)
	slices.SortStableFunc(lines, func(a, b cost.Line) int { return int(min(max(b.High-a.High, -1), 1)) })
	for _, l := range c.Spent {
		if len(t.Rows) < mostCosts {
			row(legal.Clean(s.Tell(l.Text)), s.Money(l.High, c.Currency), "", l.By)
		}
	}
	for _, l := range lines {
		if len(t.Rows) < mostCosts {
			name := legal.Clean(s.Tell(l.Text))
			if l.Assumed {
				name += s.Say("※", " *")
			}
			row(name, "", between(s, l.Low, l.High, c.Currency), l.By)
		}
	}
	if left := len(c.Spent) + len(lines) - len(t.Rows); left > 0 {
		row(fmt.Sprintf(s.Say("その他%d費目", "%d further items"), left), "", s.Say("合計に含む", "in the total"), nil)
	}
	row(s.Say("合計", "Total"), s.Money(spent, c.Currency), between(s, c.Low, c.High, c.Currency), nil)
	s.Add(t)
	note(s)
}

func note(s *legal.Sheet) {
	c := s.Cost
	var open []string
	for _, u := range c.Unknown {
		open = append(open, s.Tell(u))
	}
	ja := fmt.Sprintf("見込みは費用モデル「%s」（%s時点）による幅のある推計です。※は仮定に基づく単価・割合を含みます。", s.Tell(c.Name), legal.Date(c.Dated, "ja"))
	en := fmt.Sprintf("What is to come is a range by the model %q of %s; * rests on assumptions.", s.Tell(c.Name), legal.Date(c.Dated, "en"))
	if len(open) > 0 {
		ja += "次の費目は金額を見積もれないため含みません：" + s.Join(open) + "。"
		en += " Not included, as nobody can tell an amount: " + s.Join(open) + "."
	}
	s.Note(ja, en)
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
	for i := range s.Duties {
		d := &s.Duties[i]
		if d.Rule == nil {
			continue
		}
		name := s.DutyName(d)
		switch d.Status {
		case breach.Late:
			add("期限を過ぎた義務の履行："+name, "To be met at once, for it is late: "+name)
		case breach.Undecided:
			add(fmt.Sprintf("適用の有無の判断：%s（%s）", name, s.DutyDue(d)), fmt.Sprintf("Whether it applies: %s (%s)", name, s.DutyDue(d)))
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
