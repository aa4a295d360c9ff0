package bench_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue/bench"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue/memory"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// clock is a clock that can be set on.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time       { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) skip(d time.Duration) { c.ahead.Add(int64(d)) }

type made struct {
	*bench.Bench
	db           *store.Store
	clock        *clock
	heavy, light *memory.Queue
}

func build(t *testing.T, db *store.Store, c *clock, kinds map[queue.Kind]bench.Kind) *made {
	t.Helper()
	m := &made{db: db, clock: c}
	m.heavy, m.light = memory.New(memory.Options{Workers: 2, Now: c.now}), memory.New(memory.Options{Workers: 4, Now: c.now})
	m.Bench = bench.New(bench.Options{Records: db, Heavy: m.heavy, Light: m.light, Kinds: kinds, Now: c.now, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	return m
}

func open(t *testing.T) *store.Store {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "tsutsumi.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// work works until the returned function is called, which waits.
func (m *made) work(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	if err := m.Recover(ctx); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { _ = m.Work(ctx); close(done) }()
	var once sync.Once
	stop = func() { once.Do(func() { cancel(); <-done }) }
	t.Cleanup(stop)
	return stop
}

// until waits for a job to come to a state.
func (m *made) until(t *testing.T, id string, ok func(*queue.Job) bool) *queue.Job {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		j, err := m.Job(t.Context(), id)
		if err != nil || j == nil {
			t.Fatal(j, err)
		}
		if ok(j) {
			return j
		}
	}
	j, _ := m.Job(t.Context(), id)
	t.Fatalf("it never came to that: %+v", j)
	return nil
}

func in(s queue.State) func(*queue.Job) bool {
	return func(j *queue.Job) bool { return j.State == s }
}

func start(t *testing.T, m *made, k queue.Kind, subject string) string {
	t.Helper()
	j, err := m.Start(t.Context(), queue.Order{Kind: k, Subject: subject, By: "hanako"})
	if err != nil {
		t.Fatal(err)
	}
	return j.ID
}

func TestDone(t *testing.T) {
	f := func(_ context.Context, j *queue.Job, tell func(queue.Progress)) (json.RawMessage, error) {
		tell(queue.Progress{Done: 3, Total: 4, Unit: "files"})
		return json.RawMessage(`{"of":"` + j.Subject + `"}`), nil
	}
	m := build(t, open(t), &clock{}, map[queue.Kind]bench.Kind{queue.Scan: {Do: f, Heavy: true}})
	first, again := start(t, m, queue.Scan, "crm"), start(t, m, queue.Scan, "crm")
	if first != again {
		t.Error("one of the same waits: it is the one")
	}
	m.work(t)
	j := m.until(t, first, in(queue.Done))
	if string(j.Result) != `{"of":"crm"}` || j.Progress.Done != 3 || j.Tries != 1 || j.Ended.IsZero() {
		t.Errorf("%+v", j)
	}
}

func TestPartly(t *testing.T) {
	f := func(context.Context, *queue.Job, func(queue.Progress)) (json.RawMessage, error) {
		return json.RawMessage(`{}`), fault.Errorf(fault.Unreadable, "one table could not be read")
	}
	m := build(t, open(t), &clock{}, map[queue.Kind]bench.Kind{queue.Scan: {Do: f}})
	id := start(t, m, queue.Scan, "crm")
	m.work(t)
	if j := m.until(t, id, in(queue.Done)); j.Error != "one table could not be read" || j.Class != "unreadable" {
		t.Errorf("%+v", j)
	}
}

// TestAgain: what is unavailable is tried again, later each time, and parked in the end; a retry begins anew.
func TestAgain(t *testing.T) {
	c := &clock{}
	var good atomic.Bool
	f := func(context.Context, *queue.Job, func(queue.Progress)) (json.RawMessage, error) {
		if good.Load() {
			return json.RawMessage(`{}`), nil
		}
		return nil, fault.Errorf(fault.Unavailable, "the server does not answer")
	}
	m := build(t, open(t), c, map[queue.Kind]bench.Kind{queue.Scan: {Do: f}})
	id := start(t, m, queue.Scan, "crm")
	m.work(t)
	var last time.Duration
	for try := 1; try < 8; try++ {
		j := m.until(t, id, func(j *queue.Job) bool { return j.State == queue.Waiting && j.Tries == try })
		waits := j.At.Sub(c.now())
		if try < 6 && waits <= last {
			t.Errorf("try %d waits %v, the one before %v", try, waits, last)
		}
		last = waits
		c.skip(waits + time.Second)
		if err := m.light.Put(t.Context(), id, time.Time{}); err != nil { // the queue's timer runs by another clock
			t.Fatal(err)
		}
	}
	if j := m.until(t, id, in(queue.Parked)); j.Tries != 8 || j.Class != "unavailable" || j.Error != "the server does not answer" {
		t.Errorf("%+v", j)
	}
	good.Store(true)
	if err := m.Retry(t.Context(), id, "hanako"); err != nil {
		t.Fatal(err)
	}
	if j := m.until(t, id, in(queue.Done)); j.Tries != 1 || j.Error != "" {
		t.Errorf("%+v", j)
	}
	if err := m.Retry(t.Context(), id, "hanako"); fault.Of(err) != fault.Changed {
		t.Errorf("a job that is done is started again: %v", err)
	}
}

// TestDefect: a panic parks its job, and tells where it was, not what was said: that may be a datum.
func TestDefect(t *testing.T) {
	f := func(context.Context, *queue.Job, func(queue.Progress)) (json.RawMessage, error) {
		panic("hanako@example.jp")
	}
	m := build(t, open(t), &clock{}, map[queue.Kind]bench.Kind{queue.Match: {Do: f}})
	id := start(t, m, queue.Match, "d")
	m.work(t)
	j := m.until(t, id, in(queue.Parked))
	if !strings.Contains(j.Error, "bench/bench_test.go:") || strings.Contains(j.Error, "hanako") {
		t.Errorf("%q", j.Error)
	}
}

func TestCancel(t *testing.T) {
	began := make(chan struct{}, 1)
	f := func(ctx context.Context, _ *queue.Job, _ func(queue.Progress)) (json.RawMessage, error) {
		began <- struct{}{}
		<-ctx.Done()
		return nil, context.Cause(ctx)
	}
	m := build(t, open(t), &clock{}, map[queue.Kind]bench.Kind{queue.Scan: {Do: f, Heavy: true, Of: func(*queue.Job) string { return "one" }}})
	at, waits := start(t, m, queue.Scan, "a"), start(t, m, queue.Scan, "b")
	m.work(t)
	<-began
	if err := m.Cancel(t.Context(), waits, "hanako"); err != nil {
		t.Fatal(err)
	}
	m.until(t, waits, in(queue.Cancelled))
	if err := m.Cancel(t.Context(), at, "hanako"); err != nil {
		t.Fatal(err)
	}
	m.until(t, at, in(queue.Cancelled))
	if err := m.Cancel(t.Context(), at, "hanako"); fault.Of(err) != fault.Changed {
		t.Errorf("it had ended: %v", err)
	}
}

// TestStop: a stop is no try. The next process goes on, also with what was at work when one was killed.
func TestStop(t *testing.T) {
	db, c := open(t), &clock{}
	began := make(chan struct{}, 1)
	first := func(ctx context.Context, _ *queue.Job, _ func(queue.Progress)) (json.RawMessage, error) {
		began <- struct{}{}
		<-ctx.Done()
		return nil, ctx.Err()
	}
	m := build(t, db, c, map[queue.Kind]bench.Kind{queue.Scan: {Do: first}})
	id := start(t, m, queue.Scan, "crm")
	stop := m.work(t)
	<-began
	stop()
	if j := m.until(t, id, in(queue.Waiting)); j.Tries != 0 {
		t.Errorf("a stop is no try: %+v", j)
	}
	killed := queue.Job{ID: "20261102T000000.000000Z-KILLED", Order: queue.Order{Kind: queue.Scan, Subject: "shop"}, State: queue.Running, Tries: 1}
	worn := queue.Job{ID: "20261102T000000.000000Z-WORN", Order: queue.Order{Kind: queue.Scan, Subject: "mail"}, State: queue.Running, Tries: 8}
	for _, j := range []*queue.Job{&killed, &worn} {
		if _, err := db.AddJob(t.Context(), j); err != nil {
			t.Fatal(err)
		}
	}
	m = build(t, db, c, map[queue.Kind]bench.Kind{queue.Scan: {Do: func(context.Context, *queue.Job, func(queue.Progress)) (json.RawMessage, error) {
		return json.RawMessage(`{}`), nil
	}}})
	m.work(t)
	m.until(t, id, in(queue.Done))
	if j := m.until(t, killed.ID, in(queue.Done)); j.Tries != 2 {
		t.Errorf("%+v", j)
	}
	m.until(t, worn.ID, in(queue.Parked))
}

// TestOneOfASource: heavy work on a source is done one at a time, and holds up nothing light.
func TestOneOfASource(t *testing.T) {
	var at, most atomic.Int32
	out := make(chan struct{})
	heavy := func(context.Context, *queue.Job, func(queue.Progress)) (json.RawMessage, error) {
		most.Store(max(most.Load(), at.Add(1)))
		<-out
		at.Add(-1)
		return json.RawMessage(`{}`), nil
	}
	light := func(context.Context, *queue.Job, func(queue.Progress)) (json.RawMessage, error) {
		return json.RawMessage(`{}`), nil
	}
	of := func(j *queue.Job) string { return "source " + j.Subject }
	m := build(t, open(t), &clock{}, map[queue.Kind]bench.Kind{queue.Scan: {Do: heavy, Heavy: true, Of: of}, queue.Snapshot: {Do: heavy, Heavy: true, Of: of}, queue.Remind: {Do: light}})
	a, b := start(t, m, queue.Scan, "crm"), start(t, m, queue.Snapshot, "crm")
	r := start(t, m, queue.Remind, "")
	m.work(t)
	m.until(t, r, in(queue.Done))
	m.until(t, a, in(queue.Running))
	close(out)
	m.until(t, a, in(queue.Done))
	m.until(t, b, in(queue.Done))
	if most.Load() != 1 {
		t.Errorf("%d at once", most.Load())
	}
}

// TestFollow: whoever is slow misses states in between, never the last.
func TestFollow(t *testing.T) {
	f := func(_ context.Context, j *queue.Job, _ func(queue.Progress)) (json.RawMessage, error) {
		return nil, errors.New("broken: " + j.Subject)
	}
	m := build(t, open(t), &clock{}, map[queue.Kind]bench.Kind{queue.Scan: {Do: f}})
	ctx, cancel := context.WithCancel(t.Context())
	news := m.Follow(ctx)
	var ids []string
	for _, s := range []string{"a", "b", "c"} {
		ids = append(ids, start(t, m, queue.Scan, s))
	}
	m.work(t)
	for _, id := range ids {
		m.until(t, id, in(queue.Parked)) // nobody has read anything yet
	}
	last, told := map[string]queue.State{}, 0
	for j := range news {
		told++
		last[j.ID] = j.State
		parked := 0
		for _, s := range last {
			if s == queue.Parked {
				parked++
			}
		}
		if parked == len(ids) {
			break
		}
	}
	if told > len(ids)+1 { // one may have been on its way
		t.Errorf("%d tellings for %d jobs", told, len(ids))
	}
	cancel()
	for range news { // it is closed
	}
}
