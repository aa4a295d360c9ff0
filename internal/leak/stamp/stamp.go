// Package stamp reads moments as dumps write them.
package stamp

import (
	"time"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/dob"
)

// Kind tells how a moment is written: what is written as a bare number needs more agreement than what is not.
type Kind uint8

const (
	None Kind = iota // no moment
	Day              // a day
	Time             // a day and a time of day
	Bare             // seconds or milliseconds since 1970
)

// First and Last are years: moments outside them are errors, defaults or something else, whatever writes them.
const First, Last = 1985, 2060

// Of reads a moment, in seconds since 1970: 2023-11-05 12:34:56, with T, slashes, fraction and zone; 20231105123456;
// seconds and milliseconds since 1970; 和暦 and 年月日. A time without a zone is taken as UTC.
func Of(v []byte) (at int64, kind Kind) {
	for len(v) > 0 && v[0] == ' ' {
		v = v[1:]
	}
	if len(v) < 6 || len(v) > 48 {
		return 0, None
	}
	if v[0] < '0' || v[0] > '9' {
		if !eraBegins(v) {
			return 0, None
		}
		return era(v)
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
		return era(v)
	case n == len(v) || v[n] == '.' && n == 10:
		return bare(v[:n])
	}
	return 0, None
}

// eraBegins tells quickly whether a value could begin with an era: 明治, 大正, 昭和, 平成, 令和, 民国, or a letter of one.
func eraBegins(v []byte) bool {
	switch v[0] {
	case 'M', 'T', 'S', 'H', 'R', 'm', 't', 's', 'h', 'r':
		return v[1] <= '9'
	case 0xe5, 0xe6, 0xe4: // 大平, 明昭民, 令
		r, _ := utf8.DecodeRune(v)
		switch r {
		case '明', '大', '昭', '平', '令', '民':
			return true
		}
	case 0xef: // full width
		return true
	case 0xe3: // one sign for an era: ㍻
		return true
	}
	return false
}

func bare(d []byte) (int64, Kind) {
	switch len(d) {
	case 8:
		return moment(digits.Number(d[:4]), digits.Number(d[4:6]), digits.Number(d[6:8]), 0, Day)
	case 14:
		if h, m, s := digits.Number(d[8:10]), digits.Number(d[10:12]), digits.Number(d[12:14]); h < 24 && m < 60 && s < 61 {
			return moment(digits.Number(d[:4]), digits.Number(d[4:6]), digits.Number(d[6:8]), h*3600+m*60+s, Time)
		}
	case 10, 13:
		if at := int64(digits.Number(d[:9]))*10 + int64(d[9]-'0'); at > 500_000_000 {
			return at, Bare
		}
	}
	return 0, None
}

// western reads year, month and day with sep between, and a time behind.
func western(v []byte, sep byte) (int64, Kind) {
	y := digits.Number(v[:4])
	m, i := Two(v, 5)
	if i == 5 || i >= len(v) || v[i] != sep {
		return 0, None
	}
	d, j := Two(v, i+1)
	if j == i+1 {
		return 0, None
	}
	if j == len(v) {
		return moment(y, m, d, 0, Day)
	}
	if v[j] != ' ' && v[j] != 'T' && v[j] != 't' {
		return 0, None
	}
	h, k := Two(v, j+1)
	if k == j+1 || k >= len(v) || v[k] != ':' || h > 24 {
		return 0, None
	}
	minute, k := Two(v, k+1)
	second := 0
	if k < len(v) && v[k] == ':' {
		second, k = Two(v, k+1)
	}
	if minute > 59 || second > 60 {
		return 0, None
	}
	return moment(y, m, d, h*3600+minute*60+second-zone(v[k:]), Time)
}

// zone reads +09:00 or -0500 behind a time, in seconds; a fraction of a second is passed over.
func zone(v []byte) int {
	for len(v) > 0 && (v[0] == '.' || v[0] == ',' || v[0] == ' ' || v[0] >= '0' && v[0] <= '9') {
		v = v[1:]
	}
	if len(v) < 3 || v[0] != '+' && v[0] != '-' {
		return 0
	}
	h, i := Two(v, 1)
	if i < len(v) && v[i] == ':' {
		i++
	}
	m := 0
	if i < len(v) {
		m, _ = Two(v, i)
	}
	if h > 14 || m > 59 {
		return 0
	}
	if v[0] == '-' {
		return -(h*3600 + m*60)
	}
	return h*3600 + m*60
}

// Two reads one or two digits at i and tells where they end.
func Two(v []byte, i int) (n, end int) {
	for end = i; end < len(v) && end < i+2 && v[end] >= '0' && v[end] <= '9'; end++ {
		n = n*10 + int(v[end]-'0')
	}
	return n, end
}

// era reads 令和5年11月5日, R5.11.5, 2023年11月5日.
func era(v []byte) (int64, Kind) {
	switch v[0] {
	case 'H', 'R', 'S', 'T', 'h', 'r', 's', 't', '1', '2':
	default:
		if v[0] < 0x80 {
			return 0, None
		}
	}
	y, m, d, ok := dob.Day(v)
	if !ok {
		return 0, None
	}
	return moment(y, m, d, 0, Day)
}

func moment(y, m, d, seconds int, kind Kind) (int64, Kind) {
	if y < 1800 || y > 9999 || !digits.Date(y, m, d) {
		return 0, None
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

// Month is the number of a moment's month, 0 for January of First; at is in seconds since 1970. It is false outside what
// counts.
func Month(at int64) (int, bool) {
	t := time.Unix(at, 0).UTC()
	if y := t.Year(); y < First || y > Last {
		return 0, false
	}
	return (t.Year()-First)*12 + int(t.Month()) - 1, true
}
