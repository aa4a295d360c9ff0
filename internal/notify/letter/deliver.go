package letter

import (
	"container/heap"
	"context"
	"crypto/tls"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// MostConnections is how many connections there are at most.
const MostConnections = 10

// Server is where letters are handed over, and how.
type Server struct {
	Head
	Host      string
	Port      int
	TLS       *tls.Config // whose certificates count
	Transport string      // starttls, tls, none; "": starttls, and to this machine itself none where the server has none
	Local     bool        // the host is this machine itself
	User      string
	Password  string
	Helo      string
	// Sender is the address that letters come back to. Where its local part ends with a plus, the letter's ID follows: bounce+ID@example.jp.
	Sender string
	// Connections is how many letters go out at a time, Rate how many in a second at most (0: as many as can).
	Connections int
	Rate        float64
	// Silence is how long the server may be silent, Backoff how long a letter waits that was not taken, by how often: 0, nil the usual ones.
	Silence time.Duration
	Backoff []time.Duration
	Now     func() time.Time
}

// usual is how long a letter waits that was not taken now: servers that let strangers wait (greylisting) do so for some minutes.
var usual = []time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute, 5 * time.Minute}

// unreached is for how long a server may not be reached before all is given up.
const unreached = 3 * time.Minute

// waiting is how many letters wait to be tried again at most; what does not fit is left for the next run.
const waiting = 10_000

// unanimous is after how many refusals in a row, with no letter taken, all is given up: then it is not the addressees who are refused.
const unanimous = 25

func (s *Server) silence() time.Duration {
	if s.Silence > 0 {
		return s.Silence
	}
	return time.Minute
}

func (s *Server) now() time.Time { return s.Now() }

// sender is the sender of the envelope of a letter.
func (s *Server) sender(id string) string {
	if local, domain, ok := strings.Cut(s.Sender, "+@"); ok {
		return local + "+" + id + "@" + domain
	}
	return s.Sender
}

// fatal ends everything.
type fatal struct{ error }

// Unwrap gives the error itself.
func (f fatal) Unwrap() error { return f.error }

// item is a letter on its way.
type item struct {
	job   Job
	tries int
	due   time.Time
}

// queue is letters to be tried again, the first due first.
type queue []*item

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].due.Before(q[j].due) }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(*item)) }
func (q *queue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}

// delivery is one run.
type delivery struct {
	s      *Server
	ctx    context.Context // of dialling and waiting
	cancel context.CancelCauseFunc
	work   chan *item
	back   chan *item // to be tried again; nil: one is done

	mu      sync.Mutex
	next    time.Time // when the next letter may go
	reached time.Time // when the server was last reached
	refused int       // in a row, without one taken before
	taken   bool
	conns   map[*conn]bool
}

// grace is how long letters under way have once all is to end.
const grace = 15 * time.Second

// keep remembers a connection, or forgets it.
func (d *delivery) keep(c *conn, is bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if is {
		d.conns[c] = true
		d.reached = time.Now()
	} else {
		delete(d.conns, c)
	}
	if is && d.ctx.Err() != nil {
		c.net.hurry(grace)
	}
}

func (d *delivery) hurry() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for c := range d.conns {
		c.net.hurry(grace)
	}
}

// Deliver hands over all letters that feed puts. It returns once each was told its fate, or what ends everything: an error of a job, a server that
// refuses everything or cannot be reached. Letters that were not begun then are told nothing. When ctx ends, letters under way are brought to their end first.
func (s *Server) Deliver(ctx context.Context, feed func(ctx context.Context, put func(Job) error) error) error {
	run, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	d := &delivery{s: s, ctx: run, cancel: cancel, work: make(chan *item), back: make(chan *item), reached: time.Now(), conns: map[*conn]bool{}}
	defer context.AfterFunc(run, d.hurry)()
	in, fed := make(chan *item), make(chan error, 1)
	go func() {
		defer close(in)
		fed <- feed(run, func(j Job) error {
			select {
			case in <- &item{job: j}:
				return nil
			case <-run.Done():
				return context.Cause(run)
			}
		})
	}()
	var wg sync.WaitGroup
	for range min(max(s.Connections, 1), MostConnections) {
		wg.Go(d.worker)
	}
	d.dispatch(in)
	close(d.work)
	gone := make(chan struct{})
	go func() { wg.Wait(); close(gone) }()
	for open := true; open; {
		select {
		case <-d.back: // of letters that nobody tries again
		case <-gone:
			open = false
		}
	}
	for range in { // whatever was read ahead is told nothing
	}
	err := <-fed
	if c := context.Cause(run); c != nil && (err == nil || errors.Is(err, c) || errors.Is(err, context.Canceled)) {
		err = c
	}
	var f fatal
	if errors.As(err, &f) {
		err = f.error
	}
	return err
}

// dispatch hands letters to workers until there are none left, or all is to end.
func (d *delivery) dispatch(in <-chan *item) {
	var later queue
	var hand *item
	under := 0
	for in != nil || hand != nil || len(later) > 0 || under > 0 {
		var out chan<- *item
		var from <-chan *item
		var due <-chan time.Time
		if hand == nil && len(later) > 0 && !time.Now().Before(later[0].due) {
			hand = heap.Pop(&later).(*item)
		}
		if hand != nil {
			out = d.work
		} else {
			from = in
		}
		if hand == nil && len(later) > 0 {
			due = time.After(time.Until(later[0].due))
		}
		select {
		case out <- hand:
			hand = nil
			under++
		case i, ok := <-from:
			if !ok {
				in = nil
			}
			hand = i
		case i := <-d.back:
			under--
			if i == nil {
				break
			}
			if len(later) >= waiting {
				if err := i.job.Done(Outcome{Fate: Later, At: d.s.now()}); err != nil {
					d.cancel(fatal{err})
				}
				break
			}
			heap.Push(&later, i)
		case <-due:
		case <-d.ctx.Done():
			return
		}
	}
}

// worker is one connection.
func (d *delivery) worker() {
	var c *conn
	var m Mail
	fails := 0
	defer func() {
		if c != nil {
			c.close()
		}
	}()
	for i := range d.work {
		if d.ctx.Err() != nil {
			d.back <- nil
			continue
		}
		if c == nil {
			var err error
			if c, err = d.s.dial(d.ctx); err != nil {
				fails++
				d.unreachable(err)
				i.due = time.Now().Add(50 * time.Millisecond)
				d.back <- i
				d.sleep(pause(fails))
				continue
			}
			fails = 0
			d.keep(c, true)
		}
		if !d.turn() {
			d.back <- nil
			continue
		}
		again, err := d.one(c, i, &m)
		if err != nil {
			_ = c.c.Close()
			d.keep(c, false)
			c = nil
		}
		d.back <- again
	}
}

// one tries a letter once and returns it if it is to be tried again. An error means that the connection is of no use any more.
func (d *delivery) one(c *conn, i *item, m *Mail) (*item, error) {
	*m = Mail{Subject: m.Subject[:0], Text: m.Text[:0], Page: m.Page[:0]}
	if err := i.job.Write(m); err != nil {
		if fault.Of(err) != fault.Refused {
			d.cancel(fatal{err})
			return nil, nil
		}
		return nil, d.tell(i, Outcome{Fate: Failed, At: d.s.now()})
	}
	o, err := c.hand(i.job, m)
	var f fatal
	if errors.As(err, &f) {
		d.cancel(fault.As(fault.Unavailable, f))
		return nil, err
	}
	again := o.Fate == Later
	if err == errSoon && o.Fate != Sent && o.Fate != Failed {
		again, o.Fate = true, Later
	}
	if again {
		wait := d.s.Backoff
		if wait == nil {
			wait = usual
		}
		soon := err == errSoon && o.Reply == 0 && i.tries == 0 // an idle connection that the server closed
		if i.tries < len(wait) && d.ctx.Err() == nil {
			if o.Reply != 0 { // so that it is not uncertain for as long as it waits: the server did not take it
				if e := i.job.Done(Outcome{Fate: Later, Reply: o.Reply, Status: o.Status, At: d.s.now()}); e != nil {
					d.cancel(fatal{e})
					return nil, err
				}
			}
			if i.due = time.Now().Add(wait[i.tries]); soon {
				i.due = time.Now()
			}
			i.tries++
			return i, err
		}
	}
	if e := d.tell(i, o); e != nil {
		return nil, e
	}
	return nil, err
}

// tell tells a job its fate.
func (d *delivery) tell(i *item, o Outcome) error {
	if err := i.job.Done(o); err != nil {
		d.cancel(fatal{err})
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case o.Fate == Sent:
		d.taken = true
	case o.Fate == Failed && !d.taken:
		if d.refused++; d.refused >= unanimous {
			d.cancel(fault.Errorf(fault.Unavailable, "the mail server refused the first %d letters, the last with %d: see to it before more are refused", d.refused, o.Reply))
		}
	}
	return nil
}

// unreachable ends everything if the server does not want us, or was not reached for long.
func (d *delivery) unreachable(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if fault.Of(err) != fault.Unavailable || time.Since(d.reached) > min(unreached, 10*d.s.silence()) {
		d.cancel(err)
	}
}

// pause is how long a connection waits that could not be opened so often.
func pause(fails int) time.Duration {
	return min(100*time.Millisecond<<min(fails, 8), 20*time.Second)
}

func (d *delivery) sleep(t time.Duration) {
	select {
	case <-time.After(t):
	case <-d.ctx.Done():
	}
}

// turn waits until the rate allows a letter; false if all is to end.
func (d *delivery) turn() bool {
	if d.s.Rate <= 0 {
		return d.ctx.Err() == nil
	}
	d.mu.Lock()
	now := time.Now()
	at := d.next
	if at.Before(now) {
		at = now
	}
	d.next = at.Add(time.Duration(float64(time.Second) / d.s.Rate))
	d.mu.Unlock()
	if wait := at.Sub(now); wait > 0 {
		d.sleep(wait)
	}
	return d.ctx.Err() == nil
}
