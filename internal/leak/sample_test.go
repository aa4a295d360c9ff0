package leak

import (
	"math/rand/v2"
	"testing"
)

// TestSample counts beyond the exact number within the error told, and does not depend on order or on merging.
func TestSample(t *testing.T) {
	const limit, keys = 1 << 10, 50_000
	r := rand.New(rand.NewPCG(1, 2))
	all := make([]uint64, keys)
	for i := range all {
		all[i] = spread(r.Uint64())
	}
	one := &sample[times]{limit: limit}
	for _, k := range all {
		one.add(k, 1)
		one.add(k, 1)
	}
	r.Shuffle(keys, func(i, j int) { all[i], all[j] = all[j], all[i] })
	var parts [4]sample[times]
	for i := range parts {
		parts[i].limit = limit
	}
	for i, k := range all {
		parts[i%2].add(k, 1)
		parts[2+i%2].add(k, 1)
	}
	whole := &sample[times]{limit: limit}
	for _, i := range []int{2, 0, 3, 1} {
		whole.merge(&parts[i])
	}
	n, two := one.scale(int64(one.n)), one.deviation()
	if float64(n) < keys*(1-1.5*two) || float64(n) > keys*(1+1.5*two) || two == 0 {
		t.Errorf("%d of %d keys, error %f", n, keys, two)
	}
	if sum(one) != sum(whole) || one.n != whole.n || one.level != whole.level {
		t.Errorf("%v %d, merged %v %d", sum(one), one.n, sum(whole), whole.n)
	}
}

// sum is how often the keys kept were seen.
func sum(s *sample[times]) (n int64) {
	for t := range s.all() {
		n += int64(*t)
	}
	return n
}
