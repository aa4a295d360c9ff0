package cli

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/policy"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
)

// policyHeld is what is declared of where data is and who sees it, as the published policy is compared with.
func (a *app) policyHeld(set *setup) (policy.Held, error) {
	reg, err := a.declared(set)
	if err != nil {
		return policy.Held{}, err
	}
	h := policy.Held{StorageCountries: map[string][]string{}, AccessCountries: map[string][]string{}}
	for i := range reg.Systems {
		s := &reg.Systems[i]
		if s.Country != "" {
			h.StorageCountries[s.Country] = append(h.StorageCountries[s.Country], s.Name)
		}
		for _, x := range s.Accesses() {
			who := x.Chain[len(x.Chain)-1]
			if x.Country != "" && !slices.Contains(h.AccessCountries[x.Country], who) {
				h.AccessCountries[x.Country] = append(h.AccessCountries[x.Country], who)
			}
		}
		h.Contractors = contractorsOf(h.Contractors, s.Contractors)
	}
	return h, nil
}

// contractorsOf gathers a chain, each once.
func contractorsOf(out []policy.Contractor, cs []declared.Contractor) []policy.Contractor {
	for i := range cs {
		c := &cs[i]
		if !slices.ContainsFunc(out, func(o policy.Contractor) bool { return o.Name == c.Name }) {
			out = append(out, policy.Contractor{Name: c.Name, Country: c.Country, Purpose: c.Purpose})
		}
		out = contractorsOf(out, c.Contractors)
	}
	return out
}

// policyTargets is the published policy that the configuration names.
func (a *app) policyTargets(set *setup) ([]exposure.Target, error) {
	reg, err := a.declared(set)
	if err != nil || reg.Policy == nil || reg.Policy.URL == "" {
		return nil, err
	}
	t, err := exposure.Parse(reg.Policy.URL)
	if err != nil {
		return nil, err
	}
	t.With = "policy"
	return []exposure.Target{t}, nil
}
