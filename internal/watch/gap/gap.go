package gap

import (
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/muted"
)

// Config are its parameters; the zero Config has the defaults that About tells.
type Config struct {
	Least   int // minutes that a silence lasts at least (0: 15)
	Learn   int // days after which a log's rhythm is known (0: 7)
	Days    float64
	Unread  int // records of a day that cannot be read, from which on it is told (0: 100)
	Writers int // of one log, whose numbers are looked at apart (0: 16)
}

// mostLogs is how many logs are known: what has no place is not watched, and counted.
const mostLogs = 4096

const minute = int64(60_000_000) // µs

type detector struct {
	c     Config
	about watch.About
	s     *watch.Settings
	hash  *watch.Hasher
	muted *muted.Finder
	zone  int64 // minutes
	off   rest
	now   int64 // µs, the latest of all logs

	logs  []*log // by their index in this run, nil before they had a record
	names map[string]*log
	order []*log // by their names
}

// log is what is known of one.
type log struct {
	*watch.Log
	name string
	r    rhythm
	next int64 // µs: the silence is not measured before
	open int64 // µs: since when a gap is open that was told, 0 none
	kind watch.GapKind
	stop int64 // µs: since when it is stopped, as it says itself

	writers []writer
	files   calendar // days that its files are of
	missed  calendar // of these the days that were told
	counts  watch.Counts
	unread  watch.Gap // of this day
	lines   int64     // of it
	today   int64
}

type writer struct {
	id watch.ID
	serial
}

// New makes the detector "gap".
func New(s *watch.Settings, c Config) watch.Detector {
	if c.Least <= 0 {
		c.Least = 15
	}
	if c.Learn <= 0 {
		c.Learn = 7
	}
	if c.Days <= 0 {
		c.Days = 3.5
	}
	if c.Unread <= 0 {
		c.Unread = 100
	}
	if c.Writers <= 0 {
		c.Writers = 16
	}
	d := &detector{c: c, about: about(c), s: s, hash: watch.NewHasher(s.Secret), muted: muted.NewFinder(), zone: int64(s.Zone / 60), names: map[string]*log{}}
	d.off = func(x int64) bool { return weekend(x) || s.Known.Holidays[int32(x)] }
	return d
}

// About implements watch.Detector.
func (d *detector) About() *watch.About { return &d.about }

// log is what is known of a log; nil if there are too many.
func (d *detector) log(l *watch.Log) *log {
	if l.Index >= 0 && l.Index < len(d.logs) {
		if x := d.logs[l.Index]; x != nil && x.Log == l {
			return x
		}
	}
	x := d.names[l.Name]
	if x == nil {
		if len(d.names) >= mostLogs {
			d.about.Dropped++
			return nil
		}
		x = &log{name: l.Name}
		d.names[l.Name] = x
		i, _ := slices.BinarySearchFunc(d.order, x.name, func(a *log, n string) int { return strings.Compare(a.name, n) })
		d.order = slices.Insert(d.order, i, x)
	}
	x.Log = l
	if l.Index >= 0 && l.Index < mostLogs {
		for l.Index >= len(d.logs) {
			d.logs = append(d.logs, nil)
		}
		d.logs[l.Index] = x
	}
	return x
}

// See implements watch.Detector.
func (d *detector) See(a *watch.Access, out watch.Out) {
	x := d.log(a.Log)
	if x == nil {
		return
	}
	d.now = max(d.now, a.At)
	if m := a.At/minute + d.zone; m != x.r.last {
		d.minute(x, m, out)
	}
	if a.Seq >= 0 {
		d.number(x, a, out)
	}
	if x.stop != 0 && a.At > x.stop {
		out.Gap(watch.Gap{Log: x.Log, From: x.stop, To: a.At, Why: watch.Stopped})
		x.stop = 0
	}
	switch act, _ := d.muted.Look(a); act {
	case muted.Stops:
		x.stop = a.At
		out.Gap(watch.Gap{Log: x.Log, From: a.At, Why: watch.Stopped})
	case muted.Changes, muted.Clears:
		out.Gap(watch.Gap{Log: x.Log, From: a.At, To: a.At, Why: watch.Stopped})
	}
}

// minute takes in a minute with records of a log, and judges the silence before it.
func (d *detector) minute(x *log, m int64, out watch.Out) {
	if m < x.r.last {
		x.r.pending = slices.DeleteFunc(x.r.pending, func(s silence) bool { return m >= s.from && m < s.to }) // it came late
	}
	s, some := x.r.put(m)
	if !some {
		if x.open != 0 {
			x.open = 0
		}
		return
	}
	d.silence(x, s, out)
	x.open, x.next = 0, 0
}

// silence judges a time without records that has ended.
func (d *detector) silence(x *log, s silence, out watch.Out) {
	if s.to-s.from < 2 {
		x.r.hist[0]++
		return
	}
	rates := x.r.rates(s, d.off)
	expected := rates.expected(s, d.off)
	found := x.open != 0 || d.judge(x, s, &rates, false)
	if !found && s.to-s.from >= int64(d.c.Least) && x.r.last-x.r.first < int64(d.c.Learn)*day {
		d.wait(x, s)
		return
	}
	if !found {
		x.r.quiet(s, expected)
		return
	}
	d.tell(x, s, out)
	if x.r.gap(s) {
		x.r.quiet(s, expected)
	}
}

// wait keeps a silence until more is known.
func (d *detector) wait(x *log, s silence) {
	x.r.pending = append(x.r.pending, s)
	if len(x.r.pending) <= mostPending {
		return
	}
	short := 0
	for i, p := range x.r.pending {
		if q := x.r.pending[short]; p.to-p.from < q.to-q.from {
			short = i
		}
	}
	x.r.quiet(x.r.pending[short], 0)
	x.r.pending = slices.Delete(x.r.pending, short, short+1)
}

// again judges what waited, the shortest first: what is no gap is learnt from.
func (d *detector) again(x *log, out watch.Out) {
	list := x.r.pending
	x.r.pending = nil
	slices.SortStableFunc(list, func(a, b silence) int { return int(a.to - a.from - b.to + b.from) })
	for _, s := range list {
		rates := x.r.rates(s, d.off)
		if d.judge(x, s, &rates, false) {
			d.tell(x, s, out)
			x.r.gap(s)
		} else {
			x.r.quiet(s, rates.expected(s, d.off))
		}
	}
}

// judge tells whether a silence is a gap, or will be one if it goes on.
func (d *detector) judge(x *log, s silence, rates *rates, goes bool) bool {
	r := &x.r
	if s.to-s.from < int64(d.c.Least) || clock(s) {
		return false
	}
	from, to := s.whole()
	if r.n >= 30 && rates.seen >= 24 && rates.expected(s, d.off) > r.limit() {
		r.silent = s
		if d.together(x, s) {
			return false
		}
		if goes && rates.expected(silence{max(s.from, to*day), s.to}, d.off) > 1 { // this day too
			return !d.holiday(x, from, to+1)
		}
		return !d.holiday(x, from, to)
	}
	if to > from && r.days.count() >= 5 {
		least := d.c.Days
		if r.days.office() {
			least = 2.6 * d.c.Days // a single day may be a holiday that nobody declared
		}
		return r.missing(from, to, d.off) >= least
	}
	return false
}

// together tells a silence of less than a day that other logs of people have too, at about the same time: a holiday of some of
// them.
func (d *detector) together(x *log, s silence) bool {
	if s.to-s.from >= 16*hour || !x.r.human() {
		return false
	}
	for _, o := range d.order {
		if o == x || o.r.n < 30 || !o.r.human() {
			continue
		}
		q := silence{o.r.last + 1, s.to} // it goes on
		if o.r.last >= s.from+(s.to-s.from)/2 {
			q = o.r.silent
		}
		if both := min(q.to, s.to) - max(q.from, s.from); both > 0 && 3*both >= 2*(s.to-s.from) && 2*both >= q.to-q.from {
			return true
		}
	}
	return false
}

// clock tells the hour that is no hour: clocks were set forward on a Sunday night, in a log of local time.
func clock(s silence) bool {
	return s.to-s.from >= hour-3 && s.to-s.from <= hour+3 && (s.from%hour <= 2 || s.from%hour >= hour-2) && (s.from/day+4)%7 == 0 && s.from%day < 5*hour
}

// holiday tells whether of the days of work in a silence there is only one, and on that one no log of those that rest on weekends
// has anything, of which this is one.
func (d *detector) holiday(x *log, from, to int64) bool {
	if to <= from || to-from > 4 || !x.r.days.office() {
		return false
	}
	work := int64(0)
	for f := from; f < to; f++ {
		if !d.off(f) {
			from = f
			work++
		}
	}
	if work != 1 {
		return false
	}
	others := 0
	for _, o := range d.order {
		if o == x || o.r.days.count() < 10 || !o.r.days.office() {
			continue
		}
		if o.r.days.has(from) {
			return false
		}
		others++
	}
	return others > 0
}

func (d *detector) tell(x *log, s silence, out watch.Out) {
	g := watch.Gap{Log: x.Log, From: (s.from - d.zone) * minute, To: (s.to - d.zone) * minute, Why: watch.Silent}
	if from, to := s.whole(); to > from {
		g.Why = watch.Days
	}
	if x.open != 0 {
		g.From, g.Why = x.open, x.kind
	}
	out.Gap(g)
}

// Tick implements watch.Detector.
func (d *detector) Tick(now int64, out watch.Out) {
	last := now == watch.Last
	if last {
		now = d.now
	}
	d.now = max(d.now, now)
	for _, x := range d.order {
		if x.Log == nil || x.r.n == 0 {
			continue
		}
		d.settle(x, now, last, out)
		today := now/minute + d.zone
		if x.today == 0 {
			x.today = today / day
		}
		if today/day != x.today || last {
			if last || x.r.last-x.r.first >= int64(d.c.Learn)*day {
				d.again(x, out)
			}
			d.filesMissing(x, out)
			x.today = today / day
		}
		d.going(x, now, last, out)
	}
}

// going measures a silence that goes on.
func (d *detector) going(x *log, now int64, last bool, out watch.Out) {
	s := silence{x.r.last + 1, now/minute + d.zone}
	if s.to-s.from < int64(d.c.Least) || now < x.next && !last {
		return
	}
	x.next = now + 5*minute
	if x.open != 0 {
		return
	}
	rates := x.r.rates(s, d.off)
	if !d.judge(x, s, &rates, !last) {
		return
	}
	x.open, x.kind = (s.from-d.zone)*minute, watch.Silent
	if from, to := s.whole(); to > from {
		x.kind = watch.Days
	}
	out.Gap(watch.Gap{Log: x.Log, From: x.open, Why: x.kind})
}
