package breach

import (
	"cmp"
	"slices"
)

// weigh adds to the cause of that ID. What the addition does not say stays; a status other than asserted needs a source.
func (f *folding) weigh(c *Cause) {
	i, ok := f.causes[c.ID]
	if !ok {
		i = len(f.Causes)
		f.causes[c.ID] = i
		f.Causes = append(f.Causes, Cause{ID: c.ID, Status: Asserted})
	}
	to := &f.Causes[i]
	to.Text.EN, to.Text.JA = cmp.Or(c.Text.EN, to.Text.EN), cmp.Or(c.Text.JA, to.Text.JA)
	to.For, to.Against = grounds(to.For, c.For), grounds(to.Against, c.Against)
	switch c.Status {
	case Asserted:
		// What only adds to a cause that was refuted does not raise it again, unless something new speaks for it.
		if to.Status == Asserted || len(c.For) > 0 {
			to.Status = Asserted
		}
	case Disputed, Refuted:
		if c.sourced() {
			to.Status = c.Status
		}
	}
}

func grounds(have, more []Ground) []Ground {
	for _, g := range more {
		if !slices.Contains(have, g) {
			have = append(slices.Clip(have), g)
		}
	}
	return have
}

// rankCauses puts the best supported first: what was refuted last, then by how much more speaks for it than against, then by
// its age.
func (s *State) rankCauses() {
	slices.SortStableFunc(s.Causes, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(statusRank(a.Status)/2, statusRank(b.Status)/2), -cmp.Compare(len(a.For)-len(a.Against), len(b.For)-len(b.Against)))
	})
}
