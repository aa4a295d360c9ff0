package org

import "testing"

func TestGap(t *testing.T) {
	r := Rand(1)
	const n, mean = 200_000, 10 * Minute
	sum, less := int64(0), 0
	for range n {
		g := r.Gap(mean)
		if g <= 0 {
			t.Fatal(g)
		}
		if sum += g; g < mean*693/1000 {
			less++
		}
	}
	if got := sum / n; got < mean*98/100 || got > mean*102/100 {
		t.Errorf("%d on average, want %d", got, mean)
	}
	if less < n*49/100 || less > n*51/100 {
		t.Errorf("the half is %d", less)
	}
	if r.Gap(1) <= 0 || r.N(1) != 0 || r.N(0) != 0 {
		t.Error("small numbers")
	}
}

func TestClosing(t *testing.T) {
	tokyo := &offices()[0]
	var got []int
	for d := int64(20758); d < 20758+30; d++ { // 2026-11-01 and on
		if tokyo.Closing(d) {
			got = append(got, int(d-20758)+1)
		}
	}
	if len(got) != 4 || got[0] != 2 || got[1] != 4 || got[2] != 27 || got[3] != 30 { // the 3rd is a holiday
		t.Errorf("closing is on %v", got)
	}
}

func TestSix(t *testing.T) {
	n := Nets{Default(), map[[2]string]pool{}}
	a, ok := n.Six("JP", "isp", 1<<40+5, 7)
	if !ok || !n.of("JP", "isp6").Contains(a) {
		t.Errorf("%s", a)
	}
}
