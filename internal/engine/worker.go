package engine

import (
	"bytes"
	"encoding/hex"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/label"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// worker judges one block at a time.
type worker struct {
	e         *Engine
	sw        sweeper
	rec       content.Record
	cand      detect.Candidate
	buf       [64]byte
	hasher    *pii.Hasher // for counting persons
	runHasher *pii.Hasher // the same for what may not be kept
	team      *pii.Hasher // for IDs
	joined    []byte
	out       *result
	frame     *frame
	cur       content.Cursor
	clean     [1024]cleanValue
	kinds     []pii.Kind
	passes    []int // of a column's sample, by detector
	sieve     sieve
	sampling  []*sample                // of the last Frame, for the next
	labels    map[string]label.Verdict // what names of fields say
	siblings  [][]byte
	sampled   int // records of the last sample
	about     cluster
	eye       Eye  // of the block's job, or nil
	bare      bool // values found are counted, and nothing else is done with them
	judged    []Judged
	gathered  int  // where the last of judged ends, in running text
	span      span // of a value of a settled column
}

func newWorker(e *Engine) *worker {
	w := &worker{e: e, hasher: e.Key.Hasher(), team: e.Team.Hasher(), labels: map[string]label.Verdict{}}
	w.runHasher = w.hasher
	if e.Run != nil {
		w.runHasher = e.Run.Hasher()
	}
	w.sw.e, w.sw.floor = e, e.floor
	w.sieve = newSieve(e.wholes)
	return w
}

// judge judges a block under a frame.
func (w *worker) judge(f *frame, b *content.Block, out *result) {
	w.out = out
	out.reset(b)
	out.room(len(f.columns))
	if w.judged = w.judged[:0]; w.eye != nil {
		w.eye.Block(f.part, b)
	}
	if f.place != detect.Table {
		w.text(f, b)
		return
	}
	if b.Cut {
		out.cut = true
		w.line(f, b)
		return
	}
	if w.frame != f {
		w.frame, w.cur = f, f.cursor()
		w.clean = [1024]cleanValue{}
	}
	w.table(f, b)
}

// text sweeps a block of running text, code or log.
func (w *worker) text(f *frame, b *content.Block) {
	w.sw.place, w.sw.lang, w.sw.field = f.place, f.lang, noLabel
	w.sw.lines = f.part.Form != content.Text
	line, at := int32(0), b.From
	asked, ignores := 0, w.e.Ignored != nil
	defer w.tellOf()
	defer w.flushEye()
	for _, sp := range w.sw.sweep(b.Text, 0, b.From, b.To, len(b.Text)) {
		fresh := false
		if sp.start > at {
			n := int32(bytes.Count(b.Text[at:sp.start], nl))
			fresh = n > 0 && f.part.Form == content.Log
			line += n
			at = sp.start
		}
		value := b.Text[sp.start:sp.end]
		if asked++; asked == 100 && ignores {
			ignores = bytes.Contains(b.Text, w.e.IgnoredMark) // many findings: one look at the text is cheaper
		}
		if ignores && w.ignored(b.Text, &sp) || w.allowed(f, sp.kind, value) {
			continue
		}
		w.count(-1, sp.kind, value, sp.score, sp.evidence)
		w.mention(f, &sp, value, sp.start, sp.end, fresh)
		w.gather(&sp, value, sp.start, sp.end, fresh)
		if w.e.Findings || w.e.Located == 0 || len(w.out.hits) < w.e.Located {
			w.hit(f, -1, &sp, value, int64(sp.start-b.From), int64(sp.end-b.From), line, line)
		}
	}
	w.out.records = w.out.lines
}

var nl = []byte{'\n'}

// line sweeps a piece of a record too long to be taken apart.
func (w *worker) line(f *frame, b *content.Block) {
	w.sw.place, w.sw.lang, w.sw.field = detect.Prose, f.lang, noLabel
	defer w.tellOf()
	defer w.flushEye()
	for _, sp := range w.sw.sweep(b.Text, b.From, b.From, b.To, b.To) {
		value := b.Text[sp.start:sp.end]
		if w.allowed(f, sp.kind, value) {
			continue
		}
		w.count(-1, sp.kind, value, sp.score, sp.evidence)
		w.mention(f, &sp, value, sp.start, sp.end, false)
		w.gather(&sp, value, sp.start, sp.end, false)
		w.hit(f, -1, &sp, value, int64(sp.start-b.From), int64(sp.end-b.From), 0, 0)
	}
}

// near is how far apart, in bytes, what is said of one person in running text may stand.
const near = 240

// cluster is what running text says of one person: identifiers of different kinds close to each other. The strongest
// stands for the person (decision 4).
type cluster struct {
	kinds [8]pii.Kind
	n     int
	best  personRow
	end   int
}

// mention adds an identifier found in text to the person spoken of, or begins another. start and end are its place;
// a break (a new line of a log, a new record) ends the person too.
func (w *worker) mention(f *frame, sp *span, v []byte, start, end int, fresh bool) {
	kind := sp.kind
	rank := kind.Info().Rank
	if rank == 0 || kind == pii.PersonName && sp.evidence&(detect.LexiconTwo|detect.Structure|detect.Label) == 0 {
		return // a surname with a title may be anybody's who is counted already
	}
	key := w.valueKey(f, kind, v)
	if key == 0 {
		return
	}
	c := &w.about
	if fresh || c.n == len(c.kinds) || start-c.end > near || c.has(kind) && c.best.key[0] != key {
		w.tellOf()
	}
	if !c.has(kind) {
		c.kinds[c.n] = kind
		c.n++
	}
	if c.best.key[0] == 0 || rank < c.best.kind[0].Info().Rank {
		if c.best.kind[0] == pii.PersonName {
			c.best.kind[2], c.best.key[2] = c.best.kind[0], c.best.key[0]
		}
		c.best.kind[0], c.best.key[0] = kind, key
	} else if kind == pii.PersonName {
		c.best.kind[2], c.best.key[2] = kind, key
	}
	c.end = end
}

func (c *cluster) has(k pii.Kind) bool {
	for _, o := range c.kinds[:c.n] {
		if o == k {
			return true
		}
	}
	return false
}

// tellOf counts the person spoken of so far.
func (w *worker) tellOf() {
	if w.about.n > 0 {
		w.out.people = append(w.out.people, w.about.best)
	}
	w.about = cluster{}
}

func (w *worker) allowed(f *frame, kind pii.Kind, v []byte) bool {
	if w.e.Allows != nil && w.e.Allows(kind, f.part.Name, v) {
		return true
	}
	if w.e.AllowsID == nil || !identified(kind) {
		return false
	}
	id := mix(f.seed, kind, w.identify(kind, v))
	return w.e.AllowsID(kind, f.part.Name, hex.EncodeToString(id[:]))
}

func (w *worker) ignored(text []byte, sp *span) bool {
	from := bytes.LastIndexByte(text[:sp.start], '\n') + 1
	to := len(text)
	if n := bytes.IndexByte(text[sp.end:], '\n'); n >= 0 {
		to = sp.end + n
	}
	var prev []byte
	if from > 0 {
		prev = text[bytes.LastIndexByte(text[:from-1], '\n')+1 : from-1]
	}
	return w.e.Ignored(text[from:to], prev, sp.kind)
}

// table judges a block of records.
func (w *worker) table(f *frame, b *content.Block) {
	w.cur.Reset(b)
	w.bare = !w.e.Findings && w.e.Allows == nil && w.e.AllowsID == nil && w.eye == nil
	cols := f.columns
	keyed := f.keys.column[0] >= 0
	record := int32(0)
	for w.cur.Next(&w.rec) {
		r := &w.rec
		if r.Bad {
			w.out.bad++
			if len(r.Values) == 0 {
				w.stray(f, b, r, record)
			}
		}
		if len(r.Values) == 0 {
			continue
		}
		for i := range r.Values {
			v := &r.Values[i]
			if v.Field >= len(cols) {
				cols = w.extend(cols)
			}
			col := &cols[v.Field]
			if col.usual != nil {
				if ev := col.usual(v.Text); ev != 0 {
					w.told(f, b, col, v, ev, record)
					continue
				}
			}
			if col.mode == asKind {
				w.known(f, b, col, v, record)
			} else {
				w.unknown(f, b, col, v, record)
			}
		}
		if keyed {
			w.person(f, r.Values)
		} else {
			w.tellOf()
		}
		w.show(r)
		record++
	}
	w.out.records = int64(record)
	w.out.fields = w.cur.Fields()
}

// extend makes columns for fields first met in this block: no sample speaks for them, only their names.
func (w *worker) extend(cols []column) []column {
	names := w.cur.Fields()
	out := append([]column(nil), cols...)
	for _, n := range names[len(cols):] {
		c := column{name: n}
		if !generated(n) {
			c.says = w.labelOf(n)
		}
		out = append(out, c)
	}
	return out
}

// stray sweeps a record that is no record (a comment, an error message amid the data).
func (w *worker) stray(f *frame, b *content.Block, r *content.Record, record int32) {
	v := content.Value{Field: -1, Start: r.Start, End: r.End, Text: b.Text[r.Start:r.End]}
	col := column{}
	for _, sp := range w.sweepValue(f, &col, v.Text) {
		w.found(f, b, -1, &v, &sp, record)
	}
}

// tells tells the kinds whose values are texts, which may name people.
func tells(k pii.Kind) bool {
	return k == pii.MessageContent || k == pii.MedicalTerm || k == pii.CriminalRecord || k == pii.CrimeVictim
}

// related asks a detector about the record's other values.
func (w *worker) related(f *frame, rel detect.Relater, self *content.Value) detect.Evidence {
	w.kinds, w.siblings = w.kinds[:0], w.siblings[:0]
	at := 0
	for i := range w.rec.Values {
		v := &w.rec.Values[i]
		if v == self {
			at = i
		}
		k := pii.None
		if v.Field < len(f.columns) {
			k = f.columns[v.Field].kind
		}
		w.kinds = append(w.kinds, k)
		w.siblings = append(w.siblings, v.Text)
	}
	return rel.Relate(at, w.kinds, w.siblings)
}

// unknown looks at a value of a column without a kind.
func (w *worker) unknown(f *frame, b *content.Block, col *column, v *content.Value, record int32) {
	if len(v.Text) < 4 {
		return
	}
	if col.mode == asDull {
		st := &w.out.seen[v.Field]
		st.n++
		if sh := shapeOf(v.Text); sh.classes&^col.shape.classes == 0 && sh.max <= 2*col.shape.max {
			st.pass++
			return
		}
	}
	slot, cached := w.cached(v)
	if cached {
		return
	}
	spans := w.sweepValue(f, col, v.Text)
	if len(spans) == 0 {
		slot.set(v)
		return
	}
	for i := range spans {
		w.found(f, b, v.Field, v, &spans[i], record)
		if f.keys.column[0] < 0 {
			w.mention(f, &spans[i], v.Text[spans[i].start:spans[i].end], v.Start, v.End, false)
		}
	}
}

// sweepValue sweeps a field's value.
func (w *worker) sweepValue(f *frame, col *column, v []byte) []span {
	w.sw.place, w.sw.lang, w.sw.field, w.sw.lines = detect.Table, f.lang, col.says, false
	return w.sw.sweep(v, 0, 0, len(v), len(v))
}

// found records a finding of a field.
func (w *worker) found(f *frame, b *content.Block, field int, v *content.Value, sp *span, record int32) {
	value := v.Text[sp.start:sp.end]
	if w.allowed(f, sp.kind, value) {
		return
	}
	w.count(field, sp.kind, value, sp.score, sp.evidence)
	if w.eye != nil {
		w.judged = append(w.judged, Judged{field, sp.kind, value, sp.score, sp.evidence})
	}
	if !w.e.Findings {
		return
	}
	start, end := v.Start, v.End
	if len(v.Text) == v.End-v.Start {
		start, end = v.Start+sp.start, v.Start+sp.end
	}
	w.hit(f, field, sp, value, int64(start-b.From), int64(end-b.From), record, int32(w.rec.Line))
	if len(v.Text) != v.End-v.Start {
		w.out.hits[len(w.out.hits)-1].Inner = [2]int32{int32(sp.start), int32(sp.end)}
	}
}
