package cli

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
)

// briefs are all cases in short, kept in memory: a case is read again when something was recorded of it, or when what is due in it
// becomes late.
type briefs struct {
	mu    sync.Mutex
	place int64 // up to which they tell
	of    map[string]*keptBrief
	list  []dossier.Brief // in the order of urgency; nil: to be made anew
	next  time.Time       // when the first of them does not hold any more
}

type keptBrief struct {
	dossier.Brief
	until time.Time
}

// Briefs are all cases, the most urgent first. The list is the caller's to read only.
func (d caseDesk) Briefs(ctx context.Context) ([]dossier.Brief, error) {
	r, err := d.room(ctx)
	if err != nil {
		return nil, err
	}
	return d.h.cases.briefs.all(ctx, r.caseRoom)
}

// caseBriefs are the same for other rooms.
func (h *house) caseBriefs(ctx context.Context) ([]dossier.Brief, error) {
	return caseDesk{h}.Briefs(ctx)
}

// warmCases makes the briefs, so that nobody waits for them. It returns when they are there.
func (h *house) warmCases(ctx context.Context) {
	if _, err := h.caseBriefs(ctx); err != nil && ctx.Err() == nil {
		h.log.Warn("cases could not be read", "error", err.Error())
	}
}

func (b *briefs) all(ctx context.Context, r *caseRoom) ([]dossier.Brief, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := r.now()
	changed, place, again, err := r.kept.Changed(ctx, b.place)
	if err != nil {
		return nil, err
	}
	if again || b.of == nil {
		b.of = map[string]*keptBrief{}
	}
	if !b.next.After(now) {
		for id, k := range b.of {
			if !k.until.After(now) && !slices.Contains(changed, id) {
				changed = append(changed, id)
			}
		}
	}
	for _, id := range changed {
		if err := b.renew(ctx, r, id, now); err != nil {
			b.list = nil
			return nil, err
		}
	}
	b.place = place
	if b.list == nil || len(changed) > 0 {
		b.list = make([]dossier.Brief, 0, len(b.of))
		b.next = now.Add(24 * time.Hour)
		for _, id := range slices.Sorted(maps.Keys(b.of)) {
			k := b.of[id]
			b.list = append(b.list, k.Brief)
			if k.until.Before(b.next) {
				b.next = k.until
			}
		}
		dossier.Urgent(b.list)
	}
	return b.list, nil
}

// renew reads a case. One that is damaged is not left out silently: whoever looks at the list is told.
func (b *briefs) renew(ctx context.Context, r *caseRoom, id string, now time.Time) error {
	events, err := r.ledger.Events(ctx, id)
	if err != nil {
		return err
	}
	st, err := breach.Fold(events)
	if err != nil {
		return err
	}
	c := r.a.dossier(r, events, st, now)
	k := &keptBrief{}
	k.Brief, k.until = dossier.NewBrief(c)
	b.of[id] = k
	return nil
}
