package crowd

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// tries are the logins that were tried from one origin, range, network, or with one program.
type tries struct {
	few   [2]uint32 // accounts, as long as there are no more
	flags uint8     // bits: the first, the second of them came in
	n     uint8
	many  *attempts
}

// attempts are the logins of one by whom more than two accounts were tried.
type attempts struct {
	tried, good, known tally.Recent // accounts; known: such as had been seen before
	failures           int64
	day                int64 // the last
	news               news
}

// add counts a login. known tells that the account had been seen before.
func (t *tries) add(account uint32, at int64, ok, known bool) *attempts {
	if t.many == nil {
		for i := range int(t.n) {
			if t.few[i] == account {
				if ok {
					t.flags |= 1 << i
				}
				return nil
			}
		}
		if int(t.n) < len(t.few) {
			if t.few[t.n] = account; ok {
				t.flags |= 1 << t.n
			}
			t.n++
			return nil
		}
		t.many = &attempts{}
		for i, f := range t.few {
			t.many.add(f, at, t.flags&(1<<i) != 0, false)
		}
	}
	t.many.add(account, at, ok, known)
	return t.many
}

func (m *attempts) add(account uint32, at int64, ok, known bool) {
	if today := at / day; today > m.day { // so that what is kept is of now
		m.day = today
		for _, r := range []*tally.Recent{&m.tried, &m.good, &m.known} {
			r.Forget(at - 8*day)
		}
	}
	id := watch.ID(account) << 8
	m.tried.Add(id, at)
	if ok {
		m.good.Add(id, at)
	} else {
		m.failures++
		if known {
			m.known.Add(id, at)
		}
	}
}

// weight is how many more accounts a kind may have tried than an address, in halves.
func (k kind) weight() int64 {
	switch k {
	case byOrigin:
		return 2
	case byRange:
		return 3
	}
	return 6
}

// stuffing judges attempts: how many accounts were tried and failed, over the longest window in which that is so, and how many came
// in. bad 0: it is nothing.
func (m *attempts) stuffing(c *Config, k kind, now int64) (tried, bad, good int64) {
	least := c.Tried * k.weight() / 2
	for _, w := range [...]struct{ window, times int64 }{{7 * day, 4}, {day, 2}, {hour, 1}} {
		tried = m.tried.Since(now - w.window)
		if tried < least*w.times || !enough(&m.tried, tried) {
			continue
		}
		good = m.good.Since(now - w.window)
		if bad = tried - good; bad >= least*w.times && float64(bad) >= c.Failing*float64(tried) {
			return tried, bad, good
		}
	}
	return 0, 0, 0
}

// enough tells that what a Recent says of a window is no guess: all is kept, or a sixteenth of a sample of some two hundred.
func enough(r *tally.Recent, n int64) bool { return r.Exact() || 16*n >= r.Since(0) }

func (t *tries) save(e *watch.Encoder) {
	for _, f := range t.few {
		e.Uint(uint64(f))
	}
	e.Uint(uint64(t.flags))
	e.Uint(uint64(t.n))
	if e.Bool(t.many != nil); t.many == nil {
		return
	}
	m := t.many
	m.tried.Save(e)
	m.good.Save(e)
	m.known.Save(e)
	e.Int(m.failures)
	e.Int(m.day)
	m.news.save(e)
}

func (t *tries) load(d *watch.Decoder) {
	for i := range t.few {
		t.few[i] = uint32(d.Uint())
	}
	t.flags = uint8(d.Uint())
	n := d.Uint()
	if t.n = uint8(n); n > uint64(len(t.few)) {
		d.Fail()
		t.n = 0
	}
	if !d.Bool() {
		return
	}
	m := &attempts{}
	m.tried.Load(d)
	m.good.Load(d)
	m.known.Load(d)
	m.failures, m.day = d.Int(), d.Int()
	m.news.load(d)
	t.many = m
}
