package watched

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/run"
)

// detailed is how many alerts are told in full; of the others a line each, up to listed. shown is how many gaps are listed.
const (
	detailed = 15
	listed   = 100
	shown    = 12
	evidence = 5
)

type teller struct {
	*report.Page
	lang string
	zone *time.Location
}

// Text writes what was found for people, o.Width columns wide.
func Text(w io.Writer, o report.Options, f *Found) error {
	t := &teller{report.NewPage(w, o), o.Lang, f.Zone}
	t.Wrap(report.Bold, t.headline(f), 0)
	t.Wrap(report.Dim, t.read(f), 0)
	for i := range f.Alerts[:min(len(f.Alerts), detailed)] {
		t.alert(&f.Alerts[i])
	}
	if rest := f.Alerts[min(len(f.Alerts), detailed):]; len(rest) > 0 {
		t.Title(t.Of("そのほか", "The others"), t.Of("人数", "people"))
		for i := range rest[:min(len(rest), listed)] {
			t.short(&rest[i])
		}
		if n := len(rest) - listed; n > 0 {
			t.Line(t.Paint(report.Dim, fmt.Sprintf(t.Of("  ほか%d件（--format json ですべて出力できます）", "  … and %d more (all of them with --format json)"), n)))
		}
	}
	if f.Hidden > 0 {
		t.Line("")
		t.Wrap(report.Dim, fmt.Sprintf(t.Of("重大度の低い%d件は省いています（--min-severity info で表示）", "%d below the severity asked for are left out (--min-severity info)"), f.Hidden), 0)
	}
	t.gaps(f.Gaps)
	t.unread(f)
	return t.Flush()
}

// Alerts writes alerts as they come, while a log is followed.
func Alerts(w io.Writer, o report.Options, zone *time.Location, alerts []watch.Alert) error {
	t := &teller{report.NewPage(w, o), o.Lang, zone}
	for i := range alerts {
		t.alert(&alerts[i])
	}
	return t.Flush()
}

func (t *teller) headline(f *Found) string {
	n := int64(len(f.Alerts))
	people := int64(-1)
	for i := range f.Alerts {
		if p := f.Alerts[i].People; p != nil {
			people = max(people, *p)
		}
	}
	switch {
	case n == 0 && (len(f.Gaps) > 0 || len(f.Unread) > 0):
		return t.Of("アラートはありません。ただし記録の欠けた時間帯があり、その間に何があったかは不明です", "No alert; but the logs have gaps, and what happened in them is unknown")
	case n == 0:
		return t.Of("アラートはありません", "No alert")
	case people > 0:
		return fmt.Sprintf(t.Of("アラート %s件（最も多いもので %s人分のデータ）", "%s (the largest concerns %s)"), t.alerts(n), t.persons(people))
	}
	return t.Of("アラート "+report.Number(n)+"件（何人分のデータかは不明）", t.alerts(n)+"; how many people are concerned is unknown")
}

func (t *teller) alerts(n int64) string {
	return t.Of(report.Number(n), report.Plural(n, "alert", "alerts"))
}

func (t *teller) persons(n int64) string {
	return t.Of(report.Number(n), report.Plural(n, "person", "people"))
}

// read tells what was looked at.
func (t *teller) read(f *Found) string {
	r := f.Result
	var lines, bad int64
	for i := range r.Logs {
		lines, bad = lines+r.Logs[i].Lines, bad+r.Logs[i].Malformed
	}
	s := fmt.Sprintf(t.Of("ログ %s件・%s行・アクセス %s件", "%s, %s, %s"), t.Of(report.Number(int64(len(r.Logs))), report.Plural(int64(len(r.Logs)), "log", "logs")),
		t.Of(report.Number(lines), report.Plural(lines, "record", "records")), t.Of(report.Number(r.Events), report.Plural(r.Events, "access", "accesses")))
	if r.Events > 0 {
		s += t.Of("・", ", ") + t.time(r.First) + t.Of("～", " – ") + t.time(r.Last)
	}
	if bad > 0 {
		s += t.Of("・読めない行 "+report.Number(bad)+"行", "; "+report.Plural(bad, "record is", "records are")+" not readable")
	}
	return s
}

func (t *teller) time(at time.Time) string { return at.In(t.zone).Format("2006-01-02 15:04") }

func (t *teller) alert(a *watch.Alert) {
	t.Line("")
	style := report.Plain
	if a.Severity >= watch.High {
		style = report.Red
	}
	right := t.whom(a)
	left := "■ " + t.severity(a.Severity) + "  " + t.title(a.Detector)
	t.Line(t.Paint(style, report.Fit(report.Cut(left, t.Width()-report.Columns(right)-2), t.Width()-report.Columns(right)-2)) + "  " + t.Paint(report.Bold, right))
	if len(a.Also) > 0 {
		t.field(t.Of("ほかに", "also"), t.also(a))
	}
	t.field(t.Of("誰が", "who"), t.who(a))
	if a.Source != "" || len(a.Kinds) > 0 {
		t.field(t.Of("何を", "what"), t.what(a))
	}
	when := t.time(a.First)
	if l := t.time(a.Last); l != when {
		when += t.Of("～", " – ") + l
	}
	t.field(t.Of("いつ", "when"), when)
	name := t.Of("経緯", "story")
	for i := range a.Story {
		text := a.Story[i].Text.EN
		if t.lang == "ja" {
			text = a.Story[i].Text.JA
		}
		t.field(name, text)
		name = ""
	}
	if len(a.Gaps) > 0 {
		t.field(t.Of("欠け", "gaps"), fmt.Sprintf(t.Of("この間の記録に%s件の欠けがあり、全体は不明です", "%s in the logs of this time: there may be more"), t.Of(report.Number(int64(len(a.Gaps))), report.Plural(int64(len(a.Gaps)), "gap", "gaps"))))
	}
	name = t.Of("根拠", "evidence")
	for _, e := range a.Evidence[:min(len(a.Evidence), evidence)] {
		at := report.Clean(e.Log)
		if e.Position.Line > 0 {
			at += fmt.Sprintf(":%d", e.Position.Line)
		}
		t.field(name, at+"  "+e.At.In(t.zone).Format("01-02 15:04:05")+"  "+report.Clean(e.Text))
		name = ""
	}
	if n := len(a.Evidence) - evidence; n > 0 {
		t.field("", fmt.Sprintf(t.Of("ほか%d件", "and %d more"), n))
	}
	t.field("ID", a.ID)
}

// whom is how many people are concerned.
func (t *teller) whom(a *watch.Alert) string {
	switch {
	case a.People == nil && a.Rows != nil && *a.Rows > 0:
		return t.Of("人数不明（"+report.Number(*a.Rows)+"行）", "people unknown ("+report.Plural(*a.Rows, "row", "rows")+")")
	case a.People == nil:
		return t.Of("人数不明", "people unknown")
	}
	s := t.Of(report.Number(*a.People)+"人", report.Plural(*a.People, "person", "people"))
	if a.PeopleMax != nil && *a.PeopleMax > *a.People {
		s += t.Of("（最大 "+report.Number(*a.PeopleMax)+"）", " (at most "+report.Number(*a.PeopleMax)+")")
	}
	return s
}

func (t *teller) who(a *watch.Alert) string {
	who := a.Principal
	if who == "" {
		who = t.Of("不明の利用者", "nobody known")
	}
	if a.Accounts > 0 {
		who += t.Of("（関係するアカウント "+report.Number(a.Accounts)+"件）", " ("+report.Plural(a.Accounts, "account", "accounts")+" concerned)")
	}
	if a.Origin != "" {
		who += t.Of("、", " from ") + a.Origin
	}
	var places []string
	for _, c := range a.Countries {
		places = append(places, country.Name(c, t.lang))
	}
	if len(places) > 0 {
		who += t.Of("（"+strings.Join(places, "・")+"）", " ("+strings.Join(places, ", ")+")")
	}
	return who
}

func (t *teller) what(a *watch.Alert) string {
	s := report.Clean(a.Source)
	var kinds []string
	for _, k := range a.Kinds {
		kinds = append(kinds, t.Kind(k))
	}
	if len(kinds) > 8 {
		kinds = append(kinds[:8], "…")
	}
	if len(kinds) > 0 {
		s += t.Of("（"+strings.Join(kinds, "・")+"）", " ("+strings.Join(kinds, ", ")+")")
	}
	return strings.TrimSpace(s)
}

// field writes a name and what is to be said of it.
func (t *teller) field(name, value string) {
	const w = 10
	for i, l := range report.Wrap(value, t.Width()-2-w) {
		if i > 0 {
			name = ""
		}
		t.Line("  " + t.Paint(report.Dim, report.Fit(name, w)) + l)
	}
}

func (t *teller) short(a *watch.Alert) {
	people := t.whom(a)
	w := t.Width() - 2 - 10 - report.Columns(people) - 2
	t.Line("  " + report.Fit(t.severity(a.Severity), 10) + report.Fit(report.Cut(t.detectors(a)+"  "+t.who(a), w), w) + "  " + people)
}

func (t *teller) gaps(gaps []watch.Gap) {
	if len(gaps) == 0 {
		return
	}
	t.Title(t.Of("記録の欠け（この間のことは不明）", "Gaps in the logs (what happened then is unknown)"), "")
	for i := range gaps[:min(len(gaps), shown)] {
		g := &gaps[i]
		span := t.time(time.UnixMicro(g.From)) + t.Of("～", " – ")
		if g.To != 0 {
			span += t.time(time.UnixMicro(g.To))
		} else {
			span += t.Of("継続中", "now")
		}
		why := t.why(g)
		w := t.Width() - 2 - report.Columns(span) - 2 - report.Columns(why) - 2
		if w < 12 {
			t.Line("  " + report.CutPath(report.Clean(g.Log.Name), t.Width()-2))
			t.Wrap(report.Plain, span+"  "+why, 4)
			continue
		}
		t.Line("  " + report.Fit(report.CutPath(report.Clean(g.Log.Name), w), w) + "  " + span + "  " + why)
	}
	if n := len(gaps) - shown; n > 0 {
		t.Line(t.Paint(report.Dim, fmt.Sprintf(t.Of("  ほか%d件", "  … and %d more"), n)))
	}
}

// unread tells what could not be read, or not as it should.
func (t *teller) unread(f *Found) {
	if !broken(f) {
		return
	}
	t.Title(t.Of("読めなかったもの", "Not read, or not well"), "")
	say := func(name, what string) {
		t.Line("  " + report.CutPath(report.Clean(name), t.Width()-2))
		t.Wrap(report.Yellow, what, 4)
	}
	for _, u := range f.Unread {
		say(u.Name, report.Clean(u.Error))
	}
	for i := range f.Result.Logs {
		l := &f.Result.Logs[i]
		for _, c := range []struct {
			n      int64
			ja, en string
		}{{l.Malformed, "%s行はこのログの形式ではありません", "%s are not of this log"}, {l.Timeless, "%s件に時刻がありません", "%s have no time"}, {l.Forged, "%s件の時刻は前後と合いません", "%s have a time that cannot be"},
			{l.Counts.Dropped, "%s件を受信後に失いました", "%s were received and lost"}} {
			if c.n > 0 {
				say(l.Log.Name, fmt.Sprintf(t.Of(c.ja, c.en), t.Of(report.Number(c.n), report.Plural(c.n, "record", "records"))))
			}
		}
		for _, e := range l.Errors {
			say(l.Log.Name, report.Clean(e.Error()))
		}
		if l.More > 0 {
			say(l.Log.Name, fmt.Sprintf(t.Of("ほか%s件のエラー", "and %s more errors"), report.Number(l.More)))
		}
	}
	for name, n := range f.Result.Dropped {
		say(name, fmt.Sprintf(t.Of("対象が多すぎるため %s件を忘れました", "%s were forgotten because there were too many"), t.Of(report.Number(n), report.Plural(n, "principal", "principals"))))
	}
}

// broken tells whether something was not read as it should be.
func broken(f *Found) bool {
	for i := range f.Result.Logs {
		if bad(&f.Result.Logs[i]) {
			return true
		}
	}
	return len(f.Unread) > 0 || len(f.Result.Dropped) > 0
}

func bad(l *run.Read) bool {
	return len(l.Errors) > 0 || l.More > 0 || l.Malformed > 0 || l.Timeless > 0 || l.Forged > 0 || l.Counts.Dropped > 0
}

// Partly tells whether logs, or parts of them, could not be read.
func Partly(f *Found) bool {
	for i := range f.Result.Logs {
		l := &f.Result.Logs[i]
		if len(l.Errors) > 0 || l.More > 0 || l.Counts.Dropped > 0 || 20*l.Malformed > l.Lines {
			return true
		}
	}
	return len(f.Unread) > 0
}
