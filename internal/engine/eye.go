package engine

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Judged is a value that was found, as it stands in its record.
type Judged struct {
	Field    int // index into the names given with it, -1 in running text
	Kind     pii.Kind
	Text     []byte
	Score    float32
	Evidence detect.Evidence
}

// Eye is shown the records of one block by the worker that judges it. What it is shown is reused after the call.
type Eye interface {
	// Block begins a block of a part; what was seen of another one is forgotten. A block may be shown again, if its part
	// turns out to be another one there.
	Block(p *content.Part, b *content.Block)
	// Row shows a record of a table with the values found in it, maybe none; in running text what is found close together,
	// with rec nil.
	Row(rec *content.Record, fields []string, found []Judged)
}

// EyeSink is an optional ability of a Sink: it looks at the records themselves.
type EyeSink interface {
	// Eye makes an eye. There are as many as blocks are under way.
	Eye() Eye
	// Seen takes the eye of a judged block, in the order of blocks, before its hits. The eye is used again after the call.
	Seen(part *Part, eye Eye) error
}

// show tells the eye of a record of a table.
func (w *worker) show(rec *content.Record) {
	if w.eye != nil {
		w.eye.Row(rec, w.cur.Fields(), w.judged)
		w.judged = w.judged[:0]
	}
}

// gather adds a value found in running text to those close before it, or shows these and begins anew. apart tells that a new
// line of a log begins.
func (w *worker) gather(sp *span, v []byte, start, end int, apart bool) {
	if w.eye == nil {
		return
	}
	if apart || start-w.gathered > near {
		w.flushEye()
	}
	w.judged = append(w.judged, Judged{-1, sp.kind, v, sp.score, sp.evidence})
	w.gathered = end
}

// flushEye shows what was gathered.
func (w *worker) flushEye() {
	if w.eye != nil && len(w.judged) > 0 {
		w.eye.Row(nil, nil, w.judged)
		w.judged = w.judged[:0]
	}
}
