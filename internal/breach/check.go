package breach

import (
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// Check tells whether a body may be recorded: it names what it is about, a figure that is set has a reason and a source, and nothing
// is refuted without one. An error is fault.Usage and holds no text of the body.
func Check(b Body) error {
	if why := wrong(b); why != "" {
		return fault.Errorf(fault.Usage, "record %s: %s", b.Type(), why)
	}
	return nil
}

func wrong(b Body) string {
	switch b := b.(type) {
	case Opened:
		return need(b.Title, "a title")
	case Added:
		return added(&b)
	case Stated:
		return b.Fact.wrong()
	case Counted:
		switch {
		case b.Source == "":
			return "a source"
		case b.Why == (law.Text{}):
			return "a reason"
		case b.Count == (Count{}):
			return "a number"
		}
		return b.Count.wrong()
	case Weighed:
		return b.Cause.wrong()
	case Decided:
		return need(b.Act, "an act", b.Choice, "what was decided")
	case Met:
		return need(b.Rule, "a rule", b.Proof, "a proof")
	case Drafted:
		return need(b.Document, "a document")
	case Submitted:
		return need(b.Document, "a document", b.To, "to whom")
	case Noticed:
		return need(b.Batch, "a batch", b.Channel, "a channel")
	case Contained:
		return need(b.What, "what was done")
	case Asked:
		return need(b.ID, "an ID", b.To, "to whom", b.What, "what is asked")
	case Answered:
		return need(b.ID, "an ID", b.Answer, "an answer")
	case Task:
		return need(b.ID, "an ID")
	case Progressed:
		return need(b.ID, "an ID", b.Source, "a source")
	case Spent:
		return need(b.Item, "an item", b.Currency, "a currency", b.Source, "a source")
	case Closed:
		return need(b.Why, "a reason")
	case Reopened:
		return need(b.Why, "a reason")
	}
	return ""
}

// need takes values, each followed by what it is.
func need(pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if strings.TrimSpace(pairs[i]) == "" {
			return "it needs " + pairs[i+1]
		}
	}
	return ""
}

func added(b *Added) string {
	if why := need(b.ID, "an ID", b.Sort, "a sort"); why != "" {
		return why
	}
	if why := b.People.wrong(); why != "" {
		return why
	}
	for i := range b.Facts {
		if why := b.Facts[i].wrong(); why != "" {
			return why
		}
	}
	for i := range b.Causes {
		if why := b.Causes[i].wrong(); why != "" {
			return why
		}
	}
	for _, s := range b.Persons {
		if why := need(s.Store, "the store of a set of persons", s.SHA256, "the hash of a set of persons"); why != "" {
			return why
		}
	}
	return ""
}

func (f *Fact) wrong() string {
	switch f.Status {
	case Asserted, Disputed, Refuted:
	default:
		return "a status: asserted, disputed or refuted"
	}
	if f.Status == Asserted && f.Value.none() {
		return "it needs a value"
	}
	if f.Value.Count != nil {
		if why := f.Value.Count.wrong(); why != "" {
			return why
		}
	}
	return need(f.Name, "the name of a fact", f.Source, "a source")
}

func (c *Cause) wrong() string {
	if why := need(c.ID, "an ID"); why != "" {
		return why
	}
	switch c.Status {
	case Asserted, "":
		return ""
	case Disputed, Refuted:
		if !c.sourced() {
			return "what disputes or refutes a cause needs a source"
		}
		return ""
	}
	return "a status: asserted, disputed or refuted"
}

// sourced tells whether something with a source speaks against the cause.
func (c *Cause) sourced() bool {
	for _, g := range c.Against {
		if g.Source != "" {
			return true
		}
	}
	return false
}

// wrong tells whether the bounds contradict each other.
func (c *Count) wrong() string {
	for _, n := range []*int64{c.Max, c.Likely, c.Confirmed} {
		if n != nil && *n < 0 {
			return "a number of persons is not negative"
		}
	}
	if over(c.Likely, c.Max) || over(c.Confirmed, c.Max) || over(c.Confirmed, c.Likely) {
		return "confirmed, likely and maximum: none is over the next"
	}
	return ""
}

func over(a, b *int64) bool { return a != nil && b != nil && *a > *b }

// none tells that nothing is said.
func (v *Value) none() bool {
	return v.Truth == law.Unknown && v.Count == nil && v.Set == nil && !v.Whole && v.Moment == nil && v.Text == nil
}
