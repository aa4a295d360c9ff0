package w3c

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/web"
)

// web fills in a request.
func (r *reader) web(e *event.Event, v *[slots][]byte) event.Verdict {
	e.From, _ = lex.Host(v[clientIP])
	if f, ok := lex.First(plus(v[forwarded])); ok && f != e.From {
		e.Hop, e.From = e.From, f
	}
	e.Status = int32(min(max(lex.Number(v[status]), 0), 999))
	e.Size = lex.Number(v[sent])
	e.Client = r.words(v[agent])
	e.ID, e.Reason = v[requestID], v[failure]
	e.As = v[mailbox]
	if e.Actor = v[user]; e.Actor == nil {
		e.Sort = event.Anonymous
	}
	switch {
	case v[host] != nil:
		e.Store = lex.Port(v[host])
	case len(r.store) > 0:
		e.Store = r.store
	case v[server] != nil:
		e.Store = v[server]
	default:
		e.Store = v[site]
	}
	e.Op, e.Object, e.Text = v[method], v[stem], v[stem]
	if i := bytes.IndexByte(e.Object, '?'); i >= 0 {
		e.Object = e.Object[:i]
	}
	web.Act(e)
	return event.Access
}

// plus is the first of a chain as IIS writes it, a plus for a blank.
func plus(s []byte) []byte {
	if i := bytes.IndexByte(s, ','); i >= 0 {
		s = s[:i]
	}
	return s
}

// words makes blanks of what IIS (a plus) and CloudFront (%20) write for them.
func (r *reader) words(s []byte) []byte {
	if r.csv || bytes.IndexByte(s, '+') < 0 && bytes.IndexByte(s, '%') < 0 || bytes.IndexByte(s, ' ') >= 0 {
		return s
	}
	r.agent = r.agent[:0]
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '+':
			r.agent = append(r.agent, ' ')
		case c == '%' && i+2 < len(s) && s[i+1] == '2' && s[i+2] == '0':
			r.agent = append(r.agent, ' ')
			i += 2
		default:
			r.agent = append(r.agent, c)
		}
	}
	return r.agent
}

// ecp fills in a line of Exchange's ECP or RPS: "S:CMD=Set-OabVirtualDirectory.ExternalUrl='…';S:URL=/ecp/…;S:USER=…".
func (r *reader) ecp(e *event.Event, v *[slots][]byte) event.Verdict {
	e.Store, e.Op = v[server], v[eventID]
	rest := v[content]
	for len(rest) > 0 {
		item := rest
		if i := next(rest); i >= 0 {
			item, rest = rest[:i], rest[i+1:]
		} else {
			rest = nil
		}
		item = bytes.Trim(item, "'")
		if !lex.Begins(item, "S:") && !lex.Begins(item, "I32:") && !lex.Begins(item, "Dt:") {
			continue
		}
		key, value, ok := bytes.Cut(item[bytes.IndexByte(item, ':')+1:], equals)
		if !ok {
			continue
		}
		switch string(key) {
		case "CMD":
			e.Text = value
			if i := bytes.IndexAny(value, ".'; "); i > 0 {
				value = value[:i]
			}
			e.Op, e.Action = value, verb(value)
			e.Raw = append(e.Raw, event.Field{Name: "CMD", Value: e.Text})
			continue
		case "URL":
			e.Object = value
			if i := bytes.IndexByte(value, '?'); i >= 0 {
				e.Object = value[:i]
			}
			e.Raw = append(e.Raw, event.Field{Name: "URL", Value: value})
		case "USER", "PSA", "SUSR", "USR":
			if e.Actor == nil {
				e.Actor = lex.Said(value)
			}
			e.Raw = append(e.Raw, event.Field{Name: "USER", Value: value})
		case "CIP", "IP", "CLIENTIP":
			e.From, _ = lex.Host(value)
		case "SID", "RBS":
			e.Session = value
		case "EX", "ERR":
			if lex.Said(value) != nil {
				e.Reason, e.Outcome = value, event.Failure
			}
			e.Raw = append(e.Raw, event.Field{Name: "EX", Value: value})
		}
	}
	if e.Outcome == event.Unsaid {
		e.Outcome = event.Success
	}
	return event.Access
}

var equals = []byte{'='}

// next is where an item ends: at a semicolon behind which the next one's type stands.
func next(s []byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] != ';' {
			continue
		}
		rest := s[i+1:]
		for len(rest) > 0 && rest[0] == '\'' {
			rest = rest[1:]
		}
		if lex.Begins(rest, "S:") || lex.Begins(rest, "I32:") || lex.Begins(rest, "Dt:") || lex.Begins(rest, "Dbl:") || len(rest) == 0 {
			return i
		}
	}
	return -1
}

// verb is what a command of the Exchange shell does.
func verb(cmd []byte) event.Action {
	v := cmd
	if i := bytes.IndexByte(v, '-'); i > 0 {
		v = v[:i]
	}
	switch {
	case lex.Index(cmd, "MailboxExportRequest") > 0 && (string(v) == "New" || string(v) == "Resume"):
		return event.Export
	case lex.Index(cmd, "RoleGroupMember") > 0, lex.Index(cmd, "Permission") > 0 && string(v) != "Get", lex.Index(cmd, "ManagementRoleAssignment") > 0 && string(v) != "Get":
		return event.Grant
	}
	switch string(v) {
	case "Get", "Search", "Test":
		return event.List
	case "Set", "New", "Enable", "Disable", "Add", "Update", "Remove", "Install", "Uninstall", "Import", "Export":
		return event.Admin
	}
	return event.Other
}
