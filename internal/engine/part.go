package engine

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Sink takes what judging a body gives, in order.
type Sink interface {
	// Hits takes located findings of a part, with the names of its fields. Both are reused after the call.
	Hits(part *Part, fields []string, hits []Hit) error
	// Done takes a part once it was read to its end, or as far as it could be.
	Done(*Part) error
	// Skip takes what was not read and why; the error has a class.
	Skip(name string, size int64, err error)
}

// BlockSink is an optional ability of a Sink: it is told of every judged block, in order, even where nothing was found, so
// that it knows up to where a text is judged. Hits is then not called.
type BlockSink interface {
	// Block takes the part, its block, the names of fields and the findings, whose Start and End are bytes in the part's
	// text (the block's own text begins at b.Offset there; the header of a CSV stands before the first). All are reused
	// after the call.
	Block(part *Part, b *content.Block, fields []string, hits []Hit) error
}

// Tally is what a field holds of one kind.
type Tally struct {
	Field         string // "" in text
	Kind          pii.Kind
	Values, Valid int64
	Likelihood    float64
	Why           uint64
	Masks         []string
	// Distinct is the number of different values, nil where it says nothing (a sex, a credential).
	Distinct *int64
}

// Part is the result of one part.
type Part struct {
	content.Part
	Bytes   int64
	Records int64
	Bad     int64 // records that were not well formed
	Tallies []Tally
	// Names are the fields that records had, in the order of their meeting.
	Names  []string
	People people.Set
	Err    error
}

// Reader reads one body for one sink: it is the content.Handler of one walk.
type Reader struct {
	// Odd makes a finding of every value in a column whose kind is settled, whatever it looks like: whoever replaces
	// values wants the odd ones too.
	Odd bool

	e      *Engine
	sink   Sink
	blocks BlockSink // the sink, if it has the ability
	eyes   EyeSink   // the same
	store  uint64
	open   map[string]*state // parts that may go on (tables of a dump)
	order  []string
	free   []*job
	probe  *probe // explains a place, if asked to
}

// NewReader returns a handler for one walk. store names the source, within which account IDs identify.
func (e *Engine) NewReader(sink Sink, store string) *Reader {
	blocks, _ := sink.(BlockSink)
	eyes, _ := sink.(EyeSink)
	return &Reader{e: e, sink: sink, blocks: blocks, eyes: eyes, open: map[string]*state{},
		store: binary.LittleEndian.Uint64(sum8(e.Key.Hasher(), store))}
}

func sum8(h *pii.Hasher, s string) []byte {
	f := h.Sum([]byte(s))
	return f[:8]
}

// state is a part while it is read.
type state struct {
	part    Part
	frame   *frame
	tables  map[string]*merged
	names   []string // of fields, in the order of their first finding
	lines   int64    // before the next block
	pages   int64    // the same, of a document
	records int64    // before the next block, in this part and those it turned into
	number  int      // of parts begun under this name; above 1 the name ends in #number
	fields  []string
}

type merged struct{ tallies []tally }

// job is a block on its way through a worker.
type job struct {
	block  content.Block
	frame  *frame
	out    result
	done   chan struct{}
	failed bool // a detector panicked
	eye    Eye  // of the sink, nil if it has none
}

// Part implements content.Handler.
func (r *Reader) Part(ctx context.Context, p *content.Part, blocks content.Blocks) error {
	if r.probe != nil && !r.probe.wants(p.Name) {
		return drain(blocks)
	}
	if err := r.leave(p.Name); err != nil {
		return err
	}
	st := r.open[p.Name]
	if st == nil {
		st = &state{part: Part{Part: *p}, tables: map[string]*merged{}, number: 1}
		r.open[p.Name] = st
		r.order = append(r.order, p.Name)
	}
	st.part.Origin = p.Origin // of a part that comes again, another
	var flying []*job
	land := func() error {
		j := flying[0]
		flying = flying[1:]
		<-j.done
		err := r.flush(st, j)
		r.free = append(r.free, j)
		return err
	}
	var err error
	for err == nil {
		if err = ctx.Err(); err != nil {
			break
		}
		j := r.job()
		if e := blocks.Next(&j.block); e != nil {
			r.free = append(r.free, j)
			if !errors.Is(e, io.EOF) {
				st.part.Err = classed(p.Name, e)
			}
			break
		}
		if st.frame == nil {
			from := j.block.From
			if st.frame = r.plan(&st.part.Part, &j.block); st.frame == nil {
				st.fails(&j.block)
				break
			}
			st.lines += int64(bytes.Count(j.block.Text[from:j.block.From], nl))
		}
		j.frame = st.frame
		r.dispatch(j)
		flying = append(flying, j)
		for err == nil && len(flying) > r.e.Workers {
			err = land()
		}
	}
	for len(flying) > 0 {
		if e := land(); err == nil {
			err = e
		}
	}
	if err != nil {
		return err
	}
	if p.Form != content.Tuples && p.Form != content.Copy && !p.Again {
		delete(r.open, p.Name)
		r.order = r.order[:len(r.order)-1]
		return r.finish(st)
	}
	return nil
}

// leave finishes the parts that might have gone on, once a part comes that is of another body.
func (r *Reader) leave(name string) error {
	kept := r.order[:0]
	for _, n := range r.order {
		if strings.HasPrefix(name, body(r.open[n])) {
			kept = append(kept, n)
			continue
		}
		st := r.open[n]
		delete(r.open, n)
		if err := r.finish(st); err != nil {
			return err
		}
	}
	r.order = kept
	return nil
}

// body is the name of the body that a part stands in: of a table the dump, else the part without what follows a #.
func body(st *state) string {
	name := st.part.Name
	if f := st.part.Form; f == content.Tuples || f == content.Copy {
		if i := strings.LastIndex(name, "!/"); i >= 0 {
			return name[:i]
		}
	}
	if i := strings.LastIndexByte(name, '#'); i > 0 {
		return name[:i]
	}
	return name
}

// Close finishes the parts that might have gone on. It is called once the walk is over.
func (r *Reader) Close() error {
	for _, name := range r.order {
		if err := r.finish(r.open[name]); err != nil {
			return err
		}
	}
	r.order, r.open = nil, map[string]*state{}
	for _, j := range r.free {
		j.eye = nil
		r.e.jobs.Put(j)
	}
	r.free = nil
	return nil
}

// Skip implements content.Handler.
func (r *Reader) Skip(name string, size int64, err error) { r.sink.Skip(name, size, err) }

func classed(name string, err error) error {
	if fault.Of(err) != fault.Internal {
		return err
	}
	return fault.As(fault.Unreadable, fmt.Errorf("read %q: %w", name, err))
}

func (r *Reader) job() *job {
	j := r.idle()
	if r.eyes != nil && j.eye == nil {
		j.eye = r.eyes.Eye()
	}
	return j
}

// idle is a job that nobody uses.
func (r *Reader) idle() *job {
	if n := len(r.free); n > 0 {
		j := r.free[n-1]
		r.free = r.free[:n-1]
		return j
	}
	if j, ok := r.e.jobs.Get().(*job); ok {
		j.block = content.Block{Text: j.block.Text[:0]}
		return j // of a file read before: its buffers serve again
	}
	return &job{done: make(chan struct{}, 1)}
}

// smallBlock is the size in bytes up to which a block is judged without another goroutine.
const smallBlock = 128 << 10

func (r *Reader) dispatch(j *job) {
	w := <-r.e.pool
	work := func() {
		r.e.judged(w, j)
		j.done <- struct{}{}
	}
	if len(j.block.Text) <= smallBlock {
		work()
		return
	}
	go work()
}

// flush adds a judged block to its part.
func (r *Reader) flush(st *state, j *job) error {
	if j.frame != st.frame {
		r.again(st, j)
	}
	if contradicts(st.frame, &j.out) {
		if err := r.turn(st, j); err != nil {
			return err
		}
	}
	if j.failed {
		st.fails(&j.block)
	}
	out := &j.out
	p := &st.part
	for i := range out.tallies {
		r.merge(st, i-1, out)
	}
	for _, row := range out.people {
		p.People.Add(row.kind, row.key)
	}
	if len(out.fields) > len(st.fields) {
		st.fields = append(st.fields[:0], out.fields...)
	}
	var err error
	if r.eyes != nil && !j.failed {
		err = r.eyes.Seen(p, j.eye)
	}
	if len(out.hits) > 0 && err == nil {
		for i := range out.hits {
			h := &out.hits[i]
			h.Record += st.records + 1
			h.Line += st.lines + 1
			h.Start += out.offset
			h.End += out.offset
			h.Mask = out.masks[h.at:h.to]
			st.identify(h)
		}
		st.paginate(&j.block, out.hits)
		if r.blocks == nil {
			err = r.sink.Hits(p, out.fields, out.hits)
		}
	}
	if r.blocks != nil && err == nil {
		err = r.blocks.Block(p, &j.block, out.fields, out.hits)
	}
	if r.probe != nil && err == nil {
		err = r.probe.look(r, st, j)
	}
	if p.Locate == content.ByPage {
		st.pages += int64(bytes.Count(j.block.Text[j.block.From:j.block.To], ff))
	}
	p.Records += out.records
	st.records += out.records
	p.Bad += out.bad
	st.lines += out.lines
	p.Bytes = out.offset + int64(j.block.To-j.block.From)
	return err
}

var ff = []byte{'\f'}

// paginate tells the pages of a document's findings: form feeds separate them.
func (st *state) paginate(b *content.Block, hits []Hit) {
	if st.part.Locate != content.ByPage {
		return
	}
	at, page := b.From, st.pages
	for i := range hits {
		if to := b.From + int(hits[i].Start-b.Offset); to > at {
			page += int64(bytes.Count(b.Text[at:to], ff))
			at = to
		}
		hits[i].Page = page
	}
}

// identify mixes the part, the kind and, for kinds whose fingerprint may not be kept, the place into the ID.
func (st *state) identify(h *Hit) {
	if h.ID == [8]byte{} {
		binary.LittleEndian.PutUint64(h.ID[:], uint64(h.Record)*0x9e3779b97f4a7c15^uint64(h.Field+1)*0xc2b2ae3d27d4eb4f^uint64(h.Start-h.End))
	}
	h.ID = mix(st.frame.seed, h.Kind, h.ID)
}

// mix makes a finding's ID out of its part, its kind and its value's fingerprint.
func mix(seed [16]byte, kind pii.Kind, id [8]byte) [8]byte {
	x := binary.LittleEndian.Uint64(id[:]) ^ binary.LittleEndian.Uint64(seed[:8]) ^ uint64(kind)<<56
	x ^= x >> 32
	x *= binary.LittleEndian.Uint64(seed[8:]) | 1
	x ^= x >> 29
	binary.LittleEndian.PutUint64(id[:], x)
	return id
}

// merge adds one field's tallies of a block.
func (r *Reader) merge(st *state, field int, out *result) {
	ts := out.tallies[field+1]
	if len(ts) == 0 {
		return
	}
	name := ""
	if field >= 0 && field < len(out.fields) {
		name = out.fields[field]
	}
	m := st.tables[name]
	if m == nil {
		m = &merged{}
		st.tables[name] = m
		st.names = append(st.names, name)
	}
next:
	for i := range ts {
		t := &ts[i]
		for k := range m.tallies {
			o := &m.tallies[k]
			if o.kind != t.kind {
				continue
			}
			o.values += t.values
			o.different(t.hashes)
			o.valid += t.valid
			if t.best > o.best {
				o.best, o.evidence = t.best, t.evidence
			}
			for _, mask := range t.masks {
				if len(o.masks) == 1 && o.masks[0] != mask {
					o.masks = append(o.masks, mask)
				}
			}
			continue next
		}
		c := *t
		c.masks, c.hashes = append([]string(nil), t.masks...), nil
		c.different(t.hashes)
		m.tallies = append(m.tallies, c)
	}
}

// different counts different values by their hashes.
func (t *tally) different(hashes []uint64) {
	if !counted(t.kind) {
		return
	}
	if t.distinct == nil {
		t.distinct = &people.Distinct{}
	}
	t.distinct.Add(hashes...)
}

// finish hands the part out.
func (r *Reader) finish(st *state) error {
	p := &st.part
	p.Names = st.fields
	for _, name := range st.names {
		for _, t := range st.tables[name].tallies {
			out := Tally{Field: name, Kind: t.kind, Values: t.values, Valid: t.valid,
				Likelihood: pii.Sigmoid(float64(t.best)), Why: uint64(t.evidence), Masks: t.masks}
			if t.distinct != nil {
				n, _ := t.distinct.Count()
				out.Distinct = &n
			}
			p.Tallies = append(p.Tallies, out)
		}
	}
	return r.sink.Done(p)
}
