package ivanti

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
)

const (
	plain = "2026-11-27 09:50:05 - vpn1 - [192.0.2.7] yamada(Users)[Employee, VPN] - Login succeeded for yamada/Users (session:1b2c3d4e) from 192.0.2.7 with Mozilla/5.0 (Windows NT 10.0)"
	welf  = `id=firewall time="2026-11-27 09:50:05" pri=6 fw=10.0.0.2 vpn=vpn1 user=yamada realm="Users" roles="" proto= src=192.0.2.7 dst= dstname= type=vpn op= arg="" result= sent= rcvd= agent="" duration= msg="AUT23457: Login failed using auth server AD (LDAP Server).  Reason: Failed"`
)

type m = map[string]string

func TestRead(t *testing.T) {
	line := eventtest.Line
	say := func(msg string) event.Record {
		return line("2026-11-27 09:50:05 - vpn1 - [192.0.2.7] yamada(Users)[] - " + msg)
	}
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "login", In: line(plain), Want: m{"time": "2026-11-27T09:50:05Z", "actor": "yamada", "as": "Users", "from": "192.0.2.7", "store": "vpn1", "action": "login", "outcome": "success",
			"client": "Mozilla/5.0 (Windows NT 10.0)", "session": "1b2c3d4e", "raw.roles": "Employee, VPN"}},
		eventtest.Case{Name: "by syslog", In: eventtest.Syslog("<134>Nov 27 09:50:06 gw PulseSecure: " + plain), Want: m{"actor": "yamada", "store": "vpn1", "time": "2026-11-27T09:50:05Z"}},
		eventtest.Case{Name: "WELF", In: line(welf), Want: m{"time": "2026-11-27T09:50:05Z", "actor": "yamada", "as": "Users", "from": "192.0.2.7", "action": "login", "outcome": "failure", "reason": "Failed", "id": "AUT23457", "store": "vpn1"}},
		eventtest.Case{Name: "primary", In: say("Primary authentication failed for yamada/AD from 192.0.2.7"), Want: m{"action": "login", "outcome": "failure", "actor": "yamada"}},
		eventtest.Case{Name: "tunnel", In: say("VPN Tunneling: Session started for user with IPv4 address 10.0.0.7, hostname PC7"), Want: m{"action": "login", "device": "PC7"}},
		eventtest.Case{Name: "logout", In: say("Logout from 192.0.2.7 (session:1b2c3d4e)"), Want: m{"action": "logout", "session": "1b2c3d4e"}},
		eventtest.Case{Name: "elsewhere", In: say("Remote address for user yamada/Users changed from 192.0.2.7 to 198.51.100.4. Access denied."), Want: m{"from": "198.51.100.4", "outcome": "failure"}},
		eventtest.Case{Name: "nobody", In: line("2026-11-27 09:50:05 - vpn1 - [192.0.2.7] System()[] - Unauthenticated request url /api/v1/totp/user-backup-code/../../license came from IP 192.0.2.7."),
			Want: m{"sort": "anonymous", "actor": "-", "object": "/api/v1/totp/user-backup-code/../../license", "outcome": "failure"}},
		eventtest.Case{Name: "of itself", In: line("2026-11-27 09:50:05 - vpn1 - [127.0.0.1] System()[] - Number of concurrent users logged in to the device: 12"), Nothing: true},
		eventtest.Case{Name: "another", In: line("2026-11-27 09:50:05 hello"), Malformed: true},
	)
}

func TestNoAllocs(t *testing.T) { eventtest.NoAllocs(t, Parser{}, eventtest.Lines(plain+"\n"+welf)) }

func FuzzRead(f *testing.F) { eventtest.Fuzz(f, Parser{}, plain, welf) }

func BenchmarkRead(b *testing.B) { eventtest.Bench(b, Parser{}, eventtest.Line(plain)) }
