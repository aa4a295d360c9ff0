package relief

import (
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// The codes of findings of the recurrence check, the gravest first.
const (
	Failed   = "failed"   // a measure was tested, and did not hold
	Recurred = "recurred" // it happened again: the measures of the earlier case did not prevent it
	Untested = "untested" // a measure is said to be done, and nobody tried it
	Stale    = "stale"    // it was tested more than a year ago
	Open     = "open"     // a measure or a hunt is not finished
	Unhunted = "unhunted" // a leftover that the manner of the case calls for has no task
	Nothing  = "nothing"  // the case has no measure against a recurrence
)

var order = []string{Failed, Recurred, Untested, Stale, Open, Unhunted, Nothing}

// testedFor is how long a test is good for.
const testedFor = 365 * 24 * time.Hour

// Finding is something that the recurrence check has to say of a case.
type Finding struct {
	Case string
	Code string
	ID   string // of the task, or of the leftover; "" of the case itself
	What law.Text
	At   time.Time // since when: last tested, said to be done, due; zero unknown
	// Against a closing of the case: it should not be closed while this is so.
	Against bool
}

// Check asks of each measure against a recurrence of these cases whether it was tested, of each leftover whether it was looked for. Of
// cases that recurred (State.Of) the earlier one is asked too, if it is among them. The gravest come first, then the order of cases.
func Check(cases []*breach.State, now time.Time) []Finding {
	var out []Finding
	for _, st := range cases {
		if st.NearMiss {
			continue
		}
		out = append(out, checkTasks(st, now)...)
		out = append(out, checkLeft(st)...)
		if st.Of == "" {
			continue
		}
		i := slices.IndexFunc(cases, func(o *breach.State) bool { return o.ID == st.Of })
		if i < 0 {
			continue
		}
		for _, w := range cases[i].Tasks {
			if w.Sort == breach.Prevention && w.Ended && (w.Tested == nil || *w.Tested) {
				out = append(out, Finding{Case: cases[i].ID, Code: Recurred, ID: w.ID, What: w.What, At: st.Opened})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Finding) int { return slices.Index(order, a.Code) - slices.Index(order, b.Code) })
	return out
}

func checkTasks(st *breach.State, now time.Time) (out []Finding) {
	prevention := false
	for i := range st.Tasks {
		w := &st.Tasks[i]
		prevention = prevention || w.Sort == breach.Prevention
		f := Finding{Case: st.ID, ID: w.ID, What: w.What}
		switch {
		case w.Sort == breach.Relief:
			continue
		case w.Tested != nil && !*w.Tested:
			f.Code, f.At, f.Against = Failed, lastTest(w), true
		case !w.Ended:
			f.Code, f.At, f.Against = Open, w.Due, true
		case w.Sort == breach.Hunt:
			continue
		case w.Tested == nil:
			f.Code, f.At, f.Against = Untested, ended(w), true
		case now.Sub(lastTest(w)) > testedFor:
			f.Code, f.At = Stale, lastTest(w)
		default:
			continue
		}
		out = append(out, f)
	}
	if !prevention && !st.Small {
		out = append(out, Finding{Case: st.ID, Code: Nothing, Against: true, What: law.Text{EN: "No measure against a recurrence is recorded", JA: "再発防止策が記録されていません"}})
	}
	return out
}

// checkLeft lists the leftovers that a case calls for and that nobody looked for.
func checkLeft(st *breach.State) (out []Finding) {
	if st.Small {
		return nil
	}
	in := &Input{State: st}
	if st.Indicators > 0 {
		in.Indicators = anyIndicator
	}
	for _, p := range Propose(in) {
		if p.Sort == breach.Hunt {
			out = append(out, Finding{Case: st.ID, Code: Unhunted, ID: p.Measure, What: p.What})
		}
	}
	return out
}

// anyIndicator stands for indicators whose types are sealed.
var anyIndicator = []string{"address", "account", "agent", "path", "hash"}

func lastTest(w *breach.Work) (at time.Time) {
	for _, s := range w.Steps {
		if s.Body.Tested != nil {
			at = s.At
		}
	}
	return at
}

func ended(w *breach.Work) (at time.Time) {
	for _, s := range w.Steps {
		if s.Body.Ended && at.IsZero() {
			at = s.At
		}
	}
	return at
}
