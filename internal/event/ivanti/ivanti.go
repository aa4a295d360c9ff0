// Package ivanti reads the logs of Ivanti Connect Secure, formerly Pulse Connect Secure: its own format, as it is exported and
// as it comes by syslog, and WELF.
package ivanti

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// Parser is the event.Parser of Connect Secure.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "ivanti" }

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
}

// Read implements event.Reader.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	if e.Store = rec.Head.Host; lex.Index(rec.Line, "id=firewall ") >= 0 {
		return r.welf(rec, e)
	}
	return r.plain(rec, e)
}

// plain reads "2026-11-27 09:50:05 - vpn1 - [192.0.2.7] yamada(Users)[Employee] - message", with or without a severity before.
func (r *reader) plain(rec *event.Record, e *event.Event) event.Verdict {
	line := rec.Line
	t, n := int64(0), 0
	for i := 0; i+19 <= len(line) && i < 32; i++ {
		if line[i]-'0' <= 9 && line[i+4] == '-' && (line[i+10] == ' ' || line[i+10] == 'T') {
			if t = r.clock.ISO(line[i:i+19], r.zone); t != 0 {
				n = i + 19
				break
			}
		}
	}
	rest := line
	if n == 0 {
		return event.Malformed
	}
	rest = bytes.TrimPrefix(rest[n:], []byte(" - "))
	node, rest, ok := bytes.Cut(rest, []byte(" - ["))
	if !ok {
		return event.Malformed
	}
	from, rest, ok := bytes.Cut(rest, []byte("] "))
	if !ok {
		return event.Malformed
	}
	e.Time = t
	e.Store = lex.Trim(node)
	e.From, _ = lex.Addr(from)
	who, msg, ok := bytes.Cut(rest, []byte(" - "))
	if !ok {
		return event.Malformed
	}
	roles := []byte(nil)
	if i := bytes.LastIndexByte(who, '['); i > 0 && lex.Ends(who, "]") {
		roles = who[i+1 : len(who)-1]
		who = who[:i]
	}
	realm := []byte(nil)
	if i := bytes.LastIndexByte(who, '('); i >= 0 && lex.Ends(who, ")") {
		realm = who[i+1 : len(who)-1]
		who = who[:i]
	}
	return r.say(e, lex.Trim(who), realm, roles, lex.Trim(msg))
}

// welf reads pairs: id=firewall time="2026-11-27 09:50:05" pri=6 fw=… vpn=vpn1 user=yamada realm="Users" src=192.0.2.7 msg="AUT24326: …".
func (r *reader) welf(rec *event.Record, e *event.Event) event.Verdict {
	var user, realm, roles, msg, agent, sent []byte
	rest := rec.Line[lex.Index(rec.Line, "id=firewall "):]
	for {
		k, v, more, ok := lex.Pair(rest, ' ')
		if !ok {
			break
		}
		rest = more
		switch string(k) {
		case "time":
			e.Time = r.clock.ISO(v, r.zone)
		case "vpn":
			e.Store = v
		case "fw":
			if e.Store == nil {
				e.Store = v
			}
		case "user":
			user = v
		case "realm":
			realm = v
		case "roles":
			roles = v
		case "src":
			e.From, _ = lex.Addr(v)
		case "agent":
			agent = v
		case "arg", "dstname":
			if e.Object == nil && len(v) > 0 {
				e.Object = v
			}
		case "sent":
			sent = v
		case "msg":
			msg = v
		}
	}
	if e.Time == 0 {
		if e.Time = rec.Head.Time; e.Time == 0 {
			return event.Malformed
		}
	}
	if msg == nil {
		return event.Nothing
	}
	if i := bytes.IndexByte(msg, ':'); i > 0 && i <= 10 {
		e.ID, msg = msg[:i], lex.Trim(msg[i+1:])
	}
	e.Client = agent
	e.Size = lex.Number(sent)
	return r.say(e, user, realm, roles, msg)
}

// say is what a message means.
func (r *reader) say(e *event.Event, user, realm, roles, m []byte) event.Verdict {
	e.Actor, e.As, e.Text = user, realm, m
	if lex.Is(user, "system") {
		e.Actor = nil
	}
	v := event.Access
	switch {
	case lex.Begins(m, "Login succeeded for "), lex.Begins(m, "Agent login succeeded for "):
		e.Action, e.Outcome = event.Login, event.Success
		who(m, " for ", e)
		e.Client = lex.Any(lex.Tail(m, " with "), e.Client)
		e.Session = lex.Between(m, "(session:", ")")
	case lex.Begins(m, "Login failed"), lex.Begins(m, "Agent login failed"):
		e.Action, e.Outcome = event.Login, event.Failure
		e.Reason = lex.Any(lex.Tail(m, "Reason: "), m)
	case lex.Begins(m, "Primary authentication failed for "), lex.Begins(m, "Secondary authentication failed for "), lex.Begins(m, "Authentication failed"), lex.Begins(m, "Host Checker policy") && lex.Index(m, "failed") > 0:
		e.Action, e.Outcome, e.Reason = event.Login, event.Failure, m
		who(m, " for ", e)
	case lex.Begins(m, "Primary authentication successful for "), lex.Begins(m, "Secondary authentication successful for "):
		e.Action, e.Outcome = event.Login, event.Success
		who(m, " for ", e)
	case lex.Begins(m, "Logout from "), lex.Begins(m, "Session timed out for "), lex.Begins(m, "Max session timeout for "), lex.Begins(m, "Session ended for "), lex.Begins(m, "Agent session"):
		e.Action, e.Outcome = event.Logout, event.Success
		e.Session = lex.Between(m, "(session:", ")")
	case lex.Begins(m, "VPN Tunneling: Session started for user"), lex.Begins(m, "Network Connect: Session started for user"):
		e.Action, e.Outcome = event.Login, event.Success
		e.Device = lex.Any(lex.Between(m, "hostname ", ","), nil)
	case lex.Begins(m, "VPN Tunneling: Session ended for user"), lex.Begins(m, "Network Connect: Session ended for user"):
		e.Action, e.Outcome = event.Logout, event.Success
	case lex.Begins(m, "Remote address for user "):
		e.Outcome = event.Success
		if lex.Index(m, "Access denied") > 0 {
			e.Outcome, e.Reason = event.Failure, m
		}
		e.From, _ = lex.Host(lex.Between(m, " to ", ". "))
	case lex.Begins(m, "WebRequest ok"), lex.Begins(m, "WebRequest completed"):
		e.Action, e.Outcome = event.Read, event.Success
		e.Object = lex.Any(lex.Between(m, "Host: ", ","), e.Object)
	case lex.Begins(m, "Closed connection to "):
		e.Action, e.Outcome = event.Read, event.Success
		e.Object = lex.Any(lex.Between(m, "Closed connection to ", " "), e.Object)
		if n := lex.Leading(lex.Tail(m, "seconds, with ")); n >= 0 {
			e.Size = n
		}
	case lex.Index(m, "Unauthenticated request url") >= 0, lex.Index(m, "unauthenticated request") >= 0: // what the attacks of 2024 and 2025 left
		e.Outcome, e.Reason = event.Failure, m
		e.Sort = event.Anonymous
		e.Object = bytes.TrimRight(word(lex.Tail(m, "url ")), " .")
	case lex.Index(m, " created ") >= 0, lex.Index(m, " modified ") >= 0, lex.Index(m, "Imported ") >= 0, lex.Index(m, "Exported ") >= 0, lex.Index(m, "changed ") >= 0, lex.Index(m, "deleted") >= 0, lex.Begins(m, "Integrity Check"):
		e.Action, e.Outcome, e.Sort = event.Admin, event.Success, event.Privileged
	default:
		v = event.Nothing
	}
	if v == event.Access {
		e.Raw = append(e.Raw, event.Field{Name: "user", Value: e.Actor}, event.Field{Name: "realm", Value: realm}, event.Field{Name: "roles", Value: roles}, event.Field{Name: "vpn", Value: e.Store},
			event.Field{Name: "id", Value: e.ID}, event.Field{Name: "msg", Value: m})
	}
	return v
}

// who reads "yamada/Users from 192.0.2.7": the user before the realm or the server.
func who(m []byte, mark string, e *event.Event) {
	name := lex.Tail(m, mark)
	if i := lex.Index(name, " from "); i >= 0 {
		if a, ok := lex.Host(bytes.TrimRight(word(name[i+len(" from "):]), ".,")); ok {
			e.From = a
		}
		name = name[:i]
	}
	if i := lex.Index(name, " (session"); i >= 0 {
		name = name[:i]
	}
	if i := bytes.LastIndexByte(name, '/'); i > 0 {
		name = name[:i]
	}
	if len(name) > 0 && len(e.Actor) == 0 {
		e.Actor = name
	}
}

func word(s []byte) []byte {
	w, _, _ := lex.Word(s)
	return w
}
