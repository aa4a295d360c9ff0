// Package memory is a queue in the process: what is in it is gone with it, and put again from the records at the next start.
package memory

import (
	"container/heap"
	"context"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
)

// usualDelay is after how long work that was given back is handed out again, where nobody says.
const usualDelay = 5 * time.Second

// Options say how a queue works.
type Options struct {
	Workers int           // at a time, of one call of Work; 0 is 1
	Delay   time.Duration // for what is given back without a time; 0 is 5 s
	Now     func() time.Time
}

// Queue implements queue.Queue.
type Queue struct {
	o Options

	mu     sync.Mutex
	items  map[string]*item // queued or at work
	due    byTime           // queued
	count  int64
	change chan struct{} // closed when there may be something to do sooner
}

var _ queue.Queue = (*Queue)(nil)

type item struct {
	id    string
	at    time.Time
	seq   int64 // of those due at one time the first put is first
	index int   // in due; -1: at work
	again bool  // was put while at work: at says when
}

// New makes an empty queue.
func New(o Options) *Queue {
	if o.Workers <= 0 {
		o.Workers = 1
	}
	if o.Delay <= 0 {
		o.Delay = usualDelay
	}
	return &Queue{o: o, items: map[string]*item{}, change: make(chan struct{})}
}

// Put queues a job. Of one that is queued already the time is changed; one at work is handed out again behind it.
func (q *Queue) Put(_ context.Context, id string, notBefore time.Time) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	it := q.items[id]
	switch {
	case it == nil:
		it = &item{id: id, at: notBefore}
		q.items[id] = it
		q.push(it)
	case it.index < 0:
		it.again, it.at = true, notBefore
	default:
		it.at = notBefore
		heap.Fix(&q.due, it.index)
		q.changed()
	}
	return nil
}

func (q *Queue) push(it *item) {
	q.count++
	it.seq, it.again = q.count, false
	heap.Push(&q.due, it)
	q.changed()
}

func (q *Queue) changed() {
	close(q.change)
	q.change = make(chan struct{})
}

// Waiting is how many are queued and not at work.
func (q *Queue) Waiting() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.due)
}

// Work hands out jobs until ctx ends; see queue.Queue.
func (q *Queue) Work(ctx context.Context, do func(ctx context.Context, id string) error) error {
	var workers sync.WaitGroup
	for range q.o.Workers {
		workers.Go(func() {
			for {
				it := q.take(ctx)
				if it == nil {
					return
				}
				q.back(it, ctx.Err, do(ctx, it.id))
			}
		})
	}
	workers.Wait()
	return nil
}

// take waits for what is due next; nil: ctx ended.
func (q *Queue) take(ctx context.Context) *item {
	for ctx.Err() == nil {
		it, wait, change := q.next()
		if it != nil {
			return it
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-change:
		case <-timer.C:
		}
		timer.Stop()
	}
	return nil
}

func (q *Queue) next() (it *item, wait time.Duration, change <-chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	wait = time.Hour
	if len(q.due) > 0 {
		if wait = q.due[0].at.Sub(q.o.Now()); wait <= 0 {
			return heap.Pop(&q.due).(*item), 0, nil
		}
	}
	return nil, wait, q.change
}

// back takes what was handed out: it is done, or queued again. What was broken off by the end of Work is queued again too.
func (q *Queue) back(it *item, ended func() error, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case fault.Of(err) == fault.Unavailable, err != nil && ended() != nil:
		after, ok := queue.After(err)
		if !ok {
			after = q.o.Delay
		}
		if at := q.o.Now().Add(after); !it.again || at.Before(it.at) {
			it.at = at
		}
		q.push(it)
	case it.again:
		q.push(it)
	default:
		delete(q.items, it.id)
	}
}

// byTime is a heap, the one due first on top.
type byTime []*item

func (h byTime) Len() int { return len(h) }
func (h byTime) Less(i, j int) bool {
	if c := h[i].at.Compare(h[j].at); c != 0 {
		return c < 0
	}
	return h[i].seq < h[j].seq
}
func (h byTime) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}
func (h *byTime) Push(x any) {
	it := x.(*item)
	it.index = len(*h)
	*h = append(*h, it)
}
func (h *byTime) Pop() any {
	old := *h
	it := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	it.index = -1
	return it
}
