// Package access reads the access logs of web servers: the common and the combined format of Apache, nginx and those that
// write like them, with or without the virtual host or a chain of proxies before them, and whatever quoted or bare words an
// owner put behind (the address that a proxy spoke for, the time taken). A log of another format is read by a mapping file.
package access

import (
	"bytes"
	"net/netip"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/web"
)

// Parser is the event.Parser of access logs.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "access" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.Line }

// Match implements event.Parser: most lines have the form.
func (p Parser) Match(sample []event.Record) event.Certainty {
	return event.Most(p, sample, event.Likely)
}

// Reader implements event.Parser.
func (Parser) Reader(o event.Options) event.Reader {
	return &reader{store: []byte(o.Store), zone: o.Zone}
}

type reader struct {
	clock event.Clock
	store []byte
	zone  int
}

// Read implements event.Reader.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	line := rec.Line
	if len(line) > 0 && line[0] == '[' {
		return r.timeFirst(line, e)
	}
	host, rest, ok := r.origin(line, e)
	if !ok {
		return event.Malformed
	}
	// A user may have blanks in his name: what stands before the bracket is his, but for the name by RFC 1413, which nobody
	// gives.
	at := bytes.Index(rest, bracket)
	if at < 0 {
		return event.Malformed
	}
	user, rest := rest[:at], rest[at+2:]
	ident, user, ok := lex.Word(user)
	if user = lex.Trim(user); !ok || e.Device != nil && strange(host, ident) {
		return event.Malformed
	}
	end := bytes.IndexByte(rest, ']')
	if end < 0 || !r.time(rest[:end], e) {
		return event.Malformed
	}
	request, rest, ok := requested(rest[end+1:])
	if !ok {
		return event.Malformed
	}
	status, rest, ok := lex.Word(rest)
	if !ok || len(status) != 3 && lex.Said(status) != nil {
		return event.Malformed
	}
	if e.Status = int32(max(lex.Number(status), 0)); e.Status == 0 && len(status) == 3 && string(status) != "000" {
		return event.Malformed
	}
	size, rest, _ := lex.Word(rest)
	e.Size = lex.Number(size)
	if e.Store == nil {
		e.Store = r.store
	}
	if len(user) == 2 && string(user) == `""` {
		user = nil
	}
	if e.Actor = lex.Said(user); e.Actor == nil {
		e.Sort = event.Anonymous
	}
	referer, rest, _ := lex.Quoted(rest)
	client, rest, _ := lex.Quoted(rest)
	e.Client = lex.Said(client)
	behind(e, rest)
	query := web.Request(e, request)
	e.Raw = append(e.Raw, event.Field{Name: "c-ip", Value: host}, event.Field{Name: "cs-username", Value: e.Actor},
		event.Field{Name: "cs-method", Value: e.Op}, event.Field{Name: "cs-uri-stem", Value: e.Object}, event.Field{Name: "cs-uri-query", Value: query},
		event.Field{Name: "cs-uri", Value: e.Text}, event.Field{Name: "sc-status", Value: status}, event.Field{Name: "sc-bytes", Value: lex.Said(size)},
		event.Field{Name: "cs-referer", Value: lex.Said(referer)}, event.Field{Name: "cs-user-agent", Value: e.Client}, event.Field{Name: "cs-host", Value: e.Store})
	return event.Access
}

var bracket = []byte(" [")

// origin reads what stands before the name of RFC 1413: the client, by its address or name, alone or behind the virtual host
// ("www.example.jp:443 192.0.2.1 …") or at the head of a chain of proxies ("198.51.100.4, 10.0.0.9 …").
func (r *reader) origin(line []byte, e *event.Event) (host, rest []byte, ok bool) {
	if host, rest, ok = lex.Word(line); !ok {
		return nil, nil, false
	}
	if host[len(host)-1] == ',' {
		return chain(host, rest, e)
	}
	var isAddr bool
	if e.From, isAddr = lex.Host(host); isAddr {
		return host, rest, true
	}
	if i := bytes.IndexByte(host, ','); i > 0 { // a chain without blanks
		if e.From, isAddr = lex.Host(host[:i]); isAddr {
			e.Hop, _ = lex.Host(host[bytes.LastIndexByte(host, ',')+1:])
			return host[:i], rest, true
		}
	}
	addr, behind, ok := lex.Word(rest)
	if ok && addr[len(addr)-1] == ',' {
		e.Store = lex.Port(host)
		return chain(addr, behind, e)
	}
	if a, good := lex.Host(addr); ok && good {
		e.Store, e.From = lex.Port(host), a
		return addr, behind, true
	}
	if len(host) != 1 || host[0] != '-' {
		e.Device = host
	}
	return host, rest, true
}

var comma = []byte{','}

// chain reads "198.51.100.4, 10.0.0.9, 10.0.0.8", whose first is given: the client stands first, who spoke to us last.
func chain(host, rest []byte, e *event.Event) (client, behind []byte, ok bool) {
	host = host[:len(host)-1]
	e.From, _ = lex.Host(host)
	ok = true
	for more := true; more && ok; {
		var hop []byte
		hop, rest, ok = lex.Word(rest)
		more = len(hop) > 0 && hop[len(hop)-1] == ','
		e.Hop, _ = lex.Host(bytes.TrimSuffix(hop, comma))
	}
	return host, rest, ok
}

// strange tells whether a name by RFC 1413 stands behind what is no client's name: a date, say, as heads of syslog have.
func strange(host, ident []byte) bool {
	return lex.Said(ident) != nil && (bytes.IndexByte(host, '.') < 0 || bytes.IndexByte(host, ':') >= 0)
}

func (r *reader) time(s []byte, e *event.Event) bool {
	if e.Time = r.clock.CLF(s); e.Time == 0 {
		e.Time = r.clock.ISO(s, r.zone)
	}
	return e.Time != 0
}

// timeFirst reads what Apache's mod_ssl logs: [time] client protocol cipher "request" size.
func (r *reader) timeFirst(line []byte, e *event.Event) event.Verdict {
	end := bytes.IndexByte(line, ']')
	if end < 0 || !r.time(line[1:end], e) {
		return event.Malformed
	}
	host, rest, _ := lex.Word(line[end+1:])
	var ok bool
	if e.From, ok = lex.Host(host); !ok {
		return event.Malformed
	}
	_, rest, _ = lex.Word(rest)
	_, rest, _ = lex.Word(rest)
	request, rest, ok := requested(rest)
	if !ok {
		return event.Malformed
	}
	size, _, _ := lex.Word(rest)
	e.Size, e.Store, e.Sort = lex.Number(size), r.store, event.Anonymous
	query := web.Request(e, request)
	e.Raw = append(e.Raw, event.Field{Name: "c-ip", Value: host}, event.Field{Name: "cs-method", Value: e.Op}, event.Field{Name: "cs-uri-stem", Value: e.Object},
		event.Field{Name: "cs-uri-query", Value: query}, event.Field{Name: "cs-uri", Value: e.Text}, event.Field{Name: "sc-bytes", Value: lex.Said(size)})
	return event.Access
}

// requested is the quoted request. Some servers leave quotes in it as they are: it ends where a status follows.
func requested(s []byte) (v, rest []byte, ok bool) {
	if v, rest, ok = lex.Quoted(s); !ok || status(rest) {
		return v, rest, ok
	}
	start := bytes.IndexByte(s, '"') + 1
	for at := start; ; {
		i := bytes.IndexByte(s[at:], '"')
		if i < 0 {
			return v, rest, ok
		}
		if at += i + 1; status(s[at:]) {
			return s[start : at-1], s[at:], true
		}
	}
}

func status(s []byte) bool {
	w, _, ok := lex.Word(s)
	return ok && (len(w) == 3 && lex.Number(w) >= 0 || len(w) == 1 && w[0] == '-')
}

// behind reads what an owner added: sid=… is the session, a quoted or bare address is whom a proxy spoke for. One within the house behind a client
// from outside is the server that answered.
func behind(e *event.Event, rest []byte) {
	for n := 0; len(rest) > 0 && n < 12; n++ {
		bare := false
		v, more, ok := lex.Quoted(rest)
		if !ok {
			if v, more, ok = lex.Word(rest); !ok {
				return
			}
			bare = true
			if i := lex.Index(v, `="`); i > 0 { // X-Forwarded-For="198.51.100.4, 10.0.0.9"
				if v, more, ok = lex.Quoted(rest[bytes.IndexByte(rest, '=')+1:]); !ok {
					return
				}
				bare = false
			}
		}
		rest = more
		if i := bytes.IndexByte(v, '='); i > 0 && e.Session == nil && names(v[:i]) {
			e.Session = lex.Said(v[i+1:])
			continue
		}
		if len(v) < 3 || e.Hop != (netip.Addr{}) || bytes.IndexByte(v, '.') < 0 && bytes.IndexByte(v, ':') < 0 {
			continue
		}
		if i := bytes.IndexByte(v, ','); i > 0 {
			v = v[:i]
		}
		a, good := lex.Addr(v)
		if !good && !bare {
			a, good = lex.Host(v)
		}
		if good && a != e.From && (!lex.Inside(a) || lex.Inside(e.From) || !e.From.IsValid()) {
			e.Hop, e.From = e.From, a
		}
	}
}

var sessions = []string{"sid", "session", "sessionid", "session_id", "sess", "cookie_hash", "jsessionid", "phpsessid"}

// names tells the name that an owner gives to a session (or to what its cookie hashes to) behind a line: sid=….
func names(key []byte) bool {
	for _, s := range sessions {
		if len(key) == len(s) && strings.EqualFold(string(key), s) {
			return true
		}
	}
	return false
}
