package month

import (
	"bytes"
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
)

// from tells whether an address is of an incident.
func from(t *Truth, a netip.Addr) bool {
	for _, p := range t.Origins {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// counted is what one incident's records say.
type counted struct {
	persons  map[event.Fingerprint]bool
	actors   map[string]bool
	objects  map[string]bool
	targets  map[string]bool
	days     map[string]bool
	sessions map[string]bool
	rows     int64
	good     int
	bad      int
}

// count gathers the events of a log that are of an incident's time and that one asks for.
func count(t *testing.T, logs map[string]*bytes.Buffer, log string, truth *Truth, want func(e *event.Event) bool) counted {
	t.Helper()
	c := counted{map[event.Fingerprint]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, 0, 0, 0}
	first, last := truth.First.Truncate(time.Second).UnixMicro(), truth.Last.Add(time.Second).UnixMicro()
	read(t, log, logs[log].Bytes(), func(e *event.Event) {
		if e.Time < first || e.Time > last || !want(e) {
			return
		}
		for _, p := range e.Persons {
			c.persons[p] = true
		}
		c.actors[string(e.Actor)], c.objects[string(e.Object)], c.targets[string(e.Target)] = true, true, true
		c.days[time.UnixMicro(e.Time).UTC().Format(time.DateOnly)] = true
		c.sessions[string(e.Session)] = true
		c.rows += max(0, e.Rows)
		if e.Outcome == event.Failure {
			c.bad++
		} else {
			c.good++
		}
	})
	return c
}

// stands are what must stand in the logs of each incident; each returns how many people it counts there.
var stands = map[string]func(t *testing.T, logs map[string]*bytes.Buffer, x *Truth) int{
	"weibo": func(t *testing.T, logs map[string]*bytes.Buffer, x *Truth) int {
		c := count(t, logs, "shop-access.log", x, func(e *event.Event) bool { return from(x, e.From) })
		if c.good != x.Records || len(c.days) < 2 || x.Origin.Bits() != 29 {
			t.Errorf("%d requests on %d days from %s", c.good, len(c.days), x.Origin)
		}
		if len(c.sessions) != len(c.actors) {
			t.Errorf("%d sessions of %d accounts", len(c.sessions), len(c.actors))
		}
		return len(c.actors)
	},
	"weibo-sale": func(t *testing.T, logs map[string]*bytes.Buffer, x *Truth) int {
		c := count(t, logs, "app-audit.json", x, func(e *event.Event) bool {
			return string(e.Actor) == x.Actor && string(e.Op) == "lookup" && from(x, e.From)
		})
		return len(c.persons)
	},
	"omiai": func(t *testing.T, logs map[string]*bytes.Buffer, x *Truth) int {
		c := count(t, logs, "app-audit.json", x, func(e *event.Event) bool { return string(e.Actor) == x.Actor && e.From.String() == "10.0.7.20" })
		if c.bad > 0 || len(c.days) < 7 {
			t.Errorf("%d failures, %d days", c.bad, len(c.days))
		}
		return len(c.persons)
	},
	"line": func(t *testing.T, logs map[string]*bytes.Buffer, x *Truth) int {
		c := count(t, logs, "app-audit.json", x, func(e *event.Event) bool { return from(x, e.From) && string(e.Store) == "manage" })
		if len(c.actors) != 4 || c.good != x.Records || x.Country != "CN" {
			t.Errorf("%d actors, %d accesses", len(c.actors), c.good)
		}
		return len(c.persons)
	},
	"exchange": func(t *testing.T, logs map[string]*bytes.Buffer, _ *Truth) int {
		for log, what := range map[string]string{"HttpProxy.log": "ServerInfo~a]@", "ECP.log": "Set-OabVirtualDirectory.ExternalUrl=", "u_ex.log": "POST /aspnet_client/discover.aspx"} {
			if !bytes.Contains(logs[log].Bytes(), []byte(what)) {
				t.Errorf("%s has no %s", log, what)
			}
		}
		return 0
	},
	"jamstec": func(t *testing.T, logs map[string]*bytes.Buffer, x *Truth) int {
		c := count(t, logs, "openvpn.log", x, func(e *event.Event) bool { return from(x, e.From) && e.Action == event.Login })
		if len(c.actors) != len(x.Actors) {
			t.Errorf("%d accounts, want %v", len(c.actors), x.Actors)
		}
		c = count(t, logs, "directory.log", x, func(e *event.Event) bool { return strings.Contains(string(e.Reason), "userPassword") })
		return int(c.rows)
	},
	"matsui": func(t *testing.T, logs map[string]*bytes.Buffer, x *Truth) int {
		c := count(t, logs, "payment.json", x, func(e *event.Event) bool { return from(x, e.From) && e.Action == event.Transfer })
		if c.good < 2 {
			t.Errorf("%d transfers", c.good)
		}
		if in := count(t, logs, "app-audit.json", x, func(e *event.Event) bool { return from(x, e.From) && e.Action == event.Login }); len(in.actors) < c.good {
			t.Errorf("%d logins", len(in.actors))
		}
		c = count(t, logs, "postgres.csv", x, func(e *event.Event) bool {
			return string(e.Actor) == x.Actor && string(e.Object) == "public.credentials"
		})
		return int(c.rows)
	},
	"paypay": func(t *testing.T, logs map[string]*bytes.Buffer, x *Truth) int {
		c := count(t, logs, "app-audit.json", x, func(e *event.Event) bool { return string(e.Store) == "merchant" && from(x, e.From) })
		return len(c.persons)
	},
	"docomo": func(t *testing.T, logs map[string]*bytes.Buffer, x *Truth) int {
		c := count(t, logs, "payment.json", x, func(e *event.Event) bool { return from(x, e.From) && e.Action == event.Link })
		if c.bad != 10*c.good || len(c.actors) > 3 {
			t.Errorf("%d failures, %d accounts", c.bad, len(c.actors))
		}
		return c.good
	},
	"mitsubishi": func(t *testing.T, logs map[string]*bytes.Buffer, x *Truth) int {
		known := map[string]bool{}
		for _, i := range New(1, small()).Indicators() {
			known[i.Value] = true
		}
		if !known[x.Origin.Addr().String()] || !known[x.Actors[1]] {
			t.Errorf("%s and %v are no indicators", x.Origin, x.Actors)
		}
		c := count(t, logs, "m365-audit.json", x, func(e *event.Event) bool { return from(x, e.From) })
		if c.good == 0 || !c.actors["svc-plm@corp.example.jp"] {
			t.Error("the account is not used")
		}
		return 0
	},
	"mercari": func(t *testing.T, logs map[string]*bytes.Buffer, x *Truth) int {
		c := count(t, logs, "github-audit.json", x, func(e *event.Event) bool { return from(x, e.From) && e.Action == event.Export })
		if len(c.objects) != x.Records || len(c.objects) < 4 {
			t.Errorf("%d repositories, want %d", len(c.objects), x.Records)
		}
		return 0
	},
	"shanghai": func(t *testing.T, logs map[string]*bytes.Buffer, x *Truth) int {
		of := func(a event.Action) counted {
			return count(t, logs, "search-audit.json", x, func(e *event.Event) bool { return from(x, e.From) && e.Action == a })
		}
		if e, d := of(event.Export), of(event.Delete); e.good < 40 || len(d.objects) != 4 {
			t.Errorf("%d scrolls, %d deleted", e.good, len(d.objects))
		}
		if w := of(event.Write); !w.objects["read_me_to_recover_data"] {
			t.Error("no note is left")
		}
		return x.People
	},
	"canary": func(t *testing.T, logs map[string]*bytes.Buffer, x *Truth) int {
		c := count(t, logs, "app-audit.json", x, func(e *event.Event) bool { return true })
		n := 0
		for _, p := range New(1, small()).Canaries() {
			switch p.Kind {
			case "person":
				if c.persons[p.Fingerprint] && c.actors[p.Value] {
					n++
				}
			default:
				if !bytes.Contains(logs["cloudtrail.json"].Bytes(), []byte(p.Value)) {
					t.Errorf("the %s is not touched", p.Kind)
				}
			}
		}
		return n
	},
	"complaint": func(t *testing.T, logs map[string]*bytes.Buffer, x *Truth) int {
		c := count(t, logs, "complaints.csv", x, func(e *event.Event) bool { return true })
		n := 0
		for _, a := range x.Actors {
			if c.targets[a] {
				n++
			}
		}
		return n
	},
	"stuffing": func(t *testing.T, logs map[string]*bytes.Buffer, x *Truth) int {
		c := count(t, logs, "app-audit.json", x, func(e *event.Event) bool { return from(x, e.From) && e.Action == event.Login })
		if c.bad < 100*c.good || len(x.Origins) != 120 {
			t.Errorf("%d good, %d bad", c.good, c.bad)
		}
		return c.good
	},
	"leaked-key": func(t *testing.T, logs map[string]*bytes.Buffer, x *Truth) int {
		c := count(t, logs, "cloudtrail.json", x, func(e *event.Event) bool { return string(e.Actor) == x.Actor && string(e.Op) == "GetObject" })
		return len(c.objects)
	},
	"insider": func(t *testing.T, logs map[string]*bytes.Buffer, x *Truth) int {
		c := count(t, logs, "postgres.csv", x, func(e *event.Event) bool {
			return string(e.Actor) == x.Actor && string(e.Object) == "public.identity_documents"
		})
		return int(c.rows)
	},
}

func TestIncidentsStandInTheLogs(t *testing.T) {
	whole := map[string]int{}
	for _, scale := range []float64{1, 0.5} {
		o := small(Incidents(scale)...)
		logs, truths := everything(t)
		if scale != 1 {
			logs, truths = tell(t, 1, o)
		}
		start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
		n := 0
		for i := range truths {
			x := &truths[i]
			if x.Benign {
				continue
			}
			n++
			t.Run(x.Name, func(t *testing.T) {
				if x.Records == 0 || x.Detector == "" || x.Store == "" || len(x.Logs) == 0 || x.First.Before(start.AddDate(0, 0, o.Days/4)) || !x.Last.Before(start.AddDate(0, 0, o.Days)) {
					t.Errorf("%+v", x)
				}
				if got := stands[x.Name](t, logs, x); got != x.People {
					t.Errorf("the logs say %d people, the truth %d", got, x.People)
				}
				switch half := whole[x.Name] / 2; {
				case scale == 1:
					whole[x.Name] = max(x.People, 0)
				case x.Name != "canary" && (x.People < half-half/4-4 || x.People > half+half/4+4):
					t.Errorf("%d people at half the size, %d at the whole", x.People, whole[x.Name])
				}
			})
		}
		if n != len(stands) {
			t.Errorf("%d incidents, want %d", n, len(stands))
		}
	}
}

func TestIncidentAtAMoment(t *testing.T) {
	at := time.Date(2026, 11, 9, 3, 0, 0, 0, time.UTC)
	_, truths := tell(t, 1, small(Incident{Name: "mercari", At: at}))
	if !truths[0].First.Equal(at) {
		t.Errorf("it begins at %s", truths[0].First)
	}
	if _, err := New(1, small(Incident{Name: "nothing"})).Write(nil); err == nil {
		t.Error("an incident that there is none of is injected")
	}
}

func TestSmallestOrganisations(t *testing.T) {
	for _, o := range []Options{{Employees: 1, Customers: 1, Days: 1}, {Employees: 20, Customers: 200, Days: 2}, {Employees: 30, Customers: 300, Days: 40, Visits: 1, Start: time.Date(2028, 2, 20, 5, 0, 0, 0, time.UTC)}} {
		for _, scale := range []float64{0.01, 1, 3} {
			o.Incidents = Incidents(scale)
			w := New(5, o)
			truths, err := w.Write(func(string) io.Writer { return io.Discard })
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range truths {
				if !x.Benign && x.Records == 0 && o.Days > 5 || x.People > max(200, o.Customers) {
					t.Errorf("%d days, scale %v: %+v", o.Days, scale, x)
				}
			}
		}
	}
}
