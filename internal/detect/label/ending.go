package label

// endings is the set of the last three letters of all that may end a label in ASCII letters: most words of source code
// and logs are told apart from labels by them alone.
type endings struct {
	three [26*26*26/64 + 1]uint64
}

// add enters a word in lower case; digits at its end are left out, as they are in text.
func (e *endings) add(w string) {
	for len(w) > 0 && '0' <= w[len(w)-1] && w[len(w)-1] <= '9' {
		w = w[:len(w)-1]
	}
	n := 0
	for n < 3 && n < len(w) && 'a' <= w[len(w)-1-n] && w[len(w)-1-n] <= 'z' {
		n++
	}
	w = w[len(w)-n:]
	if n == 3 {
		i := (int(w[0]-'a')*26+int(w[1]-'a'))*26 + int(w[2]-'a')
		e.three[i>>6] |= 1 << (i & 63)
	}
}

// may tells whether the word that ends at end may end a label. Words of fewer than three letters may.
func (e *endings) may(text []byte, lo, end int) bool {
	digits := 0
	for end > lo && text[end-1]-'0' <= 9 {
		end--
		digits++
	}
	if digits > 2 {
		return false
	}
	if end-3 < lo {
		return true
	}
	a, b, c := (text[end-3]|0x20)-'a', (text[end-2]|0x20)-'a', (text[end-1]|0x20)-'a'
	if a > 25 || b > 25 || c > 25 {
		return true
	}
	i := (int(a)*26+int(b))*26 + int(c)
	return e.three[i>>6]>>(i&63)&1 != 0
}
