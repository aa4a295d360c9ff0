package notify

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// box is an outbox in memory.
type box struct {
	mu  sync.Mutex
	all []*watch.Delivery
}

func (b *box) Claim(_ context.Context, to string, now time.Time, lease time.Duration) (*watch.Delivery, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, d := range b.all {
		if d.To == to && d.State == watch.Waiting && !d.Next.After(now) {
			d.Next = now.Add(lease)
			d.Tries++
			c := *d
			return &c, nil
		}
	}
	return nil, nil
}

func (b *box) Settle(_ context.Context, s *watch.Delivery) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, d := range b.all {
		if d.To == s.To && d.Alert == s.Alert {
			*d = *s
		}
	}
	return nil
}

func (b *box) Waiting(_ context.Context, to string) (n int64, next time.Time, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, d := range b.all {
		if d.To == to && d.State == watch.Waiting {
			if n++; next.IsZero() || d.Next.Before(next) {
				next = d.Next
			}
		}
	}
	return n, next, nil
}

func filled(now time.Time, receivers ...string) *box {
	b := &box{}
	for _, r := range receivers {
		b.all = append(b.all, &watch.Delivery{To: r, Alert: "a", Revision: 1, State: watch.Waiting, Queued: now, Next: now})
	}
	return b
}

// TestCouriers: one that hangs holds up no other; one that fails is tried again; one that refuses is given up, and told.
func TestCouriers(t *testing.T) {
	b := filled(time.Now(), "good", "hangs", "deaf", "later", "never", "defect")
	var mu sync.Mutex
	var told []string
	c := &Couriers{Outbox: b, Now: time.Now, Soonest: time.Millisecond, Told: func(d *watch.Delivery, err error) {
		mu.Lock()
		defer mu.Unlock()
		told = append(told, d.To+" "+string(d.State)+" "+err.Error())
	}}
	tries, over := 0, make(chan struct{})
	defer close(over)
	c.Add("good", 0, func(context.Context, *watch.Delivery) error { return nil })
	c.Add("hangs", time.Hour, func(ctx context.Context, _ *watch.Delivery) error { <-ctx.Done(); return ctx.Err() })
	c.Add("deaf", 10*time.Millisecond, func(context.Context, *watch.Delivery) error { <-over; return nil })
	c.Add("later", 0, func(context.Context, *watch.Delivery) error {
		if tries++; tries < 4 {
			return fault.Errorf(fault.Unavailable, "the server answers 500")
		}
		return nil
	})
	c.Add("never", 0, func(context.Context, *watch.Delivery) error {
		return fault.Errorf(fault.Refused, "the server does not take it: 400")
	})
	c.Add("defect", 0, func(_ context.Context, d *watch.Delivery) error {
		if d.Tries == 1 {
			panic("yamada")
		}
		return nil
	})
	c.Start(t.Context())
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	for {
		done := 0
		b.mu.Lock()
		for _, d := range b.all {
			if d.State != watch.Waiting {
				done++
			}
		}
		b.mu.Unlock()
		mu.Lock()
		deaf := slices.ContainsFunc(told, func(s string) bool { return strings.HasPrefix(s, "deaf waiting no answer") })
		mu.Unlock()
		if done == 4 && deaf {
			break
		}
		select {
		case <-ctx.Done():
			t.Fatalf("not delivered in time: %d", done)
		case <-time.After(time.Millisecond):
		}
	}
	c.Close()
	if tries != 4 {
		t.Error(tries)
	}
	left := c.Flush(ended(t))
	if left["hangs"] != 1 || left["deaf"] != 1 || len(left) != 2 {
		t.Error(left)
	}
	mu.Lock()
	defer mu.Unlock()
	if !slices.Contains(told, "never given-up the server does not take it: 400") {
		t.Error(told)
	}
	for _, s := range told {
		if strings.Contains(s, "yamada") {
			t.Error(s)
		}
	}
}

// ended is one that has ended.
func ended(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// TestPause: twice as long each time, never longer than Latest, as the receiver says where it does; and given up after Endurance.
func TestPause(t *testing.T) {
	c := &Couriers{}
	c.Add("x", 0, nil)
	k := c.all[0]
	for tries, want := range map[int64]time.Duration{1: time.Second, 2: 2 * time.Second, 5: 16 * time.Second, 11: Latest, 80: Latest} {
		if p := k.pause(tries, errors.New("x")); p < want/2 || p > want {
			t.Errorf("%d: %s", tries, p)
		}
	}
	if p := k.pause(1, &Later{After: 17 * time.Second, Err: errors.New("busy")}); p != 17*time.Second {
		t.Error(p)
	}
	now := time.Now()
	b := filled(now.Add(-Endurance), "x")
	c = &Couriers{Outbox: b, Now: func() time.Time { return now }}
	c.Add("x", 0, func(context.Context, *watch.Delivery) error { return errors.New("no") })
	d, _ := b.Claim(t.Context(), "x", now, time.Second)
	c.all[0].deliver(t.Context(), d)
	if b.all[0].State != watch.GivenUp || b.all[0].Error != "no" {
		t.Errorf("%+v", b.all[0])
	}
}
