package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/register"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/match"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/stay"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// systemReader reads declared systems.
type systemReader struct {
	*app
	set    *setup
	stay   stay.Reader
	opts   *source.Options
	stores []string // that have a people index
	now    time.Time
}

// readSystems reads what the questions of the register need: dates, who left, who of production stands in copies.
func (a *app) readSystems(ctx context.Context, set *setup, f *checkFlags, st *register.State) error {
	a.roomFor(matchMemory)
	spool, err := set.home.Spool()
	if err != nil {
		return err
	}
	dir, err := set.home.People()
	if err != nil {
		return err
	}
	r := &systemReader{app: a, set: set, opts: a.sourceOptions(set), now: time.Now(),
		stay: stay.Reader{Engine: set.engine(false), Formats: formats.All(), Limits: content.DefaultLimits(), TempDir: spool}}
	r.opts.All, r.opts.Sample, r.opts.TempDir = true, f.sample.share, spool
	if r.stores, err = indexNames(dir); err != nil {
		return err
	}
	for i := range st.Register.Systems {
		s := &st.Register.Systems[i]
		reading, err := r.system(ctx, st.Register, s)
		if err != nil {
			return err
		}
		reading.Sampled = f.sample.share > 0
		st.Readings[s.Name] = reading
	}
	return nil
}

func (r *systemReader) system(ctx context.Context, reg *declared.Register, s *declared.System) (*register.Reading, error) {
	out := &register.Reading{}
	if err := r.kept(ctx, s, out); err != nil {
		return nil, err
	}
	return out, r.copies(ctx, reg, s, out)
}

// trouble notes why something cannot be told. What ends the program is an error.
func (r *systemReader) trouble(ctx context.Context, out *register.Reading, s *declared.System, about, why string, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	out.Troubles = append(out.Troubles, register.Unknown{System: s.Name, About: about, Why: why, Detail: r.stay.Engine.Name(err.Error())})
	return nil
}

// openOne opens a declared target.
func (r *systemReader) openOne(ctx context.Context, target string) (source.Source, error) {
	srcs, err := r.open(ctx, []string{placed(r.set, target)}, r.opts)
	if err != nil {
		return nil, err
	}
	return srcs[0], nil
}

// kept looks for who is kept too long, and who left.
func (r *systemReader) kept(ctx context.Context, s *declared.System, out *register.Reading) error {
	o := stay.Options{Key: s.Key}
	about := register.Withdrawn
	if s.Retention != nil {
		about = register.Retention
		if o.From = s.Retention.From; o.From == "" {
			out.Troubles = append(out.Troubles, register.Unknown{System: s.Name, About: register.Retention, Why: register.NoFrom})
		}
		y, m, d := s.Retention.Before(r.now).Date()
		o.Before = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	for _, w := range s.Withdrawn {
		if w.Column != "" {
			o.Columns = append(o.Columns, stay.Column{Name: w.Column, Values: w.Values})
			continue
		}
		list, err := r.left(ctx, w.Target, w.Key)
		if err != nil {
			if err := r.trouble(ctx, out, s, register.Withdrawn, register.NoSource, err); err != nil {
				return err
			}
			continue
		}
		if n := unreadable(list.Skipped); len(n) > 0 {
			out.Troubles = append(out.Troubles, partly(s, register.Withdrawn, n))
		}
		o.Left = append(o.Left, list)
	}
	if o.From == "" && len(o.Columns)+len(o.Left) == 0 {
		return nil
	}
	src, err := r.openOne(ctx, s.Target)
	if err != nil {
		return r.trouble(ctx, out, s, about, register.NoSource, err)
	}
	defer func() { _ = src.Close() }() // it was read, and nothing is written
	res, err := r.stay.Run(ctx, src, o)
	if err != nil {
		return r.trouble(ctx, out, s, about, register.NoSource, err)
	}
	out.Kept = keptOf(res)
	out.Troubles = append(out.Troubles, r.missing(s, &o, res)...)
	return nil
}

func (r *systemReader) left(ctx context.Context, target, key string) (*stay.List, error) {
	src, err := r.openOne(ctx, target)
	if err != nil {
		return nil, err
	}
	defer func() { _ = src.Close() }() // it was read, and nothing is written
	return r.stay.List(ctx, src, key)
}

// missing are the columns that were asked for and are nowhere, and what could not be read.
func (r *systemReader) missing(s *declared.System, o *stay.Options, res *stay.Result) (out []register.Unknown) {
	columns := joined(res.Fields, 12, r.say(", ", "、"))
	if o.From != "" && !res.Whole.HasFrom {
		out = append(out, register.Unknown{System: s.Name, About: register.Retention, Why: register.NoDate, Detail: columns})
	}
	if len(o.Columns) > 0 && !res.Whole.HasColumn {
		out = append(out, register.Unknown{System: s.Name, About: register.Withdrawn, Why: register.NoColumn, Detail: columns})
	}
	if n := unreadable(res.Skipped); len(n) > 0 {
		about := register.Withdrawn
		if o.From != "" {
			about = register.Retention
		}
		out = append(out, partly(s, about, n))
	}
	return out
}

func joined(list []string, most int, sep string) string {
	out := ""
	for i, s := range list {
		if i == most {
			return out + sep + "…"
		}
		if i > 0 {
			out += sep
		}
		out += s
	}
	return out
}

// partly tells that some of a system could not be read.
func partly(s *declared.System, about string, skipped []leak.Skip) register.Unknown {
	return register.Unknown{System: s.Name, About: about, Why: register.PartlyRead, N: int64(len(skipped)), Detail: fmt.Sprintf("%s (%d)", skipped[0].Error, len(skipped))}
}

func keptOf(res *stay.Result) *register.Kept {
	w := &res.Whole
	k := &register.Kept{Records: w.Records, Dated: w.Dated, Past: peopleOf(&w.Past), Oldest: w.Oldest, Left: peopleOf(&w.Left), InTime: peopleOf(&w.InTime)}
	for _, p := range res.Parts {
		if p.Past.Records+p.Left.Records > 0 {
			k.Parts = append(k.Parts, register.KeptPart{Name: p.Name, Past: peopleOf(&p.Past), Left: peopleOf(&p.Left), Oldest: p.Oldest})
		}
	}
	return k
}

func peopleOf(p *stay.People) register.People {
	out := register.People{Records: p.Records, Blind: p.Blind}
	c := p.Count()
	switch {
	case c == nil:
	case p.Blind > 0: // records of nobody known: a lower bound
		out.Min = &c.Min
	default:
		out.People = inventory.People{Min: &c.Min, N: &c.N, Max: &c.Max, Error: c.Error}
	}
	return out
}

// copies looks for persons of production in a copy.
func (r *systemReader) copies(ctx context.Context, reg *declared.Register, s *declared.System, out *register.Reading) error {
	if !s.Development && s.CopyOf == "" {
		return nil
	}
	about := register.GoneInCopy
	if s.Development {
		about = register.ProductionInDevelopment
	}
	names, want := r.indicesOf(reg, s)
	if len(names) == 0 {
		out.Troubles = append(out.Troubles, register.Unknown{System: s.Name, About: about, Why: register.NoIndex, Detail: want})
		return nil
	}
	stores, done, err := r.indices(r.set, names)
	if err != nil {
		return r.trouble(ctx, out, s, about, register.NoSource, err)
	}
	defer done()
	src, err := r.openOne(ctx, s.Target)
	if err != nil {
		return r.trouble(ctx, out, s, about, register.NoSource, err)
	}
	defer func() { _ = src.Close() }() // it was read, and nothing is written
	o := match.Options{Engine: r.stay.Engine, Formats: r.stay.Formats, Limits: r.stay.Limits, TempDir: r.stay.TempDir, Stores: stores, ID: runID(r.now), Now: time.Now}
	res, err := match.Run(ctx, o, src, s.Name)
	if err != nil {
		return r.trouble(ctx, out, s, about, register.NoSource, err)
	}
	if n := unreadable(res.Match.Skipped); len(n) > 0 {
		out.Troubles = append(out.Troubles, partly(s, about, n))
	}
	for i := range stores {
		c, err := copyOf(&stores[i], res)
		if err != nil {
			return r.trouble(ctx, out, s, about, register.NoSource, err)
		}
		out.Copies = append(out.Copies, *c)
	}
	return nil
}

// indicesOf are the people indices that a copy is laid beside: that of the system that it is a copy of, or all of
// production. want is what to make where there is none.
func (r *systemReader) indicesOf(reg *declared.Register, s *declared.System) (names []string, want string) {
	if p := reg.System(s.CopyOf); p != nil {
		want = p.Target + " --as " + p.Index
		if slices.Contains(r.stores, p.Index) {
			names = append(names, p.Index)
		}
		return names, want
	}
	development := map[string]bool{s.Index: true}
	for i := range reg.Systems {
		if o := &reg.Systems[i]; o.Development {
			development[o.Index] = true
		}
	}
	for _, n := range r.stores {
		if !development[n] {
			names = append(names, n)
		}
	}
	return names, "TARGET --as STORE"
}

// copyOf tells how many persons of a store stand in what was read.
func copyOf(s *leak.Store, res *match.Result) (*register.Copy, error) {
	m := s.Index.Meta()
	c := &register.Copy{Index: s.Name, People: inventory.People{Min: res.Match.People.Min, N: res.Match.People.Likely, Max: res.Match.People.Max}}
	last := len(m.Snapshots) - 1
	if last >= 0 {
		c.Of, c.Taken = m.Snapshots[last].Persons, m.Snapshots[last].At
	}
	for i := range res.Match.Origin {
		if o := &res.Match.Origin[i]; o.Store == s.Name {
			c.Share, c.After, c.Before = &o.Share, o.After, o.Before
		}
	}
	p := res.Persons[s.Name]
	if p == nil {
		return c, nil
	}
	c.Met = p.Len()
	for row := range p.All() {
		r, err := s.Index.Row(row)
		if err != nil {
			return nil, fault.As(fault.Unreadable, fmt.Errorf("read people index: %w", err))
		}
		if v := s.Index.Interval(r.Interval); v.Empty() || v.Last() < last {
			c.Gone++
		}
	}
	return c, nil
}
