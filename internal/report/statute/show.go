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

// Show writes all of a rule as it stands at a time.
func Show(w io.Writer, o report.Options, b *book.Book, r *law.Rule, at time.Time) error {
	t := newTeller(w, o, b)
	t.Ends(report.Bold, r.Title.Of(o.Lang), r.ID)
	t.Wrap(report.Plain, r.What.Of(o.Lang), 0)
	t.Line("")
	t.field(report.Plain, t.Of("法令", "law"), r.Law.Of(o.Lang)+t.Of("（", " (")+t.place(r.Jurisdiction)+t.Of("）", ")"))
	t.field(report.Plain, t.Of("条項", "article"), r.Article.Of(o.Lang))
	t.field(report.Plain, t.Of("種類", "duty"), dutyNames[r.Duty].Of(o.Lang))
	t.force(r, at)
	if r.After != "" {
		t.field(report.Plain, t.Of("前段階", "after"), r.After)
	}
	if r.Note != (law.Text{}) {
		t.field(report.Plain, t.Of("注記", "note"), r.Note.Of(o.Lang))
	}
	t.source(r)
	t.Title(t.Of("該当する場合", "When it applies"), "")
	t.cond(r.When, 0)
	if r.Suspicion {
		t.Wrap(report.Dim, t.Of("おそれがある場合も同じです。", "A suspicion counts as the thing itself."), 2)
	}
	if r.Unless != nil {
		t.Title(t.Of("対象外となる場合", "What exempts from it"), "")
		t.cond(r.Unless, 0)
	}
	t.clocks(r)
	t.recipients(r.Recipients)
	t.items(r)
	t.examples(r)
	return t.Flush()
}

func (t *teller) force(r *law.Rule, at time.Time) {
	style, s := report.Plain, ""
	switch {
	case r.Pending != (law.Text{}):
		style, s = report.Yellow, r.Pending.Of(t.lang)
	default:
		s = fmt.Sprintf(t.Of("%s から", "from %s"), r.From.Format(time.DateOnly))
		if !r.Until.IsZero() {
			s += fmt.Sprintf(t.Of("、%s の前日まで", " until the day before %s"), r.Until.Format(time.DateOnly))
		}
		if !r.InForce(at) {
			style = report.Yellow
			s += t.Of("（指定日には施行されていません）", " (not on the day asked for)")
		}
	}
	t.field(style, t.Of("施行", "in force"), s)
}

func (t *teller) source(r *law.Rule) {
	s := r.Source
	t.field(report.Plain, t.Of("出典", "source"), s.Title+fmt.Sprintf(t.Of("（%s 時点）", " (as of %s)"), s.State.Format("2006-01")))
	t.field(report.Dim, "", s.URL)
	if s.Verified {
		t.field(report.Plain, t.Of("確認", "verified"), t.Of("原典で確認済み", "read in the primary text"))
		return
	}
	t.field(report.Yellow, t.Of("確認", "verified"), t.Of("原典では未確認。使う前に原典を確認してください", "no: not read in the primary text; check it there before you rely on it"))
}

// cond writes a condition: each fact asked with what of the law it is.
func (t *teller) cond(c *law.Cond, depth int) {
	if c == nil {
		return
	}
	pad := 2 + 2*depth
	head := func(ja, en string) {
		s := t.Of(ja, en)
		if c.Why != (law.Text{}) {
			s = c.Why.Of(t.lang) + t.Of("（"+ja+"）", " ("+en+")")
		}
		t.bullet(s, pad)
	}
	switch {
	case c.Fact != "":
		s := t.asked(c)
		if c.Why != (law.Text{}) {
			s = c.Why.Of(t.lang) + t.Of("［", " [") + s + t.Of("］", "]")
		}
		t.bullet(s, pad)
	case c.Not != nil:
		head("次に当たらない", "not:")
		t.cond(c.Not, depth+1)
	case c.Any != nil:
		if depth > 0 || c.Why != (law.Text{}) {
			head("次のいずれか", "any of:")
			depth++
		}
		for _, m := range c.Any {
			t.cond(m, depth)
		}
	default:
		head("次のすべて", "all of:")
		for _, m := range c.All {
			t.cond(m, depth+1)
		}
	}
}

// asked is what a condition asks of a fact, by the fact's name as --fact takes it.
func (t *teller) asked(c *law.Cond) string {
	switch {
	case c.Is != nil:
		return c.Fact + " = " + c.Is.String()
	case c.Over != nil:
		return c.Fact + " > " + report.Number(*c.Over)
	case c.Least != nil:
		return c.Fact + " ≥ " + report.Number(*c.Least)
	}
	return c.Fact + " = " + strings.Join(c.Has, ",")
}

func (t *teller) clocks(r *law.Rule) {
	t.Title(t.Of("期限", "By when"), "")
	for i := range r.Clocks {
		k := &r.Clocks[i]
		t.bullet(k.Why.Of(t.lang), 2)
		if how := t.counted(k); how != "" {
			t.Wrap(report.Dim, how, 4)
		}
		if k.When != nil {
			t.cond(k.When, 1)
		}
	}
}

// counted says how a clock is counted.
func (t *teller) counted(k *law.Clock) string {
	var out []string
	add := func(ja, en string) { out = append(out, t.Of(ja, en)) }
	if k.Days > 0 {
		if k.DayOne {
			add("知った日が1日目", "the day of knowing is day 1")
		} else if k.Start == "" {
			add("知った日の翌日が1日目", "the day after knowing is day 1")
		}
	}
	if k.Start != "" && k.Start != law.Known {
		if f := t.book.Fact(k.Start); f != nil {
			out = append(out, t.Of("起算点："+f.Question.Of(t.lang), "counts from: "+f.Question.Of(t.lang)))
		}
	}
	if k.Hours > 0 {
		add("休日も通算", "hours run over weekends and holidays")
	}
	if k.Roll {
		add("満了日が土日・祝日・12月29日〜1月3日なら翌平日", "a last day on a Saturday, Sunday, holiday or 29 December to 3 January moves to the next that is none")
	} else if k.Days > 0 && !k.Business {
		add("休日による延長なし", "no day puts it off")
	}
	if k.Late {
		add("要件を満たした日から起算", "begins when the trigger comes to be met")
	}
	if k.Zone != "" {
		out = append(out, k.Zone)
	}
	return strings.Join(out, t.Of("、", "; "))
}

func (t *teller) recipients(list []law.Recipient) {
	if len(list) == 0 {
		return
	}
	t.Title(t.Of("相手先", "To whom"), "")
	for _, to := range list {
		t.bullet(to.Name.Of(t.lang), 2)
		if to.Channel != (law.Text{}) {
			t.Wrap(report.Dim, to.Channel.Of(t.lang), 4)
		}
		if to.URL != "" {
			t.Line("    " + t.Paint(report.Dim, to.URL))
		}
	}
}

func (t *teller) items(r *law.Rule) {
	right := ""
	if len(r.Items) > 0 && r.Items[0].Preliminary {
		right = t.Of("把握しているもの", "what is known by then")
	}
	t.Title(t.Of("記載事項", "What must be said"), right)
	for _, it := range r.Items {
		s := fmt.Sprintf("%d. %s", it.No, it.Text.Of(t.lang))
		if it.Help != (law.Text{}) {
			s += t.Of("：", ": ") + it.Help.Of(t.lang)
		}
		t.Wrap(report.Plain, s, 2)
	}
}

func (t *teller) examples(r *law.Rule) {
	t.Title(t.Of("例（規定の検証用）", "Worked examples"), t.Of("知った日時 → 期限", "known → due"))
	for _, e := range r.Examples {
		last := e.LastDay
		switch {
		case e.Applies == law.No:
			last = t.Of("対象外", "does not apply")
		case !e.At.IsZero():
			last = e.At.Format("2006-01-02 15:04")
		case last == "" && r.Clocks[len(r.Clocks)-1].Hours > 0:
			last = t.length(&r.Clocks[len(r.Clocks)-1])
		case last == "" && !r.Clocks[len(r.Clocks)-1].AtOnce:
			last = t.Of("未定", "not known yet")
		case last == "":
			last = t.Of("直ちに", "at once")
		}
		if e.Applies == law.Unknown {
			last = t.Of("要否不明", "undecided") + " → " + last
		}
		t.Ends(report.Plain, "  "+t.given(e.Facts), e.Known.Format("2006-01-02")+" → "+last)
	}
}

// given are facts as --fact takes them, in the catalogue's order.
func (t *teller) given(facts law.Facts) string {
	var out []string
	for _, f := range t.book.Facts {
		if v, ok := facts[f.Name]; ok && f.Name != law.Known {
			since := ""
			if !v.Since.IsZero() {
				since = "@" + v.Since.Format(time.DateOnly)
				v.Since = time.Time{}
			}
			out = append(out, f.Name+"="+f.Write(v)+since)
		}
	}
	if len(out) == 0 {
		return "—"
	}
	return strings.Join(out, " ")
}
