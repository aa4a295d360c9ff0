package dossier

import (
	"io"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// Words says what is in a case in one language, for whoever lays it out otherwise than on a terminal.
type Words struct{ t *teller }

// Say is how a case is told in a language, "ja" or "en".
func Say(c *Case, lang string) *Words {
	return &Words{&teller{report.NewPage(io.Discard, report.Options{Lang: lang}), c, lang, true}}
}

// Of chooses one of two phrases.
func (w *Words) Of(ja, en string) string { return w.t.Of(ja, en) }

// Text is a text in the language, else in the other.
func (w *Words) Text(s law.Text) string { return w.t.text(s) }

// Time is a time of the case's zone to the minute, Date its day.
func (w *Words) Time(at time.Time) string { return w.t.time(at) }

// Date is the day of a time in the case's zone.
func (w *Words) Date(at time.Time) string { return w.t.date(at) }

// Moment is a time as exactly as it is known.
func (w *Words) Moment(m *breach.Moment) string { return w.t.moment(m) }

// Span is how long from a to b, as exactly as both are known.
func (w *Words) Span(a, b *breach.Moment) string { return w.t.span(a, b) }

// Long is a duration in its two greatest units.
func (w *Words) Long(d time.Duration) string { return w.t.long(d) }

// Count is a number of persons; nil is unknown.
func (w *Words) Count(n *int64) string { return w.t.count(n) }

// Kind is what a kind is called; heavy is why it weighs more than others, "" if it does not.
func (w *Words) Kind(k pii.Kind) (name, heavy string) { return w.t.Kind(k), w.t.HeavyKind(k) }

// Country is the name of a country.
func (w *Words) Country(code string) string { return w.t.country(code) }

// Duty is a duty's title with the law's country in front.
func (w *Words) Duty(d *breach.Duty) string { return w.t.name(d) }

// Left is how long until a duty is due, or by how much it is late. LeftIf is that of a duty that may apply, "" if nobody can tell.
func (w *Words) Left(d *breach.Duty) string { return w.t.left(d) }

// LeftIf is how long until a duty that may apply would be due.
func (w *Words) LeftIf(d *breach.Duty) string {
	if d.If == nil {
		return ""
	}
	x := *d
	x.Due = d.If
	return w.t.left(&x)
}

// Deadline is a last moment in the case's zone, and in Japan's where that is another.
func (w *Words) Deadline(at time.Time) string { return w.t.deadline(at) }

// Reason is a condition with the value of its fact, and the law that makes it count.
func (w *Words) Reason(r *law.Reason) string { return w.t.reason(r) }

// Stands says in a few words how a duty stands.
func (w *Words) Stands(d *breach.Duty) string { return w.t.stands(d) }

// Moves are the changes of a duty, the first first: when, and from what to what.
func (w *Words) Moves(d *breach.Duty) []string {
	var out []string
	for i := range d.History {
		h := &d.History[i]
		s := w.t.time(h.At) + w.t.Of("　", "  ") + w.t.state(d, h)
		if why := w.t.text(h.Why); why != "" {
			s += w.t.Of("：", ": ") + why
		}
		out = append(out, s)
	}
	return out
}

// Met is a proof that a duty was met.
func (w *Words) Met(m *breach.Source[breach.Met]) string { return w.t.met(m) }

// Label is what a fact is called; Question is what is asked of it.
func (w *Words) Label(fact string) string { return w.t.label(fact) }

// Question is a fact as a person is asked it.
func (w *Words) Question(fact string) string {
	if f := w.t.c.Fact(fact); f != nil {
		if q := w.t.text(f.Question); q != "" {
			return q
		}
	}
	return w.t.label(fact)
}

// Value is the value of an assertion.
func (w *Words) Value(fact string, v *breach.Value) string { return w.t.value(fact, v) }

// Event says in a few words what an event says.
func (w *Words) Event(b breach.Body) string { return w.t.event(b) }

// Evidence is what a sort of evidence is called.
func (w *Words) Evidence(sort string) string { return w.t.sort(sort) }

// Act is what an act that is decided on is called, Choice what was decided.
func (w *Words) Act(act string) string { return w.t.act(act) }

// Choice is what was decided of an act.
func (w *Words) Choice(act, choice string) string { return w.t.choice(act, choice) }

// Done is how far a task is.
func (w *Words) Done(t *breach.Work) string { return w.t.completion(t) }

// Facts are the names of the facts of which something was asserted, in the order in which they are listed.
func (w *Words) Facts() []string { return names(w.t.c.State) }

// Point is a moment of the time line.
type Point struct {
	When breach.Moment
	Text string
	Key  bool // one of the three times
}

// Line is what happened when, and what is to come, in the order of time.
func (w *Words) Line() []Point {
	var out []Point
	for _, p := range w.t.points() {
		out = append(out, Point{p.when, p.text, p.key})
	}
	return out
}

// Reportable are the duties of an everyday case that are open, and those of Japan's law of which it is not known whether they apply.
func (w *Words) Reportable() (open, undecided []*breach.Duty) { return w.t.reportable() }

// Exempt says why nothing need be reported of an everyday case.
func (w *Words) Exempt() string { return w.t.exempt() }

// Todo is what is to be done about an everyday case now; what a command would do is left out.
func (w *Words) Todo() []string {
	open, undecided := w.t.reportable()
	var out []string
	for _, s := range w.t.todo(len(open) > 0, len(undecided) > 0) {
		if i := strings.Index(s, "tsutsumi case"); i >= 0 {
			s = strings.TrimRight(strings.TrimRight(s[:i], " "), "：:") + w.t.Of("。", ".")
		}
		out = append(out, s)
	}
	return out
}

// Against tells whether somebody decided that a duty does not apply which applies by the facts.
func Against(d *breach.Duty) bool { return against(d) }

// Ourselves tells whether a fact is one of the owner, not of the case: it can be declared once for all.
func Ourselves(fact string) bool { return ourselves(fact) }

// Best is the number that is said where one must be; nil unknown.
func Best(c *breach.Count) *int64 { return best(c) }

// FactNames are the facts that can be stated, in the order in which they are listed.
func FactNames() []string { return slices.Clone(order) }

// caseSorts are the sorts of the facts of a case beside those of law.
var caseSorts = map[string]law.Sort{
	breach.FirstRead: law.Moment, breach.LastRead: law.Moment, breach.Discovered: law.Moment, breach.Stopped: law.Moment, breach.PersonsTold: law.Moment, breach.Published: law.Moment,
	breach.Finder: Told, breach.Outline: Told, breach.CauseText: Told, breach.Where: Told, breach.Damage: Told, breach.ToPersons: Told, breach.Publication: Told,
	breach.Prevented: Told, breach.Preventing: Told, breach.OtherText: Told, breach.DamageSeen: law.Bool, breach.Retrieved: law.Bool,
	breach.Medium: law.Set, breach.Manner: law.Set, breach.Mishap: law.Set,
}

// caseWords are the words of the sets among them.
var caseWords = map[string][]law.Word{
	breach.Medium: {{Name: "paper", Text: law.Text{EN: "paper", JA: "紙"}}, {Name: "electronic", Text: law.Text{EN: "electronic", JA: "電子データ"}}, {Name: "device", Text: law.Text{EN: "device or medium", JA: "端末・記録媒体"}}, {Name: "other", Text: law.Text{EN: "other", JA: "その他"}}},
	breach.Manner: {{Name: "misdirected", Text: law.Text{EN: "misdirected", JA: "誤送付・誤交付"}}, {Name: "lost", Text: law.Text{EN: "lost", JA: "紛失"}}, {Name: "stolen", Text: law.Text{EN: "stolen", JA: "盗難"}}, {Name: "intrusion", Text: law.Text{EN: "intrusion", JA: "不正アクセス"}},
		{Name: "insider", Text: law.Text{EN: "insider", JA: "内部者による持出し"}}, {Name: "contractor", Text: law.Text{EN: "contractor", JA: "委託先"}}, {Name: "setting", Text: law.Text{EN: "wrong setting", JA: "設定の誤り"}}, {Name: "supplier", Text: law.Text{EN: "supplier or partner", JA: "提携先・供給元"}}, {Name: "other", Text: law.Text{EN: "other", JA: "その他"}}},
}

// Told is the sort of a fact of a case that is a text; package law has none.
const Told law.Sort = "text"

// CaseFact describes a fact of a case that is none of law; nil: there is no such fact.
func CaseFact(name string) *law.Fact {
	sort, ok := caseSorts[name]
	if !ok {
		return nil
	}
	f := &law.Fact{Name: name, Sort: sort, Question: labels[name], Words: caseWords[name]}
	if name == breach.Mishap {
		for _, m := range mishaps {
			f.Words = append(f.Words, law.Word{Name: m.name, Text: m.text})
		}
	}
	return f
}

// Sort is of which sort a fact is, of law or of a case; "" there is no such fact.
func Sort(c *Case, name string) law.Sort {
	if f := c.Fact(name); f != nil {
		return f.Sort
	}
	return caseSorts[name]
}

// Choices are the values of a fact that is a set, each with its text.
func Choices(c *Case, name, lang string) [][2]string {
	f := c.Fact(name)
	if f == nil {
		f = CaseFact(name)
	}
	if f == nil {
		return nil
	}
	var out [][2]string
	for _, w := range f.Words {
		out = append(out, [2]string{w.Name, w.Text.Of(lang)})
	}
	return out
}
