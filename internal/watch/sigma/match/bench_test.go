package match

import (
	"fmt"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	accesslog "github.com/tsutsumi-dev/tsutsumi/internal/event/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/cloudtrail"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/sigmatest"
)

// web are ordinary lines of a shop's web server, with a scanner among them.
func web(t testing.TB) []watch.Access {
	agents := []string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
		"shop-android/4.12.0", "python-requests/2.31.0"}
	paths := []string{"/", "/products/4711?ref=top", "/api/v1/customers/10234/orders?page=2&limit=50", "/assets/app.7f3a.js", "/images/p/991.jpg", "/login.php", "/search?q=blue+shirt&sort=price",
		"/admin/index.php?mod=users", "/wp-content/plugins/gallery/style.css", "/cart/add?id=12&n=1"}
	r := accesslog.Parser{}.Reader(event.Options{})
	var out []watch.Access
	log := &watch.Log{Name: "access.log", Parser: "access"}
	for i := range 200 {
		line := fmt.Sprintf(`198.18.%d.%d - - [27/Nov/2026:09:%02d:05 +0900] "%s %s HTTP/1.1" %d %d "https://shop.example.jp/products" "%s"`, i%7, i%250, i%60,
			[]string{"GET", "GET", "GET", "POST"}[i%4], paths[i%len(paths)], []int{200, 200, 304, 404}[i/3%4], 512+i, agents[i%len(agents)])
		e := &event.Event{}
		e.Reset()
		if r.Read(&event.Record{Line: []byte(line)}, e) != event.Access {
			t.Fatalf("not read: %s", line)
		}
		out = append(out, watch.Access{Event: e, At: e.Time, Log: log, Rows: -1})
	}
	return out
}

// cloud are ordinary calls.
func cloud(t testing.TB) []watch.Access {
	r := cloudtrail.Parser{}.Reader(event.Options{})
	var out []watch.Access
	log := &watch.Log{Name: "trail.json", Parser: "cloudtrail"}
	for i := range 200 {
		rec := eventtest.JSON(fmt.Sprintf(`{"eventVersion":"1.09","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE:app%d","arn":"arn:aws:sts::123456789012:assumed-role/app/app%d","accountId":"123456789012",`+
			`"accessKeyId":"ASIAEXAMPLE","sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::123456789012:role/app","userName":"app"},"attributes":{"creationDate":"2026-11-27T00:00:00Z","mfaAuthenticated":"false"}}},`+
			`"eventTime":"2026-11-27T00:%02d:05Z","eventSource":"%s.amazonaws.com","eventName":"%s","awsRegion":"ap-northeast-1","sourceIPAddress":"192.0.2.%d","userAgent":"aws-sdk-go/1.44.200","requestParameters":{"bucketName":"shop-data",`+
			`"key":"2026/11/%d.json","Host":"shop-data.s3.ap-northeast-1.amazonaws.com"},"responseElements":null,"additionalEventData":{"bytesTransferredOut":1024,"SignatureVersion":"SigV4"},"requestID":"REQ%d","eventID":"%d","readOnly":true,`+
			`"eventType":"AwsApiCall","managementEvent":false,"recipientAccountId":"123456789012"}`, i%9, i%9, i%60, []string{"s3", "s3", "sts", "ec2"}[i%4], []string{"GetObject", "PutObject", "AssumeRole", "DescribeInstances"}[i%4], i%200, i, i, i))
		e := &event.Event{}
		e.Reset()
		if r.Read(&rec, e) != event.Access {
			t.Fatal("not read")
		}
		out = append(out, watch.Access{Event: e, At: e.Time, Log: log, Rows: -1})
	}
	return out
}

func benchmark(b *testing.B, accesses []watch.Access, rules []string, naive bool) {
	s := load(b, nil, rules...)
	m := s.Matcher(0)
	m.naive = naive
	hits := 0
	for i := range accesses {
		hits += len(m.Match(&accesses[i]))
	}
	m.Evaluated = 0
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m.Match(&accesses[i%len(accesses)])
	}
	b.ReportMetric(float64(m.Evaluated)/float64(b.N), "rules/access")
	b.ReportMetric(float64(hits)/float64(len(accesses)), "hits/access")
}

// rules are three files, for a file has at most a thousand documents.
func rules(one func(g *sigmatest.Generator) func() string) []string {
	var out []string
	for i := range uint64(4) {
		out = append(out, sigmatest.Many(750, one(sigmatest.New(i+1))))
	}
	return out
}

func webRules() []string { return rules(func(g *sigmatest.Generator) func() string { return g.Web }) }
func cloudRules() []string {
	return rules(func(g *sigmatest.Generator) func() string { return g.Cloud })
}

func BenchmarkWeb3000(b *testing.B)        { benchmark(b, web(b), webRules(), false) }
func BenchmarkWeb3000Naive(b *testing.B)   { benchmark(b, web(b), webRules(), true) }
func BenchmarkCloud3000(b *testing.B)      { benchmark(b, cloud(b), cloudRules(), false) }
func BenchmarkCloud3000Naive(b *testing.B) { benchmark(b, cloud(b), cloudRules(), true) }
