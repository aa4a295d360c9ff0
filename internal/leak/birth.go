package leak

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/dob"
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
func birthOf(r *row) (b birth) {
	for i := range r.values {
		v := &r.values[i]
		switch v.kind {
		case pii.DateOfBirth:
			if y, m, d, ok := dob.Day(v.text); ok && digits.Birth(y, m, d) {
				b = b.join(dateBirth(y, m, d))
			}
		case pii.ChinaResidentIDNumber, pii.KoreaRRN:
			if in, ok := readNumber(v.kind, v.text); ok && in.possible() {
				b = b.join(fromNumber | dateBirth(in.y, in.m, in.d))
			}
		case pii.Age:
			if n, ok := ageIn(v.text); ok {
				b = b.join(fromAge | birth(n))
			}
		}
	}
	return b
}

// ageIn reads an age in years.
func ageIn(v []byte) (int, bool) {
	n, some := 0, false
	for i := 0; i < len(v) && i < 24; {
		s, w := digits.At(v, i)
		if s > 9 {
			if some {
				break
			}
			i += w
			continue
		}
		if n, some = n*10+int(s), true; n > 130 {
			return 0, false
		}
		i += w
	}
	return n, some
}

// inside is what a national number says of its holder.
type inside struct {
	y, m, d  int
	woman    bool
	division [4]byte // of the register, China only
}

// possible tells whether somebody alive may have been born on that day.
func (in *inside) possible() bool { return digits.Birth(in.y, in.m, in.d) }

// readNumber takes a national number apart that has the shape of one, whether or not its check digit is right.
func readNumber(kind pii.Kind, v []byte) (in inside, ok bool) {
	var buf [18]byte
	d, ok := figures(v, buf[:])
	if !ok {
		return in, false
	}
	switch {
	case kind == pii.ChinaResidentIDNumber && len(d) == 18:
		in.y, in.m, in.d = digits.Number(d[6:10]), digits.Number(d[10:12]), digits.Number(d[12:14])
		in.woman = d[16]&1 == 0
		copy(in.division[:], d)
	case kind == pii.ChinaResidentIDNumber && len(d) == 15:
		in.y, in.m, in.d = 1900+digits.Number(d[6:8]), digits.Number(d[8:10]), digits.Number(d[10:12])
		in.woman = d[14]&1 == 0
		copy(in.division[:], d)
	case kind == pii.KoreaRRN && len(d) == 13 && d[6] >= '1' && d[6] <= '8':
		in.y, in.m, in.d = 1900+digits.Number(d[:2]), digits.Number(d[2:4]), digits.Number(d[4:6])
		if d[6] == '3' || d[6] == '4' || d[6] >= '7' {
			in.y += 100
		}
		in.woman = d[6]&1 == 0
	default:
		return in, false
	}
	return in, true
}

// figures are the digits of a value made of digits and what separates them, in ASCII; X may be the last of eighteen. It is
// false for anything else.
func figures(v []byte, buf []byte) ([]byte, bool) {
	n := 0
	for i := 0; i < len(v); {
		s, w := digits.At(v, i)
		switch {
		case s <= 9 && n < len(buf):
			buf[n] = '0' + byte(s)
			n++
		case s == digits.Hyphen || s == digits.Space || s == digits.Plus || s == digits.Open || s == digits.Close:
		case n == 17 && v[i]|0x20 == 'x' && i+1 == len(v) && len(buf) > 17:
			buf[n] = 'X'
			return buf[:n+1], true
		default:
			return nil, false
		}
		i += w
	}
	return buf[:n], n > 0
}
