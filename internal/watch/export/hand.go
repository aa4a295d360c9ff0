package export

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// hand is somebody who took or deleted much at a time.
type hand struct {
	first, day       int32
	bytes            float32 // today
	look             float32
	objects, reports uint32 // today
	looked           uint32 // objects at which it was looked last
	usual            tally.Habit
	usualObjects     tally.Habit
	role             watch.Role
	wiped            uint8 // days on which it deleted wholly
	wiping           bool  // today
	listed           int64 // when it listed names last
	run              run
	wipe             run
	today            errand
	trade            *trade
}

// errand is where and when it exported today, first and last. It becomes a habit when the day is over.
type errand struct {
	n     uint8
	hours [2]uint8
	from  [2]uint32
}

func (e *errand) note(hour int, from uint32) {
	i := min(e.n, 1)
	e.hours[i], e.from[i] = uint8(hour), from
	e.n = i + 1
}

// run is a series of the same within a short time.
type run struct {
	first, last int64
	n           uint32 // accesses
	rows        int64
	different   []uint32 // shapes
	looked      uint32
}

// trade is when and from where somebody exports.
type trade struct {
	days   uint8
	last   int32
	hours  [24]uint8
	ranges [4]uint32
	from   [4]uint8
}

// place is what is known of a cluster, a database, a bucket.
type place struct {
	by, origin watch.ID // who took data from it, out of his habit
	at         int64
	rows       int64
	wiped      int64 // when something was deleted wholly
	note       int64 // when a note was told last
}

// craft is a way in which data of a place is taken by several.
type craft struct {
	first  watch.ID
	last   int32
	days   uint8
	others bool
	today  bool // somebody else than first did it today
}

// to brings the craft to a day: what somebody does today is an example only from tomorrow on.
func (c *craft) to(today int32) {
	if c.last != today {
		if c.last != 0 {
			c.days = min(c.days+1, 200)
		}
		c.last, c.others, c.today = today, c.others || c.today, false
	}
}

const different = 16 // shapes of a run that are told apart

// to brings the hand to a day.
func (h *hand) to(today int32) {
	if today <= h.day {
		return
	}
	if h.bytes > 0 {
		h.usual.Add(float64(h.bytes))
	}
	if h.objects > 0 {
		h.usualObjects.Add(float64(h.objects))
	}
	if h.today.n > 0 {
		if h.trade == nil {
			h.trade = &trade{}
		}
		for i := range h.today.n {
			h.trade.learn(h.day, int(h.today.hours[i]), h.today.from[i])
		}
		h.today = errand{}
	}
	if h.wiping {
		h.wiped = min(h.wiped+1, 200)
	}
	h.day, h.bytes, h.look, h.objects, h.looked, h.reports, h.wiping = today, 0, 0, 0, 0, 0, false
}

// add counts an access of a run, which ended if it was silent for so long. fresh tells that its shape is new in it.
func (r *run) add(at, silence int64, shape watch.ID, rows int64) (fresh bool) {
	if at-r.last > silence {
		r.first, r.n, r.rows, r.different, r.looked = at, 0, 0, r.different[:0], 0
	}
	r.last = max(r.last, at)
	r.n++
	r.rows += max(rows, 0)
	if s := uint32(shape); !slices.Contains(r.different, s) && len(r.different) < different {
		r.different = append(r.different, s)
		return true
	}
	return false
}

// again tells that a run has grown enough to be told again.
func (r *run) again() bool {
	if r.n < r.looked {
		return false
	}
	r.looked = r.n + max(r.n/2, 1)
	return true
}

// learn takes in that somebody exported now.
func (t *trade) learn(day int32, hour int, from uint32) {
	if t.last != day {
		t.days = min(t.days+1, 200)
		t.last = day
		if t.days%64 == 0 { // what is long ago counts half
			for i := range t.hours {
				t.hours[i] /= 2
			}
		}
	}
	t.hours[hour] = min(t.hours[hour]+1, 200)
	if from == 0 {
		return
	}
	least := 0
	for i := range t.ranges {
		if t.ranges[i] == from || t.ranges[i] == 0 {
			t.ranges[i] = from
			t.from[i] = min(t.from[i]+1, 200)
			return
		}
		if t.from[i] < t.from[least] {
			least = i
		}
	}
	if t.from[least]--; t.from[least] == 0 {
		t.ranges[least], t.from[least] = from, 1
	}
}

// knows tells whether it exports at such an hour, and from there.
func (t *trade) knows(hour int, from uint32) (when, where bool) {
	if t == nil {
		return false, false
	}
	when = t.hours[hour] > 0 || t.hours[(hour+1)%24] > 0 || t.hours[(hour+23)%24] > 0
	where = from == 0
	for i := range t.ranges {
		where = where || t.ranges[i] == from && t.from[i] > 0
	}
	return when, where
}
