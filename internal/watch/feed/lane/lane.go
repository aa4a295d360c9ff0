package lane

import (
	"io"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
)

// lane is the feed of a log whose records come as messages.
type lane struct {
	hub  *Hub
	name string
	log  watch.Log
	dec  reading.Decoder

	// Of hub.mu.
	known   bool // what it is
	given   bool // it was given up to know that
	told    bool // and that was told
	closed  bool
	seen    int64
	sample  int // bytes of messages that wait to be known by
	queue   []queued
	from    place // of the mark: what stands before was read by another process
	passed  bool  // the message at that place was met
	kept    place // up to which Forget said that all is safe
	held    place // of the last message that was put
	dropped int64

	// Of the goroutine that reads.
	own    []queued
	next   int
	read   place // of the message that Next gave last
	line   int64
	off    int64
	counts watch.Counts
}

type queued struct {
	message
	came time.Time
}

// skips tells whether a message was read before the mark that the lane goes on from.
func (l *lane) skips(m *message) bool {
	switch {
	case l.from.ord == [2]uint64{}, l.from.before(&m.at):
		return false
	case m.at.before(&l.from):
		return true
	}
	// Several messages may have one order: those behind the one that the mark names count.
	skip := !l.passed
	l.passed = l.passed || m.at.cursor == l.from.cursor
	return skip
}

// put queues a message.
func (l *lane) put(m *message) {
	l.queue = append(l.queue, queued{*m, l.hub.env.Now()})
	l.held = m.at
	l.hub.bytes += len(m.text)
	if len(l.queue) == 1 && l.known {
		l.hub.env.Stir()
	}
}

// needs is the first place that must be kept for the lane; nil if there is none.
func (l *lane) needs() *place {
	switch {
	case l.given, l.closed, l.held == place{}, !l.kept.before(&l.held) && l.known:
		return nil
	case l.known:
		return &l.kept
	case len(l.queue) > 0:
		return &l.queue[0].at
	}
	return nil
}

// Log implements Feed.
func (l *lane) Log() *watch.Log { return &l.log }

// Counts implements Feed.
func (l *lane) Counts() watch.Counts {
	c := l.counts
	l.hub.mu.Lock()
	c.Dropped = l.dropped
	l.hub.mu.Unlock()
	return c
}

// Close implements Feed. The messages that come are not kept any more.
func (l *lane) Close() error {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	for i := range l.queue {
		l.hub.bytes -= len(l.queue[i].text)
	}
	l.closed, l.queue = true, nil
	l.hub.room.Signal()
	return nil
}

// File implements Keeper: there are none.
func (l *lane) File(uint32) string { return l.log.Name }

// Next implements Feed.
func (l *lane) Next(e *event.Event, at *watch.Position) error {
	for {
		if l.next == len(l.own) {
			if err := l.fetch(); err != nil {
				return err
			}
		}
		m := &l.own[l.next]
		l.next++
		l.read = m.at
		l.line++
		*at = watch.Position{File: 1, Offset: l.off, Line: l.line}
		l.off += int64(len(m.text)) + 1
		l.counts.Lines++
		l.counts.Bytes += int64(len(m.text)) + 1
		if err := l.dec.At(m.time); err != nil {
			l.hub.env.Tell(l.log.Name, err)
		}
		switch l.dec.Read(m.text, e) {
		case event.Access:
			l.counts.Accesses++
			return nil
		case event.Nothing:
			l.counts.Nothing++
		default:
			l.counts.Malformed++
		}
	}
}

// fetch takes over what has come.
func (l *lane) fetch() error {
	h := l.hub
	if err := h.env.Ctx.Err(); err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	clear(l.own)
	l.own, l.queue, l.next = l.queue, l.own[:0], 0
	if len(l.own) == 0 {
		l.read = later(l.read, h.last) // nothing of what was given is ours
		if h.over {
			return io.EOF
		}
		return watch.ErrIdle
	}
	for i := range l.own {
		h.bytes -= len(l.own[i].text)
	}
	h.room.Signal()
	return nil
}

func later(a, b place) place {
	if a.before(&b) {
		return b
	}
	return a
}

// Mark implements Feed.
func (l *lane) Mark() []byte {
	var p reading.Packer
	p.Text(l.log.Store)
	p.Decoder(&l.dec)
	packPlace(&p, &l.read)
	p.Int(l.line)
	p.Int(l.off)
	return l.hub.env.Sealer.Seal(l.log.Name, p.B)
}

func packPlace(p *reading.Packer, at *place) {
	p.Fixed(at.ord[0])
	p.Fixed(at.ord[1])
	p.Text(at.cursor)
}

func unpackPlace(u *reading.Unpacker) place {
	return place{ord: [2]uint64{u.Fixed(), u.Fixed()}, cursor: u.Text()}
}

// resume makes a lane go on from a mark.
func (h *Hub) resume(log, name string, mark []byte) (*lane, error) {
	l := &lane{hub: h, name: log, log: h.env.Log(name)}
	if err := l.unpack(mark); err != nil {
		return nil, err
	}
	return l, nil
}

func (l *lane) unpack(mark []byte) error {
	plain, err := l.hub.env.Sealer.Open(l.log.Name, mark)
	if err != nil {
		return err
	}
	u := &reading.Unpacker{B: plain}
	l.log.Store = u.Text()
	d, ok, err := u.Decoder(l.hub.env.O.Parsers, event.Options{Zone: l.log.Zone, Store: l.log.Store})
	if err != nil {
		return err
	}
	l.from = unpackPlace(u)
	l.line, l.off = u.Int(), u.Int()
	if u.Bad || len(u.B) > 0 || l.line < 0 || l.off < 0 {
		return reading.ErrMark
	}
	if !ok {
		return fault.Errorf(fault.Unreadable, "its parser is not there any more: it is read from the beginning")
	}
	l.dec, l.known, l.log.Parser = d, true, d.Choice.Parser.Name()
	l.read, l.kept, l.held = l.from, l.from, l.from
	return nil
}

// Forget implements Keeper.
func (l *lane) Forget(mark []byte) error {
	o := lane{hub: l.hub, log: l.log}
	if err := o.unpack(mark); err != nil {
		return err
	}
	l.hub.mu.Lock()
	l.kept = later(l.kept, o.from)
	l.hub.mu.Unlock()
	return l.hub.forget()
}
