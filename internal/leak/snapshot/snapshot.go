// Package snapshot keeps what is needed to recognise our people: Take reads an authoritative source into a people index,
// keyed fingerprints of each person's values with the snapshots in which each was valid. A later snapshot of the same
// store closes what vanished and erases nothing. Who asks the indices for a value.
package snapshot

import (
	"context"
	"encoding/binary"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/fact"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/walk"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Options say what is read into a people index.
type Options struct {
	Sources []source.Source
	Engine  *engine.Engine
	Formats []content.Format
	Limits  content.Limits
	TempDir string
	// Key names the field that tells the store's persons apart (its primary key), for example 会員番号; "" takes what a
	// record's strongest identifier is. Records without it are counted and left out.
	Key string
	// Progress, if set, is told now and then how many records were read.
	Progress func(records int64)
}

// Taken tells what a snapshot read.
type Taken struct {
	Records int64       `json:"records"`
	Persons int64       `json:"persons"`
	Without int64       `json:"without"` // records that nothing tells apart, left out
	Fields  []string    `json:"fields"`  // safe to show
	Parts   int64       `json:"parts"`
	Skipped []leak.Skip `json:"skipped"`
}

// Take reads sources into a builder. What could not be read is told in Skipped: whoever calls decides whether such an
// index may replace the former one, since whatever was not read would count as gone.
func Take(ctx context.Context, o Options, b *index.Builder) (Taken, error) {
	t := &taker{o: o, b: b, ids: map[column]uint8{}, shown: map[string]bool{}}
	t.taken.Skipped = []leak.Skip{}
	for _, src := range o.Sources {
		if err := walk.Source(ctx, src, o.Engine, o.Formats, o.Limits, o.TempDir, t); err != nil {
			return t.taken, err
		}
	}
	if t.taken.Records > 0 && t.taken.Without == t.taken.Records {
		if o.Key != "" {
			return t.taken, fault.Errorf(fault.Usage, "make people index: no record has a field %q; there are: %s", o.Engine.Name(o.Key), strings.Join(t.taken.Fields, ", "))
		}
		return t.taken, fault.Errorf(fault.Usage, "make people index: nothing in these records tells people apart; name a --key")
	}
	return t.taken, nil
}

// column is a field of the index: the source's name for it, its kind, and how it was made.
type column struct {
	name string
	kind pii.Kind
	made fact.Made
}

// taker is the sink of a snapshot.
type taker struct {
	o     Options
	b     *index.Builder
	taken Taken
	ids   map[column]uint8
	shown map[string]bool
	news  []index.New
}

// taking is an eye: it turns records into facts, packed so that they wait for their turn without a pointer.
type taking struct {
	key     string
	facts   fact.Maker
	hasher  *pii.Hasher
	buf     []byte
	columns []column // of the block, by number
	numbers map[column]uint16
	packed  []byte // per person: its FP, the number of facts, and per fact the column's number and FP
	rows    int64
	without int64
	keyAt   int
	keyOf   int // the number of fields for which keyAt was looked up
	fields  []string
	text    bool
}

// Eye implements engine.EyeSink.
func (t *taker) Eye() engine.Eye {
	run := t.o.Engine.Key
	if t.o.Engine.Run != nil {
		run = t.o.Engine.Run
	}
	return &taking{key: t.o.Key, facts: fact.New(t.o.Engine.Key, run), hasher: t.o.Engine.Key.Hasher(), numbers: map[column]uint16{}}
}

// Block implements engine.Eye.
func (e *taking) Block(p *content.Part, _ *content.Block) {
	e.columns, e.packed, e.fields = e.columns[:0], e.packed[:0], e.fields[:0]
	e.rows, e.without, e.keyOf = 0, 0, -1
	e.text = !p.Form.Table()
	clear(e.numbers)
}

// Row implements engine.Eye.
func (e *taking) Row(rec *content.Record, fields []string, found []engine.Judged) {
	if e.text {
		return // running text is no list of persons
	}
	e.rows++
	if len(fields) > len(e.fields) {
		e.fields = append(e.fields, fields[len(e.fields):]...)
	}
	list := e.facts.Of(found, rec.Values)
	person, list, ok := e.person(rec, fields, list)
	if !ok {
		e.without++
		return
	}
	e.packed = append(e.packed, person[:]...)
	e.packed = binary.LittleEndian.AppendUint16(e.packed, uint16(len(list)))
	for i := range list {
		f := &list[i]
		e.packed = binary.LittleEndian.AppendUint16(e.packed, e.number(column{fields[f.Field], f.Kind, f.Made}))
		e.packed = append(e.packed, f.FP[:]...)
	}
}

func (e *taking) number(c column) uint16 {
	n, ok := e.numbers[c]
	if !ok {
		n = uint16(len(e.columns))
		e.columns = append(e.columns, c)
		e.numbers[c] = n
	}
	return n
}

// person is what tells the record's person apart in the store, and the record's facts, to which the key may have come.
func (e *taking) person(rec *content.Record, fields []string, list []fact.Fact) (index.FP, []fact.Fact, bool) {
	if e.key == "" {
		f := fact.Strongest(list)
		if f == nil {
			return index.FP{}, nil, false
		}
		sum := e.hasher.Sum([]byte("person"), f.FP[:])
		return index.FP(sum[:12]), list, true
	}
	if e.keyOf != len(fields) {
		e.keyAt, e.keyOf = -1, len(fields)
		for i, name := range fields {
			if called(name, e.key) {
				e.keyAt = i
				break
			}
		}
	}
	for i := range rec.Values {
		if v := &rec.Values[i]; v.Field == e.keyAt {
			e.buf = pii.Normalize(e.buf[:0], pii.ClassID, v.Text)
			if len(e.buf) == 0 {
				break
			}
			list = e.keyed(v.Field, list, v.Text)
			sum := e.hasher.Sum([]byte("key"), e.buf)
			return index.FP(sum[:12]), list, true
		}
	}
	return index.FP{}, nil, false
}

// keyed makes a fact of the value of the store's key where the engine saw none in it: it names the person in other copies
// of the store too.
func (e *taking) keyed(field int, list []fact.Fact, text []byte) []fact.Fact {
	for i := range list {
		if list[i].Field == field {
			return list
		}
	}
	h, fp := e.facts.Hash(pii.AccountID, text)
	return e.facts.Add(fact.Fact{Field: field, Kind: pii.AccountID, FP: index.Cut(fp), Hash: h})
}

// called tells whether a field is the one that a user named: by its whole name, or by the last part of its path.
func called(field, named string) bool {
	if strings.EqualFold(field, named) {
		return true
	}
	i := strings.LastIndexByte(field, '.')
	return i >= 0 && strings.EqualFold(field[i+1:], named)
}

// Seen implements engine.EyeSink.
func (t *taker) Seen(_ *engine.Part, eye engine.Eye) error {
	e := eye.(*taking)
	t.taken.Records += e.rows
	t.taken.Without += e.without
	for _, name := range e.fields {
		if !t.shown[name] {
			t.shown[name] = true
			t.taken.Fields = append(t.taken.Fields, t.o.Engine.Name(name))
		}
	}
	ids := make([]uint8, len(e.columns))
	for i, c := range e.columns {
		id, err := t.id(c)
		if err != nil {
			return err
		}
		ids[i] = id
	}
	for p := e.packed; len(p) > 0; {
		person, n := index.FP(p[:12]), int(binary.LittleEndian.Uint16(p[12:]))
		p = p[14:]
		t.news = t.news[:0]
		for range n {
			t.news = append(t.news, index.New{FP: index.FP(p[2:14]), Field: ids[binary.LittleEndian.Uint16(p)]})
			p = p[14:]
		}
		if err := t.b.Add(person, t.news); err != nil {
			return err
		}
	}
	if t.o.Progress != nil {
		t.o.Progress(t.taken.Records)
	}
	return nil
}

// id is the number that the index has for a column.
func (t *taker) id(c column) (uint8, error) {
	if id, ok := t.ids[c]; ok {
		return id, nil
	}
	name := t.o.Engine.Name(c.name)
	switch c.made {
	case fact.Joined:
		name += "+"
	case fact.Born:
		name += "+birth"
	}
	id, err := t.b.Field(name, c.kind)
	if err == nil {
		t.ids[c] = id
	}
	return id, err
}

// Hits implements engine.Sink: nothing is located.
func (t *taker) Hits(*engine.Part, []string, []engine.Hit) error { return nil }

// Done implements engine.Sink.
func (t *taker) Done(p *engine.Part) error {
	t.taken.Parts++
	if p.Err != nil {
		t.Skip(p.Name, p.Size, p.Err)
	}
	return nil
}

// Skip implements engine.Sink.
func (t *taker) Skip(name string, _ int64, err error) {
	t.taken.Skipped = append(t.taken.Skipped, leak.Skip{Name: t.o.Engine.Name(name), Error: t.o.Engine.Name(err.Error()), Class: fault.Of(err).String()})
}
