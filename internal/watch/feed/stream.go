package feed

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
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/spool"
)

// stream is a text that comes once: standard input, a pipe. It is spooled before it is read, so that a killed process loses nothing
// of what it took; where the spool is full, the writer waits.
type stream struct {
	set   *Set
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

// piped tells whether a path leads to a pipe: a named one, or what a shell makes of <(…).
func piped(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.Mode()&fs.ModeNamedPipe != 0
}

// stdin takes standard input: a file that it is redirected from is read as a file.
func (s *Set) stdin() error {
	if s.o.Stdin == nil {
		return fault.Errorf(fault.Usage, "read logs: there is no standard input")
	}
	if f, ok := s.o.Stdin.(*os.File); ok {
		if st, err := f.Stat(); err == nil && st.Mode().IsRegular() {
			path, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", f.Fd()))
			if named, err2 := os.Stat(path); err == nil && err2 == nil && os.SameFile(st, named) {
				s.paths = append(s.paths, path)
				return nil
			}
		}
	}
	return s.stream("-", func() (io.Reader, error) { return s.o.Stdin, nil })
}

// stream begins to take what comes.
func (s *Set) stream(name string, open func() (io.Reader, error)) error {
	l := &stream{set: s, name: name}
	var err error
	if l.spool, err = s.spool(name); err != nil {
		return err
	}
	f := &files{ctx: s.ctx, set: s, live: l, log: Log{Name: s.o.label(name), Parser: s.spec.Parser, Store: s.spec.Store, Zone: s.spec.Zone}}
	f.led.key, f.seen = s.sealer.names, map[stamp]bool{}
	if m := s.o.Marks[f.log.Name]; len(m) > 0 {
		if err := f.restore(m); err != nil {
			s.o.tell(f.log.Name, err)
		}
	}
	read := f.place()
	end, open2 := l.end(read)
	l.off = read
	l.rd = l.spool.Reader()
	s.streams = append(s.streams, f)
	s.all = append(s.all, f)
	go l.pump(s.ctx, open, end, open2)
	return nil
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
	l.set.stir()
}

// append waits while there is no room.
func (l *stream) append(ctx context.Context, frame []byte) error {
	told := false
	for {
		err := l.spool.Append(frame)
		if err == nil {
			l.set.stir()
			return nil
		}
		if fault.Of(err) != fault.Refused && !told {
			told = true
			l.set.o.tell(l.name, err)
		}
		if e := pause(ctx, 50*time.Millisecond); e != nil {
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

// read reads what is there now, 0 if there is nothing.
func (l *stream) read(p []byte) (int, error) {
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

// tryLive makes a feed of a stream once it is known what it is, and tells whether that needs no further try.
func (f *files) tryLive() bool {
	over, _ := f.live.over()
	for len(f.live.rest) < sniff.Head && f.live.next() {
	}
	head := f.live.rest
	if !f.known {
		if len(head) == 0 || !over && len(head) < chunk && !f.set.o.Follow {
			if over {
				f.over = true
			}
			return over
		}
		o := event.Options{Zone: f.log.Zone, Store: f.log.Store, Now: f.set.o.now().UnixMicro()}
		c, ok := f.set.know(head[:min(len(head), sniff.Head)], o)
		if !ok {
			if over || len(head) >= sniff.Head {
				f.over = true
				f.set.o.tell(f.log.Name, fault.Errorf(fault.Unreadable, "a log of no known kind; --parser names one"))
				return true
			}
			return false
		}
		f.dec.begin(c, o)
		f.known, f.log.Parser = true, c.Parser.Name()
	}
	e := &entry{file: 1, name: f.live.name}
	if n := len(f.led.entries); n > 0 {
		e = f.led.entries[n-1]
	} else {
		f.led.last(e)
		f.shelf.files = 1
	}
	f.cur, f.ent, f.base, f.line = &text{live: f.live}, e, f.live.off, e.lines
	f.single = !f.dec.cut.Indented && f.dec.cut.Form != event.JSON && f.dec.cut.Form != event.Table
	f.grown = f.set.o.now()
	f.set.appear(f)
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
	now := f.set.o.now()
	switch {
	case f.to > f.from && !f.end && (over || f.buf[f.to-1] == '\n' && f.dec.cut.Indented && now.Sub(f.grown) >= settle):
		f.end = true
		return nil
	case over:
		if err != nil {
			f.counts.Lost++
			f.set.o.tell(f.log.Name, fault.As(fault.Unreadable, err))
		}
		f.over = true
		return io.EOF
	}
	return ErrIdle
}
