// Package bench does the work: it records orders, has them handed out by queues, runs them, tries again what may succeed later,
// parks what does not, and goes on after a stop with what the records say.
package bench

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
)

// Records is where jobs are recorded. What it returned from without error survives a kill.
type Records interface {
	// AddJob records a job. Where the same kind of the same subject waits already, that job is returned and nothing recorded.
	AddJob(ctx context.Context, j *queue.Job) (had *queue.Job, err error)
	// Job is one job; nil if there is none.
	Job(ctx context.Context, id string) (*queue.Job, error)
	// MoveJob records all of a job but its order, if its state is was; ok is false if it is another.
	MoveJob(ctx context.Context, j *queue.Job, was queue.State) (ok bool, err error)
	NoteProgress(ctx context.Context, id string, p queue.Progress) error
	Jobs(ctx context.Context, f queue.Filter) ([]queue.Job, error)
	// TrimJobs forgets all but the newest jobs of a kind and a subject that are done.
	TrimJobs(ctx context.Context, kind queue.Kind, subject string, keep int) error
}

// Count is how many jobs of a kind are in a state, and when the last of them ended.
type Count struct {
	Kind  queue.Kind
	State queue.State
	Count int64
	Last  time.Time
}

// Kind is how work of a kind is done.
type Kind struct {
	// Do does it. A stop and a cancellation end ctx. tell may be called from several goroutines and at any rate. What is
	// fault.Unavailable is tried again later; any other error parks the job. An error of class fault.Unreadable beside a result
	// says what could not be read: the job is done all the same.
	Do func(ctx context.Context, j *queue.Job, tell func(queue.Progress)) (json.RawMessage, error)
	// Heavy work needs a processor and memory, and is done few at a time; other work waits for no heavy one.
	Heavy bool
	// Of names what is worked on, of which only one work is done at a time: "source crm". nil is kind and subject.
	Of func(j *queue.Job) string
	// Keep is how many of one subject that are done are kept; 0 is all.
	Keep int
}

// Options are what a bench is made of.
type Options struct {
	Records Records
	// Heavy and Light hand out the two sorts of work, each with workers of its own.
	Heavy, Light queue.Queue
	Kinds        map[queue.Kind]Kind
	Now          func() time.Time
	Log          *slog.Logger // no datum: kinds, IDs, states, classes
	// Then, if set, is called when a job did what it should, before it is recorded as done: what follows from it is ordered
	// there, and ordered again if the process is killed in between.
	Then func(ctx context.Context, j *queue.Job) error
	// Changed, if set, is told of each change of state.
	Changed func(j *queue.Job)
}

// The bounds of trying again.
const (
	mostTries = 8                // of what is unavailable, and of what the process did not survive
	firstWait = 10 * time.Second // before the second try; it doubles
	longWait  = 10 * time.Minute
	busy      = time.Second // before something else of the same is asked for again
	telling   = time.Second // between two records of progress
)

// Bench implements queue.Bench.
type Bench struct {
	o Options

	mu      sync.Mutex
	running map[string]*task  // by ID
	taken   map[string]string // what is worked on -> ID
	readers map[*reader]bool
}

var _ queue.Bench = (*Bench)(nil)

// task is a job at work.
type task struct {
	cancel context.CancelCauseFunc
	told   progress
}

// cancelled is why a job ends that somebody cancelled.
type cancelled struct{}

func (cancelled) Error() string { return "cancelled" }

// New makes a bench. Nothing is done before Work.
func New(o Options) *Bench {
	return &Bench{o: o, running: map[string]*task{}, taken: map[string]string{}, readers: map[*reader]bool{}}
}

// queueOf is the queue that hands out a kind.
func (b *Bench) queueOf(k queue.Kind) queue.Queue {
	if b.o.Kinds[k].Heavy {
		return b.o.Heavy
	}
	return b.o.Light
}

// newID names a job: time and chance.
func newID(now time.Time) string {
	return now.UTC().Format("20060102T150405.000000Z") + "-" + rand.Text()[:6]
}

// Start takes an order; see queue.Bench. Of one that waits for a later time, the time becomes that of the order.
func (b *Bench) Start(ctx context.Context, o queue.Order) (queue.Job, error) {
	if _, ok := b.o.Kinds[o.Kind]; !ok {
		return queue.Job{}, fault.Errorf(fault.Usage, "start work: there is no kind %q", o.Kind)
	}
	now := b.o.Now()
	if o.At.IsZero() {
		o.At = now
	}
	j := &queue.Job{ID: newID(now), Order: o, State: queue.Waiting, Made: now}
	had, err := b.o.Records.AddJob(ctx, j)
	if err != nil {
		return queue.Job{}, err
	}
	if had != nil {
		if j = had; o.At.Before(j.At) {
			j.At = o.At
			if _, err := b.o.Records.MoveJob(ctx, j, queue.Waiting); err != nil {
				return queue.Job{}, err
			}
		}
	}
	if err := b.queueOf(j.Kind).Put(ctx, j.ID, j.At); err != nil {
		return queue.Job{}, err
	}
	b.changed(j)
	return *j, nil
}

// Job is one job; nil if there is none.
func (b *Bench) Job(ctx context.Context, id string) (*queue.Job, error) {
	j, err := b.o.Records.Job(ctx, id)
	if j != nil {
		b.fresh(j)
	}
	return j, err
}

// Jobs lists jobs, the newest first.
func (b *Bench) Jobs(ctx context.Context, f queue.Filter) ([]queue.Job, error) {
	out, err := b.o.Records.Jobs(ctx, f)
	for i := range out {
		b.fresh(&out[i])
	}
	return out, err
}

// fresh tells how far a job is that is at work here.
func (b *Bench) fresh(j *queue.Job) {
	b.mu.Lock()
	t := b.running[j.ID]
	b.mu.Unlock()
	if t != nil {
		if p := t.told.last(); !p.At.IsZero() {
			j.Progress = p
		}
	}
}

// Cancel ends a job that waits or runs. Where it is at work, it ends at its next safe point, and is cancelled then.
func (b *Bench) Cancel(ctx context.Context, id, _ string) error {
	for range 5 { // it may change its state at this moment
		j, err := b.known(ctx, id)
		if err != nil {
			return err
		}
		if j.State.Ended() {
			return fault.Errorf(fault.Changed, "cancel job %s: it ended already", id)
		}
		b.mu.Lock()
		t := b.running[id]
		b.mu.Unlock()
		if t != nil {
			t.cancel(cancelled{})
			return nil
		}
		was := j.State
		j.State, j.Ended = queue.Cancelled, b.o.Now()
		ok, err := b.o.Records.MoveJob(ctx, j, was)
		if err != nil {
			return err
		}
		if ok {
			b.changed(j)
			return nil
		}
	}
	return fault.Errorf(fault.Unavailable, "cancel job %s: it changes at this moment", id)
}

// Retry starts a parked or cancelled job again.
func (b *Bench) Retry(ctx context.Context, id, _ string) error {
	j, err := b.known(ctx, id)
	if err != nil {
		return err
	}
	if j.State != queue.Parked && j.State != queue.Cancelled {
		return fault.Errorf(fault.Changed, "start job %s again: it is neither parked nor cancelled", id)
	}
	was := j.State
	j.State, j.Tries, j.Error, j.Class, j.Ended, j.At = queue.Waiting, 0, "", "", time.Time{}, b.o.Now()
	ok, err := b.o.Records.MoveJob(ctx, j, was)
	if err != nil {
		return err
	}
	if !ok {
		return fault.Errorf(fault.Changed, "start job %s again: somebody else did", id)
	}
	b.changed(j)
	return b.queueOf(j.Kind).Put(ctx, id, j.At)
}

func (b *Bench) known(ctx context.Context, id string) (*queue.Job, error) {
	j, err := b.o.Records.Job(ctx, id)
	if err == nil && j == nil {
		err = fault.Errorf(fault.Usage, "there is no such job")
	}
	return j, err
}

// of names what a job works on.
func (b *Bench) of(j *queue.Job) string {
	if f := b.o.Kinds[j.Kind].Of; f != nil {
		return f(j)
	}
	return fmt.Sprintf("%s %s", j.Kind, j.Subject)
}
