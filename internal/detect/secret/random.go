package secret

// log2q[n] is 16·n·log2(n), rounded, for the sums of Shannon entropy over counts.
var log2q = makeLog2()

func makeLog2() (q [257]uint32) {
	for n := 2; n < len(q); n++ {
		// log2 by repeated squaring, eight binary places: exact enough for thresholds and free of floating point.
		var l uint32
		x := uint64(n) << 24
		for x >= 2<<24 {
			x >>= 1
			l += 256
		}
		for bit := uint32(128); bit > 0; bit >>= 1 {
			x = x * x >> 24
			if x >= 2<<24 {
				x >>= 1
				l += bit
			}
		}
		q[n] = uint32(n) * l / 16
	}
	return q
}

// entropy is the Shannon entropy of v in sixteenths of a bit per byte. Values longer than 256 bytes are judged by
// their first 256.
func entropy(v []byte) uint32 {
	if len(v) > 256 {
		v = v[:256]
	}
	if len(v) < 2 {
		return 0
	}
	var n [256]uint16
	for _, b := range v {
		n[b]++
	}
	var s uint32
	for _, b := range v {
		if n[b] > 1 {
			s += log2q[n[b]]
		}
		n[b] = 0
	}
	return (log2q[len(v)] - s) / uint32(len(v))
}

// ratio is the entropy of v in percent of what len(v) symbols of an alphabet of the given size could have.
func ratio(v []byte, alphabet int) uint32 {
	n := min(len(v), alphabet, 256)
	if n < 2 {
		return 0
	}
	return entropy(v) * 100 / (log2q[n] / uint32(n))
}

// profile counts what a value is made of.
type profile struct {
	n, lower, upper, digit, sym, weird int
	hex, hexUpper                      bool
	switches                           int // changes between letters and digits
	longest                            int // longest run of letters
	repeat                             int // longest run of one byte
}

func profileOf(v []byte) profile {
	p := profile{n: len(v), hex: true, hexUpper: true}
	last, letters, same := 0, 0, 0
	for i, b := range v {
		c := classes[b]
		now := 0
		switch {
		case c&clsDigit != 0:
			p.digit++
			now = 1
		case c&clsLower != 0:
			p.lower++
			now = 2
		case c&clsUpper != 0:
			p.upper++
			now = 2
		case c&clsWeird != 0:
			p.weird++
		default:
			p.sym++
		}
		if now == 2 {
			letters++
			p.longest = max(p.longest, letters)
		} else {
			letters = 0
		}
		if i > 0 && now != last && now != 0 && last != 0 {
			p.switches++
		}
		last = now
		if i > 0 && v[i-1] == b {
			same++
		} else {
			same = 1
		}
		p.repeat = max(p.repeat, same)
		p.hex = p.hex && c&clsHex != 0
		p.hexUpper = p.hexUpper && c&clsHEX != 0
	}
	return p
}

// groups is how many of lower case, upper case, digits and symbols occur.
func (p *profile) groups() int {
	n := 0
	for _, k := range [...]int{p.lower, p.upper, p.digit, p.sym} {
		if k > 0 {
			n++
		}
	}
	return n
}

// english is how much the letters of v look like words: the mean surprise of neighbouring letters in hundredths of a
// bit. Words lie near 350, random letters near 650. With fewer than three pairs it is 0.
func english(v []byte) int {
	sum, n := 0, 0
	for i := 1; i < len(v); i++ {
		a, b := lower(v[i-1]), lower(v[i])
		if 'a' <= a && a <= 'z' && 'a' <= b && b <= 'z' {
			// A camel-case boundary says nothing.
			if is(v[i-1], clsLower) && is(v[i], clsUpper) {
				continue
			}
			sum += int(bigrams[a-'a'][b-'a'] - '0')
			n++
		}
	}
	if n < 3 {
		return 0
	}
	return sum * 100 / n
}

// random tells whether v is as random as a secret that a machine made.
func random(v []byte, p *profile) bool {
	if p.n < 12 || p.repeat > 4+p.n/32 {
		return false
	}
	alphabet := 10
	switch {
	case p.lower > 0 && p.upper > 0:
		alphabet = 62
	case p.hex || p.hexUpper:
		alphabet = 16
	case p.lower+p.upper > 0:
		alphabet = 36
	}
	if ratio(v, alphabet) < 74 {
		return false
	}
	if alphabet == 16 {
		return p.digit > 0 && p.lower+p.upper > 0 && p.switches*6 >= p.n
	}
	if p.digit == 0 && p.n < 24 {
		return false
	}
	if p.longest >= 4 && english(v) < 480 {
		return false
	}
	return p.switches*12 >= p.n || p.n >= 24 && english(v) >= 500
}
