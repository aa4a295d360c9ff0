// Package number reads what numbers say of a person: the birth, the sex and the register that a national number holds, an
// age.
package number

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Inside is what a national number says of its holder: the resident number of China (GB 11643) and of Korea.
type Inside struct {
	Year, Month, Day int
	Woman            bool
	Division         [4]byte // of the register: the first four digits of GB/T 2260, China only
}

// Possible tells whether somebody alive may have been born on that day.
func (in *Inside) Possible() bool { return digits.Birth(in.Year, in.Month, in.Day) }

// Read takes a national number apart that has the shape of one, whether or not its check digit is right.
func Read(kind pii.Kind, v []byte) (in Inside, ok bool) {
	var buf [18]byte
	d, ok := Figures(v, buf[:])
	if !ok {
		return in, false
	}
	switch {
	case kind == pii.ChinaResidentIDNumber && len(d) == 18:
		in.Year, in.Month, in.Day = digits.Number(d[6:10]), digits.Number(d[10:12]), digits.Number(d[12:14])
		in.Woman = d[16]&1 == 0
		copy(in.Division[:], d)
	case kind == pii.ChinaResidentIDNumber && len(d) == 15:
		in.Year, in.Month, in.Day = 1900+digits.Number(d[6:8]), digits.Number(d[8:10]), digits.Number(d[10:12])
		in.Woman = d[14]&1 == 0
		copy(in.Division[:], d)
	case kind == pii.KoreaRRN && len(d) == 13 && d[6] >= '1' && d[6] <= '8':
		in.Year, in.Month, in.Day = 1900+digits.Number(d[:2]), digits.Number(d[2:4]), digits.Number(d[4:6])
		if d[6] == '3' || d[6] == '4' || d[6] >= '7' {
			in.Year += 100
		}
		in.Woman = d[6]&1 == 0
	default:
		return in, false
	}
	return in, true
}

// Figures are the digits of a value made of digits and what separates them, in ASCII; X may be the last of eighteen. It is
// false for anything else.
func Figures(v []byte, buf []byte) ([]byte, bool) {
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

// Age reads an age in years, up to 130.
func Age(v []byte) (int, bool) {
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

// National are the kinds of numbers that a state gives each person.
var National = row.KindsOf(pii.JapanIndividualNumber, pii.ChinaResidentIDNumber, pii.TaiwanNationalIDNumber, pii.HongKongIDNumber, pii.KoreaRRN,
	pii.SingaporeNationalRegistrationIDNumber, pii.USSocialSecurityNumber)
