package line

import (
	"net/netip"
	"strconv"
	"time"
)

// stamp is a moment in a zone, whose day is put in words once.
type stamp struct {
	zone int64 // seconds east of UTC
	day  int64 // since 1970, there
	sec  int64 // of the day
	us   int64
	iso  [10]byte // 2026-11-01
	clf  [11]byte // 01/Nov/2026
}

const second = 1_000_000

func (s *stamp) set(now int64) {
	t := now/second + s.zone
	s.us = now % second
	day := t / 86400
	s.sec = t - day*86400
	if day != s.day {
		s.day = day
		at := time.Unix(day*86400, 0).UTC()
		at.AppendFormat(s.iso[:0], "2006-01-02")
		at.AppendFormat(s.clf[:0], "02/Jan/2006")
	}
}

func two(b []byte, n int64) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }

// clock is 09:50:05.
func (s *stamp) clock(b []byte) []byte {
	b = append(two(b, s.sec/3600), ':')
	b = append(two(b, s.sec/60%60), ':')
	return two(b, s.sec%60)
}

// milli is 123.
func (s *stamp) milli(b []byte) []byte {
	n := s.us / 1000
	return append(b, byte('0'+n/100), byte('0'+n/10%10), byte('0'+n%10))
}

// zulu is 2026-11-27T09:50:05Z.
func (b *Books) zulu(buf []byte) []byte {
	buf = append(append(buf, b.utc.iso[:]...), 'T')
	return append(b.utc.clock(buf), 'Z')
}

// zuluMilli is 2026-11-27T09:50:05.123Z.
func (b *Books) zuluMilli(buf []byte) []byte {
	buf = append(append(buf, b.utc.iso[:]...), 'T')
	buf = append(b.utc.clock(buf), '.')
	return append(b.utc.milli(buf), 'Z')
}

const hexDigits = "0123456789abcdef"

// hex is the low n digits of x.
func hex(b []byte, x uint64, n int) []byte {
	for i := n - 1; i >= 0; i-- {
		b = append(b, hexDigits[x>>(4*uint(i))&15])
	}
	return b
}

// uuid is one made of two numbers.
func uuid(b []byte, x, y uint64) []byte {
	b = append(hex(b, x>>32, 8), '-')
	b = append(hex(b, x>>16, 4), '-', '4')
	b = append(hex(b, x, 3), '-', 'a')
	b = append(hex(b, y>>48, 3), '-')
	return hex(b, y, 12)
}

// Hex is 16 digits of x.
func Hex(x uint64) string { return string(hex(nil, x, 16)) }

// UUID is one made of x.
func UUID(x uint64) string { return string(uuid(nil, mix(x), mix(x+1))) }

func addr(b []byte, a netip.Addr) []byte {
	if !a.IsValid() {
		return append(b, '-')
	}
	return a.AppendTo(b)
}

func num(b []byte, n int64) []byte { return strconv.AppendInt(b, n, 10) }

// quoted is a JSON string of text that holds no character below a blank but line ends.
func quoted(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

// cell is a column of CSV in quotes.
func cell(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		if s[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}
