package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue/bench"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue/plan"
)

// JobStore is what keeps the records of work.
type JobStore interface {
	bench.Records
	CountJobs(ctx context.Context) ([]bench.Count, error)
	ForgetJobs(ctx context.Context, before time.Time) error
	Plans(ctx context.Context) ([]plan.Record, error)
	NotePlan(ctx context.Context, name string, last time.Time) error
	PausePlan(ctx context.Context, name string, at time.Time, by string) error
}

// Jobs is what the records of work must keep to.
func Jobs(t *testing.T, open func(*testing.T) JobStore) {
	for name, f := range map[string]func(*testing.T, JobStore){
		"one waits for each subject": jobOnce,
		"states":                     jobStates,
		"lists":                      jobLists,
		"trims":                      jobTrims,
		"plans":                      plans,
	} {
		t.Run(name, func(t *testing.T) { f(t, open(t)) })
	}
}

var jobDay = time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)

func jobMade(n int, kind queue.Kind, subject string) *queue.Job {
	at := jobDay.Add(time.Duration(n) * time.Second)
	return &queue.Job{ID: fmt.Sprintf("%s-%03d", at.Format("20060102T150405.000000Z"), n), State: queue.Waiting, Made: at,
		Order: queue.Order{Kind: kind, Subject: subject, By: "hanako", At: at, Args: json.RawMessage(`{"full":true}`)}}
}

func addJob(t *testing.T, s JobStore, j *queue.Job) *queue.Job {
	t.Helper()
	had, err := s.AddJob(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	return had
}

func jobOnce(t *testing.T, s JobStore) {
	first := jobMade(1, queue.Scan, "crm")
	if had := addJob(t, s, first); had != nil {
		t.Fatalf("a job was there: %+v", had)
	}
	if diff := cmp.Diff(first, addJob(t, s, jobMade(2, queue.Scan, "crm"))); diff != "" {
		t.Errorf("the one that waits (-want +got):\n%s", diff)
	}
	for _, other := range []*queue.Job{jobMade(3, queue.Scan, "shop"), jobMade(4, queue.Exposure, "crm")} {
		if had := addJob(t, s, other); had != nil {
			t.Errorf("%s %s is not the same as %s %s", other.Kind, other.Subject, had.Kind, had.Subject)
		}
	}
	first.State = queue.Running
	if ok, err := s.MoveJob(t.Context(), first, queue.Waiting); err != nil || !ok {
		t.Fatal(ok, err)
	}
	if had := addJob(t, s, jobMade(5, queue.Scan, "crm")); had != nil {
		t.Errorf("one at work does not stand for one that waits")
	}
}

func jobStates(t *testing.T, s JobStore) {
	ctx := t.Context()
	j := jobMade(1, queue.Match, "dump")
	j.Args = nil
	addJob(t, s, j)
	j.State, j.Started, j.Tries = queue.Running, jobDay.Add(time.Minute), 1
	if ok, err := s.MoveJob(ctx, j, queue.Waiting); err != nil || !ok {
		t.Fatal(ok, err)
	}
	if ok, err := s.MoveJob(ctx, j, queue.Waiting); err != nil || ok {
		t.Error("it was moved from a state that it is not in", err)
	}
	j.Progress = queue.Progress{Done: 5, Total: 9, Unit: "files", At: jobDay.Add(2 * time.Minute)}
	if err := s.NoteProgress(ctx, j.ID, j.Progress); err != nil {
		t.Fatal(err)
	}
	check := func() {
		t.Helper()
		got, err := s.Job(ctx, j.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(j, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	check()
	j.State, j.Ended, j.Error, j.Class, j.Result = queue.Done, jobDay.Add(3*time.Minute), "one table could not be read", "unreadable", json.RawMessage(`{"match":"x"}`)
	if ok, err := s.MoveJob(ctx, j, queue.Running); err != nil || !ok {
		t.Fatal(ok, err)
	}
	if err := s.NoteProgress(ctx, j.ID, queue.Progress{Done: 6}); err != nil {
		t.Fatal(err)
	}
	check() // what is told late changes nothing
	if got, err := s.Job(ctx, "none"); got != nil || err != nil {
		t.Errorf("got %+v, %v", got, err)
	}
}

func jobLists(t *testing.T, s JobStore) {
	ctx := t.Context()
	var made []*queue.Job
	for i, subject := range []string{"crm", "shop", "crm"} {
		j := jobMade(i, queue.Scan, subject)
		if i == 2 {
			j.Kind = queue.Snapshot
		}
		addJob(t, s, j)
		made = append(made, j)
	}
	made[1].State, made[1].Ended = queue.Parked, jobDay.Add(time.Hour)
	if _, err := s.MoveJob(ctx, made[1], queue.Waiting); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		f    queue.Filter
		want []int
	}{
		"all":      {queue.Filter{}, []int{2, 1, 0}},
		"kind":     {queue.Filter{Kind: queue.Scan}, []int{1, 0}},
		"subject":  {queue.Filter{Subject: "crm"}, []int{2, 0}},
		"states":   {queue.Filter{States: []queue.State{queue.Parked, queue.Done}}, []int{1}},
		"two":      {queue.Filter{States: []queue.State{queue.Parked, queue.Waiting}, Limit: 2}, []int{2, 1}},
		"the next": {queue.Filter{Before: made[1].ID}, []int{0}},
		"nothing":  {queue.Filter{Kind: queue.Watch}, nil},
	} {
		got, err := s.Jobs(ctx, c.f)
		if err != nil {
			t.Fatal(err)
		}
		var want []queue.Job
		for _, i := range c.want {
			want = append(want, *made[i])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	counts, err := s.CountJobs(ctx)
	want := []bench.Count{{Kind: queue.Scan, State: queue.Parked, Count: 1, Last: jobDay.Add(time.Hour)}, {Kind: queue.Scan, State: queue.Waiting, Count: 1}, {Kind: queue.Snapshot, State: queue.Waiting, Count: 1}}
	if diff := cmp.Diff(want, counts); diff != "" || err != nil {
		t.Errorf("counts (-want +got):\n%s%v", diff, err)
	}
}

func jobTrims(t *testing.T, s JobStore) {
	ctx := t.Context()
	end := func(j *queue.Job, to queue.State) {
		addJob(t, s, j)
		if j.State = to; to.Ended() {
			j.Ended = j.Made
		}
		if _, err := s.MoveJob(ctx, j, queue.Waiting); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 6 {
		end(jobMade(i, queue.Remind, ""), queue.Done)
	}
	end(jobMade(6, queue.Watch, ""), queue.Done)
	end(jobMade(7, queue.Remind, ""), queue.Parked)
	left := func(want ...int) {
		t.Helper()
		all, err := s.Jobs(ctx, queue.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		var ids, wanted []string
		for i := range all {
			ids = append(ids, all[i].ID)
		}
		for _, n := range want {
			wanted = append(wanted, jobMade(n, queue.Scan, "").ID)
		}
		if diff := cmp.Diff(wanted, ids); diff != "" {
			t.Errorf("left (-want +got):\n%s", diff)
		}
	}
	for range 2 {
		if err := s.TrimJobs(ctx, queue.Remind, "", 2); err != nil {
			t.Fatal(err)
		}
		left(7, 6, 5, 4)
	}
	if err := s.ForgetJobs(ctx, jobDay.Add(6*time.Second)); err != nil {
		t.Fatal(err)
	}
	left(7, 6)
}

func plans(t *testing.T, s JobStore) {
	ctx := t.Context()
	for _, err := range []error{s.NotePlan(ctx, "scan crm", jobDay), s.PausePlan(ctx, "watch", jobDay, "taro"), s.PausePlan(ctx, "scan crm", jobDay, "taro"),
		s.PausePlan(ctx, "scan crm", time.Time{}, "hanako"), s.NotePlan(ctx, "scan crm", jobDay.Add(time.Hour))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Plans(ctx)
	want := []plan.Record{{Name: "scan crm", Last: jobDay.Add(time.Hour)}, {Name: "watch", Paused: jobDay, PausedBy: "taro"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("(-want +got):\n%s%v", diff, err)
	}
}
