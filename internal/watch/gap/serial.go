package gap

import "github.com/tsutsumi-dev/tsutsumi/internal/watch"

// serial is the numbers that a log gives its records.
type serial struct {
	last, at int64 // the greatest so far, and the time of its record, µs
	n        int64 // steps
	jumps    int64 // steps over numbers
	widest   int64 // over how many, before it counted
	waits    [4]jump
}

// jump is numbers that did not come; some may come late, from another thread.
type jump struct {
	from, to int64 // numbers, [from, to)
	since    int64 // µs: the record before
	till     int64 // µs: the record behind; 0 free
	late     int64 // how many came
}

// The ways in which numbers begin anew.
var wraps = [...]int64{1 << 15, 1 << 16, 1 << 31, 1 << 32, 1 << 53, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000, 1000}

// put takes in a number.
func (s *serial) put(seq, at int64, told func(j *jump)) {
	if s.n == 0 {
		s.last, s.at, s.n = seq, at, 1
		return
	}
	missing := seq - s.last - 1
	switch {
	case missing == 0:
	case seq == s.last:
		return
	case missing > 0:
	case s.wrapped(seq) >= 0:
		missing = s.wrapped(seq)
	case s.last-seq < 4096: // late
		for i := range s.waits {
			if j := &s.waits[i]; j.till != 0 && seq >= j.from && seq < j.to {
				j.late++
			}
		}
		return
	default: // begun anew
		missing = 0
	}
	s.n++
	if missing > 0 {
		s.jump(seq, missing, at, told)
	}
	s.last, s.at = seq, at
}

// wrapped is how many numbers are missing if they began anew behind their greatest, -1 if they did not.
func (s *serial) wrapped(seq int64) int64 {
	for _, w := range wraps {
		if s.last < w && s.last >= w-w/16-1 && seq <= w/16 {
			return max(w-s.last-1+seq-1, 0)
		}
	}
	return -1
}

// jump counts one, and tells it if the log hardly ever jumps, or never so far: numbers of records that are no access are missing
// here too.
func (s *serial) jump(seq, missing, at int64, told func(j *jump)) {
	rare := s.n >= 100 && s.jumps*500 <= s.n
	far := s.n >= 100 && missing >= 50*max(s.widest, 1)
	s.jumps++
	if !rare && !far {
		s.widest = max(s.widest, missing)
		return
	}
	free := &s.waits[0]
	for i := range s.waits {
		if s.waits[i].till == 0 {
			free = &s.waits[i]
			break
		}
		if s.waits[i].till < free.till {
			free = &s.waits[i]
		}
	}
	if free.till != 0 {
		told(free)
	}
	*free = jump{from: seq - missing, to: seq, since: s.at, till: at}
}

// settle tells the jumps that nothing can fill any more.
func (s *serial) settle(now int64, told func(j *jump)) {
	for i := range s.waits {
		if j := &s.waits[i]; j.till != 0 && now-j.till >= 60_000_000 {
			if j.to-j.from > j.late {
				told(j)
			}
			*j = jump{}
		}
	}
}

func (s *serial) save(e *watch.Encoder) {
	for _, v := range [...]int64{s.last, s.at, s.n, s.jumps, s.widest} {
		e.Int(v)
	}
	for i := range s.waits {
		j := &s.waits[i]
		for _, v := range [...]int64{j.from, j.to, j.since, j.till, j.late} {
			e.Int(v)
		}
	}
}

func (s *serial) load(r *watch.Decoder) {
	for _, v := range [...]*int64{&s.last, &s.at, &s.n, &s.jumps, &s.widest} {
		*v = r.Int()
	}
	for i := range s.waits {
		j := &s.waits[i]
		for _, v := range [...]*int64{&j.from, &j.to, &j.since, &j.till, &j.late} {
			*v = r.Int()
		}
	}
}
