// Package incident brings into a month what must be found in it. Each is made after a leak that happened, at a size that
// stands to this organisation as the real one stood to the one it happened to, where it hung on that; the numbers stand at
// each. Where in the month, who, and from where follows from the seed.
package incident

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/org"
)

// Incident is what is to be injected.
type Incident struct {
	Name string // one of Names
	// Scale: 1 is the real size, 0.5 half of it; 0 is 1.
	Scale float64
	// At is when it begins; zero for a moment that the seed says, after the first quarter of the month or a week.
	At time.Time
}

// Truth is what stands in the logs.
type Truth struct {
	Name string
	// Detector is who should tell of it, Also are those who rightly may besides: words of alerts.
	Detector string
	Also     []string
	// Benign: it looks like something that should be told, and must not.
	Benign bool

	Actor   string   // the principal as the log of Store calls him; empty if there is none
	Actors  []string // all of them, Actor among them
	Origin  netip.Prefix
	Origins []netip.Prefix
	Country string // of Origin

	First, Last time.Time // of its records, at the log's granularity
	People      int       // whose data was read, or whose accounts were used; 0 if the logs cannot tell
	Store       string
	Logs        []string // where it stands
	Records     int      // how many there are
}

// plot is an incident that is being prepared.
type plot struct {
	*org.Stage
	*Truth
	r     *org.Rand
	scale float64
	at    time.Time
	cast  *Cast
}

// Cast is what one incident leaves for another, and who plays a part in one already.
type Cast struct {
	victims []int // customers whose sessions were used
	hurt    int64 // when that ended; 0 for never
	taken   map[int]bool
}

// NewCast begins with nobody.
func NewCast() *Cast { return &Cast{taken: map[int]bool{}} }

var plots = map[string]struct {
	detector string
	also     []string
	make     func(p *plot)
}{
	"weibo":      {"many-accounts", nil, weibo},
	"weibo-sale": {"enumeration", []string{"people-read"}, weiboSale},
	"omiai":      {"people-read", nil, omiai},
	"line":       {"country", []string{"first-country", "people-read", "insider"}, line4},
	"exchange":   {"trace", nil, exchange},
	"jamstec":    {"impossible-travel", []string{"insider", "people-read", "country", "first-country", "bulk-export"}, jamstec},
	"matsui":     {"insider", []string{"many-accounts", "people-read"}, matsui},
	"paypay":     {"first-country", []string{"country", "people-read", "bulk-export"}, paypay},
	"docomo":     {"linking", nil, docomo},
	"mitsubishi": {"return", []string{"country", "first-country", "impossible-travel"}, mitsubishi},
	"mercari":    {"insider", []string{"bulk-export", "country", "first-country"}, mercari},
	"shanghai":   {"bulk-export", []string{"country", "first-country", "people-read"}, shanghai},
	"canary":     {"canary", []string{"insider"}, canary},
	"complaint":  {"complaint", nil, complaint},
	"stuffing":   {"many-accounts", nil, stuffing},
	"leaked-key": {"bulk-export", []string{"country", "first-country", "people-read"}, leakedKey},
	"insider":    {"insider", []string{"people-read", "bulk-export"}, insider},
}

// Names are the incidents there are.
func Names() []string {
	out := make([]string, 0, len(plots))
	for n := range plots {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// Inject prepares an incident: its actors are on the stage afterwards, and its truth is filled in while they act.
func Inject(s *org.Stage, cast *Cast, i Incident, number int) (*Truth, error) {
	what, ok := plots[i.Name]
	if !ok {
		return nil, fmt.Errorf("inject an incident: there is none called %q", i.Name)
	}
	scale := i.Scale
	if scale <= 0 {
		scale = 1
	}
	p := &plot{Stage: s, Truth: &Truth{Name: i.Name, Detector: what.detector, Also: what.also}, r: s.RandOf("incident "+i.Name, number), scale: scale, at: i.At, cast: cast}
	what.make(p)
	if len(p.Actors) == 0 && p.Actor != "" {
		p.Actors = []string{p.Actor}
	}
	if len(p.Origins) == 0 && p.Origin.IsValid() {
		p.Origins = []netip.Prefix{p.Origin}
	}
	return p.Truth, nil
}

// begin is when it begins: at random, but after a time in which habits can be learnt, and so that it ends within the month.
func (p *plot) begin(length int64) int64 {
	if !p.at.IsZero() {
		return p.at.UnixMicro()
	}
	from := p.Start + min(7, int64(p.Days)/4)*org.Day
	room := p.End - length - from - org.Hour
	if room <= 0 {
		return from
	}
	return from + int64(p.r.Unit()*float64(room))
}

// workday is the first day of work of an office at or after a moment, and that day's time.
func (p *plot) workday(o *org.Office, at, of int64) int64 {
	day, _ := o.Clock(at)
	for !o.Works(day) {
		day++
	}
	return o.At(day, of)
}

// n is a real number of things at this scale, one at least.
func (p *plot) n(real float64) int { return max(1, int(float64(real*p.scale)+0.5)) }

// each does something n times from a moment on, spread over a length of time; do is told how many were done before.
func (p *plot) each(at, length int64, n int, do func(now int64, i int)) {
	if n <= 0 {
		return
	}
	i := 0
	slot := max(1, length/int64(n))
	p.Add(at, org.Func(func(_ *org.Stage, now int64) int64 {
		do(now, i)
		if i++; i == n {
			return 0
		}
		return max(now+1, at+int64(i)*slot+int64(p.r.Unit()*float64(slot)))
	}))
}

// mark notes records that were written now.
func (p *plot) mark(records int) {
	at := time.UnixMicro(p.Out.Now()).UTC()
	if p.Records == 0 {
		p.First = at
	}
	p.Last = at
	p.Records += records
}

// from makes an address the origin.
func (p *plot) from(country, kind string, host uint64) netip.Addr {
	a := p.Nets.Addr(country, kind, host)
	o := netip.PrefixFrom(a, a.BitLen())
	if !p.Origin.IsValid() {
		p.Origin, p.Country = o, country
	}
	p.Origins = append(p.Origins, o)
	return a
}

// somebody is one of the staff of a role in the first office who works on a day and plays no part yet.
func (p *plot) somebody(role org.Role, at int64) *org.Employee {
	start := p.r.N(len(p.Staff))
	for pass := range 3 {
		for i := range p.Staff {
			e := p.Staff[(start+i)%len(p.Staff)]
			if p.cast.taken[e.Number] || pass < 2 && e.Role != role || pass < 1 && e.Office != &p.Offices[0] {
				continue
			}
			day, _ := e.Office.Clock(at)
			if e.Joins != 0 || e.TripFrom != 0 || e.LeaveFrom <= day+3 && e.LeaveTo > day {
				continue
			}
			p.cast.taken[e.Number] = true
			return e
		}
	}
	return p.Staff[start]
}

// stride walks through n things so that each comes once and neighbours are far apart.
func stride(n int, r *org.Rand) func(i int) int {
	step := n*618/1000 | 1
	for gcd(step, n) != 1 {
		step += 2
	}
	first := r.N(n)
	return func(i int) int { return (first + i%n*step) % n }
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
