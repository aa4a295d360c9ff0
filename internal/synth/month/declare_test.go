package month

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/indicator"
)

func TestDeclarationsAreRead(t *testing.T) {
	o := small(Incident{Name: "insider"})
	w := New(1, o)
	logs, truths := tell(t, 1, o)
	if _, err := w.Write(func(string) io.Writer { return nil }); err != nil {
		t.Fatal(err)
	}
	files := w.Files("/var/log/month")
	f, err := config.Decode("tsutsumi.yaml", []byte(files["watch.yaml"]))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range f.Watch.Logs {
		name := l.Target[strings.LastIndexByte(l.Target, '/')+1:]
		if logs[name] == nil {
			t.Errorf("%s is watched and not written", name)
		}
	}
	if n := len(f.Watch.Logs) + len(f.Watch.Complaints); n != len(logs) {
		t.Errorf("%d logs are watched, %d written", n, len(logs))
	}
	// Every network that an event can come from is declared, in the country of the table, or is an exit of Tor.
	for _, n := range Networks() {
		found := n.Kind == "tor" && strings.Contains(files["tor.txt"], n.Prefix.String())
		for _, d := range f.Watch.Networks {
			found = found || slices.Contains(d.Ranges, n.Prefix) && d.Country.Said == n.Country
		}
		if !found {
			t.Errorf("%s is not declared", n.Prefix)
		}
	}
	for _, m := range f.Watch.Mappings {
		if files[m] == "" {
			t.Errorf("%s is not there", m)
		}
	}
	if len(f.Watch.Holidays) != 1 || len(f.Watch.Sales) != 1 || len(f.Watch.Canaries) != 12 { // the 3rd of November; five persons by account and fingerprint, a key, a file
		t.Errorf("holidays %v, sales %v, %d canaries", f.Watch.Holidays, f.Watch.Sales, len(f.Watch.Canaries))
	}
	known, problems := indicator.Load("indicators.csv", strings.NewReader(files["indicators.csv"]))
	if len(problems) > 0 || len(known) != 2 || known[0].Case == "" {
		t.Errorf("%v %v", known, problems)
	}
	// Who reads at night on leave is on leave by the calendar.
	first := truths[0].First.In(time.FixedZone("JST", 9*3600)).Format(time.DateOnly)
	if !strings.Contains(files["leave.csv"], truths[0].Actor+","+first) {
		t.Errorf("%s is not on leave on %s", truths[0].Actor, first)
	}
	if a := w.Accounts(); len(a) < 100 || !slices.ContainsFunc(a, func(a Account) bool { return a.Name == truths[0].Actor && a.Work == "dev" }) {
		t.Errorf("%d accounts", len(a))
	}
	for _, h := range w.Holdings() {
		if logs[h.Log] == nil || h.Store != "" && !strings.Contains(logs[h.Log].String(), h.Store) || !strings.Contains(logs[h.Log].String(), h.Part) {
			t.Errorf("no record of %s names %s %s", h.Log, h.Store, h.Part)
		}
	}
}
