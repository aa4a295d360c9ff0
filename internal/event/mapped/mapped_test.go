package mapped

import (
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
)

type m = map[string]string

const shop = `
name: shop
form: json
match: [op, who.id]
prefixes: [detail.]
zone: "+09:00"
fields:
  time: when
  actor: [who.id, who.mail]
  from: [xff, ip]
  object: thing
  op: op
  rows: n
  persons: persons
  target: other
action:
  field: op
  values: {view: read, "export*": export, "exportlist": list, リンク: link}
  default: other
outcome: {field: result, values: {ok: success, ng: failure}}
sort: {field: who.role, values: {staff: person, batch: service}}
nothing: {field: level, values: {debug: skip}}
`

func parse(t testing.TB, text string) *Parser {
	t.Helper()
	p, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestJSON(t *testing.T) {
	eventtest.Accept(t, parse(t, shop), event.Options{},
		eventtest.Case{Name: "view", In: eventtest.JSON(`{"when":"2026/11/27 18:50:05","who":{"id":"yamada","role":"staff"},"xff":"198.51.100.4, 10.0.0.1","ip":"10.0.0.1","op":"view","thing":"customers/42","n":3,"result":"OK","persons":["00112233445566778899aabbccddeeff","AAECAwQFBgcICQoLDA0ODw"]}`),
			Want: m{"time": "2026-11-27T09:50:05Z", "actor": "yamada", "sort": "person", "from": "198.51.100.4", "action": "read", "outcome": "success", "object": "customers/42", "rows": "3", "persons": "2", "raw.thing": "customers/42"}},
		eventtest.Case{Name: "begins", In: eventtest.JSON(`{"when":1795773005123,"who":{"mail":"a@example.jp"},"op":"export.csv","result":"NG"}`), Want: m{"action": "export", "actor": "a@example.jp", "outcome": "failure", "time": "2026-11-27T09:50:05.123Z"}},
		eventtest.Case{Name: "exact before beginning", In: eventtest.JSON(`{"when":1795773005123,"op":"ExportList"}`), Want: m{"action": "list", "sort": "anonymous"}},
		eventtest.Case{Name: "in Japanese", In: eventtest.JSON(`{"when":1795773005123,"op":"リンク"}`), Want: m{"action": "link"}},
		eventtest.Case{Name: "within", In: eventtest.JSON(`{"detail":{"when":1795773005123,"op":"x","who":{"id":"yamada"}}}`), Want: m{"action": "other", "actor": "yamada"}},
		eventtest.Case{Name: "skipped", In: eventtest.JSON(`{"when":1795773005123,"op":"x","level":"DEBUG"}`), Nothing: true},
		eventtest.Case{Name: "no time", In: eventtest.JSON(`{"op":"x"}`), Malformed: true},
	)
}

func TestLine(t *testing.T) {
	p := parse(t, `
name: app
form: line
pattern: '^(?P<at>\S+ \S+) (?P<ip>\S+) (?P<user>\S+) did (?P<what>\w+) on (?P<thing>.*)$'
fields: {time: at, from: ip, actor: user, object: thing, op: what}
action: {field: what, values: {delete: delete}}
`)
	eventtest.Accept(t, p, event.Options{},
		eventtest.Case{In: eventtest.Line("2026-11-27 09:50:05 192.0.2.7 yamada did delete on a b"), Want: m{"time": "2026-11-27T09:50:05Z", "from": "192.0.2.7", "actor": "yamada", "action": "delete", "object": "a b"}},
		eventtest.Case{In: eventtest.Line("hello"), Malformed: true})
	if c := p.Match(eventtest.Lines("2026-11-27 09:50:05 192.0.2.7 yamada did delete on a b")); c != event.Sure {
		t.Errorf("certainty %d", c)
	}
}

func TestTable(t *testing.T) {
	p := parse(t, `
name: ledger
form: table
match: [日付, 時刻, 社員番号]
zone: "+09:00"
fields: {time: 日付 + 時刻, actor: 社員番号, object: 画面, from: 端末}
action: {field: 操作, values: {照会: read, CSV出力: export}}
`)
	row := eventtest.Row("日付,時刻,社員番号,端末,画面,操作", "2026/11/27,18:50:05,E0042,192.0.2.7,顧客一覧,CSV出力")
	eventtest.Accept(t, p, event.Options{}, eventtest.Case{In: row, Want: m{"time": "2026-11-27T09:50:05Z", "actor": "E0042", "action": "export", "object": "顧客一覧", "from": "192.0.2.7"}})
	if c := p.Match([]event.Record{row}); c != event.Sure {
		t.Errorf("certainty %d", c)
	}
}

func TestRefused(t *testing.T) {
	for name, text := range map[string]string{
		"unknown key": "name: a\nfields: {time: t}\ncolour: red", "unknown field": "name: a\nfields: {colour: t}", "unknown action": "name: a\nfields: {time: t}\naction: {field: x, values: {a: steal}}",
		"no name": "fields: {time: t}", "no field": "name: a", "bad zone": "name: a\nzone: JST\nfields: {time: t}", "bad form": "name: a\nform: xml\nfields: {time: t}",
		"no pattern": "name: a\nform: line\nfields: {time: t}", "a pattern of JSON": "name: a\npattern: x\nfields: {time: t}", "bad pattern": "name: a\nform: line\npattern: '('\nfields: {time: t}",
		"two documents": "name: a\nfields: {time: t}\n---\nname: b", "values without a field": "name: a\nfields: {time: t}\naction: {values: {a: read}}", "no YAML": "{", "a default that is none": "name: a\nfields: {time: t}\nsort: {default: king}",
	} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestKnown(t *testing.T) {
	var p event.Parser
	for _, k := range Known() {
		if k.Name() == "access-json" {
			p = k
		}
	}
	nginx := `{"time_iso8601":"2026-11-27T09:50:05+00:00","remote_addr":"10.0.0.5","http_x_forwarded_for":"198.51.100.4","remote_user":"","request":"GET /members/42?a=b HTTP/1.1","status":"200","body_bytes_sent":"5120","http_referer":"-","http_user_agent":"curl/8.5.0","http_host":"www.example.jp"}`
	eventtest.Accept(t, p, event.Options{},
		eventtest.Case{Name: "nginx", In: eventtest.JSON(nginx), Want: m{"time": "2026-11-27T09:50:05Z", "from": "198.51.100.4", "hop": "10.0.0.5", "actor": "-", "sort": "anonymous", "action": "read", "outcome": "success", "op": "GET",
			"object": "/members/42", "status": "200", "size": "5120", "client": "curl/8.5.0", "store": "www.example.jp"}},
		eventtest.Case{Name: "nginx in parts", In: eventtest.JSON(`{"msec":"1795773005.123","remote_addr":"192.0.2.7","http_x_forwarded_for":"-","request_method":"POST","request_uri":"/login","status":401,"bytes_sent":12}`),
			Want: m{"from": "192.0.2.7", "hop": "-", "action": "login", "outcome": "failure", "object": "/login", "size": "12"}},
		eventtest.Case{Name: "Caddy", In: eventtest.JSON(`{"level":"info","ts":1795773005.123456,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"192.0.2.7","remote_port":"51234","client_ip":"192.0.2.7","proto":"HTTP/2.0","method":"GET","host":"www.example.jp","uri":"/a?b","headers":{"User-Agent":["curl/8.5.0"]}},"user_id":"","size":5120,"status":200}`),
			Want: m{"time": "2026-11-27T09:50:05.123456Z", "from": "192.0.2.7", "object": "/a", "client": "curl/8.5.0", "store": "www.example.jp", "size": "5120", "status": "200", "op": "GET"}},
		eventtest.Case{Name: "Traefik", In: eventtest.JSON(`{"ClientAddr":"192.0.2.7:51234","ClientHost":"192.0.2.7","ClientUsername":"yamada","DownstreamContentSize":19,"DownstreamStatus":404,"RequestHost":"www.example.jp","RequestMethod":"GET","RequestPath":"/a","StartUTC":"2026-11-27T09:50:05.123456789Z","time":"2026-11-27T09:50:05Z"}`),
			Want: m{"from": "192.0.2.7", "actor": "yamada", "outcome": "failure", "status": "404", "size": "19"}},
	)
	if c := p.Match([]event.Record{eventtest.JSON(nginx)}); c != event.Likely {
		t.Errorf("certainty %d", c)
	}
}

func TestNoAllocs(t *testing.T) {
	eventtest.NoAllocs(t, parse(t, shop), []event.Record{eventtest.JSON(`{"when":"2026/11/27 18:50:05","who":{"id":"yamada","role":"staff"},"xff":"198.51.100.4, 10.0.0.1","op":"view","n":3,"result":"OK","persons":"00112233445566778899aabbccddeeff"}`)})
}

func FuzzRead(f *testing.F) {
	eventtest.Fuzz(f, parse(f, shop), `{"when":"2026/11/27 18:50:05","who":{"id":"yamada"},"op":"view","persons":["00112233445566778899aabbccddeeff",","]}`)
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(shop))
	f.Fuzz(func(t *testing.T, text []byte) {
		if p, err := Parse(text); err == nil && p.Name() == "" {
			t.Error("a mapping without a name")
		} else if err != nil && strings.Contains(err.Error(), "\x00") {
			t.Error("an error that holds the file")
		}
	})
}

func BenchmarkRead(b *testing.B) {
	eventtest.BenchPieces(b, parse(b, shop), shape.Shape{Form: event.JSON}, `{"when":"2026/11/27 18:50:05","who":{"id":"yamada","role":"staff"},"xff":"198.51.100.4, 10.0.0.1","ip":"10.0.0.1","op":"view","thing":"customers/42","n":3,"result":"OK"}`)
}
