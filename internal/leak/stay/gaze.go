package stay

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/fact"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/stamp"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// sighting is a record that is told of.
type sighting struct {
	kinds              [3]pii.Kind
	keys               [3]uint64
	day                int64
	past, left, inTime bool
}

// places are where the columns asked for stand in a record, -1 where they do not.
type places struct {
	fields         int // for how many fields this was looked up
	key, from      int
	columns, lists []int
	any            bool // a column that tells who left is there
}

// first and last bound the dates that are taken for one: 9999-12-31 says that there is none.
var first, last = time.Date(stamp.First, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), time.Date(stamp.Last, 1, 1, 0, 0, 0, 0, time.UTC).Unix()

// gaze is the eye of a run: it looks at the records of one block at a time.
type gaze struct {
	t           *taker
	facts       fact.Maker
	at          places
	rows, dated int64
	out         []sighting
	fields      []string
	buf         []byte
	text        bool
}

// Eye implements engine.EyeSink.
func (t *taker) Eye() engine.Eye {
	run := t.r.Engine.Run
	if run == nil {
		run = t.r.Engine.Key
	}
	return &gaze{t: t, facts: fact.New(t.r.Engine.Key, run), at: places{columns: make([]int, len(t.o.Columns)), lists: make([]int, len(t.o.Left))}}
}

// Block implements engine.Eye.
func (e *gaze) Block(p *content.Part, _ *content.Block) {
	e.rows, e.dated, e.out, e.fields = 0, 0, e.out[:0], e.fields[:0]
	e.text = !p.Form.Table()
	e.at.fields, e.at.key, e.at.from, e.at.any = -1, -1, -1, false
}

// Row implements engine.Eye.
func (e *gaze) Row(rec *content.Record, fields []string, found []engine.Judged) {
	if e.text || rec == nil {
		return // running text is no list of persons
	}
	e.rows++
	if len(fields) > len(e.fields) {
		e.fields = append(e.fields, fields[len(e.fields):]...)
	}
	if e.at.fields != len(fields) {
		e.find(fields)
	}
	var s sighting
	dated := false
	if v := value(rec, e.at.from); len(v) > 0 {
		if at, kind := stamp.Of(v); kind != stamp.None && at >= first && at < last {
			dated = true
			e.dated++
			s.day, s.past = at, at < e.t.before
		}
	}
	s.left = e.column(rec)
	lists := len(e.t.o.Left) > 0
	if !s.left && !s.past && !lists {
		return
	}
	facts := e.facts.Of(found, rec.Values)
	key := value(rec, e.at.key)
	if !s.left && lists {
		s.left = e.listed(rec, facts)
	}
	if !s.left && !s.past {
		return
	}
	s.inTime = s.left && dated && !s.past
	s.kinds, s.keys = e.person(key, facts)
	e.out = append(e.out, s)
}

// find looks the columns up.
func (e *gaze) find(fields []string) {
	a, o := &e.at, &e.t.o
	where := func(named string) int {
		for i, name := range fields {
			if called(name, named) {
				return i
			}
		}
		return -1
	}
	a.fields, a.key, a.from = len(fields), where(o.Key), where(o.From)
	for i := range o.Columns {
		a.columns[i] = where(o.Columns[i].Name)
		a.any = a.any || a.columns[i] >= 0
	}
	for i, l := range o.Left {
		if a.lists[i] = where(l.key); a.lists[i] < 0 {
			a.lists[i] = a.key
		}
	}
}

// column tells whether a column says that the person left.
func (e *gaze) column(rec *content.Record) bool {
	for i, at := range e.at.columns {
		if at < 0 {
			continue
		}
		e.buf = plain(e.buf[:0], value(rec, at))
		if e.t.values[i][string(e.buf)] {
			return true
		}
	}
	return false
}

// listed tells whether the person stands in a list: by the list's key where the record has it, otherwise by what leads to a
// person of itself.
func (e *gaze) listed(rec *content.Record, facts []fact.Fact) bool {
	for i, l := range e.t.o.Left {
		if at := e.at.lists[i]; at >= 0 {
			if v := value(rec, at); len(v) > 0 && l.has(e.id(v)) {
				return true
			}
			continue
		}
		for k := range facts {
			if leads(&facts[k]) && l.has(facts[k].Hash) {
				return true
			}
		}
	}
	return false
}

// leads tells the facts that lead to one person whatever the store.
func leads(f *fact.Fact) bool {
	r := f.Kind.Info().Rank
	return r > 0 && r < 60 && f.Made == fact.AsIs && !f.Kind.Has(pii.Within)
}

// id is the hash of a key's value.
func (e *gaze) id(v []byte) uint64 {
	h, _ := e.facts.Hash(pii.AccountID, v)
	return h
}

// person is what tells the record's person apart: the key if there is one, and what links it to other tables; otherwise the
// strongest fact.
func (e *gaze) person(key []byte, facts []fact.Fact) (kinds [3]pii.Kind, keys [3]uint64) {
	kinds, keys = fact.Keys(facts)
	if len(key) > 0 {
		kinds[1], keys[1] = kinds[0], keys[0]
		kinds[0], keys[0] = pii.AccountID, e.id(key)|1
		return kinds, keys
	}
	if f := fact.Strongest(facts); keys[0] == 0 && f != nil {
		kinds[0], keys[0] = f.Kind, f.Hash
	}
	return kinds, keys
}

// value is a record's value in a column.
func value(rec *content.Record, at int) []byte {
	if at < 0 {
		return nil
	}
	if at < len(rec.Values) && rec.Values[at].Field == at {
		return rec.Values[at].Text
	}
	for i := range rec.Values {
		if rec.Values[i].Field == at {
			return rec.Values[i].Text
		}
	}
	return nil
}
