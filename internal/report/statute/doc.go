// Package statute writes what laws ask as pages for a terminal and as JSON: the list of rules, a rule in full, the answer to "by when",
// and the catalogue of facts.
package statute

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// teller writes pages about a book.
type teller struct {
	*report.Page
	lang string
	book *book.Book
}

func newTeller(w io.Writer, o report.Options, b *book.Book) *teller {
	return &teller{report.NewPage(w, o), o.Lang, b}
}

// label is how many columns the names of fields take.
const label = 12

// field writes a name and what it is, wrapped beside it. A name of "" goes on with the field before.
func (t *teller) field(style, name, s string) {
	for i, l := range report.Wrap(s, t.Width()-label-2) {
		if i > 0 {
			name = ""
		}
		t.Line("  " + t.Paint(report.Dim, report.Fit(name, label)) + t.Paint(style, l))
	}
}

// place is where a law is from.
func (t *teller) place(code string) string {
	if code == "card" {
		return t.Of("カードブランド", "Card brands")
	}
	if f := t.book.Fact(law.Places); f != nil {
		for _, w := range f.Words {
			if w.Name == code {
				return w.Text.Of(t.lang)
			}
		}
	}
	return code
}

var dutyNames = map[law.Duty]law.Text{
	law.Report:   {EN: "report to an authority", JA: "当局への報告"},
	law.Notice:   {EN: "notice to the persons", JA: "本人への通知"},
	law.Inform:   {EN: "word to another company", JA: "取引先への通知"},
	law.Evidence: {EN: "a record of one's own", JA: "記録の作成"},
}

// length says how long a clock is.
func (t *teller) length(k *law.Clock) string {
	switch {
	case k.AtOnce:
		return t.Of("直ちに", "at once")
	case k.Hours > 0:
		return fmt.Sprintf(t.Of("%d時間", "%s"), pick(t.lang, k.Hours, report.Plural(int64(k.Hours), "hour", "hours")))
	case k.First > 0:
		return fmt.Sprintf(t.Of("%d〜%d日", "%d to %d days"), k.First, k.Days)
	case k.Business:
		return fmt.Sprintf(t.Of("%d営業日", "%d working days"), k.Days)
	}
	return fmt.Sprintf(t.Of("%d日", "%d days"), k.Days)
}

func pick(lang string, ja, en any) any {
	if lang == "ja" {
		return ja
	}
	return en
}

// lengths says the lengths of all clocks of a rule, the shortest first: "30 or 60 days".
func (t *teller) lengths(r *law.Rule) string {
	list := slices.Clone(r.Clocks)
	slices.SortStableFunc(list, func(a, b law.Clock) int { return cmp.Compare(a.Days*24+a.Hours, b.Days*24+b.Hours) })
	var numbers, whole []string
	unit := map[string]bool{}
	for i := range list {
		s := t.length(&list[i])
		number := strings.TrimRightFunc(s, func(r rune) bool { return r < '0' || r > '9' })
		unit[strings.TrimSuffix(strings.TrimPrefix(s, number), "s")] = true
		numbers, whole = append(numbers, number), append(whole, s)
	}
	if len(unit) > 1 || len(list) < 2 {
		return strings.Join(whole, t.Of("・", ", "))
	}
	last := len(list) - 1
	return strings.Join(numbers[:last], t.Of("・", ", ")) + t.Of("・", " or ") + whole[last]
}

// state is what is to be said of a rule's standing: "" of one in force that was read in the primary text.
func (t *teller) state(r *law.Rule, at time.Time) string {
	switch {
	case r.Pending != (law.Text{}) || at.Before(r.From):
		return t.Of("未施行", "not in force yet")
	case !r.InForce(at):
		return t.Of("失効", "no longer in force")
	case !r.Source.Verified:
		return t.Of("原典未確認", "not verified")
	}
	return ""
}

var weekdays = [...]string{"日", "月", "火", "水", "木", "金", "土"}

// day is a day with its weekday.
func (t *teller) day(at time.Time) string {
	return t.Of(at.Format(time.DateOnly)+"（"+weekdays[at.Weekday()]+"）", at.Format("Mon 2006-01-02"))
}

// bullet writes s behind a dot, what does not fit below its beginning.
func (t *teller) bullet(s string, indent int) {
	dot := t.Of("・", "- ")
	for i, l := range report.Wrap(s, t.Width()-indent-2) {
		if i > 0 {
			dot = "  "
		}
		t.Line(strings.Repeat(" ", indent) + dot + l)
	}
}

// moment is a time with its zone.
func (t *teller) moment(at time.Time) string {
	return t.day(at) + t.Of("", " ") + at.Format("15:04") + " " + zone(at)
}

// zone is a zone's short name where that says one thing only, else its offset: CST is China's and Chicago's.
func zone(at time.Time) string {
	if name, _ := at.Zone(); name == "JST" || name == "UTC" {
		return name
	}
	return at.Format("-07:00")
}
