package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

func TestNotify(t *testing.T) {
	f, err := Decode("t.yaml", []byte(`notify:
  - {name: soc, type: webhook, url: "https://soc.example.jp/in", secret_env: SOC_SECRET, min_severity: medium, lang: en}
  - {name: chat, type: slack, url_file: slack.url}
  - name: dpo
    type: email
    host: mail.example.jp
    user: tsutsumi
    password_env: MAIL
    from: 堤 <tsutsumi@example.jp>
    to: [dpo@example.jp]
  - {name: siem, type: syslog, host: 192.0.2.9, port: 6514, transport: tls, ca: ca.pem}
  - {name: lake, type: ocsf, file: /var/lib/ocsf.ndjson}
  - {name: hec, type: splunk, url: "http://127.0.0.1:8088", token_env: HEC, index: sec, sourcetype: "tsutsumi:alert"}
hooks:
  - {name: revoke, on: [many-accounts, critical], run: [/usr/local/bin/revoke, --now], armed: true, clear: true, timeout: 10s}
  - {name: block, on: [high], url: "https://gate.example.jp/block", secret_env: GATE}
`))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, n := range f.Notify {
		names = append(names, n.Name+" "+n.Type)
	}
	if d := cmp.Diff([]string{"soc webhook", "chat slack", "dpo email", "siem syslog", "lake ocsf", "hec splunk"}, names); d != "" {
		t.Error(d)
	}
	want := []Hook{
		{Name: "revoke", On: []string{"many-accounts", "critical"}, Run: []string{"/usr/local/bin/revoke", "--now"}, Armed: true, Clear: true, Limit: 10 * time.Second, Line: 15},
		{Name: "block", On: []string{"high"}, URL: Secret{Text: "https://gate.example.jp/block"}, Key: Secret{Env: "GATE"}, Limit: 30 * time.Second, Line: 16},
	}
	if d := cmp.Diff(want, f.Hooks); d != "" {
		t.Error(d)
	}
	if got := f.Notify[3].Address(514); got != "192.0.2.9:6514" {
		t.Error(got)
	}
}

// TestNotifyWrong: what is wrong is told with its line, and never with a value.
func TestNotifyWrong(t *testing.T) {
	for text, want := range map[string]string{
		`{name: a, type: pager}`:                                                                              "webhook, slack",
		`{name: a, type: webhook, url: "https://x.example.jp"}`:                                               "needs secret",
		`{name: a, type: webhook, url: "http://x.example.jp", secret_env: A}`:                                 "https",
		`{name: a, type: webhook, url: "https://u:hunter2@x.example.jp", secret_env: A}`:                      "without user",
		`{name: a, type: slack, url: "https://x.example.jp", url_env: A}`:                                     "twice",
		`{name: a, type: slack, url: "https://x.example.jp/hunter2"}`:                                         "the URL is the secret",
		`{name: a, type: slack, url_env: A, token_env: B}`:                                                    "has no token",
		`{name: a, type: ocsf, url_env: A, file: b}`:                                                          "url or file",
		`{name: a, type: syslog, host: "x.example.jp:514"}`:                                                   "without a port",
		`{name: a, type: syslog, host: x.example.jp, transport: starttls}`:                                    "udp, tcp, tls",
		`{name: a, type: email, host: x.example.jp, from: a@example.jp, to: [nobody]}`:                        "addresses",
		`{name: a, type: email, host: x.example.jp, from: a@example.jp, to: [b@example.jp], transport: none}`: "only to this machine",
		`{name: a, type: email, host: x.example.jp, from: a@example.jp, to: [b@example.jp], user: u}`:         "belong together",
		`{name: a, type: slack, url_env: A, min_severity: grave}`:                                             "info, low",
		`{name: A B, type: slack, url_env: A}`:                                                                "a name of its own",
		`{name: a, type: slack, url_env: A, password: hunter2}`:                                               "unknown key",
	} {
		_, err := Decode("t.yaml", []byte("notify:\n  - "+text+"\n"))
		if fault.Of(err) != fault.Usage || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), ":2:") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", text, err)
		}
	}
	for text, want := range map[string]string{
		`{name: a, on: [high]}`:                                           "run or url",
		`{name: a, run: [x]}`:                                             "which detectors",
		`{name: a, on: [high], run: [x], url_env: A}`:                     "run or url",
		`{name: a, on: [high], url: "https://x.example.jp"}`:              "signed",
		`{name: a, on: [high], run: [x], timeout: 1h}`:                    "1s to 10m",
		`{name: a, on: [high], url: "ftp://x.example.jp", secret_env: A}`: "https",
	} {
		if _, err := Decode("t.yaml", []byte("hooks:\n  - "+text+"\n")); fault.Of(err) != fault.Usage || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestReferred(t *testing.T) {
	h := Home{Config: t.TempDir()}
	if err := os.WriteFile(filepath.Join(h.Config, "s"), []byte("of a file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := func(k string) string { return map[string]string{"A": "of the environment"}[k] }
	for _, c := range []struct {
		s    Secret
		want string
	}{{Secret{Env: "A"}, "of the environment"}, {Secret{File: "s"}, "of a file"}, {Secret{Text: "https://x"}, "https://x"}, {Secret{}, ""}} {
		if got, err := h.Referred(env, c.s, "secret", 3); got != c.want || err != nil {
			t.Errorf("%+v: %q %v", c.s, got, err)
		}
	}
	for _, s := range []Secret{{Env: "B"}, {File: "none"}} {
		if _, err := h.Referred(env, s, "secret", 3); fault.Of(err) != fault.Usage {
			t.Errorf("%+v: %v", s, err)
		}
	}
}
