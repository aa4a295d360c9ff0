package match

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/what"
)

// result makes the verdict out of what was gathered.
func (r *run) result() (*Result, error) {
	m, n := &r.match, r.total
	m.Records, m.Unusable = n.records, n.unusable
	if m.Format = what.MainFormat(r.formats); m.Format == "" {
		m.Format = leak.Unknown
	}
	s := &row.Scene{Now: r.started}
	n.what.Fill(s, m)
	if m.What.Parts == nil {
		m.What.Parts = []leak.Part{}
	}
	m.Origin = n.origin.origins(r.cols)
	m.Canaries = n.canaries.result()
	m.Ours = n.origin.ours(m.Origin, m.Canaries)
	m.Ours.Public = public(m, &r.o.Published)
	r.count()
	s.Taken = taken(m)
	n.persons.People(s, m)
	n.persons.Law(m)
	n.persons.Harm(m)
	n.genuine.Fill(m, n.origin.agreement()...)
	m.Assets = n.assets.Result()
	m.Recycled = n.recycled.Result(r.o.Seen, likely(m))
	out := &Result{Persons: map[string]*Persons{}}
	for i := range r.o.Stores {
		if set := &n.origin.persons[i]; set.n > 0 {
			out.Persons[r.o.Stores[i].Name] = &Persons{Snapshots: len(r.o.Stores[i].Index.Meta().Snapshots), set: set}
		}
	}
	m.Elapsed = r.o.Now().Sub(r.started).Milliseconds()
	out.Match, out.Seen = *m, n.recycled.Dump(m)
	return out, nil
}

// count counts the persons of the dump, and those of them whom we know.
func (r *run) count() {
	p := &r.match.People
	if !r.people.Empty() {
		c := r.people.Count()
		p.Min, p.Likely, p.Max, p.Error = &c.Min, &c.N, &c.Max, c.Error
	}
	if len(r.o.Stores) == 0 || r.total.origin.usable == 0 {
		return
	}
	var n int64
	stores := 0
	for i := range r.total.origin.owned {
		if k := r.total.origin.owned[i].n; k > 0 {
			n += k
			stores++
		}
	}
	if stores > 1 { // somebody may be a person of several
		n = min(n, r.total.known.Count().N)
	}
	p.Matched = &n
	// Whom we know are different people, whatever the dump's own numbers say.
	for _, x := range []*int64{p.Min, p.Likely, p.Max} {
		if x != nil {
			*x = max(*x, n)
		}
	}
}

// taken is when the dump was taken, as far as it can be told: its newest timestamp, if the window of its origin does not
// speak against it, else where the window begins or ends.
func taken(m *leak.Match) *time.Time {
	var after, before *time.Time
	if len(m.Origin) > 0 && m.Ours.Verdict != leak.IsNotOurs {
		after, before = m.Origin[0].After, m.Origin[0].Before
	}
	last := m.What.To
	switch {
	case last != nil && (after == nil || !last.Before(*after)) && (before == nil || !last.After(*before)):
		return last
	case after != nil:
		return after
	case before != nil:
		return before
	}
	return last
}
