package duty

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
)

// witness tells which event was recorded when, and what facts are called.
type witness struct {
	book   *book.Book
	zone   *time.Location
	last   map[int64]int64  // the last event at a moment
	called map[int64]string // an event by the ID of the evidence that it is
}

func newWitness(b *book.Book, zone *time.Location, events []breach.Event) *witness {
	w := &witness{book: b, zone: zone, last: map[int64]int64{}, called: map[int64]string{}}
	for i := range events {
		e := &events[i]
		switch body := e.Body.(type) {
		case breach.Added:
			w.called[e.Seq] = body.ID
		case breach.Opened, breach.Stated, breach.Counted:
		default:
			continue // it changes no facts of law
		}
		at := e.At.UnixMicro()
		w.last[at] = max(w.last[at], e.Seq)
	}
	return w
}

// asked is everything of the facts on which a rule hangs: the truth of each of its conditions, and when its clocks begin. As long as it stays,
// the rule says the same.
type asked struct {
	facts []string
	conds []*law.Cond
	on    map[string][]*law.Cond // by the fact on which each hangs
}

func ask(r *law.Rule) *asked {
	a := &asked{facts: []string{law.Known}, on: map[string][]*law.Cond{}}
	var walk func(c *law.Cond)
	walk = func(c *law.Cond) {
		if c == nil {
			return
		}
		if c.Fact != "" {
			a.conds, a.facts = append(a.conds, c), append(a.facts, c.Fact)
			a.on[c.Fact] = append(a.on[c.Fact], c)
			return
		}
		walk(c.Not)
		for _, m := range c.All {
			walk(m)
		}
		for _, m := range c.Any {
			walk(m)
		}
	}
	walk(r.When)
	walk(r.Unless)
	for i := range r.Clocks {
		walk(r.Clocks[i].When)
		if s := r.Clocks[i].Start; s != "" {
			a.facts = append(a.facts, s)
		}
	}
	slices.Sort(a.facts)
	a.facts = slices.Compact(a.facts)
	return a
}

// moved tells whether facts that changed may change what the rule says: a condition hangs on its own fact alone.
func (a *asked) moved(changed []string, before, now law.Facts) bool {
	for _, name := range changed {
		if _, mine := slices.BinarySearch(a.facts, name); !mine {
			continue
		}
		if !before[name].At.Equal(now[name].At) || slices.ContainsFunc(a.on[name], func(c *law.Cond) bool { return c.Of(before) != c.Of(now) }) {
			return true
		}
	}
	return false
}

// follow is how a rule's answer came to be and changed over the steps.
func (w *witness) follow(r *law.Rule, steps []breach.LawStep, cal law.Calendars) []breach.Change {
	a := ask(r)
	var out []breach.Change
	var before law.Facts
	for i := range steps {
		s := &steps[i]
		if before != nil && !a.moved(s.Changed, before, s.Facts) {
			before = s.Facts
			continue
		}
		answer := r.Brief(s.Facts, cal, s.At)
		c := breach.Change{Seq: w.last[s.At.UnixMicro()], At: s.At, Applies: answer.Applies}
		if d := answer.Due; d != nil {
			c.LastDay, c.Due = d.LastDay, d.At
		}
		switch n := len(out); {
		case n == 0:
			c.Why = w.first(answer.Because)
		case out[n-1].Applies == c.Applies && out[n-1].Due.Equal(c.Due):
			before = s.Facts
			continue
		default:
			c.Why = w.why(a, before, s.Facts, &answer, c.Seq)
		}
		out = append(out, c)
		before = s.Facts
	}
	return out
}

// first tells what a rule was applied by when the case was opened.
func (w *witness) first(because []law.Reason) law.Text {
	en, ja := []string{}, []string{}
	for _, r := range because {
		e, j := w.say(r.Fact, r.Value)
		en, ja = append(en, e+w.by(r.Value.By, "en")), append(ja, j+w.by(r.Value.By, "ja"))
	}
	if len(en) == 0 {
		return law.Text{EN: "nothing that decides it was known yet", JA: "適用の有無を決める事実がまだ分かっていない"}
	}
	return law.Text{EN: strings.Join(en, "; "), JA: strings.Join(ja, "、")}
}

// changed are the facts that changed what conditions say, or the beginning of clocks; those on which the answer rests, if any of them did.
func (a *asked) changed(before, now law.Facts, answer *law.Answer) []string {
	reasons := answer.Because
	if d := answer.Due; d != nil {
		reasons = slices.Concat(reasons, d.Because)
	}
	var all, telling []string
	for _, name := range a.facts {
		changed := !before[name].At.Equal(now[name].At)
		for _, c := range a.conds {
			changed = changed || c.Fact == name && c.Of(before) != c.Of(now)
		}
		if !changed {
			continue
		}
		all = append(all, name)
		if name == law.Known || slices.ContainsFunc(reasons, func(r law.Reason) bool { return r.Fact == name && (r.Truth != law.No || answer.Applies == law.No) }) {
			telling = append(telling, name)
		}
	}
	if len(telling) > 0 {
		return telling
	}
	return all
}

// why tells which facts moved a rule's answer at an event, from what to what, and by what.
func (w *witness) why(a *asked, before, now law.Facts, answer *law.Answer, at int64) law.Text {
	var en, ja []string
	for _, name := range a.changed(before, now, answer) {
		x, y := w.local(before[name]), w.local(now[name])
		by := y.By
		if slices.Contains(by, at) {
			by = []int64{at}
		}
		f := w.book.Fact(name)
		if f == nil {
			f = &law.Fact{Name: name, Sort: law.Bool, Question: law.Text{EN: name, JA: name}}
		}
		en = append(en, fmt.Sprintf("%s %s, before %s%s", f.Question.EN, f.Say(y, "en"), f.Say(x, "en"), w.by(by, "en")))
		ja = append(ja, fmt.Sprintf("%s：%s（変更前：%s）%s", f.Question.JA, f.Say(y, "ja"), f.Say(x, "ja"), w.by(by, "ja")))
	}
	return law.Text{EN: strings.Join(en, "; "), JA: strings.Join(ja, "、")}
}

// local is a value with its time as the owner's clocks tell it.
func (w *witness) local(v law.Value) law.Value {
	if !v.At.IsZero() {
		v.At = v.At.In(w.zone)
	}
	return v
}

func (w *witness) say(name string, v law.Value) (en, ja string) {
	v = w.local(v)
	f := w.book.Fact(name)
	if f == nil {
		return name, name
	}
	return f.Question.EN + " " + f.Say(v, "en"), f.Question.JA + "：" + f.Say(v, "ja")
}

// by names the events that support a value: evidence by its ID, others by their number. Of many the last few.
func (w *witness) by(seqs []int64, lang string) string {
	const most = 3
	var names []string
	for _, seq := range seqs[max(0, len(seqs)-most):] {
		n := w.called[seq]
		if n == "" {
			if n = fmt.Sprintf("event %d", seq); lang == "ja" {
				n = fmt.Sprintf("記録%d", seq)
			}
		}
		if !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	switch {
	case len(names) == 0:
		return ""
	case lang == "ja":
		return "（" + strings.Join(names, "・") + "）"
	}
	return " (" + strings.Join(names, ", ") + ")"
}
