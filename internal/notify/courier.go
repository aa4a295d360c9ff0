package notify

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Outbox is where alerts wait; store.Store is one.
type Outbox interface {
	Claim(ctx context.Context, to string, now time.Time, lease time.Duration) (*watch.Delivery, error)
	Settle(ctx context.Context, d *watch.Delivery) error
	Waiting(ctx context.Context, to string) (n int64, next time.Time, err error)
}

// Carry tells a delivery to its receiver.
type Carry func(ctx context.Context, d *watch.Delivery) error

// The limits of delivering. A try may take Patience; tries are Soonest apart at first, then twice that and so on up to Latest, and
// end after Endurance.
const (
	Patience  = 20 * time.Second
	Soonest   = time.Second
	Latest    = 15 * time.Minute
	Endurance = 24 * time.Hour
	lease     = Patience + 5*time.Second
	poll      = 30 * time.Second // another process may have queued something
)

// Couriers deliver what waits in an outbox, each to a receiver of its own.
type Couriers struct {
	Outbox Outbox
	Now    func() time.Time
	// Told is called when a try failed; for good where d.State is watch.GivenUp. It may be called by several goroutines at once.
	Told func(d *watch.Delivery, err error)
	// Soonest stands for the constant, for tests.
	Soonest time.Duration

	all  []*courier
	stop context.CancelFunc
	done sync.WaitGroup
}

type courier struct {
	of       *Couriers
	name     string
	carry    Carry
	patience time.Duration
	wake     chan struct{}
	rand     *rand.Rand
	steps    atomic.Uint64 // odd while it claims or delivers
}

// Add makes a courier to a receiver. patience is how long a try may take; 0 is Patience.
func (c *Couriers) Add(name string, patience time.Duration, carry Carry) {
	if patience <= 0 {
		patience = Patience
	}
	c.all = append(c.all, &courier{of: c, name: name, carry: carry, patience: patience, wake: make(chan struct{}, 1), rand: rand.New(rand.NewPCG(uint64(len(c.all)), 7))})
}

// Start begins to deliver.
func (c *Couriers) Start(ctx context.Context) {
	ctx, c.stop = context.WithCancel(ctx)
	for _, k := range c.all {
		c.done.Go(func() { k.run(ctx) })
	}
}

// Wake tells that something was queued.
func (c *Couriers) Wake() {
	for _, k := range c.all {
		select {
		case k.wake <- struct{}{}:
		default:
		}
	}
}

// Close breaks off what is being tried, and waits until nobody delivers. What was not delivered waits for the next run.
func (c *Couriers) Close() {
	if c.stop != nil {
		c.stop()
	}
	c.done.Wait()
}

// Flush waits until nothing waits any more, or ctx ends or will have ended before the next try; it returns how much waits then, by
// receiver.
func (c *Couriers) Flush(ctx context.Context) map[string]int64 {
	c.Wake()
	left := map[string]int64{}
	for _, k := range c.all {
		for {
			step := k.steps.Load()
			n, next, err := c.Outbox.Waiting(context.WithoutCancel(ctx), k.name)
			if err != nil || n == 0 {
				break
			}
			resting := step%2 == 0 && step == k.steps.Load() // else next may be the end of its lease
			if end, ends := ctx.Deadline(); ctx.Err() != nil || ends && resting && next.After(end) {
				left[k.name] = n
				break
			}
			select {
			case <-time.After(20 * time.Millisecond):
			case <-ctx.Done():
			}
		}
	}
	return left
}

// run delivers what is due until ctx ends.
func (k *courier) run(ctx context.Context) {
	for ctx.Err() == nil {
		wait := poll
		k.steps.Add(1)
		d, err := k.of.Outbox.Claim(ctx, k.name, k.of.Now(), k.patience+lease-Patience)
		switch {
		case err != nil:
			wait = Soonest
		case d != nil:
			k.deliver(ctx, d)
			k.steps.Add(1)
			continue
		default:
			if n, next, err := k.of.Outbox.Waiting(ctx, k.name); err == nil && n > 0 {
				wait = min(max(next.Sub(k.of.Now()), time.Millisecond), poll)
			}
		}
		k.steps.Add(1)
		t := time.NewTimer(wait)
		select {
		case <-k.wake:
		case <-t.C:
		case <-ctx.Done():
		}
		t.Stop()
	}
}

// deliver tries once, and writes what became of it.
func (k *courier) deliver(ctx context.Context, d *watch.Delivery) {
	try, cancel := context.WithTimeout(ctx, k.patience)
	err := k.try(try, d)
	cancel()
	if ctx.Err() != nil && err != nil {
		return // broken off: the lease ends, and it is tried again
	}
	now := k.of.Now()
	switch {
	case err == nil:
		d.State, d.Error, d.Settled = watch.Delivered, "", now
	case fault.Of(err) == fault.Refused || now.Sub(d.Queued) >= Endurance:
		d.State, d.Error, d.Settled = watch.GivenUp, err.Error(), now
	default:
		d.Error, d.Next = err.Error(), now.Add(k.pause(d.Tries, err))
	}
	if e := k.of.Outbox.Settle(context.WithoutCancel(ctx), d); e != nil && err == nil {
		err = e
	}
	if err != nil && k.of.Told != nil {
		k.of.Told(d, err)
	}
}

// try holds a receiver to its time even if it does not listen to its context.
func (k *courier) try(ctx context.Context, d *watch.Delivery) error {
	out := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				out <- fmt.Errorf("deliver: defect in %s", k.name)
			}
		}()
		out <- k.carry(ctx, d)
	}()
	select {
	case err := <-out:
		return err
	case <-ctx.Done():
		select {
		case err := <-out:
			return err
		case <-time.After(time.Second):
			return fault.Errorf(fault.Unavailable, "no answer within %s", k.patience)
		}
	}
}

// pause is how long to wait after a number of tries: as the receiver says, else twice as long each time, somewhat by chance,
// so that not all come back at once.
func (k *courier) pause(tries int64, err error) time.Duration {
	if l, ok := errors.AsType[*Later](err); ok && l.After > 0 {
		return min(l.After, Latest)
	}
	first := k.of.Soonest
	if first <= 0 {
		first = Soonest
	}
	p := min(first<<min(max(tries-1, 0), 20), Latest)
	return p/2 + time.Duration(k.rand.Int64N(int64(p/2)+1))
}
