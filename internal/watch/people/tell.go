package people

import (
	"math"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func (d *detector) tell(id watch.ID, r *reader, a *watch.Access, m measure, rule string, n, limit, usual float64, out watch.Out) {
	s := d.make(id, r, a, m, rule, n, n/limit)
	s.Args = append(d.args[:0], watch.Num("usual", int64(usual+0.5)))
	s.First = a.At - watchHour
	if rule != "hour" {
		s.First = int64(r.day)*watchDay - int64(d.s.Zone)*1_000_000
	}
	out.Signal(s)
}

// make is a signal of a reader who read n; over is by which factor that is too much.
func (d *detector) make(id watch.ID, r *reader, a *watch.Access, m measure, rule string, n, over float64) *watch.Signal {
	s := &d.signal
	*s = watch.Signal{Detector: d.about.Name, Rule: rule, Key: id, Access: a, People: -1, Rows: -1, Confidence: d.sure(r, a, m, over), Joins: a.Joins(d.joins[:0])}
	if id != a.Who {
		s.Joins = append(s.Joins, id)
	}
	if m == rows {
		s.Rule, s.Rows = ofRows[rule], int64(n)
		return s
	}
	s.People = int64(n + 0.5)
	if !r.more.today.Exact() || rule == "slow" && !r.more.recent.Exact() {
		s.Least, s.Most = int64(n*0.8), int64(n*1.25)
	}
	return s
}

// ofRows are the rules of those who are known by rows only.
var ofRows = map[string]string{"hour": "rows-hour", "day": "rows-day", "slow": "rows-slow", "first-bulk": "rows-first", "store": "rows-store"}

// sure is how likely it is that this is no ordinary work.
func (d *detector) sure(r *reader, a *watch.Access, m measure, over float64) float64 {
	c := 0.5 + 0.1*math.Log2(max(over, 1))
	if a.Rest && !d.machine(r, a) {
		c += 0.1
	}
	if m == rows {
		c -= 0.1
	}
	if !a.Store.Known && !a.Named {
		c -= 0.1
	}
	if r.day-d.began < warm {
		c -= 0.15
	}
	return min(max(c, 0.2), 0.95)
}
