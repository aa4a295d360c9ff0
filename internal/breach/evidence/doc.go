// Package evidence makes evidence of a case out of what the rest of the program found and what people say: an alert, an exposure, a
// matched dump, a claim, a part of the inventory, a file, a tip, a statement, a supplier's notice, an answer of the logs.
//
// Each constructor is pure: it takes a record and returns a Found, in which everything is fit to be shown but what is to be sealed
// (Secret) and what goes into the vault (Persons, Record). Kinds and numbers of persons are computed; who handles the data for whom and
// where they are stored comes from the declared register. What a record suggests of facts of law is data: detectors.txt, doors.txt
// and causes.txt, a line for each rule of each detector and each door of the catalogue.
//
// What a record does not tell is not in a Found: an unknown is never written as a no. Where it could have told and does not (a log that was
// silent, a file that could not be read), it says so under Gaps.
package evidence

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Found is what a piece of evidence gives to a case.
type Found struct {
	// Added is the piece, without its ID, and without Persons, SHA256 and Size, which the vault gives.
	Added breach.Added
	// Secret is to be sealed with it; nil nothing.
	Secret *breach.Secret
	// Persons are to be put in the vault, from which Added.Persons come.
	Persons []*breach.Persons
	// Record is what is kept of it in the vault, fit to be shown; nil nothing.
	Record []byte
	// Notes are for whoever adds it and not recorded: what could be done so that more is known.
	Notes []law.Text
}

// note adds a hint.
func (f *Found) note(en, ja string) { f.Notes = append(f.Notes, law.Text{EN: en, JA: ja}) }

// fact adds what the piece says of a fact. The source is the piece itself, whose ID is given when it is recorded (Number).
func (f *Found) fact(name string, v breach.Value, en, ja string) {
	f.Added.Facts = append(f.Added.Facts, breach.Fact{Name: name, Value: v, Status: breach.Asserted, Why: law.Text{EN: en, JA: ja}})
}

// is adds a fact that is so, or suspected; unknown adds nothing. The stronger of two stays.
func (f *Found) is(name string, t law.Truth, en, ja string) {
	if t == law.Unknown {
		return
	}
	for i := range f.Added.Facts {
		if o := &f.Added.Facts[i]; o.Name == name {
			if t > o.Value.Truth {
				o.Value.Truth, o.Why = t, law.Text{EN: en, JA: ja}
			}
			return
		}
	}
	f.fact(name, breach.Value{Truth: t}, en, ja)
}

// at adds a moment to the facts.
func (f *Found) at(name string, m breach.Moment, en, ja string) {
	if !m.At.IsZero() {
		f.fact(name, breach.Value{Moment: &m}, en, ja)
	}
}

// gap adds what the piece cannot tell.
func (f *Found) gap(en, ja string) {
	f.Added.Gaps = append(f.Added.Gaps, law.Text{EN: en, JA: ja})
}

// mark adds a moment to the time line.
func (f *Found) mark(m breach.Moment, kind, en, ja string) {
	if !m.At.IsZero() {
		f.Added.Marks = append(f.Added.Marks, breach.Mark{When: m, Kind: kind, Text: law.Text{EN: en, JA: ja}})
	}
}

// record keeps what the piece was made of.
func (f *Found) record(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("keep the record: %w", err)
	}
	f.Record, f.Added.Media = text, "application/json"
	return nil
}

// Number gives the piece its ID in the case, which becomes the source of all that it says.
func (f *Found) Number(id string) {
	f.Added.ID = id
	for i := range f.Added.Facts {
		f.Added.Facts[i].Source = id
	}
	for i := range f.Added.Causes {
		c := &f.Added.Causes[i]
		for _, grounds := range [][]breach.Ground{c.For, c.Against} {
			for k := range grounds {
				grounds[k].Source = id
			}
		}
	}
}

// second is a moment known to the second.
func second(t time.Time) breach.Moment {
	return breach.Moment{At: t.UTC().Truncate(time.Second), Precision: breach.Second}
}

// between is a moment that lies between two; the whole of it is uncertain.
func between(from, to time.Time) breach.Moment {
	m := second(from)
	if to.After(from) {
		m.Until = to.UTC().Truncate(time.Second)
	}
	return m
}

func text(en, ja string) law.Text { return law.Text{EN: en, JA: ja} }

// kindsOf tells kinds that are somebody's data from what is none, in the order of kinds.
func kindsOf(list []pii.Kind) []pii.Kind {
	has := map[pii.Kind]bool{}
	for _, k := range list {
		has[k] = k != pii.None && !k.Has(pii.NotPersonal)
	}
	out := []pii.Kind{}
	for _, k := range pii.Kinds() {
		if has[k] {
			out = append(out, k)
		}
	}
	return out
}

// number writes a count for people.
func number(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// whom writes how many persons, or that it is unknown.
func whom(n *int64) law.Text {
	if n == nil {
		return text("an unknown number of people", "人数不明")
	}
	if *n == 1 {
		return text("1 person", "1人")
	}
	return text(number(*n)+" people", number(*n)+"人")
}
