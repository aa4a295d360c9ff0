package file

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sniff"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/spool"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/text"
)

// stream is a text that comes once: standard input, a pipe. It is spooled before it is read, so that a killed process loses nothing
// of what it took; where the spool is full, the writer waits.
type stream struct {
	env   *reading.Env
	name  string
	spool *spool.Spool
	rd    *spool.Reader
	rest  []byte // read from the spool, and not yet
	off   int64  // of rest in the text

	mu    sync.Mutex
	ends  []span
	ended bool
	err   error
}

// span tells where in the text a segment begins, of those that are not forgotten.
type span struct {
	segment uint64
	off     int64
}

const chunk = 64 << 10

// Piped tells whether a path leads to a pipe: a named one, or what a shell makes of <(…).
func Piped(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.Mode()&fs.ModeNamedPipe != 0
}

// Redirected is the path of the file that standard input is redirected from; "" if it is none that can be read again.
func Redirected(in io.Reader) string {
	f, ok := in.(*os.File)
	if !ok {
		return ""
	}
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		return ""
	}
	path, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", f.Fd()))
	if named, err2 := os.Stat(path); err != nil || err2 != nil || !os.SameFile(st, named) {
		return ""
	}
	return path
}

// Stream is the feed of a stream.
type Stream struct{ *files }

// Take begins to take what comes by a stream, which open begins to read.
func Take(env *reading.Env, name string, open func() (io.Reader, error)) (*Stream, error) {
	l := &stream{env: env, name: name}
	var err error
	if l.spool, err = env.Spool(name); err != nil {
		return nil, err
	}
	f := newFiles(env, env.Label(name))
	f.live = l
	l.off = f.place()
	l.rd = l.spool.Reader()
	end, amid := l.end(l.off)
	go l.pump(env.Ctx, open, end, amid)
	return &Stream{f}, nil
}

// place is how far a stream was read.
func (f *files) place() int64 {
	if n := len(f.led.entries); n > 0 {
		return f.led.entries[n-1].off
	}
	return 0
}

// end is where the text in the spool ends, no earlier than from; open tells that it does so amid a line.
func (l *stream) end(from int64) (end int64, open bool) {
	r := l.spool.Reader()
	defer r.Close()
	end = from
	for {
		frame, _, err := r.Next()
		if err != nil || len(frame) < 9 {
			return end, open
		}
		if e := int64(binary.BigEndian.Uint64(frame)) + int64(len(frame)-8); e > end {
			end, open = e, frame[len(frame)-1] != '\n'
		}
	}
}

// pump takes what comes into the spool.
func (l *stream) pump(ctx context.Context, open func() (io.Reader, error), off int64, amid bool) {
	r, err := open()
	frame := make([]byte, 8+chunk)
	for err == nil {
		n := 0
		if amid { // another process takes its place: its text is another line
			frame[8], n, amid = '\n', 1, false
		} else {
			n, err = r.Read(frame[8:])
		}
		if n > 0 {
			binary.BigEndian.PutUint64(frame, uint64(off))
			off += int64(n)
			if e := l.append(ctx, frame[:8+n]); e != nil {
				err = e
			}
		}
	}
	if c, ok := r.(io.Closer); ok && l.name != "-" {
		_ = c.Close()
	}
	if errors.Is(err, io.EOF) || ctx.Err() != nil {
		err = nil
	}
	l.mu.Lock()
	l.ended, l.err = true, source.Bare(err)
	l.mu.Unlock()
	l.env.Stir()
}

// append waits while there is no room.
func (l *stream) append(ctx context.Context, frame []byte) error {
	told := false
	for {
		err := l.spool.Append(frame)
		if err == nil {
			l.env.Stir()
			return nil
		}
		if fault.Of(err) != fault.Refused && !told {
			told = true
			l.env.Tell(l.name, err)
		}
		if e := reading.Pause(ctx, 50*time.Millisecond); e != nil {
			return e
		}
	}
}

// next takes a frame out of the spool; false if there is none now.
func (l *stream) next() bool {
	for {
		frame, at, err := l.rd.Next()
		if err != nil || len(frame) < 8 {
			return false
		}
		off, text := int64(binary.BigEndian.Uint64(frame)), frame[8:]
		l.mu.Lock()
		if n := len(l.ends); n == 0 || l.ends[n-1].segment != at.Segment {
			l.ends = append(l.ends, span{at.Segment, off})
		}
		l.mu.Unlock()
		here := l.off + int64(len(l.rest))
		if old := here - off; old > 0 { // read before
			text = text[min(old, int64(len(text))):]
		} else if len(l.rest) == 0 {
			l.off = off
		}
		if len(text) > 0 {
			l.rest = append(l.rest, text...)
			return true
		}
	}
}

// Read reads what is there now, 0 if there is nothing.
func (l *stream) Read(p []byte) (int, error) {
	if len(l.rest) == 0 && !l.next() {
		return 0, nil
	}
	n := copy(p, l.rest)
	l.off += int64(n)
	if l.rest = l.rest[n:]; len(l.rest) == 0 {
		l.rest = nil
	}
	return n, nil
}

// over tells that nothing more comes: asked before it is looked for more.
func (l *stream) over() (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.ended, l.err
}

// forget removes from the spool what stands before off.
func (l *stream) forget(off int64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.ends) > 1 && l.ends[1].off <= off {
		l.ends = l.ends[1:]
	}
	if len(l.ends) == 0 {
		return nil
	}
	return l.spool.Forget(spool.Place{Segment: l.ends[0].segment})
}

// Try hands the feed out once it is known what it is, and tells whether that needs no further try.
func (s *Stream) Try() bool {
	f := s.files
	over, _ := f.live.over()
	for len(f.live.rest) < sniff.Head && f.live.next() {
	}
	head := f.live.rest
	if !f.known {
		if len(head) == 0 || !over && len(head) < chunk && !f.env.O.Follow {
			if over {
				f.over = true
			}
			return over
		}
		o := event.Options{Zone: f.log.Zone, Store: f.log.Store, Now: f.env.Now().UnixMicro()}
		c, ok := f.env.Know(head[:min(len(head), sniff.Head)], o)
		if !ok {
			if over || len(head) >= sniff.Head {
				f.over = true
				f.env.Tell(f.log.Name, fault.Errorf(fault.Unreadable, "a log of no known kind; --parser names one"))
				return true
			}
			return false
		}
		f.dec.Begin(c, o)
		f.known, f.log.Parser = true, c.Parser.Name()
	}
	e := &entry{file: 1, name: f.live.name}
	if n := len(f.led.entries); n > 0 {
		e = f.led.entries[n-1]
	} else {
		f.led.last(e)
		f.shelf.files = 1
	}
	f.cur, f.ent, f.base, f.line = &text.Text{Live: f.live}, e, f.live.off, e.lines
	f.single = !f.dec.Cut.Indented && f.dec.Cut.Form != event.JSON && f.dec.Cut.Form != event.Table
	f.grown = f.env.Now()
	f.env.Appear(s)
	return true
}

// moreLive goes on where nothing more is there of a stream.
func (f *files) moreLive() error {
	if f.over || f.cur == nil {
		return io.EOF
	}
	over, err := f.live.over()
	if f.fill() {
		return nil
	}
	now := f.env.Now()
	switch {
	case f.to > f.from && !f.end && (over || f.buf[f.to-1] == '\n' && f.dec.Cut.Indented && now.Sub(f.grown) >= settle):
		f.end = true
		return nil
	case over:
		if err != nil {
			f.counts.Lost++
			f.env.Tell(f.log.Name, fault.As(fault.Unreadable, err))
		}
		f.over = true
		return io.EOF
	}
	return watch.ErrIdle
}
