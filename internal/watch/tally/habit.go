package tally

import (
	"math"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Habit is what is usual of an amount that is taken once for each active day: mean and deviation of ln(1+x), weighted so that
// about the last 14 such days count. A day far outside counts only as one at the edge, so that what is to be noticed does not
// become usual by happening. 12 bytes. The zero Habit knows nothing.
type Habit struct {
	mean, dev float32
	days      uint16
}

// settled is after how many days a habit refuses to be led away by single ones; memory how many days count.
const (
	settled = 5
	memory  = 14
)

// Add takes in a day.
func (h *Habit) Add(x float64) {
	v := math.Log1p(max(x, 0))
	if h.days >= settled {
		edge := 2 * max(float64(h.dev), 0.25)
		v = min(max(v, float64(h.mean)-edge), float64(h.mean)+edge)
	}
	if h.days < math.MaxUint16 {
		h.days++
	}
	if h.days == 1 {
		h.mean, h.dev = float32(v), 0
		return
	}
	w := 1 / float64(min(h.days, memory))
	off := v - float64(h.mean)
	h.mean += float32(w * off)
	h.dev += float32(w * (1.25*math.Abs(off) - float64(h.dev))) // of a normal distribution the mean distance is 0.8 σ
}

// Days is how many days were taken in.
func (h *Habit) Days() int { return int(h.days) }

// Usual is the amount of an ordinary day.
func (h *Habit) Usual() float64 { return math.Expm1(float64(h.mean)) }

// Beyond is the amount above which a day is k deviations from the usual, a deviation being at least least (in units of ln).
func (h *Habit) Beyond(k, least float64) float64 {
	return math.Expm1(float64(h.mean) + k*max(float64(h.dev), least))
}

// Steady tells that days differ by less than about that much (0.2: a fifth).
func (h *Habit) Steady(within float64) bool { return float64(h.dev) < within }

// Save and Load write and read it.
func (h *Habit) Save(e *watch.Encoder) {
	e.Uint(uint64(h.days))
	if h.days > 0 {
		e.Uint(uint64(math.Float32bits(h.mean)))
		e.Uint(uint64(math.Float32bits(h.dev)))
	}
}

// Load reads what Save wrote.
func (h *Habit) Load(d *watch.Decoder) {
	*h = Habit{days: uint16(min(d.Uint(), math.MaxUint16))}
	if h.days > 0 {
		h.mean, h.dev = math.Float32frombits(uint32(d.Uint())), math.Float32frombits(uint32(d.Uint()))
		if h.mean != h.mean || h.dev != h.dev || h.mean > 100 || h.dev > 100 {
			d.Fail()
		}
	}
}
