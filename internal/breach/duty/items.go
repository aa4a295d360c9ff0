package duty

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// known tells, by what it is called here, what is known of a case.
type known map[string]bool

// needs are the items that rules ask for, each with what must be known so that it can be said: one of each group. An item that is not
// here (further remarks) is never missing.
var needs = map[string][][]string{
	"outline":        {{breach.Outline, "evidence"}, {breach.Discovered}},
	"kinds":          {{"kinds"}},
	"people":         {{"people"}},
	"cause":          {{"causes", breach.CauseText}},
	"damage":         {{breach.Damage, breach.DamageSeen}},
	"persons":        {{breach.ToPersons, "notices"}},
	"publication":    {{breach.Publication, breach.Published}},
	"prevention":     {{breach.Prevented, breach.Preventing, "prevention"}},
	"measures":       {{"contained", breach.Stopped, breach.Prevented, breach.Preventing, "relief"}},
	"planned":        {{breach.Preventing, "prevention"}},
	"contact":        {{"contact"}},
	"company":        {{"company"}},
	"registration":   {{"registration"}},
	"self_help":      {{"relief", breach.ToPersons}},
	"redress":        {{"contact", "relief"}},
	"delay":          nil, // only where it is late, and then for whoever writes
	"records":        {{"evidence"}},
	"evidence":       {{"evidence"}},
	"scene":          {{"evidence"}},
	"environment":    {{"systems"}},
	"trend":          {{breach.Damage, breach.LastRead, breach.Stopped}},
	"responsibility": {{breach.CauseText, "causes"}},
	"lessons":        {{breach.Prevented, breach.Preventing}},
	"other":          nil,
}

// whatIsKnown is what items may ask for: facts that hold, and what the case and the configuration have.
func whatIsKnown(st *breach.State, c *config.Case) known {
	k := known{}
	for name := range st.Facts {
		if b := st.Now(name); b != nil {
			k[name] = true
		}
	}
	a := st.Affected()
	k["evidence"] = len(st.Evidence) > 0
	k["kinds"] = len(a.Kinds) > 0
	k["people"] = a.Count.Max != nil || a.Count.Likely != nil || a.Count.Confirmed != nil
	k["systems"] = len(a.Systems) > 0
	k["causes"] = slices.ContainsFunc(st.Causes, func(c breach.Cause) bool { return c.Status != breach.Refuted && len(c.For) > 0 })
	k["notices"] = slices.ContainsFunc(st.Notices, func(n breach.Source[breach.Noticed]) bool { return n.Body.Sent > 0 })
	k["contained"] = len(st.Contained) > 0
	for _, t := range st.Tasks {
		switch t.Sort {
		case breach.Prevention:
			k["prevention"] = true
		case breach.Relief:
			k["relief"] = true
		}
	}
	if c != nil {
		k["company"] = c.Name != ""
		k["contact"] = c.Contact != "" || c.Phone != "" || c.Email != ""
		k["registration"] = c.Corporate != ""
	}
	return k
}

// missing are the items of a rule's report that cannot be said yet.
func missing(r *law.Rule, have known) []law.Item {
	var out []law.Item
	for _, item := range r.Items {
		if !slices.ContainsFunc(needs[item.ID], func(group []string) bool {
			return !slices.ContainsFunc(group, func(name string) bool { return have[name] })
		}) {
			continue
		}
		out = append(out, item)
	}
	return out
}
