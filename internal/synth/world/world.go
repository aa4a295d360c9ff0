package world

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// Options say what world there shall be. The zero value of each field is replaced by a default.
type Options struct {
	Seed   uint64
	People int // distinct persons whom a store knows at any time, 10,000; at most 10 million
	// Snapshots are the days on which the stores are copied, in order, at most 6: 2023-04-01, 2023-10-01, 2024-04-01
	// and 2025-01-15, each at midnight in Japan.
	Snapshots []time.Time
	Rates     Rates
	MyNumber  bool // the CRM has individual numbers too, of one customer in twenty (those who are paid fees)
}

// Rates are the shares of a store's persons who change between two snapshots, however far apart these are.
type Rates struct {
	Move, Mobile, Email, Marry float64
	Leave, Join                float64
}

// Usual are the rates of an ordinary half-year. Marry counts the Japanese only.
var Usual = Rates{Move: 0.04, Mobile: 0.03, Email: 0.02, Marry: 0.01, Leave: 0.03, Join: 0.05}

// The stores of every world.
const (
	CRM  = iota // a business's customers; a table of an old Japanese system
	Shop        // an online shop's accounts; columns in English, hashed passwords, cards
	App         // a member club's app; columns in romaji, foreigners too, health notes, weak hashes; who left stays
)

// Store is a system that keeps people.
type Store struct {
	Name    string
	Table   string
	Columns []Column
	style   style
	keeps   bool // who left stays, with a flag
	crlf    bool
}

// World is some people and what the stores know of them over time.
type World struct {
	Stores []Store

	seed   uint64
	step   uint64 // between the mobile numbers of one person and the next, in the order of all numbers
	people int
	rates  Rates
	bounds []int64 // snapshots in Unix seconds, with one instant before the first and one after the last
	joins  []float64
}

// Known is how likely a store learns of a change that happened.
const known = 0.75

// margin is how far before the first and after the last snapshot things change.
const margin = 183 * 24 * time.Hour

// Japan is the zone of all days and times.
var Japan = time.FixedZone("JST", 9*60*60)

// New makes a world. It panics on options that no world can have.
func New(o Options) *World {
	if o.People == 0 {
		o.People = 10_000
	}
	if o.Rates == (Rates{}) {
		o.Rates = Usual
	}
	if o.Snapshots == nil {
		for _, d := range []string{"2023-04-01", "2023-10-01", "2024-04-01", "2025-01-15"} {
			t, _ := time.ParseInLocation(time.DateOnly, d, Japan)
			o.Snapshots = append(o.Snapshots, t)
		}
	}
	if len(o.Snapshots) == 0 || len(o.Snapshots) > 6 || o.People < 0 || o.People > 10_000_000 {
		panic("world: too many people or snapshots, or none")
	}
	w := &World{Stores: stores(o), seed: mix(o.Seed + 0x77), people: o.People, rates: o.Rates}
	// Without a factor of how many numbers there are, no two are the same; and as each world has a step of its own, two
	// worlds share numbers by chance only.
	if w.step = w.seed%9_000_000*30 + 7; w.step%17 == 0 {
		w.step += 30
	}
	w.bounds = append(w.bounds, o.Snapshots[0].Add(-margin).Unix())
	for _, t := range o.Snapshots {
		if t.Unix() <= w.bounds[len(w.bounds)-1] {
			panic("world: snapshots out of order")
		}
		w.bounds = append(w.bounds, t.Unix())
	}
	w.bounds = append(w.bounds, o.Snapshots[len(o.Snapshots)-1].Add(margin).Unix())
	w.joins = joins(len(w.bounds)-1, o.Rates)
	return w
}

// joins is, for all who ever come, the share who are there before the first gap, and the running sum after each: so many
// come in a gap that they are the rate's share of those who were there.
func joins(gaps int, r Rates) []float64 {
	out, there, all := []float64{1}, 1.0, 1.0
	for range gaps {
		all += there * r.Join
		there *= 1 + r.Join - r.Leave
		out = append(out, all)
	}
	for i := range out {
		out[i] /= all
	}
	return out
}

// Snapshots are the instants of the snapshots, in order.
func (w *World) Snapshots() []time.Time {
	var out []time.Time
	for _, b := range w.bounds[1 : len(w.bounds)-1] {
		out = append(out, time.Unix(b, 0).In(Japan))
	}
	return out
}

// Window is what can be known of an instant from the snapshots: the latest not after it, and the first after it. Either may
// be nil.
func (w *World) Window(at time.Time) (after, before *time.Time) {
	for _, b := range w.Snapshots() {
		if b.After(at) {
			return after, &b
		}
		after = &b
	}
	return after, nil
}

// Size is how many rows a store has at an instant.
func (w *World) Size(store int, at time.Time) int {
	n := 0
	for i := range uint64(w.people) {
		if w.there(i, store, at.Unix()) {
			n++
		}
	}
	return n
}

// teller starts the drawing of persons; each writer has its own.
func (w *World) teller() *teller { return &teller{World: w, gen: synth.New(w.seed)} }
