package org

import "math"

// Rand draws numbers; each actor has one of its own, so that what one does changes nothing for the others.
type Rand uint64

// Mix is splitmix64: every bit of the result hangs on every bit of x.
func Mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Next is any number.
func (r *Rand) Next() uint64 {
	*r += 0x9e3779b97f4a7c15
	return Mix(uint64(*r))
}

// N is a number from 0 to n-1.
func (r *Rand) N(n int) int {
	if n <= 1 {
		return 0
	}
	return int(r.Next() >> 33 * uint64(n) >> 31) //nolint:gosec // below n
}

// In is a number from lo to hi.
func (r *Rand) In(lo, hi int) int { return lo + r.N(hi-lo+1) }

// Unit is a number from 0 to 1, 1 excluded.
func (r *Rand) Unit() float64 { return float64(r.Next()>>11) / (1 << 53) }

// P is true with that chance, from 0 to 1.
func (r *Rand) P(chance float64) bool { return r.Unit() < chance }

// Gap is the time until the next of what happens every mean µs on average, at random.
func (r *Rand) Gap(mean int64) int64 {
	x := r.Next()
	i, part := x>>52, int64(x>>40&(1<<12-1))
	share := gaps[i] + (gaps[i+1]-gaps[i])*part>>12
	return mean>>16*share + mean&(1<<16-1)*share>>16 + 1
}

// gaps are the quantiles of the exponential distribution with a mean of 1<<16, in 4096 steps: whole numbers, for the last bit
// of a logarithm is not the same on every machine.
var gaps = quantiles()

func quantiles() (t [4097]int64) {
	for i := range 4096 {
		t[i] = int64(-math.Log(1-float64(i)/4096)*(1<<16) + 0.5)
	}
	t[4096] = t[4095] + 1<<17
	return t
}

// Of is one of them.
func Of[T any](r *Rand, from []T) T { return from[r.N(len(from))] }
