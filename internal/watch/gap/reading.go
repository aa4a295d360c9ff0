package gap

import "github.com/tsutsumi-dev/tsutsumi/internal/watch"

// number looks at the number of a record: of its writer, which is the store that it names.
func (d *detector) number(x *log, a *watch.Access, out watch.Out) {
	id := d.hash.Of(watch.Shapes, a.Event.Store)
	var w *writer
	for i := range x.writers {
		if x.writers[i].id == id {
			w = &x.writers[i]
			break
		}
	}
	if w == nil {
		if len(x.writers) >= d.c.Writers {
			return
		}
		x.writers = append(x.writers, writer{id: id})
		w = &x.writers[len(x.writers)-1]
	}
	w.put(a.Seq, a.At, func(j *jump) { skipped(x, j, out) })
}

func skipped(x *log, j *jump, out watch.Out) {
	out.Gap(watch.Gap{Log: x.Log, From: j.since, To: j.till, Why: watch.Skipped, Missing: j.to - j.from - j.late})
}

func (d *detector) settle(x *log, now int64, last bool, out watch.Out) {
	if last {
		now += 60_000_000
	}
	for i := range x.writers {
		x.writers[i].settle(now, func(j *jump) { skipped(x, j, out) })
	}
}

// Opened implements watch.Reading: the days that files are of, by their names.
func (d *detector) Opened(_ int64, l *watch.Log, file string, _ watch.Out) {
	if x := d.log(l); x != nil {
		if day, ok := dated(file); ok {
			x.files.add(day)
		}
	}
}

// filesMissing tells the days that are missing among dated files of which there is one on every such day, where the log
// has nothing of that day either.
func (d *detector) filesMissing(x *log, out watch.Out) {
	from, to := x.files.span()
	if x.files.count() < 7 {
		return
	}
	for f := from; f < to; f++ {
		if x.files.has(f) || x.missed.has(f) || x.r.days.has(f) || x.r.days.has(f-1) && x.r.days.has(f+1) && x.r.days.has(f) {
			continue
		}
		var there, all int
		for g := from; g < to; g++ {
			if g != f && d.off(g) == d.off(f) && !x.missed.has(g) {
				all++
				if x.files.has(g) {
					there++
				}
			}
		}
		if all < 5 || 20*there < 17*all || x.inGap(f, d) {
			continue
		}
		x.missed.add(f)
		start := (f*day - d.zone) * minute
		out.Gap(watch.Gap{Log: x.Log, From: start, To: start + day*minute, Why: watch.Days})
	}
}

// inGap tells whether a day lies in a silence that was told already: the last ones are remembered by their ends.
func (x *log) inGap(f int64, _ *detector) bool {
	for _, end := range x.r.gaps {
		if end >= f*day && end <= (f+2)*day {
			return true
		}
	}
	return x.open != 0
}

// Counted implements watch.Reading: what of a log could not be read, by days.
func (d *detector) Counted(now int64, l *watch.Log, c *watch.Counts, out watch.Out) {
	x := d.log(l)
	if x == nil {
		return
	}
	if now == watch.Last {
		now = d.now
	}
	was := x.counts
	x.counts = *c
	if c.Lines < was.Lines { // a new run counts anew
		was = watch.Counts{}
	}
	bad := c.Malformed - was.Malformed + c.Dropped - was.Dropped + c.Lost - was.Lost
	if g := &x.unread; g.From == 0 || now/(day*minute) != g.From/(day*minute) {
		*g, x.lines = watch.Gap{}, 0
	}
	x.lines += c.Lines - was.Lines
	if bad <= 0 {
		return
	}
	g := &x.unread
	if g.From == 0 {
		*g = watch.Gap{Log: l, From: max(now-minute, 1), Why: watch.Unread}
	}
	g.Log, g.To = l, now
	g.Missing += bad
	if c.Dropped > was.Dropped || c.Lost > was.Lost || g.Missing >= int64(d.c.Unread) || g.Missing >= 10 && g.Missing*100 >= x.lines {
		out.Gap(*g)
	}
}
