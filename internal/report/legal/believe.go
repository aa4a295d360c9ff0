package legal

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// Moment is a fact that is a time.
func (s *Sheet) Moment(fact string) Answer { return s.Believed(s.belief(fact)) }

// Believed is the same of what is believed already; nil is unknown.
func (s *Sheet) Believed(b *breach.Belief) Answer {
	if b == nil || b.Value.Moment == nil {
		return Answer{}
	}
	v := s.When(*b.Value.Moment)
	if v == "" {
		return Answer{}
	}
	if b.Disputed {
		v += s.Say("（異なる見解があり、確認中）", " (disputed; being checked)")
	}
	return Answer{Value: []string{v}, By: b.By}
}

// Said is a fact that is a text.
func (s *Sheet) Said(fact string) Answer {
	b := s.belief(fact)
	if b == nil || b.Value.Text == nil {
		return Answer{}
	}
	v := s.Tell(*b.Value.Text)
	if v == "" {
		return Answer{}
	}
	return Answer{Value: []string{v}, By: b.By}
}

// Truth is a fact of a law that is true or not, and the events that say so.
func (s *Sheet) Truth(fact string) (law.Truth, []int64) {
	v := s.Facts[fact]
	return v.Truth, v.By
}

// Words is a fact that is a set; whole tells that there is nothing else.
func (s *Sheet) Words(fact string) (words []string, whole bool, by []int64) {
	if b := s.belief(fact); b != nil {
		return b.Value.Set, b.Value.Whole, b.By
	}
	v := s.Facts[fact]
	return v.Set, v.Whole, v.By
}

// Box is a box of a form: ticked by a word of a set.
type Box struct {
	Words  []string
	JA, EN string
}

// Tick ticks boxes by a set of words. What may still be added is open.
func (s *Sheet) Tick(words []string, whole bool, by []int64, boxes []Box) Answer {
	var a Answer
	for _, b := range boxes {
		t := slices.ContainsFunc(b.Words, func(w string) bool { return slices.Contains(words, w) })
		a.Choices = append(a.Choices, paper.Choice{Text: s.Say(b.JA, b.EN), Ticked: t, Open: !t && (!whole && len(words) == 0)})
	}
	if a.Known() {
		a.By = by
	}
	return a
}

// YesNo are the boxes 有 and 無 of a truth. A suspicion ticks yes, with its word.
func (s *Sheet) YesNo(t law.Truth, by []int64) Answer {
	yes, no := s.Say("有", "Yes"), s.Say("無", "No")
	if t == law.Suspected {
		yes = s.Say("有（おそれ）", "Yes (suspected)")
	}
	a := Answer{Choices: []paper.Choice{{Text: yes, Ticked: t >= law.Suspected, Open: t == law.Unknown}, {Text: no, Ticked: t == law.No, Open: t == law.Unknown}}}
	if t != law.Unknown {
		a.By = by
	}
	return a
}

// Persons writes a number of persons.
func (s *Sheet) Persons(n int64) string {
	if s.Lang == "ja" {
		return report.Number(n) + "人"
	}
	if n == 1 {
		return "1 person"
	}
	return report.Number(n) + " persons"
}

// Fact is what holds of a fact, nil if nothing is known.
func (s *Sheet) Fact(name string) *breach.Belief { return s.belief(name) }

// Money writes an amount: 1,234,000円.
func (s *Sheet) Money(n int64, currency string) string {
	if currency != "JPY" && currency != "" {
		return report.Number(n) + " " + currency
	}
	return s.Say(report.Number(n)+"円", "JPY "+report.Number(n))
}
