// Package deadline gathers what is due in a case: duties of the law, answers that others owe, tasks; and says when somebody is to be
// reminded of it. It does nothing by itself: calendars and reminders are made of it.
package deadline

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// The sorts of deadlines.
const (
	Duty    = "duty"
	Request = "request"
	Task    = "task"
)

// Deadline is something that is due. What a person wrote (the title of a case, what was asked) is not in it: it goes where the
// case does not.
type Deadline struct {
	Case  string   `json:"case"`
	ID    string   `json:"id"` // the rule's, Q1, T1
	Sort  string   `json:"sort"`
	Title law.Text `json:"title"`
	// Law and Article of a duty, and to whom.
	Law     law.Text   `json:"law,omitzero"`
	Article law.Text   `json:"article,omitzero"`
	To      []law.Text `json:"to,omitempty"`
	At      time.Time  `json:"at"`
	LastDay string     `json:"last_day,omitempty"` // in the zone of At; "" if the hour counts
	AtOnce  bool       `json:"at_once,omitempty"`
	// Undecided: whether the duty applies is not known; Open are the facts that would decide it.
	Undecided bool     `json:"undecided,omitempty"`
	Open      []string `json:"open,omitempty"`
	Done      bool     `json:"done,omitempty"`
	// Gone: it was due, and is not any more, though nobody did it: the duty turned out not to apply.
	Gone  bool      `json:"gone,omitempty"`
	Moves int       `json:"moves"` // how often it was set to another time
	Since time.Time `json:"since"` // when it, or its last change, was recorded
}

// Day is the day of it: by it a reminder that was given is known.
func (d *Deadline) Day() string {
	if d.LastDay != "" {
		return d.LastDay
	}
	return d.At.UTC().Format(time.DateOnly)
}

// Of gathers the deadlines of a case in the order of their times. zone is the owner's: what has a day only ends with it there.
func Of(events []breach.Event, st *breach.State, duties []breach.Duty, zone *time.Location) []Deadline {
	moves := movesOf(events)
	var out, far []Deadline
	for i := range duties {
		d, ok := ofDuty(st, &duties[i])
		switch {
		case !ok || d.Undecided && st.Small && !homely(&duties[i]):
		case d.Undecided && slices.Contains(d.Open, law.Places):
			far = append(far, d)
		default:
			out = append(out, d)
		}
	}
	if d, ok := undecided(st, far); ok {
		out = append(out, d)
	}
	for i := range st.Requests {
		r := &st.Requests[i]
		if m := moves[r.Body.ID]; !r.Body.Due.IsZero() {
			out = append(out, Deadline{Case: st.ID, ID: r.Body.ID, Sort: Request, Title: law.Text{EN: "Answer to request " + r.Body.ID, JA: "照会 " + r.Body.ID + " への回答"},
				To: []law.Text{{EN: r.Body.To, JA: r.Body.To}}, At: r.Body.Due.In(zone), Done: !r.Open, Moves: m.n, Since: latest(r.At, m.at)})
		}
	}
	for i := range st.Tasks {
		w := &st.Tasks[i]
		if m := moves[w.ID]; !w.Due.IsZero() {
			out = append(out, Deadline{Case: st.ID, ID: w.ID, Sort: Task, Title: titleOf(w), At: w.Due.In(zone), Done: w.Ended, Moves: m.n, Since: latest(w.At, m.at)})
		}
	}
	slices.SortStableFunc(out, func(a, b Deadline) int { return a.At.Compare(b.At) })
	return out
}

// homely tells whether a duty is one that an everyday case is asked about.
func homely(d *breach.Duty) bool { return d.Rule.Jurisdiction == "JP" && d.Rule.Duty == law.Report }

// undecided is one deadline for all duties of which it is not even known whether their law reaches the case: to find that out, before the
// first of them would be due. One each would be noise.
func undecided(st *breach.State, far []Deadline) (Deadline, bool) {
	first, ids := -1, 0
	for i := range far {
		if far[i].AtOnce {
			continue
		}
		ids++
		if first < 0 || far[i].At.Before(far[first].At) {
			first = i
		}
	}
	if first < 0 {
		return Deadline{}, false
	}
	d := far[first]
	d.Title = law.Text{EN: "Find out whether " + strconv.Itoa(ids) + " duties of other laws apply", JA: "他の法令に基づく義務 " + strconv.Itoa(ids) + "件への該当性の確認"}
	return Deadline{Case: st.ID, ID: "undecided", Sort: Duty, Title: d.Title, At: d.At, LastDay: d.LastDay, Undecided: true, Open: d.Open, Moves: int(st.Events), Since: st.Last}, true
}

// titleOf is what a task is called: a known measure by its name, one that somebody wrote by its number.
func titleOf(w *breach.Work) law.Text {
	if w.Measure != "" {
		return law.Text{EN: w.ID + ": " + w.What.EN, JA: w.ID + "：" + w.What.JA}
	}
	sort := map[string]law.Text{
		breach.Relief:     {EN: "Relief task ", JA: "救済措置 "},
		breach.Prevention: {EN: "Measure against a recurrence ", JA: "再発防止策 "},
		breach.Hunt:       {EN: "Leftover to hunt ", JA: "残存リスクの調査 "},
	}[w.Sort]
	return law.Text{EN: cmp.Or(sort.EN, "Task ") + w.ID, JA: cmp.Or(sort.JA, "タスク ") + w.ID}
}

func ofDuty(st *breach.State, d *breach.Duty) (Deadline, bool) {
	r := d.Rule
	out := Deadline{Case: st.ID, ID: r.ID, Sort: Duty, Title: r.Title, Law: r.Law, Article: r.Article, Open: d.Open, Since: st.Opened}
	for _, to := range d.Recipients {
		out.To = append(out.To, to.Name)
	}
	var last time.Time
	for _, c := range d.History {
		if !c.Due.IsZero() && !last.IsZero() && !c.Due.Equal(last) {
			out.Moves++
		}
		if !c.Due.IsZero() {
			last = c.Due
		}
		out.Since = latest(out.Since, c.At)
	}
	due := d.Due
	switch d.Status {
	case breach.Due, breach.Late:
	case breach.Done, breach.DoneLate:
		out.Done = true
	case breach.Undecided:
		due, out.Undecided = d.If, true
	default:
		if last.IsZero() {
			return out, false
		}
		out.Gone, out.At = true, last
		out.Moves++
		return out, true
	}
	if due == nil {
		return out, false
	}
	out.At, out.LastDay, out.AtOnce = due.At, due.LastDay, due.AtOnce
	return out, true
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// move is how often something was set to another time, and when last.
type move struct {
	n    int
	last time.Time
	at   time.Time
}

// movesOf counts by the IDs of requests and tasks.
func movesOf(events []breach.Event) map[string]move {
	out := map[string]move{}
	note := func(id string, due, at time.Time) {
		m := out[id]
		if !m.last.IsZero() && !due.Equal(m.last) {
			m.n++
		}
		m.last, m.at = due, at
		out[id] = m
	}
	for i := range events {
		e := &events[i]
		switch b := e.Body.(type) {
		case breach.Asked:
			note(b.ID, b.Due, e.At)
		case breach.Task:
			note(b.ID, b.Due, e.At)
		case breach.Answered:
			touch(out, b.ID, e.At)
		case breach.Progressed:
			touch(out, b.ID, e.At)
		}
	}
	return out
}

func touch(of map[string]move, id string, at time.Time) {
	m := of[id]
	m.at = latest(m.at, at)
	of[id] = m
}
