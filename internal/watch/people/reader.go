package people

import (
	"math"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// reader is somebody who reads. Most read three persons a day or fewer, and need no more than this.
type reader struct {
	more  *full
	group watch.ID // today's peers
	few   [3]watch.ID
	rows  uint32 // of today, until there is more
	first int32  // local day
	day   int32
	days  uint16 // active ones before today
	n     uint8
	role  watch.Role
	class [measures]uint8 // among today's peers
	in    [measures]bool  // counted among today's peers
}

// full is what is remembered of somebody who reads more than a few.
type full struct {
	tracks  [measures]track
	off     off
	today   tally.Distinct
	recent  tally.Recent
	shelves []shelf // the stores that are read most
	home    watch.ID
	from    watch.ID // the range that it comes from
	votes   float32
	hour    int32
	at      uint8 // the hour of the local day that was busiest, usually
	hits    uint8 // how often it was, lately
	strays  uint8 // how often it came from another range, lately
	busiest uint8 // today's busiest hour so far
	agents  uint64
}

// track is one measure of a reader.
type track struct {
	today, hour, before, top float32
	fresh                    float32 // today's that were not read in the 30 days before
	residue                  float32
	since                    int32 // the local day on which residue began to grow
	spell                    uint16
	told                     bool // today, as a day
	usual, hourly, news      tally.Habit
	look                     [looks]float32 // below which there is no need to look again
}

// off is what a reader reads at hours of the day at which he does not work.
type off struct {
	today, residue, sum, look float32
	since                     int32
	spell                     uint16
	usual                     tally.Habit
	seen                      uint32    // today's hours
	learnt                    uint8     // on how many days his hours were looked at
	hours                     [24]uint8 // and on how many of them each was one of his
}

// own tells that an hour is one of his, or beside one: of a fifth of his days.
func (o *off) own(h int) bool {
	return 5*int(max(o.hours[h], o.hours[(h+1)%24], o.hours[(h+23)%24])) >= max(int(o.learnt), 1)
}

// add counts what is read at an hour.
func (o *off) add(h int, n int64) {
	o.seen |= 1 << h
	if !o.own(h) {
		o.today += float32(n)
	}
}

// allowance is how many persons at other hours are nobody's business.
func (o *off) allowance() float64 { return 3 + 2*o.usual.Usual() }

// close ends an active day. Its hours become his own, unless much was read at others: a thief's would too.
func (o *off) close(day int32, most float64) {
	if fresh := o.learnt < hoursKnown; fresh || float64(o.today) <= o.allowance()+5 { // an evening's overtime
		if fresh {
			o.today = 0
		}
		o.learn()
	}
	v := float64(o.residue) + min(float64(o.today)-o.allowance(), most)
	switch {
	case v <= 0:
		o.residue, o.sum, o.look, o.since, o.spell = 0, 0, 0, 0, 0
	case o.since == 0:
		o.since, o.spell = day, 1
	default:
		o.spell++
	}
	if v > 0 {
		o.residue = float32(v)
		o.sum += o.today
	}
	o.today, o.seen = 0, 0
}

// learn makes today's hours his own, and what was read at others usual.
func (o *off) learn() {
	if o.learnt == 100 {
		for h := range o.hours {
			o.hours[h] /= 2
		}
		o.learnt = 50
	}
	o.learnt++
	for h := range o.hours {
		if o.seen&(1<<h) != 0 {
			o.hours[h]++
		}
	}
	o.usual.Add(float64(o.today))
}

// looks are the windows that are looked at.
const (
	hour = iota
	day
	slow
	looks
)

// shelf is what a reader reads of one store.
type shelf struct {
	id    watch.ID
	today float32
	look  float32
	usual tally.Habit
}

const (
	shelves = 4
	// promoted is how many rows a day make a reader worth remembering.
	promoted = 50
	kept     = 128
	// hoursKnown is after how many active days somebody's hours are known. Others come to be known only slowly from then on.
	hoursKnown = 3
	month      = 30
)

// promote makes room to remember more of a reader.
func (r *reader) promote() *full {
	f := &full{recent: tally.NewRecent(kept)}
	for i := range f.tracks {
		t := &f.tracks[i]
		t.reset()
		for range min(r.days, 14) { // all days so far were small ones
			t.usual.Add(1)
			t.hourly.Add(1)
			t.news.Add(1)
		}
	}
	r.more = f
	return f
}

func (t *track) reset() {
	t.today, t.hour, t.before, t.top, t.fresh = 0, 0, 0, 0, 0
	t.look[hour], t.look[day], t.told = 0, 0, false
}

// add counts what was read now.
func (t *track) add(n, fresh int64) {
	t.today += float32(n)
	t.hour += float32(n)
	t.fresh += float32(fresh)
	t.top = max(t.top, t.hour)
}

// lately is what was read in the hour that ends now: of the clock hour before the part that is still within.
func (t *track) lately(at int64) float64 {
	return float64(t.hour) + float64(t.before)*(1-float64(at%watchHour)/watchHour)
}

// to brings the clock hour to that of a time.
func (f *full) to(at int64) {
	h := int32(at / watchHour)
	if h <= f.hour {
		return
	}
	for i := range f.tracks {
		t := &f.tracks[i]
		t.before = 0
		if h == f.hour+1 {
			t.before = t.hour
		}
		t.hour, t.look[hour] = 0, 0
	}
	f.hour = h
}

// shelf is the reader's shelf of a store; of more than four stores the one read least makes room.
func (f *full) shelf(id watch.ID) *shelf {
	least := 0
	for i := range f.shelves {
		if f.shelves[i].id == id {
			return &f.shelves[i]
		}
		if f.shelves[i].weight() < f.shelves[least].weight() {
			least = i
		}
	}
	if len(f.shelves) < shelves {
		f.shelves = append(f.shelves, shelf{id: id})
		return &f.shelves[len(f.shelves)-1]
	}
	f.shelves[least] = shelf{id: id}
	return &f.shelves[least]
}

func (s *shelf) weight() float64 {
	return float64(s.today) + s.usual.Usual()*float64(min(s.usual.Days(), 14))
}

// vote finds the store that is read most (Boyer and Moore), with the past counting less each day.
func (f *full) vote(id watch.ID, n int64) {
	switch {
	case f.home == id:
		f.votes += float32(n)
	case f.votes < float32(n):
		f.home, f.votes = id, float32(n)-f.votes
	default:
		f.votes -= float32(n)
	}
}

// close ends a day of a reader.
func (d *detector) close(r *reader) {
	f := r.more
	if f == nil {
		return
	}
	for i := range f.tracks {
		t := &f.tracks[i]
		if t.today > 0 {
			d.carry(r, measure(i))
			t.usual.Add(float64(t.today))
			t.hourly.Add(float64(t.top))
			t.news.Add(float64(t.fresh))
		}
		t.reset()
	}
	f.off.close(r.day, float64(d.c.Slow)/12)
	for i := range f.shelves {
		s := &f.shelves[i]
		if s.today > 0 || s.usual.Days() > 0 && r.day%7 == 0 {
			s.usual.Add(float64(s.today))
		}
		s.today, s.look = 0, 0
	}
	f.today.Clear()
	f.votes *= 0.8
	switch { // the hour at which it is busy
	case f.busiest == f.at:
		f.hits = min(f.hits+1, 20)
	case f.hits < 2:
		f.at, f.hits = f.busiest, 1
	default:
		f.hits -= 2
	}
	if f.strays > 0 {
		f.strays--
	}
}

// carry keeps what of a day's new persons is beyond the usual.
func (d *detector) carry(r *reader, m measure) {
	t := &r.more.tracks[m]
	if r.role&watch.Job != 0 && t.news.Days() < d.c.History { // compared with itself only, and that is not known yet
		return
	}
	most := d.enough(r, m) / 4 // one large day is the rule "day"'s; slow are several
	usual := d.allowance(r, m)
	v := float64(t.residue) + min(float64(t.fresh)-usual, most)
	if v <= 0 {
		t.residue, t.since, t.spell, t.look[slow] = 0, 0, 0, 0
		return
	}
	if t.since == 0 {
		t.since = r.day
	}
	t.residue = float32(min(v, math.MaxInt32))
	t.spell++
}
