package exposure

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// maxPeeks is how many samples a run takes; beyond, whose data it is stays unknown.
const maxPeeks = 200

// crowd is whose data stands behind one set of places; doors that lead to the same places share it.
type crowd struct {
	places []Place
	doors  []*Exposure
	looked bool // the inventory has something there
	b      Behind
	set    people.Set
}

// crowds groups the exposures by where they lead.
func crowds(xs []Exposure) []*crowd {
	var out []*crowd
	at := map[string]*crowd{}
	for i := range xs {
		x := &xs[i]
		places := slices.Clone(x.Places)
		slices.SortFunc(places, func(a, b Place) int { return strings.Compare(a.Source+"\x00"+a.Place, b.Source+"\x00"+b.Place) })
		var key strings.Builder
		for _, p := range places {
			key.WriteString(p.Source + "\x00" + p.Place + "\x00")
		}
		c := at[key.String()]
		if c == nil {
			c = &crowd{places: places, b: Behind{Kinds: map[pii.Kind]int64{}}}
			at[key.String()] = c
			out = append(out, c)
		}
		c.doors = append(c.doors, x)
	}
	return out
}

// behind tells of each exposure whose data stands behind it, and of all together.
func (r *run) behind(ctx context.Context, res *Result) error {
	cs := crowds(res.Exposures)
	var all people.Set
	if r.Held != nil {
		if err := r.held(ctx, cs, &all, res.Kinds); err != nil {
			return err
		}
	}
	var unmerged int64 // persons known by number only
	peeks := 0
	for _, c := range cs {
		if c.looked {
			if !c.set.Empty() {
				n := c.set.Count().N
				c.b.People = &n
			} else if len(c.b.Kinds) == 0 {
				c.b.People = new(int64) // looked at, and nobody there
			}
		} else if b := c.sample(ctx, &peeks); b != nil {
			c.b = *b
			for k, n := range b.Kinds {
				res.Kinds[k] += n
			}
			if b.Set != nil {
				all.Merge(b.Set)
			} else if b.People != nil {
				unmerged = max(unmerged, *b.People)
			}
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		res.Partial = res.Partial || c.b.People == nil || c.b.Sampled
		for _, x := range c.doors {
			x.Behind = c.b
		}
	}
	res.People = total(&all, unmerged)
	return nil
}

// total counts everybody once. Of whom only the number is known, some may be among the others: then there is a least.
func total(all *people.Set, unmerged int64) inventory.People {
	if all.Empty() && unmerged == 0 {
		return inventory.People{}
	}
	c := all.Count()
	if unmerged > c.N {
		return inventory.People{Min: &unmerged, Error: c.Error}
	}
	return inventory.People{Min: &c.Min, N: &c.N, Max: &c.Max, Error: c.Error}
}

// sample is what a check saw itself, or sees when asked to.
func (c *crowd) sample(ctx context.Context, peeks *int) *Behind {
	for _, x := range c.doors {
		if x.Sample != nil {
			return x.Sample
		}
	}
	for _, x := range c.doors {
		if x.Peek == nil || *peeks >= maxPeeks {
			continue
		}
		*peeks++
		limited, cancel := context.WithTimeout(ctx, DefaultLimit)
		b := x.Peek(limited)
		cancel()
		if b != nil {
			if b.Kinds == nil {
				b.Kinds = map[pii.Kind]int64{}
			}
			return b
		}
	}
	return nil
}

// held looks the places up in the inventory: each source that is meant is read once.
func (r *run) held(ctx context.Context, cs []*crowd, all *people.Set, kinds map[pii.Kind]int64) error {
	if len(cs) == 0 {
		return nil
	}
	states, err := r.Held.Sources(ctx)
	if err != nil {
		return err
	}
	for i := range states {
		var meant []*crowd
		for _, c := range cs {
			if slices.ContainsFunc(c.places, func(p Place) bool { return r.covers(p.Source, states[i].Source) }) {
				meant = append(meant, c)
			}
		}
		if len(meant) == 0 {
			continue
		}
		for h, err := range r.Held.Parts(ctx, inventory.Filter{Source: states[i].Source}) {
			if err != nil {
				return err
			}
			open := false
			for _, c := range meant {
				if !slices.ContainsFunc(c.places, func(p Place) bool { return r.covers(p.Source, h.Source) && r.within(p.Place, &h) }) {
					continue
				}
				open = true
				if err := c.add(&h); err != nil {
					return err
				}
			}
			if !open {
				continue
			}
			if err := merge(all, h.Set); err != nil {
				return err
			}
			for i := range h.Fields {
				kinds[h.Fields[i].Kind] += h.Fields[i].Values
			}
		}
	}
	return nil
}

func (c *crowd) add(h *inventory.Holding) error {
	if h.Error != "" && len(h.Fields) == 0 {
		return nil // not looked at: nothing is known of it
	}
	c.looked = true
	c.b.Records += max(h.Records, h.Of)
	c.b.Sampled = c.b.Sampled || h.Of > h.Records
	if h.At.After(c.b.LastSeen) {
		c.b.LastSeen = h.At.Round(time.Second)
	}
	for i := range h.Fields {
		c.b.Kinds[h.Fields[i].Kind] += h.Fields[i].Values
	}
	return merge(&c.set, h.Set)
}

// At is whose data the inventory knows at places, each person once, and whether it looked there at all. label makes names fit to be
// shown, as the inventory has them.
func At(ctx context.Context, inv Held, label func(name string) string, places ...Place) (Behind, bool, error) {
	c := &crowd{places: places, b: Behind{Kinds: map[pii.Kind]int64{}}}
	r := &run{Options: &Options{Held: inv, Label: label}}
	var all people.Set
	if err := r.held(ctx, []*crowd{c}, &all, map[pii.Kind]int64{}); err != nil {
		return Behind{}, false, err
	}
	if !c.looked {
		return Behind{}, false, nil
	}
	if !c.set.Empty() {
		n := c.set.Count().N
		c.b.People, c.b.Set = &n, &c.set
	} else if len(c.b.Kinds) == 0 {
		c.b.People = new(int64) // looked at, and nobody there
	}
	return c.b, true, nil
}

// merge adds an encoded set; nothing that identifies is no set.
func merge(to *people.Set, set []byte) error {
	if len(set) == 0 {
		return nil
	}
	return to.MergeEncoded(set)
}

// within tells whether a part lies at a place: it is it, a piece of it, or inside it. Names stand in the inventory as they
// are fit to be shown.
func (r *run) within(place string, h *inventory.Holding) bool {
	if place == "" {
		return true
	}
	for _, want := range []string{place, r.Label(place)} {
		for _, have := range []string{h.Place, h.Name, h.Unit} {
			if rest, ok := strings.CutPrefix(have, want); ok && have != "" && (rest == "" || rest[0] == '/' || strings.HasPrefix(rest, "!/") || strings.HasSuffix(want, "/")) {
				return true
			}
		}
	}
	return false
}

// covers tells whether a source of the inventory is the place's, or (a database of a server) a part of it.
func (r *run) covers(want, have string) bool {
	if want == have || r.Label(want) == have {
		return true
	}
	w, ok := addressOf(want)
	if !ok {
		return false
	}
	h, ok := addressOf(have)
	return ok && w.scheme == h.scheme && w.host == h.host && w.port == h.port &&
		(w.path == "" || w.path == h.path || strings.HasPrefix(h.path, w.path+"/"))
}

// Nobody is the Sample of a door behind which, by its nature, no personal data stands (a list of names of files).
func Nobody() *Behind { return &Behind{People: new(int64), Kinds: map[pii.Kind]int64{}} }

// Together is whose data stands behind several places at once, each person once; nil if nothing is known of any. Parts of which
// only the number of persons is known make it a lower bound.
func Together(bs ...*Behind) *Behind {
	var out *Behind
	for _, b := range bs {
		if b == nil {
			continue
		}
		if out == nil {
			out = &Behind{Kinds: map[pii.Kind]int64{}, Set: &people.Set{}}
		}
		for k, n := range b.Kinds {
			out.Kinds[k] += n
		}
		out.Records += b.Records
		out.Sampled = out.Sampled || b.Sampled
		switch {
		case b.Set != nil:
			out.Set.Merge(b.Set)
		case b.People != nil:
			out.Sampled = true
			if out.People == nil || *out.People < *b.People {
				out.People = b.People
			}
		}
	}
	if out == nil || out.Set.Empty() {
		return out
	}
	if n := out.Set.Count().N; out.People == nil || *out.People < n {
		out.People = &n
	}
	return out
}
