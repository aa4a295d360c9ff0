package month

import (
	"bufio"
	"bytes"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/mapped"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sniff"
)

// small is an organisation that a test tells in a second.
func small(incidents ...Incident) Options {
	return Options{Employees: 100, Customers: 4000, Days: 12, Visits: 4, Incidents: incidents}
}

// tell writes a month into memory.
func tell(t *testing.T, seed uint64, o Options) (map[string]*bytes.Buffer, []Truth) {
	t.Helper()
	logs := map[string]*bytes.Buffer{}
	truths, err := New(seed, o).Write(func(log string) io.Writer {
		logs[log] = &bytes.Buffer{}
		return logs[log]
	})
	if err != nil {
		t.Fatal(err)
	}
	return logs, truths
}

var once struct {
	sync.Once
	logs   map[string]*bytes.Buffer
	truths []Truth
}

// everything is a small month with all incidents at their whole size, told once for all tests that only look.
func everything(t *testing.T) (map[string]*bytes.Buffer, []Truth) {
	t.Helper()
	once.Do(func() { once.logs, once.truths = tell(t, 1, small(Incidents(1)...)) })
	return once.logs, once.truths
}

// parsers are the program's, and those of the mappings before them.
func parsers(t *testing.T) []event.Parser {
	t.Helper()
	var out []event.Parser
	for name, text := range Mappings() {
		p, err := mapped.Parse([]byte(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, p)
	}
	return append(out, builtin.All()...)
}

// read hands the events of a log on, and returns how many records are accesses, are none, and are not understood.
func read(t *testing.T, name string, text []byte, each func(e *event.Event)) (parser string, n [3]int) {
	t.Helper()
	o := event.Options{Now: time.Date(2026, 11, 15, 0, 0, 0, 0, time.UTC).UnixMicro(), Store: name}
	c, ok := sniff.Log(text[:min(len(text), sniff.Head)], parsers(t), o)
	if !ok {
		t.Fatalf("%s is not recognised", name)
	}
	cut, sh, r := c.Shape.Cutter(), shape.New(c.Shape, o), c.Parser.Reader(o)
	s := bufio.NewScanner(bytes.NewReader(text))
	s.Buffer(nil, shape.MaxPiece+4096)
	s.Split(cut.Split)
	var e event.Event
	var rec event.Record
	for s.Scan() {
		if !sh.Record(s.Bytes(), &rec) {
			continue
		}
		e.Reset()
		v := r.Read(&rec, &e)
		n[v]++
		if v == event.Malformed && n[v] == 1 {
			t.Logf("%s: not understood: %s", name, rec.Line)
		}
		if v == event.Access && each != nil {
			each(&e)
		}
	}
	return c.Parser.Name(), n
}

func TestEveryLogIsRead(t *testing.T) {
	want := map[string]string{"shop-access.log": "access", "app-audit.json": "app-audit", "postgres.csv": "postgres-csv", "openvpn.log": "openvpn", "auth.log": "sshd", "search-audit.json": "search",
		"cloudtrail.json": "cloudtrail", "entra-signin.json": "m365", "m365-audit.json": "m365", "github-audit.json": "github", "salesforce-Login.csv": "salesforce", "salesforce-URI.csv": "salesforce",
		"salesforce-ReportExport.csv": "salesforce", "payment.json": "payment", "u_ex.log": "w3c", "HttpProxy.log": "w3c", "ECP.log": "w3c", "directory.log": "directory", "complaints.csv": "complaints"}
	logs, _ := everything(t)
	for name, parser := range want {
		if logs[name] == nil {
			t.Errorf("%s is not written", name)
			continue
		}
		last := int64(0)
		got, n := read(t, name, logs[name].Bytes(), func(e *event.Event) {
			if e.Time < last {
				t.Errorf("%s goes back in time", name)
			}
			last = e.Time
		})
		if got != parser {
			t.Errorf("%s is read as %s", name, got)
		}
		if all := n[0] + n[1] + n[2]; 1000*n[event.Malformed] > all || n[event.Access] == 0 {
			t.Errorf("%s: of %d records %d are not understood, %d are accesses", name, all, n[event.Malformed], n[event.Access])
		}
		t.Logf("%-28s %-12s %8d accesses %6d others %9d bytes", name, got, n[event.Access], n[event.Nothing], logs[name].Len())
	}
	if len(logs) != len(want) {
		t.Errorf("%d logs, want %d", len(logs), len(want))
	}
}
