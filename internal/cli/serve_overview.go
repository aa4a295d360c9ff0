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
		h.over.doors.find, h.over.reads.find = h.doorsNow, h.alertsNow
		h.over.leaks.find, h.over.cases.find = h.leaksNow, h.casesNow
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
	held, err := o.h.current(ctx, scope)
	if err != nil {
		return nil, err
	}
	tellHeld(d, held)
	if doors, ok := o.doors.get(ctx, o.h, now); ok {
		doors.tell(d, scope, yesterday)
	}
	reads, ok := o.reads.get(ctx, o.h, now)
	if !scope.All() {
		reads, err = o.h.alertsOf(ctx, scope, now)
		ok = err == nil
	}
	if err != nil {
		return nil, err
	}
	if ok {
		reads.tell(d, yesterday)
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
	if x, err := h.current(ctx, scope); err == nil {
		tellHeld(&d, x)
		out[look.Inventory] = look.Badge{N: d.Held.Things}
	}
	if x, ok := o.doors.soon(ctx, h, now); ok {
		x.tell(&d, scope, now)
		out[look.Exposures] = look.Badge{N: d.Exposed.Things, Hot: true}
	}
	if x, ok := o.reads.soon(ctx, h, now); ok && scope.All() {
		out[look.Watch] = look.Badge{N: x.n, Hot: true}
	}
	if x, ok := o.leaks.soon(ctx, h, now); ok {
		out[look.Leaks] = look.Badge{N: x.n}
	}
	if x, ok := o.cases.soon(ctx, h, now); ok {
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
	find func(ctx context.Context, now time.Time) (T, error)

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
	done := l.begin(ctx, h, now)
	if _, there := l.peek(); there || done == nil {
		return l.peek()
	}
	wait, cancel := context.WithTimeout(ctx, patient)
	defer cancel()
	select {
	case <-done:
	case <-wait.Done():
	}
	return l.peek()
}

// soon is what is there, and sees to it that there will be something.
func (l *lazy[T]) soon(ctx context.Context, h *house, now time.Time) (T, bool) {
	l.begin(ctx, h, now)
	return l.peek()
}

// begin sets somebody to work where what is there is old, and gives what is closed when he is done.
func (l *lazy[T]) begin(ctx context.Context, h *house, now time.Time) chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done == nil && (l.at.IsZero() || now.Sub(l.at) > fresh) {
		l.done = make(chan struct{})
		go l.work(context.WithoutCancel(ctx), h, now, l.done)
	}
	return l.done
}

func (l *lazy[T]) work(ctx context.Context, h *house, now time.Time, done chan struct{}) {
	value, err := l.find(ctx, now)
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
