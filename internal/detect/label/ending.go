package label

// endings is the set of the last words of all labels in ASCII letters, by their hashes: most words of source code and
// logs are told apart from labels by one look.
type endings [1 << 19 / 64]uint64

// add enters the last word of a label, written as one writes it (user_id, userId) or as one word.
func (e *endings) add(w string) {
	e.set(w)
	var p phrase
	if p.read([]byte(w), 0) {
		n := p.words
		for n > 1 && isDigits(p.word(n-1)) {
			n--
		}
		e.set(string(p.word(n - 1)))
	}
}

func (e *endings) set(w string) {
	for len(w) > 0 && w[len(w)-1]-'0' <= 9 {
		w = w[:len(w)-1]
	}
	var h uint32
	for i := len(w) - 1; i >= 0; i-- {
		h = step(h, w[i])
	}
	e[h>>19] |= 1 << (h >> 13 & 63)
}

func step(h uint32, c byte) uint32 { return (h ^ uint32(c|0x20)) * 0x9e3779b1 }

// may tells whether the word that ends at end may end a label; up to three digits behind it are left out.
func (e *endings) may(text []byte, lo, end int) bool {
	digits := 0
	for end > lo && text[end-1]-'0' <= 9 {
		end--
		digits++
	}
	if digits > 3 {
		return false
	}
	if end == lo {
		return digits == 0
	}
	if c := text[end-1]; c < 0x80 && classOf(c) == 0 {
		// "tel 2" and "address_1" end labels, "10:41" and "1.1" do not.
		return digits == 0 || (c == ' ' || c == '_' || c == '-') && end-2 >= lo && classOf(text[end-2])|0x20 == 'a'
	}
	var h uint32
	i := end
	for i > lo && text[i-1]-'a' <= 'z'-'a' {
		i--
		h = step(h, text[i])
	}
	if i == end {
		for i > lo && text[i-1]-'A' <= 'Z'-'A' {
			i--
			h = step(h, text[i])
		}
	} else if i > lo && text[i-1]-'A' <= 'Z'-'A' { // the hump of camelCase
		h = step(h, text[i-1])
	}
	return e[h>>19]>>(h>>13&63)&1 != 0
}

// pairs is the set of the first six bytes (two characters) of all labels beyond ASCII, by their hashes, and of the few
// labels of one character.
type pairs struct {
	two [1 << 16 / 64]uint64
	one [1 << 12 / 64]uint64
}

func (p *pairs) add(w string) {
	if len(w) < 6 {
		var c [3]byte
		copy(c[:], w)
		h := oneHash(c[0], c[1], c[2])
		p.one[h>>6] |= 1 << (h & 63)
		return
	}
	h := pairHash(w[0], w[1], w[2], w[3], w[4], w[5])
	p.two[h>>6] |= 1 << (h & 63)
}

// has tells whether a label may begin at text[i:hi], where a character of three bytes stands.
func (p *pairs) has(text []byte, i, hi int) bool {
	if i+6 > hi {
		return true
	}
	t := text[i : i+6]
	if h := pairHash(t[0], t[1], t[2], t[3], t[4], t[5]); p.two[h>>6]>>(h&63)&1 != 0 {
		return true
	}
	h := oneHash(t[0], t[1], t[2])
	return p.one[h>>6]>>(h&63)&1 != 0
}

func oneHash(a, b, c byte) uint16 { return (uint16(a)<<12 | uint16(b)<<6 ^ uint16(c)) & (1<<12 - 1) }

// pairHash takes ASCII letters among the bytes for lower case, as the labels are kept.
func pairHash(a, b, c, d, e, f byte) uint16 {
	if d < 0x80 {
		d, e, f = lowerByte(d), 0, 0 // the third byte on may be anything: only the first character and a letter count
	}
	x := uint64(a)<<40 | uint64(b)<<32 | uint64(c)<<24 | uint64(d)<<16 | uint64(e)<<8 | uint64(f)
	return uint16(x * 0x9e3779b97f4a7c15 >> 48)
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c |= 0x20
	}
	return c
}
