package file

import (
	"bytes"
	"errors"
	"io"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/text"
)

const (
	block  = 256 << 10                  // bytes read at once
	small  = 32 << 10                   // bytes of buffer at first: most logs grow slowly
	room   = 2*shape.MaxPiece + 2*block // bytes of buffer at most
	settle = time.Second                // after which a record that could go on in an indented line has ended
	stale  = time.Minute                // after which nobody is taken to be writing a file any more
)

// files is the feed of a log that stands in files: in one, or in many of which the last grows.
type files struct {
	env    *reading.Env
	finder *Finder
	key    string // the stem of the files' names
	log    watch.Log
	counts watch.Counts
	dec    reading.Decoder
	known  bool    // what the log is
	live   *stream // what is read in place of files
	over   bool    // and has ended
	shelf

	cur      *text.Text
	ent      *entry // of cur
	buf      []byte // of cur's text; buf[from:to] is not cut yet, up to text.TailSize bytes before it are kept
	from, to int
	base     int64     // where in the text buf[0] stands
	line     int64     // ends of lines before from
	single   bool      // each piece is a line
	end      bool      // nothing follows what is in buf: all of it is cut
	tried    int64     // up to where in the text it was tried to cut without an end of line
	grown    time.Time // when something came last
	broke    error     // why cur cannot be read on
	idle     time.Time // until then nothing is looked for
}

// Log implements Feed.
func (f *files) Log() *watch.Log { return &f.log }

// Counts implements Feed.
func (f *files) Counts() watch.Counts {
	c := f.counts
	if f.dec.Cut != nil {
		c.Short = f.dec.Cut.Short
	}
	return c
}

// Close implements Feed.
func (f *files) Close() error {
	f.shut()
	f.buf, f.pend, f.over = nil, nil, true
	if f.live != nil {
		f.live.rd.Close()
		return f.live.spool.Close()
	}
	return nil
}

// File implements Keeper.
func (f *files) File(n uint32) string {
	for _, e := range f.led.entries {
		if e.file == n {
			return f.env.Label(e.name)
		}
	}
	return ""
}

// Forget implements Keeper: files are their owner's, but for what a stream keeps.
func (f *files) Forget(mark []byte) error {
	if f.live == nil {
		return nil
	}
	o := files{env: f.env, log: f.log}
	o.led.sealer, o.seen = f.led.sealer, map[text.Stamp]bool{}
	if err := o.restore(mark); err != nil {
		return err
	}
	return f.live.forget(o.place())
}

// Next implements Feed.
func (f *files) Next(e *event.Event, at *watch.Position) error {
	for {
		piece, err := f.piece(at)
		if err != nil {
			return err
		}
		var v event.Verdict
		if f.end && f.cur.Plain && piece[len(piece)-1] != '\n' {
			if v = f.attempt(piece, e); v != event.Access {
				continue
			}
		} else {
			v = f.dec.Read(piece, e)
		}
		f.counts.Lines++
		switch v {
		case event.Access:
			f.counts.Accesses++
			return nil
		case event.Nothing:
			f.counts.Nothing++
		default:
			f.counts.Malformed++
		}
	}
}

// attempt reads a piece that is not ended: an access may be all there is of it, anything else is left until it has an end.
func (f *files) attempt(piece []byte, e *event.Event) event.Verdict {
	s, r := f.dec.Keep()
	v := f.dec.Read(piece, e)
	if v != event.Access {
		if err := f.dec.Restore(s, r); err != nil {
			f.env.Tell(f.log.Name, err)
		}
		f.line -= int64(bytes.Count(piece, newline))
		f.from -= len(piece)
		f.tried, f.end = f.base+int64(f.to), false
	}
	return v
}

var newline = []byte{'\n'}

// piece is the next piece of the log, and where it stands.
func (f *files) piece(at *watch.Position) ([]byte, error) {
	if !f.idle.IsZero() {
		if f.env.Now().Before(f.idle) {
			return nil, watch.ErrIdle
		}
		f.idle = time.Time{}
	}
	for {
		if f.cur != nil {
			if p := f.cut(at); p != nil {
				return p, nil
			}
			if f.fill() {
				if err := f.env.Ctx.Err(); err != nil {
					return nil, err
				}
				continue
			}
		}
		err := f.more()
		if err != nil {
			if poll := f.env.Poll(); errors.Is(err, watch.ErrIdle) && poll > 0 {
				f.idle = f.env.Now().Add(poll / 2)
			}
			return nil, err
		}
	}
}

// cut takes a piece off what is in buf; nil if there is none.
func (f *files) cut(at *watch.Position) []byte {
	n, piece, err := f.dec.Cut.Split(f.buf[f.from:f.to], f.end)
	if err != nil || n == 0 {
		return nil
	}
	pass := n - len(piece)
	at.File, at.Offset = f.ent.file, f.base+int64(f.from+pass)
	if f.single && pass == 0 {
		at.Line = f.line + 1
		if piece[n-1] == '\n' {
			f.line++
		}
	} else {
		at.Line = f.line + 1 + int64(bytes.Count(f.buf[f.from:f.from+pass], newline))
		f.line += int64(bytes.Count(f.buf[f.from:f.from+n], newline))
	}
	f.from += n
	f.counts.Bytes += int64(n)
	return piece
}

// fill reads more of the text into buf; false if there is none, or it broke.
func (f *files) fill() bool {
	if f.broke != nil {
		return false
	}
	if keep := min(f.from, text.TailSize); f.from > keep {
		f.to = copy(f.buf, f.buf[f.from-keep:f.to])
		f.base += int64(f.from - keep)
		f.from = keep
	}
	switch free := len(f.buf) - f.to; {
	case len(f.buf) == 0:
		f.resize(small)
	case free < len(f.buf)/4:
		f.resize(min(max(2*len(f.buf), block+small), room))
	}
	n, err := f.cur.Read(f.buf[f.to:min(len(f.buf), f.to+block)], f.base+int64(f.to))
	if n > 0 && !f.cur.Intact() { // behind the reading: what was read before it was cut is good
		n, err = 0, errAnew
	}
	if err != nil {
		f.broke = err
		return false
	}
	if n == 0 {
		return false
	}
	f.to += n
	if len(f.buf) <= block && f.to == len(f.buf) {
		f.resize(block + 2*small)
	}

	f.end = false
	f.cur.Grow()
	if f.env.O.Follow {
		f.grown = f.env.Now()
	}
	return true
}

func (f *files) resize(n int) {
	buf := make([]byte, n)
	copy(buf, f.buf[:f.to])
	f.buf = buf
}

// errAnew says that a file was cut, and perhaps written anew.
var errAnew = fault.Errorf(fault.Changed, "cut while it was read")

// more goes on where nothing more comes of the text. Without an error there is something to try again for.
func (f *files) more() error {
	if err := f.env.Ctx.Err(); err != nil {
		return err
	}
	if f.live != nil {
		return f.moreLive()
	}
	if f.cur == nil {
		return f.advance()
	}
	if f.broke == nil && f.cur.Plain && f.cur.Now().Size < f.base+int64(f.to) {
		f.broke = errAnew
	}
	left := f.to > f.from && !f.end && f.tried != f.base+int64(f.to)
	follow := f.env.O.Follow
	switch {
	case f.broken():
		return nil
	case left && (!follow || !f.cur.Plain || f.ended()):
		f.end = true
		return nil
	case !follow || !f.cur.Plain:
		f.finish()
		return nil
	}
	f.update()
	if len(f.pend) > 0 {
		f.finish()
		return nil
	}
	if f.to == f.from && f.env.Now().Sub(f.grown) > stale { // it is opened again when it grows
		f.finish()
		if f.cur == nil {
			f.buf = nil
		}
	}
	return watch.ErrIdle
}

// ended tells whether a followed file's last piece will not go on.
func (f *files) ended() bool {
	now := f.env.Now()
	if f.buf[f.to-1] == '\n' && f.dec.Cut.Indented && now.Sub(f.grown) >= settle {
		return true
	}
	return now.Sub(time.Unix(0, f.cur.Now().Mtime)) >= stale
}

// broken ends the reading of a text that cannot be read on, and tells whether it was so. One that was cut is looked for under other names: where it was copied
// before, its copy is read on.
func (f *files) broken() bool {
	if f.broke == nil {
		return false
	}
	anew := errors.Is(f.broke, errAnew)
	f.save()
	if f.to > f.from {
		f.counts.Open++
	}
	st := f.cur.St
	switch {
	case anew:
		f.resume, f.misses = f.ent, 0
		f.ent.stamp = text.Stamp{}
	case f.env.O.Follow && f.env.Now().Sub(time.Unix(0, st.Mtime)) < stale: // it is still being packed
		f.ent.stamp, f.ent.open = st, true
		f.seen[st] = true
	default:
		f.ent.stamp, f.ent.open = st, false
		f.seen[st] = true
		f.counts.Lost++
		f.env.Tell(f.log.Name, f.env.Named(f.ent.name, f.broke))
	}
	f.shut()
	return true
}

// finish ends the reading of a text of which all that is there was read, unless more has come.
func (f *files) finish() {
	st := f.cur.St
	if f.cur.Plain {
		st = f.cur.Now() // before it is looked for more
		if f.fill() || f.broke != nil {
			return
		}
	}
	f.save()
	left := f.to > f.from
	if left {
		f.counts.Open++
	}
	f.ent.whole = !f.cur.Plain
	f.ent.stamp, f.ent.open = st, left && f.tried != f.base+int64(f.to)
	f.seen[st] = true
	f.shut()
}

// save writes down how far cur was read.
func (f *files) save() {
	if f.cur == nil {
		return
	}
	e := f.ent
	if e.n != len(f.cur.Head) {
		e.n, e.head = len(f.cur.Head), f.led.hash(f.cur.Head)
	}
	if off := f.base + int64(f.from); off != e.off || e.tail == 0 {
		e.off, e.lines = off, f.line
		e.tail = f.led.hash(f.buf[f.from-min(f.from, text.TailSize) : f.from])
	}
}

func (f *files) shut() {
	if f.cur != nil {
		f.cur.Shut()
	}
	f.cur, f.ent, f.broke, f.end = nil, nil, nil, false
	f.from, f.to, f.base, f.line, f.tried = 0, 0, 0, 0, 0
}

// advance opens what is to be read next.
func (f *files) advance() error {
	for {
		if !f.begun || f.env.O.Follow || f.again {
			f.update()
		}
		switch {
		case f.env.O.Follow && (f.resume != nil || len(f.pend) == 0):
			return watch.ErrIdle
		case f.resume != nil, f.again && len(f.pend) == 0:
			f.again = true
			if err := reading.Pause(f.env.Ctx, 25*time.Millisecond); err != nil {
				return err
			}
			continue
		case len(f.pend) == 0:
			return io.EOF
		}
		p := f.pend[0]
		f.pend = f.pend[1:]
		if f.open(&p) {
			return nil
		}
	}
}
