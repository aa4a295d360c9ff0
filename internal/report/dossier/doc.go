// Package dossier tells a case to people and to machines: its three times, who is concerned, what is to be done by when, and how all
// of it came to be known. It shows what it is given; what holds is worked out by package breach and its duties.
//
// What a case holds was typed in, or came from outside: every such text passes said before it reaches a terminal, and safe before it
// reaches a spreadsheet.
package dossier

import (
	"io"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// Case is a case with what is worked out of it.
type Case struct {
	State    *breach.State
	Events   []breach.Event
	Duties   []breach.Duty // the most urgent first
	Times    breach.Times
	Affected breach.Affected
	// History is how the number of persons came to be: its last moves, and how many came before them.
	History func(most int) (steps []Step, earlier int)
	// Now tells what holds of a fact, nil nothing.
	Now func(fact string) *breach.Belief
	// Fact describes a fact of law, nil another.
	Fact func(name string) *law.Fact
	// At is from when the case is looked at. Past: it is shown as it was known then.
	At   time.Time
	Past bool
	Zone *time.Location
	// Waiting are decisions that a second user must still join, in the user's language.
	Waiting []string
}

// View is which parts are shown.
type View struct {
	Duties, Events, Facts bool // only these; none of them: the whole case
	All                   bool // lists without a bound
	Brief                 bool // what matters first: times, people, kinds, duties
}

// jst is the time of the Japanese authorities, which has known no summer time since 1951.
var jst = time.FixedZone("JST", 9*60*60)

// teller writes a page in one language.
type teller struct {
	*report.Page
	c    *Case
	lang string
	all  bool
}

// Text writes a case for people, o.Width columns wide.
func Text(w io.Writer, o report.Options, v View, c *Case) error {
	t := &teller{report.NewPage(w, o), c, o.Lang, v.All}
	t.head()
	if v.Duties {
		t.duties(true)
	}
	if v.Facts {
		t.facts()
	}
	if v.Events {
		t.chain()
	}
	if v.Duties || v.Facts || v.Events {
		return t.Flush()
	}
	t.times()
	t.people()
	t.kinds()
	t.duties(false)
	if v.Brief {
		return t.Flush()
	}
	t.causes()
	t.evidence()
	t.places()
	t.steps()
	t.papers()
	t.decisions()
	t.costs()
	t.gaps()
	t.line()
	return t.Flush()
}

// head names the case, and what is next.
func (t *teller) head() {
	s := t.c.State
	t.ends(report.Bold, s.ID+"  "+said(s.Title), t.status(s))
	sub := t.Of("登録 ", "opened ") + t.time(s.Opened) + t.Of("（", " by ") + said(s.OpenedBy) + t.Of("）・記録 ", " · ") + t.n(s.Events, "件", "event", "events")
	if s.Of != "" {
		sub += t.Of("・再発元 ", " · recurrence of ") + said(s.Of)
	}
	t.Wrap(report.Dim, sub, 2)
	if t.c.Past {
		t.Wrap(report.Yellow, t.Of(t.time(t.c.At)+" の時点で判明していた内容です。その後の記録は含みません。", "As it was known on "+t.time(t.c.At)+"; what came later is left out."), 2)
	}
	if next := t.next(t.c.Duties); next != "" && t.c.State.Closed.IsZero() {
		t.Wrap(t.urgency(t.c.Duties), next, 2)
	}
	for _, w := range t.c.Waiting {
		t.Wrap(report.Yellow, w, 2)
	}
}

// ends is a line with left at its beginning, in as many lines as it takes, and right at the end of the first.
func (t *teller) ends(style, left, right string) {
	room := t.Width() - report.Columns(right) - 2
	if report.Columns(left) <= room {
		t.Line(t.Paint(style, report.Fit(left, room)) + "  " + right)
		return
	}
	indent := report.Columns(left) - report.Columns(strings.TrimLeft(left, " ")) + 2
	for i, l := range report.Wrap(left, room-indent) {
		if i > 0 {
			right, l = "", strings.Repeat(" ", indent)+l
		}
		t.Line(t.Paint(style, report.Fit(l, room)) + "  " + right)
	}
}

// field writes a name and what is to be said of it.
func (t *teller) field(name, value string) { t.styled(report.Plain, name, value) }

func (t *teller) styled(style, name, value string) { t.columns(12, style, name, value) }

// columns is styled with a name of w columns.
func (t *teller) columns(w int, style, name, value string) {
	for i, l := range report.Wrap(value, t.Width()-4-w) {
		if i > 0 {
			name = ""
		}
		t.Line("    " + t.Paint(report.Dim, report.Fit(name, w)) + t.Paint(style, l))
	}
}

// rest says how many of a list are not shown; all shows them.
func (t *teller) rest(n int) {
	if n > 0 {
		t.Line(t.Paint(report.Dim, "  "+t.Of("ほか "+report.Number(int64(n))+"件（--all ですべて表示）", "… and "+report.Number(int64(n))+" more (--all shows them)")))
	}
}

// earlier is rest where the last of a list are shown.
func (t *teller) earlier(n int) {
	if n > 0 {
		t.Line(t.Paint(report.Dim, "  "+t.Of("以前の "+report.Number(int64(n))+"件は省略（--all ですべて表示）", report.Number(int64(n))+" earlier (--all shows them)")))
	}
}

// bound is how many of n are shown.
func (t *teller) bound(n, limit int) int {
	if t.all {
		return n
	}
	return min(n, limit)
}

// said makes a text that came from outside fit for one line: no line breaks, nothing that steers a terminal.
func said(s string) string { return report.Clean(strings.Join(strings.Fields(s), " ")) }

// text is a text in the page's language, else in the other.
func (t *teller) text(s law.Text) string {
	a, b := s.EN, s.JA
	if t.lang == "ja" {
		a, b = b, a
	}
	if a == "" {
		a = b
	}
	return said(a)
}

// n is a number with what is counted behind it.
func (t *teller) n(n int64, ja, one, many string) string {
	return t.Of(report.Number(n)+ja, report.Plural(n, one, many))
}

func (t *teller) join(s []string) string { return strings.Join(s, t.Of("、", ", ")) }
