package canary

import (
	_ "embed"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// recipe is how persons are invented. Whatever changes what comes out of equal keys is another recipe, with another
// number, and the old one stays: a planted person must be invented again years later.
const recipe = 1

//go:embed data/names.txt
var nameLines string

//go:embed data/towns.txt
var townLines string

type name struct{ text, kana, latin string }

type town struct{ postal, pref, city, town string }

type lists struct {
	surnames, men, women []name
	towns                []town
}

var loaded = sync.OnceValue(func() *lists {
	l := &lists{}
	for line := range strings.Lines(nameLines) {
		f := strings.Fields(line)
		if len(f) != 4 {
			continue
		}
		n := name{f[1], f[2], f[3]}
		switch f[0] {
		case "s":
			l.surnames = append(l.surnames, n)
		case "m":
			l.men = append(l.men, n)
		case "w":
			l.women = append(l.women, n)
		}
	}
	for line := range strings.Lines(townLines) {
		if f := strings.Fields(line); len(f) == 4 && f[0] != "#" {
			l.towns = append(l.towns, town{f[0], f[1], f[2], f[3]})
		}
	}
	return l
})

// Person is a planted person, who does not exist.
type Person struct {
	Number                 int
	Surname, Given         string
	SurnameKana, GivenKana string // katakana
	Woman                  bool
	Email                  string
	Phone                  string // 090-0xxx-xxxx
	Postal                 string // 104-0061
	Prefecture, City, Town string // the town with its block
	Birth                  string // 1988-01-07; never a child
	Account                string
}

// Name is surname and given name with a blank between them.
func (p *Person) Name() string { return p.Surname + " " + p.Given }

// Kana is the reading.
func (p *Person) Kana() string { return p.SurnameKana + " " + p.GivenKana }

// Address is the whole address.
func (p *Person) Address() string { return p.Prefecture + p.City + p.Town }

// Spot is what persons are invented for: a copy of a store.
type Spot struct{ Store, Copy, Domain string }

// invent makes the person of that number. Nothing but the key tells two persons apart, and whoever lacks it cannot guess
// one from another: each is drawn from 32 bytes of a keyed function of store, copy and number.
func invent(h *pii.Hasher, s Spot, number int) Person {
	var seed [32]byte
	for i := range 2 {
		f := h.Sum(fmt.Appendf(nil, "canary %d %d", recipe, i), []byte(s.Store), []byte(s.Copy), binary.BigEndian.AppendUint64(nil, uint64(number)))
		copy(seed[16*i:], f[:])
	}
	d := &draw{rand.NewChaCha8(seed)}
	l := loaded()
	p := Person{Number: number, Woman: d.n(2) == 1}
	sur, given := pick(d, l.surnames), pick(d, l.men)
	if p.Woman {
		given = pick(d, l.women)
	}
	p.Surname, p.SurnameKana, p.Given, p.GivenKana = sur.text, sur.kana, given.text, given.kana
	p.Email = d.local(sur.latin, given.latin) + "@" + s.Domain
	p.Phone = d.phone()
	t := pick(d, l.towns)
	p.Postal, p.Prefecture, p.City = t.postal[:3]+"-"+t.postal[3:], t.pref, t.city
	p.Town = t.town + d.block()
	p.Birth = fmt.Sprintf("%d-%02d-%02d", 1948+d.n(55), 1+d.n(12), 1+d.n(28))
	p.Account = d.account()
	return p
}

// draw draws from a stream of bytes that is the same in every release of Go: ChaCha8 is specified, rand.Rand's ways of
// making numbers of it are not.
type draw struct{ src *rand.ChaCha8 }

// n is a number from 0 to n-1. n is small against 2^64: the bias is nothing.
func (d *draw) n(n int) int { return int(d.src.Uint64() % uint64(n)) }

func pick[T any](d *draw, of []T) T { return of[d.n(len(of))] }

func (d *draw) digits(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + d.n(10))
	}
	return string(b)
}

// local is the local part of an address as people choose them. With the name it is one of some 2^29, and there are
// copies and keys beyond: nobody meets it by guessing names.
func (d *draw) local(sur, given string) string {
	switch d.n(5) {
	case 0:
		return given + "." + sur + d.digits(4)
	case 1:
		return sur + "." + given + d.digits(4)
	case 2:
		return given[:1] + "-" + sur + d.digits(6)
	case 3:
		return sur + "_" + given + d.digits(4)
	}
	return given + sur[:1] + d.digits(6)
}

// phone is a number that rings nowhere. Voice numbers of mobiles are 070, 080 and 090 followed by CDEFGHJK, "C は 0 を
// 除く" (電気通信番号計画, Ministry of Internal Affairs and Communications; the table "電気通信番号の種別" at
// www.soumu.go.jp/joho_tsusin/top/tel_number): none with a 0 there is assigned to a carrier. 0800 is left out, since
// toll-free numbers begin so. What people type where they have no number (0000-0000, 1234-5678) is not drawn.
func (d *draw) phone() string {
	head := [...]string{"090", "070"}[d.n(2)]
	for {
		t := d.digits(7)
		if varied(t) {
			return head + "-0" + t[:3] + "-" + t[3:]
		}
	}
}

// varied tells that at least five of the digits differ and no more than two follow each other in order.
func varied(s string) bool {
	seen, run := 0, 0
	for i := range len(s) {
		seen |= 1 << (s[i] - '0')
		if i > 0 && (s[i] == s[i-1]+1 || s[i] == s[i-1]-1 || s[i] == s[i-1]) {
			if run++; run > 2 {
				return false
			}
		} else {
			run = 0
		}
	}
	n := 0
	for ; seen != 0; seen &= seen - 1 {
		n++
	}
	return n >= 5
}

// block is a block within a town that is not there: blocks are numbered from 1 within a chome (住居表示に関する法律,
// 街区方式) and end long before 80, houses along a block before 60.
func (d *draw) block() string {
	return fmt.Sprintf("%d-%d-%d", 1+d.n(3), 80+d.n(20), 60+d.n(40))
}

// account is a token such as systems give to their users, 12 letters and digits (55 bits), a digit and a letter among
// them. Letters that are taken for digits are left out.
func (d *draw) account() string {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789"
	b := make([]byte, 12)
	for i := range b {
		b[i] = letters[d.n(len(letters))]
	}
	b[0], b[5] = letters[d.n(23)], letters[23+d.n(8)]
	return string(b)
}
