package evidence

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// Settle leaves out of a Found what says less than what is held already (now tells what, nil nothing): a suspicion of what is certain, a
// later discovery, a text where somebody wrote one. Of when we knew and when it was read first and last the case itself holds the earliest and
// the latest. What contradicts stays: a case holds both.
func (f *Found) Settle(now func(fact string) *breach.Belief) {
	var keep []breach.Fact
	for _, x := range f.Added.Facts {
		if have := now(x.Name); have == nil || !less(x.Name, &x.Value, &have.Value) {
			keep = append(keep, x)
		}
	}
	f.Added.Facts = keep
}

// less tells whether v says less than what is held; a set that adds to it is made the whole.
func less(name string, v, have *breach.Value) bool {
	switch {
	case v.Moment != nil && have.Moment != nil && name == breach.Discovered:
		return !v.Moment.At.Before(have.Moment.At)
	case v.Truth != law.Unknown:
		return v.Truth == law.Suspected && have.Truth == law.Yes
	case v.Set != nil && have.Set != nil:
		all := slices.Concat(have.Set, v.Set)
		slices.Sort(all)
		v.Set = slices.Compact(all)
		return len(v.Set) == len(have.Set)
	case v.Text != nil && have.Text != nil:
		return true // what somebody wrote is not overwritten by a machine
	}
	return false
}
