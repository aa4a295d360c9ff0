package month

import (
	"fmt"
	"io"
	"net/netip"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/incident"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/line"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/org"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/usual"
)

// The words of a month.
type (
	// Truth is what stands in the logs.
	Truth = incident.Truth
	// Incident is what is to be injected.
	Incident = incident.Incident
	// Indicator is what a closed case left behind.
	Indicator = incident.Indicator
	// Network is a range of invented addresses.
	Network = org.Network
)

// Options say what organisation and what month. Zero values are those of the product's measure.
type Options struct {
	Employees int       // 1,000; 20 at least
	Customers int       // 100,000; 200 at least
	Days      int       // 30
	Start     time.Time // 2026-11-01; midnight UTC of the day it is in
	// Visits is how often a customer comes to the shop in 30 days, on average: 8, each of about seven requests. 0 is 8, and a
	// negative number is never.
	Visits float64
	// Incidents are injected; none by default.
	Incidents []Incident
	// Scale is that of incidents that have none; 0 is 1.
	Scale float64
	// Rotate asks for a new writer each day (UTC), for NAME.20261101.
	Rotate bool
	// Prefix finds the network of a country and kind; nil takes Networks.
	Prefix func(country, kind string) netip.Prefix
}

// Incidents are all that can be injected, each once at that scale.
func Incidents(scale float64) []Incident {
	var out []Incident
	for _, n := range incident.Names() {
		out = append(out, Incident{Name: n, Scale: scale})
	}
	return out
}

// World is an organisation and its month.
type World struct {
	seed uint64
	o    Options
	org  *org.Org
}

// New makes a world. The same seed and options are the same world.
func New(seed uint64, o Options) *World {
	if o.Employees <= 0 {
		o.Employees = 1000
	}
	if o.Customers <= 0 {
		o.Customers = 100_000
	}
	if o.Days <= 0 {
		o.Days = 30
	}
	if o.Start.IsZero() {
		o.Start = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	}
	if o.Visits == 0 {
		o.Visits = 8
	}
	if o.Prefix == nil {
		o.Prefix = org.Default()
	}
	o.Employees, o.Customers = max(o.Employees, 20), max(o.Customers, 200)
	w := &World{seed: seed, o: o}
	w.reset()
	return w
}

// reset makes the organisation anew, since its staff remember what was done.
func (w *World) reset() {
	o := &w.o
	w.org = org.New(org.Settings{Seed: w.seed, Start: o.Start.UTC().Truncate(24 * time.Hour).UnixMicro(), Days: o.Days, Employees: o.Employees, Customers: o.Customers, Visits: max(0, o.Visits), Prefix: o.Prefix})
}

// Write tells the month. open is asked for the writer of a log when its first record comes; nil leaves the log out. The
// truths come in the order of the incidents, then those that are benign. The first error of a writer ends it.
func (w *World) Write(open func(log string) io.Writer) ([]Truth, error) {
	w.reset()
	for _, c := range org.Countries {
		for _, k := range org.Kinds {
			if !w.o.Prefix(c, k).IsValid() {
				return nil, fmt.Errorf("write a month: no network is given for %s in %s", k, c)
			}
		}
	}
	s := org.NewStage(w.org, line.New(w.seed, w.o.Rotate, open))
	cast := incident.NewCast()
	var told []*Truth
	for i, in := range w.o.Incidents {
		if in.Scale == 0 {
			in.Scale = w.o.Scale
		}
		t, err := incident.Inject(s, cast, in, i)
		if err != nil {
			return nil, err
		}
		told = append(told, t)
	}
	var seen usual.Counts
	if w.o.Visits > 0 {
		s.Add(s.Start, usual.NewShop(s, &seen))
	}
	usual.Robots(s)
	usual.Jobs(s)
	usual.Staff(s)
	usual.Grumble(s)
	if err := s.Run(); err != nil {
		return nil, fmt.Errorf("write a month: %w", err)
	}
	out := make([]Truth, 0, len(told)+16)
	for _, t := range told {
		out = append(out, *t)
	}
	return append(out, w.benign(&seen)...), nil
}
