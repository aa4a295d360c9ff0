package synth

import (
	"math/rand/v2"
	"strconv"
)

// Gen draws invented things, each from the state left by the one before.
type Gen struct {
	r       *rand.Rand
	pcg     *rand.PCG // what r draws from
	seed    uint64
	serial  uint64 // of mobile numbers, which never repeat within a generator
	persons int
	l       *lists
}

// New starts a generator. Equal seeds give equal people.
func New(seed uint64) *Gen {
	pcg := rand.NewPCG(seed, 0x74737574_73756d69)
	r := rand.New(pcg)
	return &Gen{r: r, pcg: pcg, seed: seed, serial: r.Uint64N(mobiles), l: loaded()}
}

// N is a number from 0 to n-1.
func (g *Gen) N(n int) int { return g.r.IntN(n) }

// In is a number from lo to hi.
func (g *Gen) In(lo, hi int) int { return lo + g.r.IntN(hi-lo+1) }

// P is true n times in a hundred.
func (g *Gen) P(n int) bool { return g.r.IntN(100) < n }

// Skew is a number from 0 to n-1, small ones oftener, as names are spread among people.
func (g *Gen) Skew(n int) int {
	f := g.r.Float64()
	return int(f * f * float64(n))
}

func one[T any](g *Gen, of []T) T { return of[g.r.IntN(len(of))] }

const (
	upper    = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lower    = "abcdefghijklmnopqrstuvwxyz"
	decimal  = "0123456789"
	hexadec  = "0123456789abcdef"
	alnum    = upper + lower + decimal
	base64ch = alnum + "+/"
)

// From is n characters out of an alphabet.
func (g *Gen) From(alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[g.r.IntN(len(alphabet))]
	}
	return string(b)
}

// Digits is n decimal digits.
func (g *Gen) Digits(n int) string { return g.From(decimal, n) }

// Hex is n lower-case hexadecimal digits.
func (g *Gen) Hex(n int) string { return g.From(hexadec, n) }

// pad writes n in w digits at least.
func pad(n, w int) string {
	s := strconv.Itoa(n)
	if len(s) >= w {
		return s
	}
	return "0000000000"[:w-len(s)] + s
}

// Date is a day.
type Date struct{ Y, M, D int }

var monthDays = [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// Date is a day of one of the years.
func (g *Gen) Date(from, to int) Date {
	m := g.N(12)
	return Date{g.In(from, to), m + 1, 1 + g.N(monthDays[m])}
}

// ISO is 1988-01-07.
func (d Date) ISO() string { return d.with("-") }

// Slash is 1988/01/07.
func (d Date) Slash() string { return d.with("/") }

// Compact is 19880107.
func (d Date) Compact() string { return d.with("") }

func (d Date) with(sep string) string { return pad(d.Y, 4) + sep + pad(d.M, 2) + sep + pad(d.D, 2) }

// Kanji is 1988年1月7日.
func (d Date) Kanji() string {
	return strconv.Itoa(d.Y) + "年" + strconv.Itoa(d.M) + "月" + strconv.Itoa(d.D) + "日"
}

// Era is the Japanese era of the day with its year: 昭和, S, 63.
func (d Date) Era() (name, letter string, year int) {
	n := d.Y*10000 + d.M*100 + d.D
	switch {
	case n >= 20190501:
		return "令和", "R", d.Y - 2018
	case n >= 19890108:
		return "平成", "H", d.Y - 1988
	case n >= 19261225:
		return "昭和", "S", d.Y - 1925
	}
	return "大正", "T", d.Y - 1911
}

// Wareki is 昭和63年1月7日.
func (d Date) Wareki() string {
	e, _, y := d.Era()
	s := strconv.Itoa(y)
	if y == 1 {
		s = "元"
	}
	return e + s + "年" + strconv.Itoa(d.M) + "月" + strconv.Itoa(d.D) + "日"
}

// ShortEra is S63.1.7.
func (d Date) ShortEra() string {
	_, l, y := d.Era()
	return l + strconv.Itoa(y) + "." + strconv.Itoa(d.M) + "." + strconv.Itoa(d.D)
}

// Today is the day on which everything is invented.
var Today = Date{2026, 4, 1}

// Age is the age on Today of who was born on d.
func (d Date) Age() int {
	a := Today.Y - d.Y
	if d.M > Today.M || d.M == Today.M && d.D > Today.D {
		a--
	}
	return a
}
