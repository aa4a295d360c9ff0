// Package alb reads the access logs of Amazon's load balancers: application (http, https, h2, grpcs, ws, wss), classic, and the
// TLS listeners of network ones.
package alb

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/web"
)

// Parser is the event.Parser of load balancers' logs.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "alb" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.Line }

// Match implements event.Parser.
func (p Parser) Match(sample []event.Record) event.Certainty {
	return event.Most(p, sample, event.Sure)
}

// Reader implements event.Parser.
func (Parser) Reader(event.Options) event.Reader { return &reader{} }

type reader struct{ clock event.Clock }

// classic are the columns of classic balancers; application ones have a type before them and more behind.
var classic = [...]string{"time", "elb", "client:port", "target:port", "request_processing_time", "target_processing_time", "response_processing_time",
	"elb_status_code", "target_status_code", "received_bytes", "sent_bytes", "request", "user_agent", "ssl_cipher", "ssl_protocol", "target_group_arn", "trace_id",
	"domain_name", "chosen_cert_arn", "matched_rule_priority", "request_creation_time", "actions_executed", "redirect_url", "error_reason", "target:port_list",
	"target_status_code_list", "classification", "classification_reason", "conn_trace_id"}

const (
	when = iota
	elb
	client
	target
	_
	_
	_
	status
	targetStatus
	_
	sent
	request
	agent
	_
	protocol
	group
	trace
	domain
)

// Read implements event.Reader.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	rest := rec.Line
	kind, behind, ok := lex.Word(rest)
	if !ok {
		return event.Malformed
	}
	if string(kind) == "tls" {
		return r.network(behind, e)
	}
	if len(kind) <= 6 {
		rest = behind
	} else {
		kind = nil
	}
	var w [len(classic)][]byte
	n := 0
	for ; n < len(w); n++ {
		if w[n], rest, ok = lex.Item(rest); !ok {
			break
		}
		w[n] = lex.Said(w[n])
	}
	if n <= request || len(w[when]) < 20 {
		return event.Malformed
	}
	if e.Time = r.clock.ISO(w[when], 0); e.Time == 0 {
		return event.Malformed
	}
	if e.From, ok = lex.Host(w[client]); !ok && w[client] != nil {
		return event.Malformed
	}
	e.Status = int32(min(max(lex.Number(w[status]), 0), 999))
	e.Size, e.Client, e.ID = lex.Number(w[sent]), w[agent], w[trace]
	if e.Store = w[domain]; e.Store == nil {
		if host, _, _ := lex.Site(url(w[request])); host != nil {
			e.Store = host
		} else {
			e.Store = w[elb]
		}
	}
	method, uri := w[request], url(w[request])
	if i := bytes.IndexByte(method, ' '); i > 0 {
		method = method[:i]
	}
	query := []byte(nil)
	if string(method) != "-" { // "- http://host:port- " where the request could not be read
		query = web.Ask(e, method, uri)
	}
	e.Outcome, e.Sort = web.Outcome(e.Status), event.Anonymous
	e.Raw = append(e.Raw, event.Field{Name: "type", Value: kind})
	for i := range n {
		e.Raw = append(e.Raw, event.Field{Name: classic[i], Value: w[i]})
	}
	e.Raw = append(e.Raw, event.Field{Name: "c-ip", Value: lex.Port(w[client])}, event.Field{Name: "cs-method", Value: e.Op}, event.Field{Name: "cs-uri-stem", Value: e.Object},
		event.Field{Name: "cs-uri-query", Value: query}, event.Field{Name: "cs-uri", Value: e.Text}, event.Field{Name: "sc-status", Value: w[status]},
		event.Field{Name: "cs-user-agent", Value: w[agent]}, event.Field{Name: "cs-host", Value: e.Store})
	return event.Access
}

// url is the address within a request "GET https://example.com:443/a HTTP/1.1".
func url(request []byte) []byte {
	_, u, ok := lex.Word(request)
	if !ok {
		return nil
	}
	if i := bytes.LastIndexByte(u, ' '); i > 0 {
		u = u[:i]
	}
	return u
}

// network reads a line of a TLS listener: tls version time elb listener client:port destination:port …
func (r *reader) network(rest []byte, e *event.Event) event.Verdict {
	var w [20][]byte
	n := 0
	for ; n < len(w); n++ {
		var ok bool
		if w[n], rest, ok = lex.Item(rest); !ok {
			break
		}
		w[n] = lex.Said(w[n])
	}
	if n < 10 {
		return event.Malformed
	}
	if e.Time = r.clock.ISO(w[1], 0); e.Time == 0 {
		return event.Malformed
	}
	var ok bool
	if e.From, ok = lex.Host(w[4]); !ok {
		return event.Malformed
	}
	e.Store, e.Size, e.Op, e.Sort = w[2], lex.Number(w[9]), tlsOp, event.Anonymous
	if n > 15 && w[15] != nil {
		e.Store = w[15]
	}
	e.Raw = append(e.Raw, event.Field{Name: "elb", Value: w[2]}, event.Field{Name: "client:port", Value: w[4]}, event.Field{Name: "received_bytes", Value: w[8]},
		event.Field{Name: "sent_bytes", Value: w[9]}, event.Field{Name: "domain_name", Value: w[15]})
	return event.Access
}

var tlsOp = []byte("tls")
