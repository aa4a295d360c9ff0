package breach

import (
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// LawStep is what was held of the facts of law from a time on.
type LawStep struct {
	At    time.Time
	Facts law.Facts
	// Changed are the facts that are other than in the step before, by name; of the first step all.
	Changed []string
}

// LawSteps are the facts of law as they were held over time, one step for each moment at which any of them changed: LawFacts as it would
// have answered then, and last as it answers now. What was recorded at one moment is one step.
func (s *State) LawSteps(c *config.Case) []LawStep {
	h := s.history()
	h.stated(s)
	lines := map[string]*dated{}
	changes := map[int64][]string{}
	for name, line := range h.lines {
		lines[name] = s.datedLine(line)
		for _, x := range line {
			at := x.at.UnixMicro()
			changes[at] = append(changes[at], name)
		}
	}
	p := s.placesOver(h)
	for at := range p.changed {
		changes[at] = append(changes[at], law.Places)
	}
	first := s.Opened.UnixMicro()
	if !s.Opened.IsZero() {
		changes[first] = append(changes[first], law.Known)
	}
	times := make([]int64, 0, len(changes))
	for at := range changes {
		times = append(times, at)
	}
	slices.Sort(times)
	out := make([]LawStep, 0, len(times))
	for _, at := range times {
		step := LawStep{At: time.UnixMicro(at).UTC(), Facts: law.Facts{}}
		for name, l := range lines {
			if v, ok := l.at(at); ok {
				step.Facts[name] = v
			}
		}
		s.knownThen(step.Facts, at)
		s.owner(step.Facts, c, &history{last: p.at(at)})
		slices.Sort(changes[at])
		step.Changed = slices.Compact(changes[at])
		if len(out) == 0 {
			step.Changed = nil
			for name := range step.Facts {
				step.Changed = append(step.Changed, name)
			}
			slices.Sort(step.Changed)
		}
		out = append(out, step)
	}
	if n := len(out); n > 0 {
		out[n-1].Facts = s.factsOf(h, c) // the same, with all that supports it by now
	}
	return out
}

// dated is a line whose values know when they began; times ascend. It is asked in the order of time.
type dated struct {
	times  []int64
	values []law.Value
	ok     []bool
	next   int
}

func (s *State) datedLine(line []step) *dated {
	d := &dated{}
	for _, x := range line {
		x.value.Since, x.value.By = s.since(x.at), union(x.value.By, nil)
		d.times, d.values, d.ok = append(d.times, x.at.UnixMicro()), append(d.values, x.value), append(d.ok, x.ok)
	}
	return d
}

func (d *dated) at(t int64) (law.Value, bool) {
	for d.next < len(d.times) && d.times[d.next] <= t {
		d.next++
	}
	i := d.next - 1
	if i < 0 || !d.ok[i] {
		return law.Value{}, false
	}
	v := d.values[i]
	if i > 0 {
		v.Earlier = d.values[:i:i]
	}
	return v, true
}

// knownThen is when we first knew, as far as it was known at a time.
func (s *State) knownThen(f law.Facts, t int64) {
	v, ok := f[law.Known]
	if !ok && !s.Opened.IsZero() && s.Opened.UnixMicro() <= t {
		v, ok = law.Value{At: s.Opened, By: []int64{1}}, true
	}
	if !ok {
		return
	}
	v.Since, v.Earlier = time.Time{}, nil
	f[law.Known] = v
}

// placesOver are the countries that evidence tells, over time. It is asked in the order of time.
type placesOver struct {
	looks   []looked
	when    map[int64]int64 // of an event, when it was recorded
	changed map[int64]bool  // the times from which they are others
	next    int
}

func (s *State) placesOver(h *history) *placesOver {
	p := &placesOver{looks: h.looks, when: map[int64]int64{}, changed: map[int64]bool{}}
	for i := range s.Evidence {
		p.when[s.Evidence[i].Seq] = s.Evidence[i].At.UnixMicro()
	}
	var before []string
	for _, l := range h.looks {
		if !slices.Equal(before, l.order) {
			p.changed[l.at.UnixMicro()] = true
		}
		before = l.order
	}
	return p
}

func (p *placesOver) at(t int64) *sight {
	for p.next < len(p.looks) && p.looks[p.next].at.UnixMicro() <= t {
		p.next++
	}
	out := &sight{places: map[string][]int64{}}
	if p.next == 0 {
		return out
	}
	l := &p.looks[p.next-1]
	out.order = l.order
	for _, place := range l.order {
		for _, seq := range l.sight.places[place] {
			if p.when[seq] <= t {
				out.places[place] = append(out.places[place], seq)
			}
		}
	}
	return out
}
