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
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
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

// One makes a record of a piece of that shape, with a year near 2026-11-27 where times say none.
func One(s shape.Shape, pieces ...string) event.Record {
	var rec event.Record
	sh := shape.New(s, event.Options{Now: time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC).UnixMicro()})
	for _, p := range pieces {
		sh.Record([]byte(p), &rec)
	}
	return rec
}

// Line, JSON and Syslog make a record of a line, an object, and a line behind a head; Row of the names of columns and a row.
func Line(s string) event.Record {
	return event.Record{Line: []byte(s), Head: event.Head{Severity: -1}}
}
func JSON(s string) event.Record       { return One(shape.Shape{Form: event.JSON}, s) }
func Syslog(s string) event.Record     { return One(shape.Shape{Wrap: shape.Syslog}, s) }
func Row(names, s string) event.Record { return One(shape.Shape{Form: event.Table}, names, s) }

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

// Fuzz reads any bytes as a record: no panic, no event without its verdict, and the same twice. A parser of tables is given
// the names of columns by FuzzTable.
func Fuzz(f *testing.F, p event.Parser, seeds ...string) { FuzzTable(f, p, "", seeds...) }

// FuzzTable is Fuzz for rows of those columns.
func FuzzTable(f *testing.F, p event.Parser, columns string, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		a, b := p.Reader(event.Options{}), p.Reader(event.Options{})
		var x, y event.Event
		x.Reset()
		y.Reset()
		rec := event.Record{Line: line}
		switch sh := (shape.Shape{Form: p.Form()}); p.Form() {
		case event.Table:
			rec = One(sh, columns, string(line))
		case event.JSON, event.Framed:
			if p.Form() == event.Framed {
				sh.Wrap = shape.Syslog
			}
			rec = One(sh, string(line))
		}
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

// Bench reads the records again and again.
func Bench(b *testing.B, p event.Parser, records ...event.Record) {
	r := p.Reader(event.Options{})
	var e event.Event
	n := 0
	for i := range records {
		n += len(records[i].Line)
	}
	b.SetBytes(int64(n))
	b.ReportAllocs()
	for b.Loop() {
		for i := range records {
			e.Reset()
			r.Read(&records[i], &e)
		}
	}
}

// BenchPieces makes records of the pieces and reads them, as a log is read.
func BenchPieces(b *testing.B, p event.Parser, s shape.Shape, pieces ...string) {
	r, sh := p.Reader(event.Options{}), shape.New(s, event.Options{})
	var e event.Event
	var rec event.Record
	n := 0
	raw := make([][]byte, len(pieces))
	for i, p := range pieces {
		n += len(p)
		raw[i] = []byte(p)
	}
	b.SetBytes(int64(n))
	b.ReportAllocs()
	for b.Loop() {
		for _, piece := range raw {
			if sh.Record(piece, &rec) {
				e.Reset()
				r.Read(&rec, &e)
			}
		}
	}
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
