package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/register"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/shelf"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/tally"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/exposures"
	heldpage "github.com/tsutsumi-dev/tsutsumi/internal/web/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/sources"
)

// heldRoom is what the inventory's pages ask of the program.
type heldRoom struct{ *house }

var _ heldpage.House = heldRoom{}

// heldRooms are the rooms of what is held, how it could leak, and where it is looked for.
func (h *house) heldRooms() []web.Room {
	return []web.Room{
		&heldpage.Room{House: heldRoom{h}},
		&sources.Room{House: sourcesRoom{h}},
		&exposures.Room{House: exposuresRoom{h}},
	}
}

// Current implements the room's House.
func (h heldRoom) Current(ctx context.Context, scope access.Scope) (*heldpage.Now, error) {
	return h.current(ctx, scope)
}

// Things implements the room's House.
func (h heldRoom) Things(ctx context.Context, scope access.Scope, q *heldpage.Query) (*heldpage.Things, error) {
	return h.things(ctx, scope, q)
}

// Register implements the room's House.
func (h heldRoom) Register(ctx context.Context) (*declared.Register, error) { return h.register(ctx) }

// Thing implements the room's House.
func (h heldRoom) Thing(ctx context.Context, scope access.Scope, source, name string, masks bool) (*heldpage.Thing, error) {
	now, err := h.current(ctx, scope)
	if err != nil {
		return nil, err
	}
	d := now.Digest(source)
	if d == nil {
		return nil, nil
	}
	row, err := h.db.ShelfRow(ctx, source, d.Gen, name)
	if row == nil || err != nil {
		return nil, err
	}
	reg, err := h.register(ctx)
	if err != nil {
		return nil, err
	}
	t := &heldpage.Thing{Row: *row, System: reg.Of(source, name), Stale: slices.Contains(now.Stale, source)}
	t.Part = inventory.Part{Name: row.Name, Fields: row.Fields}
	if !row.Pieced || masks {
		if err := h.fill(ctx, t, masks); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// fill reads what stands with the unit only: the fields of a thing that is one, and masks and places of findings.
func (h heldRoom) fill(ctx context.Context, t *heldpage.Thing, masks bool) error {
	u, err := h.db.Load(ctx, t.Row.Source, t.Row.Unit)
	if err != nil {
		return nil //nolint:nilerr // the unit is gone since the digest was made: the row still tells what it was
	}
	for i := range u.Parts {
		p := &u.Parts[i]
		if p.Name != t.Row.Name && p.Place != t.Row.Name {
			continue
		}
		if t.Row.Pieced {
			t.Part.Fields, t.Part.Located, t.Part.More = withMasks(t.Part.Fields, p.Fields), p.Located, p.More
		} else {
			t.Part = *p
		}
		break
	}
	if !masks {
		t.Part.Located, t.Part.More = nil, 0
		for i := range t.Part.Fields {
			t.Part.Fields[i].Masks = nil
		}
	}
	return nil
}

// withMasks gives fields the masks of one of their pieces.
func withMasks(fields, of []inventory.Field) []inventory.Field {
	out := slices.Clone(fields)
	for i := range out {
		for j := range of {
			if of[j].Name == out[i].Name && of[j].Kind == out[i].Kind {
				out[i].Masks = of[j].Masks
			}
		}
	}
	return out
}

// heldState is what was found beside what is declared, as it was worked out once.
type heldState struct {
	mark string
	is   *heldpage.State
}

// State implements the room's House.
func (h heldRoom) State(ctx context.Context, scope access.Scope) (*heldpage.State, error) {
	now, err := h.current(ctx, scope)
	if err != nil {
		return nil, err
	}
	reg, err := h.register(ctx)
	if err != nil {
		return nil, err
	}
	key, mark := strings.Join(scope, "\x00"), gens(now.Digests)+markOf(reg)
	h.shelves.mu.Lock()
	k := h.shelves.lands[key]
	h.shelves.mu.Unlock()
	if k != nil && k.mark == mark {
		return k.is, nil
	}
	if !scope.All() {
		reg.Systems = slices.DeleteFunc(reg.Systems, func(s declared.System) bool { return !scope.Allows(s.Place) })
	}
	st, err := h.stateOf(ctx, reg, now)
	if err != nil {
		return nil, err
	}
	out := &heldpage.State{State: st}
	var findings []exposure.Finding
	findings, out.Unknowns = register.Differences(st)
	out.Differences = differences(findings)
	out.Unknowns = slices.DeleteFunc(out.Unknowns, func(u register.Unknown) bool { return u.Why == register.NotRead })
	h.shelves.mu.Lock()
	if h.shelves.lands == nil || len(h.shelves.lands) > 64 {
		h.shelves.lands = map[string]*heldState{}
	}
	h.shelves.lands[key] = &heldState{mark, out}
	h.shelves.mu.Unlock()
	return out, nil
}

// differences makes exposures of findings of the register, the most harmful first.
func differences(fs []exposure.Finding) []exposure.Exposure {
	entries := map[string]exposure.Entry{}
	for _, e := range register.Entries() {
		entries[e.ID] = e
	}
	out := make([]exposure.Exposure, 0, len(fs))
	for _, f := range fs {
		x := exposure.Exposure{Finding: f, Entry: entries[f.ID], Weight: entries[f.ID].Severity}
		if f.Severity != 0 {
			x.Weight = f.Severity
		}
		if f.Sample != nil {
			x.Behind = *f.Sample
		}
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b exposure.Exposure) int {
		if a.Weight != b.Weight {
			return int(b.Weight) - int(a.Weight)
		}
		return int(min(max(behindOf(&b)-behindOf(&a), -1), 1))
	})
	return out
}

func behindOf(x *exposure.Exposure) int64 {
	if x.Behind.People == nil {
		return -1
	}
	return *x.Behind.People
}

// stateOf makes of digests what register.Gather makes of all that the inventory holds.
func (h *house) stateOf(ctx context.Context, reg *declared.Register, now *heldpage.Now) (*register.State, error) {
	g := &digested{h: h, now: now, st: &register.State{Register: reg, Readings: map[string]*register.Reading{}}, at: map[string]int{}}
	for i := range reg.Systems {
		if err := g.system(ctx, &reg.Systems[i]); err != nil {
			return nil, err
		}
	}
	g.undeclared()
	g.countries()
	return g.st, nil
}

// digested gathers the state of the register from digests.
type digested struct {
	h               *house
	now             *heldpage.Now
	st              *register.State
	at              map[string]int // countries by code
	stored, reached []*people.Set
}

// system gathers what sources hold of a system.
func (g *digested) system(ctx context.Context, s *declared.System) error {
	f, set := register.Found{System: s, Name: s.Name}, &people.Set{}
	for i := range g.now.Digests {
		d := &g.now.Digests[i]
		at := slices.IndexFunc(d.Systems, func(p shelf.System) bool { return p.Name == s.Name })
		if at < 0 && g.st.Register.Of(d.Source, "") != s {
			continue
		}
		f.Scanned, f.Sources = true, append(f.Sources, d.Source)
		if done := g.now.Runs[d.Source].Complete; done.After(f.At) {
			f.At = done
		}
		if at < 0 {
			continue
		}
		addSystem(&f, &d.Systems[at])
		what := "people"
		if len(d.Systems) > 1 {
			what = "people:" + s.Name
		}
		if err := mergeKept(ctx, g.h.db, set, d, what); err != nil {
			return err
		}
	}
	f.People = counted(set, &f)
	g.st.Found = append(g.st.Found, f)
	g.place(len(g.st.Found)-1, s, set)
	return nil
}

// addSystem adds what a source holds of a system.
func addSystem(f *register.Found, p *shelf.System) {
	f.Parts += p.Parts
	f.Records += p.Records
	f.Uncounted += p.Uncounted
	f.Sampled = f.Sampled || p.Sampled
	for k, n := range p.Kinds {
		if f.Kinds == nil {
			f.Kinds = map[pii.Kind]int64{}
		}
		f.Kinds[k] += n
	}
}

// counted is how many persons a set holds; only the least of it where not all were counted.
func counted(set *people.Set, f *register.Found) inventory.People {
	n := tally.Counted(set, &shelf.Numbers{Uncounted: f.Uncounted})
	if f.Sampled {
		n.N, n.Max = nil, nil
	}
	return n
}

// undeclared adds the sources, or the rest of them, that nobody declared.
func (g *digested) undeclared() {
	for i := range g.now.Digests {
		d := &g.now.Digests[i]
		for j := range d.Systems {
			if p := &d.Systems[j]; p.Name == "" && p.Parts > 0 {
				f := register.Found{Name: d.Source, Sources: []string{d.Source}, Scanned: true, At: g.now.Runs[d.Source].Complete, People: p.People}
				addSystem(&f, p)
				g.st.Found = append(g.st.Found, f)
			}
		}
	}
}

// place notes a system under the country of its storage, and those of its access.
func (g *digested) place(at int, s *declared.System, set *people.Set) {
	c := g.country(s.Country)
	g.st.Countries[c].Systems = append(g.st.Countries[c].Systems, at)
	g.stored[c].Merge(set)
	var seen []string
	for _, a := range s.Accesses() {
		c := g.country(a.Country)
		g.st.Countries[c].Ways = append(g.st.Countries[c].Ways, register.Way{Found: at, Access: a})
		if !slices.Contains(seen, a.Country) {
			seen = append(seen, a.Country)
			g.reached[c].Merge(set)
		}
	}
}

func (g *digested) country(code string) int {
	i, ok := g.at[code]
	if !ok {
		i = len(g.st.Countries)
		g.at[code] = i
		g.st.Countries = append(g.st.Countries, register.Country{Code: code})
		g.stored, g.reached = append(g.stored, &people.Set{}), append(g.reached, &people.Set{})
	}
	return i
}

// countries counts the persons of each, and puts that of the most first.
func (g *digested) countries() {
	for i := range g.st.Countries {
		c := &g.st.Countries[i]
		c.Stored, c.Reached = tally.Counted(g.stored[i], &shelf.Numbers{}), tally.Counted(g.reached[i], &shelf.Numbers{})
	}
	most := func(c *register.Country) int64 { return max(register.Known(c.Stored), register.Known(c.Reached)) }
	slices.SortStableFunc(g.st.Countries, func(a, b register.Country) int { return int(min(max(most(&b)-most(&a), -1), 1)) })
}
