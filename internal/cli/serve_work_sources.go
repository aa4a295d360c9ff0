package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	checks "github.com/tsutsumi-dev/tsutsumi/internal/exposure/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

// usualFloor is the likelihood from which findings count where nobody says.
const usualFloor = 0.7

// doScan reads a source, or what changed of it, into the inventory. What was recorded before a stop is not read again.
func (h *house) doScan(ctx context.Context, j *queue.Job, tell func(queue.Progress)) (json.RawMessage, error) {
	var args struct {
		Full bool `json:"full"`
	}
	if err := arguments(j, &args); err != nil {
		return nil, err
	}
	s, err := h.declaredSource(ctx, j.Subject)
	if err != nil {
		return nil, err
	}
	a, end, err := h.call(ctx, s, tell)
	if err != nil {
		return nil, err
	}
	defer end()
	c := &outcomes{}
	f := &scanFlags{engineFlags: engineFlags{min: usualFloor}, full: args.Full}
	if err := a.scanTargets(ctx, f, []string{placed(h.set, s.Target)}, c, &gate{}); err != nil {
		return nil, err
	}
	if c.unreachable() {
		return nil, fault.Errorf(fault.Unavailable, "scan %q: %s", j.Subject, c.said())
	}
	fmt.Fprintln(a.Err, c.said())
	return a.outcome(c.result(), nil)
}

// outcomes is what a scan comes to, kept of its messages.
type outcomes struct {
	sum        scan.Summary
	errors     []string // the first
	read, away int64    // parts that were read; those whose source did not answer
}

// mostSaid is how many errors of a scan are told; all are in the inventory.
const mostSaid = 5

// Config implements scan.Handler.
func (c *outcomes) Config(*scan.Config) error { return nil }

// Findings implements scan.Handler.
func (c *outcomes) Findings(*scan.PartRef, []scan.Finding) error { return nil }

// Unit implements scan.Handler.
func (c *outcomes) Unit(u *scan.Unit) error {
	switch {
	case u.Error == "":
		c.read++
	case u.Class == fault.Skipped.String():
	default:
		if u.Class == fault.Unavailable.String() {
			c.away++
		}
		if len(c.errors) < mostSaid && !slices.Contains(c.errors, u.Error) {
			c.errors = append(c.errors, u.Error)
		}
	}
	return nil
}

// Summary implements scan.Handler.
func (c *outcomes) Summary(s *scan.Summary) error {
	c.sum = *s
	return nil
}

// unreachable tells that nothing was read because nothing answered: it is worth another try.
func (c *outcomes) unreachable() bool { return c.read == 0 && c.away > 0 }

func (c *outcomes) said() string { return strings.Join(c.errors, "\n") }

func (c *outcomes) result() map[string]any {
	return map[string]any{"units": c.sum.Units, "unchanged": c.sum.Unchanged, "records": c.sum.Records, "unread": c.sum.Errors, "people": c.sum.People.N}
}

// doExposure looks for open doors of a source, or of all that are declared.
func (h *house) doExposure(ctx context.Context, j *queue.Job, tell func(queue.Progress)) (json.RawMessage, error) {
	var targets []string
	var s *config.Source
	if j.Subject != "" {
		var err error
		if s, err = h.declaredSource(ctx, j.Subject); err != nil {
			return nil, err
		}
		target := placed(h.set, s.Target)
		t, err := exposure.Parse(target)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(checks.All(), func(c exposure.Check) bool { return c.Takes(&t) }) {
			return json.RawMessage(`{"targets":0,"exposures":0,"new":0}`), nil // it has no doors that are known
		}
		targets = []string{target}
	}
	a, end, err := h.call(ctx, s, tell)
	if err != nil {
		return nil, err
	}
	defer end()
	var found exposure.Result
	keep := a.job.exposed
	a.job.exposed = func(ctx context.Context, r *exposure.Result) error {
		found = *r
		if keep == nil {
			return nil
		}
		return keep(ctx, r)
	}
	f := &exposureFlags{engineFlags: engineFlags{min: usualFloor}, format: "json", rate: exposure.DefaultRate, timeout: exposure.DefaultTimeout}
	if err := a.exposure(ctx, f, targets); err != nil {
		return nil, err
	}
	for i := range found.Looked {
		for _, e := range found.Looked[i].Errors {
			fmt.Fprintln(a.Err, e.Text)
		}
	}
	return a.outcome(map[string]any{"targets": len(found.Looked), "exposures": len(found.Exposures), "new": found.New}, nil)
}

// doSnapshot renews the people index of a source.
func (h *house) doSnapshot(ctx context.Context, j *queue.Job, tell func(queue.Progress)) (json.RawMessage, error) {
	s, err := h.declaredSource(ctx, j.Subject)
	if err != nil {
		return nil, err
	}
	if s.Index == "" {
		return nil, fault.Errorf(fault.Usage, "source %q declares no people index (index:)", j.Subject)
	}
	a, end, err := h.call(ctx, s, tell)
	if err != nil {
		return nil, err
	}
	defer end()
	f := &snapshotFlags{engineFlags: engineFlags{min: usualFloor}, store: s.Index, key: s.Key}
	if err := a.snapshot(ctx, f, []string{placed(h.set, s.Target)}); err != nil {
		return nil, err
	}
	return a.outcome(map[string]any{"index": s.Index}, nil)
}
