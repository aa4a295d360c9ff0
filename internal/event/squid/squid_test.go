package squid

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
)

const native = `1764236405.123    250 192.0.2.7 TCP_MISS/200 5120 GET http://www.example.com/a.csv?b=c yamada HIER_DIRECT/198.51.100.1 text/html`

type m = map[string]string

func TestRead(t *testing.T) {
	line := eventtest.Line
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "get", In: line(native), Want: m{"time": "2025-11-27T09:40:05.123Z", "from": "192.0.2.7", "actor": "yamada", "action": "read", "outcome": "success",
			"status": "200", "size": "5120", "op": "GET", "store": "www.example.com", "object": "/a.csv", "text": "http://www.example.com/a.csv?b=c", "raw.s-action": "TCP_MISS", "raw.r-ip": "198.51.100.1"}},
		eventtest.Case{Name: "tunnel", In: line(`1764236405.123  60250 2001:db8::7 TCP_TUNNEL/200 91820 CONNECT www.example.com:443 - HIER_DIRECT/198.51.100.1 -`),
			Want: m{"from": "2001:db8::7", "actor": "-", "action": "other", "store": "www.example.com", "object": "www.example.com:443", "sort": "anonymous"}},
		eventtest.Case{Name: "denied", In: line(`1764236405.123      0 192.0.2.7 TCP_DENIED/403 3900 POST http://www.example.com/up - HIER_NONE/- text/html`),
			Want: m{"action": "write", "outcome": "failure", "status": "403", "reason": "TCP_DENIED"}},
		eventtest.Case{Name: "no request", In: line(`1764236405.123      0 192.0.2.7 NONE_NONE/000 0 - error:transaction-end-before-headers - HIER_NONE/- -`),
			Want: m{"status": "-", "action": "other", "object": "error:transaction-end-before-headers"}},
		eventtest.Case{Name: "cut", In: line(`1764236405.123      0 192.0.2.7 NONE_NONE/000`), Malformed: true},
		eventtest.Case{Name: "another", In: line("Nov 27 09:50:05 h p[1]: a b c d e f g"), Malformed: true},
	)
}

func TestNoAllocs(t *testing.T) { eventtest.NoAllocs(t, Parser{}, eventtest.Lines(native)) }

func FuzzRead(f *testing.F) { eventtest.Fuzz(f, Parser{}, native) }

func BenchmarkRead(b *testing.B) { eventtest.Bench(b, Parser{}, eventtest.Line(native)) }
