package register

import (
	"cmp"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
)

// many is the number of persons from which on a finding weighs more than its entry says.
const many = 100_000

// Judge makes exposures of findings, those that weigh most first. target is how the register is shown.
func Judge(target string, findings []exposure.Finding, accepted *Accepted) []exposure.Exposure {
	entries := map[string]exposure.Entry{}
	for _, e := range Entries() {
		entries[e.ID] = e
	}
	out := make([]exposure.Exposure, 0, len(findings))
	for i := range findings {
		f := &findings[i]
		x := exposure.Exposure{Finding: *f, Entry: entries[f.ID], Target: target, New: true}
		if f.Sample != nil {
			x.Behind = *f.Sample
		}
		if d := accepted.door(f); d != nil {
			x.New, x.Since = false, d.Since
		}
		x.Weight = weigh(cmp.Or(f.Severity, x.Entry.Severity), x.Behind.People)
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b exposure.Exposure) int {
		return cmp.Or(-cmp.Compare(a.Weight, b.Weight), -cmp.Compare(of(&a), of(&b)), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Object, b.Object))
	})
	return out
}

func of(x *exposure.Exposure) int64 {
	if x.Behind.People == nil {
		return -1
	}
	return *x.Behind.People
}

// weigh takes the number of persons into account: nobody weighs little, very many more. Unknown is not nobody.
func weigh(s exposure.Severity, people *int64) exposure.Severity {
	switch {
	case people == nil:
		return s
	case *people == 0:
		return exposure.Low
	case *people >= many:
		return min(s+1, exposure.Critical)
	}
	return s
}
