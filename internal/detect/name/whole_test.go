package name

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
)

// rate is the share of values that pass, and those that decide otherwise than want.
func rate(t *testing.T, values []string, labelled bool, want bool) float64 {
	t.Helper()
	n := 0
	var odd []string
	for _, v := range values {
		c := detect.Candidate{Text: []byte(v), Hi: len(v), End: len(v), Whole: true, Place: detect.Table, Labelled: labelled}
		_, ok := New().Judge(&c)
		if ok {
			n++
		}
		if ok != want {
			odd = append(odd, v)
		}
	}
	t.Logf("%d of %d pass; against: %v", n, len(values), odd)
	return float64(n) / float64(len(values))
}
