package engine

import (
	"math/rand/v2"
	"testing"

	"github.com/cespare/xxhash/v2"
)

func TestHash64(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	v := make([]byte, 64)
	for n := range v {
		for range 50 {
			for i := range v {
				v[i] = byte(rng.Uint32())
			}
			if got, want := hash64(v[:n]), xxhash.Sum64(v[:n]); got != want {
				t.Fatalf("%d bytes hash to %x, want %x", n, got, want)
			}
		}
	}
}
