package desk

import (
	"sync"
	"time"
)

// Limits say how many questions may be asked in a minute.
type Limits struct {
	Each int // by one token
	All  int // together
}

// Usual are the limits where nobody says others: a call takes minutes.
var Usual = Limits{Each: 10, All: 60}

// limiter lets so many through: what was not asked for a while may be asked at once, up to a minute's worth.
type limiter struct {
	mu   sync.Mutex
	now  func() time.Time
	of   Limits
	each map[string]*bucket
	all  bucket
}

// bucket holds what may still be asked, as of a time.
type bucket struct {
	left float64
	at   time.Time
}

func newLimiter(of Limits, now func() time.Time) *limiter {
	t := now()
	return &limiter{now: now, of: of, each: map[string]*bucket{}, all: bucket{float64(of.All), t}}
}

// refill adds what came since.
func (b *bucket) refill(most int, now time.Time) {
	if d := now.Sub(b.at); d > 0 {
		b.left = min(float64(most), b.left+d.Minutes()*float64(most))
	}
	b.at = now
}

// wait is how long until one more may be asked.
func (b *bucket) wait(most int) time.Duration {
	if b.left >= 1 {
		return 0
	}
	return time.Duration((1-b.left)/float64(most)*float64(time.Minute)).Round(time.Second) + time.Second
}

// take lets a question by who through; else it says when the next one may be asked. One that is refused costs nothing.
func (l *limiter) take(who string) (until time.Time, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b := l.each[who]
	if b == nil {
		b = &bucket{float64(l.of.Each), now}
		l.each[who] = b
	}
	b.refill(l.of.Each, now)
	l.all.refill(l.of.All, now)
	if w := max(b.wait(l.of.Each), l.all.wait(l.of.All)); w > 0 {
		return now.Add(w), false
	}
	b.left--
	l.all.left--
	return time.Time{}, true
}

// Tally counts questions until they are recorded.
type Tally struct {
	mu           sync.Mutex
	asked, found int64
}

// Add counts a question.
func (t *Tally) Add(found bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asked++
	if found {
		t.found++
	}
}

// Take gives what was counted since, and begins anew; Return gives back what could not be recorded.
func (t *Tally) Take() (asked, found int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	asked, found = t.asked, t.found
	t.asked, t.found = 0, 0
	return asked, found
}

// Return counts again what could not be recorded.
func (t *Tally) Return(asked, found int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asked += asked
	t.found += found
}
