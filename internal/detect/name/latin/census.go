package latin

import (
	"bytes"
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed census.txt
var censusText string

// census are the given names and surnames of running text. It is made when the first capitalised word is met.
var census = sync.OnceValue(func() map[string]word {
	m := make(map[string]word, 10_000)
	for l := range strings.Lines(censusText) {
		w, flags, ok := strings.Cut(strings.TrimSuffix(l, "\n"), " ")
		if !ok || l[0] == '#' {
			continue
		}
		for _, f := range flags {
			switch f {
			case 'g':
				m[w] |= wordGiven
			case 's':
				m[w] |= wordSurname
			case 'o':
				m[w] |= wordCommon
			}
		}
	}
	for w, kind := range words {
		if kind&wordCommon == 0 {
			m[w] |= kind
		} else {
			m[w] |= wordCommon
		}
	}
	return m
})

//go:embed english.txt
var englishText string

// english are the hashes of ordinary words, sorted. A capitalised word that is none of them and follows a given name is a
// surname that no list has.
var english = sync.OnceValue(func() []uint32 {
	out := make([]uint32, 0, 40_000)
	for l := range strings.Lines(englishText) {
		if l[0] != '#' {
			out = append(out, hashOf([]byte(strings.TrimSuffix(l, "\n"))))
		}
	}
	slices.Sort(out)
	return out
})

func hashOf(s []byte) uint32 {
	h := uint32(2166136261)
	for _, b := range s {
		h = (h ^ uint32(b)) * 16777619
	}
	return h
}

// isEnglish tells an ordinary word, in any case; words of other scripts and long ones are none.
func isEnglish(t []byte) bool {
	var buf [24]byte
	if len(t) > len(buf) {
		return false
	}
	n := lower(&buf, t)
	if i := bytes.IndexByte(buf[:n], '-'); i > 0 {
		return isEnglish(t[:i]) || isEnglish(t[i+1:])
	}
	_, ok := slices.BinarySearch(english(), hashOf(buf[:n]))
	return ok
}

// known is what the lists know of t, in any case: of a double name, that its parts are names.
func known(t []byte) word {
	var buf [24]byte
	if len(t) > len(buf) {
		return 0
	}
	n := lower(&buf, t)
	s := buf[:n]
	if w := census()[string(s)]; w != 0 {
		return w
	}
	if i := bytes.IndexByte(s, '-'); i > 0 {
		return census()[string(s[:i])] & census()[string(s[i+1:])] &^ wordCommon
	}
	if i := bytes.IndexByte(s, '\''); i > 0 && i <= 2 { // O'Brien, D'Angelo
		return census()[string(append(s[:i], s[i+1:]...))]
	}
	return 0
}

// lower writes t in lower case.
func lower(buf *[24]byte, t []byte) int {
	for i, c := range t {
		if c >= 'A' && c <= 'Z' || i > 0 && t[i-1] == 0xC3 && c <= 0x9E {
			c += 0x20
		}
		buf[i] = c
	}
	return len(t)
}
