// Package weberror reads the error logs of nginx and Apache for what concerns accesses: who was refused, and from where.
package weberror

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/web"
)

// Parser is the event.Parser of error logs.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "weberror" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.Line }

// Match implements event.Parser.
func (Parser) Match(sample []event.Record) event.Certainty {
	r := &reader{}
	good := 0
	var e event.Event
	for i := range sample {
		e.Reset()
		if r.Read(&sample[i], &e) != event.Malformed {
			good++
		}
	}
	if good > 0 && 10*good >= 7*len(sample) {
		return event.Likely
	}
	return event.No
}

// Reader implements event.Parser.
func (Parser) Reader(o event.Options) event.Reader {
	return &reader{zone: o.Zone, store: []byte(o.Store)}
}

type reader struct {
	clock event.Clock
	zone  int
	store []byte
}

// Read implements event.Reader.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	line := rec.Line
	if len(line) > 24 && line[0] == '[' {
		return r.apache(line, e)
	}
	if len(line) < 24 || line[4] != '/' || line[19] != ' ' || line[20] != '[' {
		return event.Malformed
	}
	if e.Time = r.clock.Slashed(line[:19], r.zone); e.Time == 0 {
		return event.Malformed
	}
	return r.nginx(line[20:], e)
}

// nginx reads "[error] 31#31: *7 message, client: 192.0.2.7, server: x, request: "GET / HTTP/1.1", host: "y"".
func (r *reader) nginx(s []byte, e *event.Event) event.Verdict {
	i := lex.Index(s, ": ")
	if i < 0 {
		return event.Malformed
	}
	level := lex.Between(s[:i], "[", "]")
	s = s[i+2:]
	c := bytes.LastIndex(s, []byte(", client: "))
	if c < 0 {
		return event.Nothing
	}
	msg, rest := s[:c], s[c+len(", client: "):]
	if len(msg) > 0 && msg[0] == '*' {
		_, msg, _ = lex.Word(msg)
	}
	client := rest
	if i := bytes.IndexByte(client, ','); i >= 0 {
		client = client[:i]
	}
	e.From, _ = lex.Host(client)
	if e.Store = lex.Port(lex.Between(rest, `host: "`, `"`)); len(e.Store) == 0 {
		if e.Store = lex.Said(lex.Between(rest, "server: ", ",")); len(e.Store) == 0 {
			e.Store = r.store
		}
	}
	if q, ok := lex.After(rest, "request: "); ok {
		if v, _, ok := lex.Quoted(q); ok {
			web.Request(e, v)
		}
	}
	return r.say(e, level, msg)
}

// apache reads "[Fri Nov 27 09:50:05.123456 2026] [auth_basic:error] [pid 1:tid 2] [client 192.0.2.7:51234] AH01617: user yamada: …".
func (r *reader) apache(s []byte, e *event.Event) event.Verdict {
	end := bytes.IndexByte(s, ']')
	if end < 0 {
		return event.Malformed
	}
	var n int
	if e.Time, n = r.clock.Ctime(s[1:end], r.zone); n != end-1 || e.Time == 0 {
		return event.Malformed
	}
	s = s[end+1:]
	level, client := []byte(nil), []byte(nil)
	for {
		s = lex.Trim(s)
		if len(s) == 0 || s[0] != '[' {
			break
		}
		end := bytes.IndexByte(s, ']')
		if end < 0 {
			return event.Malformed
		}
		switch v := s[1:end]; {
		case lex.Begins(v, "client "):
			if client = v[len("client "):]; len(client) > 0 && client[0] == '[' && end+1 < len(s) { // [client [2001:db8::7]:51234]
				if more := bytes.IndexByte(s[end+1:], ']'); more >= 0 {
					end += 1 + more
					client = s[len("[client "):end]
				}
			}
		case level == nil && !lex.Begins(v, "pid ") && !lex.Begins(v, "remote "):
			level = v
		}
		s = s[end+1:]
	}
	if client == nil {
		return event.Nothing
	}
	e.From, _ = lex.Host(client)
	if len(s) > 9 && lex.Begins(s, "AH") && s[7] == ':' {
		e.ID, s = s[:7], lex.Trim(s[8:])
	}
	e.Store = r.store
	if i := bytes.LastIndex(s, []byte(", referer: ")); i >= 0 {
		s = s[:i]
	}
	return r.say(e, level, s)
}

// say is what a message means. Of what only went wrong the access log tells; what was refused is told here with its reason.
func (r *reader) say(e *event.Event, level, msg []byte) event.Verdict {
	e.Outcome, e.Reason = event.Failure, msg
	e.Raw = append(e.Raw, event.Field{Name: "level", Value: level}, event.Field{Name: "message", Value: msg})
	switch {
	case lex.Begins(msg, `user "`): // nginx: user "yamada": password mismatch · user "yamada" was not found in "/etc/…"
		e.Actor = lex.Between(msg, `user "`, `"`)
		e.Action = event.Login
	case lex.Begins(msg, "user ") && (lex.Index(msg, "not found") > 0 || lex.Index(msg, "authentication failure") > 0 || lex.Index(msg, "password mismatch") > 0 || lex.Index(msg, "Password Mismatch") > 0):
		e.Actor, _, _ = lex.Word(msg[len("user "):])
		e.Actor = bytes.TrimSuffix(e.Actor, []byte{':'})
		e.Action = event.Login
		if e.Object == nil {
			if path := lex.Between(msg, `failure for "`, `"`); path != nil {
				e.Object = path
			} else if j := lex.Index(msg, "not found: "); j > 0 {
				e.Object = msg[j+len("not found: "):]
			}
		}
	case lex.Begins(msg, "no user/password was provided"):
		e.Action, e.Sort = event.Login, event.Anonymous
	case lex.Index(msg, "access forbidden by rule") >= 0, lex.Index(msg, "client denied by server configuration") >= 0, lex.Index(msg, "limiting requests") >= 0, lex.Index(msg, "ModSecurity: Access denied") >= 0, lex.Index(msg, "limiting connections") >= 0:
		if e.Object == nil {
			if path := lex.Tail(msg, "configuration: "); path != nil {
				e.Object = path
			}
		}
	default:
		return event.Nothing
	}
	return event.Access
}
