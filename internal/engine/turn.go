package engine

import (
	"fmt"
)

// window is the number of values of a column from which on a block may speak against the Frame.
const window = 1024

// contradicts tells whether a block's values no longer look like what the Frame says of some column.
func contradicts(f *frame, out *result) bool {
	for i := range f.columns {
		c := &f.columns[i]
		s := out.seen[i]
		if s.n < window {
			continue
		}
		share := float64(s.pass) / float64(s.n)
		switch c.mode {
		case asKind:
			if share < 0.3*c.share {
				return true
			}
		case asDull:
			if share < 0.5 {
				return true
			}
		}
	}
	return false
}

// turn begins a new part (#2, #3, …) at the job's block, planned from that block.
func (r *Reader) turn(st *state, j *job) error {
	part := st.part.Part
	part.Fields = st.frame.fields
	next := r.plan(&part, &j.block)
	if next == nil || sameVerdicts(st.frame, next) {
		return nil
	}
	done := *st
	if err := r.finish(&done); err != nil {
		return err
	}
	st.number++
	base := st.part.Name
	if st.number > 2 {
		base = base[:len(base)-len(fmt.Sprintf("#%d", st.number-1))]
	}
	next.part.Name = fmt.Sprintf("%s#%d", base, st.number)
	st.part = Part{Part: *next.part}
	st.tables, st.names, st.frame = map[string]*merged{}, nil, next
	next.seed = r.e.Team.Hasher().Sum([]byte(next.part.Name))
	r.again(st, j)
	return nil
}

// sameVerdicts keeps a part whole where planning again would change nothing.
func sameVerdicts(a, b *frame) bool {
	if len(a.columns) != len(b.columns) {
		return false
	}
	for i := range a.columns {
		if a.columns[i].mode != b.columns[i].mode || a.columns[i].kind != b.columns[i].kind {
			return false
		}
	}
	return true
}

// again judges a block anew under the part's present Frame.
func (r *Reader) again(st *state, j *job) {
	j.frame = st.frame
	r.e.judged(<-r.e.pool, j)
}
