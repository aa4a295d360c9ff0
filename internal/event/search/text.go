package search

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/flat"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// Text is the event.Parser of the textual forms: slow logs, audit lines of older versions, and JSON behind log4j's head.
type Text struct{}

// Name implements event.Parser.
func (Text) Name() string { return "search-text" }

// Form implements event.Parser.
func (Text) Form() event.Form { return event.Line }

// Match implements event.Parser.
func (p Text) Match(sample []event.Record) event.Certainty {
	return event.Most(p, sample, event.Sure)
}

// Reader implements event.Parser.
func (Text) Reader(o event.Options) event.Reader { return &text{reader: *newReader(o)} }

type text struct {
	reader
	flat   flat.Flattener
	record event.Record
}

// Read implements event.Reader: [time][level][component] [node] message.
func (r *text) Read(rec *event.Record, e *event.Event) event.Verdict {
	line := rec.Line
	if len(line) < 24 || line[0] != '[' {
		if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
			return event.Nothing // a trace goes on
		}
		return event.Malformed
	}
	end := bytes.IndexByte(line, ']')
	if end < 0 {
		return event.Malformed
	}
	t := r.clock.ISO(line[1:end], r.zone)
	if t == 0 {
		return event.Malformed
	}
	rest := line[end+1:]
	if i := bytes.IndexByte(rest, '{'); i >= 0 && (lex.Index(rest, `"audit_category"`) > i || lex.Index(rest, `"event.action"`) > i) {
		return r.json(rest[i:], t, e)
	}
	var v [5][]byte // level, component, node, index, shard
	n := 0
	for n < len(v) {
		rest = lex.Trim(rest)
		if len(rest) == 0 || rest[0] != '[' {
			break
		}
		i := bytes.IndexByte(rest, ']')
		if i < 0 {
			return event.Malformed
		}
		v[n], rest = lex.Trim(rest[1:i]), rest[i+1:]
		n++
	}
	e.Time = t
	switch {
	case lex.Index(v[1], "slowlog") >= 0, lex.Ends(v[1], ".s.query"), lex.Ends(v[1], ".s.fetch"), lex.Begins(v[1], "i.s.s."), lex.Begins(v[1], "i.i.s."):
		return r.slowLine(e, &v, n, rest)
	case n >= 2 && layered(v[n-2]) && lex.Index(rest, "=[") > 0: // [node] [rest] [authentication_failed] origin_address=[…], …
		return r.older(e, v[max(n-3, 0)], v[n-1], rest)
	case n >= 2:
		return event.Nothing
	}
	return event.Malformed
}

// layered tells whether a word is where in the server an audited event came from.
func layered(w []byte) bool {
	switch string(w) {
	case "rest", "transport", "ip_filter", "local_node":
		return true
	}
	return false
}

func (r *text) json(object []byte, t int64, e *event.Event) event.Verdict {
	var ok bool
	if r.record.Fields, ok = r.flat.Object(object, r.record.Fields[:0]); !ok {
		return event.Malformed
	}
	r.record.Line, r.record.Head.Time = object, t
	return r.reader.Read(&r.record, e)
}

// slowLine reads "[customers][0] took[1.2s], took_millis[1200], total_hits[5000 hits], …, source[{…}], id[],".
func (r *text) slowLine(e *event.Event, v *[5][]byte, n int, rest []byte) event.Verdict {
	if n < 4 {
		return event.Nothing
	}
	e.Store, e.Object, e.Outcome = v[2], v[3], event.Success
	if len(r.store) > 0 {
		e.Store = r.store
	}
	if i := bytes.IndexByte(e.Object, '/'); i > 0 {
		e.Object = e.Object[:i]
	}
	if i := lex.Index(rest, "source["); i >= 0 { // may hold brackets: what follows it is known
		src := rest[i+len("source["):]
		if j := lex.Index(src, "], id["); j >= 0 {
			src = src[:j]
		} else {
			src = bytes.TrimRight(src, "], ")
		}
		e.Text = src
	}
	hits := lex.Leading(lex.Between(rest, "total_hits[", "]"))
	e.Session = lex.Between(rest, "id[", "]")
	if i := bytes.LastIndex(rest, []byte("], id[")); i >= 0 {
		e.Session = lex.Between(rest[i:], "id[", "]")
	}
	e.Op, e.Action, e.Rows = slowSearch, event.List, returned(hits, e.Text)
	if lex.Index(v[1], "index") >= 0 && lex.Index(v[1], "search") < 0 || lex.Begins(v[1], "i.i.s") {
		e.Op, e.Action, e.Rows = slowIndex, event.Write, 1
	}
	e.Raw = append(e.Raw, event.Field{Name: "node", Value: v[2]}, event.Field{Name: "index", Value: e.Object}, event.Field{Name: "took_millis", Value: lex.Between(rest, "took_millis[", "]")},
		event.Field{Name: "total_hits", Value: lex.Between(rest, "total_hits[", "]")}, event.Field{Name: "source", Value: e.Text})
	return event.Access
}

// older reads the pairs of audit lines of versions before 7.
func (r *text) older(e *event.Event, host, said, rest []byte) event.Verdict {
	r.v = [slots][]byte{action: said, node: host}
	for len(rest) > 0 {
		i := lex.Index(rest, "=[")
		if i < 0 {
			break
		}
		key := rest[:i]
		if j := bytes.LastIndexAny(key, " ,\t"); j >= 0 {
			key = key[j+1:]
		}
		value := rest[i+2:]
		j := lex.Index(value, "], ")
		if j < 0 {
			j = bytes.LastIndexByte(value, ']')
		}
		if j < 0 {
			break
		}
		rest, value = value[j+1:], value[:j]
		switch string(key) {
		case "origin_address":
			r.v[origin] = value
		case "principal", "user":
			r.v[user] = value
		case "run_as_principal", "run_by_principal":
			r.v[runAs] = value
		case "uri":
			r.v[path] = value
		case "action":
			r.v[request] = value
		case "indices":
			if k := bytes.IndexByte(value, ','); k > 0 {
				value = value[:k]
			}
			r.v[indices] = value
		case "request_body":
			r.v[body] = value
		case "realm":
			r.v[realm] = value
		}
		e.Raw = append(e.Raw, event.Field{Name: oldName(key), Value: value})
	}
	return r.elastic(e)
}

func oldName(k []byte) string {
	for _, n := range [...]string{"origin_type", "origin_address", "principal", "run_as_principal", "uri", "action", "indices", "request", "request_body", "realm", "roles"} {
		if string(k) == n {
			return n
		}
	}
	return "other"
}
