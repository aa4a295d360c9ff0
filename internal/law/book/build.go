package book

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// rule makes a rule of what is written, and notes what is wrong with it.
func (c *checker) rule(f *file, r *rule) *law.Rule {
	zone := c.zone(f.Zone)
	from := r.From
	if from == "" && r.Pending == (law.Text{}) {
		from = f.From
	}
	src := f.Source
	if r.Source != nil {
		src = *r.Source
	}
	out := &law.Rule{
		ID: r.ID, Duty: r.Duty, Jurisdiction: f.Jurisdiction, Law: f.Law, Article: r.Article, Title: r.Title, What: r.What, Note: r.Note, Pending: r.Pending,
		From: c.day("from", from, zone), Until: c.day("until", r.Until, zone),
		When: r.When.cond(), Unless: r.Unless.cond(), Suspicion: r.Suspicion, After: r.After,
		Source: law.Source{Title: src.Title, URL: src.URL, State: c.day("state", src.State, zone), Verified: src.Verified},
	}
	for i := range r.Clocks {
		k := &r.Clocks[i]
		where := k.Zone
		if where == "" {
			where = f.Zone
		}
		out.Clocks = append(out.Clocks, law.Clock{
			When: k.When.cond(), AtOnce: k.AtOnce, Hours: k.Hours, Days: k.Days, First: k.First, Business: k.Business, DayOne: k.DayOne, Roll: k.Roll,
			Calendar: k.Calendar, Zone: where, Start: k.Start, Late: k.Late, Why: k.Why,
		})
	}
	for _, to := range r.Recipients {
		out.Recipients = append(out.Recipients, law.Recipient{When: to.When.cond(), Name: to.Name, Channel: to.Channel, URL: to.URL})
	}
	for i, it := range r.Items {
		out.Items = append(out.Items, law.Item{ID: it.ID, No: i + 1, Text: it.Text, Help: it.Help, Preliminary: r.Preliminary})
	}
	for _, e := range r.Examples {
		out.Examples = append(out.Examples, c.example(e, zone))
	}
	c.check(out)
	return out
}

// truths are the words of a truth in a file.
var truths = map[string]law.Truth{"yes": law.Yes, "no": law.No, "suspected": law.Suspected, "unknown": law.Unknown}

func (c *cond) cond() *law.Cond {
	if c == nil {
		return nil
	}
	out := &law.Cond{Not: c.Not.cond(), Fact: c.Fact, Over: c.Over, Least: c.Least, Has: c.Has, Why: c.Why}
	out.All, out.Any = conds(c.All), conds(c.Any)
	if t, ok := truths[c.Is]; ok {
		out.Is = &t
	}
	return out
}

// conds keeps apart a list that is not there and one that is empty, which is a mistake.
func conds(list []*cond) []*law.Cond {
	if list == nil {
		return nil
	}
	out := make([]*law.Cond, 0, len(list))
	for _, m := range list {
		out = append(out, m.cond())
	}
	return out
}

func (c *checker) example(e example, zone *time.Location) law.Example {
	out := law.Example{Name: e.Name, Facts: law.Facts{}, Applies: truths[e.Applies], LastDay: e.LastDay, Note: e.Note}
	if _, ok := truths[e.Applies]; !ok || e.Applies == "suspected" {
		c.fail("example %q: applies is yes, no or unknown", e.Name)
	}
	var err error
	if out.Known, err = law.ParseTime(e.Known, zone); err != nil {
		c.fail("example %q: known: %v", e.Name, err)
	}
	if e.At != "" {
		if out.At, err = law.ParseTime(e.At, zone); err != nil {
			c.fail("example %q: at: %v", e.Name, err)
		}
	}
	out.Facts[law.Known] = law.Value{At: out.Known}
	for name, text := range e.Facts {
		f := c.book.Fact(name)
		if f == nil || f.Name != name {
			c.fail("example %q: no fact %q in the catalogue", e.Name, name)
			continue
		}
		if out.Facts[name], err = f.Parse(text, zone); err != nil {
			c.fail("example %q: %v", e.Name, err)
		}
	}
	return out
}

func (c *checker) day(what, s string, zone *time.Location) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, err := time.ParseInLocation(time.DateOnly, s, zone)
	if err != nil {
		c.fail("%s: %q is no day", what, s)
	}
	return t
}

func (c *checker) zone(name string) *time.Location {
	if name == "" {
		return time.UTC
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		c.fail("zone %q is not known", name)
		return time.UTC
	}
	return loc
}
