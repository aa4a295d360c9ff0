package door

import (
	"fmt"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// detailed is how many doors are told in full; of the others a line each.
const (
	detailed = 20
	listed   = 200
	planned  = 500
)

// text is the report for a terminal.
type text struct{ *teller }

// Text writes a result for people, o.Width columns wide.
func Text(w io.Writer, o report.Options, r *exposure.Result) error {
	t := text{newTeller(w, o)}
	t.Wrap(report.Bold, t.headline(r), 0)
	if c := t.counts(r); c != "" {
		t.Wrap(report.Dim, c, 0)
	}
	t.body(r)
	t.foot(r)
	return t.Flush()
}

// Follow tells of run after run: all of the first, and then only what is another.
type Follow struct {
	shown  map[string]string // state by key, of what was told and is not closed since
	failed string
}

// Text writes a result: as Text does the first time, and later what opened, what is seen otherwise, what closed, and what
// can no longer or again be looked at; nothing if that is nothing.
func (f *Follow) Text(w io.Writer, o report.Options, r *exposure.Result) error {
	first := f.shown == nil
	if first {
		f.shown = map[string]string{}
	}
	d := *r
	d.Exposures = nil
	for i := range r.Exposures {
		x := &r.Exposures[i]
		key := x.Key()
		if state, ok := f.shown[key]; !ok || state != x.State {
			f.shown[key] = x.State
			d.Exposures = append(d.Exposures, *x)
		}
	}
	for i := range r.Closed {
		delete(f.shown, r.Closed[i].Key)
	}
	was := f.failed
	f.failed = failures(r)
	if first {
		return Text(w, o, r)
	}
	if len(d.Exposures)+len(d.Closed) == 0 && was == f.failed {
		return nil
	}
	t := text{newTeller(w, o)}
	t.Line("")
	t.Title(fmt.Sprintf(t.Of("%s の変化: 新しく開いた %d件・閉じた %d件", "%s: %d opened, %d closed"),
		r.Started.Local().Format("2006-01-02 15:04:05"), len(d.Exposures), len(d.Closed)), "")
	if was != f.failed && f.failed == "" {
		t.Line(t.Of("すべての対象を再び調べられるようになりました", "Everything can be looked at again"))
	}
	t.body(&d)
	return t.Flush()
}

// failures is what could not be looked at, as something to compare.
func failures(r *exposure.Result) string {
	var s strings.Builder
	for i := range r.Looked {
		for _, e := range r.Looked[i].Errors {
			s.WriteString(r.Looked[i].Target + "\x00" + e.Check + "\x00" + e.Class + "\n")
		}
	}
	return s.String()
}

func (t text) body(r *exposure.Result) {
	for i := range r.Exposures[:min(len(r.Exposures), detailed)] {
		t.door(&r.Exposures[i])
	}
	if rest := r.Exposures[min(len(r.Exposures), detailed):]; len(rest) > 0 {
		t.Title(t.Of("そのほか", "The others"), t.Of("人数", "people"))
		for i := range rest[:min(len(rest), listed)] {
			t.short(&rest[i])
		}
		if n := len(rest) - listed; n > 0 {
			t.Line(t.Paint(report.Dim, fmt.Sprintf(t.Of("  ほか%d件（--format json ですべて出力できます）", "  … and %d more (all of them with --format json)"), n)))
		}
	}
	t.closed(r)
	t.unlooked(r)
	t.plans(r)
}

// door tells one in full.
func (t text) door(x *exposure.Exposure) {
	t.Line("")
	style := report.Plain
	if x.Weight >= exposure.High {
		style = report.Red
	}
	right := t.people(&x.Behind)
	mark := ""
	if x.New {
		mark = t.Of("  新規", "  new")
	}
	head := "■ " + t.severity(x.Weight) + "  "
	title := t.said(x, x.Entry.Title)
	room := t.Width() - report.Columns(right) - report.Columns(mark) - 2
	t.Line(t.Paint(style, report.Fit(head+title, room)) + t.Paint(report.Yellow, mark) + "  " + t.Paint(report.Bold, right))
	where := clean(x.Target)
	if x.Object != "" {
		where += "  " + clean(x.Object)
	}
	t.field(t.Of("場所", "where"), where)
	t.field("", t.from(x.From))
	t.field(t.Of("意味", "means"), t.said(x, x.Entry.What))
	t.field(t.Of("確認方法", "seen"), t.said(x, x.Entry.Seen))
	whose := t.whose(&x.Behind)
	if h := t.heavy(x.Behind.Kinds); h != "" {
		whose += t.Of(" ※"+h+"を含む", " ("+h+")")
	}
	t.field(t.Of("誰のデータ", "whose"), whose)
	name := t.Of("閉じ方", "close")
	for _, l := range lines(t.said(x, x.Entry.Fix)) {
		t.field(name, l)
		name = ""
	}
	t.Line("  " + t.Paint(report.Dim, report.Fit(t.Of("参考", "see"), 11)) + x.Entry.Reference) // not broken: it is to be opened
	t.field(t.Of("初回確認", "since"), t.day(x.Since)+"  "+x.ID+"  "+short(x.Key()))
}

// short is how a door is called in a command: the beginning of its key.
func short(key string) string { return key[:min(len(key), 8)] }

// field writes a name and what is to be said of it. What begins with a blank is a command and not broken between words
// unless it has to be.
func (t text) field(name, value string) {
	const w = 11
	indent := len(value) - len(strings.TrimLeft(value, " "))
	for i, l := range report.Wrap(strings.TrimLeft(value, " "), t.Width()-2-w-indent) {
		if i > 0 {
			name = ""
		}
		t.Line("  " + t.Paint(report.Dim, report.Fit(name, w)) + strings.Repeat(" ", indent) + l)
	}
}

// short tells a door in one line.
func (t text) short(x *exposure.Exposure) {
	people := t.people(&x.Behind)
	w := t.Width() - 2 - 9 - report.Columns(people) - 2
	name := x.ID + "  " + clean(x.Target) + "  " + clean(x.Object)
	t.Line("  " + report.Fit(t.severity(x.Weight), 9) + report.Fit(report.CutPath(strings.TrimSpace(name), w), w) + "  " + people)
}

func (t text) closed(r *exposure.Result) {
	if len(r.Closed) == 0 {
		return
	}
	t.Title(t.Of("前回から閉じたもの", "No longer open since the last run"), t.Of("開いていた期間", "was open"))
	for i := range r.Closed {
		k := &r.Closed[i]
		span := k.First.Local().Format("2006-01-02") + t.Of("～", " – ") + k.Last.Local().Format("2006-01-02")
		w := t.Width() - 2 - report.Columns(span) - 2
		t.Line("  " + report.Fit(report.CutPath(strings.TrimSpace(clean(k.ID)+"  "+clean(k.Target)+"  "+clean(k.Object)), w), w) + "  " + t.Paint(report.Dim, span))
	}
}

func (t text) unlooked(r *exposure.Result) {
	if unlooked(r) == 0 {
		return
	}
	t.Title(t.Of("調べられなかったもの", "Could not be looked at"), "")
	for i := range r.Looked {
		for _, e := range r.Looked[i].Errors {
			reason := t.reason(e)
			w := t.Width() - 2 - report.Columns(reason) - 2
			if w < 24 {
				t.Line("  " + report.CutPath(clean(r.Looked[i].Target)+"  "+e.Check, t.Width()-2))
				t.Wrap(report.Yellow, reason, 4)
				continue
			}
			t.Line("  " + report.Fit(report.CutPath(clean(r.Looked[i].Target)+"  "+e.Check, w), w) + "  " + t.Paint(report.Yellow, reason))
		}
	}
}

func (t text) plans(r *exposure.Result) {
	n := 0
	for i := range r.Looked {
		l := &r.Looked[i]
		if len(l.Plans) == 0 {
			continue
		}
		t.Title(report.CutPath(clean(l.Target), t.Width()-20), strings.Join(l.Checks, ", "))
		for _, p := range l.Plans {
			if n++; n <= planned {
				t.Wrap(report.Plain, t.act(p.Act)+"  "+clean(p.Object), 2)
			}
		}
	}
	if n > planned {
		t.Line(t.Paint(report.Dim, fmt.Sprintf(t.Of("  ほか%d件", "  … and %d more"), n-planned)))
	}
}

func (t text) foot(r *exposure.Result) {
	t.Line("")
	n, took := int64(len(r.Looked)), fmt.Sprintf("%.1f", r.Ended.Sub(r.Started).Seconds())
	t.Line(t.Paint(report.Dim, t.Of("対象 "+report.Number(n)+"件・"+took+"秒", report.Plural(n, "target", "targets")+" · "+took+" s")))
	if len(r.Exposures) > 0 {
		t.Line(t.Paint(report.Dim, t.Of("事案にする: ", "As a case: ")) + "tsutsumi case open --exposure " + short(r.Exposures[0].Key()))
	}
}
