// Package eventtest runs a parser over lines of a log as watch would.
package eventtest

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
)

// Case is one record and what it must say. Of Want, only what is given is compared; a "-" wants that nothing is said.
type Case struct {
	Name string
	In   event.Record
	Want map[string]string
	// Nothing, Malformed: the record is no access, or broken.
	Nothing, Malformed bool
}

// Lines makes records of lines.
func Lines(text string) []event.Record {
	var out []event.Record
	for l := range strings.Lines(text) {
		out = append(out, event.Record{Line: []byte(strings.TrimRight(l, "\r\n"))})
	}
	return out
}

// Accept runs the cases through one reader, in order, and each twice through readers of their own: the result must be the
// same, must not depend on what was read before but by the log's own directives, and must lie within the record.
func Accept(t *testing.T, p event.Parser, o event.Options, cases ...Case) {
	t.Helper()
	r := p.Reader(o)
	var e event.Event
	for i, c := range cases {
		name := c.Name
		if name == "" {
			name = fmt.Sprint(i)
		}
		t.Run(name, func(t *testing.T) {
			t.Helper()
			want := event.Access
			if c.Nothing {
				want = event.Nothing
			} else if c.Malformed {
				want = event.Malformed
			}
			e.Reset()
			if got := r.Read(&c.In, &e); got != want {
				t.Fatalf("verdict %d, want %d: %s", got, want, c.In.Line)
			}
			if want != event.Access {
				return
			}
			all := Say(&e)
			got := map[string]string{}
			for k := range c.Want {
				got[k] = all[k]
				if got[k] == "" {
					got[k] = "-"
				}
			}
			if d := cmp.Diff(c.Want, got); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

// Say is an event in words: the fields that are known, and raw ones as raw.NAME.
func Say(e *event.Event) map[string]string {
	m := map[string]string{"action": e.Action.String(), "outcome": e.Outcome.String()}
	if e.Time != 0 {
		m["time"] = time.UnixMicro(e.Time).UTC().Format("2006-01-02T15:04:05.999999Z")
	}
	for k, v := range map[string][]byte{"actor": e.Actor, "as": e.As, "session": e.Session, "device": e.Device, "client": e.Client, "store": e.Store,
		"object": e.Object, "target": e.Target, "op": e.Op, "text": e.Text, "reason": e.Reason, "id": e.ID} {
		if len(v) > 0 {
			m[k] = string(v)
		}
	}
	for k, v := range map[string]netip.Addr{"from": e.From, "hop": e.Hop} {
		if v.IsValid() {
			m[k] = v.String()
		}
	}
	if e.Country != [2]byte{} {
		m["country"] = string(e.Country[:])
	}
	for k, v := range map[string]int64{"rows": e.Rows, "size": e.Size, "seq": e.Seq} {
		if v >= 0 {
			m[k] = fmt.Sprint(v)
		}
	}
	if e.Status != 0 {
		m["status"] = fmt.Sprint(e.Status)
	}
	if e.Sort != event.Anyone {
		m["sort"] = [...]string{"", "person", "customer", "service", "privileged", "anonymous"}[e.Sort]
	}
	for i, o := range e.Objects {
		m[fmt.Sprintf("object%d", i+2)] = string(o)
	}
	if len(e.Persons) > 0 {
		m["persons"] = fmt.Sprint(len(e.Persons))
	}
	for _, f := range e.Raw {
		m["raw."+f.Name] = string(f.Value)
	}
	return m
}

// Fuzz reads any bytes as a record: no panic, no event without its verdict, the same twice, and nothing of the event that
// does not come from the record.
func Fuzz(f *testing.F, p event.Parser, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		a, b := p.Reader(event.Options{}), p.Reader(event.Options{})
		var x, y event.Event
		x.Reset()
		y.Reset()
		rec := event.Record{Line: line}
		v, w := a.Read(&rec, &x), b.Read(&rec, &y)
		if v != w || v > event.Access {
			t.Fatalf("verdicts %d and %d", v, w)
		}
		if v == event.Access {
			if d := cmp.Diff(Say(&x), Say(&y)); d != "" {
				t.Errorf("another event when read again:\n%s", d)
			}
		}
	})
}

// NoAllocs fails if reading ordinary records allocates.
func NoAllocs(t *testing.T, p event.Parser, records []event.Record) {
	t.Helper()
	r := p.Reader(event.Options{})
	var e event.Event
	each := func() {
		for i := range records {
			e.Reset()
			r.Read(&records[i], &e)
		}
	}
	each()
	if n := testing.AllocsPerRun(20, each); n > 0 {
		t.Errorf("%v allocations for %d records", n, len(records))
	}
}
