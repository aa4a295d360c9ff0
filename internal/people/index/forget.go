package index

import (
	"context"
	"encoding/binary"
	"os"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Forgetting is what an index is to hold no more.
type Forgetting struct {
	// Row tells whether a person is forgotten: the facts are left out and the row becomes a hole, so that all other rows
	// keep their numbers. nil: nobody.
	Row func(row uint32) bool
	// Snapshots are left out: what was valid in them only is gone too.
	Snapshots []int
	Dir       string // of temporary files; default: the system's
	Memory    int64  // in bytes, about; default 256 MiB
}

// Forget writes the index at path anew without what is to be forgotten: whole or not at all. The file must not be open
// elsewhere on a system that cannot replace a file in use. An error is fault.Usage if a snapshot is not there, or none is left.
func Forget(ctx context.Context, path string, what Forgetting) (Meta, error) {
	x, err := Open(path)
	if err != nil {
		return Meta{}, err
	}
	defer func() {
		if x != nil {
			_ = x.Close()
		}
	}()
	o := oblivion{x: x, what: what, table: newSets(), renamed: make([]uint32, x.sets.len()), byRuns: map[string]uint32{}}
	m := x.meta
	m.Fields = slices.Clone(m.Fields)
	if m.Snapshots, err = o.snapshots(); err != nil {
		return m, err
	}
	if err := o.intervals(); err != nil {
		return m, err
	}
	t, err := newTarget(path)
	if err != nil {
		return m, err
	}
	defer t.abandon()
	w := newWriter(t, footer{fields: x.fields, rowBytes: width(x.rows), setBytes: width(uint64(o.table.len()))})
	defer func() { o.masks.close() }()
	if err := o.facts(ctx, w); err != nil {
		return m, err
	}
	if err := o.rows(ctx, w); err != nil {
		return m, err
	}
	if err := w.finish(&m, o.table); err != nil {
		return m, err
	}
	old := x
	x = nil
	if err := old.Close(); err != nil {
		return m, err
	}
	return m, t.commit()
}

// oblivion is one act of forgetting.
type oblivion struct {
	x       *Index
	what    Forgetting
	keep    []int // by snapshot: its new number, -1 if it is left out
	last    int   // new number of the last one
	table   *sets
	renamed []uint32 // by interval: its new number, 0 if nothing of it is left
	byRuns  map[string]uint32
	masks   *sorter // of row and field, if those must be found again
}

func (o *oblivion) snapshots() ([]Snapshot, error) {
	all := o.x.meta.Snapshots
	o.keep = make([]int, len(all))
	for _, s := range o.what.Snapshots {
		if s < 0 || s >= len(all) {
			return nil, fault.Errorf(fault.Usage, "forget of people index %q: it has no snapshot %d", o.x.path, s)
		}
		o.keep[s] = -1
	}
	var left []Snapshot
	for i, s := range all {
		if o.keep[i] == 0 {
			o.keep[i] = len(left)
			left = append(left, s)
		}
	}
	if len(left) == 0 {
		return nil, fault.Errorf(fault.Usage, "forget of people index %q: no snapshot would be left; remove the file", o.x.path)
	}
	o.last = len(left) - 1
	return left, nil
}

// intervals makes the table of what is left of each interval. Different ones may become the same.
func (o *oblivion) intervals() error {
	for id := 1; id < o.x.sets.len(); id++ {
		v, runs := o.x.sets.at(uint32(id)), []byte(nil)
		for k := range v.Runs() {
			first, last := v.Run(k)
			for s := first; s <= last; s++ {
				n := o.keep[s]
				if n < 0 {
					continue
				}
				if end := len(runs) - 2; end > 0 && int(binary.LittleEndian.Uint16(runs[end:])) == n-1 {
					binary.LittleEndian.PutUint16(runs[end:], uint16(n))
					continue
				}
				runs = binary.LittleEndian.AppendUint16(runs, uint16(n))
				runs = binary.LittleEndian.AppendUint16(runs, uint16(n))
			}
		}
		if len(runs) == 0 {
			continue
		}
		to, ok := o.byRuns[string(runs)]
		if !ok {
			var err error
			if to, err = o.table.add(Interval{runs}, -1); err != nil {
				return err
			}
			o.byRuns[string(runs)] = to
		}
		o.renamed[id] = to
	}
	return nil
}

func (o *oblivion) gone(row uint32) bool { return o.what.Row != nil && o.what.Row(row) }

func (o *oblivion) facts(ctx context.Context, w *writer) error {
	if len(o.what.Snapshots) > 0 {
		dir, memory := o.what.Dir, o.what.Memory
		if dir == "" {
			dir = os.TempDir()
		}
		if memory <= 0 {
			memory = defaultMemory
		}
		o.masks = newSorter(8, memory, func() (*os.File, error) { return makeRuns(dir) })
	}
	c := o.x.cursor()
	var k key
	var had [8]byte
	for n := 0; ; n++ {
		if n%pause == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		f, ok, err := c.fact()
		if err != nil || !ok {
			return err
		}
		if int(f.Interval) >= len(o.renamed) {
			return o.x.damaged("interval of row", uint64(f.Row))
		}
		id := o.renamed[f.Interval]
		if id == 0 || o.gone(f.Row) {
			continue
		}
		k.set(&f)
		if err := w.fact(&k, id, o.table.at(id).Last() == o.last); err != nil {
			return err
		}
		if o.masks != nil && f.Field != Identity {
			copy(had[:], k[len(f.FP):])
			if err := o.masks.add(had[:]); err != nil {
				return err
			}
		}
	}
}

func (o *oblivion) rows(ctx context.Context, w *writer) error {
	var had stream
	var rec []byte
	var err error
	if o.masks != nil {
		if had, err = o.masks.sorted(); err == nil {
			rec, err = had.next()
		}
		if err != nil {
			return err
		}
	}
	for r, err := range o.x.Rows() {
		if err == nil && r.Row%pause == 0 {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if int(r.Interval) >= len(o.renamed) {
			return o.x.damaged("interval of row", uint64(r.Row))
		}
		r.Interval = o.renamed[r.Interval]
		if had != nil {
			r.Fields = FieldSet{}
			for rec != nil && binary.BigEndian.Uint32(rec) == r.Row {
				r.Fields.Add(rec[4])
				if rec, err = had.next(); err != nil {
					return err
				}
			}
		}
		if r.Interval == 0 || o.gone(r.Row) {
			r.Interval, r.Fields = 0, FieldSet{}
		}
		if err := w.row(r); err != nil {
			return err
		}
	}
	return nil
}
