package breach

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Fold makes a case's state of its events, in whatever order they come. It goes by when they were recorded; those of one moment it
// takes in an order of their content, so that every interleaving that time allows gives one state. Nothing is lost: an answer without
// its request is kept as the answer to an unknown one, and what was refuted stays beside what holds. The events are one case's, with
// different numbers; others are fault.Unreadable.
func Fold(events []Event) (*State, error) {
	if len(events) == 0 {
		return nil, fault.Errorf(fault.Usage, "fold a case: it has no events")
	}
	f := &folding{State: &State{ID: events[0].Case, Facts: map[string][]Source[Fact]{}}, causes: map[string]int{}, works: map[string]int{}, requests: map[string]int{}, batches: map[string]int{}}
	order, err := inOrder(events)
	if err != nil {
		return nil, err
	}
	var last *Event
	for _, e := range order {
		if e.Case != f.ID {
			return nil, fault.Errorf(fault.Unreadable, "fold case %s: an event of another case", f.ID)
		}
		if last == nil || e.Seq > last.Seq {
			last = e
		}
		f.put(e)
	}
	f.Events, f.Head, f.Last = int64(len(order)), last.Hash, order[len(order)-1].At
	if f.OpenedBy == "" && f.State.Opened.IsZero() {
		f.State.Opened, f.OpenedBy = order[0].At, order[0].By
	}
	f.rankCauses()
	return f.State, nil
}

// inOrder are the events in the order in which they are taken.
func inOrder(events []Event) ([]*Event, error) {
	order := make([]*Event, len(events))
	for i := range events {
		order[i] = &events[i]
	}
	slices.SortFunc(order, func(a, b *Event) int { return a.At.Compare(b.At) })
	for i := 0; i < len(order); {
		j := i + 1
		for j < len(order) && order[j].At.Equal(order[i].At) {
			j++
		}
		if j-i > 1 {
			if err := sameMoment(order[i:j]); err != nil {
				return nil, err
			}
		}
		i = j
	}
	return order, nil
}

// sameMoment sorts events of one moment: what others refer to first, then by who and what.
func sameMoment(events []*Event) error {
	type keyed struct {
		e    *Event
		rank int
		body []byte
	}
	list := make([]keyed, len(events))
	for i, e := range events {
		body, err := EncodeBody(e.Body)
		if err != nil {
			return err
		}
		list[i] = keyed{e, rankOf(e.Body), body}
	}
	slices.SortFunc(list, func(a, b keyed) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), bytes.Compare(a.body, b.body), cmp.Compare(a.e.By, b.e.By), cmp.Compare(a.e.Seq, b.e.Seq))
	})
	for i := range list {
		events[i] = list[i].e
	}
	return nil
}

// rankOf is where a body stands among those of the same moment: a fact is asserted, then disputed, then refuted.
func rankOf(b Body) int {
	switch b := b.(type) {
	case Opened:
		return 0
	case Reopened:
		return 1
	case Added:
		return 2
	case Stated:
		return 3 + statusRank(b.Status)
	case Weighed:
		return 7 + statusRank(b.Status)
	case Asked, Task:
		return 11
	case Answered, Progressed:
		return 13
	case Closed:
		return 14
	}
	return 12
}

func statusRank(s Status) int {
	switch s {
	case Disputed:
		return 1
	case Refuted:
		return 2
	}
	return 0
}

// folding is a state on its way, with where its things stand by their IDs.
type folding struct {
	*State
	causes, works, requests, batches map[string]int
}

func from[T any](e *Event, body T) Source[T] { return Source[T]{e.Seq, e.At, e.By, body} }

func (f *folding) put(e *Event) {
	switch b := e.Body.(type) {
	case Opened:
		f.open(e, b)
	case Added:
		f.Evidence = append(f.Evidence, from(e, b))
		f.Indicators += b.Indicators
		for _, x := range b.Facts {
			f.Facts[x.Name] = append(f.Facts[x.Name], from(e, x))
		}
		for i := range b.Causes {
			f.weigh(&b.Causes[i])
		}
	case Stated:
		f.Facts[b.Name] = append(f.Facts[b.Name], from(e, b.Fact))
	case Counted:
		f.Counts = append(f.Counts, from(e, b))
	case Weighed:
		f.weigh(&b.Cause)
	case Decided:
		f.Decisions = append(f.Decisions, from(e, b))
	case Met:
		f.Met = append(f.Met, from(e, b))
	case Drafted:
		f.Drafts = append(f.Drafts, from(e, b))
	case Submitted:
		f.Submissions = append(f.Submissions, from(e, b))
	case Noticed:
		if i, ok := f.batches[b.Batch]; ok {
			f.Notices[i] = from(e, b)
			break
		}
		f.batches[b.Batch] = len(f.Notices)
		f.Notices = append(f.Notices, from(e, b))
	case Contained:
		f.Contained = append(f.Contained, from(e, b))
	case Asked:
		f.ask(e, b)
	case Answered:
		r := f.request(b.ID)
		r.Answers = append(r.Answers, from(e, b))
		r.Open = r.Open && !b.Closed
	case Task:
		f.task(e, b)
	case Progressed:
		f.progress(e, b)
	case Spent:
		f.Costs = append(f.Costs, from(e, b))
	case Looked:
		f.Looked.Asked += b.Asked
		f.Looked.Found += b.Found
	case Closed:
		f.State.Closed = e.At
		f.Turns = append(f.Turns, Turn{e.Seq, e.At, e.By, true, b.Why})
	case Reopened:
		f.State.Closed = time.Time{}
		f.Turns = append(f.Turns, Turn{e.Seq, e.At, e.By, false, b.Why})
	}
}

func (f *folding) open(e *Event, b Opened) {
	if f.OpenedBy == "" && f.State.Opened.IsZero() {
		f.State.Opened, f.OpenedBy = e.At, e.By
	}
	f.Title, f.Small, f.NearMiss = b.Title, b.Small, b.NearMiss
	if b.Of != "" {
		f.Of = b.Of
	}
}

// request is the one of that ID, made if it is unknown.
func (f *folding) request(id string) *Request {
	i, ok := f.requests[id]
	if !ok {
		i = len(f.Requests)
		f.requests[id] = i
		f.Requests = append(f.Requests, Request{Source: Source[Asked]{Body: Asked{ID: id}}, Open: true})
	}
	return &f.Requests[i]
}

// ask puts a request; one of an ID that is there changes its text and date and opens it again, unless an answer came first.
func (f *folding) ask(e *Event, b Asked) {
	r := f.request(b.ID)
	if r.Seq != 0 {
		r.Open = true
	}
	if r.Seq == 0 {
		r.Seq, r.At, r.By = e.Seq, e.At, e.By
	}
	r.Body.To, r.Body.What = cmp.Or(b.To, r.Body.To), cmp.Or(b.What, r.Body.What)
	if !b.Due.IsZero() {
		r.Body.Due = b.Due
	}
}

func (f *folding) work(id string) *Work {
	i, ok := f.works[id]
	if !ok {
		i = len(f.Tasks)
		f.works[id] = i
		f.Tasks = append(f.Tasks, Work{Task: Task{ID: id}})
	}
	return &f.Tasks[i]
}

// task puts a task; what one of an ID that is there does not say stays as it was.
func (f *folding) task(e *Event, b Task) {
	w := f.work(b.ID)
	if w.Seq == 0 {
		w.Seq, w.At = e.Seq, e.At
	}
	t := &w.Task
	t.Sort, t.Measure, t.Owner = cmp.Or(b.Sort, t.Sort), cmp.Or(b.Measure, t.Measure), cmp.Or(b.Owner, t.Owner)
	t.What.EN, t.What.JA = cmp.Or(b.What.EN, t.What.EN), cmp.Or(b.What.JA, t.What.JA)
	t.Kind, t.Of = cmp.Or(b.Kind, t.Kind), cmp.Or(b.Of, t.Of)
	if !b.Due.IsZero() {
		t.Due = b.Due
	}
}

func (f *folding) progress(e *Event, b Progressed) {
	w := f.work(b.ID)
	w.Steps = append(w.Steps, from(e, b))
	w.Done, w.Tested = cmp.Or(b.Done, w.Done), cmp.Or(b.Tested, w.Tested)
	w.Ended = w.Ended || b.Ended
}
