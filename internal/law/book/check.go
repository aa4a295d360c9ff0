package book

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/calendar"
)

// checker gathers what is wrong with files: the schema of this package.
type checker struct {
	book *Book
	at   string // file and rule
	errs []error
}

func (c *checker) fail(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("%s: %s", c.at, fmt.Sprintf(format, args...)))
}

// text wants a text in both languages.
func (c *checker) text(what string, t law.Text) {
	if strings.TrimSpace(t.EN) == "" || strings.TrimSpace(t.JA) == "" {
		c.fail("%s is not there in both languages", what)
	}
}

// maybe wants a text in both languages, or in none.
func (c *checker) maybe(what string, t law.Text) {
	if t != (law.Text{}) {
		c.text(what, t)
	}
}

var (
	idForm   = regexp.MustCompile(`^[a-z]+(-[a-z0-9]+)+$`)
	nameForm = regexp.MustCompile(`^[a-z]+(_[a-z0-9]+)*$`)
)

// facts checks the catalogue.
func (c *checker) facts() {
	c.at = factsFile
	seen := map[string]bool{}
	once := func(name string) {
		if name = strings.ToLower(name); seen[name] {
			c.fail("%q is there twice", name)
		}
		seen[name] = true
	}
	for _, f := range c.book.Facts {
		if !nameForm.MatchString(f.Name) {
			c.fail("%q is no name of a fact", f.Name)
		}
		once(f.Name)
		for _, a := range f.Also {
			once(a)
		}
		c.text(f.Name+": question", f.Question)
		c.text(f.Name+": help", f.Help)
		if !slices.Contains([]law.Sort{law.Bool, law.Number, law.Set, law.Moment}, f.Sort) {
			c.fail("%s: of no sort", f.Name)
		}
		if (f.Sort == law.Set) != (len(f.Words) > 0) {
			c.fail("%s: a set has words, and nothing else has", f.Name)
		}
		for _, w := range f.Words {
			c.text(f.Name+": "+w.Name, w.Text)
		}
	}
}

// law checks the head of a file.
func (c *checker) law(f *file) {
	c.text("law", f.Law)
	if !regexp.MustCompile(`^([A-Z]{2}|card)$`).MatchString(f.Jurisdiction) {
		c.fail("jurisdiction %q", f.Jurisdiction)
	}
	if len(f.Rules) == 0 {
		c.fail("no rules")
	}
}

// check checks a rule by itself.
func (c *checker) check(r *law.Rule) {
	if !idForm.MatchString(r.ID) {
		c.fail("%q is no id", r.ID)
	}
	if !slices.Contains([]law.Duty{law.Report, law.Notice, law.Inform, law.Evidence}, r.Duty) {
		c.fail("duty %q", r.Duty)
	}
	c.text("article", r.Article)
	c.text("title", r.Title)
	c.text("what", r.What)
	c.maybe("note", r.Note)
	c.maybe("pending", r.Pending)
	c.dates(r)
	if r.When == nil {
		c.fail("no trigger")
	}
	c.cond("when", r.When, false)
	c.cond("unless", r.Unless, false)
	c.clocks(r)
	c.ends(r)
	c.examples(r)
}

// first is the earliest year that a rule or a source may have.
const first = 1990

func (c *checker) dates(r *law.Rule) {
	pending := r.Pending != (law.Text{})
	if pending != r.From.IsZero() {
		c.fail("a rule has a first day, or says why it has none yet")
	}
	if !pending && r.From.Year() < first || !r.Until.IsZero() && !r.Until.After(r.From) {
		c.fail("in force from %s until %s", r.From.Format(time.DateOnly), r.Until.Format(time.DateOnly))
	}
	s := r.Source
	if s.Title == "" || s.State.Year() < first {
		c.fail("the source has a title, and the day whose text was read")
	}
	if u, err := url.Parse(s.URL); err != nil || u.Scheme != "https" || u.Host == "" {
		c.fail("the source's address %q", s.URL)
	}
}

// cond checks a condition: one of its members is given, the fact is in the catalogue and asked as its sort allows, and it says itself or around it which
// words of the law it is.
func (c *checker) cond(what string, m *law.Cond, why bool) {
	if m == nil {
		return
	}
	c.maybe(what+": why", m.Why)
	why = why || m.Why != (law.Text{})
	given := 0
	for _, is := range []bool{m.All != nil, m.Any != nil, m.Not != nil, m.Fact != ""} {
		if is {
			given++
		}
	}
	if given != 1 || m.All != nil && len(m.All) == 0 || m.Any != nil && len(m.Any) == 0 {
		c.fail("%s: a condition is one of all, any, not, fact", what)
		return
	}
	for _, sub := range append(slices.Clone(m.All), m.Any...) {
		if sub == nil {
			c.fail("%s: an empty condition", what)
		}
		c.cond(what, sub, why)
	}
	c.cond(what, m.Not, why)
	if m.Fact == "" {
		return
	}
	if !why {
		c.fail("%s: %s: nothing says which words of the law this is", what, m.Fact)
	}
	c.asks(what, m)
}

func (c *checker) asks(what string, m *law.Cond) {
	f := c.book.Fact(m.Fact)
	if f == nil || f.Name != m.Fact {
		c.fail("%s: no fact %q in the catalogue", what, m.Fact)
		return
	}
	var asked []law.Sort
	if m.Is != nil {
		asked = append(asked, law.Bool)
	}
	if m.Over != nil || m.Least != nil {
		asked = append(asked, law.Number)
	}
	if m.Has != nil {
		asked = append(asked, law.Set)
	}
	if len(asked) != 1 || asked[0] != f.Sort || m.Over != nil && m.Least != nil || m.Is != nil && *m.Is == law.Unknown {
		c.fail("%s: %s is a %s and cannot be asked so", what, m.Fact, f.Sort)
	}
	for _, w := range m.Has {
		if !slices.ContainsFunc(f.Words, func(k law.Word) bool { return k.Name == w }) {
			c.fail("%s: %s has no word %q", what, m.Fact, w)
		}
	}
}

// clocks checks that a rule's clocks are complete: the last one always counts, none before it does, and all count from the same fact.
func (c *checker) clocks(r *law.Rule) {
	if len(r.Clocks) == 0 {
		c.fail("no clock")
	}
	for i := range r.Clocks {
		k := &r.Clocks[i]
		c.text("clock", k.Why)
		c.cond("clock", k.When, true)
		if last := i == len(r.Clocks)-1; last != (k.When == nil) {
			c.fail("the last clock, and only that, has no condition")
		}
		given := 0
		for _, is := range []bool{k.AtOnce, k.Hours > 0, k.Days > 0} {
			if is {
				given++
			}
		}
		if given != 1 || k.Hours < 0 || k.Days < 0 {
			c.fail("a clock is one of at_once, hours, days")
		}
		if k.Days == 0 && (k.DayOne || k.Roll || k.Business || k.First > 0) || k.First > 0 && k.First >= k.Days || k.First < 0 {
			c.fail("a clock of %d days cannot be counted so", k.Days)
		}
		if (k.Roll || k.Business) != (k.Calendar != "") || k.Calendar != "" && !(calendar.All{}).Knows(k.Calendar) {
			c.fail("calendar %q", k.Calendar)
		}
		if k.Days > 0 && k.Zone == "" {
			c.fail("days need a zone")
		}
		c.zone(k.Zone)
		if k.Start != r.Clocks[0].Start || k.Late != r.Clocks[0].Late {
			c.fail("the clocks of one rule begin together")
		}
		if f := c.book.Fact(k.Start); k.Start != "" && (f == nil || f.Name != k.Start || f.Sort != law.Moment) {
			c.fail("start %q is no moment", k.Start)
		}
	}
}

// ends checks to whom, and what must be said.
func (c *checker) ends(r *law.Rule) {
	if len(r.Recipients) == 0 && r.Duty != law.Evidence {
		c.fail("nobody to turn to")
	}
	for _, to := range r.Recipients {
		c.text("recipient", to.Name)
		c.maybe("channel", to.Channel)
		c.cond("recipient", to.When, true)
		if u, err := url.Parse(to.URL); to.URL != "" && (err != nil || u.Scheme != "https") {
			c.fail("address %q", to.URL)
		}
	}
	seen := map[string]bool{}
	for _, it := range r.Items {
		if !nameForm.MatchString(it.ID) || seen[it.ID] {
			c.fail("item %q", it.ID)
		}
		seen[it.ID] = true
		c.text("item "+it.ID, it.Text)
		c.maybe("item "+it.ID, it.Help)
	}
	if len(r.Items) == 0 {
		c.fail("nothing to say")
	}
}

// examples wants a rule's worked examples: one in which it applies, and one in which it does not, unless it is not in force.
func (c *checker) examples(r *law.Rule) {
	seen := map[law.Truth]bool{}
	for _, e := range r.Examples {
		seen[e.Applies] = true
		if e.Name == "" {
			c.fail("an example without a name")
		}
		if _, err := time.Parse(time.DateOnly, e.LastDay); e.LastDay != "" && err != nil {
			c.fail("example %q: last day %q", e.Name, e.LastDay)
		}
	}
	if !seen[law.No] || !seen[law.Yes] && r.Pending == (law.Text{}) {
		c.fail("examples show that it applies, and that it does not")
	}
}

// whole checks the rules among each other.
func (c *checker) whole() {
	for i, r := range c.book.Rules {
		for _, s := range c.book.Rules[:i] {
			if r.ID == s.ID && (r.Until.IsZero() || s.From.Before(r.Until)) && (s.Until.IsZero() || r.From.Before(s.Until)) {
				c.fail("%s: two versions are in force at one time", r.ID)
			}
		}
		if r.After != "" && !slices.Contains(c.book.IDs(), r.After) {
			c.fail("%s: comes after %q, which is not there", r.ID, r.After)
		}
	}
	if len(c.book.Rules) == 0 {
		c.fail("there are none")
	}
}
