package file

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sniff"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/text"
)

// shelf is what a feed knows of the files of its log.
type shelf struct {
	led    ledger
	seen   map[text.Stamp]bool // files as they stood when it was found that nothing in them is to be read, or that they are in pend
	pend   []part              // what is to be read, in order
	gone   []part              // what was to be read, and was not there
	gen    uint64              // of the look that was judged last
	begun  bool                // the files were judged once
	again  bool                // they must be looked at again
	resume *entry              // the text to go on with, until it is found
	misses int                 // looks without finding it
	since  time.Time           // when it was missed first
	going  *entry              // the text that the decoder of a mark was made for
	files  uint32              // begun, or gone back to, so far
}

// While files are renamed and packed, a look may miss a text: it counts as gone after so many looks and so long.
const (
	misses = 4
	missed = time.Second
)

// part is a text to be read.
type part struct {
	text.Found
	first int64  // µs, of its first event
	e     *entry // whose text is read on; nil is a new one
	n     int    // of its head
	head  uint64
	miss  int // looks without finding it
	since time.Time
}

// verdict is what a file is to a text that was read.
type verdict uint8

const (
	another verdict = iota // another text, which begins alike
	done                   // it, and nothing new
	longer                 // it, and more
	wait                   // it may become either: it is being written
)

// update judges the files as they stand now.
func (f *files) update() {
	members, gen := f.finder.look(f.key, f.again)
	if gen == f.gen {
		return
	}
	f.gen, f.again = gen, false
	for i := range members {
		f.judge(&members[i])
	}
	f.begun = true
	f.unclosed(members)
	f.prune(members)
	slices.SortStableFunc(f.pend, func(a, b part) int {
		if (a.e != nil) != (b.e != nil) {
			if a.e != nil {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.first, b.first)
	})
	if f.resume != nil {
		if f.missing(&f.misses, &f.since) {
			f.lost(f.resume.name, errGone)
			f.resume = nil
		}
	}
	f.gone = slices.DeleteFunc(f.gone, func(g part) bool { return g.Path == "" })
	for i := range f.gone {
		if g := &f.gone[i]; f.missing(&g.miss, &g.since) {
			f.lost(g.Path, errGone)
			g.Path = ""
		}
	}
	f.again = f.again || len(f.gone) > 0 && !f.env.O.Follow
}

// missing counts a look that did not find a text, and tells whether it is gone.
func (f *files) missing(n *int, since *time.Time) bool {
	if *n++; *n == 1 {
		*since = f.env.Now()
	}
	return *n >= misses && (!f.env.O.Follow || f.env.Now().Sub(*since) >= missed)
}

// sought sees whether a file is, or begins as, what is missing: whatever else is known of it.
func (f *files) sought(m *text.Found) {
	t, err := text.Open(m.Path)
	if err != nil {
		return
	}
	defer t.Shut()
	for i := range f.gone {
		if g := &f.gone[i]; g.Stamp.Same(t.St) || g.n <= len(t.Head) && f.led.hash(t.Head[:g.n]) == g.head {
			g.Path = ""
		}
	}
	if f.resume == nil || !f.seen[m.Stamp] {
		return
	}
	for _, e := range f.led.match(t.Head) {
		if e == f.resume && f.against(t, e, false) != another {
			f.resume = nil
			return
		}
	}
}

// prune forgets how files stood that do not stand so any more.
func (f *files) prune(members []text.Found) {
	if len(f.seen) < 2*len(members)+64 {
		return
	}
	seen := make(map[text.Stamp]bool, len(members))
	for i := range members {
		if f.seen[members[i].Stamp] {
			seen[members[i].Stamp] = true
		}
	}
	f.seen = seen
}

var errGone = fault.Errorf(fault.Changed, "gone or cut; what had been written there and not read is lost")

func (f *files) lost(path string, err error) {
	f.counts.Lost++
	f.env.Tell(f.log.Name, f.env.Named(path, err))
}

// unclosed takes up files again whose last piece had no end, once nobody seems to write it any more.
func (f *files) unclosed(members []text.Found) {
	for _, e := range f.led.entries {
		if !e.open || e == f.ent || f.env.Now().Sub(time.Unix(0, e.stamp.Mtime)) < stale {
			continue
		}
		for i := range members {
			if members[i].Stamp == e.stamp {
				e.open = false
				f.add(part{Found: members[i], e: e})
			}
		}
	}
}

// judge finds out what is to be read of a file.
func (f *files) judge(m *text.Found) {
	if f.cur != nil && f.cur.St.Same(m.Stamp) {
		f.ent.name = m.Path
		return
	}
	if len(f.gone) > 0 || f.resume != nil {
		f.sought(m)
	}
	if f.seen[m.Stamp] {
		for i := range f.pend {
			if f.pend[i].Stamp == m.Stamp {
				f.pend[i].Path = m.Path
			}
		}
		if f.resume != nil && f.resume.stamp == m.Stamp {
			f.resume = nil
		}
		return
	}
	if f.led.retired(m.Stamp) {
		f.seen[m.Stamp] = true
		return
	}
	t, err := text.Open(m.Path)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			f.seen[m.Stamp] = true
			f.lost(m.Path, err)
		}
		return
	}
	defer t.Shut()
	if t.St != m.Stamp { // it grew since
		m.Stamp = t.St
	}
	switch e, v := f.compare(t); {
	case v == wait:
	case v == done:
		f.seen[m.Stamp] = true
		if e != nil && e != f.ent {
			e.stamp, e.name = m.Stamp, m.Path
		}
	case v == longer:
		f.add(part{Found: *m, e: e})
	case m.Aside && !f.begun && len(f.led.entries) == f.asides(): // what rotation made before the log was first read
		f.seen[m.Stamp] = true
		f.led.last(&entry{n: len(t.Head), head: f.led.hash(t.Head), off: all, stamp: m.Stamp, name: m.Path})
	default:
		f.add(part{Found: *m, first: f.first(t), n: len(t.Head), head: f.led.hash(t.Head)})
	}
}

// asides counts the entries of what is not to be read: with no others, the log was never read.
func (f *files) asides() int {
	n := 0
	for _, e := range f.led.entries {
		if e.off == all {
			n++
		}
	}
	return n
}

// add puts a text among those to be read, in the place of what is known of the same file.
func (f *files) add(p part) {
	f.seen[p.Stamp] = true
	for i := range f.pend {
		if f.pend[i].Stamp.Same(p.Stamp) || p.e != nil && f.pend[i].e == p.e {
			delete(f.seen, f.pend[i].Stamp)
			f.seen[p.Stamp] = true
			f.pend[i] = p
			return
		}
	}
	f.pend = append(f.pend, p)
}

// compare tells what a text is to those that were read.
func (f *files) compare(t *text.Text) (*entry, verdict) {
	fresh := f.env.Now().Sub(t.Modified()) < stale
	if len(t.Head) == 0 {
		switch {
		case t.Err == nil:
			return nil, done // empty
		case fresh && f.env.O.Follow:
			return nil, wait
		}
		return nil, another
	}
	if f.cur != nil && (bytes.HasPrefix(t.Head, f.cur.Head) || t.Ended && bytes.HasPrefix(f.cur.Head, t.Head)) {
		return nil, wait // a copy of what is being read, perhaps in the making
	}
	for _, e := range f.led.match(t.Head) {
		if v := f.against(t, e, fresh); v != another {
			if e == f.resume {
				f.resume, f.misses = nil, 0
			}
			return e, v
		}
	}
	if t.Err != nil && fresh && f.env.O.Follow {
		return nil, wait
	}
	return nil, another
}

// against tells what a text is to one that was read and begins alike. Packed ones are unpacked as far as that was read.
func (f *files) against(t *text.Text, e *entry, fresh bool) verdict {
	if e.off == all {
		return done
	}
	if t.Plain && t.St.Size < e.off {
		if fresh {
			return wait // it is being copied
		}
		return another
	}
	tail, err := t.Tail(e.off)
	switch {
	case errors.Is(err, text.ErrShort):
		return another
	case err != nil && fresh && f.env.O.Follow:
		return wait // it is being packed
	case err != nil:
		return done
	case f.led.hash(tail) != e.tail:
		return another
	}
	var b [1]byte
	n, err := t.Read(b[:], e.off)
	switch {
	case n > 0:
		return longer
	case err != nil && fresh && f.env.O.Follow:
		return wait
	}
	return done
}

// first is the time of a text's first event in µs, or else when the file was written.
func (f *files) first(t *text.Text) int64 {
	mtime := t.Modified().UnixMicro()
	head, err := t.Whole()
	if err != nil && len(head) == 0 {
		return mtime
	}
	o := f.options(t)
	if f.known {
		if at := reading.Earliest(head[:min(len(head), 32<<10)], f.dec.Choice, o); at != 0 {
			return at
		}
	}
	if c, ok := f.env.Know(head, o); ok {
		if at := reading.Earliest(head, c, o); at != 0 {
			return at
		}
	}
	return mtime
}

// open begins to read a text, unless it turns out that it was read already.
func (f *files) open(p *part) bool {
	t, err := text.Open(p.Path)
	if err == nil && !t.St.Same(p.Stamp) && p.Stamp.Ino != 0 {
		t.Shut()
		err = fs.ErrNotExist
	}
	if err != nil {
		delete(f.seen, p.Stamp)
		if errors.Is(err, fs.ErrNotExist) {
			if p.e == nil { // others are told of by their entries
				f.gone = append(f.gone, *p)
			}
			f.again = true
		} else {
			f.seen[p.Stamp] = true
			f.lost(p.Path, err)
		}
		return false
	}
	f.seen[t.St] = true
	if p.e == nil {
		e, v := f.compare(t)
		switch v {
		case done:
			t.Shut()
			return false
		case wait:
			delete(f.seen, t.St)
			t.Shut()
			return false
		case longer:
			p.e = e
		}
	}
	if p.e == nil && t.Err != nil && len(t.Head) == 0 {
		t.Shut()
		f.lost(p.Path, t.Err)
		return false
	}
	if !f.learn(t, p) {
		t.Shut()
		return false
	}
	return f.begin(t, p)
}

// begin makes a text the one that is read.
func (f *files) begin(t *text.Text, p *part) bool {
	var tail []byte
	if p.e != nil {
		var err error
		if tail, err = t.Tail(p.e.off); err != nil || f.led.hash(tail) != p.e.tail {
			t.Shut()
			delete(f.seen, t.St)
			f.again = true
			return false
		}
	} else {
		f.files++
		p.e = &entry{file: f.files, n: len(t.Head), head: f.led.hash(t.Head)}
	}
	e := p.e
	if n := len(f.led.entries); e.file != f.shelf.files && n > 0 && f.led.entries[n-1] != e { // gone back to: places grow all the same
		f.files++
		e.file = f.files
	}
	e.name, e.open, e.whole, e.stamp = p.Path, false, false, text.Stamp{}
	f.led.last(e)
	f.cur, f.ent = t, e
	if len(f.buf) == 0 {
		f.resize(small)
	}
	f.from = copy(f.buf, tail)
	f.to, f.base, f.line = f.from, e.off-int64(len(tail)), e.lines
	f.single = !f.dec.Cut.Indented && f.dec.Cut.Form != event.JSON && f.dec.Cut.Form != event.Table
	f.grown = f.env.Now()
	return true
}

// learn makes the decoder ready for a text; false if it is of no known log.
func (f *files) learn(t *text.Text, p *part) bool {
	o := f.options(t)
	if p.e != nil && p.e == f.going { // the mark says how to go on
		f.going = nil
		return f.year(t)
	}
	f.going = nil
	head, err := t.Whole()
	if err != nil && len(head) == 0 {
		f.lost(p.Path, err)
		return false
	}
	if i := bytes.LastIndexByte(head, '\n'); f.env.O.Follow && t.Plain && len(head) < sniff.Head && i > 0 {
		head = head[:i+1] // a line that is being written looks like nothing
	}
	if p.e != nil && f.known {
		ok := f.year(t)
		f.dec.Prime(head)
		return ok
	}
	if f.known {
		c, ok := sniff.Log(head[:min(len(head), 16<<10)], f.one(), o)
		if ok && c.Shape == f.dec.Choice.Shape {
			f.dec.Fresh(true)
			return f.year(t)
		}
	}
	c, ok := f.env.Know(head, o)
	switch {
	case ok && f.known && c.Parser == f.dec.Choice.Parser && c.Shape == f.dec.Choice.Shape:
		f.dec.Fresh(true)
		return f.year(t)
	case ok:
		f.dec.Begin(c, o)
		f.known, f.log.Parser = true, c.Parser.Name()
	case f.known: // it begins with something odd, or without the names of its columns
		f.dec.Fresh(false)
		return f.year(t)
	case !f.env.O.Follow || bytes.Count(head, newline) >= enough || f.env.Now().Sub(t.Modified()) >= stale:
		f.env.Tell(f.env.Label(filepath.ToSlash(p.Path)), fault.Errorf(fault.Unreadable, "a log of no known kind; --parser names one"))
	}
	return ok
}

// enough lines are enough to say that a log that is being written is of no known kind.
const enough = 100

// year makes times without a year be of when a text was written.
func (f *files) year(t *text.Text) bool {
	if err := f.dec.At(t.Modified()); err != nil {
		f.env.Tell(f.log.Name, err)
	}
	return true
}

// options are those of a text's parser.
func (f *files) options(t *text.Text) event.Options {
	return event.Options{Zone: f.log.Zone, Store: f.log.Store, Now: t.Modified().UnixMicro()}
}

// one is the parser that the log has.
func (f *files) one() []event.Parser { return []event.Parser{f.dec.Choice.Parser} }
