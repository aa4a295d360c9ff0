package scan

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// MaxLocated is the number of findings of a part of text that the inventory keeps; the rest is counted. Where nobody else
// wants located findings, an engine.Config with as many of a block is enough.
const MaxLocated = 200

// collector gathers what the engine says of one unit.
type collector struct {
	r       *run
	t       *task
	parts   []inventory.Part
	located []inventory.Located
	names   map[string]string
	fields  []renamed // by index
	fs      []Finding
	likely  [32]struct {
		score float32
		p     float64
	}
	changed bool
	failed  bool // not read at all
}

// name is the safe name of a part or field.
func (c *collector) name(s string) string {
	if n, ok := c.names[s]; ok {
		return n
	}
	if c.names == nil {
		c.names = map[string]string{}
	}
	n := c.r.Engine.Name(s)
	c.names[s] = n
	return n
}

// field is the safe name of a field. What fields[i] was called last time is mostly what it is called now.
func (c *collector) field(fields []string, i int) string {
	if i >= len(c.fields) {
		c.fields = append(c.fields, make([]renamed, i+1-len(c.fields))...)
	}
	f := &c.fields[i]
	if f.from != fields[i] {
		*f = renamed{fields[i], c.name(fields[i])}
	}
	return f.to
}

// renamed is a name and its safe form.
type renamed struct{ from, to string }

// Hits implements engine.Sink.
func (c *collector) Hits(part *engine.Part, fields []string, hits []engine.Hit) error {
	c.fs = slices.Grow(c.fs[:0], len(hits))[:len(hits)]
	for i := range hits {
		h, f := &hits[i], &c.fs[i]
		likelihood := c.likelihood(h.Score)
		f.ID, f.Kind, f.Record, f.Line, f.Start, f.End = h.ID, h.Kind, h.Record, h.Line, h.Start, h.End
		f.Likelihood, f.Mask, f.Why, f.Field, f.Place = likelihood, h.Mask, h.Evidence, "", ""
		if h.Field >= 0 && int(h.Field) < len(fields) {
			f.Field = c.field(fields, int(h.Field))
		}
		place(part, h, f)
		if !part.Form.Table() {
			c.locate(f)
		}
	}
	return c.t.out.findings(&PartRef{Source: c.t.source, Part: c.name(part.Name)}, c.fs)
}

// likelihood is the likelihood of a score. There are few different ones.
func (c *collector) likelihood(score float32) float64 {
	l := &c.likely[math.Float32bits(score)*0x9e3779b9>>27]
	if l.p == 0 || l.score != score {
		l.score, l.p = score, pii.Sigmoid(float64(score))
	}
	return l.p
}

// place says where a finding stands in terms that mean something to a person.
func place(p *engine.Part, h *engine.Hit, f *Finding) {
	switch p.Locate {
	case content.ByOffset:
		f.Line += p.FirstLine
		return
	case content.ByCell:
		f.Place = column(int(h.Field)) + strconv.FormatInt(p.FirstRow+h.Line, 10)
	case content.ByRow:
		f.Place = "row " + strconv.FormatInt(h.Record, 10)
	case content.ByPage:
		f.Place = "page " + strconv.FormatInt(h.Page+1, 10)
	case content.ByRecord:
		f.Place = "record " + strconv.FormatInt(h.Record, 10)
	}
	f.Line, f.Start, f.End = 0, 0, 0
}

// column is the letters of a sheet's column, counted from 0.
func column(i int) string {
	if i < 0 {
		return "A"
	}
	s := ""
	for ; i >= 0; i = i/26 - 1 {
		s = string(rune('A'+i%26)) + s
	}
	return s
}

func (c *collector) locate(f *Finding) {
	if len(c.located) >= MaxLocated {
		return
	}
	id := appendHex(nil, f.ID[:])
	c.located = append(c.located, inventory.Located{ID: string(id), Kind: f.Kind, Field: f.Field, Record: f.Record, Line: f.Line,
		Start: f.Start, End: f.End, Place: f.Place, Likelihood: f.Likelihood, Mask: string(f.Mask), Why: uint64(f.Why)})
}

func appendHex(dst, b []byte) []byte {
	const digits = "0123456789abcdef"
	for _, c := range b {
		dst = append(dst, digits[c>>4], digits[c&15])
	}
	return dst
}

// Done implements engine.Sink.
func (c *collector) Done(p *engine.Part) error {
	out := inventory.Part{Name: c.name(p.Name), Type: p.Type, Charset: p.Charset, Form: p.Form.String(), Size: p.Size, Records: p.Records,
		Located: c.located}
	if out.Size < 0 {
		out.Size = p.Bytes
	}
	for i := range p.Tallies {
		t := &p.Tallies[i]
		f := inventory.Field{Name: c.name(t.Field), Kind: t.Kind, Values: t.Values, Valid: t.Valid, Likelihood: t.Likelihood,
			People: t.Distinct, Masks: t.Masks, Why: t.Why}
		out.Fields = append(out.Fields, f)
		if !p.Form.Table() {
			out.More += t.Values
		}
	}
	out.More -= int64(len(c.located))
	c.located = nil
	c.place(&out, p.Name)
	out.People = tell(&p.People)
	if of := c.t.unit.Of; of > out.Records {
		out.Of = of
		out.People = extend(out.People, out.Records, of)
	}
	var persons *people.Set
	switch {
	case p.People.Empty():
	case c.r.rec == nil && len(c.parts) == 0 && out.Place == "":
		// Nobody records them, and as those of the run's only part they need not be merged either.
		persons = &p.People
	default:
		set, err := p.People.Encode()
		if err != nil {
			return err
		}
		out.Set = set
		p.People = people.Set{}
	}
	if p.Err != nil {
		out.Error, out.Class = c.message(p.Err)
	}
	c.add(out, persons)
	return nil
}

// place says of which thing the part is a piece, and when it stood there.
func (c *collector) place(out *inventory.Part, name string) {
	u := &c.t.unit
	if rest, ok := strings.CutPrefix(name, u.Name); ok && u.Place != "" {
		out.Place = c.name(u.Place + rest)
	}
	out.Lived = inventory.Lived(u.Lived)
}

func (c *collector) add(p inventory.Part, persons *people.Set) {
	c.parts = append(c.parts, p)
	c.t.out.unit(&Unit{Source: c.t.source, Unit: c.t.name, Part: p, persons: persons})
}

// message is an error's text, made safe, and its class.
func (c *collector) message(err error) (text, class string) {
	return c.r.Engine.Name(err.Error()), fault.Of(err).String()
}

// Skip implements engine.Sink.
func (c *collector) Skip(name string, size int64, err error) {
	p := inventory.Part{Name: c.name(name), Size: size}
	c.place(&p, name)
	p.Error, p.Class = c.message(err)
	c.add(p, nil)
}

// fail tells that the unit itself could not be read.
// A right to it may be given without its stamp telling so.
func (c *collector) fail(err error) {
	c.failed = true
	c.Skip(c.t.unit.Name, c.t.unit.Size, err)
}

// passing tells whether a part could not be read for a reason that may pass (a server that did not answer), or holds what
// changed under the reading.
func (c *collector) passing() bool {
	return slices.ContainsFunc(c.parts, func(p inventory.Part) bool {
		return p.Class == fault.Unavailable.String() || p.Class == fault.Changed.String()
	})
}

// done records the unit.
func (c *collector) done() error {
	if c.changed {
		c.Skip(c.t.unit.Name, c.t.unit.Size, fault.Errorf(fault.Changed, "read %q: changed while it was read", c.t.unit.Name))
	}
	size := c.t.unit.Size
	for i := range c.parts {
		if c.t.unit.Size < 0 {
			size = max(size, 0) + max(c.parts[i].Size, 0) // standard input: what its parts held
		}
	}
	c.t.out.end(false, size)
	c.r.progress(size)
	if c.r.rec == nil {
		return nil
	}
	u := inventory.Unit{Source: c.t.source, Name: c.t.name, Job: c.t.job, Stamp: c.t.unit.Stamp, Size: size, Parts: c.parts, At: c.r.Now()}
	if c.changed || c.failed || c.passing() {
		u.Job = "" // to be read again
	}
	return c.r.rec.record(u)
}
