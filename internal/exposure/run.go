package exposure

import (
	"context"
	"crypto/x509"
	"errors"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// The bounds of a run where Options do not say.
const (
	DefaultTimeout = 10 * time.Second // silence of a server
	DefaultLimit   = 3 * time.Minute  // a check of a target, with its samples
	DefaultRate    = 20               // acts a second on a host
	parallel       = 4                // targets looked at at a time
	maxFindings    = 10_000           // of a check on a target
)

// Options say what is looked at and how.
type Options struct {
	Targets []Target
	Checks  []Check
	// Dry touches nothing; Result tells what would be.
	Dry bool
	// Rate is acts a second on a host; 0 is DefaultRate, below 0 there is no limit.
	Rate float64
	// Relay is a proxy to look through: http://host:port or socks5://host:port.
	Relay string
	// Timeout is how long a server may be silent, Limit how long a check may look at a target.
	Timeout, Limit time.Duration
	// Agent names the program to servers.
	Agent string
	// Roots are whom certificates are believed from; nil is the system's.
	Roots    *x509.CertPool
	Resolver Resolver
	// Secret, Source, Look and Label are Visit's. Without Look nothing is sampled.
	Secret func(source.Ask) (source.Secret, error)
	Source func(ctx context.Context, target string) (source.Source, error)
	// Stranger is Visit's too. It goes its own way to a server: with a relay, nothing is sampled.
	Stranger func(ctx context.Context, target string) (source.Source, error)
	Look     func(ctx context.Context, src source.Source) (Behind, error)
	Label    func(name string) string
	// Held is what the inventory knows; nil is nothing.
	Held Held
	// Memory keeps what was seen and accepted before; nil forgets.
	Memory Memory
	// Accept accepts what is found: from now on it is not new. By and Reason say who did, and why.
	Accept     bool
	By, Reason string
	Now        func() time.Time
	// Progress is told, one call at a time, how many targets were looked at; nil is nobody.
	Progress func(done, all int)

	relay *relay
}

// Held is what Run asks of the inventory; the store has it.
type Held interface {
	Sources(ctx context.Context) ([]inventory.SourceState, error)
	Parts(ctx context.Context, f inventory.Filter) iter.Seq2[inventory.Holding, error]
}

// Result is what a run tells.
type Result struct {
	Started, Ended time.Time
	Dry            bool
	Looked         []Looked   // in the order of the targets
	Exposures      []Exposure // the most harmful first
	Closed         []Known    // open when last looked, and not any more
	// People is everybody behind the doors, each once; Kinds is what is held of them. Partial tells that of some doors it
	// is not known who stands behind them.
	People  inventory.People
	Kinds   map[pii.Kind]int64
	Partial bool
	New     int // exposures that are not in the accepted state
}

// Looked is what was done with a target.
type Looked struct {
	Target string
	From   Vantage
	Checks []string
	Open   int // exposures found
	Errors []Error
	Plans  []Plan // in a dry run
}

// Error says that a check could not look at (a part of) a target.
type Error struct {
	Check, Text, Class string
}

// Plan is an act that a dry run left undone.
type Plan struct{ Act, Object string }

// Run looks at every target with every check that it concerns. An error means that nothing can be told; what could not be
// looked at is part of the result.
func Run(ctx context.Context, o Options) (*Result, error) {
	o.defaults()
	var err error
	if o.relay, err = newRelay(o.Relay, o.Secret); err != nil {
		return nil, err
	}
	r := &run{Options: &o, entries: map[string]Entry{}}
	for _, c := range o.Checks {
		for _, e := range c.Catalogue() {
			r.entries[e.ID] = e
		}
	}
	res := &Result{Started: o.Now(), Dry: o.Dry, Kinds: map[pii.Kind]int64{}}
	seen := make([]*visited, len(o.Targets))
	slots := make(chan struct{}, parallel)
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for i := range o.Targets {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			seen[i] = r.visit(ctx, &o.Targets[i])
			mu.Lock()
			defer mu.Unlock()
			if done++; o.Progress != nil {
				o.Progress(done, len(o.Targets))
			}
		})
	}
	wg.Wait()
	defer func() {
		for _, s := range seen {
			s.touch.close()
		}
	}()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	for _, s := range seen {
		res.Looked = append(res.Looked, s.Looked)
		res.Exposures = append(res.Exposures, s.open...)
	}
	if !o.Dry {
		if err := r.tell(ctx, res, seen); err != nil {
			return nil, err
		}
	}
	res.Ended = o.Now()
	return res, nil
}

// tell says of what was found whose data stands behind it, how grave that is, since when, and what is new.
func (r *run) tell(ctx context.Context, res *Result, seen []*visited) error {
	if err := r.behind(ctx, res); err != nil {
		return err
	}
	for i := range res.Exposures {
		res.Exposures[i].Weight = weigh(&res.Exposures[i])
	}
	if err := r.remember(ctx, res, seen); err != nil {
		return err
	}
	order(res.Exposures)
	return nil
}

func (o *Options) defaults() {
	if o.Rate == 0 {
		o.Rate = DefaultRate
	}
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Limit == 0 {
		o.Limit = DefaultLimit
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Label == nil {
		o.Label = func(name string) string { return name }
	}
	if o.Agent == "" {
		o.Agent = "tsutsumi"
	}
}

type run struct {
	*Options
	entries map[string]Entry
}

// visited is a target with what was found on it.
type visited struct {
	Looked
	open   []Exposure
	failed map[string]bool // checks that could not look at all of it
	keys   map[string]bool
	touch  *touch
}

// visit looks at one target.
func (r *run) visit(ctx context.Context, t *Target) *visited {
	out := &visited{Looked: Looked{Target: r.Label(t.Name)}, failed: map[string]bool{}, keys: map[string]bool{}}
	var mu sync.Mutex
	out.touch = newTouch(r.Options, func(act, object string) {
		mu.Lock()
		defer mu.Unlock()
		if p := (Plan{act, r.Label(object)}); !slices.Contains(out.Plans, p) {
			out.Plans = append(out.Plans, p)
		}
	})
	v := r.visitor(out.touch)
	out.From = r.from(ctx, v, t)
	var gone *absent
	missing := 0
	for _, c := range r.Checks {
		if !c.Takes(t) {
			continue
		}
		out.Checks = append(out.Checks, c.Name())
		err := r.look(ctx, c, t, v, out)
		switch {
		case err == nil, errors.Is(err, ErrDry):
		case ctx.Err() != nil:
			return out
		case errors.As(err, &gone):
			missing++
		default:
			out.fail(c, err, r.Label)
		}
	}
	if missing > 0 && missing == len(out.Checks) {
		out.Errors = append(out.Errors, Error{Host, r.Label("look at " + t.URL.Host + ": none of its services answers"), fault.Unavailable.String()})
	}
	return out
}

func (out *visited) fail(c Check, err error, label func(string) string) {
	out.failed[c.Name()] = true
	for _, e := range flat(err) {
		if !errors.Is(e, ErrDry) {
			out.Errors = append(out.Errors, Error{c.Name(), label(e.Error()), fault.Of(e).String()})
		}
	}
}

// flat takes joined errors apart.
func flat(err error) []error {
	if j, ok := err.(interface{ Unwrap() []error }); ok {
		var out []error
		for _, e := range j.Unwrap() {
			out = append(out, flat(e)...)
		}
		return out
	}
	return []error{err}
}

func (r *run) visitor(t *touch) *Visit {
	v := &Visit{
		HTTP: t.client(), Dial: t.dial, Dry: r.Dry, Secret: r.Secret, Source: r.Source, Look: r.Look, Label: r.Label, Agent: r.Agent, Now: r.Now,
		Plan: func(act, object string) bool {
			if r.Dry {
				t.note(act, object)
			}
			return !r.Dry
		},
	}
	if v.Secret == nil {
		v.Secret = func(q source.Ask) (source.Secret, error) { return source.Secret{User: q.User}, nil }
	}
	if r.relay == nil {
		v.Stranger = r.Stranger
	}
	if r.Dry {
		v.Stranger = func(context.Context, string) (source.Source, error) { return nil, ErrDry }
		v.Source = func(context.Context, string) (source.Source, error) { return nil, ErrDry }
	}
	v.From = func(ctx context.Context, host string) Vantage {
		if r.relay != nil {
			return Relayed
		}
		resolver := r.Resolver
		if r.Dry {
			resolver = nil // asking for a name touches too
		}
		return vantage(ctx, host, resolver)
	}
	return v
}

func (r *run) from(ctx context.Context, v *Visit, t *Target) Vantage {
	switch {
	case t.URL != nil:
		return v.From(ctx, t.URL.Host)
	case t.With != "":
		return Declared
	}
	return Here
}

// look is one check of one target. A check that panics on what a server said is a defect, but not the end of the others.
func (r *run) look(ctx context.Context, c Check, t *Target, v *Visit, out *visited) (err error) {
	ctx, cancel := context.WithTimeout(ctx, r.Limit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			err = fault.Errorf(fault.Internal, "check %s: stumbled over what it was told", c.Name())
		}
	}()
	var bad error
	n := 0
	err = c.Look(ctx, t, v, func(f Finding) {
		if n++; n > maxFindings {
			if n == maxFindings+1 {
				bad = errors.Join(bad, fault.Errorf(fault.Refused, "check %s: more than %d findings; the rest is left out", c.Name(), maxFindings))
			}
			return
		}
		x, e := r.exposure(c, t, &f, out.From)
		if e != nil {
			bad = errors.Join(bad, e)
			return
		}
		if key := x.Key(); !out.keys[key] { // told twice is told once
			out.keys[key] = true
			out.open = append(out.open, *x)
			out.Open++
		}
	})
	if errors.Is(err, context.DeadlineExceeded) && fault.Of(err) == fault.Internal {
		err = fault.Errorf(fault.Unavailable, "check %s: not done in time", c.Name())
	}
	return errors.Join(err, bad)
}

// exposure completes a finding.
func (r *run) exposure(c Check, t *Target, f *Finding, from Vantage) (*Exposure, error) {
	e, ok := r.entries[f.ID]
	if !ok {
		return nil, fault.Errorf(fault.Internal, "check %s: %q is not in its catalogue", c.Name(), f.ID)
	}
	x := &Exposure{Finding: *f, Entry: e, Target: r.Label(t.Name), Check: c.Name()}
	if x.From == "" {
		x.From = from
	}
	x.Args = map[string]string{"target": x.Target, "object": x.Object}
	if t.URL != nil {
		x.Args["host"] = t.URL.Host
	}
	for k, v := range f.Args {
		x.Args[k] = v
	}
	for _, text := range []Text{e.Title, e.What, e.Seen, e.Fix} {
		for name := range text.Names() {
			if _, ok := x.Args[name]; !ok {
				return nil, fault.Errorf(fault.Internal, "check %s: %s has no argument {%s}", c.Name(), f.ID, name)
			}
		}
	}
	if x.Places == nil {
		x.Places = []Place{{Source: t.Name}}
	}
	return x, nil
}
