package people

import (
	"math"
	"math/bits"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

const (
	deviations = 4.0  // how far from the usual is no chance: 1 day in 30,000, if days were normal
	least      = 0.35 // a deviation at least, in ln: people's days differ by 40 % anyway; 4 of them are a factor of 4
	sale       = 3.0  // how much more is ordinary on a declared day of a sale
	warm       = 3    // days of logs before nobody known means somebody new
	machines   = 9    // and before a new machine does: some run weekly
	spellLeast = 3    // days on which slow reading went on
)

// judge looks whether what was read is too much by now.
func (d *detector) judge(id watch.ID, r *reader, a *watch.Access, m measure, out watch.Out) {
	f := r.more
	t, scale := &f.tracks[m], d.scale(a, m)
	today := float64(t.today)
	if customer(r.role) {
		d.customer(id, r, a, m, out)
		return
	}
	if n := bits.OnesCount64(f.agents); n > 1 { // an origin with many programs is many people
		scale *= float64(n)
	}
	if floor := scale * float64(d.c.Day); today >= floor && today > float64(t.look[day]) {
		d.daily(id, r, a, m, today, floor, out)
	}
	if lately, floor := t.lately(a.At), scale*float64(d.c.Hour); lately >= floor && lately > float64(t.look[hour]) {
		d.hourly(id, r, a, m, lately, floor, out)
	}
	if s := f.shelf(a.Store.ID); float64(s.today) >= scale*float64(d.c.Day) && s.today > s.look && f.home != a.Store.ID {
		d.stored(id, r, a, m, s, scale*float64(d.c.Day), out)
	}
	if t.spell >= spellLeast && float64(t.residue)+float64(t.fresh) >= scale*float64(d.c.Slow) {
		d.slowly(id, r, a, m, scale, out)
	}
	if o := &f.off; m == persons && o.spell >= spellLeast && o.learnt >= hoursKnown && float64(o.residue)+float64(o.today) >= scale*float64(d.c.Slow)/3 {
		d.offHours(id, r, a, scale, out)
	}
}

// offHours judges what is read over days at hours at which somebody does not work.
func (d *detector) offHours(id watch.ID, r *reader, a *watch.Access, scale float64, out watch.Out) {
	o := &r.more.off
	enough := max(scale*float64(d.c.Slow)/3, 3*o.usual.Usual())
	v := float64(o.residue) + min(float64(o.today)-o.allowance(), enough/4)
	if v < enough || v < float64(o.look) || d.machine(r, a) {
		return
	}
	o.look = float32(v * 1.5)
	since := int64(o.since)*watchDay - int64(d.s.Zone)*1_000_000
	s := d.make(id, r, a, persons, "off-hours", float64(o.sum+o.today), v/enough)
	s.First = since
	s.Args = append(d.args[:0], watch.Num("days", int64(r.day-o.since)+1), watch.Num("usual", int64(o.usual.Usual()+0.5)))
	out.Signal(s)
}

func (d *detector) daily(id watch.ID, r *reader, a *watch.Access, m measure, today, floor float64, out watch.Out) {
	t := &r.more.tracks[m]
	limit, usual, first := d.limit(r, a, m, floor, &t.usual, 1)
	if today <= limit {
		t.look[day] = float32(today * 1.05)
		return
	}
	t.look[day], t.told = float32(today*1.5), true
	t.look[hour] = max(t.look[hour], t.look[day]) // the day says it already
	rule := "day"
	if first {
		rule = "first-bulk"
	}
	d.tell(id, r, a, m, rule, today, limit, usual, out)
}

func (d *detector) hourly(id watch.ID, r *reader, a *watch.Access, m measure, lately, floor float64, out watch.Out) {
	t := &r.more.tracks[m]
	limit, usual, first := d.limit(r, a, m, floor, &t.hourly, 0.6)
	if lately <= limit || first { // the first day is judged as a day
		t.look[hour] = float32(lately * 1.05)
		return
	}
	t.look[hour] = float32(lately * 1.5)
	d.tell(id, r, a, m, "hour", lately, limit, usual, out)
}

// stored judges what was read of a store that is not the reader's most used one.
func (d *detector) stored(id watch.ID, r *reader, a *watch.Access, m measure, s *shelf, floor float64, out watch.Out) {
	today, limit := float64(s.today), floor
	if r.more.tracks[m].usual.Days() < d.c.History || d.machine(r, a) {
		s.look = float32(today * 1.2)
		return
	}
	if s.usual.Days() > 0 {
		limit = max(limit, s.usual.Beyond(deviations, least))
	}
	if p, ok := d.among(watch.Join(sortOf(r.role), a.Store.ID), r.day, m); ok {
		limit = max(limit, p)
	}
	if limit *= d.busy(r.day); today <= limit || r.more.tracks[m].told {
		s.look = float32(today * 1.05)
		return
	}
	s.look = float32(today * 1.5)
	d.tell(id, r, a, m, "store", today, limit, s.usual.Usual(), out)
}

// limit is above what reading is told, and what is usual. first tells that nothing is known of the reader from earlier days.
func (d *detector) limit(r *reader, a *watch.Access, m measure, floor float64, own *tally.Habit, share float64) (limit, usual float64, first bool) {
	limit = floor
	machine := d.machine(r, a)
	known := own.Days() >= d.c.History
	if own.Days() > 0 { // a habit too short to count still means that it was told already
		limit, usual = max(limit, own.Beyond(deviations, least)), own.Usual()
	}
	peers, compared := d.peers(r, m)
	switch {
	case machine && known:
	case machine && d.expected(r, a):
		return math.Inf(1), 0, true
	case compared:
		limit = max(limit, peers*share)
		if m == rows && r.day-d.began < warm {
			limit = max(limit, 2*floor/float64(d.c.Day)*float64(d.c.First))
		}
	case !known:
		limit = max(limit, floor/float64(d.c.Day)*float64(d.c.First))
		if r.day-d.began < warm {
			limit *= 2
		}
	}
	return limit * d.busy(r.day), usual, r.days <= 1
}

func (d *detector) busy(today int32) float64 {
	if d.s.Known.Sales[today] {
		return sale
	}
	return 1
}

// machine tells somebody who is compared with itself only: declared or said to be one; or so regular since the logs began, at
// one hour, from one place, that it is one.
func (d *detector) machine(r *reader, a *watch.Access) bool {
	if r.role&watch.Job != 0 {
		return true
	}
	f := r.more
	if f == nil || r.role&watch.Staff != 0 && r.role&watch.Admin == 0 {
		return false
	}
	t := &f.tracks[persons]
	if f.tracks[rows].usual.Days() > t.usual.Days() {
		t = &f.tracks[rows]
	}
	regular := t.usual.Days() >= d.c.History && t.usual.Steady(0.25) && f.hits >= 4 && f.strays < 3
	return regular && r.first-d.began <= machines || r.days < uint16(d.c.History) && r.day-d.began < machines && a.Machine()
}

// expected tells a machine of which no habit is known, and that need not worry: while all are new, and later one that comes from
// where machines come from.
func (d *detector) expected(r *reader, a *watch.Access) bool {
	if r.day-d.began < machines || a.Range == 0 || a.Net.Kind&watch.Crowd != 0 {
		return true
	}
	since := d.places.Get(a.Range)
	return since != nil && *since < r.day-1
}

// peers is what few of a reader's peers read in a day, all days or today; false if there are too few to say.
func (d *detector) peers(r *reader, m measure) (float64, bool) {
	if n, ok := d.among(r.group, r.day, m); ok {
		return n, true
	}
	return d.among(sortOf(r.role), r.day, m)
}

const (
	enoughPast  = 20 // days of peers
	enoughToday = 6  // peers
)

func (d *detector) among(id watch.ID, today int32, m measure) (float64, bool) {
	g := d.groups.Get(id)
	if g == nil {
		return 0, false
	}
	s := &g[m]
	s.To(today)
	now := s.Today()
	most := 1.5 * s.Level(max(3, now/20)+1) // if others read as much today, it is such a day
	switch {
	case s.Days() >= warm && s.Past() >= enoughPast:
		return max(most, 2*s.Quantile(0.95)), true
	case now >= enoughToday:
		return max(2*most, 4*s.Quantile(0.95)), true
	}
	return 0, false
}

// customer judges somebody who has one own person to read, and some others by right.
func (d *detector) customer(id watch.ID, r *reader, a *watch.Access, m measure, out watch.Out) {
	t := &r.more.tracks[m]
	today, floor := float64(t.today), float64(d.c.Customer)*d.scale(a, m)+1
	if m == persons && !a.Store.Known && !a.Named {
		floor *= float64(d.c.Unknown) / 2 // pages of members that everybody may look at
	}
	if a.Action == event.List {
		floor *= 2 // an address book asked for its members
	}
	if m == rows || today <= floor || today <= float64(t.look[day]) {
		return
	}
	limit := floor
	if p, ok := d.peers(r, m); ok {
		limit = max(limit, p)
	}
	if g := d.groups.Get(r.group); g != nil && g[m].Past() >= 2000 { // the one in a thousand whose address book is long
		limit = max(limit, 1.5*g[m].Quantile(0.999))
	}
	if today <= limit*d.busy(r.day) {
		t.look[day] = float32(today * 1.05)
		return
	}
	t.look[day] = float32(today * 1.5)
	d.tell(id, r, a, m, "customer", today, limit, 1, out)
}

// allowance is how many new persons a day are nobody's business.
func (d *detector) allowance(r *reader, m measure) float64 {
	t := &r.more.tracks[m]
	own := 10.0
	if m == rows {
		own *= float64(d.c.Rows)
	}
	if t.news.Days() >= d.c.History {
		own += 2 * t.news.Usual()
	}
	if r.role&watch.Job != 0 {
		return own
	}
	if g := d.groups.Get(r.group); g != nil && g[m].Past() >= enoughPast {
		q := g[m].Quantile(0.5)
		if t.news.Days() < 2*d.c.History { // a newcomer grows into what the others do
			own = max(own, 1.5*q)
		} else {
			own = max(own, 0.25*q)
		}
	}
	return own * d.busy(r.day)
}

// enough is how many new persons beyond the usual are told.
func (d *detector) enough(r *reader, m measure) float64 {
	n, days := float64(d.c.Slow), 3.0
	if m == rows { // which may be the same again: they vary more
		n, days = 3*n*float64(d.c.Rows), 6
	}
	t := &r.more.tracks[m]
	n = max(n, days*t.news.Usual())
	if g := d.groups.Get(r.group); g != nil && r.role&watch.Job == 0 && g[m].Past() >= enoughPast {
		n = max(n, g[m].Quantile(0.9))
	}
	return n
}

func (d *detector) slowly(id watch.ID, r *reader, a *watch.Access, m measure, scale float64, out watch.Out) {
	t := &r.more.tracks[m]
	most := max(d.enough(r, m), scale*float64(d.c.Slow))
	v := float64(t.residue) + min(float64(t.fresh)-d.allowance(r, m), most/4)
	if v < most || v < float64(t.look[slow]) || m == rows && t.usual.Days() < 2*d.c.History || d.machine(r, a) && t.usual.Days() < d.c.History {
		return
	}
	t.look[slow] = float32(v * 1.5)
	since := (int64(t.since)*watchDay - int64(d.s.Zone)*1_000_000)
	n := float64(t.residue) + float64(t.fresh)
	if m == persons {
		n = float64(r.more.recent.Since(since))
	}
	s := d.make(id, r, a, m, "slow", n, v/most)
	s.First = since
	s.Args = append(d.args[:0], watch.Num("days", int64(r.day-t.since)+1), watch.Num("usual", int64(t.news.Usual()+0.5)))
	out.Signal(s)
}
