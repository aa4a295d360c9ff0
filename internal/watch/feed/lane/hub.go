// Package lane reads logs whose records come as messages of several logs: by syslog, from the journal. Each host and program is a feed.
package lane

import (
	"context"
	"math/bits"
	"strings"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sniff"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
)

// message is one record that came from somewhere that holds or sends several logs.
type message struct {
	log   string // which of them
	text  []byte
	at    place
	time  time.Time // about when it was written
	store string    // what it is of, where it does not say
}

// place is where a message stands among those of its origin. What it is read on from may be more than its order: a cursor.
type place struct {
	ord    [2]uint64
	cursor string
}

func (p *place) before(o *place) bool {
	return p.ord[0] < o.ord[0] || p.ord[0] == o.ord[0] && p.ord[1] < o.ord[1]
}

// origin is where messages come from, in the order of their places.
type origin interface {
	// run gives all messages behind from, which may be the zero place, until the context ends, or until there are no more where
	// they are not followed. It may give messages that stand before. An error of class Unavailable: it is run again.
	run(ctx context.Context, from place, give func(message) error) error
	// begin is called before run, with the greatest place that a mark names.
	begin(h *Hub, last place)
	// forget says that nothing before is needed any more.
	forget(place) error
	close() error
}

const (
	waiting   = 32 << 20 // bytes of messages that wait to be read, of all logs of an origin
	samples   = 256      // messages of a log by which it is to be known
	sampled   = sniff.Head
	maxLanes  = 4096 // logs of an origin; programs that send can make up names
	patience  = 10 * time.Minute
	firstWait = time.Second // before an origin is run again; it doubles
	longWait  = time.Minute
)

// Hub hands messages of an origin to the feeds of their logs, each of which it makes when it knows what it is.
type Hub struct {
	env    *reading.Env
	name   string
	origin origin
	ended  chan struct{}
	cancel context.CancelFunc

	mu      sync.Mutex
	room    *sync.Cond
	lanes   map[string]*lane
	bytes   int   // waiting in lanes
	last    place // of the message that was given last
	over    bool  // nothing more comes
	unknown int64 // messages of logs of no known kind
	crowd   bool  // told that there are too many logs
}

// start begins to read an origin. name stands before the names of its logs.
func start(env *reading.Env, name string, o origin) *Hub {
	ctx, cancel := context.WithCancel(env.Ctx)
	h := &Hub{env: env, name: name, origin: o, ended: make(chan struct{}), cancel: cancel, lanes: map[string]*lane{}}
	h.room = sync.NewCond(&h.mu)
	from, last := h.restore()
	o.begin(h, last)
	go func() {
		defer close(h.ended)
		h.run(ctx, from)
		if err := h.origin.close(); err != nil {
			env.Tell(name, err)
		}
	}()
	return h
}

// restore makes the lanes that have marks, and returns the places from which the first and the last of them go on.
func (h *Hub) restore() (from, last place) {
	found := false
	for name, mark := range h.env.O.Marks {
		log, ok := strings.CutPrefix(name, h.name+" ")
		if !ok || len(mark) == 0 {
			continue
		}
		l, err := h.resume(log, name, mark)
		if err != nil {
			h.env.Tell(name, err)
			continue
		}
		h.lanes[log] = l
		h.env.Appear(l)
		if !found || l.from.before(&from) {
			from, found = l.from, true
		}
		last = later(last, l.from)
	}
	return from, last
}

func (h *Hub) run(ctx context.Context, from place) {
	wait := firstWait
	for {
		began := h.env.Now()
		err := h.origin.run(ctx, from, func(m message) error { return h.give(ctx, &m) })
		h.mu.Lock()
		if from.before(&h.last) {
			from = h.last
		}
		h.mu.Unlock()
		if err != nil && ctx.Err() == nil {
			h.env.Tell(h.name, err)
		}
		if ctx.Err() != nil || fault.Of(err) != fault.Unavailable || !h.env.O.Follow {
			break
		}
		if h.env.Now().Sub(began) > longWait {
			wait = firstWait
		}
		if reading.Pause(ctx, wait) != nil {
			break
		}
		wait = min(2*wait, longWait)
	}
	h.mu.Lock()
	h.over = true
	n := h.unknown
	for _, l := range h.lanes {
		n += h.settle(l)
	}
	h.mu.Unlock()
	if n > 0 {
		h.env.Tell(h.name, fault.Errorf(fault.Skipped, "%d messages of logs of no known kind", n))
	}
	h.env.Stir()
}

// give puts a message where its feed finds it. It waits while too much waits.
func (h *Hub) give(ctx context.Context, m *message) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.bytes > waiting && ctx.Err() == nil {
		h.room.Wait()
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	h.last = m.at
	l := h.lanes[m.log]
	if l == nil {
		if len(h.lanes) >= maxLanes {
			if h.unknown++; !h.crowd {
				h.crowd = true
				h.env.Tell(h.name, fault.Errorf(fault.Refused, "more than %d logs; messages of others are counted only", maxLanes))
			}
			return nil
		}
		l = &lane{hub: h, name: m.log, log: h.env.Log(h.name + " " + m.log)}
		h.lanes[m.log] = l
	}
	if l.closed || l.skips(m) {
		return nil
	}
	switch {
	case l.known:
		l.put(m)
	case l.given:
		h.unknown++
		l.seen++
		if l.seen >= samples && bits.OnesCount64(uint64(l.seen)) == 1 { // perhaps it can be told now
			l.given, l.sample = false, 0
			l.put(m)
			h.learn(l)
		}
	default:
		l.put(m)
		h.learn(l)
	}
	return nil
}

// learn tries to know a log by its messages so far: at the first, the second, the fourth and so on.
func (h *Hub) learn(l *lane) {
	l.seen++
	n := len(l.queue)
	l.sample += len(l.queue[n-1].text) + 1
	full := n >= samples || l.sample >= sampled
	if bits.OnesCount(uint(n)) == 1 || full {
		if h.know(l) {
			h.env.Appear(l)
			return
		}
	}
	if full || h.env.Now().Sub(l.queue[0].came) > patience {
		h.unknown += h.settle(l)
	}
}

// know finds out what a log is.
func (h *Hub) know(l *lane) bool {
	texts := make([][]byte, len(l.queue))
	for i := range texts {
		texts[i] = l.queue[i].text
	}
	m := &l.queue[0]
	o := event.Options{Zone: l.log.Zone, Store: h.store(l, &m.message), Now: m.time.UnixMicro()}
	c, ok := h.env.Know(reading.Sample(texts), o)
	if !ok {
		return false
	}
	l.dec.Begin(c, o)
	l.known, l.log.Parser, l.log.Store = true, c.Parser.Name(), o.Store
	return true
}

func (h *Hub) store(l *lane, m *message) string {
	if l.log.Store != "" {
		return l.log.Store
	}
	return m.store
}

// Gathers tells that more messages come, and that there is room for them.
func (h *Hub) Gathers() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !h.over && h.bytes <= waiting
}

// Over tells that nothing more comes.
func (h *Hub) Over() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.over
}

// Addr is where it listens; "" if it does not.
func (h *Hub) Addr() string {
	if r, ok := h.origin.(*received); ok {
		return r.lis.Addr().String()
	}
	return ""
}

// settle gives up to know a log, and returns how many messages were waiting for it.
func (h *Hub) settle(l *lane) int64 {
	if l.known || l.given {
		return 0
	}
	n := int64(len(l.queue))
	for i := range l.queue {
		h.bytes -= len(l.queue[i].text)
	}
	l.queue, l.given, l.sample = nil, true, 0
	if l.told {
		return n
	}
	l.told = true
	h.env.Tell(l.log.Name, fault.Errorf(fault.Skipped, "a log of no known kind; its messages are counted only"))
	return n
}

// drop counts messages of a log for which there was no room.
func (h *Hub) drop(log string, n int64) {
	h.mu.Lock()
	if l := h.lanes[log]; l != nil {
		l.dropped += n
	}
	h.mu.Unlock()
}

// forget lets the origin forget what no lane needs any more.
func (h *Hub) forget() error {
	h.mu.Lock()
	least := h.last
	for _, l := range h.lanes {
		p := l.needs()
		if p != nil && p.before(&least) {
			least = *p
		}
	}
	h.mu.Unlock()
	return h.origin.forget(least)
}

// Stop ends the reading.
func (h *Hub) Stop() {
	h.cancel()
	h.mu.Lock()
	h.room.Broadcast()
	h.mu.Unlock()
	<-h.ended
}
