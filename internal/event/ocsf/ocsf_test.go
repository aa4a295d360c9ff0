package ocsf

import (
	"encoding/json"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/flat"
)

func some(change func(*event.Event)) *event.Event {
	e := &event.Event{}
	e.Reset()
	e.Time, e.From, e.Actor, e.Store, e.Outcome = 1_795_773_005_123_456, netip.MustParseAddr("192.0.2.7"), []byte("yamada"), []byte("shop"), event.Success
	e.ID, e.Session, e.Client = []byte("id1"), []byte("s1"), []byte("curl/8.5.0")
	change(e)
	return e
}

var cases = []struct {
	name, product   string
	class, activity int
	e               *event.Event
}{
	{"login", "sshd", Authentication, 1, some(func(e *event.Event) { e.Action, e.Op, e.Sort = event.Login, []byte("publickey"), event.Person })},
	{"failed login", "m365", Authentication, 1, some(func(e *event.Event) {
		e.Action, e.Outcome, e.Reason, e.Country, e.Device = event.Login, event.Failure, []byte("bad \"password\"\n"), [2]byte{'B', 'R'}, []byte("d1")
	})},
	{"logout", "openvpn", Authentication, 2, some(func(e *event.Event) { e.Action = event.Logout })},
	{"request", "access", HTTP, 3, some(func(e *event.Event) {
		e.Action, e.Op, e.Object, e.Text, e.Status, e.Size = event.Read, []byte("GET"), []byte("/members"), []byte("/members?a=b"), 200, 5120
		e.Hop, e.Sort, e.Actor = netip.MustParseAddr("2001:db8::1"), event.Anonymous, nil
	})},
	{"query", "postgres", Datastore, 1, some(func(e *event.Event) {
		e.Action, e.Op, e.Object, e.Text, e.Rows, e.Sort = event.Read, []byte("SELECT"), []byte("customers"), []byte("SELECT * FROM customers"), 51234, event.Privileged
		e.Persons = []event.Fingerprint{{1, 2, 3}, {4}}
	})},
	{"export", "postgres", Datastore, 4, some(func(e *event.Event) { e.Action, e.Op, e.Object = event.Export, []byte("COPY"), []byte("customers") })},
	{"call", "cloudtrail", API, 2, some(func(e *event.Event) {
		e.Action, e.Op, e.Object, e.As, e.Size, e.Sort, e.Seq = event.Read, []byte("GetObject"), []byte("a/b.csv"), []byte("role"), 7, event.Service, 99
		e.Objects = [][]byte{[]byte("arn:aws:s3:::customers")}
	})},
	{"grant", "cloudtrail", UserAccess, 1, some(func(e *event.Event) {
		e.Action, e.Op, e.Target = event.Grant, []byte("AttachUserPolicy"), []byte("tanaka")
	})},
	{"revoked", "cloudtrail", UserAccess, 2, some(func(e *event.Event) {
		e.Action, e.Op, e.Target = event.Grant, []byte("DetachUserPolicy"), []byte("tanaka")
	})},
	{"account", "cloudtrail", AccountChange, 1, some(func(e *event.Event) { e.Action, e.Op, e.Target = event.Admin, []byte("CreateUser"), []byte("tanaka") })},
	{"file", "m365", FileHosting, 2, some(func(e *event.Event) {
		e.Action, e.Op, e.Object, e.Sort = event.Read, []byte("FileDownloaded"), []byte("顧客.xlsx"), event.Customer
	})},
	{"settings", "cloudtrail", API, 3, some(func(e *event.Event) { e.Action, e.Op = event.Admin, []byte("StopLogging") })},
}

func TestRoundTrip(t *testing.T) {
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			out := To(tt.e, tt.product, nil)
			var v struct {
				Class    int   `json:"class_uid"`
				Category int   `json:"category_uid"`
				Activity int   `json:"activity_id"`
				Type     int   `json:"type_uid"`
				Severity int   `json:"severity_id"`
				Time     int64 `json:"time"`
				Metadata struct {
					Version string
					Product struct{ Name string }
				}
			}
			if err := json.Unmarshal(out, &v); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			if v.Class != tt.class || v.Activity != tt.activity || v.Category != tt.class/1000 || v.Type != 100*tt.class+tt.activity || v.Severity != 1 || v.Time != tt.e.Time/1000 || v.Metadata.Version != Version || v.Metadata.Product.Name != tt.product {
				t.Errorf("%+v", v)
			}
			var f flat.Flattener
			rec := event.Record{Line: out}
			rec.Fields, _ = f.Object(out, nil)
			var back event.Event
			back.Reset()
			if got := (Parser{}).Reader(event.Options{}).Read(&rec, &back); got != event.Access {
				t.Fatalf("verdict %d", got)
			}
			back.Raw = nil
			if d := cmp.Diff(eventtest.Say(tt.e), eventtest.Say(&back)); d != "" {
				t.Errorf("(-written +read)\n%s\n%s", d, out)
			}
		})
	}
}

func TestOthers(t *testing.T) {
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "somebody's login", In: eventtest.JSON(`{"class_uid":3002,"activity_id":1,"time":1795773005123,"metadata":{"version":"1.1.0"},"status_id":2,"status_detail":"x","user":{"name":"yamada"},"src_endpoint":{"ip":"192.0.2.7","location":{"country":"JP"}},"dst_endpoint":{"hostname":"h"}}`),
			Want: map[string]string{"action": "login", "outcome": "failure", "actor": "yamada", "from": "192.0.2.7", "country": "JP", "store": "h", "time": "2026-11-27T09:50:05.123Z", "reason": "x"}},
		eventtest.Case{Name: "a process", In: eventtest.JSON(`{"class_uid":1007,"activity_id":1,"time":1795773005123}`), Nothing: true},
		eventtest.Case{Name: "no class", In: eventtest.JSON(`{"time":1795773005123}`), Malformed: true},
	)
}

func TestNoAllocs(t *testing.T) {
	buf := make([]byte, 0, 4096)
	if n := testing.AllocsPerRun(50, func() {
		for _, tt := range cases {
			buf = To(tt.e, tt.product, buf[:0])
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
	var records []event.Record
	for _, tt := range cases {
		records = append(records, eventtest.JSON(string(To(tt.e, tt.product, nil))))
	}
	eventtest.NoAllocs(t, Parser{}, records)
}

func FuzzRead(f *testing.F) {
	for _, tt := range cases {
		f.Add(To(tt.e, tt.product, nil))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		rec := eventtest.JSON(string(text))
		var e event.Event
		e.Reset()
		if (Parser{}).Reader(event.Options{}).Read(&rec, &e) == event.Access {
			if out := To(&e, "x", nil); !json.Valid(out) || strings.ContainsRune(string(out), '\n') {
				t.Errorf("no JSON of one line: %s", out)
			}
		}
	})
}
