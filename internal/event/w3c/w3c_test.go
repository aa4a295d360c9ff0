package w3c

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
)

type m = map[string]string

const (
	fields15 = "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken"
	line15   = "2026-11-27 09:50:05 10.0.0.1 GET /members/42 tab=a 443 EXAMPLE\\yamada 192.0.2.7 Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64) https://www.example.jp/ 200 0 0 15"

	proxyFields = "DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,Protocol,UrlHost,UrlStem,ProtocolAction,AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,AnchorMailbox,UserAgent,ClientIpAddress,ServerHostName,HttpStatus,BackEndStatus,ErrorCode,Method,ProxyAction,TargetServer,TargetServerVersion,RoutingType,RoutingHint,BackEndCookie,ServerLocatorHost,ServerLocatorLatency,RequestBytes,ResponseBytes,UrlQuery,GenericErrors"
	proxyLine   = `2026-11-27T09:50:05.263Z,1b2c,15,2,1118,25,,Ecp,mail.example.jp,/ecp/y.js,,,false,,,ServerInfo~a]@ex01.example.local:444/autodiscover/autodiscover.xml?#,python-requests/2.31,192.0.2.7,EX01,200,200,,POST,Proxy,ex01.example.local,15.02.1118.000,"Server,Info","X",c=1,,,512,2048,?a=b,`
)

func TestIIS(t *testing.T) {
	line := eventtest.Line
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "software", In: line("#Software: Microsoft Internet Information Services 10.0"), Nothing: true},
		eventtest.Case{Name: "fields", In: line(fields15), Nothing: true},
		eventtest.Case{Name: "get", In: line(line15), Want: m{"time": "2026-11-27T09:50:05Z", "from": "192.0.2.7", "actor": `EXAMPLE\yamada`, "action": "read", "outcome": "success",
			"op": "GET", "object": "/members/42", "status": "200", "client": "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "raw.cs-uri-query": "tab=a", "raw.cs-user-agent": "Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64)",
			"raw.cs-referer": "https://www.example.jp/", "raw.sc-win32-status": "0"}},
		eventtest.Case{Name: "nobody", In: line("2026-11-27 09:50:05 fe80::1%3 POST /owa/auth.owa - 443 - ::ffff:192.0.2.7 - - 401 1 2148074254 46"),
			Want: m{"actor": "-", "sort": "anonymous", "from": "192.0.2.7", "outcome": "failure", "client": "-", "action": "login"}},
		eventtest.Case{Name: "a column too few", In: line("2026-11-27 09:50:05 10.0.0.1 GET /"), Malformed: true},
		eventtest.Case{Name: "other columns", In: line("#Fields: date time s-sitename s-computername cs-method cs-uri-stem cs-uri-query cs-username c-ip X-Forwarded-For cs(User-Agent) cs-host sc-status sc-bytes cs-bytes time-taken"), Nothing: true},
		eventtest.Case{Name: "behind a proxy", In: line("2026-11-27 09:50:05 W3SVC1 WEB1 GET /a - yamada 10.0.0.9 198.51.100.4,+10.0.0.8 curl/8.5.0 www.example.jp 404 1245 310 15"),
			Want: m{"from": "198.51.100.4", "hop": "10.0.0.9", "store": "www.example.jp", "size": "1245", "outcome": "failure"}},
		eventtest.Case{Name: "no time", In: line("2026-11-31 09:50:05 W3SVC1 WEB1 GET /a - yamada 10.0.0.9 - curl/8.5.0 www.example.jp 404 1245 310 15"), Malformed: true},
	)
}

func TestColumnsThatNothingNames(t *testing.T) {
	eventtest.Accept(t, Parser{}, event.Options{}, eventtest.Case{In: eventtest.Line(line15), Want: m{"actor": `EXAMPLE\yamada`, "status": "200"}})
	eventtest.Accept(t, Parser{}, event.Options{}, eventtest.Case{In: eventtest.Line("2026-11-27 09:50:05 x y"), Malformed: true})
	for line, want := range map[string]m{
		"2026-11-27 09:50:05 W3SVC1 WEB1 10.0.0.1 GET /a q=1 443 yamada 192.0.2.7 HTTP/1.1 Mozilla/5.0 - https://x.example/ www.example.jp 200 0 0 5120 310 15": {"actor": "yamada", "from": "192.0.2.7", "status": "200", "size": "5120", "store": "www.example.jp", "client": "Mozilla/5.0", "object": "/a"},
		"2026-11-27 09:50:05 W3SVC1 GET /a - 80 - 192.0.2.7 curl/8.5.0 404 0 2 15":                                                                              {"from": "192.0.2.7", "status": "404", "client": "curl/8.5.0", "actor": "-"},
		"2026-11-27 09:50:05 10.0.0.1 POST /a - 80 - 2001:db8::7 curl/8.5.0 - www.example.jp 500 0 0 700 15":                                                    {"from": "2001:db8::7", "status": "500", "size": "700"},
	} {
		eventtest.Accept(t, Parser{}, event.Options{}, eventtest.Case{In: eventtest.Line(line), Want: want})
	}
}

func TestCloudFront(t *testing.T) {
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{In: eventtest.Line("#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query"), Nothing: true},
		eventtest.Case{In: eventtest.Line("2026-11-27\t09:50:05\tNRT57-C1\t1045\t192.0.2.7\tGET\td111.example.net\t/a.csv\t200\t-\tMozilla/5.0%20(X11)\t-"),
			Want: m{"from": "192.0.2.7", "store": "d111.example.net", "size": "1045", "client": "Mozilla/5.0 (X11)", "object": "/a.csv"}})
}

func TestExchange(t *testing.T) {
	line := eventtest.Line
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "type", In: line("#Log-type: HttpProxy Logs"), Nothing: true},
		eventtest.Case{Name: "fields", In: line("#Fields: " + proxyFields), Nothing: true},
		eventtest.Case{Name: "names again", In: line(proxyFields), Nothing: true},
		eventtest.Case{Name: "ProxyLogon", In: line(proxyLine), Want: m{"time": "2026-11-27T09:50:05.263Z", "from": "192.0.2.7", "actor": "-", "sort": "anonymous", "object": "/ecp/y.js", "op": "POST",
			"status": "200", "size": "2048", "client": "python-requests/2.31", "store": "mail.example.jp", "raw.AnchorMailbox": "ServerInfo~a]@ex01.example.local:444/autodiscover/autodiscover.xml?#",
			"raw.TargetServer": "ex01.example.local", "raw.BackEndCookie": "c=1", "raw.ProtocolAction": "-"}},
	)
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "ECP", In: line(`2026-11-27T09:50:05.263Z,EX01,ECP.Request,S:TIME=16;S:SID=f0a1;'S:CMD=Set-OabVirtualDirectory.ExternalUrl=''http://f/<script>;x''';S:REQID=;S:URL=/ecp/DDI/DDIService.svc/SetObject?a=b;S:EX=;S:ACTID=1b2c;S:USER=example.local/Users/Administrator`),
			Want: m{"time": "2026-11-27T09:50:05.263Z", "store": "EX01", "op": "Set-OabVirtualDirectory", "action": "admin", "object": "/ecp/DDI/DDIService.svc/SetObject", "session": "f0a1",
				"actor": "example.local/Users/Administrator", "raw.CMD": "Set-OabVirtualDirectory.ExternalUrl=''http://f/<script>;x", "outcome": "success"}})
}

func TestECPUnderOtherNames(t *testing.T) {
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{In: eventtest.Line("#Fields: TimeStamp,ServerName,Event,Extra"), Nothing: true},
		eventtest.Case{In: eventtest.Line("2026-11-27T09:50:05.263Z,EX01,ECP.Request,S:CMD=New-MailboxExportRequest.Mailbox=a;S:URL=/ecp/x"), Want: m{"action": "export", "op": "New-MailboxExportRequest", "object": "/ecp/x", "store": "EX01"}})
}

func TestGoesOnInTheMiddle(t *testing.T) {
	a := Parser{}.Reader(event.Options{})
	b := Parser{}.Reader(event.Options{})
	var e event.Event
	e.Reset()
	a.Read(&event.Record{Line: []byte("#Fields: date time c-ip sc-status")}, &e)
	if err := b.(event.Keeper).Restore(a.(event.Keeper).Keep()); err != nil {
		t.Fatal(err)
	}
	if v := b.Read(&event.Record{Line: []byte("2026-11-27 09:50:05 192.0.2.7 200")}, &e); v != event.Access || e.Status != 200 {
		t.Errorf("verdict %d, status %d", v, e.Status)
	}
	if err := b.(event.Keeper).Restore([]byte("a\nb")); err == nil {
		t.Error("two lines are columns")
	}
}

func TestNoAllocs(t *testing.T) {
	eventtest.NoAllocs(t, Parser{}, eventtest.Lines(line15))
}

func FuzzRead(f *testing.F) {
	eventtest.Fuzz(f, Parser{}, fields15, line15, "2026-11-27T09:50:05.263Z,EX01,ECP.Request,S:CMD=Get-Mailbox")
}

func BenchmarkRead(b *testing.B) { eventtest.Bench(b, Parser{}, eventtest.Line(line15)) }
