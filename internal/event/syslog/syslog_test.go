package syslog

import (
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
)

func TestHead(t *testing.T) {
	now := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	const msg = "Accepted publickey for yamada from 192.0.2.7 port 51234 ssh2"
	for _, tt := range []struct{ line, when, host, program, pid, msg string }{
		{"Nov 27 09:50:05 web1 sshd[123]: " + msg, "2026-11-27T09:50:05Z", "web1", "sshd", "123", msg},
		{"Nov  7 09:50:05 web1 sshd[123]: " + msg, "2026-11-07T09:50:05Z", "web1", "sshd", "123", msg},
		{"<38>Nov 27 09:50:05 web1 sshd[123]: " + msg, "2026-11-27T09:50:05Z", "web1", "sshd", "123", msg},
		{"<38>Nov 27 09:50:05 sshd[123]: " + msg, "2026-11-27T09:50:05Z", "", "sshd", "123", msg},
		{"<38>Nov 27 09:50:05 2001:db8::7 sshd[123]: " + msg, "2026-11-27T09:50:05Z", "2001:db8::7", "sshd", "123", msg},
		{"2026-11-27T18:50:05.250000+09:00 web1 sshd-session[123]: " + msg, "2026-11-27T09:50:05.25Z", "web1", "sshd-session", "123", msg},
		{"2026-11-27T09:50:05Z web1 /usr/sbin/sshd[123]: " + msg, "2026-11-27T09:50:05Z", "web1", "sshd", "123", msg},
		{"<38>1 2026-11-27T09:50:05.25Z web1 sshd 123 - - " + msg, "2026-11-27T09:50:05.25Z", "web1", "sshd", "123", msg},
		{"<38>1 2026-11-27T09:50:05Z web1 sshd - ID47 [meta sequenceId=\"29\"][x@1 a=\"\\]\\\"\" b=\"c d\"] \ufeff" + msg, "2026-11-27T09:50:05Z", "web1", "sshd", "", msg},
		{"<38>1 - - - - - -", "", "", "", "", ""},
		{"<189>date=2026-11-27 time=09:50:05 devname=\"fw\"", "", "", "", "", "date=2026-11-27 time=09:50:05 devname=\"fw\""},
		{"<189>Nov 27 09:50:05 fw date=2026-11-27 time=09:50:05", "2026-11-27T09:50:05Z", "fw", "", "", "date=2026-11-27 time=09:50:05"},
		{"Nov 27 2026 09:50:05 gw %ASA-6-1: x", "2026-11-27T09:50:05Z", "gw", "%ASA-6-1", "", "x"},
		{"Nov 27 09:50:05 web1 nginx: 192.0.2.1 - - x", "2026-11-27T09:50:05Z", "web1", "nginx", "", "192.0.2.1 - - x"},
		{"Nov 27 09:50:05 db postgres[9]: [5-1] 2026-11-27 LOG:  x", "2026-11-27T09:50:05Z", "db", "postgres", "9", "[5-1] 2026-11-27 LOG:  x"},
	} {
		r := Reader{Now: now}
		var h event.Head
		got, ok := r.Head([]byte(tt.line), &h)
		when := ""
		if h.Time != 0 {
			when = time.UnixMicro(h.Time).UTC().Format(time.RFC3339Nano)
		}
		if !ok || string(got) != tt.msg || when != tt.when || string(h.Host) != tt.host || string(h.Program) != tt.program || string(h.PID) != tt.pid {
			t.Errorf("%s:\n%v %q at %s of %q %q [%q]", tt.line, ok, got, when, h.Host, h.Program, h.PID)
		}
	}
}

func TestHeadSays(t *testing.T) {
	var r Reader
	var h event.Head
	r.Head([]byte(`<38>1 2026-11-27T09:50:05Z web1 sshd - ID47 [meta sequenceId="29"] x`), &h)
	if h.Seq != 29 || h.Severity != 6 {
		t.Errorf("number %d, severity %d", h.Seq, h.Severity)
	}
	if _, ok := r.Head([]byte("Nov 27 09:50:05 web1 sshd[123]: x"), &h); !ok || h.Time != 0 || h.Severity != -1 {
		t.Errorf("a year that nothing tells: %v %d", ok, h.Time)
	}
}

func TestNoHead(t *testing.T) {
	var r Reader
	var h event.Head
	for _, s := range []string{"", "<", "<999>x", "192.0.2.1 - - [27/Nov/2026:09:50:05 +0900] \"GET / HTTP/1.1\" 200 1", "{}", "2026-11-27 09:50:05 W3SVC1 GET /"} {
		if got, ok := r.Head([]byte(s), &h); ok || string(got) != s {
			t.Errorf("%q: %v %q", s, ok, got)
		}
	}
}

func TestNoAllocs(t *testing.T) {
	r := Reader{Now: 1_764_236_405_000_000}
	var h event.Head
	line := []byte("<38>Nov 27 09:50:05 web1 sshd[123]: x")
	if n := testing.AllocsPerRun(100, func() { r.Head(line, &h) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzHead(f *testing.F) {
	f.Add([]byte("<38>Nov 27 09:50:05 web1 sshd[123]: x"))
	f.Add([]byte(`<38>1 2026-11-27T09:50:05Z web1 sshd - ID47 [meta sequenceId="29"] x`))
	f.Fuzz(func(t *testing.T, line []byte) {
		r := Reader{Now: 1_764_236_405_000_000}
		var h, g event.Head
		msg, ok := r.Head(line, &h)
		again, same := r.Head(line, &g)
		if ok != same || string(msg) != string(again) || h.Time != g.Time || len(msg) > len(line) {
			t.Error("another head of the same line")
		}
	})
}
