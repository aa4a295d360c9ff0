package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"math"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/custody"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue/bench"
	inmemory "github.com/tsutsumi-dev/tsutsumi/internal/queue/memory"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/vital"
)

// executors list how each kind of work is done, one a line.
func (h *house) executors() map[queue.Kind]bench.Kind {
	return map[queue.Kind]bench.Kind{
		queue.Scan:     {Do: h.doScan, Heavy: true, Of: ofSource, Keep: 50},
		queue.Exposure: {Do: h.doExposure, Heavy: true, Of: ofSource, Keep: 50},
		queue.Snapshot: {Do: h.doSnapshot, Heavy: true, Of: ofSource, Keep: 50},
		queue.Match:    {Do: h.doMatch, Heavy: true},
		queue.Watch:    {Do: h.doWatch, Keep: 20},
		queue.Letters:  {Do: h.doLetters},
		queue.Remind:   {Do: h.doRemind, Keep: 5},
		queue.Digest:   {Do: h.doDigest, Keep: 5},
	}
}

// ofSource: one thing at a time reads a source.
func ofSource(j *queue.Job) string { return "source " + j.Subject }

// The workers: heavy work at a time where nothing is said, and other work.
const (
	usualHeavy = 2
	lightWork  = 8
)

// begin makes what work is done with. Nothing is done before run. Streams end with stopped.
func (h *house) begin(stopped context.Context, f *serveFlags) {
	h.room = &headroom{usual: serveMemory, fixed: h.a.env("GOMEMLIMIT") != ""}
	h.heavy = inmemory.New(inmemory.Options{Workers: cmp.Or(max(0, f.heavy), usualHeavy), Now: h.now})
	h.light = inmemory.New(inmemory.Options{Workers: lightWork, Now: h.now})
	h.work = bench.New(bench.Options{Records: h.db, Heavy: h.heavy, Light: h.light, Kinds: h.executors(), Now: h.now, Log: h.log, Then: h.then, Changed: h.jobChanged})
	h.bench = h.work
	h.sched = newScheduler(h)
	h.pulse = &pulse{h: h}
	h.pulse.meter = vital.NewMeter(stopped, version(), h.pulse, h.now, h.log)
}

// jobChanged is told of each change of a job's state.
func (h *house) jobChanged(j *queue.Job) {
	h.pulse.meter.Job(j)
	if j.Kind == queue.Match && j.State == queue.Cancelled { // nobody waits for its verdict
		if err := h.dumpDropped(context.Background(), j.Subject, custody.Cancel, ourselves, ""); err != nil {
			h.log.Error("dumps", "class", fault.Of(err).String())
		}
	}
}

// jobCall is what a call of a command within serve has instead of a terminal and a process of its own.
type jobCall struct {
	tell    func(queue.Progress)
	exposed func(context.Context, *exposure.Result) error // keeps what an exposure check told
	room    *headroom
	held    int64 // bytes of memory
	secret  func(source.Ask) (source.Secret, error)
	sources []config.Source // all that are declared, also in the console
	opened  []source.Source
	out     tail
	errs    tail
}

// progress tells how far the work is.
func (c *jobCall) progress(done, total int64, unit string) {
	if c.tell != nil {
		c.tell(queue.Progress{Done: done, Total: total, Unit: unit})
	}
}

func (c *jobCall) roomFor(bytes int64) {
	c.room.take(bytes - c.held)
	c.held = bytes
}

// call makes a command's environment for a job on a source, or on none in particular: streams that keep only their ends, and are read by nobody but end.
func (h *house) call(ctx context.Context, s *config.Source, tell func(queue.Progress)) (a *app, end func(), err error) {
	o, err := h.sourceOptions(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	one := *h.a
	c := &jobCall{tell: tell, room: h.room, exposed: h.exposed, secret: o.Secret}
	if c.sources, err = h.sources(ctx); err != nil {
		return nil, nil, err
	}
	one.job, one.status = c, StatusDone
	one.Streams = Streams{In: strings.NewReader(""), Out: &c.out, Err: &c.errs}
	c.roomFor(memory)
	return &one, func() {
		for _, s := range c.opened {
			_ = s.Close()
		}
		c.roomFor(0)
	}, nil
}

// outcome is what a call came to: its result, with what it said could not be done where that is not all.
func (a *app) outcome(result any, err error) (json.RawMessage, error) {
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(result)
	if err != nil {
		return nil, err
	}
	if a.status == StatusPartly {
		said := a.job.errs.lines(5)
		if said == "" {
			said = a.say("something could not be read", "読めなかったものがあります")
		}
		return b, fault.Errorf(fault.Unreadable, "%s", said)
	}
	return b, nil
}

// tail is a stream of which the last is kept.
type tail struct {
	mu   sync.Mutex
	last []byte
}

const mostTail = 64 << 10

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := len(p)
	if len(p) > mostTail {
		p = p[len(p)-mostTail:]
	}
	if over := len(t.last) + len(p) - mostTail; over > 0 {
		t.last = slices.Delete(t.last, 0, over)
	}
	t.last = append(t.last, p...)
	return n, nil
}

func (t *tail) bytes() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.last)
}

// lines are the last lines, at most so many.
func (t *tail) lines(most int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []string
	for line := range bytes.Lines(t.last) {
		if s := strings.TrimPrefix(strings.TrimSpace(string(line)), "tsutsumi: "); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out[max(0, len(out)-most):], "\n")
}

var _ io.Writer = (*tail)(nil)

// serveMemory is what the collector is asked to stay below while nothing is at work, in bytes.
const serveMemory = 160 << 20

// headroom is the memory of the process: what is asked of the collector grows with what is at work, and shrinks behind it.
type headroom struct {
	usual int64
	fixed bool // by the environment

	mu   sync.Mutex
	held int64
}

func (r *headroom) take(bytes int64) {
	if r.fixed || bytes == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held += bytes
	debug.SetMemoryLimit(min(r.usual+r.held, math.MaxInt64))
	if bytes < 0 && r.held == 0 { // what was needed is given back now, not in minutes
		go debug.FreeOSMemory()
	}
}

// declaredSource is a source by its name.
func (h *house) declaredSource(ctx context.Context, name string) (*config.Source, error) {
	all, err := h.sources(ctx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Name == name {
			return &all[i], nil
		}
	}
	return nil, fault.Errorf(fault.Usage, "there is no source %q any more", name)
}

// then orders what follows from a job that did what it should.
func (h *house) then(ctx context.Context, j *queue.Job) error {
	if j.Kind != queue.Scan || j.By != bySchedule {
		return nil
	}
	s, err := h.declaredSource(ctx, j.Subject)
	if err != nil {
		return nil //nolint:nilerr // it is not declared any more: nothing follows
	}
	follow := []queue.Kind{queue.Exposure}
	if s.Index != "" {
		follow = append(follow, queue.Snapshot)
	}
	for _, k := range follow {
		if _, err := h.work.Start(ctx, queue.Order{Kind: k, Subject: j.Subject, By: bySchedule}); err != nil {
			return err
		}
	}
	return nil
}

// bySchedule orders what is done by itself.
const bySchedule = "schedule"

// arguments reads what a job needs beside its subject.
func arguments(j *queue.Job, to any) error {
	if len(j.Args) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(j.Args))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		return fault.Errorf(fault.Usage, "start work: what was asked for cannot be understood")
	}
	return nil
}

// old is for how long jobs that ended are kept.
const old = 90 * 24 * time.Hour
