// Package mariadb reads the audit log of MariaDB (the server_audit plugin, as Amazon's RDS and Aurora have it too) and the
// general log of MariaDB and MySQL.
package mariadb

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sql"
)

// Parser is the event.Parser of the audit log.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "mariadb" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.Line }

// Match implements event.Parser.
func (p Parser) Match(sample []event.Record) event.Certainty {
	return event.Most(p, sample, event.Sure)
}

// Reader implements event.Parser.
func (Parser) Reader(o event.Options) event.Reader { return &reader{zone: o.Zone} }

type reader struct {
	clock event.Clock
	zone  int
	text  []byte
}

// Read implements event.Reader: time,server,user,host,connection,query,operation,database,object,code.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	line := rec.Line
	if len(line) == 0 || line[0] == '\t' {
		return event.Nothing
	}
	var w [8][]byte
	rest := line
	n := 0
	if rec.Head.Program != nil && (lex.Index(line, ",CONNECT,") > 0 || lex.Index(line, ",QUERY,") > 0 || bytes.Count(line, comma) >= 7) {
		if i := bytes.IndexByte(line, ','); r.time(line[:max(i, 0)]) == 0 { // over syslog no time stands in the message
			e.Time, n = rec.Head.Time, 1
		}
	}
	for ; n < len(w); n++ {
		i := bytes.IndexByte(rest, ',')
		if i < 0 {
			return event.Malformed
		}
		w[n], rest = rest[:i], rest[i+1:]
	}
	if w[0] != nil {
		e.Time = r.time(w[0])
	}
	if e.Time == 0 || len(w[6]) == 0 || !lex.Upper(w[6]) || lex.Number(w[4]) < 0 {
		return event.Malformed
	}
	object, code := ends(rest)
	e.Store, e.Actor, e.Session, e.ID, e.Op = w[7], w[2], w[4], w[5], w[6]
	if len(e.Store) == 0 {
		e.Store = w[1]
	}
	var ok bool
	if e.From, ok = lex.Addr(w[3]); !ok {
		e.Device = w[3]
	}
	e.Outcome = event.Success
	if c := lex.Number(code); c > 0 {
		e.Outcome, e.Reason = event.Failure, code
	}
	r.what(e, w[6], object)
	if string(e.Actor) == "root" {
		e.Sort = event.Privileged
	}
	e.Raw = append(e.Raw, event.Field{Name: "serverhost", Value: w[1]}, event.Field{Name: "username", Value: w[2]}, event.Field{Name: "host", Value: w[3]}, event.Field{Name: "connectionid", Value: w[4]},
		event.Field{Name: "queryid", Value: w[5]}, event.Field{Name: "operation", Value: w[6]}, event.Field{Name: "database", Value: w[7]}, event.Field{Name: "object", Value: e.Object},
		event.Field{Name: "retcode", Value: code}, event.Field{Name: "query", Value: e.Text})
	return event.Access
}

var comma = []byte{','}

// time reads 20261127 09:50:05, 2026-11-27 09:50:05, or Aurora's microseconds.
func (r *reader) time(s []byte) int64 {
	if t := r.clock.Compact(s, r.zone); t != 0 {
		return t
	}
	if t := r.clock.ISO(s, r.zone); t != 0 {
		return t
	}
	return event.Epoch(s)
}

// ends takes the object and the code apart: the object of a query is in single quotes, and may hold commas.
func ends(s []byte) (object, code []byte) {
	if len(s) > 0 && s[0] == '\'' {
		if i := bytes.LastIndexByte(s, '\''); i > 0 {
			object, s = s[1:i], s[i+1:]
		} else { // cut
			return s[1:], nil
		}
	} else {
		i := bytes.IndexByte(s, ',')
		if i < 0 {
			return s, nil
		}
		object, s = s[:i], s[i:]
	}
	if len(s) > 0 && s[0] == ',' {
		s = s[1:]
	}
	if i := bytes.IndexByte(s, ','); i >= 0 { // RDS adds whether the connection is encrypted
		s = s[:i]
	}
	return object, s
}

func (r *reader) what(e *event.Event, op, object []byte) {
	switch string(op) {
	case "CONNECT", "FAILED_CONNECT":
		e.Action = event.Login
		if string(op) == "FAILED_CONNECT" {
			e.Outcome = event.Failure
		}
	case "DISCONNECT":
		e.Action, e.Outcome = event.Logout, event.Success
	case "READ":
		e.Action, e.Object = event.Read, object
	case "WRITE":
		e.Action, e.Object = event.Write, object
	case "DROP":
		e.Action, e.Object = event.Delete, object
	case "CREATE", "ALTER", "RENAME":
		e.Action, e.Object = event.Admin, object
	default: // QUERY, QUERY_DDL, QUERY_DML, QUERY_DCL
		if lex.Begins(op, "QUERY") {
			sql.Say(e, r.plain(object))
		}
	}
}

// plain undoes what the plugin escaped.
func (r *reader) plain(s []byte) []byte {
	i := bytes.IndexByte(s, '\\')
	if i < 0 {
		return s
	}
	r.text = r.text[:0]
	for ; i >= 0 && i+1 < len(s); i = bytes.IndexByte(s, '\\') {
		r.text = append(r.text, s[:i]...)
		c := s[i+1]
		switch c {
		case 'n':
			c = '\n'
		case 't':
			c = '\t'
		case 'r':
			c = '\r'
		}
		r.text = append(r.text, c)
		s = s[i+2:]
	}
	r.text = append(r.text, s...)
	return r.text
}
