package notice

import (
	"context"
	"encoding/binary"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/walk"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// valueMost is how long a value may be that a letter or a key is made of, in bytes.
const valueMost = 1024

// Recipient is a row of the recipients. It holds data in clear, is handed on, and kept nowhere.
type Recipient struct {
	Row     int64 // from 1, the head not counted
	Keys    []Key
	Email   []byte
	Name    string // as it may stand in a letter
	Header  bool   // it may stand in a header too
	Lang    string // "" if nothing tells
	Postal  string
	Address []string
	Bad     bool
}

// Table is where the recipients stand.
type Table struct {
	Sources []source.Source
	Engine  *engine.Engine
	Formats []content.Format
	Limits  content.Limits
	TempDir string
	Columns Columns
	Post    bool // letters go by post
}

// Was tells what was read.
type Was struct {
	Rows    int64
	Tables  int64 // that are lists of recipients
	Skipped []leak.Skip
	Fields  []string // safe to show
}

// Read reads recipients and shows each in order; the recipient is used again after the call. An error of the call ends it. A table that has no
// column by which persons are found, or none with addresses, is no list of recipients; if there is none at all that is fault.Usage.
func (t *Table) Read(ctx context.Context, each func(*Recipient) error) (Was, error) {
	r := &reader{t: t, each: each, shown: map[string]bool{}}
	for _, src := range t.Sources {
		if err := walk.Source(ctx, src, t.Engine, t.Formats, t.Limits, t.TempDir, r); err != nil {
			return r.was, err
		}
	}
	if r.was.Tables == 0 {
		if len(r.was.Skipped) > 0 && len(r.was.Fields) == 0 {
			return r.was, fault.Errorf(fault.Usage, "read recipients: %s", r.was.Skipped[0].Error)
		}
		return r.was, fault.Errorf(fault.Usage, "read recipients: no table with a column to find persons by and one with addresses; there are: %s (name them by --key, --email, --address)", strings.Join(r.was.Fields, ", "))
	}
	return r.was, nil
}

// reader is the sink of a reading.
type reader struct {
	t     *Table
	each  func(*Recipient) error
	was   Was
	shown map[string]bool
	part  string
	first *layout  // as the first block of the part has it
	names []string // of its columns
	lay   *layout  // of the block in hand
	one   Recipient
	vals  [][]byte
}

// glance is an eye: it copies the rows of a block, which then wait for their turn.
type glance struct {
	text   bool
	fields []string
	cols   []column
	packed []byte // per row: bad, the number of values, and per value field, length and bytes
	rows   int64
}

// Eye implements engine.EyeSink.
func (r *reader) Eye() engine.Eye { return &glance{} }

// Block implements engine.Eye.
func (g *glance) Block(p *content.Part, _ *content.Block) {
	g.text, g.rows = !p.Form.Table(), 0
	g.fields, g.cols, g.packed = g.fields[:0], g.cols[:0], g.packed[:0]
}

// looked is of how many rows of a block the kinds are counted.
const looked = 1024

// Row implements engine.Eye.
func (g *glance) Row(rec *content.Record, fields []string, found []engine.Judged) {
	if g.text || rec == nil {
		return // running text is no list of persons
	}
	g.rows++
	for i := len(g.fields); i < len(fields); i++ {
		g.fields = append(g.fields, fields[i])
		g.cols = append(g.cols, column{name: fields[i], kinds: map[pii.Kind]int{}})
	}
	bad := byte(0)
	if rec.Bad {
		bad = 1
	}
	g.packed = append(g.packed, bad)
	g.packed = binary.AppendUvarint(g.packed, uint64(len(rec.Values)))
	for i := range rec.Values {
		v := &rec.Values[i]
		text := v.Text
		if len(text) > valueMost {
			text = nil
		}
		g.packed = binary.AppendUvarint(g.packed, uint64(v.Field))
		g.packed = binary.AppendUvarint(g.packed, uint64(len(text)))
		g.packed = append(g.packed, text...)
		if g.rows <= looked && len(text) > 0 {
			g.cols[v.Field].filled++
		}
	}
	if g.rows <= looked {
		for i := range found {
			if f := found[i].Field; f >= 0 && (i == 0 || found[i-1].Field != f || found[i-1].Kind != found[i].Kind) {
				g.cols[f].kinds[found[i].Kind]++
			}
		}
	}
}

// Seen implements engine.EyeSink.
func (r *reader) Seen(p *engine.Part, eye engine.Eye) error {
	g := eye.(*glance)
	if g.text || g.rows == 0 {
		return nil
	}
	for _, n := range g.fields {
		if !r.shown[n] {
			r.shown[n] = true
			r.was.Fields = append(r.was.Fields, r.t.Engine.Name(n))
		}
	}
	if p.Name != r.part || r.first == nil {
		var err error
		if r.first, err = arrange(g.cols, &r.t.Columns, r.t.Post); err != nil {
			return err
		}
		if r.part = p.Name; r.first == nil {
			return nil
		}
		r.names = append(r.names[:0], g.fields...)
		r.was.Tables++
	}
	r.lay = r.first.on(r.names, g.fields)
	for b := g.packed; len(b) > 0; {
		b = r.unpack(b, len(g.fields))
		if err := r.each(&r.one); err != nil {
			return err
		}
	}
	return nil
}

// unpack takes the next row into r.one.
func (r *reader) unpack(b []byte, fields int) []byte {
	if len(r.vals) < fields {
		r.vals = make([][]byte, fields)
	}
	clear(r.vals)
	one := &r.one
	one.Bad = b[0] == 1
	n, k := binary.Uvarint(b[1:])
	for b = b[1+k:]; n > 0; n-- {
		f, k := binary.Uvarint(b)
		size, m := binary.Uvarint(b[k:])
		b = b[k+m:]
		r.vals[f] = b[:size:size]
		b = b[size:]
	}
	at := func(i int) []byte {
		if i < 0 || i >= len(r.vals) {
			return nil
		}
		return r.vals[i]
	}
	l := r.lay
	r.was.Rows++
	one.Row = r.was.Rows
	one.Keys = one.Keys[:0]
	for i, c := range l.keys {
		one.Keys = append(one.Keys, Key{l.kinds[i], at(c)})
	}
	one.Email = at(l.email)
	var name []byte
	for i, c := range l.names {
		if i > 0 && len(at(c)) > 0 {
			name = append(name, ' ')
		}
		name = append(name, at(c)...)
	}
	one.Name, one.Header = CleanName(name)
	one.Lang = Language(string(at(l.lang)))
	one.Postal, _ = CleanName(at(l.postal))
	one.Address = one.Address[:0]
	for _, c := range l.address {
		if s, _ := CleanName(at(c)); s != "" {
			one.Address = append(one.Address, s)
		}
	}
	return b
}

// Hits implements engine.Sink: nothing is located.
func (r *reader) Hits(*engine.Part, []string, []engine.Hit) error { return nil }

// Done implements engine.Sink.
func (r *reader) Done(p *engine.Part) error {
	r.first, r.part = nil, ""
	if p.Err != nil {
		r.Skip(p.Name, p.Size, p.Err)
	}
	return nil
}

// Skip implements engine.Sink.
func (r *reader) Skip(name string, _ int64, err error) {
	e := r.t.Engine
	r.was.Skipped = append(r.was.Skipped, leak.Skip{Name: e.Name(name), Error: e.Name(err.Error()), Class: fault.Of(err).String()})
}
