// Package ltsv reads access logs in Labeled Tab-separated Values, by the labels that ltsv.org recommends and those in use.
package ltsv

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/web"
)

// Parser is the event.Parser of LTSV.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "ltsv" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.Line }

// Match implements event.Parser.
func (p Parser) Match(sample []event.Record) event.Certainty {
	return event.Most(p, sample, event.Likely)
}

// Reader implements event.Parser.
func (Parser) Reader(o event.Options) event.Reader {
	return &reader{zone: o.Zone, now: o.Now, store: []byte(o.Store)}
}

const (
	when = iota
	host
	forwarded
	user
	request
	method
	uri
	status
	size
	agent
	vhost
	session
	id
	slots
)

var labels = map[string]int{
	"time": when, "time_local": when, "datetime": when, "date": when, "timestamp": when, "host": host, "remote_addr": host, "remote_host": host, "ip": host, "client_ip": host, "forwardedfor": forwarded, "x_forwarded_for": forwarded,
	"http_x_forwarded_for": forwarded, "xff": forwarded, "user": user, "remote_user": user, "userid": user, "user_id": user, "req": request, "request": request, "method": method, "request_method": method, "uri": uri, "request_uri": uri,
	"path": uri, "status": status, "size": size, "body_bytes_sent": size, "bytes_sent": size, "ua": agent, "user_agent": agent, "http_user_agent": agent, "vhost": vhost, "server_name": vhost, "http_host": vhost, "domain": vhost,
	"session": session, "sid": session, "session_id": session, "request_id": id, "reqid": id,
}

type reader struct {
	clock event.Clock
	zone  int
	now   int64
	store []byte
	known map[string]string
}

// Read implements event.Reader.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	var v [slots][]byte
	n := 0
	for rest := rec.Line; len(rest) > 0; {
		item := rest
		if i := bytes.IndexByte(rest, '\t'); i >= 0 {
			item, rest = rest[:i], rest[i+1:]
		} else {
			rest = nil
		}
		i := bytes.IndexByte(item, ':')
		if i <= 0 {
			continue
		}
		n++
		value := lex.Said(item[i+1:])
		if s, ok := labels[string(item[:i])]; ok && v[s] == nil {
			v[s] = value
		}
		if len(e.Raw) < 64 {
			e.Raw = append(e.Raw, event.Field{Name: r.name(item[:i]), Value: value})
		}
	}
	if n < 3 || v[when] == nil || v[request] == nil && v[uri] == nil && v[method] == nil {
		return event.Malformed
	}
	if e.Time = r.clock.Any(v[when], r.zone, r.now); e.Time == 0 {
		return event.Malformed
	}
	e.From, _ = lex.Host(v[host])
	if f, ok := lex.First(v[forwarded]); ok && f != e.From {
		e.Hop, e.From = e.From, f
	}
	if e.Actor = v[user]; e.Actor == nil {
		e.Sort = event.Anonymous
	}
	e.Status = int32(min(max(lex.Number(v[status]), 0), 999))
	e.Size, e.Client, e.Session, e.ID = lex.Number(v[size]), v[agent], v[session], v[id]
	if e.Store = lex.Port(v[vhost]); e.Store == nil {
		e.Store = r.store
	}
	var query []byte
	if v[request] != nil {
		query = web.Request(e, v[request])
	} else {
		query = web.Ask(e, v[method], v[uri])
	}
	e.Raw = append(e.Raw, event.Field{Name: "c-ip", Value: v[host]}, event.Field{Name: "cs-method", Value: e.Op}, event.Field{Name: "cs-uri-stem", Value: e.Object}, event.Field{Name: "cs-uri-query", Value: query},
		event.Field{Name: "cs-uri", Value: e.Text}, event.Field{Name: "sc-status", Value: v[status]}, event.Field{Name: "cs-user-agent", Value: v[agent]})
	return event.Access
}

// name is a label as a string, made once.
func (r *reader) name(label []byte) string {
	if s, ok := r.known[string(label)]; ok {
		return s
	}
	if r.known == nil {
		r.known = map[string]string{}
	}
	s := string(label)
	if len(r.known) < 1024 {
		r.known[s] = s
	}
	return s
}
