package access

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
)

const agent = `"Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0"`

const combined = `192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] "GET /members/42?tab=a HTTP/1.1" 200 5120 "https://www.example.jp/" ` + agent

var line = eventtest.Line

func TestRead(t *testing.T) {
	type m = map[string]string
	eventtest.Accept(t, Parser{}, event.Options{Store: "www.example.jp"},
		eventtest.Case{Name: "combined", In: line(combined), Want: m{"time": "2026-11-27T00:50:05Z", "from": "192.0.2.7", "actor": "-", "sort": "anonymous",
			"action": "read", "outcome": "success", "op": "GET", "object": "/members/42", "text": "/members/42?tab=a", "status": "200", "size": "5120",
			"store": "www.example.jp", "client": "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0", "raw.cs-uri-query": "tab=a",
			"raw.cs-referer": "https://www.example.jp/", "raw.sc-status": "200", "rows": "-"}},
		eventtest.Case{Name: "common", In: line(`2001:db8::1 - yamada.t [01/Jan/2026:00:00:00 +0000] "DELETE /a HTTP/1.0" 204 -`),
			Want: m{"from": "2001:db8::1", "actor": "yamada.t", "action": "delete", "size": "-", "client": "-"}},
		eventtest.Case{Name: "user with blanks", In: line(`192.0.2.7 - Yamada Taro [01/Jan/2026:00:00:00 +0000] "PUT /a HTTP/1.0" 200 1`),
			Want: m{"actor": "Yamada Taro", "action": "write"}},
		eventtest.Case{Name: "virtual host", In: line(`shop.example.jp:443 192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] "POST /login HTTP/2.0" 302 0 "-" "-"`),
			Want: m{"store": "shop.example.jp", "from": "192.0.2.7", "action": "login", "outcome": "unsaid", "client": "-"}},
		eventtest.Case{Name: "refused login", In: line(`192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] "POST /api/v1/sessions/ HTTP/2.0" 401 12 "-" "curl/8.5.0"`),
			Want: m{"action": "login", "outcome": "failure"}},
		eventtest.Case{Name: "behind a proxy", In: line(`10.0.0.5 - - [27/Nov/2026:09:50:05 +0900] "GET / HTTP/1.1" 200 1 "-" ` + agent + ` "198.51.100.4, 10.0.0.9" 0.012`),
			Want: m{"from": "198.51.100.4", "hop": "10.0.0.5"}},
		eventtest.Case{Name: "client by name", In: line(`pc7.example.jp - - [27/Nov/2026:09:50:05 +0900] "GET / HTTP/1.1" 200 1`),
			Want: m{"from": "-", "device": "pc7.example.jp"}},
		eventtest.Case{Name: "a quote in the agent", In: line(`192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] "GET / HTTP/1.1" 200 1 "-" "a \"b\" \\"`),
			Want: m{"client": `a \"b\" \\`}},
		eventtest.Case{Name: "TLS on a plain port", In: line(`192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] "\x16\x03\x01" 400 150 "-" "-"`),
			Want: m{"action": "other", "outcome": "failure", "object": "-", "text": `\x16\x03\x01`}},
		eventtest.Case{Name: "no request", In: line(`192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] "-" 408 0 "-" "-"`), Want: m{"status": "408"}},
		eventtest.Case{Name: "blank in the path", In: line(`192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] "GET /a b HTTP/1.1" 200 1`), Want: m{"object": "/a b"}},
		eventtest.Case{Name: "Apache's virtual host and time taken", In: line(`www.example.jp 192.0.2.7 - yamada [27/Nov/2026:09:50:05 +0900] "GET /a HTTP/1.1" 200 512 "-" "curl/8.5.0" 15320`),
			Want: m{"store": "www.example.jp", "actor": "yamada", "from": "192.0.2.7", "size": "512", "client": "curl/8.5.0"}},
		eventtest.Case{Name: "combinedio", In: line(`192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] "GET /a HTTP/1.1" 200 512 "-" "curl/8.5.0" 310 845`), Want: m{"size": "512", "from": "192.0.2.7"}},
		eventtest.Case{Name: "a chain first", In: line(`198.51.100.4, 10.0.0.9 - - [27/Nov/2026:09:50:05 +0900] "GET /a HTTP/1.1" 200 512`), Want: m{"from": "198.51.100.4", "hop": "10.0.0.9"}},
		eventtest.Case{Name: "a virtual host and a chain", In: line(`www.example.jp 198.51.100.4, 10.0.0.9, 127.0.0.1 - - [27/Nov/2026:09:50:05 +0900] "GET /a HTTP/1.1" 200 512`),
			Want: m{"store": "www.example.jp", "from": "198.51.100.4", "hop": "127.0.0.1"}},
		eventtest.Case{Name: "a labelled address", In: line(`10.0.0.5 - - [27/Nov/2026:09:50:05 +0900] "GET /a HTTP/1.1" 200 512 "-" "x" X-Forwarded-For="198.51.100.4, 10.0.0.9"`), Want: m{"from": "198.51.100.4", "hop": "10.0.0.5"}},
		eventtest.Case{Name: "a name by RFC 1413", In: line(`pc7.example.jp user-identifier frank [27/Nov/2026:09:50:05 +0900] "GET /a HTTP/1.0" 200 512`), Want: m{"actor": "frank", "device": "pc7.example.jp"}},
		eventtest.Case{Name: "a session", In: line(`192.0.2.7 - m1001 [27/Nov/2026:09:50:05 +0900] "GET /a HTTP/1.1" 200 512 "-" "x" rt=0.013 sid=9f2c51d0aa31be77`), Want: m{"actor": "m1001", "session": "9f2c51d0aa31be77", "from": "192.0.2.7"}},
		eventtest.Case{Name: "no session", In: line(`192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] "GET /a HTTP/1.1" 200 512 "-" "x" rt=0.013 "sid=-" a.b=1`), Want: m{"session": "-"}},
		eventtest.Case{Name: "a socket", In: line(`unix: - - [27/Nov/2026:09:50:05 +0900] "GET /a HTTP/1.0" 200 512`), Want: m{"from": "-", "status": "200"}},
		eventtest.Case{Name: "a port behind the address", In: line(`198.51.100.4:51234 - - [27/Nov/2026:09:50:05 +0900] "GET /a HTTP/1.1" 200 512`), Want: m{"from": "198.51.100.4"}},
		eventtest.Case{Name: "version 4 within 6", In: line(`::ffff:198.51.100.4 - - [27/Nov/2026:09:50:05 +0900] "GET /a HTTP/1.1" 200 512`), Want: m{"from": "198.51.100.4"}},
		eventtest.Case{Name: "the server that answered", In: line(`198.51.100.4 - - [27/Nov/2026:09:50:05 +0900] "GET /a HTTP/1.1" 200 512 "-" "-" 310 0.012 [default-shop-80] [] 10.0.0.5:8080 512 0.012 200 0123abcd`),
			Want: m{"from": "198.51.100.4", "hop": "-"}},
		eventtest.Case{Name: "ISO time", In: line(`192.0.2.7 - - [2026-11-27T09:50:05+09:00] "GET /a HTTP/1.1" 200 512`), Want: m{"time": "2026-11-27T00:50:05Z"}},
		eventtest.Case{Name: "milliseconds", In: line(`192.0.2.7 - - [27/Nov/2026:09:50:05.123 +0900] "GET /a HTTP/1.1" 200 512`), Want: m{"time": "2026-11-27T00:50:05.123Z"}},
		eventtest.Case{Name: "an empty user", In: line(`192.0.2.7 - "" [27/Nov/2026:09:50:05 +0900] "GET /a HTTP/1.1" 401 512`), Want: m{"actor": "-", "outcome": "failure"}},
		eventtest.Case{Name: "a bare quote in the path", In: line(`192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] "GET /a"b HTTP/1.1" 404 512 "-" "x"`), Want: m{"object": `/a"b`, "status": "404", "client": "x"}},
		eventtest.Case{Name: "through a proxy", In: line(`192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] "GET http://www.example.com:8080/a?b=c HTTP/1.1" 200 512`),
			Want: m{"store": "www.example.jp", "object": "/a", "raw.cs-uri-query": "b=c", "text": "http://www.example.com:8080/a?b=c"}},
		eventtest.Case{Name: "mod_ssl", In: line(`[27/Nov/2026:09:50:05 +0900] 192.0.2.7 TLSv1.3 TLS_AES_256_GCM_SHA384 "GET /a HTTP/1.1" 512`), Want: m{"from": "192.0.2.7", "object": "/a", "size": "512", "outcome": "unsaid"}},
		eventtest.Case{Name: "SQL in the query", In: line(`192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] "GET /a?id=1%27%20OR%20'1'='1 HTTP/1.1" 200 512 "-" "sqlmap/1.8"`), Want: m{"object": "/a", "raw.cs-uri-query": "id=1%27%20OR%20'1'='1"}},
		eventtest.Case{Name: "empty", In: line(""), Malformed: true},
		eventtest.Case{Name: "cut", In: line(`192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] "GET / HT`), Malformed: true},
		eventtest.Case{Name: "another log", In: line(`2026/11/27 09:50:05 [error] 31#31: *7 open() "/x" failed (2: No such file)`), Malformed: true},
		eventtest.Case{Name: "no such day", In: line(`192.0.2.7 - - [31/Nov/2026:09:50:05 +0900] "GET / HTTP/1.1" 200 1`), Malformed: true},
		eventtest.Case{Name: "an endless number", In: line(`192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] "GET / HTTP/1.1" 200 99999999999999999999999`), Want: m{"size": "-"}},
	)
}

func TestMatch(t *testing.T) {
	if c := (Parser{}).Match(eventtest.Lines(combined + "\n" + combined)); c != event.Likely {
		t.Errorf("an access log: %d", c)
	}
	if c := (Parser{}).Match(eventtest.Lines("Nov 27 09:50:05 host sshd[1]: Accepted password for a from 192.0.2.1 port 2 ssh2\n")); c != event.No {
		t.Errorf("another log: %d", c)
	}
}

func TestNoAllocs(t *testing.T) { eventtest.NoAllocs(t, Parser{}, eventtest.Lines(combined)) }

func FuzzRead(f *testing.F) { eventtest.Fuzz(f, Parser{}, combined) }

// BenchmarkRead: the limit is 300,000 lines a second for parsing and all detectors together.
func BenchmarkRead(b *testing.B) {
	rec := line(combined)
	r := Parser{}.Reader(event.Options{})
	var e event.Event
	b.SetBytes(int64(len(combined)))
	b.ReportAllocs()
	for b.Loop() {
		e.Reset()
		r.Read(&rec, &e)
	}
}
