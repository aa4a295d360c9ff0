package index

import (
	"bytes"
	"encoding/binary"
)

// merge is the stream of several runs: a tournament whose tree keeps the losers, so that the next record takes one
// comparison a level.
type merge struct {
	runs  []contender
	tree  []int32 // losers; tree[0] is the winner
	last  []byte  // given last
	begun bool
}

type contender struct {
	reader
	head uint64
	rec  []byte // nil at the end
}

func newMerge(f *runFile, runs []span, width, read int) *merge {
	m := &merge{runs: make([]contender, len(runs)), tree: make([]int32, len(runs)), last: make([]byte, 0, width)}
	for i, r := range runs {
		m.runs[i].reader = reader{f: f.f, at: r, width: width, buf: make([]byte, min(int64(read), r.to-r.from))}
	}
	return m
}

func (c *contender) advance() (err error) {
	if c.rec, err = c.reader.next(); c.rec != nil {
		c.head = binary.BigEndian.Uint64(c.rec)
	}
	return err
}

// before tells whether run a's record comes before run b's.
func (m *merge) before(a, b int32) bool {
	x, y := &m.runs[a], &m.runs[b]
	switch {
	case x.rec == nil:
		return false
	case y.rec == nil:
		return true
	case x.head != y.head:
		return x.head < y.head
	}
	return bytes.Compare(x.rec[8:], y.rec[8:]) < 0
}

func (m *merge) next() ([]byte, error) {
	for {
		if err := m.step(); err != nil || len(m.runs) == 0 {
			return nil, err
		}
		r := m.runs[m.tree[0]].rec
		if r != nil && bytes.Equal(r, m.last) {
			continue
		}
		m.last = append(m.last[:0], r...)
		return r, nil
	}
}

// step makes tree[0] the run with the next record.
func (m *merge) step() error {
	if !m.begun {
		m.begun = true
		for i := range m.runs {
			if err := m.runs[i].advance(); err != nil {
				return err
			}
		}
		if len(m.runs) > 0 {
			m.tree[0] = m.build(1)
		}
		return nil
	}
	if len(m.runs) == 0 {
		return nil
	}
	win := m.tree[0]
	if m.runs[win].rec == nil {
		return nil
	}
	if err := m.runs[win].advance(); err != nil {
		return err
	}
	n := int32(len(m.runs))
	for node := (win + n) / 2; node > 0; node /= 2 {
		if m.before(m.tree[node], win) {
			m.tree[node], win = win, m.tree[node]
		}
	}
	m.tree[0] = win
	return nil
}

// build plays the games below a node and returns the winner. Nodes from n on are the runs.
func (m *merge) build(node int32) int32 {
	n := int32(len(m.runs))
	if node >= n {
		return node - n
	}
	a, b := m.build(2*node), m.build(2*node+1)
	if m.before(b, a) {
		a, b = b, a
	}
	m.tree[node] = b
	return a
}
