package leak

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

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

// nationalKinds are the kinds of numbers that a state gives each person.
var nationalKinds = setOf(pii.JapanIndividualNumber, pii.ChinaResidentIDNumber, pii.TaiwanNationalIDNumber, pii.HongKongIDNumber, pii.KoreaRRN,
	pii.SingaporeNationalRegistrationIDNumber, pii.USSocialSecurityNumber)
