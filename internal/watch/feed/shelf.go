package feed

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
)

// shelf is what a feed knows of the files of its log.
type shelf struct {
	led    ledger
	seen   map[stamp]bool // files as they stood when it was found that nothing in them is to be read, or that they are in pend
	pend   []part         // what is to be read, in order
	gone   []part         // what was to be read, and was not there
	gen    uint64         // of the look that was judged last
	begun  bool           // the files were judged once
	again  bool           // they must be looked at again
	resume *entry         // the text to go on with, until it is found
	misses int            // looks without finding it
	since  time.Time      // when it was missed first
	going  *entry         // the text that the decoder of a mark was made for
	files  uint32         // begun, or gone back to, so far
}

// While files are renamed and packed, a look may miss a text: it counts as gone after so many looks and so long.
const (
	misses = 4
	missed = time.Second
)

// part is a text to be read.
type part struct {
	found
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
	members, gen := f.set.look(f.key, f.again)
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
	f.gone = slices.DeleteFunc(f.gone, func(g part) bool { return g.path == "" })
	for i := range f.gone {
		if g := &f.gone[i]; f.missing(&g.miss, &g.since) {
			f.lost(g.path, errGone)
			g.path = ""
		}
	}
	f.again = f.again || len(f.gone) > 0 && !f.set.o.Follow
}

// missing counts a look that did not find a text, and tells whether it is gone.
func (f *files) missing(n *int, since *time.Time) bool {
	if *n++; *n == 1 {
		*since = f.set.o.now()
	}
	return *n >= misses && (!f.set.o.Follow || f.set.o.now().Sub(*since) >= missed)
}

// back tells that a text that was gone is there: by its file, or by its head.
func (f *files) back(same func(g *part) bool) {
	for i := range f.gone {
		if g := &f.gone[i]; same(g) {
			g.path = ""
		}
	}
}

// prune forgets how files stood that do not stand so any more.
func (f *files) prune(members []found) {
	if len(f.seen) < 2*len(members)+64 {
		return
	}
	seen := make(map[stamp]bool, len(members))
	for i := range members {
		if f.seen[members[i].stamp] {
			seen[members[i].stamp] = true
		}
	}
	f.seen = seen
}

var errGone = fault.Errorf(fault.Changed, "gone or cut; what had been written there and not read is lost")

func (f *files) lost(path string, err error) {
	f.counts.Lost++
	f.set.o.tell(f.log.Name, f.set.o.named(path, err))
}

// unclosed takes up files again whose last piece had no end, once nobody seems to write it any more.
func (f *files) unclosed(members []found) {
	for _, e := range f.led.entries {
		if !e.open || e == f.ent || f.set.o.now().Sub(time.Unix(0, e.stamp.mtime)) < stale {
			continue
		}
		for i := range members {
			if members[i].stamp == e.stamp {
				e.open = false
				f.add(part{found: members[i], e: e})
			}
		}
	}
}

// judge finds out what is to be read of a file.
func (f *files) judge(m *found) {
	if f.cur != nil && f.cur.st.same(m.stamp) {
		f.ent.name = m.path
		return
	}
	if len(f.gone) > 0 {
		f.back(func(g *part) bool { return g.stamp.same(m.stamp) })
	}
	if f.seen[m.stamp] {
		for i := range f.pend {
			if f.pend[i].stamp == m.stamp {
				f.pend[i].path = m.path
			}
		}
		if f.resume != nil && f.resume.stamp == m.stamp {
			f.resume = nil
		}
		return
	}
	if f.led.retired(m.stamp) {
		f.seen[m.stamp] = true
		return
	}
	t, err := openText(m.path)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			f.seen[m.stamp] = true
			f.lost(m.path, err)
		}
		return
	}
	defer t.shut()
	if t.st != m.stamp { // it grew since
		m.stamp = t.st
	}
	if len(f.gone) > 0 {
		f.back(func(g *part) bool { return g.n <= len(t.head) && f.led.hash(t.head[:g.n]) == g.head })
	}
	switch e, v := f.compare(t); {
	case v == wait:
	case v == done:
		f.seen[m.stamp] = true
		if e != nil && e != f.ent {
			e.stamp, e.name = m.stamp, m.path
		}
	case v == longer:
		f.add(part{found: *m, e: e})
	case m.aside && !f.begun && len(f.led.entries) == f.asides(): // what rotation made before the log was first read
		f.seen[m.stamp] = true
		f.led.last(&entry{n: len(t.head), head: f.led.hash(t.head), off: all, stamp: m.stamp, name: m.path})
	default:
		f.add(part{found: *m, first: f.first(t), n: len(t.head), head: f.led.hash(t.head)})
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
	f.seen[p.stamp] = true
	for i := range f.pend {
		if f.pend[i].stamp.same(p.stamp) || p.e != nil && f.pend[i].e == p.e {
			delete(f.seen, f.pend[i].stamp)
			f.seen[p.stamp] = true
			f.pend[i] = p
			return
		}
	}
	f.pend = append(f.pend, p)
}

// compare tells what a text is to those that were read.
func (f *files) compare(t *text) (*entry, verdict) {
	fresh := f.set.o.now().Sub(t.modified()) < stale
	if len(t.head) == 0 {
		switch {
		case t.err == nil:
			return nil, done // empty
		case fresh && f.set.o.Follow:
			return nil, wait
		}
		return nil, another
	}
	if f.cur != nil && (bytes.HasPrefix(t.head, f.cur.head) || t.ended && bytes.HasPrefix(f.cur.head, t.head)) {
		return nil, wait // a copy of what is being read, perhaps in the making
	}
	for _, e := range f.led.match(t.head) {
		if v := f.against(t, e, fresh); v != another {
			if e == f.resume {
				f.resume, f.misses = nil, 0
			}
			return e, v
		}
	}
	if t.err != nil && fresh && f.set.o.Follow {
		return nil, wait
	}
	return nil, another
}

// against tells what a text is to one that was read and begins alike. Packed ones are unpacked as far as that was read.
func (f *files) against(t *text, e *entry, fresh bool) verdict {
	if e.off == all {
		return done
	}
	if t.plain && t.st.size < e.off {
		if fresh {
			return wait // it is being copied
		}
		return another
	}
	tail, err := t.tail(e.off)
	switch {
	case errors.Is(err, errShort):
		return another
	case err != nil && fresh && f.set.o.Follow:
		return wait // it is being packed
	case err != nil:
		return done
	case f.led.hash(tail) != e.tail:
		return another
	}
	var b [1]byte
	n, err := t.read(b[:], e.off)
	switch {
	case n > 0:
		return longer
	case err != nil && fresh && f.set.o.Follow:
		return wait
	}
	return done
}

// first is the time of a text's first event in µs, or else when the file was written.
func (f *files) first(t *text) int64 {
	mtime := t.modified().UnixMicro()
	head, err := t.whole()
	if err != nil && len(head) == 0 {
		return mtime
	}
	o := f.options(t)
	if f.known {
		if at := earliest(head[:min(len(head), 32<<10)], f.dec.choice, o); at != 0 {
			return at
		}
	}
	if c, ok := f.set.know(head, o); ok {
		if at := earliest(head, c, o); at != 0 {
			return at
		}
	}
	return mtime
}

// open begins to read a text, unless it turns out that it was read already.
func (f *files) open(p *part) bool {
	t, err := openText(p.path)
	if err == nil && !t.st.same(p.stamp) && p.stamp.ino != 0 {
		t.shut()
		err = fs.ErrNotExist
	}
	if err != nil {
		delete(f.seen, p.stamp)
		if errors.Is(err, fs.ErrNotExist) {
			if p.e == nil { // others are told of by their entries
				f.gone = append(f.gone, *p)
			}
			f.again = true
		} else {
			f.seen[p.stamp] = true
			f.lost(p.path, err)
		}
		return false
	}
	f.seen[t.st] = true
	if p.e == nil {
		e, v := f.compare(t)
		switch v {
		case done:
			t.shut()
			return false
		case wait:
			delete(f.seen, t.st)
			t.shut()
			return false
		case longer:
			p.e = e
		}
	}
	if p.e == nil && t.err != nil && len(t.head) == 0 {
		t.shut()
		f.lost(p.path, t.err)
		return false
	}
	if !f.learn(t, p) {
		t.shut()
		return false
	}
	return f.begin(t, p)
}

// begin makes a text the one that is read.
func (f *files) begin(t *text, p *part) bool {
	var tail []byte
	if p.e != nil {
		var err error
		if tail, err = t.tail(p.e.off); err != nil || f.led.hash(tail) != p.e.tail {
			t.shut()
			delete(f.seen, t.st)
			f.again = true
			return false
		}
	} else {
		f.files++
		p.e = &entry{file: f.files, n: len(t.head), head: f.led.hash(t.head)}
	}
	e := p.e
	if n := len(f.led.entries); e.file != f.shelf.files && n > 0 && f.led.entries[n-1] != e { // gone back to: places grow all the same
		f.files++
		e.file = f.files
	}
	e.name, e.open, e.whole, e.stamp = p.path, false, false, stamp{}
	f.led.last(e)
	f.cur, f.ent = t, e
	if len(f.buf) == 0 {
		f.resize(small)
	}
	f.from = copy(f.buf, tail)
	f.to, f.base, f.line = f.from, e.off-int64(len(tail)), e.lines
	f.single = !f.dec.cut.Indented && f.dec.cut.Form != event.JSON && f.dec.cut.Form != event.Table
	f.grown = f.set.o.now()
	return true
}

// learn makes the decoder ready for a text; false if it is of no known log.
func (f *files) learn(t *text, p *part) bool {
	o := f.options(t)
	if p.e != nil && p.e == f.going { // the mark says how to go on
		f.going = nil
		return f.year(t)
	}
	f.going = nil
	head, err := t.whole()
	if err != nil && len(head) == 0 {
		f.lost(p.path, err)
		return false
	}
	if i := bytes.LastIndexByte(head, '\n'); f.set.o.Follow && t.plain && len(head) < sniff.Head && i > 0 {
		head = head[:i+1] // a line that is being written looks like nothing
	}
	if p.e != nil && f.known {
		ok := f.year(t)
		f.dec.prime(head)
		return ok
	}
	if f.known {
		c, ok := sniff.Log(head[:min(len(head), 16<<10)], f.one(), o)
		if ok && c.Shape == f.dec.choice.Shape {
			f.dec.fresh(true)
			return f.year(t)
		}
	}
	c, ok := f.set.know(head, o)
	switch {
	case ok && f.known && c.Parser == f.dec.choice.Parser && c.Shape == f.dec.choice.Shape:
		f.dec.fresh(true)
		return f.year(t)
	case ok:
		f.dec.begin(c, o)
		f.known, f.log.Parser = true, c.Parser.Name()
	case f.known: // it begins with something odd, or without the names of its columns
		f.dec.fresh(false)
		return f.year(t)
	case !f.set.o.Follow || bytes.Count(head, newline) >= enough || f.set.o.now().Sub(t.modified()) >= stale:
		f.set.o.tell(f.set.o.label(filepath.ToSlash(p.path)), fault.Errorf(fault.Unreadable, "a log of no known kind; --parser names one"))
	}
	return ok
}

// enough lines are enough to say that a log that is being written is of no known kind.
const enough = 100

// year makes times without a year be of when a text was written.
func (f *files) year(t *text) bool {
	if err := f.dec.at(t.modified()); err != nil {
		f.set.o.tell(f.log.Name, err)
	}
	return true
}
