package alb

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
)

const https = `https 2026-11-27T09:50:05.186641Z app/shop/50dc6c495c0c9188 192.0.2.7:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 310 5120 "GET https://www.example.com:443/members/42?tab=a HTTP/1.1" "curl/8.5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:111122223333:targetgroup/shop/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" "www.example.com" "arn:aws:acm:us-east-2:111122223333:certificate/12345678" 1 2026-11-27T09:50:05.100000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1234`

const elb1 = `2026-11-27T09:50:05.945958Z shop 192.0.2.7:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://www.example.com:80/ HTTP/1.1" "curl/8.5.0" - -`

type m = map[string]string

func TestRead(t *testing.T) {
	line := eventtest.Line
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "https", In: line(https), Want: m{"time": "2026-11-27T09:50:05.186641Z", "from": "192.0.2.7", "action": "read", "outcome": "success", "status": "200", "size": "5120",
			"op": "GET", "object": "/members/42", "raw.cs-uri-query": "tab=a", "store": "www.example.com", "client": "curl/8.5.0", "id": "Root=1-58337281-1d84f3d73c47ec4e58577259", "raw.type": "https"}},
		eventtest.Case{Name: "no target", In: line(`h2 2026-11-27T09:50:05.186641Z app/shop/50dc6c495c0c9188 [2001:db8::7]:2817 - -1 -1 -1 503 - 310 337 "POST https://www.example.com:443/api/login HTTP/2.0" "-" ECDHE TLSv1.2 - "Root=1" "www.example.com" "-" 1 2026-11-27T09:50:05.100000Z "-" "-" "-" "-" "-" "-" "-"`),
			Want: m{"from": "2001:db8::7", "action": "login", "outcome": "failure", "client": "-", "status": "503"}},
		eventtest.Case{Name: "unreadable request", In: line(`http 2026-11-27T09:50:05.186641Z app/shop/50dc6c495c0c9188 192.0.2.7:2817 - -1 -1 -1 400 - 0 272 "- http://www.example.com:80- " "-" - - - "-" "-" "-" - 2026-11-27T09:50:05.100000Z "-" "-" "-" "-" "-" "-" "-"`),
			Want: m{"status": "400", "object": "-", "outcome": "failure"}},
		eventtest.Case{Name: "classic", In: line(elb1), Want: m{"time": "2026-11-27T09:50:05.945958Z", "store": "www.example.com", "object": "/", "size": "29"}},
		eventtest.Case{Name: "network", In: line(`tls 2.0 2026-11-27T09:50:05 net/shop/c6e77e28c25b2234 g3d4b5e8bb8464cd 192.0.2.7:51341 10.0.0.1:443 5 2 98 246 - arn:aws:acm:us-east-2:111122223333:certificate/x - ECDHE-RSA-AES128-SHA tlsv12 - www.example.com - - - 2026-11-27T09:50:00`),
			Want: m{"from": "192.0.2.7", "time": "2026-11-27T09:50:05Z", "op": "tls"}},
		eventtest.Case{Name: "cut", In: line(`https 2026-11-27T09:50:05.186641Z app/shop/50dc6c495c0c9188 192.0.2.7:2817`), Malformed: true},
		eventtest.Case{Name: "another", In: line(`192.0.2.7 - - [27/Nov/2026:09:50:05 +0000] "GET / HTTP/1.1" 200 1 "-" "-" a b c d e f g h i j k`), Malformed: true},
	)
}

func TestNoAllocs(t *testing.T) { eventtest.NoAllocs(t, Parser{}, eventtest.Lines(https+"\n"+elb1)) }

func FuzzRead(f *testing.F) { eventtest.Fuzz(f, Parser{}, https, elb1) }

func BenchmarkRead(b *testing.B) { eventtest.Bench(b, Parser{}, eventtest.Line(https)) }
