package match

import (
	"slices"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match/rule"
)

// read reads records by the parser of that name; the last must be an access.
func read(t *testing.T, parser string, records ...event.Record) *watch.Access {
	t.Helper()
	i := slices.IndexFunc(builtin.All(), func(p event.Parser) bool { return p.Name() == parser })
	if i < 0 {
		t.Fatalf("no parser %s", parser)
	}
	r := builtin.All()[i].Reader(event.Options{Now: 1_795_000_000_000_000})
	for n := range records {
		e := &event.Event{}
		e.Reset()
		if v := r.Read(&records[n], e); n == len(records)-1 {
			if v != event.Access {
				t.Fatalf("%s: no access: %s", parser, records[n].Line)
			}
			return &watch.Access{Event: e, At: e.Time, Log: &watch.Log{Name: "x.log", Parser: parser}, Rows: e.Rows}
		}
	}
	return nil
}

const combined = `192.0.2.7 - tanaka [27/Nov/2026:09:05:05 +0900] "POST /shop/upload.PHP?cmd=id&x=1 HTTP/1.1" 404 512 "https://www.example.jp/top" "EvilScan/1.0"`

// TestFields asks real records for fields by the names of rules.
func TestFields(t *testing.T) {
	line := eventtest.Line
	accesses := map[string]*watch.Access{
		"access": read(t, "access", line(combined)),
		"w3c": read(t, "w3c", line("#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken"),
			line("2026-11-27 00:05:05 10.0.0.1 POST /shop/upload.PHP cmd=id&x=1 443 - 192.0.2.7 EvilScan/1.0 https://www.example.jp/top 404 0 0 15")),
		"ltsv":        read(t, "ltsv", line("time:27/Nov/2026:09:05:05 +0900\thost:192.0.2.7\treq:POST /shop/upload.PHP?cmd=id&x=1 HTTP/1.1\tstatus:404\tsize:512\treferer:https://www.example.jp/top\tua:EvilScan/1.0\tuser:tanaka")),
		"squid":       read(t, "squid", line("1795737905.123    250 192.0.2.7 TCP_MISS/404 512 POST http://www.example.jp/shop/upload.PHP?cmd=id&x=1 tanaka HIER_DIRECT/198.51.100.9 text/html")),
		"access-json": read(t, "access-json", eventtest.JSON(`{"time_iso8601":"2026-11-27T09:05:05+09:00","remote_addr":"192.0.2.7","remote_user":"tanaka","request":"POST /shop/upload.PHP?cmd=id&x=1 HTTP/1.1","status":"404","body_bytes_sent":"512","http_user_agent":"EvilScan/1.0","http_referer":"https://www.example.jp/top"}`)),
		"cloudtrail": read(t, "cloudtrail", eventtest.JSON(`{"eventVersion":"1.09","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::123456789012:user/tanaka","userName":"tanaka","sessionContext":{"attributes":{"mfaAuthenticated":"false"}}},"eventTime":"2026-11-27T00:05:05Z",`+
			`"eventSource":"iam.amazonaws.com","eventName":"CreateUser","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.7","userAgent":"aws-cli/2","errorCode":"AccessDenied","requestParameters":{"userName":"backdoor","tags":[{"key":"a"},{"key":"b"}]},"responseElements":null,"eventID":"1"}`)),
		"detail": read(t, "cloudtrail", eventtest.JSON(`{"detail-type":"AWS API Call via CloudTrail","detail":{"userIdentity":{"type":"Root","arn":"arn:aws:iam::123456789012:root"},"eventTime":"2026-11-27T00:05:05Z","eventSource":"iam.amazonaws.com","eventName":"CreateUser","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.7"}}`)),
		"signin": read(t, "m365", eventtest.JSON(`{"createdDateTime":"2026-11-27T00:05:05Z","userPrincipalName":"tanaka@example.jp","appDisplayName":"Azure Portal","ipAddress":"192.0.2.7","status":{"errorCode":50126,"failureReason":"Invalid username or password"},"location":{"countryOrRegion":"BR"},"deviceDetail":{"isCompliant":false}}`)),
		"audit":  read(t, "m365", eventtest.JSON(`{"CreationTime":"2026-11-27T00:05:05","Operation":"New-InboxRule","Workload":"Exchange","UserId":"tanaka@example.jp","ClientIP":"192.0.2.7","ResultStatus":"True","RecordType":1,"Id":"1"}`)),
		"github": read(t, "github", eventtest.JSON(`{"@timestamp":1795737905123,"action":"repo.destroy","actor":"tanaka","org":"example","repo":"example/shop","created_at":1795737905123}`)),
		"sshd":   read(t, "sshd", eventtest.Syslog("Nov 27 09:05:05 web1 sshd[123]: Failed password for invalid user admin from 192.0.2.7 port 51234 ssh2")),
	}
	web := rule.Source{Category: "webserver"}
	proxy := rule.Source{Category: "proxy"}
	cloudtrail := rule.Source{Product: "aws", Service: "cloudtrail"}
	for _, c := range []struct {
		log    string
		source rule.Source
		yes    []string // items of a search
		no     []string
	}{
		{"access", web, []string{"cs-method: POST", "sc-status: 404", "c-ip: 192.0.2.7", "cs-uri-stem|endswith: '/upload.php'", "cs-uri-query|contains: 'cmd=id'", "cs-uri-query|contains: '/shop/upload.php'", "cs-user-agent|startswith: EvilScan",
			"cs-username: tanaka", "cs-referer|contains: example.jp", "c-uri|contains: 'upload.php?cmd'", "c-uri-extension: php", "http.response.status_code: 404", "url.original|endswith: 'x=1'", "user.name: tanaka", "source.ip|cidr: 192.0.2.0/24",
			"event.action: write", "event.outcome: failure", "sc-bytes|gte: 512", "c-useragent: EvilScan/1.0", "timestamp|hour: 9"},
			[]string{"cs-method: GET", "cs-uri-query|startswith: upload", "cs-cookie: x", "timestamp|hour: 0", "event.rows|gte: 0"}},
		{"access", proxy, []string{"c-uri|endswith: 'x=1'", "c-useragent: EvilScan/1.0", "src_ip: 192.0.2.7"}, []string{"cs-host: www.example.jp"}},
		{"w3c", web, []string{"cs-method: POST", "c-uri|contains: '/upload.php?cmd=id'", "cs-uri-query|contains: 'upload.php?cmd'", "cs-uri-query|startswith: 'cmd='", "cs-uri: '/shop/upload.php?cmd=id&x=1'", "cs-user-agent: EvilScan/1.0", "cs-referer|contains: example",
			"cs-username: null", "cs-username: '-'", "time-taken|lt: 16", "date|day: 27", "time|hour: 0", "cs(user-agent): evilscan/1.0"}, []string{"cs-username: '*'", "sc-status|gt: 404", "cs-username|exists: true"}},
		{"ltsv", web, []string{"cs-uri-stem: /shop/upload.php", "cs-username: tanaka", "cs-user-agent: EvilScan/1.0", "cs-referer|contains: example.jp", "status: 404"}, []string{"cs-method: GET"}},
		{"squid", proxy, []string{"c-uri|startswith: 'http://www.example.jp/'", "cs-host: www.example.jp", "c-uri-query|contains: cmd=", "c-uri-extension: php", "r-dns: www.example.jp", "cs-method: POST", "sc-status: 404"}, []string{"cs-host: example.jp"}},
		{"access-json", web, []string{"cs-uri-query|contains: 'upload.php?cmd'", "cs-user-agent: EvilScan/1.0", "sc-status: 404", "cs-method: POST", "c-ip: 192.0.2.7"}, []string{"cs-method: GET"}},
		{"cloudtrail", cloudtrail, []string{"eventName: createuser", "userIdentity.arn|endswith: ':user/tanaka'", "errorCode: AccessDenied", "requestParameters.userName: backdoor", "requestParameters|contains: door", "requestParameters.tags.key: b",
			"userIdentity.sessionContext.attributes.mfaAuthenticated: 'false'", "src_ip: 192.0.2.7", "eventTime|hour: 0", "responseElements: null"}, []string{"eventName: DeleteUser", "requestParameters|contains: tanaka", "responseElements|exists: true"}},
		{"detail", cloudtrail, []string{"eventName: CreateUser", "userIdentity.type: Root", "detail.eventName: CreateUser"}, []string{"userIdentity.type: IAMUser"}},
		{"signin", rule.Source{Product: "azure", Service: "signinlogs"}, []string{"ResultType: 50126", "ResultDescription|contains: invalid", "UserPrincipalName|endswith: example.jp", "Location: BR", "DeviceDetail.isCompliant: false", "Status: failure",
			"callerIpAddress: 192.0.2.7", "Username|startswith: tanaka"}, []string{"ResultType: 0", "Status: Success"}},
		{"audit", rule.Source{Product: "m365", Service: "exchange"}, []string{"Operation: New-InboxRule", "eventName: new-inboxrule", "Workload: Exchange", "Status: true"}, []string{"eventName: x"}},
		{"github", rule.Source{Product: "github", Service: "audit"}, []string{"action: repo.destroy", "actor: tanaka"}, []string{"action: delete"}},
		{"sshd", rule.Source{Product: "linux", Service: "auth"}, []string{"message|contains: 'Failed password'", "program: sshd", "host: web1", "event.actor: admin", "src_ip: 192.0.2.7", "'': 'invalid user'"}, []string{"pam_user: root"}},
		{"sshd", rule.Source{Category: "authentication"}, []string{"action: failure"}, []string{"action: login"}},
	} {
		for want, items := range map[bool][]string{true: c.yes, false: c.no} {
			for _, item := range items {
				s := load(t, nil, "title: t\nlogsource: {"+written(c.source)+"}\ndetection: {s: {"+item+"}, condition: s}\n")
				if got := both(t, s, accesses[c.log]); got != want {
					t.Errorf("%s: %s: %v", c.log, item, got)
				}
			}
		}
	}
}

func written(s rule.Source) string {
	out := "definition: x"
	for _, p := range [][2]string{{"product", s.Product}, {"category", s.Category}, {"service", s.Service}} {
		if p[1] != "" {
			out += ", " + p[0] + ": " + p[1]
		}
	}
	return out
}

// TestPieces: what stands in a part of an address is found in it, and only there, though the whole is searched once.
func TestPieces(t *testing.T) {
	a := read(t, "access", eventtest.Line(`192.0.2.7 - - [27/Nov/2026:09:05:05 +0900] "GET /needle/page?thread=1 HTTP/1.1" 200 5 "-" "agent"`))
	for item, want := range map[string]bool{"cs-uri-stem|contains: needle": true, "cs-uri-stem|contains: thread": false, "c-uri|contains: needle": true, "c-uri|contains: 'page?thread'": true, "c-uri-query|contains: thread": true,
		"c-uri-query|contains: needle": false, "cs-user-agent|contains: needle": false} {
		s := load(t, nil, "title: t\nlogsource: {category: webserver}\ndetection: {s: {"+item+"}, condition: s}\n", "title: u\nid: u\nlogsource: {category: webserver}\ndetection: {s: {cs-uri|contains: nothing}, condition: s}\n")
		if got := both(t, s, a); got != want {
			t.Errorf("%s: %v", item, got)
		}
	}
}

func TestSources(t *testing.T) {
	var all []string
	for _, p := range builtin.All() {
		all = append(all, p.Name())
	}
	all = append(all, "shop")
	s := load(t, nil, detection("s: {f: x}\ncondition: s"))
	for _, c := range []struct {
		source rule.Source
		want   []string
	}{
		{rule.Source{Category: "webserver"}, []string{"access", "alb", "ltsv", "s3access", "w3c", "access-json"}},
		{rule.Source{Category: "webserver", Product: "apache"}, []string{"access", "alb", "ltsv", "s3access", "w3c", "access-json"}},
		{rule.Source{Product: "windows", Service: "iis"}, []string{"w3c"}},
		{rule.Source{Service: "nginx"}, []string{"access", "weberror", "access-json"}},
		{rule.Source{Product: "aws", Service: "cloudtrail"}, []string{"cloudtrail"}},
		{rule.Source{Product: "aws"}, []string{"alb", "cloudtrail", "s3access", "w3c"}},
		{rule.Source{Product: "linux"}, []string{"sshd"}},
		{rule.Source{Product: "linux", Service: "sshd"}, []string{"sshd"}},
		{rule.Source{Product: "linux", Category: "process_creation"}, nil},
		{rule.Source{Product: "windows", Category: "process_creation"}, nil},
		{rule.Source{Product: "windows", Service: "security"}, nil},
		{rule.Source{Product: "zeek", Service: "http"}, nil},
		{rule.Source{Product: "shop"}, []string{"shop"}},
		{rule.Source{Product: "shop", Service: "audit"}, []string{"shop"}},
		{rule.Source{Category: "application", Product: "shop"}, []string{"shop"}},
		{rule.Source{Product: "fortigate", Service: "event"}, []string{"fortigate"}},
		{rule.Source{Category: "database"}, []string{"mariadb", "mysql-general", "postgres", "postgres-csv", "postgres-json", "search", "search-text"}},
		{rule.Source{Product: "gcp", Service: "google_workspace.admin"}, []string{"workspace"}},
	} {
		got := s.Fed(c.source, all)
		if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(c.want))) {
			t.Errorf("%+v: %v, want %v", c.source, got, c.want)
		}
	}
	for _, e := range knownLogs().Sources {
		for _, p := range e.Parsers {
			if !slices.Contains(all, p) {
				t.Errorf("logs.yaml names the parser %q, which is not there", p)
			}
		}
	}
	for _, f := range knownLogs().Fields {
		for _, p := range f.Parsers {
			if !slices.Contains(all, p) {
				t.Errorf("logs.yaml names the parser %q, which is not there", p)
			}
		}
		for _, list := range f.Names {
			for _, l := range list {
				if len(l) > 1 && l[0] == '@' {
					if _, ok := ownNames["event."+l[1:]]; !ok {
						t.Errorf("logs.yaml names the value %q, which is not there", l)
					}
				}
			}
		}
	}
}

// TestOwn asks for everything that an access says of its own accord.
func TestOwn(t *testing.T) {
	a := read(t, "access", eventtest.Line(combined))
	a.Net = network.Network{Country: [2]byte{'B', 'R'}, Kind: network.Hosting | network.Anonymising}
	a.Role, a.Rest, a.Store, a.Rows = watch.Staff, true, &watch.Store{Name: "customers"}, 1200
	for item, want := range map[string]bool{"event.country: BR": true, "event.country: JP": false, "event.network: hosting": true, "event.network: anonymising": true, "event.network: mobile": false, "event.role: staff": true,
		"event.role: admin": false, "event.rest: true": true, "event.holding: customers": true, "event.people|gte: 1200": true, "event.people|gt: 1200": false, "event.time|hour: 9": true, "event.log: x.log": true,
		"event.from|cidr: 192.0.2.0/24": true, "event.extension: php": true, "event.url|contains: '?cmd'": true, "event.target: null": true, "event.size: 512": true, "event.status: 404": true, "event.sort|exists: false": true,
		"event.network|contains|all: [host, anon]": true} {
		s := load(t, nil, "title: t\nlogsource: {category: webserver}\ndetection: {s: {"+item+"}, condition: s}\n")
		if got := both(t, s, a); got != want {
			t.Errorf("%s: %v", item, got)
		}
	}
}
