// Package sshd reads what OpenSSH and Dropbear log of logins, sftp-server of files, sudo and su of commands, and the tools that manage accounts, behind heads of
// syslog as auth.log and secure have them.
package sshd

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// Parser is the event.Parser of such logs.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "sshd" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.Framed }

// Match implements event.Parser: a message of ours stands among them. (auth.log has those of many programs.)
func (p Parser) Match(sample []event.Record) event.Certainty {
	r := p.Reader(event.Options{})
	var e event.Event
	for i := range sample {
		e.Reset()
		if r.Read(&sample[i], &e) == event.Access {
			return event.Likely
		}
	}
	return event.No
}

// Reader implements event.Parser.
func (Parser) Reader(event.Options) event.Reader { return &reader{} }

type reader struct{}

var (
	invalidUser = []byte("invalid user")
	tooMany     = []byte("maximum authentication attempts exceeded")
	pamFailure  = []byte("authentication failure")
	root        = []byte("root")
)

// Read implements event.Reader.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	if len(rec.Line) == 0 || rec.Head.Program == nil {
		return event.Malformed
	}
	e.Time, e.Store, e.Text, e.Session = rec.Head.Time, rec.Head.Host, rec.Line, rec.Head.PID
	if rec.Head.Seq > 0 {
		e.Seq = rec.Head.Seq
	}
	v := event.Nothing
	switch string(rec.Head.Program) {
	case "sshd", "sshd-session", "sshd-auth":
		e.Client = rec.Head.Program
		v = message(rec.Line, e)
	case "sftp-server", "internal-sftp":
		v = sftp(rec.Line, e)
	case "sudo":
		v = sudo(rec.Line, e)
	case "su":
		v = su(rec.Line, e)
	case "useradd", "userdel", "usermod", "groupadd", "gpasswd", "chpasswd", "passwd", "chage":
		v = account(rec.Line, rec.Head.Program, e)
	case "dropbear":
		v = dropbear(rec.Line, e)
	}
	if v == event.Access {
		e.Raw = append(e.Raw, event.Field{Name: "program", Value: rec.Head.Program}, event.Field{Name: "host", Value: rec.Head.Host}, event.Field{Name: "message", Value: rec.Line})
		if e.Sort == event.Anyone && string(e.Actor) == "root" {
			e.Sort = event.Privileged
		}
	}
	return v
}

// message reads what sshd itself says.
func message(s []byte, e *event.Event) event.Verdict {
	s = bytes.TrimPrefix(s, []byte("error: "))
	s = bytes.TrimPrefix(s, []byte("fatal: "))
	if rest, ok := bytes.CutPrefix(s, []byte("message repeated ")); ok {
		if i := bytes.IndexByte(rest, '['); i > 0 {
			s = bytes.TrimSuffix(lex.Trim(rest[i+1:]), []byte("]"))
		}
	}
	word, rest, _ := lex.Word(s)
	switch string(word) {
	case "Accepted":
		return accepted(rest, e)
	case "Failed":
		method, rest, _ := lex.Word(rest)
		return refused(bytes.TrimPrefix(rest, []byte("for ")), method, e)
	case "Invalid", "Illegal": // Invalid user x from 192.0.2.7 port 51234
		return refused(rest, invalidUser, e)
	case "Disconnected", "Connection", "Received", "Disconnecting", "Disconnecting:":
		return ended(s, e)
	case "User":
		return denied(rest, e)
	case "maximum":
		return refused(lex.Tail(rest, "for "), tooMany, e)
	case "pam_unix(sshd:session):", "pam_unix(sshd:auth):", "pam_sss(sshd:auth):", "pam_unix(sshd:account):":
		return pam(rest, e)
	case "authentication", "session", "PAM":
		return pam(s, e)
	case "PAM:": // error: PAM: Authentication failure for root from 192.0.2.7
		if lex.Index(rest, " for ") > 0 {
			return refused(lex.Tail(rest, " for "), pamFailure, e)
		}
	case "ROOT", "Root": // ROOT LOGIN REFUSED FROM 192.0.2.7 port 51234
		if from := lex.Tail(rest, "FROM "); from != nil {
			e.Actor = root
			return fail(from, s, e)
		}
	case "Did", "Unable", "banner", "Bad", "ssh_dispatch_run_fatal:", "kex_exchange_identification:", "Protocol", "Timeout", "drop", "beginning":
		return probe(s, e)
	case "subsystem": // subsystem request for sftp by user yamada
		e.Op, _, _ = lex.Word(lex.Tail(rest, "for "))
		e.Actor = lex.Trim(lex.Tail(rest, "by user "))
		if e.Actor == nil {
			return event.Nothing
		}
		e.Outcome = event.Success
		return event.Access
	}
	return event.Nothing
}

// origin takes "yamada from 192.0.2.7 port 51234 ssh2: …" apart. A name may hold " from ", so the last one counts.
func origin(s []byte, e *event.Event) (name []byte, ok bool) {
	i := bytes.LastIndex(s, []byte(" from "))
	if i < 0 {
		if rest, ok := bytes.CutPrefix(s, []byte("from ")); ok {
			return nil, address(rest, e)
		}
		return nil, false
	}
	return s[:i], address(s[i+len(" from "):], e)
}

func address(s []byte, e *event.Event) bool {
	w, rest, ok := lex.Word(s)
	if !ok {
		return false
	}
	w = bytes.TrimRight(w, ":,")
	if e.From, ok = lex.Host(w); !ok {
		e.Device = w // by its name
	}
	if p := lex.Tail(rest, "port "); p != nil || lex.Begins(rest, "port ") {
		n, _, _ := lex.Word(p)
		e.Raw = append(e.Raw, event.Field{Name: "src_port", Value: n})
	}
	e.Raw = append(e.Raw, event.Field{Name: "src_ip", Value: w})
	return true
}

func accepted(s []byte, e *event.Event) event.Verdict {
	method, rest, _ := lex.Word(s)
	rest, ok := bytes.CutPrefix(rest, []byte("for "))
	if !ok {
		return event.Malformed
	}
	if i := lex.Index(rest, " ssh2: "); i > 0 { // the key: "ssh2: ED25519 SHA256:…"
		key := rest[i+len(" ssh2: "):]
		if j := lex.Index(key, "SHA256:"); j >= 0 {
			e.Device, _, _ = lex.Word(key[j:])
		}
		rest = rest[:i]
	}
	if e.Actor, ok = origin(rest, e); !ok {
		return event.Malformed
	}
	e.Action, e.Outcome, e.Op = event.Login, event.Success, method
	return event.Access
}

// refused reads "[invalid user ]yamada from 192.0.2.7 port 51234 ssh2".
func refused(s, method []byte, e *event.Event) event.Verdict {
	if rest, ok := bytes.CutPrefix(s, []byte("invalid user ")); ok {
		s, e.Reason = rest, invalidUser
	} else if rest, ok := bytes.CutPrefix(s, []byte("illegal user ")); ok {
		s, e.Reason = rest, invalidUser
	}
	s = bytes.TrimPrefix(s, []byte("user "))
	name, ok := origin(s, e)
	if !ok {
		return event.Malformed
	}
	e.Actor, e.Op = name, method
	if string(method) == "invalid user" {
		e.Op, e.Reason = nil, method
	} else if lex.Begins(method, "maximum") || lex.Begins(method, "authentication") {
		e.Op, e.Reason = nil, method
	}
	e.Action, e.Outcome = event.Login, event.Failure
	return event.Access
}

func fail(from, reason []byte, e *event.Event) event.Verdict {
	if !address(from, e) {
		return event.Malformed
	}
	e.Action, e.Outcome, e.Reason = event.Login, event.Failure, reason
	return event.Access
}

// denied reads "User yamada from 192.0.2.7 not allowed because not listed in AllowUsers".
func denied(s []byte, e *event.Event) event.Verdict {
	i := lex.Index(s, " not allowed because ")
	if i < 0 {
		return event.Nothing
	}
	name, ok := origin(s[:i], e)
	if !ok { // no address is said
		name = s[:i]
	}
	e.Actor, e.Reason = name, s[i+1:]
	e.Action, e.Outcome = event.Login, event.Failure
	return event.Access
}

// ended reads how connections ended: of a user who was in, it is a logout; before that, an attempt.
func ended(s []byte, e *event.Event) event.Verdict {
	body, pre := bytes.CutSuffix(s, []byte(" [preauth]"))
	if rest, ok := lex.After(body, "Too many authentication failures for "); ok {
		return refused(rest, tooMany, e)
	}
	for _, mark := range [...]string{" authenticating user ", " invalid user ", " by user ", " from user ", "user "} {
		i := lex.Index(body, mark)
		if i < 0 || mark == "user " && !lex.Begins(body, "Disconnected from user ") {
			continue
		}
		rest := body[i+len(mark):]
		// "yamada 192.0.2.7 port 51234": a name may be empty or have blanks, so the address is what stands before the port.
		j := bytes.LastIndex(rest, []byte(" port "))
		if j < 0 {
			return event.Nothing
		}
		k := bytes.LastIndexByte(rest[:j], ' ')
		e.Actor = rest[:max(k, 0)]
		if !address(rest[k+1:], e) {
			return event.Malformed
		}
		if pre || mark == " authenticating user " || mark == " invalid user " {
			e.Action, e.Outcome, e.Reason = event.Login, event.Failure, body[:i]
			if mark == " invalid user " {
				e.Reason = invalidUser
			}
		} else {
			e.Action, e.Outcome = event.Logout, event.Success
		}
		return event.Access
	}
	if pre {
		return probe(s, e)
	}
	return event.Nothing
}

// probe reads what is said of an address that never named a user.
func probe(s []byte, e *event.Event) event.Verdict {
	for _, mark := range [...]string{" from ", " with ", " by ", " for ", " ["} {
		rest, ok := lex.After(s, mark)
		if !ok {
			continue
		}
		w, _, _ := lex.Word(rest)
		w = bytes.TrimRight(w, ":,]")
		if a, good := lex.Host(w); good {
			e.From, e.Outcome, e.Reason = a, event.Failure, s
			e.Raw = append(e.Raw, event.Field{Name: "src_ip", Value: w})
			return event.Access
		}
	}
	return event.Nothing
}

// pam reads what PAM says: who went, and failures with the far host.
func pam(s []byte, e *event.Event) event.Verdict {
	if rest, ok := lex.After(s, "session closed for user "); ok {
		e.Actor, _, _ = lex.Word(rest)
		e.Action, e.Outcome = event.Logout, event.Success
		return event.Access
	}
	if rest, ok := lex.After(s, "session opened for user "); ok {
		e.Actor, _, _ = lex.Word(rest)
		if i := bytes.IndexByte(e.Actor, '('); i > 0 {
			e.Actor = e.Actor[:i]
		}
		e.Action, e.Outcome = event.Login, event.Success
		return event.Access
	}
	rest, ok := lex.After(s, "authentication failure;")
	if !ok {
		if rest, ok = lex.After(s, "authentication failures;"); !ok { // PAM 2 more authentication failures; …
			return event.Nothing
		}
	}
	for {
		k, v, more, ok := lex.Pair(rest, ' ')
		if !ok {
			break
		}
		switch string(k) {
		case "rhost":
			if e.From, ok = lex.Host(v); !ok {
				e.Device = v
			}
		case "user":
			e.Actor = v
		}
		rest = more
	}
	e.Action, e.Outcome, e.Reason = event.Login, event.Failure, pamFailure
	return event.Access
}
