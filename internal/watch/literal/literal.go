// Package literal finds many words in a text in one pass over it, whatever their case, and undoes what requests are written
// with to hide such words.
package literal

import (
	"bytes"
	"slices"
)

// Index finds words. It is not changed by being asked. A word is looked for by four bytes of it that are rare in requests: a
// filter of bits says of most places in a text that none of these begins there, and no step waits for the one before, as in an
// automaton.
type Index struct {
	filter [1 << filterBits / 64]uint64
	heads  [1 << headBits]uint16 // 1 + the place in words of the first with that hash
	words  []word
}

type word struct {
	text   []byte
	anchor uint32 // the four bytes
	behind int    // where they stand in text
	next   uint16 // 1 + the place of the next with the same hash
}

const (
	filterBits = 15 // 4 KiB: a thousand words make one place of thirty pass by chance
	headBits   = 11
)

// Shortest is the least length of a word.
const Shortest = 4

// New makes an index of words; a word is known by its place. Words shorter than Shortest are never found.
func New(words []string) *Index {
	x := &Index{words: make([]word, 0, len(words))}
	for i, s := range words {
		w := word{text: bytes.ToLower([]byte(s))}
		if len(s) >= Shortest {
			w.behind = rarest(w.text)
			for _, c := range w.text[w.behind : w.behind+4] {
				w.anchor = w.anchor<<8 | uint32(c)
			}
			f := mix(w.anchor) >> (32 - filterBits)
			x.filter[f/64] |= 1 << (f % 64)
			h := mix(w.anchor) >> (32 - headBits)
			w.next, x.heads[h] = x.heads[h], uint16(i+1)
		}
		x.words = append(x.words, w)
	}
	return x
}

func mix(v uint32) uint32 { return v * 0x9E3779B1 }

// rarest is where the four bytes begin that are least likely in a request of every day: by signs, then by letters.
func rarest(w []byte) int {
	best, at := -1, 0
	for i := 0; i+4 <= len(w); i++ {
		n := 0
		for j, c := range w[i : i+4] {
			switch {
			case bytes.IndexByte([]byte("etaoinrs/"), c) >= 0:
			case bytes.IndexByte([]byte("lcdupmhgbf.-_=0123456789"), c) >= 0:
				n += 2
			default:
				n += 4
			}
			if slices.Contains(w[i:i+j], c) {
				n--
			}
		}
		if n > best {
			best, at = n, i
		}
	}
	return at
}

var fold = func() (t [256]byte) {
	for i := range t {
		if t[i] = byte(i); t[i]-'A' <= 'Z'-'A' {
			t[i] |= 0x20
		}
	}
	return t
}()

// Find appends the words in text, each as often as it is there.
func (x *Index) Find(text []byte, found []uint16) []uint16 {
	v := uint32(0)
	for i, c := range text {
		v = v<<8 | uint32(fold[c])
		h := mix(v)
		if f := h >> (32 - filterBits); x.filter[f/64]>>(f%64)&1 != 0 {
			found = x.look(text, i-3, v, x.heads[h>>(32-headBits)], found)
		}
	}
	return found
}

func (x *Index) look(text []byte, at int, v uint32, n uint16, found []uint16) []uint16 {
	for ; n != 0; n = x.words[n-1].next {
		w := &x.words[n-1]
		if w.anchor != v {
			continue
		}
		from := at - w.behind
		if from < 0 || from+len(w.text) > len(text) || !same(text[from:from+len(w.text)], w.text) {
			continue
		}
		found = append(found, n-1)
	}
	return found
}

func same(text, w []byte) bool {
	for i, c := range w {
		if fold[text[i]] != c {
			return false
		}
	}
	return true
}

func lower(c byte) byte { return fold[c] }
