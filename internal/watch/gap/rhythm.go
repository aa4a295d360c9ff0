package gap

import (
	"math"
	"math/bits"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// The units of time, in minutes.
const (
	hour = 60
	day  = 24 * hour
	week = 7 * day
)

// cell is one hour of the week.
type cell struct {
	active uint16 // minutes with records, over all weeks
	seen   uint16 // how often the hour came
	missed uint8  // how often it lay in a gap lately
}

// silence is a time without records, in minutes; from is the first one, to the one behind the last.
type silence struct {
	from, to int64
}

// rhythm is how a log usually has records. Times are minutes of the organisation's clock.
type rhythm struct {
	first, last int64 // active minutes
	n           int64 // how many there were
	hour        int64 // the number of the hour that is counted, and its active minutes
	minutes     uint16
	cells       [168]cell
	hist        [96]uint32 // how long silences were, in expected active minutes, by quarters of octaves
	longest     float64    // the longest that was no gap
	pending     []silence  // long ones that came before enough was known
	gaps        []int64    // when gaps ended lately
	silent      silence    // the last that looked like a gap
	days        calendar   // with records
}

// mostPending bounds the silences that wait, the longest stay.
const mostPending = 64

// put takes in a minute with records. It returns the silence before it, if there was one.
func (r *rhythm) put(m int64) (s silence, some bool) {
	if r.n == 0 {
		r.first, r.last, r.hour = m, m, m/hour
		r.n, r.minutes = 1, 1
		r.days.add(m / day)
		return s, false
	}
	if m <= r.last {
		r.days.add(m / day)
		return s, false
	}
	s, some = silence{r.last + 1, m}, m > r.last+1
	r.n++
	if m/day != r.last/day {
		r.days.add(m / day)
	}
	if h := m / hour; h != r.hour {
		c := &r.cells[slot(r.hour)]
		c.count(r.minutes)
		r.hour, r.minutes = h, 0
	}
	r.minutes++
	r.last = m
	return s, some
}

// slot is the hour of the week, from Thursday midnight.
func slot(h int64) int { return int(h % 168) }

func (c *cell) count(active uint16) {
	if c.seen >= 50 {
		c.active, c.seen = c.active/2, c.seen/2
	}
	c.active += active
	c.seen++
	if active > 0 && c.missed > 0 {
		c.missed--
	}
}

// quiet learns that a silence is no gap: its hours came, and had no records. What is far too long is no measure of others.
func (r *rhythm) quiet(s silence, expected float64) {
	if l := r.limit(); expected > l {
		expected = l / 2
	}
	r.hist[min(bucket(expected), len(r.hist)-1)]++
	r.longest = max(r.longest, expected)
	for h := s.from/hour + 1; h < s.to/hour; h++ {
		r.cells[slot(h)].count(0)
	}
}

func bucket(v float64) int { return int(4 * math.Log2(1+v)) }

// gap learns that a silence was one: when it lies at the same hours again and again, it is a custom of the house.
func (r *rhythm) gap(s silence) (custom bool) {
	r.gaps = slices.DeleteFunc(r.gaps, func(t int64) bool { return t < s.to-week })
	if r.gaps = append(r.gaps, s.to); len(r.gaps) > 8 {
		r.gaps = r.gaps[1:]
	}
	if s.to-s.from < day {
		for h := s.from / hour; h <= (s.to-1)/hour; h++ {
			if c := &r.cells[slot(h)]; c.missed < 8 {
				c.missed += 2
			}
		}
	}
	return len(r.gaps) >= 6 // it is quieter than it was
}

// rest tells a day on which those who work do not.
type rest func(day int64) bool

// weekend tells Saturdays and Sundays.
func weekend(d int64) bool { w := (d + 4) % 7; return w == 0 || w == 6 }

// rates are what is expected of each hour of a day of work and of rest, and of those of the week.
type rates struct {
	r     *rhythm
	class [2][24]float64
	seen  int     // hours that came
	floor float64 // what at least is expected of an hour that never came
}

// rates are made for a silence: of what little is known of a log, its hours speak too, as if they were none that is missing.
func (r *rhythm) rates(s silence, off rest) rates {
	x := rates{r: r}
	var active, seen [2][24]float64
	for h := s.from/hour + 1; h < min(s.to/hour, s.from/hour+7*24); h++ {
		if r.cells[slot(h)].seen >= 3 {
			continue
		}
		k := 0
		if off(h / 24) {
			k = 1
		}
		seen[k][h%24]++
	}
	for i := range r.cells {
		c := &r.cells[i]
		k := 0
		if weekend(int64(i) / 24) {
			k = 1
		}
		active[k][i%24] += float64(c.active)
		seen[k][i%24] += float64(c.seen)
		x.seen += int(c.seen)
	}
	x.floor = 1
	for h := range 24 {
		for k := range 2 {
			x.class[k][h] = -1
			if seen[k][h] > 0 {
				x.class[k][h] = active[k][h] / (60 * (seen[k][h] + 1)) // one hour more, and silent: little is known of few
			}
		}
		if all := seen[0][h] + seen[1][h]; all > 0 {
			x.floor = min(x.floor, active[0][h]/(60*(seen[0][h]+1)))
		} else {
			x.floor = 0
		}
	}
	if x.floor /= 4; x.floor < 0.1 { // only what is busy at all hours is taken to be so on weekends too
		x.floor = 0
	}
	return x
}

// hour is how much of an hour has records, of 1: the least of it and its neighbours, so that clocks may be set and people come late.
func (x *rates) hour(h int64, off rest) float64 {
	return min(x.one(h-1, off), x.one(h, off), x.one(h+1, off))
}

func (x *rates) one(h int64, off rest) float64 {
	d, c := h/24, &x.r.cells[slot(h)]
	k := 0
	free := off(d)
	if free {
		k = 1
	}
	class := x.class[k][h%24]
	if class < 0 {
		class = x.floor
	}
	switch own := float64(c.active) / (60 * float64(c.seen+1)); {
	case c.missed >= 4:
		return 0
	case free && !weekend(d): // a holiday: as a weekend
		return min(class, own)
	case c.seen >= 3:
		return float64(c.active) / (60 * float64(c.seen))
	case c.seen > 0:
		return min(own, class)
	}
	return class
}

// expected is how many active minutes a silence would have had.
func (x *rates) expected(s silence, off rest) float64 {
	sum := 0.0
	if long := s.to - s.from; long > 9*week { // the week as it is, for as many as there are
		one := x.expected(silence{s.from, s.from + week}, off)
		return one * float64(long) / week
	}
	for m := s.from; m < s.to; {
		next := min((m/hour+1)*hour, s.to)
		sum += x.hour(m/hour, off) * float64(next-m)
		m = next
	}
	return sum
}

// limit is how many expected active minutes are more than silence: three times what all but one of a thousand minutes had
// behind them, and twice what was ever seen; at least 15.
func (r *rhythm) limit() float64 {
	above, at := r.n/1000, len(r.hist)-1
	for n := int64(0); at > 0; at-- {
		if n += int64(r.hist[at]); n > above {
			break
		}
	}
	return max(15, 3*(math.Exp2(float64(at)/4)-1), 2*r.longest)
}

// whole are the days that lie in a silence, as [from, to).
func (s silence) whole() (from, to int64) { return (s.from + day - 1) / day, s.to / day }

// days is how much speaks for records on those days: −ln of the chance that there are none on any.
func (r *rhythm) missing(from, to int64, off rest) float64 {
	if to-from > 400 {
		to = from + 400
	}
	sum := 0.0
	for d := from; d < to; d++ {
		k, same := r.days.share(d, from, off)
		sum -= math.Log(1 - min(k, same))
	}
	return sum
}

// calendar is a set of days.
type calendar struct {
	base int64
	bits []uint64
}

// mostDays is how long a calendar is: ten years and a half.
const mostDays = 3840

func (c *calendar) add(d int64) {
	if c.bits == nil {
		c.base = d
	}
	if d < c.base {
		n := (c.base - d + 63) / 64
		if n > mostDays/64 {
			return
		}
		c.base -= 64 * n
		c.bits = append(make([]uint64, n), c.bits...)
	}
	if d-c.base >= mostDays { // the oldest go
		n := min((d-c.base-mostDays)/64+1, int64(len(c.bits)))
		c.bits = c.bits[n:]
		if c.base += 64 * n; len(c.bits) == 0 {
			c.base = d
		}
	}
	for d-c.base >= int64(len(c.bits))*64 {
		c.bits = append(c.bits, 0)
	}
	c.bits[(d-c.base)/64] |= 1 << ((d - c.base) % 64)
}

func (c *calendar) has(d int64) bool {
	d -= c.base
	return d >= 0 && d < int64(len(c.bits))*64 && c.bits[d/64]>>(d%64)&1 != 0
}

func (c *calendar) count() (n int) {
	for _, w := range c.bits {
		n += bits.OnesCount64(w)
	}
	return n
}

// span is the first day and the one behind the last.
func (c *calendar) span() (from, to int64) {
	from, to = -1, 0
	for i, w := range c.bits {
		if w == 0 {
			continue
		}
		if from < 0 {
			from = c.base + int64(64*i+bits.TrailingZeros64(w))
		}
		to = c.base + int64(64*i+64-bits.LeadingZeros64(w))
	}
	return max(from, 0), to
}

// share is how many of the days like d are there, of 1, among those before a day and since the first: of the same sort (work or
// rest; of both, where they are alike), and of the same day of the week. Of half a year before it, so that what once was is
// forgotten.
func (c *calendar) share(d, before int64, off rest) (sort, weekday float64) {
	var there, all [3]float64 // of the same sort, of the other, of the same weekday
	first, _ := c.span()
	for x := max(before-182, first); x < before; x++ {
		k := 0
		if off(x) != off(d) {
			k = 1
		}
		all[k]++
		same := k == 0 && (x-d)%7 == 0
		if same {
			all[2]++
		}
		if c.has(x) {
			there[k]++
			if same {
				there[2]++
			}
		}
	}
	if all[0] > 0 && all[1] > 0 && math.Abs(there[0]/all[0]-there[1]/all[1]) < 0.15 {
		there[0], all[0] = there[0]+there[1], all[0]+all[1]
	}
	if all[0] == 0 {
		return 0, 0
	}
	weekday = 1
	if all[2] >= 3 {
		weekday = (there[2] + 0.5) / (all[2] + 0.51)
	}
	return (there[0] + 0.5) / (all[0] + 1), weekday
}

// human tells a log of people: on days of rest it has less than a third of what it has on days of work.
func (r *rhythm) human() bool {
	var active, seen [2]float64
	for i := range r.cells {
		k := 0
		if weekend(int64(i) / 24) {
			k = 1
		}
		active[k] += float64(r.cells[i].active)
		seen[k] += float64(r.cells[i].seen)
	}
	return seen[0] > 0 && 3*active[1]*seen[0] < active[0]*max(seen[1], 1)
}

// office tells a log that rests on weekends, or may: none came yet.
func (c *calendar) office() bool {
	from, to := c.span()
	var there, all [2]int
	for d := max(from, to-92); d < to; d++ {
		k := 0
		if weekend(d) {
			k = 1
		}
		all[k]++
		if c.has(d) {
			there[k]++
		}
	}
	return (all[1] == 0 || 2*there[1] < all[1]) && 2*there[0] > all[0]
}

func (c *calendar) save(e *watch.Encoder) {
	e.Int(c.base)
	e.Uint(uint64(len(c.bits)))
	for _, w := range c.bits {
		e.Uint(w)
	}
}

func (c *calendar) load(r *watch.Decoder) {
	c.base = r.Int()
	n := r.Len(1)
	if n > mostDays/64+1 {
		r.Fail()
		return
	}
	c.bits = nil
	for range n {
		c.bits = append(c.bits, r.Uint())
	}
}
