package people

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Config sets the floors below which nothing is told. Zero means the default; the reasons stand in About.
type Config struct {
	Hour, Day int64 // persons (100, 200)
	First     int64 // persons of somebody without a history and without peers (500)
	Slow      int64 // new persons beyond the usual, added up (300)
	Customer  int64 // other persons that a customer may read in a day (20)
	Rows      int64 // how many rows weigh as much as a person where no persons are known (10)
	Unknown   int64 // how much more must be read in a store that nobody knows (5)
	History   int   // active days before a habit counts (5)
}

func (c Config) filled() Config {
	for _, f := range []struct {
		to *int64
		or int64
	}{{&c.Hour, 100}, {&c.Day, 200}, {&c.First, 500}, {&c.Slow, 300}, {&c.Customer, 20}, {&c.Rows, 10}, {&c.Unknown, 5}} {
		if *f.to <= 0 {
			*f.to = f.or
		}
	}
	if c.History <= 0 {
		c.History = 5
	}
	return c
}

// who is whose reading an access counts for; 0 if that cannot be said. single tells that it is an origin.
func who(a *watch.Access) (id watch.ID, single bool) {
	switch {
	case a.Who != 0:
		return a.Who, false
	case a.For != 0:
		return a.For, false
	case a.SessionID != 0:
		return a.SessionID, false
	case a.Net.Kind&watch.Crowd == 0:
		return a.Origin, true
	}
	return 0, false
}

// measure says in what a reader's reading is counted.
type measure uint8

const (
	persons measure = iota
	rows
	measures
)

// amount is what an access adds: to the persons those it names, else its rows unless the store is known to hold nobody.
func amount(a *watch.Access) (m measure, n int64) {
	switch {
	case len(a.People) > 0:
		return persons, int64(len(a.People))
	case a.Rows > 0 && a.Action != event.Export && (!a.Store.Known || a.Store.People != 0): // a list or a table taken as a whole is package export's
		return rows, a.Rows
	}
	return rows, 0
}

// customer tells somebody who is a customer and nothing else.
func customer(r watch.Role) bool {
	return r&watch.Customer != 0 && r&(watch.Staff|watch.Admin|watch.Job) == 0
}

// scale is by how much the floors are raised for what is read: rows are no persons, and an unknown store may hold none.
func (d *detector) scale(a *watch.Access, m measure) float64 {
	f := 1.0
	if m == rows {
		f = float64(d.c.Rows)
	}
	switch {
	case a.Store.Known || a.Named:
		if w := a.Store.Weight; w > 1 {
			f /= min(w, 2) // what does more harm is told earlier
		}
	case m == rows:
		f *= float64(d.c.Unknown)
	default:
		f *= 2 // an identifier behind /members/ is a person most likely
	}
	return f
}
