package duty

import (
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// decide lays over a duty what somebody decided of it, which stands until somebody decides otherwise. What was computed stays in If (by when it would
// be due), in Because and in History.
func decide(d *breach.Duty, st *breach.State, cal law.Calendars) {
	var stands law.Truth
	var all []breach.Source[breach.Decided]
	for _, s := range st.Decisions {
		if s.Body.Act == breach.ActApply && s.Body.Of == d.Rule.ID && choice(s.Body.Choice) != law.Unknown {
			all = append(all, s)
		}
	}
	if len(all) == 0 {
		return
	}
	last := all[len(all)-1]
	stands = choice(last.Body.Choice)
	d.History = merge(d, all, cal, st)
	d.Decided, d.Computed = &last, d.Applies
	if d.Applies == stands {
		return
	}
	switch stands {
	case law.Yes:
		d.Due, d.If = forced(d, cal, st), nil
	case law.No:
		if d.If == nil {
			d.If = d.Due
		}
		d.Due = nil
	}
	d.Applies = stands
}

func choice(s string) law.Truth {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "yes":
		return law.Yes
	case "no":
		return law.No
	}
	return law.Unknown
}

// forced is by when a duty is due that applies since somebody decided so: as computed, if it may apply; else by the last of its clocks, which is
// that without a further condition, from when we knew.
func forced(d *breach.Duty, cal law.Calendars, st *breach.State) *law.Due {
	if d.Due != nil {
		return d.Due
	}
	if d.If != nil {
		return d.If
	}
	known := st.Times().Known
	if known == nil || len(d.Rule.Clocks) == 0 {
		return nil
	}
	due := d.Rule.Due(known.Value.Moment.At, &d.Rule.Clocks[len(d.Rule.Clocks)-1], cal)
	return &due
}

// merge puts the decisions among the changes that were computed. What was computed after a decision does not undo it, and is told.
func merge(d *breach.Duty, all []breach.Source[breach.Decided], cal law.Calendars, st *breach.State) []breach.Change {
	out := slices.Clone(d.History)
	for _, s := range all {
		c := breach.Change{Seq: s.Seq, At: s.At, Applies: choice(s.Body.Choice), Why: law.Text{EN: "decided by " + s.By + ": " + s.Body.Why, JA: s.By + "の判断：" + s.Body.Why}}
		if c.Applies == law.Yes {
			if due := forced(d, cal, st); due != nil {
				c.LastDay, c.Due = due.LastDay, due.At
			}
		}
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b breach.Change) int { return a.At.Compare(b.At) })
	stands := law.Unknown
	decided := map[int64]bool{}
	for _, s := range all {
		decided[s.Seq] = true
	}
	for i := range out {
		c := &out[i]
		switch {
		case decided[c.Seq]:
			stands = c.Applies
		case stands != law.Unknown && c.Applies != stands:
			c.Why.EN += " (computed; the decision stands)"
			c.Why.JA += "（計算上の変化。判断は維持）"
			c.Applies, c.LastDay, c.Due = stands, "", time.Time{}
			if i > 0 && stands == law.Yes {
				c.LastDay, c.Due = out[i-1].LastDay, out[i-1].Due
			}
		}
	}
	return out
}
