package org

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/line"
)

// Actor is somebody or something that acts again and again: a person's day, a session, a job.
type Actor interface {
	// Act does what is due now, and says when it wants to act again: a later moment, or 0 for never.
	Act(s *Stage, now int64) int64
}

// Func is an Actor made of a function.
type Func func(s *Stage, now int64) int64

// Act implements Actor.
func (f Func) Act(s *Stage, now int64) int64 { return f(s, now) }

// Stage is where actors act, one after the other in the order of time. It holds those that will act again, never what was
// done.
type Stage struct {
	*Org
	Out   *line.Books
	queue []entry
	added uint64
}

type entry struct {
	at    int64
	order uint64 // who was added first acts first
	actor Actor
}

// NewStage makes an empty stage.
func NewStage(o *Org, out *line.Books) *Stage { return &Stage{Org: o, Out: out} }

// Add lets an actor act at a moment; one in the past is now. What lies behind the end is forgotten.
func (s *Stage) Add(at int64, a Actor) {
	at = max(at, s.Out.Now(), s.Start)
	if at >= s.End {
		return
	}
	s.added++
	s.queue = append(s.queue, entry{at, s.added, a})
	s.up(len(s.queue) - 1)
}

// Run lets all act until the end, or until a log cannot be written.
func (s *Stage) Run() error {
	for len(s.queue) > 0 {
		e := &s.queue[0]
		now := e.at
		s.Out.At(now)
		actor := e.actor
		at := actor.Act(s, now)
		// Whoever was added meanwhile acts later than now, or was added later: the first is still the first.
		if at > now && at < s.End {
			s.added++
			s.queue[0].at, s.queue[0].order = at, s.added
			s.down(0)
			continue
		}
		last := len(s.queue) - 1
		s.queue[0] = s.queue[last]
		s.queue[last] = entry{}
		s.queue = s.queue[:last]
		s.down(0)
		if s.Out.Err() != nil {
			break
		}
	}
	return s.Out.Close()
}

func (s *Stage) less(i, j int) bool {
	a, b := &s.queue[i], &s.queue[j]
	return a.at < b.at || a.at == b.at && a.order < b.order
}

func (s *Stage) up(i int) {
	for i > 0 {
		p := (i - 1) / 4
		if !s.less(i, p) {
			return
		}
		s.queue[i], s.queue[p] = s.queue[p], s.queue[i]
		i = p
	}
}

func (s *Stage) down(i int) {
	for {
		c := 4*i + 1
		if c >= len(s.queue) {
			return
		}
		best := c
		for j := c + 1; j < c+4 && j < len(s.queue); j++ {
			if s.less(j, best) {
				best = j
			}
		}
		if !s.less(best, i) {
			return
		}
		s.queue[i], s.queue[best] = s.queue[best], s.queue[i]
		i = best
	}
}
