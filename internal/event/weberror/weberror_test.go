package weberror

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
)

const (
	nginx  = `2026/11/27 09:50:05 [error] 31#31: *7 user "yamada": password mismatch, client: 192.0.2.7, server: www.example.jp, request: "GET /admin?a=b HTTP/1.1", host: "www.example.jp:8443"`
	apache = `[Fri Nov 27 09:50:05.123456 2026] [auth_basic:error] [pid 7:tid 9] [client 192.0.2.7:51234] AH01617: user yamada: authentication failure for "/admin": Password Mismatch, referer: http://www.example.jp/`
)

type m = map[string]string

func TestRead(t *testing.T) {
	line := eventtest.Line
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "nginx", In: line(nginx), Want: m{"time": "2026-11-27T09:50:05Z", "from": "192.0.2.7", "actor": "yamada", "action": "login", "outcome": "failure", "object": "/admin", "op": "GET", "store": "www.example.jp",
			"reason": `user "yamada": password mismatch`}},
		eventtest.Case{Name: "not found", In: line(`2026/11/27 09:50:05 [error] 31#31: *7 user "x" was not found in "/etc/nginx/users", client: 2001:db8::7, server: , request: "GET / HTTP/1.1"`), Want: m{"actor": "x", "from": "2001:db8::7", "action": "login"}},
		eventtest.Case{Name: "forbidden", In: line(`2026/11/27 09:50:05 [error] 31#31: *7 access forbidden by rule, client: 192.0.2.7, server: x, request: "GET /.git/config HTTP/1.1", host: "x"`), Want: m{"action": "read", "outcome": "failure", "object": "/.git/config"}},
		eventtest.Case{Name: "a file is missing", In: line(`2026/11/27 09:50:05 [error] 31#31: *7 open() "/x" failed (2: No such file or directory), client: 192.0.2.7, server: x, request: "GET /x HTTP/1.1"`), Nothing: true},
		eventtest.Case{Name: "of itself", In: line(`2026/11/27 09:50:05 [notice] 1#1: start worker processes`), Nothing: true},
		eventtest.Case{Name: "Apache", In: line(apache), Want: m{"time": "2026-11-27T09:50:05.123456Z", "from": "192.0.2.7", "actor": "yamada", "action": "login", "outcome": "failure", "object": "/admin", "id": "AH01617"}},
		eventtest.Case{Name: "Apache, version 6", In: line(`[Fri Nov 27 09:50:05.123456 2026] [auth_basic:error] [pid 7] [client [2001:db8::7]:51234] AH01618: user x not found: /admin`), Want: m{"from": "2001:db8::7", "actor": "x", "object": "/admin"}},
		eventtest.Case{Name: "Apache 2.2", In: line(`[Fri Nov 27 09:50:05 2026] [error] [client 192.0.2.7] client denied by server configuration: /var/www/x`), Want: m{"from": "192.0.2.7", "outcome": "failure", "object": "/var/www/x", "action": "other"}},
		eventtest.Case{Name: "Apache of itself", In: line(`[Fri Nov 27 09:50:05.123456 2026] [mpm_event:notice] [pid 7:tid 9] AH00489: Apache/2.4 configured`), Nothing: true},
		eventtest.Case{Name: "another", In: line("hello"), Malformed: true},
	)
}

func TestNoAllocs(t *testing.T) { eventtest.NoAllocs(t, Parser{}, eventtest.Lines(nginx+"\n"+apache)) }

func FuzzRead(f *testing.F) { eventtest.Fuzz(f, Parser{}, nginx, apache) }

func BenchmarkRead(b *testing.B) { eventtest.Bench(b, Parser{}, eventtest.Line(nginx)) }
