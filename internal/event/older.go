package event

// Stamp reads Nov 27 09:50:05, the time of syslog by RFC 3164, with or without a year before or behind it and a fraction; 0
// if s does not begin with one. Of the years it could be of, the one nearest to now is meant; where now is 0, and the text
// says none, the time is not known, and n says all the same how long it was.
func (c *Clock) Stamp(s []byte, zone int, now int64) (t int64, n int) {
	if len(s) < 15 || s[3] != ' ' {
		return 0, 0
	}
	m := Month(s)
	d, ok := two(s[4:])
	if s[4] == ' ' {
		d, ok = int(s[5]-'0'), s[5]-'0' <= 9
		if !ok {
			return 0, 0
		}
	}
	if m == 0 || !ok || s[6] != ' ' {
		return 0, 0
	}
	y, at := 0, 7
	if len(s) >= 20 && s[11] == ' ' { // Nov 27 2026 09:50:05
		if y, ok = digits4(s[7:]); !ok {
			return 0, 0
		}
		at = 12
	}
	if s[at+2] != ':' || s[at+5] != ':' {
		return 0, 0
	}
	of, ok := clock(s[at:])
	if !ok {
		return 0, 0
	}
	n = at + 8
	if len(s) > n+1 && s[n] == '.' && s[n+1]-'0' <= 9 {
		part, rest := fraction(s[n:])
		of, n = of+part, len(s)-len(rest)
	}
	if y == 0 && len(s) >= n+5 && s[n] == ' ' { // Nov 27 09:50:05 2026
		if v, ok := digits4(s[n+1:]); ok && v >= 1970 && v < 2200 && (len(s) == n+5 || s[n+5] == ' ' || s[n+5] == ':' && (len(s) == n+6 || s[n+6] == ' ')) {
			y, n = v, n+5
		}
	}
	if y == 0 {
		if now == 0 {
			return 0, n
		}
		y = c.year(m, d, now)
	}
	return c.At(y, m, d, of, zone), n
}

// year is the year in which that day is nearest to now.
func (c *Clock) year(m, d int, now int64) int {
	if c.nm == m && c.nd == d && c.now/day == now/day {
		return c.ny
	}
	guess := 1970 + int(now/day*400/146_097)
	best := int64(1) << 62
	for y := guess - 1; y <= guess+1; y++ {
		if d > daysIn(y, m) {
			continue
		}
		if far := days(y, m, d)*day - now; max(far, -far) < best {
			best, c.ny = max(far, -far), y
		}
	}
	c.nm, c.nd, c.now = m, d, now
	return c.ny
}

// Ctime reads Fri Nov 27 09:50:05 2026; n is how long it was, 0 if s does not begin with one.
func (c *Clock) Ctime(s []byte, zone int) (t int64, n int) {
	if len(s) < 24 || s[3] != ' ' {
		return 0, 0
	}
	switch string(s[:3]) {
	case "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun":
	default:
		return 0, 0
	}
	t, n = c.Stamp(s[4:], zone, 0)
	if t == 0 {
		return 0, 0
	}
	return t, n + 4
}

// Compact reads 20261127 09:50:05 and 20261127095005.123, with any sign or none between; 0 if s is none. The older 261127
// 09:50:05 is of this century.
func (c *Clock) Compact(s []byte, zone int) int64 {
	var y, m, d int
	i := 0
	for i < len(s) && s[i]-'0' <= 9 {
		i++
	}
	switch {
	case i == 6 && len(s) >= 14:
		y, _ = two(s)
		y += 2000
		m, _ = two(s[2:])
		d, _ = two(s[4:])
		s = s[7:]
		if s[0] == ' ' { // 261127  9:50:05
			s = s[1:]
		}
	case i == 8 && len(s) >= 17, i == 14:
		y, _ = digits4(s)
		m, _ = two(s[4:])
		d, _ = two(s[6:])
		if i == 8 {
			s = s[9:]
		} else {
			s = s[8:]
		}
	default:
		return 0
	}
	var of int64
	var ok bool
	switch {
	case i == 14:
		h, _ := two(s)
		mi, _ := two(s[2:])
		sec, _ := two(s[4:])
		of, ok = int64(h*3600+mi*60+sec)*second, h < 24 && mi < 60 && sec < 61
		s = s[6:]
	case len(s) >= 7 && s[1] == ':' && s[4] == ':': // an hour of one digit
		b := [8]byte{'0'}
		copy(b[1:], s[:7])
		of, ok = clock(b[:])
		s = s[7:]
	case len(s) >= 8 && s[2] == ':' && s[5] == ':':
		of, ok = clock(s)
		s = s[8:]
	}
	if !ok {
		return 0
	}
	part, s := fraction(s)
	zone, ok = offset(s, zone)
	if !ok {
		return 0
	}
	return c.At(y, m, d, of+part, zone)
}

// American reads 11/27/2026 9:50:05 AM and 11/27/2026 21:50:05; 0 if s is none.
func (c *Clock) American(s []byte, zone int) int64 {
	var n [6]int
	seps := "// ::"
	for i := range n {
		at := 0
		for at < len(s) && at < 4 && s[at]-'0' <= 9 {
			n[i] = n[i]*10 + int(s[at]-'0')
			at++
		}
		if at == 0 || i < 5 && (at >= len(s) || s[at] != seps[i] && !(s[at] == ',' && i == 2)) {
			return 0
		}
		s = s[at:]
		if i < 5 {
			s = s[1:]
			if i == 2 && len(s) > 0 && s[0] == ' ' {
				s = s[1:]
			}
		}
	}
	h := n[3]
	if len(s) >= 3 && s[0] == ' ' && (s[1]|0x20 == 'a' || s[1]|0x20 == 'p') && s[2]|0x20 == 'm' {
		if h %= 12; s[1]|0x20 == 'p' {
			h += 12
		}
		s = s[3:]
	}
	if len(s) > 0 || h > 23 || n[4] > 59 || n[5] > 60 {
		return 0
	}
	return c.At(n[2], n[0], n[1], int64(h*3600+n[4]*60+min(n[5], 59))*second, zone)
}

// Slashed reads 2026/11/27 9:50:05, as Japanese systems write, with or without a fraction and an offset; 0 if s is none.
func (c *Clock) Slashed(s []byte, zone int) int64 {
	var n [6]int
	seps := "// ::"
	for i := range n {
		at := 0
		for at < len(s) && at < 4 && s[at]-'0' <= 9 {
			n[i] = n[i]*10 + int(s[at]-'0')
			at++
		}
		if at == 0 || i == 0 && at != 4 || i < 5 && (at >= len(s) || s[at] != seps[i] && !(s[at] == 'T' && i == 2)) {
			return 0
		}
		s = s[at:]
		if i < 5 {
			s = s[1:]
		}
	}
	part, s := fraction(s)
	zone, ok := offset(s, zone)
	if !ok || n[3] > 23 || n[4] > 59 || n[5] > 60 {
		return 0
	}
	return c.At(n[0], n[1], n[2], int64(n[3]*3600+n[4]*60+min(n[5], 59))*second+part, zone)
}

// Any reads a time in any of the forms there are; 0 if s is none.
func (c *Clock) Any(s []byte, zone int, now int64) int64 {
	if len(s) < 9 {
		return 0
	}
	if t := c.ISO(s, zone); t != 0 {
		return t
	}
	if t := Epoch(s); t != 0 {
		return t
	}
	if len(s) > 2 && s[0] == '[' && s[len(s)-1] == ']' {
		s = s[1 : len(s)-1]
	}
	if t := c.CLF(s); t != 0 {
		return t
	}
	if t := c.Slashed(s, zone); t != 0 {
		return t
	}
	if t := c.Compact(s, zone); t != 0 {
		return t
	}
	if t := c.American(s, zone); t != 0 {
		return t
	}
	if t, n := c.Ctime(s, zone); n == len(s) {
		return t
	}
	if t, n := c.Stamp(s, zone, now); n == len(s) {
		return t
	}
	return 0
}
