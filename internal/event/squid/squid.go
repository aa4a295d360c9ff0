// Package squid reads the native access log of the Squid proxy. (Its other formats are those of web servers.)
package squid

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/web"
)

// Parser is the event.Parser of Squid's native log.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "squid" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.Line }

// Match implements event.Parser.
func (p Parser) Match(sample []event.Record) event.Certainty {
	return event.Most(p, sample, event.Sure)
}

// Reader implements event.Parser.
func (Parser) Reader(event.Options) event.Reader { return reader{} }

type reader struct{}

// Read implements event.Reader: time elapsed client code/status bytes method url user hierarchy/peer type.
func (reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	var w [10][]byte
	rest, n := rec.Line, 0
	for ; n < len(w); n++ {
		var ok bool
		if w[n], rest, ok = lex.Word(rest); !ok {
			break
		}
	}
	if n < 9 {
		return event.Malformed
	}
	if e.Time = event.Epoch(w[0]); e.Time == 0 || lex.Number(bytes.TrimPrefix(w[1], minus)) < 0 {
		return event.Malformed
	}
	slash := bytes.IndexByte(w[3], '/')
	if slash < 0 {
		return event.Malformed
	}
	code, status := w[3][:slash], w[3][slash+1:]
	if e.Status = int32(min(max(lex.Number(status), 0), 999)); len(status) != 3 {
		return event.Malformed
	}
	var ok bool
	if e.From, ok = lex.Addr(w[2]); !ok {
		e.Device = lex.Said(w[2])
	}
	e.Size = lex.Number(w[4])
	if e.Actor = lex.Said(w[7]); e.Actor == nil {
		e.Sort = event.Anonymous
	}
	query := web.Ask(e, w[5], w[6])
	if string(w[5]) == "CONNECT" { // a tunnel: what goes through it is not seen
		e.Store = lex.Port(w[6])
	}
	if e.Object == nil {
		e.Object = w[6]
	}
	if lex.Begins(code, "TCP_DENIED") || lex.Begins(code, "UDP_DENIED") {
		e.Outcome = event.Failure
		e.Reason = code
	}
	peer := w[8]
	if i := bytes.IndexByte(peer, '/'); i >= 0 {
		peer = peer[i+1:]
	}
	e.Raw = append(e.Raw, event.Field{Name: "c-ip", Value: w[2]}, event.Field{Name: "cs-username", Value: e.Actor}, event.Field{Name: "cs-method", Value: w[5]},
		event.Field{Name: "c-uri", Value: w[6]}, event.Field{Name: "cs-host", Value: e.Store}, event.Field{Name: "c-uri-query", Value: query},
		event.Field{Name: "sc-status", Value: status}, event.Field{Name: "sc-bytes", Value: w[4]}, event.Field{Name: "s-action", Value: code},
		event.Field{Name: "time-taken", Value: w[1]}, event.Field{Name: "r-ip", Value: lex.Said(peer)}, event.Field{Name: "c-uri-stem", Value: e.Object},
		event.Field{Name: "content-type", Value: lex.Said(w[9])})
	return event.Access
}

var minus = []byte{'-'}
