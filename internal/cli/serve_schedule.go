package cli

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue/plan"
)

// How often things are done where nothing is said.
const (
	watchEvery  = 5 * time.Minute
	remindEvery = 2 * time.Minute
	lookEvery   = 5 * time.Second // at the schedule
)

// scheduler orders what is done by itself.
type scheduler struct {
	h     *house
	begun time.Time
	off   bool

	mu   sync.Mutex
	said map[string]bool // what was wrong, told once
}

// planned is a plan with its order.
type planned struct {
	plan.Plan
	args json.RawMessage
}

// Due is something that is done by itself, and when it is next.
type Due struct {
	plan.Plan
	plan.Record
	Next time.Time // zero while it is paused
}

func newScheduler(h *house) *scheduler {
	return &scheduler{h: h, begun: h.now(), said: map[string]bool{}}
}

// plans are all that is done by itself, as it is declared now.
func (s *scheduler) plans(ctx context.Context) ([]planned, error) {
	all, err := s.h.sources(ctx)
	if err != nil {
		return nil, err
	}
	var out []planned
	for i := range all {
		if every, ok := config.Interval(all[i].Schedule); ok && all[i].Schedule != "" {
			out = append(out, planned{Plan: plan.Plan{Kind: queue.Scan, Subject: all[i].Name, Every: every}})
		}
	}
	f, err := s.h.set.home.Read()
	if err != nil {
		return nil, err
	}
	if w := f.Watch; w != nil && len(w.Logs) > 0 {
		p := planned{Plan: plan.Plan{Kind: queue.Watch, Every: watchEvery}}
		if w.Every > 0 {
			p.Every = w.Every
		}
		if w.Follow {
			p.Every, p.args = time.Minute, json.RawMessage(`{"follow":true}`)
		}
		out = append(out, p)
	}
	for i := range f.Notify {
		if f.Notify[i].Type != "ocsf" {
			out = append(out, planned{Plan: plan.Plan{Kind: queue.Remind, Every: remindEvery}})
			break
		}
	}
	return out, nil
}

// dues are the plans with what is recorded of them.
func (s *scheduler) dues(ctx context.Context) ([]Due, []planned, error) {
	plans, err := s.plans(ctx)
	if err != nil {
		return nil, nil, err
	}
	records, err := s.h.db.Plans(ctx)
	if err != nil {
		return nil, nil, err
	}
	known := map[string]plan.Record{}
	for _, r := range records {
		known[r.Name] = r
	}
	out := make([]Due, len(plans))
	for i := range plans {
		d := Due{Plan: plans[i].Plan, Record: known[plans[i].Name()]}
		if d.Record.Name = plans[i].Name(); d.Paused.IsZero() && !s.off {
			d.Next = d.Plan.Next(d.Record, s.begun)
		}
		out[i] = d
	}
	return out, plans, nil
}

// look orders what is due. What waits or is at work already is not ordered again, and is due again when that has ended.
func (s *scheduler) look(ctx context.Context) error {
	dues, plans, err := s.dues(ctx)
	if err != nil {
		return err
	}
	now := s.h.now()
	for i := range dues {
		d := &dues[i]
		if d.Next.IsZero() || d.Next.After(now) {
			continue
		}
		open, err := s.h.work.Jobs(ctx, queue.Filter{Kind: d.Kind, Subject: d.Subject, States: []queue.State{queue.Waiting, queue.Running}, Limit: 1})
		if err != nil {
			return err
		}
		if len(open) > 0 {
			continue
		}
		// First the record: killed in between, it is done a time less, not twice.
		if err := s.h.db.NotePlan(ctx, d.Record.Name, now); err != nil {
			return err
		}
		if _, err := s.h.work.Start(ctx, queue.Order{Kind: d.Kind, Subject: d.Subject, Args: plans[i].args, By: bySchedule}); err != nil {
			return err
		}
	}
	return nil
}

// run looks until ctx ends.
func (s *scheduler) run(ctx context.Context, off bool) {
	s.mu.Lock()
	s.off = off
	s.mu.Unlock()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	swept := time.Time{}
	for {
		s.h.pulse.beat.Store(s.h.now().UnixMicro())
		if !off {
			s.tell(s.look(ctx))
		}
		if now := s.h.now(); now.Sub(swept) > 24*time.Hour {
			swept = now
			s.tell(s.h.db.ForgetJobs(ctx, now.Add(-old)))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// tell logs what went wrong, once for each reason.
func (s *scheduler) tell(err error) {
	if err == nil {
		clear(s.said)
		return
	}
	if !s.said[err.Error()] {
		s.said[err.Error()] = true
		s.h.log.Error("schedule", "class", fault.Of(err).String(), "error", err.Error())
	}
}

// Schedule tells what is done by itself, and when it is next.
func (h *house) Schedule(ctx context.Context) ([]Due, error) {
	out, _, err := h.sched.dues(ctx)
	return out, err
}

// Pause pauses something that is done by itself ("scan crm"), or lets it go on.
func (h *house) Pause(ctx context.Context, name string, pause bool, by string) error {
	at := time.Time{}
	if pause {
		at = h.now()
	}
	return h.db.PausePlan(ctx, name, at, by)
}
