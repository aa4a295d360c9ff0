// Package openvpn reads the log of an OpenVPN server: who came in and was refused, from where, and who went.
package openvpn

import (
	"bytes"
	"net/netip"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// Parser is the event.Parser of OpenVPN.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "openvpn" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.Line }

// Match implements event.Parser: a line that nothing else writes stands among them.
func (Parser) Match(sample []event.Record) event.Certainty {
	for i := range sample {
		l := sample[i].Line
		if lex.Begins(l, "OpenVPN 2.") || lex.Index(l, " OpenVPN 2.") > 0 || lex.Index(l, "] Peer Connection Initiated with [AF_INET") > 0 || lex.Index(l, " MULTI: primary virtual IP for ") > 0 ||
			lex.Index(l, "TLS: Username/Password authentication ") > 0 || lex.Index(l, " MULTI_sva: pool returned ") > 0 || lex.Begins(sample[i].Head.Program, "openvpn") || lex.Begins(sample[i].Head.Program, "ovpn-") {
			return event.Sure
		}
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

// Read implements event.Reader: [time] [client/]address:port message.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	msg := rec.Line
	e.Time = rec.Head.Time
	if t, n := r.clock.Ctime(msg, r.zone); n > 0 {
		e.Time, msg = t, lex.Trim(msg[n:])
	} else if len(msg) > 20 && msg[4] == '-' && msg[19] == ' ' {
		if t := r.clock.ISO(msg[:19], r.zone); t != 0 {
			e.Time, msg = t, msg[20:]
		}
	}
	if e.Time == 0 {
		return event.Malformed
	}
	for lex.Begins(msg, "us=") { // microseconds, where the verbosity is high
		_, rest, _ := lex.Word(msg)
		msg = rest
	}
	if e.Store = rec.Head.Host; e.Store == nil {
		e.Store = r.store
	}
	if len(msg) == 0 {
		return event.Nothing
	}
	head, rest, _ := lex.Word(msg)
	if r.client(head, e) {
		msg = rest
	}
	v := message(msg, e)
	if v == event.Access {
		e.Text = msg
		e.Raw = append(e.Raw, event.Field{Name: "message", Value: msg}, event.Field{Name: "user", Value: e.Actor}, event.Field{Name: "client", Value: head})
	}
	return v
}

// client reads "yamada/192.0.2.7:51234", "192.0.2.7:51234", "tcp4-server:…".
func (r *reader) client(w []byte, e *event.Event) bool {
	addr := w
	if i := bytes.LastIndexByte(w, '/'); i > 0 {
		addr = w[i+1:]
		e.Actor = w[:i]
	}
	for _, p := range [...]string{"tcp4-server:", "tcp6-server:", "udp4:", "udp6:", "tcp4:", "tcp6:"} {
		if lex.Begins(addr, p) {
			addr = addr[len(p):]
		}
	}
	var ok bool
	if e.From, ok = origin(addr); !ok {
		e.Actor = nil
	}
	return ok
}

// origin reads an address with its port, which a version 6 has no brackets around.
func origin(s []byte) (netip.Addr, bool) {
	for _, p := range [...]string{"[AF_INET6]", "[AF_INET]"} {
		if lex.Begins(s, p) {
			s = s[len(p):]
		}
	}
	if i := bytes.LastIndexByte(s, ':'); i > 0 && lex.Number(s[i+1:]) >= 0 {
		if a, ok := lex.Addr(bytes.Trim(s[:i], "[]")); ok {
			return a, true
		}
	}
	return lex.Host(s)
}

func message(m []byte, e *event.Event) event.Verdict {
	switch {
	case len(m) > 0 && m[0] == '[':
		return bracketed(m, e)
	case lex.Begins(m, "TLS: Username/Password authentication succeeded for username "):
		e.Actor = lex.Between(m, "'", "'")
		return in(e, event.Success, nil)
	case lex.Begins(m, "TLS: Username/Password authentication deferred"), lex.Begins(m, "TLS: Initial packet"), lex.Begins(m, "TLS: soft reset"):
		return event.Nothing
	case lex.Begins(m, "TLS Auth Error: "):
		if i := lex.Index(m, "for username "); i > 0 {
			e.Actor = lex.Between(m[i:], "'", "'")
		}
		return in(e, event.Failure, m)
	case lex.Begins(m, "AUTH: Received control message: AUTH_FAILED"), lex.Begins(m, "SENT CONTROL ") && lex.Index(m, "'AUTH_FAILED") > 0:
		if e.Actor == nil {
			e.Actor = named(lex.Between(m, "[", "]"))
		}
		return in(e, event.Failure, authFailed)
	case lex.Begins(m, "VERIFY ERROR: "):
		e.Actor = subject(m)
		return in(e, event.Failure, m)
	case lex.Begins(m, "TLS Error: TLS handshake failed"), lex.Begins(m, "TLS Error: cannot locate HMAC"), lex.Begins(m, "Authenticate/Decrypt packet error"), lex.Begins(m, "TLS Error: incoming packet authentication failed"):
		e.Outcome, e.Reason = event.Failure, m
		if !e.From.IsValid() {
			e.From, _ = origin(lex.Trim(lex.Tail(m, " from ")))
		}
		if !e.From.IsValid() {
			return event.Nothing
		}
		return event.Access
	case lex.Index(m, "client-instance exiting") > 0, lex.Index(m, "client-instance restarting") > 0:
		e.Action, e.Outcome, e.Op = event.Logout, event.Success, opGone
		if e.Actor == nil { // who never came in does not go
			return event.Nothing
		}
		return event.Access
	}
	return event.Nothing
}

var (
	authFailed = []byte("AUTH_FAILED")
	opIn       = []byte("connect")
	opGone     = []byte("disconnect")
)

func in(e *event.Event, o event.Outcome, reason []byte) event.Verdict {
	e.Action, e.Outcome, e.Reason, e.Op = event.Login, o, reason, opIn
	return event.Access
}

// bracketed reads "[yamada] Peer Connection Initiated with [AF_INET]192.0.2.7:51234".
func bracketed(m []byte, e *event.Event) event.Verdict {
	i := bytes.IndexByte(m, ']')
	if i < 0 {
		return event.Nothing
	}
	rest, ok := bytes.CutPrefix(m[i+1:], []byte(" Peer Connection Initiated with "))
	if !ok {
		return event.Nothing
	}
	e.Actor = named(m[1:i])
	if w, _, _ := lex.Word(rest); !e.From.IsValid() {
		e.From, _ = origin(w)
	}
	return in(e, event.Success, nil)
}

func named(s []byte) []byte {
	if len(s) == 0 || string(s) == "UNDEF" {
		return nil
	}
	return s
}

// subject is the common name of a certificate: "… error=certificate has expired: CN=yamada, O=x".
func subject(m []byte) []byte {
	s := lex.Tail(m, "CN=")
	if i := bytes.IndexAny(s, ",/"); i >= 0 {
		s = s[:i]
	}
	return s
}
