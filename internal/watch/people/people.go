package people

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

const (
	watchHour = 60 * tally.Minute
	watchDay  = 24 * watchHour
	groupsMax = 4096
	rangesMax = 4096
)

type detector struct {
	c       Config
	s       *watch.Settings
	about   watch.About
	readers *tally.Map[reader]
	groups  *tally.Map[group]
	places  *tally.Map[int32] // ranges from which machines come: the day on which the first came
	began   int32             // the first day of the logs
	joins   [6]watch.ID
	args    [4]watch.Arg
	signal  watch.Signal
}

// group is how much the peers read.
type group [measures]tally.Spread

// New makes the detector.
func New(s *watch.Settings, c Config) watch.Detector {
	d := &detector{c: c.filled(), s: s, readers: tally.New[reader](s.Limit()), groups: tally.New[group](groupsMax), places: tally.New[int32](rangesMax)}
	d.about = about(d.c)
	return d
}

// About implements watch.Detector.
func (d *detector) About() *watch.About {
	d.about.Dropped = d.readers.Dropped + d.groups.Dropped
	return &d.about
}

// Tick implements watch.Detector: days end with the first access after them.
func (d *detector) Tick(int64, watch.Out) {}

func (d *detector) day(at int64) int32 {
	return int32((at + int64(d.s.Zone)*1_000_000) / watchDay)
}

// See implements watch.Detector.
func (d *detector) See(a *watch.Access, out watch.Out) {
	if !a.Takes() {
		return
	}
	m, n := amount(a)
	if n == 0 {
		return
	}
	id, origin := who(a)
	if id == 0 {
		return
	}
	today := d.day(a.At)
	if d.began == 0 {
		d.began = today
	}
	r, fresh := d.readers.At(id)
	if fresh {
		r.first, r.day = today, today
	}
	if today > r.day {
		d.close(r)
		if r.n > 0 || r.rows > 0 {
			r.days++
		}
		r.day, r.n, r.rows, r.few, r.in, r.class, r.group = today, 0, 0, [3]watch.ID{}, [measures]bool{}, [measures]uint8{}, 0
		if r.more != nil {
			r.more.recent.Forget(a.At - month*watchDay)
			r.more.busiest = 0
		}
	}
	r.role |= a.Role
	if r.more == nil && d.light(r, a, m, n) {
		d.rank(r, a, m)
		return
	}
	f := r.more
	if f == nil {
		f = d.heavy(r)
	}
	d.full(r, f, a, m, n)
	if origin {
		f.agents |= 1 << (uint64(a.Agent) % 64)
	}
	d.rank(r, a, m)
	d.judge(id, r, a, m, out)
}

// light counts for a reader who has read little so far; false if it becomes more.
func (d *detector) light(r *reader, a *watch.Access, m measure, n int64) bool {
	if m == rows {
		r.rows = uint32(min(int64(r.rows)+n, 1<<31))
		return r.rows <= promoted
	}
next:
	for _, p := range a.People {
		for _, q := range r.few[:r.n] {
			if p == q {
				continue next
			}
		}
		if int(r.n) == len(r.few) {
			return false
		}
		r.few[r.n] = p
		r.n++
	}
	return true
}

// heavy is a reader who is remembered in full from now on; what was read today comes along.
func (d *detector) heavy(r *reader) *full {
	f := r.promote()
	for _, p := range r.few[:r.n] {
		f.today.Add(p)
	}
	f.tracks[persons].add(int64(r.n), int64(r.n))
	return f
}

func (d *detector) full(r *reader, f *full, a *watch.Access, m measure, n int64) {
	f.to(a.At)
	t, fresh := &f.tracks[m], n
	if m == persons {
		n, fresh = 0, 0
		for _, p := range a.People {
			grows := f.today.Add(p)
			last, weight := f.recent.Seen(p, a.At)
			n += grows
			if last < 0 {
				fresh += weight
			}
		}
		r.n = max(r.n, 1)
	} else {
		r.rows = max(r.rows, 1)
	}
	if n == 0 && fresh == 0 {
		return
	}
	if top := t.top; n > 0 {
		if t.add(n, fresh); t.top > top {
			f.busiest = uint8(a.Local / 60)
		}
		if m == persons {
			f.off.add(a.Local/60, n)
		}
		s := f.shelf(a.Store.ID)
		s.today += float32(n)
		f.vote(a.Store.ID, n)
	} else {
		t.fresh += float32(fresh)
	}
	if a.Range != 0 && f.from != a.Range {
		if f.from == 0 {
			f.from = a.Range
		} else {
			f.strays = min(f.strays+1, 14)
		}
	}
	if r.role&watch.Job != 0 && a.Range != 0 {
		if since, fresh := d.places.At(a.Range); fresh {
			*since = r.day
		}
	}
}

// count is today's amount of a reader.
func (r *reader) count(m measure) float64 {
	switch {
	case r.more != nil:
		return float64(r.more.tracks[m].today)
	case m == persons:
		return float64(r.n)
	}
	return float64(r.rows)
}

// rank moves a reader among today's peers.
func (d *detector) rank(r *reader, a *watch.Access, m measure) {
	to := tally.Class(r.count(m))
	if r.in[m] && to <= r.class[m] {
		return
	}
	if r.group == 0 {
		home := a.Store.ID
		if r.more != nil && r.more.home != 0 {
			home = r.more.home
		}
		r.group = watch.Join(sortOf(r.role), home)
	}
	for _, id := range [...]watch.ID{r.group, sortOf(r.role)} {
		g, _ := d.groups.At(id)
		g[m].To(r.day)
		g[m].Move(r.class[m], to, !r.in[m])
	}
	r.class[m], r.in[m] = to, true
}

// sortOf is an ID of what a reader is: peers are of one sort.
func sortOf(r watch.Role) watch.ID { return watch.ID(0xA11C0DE<<8 | uint64(r)) }
