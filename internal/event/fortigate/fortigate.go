// Package fortigate reads the logs of FortiGate: pairs of names and values, of traffic, of web filters and their like, and of
// events (logins to the VPN and to the device itself).
package fortigate

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// Parser is the event.Parser of FortiGate.
type Parser struct{}

// Name implements event.Parser.
func (Parser) Name() string { return "fortigate" }

// Form implements event.Parser.
func (Parser) Form() event.Form { return event.Line }

// Match implements event.Parser.
func (p Parser) Match(sample []event.Record) event.Certainty {
	return event.Most(p, sample, event.Sure)
}

// Reader implements event.Parser.
func (Parser) Reader(o event.Options) event.Reader { return &reader{zone: o.Zone} }

const (
	date = iota
	clockTime
	eventTime
	zone
	device
	serial
	logID
	kind
	subtype
	action
	status
	user
	srcIP
	remIP
	dstIP
	sent
	received
	url
	host
	service
	message
	desc
	reason
	agent
	group
	ui
	session
	srcName
	policy
	slots
)

var names = map[string]int{
	"date": date, "time": clockTime, "eventtime": eventTime, "tz": zone, "devname": device, "devid": serial, "device_id": serial, "logid": logID, "log_id": logID, "type": kind, "subtype": subtype, "action": action, "status": status,
	"user": user, "unauthuser": user, "srcip": srcIP, "src": srcIP, "remip": remIP, "remote_ip": remIP, "dstip": dstIP, "dst": dstIP, "sentbyte": sent, "sent": sent, "rcvdbyte": received, "rcvd": received, "url": url, "hostname": host,
	"service": service, "msg": message, "logdesc": desc, "reason": reason, "agent": agent, "group": group, "ui": ui, "sessionid": session, "tunnelid": session, "srcname": srcName, "policyid": policy,
}

// known are names as strings, for rules: a name that is not among them costs a copy once.
type reader struct {
	clock event.Clock
	zone  int
	known map[string]string
}

// Read implements event.Reader.
func (r *reader) Read(rec *event.Record, e *event.Event) event.Verdict {
	var v [slots][]byte
	rest, n := rec.Line, 0
	for {
		k, value, more, ok := lex.Pair(rest, ',')
		if !ok {
			break
		}
		rest = more
		n++
		if len(value) == 0 || string(value) == "N/A" {
			continue
		}
		if s, ok := names[string(k)]; ok && v[s] == nil {
			v[s] = value
		}
		if len(e.Raw) < 128 {
			e.Raw = append(e.Raw, event.Field{Name: r.name(k), Value: value})
		}
	}
	if n < 5 || v[kind] == nil || v[device] == nil && v[serial] == nil && v[subtype] == nil || v[logID] == nil && v[date] == nil {
		return event.Malformed
	}
	if e.Time = r.time(&v); e.Time == 0 {
		if e.Time = rec.Head.Time; e.Time == 0 {
			return event.Malformed
		}
	}
	e.Actor, e.Session, e.Client, e.Op, e.Text, e.ID = v[user], v[session], v[agent], v[action], v[message], v[logID]
	if e.Store = v[device]; e.Store == nil {
		e.Store = v[serial]
	}
	from := v[srcIP]
	if v[remIP] != nil { // of a VPN, where the user is
		from = v[remIP]
	}
	e.From, _ = lex.Host(from)
	if !e.From.IsValid() && v[ui] != nil { // "https(192.0.2.7)", "ssh(192.0.2.7)"
		e.From, _ = lex.Addr(lex.Between(v[ui], "(", ")"))
	}
	e.Device = v[srcName]
	switch string(v[kind]) {
	case "event":
		return r.event(&v, e)
	}
	if v[srcIP] == nil {
		return event.Nothing
	}
	return r.traffic(&v, e)
}

func (r *reader) name(k []byte) string {
	if s, ok := r.known[string(k)]; ok {
		return s
	}
	if r.known == nil {
		r.known = map[string]string{}
	}
	s := string(k)
	if len(r.known) < 1024 {
		r.known[s] = s
	}
	return s
}

func (r *reader) time(v *[slots][]byte) int64 {
	if t := event.Epoch(v[eventTime]); t != 0 {
		return t
	}
	if len(v[date]) != 10 || len(v[clockTime]) < 8 || len(v[clockTime]) > 15 {
		return 0
	}
	var b [40]byte
	s := append(append(append(b[:0], v[date]...), ' '), v[clockTime]...)
	if z := v[zone]; len(z) == 5 || len(z) == 6 {
		s = append(s, z...)
	}
	return r.clock.ISO(s, r.zone)
}

// traffic reads a connection, or what a filter saw of one.
func (r *reader) traffic(v *[slots][]byte, e *event.Event) event.Verdict {
	e.Object, e.Outcome = v[url], event.Success
	if e.Object == nil {
		if e.Object = v[host]; e.Object == nil {
			e.Object = v[dstIP]
		}
	}
	if string(v[action]) == "deny" || string(v[action]) == "blocked" || string(v[action]) == "block" || string(v[action]) == "dropped" {
		e.Outcome, e.Reason = event.Failure, v[message]
	}
	// What was handed out goes to the client; from a client within the house to a server without, it is what the client sends.
	to, _ := lex.Addr(v[dstIP])
	if e.Size = lex.Number(v[received]); lex.Inside(e.From) && to.IsValid() && !lex.Inside(to) {
		e.Size = lex.Number(v[sent])
	}
	if e.Actor == nil {
		e.Sort = event.Anonymous
	}
	return event.Access
}

// event reads logins to the VPN and the device, and what administrators do.
func (r *reader) event(v *[slots][]byte, e *event.Event) event.Verdict {
	e.Reason = v[reason]
	e.Object = v[group]
	switch string(v[status]) {
	case "success", "successful", "negotiate_success":
		e.Outcome = event.Success
	case "failed", "failure", "fail", "negotiate_error", "authentication_failed":
		e.Outcome = event.Failure
	}
	switch string(v[action]) {
	case "tunnel-up", "ssl-new-con", "login", "auth-logon", "authentication", "FSSO-logon", "ssl-login", "negotiate", "auth", "logon", "connect", "phase2-up":
		if string(v[action]) == "ssl-new-con" || v[user] == nil && string(v[action]) != "login" {
			return event.Nothing
		}
		e.Action = event.Login
		if e.Outcome == event.Unsaid && string(v[action]) != "authentication" {
			e.Outcome = event.Success
		}
	case "tunnel-down", "logout", "auth-logout", "FSSO-logoff", "ssl-exit", "logoff", "auth-timeout", "ssl-exit-error", "phase2-down":
		e.Action, e.Outcome = event.Logout, event.Success
		e.Size = lex.Number(v[sent])
	case "ssl-login-fail", "auth-fail", "auth-logon-fail", "ipsec-login-fail", "ssl-exit-fail", "FSSO-logon-fail":
		e.Action, e.Outcome = event.Login, event.Failure
	case "tunnel-stats":
		return event.Nothing
	case "Add", "Edit", "Delete", "Move", "add", "edit", "delete", "config", "download", "backup", "restore-config", "reboot", "shutdown":
		e.Action = event.Admin
		if lex.Is(v[action], "download") || lex.Is(v[action], "backup") {
			e.Action = event.Export
		}
		if e.Outcome == event.Unsaid {
			e.Outcome = event.Success
		}
		e.Sort = event.Privileged
	default:
		if v[user] == nil && !e.From.IsValid() {
			return event.Nothing
		}
	}
	if lex.Index(v[desc], "Admin ") >= 0 || string(v[subtype]) == "system" && v[ui] != nil {
		e.Sort = event.Privileged
	}
	if e.Reason == nil && e.Outcome == event.Failure {
		e.Reason = v[message]
	}
	if e.Outcome == event.Success {
		e.Reason = nil
	}
	return event.Access
}
