package relief

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

func itoa(n int) string { return strconv.Itoa(n) }

// nextTask is the number after the last task's.
func nextTask(st *breach.State) int {
	n := 0
	for _, w := range st.Tasks {
		if k, err := strconv.Atoi(strings.TrimPrefix(w.ID, "T")); err == nil {
			n = max(n, k)
		}
	}
	return n + 1
}

// NextTask is the ID of the next task of a case.
func NextTask(st *breach.State) string { return "T" + itoa(nextTask(st)) }

// NextRequest is the ID of the next request of a case.
func NextRequest(st *breach.State) string {
	n := 0
	for _, r := range st.Requests {
		if k, err := strconv.Atoi(strings.TrimPrefix(r.Body.ID, "Q")); err == nil {
			n = max(n, k)
		}
	}
	return "Q" + itoa(n+1)
}

// Task finds a task of a case.
func Task(st *breach.State, id string) (*breach.Work, bool) {
	i := slices.IndexFunc(st.Tasks, func(w breach.Work) bool { return strings.EqualFold(w.ID, id) })
	if i < 0 {
		return nil, false
	}
	return &st.Tasks[i], true
}

// Concerns tells whether a task is for somebody of whom these kinds were lost: as its measure says; else by its kind, and without one it is
// for everybody.
func Concerns(t *breach.Task, kinds []pii.Kind) bool {
	if m, ok := Find(t.Measure); ok {
		return slices.ContainsFunc(m.When, func(w When) bool { return w.Of(kinds) })
	}
	return t.Kind == pii.None || slices.Contains(kinds, t.Kind)
}

// Percent is how far a task is, rounded down, so that 100 is all; ok is false where it is not known. A task without a number is 100 when it
// ended.
func Percent(w *breach.Work) (percent int64, ok bool) {
	switch {
	case w.Done != nil && w.Of != nil && *w.Of > 0:
		return min(100, *w.Done*100 / *w.Of), true
	case w.Of != nil && *w.Of == 0, w.Ended && w.Of == nil:
		return 100, true
	}
	return 0, false
}
