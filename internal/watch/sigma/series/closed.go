package series

import (
	"math"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// group is what is remembered of one.
type group struct {
	spec    int32
	id      watch.ID
	latest  int64
	entries []entry
	seen    int64 // events in entries, of Events and Sum

	open        bool // a span that is judged when it is closed
	from        int64
	first, last int64
	n           int64
	sum         float64
	low, high   float64
	distinct    []uint64 // sorted
	who, origin string
	joins       []watch.ID
}

// longestName is how much of a name a span keeps, in bytes.
const longestName = 256

// gather counts an event of a span that is judged when it is over.
func (t *Table) gather(s *Spec, g *group, e *Event) {
	if g.open && e.At > g.from && e.At-g.from > s.Span {
		t.close(s, g)
	}
	if !g.open {
		*g = group{spec: g.spec, id: g.id, open: true, from: e.At, first: e.At, last: e.At, low: math.Inf(1), high: math.Inf(-1)}
	}
	if g.from-e.At > s.late() {
		return
	}
	t.due = min(t.due, g.from+s.Span+grace)
	g.n++
	g.sum += e.Number
	g.low, g.high = min(g.low, e.Number), max(g.high, e.Number)
	g.first, g.last = min(g.first, e.At), max(g.last, e.At)
	if s.Function == Values || s.Function == Together {
		v := e.Value
		if s.Function == Together {
			v = uint64(e.Step)
		}
		if i, there := slices.BinarySearch(g.distinct, v); !there {
			if len(g.distinct) < most {
				g.distinct = slices.Insert(g.distinct, i, v)
			} else {
				t.cut++
			}
		}
	}
	if e.At >= g.last {
		keep(&g.who, e.Who)
		keep(&g.origin, e.Origin)
		g.joins = append(g.joins[:0], e.Joins...)
	}
}

// keep copies a name if it is another.
func keep(to *string, name []byte) {
	name = name[:min(len(name), longestName)]
	if *to != string(name) {
		*to = string(name)
	}
}

// close judges a span.
func (t *Table) close(s *Spec, g *group) {
	g.open = false
	v := float64(g.n)
	switch s.Function {
	case Values, Together:
		v = float64(uint64(len(g.distinct)) * s.share())
	case Sum:
		v = g.sum
	case Average:
		v = g.sum / float64(g.n)
	case Least:
		v = g.low
	case Greatest:
		v = g.high
	}
	if s.hold(v) {
		t.found = append(t.found, Found{Spec: int(g.spec), Group: g.id, First: g.first, Last: g.last, Events: g.n, Value: v, Closed: true, Who: g.who, Origin: g.origin, Joins: slices.Clone(g.joins)})
	}
}

// Tick closes the spans that are over by a time, and returns what was reached. What it returns is valid until the next call.
func (t *Table) Tick(now int64) []Found {
	t.found = t.found[:0]
	if now < t.due {
		return nil
	}
	t.due = watch.Last
	var over []watch.ID
	t.groups.Each(func(key watch.ID, g *group) {
		s := &t.specs[g.spec]
		if !g.open {
			return
		}
		if end := g.from + s.Span + grace; now < end {
			t.due = min(t.due, end)
			return
		}
		t.close(s, g)
		over = append(over, key)
	})
	for _, key := range over {
		t.groups.Delete(key)
	}
	return t.found
}

// Save writes what is remembered.
func (t *Table) Save(w *watch.Encoder) {
	w.Uint(uint64(len(t.specs)))
	w.Int(t.cut)
	t.groups.Save(w, func(w *watch.Encoder, g *group) {
		w.Uint(uint64(g.spec))
		w.ID(g.id)
		w.Int(g.latest)
		w.Uint(uint64(len(g.entries)))
		for i := range g.entries {
			e := &g.entries[i]
			w.Int(e.first)
			w.Int(e.last - e.first)
			w.Int(e.n)
			w.Uint(e.key)
			w.Float(e.number)
		}
		if w.Bool(g.open); g.open {
			g.save(w)
		}
	})
}

func (g *group) save(w *watch.Encoder) {
	w.Int(g.from)
	w.Int(g.first)
	w.Int(g.last)
	w.Int(g.n)
	w.Float(g.sum)
	w.Float(g.low)
	w.Float(g.high)
	w.Uint(uint64(len(g.distinct)))
	for _, v := range g.distinct {
		w.ID(watch.ID(v))
	}
	w.Text(g.who)
	w.Text(g.origin)
	w.Uint(uint64(len(g.joins)))
	for _, j := range g.joins {
		w.ID(j)
	}
}

// Load reads what Save wrote, of the same specs, into a new table.
func (t *Table) Load(d *watch.Decoder) {
	if d.Uint() != uint64(len(t.specs)) {
		d.Fail()
		return
	}
	t.cut = d.Int()
	t.groups.Load(d, func(d *watch.Decoder, g *group) {
		spec := d.Uint()
		if spec >= uint64(len(t.specs)) {
			d.Fail()
			return
		}
		g.spec, g.id, g.latest = int32(spec), d.ID(), d.Int()
		n := d.Len(11)
		g.entries = make([]entry, n)
		for i := range g.entries {
			first := d.Int()
			g.entries[i] = entry{first: first, last: first + d.Int(), n: d.Int(), key: d.Uint(), number: d.Float()}
		}
		t.entries += n
		if f := t.specs[spec].Function; f == Events || f == Sum {
			for i := range g.entries {
				g.seen += g.entries[i].n
			}
		}
		if g.open = d.Bool(); g.open {
			g.load(d)
			t.due = min(t.due, g.from+t.specs[spec].Span+grace)
		}
	})
}

func (g *group) load(d *watch.Decoder) {
	g.from, g.first, g.last, g.n = d.Int(), d.Int(), d.Int(), d.Int()
	g.sum, g.low, g.high = d.Float(), d.Float(), d.Float()
	for range d.Len(8) {
		g.distinct = append(g.distinct, uint64(d.ID()))
	}
	g.who, g.origin = d.Text(), d.Text()
	for range d.Len(8) {
		g.joins = append(g.joins, d.ID())
	}
}
