package network

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
)

func far(t *testing.T, a, b string) float64 {
	t.Helper()
	x, ok := Country(a)
	y, also := Country(b)
	if !ok || !also {
		t.Fatalf("%s or %s is no code", a, b)
	}
	return Far(x, y)
}

// TestFar holds distances against what an atlas says: from the nearest large places, not from borders.
func TestFar(t *testing.T) {
	for _, c := range []struct {
		a, b     string
		from, to float64
	}{
		{"JP", "KR", 150, 250},     // Fukuoka, Busan
		{"JP", "BR", 14000, 15000}, // Kushiro, Cruzeiro do Sul; Tokyo and São Paulo are 18,500 km apart
		{"JP", "CN", 450, 850},     // Miyakojima, Wenzhou; Nagasaki, Shanghai
		{"JP", "TW", 200, 700},     // Ishigaki or Naha, Taipei
		{"JP", "US", 3500, 6500},
		{"JP", "PH", 700, 1500},
		{"JP", "DE", 8000, 9500},
		{"JP", "RU", 200, 1000},
		{"JP", "AU", 4000, 6500},
		{"DE", "FR", 0, 0}, {"US", "US", 0, 0}, {"SG", "MY", 0, 0}, {"FR", "GB", 0, 0}, {"DK", "SE", 0, 0}, {"HK", "CN", 0, 0}, {"HK", "MO", 0, 0}, {"ES", "MA", 0, 0}, {"US", "MX", 0, 0}, {"US", "CU", 100, 450},
		{"SG", "ID", 0, 0}, {"IN", "LK", 0, 250}, {"GB", "US", 4500, 5500}, {"NG", "DE", 3500, 5000}, {"AU", "NZ", 1500, 2500}, {"AR", "CL", 0, 0}, {"XK", "RS", 0, 0}, {"VA", "IT", 0, 0}, {"MU", "RE", 100, 250},
		{"BR", "PT", 4000, 6500}, {"RU", "US", 500, 4000}, {"KP", "KR", 0, 0},
	} {
		got := far(t, c.a, c.b)
		if got < c.from || got > c.to {
			t.Errorf("%s and %s are %.0f km apart, want %.0f to %.0f", c.a, c.b, got, c.from, c.to)
		}
		if back := far(t, c.b, c.a); back != got {
			t.Errorf("%s to %s is %.0f km, and back %.0f", c.a, c.b, got, back)
		}
	}
	if far(t, "JP", "ZZ") != 0 || Far([2]byte{}, [2]byte{}) != 0 || Far([2]byte{'J', 'P'}, [2]byte{}) != 0 {
		t.Error("what is not known is far")
	}
}

// TestFarWhole: every country is there but those that nobody lives in, none is further than half around the Earth, and
// none of few people has many neighbours by mistake.
func TestFarWhole(t *testing.T) {
	empty := map[string]bool{"AQ": true, "BV": true, "HM": true, "TF": true, "UM": true, "IO": true}
	all := country.All()
	for _, a := range all {
		x, _ := Country(a.Code)
		if _, ok := distances().place[x]; !ok && !empty[a.Code] {
			t.Errorf("%s is not there", a.Code)
		}
		near := 0
		for _, b := range all {
			km := far(t, a.Code, b.Code)
			if km > 20100 {
				t.Errorf("%s and %s are %.0f km apart", a.Code, b.Code, km)
			}
			if km == 0 && a.Code != b.Code && !empty[a.Code] && !empty[b.Code] {
				near++
			}
		}
		if near > 20 {
			t.Errorf("%s has %d neighbours", a.Code, near)
		}
	}
}

func TestFarBroken(t *testing.T) {
	good, err := PackFar([]string{"AA", "BB", "CC"}, [][]uint16{{}, {7}, {8, 65535}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := unpackFar(good)
	if err != nil || len(f.km) != 3 || f.km[2] != 65535 || f.place[[2]byte{'C', 'C'}] != 2 {
		t.Errorf("%v, %v", f, err)
	}
	for n := range good {
		if _, err := unpackFar(good[:n]); err == nil {
			t.Errorf("%d of %d bytes were read", n, len(good))
		}
	}
}
