// Package access reads the access logs of web servers: the common and the combined format of Apache and nginx, with or
// without the virtual host before them, and whatever quoted or bare words an owner put behind (the address that a proxy
// spoke for, the time taken). A log of another format is read by a mapping file.
package access

import (
	"bytes"
	"net/netip"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
)

// Parser is the event.Parser of access logs.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "access" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.Line }

// Match implements event.Parser: most lines have the form.
func (p Parser) Match(sample []event.Record) event.Certainty {
	r := p.Reader(event.Options{})
	var e event.Event
	good := 0
	for i := range sample {
		e.Reset()
		if r.Read(&sample[i], &e) == event.Access {
			good++
		}
	}
	if good > 0 && 10*good >= 7*len(sample) {
		return event.Likely
	}
	return event.No
}

// Reader implements event.Parser.
func (Parser) Reader(o event.Options) event.Reader { return &reader{store: []byte(o.Store)} }

type reader struct {
	clock event.Clock
	store []byte
	addrs cache
}

// Read implements event.Reader.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	line := rec.Line
	host, rest, ok := word(line)
	if !ok {
		return event.Malformed
	}
	from, isAddr := r.addrs.parse(host)
	if !isAddr { // the virtual host stands first: "www.example.jp:443 192.0.2.1 …", or the client by its name
		addr, behind, ok := word(rest)
		if a, good := r.addrs.parse(addr); ok && good {
			e.Store = port(host)
			from, rest = a, behind
		} else {
			e.Device = host
		}
	}
	_, rest, ok = word(rest) // the name by RFC 1413, which nobody gives
	if !ok {
		return event.Malformed
	}
	// A user may have blanks in his name: what stands before the bracket is his.
	at := bytes.Index(rest, []byte(" ["))
	if at < 0 {
		return event.Malformed
	}
	user, rest := rest[:at], rest[at+2:]
	end := bytes.IndexByte(rest, ']')
	if end < 0 {
		return event.Malformed
	}
	if e.Time = r.clock.CLF(rest[:end]); e.Time == 0 {
		return event.Malformed
	}
	request, rest, ok := quoted(rest[end+1:])
	if !ok {
		return event.Malformed
	}
	status, rest, ok := word(rest)
	if !ok || len(status) != 3 {
		return event.Malformed
	}
	e.Status = int32(number(status))
	size, rest, _ := word(rest)
	e.Size = -1
	if len(size) > 0 && size[0] != '-' {
		e.Size = number(size)
	}
	e.From = from
	if e.Store == nil {
		e.Store = r.store
	}
	if len(user) > 0 && !(len(user) == 1 && user[0] == '-') {
		e.Actor = user
	} else {
		e.Sort = event.Anonymous
	}
	referer, rest, _ := quoted(rest)
	client, rest, _ := quoted(rest)
	e.Client = said(client)
	r.behind(e, rest)
	query := what(e, request)
	e.Raw = append(e.Raw, event.Field{Name: "c-ip", Value: host}, event.Field{Name: "cs-username", Value: said(user)},
		event.Field{Name: "cs-method", Value: e.Op}, event.Field{Name: "cs-uri-stem", Value: e.Object}, event.Field{Name: "cs-uri-query", Value: query},
		event.Field{Name: "cs-uri", Value: e.Text}, event.Field{Name: "sc-status", Value: status}, event.Field{Name: "sc-bytes", Value: said(size)},
		event.Field{Name: "cs-referer", Value: said(referer)}, event.Field{Name: "cs-user-agent", Value: e.Client})
	return event.Access
}

// behind reads what an owner added: a quoted or bare address is whom a proxy spoke for.
func (r *reader) behind(e *event.Event, rest []byte) {
	for n := 0; len(rest) > 0 && n < 8; n++ {
		v, more, ok := quoted(rest)
		if !ok {
			if v, more, ok = word(rest); !ok {
				return
			}
		}
		rest = more
		if i := bytes.IndexByte(v, ','); i > 0 {
			v = v[:i] // the first of a chain is the client, as far as the chain is honest
		}
		if len(v) < 3 || bytes.IndexByte(v, '.') < 0 && bytes.IndexByte(v, ':') < 0 {
			continue
		}
		if a, good := r.addrs.parse(v); good && e.Hop == (netip.Addr{}) && a != e.From {
			e.Hop, e.From = e.From, a
		}
	}
}

// what fills in what a request asks for, and returns its query.
func what(e *event.Event, request []byte) (query []byte) {
	method, rest, ok := word(request)
	if !ok || len(method) > 16 || !upper(method) { // a scan for holes, TLS on a plain port: an access all the same
		e.Text, e.Op, e.Object = request, nil, nil
		e.Outcome = outcome(e.Status)
		return nil
	}
	uri := rest
	if i := bytes.LastIndex(rest, []byte(" HTTP/")); i >= 0 {
		uri = rest[:i]
	}
	e.Op, e.Text, e.Object = method, uri, uri
	if i := bytes.IndexByte(uri, '?'); i >= 0 {
		e.Object, query = uri[:i], uri[i+1:]
	}
	e.Outcome = outcome(e.Status)
	switch string(method) {
	case "GET", "HEAD", "OPTIONS", "PROPFIND":
		e.Action = event.Read
	case "DELETE":
		e.Action = event.Delete
	case "POST", "PUT", "PATCH":
		e.Action = event.Write
		switch door(e.Object) {
		case event.Login:
			e.Action = event.Login
			if e.Status < 400 {
				e.Outcome = event.Unsaid // many sites answer a wrong password with 200
			}
		case event.Logout:
			e.Action = event.Logout
		}
	}
	return query
}

func outcome(status int32) event.Outcome {
	switch {
	case status >= 400:
		return event.Failure
	case status >= 100:
		return event.Success
	}
	return event.Unsaid
}

// door tells the addresses by which people commonly come in and go out.
func door(path []byte) event.Action {
	for len(path) > 0 && path[len(path)-1] == '/' {
		path = path[:len(path)-1]
	}
	last := path[bytes.LastIndexByte(path, '/')+1:]
	if i := bytes.IndexByte(last, '.'); i > 0 { // login.php
		last = last[:i]
	}
	var b [16]byte
	if len(last) > len(b) {
		return event.Other
	}
	for i, c := range last {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		b[i] = c
	}
	switch string(b[:len(last)]) {
	case "login", "signin", "sign_in", "sign-in", "logon", "wp-login", "session", "sessions", "authenticate":
		return event.Login
	case "logout", "signout", "sign_out", "sign-out", "logoff":
		return event.Logout
	}
	return event.Other
}
