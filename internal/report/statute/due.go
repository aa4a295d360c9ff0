package statute

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// Due writes the answer of a rule: by when, whether it applies and why, what would decide it. Times are those of the authority's zone, and of local where
// that has another.
func Due(w io.Writer, o report.Options, b *book.Book, a *law.Answer, local *time.Location) error {
	t := newTeller(w, o, b)
	due := a.Due
	if due == nil {
		due = a.If
	}
	t.headline(a, due)
	t.Line(t.Paint(report.Dim, report.Cut(a.Rule.ID+t.Of("　", "  ")+a.Rule.Law.Of(t.lang), t.Width())))
	t.Line("")
	t.applies(a)
	if due != nil {
		t.due(a.Rule, due, local)
	}
	for i, name := range a.Open {
		label := ""
		if i == 0 {
			label = t.opens(a)
		}
		t.field(report.Plain, label, t.question(name))
	}
	for i, to := range a.Recipients {
		label := ""
		if i == 0 {
			label = t.Of("相手先", "to")
		}
		t.field(report.Plain, label, to.Name.Of(t.lang))
	}
	if a.Rule.Note != (law.Text{}) {
		t.field(report.Dim, t.Of("注記", "note"), a.Rule.Note.Of(t.lang))
	}
	t.source(a.Rule)
	return t.Flush()
}

// headline is the answer in a sentence.
func (t *teller) headline(a *law.Answer, due *law.Due) {
	title := a.Rule.Title.Of(t.lang)
	if a.Applies == law.No {
		t.Wrap(report.Bold, title+t.Of("：対象外です", ": does not apply"), 0)
		return
	}
	by := ""
	switch {
	case due == nil:
		by = t.Of("期限はまだ計算できません", "by when cannot be told yet")
	case due.AtOnce:
		by = t.Of("直ちに", "at once")
	case due.Clock.Hours > 0:
		by = t.Of(t.moment(due.At)+" まで", "by "+t.moment(due.At))
	default:
		by = t.Of(t.day(due.At)+"まで", "by "+t.day(due.At))
	}
	s := title + t.Of("：", ": ") + by
	if a.Applies == law.Unknown {
		s = title + t.Of("：要否は未確定。該当する場合、", ": undecided whether it applies; if so, ") + by
	}
	t.Wrap(report.Bold, s, 0)
}

// opens is what the open facts would do.
func (t *teller) opens(a *law.Answer) string {
	if a.Applies == law.Unknown {
		return t.Of("決め手", "decided by")
	}
	return t.Of("変わり得る", "may change")
}

var answers = map[law.Truth]law.Text{
	law.Yes:     {EN: "yes", JA: "該当する"},
	law.No:      {EN: "no", JA: "該当しない"},
	law.Unknown: {EN: "unknown", JA: "未確定"},
}

func (t *teller) applies(a *law.Answer) {
	t.field(report.Plain, t.Of("該当", "applies"), answers[a.Applies].Of(t.lang))
	for i := range a.Because {
		label := ""
		if i == 0 {
			label = t.Of("理由", "because")
			if a.Applies == law.Unknown {
				label = t.Of("判明分", "known")
			}
		}
		t.field(report.Plain, label, t.reason(&a.Because[i]))
	}
	t.field(report.Plain, t.Of("条項", "article"), a.Rule.Article.Of(t.lang))
}

// reason is a condition with the value of its fact.
func (t *teller) reason(r *law.Reason) string {
	s := r.Why.Of(t.lang)
	if f := t.book.Fact(r.Fact); f != nil {
		s += t.Of("［", " [") + f.Name + " = " + f.Say(r.Value, t.lang) + t.Of("］", "]")
	}
	return s
}

// question is a fact as a person is asked, with the name that --fact takes.
func (t *teller) question(name string) string {
	f := t.book.Fact(name)
	if f == nil {
		return name
	}
	return f.Question.Of(t.lang) + t.Of("［", " [") + f.Name + t.Of("］", "]")
}

func (t *teller) due(r *law.Rule, d *law.Due, local *time.Location) {
	t.field(report.Plain, t.Of("起算", "counts from"), t.moment(d.Begin))
	t.field(report.Plain, t.Of("期間", "clock"), d.Clock.Why.Of(t.lang))
	if how := t.counted(d.Clock); how != "" {
		t.field(report.Dim, "", how)
	}
	for i := range d.Because {
		t.field(report.Dim, "", t.reason(&d.Because[i]))
	}
	if d.AtOnce {
		return
	}
	at := d.At.Format("2006-01-02 15:04:05 ") + zone(d.At)
	if !d.First.IsZero() {
		at = fmt.Sprintf(t.Of("%s から %s", "from %s to %s"), d.First.Format(time.DateOnly), at)
	}
	t.field(report.Bold, t.Of("期限", "due"), at)
	if there := d.At.In(local); there.Format(time.DateTime) != d.At.Format(time.DateTime) {
		t.field(report.Plain, t.Of("現地時刻", "local time"), there.Format("2006-01-02 15:04:05 ")+zone(there))
	}
	if d.Moved != (law.Text{}) {
		t.field(report.Plain, t.Of("繰下げ", "moved"), d.Moved.Of(t.lang))
	}
	if d.Doubt != (law.Text{}) {
		t.field(report.Yellow, t.Of("注意", "caution"), d.Doubt.Of(t.lang))
	}
	for i := range d.Might {
		label := ""
		if i == 0 {
			label = t.Of("場合により", "otherwise")
		}
		t.field(report.Plain, label, t.other(r, &d.Might[i]))
	}
}

// other is another due day and what would make it so.
func (t *teller) other(r *law.Rule, m *law.Other) string {
	when := t.day(m.At)
	if m.LastDay == "" {
		when = t.Of("直ちに", "at once")
	} else if m.At.Second() != 59 {
		when = t.moment(m.At)
	}
	value := m.Fact
	switch f := t.book.Fact(m.Fact); {
	case f == nil:
	case f.Sort == law.Set && m.Value.Whole && len(m.Value.Set) == 0: // a set that has none of the words asked for
		value += t.Of(" が "+strings.Join(clockWords(r, m.Fact), "・")+" のいずれでもない", " is none of "+strings.Join(clockWords(r, m.Fact), ", "))
	default:
		value += " = " + f.Say(m.Value, t.lang)
	}
	return when + t.Of("（"+value+" の場合）", ", if "+value)
}

// clockWords are the words of a set on which the clocks of a rule hang.
func clockWords(r *law.Rule, fact string) []string {
	var out []string
	for i := range r.Clocks {
		if c := r.Clocks[i].When; c != nil && c.Fact == fact {
			out = append(out, c.Has...)
		}
	}
	return out
}
