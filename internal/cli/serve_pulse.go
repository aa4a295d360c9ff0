package cli

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/queue/bench"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/vital"
)

// pulse tells how the process is.
type pulse struct {
	h     *house
	meter *vital.Meter
	ready atomic.Bool
	beat  atomic.Int64 // when the scheduler last looked, in µs
}

var (
	_ vital.Server = (*pulse)(nil)
	_ vital.Facts  = (*pulse)(nil)
)

// Alive implements vital.Server: the scheduler, which needs the records too, goes on.
func (p *pulse) Alive() error {
	if at := p.beat.Load(); at > 0 && p.h.now().Sub(time.UnixMicro(at)) > 5*time.Minute {
		return errors.New("the schedule stands still")
	}
	return nil
}

// Ready implements vital.Server.
func (p *pulse) Ready(ctx context.Context) (missing []string) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if !p.ready.Load() {
		missing = append(missing, "queue")
	}
	if _, err := p.h.db.Plans(ctx); err != nil {
		missing = append(missing, "database")
	}
	return missing
}

// CountJobs implements vital.Facts.
func (p *pulse) CountJobs(ctx context.Context) ([]bench.Count, error) { return p.h.db.CountJobs(ctx) }

// CountAlerts implements vital.Facts.
func (p *pulse) CountAlerts(ctx context.Context) (map[string]int64, error) {
	return p.h.db.CountOpenAlerts(ctx)
}

// Queued implements vital.Facts.
func (p *pulse) Queued() (heavy, light int) { return p.h.heavy.Waiting(), p.h.light.Waiting() }

// vital is the room of health and metrics.
func (h *house) vital(f *serveFlags) web.Room {
	return vital.Room{Server: h.pulse, Meter: h.pulse.meter, Local: f.openMetrics}
}
