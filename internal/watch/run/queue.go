package run

import "github.com/tsutsumi-dev/tsutsumi/internal/watch"

// key is an event's place in the order of all logs: its time, then the log, then where it stands there.
type key struct {
	at   int64
	feed int
	pos  watch.Position
}

func (k key) before(o key) bool {
	switch {
	case k.at != o.at:
		return k.at < o.at
	case k.feed != o.feed:
		return k.feed < o.feed
	}
	return before(k.pos, o.pos)
}

func before(p, o watch.Position) bool {
	if p.File != o.File {
		return p.File < o.File
	}
	return p.Offset < o.Offset
}

// queue is what was read and not yet seen: a heap by time, log and the order of reading.
type queue struct {
	h     []waiting
	bytes int64
}

type waiting struct {
	at  int64
	seq uint64 // log << 48 | number of the event in it
	b   *batch
	i   int32
}

func (w *waiting) less(o *waiting) bool { return w.at < o.at || w.at == o.at && w.seq < o.seq }

func (q *queue) push(w waiting) {
	q.h = append(q.h, w)
	i := len(q.h) - 1
	for i > 0 {
		up := (i - 1) / 4
		if !w.less(&q.h[up]) {
			break
		}
		q.h[i] = q.h[up]
		i = up
	}
	q.h[i] = w
}

func (q *queue) pop() waiting {
	first := q.h[0]
	n := len(q.h) - 1
	last := q.h[n]
	q.h[n] = waiting{}
	q.h = q.h[:n]
	if n == 0 {
		return first
	}
	i := 0
	for {
		kid := 4*i + 1
		if kid >= n {
			break
		}
		least := kid
		for k := kid + 1; k < min(kid+4, n); k++ {
			if q.h[k].less(&q.h[least]) {
				least = k
			}
		}
		if !q.h[least].less(&last) {
			break
		}
		q.h[i] = q.h[least]
		i = least
	}
	q.h[i] = last
	return first
}
