package scan

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Options are what a run is made of.
type Options struct {
	Sources []source.Source
	Engine  *engine.Engine
	Formats []content.Format
	Limits  content.Limits
	TempDir string
	// Inventory records; nil records nothing and reads everything.
	Inventory inventory.Inventory
	// Full reads unchanged units again.
	Full bool
	// Run names the run; Version and Identity tell the program and all that findings depend on.
	Run, Version, Identity string
	Now                    func() time.Time
	// Progress, if set, is told of each unit, by several workers at once: units done and bytes read so far.
	Progress func(units, bytes int64)
}

// Run scans. The summary is also sent to h. An error means that the run could not go on; what could not be read is in
// the summary instead.
func Run(ctx context.Context, o Options, h Handler) (Summary, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r := &run{Options: o, start: o.Now(), cancel: cancel}
	r.sum.Kinds = map[pii.Kind]int64{}
	r.order = newOrder(h, r.fold)
	r.order.sum = &r.sum
	r.hasher = o.Engine.Key.Hasher()
	var names []string
	for _, s := range o.Sources {
		names = append(names, o.Engine.Name(s.Name()))
	}
	if err := h.Config(&Config{Version: o.Version, Engine: o.Identity, Key: o.Engine.Key.ID(), Started: r.start, Targets: names}); err != nil {
		return r.sum, err
	}
	if o.Inventory != nil {
		err := o.Inventory.Begin(ctx, inventory.Run{ID: o.Run, Sources: names, Engine: o.Identity, Key: o.Engine.Key.ID(), Started: r.start})
		if err != nil {
			return r.sum, err
		}
		r.rec = newRecorder(o.Inventory, o.Run, cancel)
	}
	err := errors.Join(r.sources(ctx, names), r.order.err)
	if r.rec != nil {
		err = errors.Join(err, r.rec.close())
	}
	if err == nil {
		err = context.Cause(ctx)
	}
	r.sum.Incomplete = err != nil
	if o.Inventory != nil && err == nil {
		err = o.Inventory.Finish(ctx, o.Run, r.complete)
	}
	r.sum.Elapsed = o.Now().Sub(r.start)
	r.sum.People = r.people()
	if e := h.Summary(&r.sum); err == nil {
		err = e
	}
	return r.sum, err
}

type run struct {
	Options
	start    time.Time
	cancel   context.CancelCauseFunc
	rec      *recorder
	order    *order
	sum      Summary
	total    people.Set
	sets     int   // parts that know of persons
	first    *Unit // the first of them while it is the only one
	complete []string
	more     struct{ n, max int64 } // persons whom samples did not meet
	hasher   *pii.Hasher
	units    atomic.Int64
	bytes    atomic.Int64
}

// task is one unit on its way.
type task struct {
	src    source.Source
	source string // shown
	unit   source.Unit
	name   string // shown
	job    string
	err    error
	same   bool
	out    *ticket
}

func (r *run) sources(ctx context.Context, names []string) error {
	tasks := make(chan *task)
	var wg sync.WaitGroup
	for range r.Engine.Workers {
		wg.Go(func() {
			for t := range tasks {
				if err := r.do(ctx, t); err != nil {
					r.cancel(err)
				}
			}
		})
	}
	err := r.plan(ctx, names, tasks)
	close(tasks)
	wg.Wait()
	return err
}

// plan enumerates the units of all sources.
func (r *run) plan(ctx context.Context, names []string, tasks chan<- *task) error {
	for i, src := range r.Sources {
		known := map[string]string{}
		if r.Inventory != nil && !r.Full {
			var err error
			if known, err = r.Inventory.Known(ctx, names[i]); err != nil {
				return err
			}
		}
		whole := true
		for u, err := range src.Units(ctx) {
			if u.Name == "" {
				whole = false
				u.Name = "."
			}
			t := &task{src: src, source: names[i], unit: u, name: r.Engine.Name(u.Name), err: err}
			t.job = r.identity(src.Name(), u)
			t.same = err == nil && u.Stamp != "" && known[t.name] == t.job
			t.out = r.order.ticket()
			select {
			case tasks <- t:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if p, ok := src.(source.Partial); ok && p.Partial() {
			whole = false
		}
		if whole {
			r.complete = append(r.complete, names[i])
		}
	}
	return nil
}

// identity is the job's identity (decision 9).
func (r *run) identity(src string, u source.Unit) string {
	f := r.hasher.Sum([]byte(src), []byte(u.Name), []byte(u.Stamp), []byte(r.Identity))
	return hex.EncodeToString(f[:])
}

// do reads one unit and hands on what it gave.
func (r *run) do(ctx context.Context, t *task) error {
	defer t.out.close()
	if err := ctx.Err(); err != nil {
		return nil
	}
	if t.same {
		if ok, err := r.unchanged(ctx, t); ok || err != nil {
			return err
		}
	}
	c := &collector{t: t, r: r}
	if t.err != nil {
		c.fail(t.err)
	} else if err := r.read(ctx, t, c); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return nil // cut short: nothing of this unit is recorded
	}
	return c.done()
}

// unchanged tells again what the inventory knows of a unit.
func (r *run) unchanged(ctx context.Context, t *task) (bool, error) {
	u, err := r.Inventory.Load(ctx, t.source, t.name)
	if err != nil {
		if fault.Of(err) == fault.Unreadable {
			return false, nil
		}
		return false, err
	}
	for i := range u.Parts {
		t.out.unit(&Unit{Source: t.source, Unit: t.name, Unchanged: true, Part: u.Parts[i]})
	}
	t.out.end(true, u.Size)
	r.rec.seen(t.source, t.name)
	r.progress(u.Size)
	return true, nil
}

// read opens a unit and lets the engine judge it.
func (r *run) read(ctx context.Context, t *task, c *collector) error {
	body, err := t.src.Open(ctx, t.unit)
	if err != nil {
		c.fail(err)
		return nil
	}
	reader := r.Engine.NewReader(c, t.source)
	w := &content.Walk{Handler: reader, Formats: r.Formats, Limits: r.Limits, TempDir: r.TempDir}
	err = w.Run(ctx, body.Body)
	if err == nil {
		err = reader.Close()
	}
	if body.Changed() {
		c.changed = true
	}
	if e := body.Close(); e != nil && err == nil {
		c.fail(fault.As(fault.Unreadable, fmt.Errorf("close: %w", e)))
	}
	if err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

func (r *run) progress(size int64) {
	u, b := r.units.Add(1), r.bytes.Add(max(size, 0))
	if r.Progress != nil {
		r.Progress(u, b)
	}
}

// fold adds a unit's message to the summary. It is called in order, by one goroutine at a time.
func (r *run) fold(u *Unit) error {
	s := &r.sum
	switch {
	case u.Error == "":
		s.Parts++
	case u.Class == fault.Skipped.String():
		s.Skipped++
	default:
		s.Errors++
		if len(u.Fields) > 0 || u.Records > 0 {
			s.Parts++
		}
	}
	s.Records += u.Records
	if u.Of > 0 {
		s.Sample.Read += u.Records
		s.Sample.Of += u.Of
	}
	for i := range u.Fields {
		s.Kinds[u.Fields[i].Kind] += u.Fields[i].Values
		s.Findings += u.Fields[i].Values
	}
	if len(u.Set) == 0 && u.persons == nil {
		return nil
	}
	if u.Of > 0 && u.People.N != nil {
		r.beyond(u)
	}
	if r.sets++; r.sets == 1 {
		r.first = u
		return nil
	}
	if first := r.first; first != nil {
		r.first = nil
		if err := r.add(first); err != nil {
			return err
		}
	}
	return r.add(u)
}

// add merges a unit's persons as they are recorded, that is without what may not be kept.
func (r *run) add(u *Unit) (err error) {
	set := u.Set
	if u.persons != nil {
		set, err = u.persons.Encode()
		u.persons = nil
	}
	if err != nil {
		return err
	}
	return r.total.MergeEncoded(set)
}

// people counts the persons of the run: those of its only part were counted already.
func (r *run) people() inventory.People {
	if r.first != nil {
		return r.first.People
	}
	p := tell(&r.total)
	if p.N != nil && r.more.max > 0 {
		n, most := *p.N+r.more.n, *p.Max+r.more.max
		p.N, p.Max = &n, &most
	}
	return p
}

// beyond notes the persons who stand in what a sample did not read, as far as they can be told.
func (r *run) beyond(u *Unit) {
	seen := *u.People.Min
	r.more.n += max(*u.People.N-seen, 0)
	r.more.max += max(*u.People.Max-seen, 0)
}

// extend tells the persons of a sample as persons of the whole: at least those seen; as many as the sample has in each
// record, if each further record were as rich in new ones; at most all that the sample may hold and one in each further
// record, or as many a record as the sample has where that is more.
func extend(p inventory.People, read, of int64) inventory.People {
	if p.N == nil || read <= 0 {
		return p
	}
	rate := float64(*p.N) / float64(read)
	n := int64(rate*float64(of) + 0.5)
	most := *p.Max + int64(max(1, math.Ceil(rate))*float64(of-read))
	n = min(n, most)
	return inventory.People{Min: p.Min, N: &n, Max: &most, Error: p.Error}
}

// tell turns a set into numbers; nothing that identifies means unknown.
func tell(s *people.Set) inventory.People {
	if s.Empty() {
		return inventory.People{}
	}
	c := s.Count()
	return inventory.People{Min: &c.Min, N: &c.N, Max: &c.Max, Error: c.Error}
}
