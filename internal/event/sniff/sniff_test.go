package sniff_test

import (
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sniff"
)

const (
	access = `192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] "GET / HTTP/1.1" 200 1 "-" "curl/8.5.0"`
	trail  = `{"eventVersion":"1.08","userIdentity":{"type":"Root"},"eventTime":"2026-11-27T09:50:05Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"us-east-1"}`
	pg     = "2026-11-27 09:50:05.123 UTC [4242] yamada@shop LOG:  statement: SELECT * FROM customers"
	forti  = `date=2026-11-27 time=18:50:05 devname="fw1" devid="FGT" logid="0101039424" type="event" subtype="vpn" action="tunnel-up" remip=192.0.2.7 user="yamada" tz="+0900"`
	pulse  = "2026-11-27 09:50:05 - vpn1 - [192.0.2.7] yamada(Users)[Employee] - Login succeeded for yamada/Users (session:1) from 192.0.2.7 with x"
	sshd   = "Nov 27 09:50:05 web1 sshd[1]: Accepted password for yamada from 192.0.2.7 port 51234 ssh2"
	maria  = `20261127 09:50:05,db1,yamada,192.0.2.7,12,345,QUERY,shop,'SELECT 1',0`
	s3     = `79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be customers [27/Nov/2026:09:50:05 +0000] 192.0.2.7 arn:aws:iam::111122223333:user/yamada 3E57427F3EXAMPLE REST.GET.OBJECT a.csv "GET /customers/a.csv HTTP/1.1" 200 - 5120 5120 70 10 "-" "aws-cli/2.15.0" -`
	alb    = `https 2026-11-27T09:50:05.186641Z app/shop/50dc6c495c0c9188 192.0.2.7:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 310 5120 "GET https://www.example.com:443/ HTTP/1.1" "curl/8.5.0" ECDHE TLSv1.2 - "-" "-" "-" 1 2026-11-27T09:50:05.100000Z "forward"`
	slow   = `[2026-11-27T09:50:05,123][WARN ][i.s.s.query] [es1] [customers][0] took[1.2s], took_millis[1200], total_hits[5000 hits], source[{}], id[], `
	squid  = `1764236405.123    250 192.0.2.7 TCP_MISS/200 5120 GET http://www.example.com/ yamada HIER_DIRECT/198.51.100.1 text/html`
	vpn    = "2026-11-27 09:50:05 192.0.2.7:51234 [yamada] Peer Connection Initiated with [AF_INET]192.0.2.7:51234"
)

func TestLog(t *testing.T) {
	for _, tt := range []struct {
		name, head, parser string
		wrap               shape.Wrap
	}{
		{"access", access + "\n" + access + "\n", "access", shape.Bare},
		{"access with a mark", "\ufeff" + access + "\r\n", "access", shape.Bare},
		{"access behind syslog", "Nov 27 09:50:05 web1 nginx: " + access + "\n", "access", shape.Syslog},
		{"access behind RFC 5424", "<190>1 2026-11-27T09:50:05Z web1 nginx - - - " + access + "\n", "access", shape.Syslog},
		{"access in Docker", `{"log":"192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] \"GET / HTTP/1.1\" 200 1\n","stream":"stdout","time":"2026-11-27T00:50:05Z"}`, "access", shape.Message},
		{"access in a container", "2026-11-27T09:50:05.123456789Z stdout F " + access + "\n", "access", shape.Runtime},
		{"JSON access", `{"time_iso8601":"2026-11-27T09:50:05+00:00","remote_addr":"192.0.2.7","request":"GET / HTTP/1.1","status":200}`, "access-json", shape.Bare},
		{"JSON access behind syslog", `Nov 27 09:50:05 web1 nginx: {"time_iso8601":"2026-11-27T09:50:05+00:00","remote_addr":"192.0.2.7","request":"GET / HTTP/1.1","status":200}`, "access-json", shape.Syslog},
		{"LTSV", "time:27/Nov/2026:18:50:05 +0900\thost:192.0.2.7\treq:GET / HTTP/1.1\tstatus:200\n", "ltsv", shape.Bare},
		{"nginx errors", "2026/11/27 09:50:05 [notice] 1#1: start worker processes\n2026/11/27 09:50:05 [notice] 1#1: x\n", "weberror", shape.Bare},
		{"CloudTrail", `{"Records":[` + trail + "," + trail + `]}`, "cloudtrail", shape.Bare},
		{"CloudTrail printed", strings.ReplaceAll(`{"Records":[`+trail+`]}`, ",", ",\n  "), "cloudtrail", shape.Bare},
		{"CloudTrail a line", trail + "\n" + trail, "cloudtrail", shape.Bare},
		{"CloudTrail looked up", `{"Events":[{"EventId":"x","EventName":"y","CloudTrailEvent":"` + strings.ReplaceAll(trail, `"`, `\"`) + `"}]}`, "cloudtrail", shape.Bare},
		{"PostgreSQL", pg + "\n\tWHERE x\n" + pg, "postgres", shape.Bare},
		{"PostgreSQL by syslog", "Nov 27 09:50:05 db1 postgres[4242]: [5-1] user=yamada,db=shop LOG:  statement: SELECT * FROM customers", "postgres", shape.Syslog},
		{"csvlog", `2026-11-27 18:50:05.123 JST,"yamada","shop",4242,"192.0.2.7:51234",6927e1c5.1092,3,"SELECT",2026-11-27 18:50:00 JST,3/7,0,LOG,00000,"statement: SELECT 1",,,,,,,,,"psql"` + "\n", "postgres-csv", shape.Bare},
		{"jsonlog", `{"timestamp":"2026-11-27 09:50:05.123 UTC","user":"yamada","pid":1,"line_num":3,"error_severity":"LOG","message":"statement: SELECT 1"}`, "postgres-json", shape.Bare},
		{"MariaDB", maria, "mariadb", shape.Bare},
		{"MySQL", "2026-11-27T09:50:05.123456Z\t   12 Query\tSELECT 1\n", "mysql-general", shape.Bare},
		{"S3", s3, "s3access", shape.Bare},
		{"ALB", alb, "alb", shape.Bare},
		{"IIS", "#Software: Microsoft Internet Information Services 10.0\r\n#Fields: date time c-ip\r\n2026-11-27 09:50:05 192.0.2.7\r\n", "w3c", shape.Bare},
		{"Exchange", "DateTime,RequestId,ClientIpAddress\r\n#Software: Microsoft Exchange Server\r\n#Fields: DateTime,RequestId,ClientIpAddress\r\n2026-11-27T09:50:05.263Z,1,192.0.2.7\r\n", "w3c", shape.Bare},
		{"Squid", squid, "squid", shape.Bare},
		{"sshd", sshd + "\nNov 27 09:50:05 web1 CRON[9]: x\n", "sshd", shape.Syslog},
		{"journald", `{"MESSAGE":"Accepted password for yamada from 192.0.2.7 port 51234 ssh2","SYSLOG_IDENTIFIER":"sshd","_HOSTNAME":"web1","__REALTIME_TIMESTAMP":"1795773005000000","_PID":"1"}`, "sshd", shape.Message},
		{"OpenVPN", vpn, "openvpn", shape.Bare},
		{"OpenVPN by syslog", "Nov 27 09:50:05 vpn1 openvpn[9]: 192.0.2.7:51234 [yamada] Peer Connection Initiated with [AF_INET]192.0.2.7:51234", "openvpn", shape.Syslog},
		{"FortiGate", forti, "fortigate", shape.Bare},
		{"FortiGate by syslog", "<189>" + forti, "fortigate", shape.Syslog},
		{"FortiGate by syslog with a time", "Nov 27 09:50:05 192.0.2.1 " + forti, "fortigate", shape.Syslog},
		{"Ivanti", pulse, "ivanti", shape.Bare},
		{"Ivanti by syslog", "<134>Nov 27 09:50:05 gw PulseSecure: " + pulse, "ivanti", shape.Syslog},
		{"Elasticsearch", `{"type":"audit","timestamp":"2026-11-27T09:50:05,123Z","node.id":"n","event.type":"rest","event.action":"authentication_failed","origin.address":"192.0.2.7:1"}`, "search", shape.Bare},
		{"slow", slow, "search-text", shape.Bare},
		{"GitHub", `{"@timestamp":1795773005123,"action":"git.clone","actor":"a","org":"b","_document_id":"x"}`, "github", shape.Bare},
		{"M365", `{"CreationTime":"2026-11-27T09:50:05","Operation":"FileDownloaded","RecordType":6,"UserId":"a","Workload":"OneDrive"}`, "m365", shape.Bare},
		{"sign-ins", `{"@odata.context":"x","value":[{"createdDateTime":"2026-11-27T09:50:05Z","userPrincipalName":"a@example.jp","appDisplayName":"x","ipAddress":"192.0.2.7"}]}`, "m365", shape.Bare},
		{"sign-ins in CSV", "Date (UTC),Request ID,User,Username,Application,IP address,Location,Status,Client app\n2026-11-27T09:50:05Z,1,a,a@example.jp,b,192.0.2.7,\"Tokyo, JP\",Success,Browser\n", "m365-csv", shape.Bare},
		{"Workspace", `{"kind":"admin#reports#activities","items":[{"id":{"time":"2026-11-27T09:50:05Z","applicationName":"login"},"actor":{"email":"a@example.jp"},"events":[{"name":"login_success"}]}]}`, "workspace", shape.Bare},
		{"Salesforce", "\"EVENT_TYPE\",\"TIMESTAMP\",\"USER_ID\"\n\"Login\",\"20261127095005.123\",\"005\"\n", "salesforce", shape.Bare},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, ok := sniff.Log([]byte(tt.head), builtin.All(), event.Options{Now: 1_795_773_005_000_000})
			if !ok || c.Parser.Name() != tt.parser || c.Shape.Wrap != tt.wrap {
				name := "nothing"
				if ok {
					name = c.Parser.Name()
				}
				t.Errorf("%s, wrap %d, certainty %d", name, c.Shape.Wrap, c.Certainty)
			}
		})
	}
	for _, head := range []string{"", "\n\n", "x", "{}", "a,b,c\n1,2,3\n", "\x00\x01\x02", "[]", "{\"a\":", "Nov 27 09:50:05 web1 app[1]: hello"} {
		if c, ok := sniff.Log([]byte(head), builtin.All(), event.Options{}); ok {
			t.Errorf("%q is %s", head, c.Parser.Name())
		}
	}
}

func FuzzLog(f *testing.F) {
	for _, s := range []string{access, `{"Records":[` + trail + `]}`, "a,b,c\n1,2,3\n", sshd, pg, forti, slow} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, head []byte) {
		sniff.Log(head, builtin.All(), event.Options{})
	})
}
