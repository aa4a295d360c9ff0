package s3access

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
)

const owned = `79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be `

const get = owned + `customers [27/Nov/2026:09:50:05 +0000] 192.0.2.7 arn:aws:iam::111122223333:user/yamada 3E57427F3EXAMPLE REST.GET.OBJECT 2026/list%2Bnames.csv "GET /customers/2026/list%2Bnames.csv?versionId=x HTTP/1.1" 200 - 5120 5120 70 10 "-" "aws-cli/2.15.0 Python/3.11" 3HL4kqtJvjVBH40Nrjfkd SIGv4hostid= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader customers.s3.ap-northeast-1.amazonaws.com TLSV1.2 - -`

type m = map[string]string

func TestRead(t *testing.T) {
	line := eventtest.Line
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "get", In: line(get), Want: m{"time": "2026-11-27T09:50:05Z", "from": "192.0.2.7", "actor": "arn:aws:iam::111122223333:user/yamada", "action": "read",
			"outcome": "success", "status": "200", "size": "5120", "op": "REST.GET.OBJECT", "store": "customers", "object": "2026/list%2Bnames.csv", "client": "aws-cli/2.15.0 Python/3.11",
			"id": "3E57427F3EXAMPLE", "text": "GET /customers/2026/list%2Bnames.csv?versionId=x HTTP/1.1", "raw.tlsVersion": "TLSV1.2"}},
		eventtest.Case{Name: "nobody lists", In: line(owned + `customers [27/Nov/2026:09:50:05 +0000] 192.0.2.7 - 3E57427F3EXAMPLE REST.GET.BUCKET - "GET /customers?list-type=2 HTTP/1.1" 403 AccessDenied 243 - 4 - "-" "curl/8.5.0" -`),
			Want: m{"actor": "-", "sort": "anonymous", "action": "list", "outcome": "failure", "reason": "AccessDenied", "object": "-", "size": "243"}},
		eventtest.Case{Name: "policy", In: line(owned + `customers [27/Nov/2026:09:50:05 +0000] 192.0.2.7 ` + owned + `3E57427F3EXAMPLE REST.PUT.BUCKETPOLICY - "PUT /customers?policy HTTP/1.1" 204 - - - 24 - "-" "S3Console/0.4" -`),
			Want: m{"action": "grant", "size": "0"}},
		eventtest.Case{Name: "many deleted", In: line(owned + `customers [27/Nov/2026:09:50:05 +0000] - ` + owned + `3E57427F3EXAMPLE BATCH.DELETE.OBJECT a/b - 204 - - 512 - - - - -`), Want: m{"action": "delete", "from": "-", "object": "a/b", "text": "-"}},
		eventtest.Case{Name: "expired", In: line(owned + `customers [27/Nov/2026:09:50:05 +0000] - AmazonS3 3E57427F3EXAMPLE S3.EXPIRE.OBJECT a/b - - - - 512 - - - - -`), Want: m{"action": "delete", "actor": "AmazonS3", "status": "-"}},
		eventtest.Case{Name: "cut", In: line(owned + `customers [27/Nov/2026:09:50:05 +0000] 192.0.2.7`), Malformed: true},
		eventtest.Case{Name: "another", In: line(`192.0.2.7 - - [27/Nov/2026:09:50:05 +0000] "GET / HTTP/1.1" 200 1 "-" "-" a b c d e f g h i j k`), Malformed: true},
	)
}

func TestAction(t *testing.T) {
	for op, want := range map[string]event.Action{"REST.HEAD.OBJECT": event.Read, "REST.GET.VERSIONING": event.Read, "REST.COPY.OBJECT_GET": event.Read, "REST.COPY.OBJECT": event.Write,
		"REST.POST.MULTI_OBJECT_DELETE": event.Delete, "REST.PUT.OBJECT": event.Write, "REST.PUT.ACL": event.Grant, "REST.PUT.LOGGING_STATUS": event.Admin, "REST.DELETE.OBJECT": event.Delete,
		"REST.DELETE.BUCKETPOLICY": event.Grant, "WEBSITE.GET.OBJECT": event.Read, "S3.TRANSITION.OBJECT": event.Other, "": event.Other} {
		if got := Action([]byte(op)); got != want {
			t.Errorf("%s: %s", op, got)
		}
	}
}

func TestNoAllocs(t *testing.T) { eventtest.NoAllocs(t, Parser{}, eventtest.Lines(get)) }

func FuzzRead(f *testing.F) { eventtest.Fuzz(f, Parser{}, get) }

func BenchmarkRead(b *testing.B) { eventtest.Bench(b, Parser{}, eventtest.Line(get)) }
