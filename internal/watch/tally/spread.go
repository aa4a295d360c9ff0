package tally

import (
	"math"
	"math/bits"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// bins is how many classes a Spread has: 0, 1, and then each √2 wider than the one before, to 2^31.
const bins = 64

// Spread tells how an amount is spread among many: how many of the peers have how much. Today's are moved from class to class while
// they grow; when the day ends they are added to those of earlier days, which fade. 520 bytes. The zero Spread is ready.
type Spread struct {
	day   int32
	days  uint16
	today [bins]uint32
	past  [bins]float32
}

// Class is the class of an amount.
func Class(x float64) uint8 {
	if x < 1 {
		return 0
	}
	n := uint64(min(x, 1<<31))
	half := bits.Len64(n) - 1
	c := 1 + 2*half
	if float64(n) >= math.Sqrt2*float64(uint64(1)<<half) {
		c++
	}
	return uint8(min(c, bins-1))
}

// Floor is the least amount of a class.
func Floor(class uint8) float64 {
	if class == 0 {
		return 0
	}
	return math.Exp2(float64(class-1) / 2)
}

// To tells that it is a day now: days before are over.
func (s *Spread) To(day int32) {
	if day <= s.day {
		return
	}
	if s.day != 0 {
		any := false
		for i, n := range s.today {
			s.past[i] = s.past[i]*(1-1.0/memory) + float32(n)
			any = any || n > 0
		}
		if any && s.days < math.MaxUint16 {
			s.days++
		}
	}
	clear(s.today[:])
	s.day = day
}

// Move tells that one of today's has come from one class to another; the first time from 0 (of whom nothing was known today:
// fresh).
func (s *Spread) Move(from, to uint8, fresh bool) {
	if !fresh && s.today[from] > 0 {
		s.today[from]--
	}
	s.today[to]++
}

// Days is how many earlier days it knows.
func (s *Spread) Days() int { return int(s.days) }

// Past is how many of earlier days there are, faded; and Today of this day.
func (s *Spread) Past() float64 {
	sum := float32(0)
	for _, n := range s.past {
		sum += n
	}
	return float64(sum)
}

// Today is how many there are today.
func (s *Spread) Today() int64 {
	sum := int64(0)
	for _, n := range s.today {
		sum += int64(n)
	}
	return sum
}

// Quantile is the amount that a share q of earlier days did not pass (the upper end of its class); 0 if there were none.
func (s *Spread) Quantile(q float64) float64 {
	left := float32(s.Past() * (1 - q))
	if left <= 0 {
		return 0
	}
	for i := bins - 1; i > 0; i-- {
		if left -= s.past[i]; left < 0 {
			return Floor(uint8(i + 1))
		}
	}
	return 1
}

// Level is the largest amount that at least n, one of them oneself, have reached today.
func (s *Spread) Level(n int64) float64 {
	for i := bins - 1; i > 0; i-- {
		if n -= int64(s.today[i]); n <= 0 {
			return Floor(uint8(i + 1))
		}
	}
	return 0
}

// Save writes it.
func (s *Spread) Save(e *watch.Encoder) {
	e.Int(int64(s.day))
	e.Uint(uint64(s.days))
	for i := range bins {
		e.Uint(uint64(s.today[i]))
		e.Uint(uint64(math.Float32bits(s.past[i])))
	}
}

// Load reads it.
func (s *Spread) Load(d *watch.Decoder) {
	s.day, s.days = int32(d.Int()), uint16(d.Uint())
	for i := range bins {
		s.today[i] = uint32(d.Uint())
		s.past[i] = math.Float32frombits(uint32(d.Uint()))
		if !(s.past[i] >= 0) {
			d.Fail()
			return
		}
	}
}
