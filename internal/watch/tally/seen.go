package tally

import "github.com/tsutsumi-dev/tsutsumi/internal/watch"

// Seen is one thing that happens again and again: since when, how often, to how many persons. The zero Seen is ready.
type Seen struct {
	First, Last int64 // µs
	N, Rows     int64 // accesses; rows, -1 while not known
	People      Recent

	told, when int64
}

// Day is a day in µs.
const Day = 24 * 60 * Minute

// Add counts an access, and tells whether that is worth telling: the first eight, whenever half as many more have come, and after
// an hour.
func (s *Seen) Add(a *watch.Access) bool {
	if s.N == 0 {
		s.First, s.Last, s.Rows = a.At, a.At, -1
	}
	s.First, s.Last = min(s.First, a.At), max(s.Last, a.At)
	s.N++
	if a.Rows >= 0 && a.Takes() {
		s.Rows = max(s.Rows, 0) + a.Rows
	}
	if a.Takes() {
		for _, p := range a.People {
			s.People.Add(p, a.At)
		}
	}
	if s.N > 8 && s.N < s.told+s.told/2 && a.At < s.when+60*Minute {
		return false
	}
	s.told, s.when = s.N, a.At
	return true
}

// Fill says in a signal what was seen.
func (s *Seen) Fill(to *watch.Signal) {
	to.First, to.Last, to.Accesses, to.Rows, to.People = s.First, s.Last, s.N, s.Rows, -1
	if n := s.People.Since(0); n > 0 {
		to.People = n
		if !s.People.Exact() {
			to.Least, to.Most = n-n/5, n+n/5 // twice and a half the standard error
		}
	}
}

// Save writes it.
func (s *Seen) Save(e *watch.Encoder) {
	for _, v := range [...]int64{s.First, s.Last, s.N, s.Rows, s.told, s.when} {
		e.Int(v)
	}
	s.People.Save(e)
}

// Load reads it.
func (s *Seen) Load(d *watch.Decoder) {
	for _, v := range [...]*int64{&s.First, &s.Last, &s.N, &s.Rows, &s.told, &s.when} {
		*v = d.Int()
	}
	s.People.Load(d)
}
