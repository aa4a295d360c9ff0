package place

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// visit is what is told as one thing: the accesses of somebody to a store.
type visit struct {
	first, last int64
	n, told     int64 // accesses, and how many of them when it was told last
	when        int64 // that was
	rows, most  int64 // all of them, and of the access with most; 0 unknown
	people      tally.Recent
	who         tally.Recent
	confidence  float64
	kinds       network.Kind
	joins       [6]watch.ID
	countries   [6][2]byte
	rule        uint8
	waits       bool // stands in pending
}

// add counts an access.
func (v *visit) add(a *watch.Access, confidence float64, more ...watch.ID) {
	if v.n == 0 {
		v.first, v.joins = a.At, joins(a, more...)
	}
	v.n++
	v.first, v.last = min(v.first, a.At), max(v.last, a.At)
	if a.Takes() {
		for _, p := range a.People {
			v.people.Add(p, a.At)
		}
		if len(a.People) == 0 {
			v.rows += max(a.Rows, 0)
			v.most = max(v.most, a.Rows)
		}
	}
	v.who.Add(subject(a), a.At)
	v.kinds |= a.Net.Kind
	v.confidence = max(v.confidence, confidence)
	for i := range v.countries {
		if c := &v.countries[i]; *c == a.Net.Country || *c == [2]byte{} {
			*c = a.Net.Country
			break
		}
	}
}

// persons are those whose data was read: at least, at most.
func (v *visit) persons() (n, least, most int64) {
	named := v.people.Since(0)
	switch {
	case v.rows == 0 && named == 0:
		return -1, 0, 0
	case v.rows == 0:
		return named, 0, 0
	}
	return named + v.rows, max(named, v.most), named + v.rows
}

// visits keeps what was told and is told again when it has grown.
type visits struct {
	detector string
	all      *tally.Map[visit]
	pending  []watch.ID
	rules    []string
}

func newVisits(detector string, limit int, rules ...string) visits {
	return visits{detector: detector, all: tally.New[visit](max(limit/20, 100)), rules: rules}
}

// often is how soon a thing is told again that has grown, in µs.
const often = int64(10 * 60 * 1e6)

// tell tells a visit for the first time, and when it has doubled; what comes between waits for a Tick.
func (vs *visits) tell(key watch.ID, v *visit, a *watch.Access, out watch.Out) {
	if v.told > 0 && v.n < 2*v.told && a.At-v.when < often {
		if !v.waits && len(vs.pending) < 100_000 {
			v.waits = true
			vs.pending = append(vs.pending, key)
		}
		return
	}
	vs.signal(key, v, a, out)
}

func (vs *visits) signal(key watch.ID, v *visit, a *watch.Access, out watch.Out) {
	v.told, v.when = v.n, v.last
	n, least, most := v.persons()
	s := watch.Signal{Detector: vs.detector, Rule: vs.rules[v.rule], Key: watch.Join(key, watch.ID(v.rule)+1), Joins: some(v.joins[:]), Access: a,
		First: v.first, Last: v.last, People: n, Least: least, Most: most, Rows: -1, Accesses: v.n, Accounts: v.who.Since(0), Confidence: v.confidence, Attempt: vs.rules[v.rule] == "refused"}
	if v.rows > 0 {
		s.Rows = v.rows
	}
	countries := 0
	for countries < len(v.countries) && v.countries[countries] != [2]byte{} {
		countries++
	}
	s.Countries = v.countries[:countries]
	out.Signal(&s)
}

// tick tells what has grown since it was told.
func (vs *visits) tick(now int64, out watch.Out) {
	vs.pending = slices.DeleteFunc(vs.pending, func(key watch.ID) bool {
		v := vs.all.Get(key)
		if v == nil {
			return true
		}
		if now-v.when < often && now != watch.Last {
			return false
		}
		if v.waits = false; v.n > v.told {
			vs.signal(key, v, nil, out)
		}
		return true
	})
}

func (vs *visits) save(e *watch.Encoder) {
	vs.all.Save(e, func(e *watch.Encoder, v *visit) {
		for _, n := range []int64{v.first, v.last, v.n, v.told, v.when, v.rows, v.most, int64(v.kinds), int64(v.rule)} {
			e.Int(n)
		}
		v.people.Save(e)
		v.who.Save(e)
		e.Float(v.confidence)
		for _, j := range v.joins {
			e.ID(j)
		}
		for _, c := range v.countries {
			e.Uint(uint64(code(c)))
		}
		e.Bool(v.waits)
	})
	e.Uint(uint64(len(vs.pending)))
	for _, id := range vs.pending {
		e.ID(id)
	}
}

func (vs *visits) load(d *watch.Decoder) {
	vs.all.Load(d, func(d *watch.Decoder, v *visit) {
		for _, n := range []*int64{&v.first, &v.last, &v.n, &v.told, &v.when, &v.rows, &v.most} {
			*n = d.Int()
		}
		v.kinds = network.Kind(d.Int())
		rule := d.Int()
		if v.rule = uint8(rule); rule < 0 || rule >= int64(len(vs.rules)) {
			d.Fail()
			v.rule = 0
		}
		v.people.Load(d)
		v.who.Load(d)
		v.confidence = d.Float()
		for i := range v.joins {
			v.joins[i] = d.ID()
		}
		for i := range v.countries {
			c := d.Uint()
			v.countries[i] = [2]byte{byte(c >> 8), byte(c)}
		}
		v.waits = d.Bool()
	})
	for range d.Len(8) {
		vs.pending = append(vs.pending, d.ID())
	}
}
