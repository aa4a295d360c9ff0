package leak

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/dob"
)

// stampKind tells how a moment is written: what is written as a bare number needs more agreement than what is not.
type stampKind uint8

const (
	noStamp   stampKind = iota
	dayStamp            // a day
	timeStamp           // a day and a time of day
	bareStamp           // seconds or milliseconds since 1970
)

// Moments outside these years are errors, defaults or something else, whatever writes them.
const stampFirst, stampLast = 1985, 2060

// stampOf reads a moment, in seconds since 1970: 2023-11-05 12:34:56, with T, slashes, fraction and zone; 20231105123456;
// seconds and milliseconds since 1970; 和暦 and 年月日. A time without a zone is taken as UTC.
func stampOf(v []byte) (at int64, kind stampKind) {
	for len(v) > 0 && v[0] == ' ' {
		v = v[1:]
	}
	if len(v) < 6 || len(v) > 48 {
		return 0, noStamp
	}
	if v[0] < '0' || v[0] > '9' {
		return eraStamp(v)
	}
	n := 0
	for n < len(v) && v[n] >= '0' && v[n] <= '9' {
		n++
	}
	switch {
	case n == 4 && len(v) > 6:
		if sep := v[4]; sep == '-' || sep == '/' || sep == '.' {
			return western(v, sep)
		}
		return eraStamp(v)
	case n == len(v) || v[n] == '.' && n == 10:
		return bare(v[:n])
	}
	return 0, noStamp
}

func bare(d []byte) (int64, stampKind) {
	switch len(d) {
	case 8:
		return stampAt(digits.Number(d[:4]), digits.Number(d[4:6]), digits.Number(d[6:8]), 0, dayStamp)
	case 14:
		if h, m, s := digits.Number(d[8:10]), digits.Number(d[10:12]), digits.Number(d[12:14]); h < 24 && m < 60 && s < 61 {
			return stampAt(digits.Number(d[:4]), digits.Number(d[4:6]), digits.Number(d[6:8]), h*3600+m*60+s, timeStamp)
		}
	case 10, 13:
		if at := int64(digits.Number(d[:9]))*10 + int64(d[9]-'0'); at > 500_000_000 {
			return at, bareStamp
		}
	}
	return 0, noStamp
}

// western reads year, month and day with sep between, and a time behind.
func western(v []byte, sep byte) (int64, stampKind) {
	y := digits.Number(v[:4])
	m, i := two(v, 5)
	if i == 5 || i >= len(v) || v[i] != sep {
		return 0, noStamp
	}
	d, j := two(v, i+1)
	if j == i+1 {
		return 0, noStamp
	}
	if j == len(v) {
		return stampAt(y, m, d, 0, dayStamp)
	}
	if v[j] != ' ' && v[j] != 'T' && v[j] != 't' {
		return 0, noStamp
	}
	h, k := two(v, j+1)
	if k == j+1 || k >= len(v) || v[k] != ':' || h > 24 {
		return 0, noStamp
	}
	minute, k := two(v, k+1)
	second := 0
	if k < len(v) && v[k] == ':' {
		second, k = two(v, k+1)
	}
	if minute > 59 || second > 60 {
		return 0, noStamp
	}
	return stampAt(y, m, d, h*3600+minute*60+second-zone(v[k:]), timeStamp)
}

// zone reads +09:00 or -0500 behind a time, in seconds; a fraction of a second is passed over.
func zone(v []byte) int {
	for len(v) > 0 && (v[0] == '.' || v[0] == ',' || v[0] == ' ' || v[0] >= '0' && v[0] <= '9') {
		v = v[1:]
	}
	if len(v) < 3 || v[0] != '+' && v[0] != '-' {
		return 0
	}
	h, i := two(v, 1)
	if i < len(v) && v[i] == ':' {
		i++
	}
	m := 0
	if i < len(v) {
		m, _ = two(v, i)
	}
	if h > 14 || m > 59 {
		return 0
	}
	if v[0] == '-' {
		return -(h*3600 + m*60)
	}
	return h*3600 + m*60
}

// two reads one or two digits at i and tells where they end.
func two(v []byte, i int) (n, end int) {
	for end = i; end < len(v) && end < i+2 && v[end] >= '0' && v[end] <= '9'; end++ {
		n = n*10 + int(v[end]-'0')
	}
	return n, end
}

// eraStamp reads 令和5年11月5日, R5.11.5, 2023年11月5日.
func eraStamp(v []byte) (int64, stampKind) {
	switch v[0] {
	case 'H', 'R', 'S', 'T', 'h', 'r', 's', 't', '1', '2':
	default:
		if v[0] < 0x80 {
			return 0, noStamp
		}
	}
	y, m, d, ok := dob.Day(v)
	if !ok {
		return 0, noStamp
	}
	return stampAt(y, m, d, 0, dayStamp)
}

func stampAt(y, m, d, seconds int, kind stampKind) (int64, stampKind) {
	if y < 1800 || y > 9999 || !digits.Date(y, m, d) {
		return 0, noStamp
	}
	return days(y, m, d)*86400 + int64(seconds), kind
}

// days since 1970-01-01 of a day of the Gregorian calendar.
func days(y, m, d int) int64 {
	if m <= 2 {
		y--
		m += 12
	}
	return int64(365*y+y/4-y/100+y/400+(153*(m-3)+2)/5+d-1) - 719468
}

// monthOf numbers the months from the first of stampFirst; false outside what counts.
func monthOf(at int64) (int, bool) {
	t := time.Unix(at, 0).UTC()
	if y := t.Year(); y < stampFirst || y > stampLast {
		return 0, false
	}
	return (t.Year()-stampFirst)*12 + int(t.Month()) - 1, true
}
