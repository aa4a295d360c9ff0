package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"path"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
)

// Recover puts again what the records say is not at its end. What was at work when the process ended goes on; what the process did not
// survive again and again is parked.
func (b *Bench) Recover(ctx context.Context) error {
	var open []queue.Job
	before := ""
	for {
		list, err := b.o.Records.Jobs(ctx, queue.Filter{States: []queue.State{queue.Waiting, queue.Running}, Before: before, Limit: 1000})
		if err != nil {
			return err
		}
		open = append(open, list...)
		if len(list) < 1000 {
			break
		}
		before = list[len(list)-1].ID
	}
	for i := len(open) - 1; i >= 0; i-- { // the oldest first
		j := &open[i]
		if _, ok := b.o.Kinds[j.Kind]; !ok { // of a version that knew more
			continue
		}
		if j.State == queue.Running {
			if err := b.interrupted(ctx, j); err != nil {
				return err
			}
		}
		if j.State == queue.Waiting {
			if err := b.queueOf(j.Kind).Put(ctx, j.ID, j.At); err != nil {
				return err
			}
		}
	}
	return nil
}

// interrupted is a job that was at work when the process was killed.
func (b *Bench) interrupted(ctx context.Context, j *queue.Job) error {
	now := b.o.Now()
	if j.State = queue.Waiting; j.Tries > 2 {
		j.At = now.Add(wait(j.ID, j.Tries-2))
	}
	if j.Tries >= mostTries {
		j.State, j.Ended, j.Class = queue.Parked, now, fault.Internal.String()
		j.Error = fmt.Sprintf("the process ended %d times while it was at work", j.Tries)
	}
	_, err := b.o.Records.MoveJob(ctx, j, queue.Running)
	if err == nil {
		b.changed(j)
	}
	return err
}

// Work does what is there until ctx ends. Then what is at work is told to end, and waits for the next start.
func (b *Bench) Work(ctx context.Context) error {
	var lanes sync.WaitGroup
	errs := make([]error, 2)
	for i, q := range []queue.Queue{b.o.Heavy, b.o.Light} {
		lanes.Go(func() { errs[i] = q.Work(ctx, b.do) })
	}
	lanes.Wait()
	return errors.Join(errs...)
}

// do does one job that was handed out.
func (b *Bench) do(ctx context.Context, id string) error {
	j, err := b.o.Records.Job(ctx, id)
	switch {
	case err != nil:
		b.o.Log.Warn("job", "id", id, "act", "read", "class", fault.Of(err).String())
		return queue.Later(busy, err)
	case j == nil || j.State.Ended():
		return nil
	case b.o.Now().Before(j.At):
		return queue.Later(j.At.Sub(b.o.Now()), errors.New("not yet"))
	}
	of, mine := b.of(j), &task{}
	run, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	mine.cancel = cancel
	if !b.take(of, id, mine) {
		return queue.Later(busy, errors.New("something else of the same is at work"))
	}
	defer b.leave(of, id)
	was := j.State // Running: its end could not be recorded
	j.State, j.Started, j.Ended, j.Error, j.Class = queue.Running, b.o.Now(), time.Time{}, "", ""
	j.Tries++
	if ok, err := b.o.Records.MoveJob(ctx, j, was); err != nil || !ok {
		if err != nil {
			return queue.Later(busy, err)
		}
		return nil // somebody cancelled it
	}
	b.changed(j)
	stop := b.follow(run, j, mine)
	result, err := b.run(run, j, mine.told.tell(b.o.Now))
	stop()
	if p := mine.told.last(); !p.At.IsZero() {
		j.Progress = p
	}
	again := b.settle(ctx, run, j, result, err)
	return b.record(ctx, j, again)
}

// take takes what a job works on, unless somebody has it.
func (b *Bench) take(of, id string, t *task) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.taken[of] != "" || b.running[id] != nil {
		return false
	}
	b.taken[of], b.running[id] = id, t
	return true
}

func (b *Bench) leave(of, id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.taken, of)
	delete(b.running, id)
}

// run does a job. A defect in it becomes its error, which tells where; what was said there may hold a datum.
func (b *Bench) run(ctx context.Context, j *queue.Job, tell func(queue.Progress)) (result json.RawMessage, err error) {
	defer func() {
		if r := recover(); r != nil {
			result, err = nil, fmt.Errorf("a defect of the program, at %s", whence())
		}
	}()
	result, err = b.o.Kinds[j.Kind].Do(ctx, j, tell)
	if b.o.Then != nil && (err == nil || partly(result, err)) {
		if e := b.o.Then(ctx, j); e != nil {
			return result, e
		}
	}
	return result, err
}

// whence is where in our sources a panic began.
func whence() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	place := "an unknown place"
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", path.Join(path.Base(path.Dir(f.File)), path.Base(f.File)), f.Line)
		}
		if !more {
			return place
		}
	}
}

// partly tells that a job is done though something could not be read.
func partly(result json.RawMessage, err error) bool {
	return result != nil && fault.Of(err) == fault.Unreadable
}

// settle says what becomes of a job; again, if it is done again, when.
func (b *Bench) settle(ctx, run context.Context, j *queue.Job, result json.RawMessage, err error) (again time.Duration) {
	var c cancelled
	now := b.o.Now()
	switch {
	case err == nil || partly(result, err):
		j.State, j.Ended, j.Result = queue.Done, now, result
		if err != nil {
			j.Error, j.Class = bounded(err.Error()), fault.Unreadable.String()
		}
	case errors.As(context.Cause(run), &c):
		j.State, j.Ended = queue.Cancelled, now
	case ctx.Err() != nil: // the process is to end: that is no try
		j.State, j.At = queue.Waiting, now
		j.Tries--
	default:
		j.Error, j.Class = bounded(err.Error()), fault.Of(err).String()
		if fault.Of(err) == fault.Unavailable && j.Tries < mostTries {
			again = wait(j.ID, j.Tries)
			j.State, j.At = queue.Waiting, now.Add(again)
			return again
		}
		j.State, j.Ended = queue.Parked, now
	}
	return 0
}

// bounded keeps an error to what a page can show.
func bounded(s string) string {
	const most = 2000
	if s = strings.ToValidUTF8(s, "�"); len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

// wait is how long a try waits after so many: twice as long each time, and a fifth more or less, so that what fell together does not
// rise together.
func wait(id string, tries int) time.Duration {
	d := min(firstWait<<min(max(tries-1, 0), 10), longWait)
	h := fnv.New32a()
	_, _ = fmt.Fprintf(h, "%s %d", id, tries)
	return d*4/5 + d*2/5*time.Duration(h.Sum32()%1000)/1000
}

// record writes what became of a job, and tries again while that is not possible: nobody else knows of it.
func (b *Bench) record(ctx context.Context, j *queue.Job, again time.Duration) error {
	keep := context.WithoutCancel(ctx)
	for try := 1; ; try++ {
		ok, err := b.o.Records.MoveJob(keep, j, queue.Running)
		if err == nil {
			if ok {
				b.ended(keep, j)
			}
			break
		}
		b.o.Log.Error("job", "id", j.ID, "act", "record", "class", fault.Of(err).String())
		if ctx.Err() != nil || fault.Of(err) != fault.Unavailable || try == 5 {
			return queue.Later(longWait, err) // handed out again, or found at the next start
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(try) * time.Second):
		}
	}
	if j.State == queue.Waiting {
		return queue.Later(again, errors.New("again"))
	}
	return nil
}

func (b *Bench) ended(ctx context.Context, j *queue.Job) {
	b.changed(j)
	if keep := b.o.Kinds[j.Kind].Keep; keep > 0 && j.State == queue.Done {
		if err := b.o.Records.TrimJobs(ctx, j.Kind, j.Subject, keep); err != nil {
			b.o.Log.Warn("job", "id", j.ID, "act", "trim", "class", fault.Of(err).String())
		}
	}
}
