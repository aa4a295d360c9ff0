package fortigate

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
)

const vpn = `date=2026-11-27 time=18:50:05 devname="fw1" devid="FGT60E0000000001" eventtime=1795773005123456789 tz="+0900" logid="0101039424" type="event" subtype="vpn" level="information" vd="root" logdesc="SSL VPN tunnel up" action="tunnel-up" tunneltype="ssl-tunnel" tunnelid=1234 remip=192.0.2.7 tunnelip=10.212.134.200 user="yamada" group="vpn-users" dst_host="N/A" reason="tunnel established" msg="SSL tunnel established"`

const traffic = `date=2026-11-27 time=18:50:05 devname="fw1" devid="FGT60E0000000001" logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" eventtime=1795773005 tz="+0900" srcip=10.0.0.7 srcport=51234 dstip=198.51.100.1 dstport=443 srccountry="Reserved" dstcountry="Japan" action="close" policyid=7 service="HTTPS" user="yamada" sentbyte=5120 rcvdbyte=900`

type m = map[string]string

func TestRead(t *testing.T) {
	line := eventtest.Line
	eventtest.Accept(t, Parser{}, event.Options{Zone: 9 * 3600},
		eventtest.Case{Name: "VPN", In: line(vpn), Want: m{"time": "2026-11-27T09:50:05.123456Z", "actor": "yamada", "from": "192.0.2.7", "action": "login", "outcome": "success", "op": "tunnel-up", "store": "fw1", "session": "1234",
			"object": "vpn-users", "text": "SSL tunnel established", "raw.tunnelip": "10.212.134.200"}},
		eventtest.Case{Name: "traffic", In: line(traffic), Want: m{"time": "2026-11-27T09:50:05Z", "from": "10.0.0.7", "object": "198.51.100.1", "size": "5120", "action": "other", "outcome": "success", "actor": "yamada"}},
		eventtest.Case{Name: "behind a head", In: eventtest.Syslog("<189>" + vpn), Want: m{"actor": "yamada"}},
		eventtest.Case{Name: "no time of its own", In: line(`date=2026-11-27 time=18:50:05 devname=fw1 devid=FGT log_id=0104032001 type=event subtype=system level=information logdesc="Admin login successful" user="admin" ui="https(192.0.2.7)" action=login status=success msg="Administrator admin logged in successfully from https(192.0.2.7)"`),
			Want: m{"time": "2026-11-27T09:50:05Z", "from": "192.0.2.7", "actor": "admin", "action": "login", "outcome": "success", "sort": "privileged"}},
		eventtest.Case{Name: "no name of the device", In: line(`date=2026-11-27 time=18:50:05 logid="0100032002" type="event" subtype="system" level="alert" vd="root" eventtime=1795773005 logdesc="Admin login failed" user="admin" ui="https(192.0.2.7)" srcip=192.0.2.7 action="login" status="failed" reason="passwd_invalid"`),
			Want: m{"actor": "admin", "action": "login", "outcome": "failure", "reason": "passwd_invalid", "store": "-"}},
		eventtest.Case{Name: "refused", In: line(`date=2026-11-27 time=18:50:05 devname="fw1" devid="FGT" logid="0101039426" type="event" subtype="vpn" action="ssl-login-fail" remip=192.0.2.7 user="yamada" reason="sslvpn_login_permission_denied" msg="SSL user failed to logged in"`),
			Want: m{"action": "login", "outcome": "failure", "reason": "sslvpn_login_permission_denied"}},
		eventtest.Case{Name: "gone", In: line(`date=2026-11-27 time=18:50:05 devname="fw1" devid="FGT" logid="0101039425" type="event" subtype="vpn" action="tunnel-down" remip=192.0.2.7 user="yamada" sentbyte=7000 rcvdbyte=900`), Want: m{"action": "logout", "size": "7000"}},
		eventtest.Case{Name: "web filter", In: line(`date=2026-11-27 time=18:50:05 devname="fw1" devid="FGT" logid="0316013056" type="utm" subtype="webfilter" action="blocked" srcip=10.0.0.7 dstip=198.51.100.1 hostname="www.example.com" url="https://www.example.com/a" user="yamada" msg="URL belongs to a denied category"`),
			Want: m{"object": "https://www.example.com/a", "outcome": "failure", "reason": "URL belongs to a denied category"}},
		eventtest.Case{Name: "commas", In: line(`date=2026-11-27,time=18:50:05,devname=fw1,device_id=FGT,log_id=0101039424,type=event,subtype=vpn,action=tunnel-up,remote_ip=192.0.2.7,user="yamada",msg="x, y"`), Want: m{"actor": "yamada", "text": "x, y"}},
		eventtest.Case{Name: "performance", In: line(`date=2026-11-27 time=18:50:05 devname="fw1" devid="FGT" logid="0100040704" type="event" subtype="system" action="perf-stats" msg="x"`), Nothing: true},
		eventtest.Case{Name: "another", In: line("a=1 b=2 c=3 d=4 e=5"), Malformed: true},
	)
}

func TestNoAllocs(t *testing.T) {
	eventtest.NoAllocs(t, Parser{}, eventtest.Lines(vpn+"\n"+traffic))
}

func FuzzRead(f *testing.F) { eventtest.Fuzz(f, Parser{}, vpn, traffic) }

func BenchmarkRead(b *testing.B) { eventtest.Bench(b, Parser{}, eventtest.Line(traffic)) }
