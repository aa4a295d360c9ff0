package event

// Clock reads times; it remembers the day it read last, since most records are of the same day. The zero Clock is ready.
type Clock struct {
	y, m, d int
	base    int64 // µs of that day's beginning, UTC

	ny, nm, nd int // the year that was nearest to now for a day that did not say its own
	now        int64
}

const (
	second = 1_000_000
	day    = 86_400 * second
)

// At is a moment in µs since 1970 UTC, of a day, a time of day in µs, and an offset east of UTC in seconds; 0 if there is no
// such day.
func (c *Clock) At(y, m, d int, of int64, zone int) int64 {
	if y != c.y || m != c.m || d != c.d {
		if m < 1 || m > 12 || d < 1 || d > daysIn(y, m) || y < 1970 || y > 9999 {
			return 0
		}
		c.y, c.m, c.d = y, m, d
		c.base = days(y, m, d) * day
	}
	return c.base + of - int64(zone)*second
}

func daysIn(y, m int) int {
	if m == 2 && y%4 == 0 && (y%100 != 0 || y%400 == 0) {
		return 29
	}
	return [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m-1]
}

// days is the number of days from 1970-01-01 in the proleptic Gregorian calendar, counted in years that begin in March.
func days(y, m, d int) int64 {
	if m <= 2 {
		y, m = y-1, m+12
	}
	n := 365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d - 1
	return int64(n) - 719_468
}

// ISO reads 2026-11-27T09:50:05.123456+09:00 and its relatives: a blank for the T, a comma for the point, Z, +0900, +09, or
// no offset, which is then zone; 0 if s is none.
func (c *Clock) ISO(s []byte, zone int) int64 {
	if len(s) < 19 || s[4] != '-' || s[7] != '-' || s[10] != 'T' && s[10] != ' ' && s[10] != 't' || s[13] != ':' || s[16] != ':' {
		return 0
	}
	y, ok1 := digits4(s)
	m, ok2 := two(s[5:])
	d, ok3 := two(s[8:])
	of, ok4 := clock(s[11:])
	if !ok1 || !ok2 || !ok3 || !ok4 {
		return 0
	}
	part, s := fraction(s[19:])
	of += part
	if len(s) > 0 && s[0] == ' ' && len(s) > 1 && (s[1] == '+' || s[1] == '-') {
		s = s[1:]
	}
	z, ok := offset(s, zone)
	if !ok {
		return 0
	}
	return c.At(y, m, d, of, z)
}

// CLF reads 27/Nov/2026:09:50:05 +0900, the time of access logs, with or without a fraction; 0 if s is none.
func (c *Clock) CLF(s []byte) int64 {
	if len(s) > 26 && s[20] == '.' {
		return c.clfFraction(s)
	}
	if len(s) < 26 || s[2] != '/' || s[6] != '/' || s[11] != ':' || s[14] != ':' || s[17] != ':' || s[20] != ' ' {
		return 0
	}
	d, ok1 := two(s)
	m := Month(s[3:6])
	y, ok2 := digits4(s[7:])
	of, ok3 := clock(s[12:])
	z, ok4 := offset(s[21:26], 0)
	if !ok1 || m == 0 || !ok2 || !ok3 || !ok4 {
		return 0
	}
	return c.At(y, m, d, of, z)
}

func (c *Clock) clfFraction(s []byte) int64 {
	var b [26]byte
	of, rest := fraction(s[20:])
	if len(rest) != 6 {
		return 0
	}
	copy(b[:], s[:20])
	copy(b[20:], rest)
	if t := c.CLF(b[:]); t != 0 {
		return t + of
	}
	return 0
}

// fraction reads .123456 or ,123 as µs, and returns what follows.
func fraction(s []byte) (int64, []byte) {
	if len(s) == 0 || s[0] != '.' && s[0] != ',' {
		return 0, s
	}
	of, unit, i := int64(0), int64(100_000), 1
	for i < len(s) && s[i]-'0' <= 9 {
		of += int64(s[i]-'0') * unit
		unit /= 10
		i++
	}
	return of, s[i:]
}

// Epoch reads seconds, milliseconds, microseconds or nanoseconds since 1970, by their number of digits, with or without a
// fraction; 0 if s is none.
func Epoch(s []byte) int64 {
	n, i := int64(0), 0
	for i < len(s) && s[i]-'0' <= 9 && i < 19 {
		n = n*10 + int64(s[i]-'0')
		i++
	}
	switch {
	case i == 10 || i == 9:
		n *= second
		if i < len(s) && s[i] == '.' {
			unit := int64(100_000)
			for i++; i < len(s) && s[i]-'0' <= 9; i++ {
				n += int64(s[i]-'0') * unit
				unit /= 10
			}
		}
	case i == 13:
		n *= 1000
	case i == 16:
	case i == 19:
		n /= 1000
	default:
		return 0
	}
	if i < len(s) && s[i] != '.' {
		return 0
	}
	return n
}

// Month is the month of an English abbreviation, 0 if it is none.
func Month(s []byte) int {
	if len(s) < 3 {
		return 0
	}
	switch string(s[:3]) {
	case "Jan":
		return 1
	case "Feb":
		return 2
	case "Mar":
		return 3
	case "Apr":
		return 4
	case "May":
		return 5
	case "Jun":
		return 6
	case "Jul":
		return 7
	case "Aug":
		return 8
	case "Sep":
		return 9
	case "Oct":
		return 10
	case "Nov":
		return 11
	case "Dec":
		return 12
	}
	return 0
}

func two(s []byte) (int, bool) {
	a, b := s[0]-'0', s[1]-'0'
	return int(a)*10 + int(b), a <= 9 && b <= 9
}

func digits4(s []byte) (int, bool) {
	a, ok1 := two(s)
	b, ok2 := two(s[2:])
	return a*100 + b, ok1 && ok2
}

// clock reads HH:MM:SS as µs of the day; a leap second counts as the one before.
func clock(s []byte) (int64, bool) {
	h, ok1 := two(s)
	m, ok2 := two(s[3:])
	sec, ok3 := two(s[6:])
	if !ok1 || !ok2 || !ok3 || h > 23 || m > 59 || sec > 60 {
		return 0, false
	}
	return int64(h*3600+m*60+min(sec, 59)) * second, true
}

// offset reads Z, +09:00, +0900 or +09; "" is zone.
func offset(s []byte, zone int) (int, bool) {
	switch {
	case len(s) == 0:
		return zone, true
	case len(s) == 1 && (s[0] == 'Z' || s[0] == 'z'):
		return 0, true
	case len(s) < 3 || s[0] != '+' && s[0] != '-':
		return 0, false
	}
	h, ok := two(s[1:])
	m, ok2 := 0, true
	switch {
	case len(s) == 6 && s[3] == ':':
		m, ok2 = two(s[4:])
	case len(s) == 5:
		m, ok2 = two(s[3:])
	case len(s) != 3:
		return 0, false
	}
	if !ok || !ok2 || h > 14 || m > 59 {
		return 0, false
	}
	z := h*3600 + m*60
	if s[0] == '-' {
		z = -z
	}
	return z, true
}
