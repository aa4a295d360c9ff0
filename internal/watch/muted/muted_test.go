package muted

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func TestLook(t *testing.T) {
	if len(words) > 128 {
		t.Fatal(len(words)) // what text keeps them in
	}
	for _, c := range []struct {
		op, text string
		do       event.Action
		fail     bool
		want     Act
		what     string
	}{
		{op: "StopLogging", do: event.Admin, want: Stops, what: "StopLogging"},
		{op: "StopLogging", do: event.Admin, fail: true},
		{op: "StartLogging", do: event.Admin, want: Starts, what: "StartLogging"},
		{op: "UpdateTrail", do: event.Admin, want: Changes, what: "UpdateTrail"},
		{op: "CreateBucket", do: event.Admin},
		{op: "SET", text: "SET GLOBAL server_audit_logging=OFF", want: Stops, what: "server_audit_logging = off"},
		{op: "SET", text: "SET GLOBAL general_log = 'ON'"},
		{op: "SET", text: "SET search_path TO public"},
		{op: "ALTER SYSTEM", text: "ALTER SYSTEM SET pgaudit.log = 'none'", do: event.Admin, want: Stops, what: "pgaudit.log = none"},
		{op: "ALTER SYSTEM", text: "ALTER SYSTEM SET pgaudit.log = 'read,write'", do: event.Admin, want: Changes, what: "pgaudit.log"},
		{op: "ALTER SYSTEM", text: "ALTER SYSTEM SET pgaudit.log_catalog = off", do: event.Admin},
		{op: "sudo", text: "/usr/bin/systemctl stop auditd", do: event.Admin, want: Stops, what: "auditd stop"},
		{op: "sudo", text: "/usr/bin/systemctl restart nginx", do: event.Admin},
		{op: "sudo", text: "/usr/bin/rm -rf /var/log/nginx", do: event.Admin, want: Clears, what: "rm /var/log"},
		{op: "sudo", text: "/usr/bin/tail -f /var/log/syslog", do: event.Admin},
		{op: "ProcessCreate", text: "wevtutil.exe cl Security", want: Clears, what: "wevtutil cl"},
		{op: "INSERT", text: "INSERT INTO news VALUES ('audit_log off')", do: event.Read},
	} {
		e := event.Event{Op: []byte(c.op), Text: []byte(c.text), Action: c.do, Rows: -1, Outcome: event.Success}
		if c.fail {
			e.Outcome = event.Failure
		}
		if act, what := NewFinder().Look(&watch.Access{Event: &e}); act != c.want || what != c.what {
			t.Errorf("%s %s: %d %q, not %d %q", c.op, c.text, act, what, c.want, c.what)
		}
	}
}
