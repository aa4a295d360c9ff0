package builtin

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	events "github.com/tsutsumi-dev/tsutsumi/internal/event/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/mapped"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/complaint"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/crowd"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/linking"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/place"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/run"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/story"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/travel"
)

var (
	full      = flag.Bool("full", false, "a month of 1,000 employees and 100,000 customers instead of a small one")
	from      = flag.Int("from", 0, "the first of them")
	seeds     = flag.Int("seeds", 1, "how many months")
	scale     = flag.Float64("scale", 0.5, "the size of incidents; 1 is the real one")
	undersaid = flag.Bool("undersaid", false, "nothing is declared but where the offices are")
)

// outsiders are the detectors of accounts, places and devices: what one tells who is not who he says.
func outsiders(s *watch.Settings) []watch.Detector {
	return []watch.Detector{complaint.New(s, complaint.Config{}), crowd.New(s, crowd.Config{}), crowd.NewEnumeration(s, crowd.Config{}), linking.New(s, linking.Config{}),
		place.New(s, place.Config{}), place.NewFirst(s, place.Config{}), travel.New(s, travel.Config{})}
}

// TestMonth: in a month of an organisation each incident is found at half its size, and less than one alert a week is of nothing.
func TestMonth(t *testing.T) {
	if testing.Short() {
		t.Skip("a month takes some seconds")
	}
	for seed := *from; seed < *from+*seeds; seed++ {
		o := month.Options{Employees: 120, Customers: 4000, Days: 14, Visits: 6}
		if *full {
			o = month.Options{}
		}
		for _, name := range []string{"weibo", "weibo-sale", "line", "paypay", "jamstec", "docomo", "stuffing", "complaint"} {
			o.Incidents = append(o.Incidents, month.Incident{Name: name, Scale: *scale})
		}
		w := month.New(uint64(seed)+1, o)
		m := tell(t, w)
		began := time.Now()
		alerts, res := m.watch(t, outsiders)
		t.Logf("seed %d: %d accesses in %v; dropped %v", seed+1, res.Events, time.Since(began).Round(time.Second), res.Dropped)
		of := m.judge(t, alerts)
		weeks := float64(max(o.Days, 14)) / 7
		if *full {
			weeks = 30.0 / 7
		}
		if n := float64(len(of)); n/weeks >= 1 {
			t.Errorf("seed %d: %.1f alerts a week are of nothing", seed+1, n/weeks)
		}
	}
}

// told is a month that was written down.
type told struct {
	w      *month.World
	dir    string
	truths []month.Truth
	files  map[string]string
	said   []said
}

func tell(t *testing.T, w *month.World) *told {
	t.Helper()
	m := &told{w: w, dir: t.TempDir()}
	var close []func() error
	var err error
	m.truths, err = w.Write(func(log string) io.Writer {
		f, err := os.Create(filepath.Join(m.dir, log))
		if err != nil {
			t.Fatal(err)
		}
		b := bufio.NewWriterSize(f, 1<<16)
		close = append(close, b.Flush, f.Close)
		return b
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range close {
		if err := c(); err != nil {
			t.Fatal(err)
		}
	}
	m.files = w.Files(m.dir)
	return m
}

func (m *told) parsers(t *testing.T) (out []event.Parser) {
	t.Helper()
	for name, text := range month.Mappings() {
		p, err := mapped.Parse([]byte(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, p)
	}
	return append(out, events.All()...)
}

// settings are what the organisation declares.
func (m *told) settings(t *testing.T) (*watch.Settings, *config.Watch) {
	t.Helper()
	f, err := config.Decode("tsutsumi.yaml", []byte(m.files["watch.yaml"]))
	if err != nil {
		t.Fatal(err)
	}
	c := f.Watch
	s := &watch.Settings{Secret: 7, Zone: 9 * 3600, Stores: watch.NewStores()}
	s.Known.Roles = map[watch.ID]watch.Role{}
	h := watch.NewHasher(s.Secret)
	roles := map[string]watch.Role{"job": watch.Job, "staff": watch.Staff, "admin": watch.Admin, "customer": watch.Customer}
	for _, a := range c.Accounts {
		for _, n := range a.Names {
			s.Known.Roles[h.Account([]byte(n))] |= roles[a.Role]
		}
	}
	kinds := map[string]network.Kind{"office": network.Office, "vpn": network.VPN, "mobile": network.Mobile, "hosting": network.Hosting}
	var ranges []network.Range
	for _, n := range c.Networks {
		r := network.Range{Name: n.Name, Kind: kinds[n.Kind]}
		r.Country, _ = network.Country(n.Country.Said)
		for _, p := range n.Ranges {
			if r.Prefix = p; *undersaid && p.IsSingleIP() {
				continue
			}
			ranges = append(ranges, r)
		}
	}
	for _, l := range strings.Fields(m.files["tor.txt"]) {
		ranges = append(ranges, network.Range{Prefix: netip.MustParsePrefix(l), Kind: network.Anonymising})
	}
	if s.Networks, err = network.New(ranges); err != nil {
		t.Fatal(err)
	}
	var from [][2]byte
	for _, code := range month.Declared() {
		from = append(from, [2]byte{code[0], code[1]})
	}
	for i, hold := range m.w.Holdings() {
		name := strings.Trim(hold.Store+"/"+hold.Part, "/")
		s.Stores.Add(&watch.Store{Name: name, Source: hold.Store, ID: watch.ID(1000 + i), Known: true, People: int64(hold.People), Credentials: hold.Credentials, Weight: 1, Declared: hold.Store == "manage" || hold.Part != "", Home: [2]byte{'J', 'P'}, Access: from}, name)
	}
	s.Known.Complaints = m.complaints(t)
	return s, c
}

func (m *told) complaints(t *testing.T) (out []watch.Complaint) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(m.dir, "complaints.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range strings.Split(string(b), "\n") {
		f := strings.Split(l, ",")
		at, err := time.Parse(time.RFC3339, f[0])
		for _, layout := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006/01/02 15:04"} {
			if err != nil {
				at, err = time.ParseInLocation(layout, f[0], time.FixedZone("JST", 9*3600))
			}
		}
		switch {
		case len(f) > 1 && err == nil:
			out = append(out, watch.Complaint{Account: []byte(f[1]), Told: at.UnixMicro()})
		case i == 1:
			t.Fatalf("complaints: %q", l)
		}
	}
	return out
}

func (m *told) watch(t *testing.T, detectors func(*watch.Settings) []watch.Detector) ([]watch.Alert, *run.Result) {
	t.Helper()
	s, c := m.settings(t)
	var feeds []watch.Feed
	for _, l := range c.Logs {
		zone := 9 * 3600
		if strings.HasSuffix(l.Target, "openvpn.log") { // whose clock is UTC's
			zone = 0
		}
		set, err := feed.Open(t.Context(), feed.Spec{Targets: []string{l.Target}, Store: l.Store, Zone: zone}, feed.Options{Parsers: m.parsers(t), Now: func() time.Time { return time.Date(2026, 12, 2, 0, 0, 0, 0, time.UTC) },
			Tell: func(log string, err error) { t.Errorf("%s: %v", log, err) }})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { set.Close() })
		feeds = append(feeds, set.New()...)
	}
	run.Sort(feeds)
	ds := detectors(s)
	book := &noting{Book: story.NewBook(s, ds), m: m}
	res, err := run.New(feeds, run.Options{Settings: s, Detectors: ds, Book: book, Now: time.Now}).Do(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range res.Logs {
		if r.Accesses == 0 {
			t.Errorf("%s: nothing was read", r.Log.Name)
		}
	}
	return book.Alerts(nil, time.UTC), res
}

// noting notes when each detector tells something for the first time.
type noting struct {
	*story.Book
	m *told
}

// Signal implements watch.Out.
func (n *noting) Signal(s *watch.Signal) {
	at := s.Last
	if s.Access != nil {
		at = s.Access.At
	}
	if !s.Attempt {
		n.m.said = append(n.m.said, said{s.Detector, time.UnixMicro(at).UTC()})
	}
	n.Book.Signal(s)
}

type said struct {
	detector string
	at       time.Time
}

// after is how long after its first record an incident was told by its detector; other things that this told then count too.
func (m *told) after(truth *month.Truth) time.Duration {
	for _, s := range m.said {
		if s.detector == truth.Detector && !s.at.Before(truth.First.Add(-time.Second)) {
			return s.at.Sub(truth.First).Round(time.Minute)
		}
	}
	return -1
}

// judge lays alerts beside the truth, and returns those of nothing that are more than info.
func (m *told) judge(t *testing.T, alerts []watch.Alert) (nothing []watch.Alert) {
	t.Helper()
	used := map[string]bool{}
	for i := range m.truths {
		truth := &m.truths[i]
		if truth.Benign {
			continue
		}
		var right []watch.Alert
		for _, a := range alerts {
			if !about(&a, truth) {
				continue
			}
			used[a.ID] = true
			if a.Detector == truth.Detector || slices.Contains(a.Also, truth.Detector) {
				right = append(right, a)
			}
		}
		if len(right) == 0 {
			t.Errorf("%s is not found (%s, %d records, %s to %s)", truth.Name, fmt.Sprint(truth.Actors, truth.Origins), truth.Records, truth.First.Format(time.DateTime), truth.Last.Format(time.DateTime))
			continue
		}
		var b bytes.Buffer
		for _, a := range right {
			fmt.Fprintf(&b, "\n    %s", show(&a))
		}
		t.Logf("%-11s %v %d people, %d records, %s to %s, told after %v%s", truth.Name, fmt.Sprint(truth.Actors[:min(3, len(truth.Actors))], truth.Origins[:min(len(truth.Origins), 3)]), truth.People, truth.Records, truth.First.Format("02 15:04"), truth.Last.Format("02 15:04"), m.after(truth), b.String())
	}
	for _, a := range alerts {
		if !used[a.ID] && a.Severity >= watch.Low {
			nothing = append(nothing, a)
			t.Logf("of nothing: %s", show(&a))
			for i := range m.truths { // what it may be
				if b := &m.truths[i]; b.Benign && (b.Name == "business-trip" || b.Name == "new-employee") && !a.First.After(b.Last) && !a.Last.Before(b.First) {
					t.Logf("    %s %s %s from %s", b.Name, b.Actor, b.Country, b.First.Format(time.DateTime))
				}
			}
		}
	}
	return nothing
}

// about tells whether an alert is of an incident: by the time, and by a detector that may tell of it.
func about(a *watch.Alert, truth *month.Truth) bool {
	if a.First.After(truth.Last.Add(24*time.Hour)) || a.Last.Before(truth.First) {
		return false
	}
	may := append([]string{truth.Detector}, truth.Also...)
	if truth.Name == "weibo" {
		may = append(may, "complaint", "first-country")
	}
	if !slices.Contains(may, a.Detector) && !slices.ContainsFunc(a.Also, func(d string) bool { return slices.Contains(may, d) }) {
		return false
	}
	if len(a.Evidence) == 0 || truth.Name == "complaint" { // whose log is no log of accesses
		return true
	}
	for _, e := range a.Evidence {
		if slices.ContainsFunc(truth.Logs, func(l string) bool { return strings.HasSuffix(e.Log, l) }) {
			return true
		}
	}
	return false
}

func show(a *watch.Alert) string {
	people := int64(-1)
	if a.People != nil {
		people = *a.People
	}
	s := fmt.Sprintf("%s %s %v %s %s people %d accounts %d accesses %d %s to %s conf %.2f", a.Severity, a.Detector, a.Also, a.Principal, a.Origin, people, a.Accounts, a.Accesses, a.First.Format("02 15:04"), a.Last.Format("02 15:04"), a.Confidence)
	for i, p := range a.Story {
		if i == 4 {
			s += fmt.Sprintf("\n        and %d more", len(a.Story)-i)
			break
		}
		s += fmt.Sprintf("\n        %s/%s %s %s", p.Detector, p.Rule, p.First.Format("02 15:04"), p.Text.EN)
	}
	return s
}
