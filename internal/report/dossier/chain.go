package dossier

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// chain lists the events with the beginnings of their hashes, the last ones if there are many.
func (t *teller) chain() {
	es := t.c.Events
	t.Title(t.Of("記録の連鎖", "The chain of events"), t.n(int64(len(es)), "件", "event", "events"))
	from := len(es) - t.bound(len(es), 60)
	t.earlier(from)
	for i := from; i < len(es); i++ {
		e := &es[i]
		head := fmt.Sprintf("%6d  ", e.Seq) + t.time(e.At) + "  " + t.Paint(report.Dim, hex.EncodeToString(e.Hash[:4])) + "  "
		const w = 6 + 2 + 16 + 2 + 8 + 2
		for j, l := range report.Wrap(t.Of(t.event(e.Body)+"（"+said(e.By)+"）", t.event(e.Body)+" ("+said(e.By)+")"), t.Width()-w) {
			if j > 0 {
				head = strings.Repeat(" ", w)
			}
			t.Line(head + l)
		}
	}
}

// event says in a few words what an event says.
func (t *teller) event(b breach.Body) string {
	to := t.Of("：", ": ")
	switch b := b.(type) {
	case breach.Opened:
		return t.Of("事案登録", "opened") + to + said(b.Title)
	case breach.Added:
		return t.Of("証拠追加 ", "evidence ") + said(b.ID) + t.Of(" ", " ") + t.sort(b.Sort) + to + said(b.Name)
	case breach.Stated:
		s := map[breach.Status]string{breach.Disputed: t.Of("異議 ", "disputed "), breach.Refuted: t.Of("否定 ", "refuted ")}[b.Status]
		return s + t.label(b.Name) + t.Of("＝", " = ") + t.value(b.Name, &b.Value)
	case breach.Counted:
		return t.Of("人数改定", "count") + to + t.stated(&b.Count)
	case breach.Weighed:
		what := t.text(b.Text)
		for _, g := range append(slices.Clone(b.Against), b.For...) { // of a cause that has its name, what is new of it
			if what == "" {
				what = t.text(g.Text)
			}
		}
		s := map[breach.Status]string{breach.Disputed: t.Of("異議 ", "disputed "), breach.Refuted: t.Of("否定 ", "refuted ")}[b.Status]
		return s + t.Of("原因 ", "cause ") + said(b.ID) + to + what
	case breach.Decided:
		return t.Of("決定", "decision") + to + t.act(b.Act) + t.Of(" ", " ") + said(b.Of) + t.Of("＝", " = ") + t.choice(b.Act, b.Choice)
	case breach.Met:
		met := t.Of("義務履行 ", "met ")
		if b.Partial {
			met = t.Of("義務を一部履行 ", "met in part: ")
		}
		return met + said(b.Rule) + to + said(b.Proof)
	case breach.Drafted:
		return t.Of("下書き ", "draft ") + said(b.Document) + fmt.Sprintf(" v%d", b.Version)
	case breach.Submitted:
		return t.Of("提出 ", "submitted ") + said(b.Document) + fmt.Sprintf(" v%d", b.Version) + " → " + said(b.To) + " " + said(b.Receipt)
	case breach.Noticed:
		return t.Of("本人通知 ", "notice ") + said(b.Batch) + to + report.Number(b.Sent) + "/" + report.Number(b.Persons)
	case breach.Contained:
		return t.Of("封じ込め", "contained") + to + said(b.What)
	case breach.Asked:
		return t.Of("照会 ", "asked ") + said(b.ID) + " " + said(b.To) + to + said(b.What)
	case breach.Answered:
		return t.Of("回答 ", "answer ") + said(b.ID) + to + said(b.Answer)
	case breach.Task:
		return t.Of("タスク ", "task ") + said(b.ID) + to + t.text(b.What)
	case breach.Progressed:
		s := ""
		if b.Done != nil {
			s = report.Number(*b.Done)
		}
		if b.Ended {
			s += t.Of("完了", " done")
		}
		if s == "" {
			return t.Of("進捗 ", "progress ") + said(b.ID)
		}
		return t.Of("進捗 ", "progress ") + said(b.ID) + to + strings.TrimSpace(s)
	case breach.Spent:
		return t.Of("費用 ", "cost ") + said(b.Item) + to + report.Number(b.Amount) + " " + said(b.Currency)
	case breach.Looked:
		return t.Of("窓口照会", "desk") + to + t.n(b.Asked, "件", "question", "questions")
	case breach.Closed:
		return t.Of("終結", "closed") + to + said(b.Why)
	case breach.Reopened:
		return t.Of("再開", "reopened") + to + said(b.Why)
	}
	return said(string(b.Type()))
}

// point is a moment of the time line.
type point struct {
	when breach.Moment
	text string
	key  bool
}

// points gathers what happened when, in the order of time.
func (t *teller) points() []point {
	s := t.c.State
	var out []point
	add := func(m breach.Moment, key bool, text string) {
		if !m.At.IsZero() && text != "" {
			out = append(out, point{m, text, key})
		}
	}
	at := func(x time.Time) breach.Moment { return breach.Moment{At: x, Precision: breach.Minute} }
	for _, name := range []string{breach.FirstRead, breach.LastRead, breach.Discovered, "known", breach.Stopped, breach.PersonsTold, breach.Published} {
		if b := t.c.Now(name); b != nil && b.Value.Moment != nil {
			add(*b.Value.Moment, name == breach.FirstRead || name == "known" || name == breach.PersonsTold, t.label(name))
		}
	}
	add(at(s.Opened), false, t.Of("事案を登録", "case opened"))
	for i := range s.Evidence {
		for _, m := range s.Evidence[i].Body.Marks {
			add(m.When, false, t.text(m.Text)+t.Of("（", " (")+said(s.Evidence[i].Body.ID)+t.Of("）", ")"))
		}
	}
	for i := range s.Contained {
		add(s.Contained[i].Body.At, false, t.Of("封じ込め：", "contained: ")+said(s.Contained[i].Body.What))
	}
	for i := range s.Submissions {
		b := &s.Submissions[i].Body
		add(at(b.At), false, t.Of("提出：", "submitted: ")+said(b.Document)+" → "+said(b.To))
	}
	for i := range s.Notices {
		b := &s.Notices[i].Body
		add(at(b.First), false, t.Of("本人通知の開始：", "notices begun: ")+said(b.Batch))
	}
	for i := range s.Turns {
		x := &s.Turns[i]
		add(at(x.At), false, map[bool]string{true: t.Of("終結：", "closed: "), false: t.Of("再開：", "reopened: ")}[x.Closed]+said(x.Why))
	}
	for i := range t.c.Duties {
		d := &t.c.Duties[i]
		if (d.Status == breach.Due || d.Status == breach.Late) && d.Due != nil && !d.Due.AtOnce {
			add(at(d.Due.At), false, t.Of("期限：", "due: ")+t.text(d.Rule.Title))
		}
	}
	slices.SortStableFunc(out, func(a, b point) int { return a.when.At.Compare(b.when.At) })
	return out
}

// line is the time line, with now in it. Of many moments the three times and the latest are kept.
func (t *teller) line() {
	all := t.points()
	t.Title(t.Of("時系列", "Time line"), "")
	keep := t.bound(len(all), 24)
	dropped, told := len(all)-keep, false
	for i, left := 0, dropped; i < len(all); i++ {
		p := &all[i]
		if left > 0 && !p.key {
			left--
			continue
		}
		if !told && p.when.At.After(t.c.At) {
			told = true
			t.Line(t.Paint(report.Dim, "  ───── "+t.time(t.c.At)+t.Of(" 現在", " now")))
		}
		mark, style := "·", report.Plain
		if p.key {
			mark, style = "●", report.Bold
		}
		when := t.moment(&p.when)
		const w = 26
		if report.Columns(when) > w {
			t.Line("  " + t.Paint(style, mark) + " " + when)
			t.Wrap(style, p.text, 4+w+1)
			continue
		}
		for j, l := range report.Wrap(p.text, t.Width()-4-w-1) {
			if j > 0 {
				mark, when = " ", ""
			}
			t.Line("  " + t.Paint(style, mark) + " " + report.Fit(when, w) + " " + t.Paint(style, l))
		}
	}
	t.rest(dropped)
}
