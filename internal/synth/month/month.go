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
	Employees int       // 1,000
	Customers int       // 100,000
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

// Networks is the table of invented addresses: prefix, country, and kind (office, vpn, mobile, isp, hosting, tor).
func Networks() []Network { return org.Networks() }

// Declared are the countries from which the organisation says that its stores are accessed.
func Declared() []string { return []string{"JP", "SG", "DE", "US"} }

// Mappings are the mapping files of the logs that no parser knows, by the name of the file.
func Mappings() map[string]string { return line.Mappings() }

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
	w := &World{seed: seed, o: o}
	w.reset()
	return w
}

// reset makes the organisation anew, since its staff remember what was done.
func (w *World) reset() {
	o := &w.o
	w.org = org.New(org.Settings{Seed: w.seed, Start: o.Start.UTC().Truncate(24 * time.Hour).UnixMicro(), Days: o.Days, Employees: o.Employees, Customers: o.Customers, Visits: max(0, o.Visits), Prefix: o.Prefix})
}

// Indicators are those of a closed case: an address and an account.
func (w *World) Indicators() []Indicator { return incident.Closed(w.org) }

// Canary is something planted, which nobody has a reason to touch.
type Canary struct {
	Kind        string   // person, key, file
	Value       string   // a person's account, an access key, a file's key in the bucket of documents
	Fingerprint [16]byte // of a person
}

// Canaries are five persons planted in the shop's database, a key of the cloud, and a file.
func (w *World) Canaries() []Canary {
	out := []Canary{{Kind: "key", Value: incident.CanaryKey}, {Kind: "file", Value: incident.CanaryFile}}
	for i := range 5 {
		c := incident.Canary(w.org, i)
		out = append(out, Canary{"person", w.org.Member(c), w.org.Person(c)})
	}
	return out
}

// Leave is when somebody of the staff is not at work, but for weekends and holidays. Days begin at his office's midnight.
type Leave struct {
	Login    string
	From, To time.Time
}

// Leaves are the days of leave of the month, as a calendar of the organisation would say. Those of an incident stand in it
// after Write.
func (w *World) Leaves() []Leave {
	var out []Leave
	for _, e := range w.org.Staff {
		if e.LeaveTo > e.LeaveFrom {
			out = append(out, Leave{e.Login, time.UnixMicro(e.Office.At(e.LeaveFrom, 0)).UTC(), time.UnixMicro(e.Office.At(e.LeaveTo, 0)).UTC()})
		}
	}
	return out
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
