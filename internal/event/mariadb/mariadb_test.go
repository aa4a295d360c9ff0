package mariadb

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
)

type m = map[string]string

const query = `20261127 09:50:05,db1,yamada,192.0.2.7,12,345,QUERY,shop,'SELECT * FROM customers WHERE name = \'a, b\'',0`

func TestAudit(t *testing.T) {
	line := eventtest.Line
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "query", In: line(query), Want: m{"time": "2026-11-27T09:50:05Z", "actor": "yamada", "from": "192.0.2.7", "store": "shop", "action": "read", "outcome": "success", "op": "QUERY",
			"object": "customers", "text": "SELECT * FROM customers WHERE name = 'a, b'", "session": "12", "id": "345", "raw.retcode": "0"}},
		eventtest.Case{Name: "connect", In: line(`20261127 09:50:05,db1,root,localhost,12,0,CONNECT,shop,,0`), Want: m{"action": "login", "outcome": "success", "sort": "privileged", "from": "-", "device": "localhost"}},
		eventtest.Case{Name: "refused", In: line(`20261127 09:50:05,db1,yamada,192.0.2.7,12,0,FAILED_CONNECT,,,1045`), Want: m{"action": "login", "outcome": "failure", "reason": "1045", "store": "db1"}},
		eventtest.Case{Name: "gone", In: line(`20261127 09:50:05,db1,yamada,192.0.2.7,12,0,DISCONNECT,shop,,0`), Want: m{"action": "logout"}},
		eventtest.Case{Name: "table read", In: line(`20261127 09:50:05,db1,yamada,192.0.2.7,12,345,READ,shop,customers,`), Want: m{"action": "read", "object": "customers", "outcome": "success"}},
		eventtest.Case{Name: "table dropped", In: line(`20261127 09:50:05,db1,yamada,192.0.2.7,12,345,DROP,shop,customers,`), Want: m{"action": "delete"}},
		eventtest.Case{Name: "failed", In: line(`20261127 09:50:05,db1,yamada,192.0.2.7,12,345,QUERY,shop,'DELETE FROM x',1146`), Want: m{"action": "delete", "outcome": "failure", "reason": "1146"}},
		eventtest.Case{Name: "RDS", In: line(`20261127 09:50:05,ip-10-0-0-1,yamada,192.0.2.7,12,345,QUERY,shop,'GRANT ALL ON *.* TO \'x\'@\'%\'',0,,`), Want: m{"action": "grant", "target": "x"}},
		eventtest.Case{Name: "Aurora", In: line(`1795773005123456,aurora1,yamada,192.0.2.7,12,345,QUERY,shop,'SELECT 1',0`), Want: m{"time": "2026-11-27T09:50:05.123456Z", "action": "read"}},
		eventtest.Case{Name: "syslog", In: eventtest.Syslog("Nov 27 09:50:05 db1 mysql-server_auditing: db1,yamada,192.0.2.7,12,345,QUERY,shop,'SELECT * FROM customers',0"), Want: m{"time": "2026-11-27T09:50:05Z", "actor": "yamada", "object": "customers"}},
		eventtest.Case{Name: "cut", In: line("20261127 09:50:05,db1,yamada"), Malformed: true},
		eventtest.Case{Name: "another", In: line("a,b,c,d,e,f,g,h,i,j"), Malformed: true},
	)
}

func TestGeneral(t *testing.T) {
	line := eventtest.Line
	eventtest.Accept(t, General{}, event.Options{},
		eventtest.Case{Name: "head", In: line("Time                 Id Command    Argument"), Nothing: true},
		eventtest.Case{Name: "connect", In: line("2026-11-27T09:50:05.123456Z\t   12 Connect\tyamada@192.0.2.7 on shop using TCP/IP"), Want: m{"action": "login", "actor": "yamada", "from": "192.0.2.7", "store": "shop", "time": "2026-11-27T09:50:05.123456Z"}},
		eventtest.Case{Name: "query", In: line("2026-11-27T09:50:06.123456Z\t   12 Query\tSELECT * FROM customers"), Want: m{"action": "read", "actor": "yamada", "from": "192.0.2.7", "object": "customers", "store": "shop"}},
		eventtest.Case{Name: "older", In: line("261127 09:50:07\t   12 Query\tSELECT * FROM a"), Want: m{"time": "2026-11-27T09:50:07Z"}},
		eventtest.Case{Name: "the same second", In: line("\t\t   12 Query\tDELETE FROM a"), Want: m{"time": "2026-11-27T09:50:07Z", "action": "delete"}},
		eventtest.Case{Name: "denied", In: line("2026-11-27T09:50:08.123456Z\t   13 Connect\tAccess denied for user 'root'@'198.51.100.4' (using password: YES)"), Want: m{"action": "login", "outcome": "failure", "actor": "root", "from": "198.51.100.4"}},
		eventtest.Case{Name: "quit", In: line("2026-11-27T09:50:09.123456Z\t   12 Quit\t"), Want: m{"action": "logout", "actor": "yamada"}},
		eventtest.Case{Name: "goes on", In: line("WHERE id = 1"), Nothing: true},
	)
}

func TestNoAllocs(t *testing.T) {
	eventtest.NoAllocs(t, Parser{}, eventtest.Lines(query))
	eventtest.NoAllocs(t, General{}, eventtest.Lines("2026-11-27T09:50:06.123456Z\t   12 Query\tSELECT * FROM customers"))
}

func FuzzAudit(f *testing.F) { eventtest.Fuzz(f, Parser{}, query) }
func FuzzGeneral(f *testing.F) {
	eventtest.Fuzz(f, General{}, "2026-11-27T09:50:05.123456Z\t   12 Connect\tyamada@192.0.2.7 on shop")
}

func BenchmarkRead(b *testing.B) { eventtest.Bench(b, Parser{}, eventtest.Line(query)) }
