package person

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/dob"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/number"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// birth is what is known of when somebody was born: where it comes from (0 a date of birth, 1 a number that holds one, 2
// an age), then the date as year, month, day, or the age. 0 is unknown. The smaller is the better source.
type birth uint32

const (
	fromNumber birth = 1 << 24
	fromAge    birth = 2 << 24
	birthValue       = fromNumber - 1
)

func (b birth) join(o birth) birth {
	if b == 0 || o != 0 && o < b {
		return o
	}
	return b
}

func dateBirth(y, m, d int) birth { return birth(y<<9 | m<<5 | d) }

// date is the day of birth; false if only an age is known, or nothing.
func (b birth) date() (y, m, d int, ok bool) {
	v := int(b & birthValue)
	return v >> 9, v >> 5 & 15, v & 31, b != 0 && b < fromAge
}

// age is the age on a day, false if unknown. An age as the dump tells it is that at the time of the dump.
func (b birth) age(on time.Time, taken *time.Time) (int, bool) {
	y, m, d, ok := b.date()
	if ok {
		return ageOn(y, m, d, on), true
	}
	if b < fromAge || taken == nil {
		return 0, false
	}
	age := int(b & birthValue)
	if on.After(*taken) {
		age += int(on.Sub(*taken).Hours() / (24 * 365.2425))
	}
	return age, true
}

// ageOn counts birthdays. A year of age is full at the end of the day before the birthday (年齢計算ニ関する法律, 民法143条):
// somebody born on 29 February is a year older from 1 March where there is no 29th.
func ageOn(y, m, d int, on time.Time) int {
	oy, om, od := on.Date()
	age := oy - y
	if int(om) < m || int(om) == m && od < d {
		age--
	}
	return age
}

// year is the year of birth as far as it can be told.
func (b birth) year(taken *time.Time) (int, bool) {
	if y, _, _, ok := b.date(); ok {
		return y, true
	}
	if b >= fromAge && taken != nil {
		return taken.Year() - int(b&birthValue), true
	}
	return 0, false
}

// birthOf reads a row's birth: a date of birth, else a number that holds one, else an age.
func birthOf(r *row.Record) (b birth) {
	for i := range r.Values {
		v := &r.Values[i]
		switch v.Kind {
		case pii.DateOfBirth:
			if y, m, d, ok := dob.Day(v.Text); ok && digits.Birth(y, m, d) {
				b = b.join(dateBirth(y, m, d))
			}
		case pii.ChinaResidentIDNumber, pii.KoreaRRN:
			if in, ok := number.Read(v.Kind, v.Text); ok && in.Possible() {
				b = b.join(fromNumber | dateBirth(in.Year, in.Month, in.Day))
			}
		case pii.Age:
			if n, ok := number.Age(v.Text); ok {
				b = b.join(fromAge | birth(n))
			}
		}
	}
	return b
}
