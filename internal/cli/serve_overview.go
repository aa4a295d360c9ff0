package cli

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/overview"
)

// overlook is the program as the first page sees it. What takes long is worked out beside the page and kept for a moment: the page
// shows what is there, and says what is still being counted.
type overlook struct {
	h     *house
	held  lazy[*heldNow]
	doors lazy[*doorsNow]
	reads lazy[*alertsNow]
	leaks lazy[*leaksNow]
	cases lazy[[]overview.Case]
}

func (h *house) overviewRooms() []web.Room { return []web.Room{overview.Room{House: h.overlook()}} }

// overlook is the one of this house.
func (h *house) overlook() *overlook {
	h.overOnce.Do(func() {
		h.over = &overlook{h: h}
		h.over.held.make, h.over.doors.make, h.over.reads.make = h.heldNow, h.doorsNow, h.alertsNow
		h.over.leaks.make, h.over.cases.make = h.leaksNow, h.casesNow
	})
	return h.over
}

// Overview implements overview.House.
func (o *overlook) Overview(ctx context.Context, who *access.Principal, now time.Time) (*overview.Digest, error) {
	counting := overview.Count{Things: -1}
	d := &overview.Digest{Held: counting, Exposed: counting, Read: counting, Leaked: counting}
	scope := access.Scope(nil)
	if who != nil {
		scope = who.Scope
	}
	yesterday := dayBefore(now)
	if held, ok := o.held.get(ctx, o.h, now); ok {
		held.tell(d, scope, yesterday)
	}
	if doors, ok := o.doors.get(ctx, o.h, now); ok {
		doors.tell(d, scope, yesterday)
	}
	if reads, ok := o.reads.get(ctx, o.h, now); ok {
		reads.tell(d, scope, yesterday)
	}
	if leaks, ok := o.leaks.get(ctx, o.h, now); ok && scope.All() {
		leaks.tell(d, yesterday)
	}
	if who.May(access.Read) && scope.All() {
		all, _ := o.cases.get(ctx, o.h, now)
		d.Cases = all[:min(len(all), shownCases)]
	}
	if o.h.bench != nil {
		jobs, err := o.h.bench.Jobs(ctx, queue.Filter{States: []queue.State{queue.Running}, Limit: 20})
		if err != nil {
			return nil, err
		}
		d.Running = len(jobs)
	}
	slices.SortStableFunc(d.Changes, func(a, b overview.Change) int { return b.At.Compare(a.At) })
	d.Changes = d.Changes[:min(len(d.Changes), 8)]
	return d, nil
}

// shownCases is how many open cases the page shows, the most urgent.
const shownCases = 3

// dayBefore is when yesterday began, in the owner's zone.
func dayBefore(now time.Time) time.Time {
	y, m, d := now.Date()
	return time.Date(y, m, d-1, 0, 0, 0, 0, now.Location())
}

// badges are the counts of the navigation.
func (h *house) badges(ctx context.Context) look.Badges {
	o, now := h.overlook(), h.now()
	scope := web.Scope(ctx)
	out := look.Badges{}
	var d overview.Digest
	if x, ok := o.held.peek(); ok {
		x.tell(&d, scope, now)
		out[look.Inventory] = look.Badge{N: d.Held.Things}
	}
	if x, ok := o.doors.peek(); ok {
		x.tell(&d, scope, now)
		out[look.Exposures] = look.Badge{N: d.Exposed.Things, Hot: true}
	}
	if x, ok := o.reads.peek(); ok {
		x.tell(&d, scope, now)
		out[look.Watch] = look.Badge{N: d.Read.Things, Hot: true}
	}
	if x, ok := o.leaks.peek(); ok {
		x.tell(&d, now)
		out[look.Leaks] = look.Badge{N: d.Leaked.Things}
	}
	if x, ok := o.cases.peek(); ok {
		out[look.Cases] = look.Badge{N: int64(len(x)), Hot: true}
	}
	return out
}

// fresh is how long what a page shows is taken from memory; patient is how long a page waits for it where nothing is there yet.
const (
	fresh   = 10 * time.Second
	patient = 1500 * time.Millisecond
)

// lazy is something that takes a while, kept for a moment and worked out by one at a time.
type lazy[T any] struct {
	make func(ctx context.Context, now time.Time) (T, error)

	mu    sync.Mutex
	value T
	at    time.Time     // when it was made; zero: never
	done  chan struct{} // is closed when the one at work is done; nil: nobody is
}

// peek is what is there.
func (l *lazy[T]) peek() (T, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.value, !l.at.IsZero()
}

// get is what is there; where that is old it is worked out anew beside, and where nothing is there yet it waits a little.
func (l *lazy[T]) get(ctx context.Context, h *house, now time.Time) (T, bool) {
	l.mu.Lock()
	if l.done == nil && (l.at.IsZero() || now.Sub(l.at) > fresh) {
		done := make(chan struct{})
		l.done = done
		go l.work(context.WithoutCancel(ctx), h, now, done)
	}
	done, there := l.done, !l.at.IsZero()
	value := l.value
	l.mu.Unlock()
	if there || done == nil {
		return value, there
	}
	wait, cancel := context.WithTimeout(ctx, patient)
	defer cancel()
	select {
	case <-done:
	case <-wait.Done():
	}
	return l.peek()
}

func (l *lazy[T]) work(ctx context.Context, h *house, now time.Time, done chan struct{}) {
	value, err := l.make(ctx, now)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done = nil
	close(done)
	if err != nil {
		h.log.ErrorContext(ctx, "overview", "error", err.Error())
		return
	}
	l.value, l.at = value, now
}
