package dob

import "github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"

// day is a date read from text.
type day struct {
	y, m, d int
	end     int
	era     bool // 和暦, or spelled with 年月日 or a month's name
	vague   bool // two-digit year, day first, or no day
	moment  bool // a time of day other than midnight follows
}

// number reads up to width digits, ASCII, 全角 or kanji (六十三, 二〇), at i.
func number(t []byte, i, hi, width int) (v, end, n int) {
	for i < hi && n < width {
		s, w := digits.At(t[:hi], i)
		if s > 9 {
			break
		}
		v, i, n = v*10+int(s), i+w, n+1
	}
	if n > 0 || i+3 > hi || t[i] < 0xE3 {
		return v, i, n
	}
	// 漢数字: tens by 十, or digit after digit
	acc := 0
	for i+3 <= hi && n < 8 {
		d := -1
		switch string(t[i : i+3]) {
		case "〇", "零":
			d = 0
		case "一", "元":
			d = 1
		case "二":
			d = 2
		case "三":
			d = 3
		case "四":
			d = 4
		case "五":
			d = 5
		case "六":
			d = 6
		case "七":
			d = 7
		case "八":
			d = 8
		case "九":
			d = 9
		case "十":
			v, acc = v+max(acc, 1)*10, 0
			i, n = i+3, n+1
			continue
		}
		if d < 0 {
			break
		}
		acc = acc*10 + d
		i, n = i+3, n+1
	}
	return v + acc, i, n
}

// unit steps over one of the marks behind a number: want is 年, 月 or 日.
func unit(t []byte, i, hi int, want string) (int, bool) {
	if i+3 <= hi && string(t[i:i+3]) == want {
		i += 3
		if i < hi && t[i] == ' ' {
			i++
		}
		return i, true
	}
	return i, false
}

func separator(t []byte, i, hi int) (digits.Symbol, int) {
	if i >= hi {
		return digits.None, i
	}
	s, w := digits.At(t[:hi], i)
	switch s {
	case digits.Hyphen, digits.Slash, digits.Dot, digits.Space, digits.Middle:
		if s != digits.Space && i+w < hi && t[i+w] == ' ' {
			w++
		}
		return s, i + w
	}
	return digits.None, i
}

// era is a name of Japanese years and the years of its beginning and end.
type era struct {
	name        string
	base, years int
}

var eras = [...]era{
	{"明治", 1867, 45}, {"大正", 1911, 15}, {"昭和", 1925, 64}, {"平成", 1988, 31}, {"令和", 2018, digits.Upto - 2018},
	{"㍾", 1867, 45}, {"㍽", 1911, 15}, {"㍼", 1925, 64}, {"㍻", 1988, 31}, {"㋿", 2018, digits.Upto - 2018},
	{"M", 1867, 45}, {"T", 1911, 15}, {"S", 1925, 64}, {"H", 1988, 31}, {"R", 2018, digits.Upto - 2018},
	{"Ｍ", 1867, 45}, {"Ｔ", 1911, 15}, {"Ｓ", 1925, 64}, {"Ｈ", 1988, 31}, {"Ｒ", 2018, digits.Upto - 2018},
	{"明", 1867, 45}, {"大", 1911, 15}, {"昭", 1925, 64}, {"平", 1988, 31}, {"令", 2018, digits.Upto - 2018},
	{"m", 1867, 45}, {"t", 1911, 15}, {"s", 1925, 64}, {"h", 1988, 31}, {"r", 2018, digits.Upto - 2018},
}

func eraAt(t []byte, i, hi int) *era {
	if b := t[i]; b < 0x80 {
		switch b | 0x20 {
		case 'm', 't', 's', 'h', 'r':
		default:
			return nil
		}
		if i+1 >= hi || t[i+1] >= 'A' && t[i+1] < 0x80 {
			return nil
		}
	}
	for k := range eras {
		e := &eras[k]
		if i+len(e.name) <= hi && string(t[i:i+len(e.name)]) == e.name {
			return e
		}
	}
	return nil
}

// parse reads a date at i. In the order of trial: 和暦, year first, month's name, day first.
func parse(t []byte, i, hi int) (d day, ok bool) {
	if i >= hi {
		return d, false
	}
	if t[i] >= 0x80 || t[i] > '9' {
		if e := eraAt(t, i, hi); e != nil {
			if d, ok = wareki(t, i, hi, e); ok {
				return d, true
			}
		}
		if t[i] < 0x80 {
			return monthFirst(t, i, hi)
		}
	}
	y, at, n := number(t, i, hi, 8)
	switch {
	case n == 8 && y >= 10000000:
		d = day{y: y / 10000, m: y / 100 % 100, d: y % 100, end: at}
	case n == 4 && y >= 1000:
		d, ok = rest(t, y, at, hi)
		if !ok {
			return d, false
		}
	case n <= 2 && n > 0:
		if d, ok = dayFirst(t, y, at, hi); !ok {
			return d, false
		}
	default:
		return d, false
	}
	if !digits.Birth(d.y, d.m, max(d.d, 1)) {
		return d, false
	}
	d.time(t, hi)
	return d, true
}

// rest reads month and day behind a year.
func rest(t []byte, y, i, hi int) (d day, ok bool) {
	d.y = y
	if j, yes := unit(t, i, hi, "年"); yes {
		d.era = true
		m, k, n := number(t, j, hi, 2)
		k, yes = unit(t, k, hi, "月")
		if n == 0 || !yes {
			return d, false
		}
		d.m, d.end = m, k
		dd, l, n := number(t, k, hi, 2)
		if n == 0 {
			d.vague = true
			return d, true
		}
		d.d, d.end = dd, l
		if e, yes := unit(t, l, hi, "日"); yes {
			d.end = e
			if t[e-1] == ' ' {
				d.end--
			}
			return d, true
		}
		return d, false
	}
	s, j := separator(t, i, hi)
	if s == digits.None {
		return d, false
	}
	m, k, n := number(t, j, hi, 2)
	if n == 0 {
		if m, k = monthName(t, j, hi); m == 0 {
			return d, false
		}
	}
	s2, l := separator(t, k, hi)
	if s2 != s {
		return d, false
	}
	dd, end, n := number(t, l, hi, 2)
	if n == 0 {
		return d, false
	}
	d.m, d.d, d.end = m, dd, end
	return d, true
}

func wareki(t []byte, i, hi int, e *era) (d day, ok bool) {
	i += len(e.name)
	if len(e.name) == 1 && i < hi && t[i] == '.' {
		i++
	}
	for i < hi && t[i] == ' ' {
		i++
	}
	y, at, n := number(t, i, hi, 6)
	if n == 0 || y == 0 {
		return d, false
	}
	if n == 6 { // S630107
		d = day{y: e.base + y/10000, m: y / 100 % 100, d: y % 100, end: at}
		y /= 10000
	} else {
		if n > 2 && y > 99 {
			return d, false
		}
		if d, ok = rest(t, e.base+y, at, hi); !ok {
			return d, false
		}
	}
	d.era = true
	if y > e.years || !digits.Birth(d.y, d.m, max(d.d, 1)) {
		return d, false
	}
	d.time(t, hi)
	return d, true
}

// dayFirst reads 07/01/1988, 7 Jan 1988, and 88/01/07, whose order or century stays open.
func dayFirst(t []byte, a, i, hi int) (d day, ok bool) {
	s, j := separator(t, i, hi)
	if s == digits.None {
		return d, false
	}
	b, k, n := number(t, j, hi, 2)
	named := false
	if n == 0 {
		if b, k = monthName(t, j, hi); b == 0 {
			return d, false
		}
		named = true
	}
	s2, l := separator(t, k, hi)
	if s2 == digits.None && k < hi && t[k] == ',' {
		l = k + 1
		for l < hi && t[l] == ' ' {
			l++
		}
		s2 = s
	}
	if s2 != s {
		return d, false
	}
	y, end, n := number(t, l, hi, 4)
	switch {
	case n == 4 && named:
		d = day{y: y, m: b, d: a, end: end, era: true}
	case n == 4 && a > 12:
		d = day{y: y, m: b, d: a, end: end, vague: true}
	case n == 4:
		d = day{y: y, m: a, d: b, end: end, vague: true}
		if b > 12 && a > 12 {
			return d, false
		}
	case n == 2 && s != digits.Dot && s != digits.Space:
		d = day{y: 1900 + a, m: b, d: y, end: end, vague: true}
		if a <= digits.Upto%100 {
			d.y += 100
		}
	default:
		return d, false
	}
	return d, true
}

// monthFirst reads Jan 7, 1988 and January 7th 1988.
func monthFirst(t []byte, i, hi int) (d day, ok bool) {
	m, i := monthName(t, i, hi)
	if m == 0 {
		return d, false
	}
	for i < hi && (t[i] == ' ' || t[i] == '.' || t[i] == '-') {
		i++
	}
	dd, i, n := number(t, i, hi, 2)
	if n == 0 {
		return d, false
	}
	if i+2 <= hi {
		switch string(t[i : i+2]) {
		case "st", "nd", "rd", "th":
			i += 2
		}
	}
	gap := i
	for i < hi && (t[i] == ' ' || t[i] == ',' || t[i] == '-') {
		i++
	}
	y, i, n := number(t, i, hi, 4)
	if n != 4 || gap == i-4 {
		return d, false
	}
	d = day{y: y, m: m, d: dd, end: i, era: true}
	return d, digits.Birth(y, m, dd)
}

const months = "janfebmaraprmayjunjulaugsepoctnovdec"

// monthName reads an English month, whole or its first three letters.
func monthName(t []byte, i, hi int) (m, end int) {
	if i+3 > hi {
		return 0, i
	}
	a, b, c := t[i]|0x20, t[i+1]|0x20, t[i+2]|0x20
	for k := 0; k < len(months); k += 3 {
		if months[k] == a && months[k+1] == b && months[k+2] == c {
			i += 3
			for n := 0; i < hi && n < 7 && 'a' <= t[i]|0x20 && t[i]|0x20 <= 'z'; n++ {
				i++
			}
			if i < hi && t[i] == '.' {
				i++
			}
			return k/3 + 1, i
		}
	}
	return 0, i
}

// time steps over a time of day behind the date; one other than midnight makes it a moment.
func (d *day) time(t []byte, hi int) {
	i := d.end
	if i+6 > hi || t[i] != ' ' && t[i] != 'T' || t[i+1] < '0' || t[i+1] > '9' || t[i+3] != ':' && t[i+2] != ':' {
		return
	}
	j := i + 1
	for j < hi && (t[j] >= '0' && t[j] <= '9' || t[j] == ':' || t[j] == '.' || t[j] == 'Z' || t[j] == '+') {
		if t[j] >= '1' && t[j] <= '9' {
			d.moment = true
		}
		j++
	}
	d.end = j
}
