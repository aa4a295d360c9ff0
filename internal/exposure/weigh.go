package exposure

import (
	"cmp"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// The rule by which an exposure weighs (docs/adr/0021-exposure.md). The severity of the catalogue's entry is what the door
// means with personal data of unknown extent behind it, open to whoever it is open to. It goes
//
//	one up     with 1,000 persons or more behind it (APPI Rules Art. 7 no. 4), or with data that hurts at any number: My
//	           Numbers, special care-required data, what leads to money or opens something (nos. 1 and 2)
//	one down   where somebody looked and there is nobody's data
//	one down   where only this network reaches it
//	two down   where only this host does
//
// and stays within the four words. What tells that something happened goes down for nothing.
const (
	manyPeople = 1000
	grave      = pii.Specific | pii.Special | pii.Financial | pii.Credential
)

// weigh is the severity with whose data stands behind it, and from where it is seen.
func weigh(x *Exposure) Severity {
	s := int(x.Entry.Severity)
	if x.Severity != 0 {
		s = int(x.Severity)
	}
	b := &x.Behind
	switch {
	case b.People != nil && *b.People >= manyPeople, b.grave():
		s++
	case b.People != nil && *b.People == 0 && len(b.Kinds) == 0 && !b.Sampled && !x.Entry.Happened:
		s--
	}
	switch {
	case x.Entry.Happened:
	case x.From == Network:
		s--
	case x.From == Here:
		s -= 2
	}
	return Severity(min(max(s, int(Low)), int(Critical)))
}

func (b *Behind) grave() bool {
	for k, n := range b.Kinds {
		if n > 0 && k.Any(grave) {
			return true
		}
	}
	return false
}

// harm orders what weighs the same: how many people, times what is known of them.
func harm(x *Exposure) float64 {
	people := 0.0
	if x.Behind.People != nil {
		people = float64(*x.Behind.People)
	}
	worst := 1.0
	for k, n := range x.Behind.Kinds {
		if n > 0 {
			worst = max(worst, kindWeight(k))
		}
	}
	return people * worst
}

// kindWeight is how much a kind hurts when it leaks.
func kindWeight(k pii.Kind) float64 {
	switch {
	case k.Any(pii.Specific):
		return 10
	case k.Any(pii.Special):
		return 8
	case k.Any(pii.Government | pii.Credential | pii.Financial):
		return 6
	case k.Any(pii.Secrecy):
		return 5
	case k.Any(pii.Identifies):
		return 2
	}
	return 1
}

// Order puts the most harmful first, as Run does.
func Order(xs []Exposure) { order(xs) }

// order puts the most harmful first; among equals those of unknown extent before those with nobody behind.
func order(xs []Exposure) {
	slices.SortStableFunc(xs, func(a, b Exposure) int {
		return cmp.Or(
			cmp.Compare(b.Weight, a.Weight),
			cmp.Compare(harm(&b), harm(&a)),
			cmp.Compare(known(&b), known(&a)),
			cmp.Compare(b.Entry.Severity, a.Entry.Severity),
			cmp.Compare(a.Target, b.Target), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Object, b.Object),
		)
	})
}

func known(x *Exposure) int {
	if x.Behind.People == nil {
		return 1
	}
	return 0
}
