package genuine

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
)

// rule tells what the share of an observation weighs.
type rule struct {
	code  string
	least int64 // observations of fewer weigh nothing and are not told
	whole bool  // the weight does not grow with the number
	// bands by the share up to which each reaches, ascending; the last reaches 1.
	bands []band
	// other bands hold instead where when says so of the other observations.
	when  func(seen []observation) bool
	other []band
}

// band is what a share up to to speaks for, and its weight in log-odds; "" for nothing.
type band struct {
	to      float64
	verdict string
	weight  float64
}

// byChance is up to which share a pair of columns agrees if each was made by itself.
var byChance = map[string]float64{"number_birth": 0.05, "number_sex": 0.58, "number_region": 0.12, "age_birth": 0.15, "postal_region": 0.3, "phone_region": 0.15,
	"name_sex": 0.6, "name_reading": 0.5, "mail_name": 0.06}

// independent counts the pairs of columns that agree no better than chance: a genuine stock that was shuffled keeps some
// together, a faker none.
func independent(seen []observation) observation {
	out := observation{code: "independent"}
	for _, o := range seen {
		if p, ok := byChance[o.code]; ok && o.t.of >= 50 {
			out.t.note(float64(o.t.n) <= p*float64(o.t.of))
		}
	}
	return out
}

// weigh finds the band of a share.
func (r *rule) weigh(t tally, seen []observation) *band {
	bands := r.bands
	if r.when != nil && r.when(seen) {
		bands = r.other
	}
	share := float64(t.n) / float64(t.of)
	for i := range bands {
		if share <= bands[i].to {
			return &bands[i]
		}
	}
	return nil
}

// numbersFail tells whether most numbers that have a check digit have a wrong one: what contradicts itself is torn apart
// if it is valid by itself, and made up if it is not.
func numbersFail(seen []observation) bool {
	all := sumOf(seen, "check_digits")
	return 2*all.n < all.of
}

// wellFormed tells whether all values are written as their fields write them: days that no calendar has were then not
// spoilt but drawn.
func wellFormed(seen []observation) bool {
	odd := sumOf(seen, "odd_shapes")
	return odd.of > 0 && 200*odd.n <= odd.of
}

func sumOf(seen []observation, code string) (all tally) {
	for _, o := range seen {
		if o.code == code {
			all.join(o.t)
		}
	}
	return all
}

// rules are the bands, drawn between what each hypothesis expects. Registers that checked what was typed hold no
// wrong check digit; such that did not, some two in a hundred. Chance passes one in ten (My Number, Luhn) or eleven.
var rules = []rule{
	{code: "check_digits", least: 20, bands: []band{{0.3, leak.IsInvent, 5}, {0.5, leak.IsInvent, 2}, {0.97, leak.IsAltered, 4}, {0.99, "", 0}, {1, leak.IsGenuine, 3}}},
	{code: "impossible_dates", least: 20, bands: []band{{0.003, leak.IsGenuine, 0.3}, {0.008, "", 0}, {0.02, leak.IsAltered, 1}, {0.3, leak.IsAltered, 2.5}, {1, leak.IsInvent, 2.5}},
		when: wellFormed, other: []band{{0.003, leak.IsGenuine, 0.3}, {0.02, "", 0}, {1, leak.IsInvent, 3.5}}},
	{code: "divisions", least: 20, bands: []band{{0.4, leak.IsInvent, 3}, {0.9, leak.IsAltered, 1.5}, {0.98, "", 0}, {1, leak.IsGenuine, 0.7}}},
	{code: "number_birth", least: 20, bands: []band{{0.4, leak.IsAltered, 4}, {0.97, leak.IsAltered, 3}, {0.99, "", 0}, {1, leak.IsGenuine, 2.5}},
		when: numbersFail, other: []band{{0.4, leak.IsInvent, 3}, {0.9, leak.IsAltered, 1}, {1, "", 0}}},
	{code: "number_sex", least: 20, bands: []band{{0.65, leak.IsAltered, 2}, {0.96, leak.IsAltered, 2}, {0.985, "", 0}, {1, leak.IsGenuine, 1.5}},
		when: numbersFail, other: []band{{0.65, leak.IsInvent, 2}, {0.97, leak.IsAltered, 1}, {1, "", 0}}},
	{code: "number_region", least: 50, bands: []band{{0.1, leak.IsAltered, 1}, {0.25, "", 0}, {1, leak.IsGenuine, 0.7}},
		when: numbersFail, other: []band{{0.1, leak.IsInvent, 1}, {1, "", 0}}},
	{code: "age_birth", least: 20, bands: []band{{0.3, leak.IsInvent, 1.5}, {0.9, leak.IsAltered, 1.5}, {0.97, "", 0}, {1, leak.IsGenuine, 1}}},
	{code: "postal_region", least: 20, bands: []band{{0.15, leak.IsInvent, 3.5}, {0.3, leak.IsInvent, 2}, {0.93, leak.IsAltered, 2}, {0.97, "", 0}, {1, leak.IsGenuine, 1.5}}},
	{code: "postal_form", least: 30, bands: []band{{0.2, leak.IsInvent, 3}, {0.5, "", 0}, {1, leak.IsGenuine, 0.5}}},
	{code: "phone_region", least: 50, bands: []band{{0.15, leak.IsInvent, 1}, {0.4, "", 0}, {1, leak.IsGenuine, 0.7}}},
	{code: "name_sex", least: 50, bands: []band{{0.65, leak.IsInvent, 1.5}, {0.85, leak.IsAltered, 0.7}, {0.9, "", 0}, {1, leak.IsGenuine, 1}}},
	{code: "name_reading", least: 50, bands: []band{{0.45, leak.IsInvent, 1.2}, {0.75, leak.IsAltered, 1.2}, {0.82, "", 0}, {1, leak.IsGenuine, 1.5}}},
	{code: "mail_name", least: 30, bands: []band{{0.06, leak.IsAltered, 4}, {0.12, leak.IsAltered, 2}, {0.35, "", 0}, {1, leak.IsGenuine, 1.5}}},
	{code: "independent", least: 3, whole: true, bands: []band{{0.5, "", 0}, {0.8, leak.IsInvent, 1}, {1, leak.IsInvent, 6}}},
	{code: "rejected", least: 50, bands: []band{{0.06, "", 0}, {0.3, leak.IsAltered, 1}, {1, leak.IsInvent, 1}}},
	{code: "odd_shapes", least: 200, bands: []band{{0.005, leak.IsGenuine, 0.5}, {0.025, "", 0}, {0.04, leak.IsAltered, 1.5}, {1, leak.IsAltered, 3.5}}},
	{code: "broken_stamps", least: 200, bands: []band{{0.0005, leak.IsGenuine, 0.3}, {0.005, "", 0}, {0.3, leak.IsAltered, 3.5}},
		when: wellFormed, other: []band{{0.0005, leak.IsGenuine, 0.3}, {0.005, "", 0}, {0.02, leak.IsAltered, 2}, {0.3, leak.IsInvent, 3.5}}},
	{code: "test_values", least: 30, bands: []band{{0.01, "", 0}, {0.05, leak.IsInvent, 0.7}, {0.2, leak.IsInvent, 2}, {1, leak.IsInvent, 4}}},
	{code: "reserved_domains", least: 30, bands: []band{{0.5, "", 0}, {1, leak.IsInvent, 0.4}}},
	{code: "top_domain", least: 100, bands: []band{{0.15, "", 0}, {0.85, leak.IsGenuine, 0.3}, {0.99, "", 0}, {1, leak.IsInvent, 0.4}}},
	{code: "mail_stem", least: 50, bands: []band{{0.1, "", 0}, {0.5, leak.IsInvent, 1.5}, {1, leak.IsInvent, 3.5}}},
	{code: "one_birthday", least: 50, bands: []band{{0.1, "", 0}, {0.3, leak.IsInvent, 0.5}, {1, leak.IsInvent, 1.5}}},
	{code: "sequence", least: 30, bands: []band{{0.1, "", 0}, {1, leak.IsInvent, 2.5}}},
	{code: "repeated", least: 50, bands: []band{{0.02, leak.IsGenuine, 0.2}, {0.8, "", 0}, {1, leak.IsInvent, 1}}},
	{code: "same_rows", least: 50, bands: []band{{0.1, "", 0}, {0.5, leak.IsAltered, 0.5}, {1, leak.IsAltered, 1.5}}},
	{code: "near_duplicates", least: 50, bands: []band{{0.001, leak.IsGenuine, 0.3}, {0.01, "", 0}, {1, leak.IsAltered, 2.5}}},
	{code: "name_stock", least: 300, bands: []band{{0.05, leak.IsInvent, 1.5}, {0.12, leak.IsInvent, 0.5}, {0.3, "", 0}, {1, leak.IsGenuine, 0.3}}},
}
