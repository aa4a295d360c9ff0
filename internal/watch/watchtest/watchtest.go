// Package watchtest runs a detector over accesses that are written down shortly, as a run of watch would.
package watchtest

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Start is when tests begin: a Monday, 9:00 in Tokyo.
var Start = time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)

// Networks is a table of documentation networks: 192.0.2.0/24 is Japan, an office; 198.51.100.0/24 Japan, a mobile carrier's NAT;
// 203.0.113.0/25 Brazil, 203.0.113.128/25 China, hosting; 198.18.0.0/16 Japan, homes; 198.19.0.0/16 the United States, homes.
type Networks struct{}

var table = []struct {
	prefix  netip.Prefix
	network network.Network
}{
	{netip.MustParsePrefix("192.0.2.0/24"), network.Network{Country: [2]byte{'J', 'P'}, Kind: network.Office, Name: "head office"}},
	{netip.MustParsePrefix("198.51.100.0/24"), network.Network{Country: [2]byte{'J', 'P'}, Kind: network.Mobile}},
	{netip.MustParsePrefix("203.0.113.0/25"), network.Network{Country: [2]byte{'B', 'R'}}},
	{netip.MustParsePrefix("203.0.113.128/25"), network.Network{Country: [2]byte{'C', 'N'}, Kind: network.Hosting}},
	{netip.MustParsePrefix("198.18.0.0/16"), network.Network{Country: [2]byte{'J', 'P'}}},
	{netip.MustParsePrefix("198.19.0.0/16"), network.Network{Country: [2]byte{'U', 'S'}}},
}

// Look implements watch.Networks.
func (Networks) Look(a netip.Addr) network.Network {
	for _, t := range table {
		if t.prefix.Contains(a) {
			return t.network
		}
	}
	return network.Network{}
}

// Log is the log that accesses stand in unless they say another.
var Log = &watch.Log{Name: "test.log", Parser: "mapped"}

// Act is an access, shortly.
type Act struct {
	At       time.Duration // from Start
	Actor    string
	As       string
	Target   string
	From     string
	Session  string
	Device   string
	Client   string
	Store    string
	Object   string
	Op, Text string
	Query    string // cs-uri-query
	Do       event.Action
	Fail     bool
	Sort     event.Sort
	Status   int32
	Rows     int64 // 0: not said; -1: none
	Size     int64
	Persons  []int // numbers of invented persons
	Log      *watch.Log
}

// Runner gives accesses to a detector.
type Runner struct {
	T        testing.TB
	Detector watch.Detector
	Signals  []Signal
	Gaps     []watch.Gap

	maker  *watch.Maker
	minute int64
	now    int64
	n      int64
}

// Signal is a copy of a signal, and the sentence it makes in English.
type Signal struct {
	watch.Signal
	Says string
}

// Settings are usable ones: Japan's time, the Networks above.
func Settings() *watch.Settings {
	return &watch.Settings{Secret: 42, Networks: Networks{}, Zone: 9 * 3600, Stores: watch.NewStores()}
}

// New makes a runner; the detector was made with the settings.
func New(t testing.TB, s *watch.Settings, d watch.Detector) *Runner {
	return &Runner{T: t, Detector: d, maker: watch.NewMaker(s)}
}

// Signal implements watch.Out.
func (r *Runner) Signal(s *watch.Signal) {
	c := Signal{Signal: *s, Says: r.says(s)}
	c.Joins, c.Args, c.Access = slices.Clone(s.Joins), slices.Clone(s.Args), nil
	if s.Access != nil {
		if c.First == 0 {
			c.First = s.Access.At
		}
		if c.Last == 0 {
			c.Last = s.Access.At
		}
		if c.Who == nil {
			c.Who = slices.Clone(s.Access.Actor)
		}
		if c.Store == nil {
			c.Store = s.Access.Store
		}
	}
	if s.Detector != r.Detector.About().Name {
		r.T.Errorf("a signal of %q by %q", s.Detector, r.Detector.About().Name)
	}
	if s.Confidence <= 0 || s.Confidence > 1 {
		r.T.Errorf("%s: confidence %v", s.Rule, s.Confidence)
	}
	r.Signals = append(r.Signals, c)
}

// Gap implements watch.Out.
func (r *Runner) Gap(g watch.Gap) { r.Gaps = append(r.Gaps, g) }

func (r *Runner) says(s *watch.Signal) string {
	for _, rule := range r.Detector.About().Rules {
		if rule.Name != s.Rule {
			continue
		}
		for _, text := range []string{rule.Says.JA, rule.Says.EN} {
			text = fill(text, s.Args)
			for _, of := range []string{"who", "origin", "store", "country", "people", "rows", "accesses", "accounts", "first", "last"} { // filled in by the story
				text = strings.ReplaceAll(text, "{"+of+"}", "<"+of+">")
			}
			if text == "" || strings.ContainsAny(text, "{}") {
				r.T.Errorf("%s: a sentence is missing, or an argument: %q", s.Rule, text)
			}
		}
		return fill(rule.Says.EN, s.Args)
	}
	r.T.Errorf("%s: no such rule in About", s.Rule)
	return ""
}

func fill(text string, args []watch.Arg) string {
	for _, a := range args {
		v := a.Text
		if v == "" {
			v = fmt.Sprint(a.Number)
		}
		text = strings.ReplaceAll(text, "{"+a.Name+"}", v)
	}
	return text
}

// Do gives accesses in their order, with Ticks between.
func (r *Runner) Do(acts ...Act) {
	r.T.Helper()
	for i := range acts {
		e, log := acts[i].event()
		var a watch.Access
		r.n++
		if !r.maker.Make(&a, &e, log, watch.Position{Offset: r.n * 100, Line: r.n}) {
			r.T.Fatalf("no access: %+v", acts[i])
		}
		a.Late = a.At < r.now
		r.now = max(r.now, a.At)
		if m := r.now / 60_000_000; m != r.minute {
			r.minute = m
			r.Detector.Tick(m*60_000_000, r)
		}
		r.Detector.See(&a, r)
	}
}

// End ends the logs.
func (r *Runner) End() { r.Detector.Tick(watch.Last, r) }

func (a *Act) event() (event.Event, *watch.Log) {
	var e event.Event
	e.Reset()
	e.Time = Start.Add(a.At).UnixMicro()
	e.Action, e.Outcome, e.Sort, e.Status, e.Size = a.Do, event.Success, a.Sort, a.Status, -1
	if a.Fail {
		e.Outcome = event.Failure
	}
	if a.From != "" {
		e.From = netip.MustParseAddr(a.From)
	}
	for _, f := range []struct {
		to   *[]byte
		text string
	}{{&e.Actor, a.Actor}, {&e.As, a.As}, {&e.Target, a.Target}, {&e.Session, a.Session}, {&e.Device, a.Device}, {&e.Client, a.Client}, {&e.Store, a.Store}, {&e.Object, a.Object},
		{&e.Op, a.Op}, {&e.Text, a.Text}} {
		if f.text != "" {
			*f.to = []byte(f.text)
		}
	}
	if a.Query != "" {
		e.Raw = append(e.Raw, event.Field{Name: "cs-uri-query", Value: []byte(a.Query)})
	}
	if a.Rows != 0 {
		e.Rows = max(a.Rows, 0)
	}
	if a.Size != 0 {
		e.Size = a.Size
	}
	for _, n := range a.Persons {
		e.Persons = append(e.Persons, event.Fingerprint{byte(n), byte(n >> 8), byte(n >> 16), 7})
	}
	if a.Log == nil {
		return e, Log
	}
	return e, a.Log
}

// Rules lists what was signalled: "rule people", in order.
func (r *Runner) Rules() []string {
	var out []string
	for i := range r.Signals {
		out = append(out, r.Signals[i].Rule)
	}
	return out
}

// Same runs the acts through d, and through a new one that is saved and loaded in the middle of them: the signals must be the same.
func Same(t *testing.T, s *watch.Settings, make func() watch.Detector, acts []Act) {
	t.Helper()
	whole := New(t, s, make())
	whole.Do(acts...)
	whole.End()
	for _, cut := range []int{1, len(acts) / 3, len(acts) / 2, len(acts) - 1} {
		if cut <= 0 || cut >= len(acts) {
			continue
		}
		part := New(t, s, make())
		part.Do(acts[:cut]...)
		var e watch.Encoder
		part.Detector.Save(&e)
		d := watch.Decoder{Buf: e.Buf}
		next := make()
		if err := next.Load(&d); err != nil || d.Err() != nil || len(d.Buf) > 0 {
			t.Fatalf("load: %v, %v, %d bytes left", err, d.Err(), len(d.Buf))
		}
		part.Detector = next
		part.Do(acts[cut:]...)
		part.End()
		if a, b := lines(whole), lines(part); a != b {
			t.Errorf("cut at %d:\n%s\nwhole:\n%s", cut, b, a)
		}
		for n := range 200 { // damaged state: an error or a detector, never a panic
			bad := slices.Clone(e.Buf[:len(e.Buf)*n/200])
			d := watch.Decoder{Buf: bad}
			_ = make().Load(&d)
		}
	}
}

func lines(r *Runner) string {
	var b strings.Builder
	for i := range r.Signals {
		s := &r.Signals[i]
		fmt.Fprintf(&b, "%s %d %d..%d people %d rows %d accesses %d accounts %d conf %.3f %s\n", s.Rule, s.Key, s.First, s.Last, s.People, s.Rows, s.Accesses, s.Accounts, s.Confidence, s.Says)
	}
	for _, g := range r.Gaps {
		fmt.Fprintf(&b, "gap %s %d..%d %d %d\n", g.Log.Name, g.From, g.To, g.Why, g.Missing)
	}
	return b.String()
}

// NoAllocs fails if looking at ordinary accesses allocates. acts are seen once before.
func NoAllocs(t *testing.T, s *watch.Settings, d watch.Detector, acts []Act) {
	t.Helper()
	r := New(t, s, d)
	r.Do(acts...)
	made := makeAll(r, acts)
	if n := testing.AllocsPerRun(20, func() {
		for i := range made {
			d.See(&made[i], r)
		}
	}); n > 0 {
		t.Errorf("%v allocations for %d accesses", n, len(made))
	}
}

// Bench looks at the accesses again and again.
func Bench(b *testing.B, s *watch.Settings, d watch.Detector, acts []Act) {
	r := New(b, s, d)
	made := makeAll(r, acts)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		d.See(&made[i%len(made)], r)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N), "ns/access")
}

func makeAll(r *Runner, acts []Act) []watch.Access {
	out := make([]watch.Access, len(acts))
	for i := range acts {
		e, log := acts[i].event()
		r.maker.Make(&out[i], &e, log, watch.Position{})
		out[i].People = slices.Clone(out[i].People)
	}
	return out
}
