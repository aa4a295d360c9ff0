package engine

import (
	"bytes"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Hit is a located finding. Its mask stands in the part's mask buffer only until the handler returns.
type Hit struct {
	ID         [8]byte
	Kind       pii.Kind
	Field      int32 // index into the names given with it, -1 in text
	Record     int64 // from 1
	Line       int64 // from 1
	Page       int64 // from 0: form feeds before it
	Start, End int64 // bytes in the part's text
	Score      float32
	Evidence   detect.Evidence
	Mask       []byte
	// Inner is the finding's place in its value where the value stands escaped, so that Start and End are the whole raw
	// value's; else both are 0.
	Inner  [2]int32
	at, to int32 // of the mask in the arena
}

// tally counts the findings of one kind in one field.
type tally struct {
	kind     pii.Kind
	values   int64
	valid    int64
	best     float32
	evidence detect.Evidence
	masks    []string // at most two, of different values
	hashes   []uint64 // of the values, without a key, for counting different ones; never kept
	distinct *people.Distinct
}

// seen counts how a column's values fit its Frame.
type seen struct{ n, pass int64 }

// result is what judging one block gives.
type result struct {
	offset  int64
	lines   int64
	records int64
	bad     int64
	cut     bool
	fields  []string
	tallies [][]tally // by field + 1; index 0 is the text itself
	seen    []seen
	people  []personRow
	hits    []Hit
	masks   []byte
}

func (r *result) reset(b *content.Block) {
	r.offset, r.records, r.bad, r.cut, r.fields = b.Offset, 0, 0, false, nil
	r.lines = int64(bytes.Count(b.Text[b.From:b.To], nl))
	for i := range r.tallies {
		r.tallies[i] = r.tallies[i][:0]
	}
	clear(r.seen)
	if r.seen == nil {
		r.seen = make([]seen, 8192)
	}
	r.people, r.hits, r.masks = r.people[:0], r.hits[:0], r.masks[:0]
}

// room makes seen hold so many columns.
func (r *result) room(columns int) {
	if n := columns - len(r.seen); n > 0 {
		r.seen = append(r.seen, make([]seen, n)...)
	}
}

// masked is how many of a block's first values masks are shown of.
const masked = 64

// count tallies one finding.
func (w *worker) count(field int, kind pii.Kind, value []byte, score float32, ev detect.Evidence) {
	out := w.out
	for len(out.tallies) <= field+1 {
		out.tallies = append(out.tallies, nil)
	}
	ts := out.tallies[field+1]
	var t *tally
	for i := range ts {
		if ts[i].kind == kind {
			t = &ts[i]
			break
		}
	}
	if t == nil {
		if len(ts) < cap(ts) {
			ts = ts[:len(ts)+1]
			ts[len(ts)-1] = tally{kind: kind, masks: ts[len(ts)-1].masks[:0], hashes: ts[len(ts)-1].hashes[:0]}
		} else {
			ts = append(ts, tally{kind: kind})
		}
		out.tallies[field+1] = ts
		t = &ts[len(ts)-1]
		t.best = score
		t.evidence = ev
	}
	t.values++
	if counted(kind) {
		t.hashes = append(t.hashes, hash64(value))
	}
	if ev&detect.Weak == 0 {
		t.valid++
	}
	if score > t.best {
		t.best, t.evidence = score, ev
	}
	if len(t.masks) < 2 && t.values <= masked {
		m := string(pii.Mask(nil, kind, value))
		if len(t.masks) == 0 || t.masks[0] != m {
			t.masks = append(t.masks, m)
		}
	}
}

// counted tells whether the different values of a kind are worth a number.
func counted(k pii.Kind) bool { return !k.Any(pii.TinyDomain | pii.Credential | pii.Secrecy) }

// hit notes a located finding if they are asked for.
func (w *worker) hit(f *frame, field int, sp *span, value []byte, start, end int64, record, line int32) {
	out := w.out
	if len(out.hits) == cap(out.hits) {
		out.hits = slices.Grow(out.hits, 1)
	}
	out.hits = out.hits[:len(out.hits)+1]
	h := &out.hits[len(out.hits)-1] // written field by field: a copy of what was just written is slow
	h.Kind, h.Field, h.Record, h.Line, h.Page, h.Start, h.End = sp.kind, int32(field), int64(record), int64(line), 0, start, end
	h.Score, h.Evidence, h.Mask, h.Inner, h.at = sp.score, sp.evidence, nil, [2]int32{}, int32(len(out.masks))
	out.masks = pii.Mask(out.masks, sp.kind, value)
	h.to = int32(len(out.masks))
	if identified(sp.kind) {
		h.ID = w.identify(sp.kind, value)
	} else {
		h.ID = [8]byte{}
	}
}

// identified tells whether findings of the kind are told apart by their values. A My Number's fingerprint may not leave
// the program, and the few values of tiny domains would show through theirs: these are told apart by their place.
func identified(k pii.Kind) bool { return k.Keeps() || k.Has(pii.Credential) }

// identify is the part of a finding's ID that its value makes; the flush mixes in the part's name. A kind whose
// fingerprint may not be kept gets zero here and is identified by its place.
func (w *worker) identify(kind pii.Kind, value []byte) (id [8]byte) {
	f := w.team.Fingerprint(kind.Info().Class, value)
	copy(id[:], f[:])
	return id
}
