package people

import (
	"bytes"
	"math"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// spread makes a hash out of a small number.
func spread(n, salt uint64) uint64 {
	x := n*0x9e3779b97f4a7c15 + salt*0xc2b2ae3d27d4eb4f
	x ^= x >> 31
	x *= 0xd6e8feb86659fd93
	return (x ^ x>>32) | 1
}

func TestRecordsThatShareAKeyAreOnePerson(t *testing.T) {
	var s Set
	s.Add([3]pii.Kind{pii.EmailAddress, pii.PhoneNumber}, [3]uint64{11, 21})
	s.Add([3]pii.Kind{pii.EmailAddress, pii.PhoneNumber}, [3]uint64{12, 21}) // the same phone
	s.Add([3]pii.Kind{pii.EmailAddress, pii.None}, [3]uint64{13, 0})
	s.Add([3]pii.Kind{pii.PhoneNumber, pii.None}, [3]uint64{21, 0})
	s.Add([3]pii.Kind{pii.None, pii.PhoneNumber}, [3]uint64{0, 99})
	if c := s.Count(); c.N != 3 || c.Min > c.N || c.Max < c.N || c.Error != 0 {
		t.Errorf("got %+v, want 3 persons", c)
	}
	if (&Set{}).Empty() != true || s.Empty() {
		t.Error("empty sets are not told from others")
	}
}

func TestMentionsOfKnownPersonsAreNotMore(t *testing.T) {
	var s Set
	s.Add([3]pii.Kind{pii.EmailAddress, pii.None, pii.PersonName}, [3]uint64{11, 0, 71})
	s.Add([3]pii.Kind{pii.EmailAddress, pii.None, pii.PersonName}, [3]uint64{12, 0, 71}) // a namesake
	s.Add([3]pii.Kind{pii.PersonName}, [3]uint64{71})
	s.Add([3]pii.Kind{pii.PersonName}, [3]uint64{72})
	if c := s.Count(); c.N != 3 {
		t.Errorf("got %+v, want 3 persons", c)
	}
}

func TestMergeAndEncode(t *testing.T) {
	var whole Set
	var parts [3]Set
	for i := range uint64(9000) {
		k := spread(i%4000, 1)
		p := spread(i%5000, 2)
		whole.Add([3]pii.Kind{pii.EmailAddress, pii.PhoneNumber}, [3]uint64{k, p})
		parts[i%3].Add([3]pii.Kind{pii.EmailAddress, pii.PhoneNumber}, [3]uint64{k, p})
	}
	var merged Set
	for i := range parts {
		b, err := parts[i].Encode()
		if err != nil {
			t.Fatal(err)
		}
		d, err := Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		merged.Merge(d)
	}
	if got, want := merged.Count(), whole.Count(); got != want {
		t.Errorf("merged %+v, whole %+v", got, want)
	}
	a, _ := merged.Encode()
	b, _ := whole.Encode()
	if !bytes.Equal(a, b) {
		t.Error("equal sets give different bytes")
	}
	for cut := range min(len(a), 200) {
		if _, err := Decode(a[:cut]); err == nil {
			t.Fatalf("%d of %d bytes were accepted", cut, len(a))
		}
	}
}

// A My Number's hash is itself a My Number in law: it is never encoded.
func TestMyNumbersAreNotKept(t *testing.T) {
	var s Set
	secret := uint64(0x1122334455667788)
	s.Add([3]pii.Kind{pii.JapanIndividualNumber, pii.EmailAddress}, [3]uint64{secret, 5})
	s.Add([3]pii.Kind{pii.JapanIndividualNumber, pii.None}, [3]uint64{secret + 1, 0})
	if c := s.Count(); c.N != 2 {
		t.Fatalf("counted %+v, want 2", c)
	}
	b, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte{0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11}) {
		t.Error("the hash of a My Number was encoded")
	}
	d, err := Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if c := d.Count(); c.N != 2 {
		t.Errorf("after decoding: %+v, want 2", c)
	}
}

func TestSketchErrorIsAsStated(t *testing.T) {
	if testing.Short() {
		t.Skip("two million keys")
	}
	var s Set
	const n = 2_000_000
	for i := range uint64(n) {
		s.Add([3]pii.Kind{pii.EmailAddress, pii.None}, [3]uint64{spread(i, 7), 0})
	}
	c := s.Count()
	if off := math.Abs(float64(c.N-n)) / n; c.Error == 0 || off > c.Error {
		t.Errorf("counted %d of %d, off by %.4f, stated %.4f", c.N, n, off, c.Error)
	}
}

func TestDistinct(t *testing.T) {
	var d Distinct
	for i := range uint64(30_000) {
		d.Add(spread(i%20_000, 3))
	}
	if n, err := d.Count(); n != 20_000 || err != 0 {
		t.Errorf("counted %d (±%v), want 20000 exactly", n, err)
	}
	for i := range uint64(100_000) {
		d.Add(spread(i, 3))
	}
	if n, err := d.Count(); math.Abs(float64(n-100_000)) > err*100_000 {
		t.Errorf("counted %d (±%v), want 100000", n, err)
	}
}

func FuzzDecode(f *testing.F) {
	var s Set
	s.Add([3]pii.Kind{pii.EmailAddress, pii.PhoneNumber}, [3]uint64{11, 21})
	b, _ := s.Encode()
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Decode(b)
		if err != nil {
			return
		}
		s.Count()
	})
}

func BenchmarkAdd(b *testing.B) {
	var s Set
	i := uint64(0)
	for b.Loop() {
		s.Add([3]pii.Kind{pii.EmailAddress, pii.PhoneNumber}, [3]uint64{spread(i%500_000, 1), spread(i%500_000, 2)})
		i++
	}
}
