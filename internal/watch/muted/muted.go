// Package muted recognises accesses by which logging is stopped, changed, or its records are taken away: what somebody does who
// does not want to be seen, and what an administrator does on purpose.
package muted

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/literal"
)

// Act is what is done to logging.
type Act uint8

// The acts.
const (
	None    Act = iota
	Changes     // settings of it
	Stops       // it writes nothing from then on
	Clears      // records are taken away
	Starts      // it goes on
)

// calls are operations that say so by their names: of CloudTrail, Microsoft 365, GitHub, Windows.
var calls = map[string]Act{
	"StopLogging": Stops, "DeleteTrail": Stops, "UpdateTrail": Changes, "PutEventSelectors": Changes, "StartLogging": Starts, "CreateTrail": Starts,
	"DeleteFlowLogs": Stops, "DeleteDetector": Stops, "StopConfigurationRecorder": Stops, "DeleteConfigurationRecorder": Stops, "StartConfigurationRecorder": Starts,
	"DeleteEventDataStore": Clears, "StopEventDataStoreIngestion": Stops, "StartEventDataStoreIngestion": Starts, "DeleteLogGroup": Clears, "DeleteLogStream": Clears,
	"DisableSecurityHub": Stops, "DeleteQueryLoggingConfig": Stops, "DeleteLoggingConfiguration": Stops,
	"Set-AdminAuditLogConfig": Changes, "Set-MailboxAuditBypassAssociation": Stops, "Remove-UnifiedAuditLogRetentionPolicy": Changes,
	"audit_log_streaming.destroy": Stops, "audit_log_streaming.update": Changes, "audit_log_streaming.create": Starts,
	"Clear-EventLog": Clears, "Remove-EventLog": Clears, "Limit-EventLog": Changes,
	"TOGGLE_LOG_EXPORT": Changes, "google.logging.v2.ConfigServiceV2.DeleteSink": Stops, "google.logging.v2.LoggingServiceV2.DeleteLog": Clears, "google.logging.v2.ConfigServiceV2.UpdateSink": Changes,
}

type call struct {
	name string
	act  Act
}

// known are the calls with their names, which so need no copy.
var known = func() map[string]call {
	out := make(map[string]call, len(calls))
	for n, act := range calls {
		out[n] = call{n, act}
	}
	return out
}()

// marks are words within statements and commands: the first of each is looked for, the others must be there as well, the
// one behind ! must not.
var marks = []struct {
	all  []string
	not  string
	act  Act
	what string
}{
	{all: []string{"wevtutil", " cl"}, act: Clears, what: "wevtutil cl"},
	{all: []string{"clear-eventlog"}, act: Clears, what: "Clear-EventLog"},
	{all: []string{"clear-log"}, act: Clears, what: "Clear-Log"},
	{all: []string{"auditctl", "-e 0"}, act: Stops, what: "auditctl -e 0"},
	{all: []string{"auditctl", "-d"}, not: "-d=", act: Changes, what: "auditctl -D"},
	{all: []string{"stop", "auditd"}, act: Stops, what: "auditd stop"},
	{all: []string{"disable", "auditd"}, act: Stops, what: "auditd disable"},
	{all: []string{"stop", "rsyslog"}, act: Stops, what: "rsyslog stop"},
	{all: []string{"stop", "systemd-journald"}, act: Stops, what: "journald stop"},
	{all: []string{"journalctl", "--vacuum"}, act: Clears, what: "journalctl --vacuum"},
	{all: []string{"/var/log", "rm -"}, act: Clears, what: "rm /var/log"},
	{all: []string{"/var/log", "shred"}, act: Clears, what: "shred /var/log"},
	{all: []string{"truncate", "/var/log"}, act: Clears, what: "truncate /var/log"},
	{all: []string{"history -c"}, act: Clears, what: "history -c"},

	{all: []string{"pgaudit.log", "set "}, not: "pgaudit.log_", act: Changes, what: "pgaudit.log"},
	{all: []string{"pgaudit.log", "none"}, act: Stops, what: "pgaudit.log = none"},
	{all: []string{"log_statement", "set "}, not: "log_statement_", act: Changes, what: "log_statement"},
	{all: []string{"log_connections", "off"}, act: Changes, what: "log_connections = off"},
	{all: []string{"logging_collector", "off"}, act: Stops, what: "logging_collector = off"},
	{all: []string{"general_log", "off"}, act: Stops, what: "general_log = off"},
	{all: []string{"general_log", "= 0"}, act: Stops, what: "general_log = 0"},
	{all: []string{"general_log", "=0"}, act: Stops, what: "general_log = 0"},
	{all: []string{"sql_log_bin", "off"}, act: Changes, what: "sql_log_bin = off"},
	{all: []string{"sql_log_off", "on"}, not: "offon", act: Stops, what: "sql_log_off = on"},
	{all: []string{"audit_log", " off"}, not: "audit_logging", act: Stops, what: "audit_log off"},
	{all: []string{"audit_log", "=off"}, not: "audit_logging", act: Stops, what: "audit_log off"},
	{all: []string{"server_audit_logging", "off"}, act: Stops, what: "server_audit_logging = off"},
	{all: []string{"server_audit_logging", "= 0"}, act: Stops, what: "server_audit_logging = 0"},
	{all: []string{"server_audit_logging", "=0"}, act: Stops, what: "server_audit_logging = 0"},
	{all: []string{"uninstall", "server_audit"}, act: Stops, what: "uninstall server_audit"},
	{all: []string{"uninstall", "audit_log"}, act: Stops, what: "uninstall audit_log"},
	{all: []string{"server_audit_events", "set "}, act: Changes, what: "server_audit_events"},
	{all: []string{"server_audit_excl_users", "set "}, act: Changes, what: "server_audit_excl_users"},
	{all: []string{"noaudit"}, act: Stops, what: "noaudit"},
	{all: []string{"alter server audit", "state", "off"}, act: Stops, what: "server audit off"},
	{all: []string{"xpack.security.audit.enabled", "false"}, act: Stops, what: "xpack.security.audit.enabled = false"},
	{all: []string{"xpack.security.audit", "exclude"}, act: Changes, what: "xpack.security.audit"},
	{all: []string{"unifiedauditlogingestionenabled", "false"}, act: Stops, what: "UnifiedAuditLogIngestionEnabled = false"},
	{all: []string{"auditenabled", "false"}, act: Stops, what: "AuditEnabled = false"},
	{all: []string{"auditdisabled", "true"}, act: Stops, what: "AuditDisabled = true"},
	{all: []string{"execute log delete"}, act: Clears, what: "execute log delete"},
	{all: []string{"log.setting"}, act: Changes, what: "log.setting"},
	{all: []string{"log.syslogd"}, act: Changes, what: "log.syslogd.setting"},
	{all: []string{"log.disk"}, act: Changes, what: "log.disk.setting"},
}

// words is every word of marks once.
var words, need = func() ([]string, [][]uint64) {
	at := map[string]int{}
	var list []string
	of := func(w string) int {
		if _, ok := at[w]; !ok {
			at[w] = len(list)
			list = append(list, w)
		}
		return at[w]
	}
	out := make([][]uint64, len(marks))
	for i, m := range marks {
		for _, w := range m.all {
			out[i] = append(out[i], uint64(of(w)))
		}
	}
	return list, out
}()

// Finder recognises. It is for one goroutine.
type Finder struct {
	index *literal.Index
	found []uint16
	short []int // words that the index does not take
}

// NewFinder makes a finder.
func NewFinder() *Finder {
	f := &Finder{index: literal.New(words)}
	for i, w := range words {
		if len(w) < literal.Shortest {
			f.short = append(f.short, i)
		}
	}
	return f
}

// longest is how much of a statement is looked at.
const longest = 2048

// Look tells what an access does to logging, and by what: a name out of a closed list, fit to be shown. What was refused does
// nothing.
func (f *Finder) Look(a *watch.Access) (Act, string) {
	switch a.Action {
	case event.Read, event.List, event.Login, event.Logout, event.Export, event.Link, event.Transfer:
		return None, ""
	}
	if !a.OK() {
		return None, ""
	}
	if c, ok := known[string(a.Op)]; ok {
		if c.act == Changes && c.name == "Set-AdminAuditLogConfig" && stops(a) {
			return Stops, c.name
		}
		return c.act, c.name
	}
	if a.Status != 0 && a.Action != event.Admin || a.Action == event.Write {
		return None, "" // a page, rows
	}
	if len(a.Text) >= literal.Shortest {
		if act, what := f.text(a.Text[:min(len(a.Text), longest)]); act != None {
			return act, what
		}
	}
	if len(a.Object) >= literal.Shortest && a.Action == event.Admin {
		return f.text(a.Object)
	}
	return None, ""
}

// stops tells whether parameters of a call turn an audit off.
func stops(a *watch.Access) bool {
	for i := range a.Raw {
		if v := a.Raw[i].Value; bytes.EqualFold(v, []byte("false")) && i > 0 && bytes.Contains(bytes.ToLower(a.Raw[i-1].Value), []byte("auditlog")) {
			return true
		}
	}
	t := bytes.ToLower(a.Text)
	return bytes.Contains(t, []byte("enabled")) && bytes.Contains(t, []byte("false"))
}

func (f *Finder) text(t []byte) (Act, string) {
	f.found = f.index.Find(t, f.found[:0])
	if len(f.found) == 0 {
		return None, ""
	}
	var there [2]uint64
	for _, w := range f.found {
		there[w/64] |= 1 << (w % 64)
	}
	for _, w := range f.short {
		if contains(t, words[w]) {
			there[w/64] |= 1 << (w % 64)
		}
	}
	best, what := None, ""
next:
	for i := range marks {
		for _, w := range need[i] {
			if there[w/64]>>(w%64)&1 == 0 {
				continue next
			}
		}
		if m := &marks[i]; m.act > best && (m.not == "" || !contains(t, m.not)) {
			best, what = m.act, m.what
		}
	}
	return best, what
}

// contains tells whether w, in lower case, stands in t in any.
func contains(t []byte, w string) bool {
	for i := 0; i+len(w) <= len(t); i++ {
		j := 0
		for j < len(w) && (t[i+j] == w[j] || t[i+j]|0x20 == w[j] && t[i+j]-'A' <= 'Z'-'A') {
			j++
		}
		if j == len(w) {
			return true
		}
	}
	return false
}
