package breach

import (
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// settling is how long after its opening what is recorded of a case counts as known from the beginning: what was at hand when it
// was opened takes some hours to be typed in, and a clock must not begin later for that.
const settling = 24 * time.Hour

// LawFacts are the facts that rules ask: computed from the evidence and from what the owner declares (c may be nil), overlaid by what
// was stated, which By tells both. Since tells when a fact became what it is, Earlier what it was held for before; what was recorded within
// a day of the opening counts as known from the beginning. Known is the earliest moment stated, or when the case was opened. That
// something is not so, and is disputed, is a suspicion.
func (s *State) LawFacts(c *config.Case) law.Facts {
	h := s.history()
	h.stated(s)
	return s.factsOf(h, c)
}

// factsOf is LawFacts of a history that was made already.
func (s *State) factsOf(h *history, c *config.Case) law.Facts {
	out := law.Facts{}
	for name, line := range h.lines {
		if v, ok := s.dated(line); ok {
			out[name] = v
		}
	}
	s.known(out)
	s.owner(out, c, h)
	return out
}

// step is what was held of a fact from a time on; ok is false where nothing was.
type step struct {
	at    time.Time
	value law.Value
	ok    bool
}

// history is what was held of each fact over time: what the evidence made of it and, over it, what was stated.
type history struct {
	lines map[string][]step
	last  *sight
	looks []looked
}

// looked is what the evidence told of countries from a time on.
type looked struct {
	at    time.Time
	sight *sight
	order []string
}

// moment is something that changes what the evidence says.
type moment struct {
	at    time.Time
	added *Source[Added]
	count *Source[Counted]
	again bool // a piece of evidence was refuted, or stands again
}

// history follows the evidence.
func (s *State) history() *history {
	var list []moment
	seen, telling := map[string]bool{}, map[string]bool{}
	for i := range s.Evidence {
		list = append(list, moment{at: s.Evidence[i].At, added: &s.Evidence[i]})
		id := s.Evidence[i].Body.ID
		telling[id] = telling[id] || s.Evidence[i].Body.tells()
		if seen[id] && telling[id] {
			list = append(list, moment{at: s.Evidence[i].At, again: true})
		}
		seen[id] = true
	}
	for id, tells := range telling {
		if !tells {
			continue // whether it stands or not: all must be looked at again for each that does
		}
		for _, f := range s.Facts[id] {
			list = append(list, moment{at: f.At, again: true})
		}
	}
	for i := range s.Counts {
		list = append(list, moment{at: s.Counts[i].At, count: &s.Counts[i]})
	}
	slices.SortStableFunc(list, func(a, b moment) int { return a.at.Compare(b.at) })
	h := &history{lines: map[string][]step{}}
	look := newSight(s.Evidence)
	for i, m := range list {
		switch {
		case m.again:
			look = s.until(m.at)
		case m.added != nil:
			look.add(m.added)
		default:
			look.tally.count(m.count)
		}
		if i+1 < len(list) && list[i+1].at.Equal(m.at) {
			continue
		}
		h.note(m.at, look.facts())
		h.looks = append(h.looks, looked{m.at, look, look.order})
	}
	h.last = look
	return h
}

// until is what the evidence says at a time.
func (s *State) until(t time.Time) *sight {
	last := make(map[string]int, len(s.Evidence))
	for i := range s.Evidence {
		if e := &s.Evidence[i]; !e.At.After(t) {
			last[e.Body.ID] = i
		}
	}
	evidence := make([]*Source[Added], 0, len(last))
	for i := range s.Evidence {
		e := &s.Evidence[i]
		if k, ok := last[e.Body.ID]; ok && k == i && e.Body.tells() && !s.refutedThen(e.Body.ID, t) {
			evidence = append(evidence, e)
		}
	}
	look := newSight(s.Evidence)
	j := 0
	for i := range evidence {
		for ; j < len(s.Counts) && s.Counts[j].At.Before(evidence[i].At); j++ {
			look.tally.count(&s.Counts[j])
		}
		look.add(evidence[i])
	}
	for ; j < len(s.Counts) && !s.Counts[j].At.After(t); j++ {
		look.tally.count(&s.Counts[j])
	}
	return look
}

// note adds what holds from a time on.
func (h *history) note(at time.Time, f law.Facts) {
	for name := range h.lines {
		if _, ok := f[name]; !ok {
			h.push(name, step{at: at})
		}
	}
	for name, v := range f {
		h.push(name, step{at, v, true})
	}
}

func (h *history) push(name string, s step) {
	line := h.lines[name]
	if n := len(line); n > 0 && line[n-1].ok == s.ok && (!s.ok || sameValue(&line[n-1].value, &s.value)) {
		line[n-1].value.By = s.value.By
		return
	}
	h.lines[name] = append(line, s)
}

func sameValue(a, b *law.Value) bool {
	return a.Truth == b.Truth && same(a.Low, b.Low) && same(a.Likely, b.Likely) && same(a.High, b.High) && slices.Equal(a.Set, b.Set) && a.Whole == b.Whole && a.At.Equal(b.At)
}

// stated lays what was stated over what was computed.
func (h *history) stated(s *State) {
	for name, list := range s.Facts {
		st := stand{pick: picks[name]}
		var said []step
		for i, f := range list {
			st.say(f)
			if i+1 < len(list) && list[i+1].At.Equal(f.At) {
				continue
			}
			b := st.belief(name)
			if b == nil {
				said = append(said, step{at: f.At})
				continue
			}
			if v, ok := lawValue(b); ok {
				said = append(said, step{f.At, v, true})
			}
		}
		if len(said) > 0 {
			h.overlay(name, said)
		}
	}
}

// overlay makes one line of what was computed and what was stated.
func (h *history) overlay(name string, said []step) {
	computed := h.lines[name]
	delete(h.lines, name)
	var times []time.Time
	for _, l := range [][]step{computed, said} {
		for _, x := range l {
			times = append(times, x.at)
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	times = slices.CompactFunc(times, time.Time.Equal)
	for _, t := range times {
		c, v := upTo(computed, t), upTo(said, t)
		if !v.ok {
			v = c
		} else {
			v.value.By = union(v.value.By, c.value.By)
		}
		v.at = t
		h.push(name, v)
	}
}

func upTo(line []step, t time.Time) step {
	var out step
	for _, s := range line {
		if s.at.After(t) {
			break
		}
		out = s
	}
	return out
}

// union is both in order, each once. It may be a itself.
func union(a, b []int64) []int64 {
	if len(b) == 0 && ascends(a) {
		return a
	}
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}

func ascends(list []int64) bool {
	for i := 1; i < len(list); i++ {
		if list[i-1] >= list[i] {
			return false
		}
	}
	return true
}

// lawValue is a belief as rules see it; false if they cannot: a text.
func lawValue(b *Belief) (law.Value, bool) {
	v := law.Value{Truth: b.Value.Truth, Set: b.Value.Set, Whole: b.Value.Whole, By: union(b.By, b.Against)}
	if v.Truth == law.No && b.Disputed {
		v.Truth = law.Suspected
	}
	if c := b.Value.Count; c != nil {
		v.Low, v.Likely, v.High = copyOf(c.Confirmed), copyOf(c.Likely), copyOf(c.Max)
	}
	if m := b.Value.Moment; m != nil {
		v.At = m.At
	}
	return v, b.Value.Text == nil
}

// dated is the last of a line, with when it began and what was before; false if nothing holds.
func (s *State) dated(line []step) (law.Value, bool) {
	last := line[len(line)-1]
	if !last.ok {
		return law.Value{}, false
	}
	v := last.value
	v.Since, v.By = s.since(last.at), union(v.By, nil)
	for _, e := range line[:len(line)-1] {
		e.value.Since, e.value.By = s.since(e.at), union(e.value.By, nil)
		v.Earlier = append(v.Earlier, e.value)
	}
	return v, true
}

// since is when something recorded at a time came to be known; zero: from the beginning.
func (s *State) since(at time.Time) time.Time {
	if at.Sub(s.Opened) < settling {
		return time.Time{}
	}
	return at
}

// known is when we first knew: what was stated, at the latest when the case was opened.
func (s *State) known(out law.Facts) {
	v, ok := out[law.Known]
	if !ok {
		b := s.Times().Known
		if b == nil {
			return
		}
		v = law.Value{At: b.Value.Moment.At, By: b.By}
	}
	v.Since, v.Earlier = time.Time{}, nil
	out[law.Known] = v
}

// owner adds what the owner declares of itself.
func (s *State) owner(out law.Facts, c *config.Case, h *history) {
	if c == nil {
		c = &config.Case{}
	}
	set := func(name string, words []string, by []int64, whole bool) {
		have, ok := out[name]
		switch {
		case ok:
			have.By = union(have.By, by)
			out[name] = have
		case len(words) > 0:
			slices.Sort(words)
			out[name] = law.Value{Set: slices.Compact(words), Whole: whole, By: by}
		}
	}
	set(law.Sector, slices.Clone(c.Sectors), nil, true)
	role := c.Role
	if role == "" {
		role = "controller"
	}
	set(law.Role, []string{role}, nil, true)
	places := slices.Clone(c.Places)
	var by []int64
	for _, p := range h.last.order {
		places = append(places, p)
		by = union(by, h.last.places[p])
	}
	for _, p := range places {
		if slices.Contains(country.Members(country.EEA), p) {
			places = append(places, country.EU) // as rules call all whom the GDPR reaches
			break
		}
	}
	set(law.Places, places, by, len(c.Places) > 0)
}
