// Package match reads a dump and says what it is: Run lays its records beside the people indices (recognise.go), finds of
// which stores it is (origin.go, ours.go), when it was taken (window.go) and whether planted persons stand in it
// (canaries.go), shows each record to the aspects, each a package of its own, and makes the verdict of all (result.go).
package match

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/asset"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/seen"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/walk"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/what"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Options are what a dump is laid beside.
type Options struct {
	Engine  *engine.Engine
	Formats []content.Format
	Limits  content.Limits
	TempDir string
	// ID names the matching.
	ID string
	// Stores are the people indices, at most 64; none means that nothing is said of whose the data are.
	Stores []leak.Store
	// Planted are the persons planted in copies of our stores.
	Planted Planted
	// Assets are what of ours a text may name, Published what we publish ourselves.
	Assets    []config.Asset
	Published config.Published
	// Seen are dumps seen before.
	Seen []seen.Dump
	// Sample is the number of records after which enough was seen; 0 reads all.
	Sample int64
	Now    func() time.Time
	// Progress, if set, is told now and then how many records were read.
	Progress func(records int64)
}

// Result is what a matching gave: the verdict, and what later steps go on with.
type Result struct {
	Match leak.Match
	// Persons are the persons of each store that stand in the dump, by the rows of its index.
	Persons map[string]*Persons
	// Seen recognises the dump when it comes again; see seen.Remember.
	Seen *seen.Dump
}

// errEnough ends a reading that was asked for a sample.
var errEnough = errors.New("enough records were read")

// Run reads a dump and says what it is. An error means that the run could not go on; what could not be read is told in
// the match instead.
func Run(ctx context.Context, o Options, dump source.Source, name string) (*Result, error) {
	if len(o.Stores) > maxStores {
		return nil, fault.Errorf(fault.Usage, "match: %d stores, at most %d at a time", len(o.Stores), maxStores)
	}
	r := newRun(o)
	r.match.Dump = o.Engine.Name(name)
	err := walk.Source(ctx, dump, o.Engine, o.Formats, o.Limits, o.TempDir, r)
	if errors.Is(err, errEnough) {
		r.match.Sampled, err = true, nil
	}
	if err != nil {
		return nil, err
	}
	return r.result()
}

// run is the sink of a matching.
type run struct {
	o       Options
	started time.Time
	match   leak.Match
	total   *notes
	assets  *asset.Counter
	numbers sync.Map // of parts, by name
	parts   atomic.Int64
	people  people.Set
	cols    *columns
	formats map[string]int64  // records by format
	fields  map[string]string // safe names
}

func newRun(o Options) *run {
	r := &run{o: o, started: o.Now(), cols: newColumns(), formats: map[string]int64{}, fields: map[string]string{}}
	r.assets = asset.New(o.Assets)
	r.total = newNotes(r)
	r.match = leak.Match{ID: o.ID, Kinds: map[pii.Kind]int64{}, Skipped: []leak.Skip{}, Canaries: []leak.Canary{}, Assets: []leak.Asset{},
		Recycled: []leak.Recycled{}, Started: r.started, Key: o.Engine.Key.ID()}
	return r
}

// Eye implements engine.EyeSink.
func (r *run) Eye() engine.Eye { return newGaze(r) }

// Seen implements engine.EyeSink.
func (r *run) Seen(_ *engine.Part, eye engine.Eye) error {
	g := eye.(*gaze)
	if err := g.err(); err != nil {
		return err
	}
	r.total.merge(g.notes)
	if r.o.Progress != nil {
		r.o.Progress(r.total.records)
	}
	if r.o.Sample > 0 && r.total.records >= r.o.Sample {
		return errEnough
	}
	return nil
}

// Hits implements engine.Sink: nothing is located.
func (r *run) Hits(*engine.Part, []string, []engine.Hit) error { return nil }

// Done implements engine.Sink.
func (r *run) Done(p *engine.Part) error {
	r.finish(p)
	return nil
}

// finish adds a part that was read.
func (r *run) finish(p *engine.Part) {
	out := leak.Part{Name: r.name(p.Name), Type: p.Type, Charset: p.Charset, Form: p.Form.String(), Records: p.Records, Bad: p.Bad, Fields: []leak.Field{}}
	for _, t := range p.Tallies {
		f := leak.Field{Name: r.name(t.Field), Kind: t.Kind, Values: t.Values, Distinct: t.Distinct, Masks: t.Masks}
		out.Fields = append(out.Fields, f)
		r.match.Kinds[t.Kind] += t.Values
		r.cols.add(f.Name, t.Kind)
	}
	for _, name := range p.Fields {
		r.cols.add(r.name(name), pii.None)
	}
	if p.Charset != "" && !slices.Contains(r.match.What.Charsets, p.Charset) {
		r.match.What.Charsets = append(r.match.What.Charsets, p.Charset)
	}
	r.people.Merge(&p.People)
	if len(r.match.What.Parts) < maxParts {
		r.match.What.Parts = append(r.match.What.Parts, out)
	}
	r.formats[what.Format(&p.Part, p.Names)] += p.Records
	if p.Err != nil {
		r.Skip(p.Name, p.Size, p.Err)
	}
}

// part is a number for a part's name.
func (r *run) part(name string) int {
	if n, ok := r.numbers.Load(name); ok {
		return n.(int)
	}
	n, _ := r.numbers.LoadOrStore(name, int(r.parts.Add(1)))
	return n.(int)
}

// maxParts and maxSkips bound what is told one by one.
const maxParts, maxSkips = 10_000, 10_000

// name is the safe form of a name.
func (r *run) name(s string) string {
	if n, ok := r.fields[s]; ok {
		return n
	}
	n := r.o.Engine.Name(s)
	if len(r.fields) < 1<<16 {
		r.fields[s] = n
	}
	return n
}

// Skip implements engine.Sink.
func (r *run) Skip(name string, _ int64, err error) {
	if len(r.match.Skipped) < maxSkips {
		r.match.Skipped = append(r.match.Skipped, leak.Skip{Name: r.name(name), Error: r.o.Engine.Name(err.Error()), Class: fault.Of(err).String()})
	}
}
