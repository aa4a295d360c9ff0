package insider

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// account is what is known of somebody's work.
type account struct {
	first, day int32
	days       uint16 // active ones before today
	role       watch.Role
	secrets    uint8 // days on which it read credentials
	secret     bool  // today
	machine    bool  // by its name
	score      float32
	look       float32
	persons    int64 // from strange tables, today
	began      int64 // when the first strange one was read today
	clones     tally.Habit
	clonesLook uint16
	tables     []learnt
	ranges     []learnt
	repos      []uint32 // today
	strangers  []uint32 // strange tables of today
}

// learnt is something that an account uses.
type learnt struct {
	what uint32
	last uint16 // day, modulo
	days uint8
}

const (
	mostTables = 16
	mostRanges = 4
	mostRepos  = 64
	mostAlien  = 8
	forgets    = 90 // days after which a table is strange again
)

// to brings the account to a day.
func (c *account) to(today int32) {
	if today <= c.day {
		return
	}
	c.days = min(c.days+1, 60_000)
	if len(c.repos) > 0 {
		c.clones.Add(float64(len(c.repos)))
	}
	if c.secret {
		c.secrets = min(c.secrets+1, 200)
	}
	if c.score > 1 && today-c.day < 7 { // half of it counts on the next day
		c.score, c.persons = c.score/2, c.persons/2
	} else {
		c.score, c.persons, c.began = 0, 0, 0
	}
	c.day, c.look, c.clonesLook, c.secret = today, 0, 0, false
	c.repos, c.strangers = c.repos[:0], c.strangers[:0]
}

// use tells on how many days before today a thing was used, and that it is used now. The one that was used least makes room.
func use(l *[]learnt, most int, what uint32, today int32) (days int) {
	d := uint16(today)
	least := 0
	for i := range *l {
		k := &(*l)[i]
		if k.what == what {
			days = int(k.days)
			switch {
			case d-k.last > forgets:
				days, k.days = 0, 1
			case k.last != d:
				k.days = min(k.days+1, 200)
			default:
				days-- // today's
			}
			k.last = d
			return days
		}
		if o := &(*l)[least]; k.worth(d) < o.worth(d) {
			least = i
		}
	}
	n := learnt{what, d, 1}
	if len(*l) < most {
		*l = append(*l, n)
	} else {
		(*l)[least] = n
	}
	return 0
}

// worth is less for what was used on few days and long ago.
func (k *learnt) worth(d uint16) int { return 4*int(min(k.days, 50)) - int(d-k.last) }

// add puts a value into a list of different ones. fresh tells that it was not in it.
func add(l *[]uint32, most int, v uint32) (fresh bool) {
	if slices.Contains(*l, v) {
		return false
	}
	if len(*l) < most {
		*l = append(*l, v)
	}
	return true
}

// table is what is known of a table: who reads it.
type table struct {
	n       uint8
	readers [6]uint32
}

// others is how many other accounts read it before, and takes in this one.
func (t *table) others(id watch.ID) int {
	v := uint32(id)
	for i := range t.n {
		if t.readers[i] == v {
			return int(t.n) - 1
		}
	}
	n := int(t.n)
	if n < len(t.readers) {
		t.readers[n] = v
		t.n++
	}
	return n
}

// taker is somebody who read credentials out of habit.
type taker struct {
	who, origin watch.ID
	at, last    int64
	rows        int64
	people      tally.Recent
}

// door is an address or a device from which accounts came in after credentials were read.
type door struct {
	first    int64
	in       tally.Distinct
	did      tally.Distinct
	n, done  int64
	match    int64 // of those whose credentials were read
	away     int64 // of those that are known to be at home elsewhere
	drew     bool
	inLook   int64
	doneLook int64
}
