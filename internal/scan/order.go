package scan

import (
	"slices"
	"sync"
)

// buffered is how much of a unit that is not yet its turn is held back, in findings, before its reader waits.
const buffered = 20_000

// order passes messages on in the order of the tickets.
type order struct {
	h    Handler
	fold func(*Unit) error
	sum  *Summary

	mu   sync.Mutex
	turn sync.Cond
	next int64 // ticket to be given
	head int64 // whose turn it is
	done map[int64]bool
	held map[int64]*ticket
	err  error
}

func newOrder(h Handler, fold func(*Unit) error) *order {
	o := &order{h: h, fold: fold, done: map[int64]bool{}, held: map[int64]*ticket{}}
	o.turn.L = &o.mu
	return o
}

// ticket is one unit's place in the order. It is used by one goroutine.
type ticket struct {
	o     *order
	n     int64
	queue []func() error
	size  int
	over  bool
}

func (o *order) ticket() *ticket {
	o.mu.Lock()
	defer o.mu.Unlock()
	t := &ticket{o: o, n: o.next}
	o.next++
	return t
}

// findings passes findings on, or holds copies of them.
func (t *ticket) findings(p *PartRef, fs []Finding) error {
	if t.mine() {
		return t.o.h.Findings(p, fs)
	}
	own := slices.Clone(fs)
	for i := range own {
		own[i].Mask = slices.Clone(own[i].Mask)
	}
	t.size += len(own)
	t.queue = append(t.queue, func() error { return t.o.h.Findings(p, own) })
	if t.size > buffered {
		t.wait()
		return t.drain()
	}
	return nil
}

func (t *ticket) unit(u *Unit) {
	t.queue = append(t.queue, func() error {
		if err := t.o.fold(u); err != nil {
			return err
		}
		return t.o.h.Unit(u)
	})
}

// end notes the unit as such in the summary.
func (t *ticket) end(unchanged bool, size int64) {
	t.queue = append(t.queue, func() error {
		t.o.sum.Units++
		t.o.sum.Bytes += max(size, 0)
		if unchanged {
			t.o.sum.Unchanged++
		}
		return nil
	})
}

// mine tells whether it is the ticket's turn, and hands out what was held.
func (t *ticket) mine() bool {
	t.o.mu.Lock()
	mine := t.o.head == t.n
	t.o.mu.Unlock()
	if mine {
		if err := t.drain(); err != nil {
			t.o.fail(err)
		}
	}
	return mine
}

func (t *ticket) wait() {
	t.o.mu.Lock()
	for t.o.head != t.n {
		t.o.turn.Wait()
	}
	t.o.mu.Unlock()
}

func (t *ticket) drain() error {
	for _, f := range t.queue {
		if err := f(); err != nil {
			return err
		}
	}
	t.queue, t.size = nil, 0
	return nil
}

func (o *order) fail(err error) {
	o.mu.Lock()
	if o.err == nil {
		o.err = err
	}
	o.mu.Unlock()
}

// close ends the ticket: what it held is handed out once its turn comes, by whoever gets there.
func (t *ticket) close() {
	o := t.o
	o.mu.Lock()
	defer o.mu.Unlock()
	o.held[t.n] = t
	for {
		h, ok := o.held[o.head]
		if !ok || h.over {
			return
		}
		h.over = true
		o.mu.Unlock()
		err := h.drain()
		o.mu.Lock()
		if err != nil && o.err == nil {
			o.err = err
		}
		delete(o.held, o.head)
		o.head++
		o.turn.Broadcast()
	}
}
