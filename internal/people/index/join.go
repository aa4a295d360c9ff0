package index

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// pause is how many records pass between two looks at the context.
const pause = 1 << 16

// join gives each person of the snapshot the row of the former index or the next number, and sorts what is then known:
// facts by fingerprint, rows by number. It returns how many rows there are.
func (b *Builder) join(ctx context.Context) (rows uint64, err error) {
	people, err := b.people.sorted()
	if err != nil {
		return 0, err
	}
	known := identities{}
	if x := b.o.Former; x != nil {
		known.cursor, rows = x.cursor(), x.rows
		if err := known.advance(); err != nil {
			return 0, err
		}
	}
	mask := len(b.fields)/8 + 1
	b.facts = newSorter(len(key{}), b.o.Memory/2, b.makeRuns)
	b.rows = newSorter(max(8, 4+mask), b.o.Memory/16, b.makeRuns)
	var (
		person, row = make([]byte, len(FP{})), make([]byte, b.rows.width)
		fact        key
		begun       bool
	)
	for n := 0; ; n++ {
		if n%pause == 0 && ctx.Err() != nil {
			return 0, ctx.Err()
		}
		rec, err := people.next()
		if err != nil {
			return 0, err
		}
		if begun && (rec == nil || !bytes.Equal(rec[:len(FP{})], person)) {
			if err := b.rows.add(row); err != nil {
				return 0, err
			}
			begun = false
		}
		if rec == nil {
			b.people.close()
			return rows, nil
		}
		if !begun {
			begun = true
			copy(person, rec)
			number, ok, err := known.find(person)
			if err != nil {
				return 0, err
			}
			if !ok {
				if rows > math.MaxUint32 {
					return 0, fault.Errorf(fault.Refused, "build people index: more than %d persons", uint64(math.MaxUint32)+1)
				}
				number = uint32(rows)
				rows++
			}
			clear(row)
			binary.BigEndian.PutUint32(row, number)
			binary.BigEndian.PutUint32(fact[len(FP{}):], number)
		}
		field := rec[len(FP{})]
		if field != Identity {
			row[4+field>>3] |= 1 << (field & 7)
		}
		copy(fact[:], rec[len(FP{})+1:])
		fact[len(fact)-1] = field
		if err := b.facts.add(fact[:]); err != nil {
			return 0, err
		}
	}
}

// identities goes through the persons of the former index in the order of their fingerprints.
type identities struct {
	*cursor
	fact Fact
	ok   bool
}

func (d *identities) advance() (err error) {
	for {
		d.fact, d.ok, err = d.cursor.fact()
		if err != nil || !d.ok || d.fact.Field == Identity {
			return err
		}
	}
}

// find is the row of a person. Persons are asked for in order.
func (d *identities) find(person []byte) (uint32, bool, error) {
	for d.ok {
		switch c := bytes.Compare(d.fact.FP[:], person); {
		case c == 0:
			return d.fact.Row, true, nil
		case c > 0:
			return 0, false, nil
		}
		if err := d.advance(); err != nil {
			return 0, false, err
		}
	}
	return 0, false, nil
}
