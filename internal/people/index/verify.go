package index

import (
	"bytes"
	"context"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Verify reads the whole file and tells the first thing that is not as a builder writes it: every checksum, the order of
// facts, directories and filters, every number that refers to something, the rows against the identities, and the counts.
// An error is fault.Unreadable, or the context's.
func (x *Index) Verify(ctx context.Context) error {
	v := verification{x: x, pager: pager{x: x, next: 1}}
	v.count.fields = make([][2]int64, x.fields+1)
	for p := range x.parts {
		if err := v.part(ctx, p); err != nil {
			return err
		}
	}
	if err := v.rows(ctx); err != nil {
		return err
	}
	m := x.meta
	m.Snapshots, m.Fields = slices.Clone(m.Snapshots), slices.Clone(m.Fields)
	v.count.complete(&m, x.sets)
	if v.persons != 0 || m.Facts != int64(x.entries)-v.count.identities ||
		!slices.Equal(m.Fields, x.meta.Fields) || !slices.Equal(m.Snapshots, x.meta.Snapshots) {
		return fault.Errorf(fault.Unreadable, "verify people index %q: its counts are not those of what it holds", x.path)
	}
	return nil
}

type verification struct {
	x *Index
	pager
	last  Fact
	any   bool
	count counts
	// persons is a sum over identities less one over rows: 0 if they name the same rows with the same intervals.
	persons uint64
}

func (v *verification) part(ctx context.Context, n int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	x, p := v.x, &v.x.parts[n]
	if err := x.verifyAux(n); err != nil {
		return err
	}
	d, facts := x.dir(n), int64(0)
	for i := range d.n {
		page, raw, err := v.page()
		if err != nil {
			return err
		}
		b, err := x.decodeBlock(page, raw)
		if err != nil {
			return err
		}
		first := x.fact(&b, 0)
		var k key
		k.set(&first)
		if !bytes.Equal(d.key(i), k[:len(k)-1]) || d.before(i) != facts || i == 0 && first.FP.head() != p.first {
			return x.damaged("directory of page", page)
		}
		facts += int64(b.n)
		for i := range b.n {
			if f := x.fact(&b, i); !v.fact(n, f) {
				return x.damaged("fact of page", page)
			}
		}
	}
	if v.last.FP.head() != p.last || facts != int64(p.facts) {
		return x.damaged("partition", uint64(n))
	}
	_, size := p.aux()
	v.skip(size / pageSize)
	return nil
}

func (v *verification) fact(part int, f Fact) bool {
	x := v.x
	if v.any && f.Compare(v.last) <= 0 || uint64(f.Row) >= x.rows || int(f.Field) > x.fields ||
		f.Interval == 0 || int(f.Interval) >= x.sets.len() || !x.filter[part].Contains(f.FP.head()) {
		return false
	}
	v.any, v.last = true, f
	if f.Field == Identity {
		v.persons += mix(f.Row, f.Interval)
	}
	v.count.fact(f.Field, f.Interval, x.sets.at(f.Interval).Last() == len(x.meta.Snapshots)-1)
	return true
}

func (v *verification) rows(ctx context.Context) error {
	x := v.x
	c := x.rowCursor()
	for n := 0; ; n++ {
		if n%pause == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		r, ok, err := c.next()
		if err != nil {
			return err
		}
		if !ok {
			return nil
		}
		if int(r.Interval) >= x.sets.len() || r.Fields.last() > x.fields || r.Fields.Has(Identity) || r.Interval == 0 && r.Fields != (FieldSet{}) {
			return x.damaged("row", uint64(n))
		}
		v.count.row(r.Interval)
		if r.Interval != 0 {
			v.persons -= mix(r.Row, r.Interval)
		}
	}
}

// mix spreads a row and its interval over 64 bits, so that different sets of them have different sums (splitmix64).
func mix(row, interval uint32) uint64 {
	h := (uint64(interval)<<32 | uint64(row)) + 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
