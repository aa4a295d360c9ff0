package cli

import (
	"context"

	"github.com/tsutsumi-dev/tsutsumi/internal/queue/bench"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/jobs"
)

// workshop is what the room of work wants of the program.
type workshop struct {
	*bench.Bench
	h *house
}

var _ jobs.Server = (*workshop)(nil)

// jobsRoom is the room of work.
func (h *house) jobsRoom() jobs.Room {
	return jobs.Room{Server: &workshop{h.work, h}, Now: h.now, Pause: h.Pause, Alerts: func(ctx context.Context) (n int64, err error) {
		counts, err := h.db.CountOpenAlerts(ctx)
		for _, k := range counts {
			n += k
		}
		return n, err
	}}
}

// Targets implements jobs.Server.
func (w *workshop) Targets(ctx context.Context) (map[string]string, error) {
	all, err := w.h.sources(ctx)
	if err != nil {
		return nil, err
	}
	name := w.h.set.engine(false).Name
	out := make(map[string]string, len(all))
	for i := range all {
		out[all[i].Name] = name(sourceName(placed(w.h.set, all[i].Target)))
	}
	return out, nil
}

// Due implements jobs.Server.
func (w *workshop) Due(ctx context.Context) ([]jobs.Due, error) {
	all, err := w.h.Schedule(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]jobs.Due, len(all))
	for i := range all {
		out[i] = jobs.Due(all[i])
	}
	return out, nil
}
