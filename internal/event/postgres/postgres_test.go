package postgres

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
)

type m = map[string]string

const audited = `2026-11-27 09:50:05.123 UTC [4242] yamada@shop LOG:  AUDIT: SESSION,12,1,READ,SELECT,TABLE,public.customers,"SELECT name, ""e-mail"" FROM customers WHERE id = 1",<not logged>`

func TestPrefixes(t *testing.T) {
	want := m{"time": "2026-11-27T09:50:05Z", "actor": "yamada", "store": "shop", "from": "192.0.2.7", "action": "read", "object": "customers"}
	const msg = "LOG:  statement: SELECT * FROM customers"
	for _, prefix := range []string{
		"2026-11-27 09:50:05 UTC [4242] yamada@shop 192.0.2.7 ",
		"2026-11-27 18:50:05 JST [4242]: [3-1] user=yamada,db=shop,app=psql,client=192.0.2.7 ",
		"2026-11-27 09:50:05 UTC:192.0.2.7(51234):yamada@shop:[4242]:",
		"2026-11-27 18:50:05+09 192.0.2.7(51234) yamada@shop 4242 ",
		"2026-11-27 09:50:05 GMT [4242]: db=shop,user=yamada,host=192.0.2.7 ",
		"2026-11-27 09:50:05 UTC [4242-3] yamada@shop,192.0.2.7 ",
		"1795773005.000 [4242] yamada@shop 192.0.2.7(51234) ",
		"2026-11-27 09:50:05 UTC [4242]: [user=yamada,db=shop,app=PostgreSQL JDBC Driver,client=192.0.2.7] ",
		"2026-11-27 09:50:05 UTC-6927e1c5.1092-yamada@shop-192.0.2.7-",
		"2026-11-27 09:50:05 UTC | 192.0.2.7 | yamada@shop | ",
	} {
		eventtest.Accept(t, Parser{}, event.Options{}, eventtest.Case{Name: prefix, In: eventtest.Line(prefix + msg), Want: want})
	}
	eventtest.Accept(t, Parser{}, event.Options{}, eventtest.Case{Name: "version 6", In: eventtest.Line("2026-11-27 09:50:05 UTC:2001:db8::7(51234):yamada@shop:[4242]:" + msg), Want: m{"from": "2001:db8::7", "actor": "yamada"}})
	eventtest.Accept(t, Parser{}, event.Options{}, eventtest.Case{Name: "syslog", In: eventtest.Syslog("Nov 27 09:50:05 db1 postgres[4242]: [5-1] user=yamada,db=shop,client=192.0.2.7 " + msg), Want: want})
}

func TestSessionsByTheirNumber(t *testing.T) {
	line := eventtest.Line
	eventtest.Accept(t, Parser{}, event.Options{Zone: 9 * 3600},
		eventtest.Case{In: line("2026-11-27 09:50:05 UTC-6927e1c5.1092-LOG:  connection received: host=192.0.2.7 port=51234"), Nothing: true},
		eventtest.Case{In: line("2026-11-27 09:50:05 UTC-6927e1c5.1092-LOG:  connection authorized: user=yamada database=shop"), Want: m{"from": "192.0.2.7", "actor": "yamada", "session": "6927e1c5.1092", "time": "2026-11-27T09:50:05Z"}},
		eventtest.Case{In: line("2026-11-27 09:50:06 UTC-6927e1c5.1092-LOG:  statement: SELECT * FROM customers"), Want: m{"from": "192.0.2.7", "actor": "yamada", "store": "shop"}},
		eventtest.Case{In: line("2026-11-27 09:50:06 UTC:ip-10-0-0-1.example.jp(51234):yamada@shop:[7]:LOG:  statement: SELECT 1"), Want: m{"from": "-", "device": "ip-10-0-0-1.example.jp(51234)"}})
}

func TestLines(t *testing.T) {
	line := eventtest.Line
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "received", In: line("2026-11-27 09:50:04.000 UTC [4242] [unknown]@[unknown] LOG:  connection received: host=192.0.2.7 port=51234"), Nothing: true},
		eventtest.Case{Name: "authenticated", In: line(`2026-11-27 09:50:04.000 UTC [4242] yamada@shop LOG:  connection authenticated: identity="yamada" method=scram-sha-256 (/etc/pg_hba.conf:9)`), Nothing: true},
		eventtest.Case{Name: "authorized", In: line("2026-11-27 09:50:04.100 UTC [4242] yamada@shop LOG:  connection authorized: user=yamada database=shop application_name=psql SSL enabled (protocol=TLSv1.3)"),
			Want: m{"action": "login", "outcome": "success", "actor": "yamada", "store": "shop", "from": "192.0.2.7", "client": "psql", "session": "4242"}},
		eventtest.Case{Name: "audited", In: line(audited), Want: m{"time": "2026-11-27T09:50:05.123Z", "action": "read", "outcome": "success", "op": "SELECT", "object": "public.customers", "from": "192.0.2.7", "actor": "yamada", "store": "shop",
			"text": `SELECT name, "e-mail" FROM customers WHERE id = 1`, "raw.class": "READ", "raw.audit_type": "SESSION", "rows": "-"}},
		eventtest.Case{Name: "rows", In: line(`2026-11-27 09:50:05.123 UTC [4242] LOG:  AUDIT: OBJECT,13,1,READ,SELECT,TABLE,public.customers,SELECT * FROM customers,<none>,51234`), Want: m{"rows": "51234", "actor": "yamada"}},
		eventtest.Case{Name: "export", In: line(`2026-11-27 09:50:05.123 UTC [4242] LOG:  AUDIT: SESSION,13,1,READ,COPY,TABLE,public.customers,"COPY public.customers (id, name) TO stdout;",<none>`), Want: m{"action": "export", "object": "public.customers"}},
		eventtest.Case{Name: "grant", In: line(`2026-11-27 09:50:05.123 UTC [4242] LOG:  AUDIT: SESSION,13,1,ROLE,GRANT,TABLE,,GRANT SELECT ON customers TO tanaka,<none>`), Want: m{"action": "grant", "target": "tanaka", "object": "customers"}},
		eventtest.Case{Name: "role", In: line(`2026-11-27 09:50:05.123 UTC [4242] LOG:  AUDIT: SESSION,13,1,ROLE,CREATE ROLE,,,CREATE ROLE tanaka PASSWORD <REDACTED>,<none>`), Want: m{"action": "admin", "target": "tanaka"}},
		eventtest.Case{Name: "drop", In: line(`2026-11-27 09:50:05.123 UTC [4242] LOG:  AUDIT: SESSION,13,1,DDL,DROP TABLE,TABLE,public.customers,DROP TABLE customers,<none>`), Want: m{"action": "delete"}},
		eventtest.Case{Name: "delete", In: line(`2026-11-27 09:50:05.123 UTC [4242] LOG:  AUDIT: SESSION,13,1,WRITE,DELETE,TABLE,public.customers,DELETE FROM customers,<none>`), Want: m{"action": "delete"}},
		eventtest.Case{Name: "over lines", In: line(`2026-11-27 09:50:05.123 UTC [4242] LOG:  AUDIT: SESSION,13,1,READ,SELECT,TABLE,public.customers,"SELECT *`), Want: m{"object": "public.customers", "action": "read"}},
		eventtest.Case{Name: "the next line", In: line("\tFROM customers\","), Nothing: true},
		eventtest.Case{Name: "the next line over syslog", In: eventtest.Syslog("Nov 27 09:50:05 db1 postgres[4242]: [5-2] #011FROM customers"), Nothing: true},
		eventtest.Case{Name: "duration", In: line("2026-11-27 09:50:05.123 UTC [4242] LOG:  duration: 1234.567 ms  statement: COPY customers TO '/var/x'"), Want: m{"action": "export", "object": "customers"}},
		eventtest.Case{Name: "executed", In: line("2026-11-27 09:50:05.123 UTC [4242] LOG:  duration: 0.1 ms  execute <unnamed>: SELECT * FROM customers WHERE id = $1"), Want: m{"action": "read", "object": "customers"}},
		eventtest.Case{Name: "parsed", In: line("2026-11-27 09:50:05.123 UTC [4242] LOG:  duration: 0.1 ms  parse <unnamed>: SELECT * FROM customers WHERE id = $1"), Nothing: true},
		eventtest.Case{Name: "wrong password", In: line(`2026-11-27 09:50:05.123 UTC [99] tanaka@shop FATAL:  password authentication failed for user "tanaka"`), Want: m{"action": "login", "outcome": "failure", "actor": "tanaka", "from": "-"}},
		eventtest.Case{Name: "in Japanese", In: line(`2026-11-27 18:50:05.123 JST [99] tanaka@shop 致命的エラー:  ユーザー"tanaka"のパスワード認証に失敗しました`), Want: m{"action": "login", "outcome": "failure", "actor": "tanaka", "time": "2026-11-27T09:50:05.123Z"}},
		eventtest.Case{Name: "no entry", In: line(`2026-11-27 09:50:05.123 UTC [99] FATAL:  no pg_hba.conf entry for host "198.51.100.4", user "postgres", database "shop", no encryption`),
			Want: m{"action": "login", "outcome": "failure", "actor": "postgres", "store": "shop", "from": "198.51.100.4", "sort": "privileged"}},
		eventtest.Case{Name: "denied", In: line("2026-11-27 09:50:05.123 UTC [4242] ERROR:  permission denied for table customers"), Want: m{"outcome": "failure", "object": "customers", "actor": "yamada"}},
		eventtest.Case{Name: "statement of an error", In: line("2026-11-27 09:50:05.123 UTC [4242] STATEMENT:  SELECT * FROM customers"), Nothing: true},
		eventtest.Case{Name: "syntax", In: line(`2026-11-27 09:50:05.123 UTC [4242] ERROR:  syntax error at or near "x" at character 1`), Nothing: true},
		eventtest.Case{Name: "gone", In: line("2026-11-27 09:51:05.123 UTC [4242] LOG:  disconnection: session time: 0:01:01.123 user=yamada database=shop host=192.0.2.7 port=51234"), Want: m{"action": "logout", "actor": "yamada", "from": "192.0.2.7"}},
		eventtest.Case{Name: "checkpoint", In: line("2026-11-27 09:50:05.123 UTC [17] LOG:  checkpoint starting: time"), Nothing: true},
		eventtest.Case{Name: "another", In: line("hello"), Malformed: true},
		eventtest.Case{Name: "no time", In: line("LOG:  checkpoint starting: time"), Malformed: true},
	)
}

const csvRow = `2026-11-27 18:50:05.123 JST,"yamada","shop",4242,"192.0.2.7:51234",6927e1c5.1092,3,"SELECT",2026-11-27 18:50:00 JST,3/7,0,LOG,00000,"AUDIT: SESSION,1,1,READ,SELECT,TABLE,public.customers,""SELECT * FROM customers WHERE name = 'a, b'"",<not logged>",,,,,,,,,"psql","client backend",,0`

func TestCSV(t *testing.T) {
	line := eventtest.Line
	eventtest.Accept(t, CSV{}, event.Options{},
		eventtest.Case{Name: "audited", In: line(csvRow), Want: m{"time": "2026-11-27T09:50:05.123Z", "actor": "yamada", "store": "shop", "from": "192.0.2.7", "action": "read", "object": "public.customers", "session": "6927e1c5.1092",
			"client": "psql", "text": "SELECT * FROM customers WHERE name = 'a, b'"}},
		eventtest.Case{Name: "over lines", In: line(`2026-11-27 18:50:05.123 JST,"yamada","shop",4242,"192.0.2.7:51234",6927e1c5.1092,3,"SELECT",2026-11-27 18:50:00 JST,3/7,0,LOG,00000,"statement: SELECT *`), Nothing: true},
		eventtest.Case{Name: "the rest", In: line(`FROM customers",,,,,,,,,"psql"`), Want: m{"action": "read", "object": "customers", "text": "SELECT *\nFROM customers", "actor": "yamada"}},
		eventtest.Case{Name: "refused", In: line(`2026-11-27 18:50:05.123 JST,"yamada","shop",4242,"192.0.2.7:51234",6927e1c5.1092,3,"SELECT",2026-11-27 18:50:00 JST,3/7,0,ERROR,42501,"permission denied for table customers",,,,,,"SELECT * FROM customers",,,"psql"`),
			Want: m{"outcome": "failure", "object": "customers", "reason": "permission denied for table customers"}},
		eventtest.Case{Name: "short", In: line("2026-11-27 18:50:05.123 JST,a,b"), Malformed: true},
		eventtest.Case{Name: "not ours", In: line(`a "quoted`), Malformed: true},
	)
	if c := (CSV{}).Match([]event.Record{line(csvRow), line(csvRow)}); c != event.Sure {
		t.Errorf("certainty %d", c)
	}
}

const jsonRow = `{"timestamp":"2026-11-27 09:50:05.123 UTC","user":"yamada","dbname":"shop","pid":4242,"remote_host":"192.0.2.7","remote_port":51234,"session_id":"6927e1c5.1092","line_num":3,"ps":"SELECT","error_severity":"LOG","message":"AUDIT: SESSION,1,1,READ,SELECT,TABLE,public.customers,SELECT * FROM customers,<not logged>","application_name":"psql","backend_type":"client backend","query_id":0}`

func TestJSON(t *testing.T) {
	eventtest.Accept(t, JSON{}, event.Options{},
		eventtest.Case{In: eventtest.JSON(jsonRow), Want: m{"time": "2026-11-27T09:50:05.123Z", "actor": "yamada", "from": "192.0.2.7", "action": "read", "object": "public.customers", "client": "psql"}},
		eventtest.Case{In: eventtest.JSON(`{"a":1}`), Malformed: true})
}

func TestMatch(t *testing.T) {
	if c := (Parser{}).Match(eventtest.Lines(audited + "\n\tgoes on\n\tand on")); c != event.Sure {
		t.Errorf("certainty %d", c)
	}
	if c := (Parser{}).Match(eventtest.Lines("a\nb: c\n")); c != event.No {
		t.Errorf("certainty %d of another log", c)
	}
}

func TestGoesOnInTheMiddle(t *testing.T) {
	a, b := Parser{}.Reader(event.Options{}), Parser{}.Reader(event.Options{})
	var e event.Event
	e.Reset()
	rec := eventtest.Line("2026-11-27 09:50:04.000 UTC [4242] LOG:  connection received: host=192.0.2.7 port=51234")
	a.Read(&rec, &e)
	if err := b.(event.Keeper).Restore(a.(event.Keeper).Keep()); err != nil {
		t.Fatal(err)
	}
	rec = eventtest.Line(audited)
	if b.Read(&rec, &e); e.From.String() != "192.0.2.7" {
		t.Errorf("the address of a connection was forgotten: %v", e.From)
	}
	if err := b.(event.Keeper).Restore([]byte("{")); err == nil {
		t.Error("a broken state is taken")
	}
}

func TestNoAllocs(t *testing.T) {
	eventtest.NoAllocs(t, Parser{}, eventtest.Lines(audited))
	eventtest.NoAllocs(t, CSV{}, eventtest.Lines(csvRow))
	eventtest.NoAllocs(t, JSON{}, []event.Record{eventtest.JSON(jsonRow)})
}

func FuzzLine(f *testing.F) {
	eventtest.Fuzz(f, Parser{}, audited, "2026-11-27 09:50:05 UTC [1] FATAL:  no pg_hba.conf entry for host \"")
}
func FuzzCSV(f *testing.F)  { eventtest.Fuzz(f, CSV{}, csvRow) }
func FuzzJSON(f *testing.F) { eventtest.Fuzz(f, JSON{}, jsonRow) }

func BenchmarkRead(b *testing.B) { eventtest.Bench(b, Parser{}, eventtest.Line(audited)) }
func BenchmarkCSV(b *testing.B)  { eventtest.Bench(b, CSV{}, eventtest.Line(csvRow)) }
func BenchmarkJSON(b *testing.B) {
	eventtest.BenchPieces(b, JSON{}, shape.Shape{Form: event.JSON}, jsonRow)
}
