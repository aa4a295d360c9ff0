package engine

import (
	"math/bits"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// set is a set of detectors of whole values, by their places in Engine.whole.
type set []uint64

func (s set) add(i int)      { s[i>>6] |= 1 << (i & 63) }
func (s set) has(i int) bool { return s[i>>6]>>(i&63)&1 != 0 }

// sieve tells which detectors need to be asked about a whole value without a label: those whose Whole admits its length,
// its number of digits and its characters.
type sieve struct {
	words          int // of each set
	size           [384]set
	digits         [65]set
	classes        [32]set
	over, labelled set // of the column in hand
}

func newSieve(wholes []detect.Whole) sieve {
	s := sieve{words: (len(wholes) + 63) / 64}
	empty := func() set { return make(set, s.words) }
	s.over, s.labelled = empty(), empty()
	for n := range s.size {
		s.size[n] = empty()
		for i, w := range wholes {
			if n+1 == len(s.size) && (w.Max == 0 || w.Max >= n) || n >= w.Min && (w.Max == 0 || n <= w.Max) {
				s.size[n].add(i)
			}
		}
	}
	for n := range s.digits {
		s.digits[n] = empty()
		for i, w := range wholes {
			w.Min, w.Max, w.Has, w.And, w.Not = 0, 0, 0, 0, 0
			if w.Admits(0, n, 0) {
				s.digits[n].add(i)
			}
		}
	}
	for c := range s.classes {
		s.classes[c] = empty()
		for i, w := range wholes {
			w.Min, w.Max, w.NoNumber, w.Digits = 0, 0, false, [2]int{}
			if w.Admits(0, 0, detect.Class(c)) {
				s.classes[c].add(i)
			}
		}
	}
	return s
}

// admits is one word of the set of detectors to be asked about a value: of such a length, so many digits, such characters.
func (s *sieve) admits(word, size, digits int, c detect.Class) uint64 {
	return s.size[min(size, len(s.size)-1)][word] & s.digits[digits][word] & s.classes[c][word]
}

// kindsOf lists the kinds worth weighing: those whose detectors pass a fifth of the first values, and what the name says.
func (w *worker) kindsOf(f *frame, col *column, s *sample) []pii.Kind {
	few := s.values[:min(len(s.values), 64)]
	var out []pii.Kind
	var have [256]bool
	if col.says.Kind != pii.None {
		out = append(out, col.says.Kind)
		have[col.says.Kind] = true
	}
	if col.says.Kind == pii.Password { // whose detectors look for their literals elsewhere
		out = append(out, pii.WeakPasswordHash, pii.PasswordHash)
		have[pii.WeakPasswordHash], have[pii.PasswordHash] = true, true
	}
	if col.beside != pii.None && !have[col.beside] {
		out = append(out, col.beside)
		have[col.beside] = true
	}
	sv := &w.sieve
	clear(sv.over)
	clear(sv.labelled)
	for i, d := range w.e.whole {
		if kind := w.e.kinds[d]; have[kind] {
			sv.over.add(i)
		} else if announced(col.says.Kind, kind) {
			sv.labelled.add(i)
		}
	}
	w.passes = append(w.passes[:0], make([]int, len(w.e.whole))...)
	need := max(1, (len(few)+4)/5)
	for k, v := range few {
		w.pass(f, v, need, len(few)-k)
	}
	for i, pass := range w.passes {
		if kind := w.e.kinds[w.e.whole[i]]; pass >= need && !have[kind] {
			have[kind] = true
			out = append(out, kind)
		}
	}
	return out
}

// pass counts which detectors pass a value, one of so many that are left. Those that passed as many as they need, or can
// no more, are not asked again.
func (w *worker) pass(f *frame, v []byte, need, left int) {
	from, to := blanks(v)
	if from >= to {
		return
	}
	w.take(f, v, from, to, false)
	sv, c := &w.sieve, detect.Classes(v[from:to])
	for word := range sv.words {
		ask := (sv.admits(word, to-from, len(w.cand.Digits), c) | sv.labelled[word]) &^ sv.over[word]
		for ; ask != 0; ask &= ask - 1 {
			i := word<<6 + bits.TrailingZeros64(ask)
			if w.passes[i]+left < need {
				sv.over.add(i)
				continue
			}
			if _, ok := w.ask(w.e.whole[i], sv.labelled.has(i)); !ok {
				continue
			}
			if w.passes[i]++; w.passes[i] >= need {
				sv.over.add(i)
			}
		}
	}
}
