package verdict

import (
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
)

// snapshotsShown is how many snapshots a time line bears; of more, those nearest to the window are drawn.
const snapshotsShown = 24

// timeline is where the snapshots of a store, the window and the dump's newest timestamp lie, as shares of its width.
type timeline struct {
	ticks       []tick
	left, right float64 // the window; equal if there is none
	newest      float64
	known       bool // newest is
	far         int  // newest lies before (-1) or behind (1) what is drawn
	hidden      int  // snapshots not drawn
}

type tick struct {
	at    float64
	turns leak.Turns
	edge  bool // of the window
}

// line lays out a store's time line; ok is false if there is nothing to draw.
func line(o *leak.Origin, newest *time.Time) (l timeline, ok bool) {
	turns := slices.Clone(o.Changes)
	for _, edge := range []*time.Time{o.After, o.Before} {
		if edge != nil && !slices.ContainsFunc(turns, func(t leak.Turns) bool { return t.Snapshot.Equal(*edge) }) {
			turns = append(turns, leak.Turns{Snapshot: *edge})
		}
	}
	if len(turns) == 0 {
		return l, false
	}
	slices.SortStableFunc(turns, func(a, b leak.Turns) int { return a.Snapshot.Compare(b.Snapshot) })
	turns, l.hidden = nearest(turns, o)
	from, to := turns[0].Snapshot, turns[len(turns)-1].Snapshot
	length := max(to.Sub(from), time.Hour)
	if newest != nil {
		l.known = true
		stretch := max(length, 14*24*time.Hour)
		switch {
		case newest.Before(from.Add(-stretch)):
			l.far = -1
		case newest.After(to.Add(stretch)):
			l.far = 1
		case newest.Before(from):
			from = *newest
		case newest.After(to):
			to = *newest
		}
	}
	length = max(to.Sub(from), time.Hour)
	const pad = 0.06
	at := func(t time.Time) float64 { return pad + (1-2*pad)*float64(t.Sub(from))/float64(length) }
	for _, t := range turns {
		edge := o.After != nil && t.Snapshot.Equal(*o.After) || o.Before != nil && t.Snapshot.Equal(*o.Before)
		l.ticks = append(l.ticks, tick{at(t.Snapshot), t, edge})
	}
	if o.After != nil || o.Before != nil {
		l.right = 1
		if o.After != nil {
			l.left = at(*o.After)
		}
		if o.Before != nil {
			l.right = max(at(*o.Before), l.left)
		}
	}
	if l.known {
		l.newest = min(max(at(*newest), 0.01), 0.99)
	}
	return l, true
}

// nearest keeps the snapshots around the window.
func nearest(turns []leak.Turns, o *leak.Origin) ([]leak.Turns, int) {
	if len(turns) <= snapshotsShown {
		return turns, 0
	}
	middle := len(turns) - 1
	switch {
	case o.After != nil:
		middle = slices.IndexFunc(turns, func(t leak.Turns) bool { return t.Snapshot.Equal(*o.After) })
	case o.Before != nil:
		middle = slices.IndexFunc(turns, func(t leak.Turns) bool { return t.Snapshot.Equal(*o.Before) })
	}
	first := min(max(middle-snapshotsShown/2+1, 0), len(turns)-snapshotsShown)
	return turns[first : first+snapshotsShown], len(turns) - snapshotsShown
}
