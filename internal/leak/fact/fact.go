// Package fact makes of a record the facts by which its person is recognised again, the same for the index of a store and
// for a dump that is laid beside it.
package fact

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Made says how a fact came out of a record's values.
type Made uint8

// The ways.
const (
	AsIs   Made = iota // a value as it stands
	Joined             // out of fields that stand apart: surname and given name, the parts of an address
	Born               // a name with a date of birth, which tells people apart where nothing stronger is known
	Unsaid             // a value that nothing says the kind of, and that could be an account's number
)

// Fact is a value by which a person is recognised again.
type Fact struct {
	Field int // of the record, that of its first value
	Kind  pii.Kind
	Made  Made
	FP    index.FP // its fingerprint as an index keeps it
	Hash  uint64   // the beginning of its fingerprint; within one run only, where that may not be kept
}

// Maker makes a record's facts. One goroutine uses it; what it returns is used again by the next call.
type Maker struct {
	hasher *pii.Hasher
	run    *pii.Hasher // for what may not be kept
	list   []Fact
	buf    []byte
}

// New makes a maker that hashes by the key, and by the run's own what may not be kept.
func New(key, run *pii.Key) Maker { return Maker{hasher: key.Hasher(), run: run.Hasher()} }

// Add adds a fact of the record in hand that is made elsewhere and returns all.
func (f *Maker) Add(one Fact) []Fact {
	f.list = append(f.list, one)
	return f.list
}

// Telling tells whether values of the kind are kept in an index: they may be, and they say something of one person.
func Telling(k pii.Kind) bool {
	if !k.Keeps() || k.Any(pii.NotPersonal) {
		return false
	}
	c := k.Info().Class
	return c != pii.ClassText && c != pii.ClassNone
}

// Hash is the keyed hash of a value within one run or, where it may be kept, for good; 0 for what says nothing.
func (f *Maker) Hash(k pii.Kind, text []byte) (uint64, pii.Fingerprint) {
	info := k.Info()
	switch {
	case info.Class == pii.ClassNone || k.Any(pii.TinyDomain|pii.Credential|pii.Secrecy):
		return 0, pii.Fingerprint{}
	case !k.Keeps():
		return f.run.Hash(info.Class, text), pii.Fingerprint{}
	}
	fp := f.hasher.Fingerprint(info.Class, text)
	return binary.LittleEndian.Uint64(fp[:8]), fp
}

// Of makes the facts of a record: of the values found in it, and of all its values, where it is one of a table. Both are in
// the order of fields.
func (f *Maker) Of(found []engine.Judged, all []content.Value) []Fact {
	f.list = f.list[:0]
	for i := range found {
		if j := &found[i]; Telling(j.Kind) && len(j.Text) > 0 {
			h, fp := f.Hash(j.Kind, j.Text)
			f.list = append(f.list, Fact{Field: j.Field, Kind: j.Kind, FP: index.Cut(fp), Hash: h})
		}
	}
	own := len(f.list)
	f.join(pii.PersonName, found)
	f.join(pii.PersonNameKana, found)
	f.place(found, all)
	f.births(own)
	return f.list
}

// join adds what the fields of a kind say together, if there are several.
func (f *Maker) join(k pii.Kind, found []engine.Judged) {
	n, first, last := 0, 0, -2
	f.buf = f.buf[:0]
	for i := range found {
		if j := &found[i]; j.Kind == k && j.Field >= 0 && j.Field != last {
			if n == 0 {
				first = j.Field
			}
			f.buf = append(f.buf, j.Text...)
			last = j.Field
			n++
		}
	}
	if n < 2 || n > 5 {
		return
	}
	h, fp := f.Hash(k, f.buf)
	f.list = append(f.list, Fact{Field: first, Kind: k, Made: Joined, FP: index.Cut(fp), Hash: h})
}

// place adds the whole address where it stands in several fields: those found to be one, and beside them the names of
// prefecture and municipality and what follows these, which may be no address by themselves.
func (f *Maker) place(found []engine.Judged, all []content.Value) {
	at, first := -1, -1
	for i := range found {
		if found[i].Kind == pii.StreetAddress && found[i].Field >= 0 {
			first = found[i].Field
			break
		}
	}
	for i := range all {
		if all[i].Field == first {
			at = i
			break
		}
	}
	if at < 0 {
		return
	}
	from, to := at, at+1
	for from > 0 && at-from < 2 && regional(all[from-1].Text) {
		from--
	}
	for to < len(all) && to-from < 5 && (isAddress(found, all[to].Field) || len(all[to].Text) == 0 || regional(all[to].Text) || block(all[to].Text) && !anyFound(found, all[to].Field)) {
		to++
	}
	n := 0
	f.buf = f.buf[:0]
	for _, v := range all[from:to] {
		if len(v.Text) > 0 {
			f.buf = append(f.buf, v.Text...)
			n++
		}
	}
	if n > 1 {
		h, fp := f.Hash(pii.StreetAddress, f.buf)
		f.list = append(f.list, Fact{Field: first, Kind: pii.StreetAddress, Made: Joined, FP: index.Cut(fp), Hash: h})
	}
}

func isAddress(found []engine.Judged, field int) bool {
	for i := range found {
		if found[i].Field == field && found[i].Kind == pii.StreetAddress {
			return true
		}
	}
	return false
}

func anyFound(found []engine.Judged, field int) bool {
	for i := range found {
		if found[i].Field == field {
			return true
		}
	}
	return false
}

// block tells whether a value could be a town with its block number: characters of East Asia first, and a digit.
func block(v []byte) bool {
	if len(v) < 4 || len(v) > 120 || v[0] < 0xe3 || v[0] > 0xe9 {
		return false
	}
	for i, c := range v {
		if '0' <= c && c <= '9' || c == 0xbc && v[i-1] == 0xef && i+1 < len(v) && v[i+1]-0x90 <= 9 {
			return true
		}
	}
	return false
}

// regional tells whether a value ends like the name of a prefecture, a municipality, a province.
func regional(v []byte) bool {
	v = bytes.TrimSpace(v)
	if len(v) < 6 || len(v) > 45 {
		return false
	}
	switch r, _ := utf8.DecodeLastRune(v); r {
	case '都', '道', '府', '県', '市', '区', '町', '村', '郡', '省', '县', '州':
		return true
	}
	return false
}

// Plain adds the values that nothing was found in and that could be numbers of accounts: what one system calls its people
// by need not look like it in another's dump.
func (f *Maker) Plain(found []engine.Judged, all []content.Value) []Fact {
	at := 0
	for i := range all {
		v := &all[i]
		for at < len(found) && found[at].Field < v.Field {
			at++
		}
		if at < len(found) && found[at].Field == v.Field || !numbered(v.Text) {
			continue
		}
		h, fp := f.Hash(pii.AccountID, v.Text)
		f.list = append(f.list, Fact{Field: v.Field, Kind: pii.AccountID, Made: Unsaid, FP: index.Cut(fp), Hash: h})
	}
	return f.list
}

// numbered tells whether a value could be what an account is called by: a word of letters, digits and hyphens that holds
// three digits or more.
func numbered(v []byte) bool {
	if len(v) < 4 || len(v) > 40 {
		return false
	}
	n := 0
	for _, c := range v {
		switch {
		case '0' <= c && c <= '9':
			n++
		case 'a' <= c|0x20 && c|0x20 <= 'z', c == '-', c == '_':
		default:
			return false
		}
	}
	return n >= 3
}

// births adds each name, whole or joined, together with the first date of birth.
func (f *Maker) births(own int) {
	at := -1
	for i := range f.list[:own] {
		if f.list[i].Kind == pii.DateOfBirth {
			at = i
			break
		}
	}
	if at < 0 {
		return
	}
	day := f.list[at].FP
	for i, n := 0, len(f.list); i < n; i++ {
		if o := &f.list[i]; o.Kind == pii.PersonName {
			fp := f.hasher.Sum(o.FP[:], day[:])
			f.list = append(f.list, Fact{Field: o.Field, Kind: o.Kind, Made: Born, FP: index.Cut(fp),
				Hash: binary.LittleEndian.Uint64(fp[:8])})
		}
	}
}

// Keys are the keys by which a person of several stores is counted once: the two strongest that do not identify within one
// store only, and the name.
func Keys(list []Fact) (kinds [3]pii.Kind, keys [3]uint64) {
	ranks := [2]uint8{255, 255}
	for i := range list {
		f := &list[i]
		r := f.Kind.Info().Rank
		switch {
		case f.Kind == pii.PersonName && f.Made <= Joined:
			kinds[2], keys[2] = f.Kind, f.Hash
			continue
		case f.Made == Born:
			r -= 2
		case r == 0 || r >= 60 || f.Made == Unsaid || f.Kind.Has(pii.Within):
			continue
		}
		switch {
		case r < ranks[0]:
			if kinds[0] != f.Kind {
				kinds[1], keys[1], ranks[1] = kinds[0], keys[0], ranks[0]
			}
			kinds[0], keys[0], ranks[0] = f.Kind, f.Hash, r
		case r < ranks[1] && f.Kind != kinds[0]:
			kinds[1], keys[1], ranks[1] = f.Kind, f.Hash, r
		}
	}
	return kinds, keys
}

// Strongest is the fact that tells the record's person best (decision 4): the lowest rank, a name only with its birth or,
// where there is none, alone.
func Strongest(list []Fact) *Fact {
	var best *Fact
	rank := uint8(255)
	for i := range list {
		f := &list[i]
		r := f.Kind.Info().Rank
		switch {
		case r == 0 || f.Made == Unsaid:
			continue
		case f.Made == Born:
			r -= 2
		case f.Made == Joined:
			r-- // two halves of a name say more than one
		}
		if r < rank {
			best, rank = f, r
		}
	}
	return best
}
