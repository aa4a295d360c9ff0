package run

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// poll is how long a followed log that has nothing new is left alone.
const poll = 200 * time.Millisecond

// ahead is how many batches of a log are read ahead of the one that is taken from.
const ahead = 3

// reader reads one log ahead, and is what the run knows of it.
type reader struct {
	feed  watch.Feed
	log   *watch.Log
	index int
	ch    chan *batch
	free  chan *batch

	cur    *batch // events are taken from it
	next   int
	open   []*batch       // with events that were not seen yet, and cur; the oldest first
	n      uint64         // events taken
	high   watch.Position // of the event that was taken last
	newest int64
	idle   time.Time // since when there is nothing new; zero if there is
	ended  bool

	last            []byte // the mark behind all batches that were seen
	resumed         bool
	base            watch.Counts   // of what was read before the feed was opened where it is
	done            watch.Position // events up to here, and not after the key up to which all was seen, were seen before the run began
	errs            []error
	bad             int64        // errors besides those in errs
	counts, counted watch.Counts // behind all that was seen, and as detectors were told
	file            uint32       // of which an event was seen last
	named           bool
	Odd
}

// Odd counts events whose time cannot be.
type Odd struct {
	Timeless int64 // they say none
	Forged   int64 // far after the events around them, or after now
	Late     int64 // came when what was after them had been seen already
}

// mostErrors is how many errors of a log are kept, the others are counted; hopeless how many may follow on each other.
const (
	mostErrors = 20
	hopeless   = 1000
)

func newReader(f watch.Feed, index int) *reader {
	r := &reader{feed: f, log: f.Log(), index: index, last: f.Mark(), ch: make(chan *batch, ahead), free: make(chan *batch, ahead+2)}
	r.log.Index = index
	return r
}

// read fills batches until the log ends. It wakes the run whenever one is ready.
func (r *reader) read(ctx context.Context, wake chan<- struct{}) {
	defer close(r.ch)
	var e event.Event
	var at watch.Position
	file := ^uint32(0)
	for mark := r.last; ; {
		var b *batch
		select {
		case b = <-r.free:
		default:
			b = &batch{feed: r.index}
		}
		b.reset()
		b.mark = mark
		for failed := 0; !b.full() && b.end == nil; {
			e.Reset()
			switch err := r.feed.Next(&e, &at); {
			case err == nil:
				if at.File != file {
					file = at.File
					b.name(file, r.feed.File(file))
				}
				b.add(&e, at)
				failed = 0
			case errors.Is(err, watch.ErrIdle), errors.Is(err, io.EOF):
				b.end = err
			case ctx.Err() != nil:
				b.end = ctx.Err()
			default:
				b.skip = append(b.skip, err)
				if failed++; failed > hopeless {
					b.end = io.EOF
				}
			}
		}
		end := b.end
		mark = r.feed.Mark()
		b.after, b.counts = mark, plus(r.base, r.feed.Counts())
		select {
		case r.ch <- b:
		case <-ctx.Done():
			return
		}
		select {
		case wake <- struct{}{}:
		default:
		}
		switch {
		case errors.Is(end, watch.ErrIdle):
			select {
			case <-time.After(poll):
			case <-ctx.Done():
				return
			}
		case end != nil:
			return
		}
	}
}

// took makes a batch that was received the one from which events are taken.
func (r *reader) took(b *batch, ok bool, now time.Time) {
	if !ok {
		r.ended = true
		return
	}
	for _, err := range b.skip {
		if len(r.errs) < mostErrors {
			r.errs = append(r.errs, err)
		} else {
			r.bad++
		}
	}
	r.cur, r.next, b.left = b, 0, len(b.held)
	if len(b.held) == 0 {
		if errors.Is(b.end, watch.ErrIdle) && r.idle.IsZero() {
			r.idle = now
		}
		if r.cur = nil; len(r.open) == 0 {
			r.last, r.counts = b.after, b.counts
		} else {
			r.open[len(r.open)-1].after, r.open[len(r.open)-1].counts = b.after, b.counts
		}
		r.spare(b)
		return
	}
	r.idle = time.Time{}
	b.newest = r.newest
	r.open = append(r.open, b)
}

// seen tells that an event of a batch was seen.
func (r *reader) seen(b *batch) {
	b.left--
	for len(r.open) > 0 && r.open[0].left == 0 && (r.open[0] != r.cur || r.next == len(r.cur.held)) {
		if r.open[0] == r.cur {
			r.cur = nil
		}
		r.last, r.counts = r.open[0].after, r.open[0].counts
		r.spare(r.open[0])
		r.open = append(r.open[:0], r.open[1:]...)
	}
}

func (r *reader) spare(b *batch) {
	select {
	case r.free <- b:
	default:
	}
}

// mark is from where the log is read to have all that was not seen yet, and what was newest there.
func (r *reader) mark() (mark []byte, newest int64) {
	if len(r.open) > 0 {
		return r.open[0].mark, r.open[0].newest
	}
	return r.last, r.newest
}

// rest waits for the end of reading.
func (r *reader) rest(patience <-chan time.Time) {
	for {
		select {
		case _, ok := <-r.ch:
			if !ok {
				return
			}
		case <-patience:
			return
		}
	}
}
