package match

import (
	"math"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match/rule"
)

// decimal reads a number as logs write them: 12, -3, 0.25, 1e6.
func decimal(s []byte) (float64, bool) {
	if len(s) == 0 || len(s) > 40 {
		return 0, false
	}
	sign := 1.0
	if s[0] == '-' || s[0] == '+' {
		if s[0] == '-' {
			sign = -1
		}
		s = s[1:]
	}
	whole, digits, point, i := 0.0, 0, 0, 0
	for ; i < len(s); i++ {
		c := s[i]
		if c == '.' && point == 0 {
			point = i + 1
			continue
		}
		if c-'0' > 9 {
			break
		}
		whole = whole*10 + float64(c-'0')
		digits++
	}
	if digits == 0 {
		return 0, false
	}
	exponent := 0
	if point > 0 {
		exponent = point - i
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		e, ok := whole10(s[i+1:])
		if !ok {
			return 0, false
		}
		exponent, i = exponent+e, len(s)
	}
	if i < len(s) {
		return 0, false
	}
	if exponent < 0 { // dividing is exact where multiplying by 0.1 is not
		return sign * whole / math.Pow10(-exponent), true
	}
	return sign * whole * math.Pow10(exponent), true
}

func whole10(s []byte) (int, bool) {
	sign := 1
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		if s[0] == '-' {
			sign = -1
		}
		s = s[1:]
	}
	if len(s) == 0 || len(s) > 3 {
		return 0, false
	}
	n := 0
	for _, c := range s {
		if c-'0' > 9 {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return sign * n, true
}

// datePart is a part of a date as it is written: nothing is converted to another zone. Seconds or milliseconds since 1970 are UTC.
func datePart(s []byte, p rule.Date) (float64, bool) {
	var t time.Time
	var c event.Clock
	switch {
	case len(s) >= 10 && s[4] == '-' && s[7] == '-':
		date := s[:10]
		if len(s) == 10 {
			var room [20]byte
			s = append(append(room[:0], date...), "T00:00:00"...)
		}
		if len(s) < 19 {
			return 0, false
		}
		at := c.ISO(s[:19], 0)
		if at == 0 {
			return 0, false
		}
		t = time.UnixMicro(at)
	case len(s) >= 20 && s[2] == '/' && s[6] == '/':
		var room [26]byte
		at := c.CLF(append(append(room[:0], s[:20]...), " +0000"...))
		if at == 0 {
			return 0, false
		}
		t = time.UnixMicro(at)
	case len(s) >= 5 && s[2] == ':' && (p == rule.Hour || p == rule.Minute): // a time of day
		part := s[:2]
		if p == rule.Minute {
			part = s[3:5]
		}
		return decimal(part)
	default:
		f, ok := decimal(s)
		switch {
		case !ok || f < 1e8 || f > 1e16:
			return 0, false
		case f < 1e11:
			t = time.Unix(int64(f), 0)
		case f < 1e14:
			t = time.UnixMilli(int64(f))
		default:
			t = time.UnixMicro(int64(f))
		}
	}
	t = t.UTC()
	switch p {
	case rule.Minute:
		return float64(t.Minute()), true
	case rule.Hour:
		return float64(t.Hour()), true
	case rule.Day:
		return float64(t.Day()), true
	case rule.Week:
		_, w := t.ISOWeek()
		return float64(w), true
	case rule.Month:
		return float64(t.Month()), true
	}
	return float64(t.Year()), true
}
