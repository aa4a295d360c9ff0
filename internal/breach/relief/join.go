package relief

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach/member"
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

// JoinOptions say what is laid beside the persons of a case.
type JoinOptions struct {
	Sources []source.Source
	Engine  *engine.Engine
	Formats []content.Format
	Limits  content.Limits
	TempDir string
	Members []member.Members
	// Concerns tells whether somebody of whom these kinds were lost counts; see Concerns.
	Concerns func(kinds []pii.Kind) bool
	Key      string // the field by which persons are told; "" the strongest identifier of a record
}

// Measured is what a list of those done says.
type Measured struct {
	Records int64 // read
	Done    int64 // persons of the case who are in the list
	Of      int64 // persons of the case, whom the indices know
	Others  int64 // records of nobody of the case
	Unclear int64 // records whose value several persons of the case have in one store: none of them is counted
	Without int64 // records that nothing tells apart
	Fields  []string
	Skipped []leak.Skip
}

// Join reads a list of those done and counts the case's persons in it, by fingerprint. Nothing of the list is kept.
func Join(ctx context.Context, o JoinOptions) (Measured, error) {
	t := &tally{o: &o, done: make([]map[uint32]bool, len(o.Members)), shown: map[string]bool{}}
	for i := range o.Members {
		n, err := o.Members[i].Count(o.Concerns)
		if err != nil {
			return Measured{}, err
		}
		t.sum.Of += n
		t.done[i] = map[uint32]bool{}
	}
	for _, src := range o.Sources {
		if err := walk.Source(ctx, src, o.Engine, o.Formats, o.Limits, o.TempDir, t); err != nil {
			return t.sum, err
		}
	}
	if t.sum.Records > 0 && t.sum.Without == t.sum.Records {
		if o.Key != "" {
			return t.sum, fault.Errorf(fault.Usage, "measure: no record has a field %q; there are: %s", o.Engine.Name(o.Key), strings.Join(t.sum.Fields, ", "))
		}
		return t.sum, fault.Errorf(fault.Usage, "measure: nothing in these records tells people apart; name a --key")
	}
	for _, d := range t.done {
		t.sum.Done += int64(len(d))
	}
	return t.sum, nil
}

// tally is the sink.
type tally struct {
	o     *JoinOptions
	sum   Measured
	done  []map[uint32]bool // rows of each of Members
	shown map[string]bool
}

// reading is an eye: it makes fingerprints of records, and looks them up.
type reading struct {
	o      *JoinOptions
	facts  fact.Maker
	hasher *pii.Hasher
	fields []string
	text   bool
	buf    []index.Fact
	part   Measured
	rows   [][]uint32
	err    error
}

// Eye implements engine.EyeSink.
func (t *tally) Eye() engine.Eye {
	run := t.o.Engine.Key
	if t.o.Engine.Run != nil {
		run = t.o.Engine.Run
	}
	return &reading{o: t.o, facts: fact.New(t.o.Engine.Key, run), hasher: t.o.Engine.Key.Hasher(), rows: make([][]uint32, len(t.o.Members))}
}

// Block implements engine.Eye.
func (e *reading) Block(p *content.Part, _ *content.Block) {
	e.part, e.fields, e.text = Measured{}, e.fields[:0], !p.Form.Table()
	for i := range e.rows {
		e.rows[i] = e.rows[i][:0]
	}
}

// Row implements engine.Eye.
func (e *reading) Row(rec *content.Record, fields []string, found []engine.Judged) {
	if e.text && e.o.Key != "" || e.err != nil {
		return
	}
	e.part.Records++
	if len(fields) > len(e.fields) {
		e.fields = append(e.fields, fields[len(e.fields):]...)
	}
	fps := e.told(rec, fields, found)
	if len(fps) == 0 {
		e.part.Without++
		return
	}
	any, unclear := false, false
	for i := range e.o.Members {
		m := &e.o.Members[i]
		var rows []uint32
		for _, fp := range fps {
			var more []uint32
			if more, e.buf, e.err = m.Find(fp, e.buf); e.err != nil {
				return
			}
			rows = append(rows, more...)
		}
		slices.Sort(rows)
		rows = slices.DeleteFunc(slices.Compact(rows), func(r uint32) bool {
			kinds, _, err := m.Kinds(r)
			if err != nil && e.err == nil {
				e.err = err
			}
			return !e.o.Concerns(kinds)
		})
		if e.err != nil {
			return
		}
		switch {
		case len(rows) == 1:
			any = true
			e.rows[i] = append(e.rows[i], rows[0])
		case len(rows) > 1:
			unclear = true
		}
	}
	switch {
	case unclear:
		e.part.Unclear++
	case !any:
		e.part.Others++
	}
}

// told are the fingerprints by which a record's person is told.
func (e *reading) told(rec *content.Record, fields []string, found []engine.Judged) (out []index.FP) {
	if e.o.Key == "" {
		if f := fact.Strongest(e.facts.Of(found, rec.Values)); f != nil && f.Kind.Keeps() {
			out = append(out, f.FP)
		}
		return out
	}
	for i := range rec.Values {
		v := &rec.Values[i]
		if v.Field < 0 || v.Field >= len(fields) || !called(fields[v.Field], e.o.Key) || len(v.Text) == 0 {
			continue
		}
		for _, c := range member.Classes {
			out = append(out, index.Cut(e.hasher.Fingerprint(c, v.Text)))
		}
		return out
	}
	return nil
}

// called tells whether a field is the one that a user named: by its whole name, or by the last part of its path.
func called(field, named string) bool {
	return strings.EqualFold(field[strings.LastIndexByte(field, '.')+1:], named) || strings.EqualFold(field, named)
}

// Seen implements engine.EyeSink.
func (t *tally) Seen(_ *engine.Part, eye engine.Eye) error {
	e := eye.(*reading)
	if e.err != nil {
		return e.err
	}
	t.sum.Records += e.part.Records
	t.sum.Others += e.part.Others
	t.sum.Unclear += e.part.Unclear
	t.sum.Without += e.part.Without
	for _, name := range e.fields {
		if !t.shown[name] {
			t.shown[name] = true
			t.sum.Fields = append(t.sum.Fields, t.o.Engine.Name(name))
		}
	}
	for i, rows := range e.rows {
		for _, r := range rows {
			t.done[i][r] = true
		}
	}
	return nil
}

// Hits implements engine.Sink: nothing is located.
func (t *tally) Hits(*engine.Part, []string, []engine.Hit) error { return nil }

// Done implements engine.Sink.
func (t *tally) Done(p *engine.Part) error {
	if p.Err != nil {
		t.Skip(p.Name, p.Size, p.Err)
	}
	return nil
}

// Skip implements engine.Sink.
func (t *tally) Skip(name string, _ int64, err error) {
	t.sum.Skipped = append(t.sum.Skipped, leak.Skip{Name: t.o.Engine.Name(name), Error: t.o.Engine.Name(err.Error()), Class: fault.Of(err).String()})
}

// Source says how it was measured, fit to be kept.
func (m *Measured) Source(what string) string {
	text := fmt.Sprintf("%d of %d persons of the case by fingerprint, %d records read", m.Done, m.Of, m.Records)
	if what != "" {
		return what + ": " + text
	}
	return text
}
