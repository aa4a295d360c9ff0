package watched

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/ask"
)

// readers is how many of those who read are shown.
const readers = 40

// Answer writes what the logs say to a question, o.Width columns wide. Accounts and addresses are written as they stand in a: Show
// them first.
func Answer(w io.Writer, o report.Options, zone *time.Location, a *ask.Answer) error {
	t := &teller{report.NewPage(w, o), o.Lang, zone}
	style := report.Bold
	if a.Verdict == ask.Read {
		style = report.Red
	}
	t.Wrap(style, t.verdict(a), 0)
	t.Wrap(report.Dim, t.question(a), 0)
	t.reads(a)
	t.covers(a)
	t.gaps(a.Gaps)
	return t.Flush()
}

// verdict is the answer in a sentence, with how far it holds.
func (t *teller) verdict(a *ask.Answer) string {
	switch a.Verdict {
	case ask.Read:
		n := int64(0)
		for i := range a.Readers {
			if a.Readers[i].Accesses > 0 {
				n++
			}
		}
		s := fmt.Sprintf(t.Of("読まれています。最初は %s、アクセス %s件・%s者", "Yes, it was read: first on %s, %s by %s"), t.time(a.First),
			t.Of(report.Number(a.Accesses), report.Plural(a.Accesses, "access", "accesses")), t.Of(report.Number(n), report.Plural(n, "principal", "principals")))
		if a.People > 0 {
			about := ""
			if !a.Exact {
				about = t.Of("約 ", "about ")
			}
			s += t.Of("、"+about+report.Number(a.People)+"人分", ", "+about+report.Plural(a.People, "person", "people"))
		}
		return s + t.Of("。", ".") + t.reach(a)
	case ask.Possible:
		return fmt.Sprintf(t.Of("読まれた可能性があります。個人を記録しない一括取得が %s件あり、最初は %s です。", "It may have been: %s to many at once, which name nobody, the first on %s."),
			t.Of(report.Number(a.Bulk), report.Plural(a.Bulk, "access", "accesses")), t.time(a.First)) + t.reach(a)
	case ask.NotSeen:
		s := t.Of("読まれた記録はありません。", "No access is on record.")
		if a.Refused > 0 {
			s += fmt.Sprintf(t.Of("拒否された試みが %s件あります。", " %s refused."), t.Of(report.Number(a.Refused), report.Plural(a.Refused, "attempt was", "attempts were")))
		}
		return s + t.reach(a)
	}
	return t.Of("不明です。これについて記録したログがありません。「読まれていない」という意味ではありません。", "Unknown: no log speaks of it. That does not mean that it was not read.")
}

// reach is where the answer ends.
func (t *teller) reach(a *ask.Answer) string {
	s := ""
	if from, early := a.Early(); early {
		s += fmt.Sprintf(t.Of("ログは %s からで、それ以前は不明です。", " The logs begin on %s: what was before is unknown."), t.time(from))
	}
	if len(a.Gaps) > 0 {
		n := int64(len(a.Gaps))
		if a.Missing > 0 {
			s += fmt.Sprintf(t.Of("ログに %s件・計 %sの欠けがあり、その間は不明です。", " The logs have %s, %s together: what was then is unknown."), t.Of(report.Number(n), report.Plural(n, "gap", "gaps")), t.long(a.Missing))
		} else {
			s += fmt.Sprintf(t.Of("ログに %s件の欠けがあります。", " The logs have %s."), t.Of(report.Number(n), report.Plural(n, "gap", "gaps")))
		}
	}
	return s
}

// long is a duration in its greatest unit.
func (t *teller) long(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		n := int64((d + 12*time.Hour) / (24 * time.Hour))
		return t.Of(report.Number(n)+"日", report.Plural(n, "day", "days"))
	case d >= 2*time.Hour:
		n := int64((d + 30*time.Minute) / time.Hour)
		return t.Of(report.Number(n)+"時間", report.Plural(n, "hour", "hours"))
	}
	n := max(int64(d/time.Minute), 1)
	return t.Of(report.Number(n)+"分", report.Plural(n, "minute", "minutes"))
}

// question is what was asked.
func (t *teller) question(a *ask.Answer) string {
	what := t.Of("すべての対象", "all stores")
	if len(a.Stores) > 0 {
		what = report.Clean(strings.Join(a.Stores, t.Of("、", ", ")))
	}
	s := t.Of("質問：", "Asked: ") + what
	if a.Asked > 0 {
		s += t.Of("・"+report.Number(int64(a.Asked))+"人", ", "+report.Plural(int64(a.Asked), "person", "people"))
	}
	if !a.Since.IsZero() {
		s += t.Of("・"+t.time(a.Since)+" 以降", ", since "+t.time(a.Since))
	}
	if !a.Until.IsZero() {
		s += t.Of("・"+t.time(a.Until)+" まで", ", until "+t.time(a.Until))
	}
	return s
}

func (t *teller) reads(a *ask.Answer) {
	if len(a.Readers) == 0 {
		return
	}
	t.Title(t.Of("誰が（最初に読んだ順）", "Who, by who was first"), t.Of("アクセス", "accesses"))
	for i := range a.Readers[:min(len(a.Readers), readers)] {
		t.readerLine(&a.Readers[i])
	}
	if n := int64(len(a.Readers) - readers); n > 0 {
		t.Line(t.Paint(report.Dim, fmt.Sprintf(t.Of("  ほか%s者", "  … and %s more"), report.Number(n))))
	}
	if a.Others > 0 {
		t.Line(t.Paint(report.Dim, fmt.Sprintf(t.Of("  数が多いため一覧にない者によるアクセス %s件", "  %s by principals that are not listed, for there are too many"), t.Of(report.Number(a.Others), report.Plural(a.Others, "access", "accesses")))))
	}
}

func (t *teller) readerLine(r *ask.Reader) {
	who := report.Clean(r.Who)
	if who == "" {
		who = t.Of("匿名", "anonymous")
	}
	right := report.Number(r.Accesses)
	switch {
	case r.Accesses == 0 && r.Bulk > 0:
		right = t.Of("一括 ", "in bulk ") + report.Number(r.Bulk)
	case r.Accesses == 0:
		right = t.Of("拒否 ", "refused ") + report.Number(r.Refused)
	}
	t.Line("  " + report.Fit(report.Cut(who, t.Width()-4-report.Columns(right)), t.Width()-4-report.Columns(right)) + "  " + t.Paint(report.Bold, right))
	if !r.First.IsZero() {
		when := t.time(r.First)
		if l := t.time(r.Last); l != when {
			when += t.Of("～", " – ") + l
		}
		t.field(t.Of("いつ", "when"), when)
	}
	from := report.Clean(r.Origin)
	if r.Origins > 1 {
		from += fmt.Sprintf(t.Of(" ほか（計 %s）", " and others (%s in all)"), report.Number(r.Origins))
	}
	var places []string
	for _, c := range r.Countries {
		places = append(places, country.Name(c, t.lang))
	}
	if len(places) > 0 {
		from += t.Of("（"+strings.Join(places, "・")+"）", " ("+strings.Join(places, ", ")+")")
	}
	if from = strings.TrimSpace(from); from != "" {
		t.field(t.Of("どこから", "from"), from)
	}
	if what := t.taken(r); what != "" {
		t.field(t.Of("量", "how much"), what)
	}
}

// taken is how much one read.
func (t *teller) taken(r *ask.Reader) string {
	var out []string
	if r.People > 0 {
		about := ""
		if !r.Exact {
			about = t.Of("約 ", "about ")
		}
		out = append(out, about+t.Of(report.Number(r.People)+"人分", report.Plural(r.People, "person", "people")))
	}
	if r.Rows > 0 {
		out = append(out, t.Of(report.Number(r.Rows)+"行", report.Plural(r.Rows, "row", "rows")))
	}
	if r.Accesses > 0 && r.Bulk > 0 {
		out = append(out, t.Of("ほかに一括取得 "+report.Number(r.Bulk)+"件", report.Number(r.Bulk)+" in bulk besides"))
	}
	if r.Accesses+r.Bulk > 0 && r.Refused > 0 {
		out = append(out, t.Of("拒否 "+report.Number(r.Refused)+"件", report.Number(r.Refused)+" refused"))
	}
	return strings.Join(out, t.Of("・", ", "))
}

// covers tells how far each log goes.
func (t *teller) covers(a *ask.Answer) {
	if len(a.Logs) == 0 {
		return
	}
	t.Title(t.Of("調べたログ", "Logs looked at"), t.Of("対象のアクセス", "accesses to it"))
	for _, l := range a.Logs[:min(len(a.Logs), readers)] {
		right := t.time(l.First) + t.Of("～", " – ") + t.time(l.Last) + "  " + fmt.Sprintf("%8s", report.Number(l.Accesses))
		w := t.Width() - 4 - report.Columns(right)
		if w < 12 {
			t.Line("  " + report.CutPath(report.Clean(l.Log), t.Width()-2))
			t.Wrap(report.Plain, right, 4)
			continue
		}
		t.Line("  " + report.Fit(report.CutPath(report.Clean(l.Log), w), w) + "  " + right)
	}
}
