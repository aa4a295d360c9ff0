// Package asked reads logs that are searches in servers which hold logs: Elasticsearch, OpenSearch, Splunk.
package asked

import (
	"context"

	"io"
	"slices"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
)

// document is a record that a search found.
type document struct {
	text []byte
	at   int64     // of the order in which it is asked for, µs since 1970
	id   uint64    // by which it is known again
	time time.Time // about when it was written
}

// searcher finds documents.
type searcher interface {
	// since gives the documents at or after from, in their order. What is given twice is passed over. Unavailable and Changed: it is
	// asked again from where it was.
	since(ctx context.Context, from int64, give func(document) error) error
	close() error
}

const (
	firstWait = time.Second // before a search is asked again that failed; it doubles
	longWait  = time.Minute
	samples   = 256              // documents by which a log is to be known
	asks      = 10 * time.Second // between searches that followed the log to its end
	again     = 5                // times that a search is asked again that broke off and is not followed
	remember  = 1 << 16          // documents that are known again
	ahead     = 8 << 20          // bytes of documents that wait to be read
)

// Asked is the feed of a search. Documents become findable in another order than that of their times, so a while before the last
// one is asked for again each time, and what of it was read is known.
type Asked struct {
	env     *reading.Env
	log     watch.Log
	from    searcher
	overlap int64 // µs
	cancel  context.CancelFunc
	ended   chan struct{}
	dec     reading.Decoder
	known   bool
	sampled int
	counts  watch.Counts
	line    int64
	off     int64
	read    recent // what Next gave
	mark    []byte // behind line marked
	marked  int64
	own     []document
	next    int

	mu    sync.Mutex
	room  *sync.Cond
	queue []document
	bytes int
	over  bool
}

// recent are the documents of the overlap that were seen.
type recent struct {
	last  int64 // the greatest at
	floor int64 // what stands before was seen
	at    []int64
	ids   []uint64
	set   map[uint64]struct{}
}

func (r *recent) has(d *document) bool {
	if d.at < r.floor {
		return true
	}
	_, ok := r.set[d.id]
	return ok
}

func (r *recent) add(d *document, overlap int64) {
	if r.set == nil {
		r.set = map[uint64]struct{}{}
	}
	r.set[d.id] = struct{}{}
	r.at, r.ids = append(r.at, d.at), append(r.ids, d.id)
	r.last = max(r.last, d.at)
	if len(r.at) > 2*remember || len(r.at)&1023 == 0 {
		r.trim(overlap)
	}
}

// trim forgets what stands before the overlap, and more where there is too much.
func (r *recent) trim(overlap int64) {
	r.floor = max(r.floor, r.last-overlap)
	if len(r.at) > remember {
		sorted := slices.Clone(r.at)
		slices.Sort(sorted)
		r.floor = max(r.floor, sorted[len(sorted)-remember])
	}
	n := 0
	for i, at := range r.at {
		if at < r.floor {
			delete(r.set, r.ids[i])
			continue
		}
		r.at[n], r.ids[n] = at, r.ids[i]
		n++
	}
	r.at, r.ids = r.at[:n], r.ids[:n]
}

func (r *recent) clone() recent {
	c := recent{last: r.last, floor: r.floor, at: slices.Clone(r.at), ids: slices.Clone(r.ids), set: make(map[uint64]struct{}, len(r.ids))}
	for _, id := range r.ids {
		c.set[id] = struct{}{}
	}
	return c
}

// ask begins to read a search.
func ask(env *reading.Env, name string, from searcher, overlap time.Duration) *Asked {
	ctx, cancel := context.WithCancel(env.Ctx)
	a := &Asked{env: env, from: from, overlap: overlap.Microseconds(), cancel: cancel, ended: make(chan struct{}),
		log: env.Log(env.Label(name))}
	a.room = sync.NewCond(&a.mu)
	if !env.O.Since.IsZero() {
		a.read.floor = env.O.Since.UnixMicro()
	}
	if m := env.O.Marks[a.log.Name]; len(m) > 0 {
		if err := a.restore(m); err != nil {
			env.Tell(a.log.Name, err)
		}
	}
	seen := a.read.clone()
	go func() {
		defer close(a.ended)
		a.run(ctx, &seen)
	}()
	return a
}

// run asks again and again, from a while before where it was.
func (a *Asked) run(ctx context.Context, seen *recent) {
	wait, tries := firstWait, 0
	for {
		began := seen.last
		err := a.from.since(ctx, max(seen.floor, seen.last-a.overlap), func(d document) error {
			if seen.has(&d) {
				return nil
			}
			seen.add(&d, a.overlap)
			return a.give(ctx, d)
		})
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			a.env.Tell(a.log.Name, err)
		}
		if seen.last > began {
			wait, tries = firstWait, 0
		}
		tries++
		next := asks
		if err != nil {
			next, wait = wait, min(2*wait, longWait)
		}
		if !a.goesOn(err, tries) || reading.Pause(ctx, min(next, max(a.env.Poll(), next/asksPerPoll))) != nil {
			break
		}
	}
	a.mu.Lock()
	a.over = true
	a.mu.Unlock()
	a.env.Stir()
}

// goesOn tells whether it is asked again.
func (a *Asked) goesOn(err error, tries int) bool {
	switch class := fault.Of(err); {
	case a.env.O.Follow:
		return err == nil || class != fault.Usage && class != fault.Refused
	case err == nil:
		return false
	default:
		return (class == fault.Unavailable || class == fault.Changed) && tries <= again
	}
}

// asksPerPoll: a Poll that is shorter than what is usual makes that it is asked more often too, as far as servers bear it.
const asksPerPoll = 100

func (a *Asked) give(ctx context.Context, d document) error {
	stop := context.AfterFunc(ctx, func() { a.mu.Lock(); a.room.Broadcast(); a.mu.Unlock() })
	defer stop()
	a.mu.Lock()
	defer a.mu.Unlock()
	for a.bytes > ahead && ctx.Err() == nil {
		a.room.Wait()
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	a.queue = append(a.queue, d)
	a.bytes += len(d.text)
	if len(a.queue) == 1 {
		a.env.Stir()
	}
	return nil
}

// Try hands the feed out once it is known what it is, and tells whether that needs no further try.
func (a *Asked) Try() bool {
	a.mu.Lock()
	queue, over := a.queue, a.over
	full := a.bytes > ahead/2 || len(queue) >= samples
	a.mu.Unlock()
	switch {
	case a.known:
	case len(queue) == 0:
		return over
	case len(queue) < 2*a.sampled && !over && !full, len(queue) == a.sampled && !over:
		return false
	default:
		a.sampled = len(queue)
		n := min(len(queue), samples)
		texts := make([][]byte, n)
		for i := range texts {
			texts[i] = queue[i].text
		}
		o := event.Options{Zone: a.log.Zone, Store: a.log.Store, Now: queue[0].time.UnixMicro()}
		c, ok := a.env.Know(reading.Sample(texts), o)
		if !ok {
			if !over && !full {
				return false
			}
			a.env.Tell(a.log.Name, fault.Errorf(fault.Unreadable, "a log of no known kind; --parser names one"))
			a.cancel()
			return true
		}
		a.dec.Begin(c, o)
		a.known, a.log.Parser = true, c.Parser.Name()
	}
	a.env.Appear(a)
	return true
}

// Log implements Feed.
func (a *Asked) Log() *watch.Log { return &a.log }

// Counts implements Feed.
func (a *Asked) Counts() watch.Counts { return a.counts }

// File implements Keeper.
func (a *Asked) File(uint32) string { return a.log.Name }

// Forget implements Keeper: documents are the server's.
func (a *Asked) Forget([]byte) error { return nil }

// Close implements Feed.
func (a *Asked) Close() error {
	a.cancel()
	<-a.ended
	return a.from.close()
}

// Next implements Feed.
func (a *Asked) Next(e *event.Event, at *watch.Position) error {
	for {
		if a.next == len(a.own) {
			if err := a.fetch(); err != nil {
				return err
			}
		}
		d := &a.own[a.next]
		a.next++
		a.read.add(d, a.overlap)
		a.line++
		*at = watch.Position{File: 1, Offset: a.off, Line: a.line}
		a.off += int64(len(d.text)) + 1
		a.counts.Lines++
		a.counts.Bytes += int64(len(d.text)) + 1
		if err := a.dec.At(d.time); err != nil {
			a.env.Tell(a.log.Name, err)
		}
		switch a.dec.Read(d.text, e) {
		case event.Access:
			a.counts.Accesses++
			return nil
		case event.Nothing:
			a.counts.Nothing++
		default:
			a.counts.Malformed++
		}
	}
}

func (a *Asked) fetch() error {
	if err := a.env.Ctx.Err(); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.own)
	a.own, a.queue, a.next, a.bytes = a.queue, a.own[:0], 0, 0
	a.room.Broadcast()
	switch {
	case len(a.own) > 0:
		return nil
	case a.over:
		return io.EOF
	}
	return watch.ErrIdle
}

// Mark implements Feed.
func (a *Asked) Mark() []byte {
	switch {
	case !a.known:
		return nil
	case a.mark != nil && a.marked == a.line: // it is asked for while nothing comes, and may be large
		return a.mark
	}
	a.read.trim(a.overlap)
	var p reading.Packer
	p.Decoder(&a.dec)
	p.Int(a.line)
	p.Int(a.off)
	p.Int(a.read.last)
	p.Int(a.read.floor)
	p.Uint(uint64(len(a.read.ids)))
	for i, id := range a.read.ids {
		p.Fixed(id)
		p.Int(a.read.at[i] - a.read.floor)
	}
	a.mark, a.marked = a.env.Sealer.Seal(a.log.Name, p.B), a.line
	return a.mark
}

func (a *Asked) restore(mark []byte) error {
	plain, err := a.env.Sealer.Open(a.log.Name, mark)
	if err != nil {
		return err
	}
	u := &reading.Unpacker{B: plain}
	d, ok, err := u.Decoder(a.env.O.Parsers, event.Options{Zone: a.log.Zone, Store: a.log.Store})
	if err != nil {
		return err
	}
	line, off := u.Int(), u.Int()
	r := recent{last: u.Int(), floor: u.Int()}
	for n := min(u.Uint(), 4*remember); n > 0 && !u.Bad; n-- {
		r.ids = append(r.ids, u.Fixed())
		r.at = append(r.at, u.Int()+r.floor)
	}
	if u.Bad || len(u.B) > 0 || line < 0 || off < 0 {
		return reading.ErrMark
	}
	a.read = r.clone()
	a.line, a.off = line, off
	if ok && (a.env.Spec.Parser == "" || a.env.Spec.Parser == d.Choice.Parser.Name()) {
		a.dec, a.known, a.log.Parser = d, true, d.Choice.Parser.Name()
	}
	return nil
}
