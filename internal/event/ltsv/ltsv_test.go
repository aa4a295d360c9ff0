package ltsv

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
)

const line = "time:27/Nov/2026:18:50:05 +0900\thost:192.0.2.7\tforwardedfor:-\treq:GET /members/42?a=b HTTP/1.1\tstatus:200\tsize:5120\treferer:-\tua:Mozilla/5.0 (X11)\treqtime:0.012\tvhost:www.example.jp\tuser:yamada"

type m = map[string]string

func TestRead(t *testing.T) {
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "recommended", In: eventtest.Line(line), Want: m{"time": "2026-11-27T09:50:05Z", "from": "192.0.2.7", "hop": "-", "actor": "yamada", "action": "read", "outcome": "success", "op": "GET", "object": "/members/42",
			"status": "200", "size": "5120", "client": "Mozilla/5.0 (X11)", "store": "www.example.jp", "raw.reqtime": "0.012", "raw.cs-uri-query": "a=b"}},
		eventtest.Case{Name: "in parts", In: eventtest.Line("time:2026-11-27T18:50:05+09:00\thost:10.0.0.5\tforwardedfor:198.51.100.4\tmethod:POST\turi:/login\tstatus:401\tsize:-"), Want: m{"from": "198.51.100.4", "hop": "10.0.0.5", "action": "login", "outcome": "failure", "size": "-"}},
		eventtest.Case{Name: "bracketed time", In: eventtest.Line("time:[27/Nov/2026:18:50:05 +0900]\thost:192.0.2.7\treq:GET / HTTP/1.1\tstatus:200"), Want: m{"time": "2026-11-27T09:50:05Z"}},
		eventtest.Case{Name: "another", In: eventtest.Line("a:b\tc:d\te:f"), Malformed: true},
	)
}

func TestNoAllocs(t *testing.T) { eventtest.NoAllocs(t, Parser{}, eventtest.Lines(line)) }

func FuzzRead(f *testing.F) { eventtest.Fuzz(f, Parser{}, line) }

func BenchmarkRead(b *testing.B) { eventtest.Bench(b, Parser{}, eventtest.Line(line)) }
