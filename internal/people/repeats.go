package people

import "math/bits"

// repeats tells keys that were seen once from those that may have been seen more often: two bits a key, where its highest
// bits say. Nearly all keys of a table stand in one record, and of those nothing has to be sorted or looked up.
type repeats struct {
	words []uint64
	shift uint
	again int // keys seen at a place that was taken
}

// newRepeats makes room for n keys: some ten places each.
func newRepeats(n int) *repeats {
	places := min(bits.Len(uint(n))+3, 30)
	return &repeats{words: make([]uint64, max(1, 1<<places>>5)), shift: 64 - uint(places)}
}

// see notes a key.
func (r *repeats) see(key uint64) {
	at := key >> r.shift
	w, b := &r.words[at>>5], at&31*2
	switch *w >> b & 3 {
	case 0:
		*w |= 1 << b
	case 1:
		*w += 1 << b // 2: more than once
		r.again++
	default:
		r.again++
	}
}

// repeated tells whether a key that was seen may have been seen again.
func (r *repeats) repeated(key uint64) bool {
	at := key >> r.shift
	return r.words[at>>5]>>(at&31*2)&3 > 1
}

// distinct leaves of the keys, all of which were seen, those that may be repeated, each once and in order, and tells how
// many others there are. It reuses the slice.
func (r *repeats) distinct(keys []uint64) (rest sorted, once int64) {
	n := 0
	for _, k := range keys {
		if r.repeated(k) {
			keys[n] = k
			n++
		}
	}
	once = int64(len(keys) - n)
	return sorted(keys[:n]).settle(), once
}

// distinct counts different keys. It changes their order.
func distinct(keys []uint64) int64 {
	r := newRepeats(len(keys))
	for _, k := range keys {
		r.see(k)
	}
	rest, once := r.distinct(keys)
	return once + int64(len(rest))
}
