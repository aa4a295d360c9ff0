// Package run reads logs, puts what they tell into the order of time, shows it to the detectors, and keeps how far it came
// together with what they remember.
package run

import (
	"context"
	"math"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Options are how logs are watched.
type Options struct {
	Settings  *watch.Settings
	Detectors []watch.Detector
	Book      Book
	// Window is how far events may be out of order: they wait that long, in the time of their logs, for such as belong before them.
	Window time.Duration
	// Follow waits for more where logs have nothing new; Now is the clock by which it waits.
	Follow bool
	Now    func() time.Time
	// Keep is called with the state as it stands, at least Every and at the end; nil keeps none.
	Keep  func(state []byte) error
	Every time.Duration
	// More gives logs that appeared since; it is called now and then.
	More func() []watch.Feed
	// Told is called when alerts are new or have grown, in a run that follows.
	Told func() error
	// Progress is called now and then with the number of events seen.
	Progress func(events int64, at time.Time)
}

// Book takes what detectors find, and is part of the state.
type Book interface {
	watch.Out
	// Tick tells how far the time of the logs has come.
	Tick(now int64)
	// Changed tells that something was added since it was last asked.
	Changed() bool
	Save(e *watch.Encoder)
	Load(d *watch.Decoder, logs func(name string) *watch.Log)
}

// Result is what a run says of its logs; alerts are in its Book.
type Result struct {
	Logs        []Read
	Events      int64
	First, Last time.Time        // of the events
	Dropped     map[string]int64 // detectors and how many principals they had to forget
}

// Read is what was read of a log.
type Read struct {
	Log *watch.Log
	watch.Counts
	Odd
	Errors []error
	More   int64     // errors besides those in Errors
	Newest time.Time // of its last event; zero if there was none
}

// mostWaiting bounds what waits to be put in order.
const (
	mostWaiting      = 200_000
	mostWaitingBytes = 64 << 20
)

// latest is the time of the last event.
func (r *reader) latest() time.Time {
	if r.newest == math.MinInt64 || r.newest == 0 {
		return time.Time{}
	}
	return time.UnixMicro(r.newest).UTC()
}

// Run is the watching of logs. It is for one goroutine.
type Run struct {
	o       Options
	readers []*reader
	maker   *watch.Maker
	queue   queue
	seen    key // all that lies before it was seen
	events  int64
	first   int64
	minute  int64 // of the last Tick
	access  watch.Access
	wake    chan struct{}
	begin   func(*reader)
	reading []watch.Reading // detectors that want to know how the logs are read
	kept    time.Time
	asked   time.Time
}

// New makes a run over feeds.
func New(feeds []watch.Feed, o Options) *Run {
	if o.Window <= 0 {
		o.Window = 5 * time.Second
	}
	if o.Every <= 0 {
		o.Every = 30 * time.Second
	}
	r := &Run{o: o, maker: watch.NewMaker(o.Settings), wake: make(chan struct{}, 1), seen: key{at: math.MinInt64}}
	for _, d := range o.Detectors {
		if x, ok := d.(watch.Reading); ok {
			r.reading = append(r.reading, x)
		}
	}
	for _, f := range feeds {
		r.add(f)
	}
	return r
}

func (r *Run) add(f watch.Feed) *reader {
	rd := newReader(f, len(r.readers))
	rd.newest = math.MinInt64
	r.readers = append(r.readers, rd)
	return rd
}

// Do watches until the logs have ended, or ctx does; then what was remembered is kept, and ctx's error returned.
func (r *Run) Do(ctx context.Context) (*Result, error) {
	reading, stop := context.WithCancel(ctx)
	defer stop()
	r.begin = func(rd *reader) { go rd.read(reading, r.wake) }
	for _, rd := range r.readers {
		r.begin(rd)
	}
	r.kept = r.o.Now()
	err := r.all(ctx)
	if err == nil {
		r.release(math.MaxInt64)
		r.counted(watch.Last)
		for _, d := range r.o.Detectors {
			d.Tick(watch.Last, r.o.Book)
		}
	}
	if err == nil || ctx.Err() != nil {
		if e := r.keep(); err == nil {
			err = e
		}
	}
	stop()
	patience := time.After(2 * time.Second)
	for _, rd := range r.readers { // nobody reads any more when Do returns, but for who waits for a terminal
		rd.rest(patience)
	}
	return r.result(), err
}

// all takes events from the logs, always from the one that is furthest behind, until all have ended.
func (r *Run) all(ctx context.Context) error {
	for n := int64(0); ; n++ {
		if n&1023 == 0 {
			if err := r.now(ctx); err != nil {
				return err
			}
		}
		rd, reach := r.behind()
		if rd == nil {
			if reach == math.MaxInt64 && !r.appeared() && !r.o.Follow { // what is followed has no end
				return nil
			}
			if err := r.wait(ctx); err != nil {
				return err
			}
			continue
		}
		if rd.cur == nil || rd.next == len(rd.cur.held) {
			if err := r.more(ctx, rd); err != nil {
				return err
			}
			continue
		}
		r.take(rd)
		r.release(r.settled(reach))
		for len(r.queue.h) > mostWaiting || r.queue.bytes > mostWaitingBytes {
			r.see(r.queue.pop(), false)
		}
	}
}

// behind is the log that is furthest behind of those that have something, and up to when all logs have been read. nil: none has
// anything for now, or ever (math.MaxInt64).
func (r *Run) behind() (rd *reader, reach int64) {
	reach, live := math.MaxInt64, false
	for _, c := range r.readers {
		if c.ended {
			continue
		}
		live = true
		if !c.idle.IsZero() {
			if len(c.ch) > 0 {
				return c, min(reach, c.newest)
			}
			if r.o.Now().Sub(c.idle) >= r.o.Window {
				continue
			}
		}
		if rd == nil || c.newest < rd.newest {
			if c.idle.IsZero() {
				rd = c
			}
		}
		reach = min(reach, c.newest)
	}
	if rd == nil && live {
		return nil, min(reach, math.MaxInt64-1)
	}
	return rd, reach
}

// more receives the next batch of a log.
func (r *Run) more(ctx context.Context, rd *reader) error {
	select {
	case b, ok := <-rd.ch:
		rd.took(b, ok, r.o.Now())
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// wait waits until a log has something, and lets time pass meanwhile.
func (r *Run) wait(ctx context.Context) error {
	_, reach := r.behind()
	r.release(r.settled(reach))
	if r.o.Told != nil && r.o.Book.Changed() {
		if err := r.o.Told(); err != nil {
			return err
		}
	}
	select {
	case <-r.wake:
	case <-time.After(poll):
		r.pass(r.o.Now().Add(-2 * r.o.Window))
	case <-ctx.Done():
		return ctx.Err()
	}
	return r.now(ctx)
}

// pass lets time go on though nothing was seen, if the logs are of now.
func (r *Run) pass(now time.Time) {
	if at := now.UnixMicro(); r.o.Follow && r.seen.at > at-int64(time.Hour/time.Microsecond) {
		r.tick(at)
	}
}

// now does what is due by the clock.
func (r *Run) now(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now := r.o.Now()
	if r.o.Progress != nil {
		r.o.Progress(r.events, time.UnixMicro(max(r.seen.at, 0)))
	}
	if now.Sub(r.asked) >= time.Second {
		r.asked = now
		r.appeared()
	}
	if now.Sub(r.kept) < r.o.Every {
		return nil
	}
	r.kept = now
	if r.o.Told != nil && r.o.Book.Changed() {
		if err := r.o.Told(); err != nil {
			return err
		}
	}
	return r.keep()
}

// appeared begins to read logs that were not there before, and tells whether there are any.
func (r *Run) appeared() bool {
	if r.o.More == nil {
		return false
	}
	more := r.o.More()
	for _, f := range more {
		r.begin(r.add(f))
	}
	return len(more) > 0
}

// far is how much later than the events around it an event may be before it is looked at twice, in µs.
const far = int64(time.Hour / time.Microsecond)

// take takes the next event of a log: it waits for its turn, or is seen at once if that is past.
func (r *Run) take(rd *reader) {
	b, i := rd.cur, rd.next
	h := &b.held[i]
	rd.next++
	rd.n++
	rd.high = h.at
	again := rd.resumed && !before(rd.done, h.at) // taken before the run was broken off, and counted then
	count := func(n *int64) {
		if !again {
			*n++
		}
	}
	if h.Time != 0 {
		h.Time += rd.log.Skew
	}
	if h.Time == 0 {
		count(&rd.Timeless)
		rd.seen(b)
		return
	}
	if rd.newest != math.MinInt64 && h.Time > rd.newest+far && r.forged(rd, h.Time) {
		count(&rd.Forged)
		h.Time = rd.newest
	}
	k := key{h.Time, rd.index, h.at}
	if again && !r.seen.before(k) {
		rd.newest = max(rd.newest, h.Time)
		rd.seen(b)
		return
	}
	w := waiting{at: h.Time, seq: uint64(rd.index)<<48 | rd.n, b: b, i: int32(i)}
	if k.before(r.seen) {
		count(&rd.Late)
		r.see(w, true)
		return
	}
	rd.newest = max(rd.newest, h.Time)
	r.queue.push(w)
	r.queue.bytes += size(h)
}

// size is about what an event that waits takes in memory.
func size(h *held) int64 { return int64(500 + len(h.Text) + 100*len(h.Raw) + 16*len(h.Persons)) }

// forged tells a time that lies far after those around it; where what follows is not known yet, after now.
func (r *Run) forged(rd *reader, at int64) bool {
	if rd.next < len(rd.cur.held) {
		next := rd.cur.held[rd.next].Time
		if next != 0 {
			next += rd.log.Skew
		}
		return next != 0 && next < at-far && next <= rd.newest+far
	}
	return at > r.o.Now().UnixMicro()+far
}

// settled is up to when nothing is expected any more if all logs were read up to reach.
func (r *Run) settled(reach int64) int64 {
	w := r.o.Window.Microseconds()
	return max(reach, math.MinInt64+w) - w
}

// release sees what waits up to a time.
func (r *Run) release(to int64) {
	for len(r.queue.h) > 0 && r.queue.h[0].at <= to {
		r.see(r.queue.pop(), false)
	}
}

// see shows an event to the detectors.
func (r *Run) see(w waiting, late bool) {
	rd, h := r.readers[w.b.feed], &w.b.held[w.i]
	if !late {
		r.queue.bytes -= size(h)
		r.seen = key{h.Time, rd.index, h.at}
		r.tick(h.Time)
	}
	if name, begins := w.b.files[h.at.File]; begins && (!rd.named || h.at.File != rd.file) {
		rd.file, rd.named = h.at.File, true
		for _, d := range r.reading {
			d.Opened(h.Time, rd.log, name, r.o.Book)
		}
	}
	if a := &r.access; r.maker.Make(a, &h.Event, rd.log, h.at) {
		a.Late = late
		if r.events++; r.first == 0 {
			r.first = h.Time
		}
		for _, d := range r.o.Detectors {
			d.See(a, r.o.Book)
		}
	}
	rd.seen(w.b)
}

// tick tells the detectors that a minute has begun.
func (r *Run) tick(at int64) {
	m := at / 60_000_000
	if m <= r.minute {
		return
	}
	r.minute = m
	r.counted(m * 60_000_000)
	for _, d := range r.o.Detectors {
		d.Tick(m*60_000_000, r.o.Book)
	}
	r.o.Book.Tick(m * 60_000_000)
}

// counted tells the detectors how much of the logs was read, where that changed.
func (r *Run) counted(now int64) {
	if len(r.reading) == 0 {
		return
	}
	for _, rd := range r.readers {
		if rd.counts != rd.counted {
			rd.counted = rd.counts
			for _, d := range r.reading {
				d.Counted(now, rd.log, &rd.counts, r.o.Book)
			}
		}
	}
}

// Result is what the logs said so far. It is for the goroutine of the run: for Told.
func (r *Run) Result() *Result { return r.result() }

func (r *Run) result() *Result {
	out := &Result{Events: r.events, Dropped: map[string]int64{}}
	if r.events > 0 {
		out.First, out.Last = time.UnixMicro(r.first).UTC(), time.UnixMicro(r.seen.at).UTC()
	}
	for _, rd := range r.readers {
		out.Logs = append(out.Logs, Read{Log: rd.log, Counts: plus(rd.base, rd.feed.Counts()), Odd: rd.Odd, Errors: rd.errs, More: rd.bad, Newest: rd.latest()})
	}
	for _, d := range r.o.Detectors {
		if a := d.About(); a.Dropped > 0 {
			out.Dropped[a.Name] += a.Dropped
		}
	}
	return out
}
