// Package stay tells who stays in a source longer than they should: persons whose time to be kept is over by a date of
// theirs, and persons who left. Run reads the source once; nothing of a value stays, persons are counted by keyed hashes.
//
// Words: a record is dated if the column that the time counts from holds a date there; past, if that date lies so far back
// that the time is over; it left, if a column says so or if its person stands in a list of those who left (List). Who left
// and is within the time stays rightly.
package stay

import (
	"bytes"
	"context"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/walk"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Reader is what sources are read with.
type Reader struct {
	Engine  *engine.Engine
	Formats []content.Format
	Limits  content.Limits
	TempDir string
}

// Options say what is looked for.
type Options struct {
	// Key is the column that tells the source's persons apart; "" takes what identifies them most surely.
	Key string
	// From is the column of the date that the time counts from, Before the day before which it must lie for the time to be
	// over. "" looks at no time.
	From   string
	Before time.Time
	// Column and Values tell by a column who left.
	Columns []Column
	// Left are lists of who left.
	Left []*List
}

// Column tells by its values who left.
type Column struct {
	Name   string
	Values []string
}

// People is a number of persons, and of records that nothing told a person of.
type People struct {
	set     people.Set
	Records int64
	Blind   int64 // of them, those that tell no person
}

// Count is the number of persons; nil where nothing told any.
func (p *People) Count() *people.Count {
	if p.set.Empty() {
		return nil
	}
	c := p.set.Count()
	return &c
}

func (p *People) add(kinds [3]pii.Kind, keys [3]uint64) {
	if p.Records++; keys == [3]uint64{} {
		p.Blind++
		return
	}
	p.set.Add(kinds, keys)
}

// Part is what one table holds.
type Part struct {
	Name    string // safe to show
	Records int64
	// HasFrom, HasColumn and HasKey tell whether the columns that were asked for are there.
	HasFrom, HasColumn, HasKey bool
	Dated                      int64
	Past                       People
	Oldest                     time.Time // the earliest date of those past
	Left                       People    // who left and has no time left
	InTime                     People    // who left and is within the time
}

// Result is what a source holds.
type Result struct {
	Parts []*Part // those with something to tell first, at most maxParts; the rest is in Whole
	Whole Part
	// Fields are the columns that were met, safe to show, at most maxFields.
	Fields  []string
	Skipped []leak.Skip
}

const maxParts, maxFields, maxSkips = 1000, 200, 1000

// Run reads a source.
func (r *Reader) Run(ctx context.Context, src source.Source, o Options) (*Result, error) {
	t := &taker{r: r, o: o, parts: map[string]*Part{}, shown: map[string]bool{}}
	t.values = make([]map[string]bool, len(o.Columns))
	for i, c := range o.Columns {
		t.values[i] = map[string]bool{}
		for _, v := range c.Values {
			t.values[i][string(plain(nil, []byte(v)))] = true
		}
	}
	t.before = o.Before.Unix()
	if err := walk.Source(ctx, placing{src, &t.place}, r.Engine, r.Formats, r.Limits, r.TempDir, t); err != nil {
		return nil, err
	}
	return t.result(), nil
}

// placing notes of which place a unit is a piece, so that the ranges of a table are told as one.
type placing struct {
	source.Source
	place *string
}

// Open implements source.Source.
func (p placing) Open(ctx context.Context, u source.Unit) (*source.Body, error) {
	*p.place = u.Place
	return p.Source.Open(ctx, u)
}

// plain appends a word so that its spellings are equal: without blanks around it, and in lower case.
func plain(dst, word []byte) []byte {
	for _, c := range bytes.TrimSpace(word) {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		dst = append(dst, c)
	}
	return dst
}

// called tells whether a field is the one that a user named: by its whole name, or by the last part of its path.
func called(field, named string) bool {
	if named == "" {
		return false
	}
	if strings.EqualFold(field, named) {
		return true
	}
	i := strings.LastIndexByte(field, '.')
	return i >= 0 && strings.EqualFold(field[i+1:], named)
}

// taker is the sink of a run: eyes look at the blocks, and what they saw is added in order.
type taker struct {
	r       *Reader
	o       Options
	values  []map[string]bool
	before  int64
	place   string
	parts   map[string]*Part
	order   []*Part
	whole   Part
	shown   map[string]bool
	fields  []string
	skipped []leak.Skip
}

// Seen implements engine.EyeSink.
func (t *taker) Seen(p *engine.Part, eye engine.Eye) error {
	e := eye.(*gaze)
	if e.text {
		return nil
	}
	part := t.part(p.Name)
	for _, p := range [...]*Part{part, &t.whole} {
		if p != nil {
			p.take(e)
		}
	}
	for _, name := range e.fields {
		if len(t.fields) < maxFields && !t.shown[name] {
			t.shown[name] = true
			t.fields = append(t.fields, t.r.Engine.Name(name))
		}
	}
	return nil
}

// part is where a part is counted, nil if there are too many.
func (t *taker) part(name string) *Part {
	if t.place != "" {
		name = t.place
	}
	p := t.parts[name]
	if p == nil && len(t.parts) < maxParts {
		p = &Part{Name: t.r.Engine.Name(name)}
		t.parts[name] = p
		t.order = append(t.order, p)
	}
	return p
}

// take adds what an eye saw of a block.
func (p *Part) take(e *gaze) {
	p.Records += e.rows
	p.Dated += e.dated
	p.HasFrom, p.HasColumn, p.HasKey = p.HasFrom || e.at.from >= 0, p.HasColumn || e.at.any, p.HasKey || e.at.key >= 0
	for i := range e.out {
		s := &e.out[i]
		if s.past {
			p.Past.add(s.kinds, s.keys)
			if at := time.Unix(s.day, 0).UTC(); p.Oldest.IsZero() || at.Before(p.Oldest) {
				p.Oldest = at
			}
		}
		switch {
		case s.left && s.inTime:
			p.InTime.add(s.kinds, s.keys)
		case s.left:
			p.Left.add(s.kinds, s.keys)
		}
	}
}

func (t *taker) result() *Result {
	r := &Result{Whole: t.whole, Fields: t.fields, Skipped: t.skipped}
	for _, telling := range []bool{true, false} {
		for _, p := range t.order {
			if (p.Past.Records+p.Left.Records+p.InTime.Records > 0) == telling {
				r.Parts = append(r.Parts, p)
			}
		}
	}
	return r
}

// Hits implements engine.Sink: nothing is located.
func (t *taker) Hits(*engine.Part, []string, []engine.Hit) error { return nil }

// Done implements engine.Sink.
func (t *taker) Done(p *engine.Part) error {
	if p.Err != nil {
		t.Skip(p.Name, p.Size, p.Err)
	}
	return nil
}

// Skip implements engine.Sink.
func (t *taker) Skip(name string, _ int64, err error) {
	if len(t.skipped) < maxSkips {
		t.skipped = append(t.skipped, leak.Skip{Name: t.r.Engine.Name(name), Error: t.r.Engine.Name(err.Error()), Class: fault.Of(err).String()})
	}
}
