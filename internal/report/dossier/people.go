package dossier

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// count is a number, or that it is unknown.
func (t *teller) count(n *int64) string {
	if n == nil {
		return t.Of("不明", "unknown")
	}
	return report.Number(*n)
}

// Step is the number of persons from a time on, and what made it so.
type Step struct {
	At     time.Time
	Count  breach.Count
	Source string
	Why    law.Text
}

// steps is how many of the last moves of the number machines are told.
const steps = 40

// History is how the number of persons came to be: what it was behind each piece of evidence and each revision that changed it. Of many
// the last most ones are worked out; earlier is how many came before them. count works the number out of the evidence and the revisions of a state.
func History(s *breach.State, most int, count func(*breach.State) breach.Count) (out []Step, earlier int) {
	type change struct {
		step     Step
		evidence bool
	}
	var all []change
	for i := range s.Evidence {
		e := &s.Evidence[i]
		if e.Body.People != (breach.Count{}) || len(e.Body.Persons) > 0 {
			all = append(all, change{Step{At: e.At, Source: e.Body.ID, Why: law.Text{EN: e.Body.Name, JA: e.Body.Name}}, true})
		}
	}
	for i := range s.Counts {
		c := &s.Counts[i]
		all = append(all, change{Step{At: c.At, Source: c.Body.Source, Why: c.Body.Why}, false})
	}
	slices.SortStableFunc(all, func(a, b change) int { return a.step.At.Compare(b.step.At) })
	earlier = max(0, len(all)-most)
	for _, c := range all[earlier:] {
		then := *s
		then.Evidence, then.Counts = before(s.Evidence, c.step.At), before(s.Counts, c.step.At)
		c.step.Count = count(&then)
		if n := len(out); n > 0 && same(&out[n-1].Count, &c.step.Count) {
			continue
		}
		out = append(out, c.step)
	}
	return out, earlier
}

// before are those recorded at a time or earlier; they are in the order of time.
func before[T any](all []breach.Source[T], at time.Time) []breach.Source[T] {
	n := len(all)
	for n > 0 && all[n-1].At.After(at) {
		n--
	}
	return all[:n]
}

func same(a, b *breach.Count) bool {
	return equal(a.Max, b.Max) && equal(a.Likely, b.Likely) && equal(a.Confirmed, b.Confirmed)
}

func equal(a, b *int64) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

// best is the number that is said where one must be.
func best(c *breach.Count) *int64 {
	for _, n := range []*int64{c.Likely, c.Max, c.Confirmed} {
		if n != nil {
			return n
		}
	}
	return nil
}

func (t *teller) people() {
	t.Title(t.Of("本人の数", "People"), report.Right(t.Of("最大", "at most"), 13)+report.Right(t.Of("推定", "likely"), 13)+report.Right(t.Of("確定", "confirmed"), 13))
	c := &t.c.Affected.Count
	w := t.Width() - 3*13
	t.Line(report.Fit(t.Of("  現在", "  now"), w) + t.Paint(report.Bold, report.Right(t.count(c.Max), 13)+report.Right(t.count(c.Likely), 13)+report.Right(t.count(c.Confirmed), 13)))
	if h, earlier := t.c.History(t.bound(1<<20, 7)); len(h)+earlier > 1 {
		t.earlier(earlier)
		for i := range h {
			s := t.count(best(&h[i].Count))
			if i > 0 {
				s = t.moved(&h[i-1].Count, &h[i].Count)
			}
			t.styled(report.Dim, t.date(h[i].At), s+t.Of("　", "  ")+t.text(h[i].Why)+t.Of("（", " (")+said(h[i].Source)+t.Of("）", ")"))
		}
	}
	if from, to := t.c.Affected.From, t.c.Affected.To; from != nil && to != nil {
		t.Line(t.Paint(report.Dim, t.Of("  データの期間 ", "  the data cover ")+t.date(*from)+t.Of("～", " – ")+t.date(*to)))
	}
}

// moved is what of a number changed: what is said of it, else its bound.
func (t *teller) moved(was, is *breach.Count) string {
	for _, n := range []struct {
		name    string
		was, is *int64
	}{{"", best(was), best(is)}, {t.Of("最大 ", "at most "), was.Max, is.Max}, {t.Of("確定 ", "confirmed "), was.Confirmed, is.Confirmed}} {
		if !equal(n.was, n.is) {
			return n.name + t.count(n.was) + " → " + t.count(n.is)
		}
	}
	return t.count(best(is))
}

// stated are those values of a number that somebody gave.
func (t *teller) stated(c *breach.Count) string {
	var out []string
	for _, n := range []struct {
		name string
		n    *int64
	}{{t.Of("最大 ", "at most "), c.Max}, {t.Of("推定 ", "likely "), c.Likely}, {t.Of("確定 ", "confirmed "), c.Confirmed}} {
		if n.n != nil {
			out = append(out, n.name+t.count(n.n))
		}
	}
	return strings.Join(out, t.Of("・", ", "))
}

// kinds lists what was concerned, the gravest first.
func (t *teller) kinds() {
	ks := t.c.Affected.Kinds
	t.Title(t.Of("漏えいした項目（重大な順）", "What was concerned, the gravest first"), report.Right(t.Of("件数", "values"), 13)+report.Right(t.Of("人数", "people"), 13))
	if len(ks) == 0 {
		t.Line("  " + t.Paint(report.Yellow, t.Of("不明（証拠を追加してください）", "unknown; evidence tells it (case add)")))
		return
	}
	w := t.Width() - 2*13
	n := t.bound(len(ks), 12)
	for i := range ks[:n] {
		name := "  " + t.Kind(ks[i].Kind)
		if h := t.HeavyKind(ks[i].Kind); h != "" {
			name += t.Of("［"+h+"］", " ["+h+"]")
		}
		t.Line(report.Fit(name, w) + report.Right(t.count(ks[i].Values), 13) + report.Right(t.count(ks[i].People), 13))
	}
	t.rest(len(ks) - n)
}

// places tells systems, countries and contractors.
func (t *teller) places() {
	a := &t.c.Affected
	if len(a.Systems)+len(a.Regions) == 0 {
		return
	}
	t.Title(t.Of("システム・国・委託先", "Systems, countries, contractors"), "")
	n := t.bound(len(a.Systems), 8)
	for i := range a.Systems[:n] {
		s := &a.Systems[i]
		right := ""
		if s.Owner != "" {
			right = t.Paint(report.Dim, report.Cut(said(s.Owner), t.Width()/2))
		}
		t.ends(report.Plain, "  "+said(s.Name), right)
		stored := t.Of("不明", "unknown")
		if s.Country != "" {
			stored = t.country(s.Country)
		}
		t.field(t.Of("保管国", "stored in"), stored)
		if len(s.Access) > 0 {
			var out []string
			for _, c := range s.Access {
				out = append(out, t.country(c))
			}
			t.field(t.Of("閲覧元の国", "seen from"), t.join(out))
		}
		if len(s.Contractors) > 0 {
			var out []string
			for _, c := range s.Contractors {
				out = append(out, said(c))
			}
			t.field(t.Of("委託先", "contractors"), t.join(out))
		}
	}
	t.rest(len(a.Systems) - n)
	if len(a.Regions) > 0 {
		var out []string
		m := t.bound(len(a.Regions), 12)
		for _, r := range a.Regions[:m] {
			name := t.country(r.Country)
			if r.Name != "" {
				name = said(r.Name)
			}
			out = append(out, name+" "+report.Number(r.People))
		}
		if rest := len(a.Regions) - m; rest > 0 {
			out = append(out, fmt.Sprintf(t.Of("ほか%d地域", "and %d more"), rest))
		}
		t.field(t.Of("居住地", "people live"), t.join(out))
	}
}

func (t *teller) country(code string) string {
	return said(country.Name(code, t.lang))
}
