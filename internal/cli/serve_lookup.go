package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/shelf"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/lookup"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/reference"
)

// lookupRooms are what of the API belongs to no page, and its reference.
func (h *house) lookupRooms() []web.Room {
	return []web.Room{
		apiRoom{h},
		lookup.Room{House: lookupHouse{h}, Version: version(), Started: h.now()},
		&reference.Room{},
	}
}

// apiRoom gives the API what it keeps answers in and signs cursors with.
type apiRoom struct{ h *house }

func (apiRoom) Routes() []web.Route { return nil }

func (m apiRoom) API(a *api.API) {
	a.Log, a.Answers = m.h.log, m.h.db.Answers()
	if key, err := m.h.secrets.Signer("api"); err == nil { // else one that lives as long as the process
		a.Secret = key.Seed()
	}
}

// lookupHouse is what the room of the search asks.
type lookupHouse struct{ h *house }

// Stores tells numbers as digests have them: counting anew would look at every part.
func (l lookupHouse) Stores(ctx context.Context, scope access.Scope) ([]lookup.Store, error) {
	names, err := l.h.db.SourceNames(ctx)
	if err != nil {
		return nil, err
	}
	digests, err := l.h.db.Digests(ctx)
	if err != nil {
		return nil, err
	}
	marks, err := l.h.db.RunMarks(ctx)
	if err != nil {
		return nil, err
	}
	of := map[string]*shelf.Digest{}
	for i := range digests {
		of[digests[i].Source] = &digests[i]
	}
	var out []lookup.Store
	for _, name := range names {
		if !scope.Allows(name) {
			continue
		}
		x := lookup.Store{Source: name}
		if d := of[name]; d != nil {
			x.Things, x.Records, x.Errors, x.People = &d.Parts, &d.Records, &d.Errors, d.People.N
		}
		if at := marks[name].Complete; !at.IsZero() {
			x.At = &at
		}
		out = append(out, x)
	}
	return out, nil
}

// searched is how many names of all sources together are looked at for one search.
const searched = 20_000

func (l lookupHouse) Places(ctx context.Context, scope access.Scope, words []string, most int) ([]lookup.Place, error) {
	names, err := l.h.db.SourceNames(ctx)
	if err != nil {
		return nil, err
	}
	names = slices.DeleteFunc(names, func(s string) bool { return !scope.Allows(s) })
	var out []lookup.Place
	for _, source := range names {
		if len(out) >= most {
			break
		}
		units, err := l.h.db.UnitsNamed(ctx, source, words, searched/len(names)+1, most-len(out))
		if err != nil {
			return nil, err
		}
		for _, u := range units {
			out = append(out, lookup.Place{Source: source, Name: u})
		}
	}
	return out, nil
}

func (l lookupHouse) Doors(ctx context.Context, scope access.Scope, words []string, most int) ([]lookup.Door, error) {
	doors, err := l.h.db.Doors(ctx)
	if err != nil {
		return nil, err
	}
	var out []lookup.Door
	for i := range doors {
		d := &doors[i]
		if len(out) < most && scope.Allows(d.Target) && named(words, d.ID, d.Target, d.Object) {
			out = append(out, lookup.Door{ID: d.Key, Door: d.ID, Target: d.Target, Object: d.Object, Open: d.Closed.IsZero()})
		}
	}
	return out, nil
}

func (l lookupHouse) Cases(ctx context.Context, words []string, most int) ([]lookup.Case, error) {
	titles, err := l.h.db.CaseTitles(ctx)
	if err != nil {
		return nil, err
	}
	var out []lookup.Case
	for _, c := range titles {
		if len(out) < most && named(words, c.ID, c.Title) {
			out = append(out, lookup.Case{ID: c.ID, Title: c.Title})
		}
	}
	return out, nil
}

// named tells whether all words stand in the names.
func named(words []string, names ...string) bool {
	whole := strings.ToLower(strings.Join(names, "\n"))
	for _, w := range words {
		if !strings.Contains(whole, strings.ToLower(w)) {
			return false
		}
	}
	return true
}

var _ api.Answers = (*store.Answers)(nil)
