package cli

import (
	"context"

	"github.com/tsutsumi-dev/tsutsumi/internal/canary"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/canaries"
)

// canaryRooms is the room of planted people.
func (h *house) canaryRooms() []web.Room { return []web.Room{canaries.Room{Desk: canaryDesk{h}}} }

// canaryDesk is what the room of planted people wants of the program.
type canaryDesk struct{ h *house }

// Copies implements canaries.Desk.
func (d canaryDesk) Copies(ctx context.Context) ([]canaries.Copy, error) {
	_, keys, err := d.h.a.canaryKeys()
	if err != nil {
		return nil, err
	}
	reg, err := canary.Load(d.h.set.home.Data, keys)
	if err != nil {
		return nil, err
	}
	heads, err := leakDesk(d).Matches(ctx, "", 1000)
	if err != nil {
		return nil, err
	}
	seen := map[string][]string{}
	for _, m := range heads {
		for _, c := range m.Canaries {
			if len(seen[c]) < 10 {
				seen[c] = append(seen[c], m.ID)
			}
		}
	}
	var out []canaries.Copy
	for _, p := range reg.Plantings("") {
		out = append(out, canaries.Copy{Store: p.Store, Copy: p.Copy, Number: len(p.Persons), Planted: p.Planted, Domain: p.Domain, Seen: seen[p.Store+" "+p.Copy]})
	}
	return out, nil
}

// Plant implements canaries.Desk.
func (d canaryDesk) Plant(_ context.Context, store, copied, domain string, number int, again bool) ([]canary.Person, error) {
	home, keys, err := d.h.a.canaryKeys()
	if err != nil {
		return nil, err
	}
	if domain, err = d.h.a.canaryDomain(home, domain); err != nil {
		return nil, err
	}
	if err := d.h.a.impersonal(store, copied); err != nil {
		return nil, err
	}
	_, persons, err := canary.Plant(home.Data, keys, canary.Order{Spot: canary.Spot{Store: store, Copy: copied, Domain: domain}, Number: number, Again: again, Now: d.h.now()})
	return persons, err
}

// Retire implements canaries.Desk.
func (d canaryDesk) Retire(_ context.Context, store, copied string) (int, error) {
	home, keys, err := d.h.a.canaryKeys()
	if err != nil {
		return 0, err
	}
	return canary.Forget(home.Data, keys, store, copied)
}

// Touched implements canaries.Desk.
func (d canaryDesk) Touched(ctx context.Context) (n int64, err error) {
	counts, err := d.h.db.CountAlerts(ctx, store.AlertFilter{State: watch.Open, Detector: "canary", Now: d.h.now()})
	for _, c := range counts {
		n += c.N
	}
	return n, err
}
