package sshd

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
)

type m = map[string]string

const good = "Nov 27 09:50:05 web1 sshd[123]: Accepted publickey for yamada from 192.0.2.7 port 51234 ssh2: ED25519 SHA256:abcDEF123"

func sshd(msg string) event.Record {
	return eventtest.Syslog("Nov 27 09:50:05 web1 sshd[123]: " + msg)
}

func TestLogins(t *testing.T) {
	in := m{"action": "login", "outcome": "success", "actor": "yamada", "from": "192.0.2.7"}
	out := m{"action": "login", "outcome": "failure", "actor": "yamada", "from": "192.0.2.7"}
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "key", In: eventtest.Syslog(good), Want: m{"time": "2026-11-27T09:50:05Z", "store": "web1", "action": "login", "outcome": "success", "actor": "yamada", "from": "192.0.2.7",
			"op": "publickey", "device": "SHA256:abcDEF123", "session": "123", "raw.src_port": "51234"}},
		eventtest.Case{Name: "password", In: sshd("Accepted password for yamada from 192.0.2.7 port 51234 ssh2"), Want: in},
		eventtest.Case{Name: "keyboard", In: sshd("Accepted keyboard-interactive/pam for yamada from 192.0.2.7 port 51234 ssh2"), Want: in},
		eventtest.Case{Name: "version 6", In: sshd("Accepted password for root from 2001:db8::7 port 51234 ssh2"), Want: m{"from": "2001:db8::7", "sort": "privileged"}},
		eventtest.Case{Name: "session process", In: eventtest.Syslog("2026-11-27T09:50:05.123456+09:00 web1 sshd-session[123]: Accepted password for yamada from 192.0.2.7 port 51234 ssh2"), Want: m{"time": "2026-11-27T00:50:05.123456Z", "actor": "yamada"}},
		eventtest.Case{Name: "failed", In: sshd("Failed password for yamada from 192.0.2.7 port 51234 ssh2"), Want: out},
		eventtest.Case{Name: "failed, no such user", In: sshd("Failed password for invalid user yamada from 192.0.2.7 port 51234 ssh2"), Want: m{"action": "login", "outcome": "failure", "actor": "yamada", "from": "192.0.2.7", "reason": "invalid user", "op": "password"}},
		eventtest.Case{Name: "failed none", In: sshd("Failed none for invalid user  from 192.0.2.7 port 51234 ssh2"), Want: m{"outcome": "failure", "from": "192.0.2.7"}},
		eventtest.Case{Name: "a forged name", In: sshd("Failed password for invalid user a from 198.51.100.1 port 1 ssh2 from 192.0.2.7 port 51234 ssh2"), Want: m{"from": "192.0.2.7", "actor": "a from 198.51.100.1 port 1 ssh2"}},
		eventtest.Case{Name: "invalid", In: sshd("Invalid user yamada from 192.0.2.7 port 51234"), Want: out},
		eventtest.Case{Name: "invalid, no port", In: sshd("Invalid user yamada from 192.0.2.7"), Want: out},
		eventtest.Case{Name: "repeated", In: sshd("message repeated 3 times: [ Failed password for yamada from 192.0.2.7 port 51234 ssh2]"), Want: out},
		eventtest.Case{Name: "maximum", In: sshd("error: maximum authentication attempts exceeded for invalid user yamada from 192.0.2.7 port 51234 ssh2 [preauth]"), Want: out},
		eventtest.Case{Name: "not listed", In: sshd("User yamada from 192.0.2.7 not allowed because not listed in AllowUsers"), Want: out},
		eventtest.Case{Name: "closed before", In: sshd("Connection closed by authenticating user yamada 192.0.2.7 port 51234 [preauth]"), Want: out},
		eventtest.Case{Name: "reset before", In: sshd("Connection reset by invalid user yamada 192.0.2.7 port 51234 [preauth]"), Want: out},
		eventtest.Case{Name: "disconnected before", In: sshd("Disconnected from invalid user yamada 192.0.2.7 port 51234 [preauth]"), Want: out},
		eventtest.Case{Name: "disconnected after", In: sshd("Disconnected from user yamada 192.0.2.7 port 51234"), Want: m{"action": "logout", "actor": "yamada", "from": "192.0.2.7"}},
		eventtest.Case{Name: "received before", In: sshd("Received disconnect from 192.0.2.7 port 51234:11: Bye Bye [preauth]"), Want: m{"action": "other", "outcome": "failure", "from": "192.0.2.7"}},
		eventtest.Case{Name: "received after", In: sshd("Received disconnect from 192.0.2.7 port 51234:11: disconnected by user"), Nothing: true},
		eventtest.Case{Name: "no identification", In: sshd("Did not receive identification string from 192.0.2.7 port 51234"), Want: m{"action": "other", "outcome": "failure", "from": "192.0.2.7"}},
		eventtest.Case{Name: "no exchange", In: sshd("Unable to negotiate with 192.0.2.7 port 51234: no matching key exchange method found. Their offer: x [preauth]"), Want: m{"from": "192.0.2.7"}},
		eventtest.Case{Name: "PAM failure", In: sshd("pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=yamada"), Want: out},
		eventtest.Case{Name: "more PAM failures", In: sshd("PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=yamada"), Want: out},
		eventtest.Case{Name: "PAM says", In: sshd("error: PAM: Authentication failure for illegal user yamada from 192.0.2.7"), Want: out},
		eventtest.Case{Name: "older disconnecting", In: sshd("Disconnecting: Too many authentication failures for yamada from 192.0.2.7 port 22 ssh2 [preauth]"), Want: out},
		eventtest.Case{Name: "older PAM failure", In: eventtest.Syslog("Nov 27 09:50:05 web1 sshd(pam_unix)[123]: authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost=192.0.2.7  user=yamada"), Want: out},
		eventtest.Case{Name: "PAM closed", In: sshd("pam_unix(sshd:session): session closed for user yamada"), Want: m{"action": "logout", "actor": "yamada"}},
		eventtest.Case{Name: "PAM opened", In: sshd("pam_unix(sshd:session): session opened for user yamada(uid=1000) by (uid=0)"), Want: m{"action": "login", "outcome": "success", "actor": "yamada", "from": "-"}},
		eventtest.Case{Name: "locked", In: sshd("User yamada not allowed because account is locked"), Want: m{"action": "login", "outcome": "failure", "actor": "yamada"}},
		eventtest.Case{Name: "too late", In: sshd("fatal: Timeout before authentication for 192.0.2.7 port 51234"), Want: m{"outcome": "failure", "from": "192.0.2.7"}},
		eventtest.Case{Name: "disconnecting", In: sshd("Disconnecting authenticating user yamada 192.0.2.7 port 51234: Too many authentication failures [preauth]"), Want: out},
		eventtest.Case{Name: "server", In: sshd("Server listening on 0.0.0.0 port 22."), Nothing: true},
		eventtest.Case{Name: "cron", In: eventtest.Syslog("Nov 27 09:50:05 web1 CRON[9]: pam_unix(cron:session): session opened for user root"), Nothing: true},
		eventtest.Case{Name: "no head", In: eventtest.Line("x"), Malformed: true},
	)
}

func TestOthers(t *testing.T) {
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "sftp in", In: eventtest.Syslog("Nov 27 09:50:05 web1 sftp-server[9]: session opened for local user yamada from [192.0.2.7]"), Want: m{"action": "login", "actor": "yamada", "from": "192.0.2.7"}},
		eventtest.Case{Name: "sftp read", In: eventtest.Syslog(`Nov 27 09:50:05 web1 internal-sftp[9]: close "/data/a.csv" bytes read 5120 written 0`), Want: m{"action": "read", "object": "/data/a.csv", "size": "5120"}},
		eventtest.Case{Name: "sftp removes", In: eventtest.Syslog(`Nov 27 09:50:05 web1 internal-sftp[9]: remove name "/data/a.csv"`), Want: m{"action": "delete", "object": "/data/a.csv"}},
		eventtest.Case{Name: "sudo", In: eventtest.Syslog("Nov 27 09:50:05 web1 sudo:   yamada : TTY=pts/0 ; PWD=/home/yamada ; USER=root ; COMMAND=/bin/cat /etc/shadow"),
			Want: m{"action": "admin", "actor": "yamada", "as": "root", "op": "/bin/cat", "text": "/bin/cat /etc/shadow", "outcome": "success"}},
		eventtest.Case{Name: "sudo refused", In: eventtest.Syslog("Nov 27 09:50:05 web1 sudo:   yamada : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh"),
			Want: m{"outcome": "failure", "reason": "3 incorrect password attempts"}},
		eventtest.Case{Name: "su", In: eventtest.Syslog("Nov 27 09:50:05 web1 su[9]: (to root) yamada on pts/0"), Want: m{"action": "login", "actor": "yamada", "as": "root", "outcome": "success"}},
		eventtest.Case{Name: "su refused", In: eventtest.Syslog("Nov 27 09:50:05 web1 su[9]: FAILED SU (to root) yamada on pts/0"), Want: m{"actor": "yamada", "as": "root", "outcome": "failure"}},
		eventtest.Case{Name: "su of PAM", In: eventtest.Syslog("Nov 27 09:50:05 web1 su[9]: pam_unix(su:session): session opened for user root(uid=0) by yamada(uid=1000)"), Want: m{"actor": "yamada", "as": "root", "action": "login", "outcome": "success"}},
		eventtest.Case{Name: "sudo of PAM", In: eventtest.Syslog("Nov 27 09:50:05 web1 sudo: pam_unix(sudo:auth): authentication failure; logname=yamada uid=1000 euid=0 tty=/dev/pts/0 ruser=yamada rhost=  user=yamada"), Want: m{"actor": "yamada", "outcome": "failure"}},
		eventtest.Case{Name: "user made", In: eventtest.Syslog("Nov 27 09:50:05 web1 useradd[9]: new user: name=tanaka, UID=1001, GID=1001, home=/home/tanaka, shell=/bin/bash"), Want: m{"action": "admin", "target": "tanaka"}},
		eventtest.Case{Name: "into a group", In: eventtest.Syslog("Nov 27 09:50:05 web1 usermod[9]: add 'tanaka' to group 'sudo'"), Want: m{"action": "grant", "target": "tanaka", "object": "sudo"}},
		eventtest.Case{Name: "dropbear", In: eventtest.Syslog("Nov 27 09:50:05 ap dropbear[9]: Bad password attempt for 'root' from 192.0.2.7:51234"), Want: m{"outcome": "failure", "actor": "root", "from": "192.0.2.7"}},
	)
}

func TestNoAllocs(t *testing.T) {
	eventtest.NoAllocs(t, Parser{}, []event.Record{eventtest.Syslog(good), sshd("Failed password for invalid user yamada from 192.0.2.7 port 51234 ssh2"), sshd("Connection reset by invalid user yamada 192.0.2.7 port 51234 [preauth]")})
}

func FuzzRead(f *testing.F) {
	eventtest.Fuzz(f, Parser{}, good, "Nov 27 09:50:05 w sudo: a : USER=b ; COMMAND=c", "Nov 27 09:50:05 w sshd[1]: Connection closed by  port 1 [preauth]", "Nov 27 09:50:05 w sshd[1]: Disconnected from user  port 1")
}

func BenchmarkRead(b *testing.B) { eventtest.Bench(b, Parser{}, eventtest.Syslog(good)) }
