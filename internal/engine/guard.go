package engine

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// guarded runs what a worker does. A detector that panics is a defect, but one block's: the part is told as not read to
// its end, the worker, whose state nobody knows, is replaced, and the rest goes on. The panic's text may hold a datum
// and is told to nobody.
func (e *Engine) guarded(w *worker, do func(*worker)) (failed bool) {
	defer func() {
		if recover() != nil {
			failed = true
			w = newWorker(e)
		}
		e.pool <- w
	}()
	do(w)
	return false
}

// judged judges a job's block by a worker of its own turn.
func (e *Engine) judged(w *worker, j *job) {
	j.failed = e.guarded(w, func(w *worker) {
		w.eye = j.eye
		w.judge(j.frame, &j.block, &j.out)
		w.eye = nil
	})
	if j.failed {
		j.out.reset(&j.block)
		j.out.fields = nil
	}
}

// plan makes a Frame; nil if a detector panicked.
func (r *Reader) plan(p *content.Part, b *content.Block) (f *frame) {
	r.e.guarded(<-r.e.pool, func(w *worker) {
		made := w.plan(p, b, r.store)
		made.odd = r.Odd
		f = made
	})
	return f
}

// fails notes that a block of a part was not judged.
func (st *state) fails(b *content.Block) {
	if st.part.Err == nil {
		st.part.Err = fault.Errorf(fault.Unreadable, "read %q: a detector failed at byte %d; please report it", st.part.Name, b.Offset)
	}
}
