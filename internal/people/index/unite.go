package index

import (
	"bytes"
	"context"
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// write joins, then merges former and new into the file.
func (b *Builder) write(ctx context.Context, path string) (m Meta, err error) {
	rows, err := b.join(ctx)
	if err != nil {
		return m, err
	}
	m = Meta{Store: b.o.Store, Key: b.o.Key, Fields: b.fields}
	f := footer{fields: len(b.fields), rowBytes: width(rows)}
	u := renewal{table: newSets()}
	if x := b.o.Former; x != nil {
		m.Snapshots = slices.Clone(x.meta.Snapshots)
		u.former = x.sets
		u.closed, u.open = make([]uint32, x.sets.len()), make([]uint32, x.sets.len())
	} else {
		u.former = newSets()
		u.closed, u.open = make([]uint32, 1), make([]uint32, 1)
	}
	u.now = len(m.Snapshots)
	m.Snapshots = append(m.Snapshots, Snapshot{At: b.o.At, Records: b.records})
	f.setBytes = width(uint64(2*u.former.len() + 1)) // each interval of the former as it was, and extended
	t, err := b.o.target(path)
	if err != nil {
		return m, err
	}
	defer t.abandon()
	w := newWriter(t, f)
	w.most = b.o.partKeys
	if err := b.uniteFacts(ctx, w, &u); err != nil {
		return m, err
	}
	if err := b.uniteRows(ctx, w, &u, rows); err != nil {
		return m, err
	}
	if err := w.finish(&m, u.table); err != nil {
		return m, err
	}
	if x := b.o.Former; x != nil {
		b.o.Former = nil
		if err := x.Close(); err != nil {
			return m, err
		}
	}
	return m, t.commit()
}

// width is how many bytes a number below n takes.
func width(n uint64) int { return max(1, (bits.Len64(max(1, n)-1)+7)/8) }

// renewal numbers intervals anew: only those in use, in the order of being met.
type renewal struct {
	former, table *sets
	closed, open  []uint32 // by number in the former: without this snapshot, and with it; 0 not met yet
	now           int
}

// interval is the number of a former interval, with this snapshot or without.
func (u *renewal) interval(former uint32, present bool) (uint32, error) {
	if int64(former) >= int64(len(u.open)) {
		return 0, fault.Errorf(fault.Unreadable, "build people index: the former index names an interval that it does not have")
	}
	switch {
	case present && u.open[former] == 0:
		id, err := u.table.add(u.former.at(former), u.now)
		if err != nil {
			return 0, err
		}
		u.open[former] = id
	case !present && former != 0 && u.closed[former] == 0:
		id, err := u.table.add(u.former.at(former), -1)
		if err != nil {
			return 0, err
		}
		u.closed[former] = id
	}
	if present {
		return u.open[former], nil
	}
	return u.closed[former], nil
}

// uniteFacts merges the facts of the former index with those of the snapshot.
func (b *Builder) uniteFacts(ctx context.Context, w *writer, u *renewal) error {
	fresh, err := b.facts.sorted()
	if err != nil {
		return err
	}
	rec, err := fresh.next()
	if err != nil {
		return err
	}
	old, more := Fact{}, false
	var c *cursor
	if b.o.Former != nil {
		c = b.o.Former.cursor()
		if old, more, err = c.fact(); err != nil {
			return err
		}
	}
	var k key
	k.set(&old)
	for n := 0; rec != nil || more; n++ {
		if n%pause == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		order := 0 // below 0: only the former has it, above 0: only the snapshot
		switch {
		case rec == nil:
			order = -1
		case !more:
			order = 1
		default:
			order = bytes.Compare(k[:], rec)
		}
		at, interval := &k, old.Interval
		if order > 0 {
			at, interval = (*key)(rec), 0
		}
		id, err := u.interval(interval, order >= 0)
		if err != nil {
			return err
		}
		if err := w.fact(at, id, order >= 0); err != nil {
			return err
		}
		if order >= 0 {
			if rec, err = fresh.next(); err != nil {
				return err
			}
		}
		if order <= 0 {
			if old, more, err = c.fact(); err != nil {
				return err
			}
			k.set(&old)
		}
	}
	b.facts.close()
	return nil
}

func (k *key) set(f *Fact) {
	copy(k[:], f.FP[:])
	binary.BigEndian.PutUint32(k[len(f.FP):], f.Row)
	k[len(k)-1] = f.Field
}

// uniteRows merges the rows of the former index with those of the snapshot.
func (b *Builder) uniteRows(ctx context.Context, w *writer, u *renewal, rows uint64) error {
	fresh, err := b.rows.sorted()
	if err != nil {
		return err
	}
	rec, err := fresh.next()
	if err != nil {
		return err
	}
	var c *rowCursor
	if b.o.Former != nil {
		c = b.o.Former.rowCursor()
	}
	for n := range rows {
		if n%pause == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		r, ok := Row{Row: uint32(n)}, false
		if c != nil {
			if r, ok, err = c.next(); err != nil {
				return err
			} else if !ok {
				c, r = nil, Row{Row: uint32(n)}
			}
		}
		present := rec != nil && uint64(binary.BigEndian.Uint32(rec)) == n
		if present {
			for i, m := range rec[4 : 4+len(b.fields)/8+1] {
				r.Fields[i>>3] |= uint64(m) << (8 * (i & 7))
			}
			if rec, err = fresh.next(); err != nil {
				return err
			}
		}
		if r.Interval, err = u.interval(r.Interval, present); err != nil {
			return err
		}
		if err := w.row(r); err != nil {
			return err
		}
	}
	b.rows.close()
	return nil
}
