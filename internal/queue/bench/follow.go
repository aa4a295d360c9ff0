package bench

import (
	"context"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
)

// progress is what a job told last. It is asked now and then, so that whoever works never waits for a record.
type progress struct {
	mu sync.Mutex
	p  queue.Progress
}

func (p *progress) last() queue.Progress {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.p
}

func (p *progress) tell(now func() time.Time) func(queue.Progress) {
	return func(news queue.Progress) {
		news.At = now()
		p.mu.Lock()
		defer p.mu.Unlock()
		p.p = news
	}
}

// follow records how far a job is, at most each second, until stop is called or ctx ends.
func (b *Bench) follow(ctx context.Context, j *queue.Job, t *task) (stop func()) {
	copied := *j
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(telling)
		defer tick.Stop()
		for {
			select {
			case <-quit:
				return
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			p := t.told.last()
			if p.At.Equal(copied.Progress.At) {
				continue
			}
			copied.Progress = p
			if err := b.o.Records.NoteProgress(ctx, copied.ID, p); err != nil && ctx.Err() == nil {
				b.o.Log.Warn("job", "id", copied.ID, "act", "progress", "class", fault.Of(err).String())
			}
			b.publish(&copied)
		}
	}()
	return func() { close(quit); <-done }
}

// changed tells of a change of state.
func (b *Bench) changed(j *queue.Job) {
	level := b.o.Log.Info
	if j.State == queue.Parked {
		level = b.o.Log.Error
	}
	level("job", "id", j.ID, "kind", string(j.Kind), "state", string(j.State), "tries", j.Tries, "class", j.Class)
	if b.o.Changed != nil {
		b.o.Changed(j)
	}
	b.publish(j)
}

// reader is somebody who follows: the last of each job that he was not told yet.
type reader struct {
	mu    sync.Mutex
	news  map[string]queue.Job
	order []string
	wake  chan struct{}
}

func (b *Bench) publish(j *queue.Job) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for r := range b.readers {
		r.put(j)
	}
}

func (r *reader) put(j *queue.Job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, waits := r.news[j.ID]; !waits {
		r.order = append(r.order, j.ID)
	}
	r.news[j.ID] = *j
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

func (r *reader) next() (j queue.Job, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.order) == 0 {
		return j, false
	}
	id := r.order[0]
	r.order = r.order[1:]
	j = r.news[id]
	delete(r.news, id)
	return j, true
}

// Follow sends jobs as they change until ctx ends; then the channel is closed. See queue.Bench.
func (b *Bench) Follow(ctx context.Context) <-chan queue.Job {
	r := &reader{news: map[string]queue.Job{}, wake: make(chan struct{}, 1)}
	b.mu.Lock()
	b.readers[r] = true
	b.mu.Unlock()
	out := make(chan queue.Job)
	go func() {
		defer close(out)
		defer func() {
			b.mu.Lock()
			delete(b.readers, r)
			b.mu.Unlock()
		}()
		for {
			j, ok := r.next()
			if !ok {
				select {
				case <-r.wake:
				case <-ctx.Done():
					return
				}
				continue
			}
			select {
			case out <- j:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}
