package tally

import "github.com/tsutsumi-dev/tsutsumi/internal/watch"

// Sums adds up amounts over the last N spans of time of equal length (24 hours, 30 days). It takes 8·N + 8 bytes. Make it
// with the length of a span; what is older than N spans is forgotten.
type Sums struct {
	n    []int64
	span int64 // µs
	last int64 // the number of the newest span
}

// NewSums makes sums over spans of that many µs.
func NewSums(spans int, span int64) Sums { return Sums{n: make([]int64, spans), span: span} }

// Add adds an amount at a time; what is older than all spans is left out.
func (s *Sums) Add(at, amount int64) {
	k := at / s.span
	s.to(k)
	if k > s.last-int64(len(s.n)) {
		s.n[int(k%int64(len(s.n)))] += amount
	}
}

func (s *Sums) to(k int64) {
	if k <= s.last {
		return
	}
	if k-s.last >= int64(len(s.n)) {
		clear(s.n)
	} else {
		for j := s.last + 1; j <= k; j++ {
			s.n[int(j%int64(len(s.n)))] = 0
		}
	}
	s.last = k
}

// Total is the sum of the last k spans, that of now included.
func (s *Sums) Total(now int64, k int) int64 {
	s.to(now / s.span)
	sum := int64(0)
	for j := range min(int64(k), int64(len(s.n))) {
		if s.last-j >= 0 {
			sum += s.n[int((s.last-j)%int64(len(s.n)))]
		}
	}
	return sum
}

// Save writes them.
func (s *Sums) Save(e *watch.Encoder) {
	e.Int(s.last)
	for _, v := range s.n {
		e.Int(v)
	}
}

// Load reads them into sums that were made with the same numbers.
func (s *Sums) Load(d *watch.Decoder) {
	if s.last = d.Int(); s.last < 0 {
		d.Fail()
	}
	for i := range s.n {
		s.n[i] = d.Int()
	}
}
