package tally

import (
	"math/bits"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Minute is the grain of times in a Recent, in µs.
const Minute = 60_000_000

// most is how many things a Recent keeps unless it was made for fewer; of more it keeps every second one, every fourth, … by
// their hash.
const most = 256

// Recent counts different things over any window of time that ends now. It keeps when each was seen last: of up to 256
// things exactly, beyond of a sample by hash (Wegman's adaptive sampling), whose standard error is 6 to 9 % of all and more
// of a small window of them. Two can be merged. It takes 8 bytes a thing that it keeps, 2 KiB at most. The zero Recent is ready.
type Recent struct {
	shift uint8
	fewer uint8  // how many it keeps, if not most
	items []item // by hash
}

// NewRecent makes one that keeps at most so many things (up to 255; 128 have an error of 8 to 12 %).
func NewRecent(keeps uint8) Recent { return Recent{fewer: keeps} }

type item struct {
	hash uint32
	at   uint32 // minutes since 1970
}

func (x item) after(h uint32) int {
	switch {
	case x.hash < h:
		return -1
	case x.hash > h:
		return 1
	}
	return 0
}

// Add tells that a thing was seen at a time. fresh tells that it was not among those kept, so that the number changed.
func (r *Recent) Add(id watch.ID, at int64) (fresh bool) {
	last, weight := r.Seen(id, at)
	return weight > 0 && last < 0
}

// Seen is Add that tells when the thing was seen before, to the minute (-1: it was not), and how many things it stands for as one of
// the sample; 0 if it is not of the sample, and then nothing is known of it.
func (r *Recent) Seen(id watch.ID, at int64) (last, weight int64) {
	return r.put(item{hash32(id), uint32(max(at, 0) / Minute)})
}

func hash32(id watch.ID) uint32 { return uint32(uint64(id) * 0x9E3779B97F4A7C15 >> 32) }

func (r *Recent) put(x item) (last, weight int64) {
	if uint(bits.TrailingZeros32(x.hash)) < uint(r.shift) {
		return -1, 0
	}
	weight = 1 << r.shift
	i, there := slices.BinarySearchFunc(r.items, x.hash, item.after)
	if there {
		last = int64(r.items[i].at) * Minute
		r.items[i].at = max(r.items[i].at, x.at)
		return last, weight
	}
	for len(r.items) >= r.keeps() && r.shift < 31 { // first, so that there is never room for more
		r.shift++
		r.items = slices.DeleteFunc(r.items, func(x item) bool { return uint(bits.TrailingZeros32(x.hash)) < uint(r.shift) })
		if uint(bits.TrailingZeros32(x.hash)) < uint(r.shift) {
			return -1, weight // it is counted, as the others that have gone were
		}
		i, _ = slices.BinarySearchFunc(r.items, x.hash, item.after)
	}
	r.items = slices.Insert(r.items, i, x)
	return -1, weight
}

func (r *Recent) keeps() int {
	if r.fewer == 0 {
		return most
	}
	return int(r.fewer)
}

// Since is how many different things were seen at a time or later.
func (r *Recent) Since(at int64) int64 {
	n, from := int64(0), uint32(max(at, 0)/Minute)
	for i := range r.items {
		if r.items[i].at >= from {
			n++
		}
	}
	return n << r.shift
}

// Exact tells that nothing was left out so far.
func (r *Recent) Exact() bool { return r.shift == 0 }

// Forget forgets what was not seen since a time. What it has room for again is counted exactly from now on once nothing is left.
func (r *Recent) Forget(before int64) {
	from := uint32(max(before, 0) / Minute)
	r.items = slices.DeleteFunc(r.items, func(x item) bool { return x.at < from })
	if len(r.items) == 0 {
		r.shift = 0
	}
}

// Merge adds what another has seen.
func (r *Recent) Merge(o *Recent) {
	if o.shift > r.shift {
		r.shift = o.shift
		r.items = slices.DeleteFunc(r.items, func(x item) bool { return uint(bits.TrailingZeros32(x.hash)) < uint(r.shift) })
	}
	for _, x := range o.items {
		r.put(x)
	}
}

// Size is the memory it takes, in bytes.
func (r *Recent) Size() int { return 32 + 8*cap(r.items) }

// Save writes it.
func (r *Recent) Save(e *watch.Encoder) {
	e.Uint(uint64(r.shift))
	e.Uint(uint64(len(r.items)))
	last := uint32(0)
	for _, x := range r.items {
		e.Uint(uint64(x.hash - last))
		e.Uint(uint64(x.at))
		last = x.hash
	}
}

// Load reads it into one that was made alike.
func (r *Recent) Load(d *watch.Decoder) {
	*r = Recent{shift: uint8(min(d.Uint(), 31)), fewer: r.fewer}
	n := d.Len(2)
	if n > 0 {
		r.items = make([]item, 0, n)
	}
	last := uint64(0)
	for i := range n {
		h := d.Uint()
		last += h
		if last > 1<<32-1 || i > 0 && h == 0 {
			d.Fail()
			return
		}
		r.items = append(r.items, item{uint32(last), uint32(d.Uint())})
	}
}

// Has tells that a thing is among those kept.
func (r *Recent) Has(id watch.ID) bool {
	_, there := slices.BinarySearchFunc(r.items, hash32(id), item.after)
	return there
}
