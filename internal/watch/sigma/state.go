package sigma

import (
	"encoding/binary"

	"github.com/cespare/xxhash/v2"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// identity tells rules apart: what was counted for some says nothing to others.
func (d *Detector) identity() watch.ID {
	h := xxhash.New()
	var b [8]byte
	put := func(v uint64) {
		binary.LittleEndian.PutUint64(b[:], v)
		_, _ = h.Write(b[:])
	}
	for _, c := range d.rules {
		put(uint64(c.key))
	}
	for i, c := range d.correlations {
		put(uint64(c.key))
		s := &d.set.specs[i]
		put(uint64(s.Function))
		put(uint64(s.Span))
		put(uint64(s.Steps))
	}
	return watch.ID(h.Sum64())
}

// Save implements watch.Detector.
func (d *Detector) Save(w *watch.Encoder) {
	var in watch.Encoder
	d.table.Save(&in)
	d.told.Save(&in, func(w *watch.Encoder, t *told) {
		w.Int(t.first)
		w.Int(t.last)
		w.Int(t.at)
		w.Int(t.n)
		w.Int(t.said)
		w.Int(t.rows)
		w.Bool(t.done)
		t.people.Save(w)
	})
	w.ID(d.identity())
	w.Bytes(in.Buf)
}

// Load implements watch.Detector. The state of other rules (the folder has changed) is left: counting begins anew.
func (d *Detector) Load(r *watch.Decoder) error {
	id, in := r.ID(), watch.Decoder{Buf: r.Bytes()}
	if err := r.Err(); err != nil || id != d.identity() {
		return err
	}
	d.table.Load(&in)
	d.told.Load(&in, func(r *watch.Decoder, t *told) {
		t.first, t.last, t.at, t.n, t.said, t.rows = r.Int(), r.Int(), r.Int(), r.Int(), r.Int(), r.Int()
		t.done = r.Bool()
		t.people.Load(r)
	})
	if len(in.Buf) > 0 {
		in.Fail()
	}
	return in.Err()
}
