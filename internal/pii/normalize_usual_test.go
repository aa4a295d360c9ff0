package pii

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// What is written as usual takes a short way; a digit of full width takes the long one, and means the same.
func TestNormalizeShortWays(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	short := 0
	for range 200_000 {
		v := make([]byte, 8+rng.IntN(6))
		for i := range v {
			v[i] = "0123456789--/0"[rng.IntN(14)]
		}
		switch rng.IntN(3) {
		case 0:
			v[0] = '0'
		case 1:
			copy(v, "1984-01-07")
		}
		at := bytes.IndexAny(v, "0123456789")
		if at < 0 {
			continue
		}
		wide := append(append(bytes.Clone(v[:at]), 0xef, 0xbc, v[at]-'0'+0x90), v[at+1:]...)
		for _, class := range []Class{ClassEmail, ClassPhone, ClassDate, ClassID, ClassDigits} {
			got, want := Normalize([]byte("x"), class, v), Normalize([]byte("x"), class, wide)
			if !bytes.Equal(got, want) {
				t.Fatalf("class %d: %q becomes %q, %q becomes %q", class, v, got, wide, want)
			}
		}
		if _, ok := usualPhone(nil, v); ok {
			short++
		}
	}
	if short < 1000 {
		t.Errorf("%d values take the short way", short)
	}
}

func TestFoldEveryByte(t *testing.T) {
	for b := range 0x80 {
		v := bytes.Repeat([]byte{'x'}, 19)
		v[5], v[18] = byte(b), byte(b)
		var want []byte
		for _, c := range v {
			if c > ' ' {
				want = append(want, bytes.ToLower([]byte{c})...)
			}
		}
		if got := Normalize(nil, ClassEmail, v); !bytes.Equal(got, want) {
			t.Errorf("%q becomes %q, want %q", v, got, want)
		}
	}
}
