package canary

import (
	"bytes"
	"encoding/binary"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Planted names a copy of a store and when persons were planted there.
type Planted struct {
	Store, Copy string
	Time        time.Time
	Persons     int
}

// Set recognises planted persons by a keyed hash of their e-mail address, phone number or account ID. A name alone says
// nothing: many people share it. It is made once and may be asked from any number of goroutines.
type Set struct {
	planted []Planted
	domains [][]byte // of the addresses, in lower case
	slots   []slot   // open addressing by the hash itself, which is as good as random
	mask    uint64
	key     *pii.Key
}

type slot struct {
	hash uint64
	at   int32 // 1 + index in planted
}

func newSet(key *pii.Key, plantings []Planting) *Set {
	s := &Set{key: key}
	n := 0
	for i := range plantings {
		n += 3 * len(plantings[i].Persons)
	}
	size := 64
	for size < 2*n {
		size *= 2
	}
	s.slots, s.mask = make([]slot, size), uint64(size-1)
	domains := map[string]bool{}
	for i := range plantings {
		p := &plantings[i]
		s.planted = append(s.planted, Planted{p.Store, p.Copy, p.Planted, len(p.Persons)})
		if !domains[p.Domain] {
			domains[p.Domain] = true
			s.domains = append(s.domains, []byte(p.Domain))
		}
		for _, m := range p.Persons {
			for _, f := range [...]pii.Fingerprint{pii.Fingerprint(m.Email), pii.Fingerprint(m.Phone), pii.Fingerprint(m.Account)} {
				s.put(binary.LittleEndian.Uint64(f[:]), int32(i+1))
			}
		}
	}
	return s
}

func (s *Set) put(hash uint64, at int32) {
	i := hash & s.mask
	for s.slots[i].at != 0 {
		i = (i + 1) & s.mask
	}
	s.slots[i] = slot{hash, at}
}

// Planted lists what Look and Find tell the index of.
func (s *Set) Planted() []Planted { return s.planted }

// Empty tells that nothing was ever planted.
func (s *Set) Empty() bool { return len(s.planted) == 0 }

// Look tells whether the value with this class and hash (pii.Hasher.Hash, under the key of the fingerprints) is of a
// planted person, and where that one was planted: an index of Planted. It allocates nothing. Of a hundred million values
// of other people, against ten thousand planted persons, one in five million searches meets one by chance.
func (s *Set) Look(class pii.Class, hash uint64) (int, bool) {
	switch class {
	case pii.ClassEmail, pii.ClassPhone, pii.ClassID:
	default:
		return 0, false
	}
	for i := hash & s.mask; s.slots[i].at != 0; i = (i + 1) & s.mask {
		if s.slots[i].hash == hash {
			return int(s.slots[i].at) - 1, true
		}
	}
	return 0, false
}

// Finder looks for planted e-mail addresses in text of any form: logs, mails, what no format knows. It is used by one
// goroutine.
type Finder struct {
	set    *Set
	hasher *pii.Hasher
	buf    []byte
}

// Finder makes a finder.
func (s *Set) Finder() *Finder { return &Finder{set: s, hasher: s.key.Hasher()} }

// maxLocal is the greatest length of a local part (RFC 5321, 4.5.3.1.1).
const maxLocal = 64

// Find calls hit for each planted address in text with the index of Planted: at an @, or a %40, that one of the domains
// follows. Only there is anything computed, so that it costs little more than looking for the sign.
func (f *Finder) Find(text []byte, hit func(int)) {
	if len(f.set.domains) == 0 {
		return
	}
	f.at(text, '@', nil, hit)
	f.at(text, '%', []byte("40"), hit)
}

func (f *Finder) at(text []byte, sign byte, rest []byte, hit func(int)) {
	for at := 0; ; at++ {
		i := bytes.IndexByte(text[at:], sign)
		if i < 0 {
			return
		}
		at += i
		behind := text[at+1:]
		if !bytes.HasPrefix(behind, rest) {
			continue
		}
		behind = behind[len(rest):]
		for _, d := range f.set.domains {
			if follows(behind, d) {
				if n, ok := f.look(text[:at], d); ok {
					hit(n)
				}
			}
		}
	}
}

// look asks for the address whose local part ends text. Escapes may be glued to it: \n, <, %3C.
func (f *Finder) look(text, domain []byte) (int, bool) {
	from := len(text)
	for from > 0 && len(text)-from <= maxLocal && localByte(text[from-1]) {
		from--
	}
	local := text[from:]
	if n, ok := f.whole(local, domain); ok {
		return n, ok
	}
	if plus := bytes.IndexByte(local, '+'); plus > 0 {
		return f.whole(local[:plus], domain)
	}
	if from == 0 {
		return 0, false
	}
	switch glued := 0; text[from-1] {
	case '\\':
		if glued = 1; len(local) > 0 && (local[0] == 'u' || local[0] == 'U') {
			glued = 5
		} else if len(local) > 0 && local[0] == 'x' {
			glued = 3
		}
		if len(local) > glued {
			return f.whole(local[glued:], domain)
		}
	case '%':
		if len(local) > 2 {
			return f.whole(local[2:], domain)
		}
	}
	return 0, false
}

func (f *Finder) whole(local, domain []byte) (int, bool) {
	if len(local) == 0 || len(local) > maxLocal {
		return 0, false
	}
	f.buf = append(append(append(f.buf[:0], local...), '@'), domain...)
	return f.set.Look(pii.ClassEmail, f.hasher.Hash(pii.ClassEmail, f.buf))
}

func localByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || strings.IndexByte("._-+", c) >= 0
}

// follows tells whether text begins with the domain and the domain ends there: no letter, digit or hyphen behind it, nor
// a dot and more of a name.
func follows(text, domain []byte) bool {
	if len(text) < len(domain) || !bytes.EqualFold(text[:len(domain)], domain) {
		return false
	}
	word := func(c byte) bool {
		return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '-'
	}
	rest := text[len(domain):]
	return len(rest) == 0 || !word(rest[0]) && (rest[0] != '.' || len(rest) == 1 || !word(rest[1]))
}
