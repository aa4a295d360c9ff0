package legal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// People is the number of persons: its best value first, then its bounds.
func (s *Sheet) People() Answer {
	v := s.Count(s.Affected.Count)
	if v == "" {
		return Answer{}
	}
	return Answer{Value: []string{v}, By: s.Affected.By}
}

// Count writes a number of persons: 最大27,927人（うち確認済み27,100人）.
func (s *Sheet) Count(c breach.Count) string {
	same := func(a, b *int64) bool { return a != nil && b != nil && *a == *b }
	var parts []string
	switch {
	case c.Confirmed != nil && (c.Max == nil || same(c.Confirmed, c.Max)) && (c.Likely == nil || same(c.Likely, c.Confirmed)):
		v := s.Persons(*c.Confirmed)
		if c.Max == nil && c.Likely == nil {
			return fmt.Sprintf(s.Say("確認済み%s（調査の進展により増える可能性があります）", "%s confirmed (the number may grow)"), v)
		}
		return fmt.Sprintf(s.Say("%s（確認済み）", "%s (confirmed)"), v)
	case c.Max == nil && c.Likely == nil && c.Confirmed == nil:
		return ""
	}
	if c.Max != nil {
		parts = append(parts, fmt.Sprintf(s.Say("最大%s", "at most %s"), s.Persons(*c.Max)))
	}
	number := func(n int64) string { // of what follows a number of persons
		if len(parts) > 0 && s.Lang != "ja" {
			return report.Number(n)
		}
		return s.Persons(n)
	}
	if c.Likely != nil && !same(c.Likely, c.Max) {
		parts = append(parts, fmt.Sprintf(s.Say("推定%s", "likely %s"), number(*c.Likely)))
	}
	if c.Confirmed != nil {
		parts = append(parts, fmt.Sprintf(s.Say("うち確認済み%s", "%s of them confirmed"), number(*c.Confirmed)))
	}
	if len(parts) == 1 {
		return parts[0]
	}
	if s.Lang == "ja" {
		return parts[0] + "（" + strings.Join(parts[1:], "、") + "）"
	}
	return parts[0] + " (" + strings.Join(parts[1:], ", ") + ")"
}

// CountHistory tells how the number was revised, if it was.
func (s *Sheet) CountHistory() Answer {
	var a Answer
	last := ""
	for _, c := range s.State.Counts {
		v := s.Count(c.Body.Count)
		if v == "" || v == last {
			continue
		}
		last = v
		line := fmt.Sprintf(s.Say("%s時点　%s", "%s: %s"), s.Day(c.At), v)
		if why := s.Tell(c.Body.Why); why != "" {
			line += s.Say("（"+why+"）", " ("+why+")")
		}
		a.Value, a.By = append(a.Value, line), append(a.By, c.Seq)
	}
	if len(a.Value) < 2 {
		return Answer{}
	}
	return a
}

// Kinds lists what was concerned, with the persons where they are known.
func (s *Sheet) Kinds() Answer {
	var names []string
	for _, h := range s.Affected.Kinds {
		n := s.Kind(h.Kind)
		if h.People != nil && s.Affected.Count.Max != nil && *h.People != *s.Affected.Count.Max {
			n += fmt.Sprintf(s.Say("（%s）", " (%s)"), s.Persons(*h.People))
		}
		names = append(names, n)
	}
	if len(names) == 0 {
		return Answer{}
	}
	return Answer{Value: []string{s.Join(names)}, By: s.holds(func(breach.Held) bool { return true })}
}

// Kind is what a kind is called.
func (s *Sheet) Kind(k pii.Kind) string { return s.Say(k.Info().JA, k.Info().EN) }

// Of says how many persons stand behind the kinds that are meant; unknown if none is concerned, or it was not counted.
func (s *Sheet) Of(meant func(pii.Kind) bool) (Answer, bool) {
	var a Answer
	there := false
	for _, h := range s.Affected.Kinds {
		if !meant(h.Kind) {
			continue
		}
		there = true
		if h.People != nil {
			a.Value = append(a.Value, fmt.Sprintf(s.Say("%s：%s", "%s: %s"), s.Kind(h.Kind), s.Persons(*h.People)))
		}
	}
	if len(a.Value) > 0 {
		a.By = s.holds(func(h breach.Held) bool { return meant(h.Kind) })
	}
	return a, there
}

// Has tells whether a kind that is meant is concerned, and the evidence for it.
func (s *Sheet) Has(meant func(pii.Kind) bool) (bool, []int64) {
	by := s.holds(func(h breach.Held) bool { return meant(h.Kind) })
	there := slices.ContainsFunc(s.Affected.Kinds, func(h breach.Held) bool { return meant(h.Kind) })
	return there && len(by) > 0, by
}

// holds are the pieces of evidence that tell of such a kind.
func (s *Sheet) holds(meant func(breach.Held) bool) []int64 {
	return s.evidence(func(a *breach.Added) bool {
		return slices.ContainsFunc(a.Kinds, meant) || slices.ContainsFunc(a.Persons, func(p breach.PersonSet) bool {
			return slices.ContainsFunc(p.Kinds, func(k pii.Kind) bool { return meant(breach.Held{Kind: k}) })
		})
	})
}

func (s *Sheet) evidence(meant func(*breach.Added) bool) []int64 {
	var by []int64
	for _, e := range s.Standing() {
		if meant(&e.Body) {
			by = append(by, e.Seq)
		}
	}
	return by
}

// Standing is the evidence that counts: of each ID the last, without what was refuted with a source.
func (s *Sheet) Standing() []breach.Source[breach.Added] {
	last := map[string]int{}
	for i := range s.State.Evidence {
		last[s.State.Evidence[i].Body.ID] = i
	}
	var out []breach.Source[breach.Added]
	for i, e := range s.State.Evidence {
		refuted := false
		for _, f := range s.State.Facts[e.Body.ID] {
			switch f.Body.Status {
			case breach.Refuted:
				refuted = f.Body.Source != ""
			case breach.Asserted:
				refuted = false
			}
		}
		if last[e.Body.ID] == i && !refuted {
			out = append(out, e)
		}
	}
	return out
}

// Regions says where the persons live.
func (s *Sheet) Regions() Answer {
	var parts []string
	for _, r := range s.Affected.Regions {
		name := r.Name
		if name == "" {
			name = country.Name(r.Country, s.Lang)
		}
		parts = append(parts, fmt.Sprintf(s.Say("%s %s", "%s %s"), name, s.Persons(r.People)))
	}
	if len(parts) == 0 {
		return Answer{}
	}
	return Answer{Value: []string{s.Join(parts)}, By: s.evidence(func(a *breach.Added) bool { return len(a.Regions) > 0 })}
}

// Period is the span of time that the data cover.
func (s *Sheet) Period() Answer {
	a := s.Affected
	if a.From == nil || a.To == nil {
		return Answer{}
	}
	by := s.evidence(func(e *breach.Added) bool { return e.From != nil || e.To != nil })
	return Answer{Value: []string{fmt.Sprintf(s.Say("%sから%sまでのデータ", "data of %s to %s"), s.Day(*a.From), s.Day(*a.To))}, By: by}
}

// Systems says where the data were, with the countries and the contractors.
func (s *Sheet) Systems() Answer {
	var a Answer
	for _, y := range s.Affected.Systems {
		line := y.Name
		var more []string
		if y.Country != "" {
			more = append(more, s.Say("保管国：", "stored in ")+country.Name(y.Country, s.Lang))
		}
		if len(y.Access) > 0 {
			var names []string
			for _, c := range y.Access {
				names = append(names, country.Name(c, s.Lang))
			}
			more = append(more, s.Say("閲覧可能な国：", "seen from ")+s.Join(names))
		}
		if len(y.Contractors) > 0 {
			more = append(more, s.Say("委託先：", "contractors: ")+s.Join(y.Contractors))
		}
		if len(more) > 0 {
			line += s.Say("（", " (") + strings.Join(more, s.Say("、", "; ")) + s.Say("）", ")")
		}
		a.Value = append(a.Value, line)
	}
	if len(a.Value) > 0 {
		a.By = s.evidence(func(e *breach.Added) bool { return len(e.Systems) > 0 })
	}
	return a
}

// Contractors are those that hold what was concerned, and the evidence; none where no system is known.
func (s *Sheet) Contractors() (names []string, by []int64) {
	for _, y := range s.Affected.Systems {
		for _, c := range y.Contractors {
			if !slices.Contains(names, c) {
				names = append(names, c)
			}
		}
	}
	if len(s.Affected.Systems) > 0 {
		by = s.evidence(func(e *breach.Added) bool { return len(e.Systems) > 0 })
	}
	return names, by
}

// Gaps are what could not be found out.
func (s *Sheet) Gaps() Answer {
	var a Answer
	for _, g := range s.Affected.Gaps {
		if v := s.Tell(g); v != "" {
			a.Value = append(a.Value, v)
		}
	}
	if len(a.Value) > 0 {
		a.By = s.evidence(func(e *breach.Added) bool { return len(e.Gaps) > 0 })
	}
	return a
}

// Whose says whose data the systems concerned hold, as the register declares it.
func (s *Sheet) Whose() Answer {
	var names []string
	for _, y := range s.Affected.Systems {
		for _, w := range s.Subjects[y.Name] {
			if !slices.Contains(names, w) {
				names = append(names, w)
			}
		}
	}
	if len(names) == 0 {
		return Answer{}
	}
	by := s.evidence(func(e *breach.Added) bool { return len(e.Systems) > 0 })
	return Answer{Value: []string{s.Join(names)}, By: by}
}

// HeldBy are the pieces of evidence that tell of kinds.
func (s *Sheet) HeldBy() []int64 { return s.holds(func(breach.Held) bool { return true }) }
