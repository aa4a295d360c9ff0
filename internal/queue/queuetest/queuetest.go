// Package queuetest is what every queue.Queue must pass. It asks nothing that a queue beyond the process could not keep: times are
// bounds, and what is handed out may be handed out again.
package queuetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
)

// Workers is how many a queue under test has to have at work at a time.
const Workers = 4

// patience is how long a test waits for what has to happen. What gives work back is handed out again much sooner.
const patience = 20 * time.Second

// Run tests a queue. open makes an empty one with Workers workers, which hands out again within a second what was given back.
func Run(t *testing.T, open func(*testing.T) queue.Queue) {
	for name, test := range map[string]func(*testing.T, queue.Queue){
		"hands out each once":    once,
		"not before its time":    notBefore,
		"a later time is kept":   moved,
		"several at a time":      several,
		"unavailable comes back": unavailable,
		"later says when":        later,
		"an error takes it out":  errorTakesOut,
		"never twice at once":    never,
		"stops while working":    stops,
		"what was broken off":    brokenOff,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

// work works until end is called, which waits for Work to return.
func work(t *testing.T, q queue.Queue, do func(ctx context.Context, id string) error) (end func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- q.Work(ctx, do) }()
	var one sync.Once
	end = func() {
		one.Do(func() {
			cancel()
			select {
			case err := <-done:
				if err != nil {
					t.Errorf("work: %v", err)
				}
			case <-time.After(patience):
				t.Error("work did not end")
			}
		})
	}
	t.Cleanup(end)
	return end
}

func put(t *testing.T, q queue.Queue, id string, at time.Time) {
	t.Helper()
	if err := q.Put(t.Context(), id, at); err != nil {
		t.Fatalf("put %s: %v", id, err)
	}
}

// wait waits for something that has to come.
func wait[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("%s did not come", what)
		panic("not reached")
	}
}

func once(t *testing.T, q queue.Queue) {
	got := make(chan string, 100)
	for i := range 20 {
		put(t, q, fmt.Sprint("job", i), time.Time{})
		put(t, q, fmt.Sprint("job", i), time.Time{}) // queued already
	}
	end := work(t, q, func(_ context.Context, id string) error { got <- id; return nil })
	seen := map[string]int{}
	for range 20 {
		seen[wait(t, got, "a job")]++
	}
	put(t, q, "last", time.Time{})
	for id := wait(t, got, "the last job"); id != "last"; id = wait(t, got, "the last job") {
		seen[id]++
	}
	end()
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s was handed out %d times", id, n)
		}
	}
	if len(seen) != 20 {
		t.Errorf("%d jobs, want 20", len(seen))
	}
}

func notBefore(t *testing.T, q queue.Queue) {
	got := make(chan time.Time, 1)
	at := time.Now().Add(300 * time.Millisecond)
	work(t, q, func(context.Context, string) error { got <- time.Now(); return nil })
	put(t, q, "late", at)
	if when := wait(t, got, "the job"); when.Before(at.Add(-time.Millisecond)) {
		t.Errorf("handed out %v before its time", at.Sub(when))
	}
}

// moved: whoever puts a job again with an earlier time does not wait for the later one.
func moved(t *testing.T, q queue.Queue) {
	got := make(chan string, 2)
	put(t, q, "job", time.Now().Add(time.Hour))
	work(t, q, func(_ context.Context, id string) error { got <- id; return nil })
	put(t, q, "job", time.Time{})
	wait(t, got, "the job that was put again")
}

func several(t *testing.T, q queue.Queue) {
	in, out := make(chan string, Workers), make(chan struct{})
	end := work(t, q, func(_ context.Context, id string) error { in <- id; <-out; return nil })
	for i := range Workers {
		put(t, q, fmt.Sprint("job", i), time.Time{})
	}
	for range Workers {
		wait(t, in, "a job beside the others")
	}
	close(out)
	end()
}

func unavailable(t *testing.T, q queue.Queue) {
	var tries atomic.Int32
	done := make(chan struct{})
	work(t, q, func(context.Context, string) error {
		if tries.Add(1) < 3 {
			return fault.Errorf(fault.Unavailable, "not yet")
		}
		close(done)
		return nil
	})
	put(t, q, "job", time.Time{})
	wait(t, done, "the third try")
}

func later(t *testing.T, q queue.Queue) {
	const after = 300 * time.Millisecond
	var first time.Time
	second := make(chan time.Time, 1)
	work(t, q, func(context.Context, string) error {
		if first.IsZero() {
			first = time.Now()
			return queue.Later(after, errors.New("not yet"))
		}
		second <- time.Now()
		return nil
	})
	put(t, q, "job", time.Time{})
	if waited := wait(t, second, "the second try").Sub(first); waited < after {
		t.Errorf("handed out again after %v, want %v", waited, after)
	}
}

func errorTakesOut(t *testing.T, q queue.Queue) {
	got := make(chan string, 10)
	end := work(t, q, func(_ context.Context, id string) error {
		got <- id
		return errors.New("broken")
	})
	put(t, q, "broken", time.Time{})
	wait(t, got, "the job")
	put(t, q, "another", time.Now().Add(100*time.Millisecond)) // after what gives work back would have come again
	if id := wait(t, got, "the other job"); id != "another" {
		t.Errorf("%s was handed out again", id)
	}
	end()
}

func never(t *testing.T, q queue.Queue) {
	var at, most, runs atomic.Int32
	var held sync.Once
	in, out := make(chan struct{}), make(chan struct{})
	end := work(t, q, func(context.Context, string) error {
		most.Store(max(most.Load(), at.Add(1)))
		runs.Add(1)
		held.Do(func() { close(in); <-out })
		at.Add(-1)
		return nil
	})
	put(t, q, "job", time.Time{})
	wait(t, in, "the job")
	for range 10 { // all of them while it is at work
		put(t, q, "job", time.Time{})
	}
	other := make(chan struct{})
	time.AfterFunc(50*time.Millisecond, func() { close(other) })
	wait(t, other, "a while")
	if runs.Load() != 1 {
		t.Error("handed out while it was at work")
	}
	close(out)
	end()
	if most.Load() != 1 {
		t.Errorf("%d at once", most.Load())
	}
}

// stops: Work ends when what it handed out is given back, not sooner, and hands out nothing more.
func stops(t *testing.T, q queue.Queue) {
	ctx, cancel := context.WithCancel(t.Context())
	in, out, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		_ = q.Work(ctx, func(context.Context, string) error { in <- struct{}{}; <-out; return nil })
		close(done)
	}()
	put(t, q, "job", time.Time{})
	wait(t, in, "the job")
	cancel()
	select {
	case <-done:
		t.Error("work ended while a job was at work")
	case <-time.After(50 * time.Millisecond):
	}
	put(t, q, "another", time.Time{})
	close(out)
	wait(t, done, "the end of work")
}

// brokenOff: what ended because Work was to end is handed out by the next Work.
func brokenOff(t *testing.T, q queue.Queue) {
	in := make(chan struct{}, 1)
	end := work(t, q, func(ctx context.Context, _ string) error {
		in <- struct{}{}
		<-ctx.Done()
		return queue.Later(0, ctx.Err())
	})
	put(t, q, "job", time.Time{})
	wait(t, in, "the job")
	end()
	again := make(chan string, 1)
	work(t, q, func(_ context.Context, id string) error { again <- id; return nil })
	if id := wait(t, again, "the job again"); id != "job" {
		t.Errorf("%s instead of the job", id)
	}
}
