package engine

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
)

// known judges a value of a column whose kind is settled.
func (w *worker) known(f *frame, b *content.Block, col *column, v *content.Value, record int32) {
	s, e := blanks(v.Text)
	if s >= e {
		return
	}
	st := &w.out.seen[v.Field]
	st.n++
	told := false
	w.take(f, v.Text, s, e, col.share >= agreed)
	for _, d := range col.dets {
		m, ok := w.ask(d, true)
		if !ok {
			continue
		}
		st.pass++
		score := col.score
		if against := m.Evidence & (detect.TestValue | detect.Timestamp | detect.CodeNumber | detect.Embedded); against != 0 {
			score += w.e.weights.Row(col.kind).Sum(against)
		}
		if score < w.e.floor {
			break // the column is not told; what stands in the value may be
		}
		sp := &w.span // written field by field: a copy of what was just written is slow
		sp.start, sp.end, sp.kind, sp.det, sp.score = s, e, col.kind, d, score
		sp.evidence = m.Evidence&^detect.Label | col.evidence
		if rel := w.e.relate[d]; rel != nil {
			sp.evidence |= w.related(f, rel, v)
		}
		w.found(f, b, v.Field, v, sp, record)
		if !tells(col.kind) || e-s < 12 {
			return
		}
		told = true // what the text says of people is found too
		break
	}
	if !told && f.odd && col.score >= w.e.floor && col.share >= 0.5 && (e-s > 1 || v.Text[s] != '-') {
		w.found(f, b, v.Field, v, &span{s, e, col.kind, col.dets[0], col.score, col.evidence | detect.Weak}, record)
		return
	}
	if !told && col.odd && e-s >= 6 && wordOf(col.kind, v.Text[s:e]) {
		w.found(f, b, v.Field, v, &span{s, e, col.kind, col.dets[0], oddScore, col.evidence | detect.Weak}, record)
		return
	}
	if e-s < 4 {
		return
	}
	for _, sp := range w.sweepValue(f, col, v.Text) {
		w.found(f, b, v.Field, v, &sp, record)
	}
}

// agreed is the share of a column's sample from which on a look at the shape of its values is enough.
const agreed = 0.9

// usual is what tells the usual values of a column at once, nil if each has to be judged in full.
func (w *worker) usual(c *column) func([]byte) detect.Evidence {
	if c.mode != asKind || c.share < agreed || c.score < w.e.floor || tells(c.kind) || w.e.relate[c.dets[0]] != nil {
		return nil
	}
	return w.e.usual[c.kind]
}

// told records a usual value of a column.
func (w *worker) told(f *frame, b *content.Block, col *column, v *content.Value, ev detect.Evidence, record int32) {
	st := &w.out.seen[v.Field]
	st.n++
	st.pass++
	if w.bare {
		w.tallied(col, v, ev|col.evidence)
		return
	}
	sp := &w.span
	sp.start, sp.end, sp.kind, sp.det, sp.score, sp.evidence = 0, len(v.Text), col.kind, col.dets[0], col.score, ev|col.evidence
	w.found(f, b, v.Field, v, sp, record)
}

// tallied is count for a value of the column's kind, of which most are like those before.
func (w *worker) tallied(col *column, v *content.Value, ev detect.Evidence) {
	if at := v.Field + 1; at < len(w.out.tallies) && len(w.out.tallies[at]) > 0 {
		if t := &w.out.tallies[at][0]; t.kind == col.kind && t.values >= masked && col.score <= t.best {
			t.values++
			if col.counted {
				t.hashes = append(t.hashes, hash64(v.Text))
			}
			if ev&detect.Weak == 0 {
				t.valid++
			}
			return
		}
	}
	w.count(v.Field, col.kind, v.Text, col.score, ev)
}

// wholeValue judges a value of the sample.
func (w *worker) wholeValue(f *frame, d uint16, v []byte, labelled bool) (detect.Match, bool) {
	s, e := blanks(v)
	if s >= e {
		return detect.Match{}, false
	}
	w.take(f, v, s, e, false)
	return w.ask(d, labelled)
}

// take makes v[s:e] the whole value that detectors are asked about.
func (w *worker) take(f *frame, v []byte, s, e int, settled bool) {
	c := &w.cand
	c.Text, c.Lo, c.Hi, c.Start, c.End = v, 0, len(v), s, e
	c.Whole, c.Place, c.Lang, c.Settled = true, detect.Table, f.lang, settled
	switch first := v[s]; {
	case first-'0' <= 9:
		if e-s == len(v) && grouped(c, &w.buf, v) {
			return
		}
		if end, plain := parse(c, &w.buf, v, 0, e, s); !plain || end != e {
			digits.Fill(c, w.buf[:])
		}
	case first == '+' || first == '(' || first >= 0x80 && e-s <= 3*len(w.buf) && !wordly(v[s:e]):
		digits.Fill(c, w.buf[:])
	default:
		c.Digits, c.NGroup = nil, 0
	}
}

// wordly tells whether v begins with kana or Han, with which no number begins.
func wordly(v []byte) bool {
	if v[0] >= 0xe4 && v[0] <= 0xe9 {
		return true
	}
	return v[0] == 0xe3 && len(v) > 2 && (v[1] == 0x81 || v[1] == 0x82 || v[1] == 0x83 && v[2] < 0xbb)
}

// grouped reads a value of up to 24 digits in groups that hyphens or slashes separate, as parse does; false, with nothing
// that matters written, if it is anything else.
func grouped(c *detect.Candidate, buf *[64]byte, v []byte) bool {
	if len(v) > 24 {
		return false
	}
	n, size, groups := 0, 0, 0
	var sep byte
	var sizes [8]uint8
	for _, b := range v {
		if b-'0' <= 9 {
			buf[n&63] = b
			n++
			size++
			continue
		}
		if b != '-' && b != '/' || size == 0 || sep != 0 && b != sep || groups == len(sizes)-1 {
			return false
		}
		sep = b
		sizes[groups] = uint8(size)
		groups++
		size = 0
	}
	if size == 0 {
		return false
	}
	sizes[groups] = uint8(size)
	c.Digits, c.Groups, c.NGroup = buf[:n], sizes, groups+1
	c.Sep, c.Plus, c.Paren, c.Before, c.After = sepOf[sep], false, false, 0, 0
	return true
}

// ask asks a detector about the value taken.
func (w *worker) ask(d uint16, labelled bool) (detect.Match, bool) {
	c := &w.cand
	c.Labelled = labelled
	m, ok := w.e.Detectors[d].Judge(c)
	if !ok || m.Start > c.Start || m.End < c.End {
		return m, false
	}
	return m, true
}
