package leak

import (
	"encoding/binary"

	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// made says how a fact came out of a record's values.
type made uint8

const (
	asIs   made = iota
	joined      // out of fields that stand apart: surname and given name, the parts of an address
	born        // a name with a date of birth, which tells people apart where nothing stronger is known
)

// fact is a value by which a person is recognised again.
type fact struct {
	field int // of the record, that of its first value
	kind  pii.Kind
	made  made
	fp    index.FP
	hash  uint64
}

// facts makes a record's facts. One goroutine uses it; what it returns is used again by the next call.
type facts struct {
	hasher *pii.Hasher // nil makes none that may be kept
	run    *pii.Hasher // for what may not
	list   []fact
	buf    []byte
}

// telling tells whether values of the kind are kept in an index: they may be, and they say something of one person.
func telling(k pii.Kind) bool {
	if !k.Keeps() || k.Any(pii.NotPersonal) {
		return false
	}
	c := k.Info().Class
	return c != pii.ClassText && c != pii.ClassNone
}

// hash is the keyed hash of a value within one run or, where it may be kept, for good; 0 for what says nothing.
func (f *facts) hash(k pii.Kind, text []byte) (uint64, pii.Fingerprint) {
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

// of makes the facts of a record out of its values, which must be in the order of fields.
func (f *facts) of(found []engine.Judged) []fact {
	f.list = f.list[:0]
	for i := range found {
		if j := &found[i]; telling(j.Kind) && len(j.Text) > 0 {
			h, fp := f.hash(j.Kind, j.Text)
			f.list = append(f.list, fact{field: j.Field, kind: j.Kind, fp: index.FP(fp[:12]), hash: h})
		}
	}
	own := len(f.list)
	for _, k := range [...]pii.Kind{pii.PersonName, pii.PersonNameKana, pii.StreetAddress} {
		f.join(k, found)
	}
	f.births(own)
	return f.list
}

// join adds what the fields of a kind say together, if there are several.
func (f *facts) join(k pii.Kind, found []engine.Judged) {
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
	h, fp := f.hash(k, f.buf)
	f.list = append(f.list, fact{field: first, kind: k, made: joined, fp: index.FP(fp[:12]), hash: h})
}

// births adds each name, whole or joined, together with the first date of birth.
func (f *facts) births(own int) {
	at := -1
	for i := range f.list[:own] {
		if f.list[i].kind == pii.DateOfBirth {
			at = i
			break
		}
	}
	if at < 0 {
		return
	}
	day := f.list[at].fp
	for i, n := 0, len(f.list); i < n; i++ {
		if o := &f.list[i]; o.kind == pii.PersonName {
			fp := f.hasher.Sum(o.fp[:], day[:])
			f.list = append(f.list, fact{field: o.field, kind: o.kind, made: born, fp: index.FP(fp[:12]),
				hash: binary.LittleEndian.Uint64(fp[:8])})
		}
	}
}

// strongest is the fact that tells the record's person best (decision 4): the lowest rank, a name only with its birth or,
// where there is none, alone.
func strongest(list []fact) *fact {
	var best *fact
	rank := uint8(255)
	for i := range list {
		f := &list[i]
		r := f.kind.Info().Rank
		switch {
		case r == 0:
			continue
		case f.made == born:
			r -= 2
		case f.made == joined:
			r-- // two halves of a name say more than one
		}
		if r < rank {
			best, rank = f, r
		}
	}
	return best
}
