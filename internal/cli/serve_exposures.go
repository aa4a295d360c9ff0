package cli

import (
	"cmp"
	"context"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/exposures"
)

// exposuresRoom is what the pages of exposures ask of the program.
type exposuresRoom struct{ *house }

var _ exposures.House = exposuresRoom{}

// Doors implements exposures.House. The register itself belongs to no single source: within a scope it is not there.
func (h exposuresRoom) Doors(ctx context.Context, scope access.Scope) (*exposures.Doors, error) {
	known, err := h.db.DoorsSeen(ctx)
	if err != nil {
		return nil, err
	}
	looks, err := h.db.Looks(ctx)
	if err != nil {
		return nil, err
	}
	allowed := func(target string) bool { return scope.All() || target != config.FileName && scope.Allows(target) }
	out := &exposures.Doors{}
	for i := range known {
		k := &known[i]
		if !allowed(k.Target) {
			continue
		}
		d := exposures.Door{Known: *k, Exposure: *k.Exposure(catalogue()[k.ID])}
		switch {
		case !k.Closed.IsZero():
			out.Closed = append(out.Closed, d)
		case d.Exposure.New:
			out.Open = append(out.Open, d)
		default:
			out.Accepted = append(out.Accepted, d)
		}
	}
	byHarm(out.Open)
	byHarm(out.Accepted)
	slices.SortStableFunc(out.Closed, func(a, b exposures.Door) int { return b.Known.Closed.Compare(a.Known.Closed) })
	for i := range looks {
		if allowed(looks[i].Target) {
			out.Looks = append(out.Looks, looks[i])
		}
	}
	return out, nil
}

// byHarm puts the most harmful first, as a check does.
func byHarm(ds []exposures.Door) {
	xs := make([]exposure.Exposure, len(ds))
	at := map[string]*exposures.Door{}
	for i := range ds {
		xs[i] = ds[i].Exposure
		at[ds[i].Known.Key] = &ds[i]
	}
	exposure.Order(xs)
	out := make([]exposures.Door, 0, len(ds))
	for i := range xs {
		if d := at[xs[i].Key()]; d != nil {
			out = append(out, *d)
		}
	}
	if len(out) == len(ds) {
		copy(ds, out)
		return
	}
	slices.SortStableFunc(ds, func(a, b exposures.Door) int { return cmp.Compare(b.Weight, a.Weight) })
}

// Doings implements exposures.House.
func (h exposuresRoom) Doings(ctx context.Context, key string) ([]store.Doing, error) {
	return h.db.DoorDoings(ctx, key)
}

// Accept implements exposures.House. A reason is free text: what names somebody in it is masked before it is kept.
func (h exposuresRoom) Accept(ctx context.Context, key, state, by, reason string) error {
	return h.db.AcceptDoor(ctx, key, state, by, h.label(reason), h.now())
}

// Withdraw implements exposures.House.
func (h exposuresRoom) Withdraw(ctx context.Context, key, by, reason string) error {
	return h.db.WithdrawDoor(ctx, key, by, h.label(reason), h.now())
}

// Check implements exposures.House.
func (h exposuresRoom) Check(ctx context.Context, by string) error {
	if h.bench == nil {
		return fault.Errorf(fault.Unavailable, "start work: this process does none")
	}
	_, err := h.bench.Start(ctx, queue.Order{Kind: queue.Exposure, By: by})
	return err
}
