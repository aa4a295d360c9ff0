package openvpn

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
)

const came = "2026-11-27 09:50:05 192.0.2.7:51234 [yamada] Peer Connection Initiated with [AF_INET]192.0.2.7:51234"

type m = map[string]string

func TestRead(t *testing.T) {
	line := eventtest.Line
	eventtest.Accept(t, Parser{}, event.Options{Store: "vpn1"},
		eventtest.Case{Name: "came", In: line(came), Want: m{"time": "2026-11-27T09:50:05Z", "actor": "yamada", "from": "192.0.2.7", "action": "login", "outcome": "success", "store": "vpn1"}},
		eventtest.Case{Name: "older time", In: line("Fri Nov 27 09:50:05 2026 192.0.2.7:51234 [yamada] Peer Connection Initiated with [AF_INET]192.0.2.7:51234"), Want: m{"time": "2026-11-27T09:50:05Z", "actor": "yamada"}},
		eventtest.Case{Name: "microseconds", In: line("Fri Nov 27 09:50:05 2026 us=123456 192.0.2.7:51234 [yamada] Peer Connection Initiated with [AF_INET]192.0.2.7:51234"), Want: m{"actor": "yamada", "from": "192.0.2.7"}},
		eventtest.Case{Name: "syslog", In: eventtest.Syslog("Nov 27 09:50:05 vpn2 openvpn[99]: 192.0.2.7:51234 [yamada] Peer Connection Initiated with [AF_INET]192.0.2.7:51234"), Want: m{"time": "2026-11-27T09:50:05Z", "actor": "yamada", "store": "vpn2"}},
		eventtest.Case{Name: "version 6", In: line("2026-11-27 09:50:05 2001:db8::7:51234 [yamada] Peer Connection Initiated with [AF_INET6]2001:db8::7:51234"), Want: m{"from": "2001:db8::7"}},
		eventtest.Case{Name: "4 in 6", In: line("2026-11-27 09:50:05 ::ffff:192.0.2.7:51234 [yamada] Peer Connection Initiated with [AF_INET6]::ffff:192.0.2.7:51234"), Want: m{"from": "192.0.2.7"}},
		eventtest.Case{Name: "password", In: line("2026-11-27 09:50:05 192.0.2.7:51234 TLS: Username/Password authentication succeeded for username 'yamada' [CN SET]"), Want: m{"actor": "yamada", "action": "login", "outcome": "success"}},
		eventtest.Case{Name: "wrong", In: line("2026-11-27 09:50:05 192.0.2.7:51234 TLS Auth Error: Auth Username/Password verification failed for peer"), Want: m{"action": "login", "outcome": "failure", "from": "192.0.2.7", "actor": "-"}},
		eventtest.Case{Name: "sent failed", In: line("2026-11-27 09:50:05 192.0.2.7:51234 SENT CONTROL [yamada]: 'AUTH_FAILED' (status=1)"), Want: m{"actor": "yamada", "outcome": "failure"}},
		eventtest.Case{Name: "expired", In: line("2026-11-27 09:50:05 192.0.2.7:51234 VERIFY ERROR: depth=0, error=certificate has expired: C=JP, CN=yamada, O=x"), Want: m{"actor": "yamada", "outcome": "failure"}},
		eventtest.Case{Name: "handshake", In: line("2026-11-27 09:50:05 192.0.2.7:51234 TLS Error: TLS handshake failed"), Want: m{"action": "other", "outcome": "failure", "from": "192.0.2.7"}},
		eventtest.Case{Name: "went", In: line("2026-11-27 09:50:05 yamada/192.0.2.7:51234 SIGTERM[soft,remote-exit] received, client-instance exiting"), Want: m{"action": "logout", "actor": "yamada", "from": "192.0.2.7"}},
		eventtest.Case{Name: "learnt", In: line("2026-11-27 09:50:05 yamada/192.0.2.7:51234 MULTI: Learn: 10.8.0.6 -> yamada/192.0.2.7:51234"), Nothing: true},
		eventtest.Case{Name: "start", In: line("2026-11-27 09:50:05 OpenVPN 2.6.8 x86_64-pc-linux-gnu [SSL (OpenSSL)]"), Nothing: true},
		eventtest.Case{Name: "another", In: line("hello"), Malformed: true},
	)
	if c := (Parser{}).Match(eventtest.Lines(came)); c != event.Sure {
		t.Errorf("certainty %d", c)
	}
}

func TestNoAllocs(t *testing.T) { eventtest.NoAllocs(t, Parser{}, eventtest.Lines(came)) }

func FuzzRead(f *testing.F) { eventtest.Fuzz(f, Parser{}, came, "2026-11-27 09:50:05 a/b [") }

func BenchmarkRead(b *testing.B) { eventtest.Bench(b, Parser{}, eventtest.Line(came)) }
