package row

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
		all[i] = Spread(r.Uint64())
	}
	one := &Sample[Times]{Limit: limit}
	for _, k := range all {
		one.Add(k, 1)
		one.Add(k, 1)
	}
	r.Shuffle(keys, func(i, j int) { all[i], all[j] = all[j], all[i] })
	var parts [4]Sample[Times]
	for i := range parts {
		parts[i].Limit = limit
	}
	for i, k := range all {
		parts[i%2].Add(k, 1)
		parts[2+i%2].Add(k, 1)
	}
	whole := &Sample[Times]{Limit: limit}
	for _, i := range []int{2, 0, 3, 1} {
		whole.Merge(&parts[i])
	}
	n, two := one.Scale(int64(one.n)), one.Deviation()
	if float64(n) < keys*(1-1.5*two) || float64(n) > keys*(1+1.5*two) || two == 0 {
		t.Errorf("%d of %d keys, error %f", n, keys, two)
	}
	if sum(one) != sum(whole) || one.n != whole.n || one.level != whole.level {
		t.Errorf("%v %d, merged %v %d", sum(one), one.n, sum(whole), whole.n)
	}
}

// sum is how often the keys kept were seen.
func sum(s *Sample[Times]) (n int64) {
	for t := range s.All() {
		n += int64(*t)
	}
	return n
}
