// Package web says what a request of HTTP asked for, in the words of events.
package web

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// Request fills in what a request line asks for ("GET /a?b HTTP/1.1"), and returns its query. The status must be known.
func Request(e *event.Event, line []byte) (query []byte) {
	method, uri, ok := lex.Word(line)
	if !ok || len(method) > 20 || !lex.Upper(method) || len(method) == 1 && method[0] == '-' { // a scan for holes, TLS on a plain port: an access all the same
		e.Text, e.Outcome = lex.Said(line), Outcome(e.Status)
		return nil
	}
	if i := bytes.LastIndex(uri, version); i >= 0 {
		uri = uri[:i]
	}
	return Ask(e, method, uri)
}

var version = []byte(" HTTP/")

// Ask fills in what a method asks of an address, and returns its query.
func Ask(e *event.Event, method, uri []byte) (query []byte) {
	host, path, query := lex.Site(uri)
	if host != nil && len(e.Store) == 0 {
		e.Store = host
	}
	e.Op, e.Text, e.Object = method, uri, path
	if len(path) == 0 {
		e.Object = uri
	}
	Act(e)
	return query
}

// Act fills in action and outcome by the method, the path and the status, which are known.
func Act(e *event.Event) {
	e.Outcome = Outcome(e.Status)
	switch string(e.Op) {
	case "GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT":
		e.Action = event.Read
		if Door(e.Object) == event.Logout {
			e.Action = event.Logout
		}
	case "SEARCH":
		e.Action = event.List
	case "DELETE":
		e.Action = event.Delete
	case "POST", "PUT", "PATCH", "MKCOL", "MOVE", "COPY", "PROPPATCH":
		e.Action = event.Write
		switch a := Door(e.Object); a {
		case event.Login:
			e.Action = event.Login
			if e.Status < 400 {
				e.Outcome = event.Unsaid // many sites answer a wrong password with 200
			}
		case event.Logout, event.List:
			e.Action = a
		}
	}
}

// Outcome is what a status means.
func Outcome(status int32) event.Outcome {
	switch {
	case status >= 400:
		return event.Failure
	case status >= 100:
		return event.Success
	}
	return event.Unsaid
}

// Door tells the addresses by which people commonly come in and go out, and those that are asked by POST for what matches.
func Door(path []byte) event.Action {
	for len(path) > 0 && path[len(path)-1] == '/' {
		path = path[:len(path)-1]
	}
	last := path[bytes.LastIndexByte(path, '/')+1:]
	if i := bytes.IndexByte(last, '.'); i > 0 { // login.php
		last = last[:i]
	}
	var b [16]byte
	if len(last) > len(b) || len(last) < 4 {
		return event.Other
	}
	switch string(lex.Lower(b[:0], last)) {
	case "login", "signin", "sign_in", "sign-in", "logon", "wp-login", "session", "sessions", "authenticate", "auth":
		return event.Login
	case "logout", "signout", "sign_out", "sign-out", "logoff":
		return event.Logout
	case "search", "_search", "_msearch", "query", "_query", "_sql", "_count", "_mget":
		return event.List
	}
	return event.Other
}
