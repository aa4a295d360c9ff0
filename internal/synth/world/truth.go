package world

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// Day is a date of birth.
type Day = synth.Date

// Truth is what a dump is.
type Truth struct {
	Records   int
	Persons   int      // distinct, ours and others
	Matched   int      // distinct persons of ours
	Strangers int      // distinct persons whom no store knows
	Foreign   int      // their rows
	Planted   int      // rows of those planted, who are not among the persons
	Stores    []From   // every store, in the world's order
	Columns   []Column // as they are named in the dump, table after table

	At time.Time
	// After is the latest snapshot whose changes the dump has, Before the first whose changes it lacks: nil where there is
	// none. A dump of the very instant of a snapshot has its changes.
	After, Before *time.Time

	Genuine string        // the verdict to be found: genuine, altered or invented
	Births  map[Day]int   // persons by date of birth, if the dump tells it
	Regions map[Place]int // persons by residence, if the dump tells it: that of their first row
	Cells   int           // values that are not empty
	Spoilt  int           // of these, corrupted ones

	Values []synth.Value // the first of them in clear, as many as asked for
}

// From is what a dump has of a store.
type From struct {
	Store   string
	Records int
	Persons int
	Share   float64 // of the dump's records

	At            time.Time  // when its rows were taken
	After, Before *time.Time // as in Truth
}

// Place is where a person lives: a prefecture of JP, a province of CN, a state of US.
type Place struct{ Country, Name string }

// Minors counts the persons under 18 on a day of Japan.
func (t *Truth) Minors(on time.Time) int {
	y, m, day := on.In(Japan).Date()
	n := 0
	for b, persons := range t.Births {
		age := y - b.Y
		if int(m) < b.M || int(m) == b.M && day < b.D {
			age--
		}
		if age < 18 {
			n += persons
		}
	}
	return n
}

func (t *Truth) sum() {
	for i := range t.Stores {
		t.Stores[i].Share = float64(t.Stores[i].Records) / float64(max(t.Records, 1))
	}
}

func (d *dumper) keepValue(k pii.Kind, v string) {
	if k != pii.None && v != "" && len(d.truth.Values) < d.spec.Keep {
		d.truth.Values = append(d.truth.Values, synth.Value{Kind: k, Text: v})
	}
}
