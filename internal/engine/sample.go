package engine

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// sampleSize is the number of records from which a Frame is made.
const sampleSize = 1024

// sample is the distinct values of one field, as far as they were looked at.
type sample struct {
	values [][]byte
	n      int
	shape  shape
	text   []byte  // where values stand
	table  []int32 // of values by hash, at most half full: 1 + the index
}

// samples takes a sample of each field from the block's first records. The worker uses them again for the next Frame.
func (w *worker) samples(f *frame, b *content.Block) ([]*sample, []string) {
	c := f.cursor()
	c.Reset(b)
	samples := w.sampling[:0]
	w.sampled = 0
	for n := 0; n < sampleSize && c.Next(&w.rec); n++ {
		w.sampled++
		for _, v := range w.rec.Values {
			for len(samples) <= v.Field {
				samples = w.sample(samples)
			}
			samples[v.Field].add(v.Text)
		}
	}
	fields := append([]string(nil), c.Fields()...)
	for len(samples) < len(fields) {
		samples = w.sample(samples)
	}
	w.sampling = samples
	return samples, fields
}

// sample appends an empty sample, one that was used before if there is one.
func (w *worker) sample(samples []*sample) []*sample {
	n := len(samples)
	if n < cap(samples) {
		if samples = samples[:n+1]; samples[n] != nil {
			samples[n].reset()
			return samples
		}
		samples = samples[:n]
	}
	return append(samples, &sample{})
}

// keptText is the memory of a sample, in bytes, that is kept for the next one.
const keptText = 16 << 10

func (s *sample) reset() {
	clear(s.values)
	clear(s.table)
	s.values, s.n, s.shape, s.text = s.values[:0], 0, shape{}, s.text[:0]
	if cap(s.text) > keptText {
		s.text = nil
	}
}

// longestSampled is the length in bytes from which on a value says nothing of its column.
const longestSampled = 64 << 10

func (s *sample) add(v []byte) {
	v = bytes.TrimSpace(v)
	if len(v) == 0 || len(v) > longestSampled {
		return
	}
	s.n++
	if 2*len(s.values) >= len(s.table) {
		s.grow()
	}
	slot := s.slot(v)
	if *slot != 0 {
		return
	}
	sh := shapeOf(v)
	s.shape.classes |= sh.classes
	s.shape.max = max(s.shape.max, sh.max)
	if len(s.text)+len(v) > cap(s.text) { // what stands in the old one stays there
		s.text = make([]byte, 0, max(1<<10, min(2*cap(s.text), 1<<20), len(v)))
	}
	at := len(s.text)
	s.text = append(s.text, v...)
	s.values = append(s.values, s.text[at:len(s.text):len(s.text)])
	*slot = int32(len(s.values))
}

// slot is where the value's index stands in the table, or the empty place where it would.
func (s *sample) slot(v []byte) *int32 {
	mask := len(s.table) - 1
	for i := int(hash64(v)); ; i++ {
		if at := &s.table[i&mask]; *at == 0 || bytes.Equal(s.values[*at-1], v) {
			return at
		}
	}
}

func (s *sample) grow() {
	s.table = make([]int32, max(64, 4*len(s.table)))
	for i, v := range s.values {
		*s.slot(v) = int32(i + 1)
	}
}
