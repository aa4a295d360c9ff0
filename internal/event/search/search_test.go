package search

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
)

type m = map[string]string

const (
	granted = `{"type":"audit","timestamp":"2026-11-27T18:50:05,123+0900","cluster.name":"shop","node.name":"es1","node.id":"n1","host.ip":"10.0.0.1","event.type":"transport","event.action":"access_granted","authentication.type":"REALM","user.name":"yamada","user.realm":"native1","user.roles":["reader"],"origin.type":"rest","origin.address":"192.0.2.7:51234","request.id":"q1","action":"indices:data/read/search","request.name":"SearchRequest","indices":["customers","orders"]}`
	refused = `{"type":"audit","timestamp":"2026-11-27T18:50:05,123+0900","node.id":"n1","event.type":"rest","event.action":"authentication_failed","user.name":"elastic","origin.type":"rest","origin.address":"[2001:db8::7]:51234","url.path":"/customers/_search","url.query":"scroll=1m","request.method":"POST","request.id":"q1"}`
	open    = `{"audit_cluster_name":"shop","audit_node_name":"os1","audit_category":"GRANTED_PRIVILEGES","audit_request_origin":"REST","audit_request_layer":"TRANSPORT","@timestamp":"2026-11-27T09:50:05.123+00:00","audit_request_effective_user":"yamada","audit_request_remote_address":"192.0.2.7","audit_request_privilege":"indices:data/read/scroll","audit_trace_indices":["cust*"],"audit_trace_resolved_indices":["customers"],"audit_request_body":"{\"size\":10000}","audit_format_version":4}`
	slow    = `{"type":"index_search_slowlog","timestamp":"2026-11-27T09:50:05,123Z","level":"WARN","component":"i.s.s.query","cluster.name":"shop","node.name":"es1","message":"[customers][0]","took":"1.2s","took_millis":"1200","total_hits":"5000 hits","types":"[]","stats":"[]","search_type":"QUERY_THEN_FETCH","total_shards":"5","source":"{\"size\":1000,\"query\":{\"match_all\":{}}}","id":""}`
	line    = `[2026-11-27T09:50:05,123][WARN ][i.s.s.query              ] [es1] [customers][0] took[1.2s], took_millis[1200], total_hits[5000 hits], types[], stats[], search_type[QUERY_THEN_FETCH], total_shards[5], source[{"size":1000,"query":{"terms":{"a":[1,2]}}}], id[app-1], `
)

func TestJSON(t *testing.T) {
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "granted", In: eventtest.JSON(granted), Want: m{"time": "2026-11-27T09:50:05.123Z", "actor": "yamada", "from": "192.0.2.7", "store": "shop", "action": "list", "outcome": "success",
			"op": "indices:data/read/search", "object": "customers", "object2": "orders", "id": "q1", "raw.user.realm": "native1"}},
		eventtest.Case{Name: "refused", In: eventtest.JSON(refused), Want: m{"actor": "elastic", "from": "2001:db8::7", "action": "login", "outcome": "failure", "object": "customers", "reason": "authentication_failed"}},
		eventtest.Case{Name: "denied", In: eventtest.JSON(`{"type":"audit","timestamp":"2026-11-27T09:50:05,123Z","event.type":"transport","event.action":"access_denied","user.name":"yamada","origin.address":"192.0.2.7:1","action":"indices:admin/delete","indices":["customers"]}`),
			Want: m{"action": "delete", "outcome": "failure", "object": "customers"}},
		eventtest.Case{Name: "nobody", In: eventtest.JSON(`{"type":"audit","@timestamp":"2026-11-27T09:50:05,123Z","event":{"type":"rest","action":"anonymous_access_denied"},"origin":{"address":"192.0.2.7:1"},"url":{"path":"/_cat/indices"}}`),
			Want: m{"action": "login", "outcome": "failure", "sort": "anonymous", "actor": "-", "from": "192.0.2.7"}},
		eventtest.Case{Name: "changed", In: eventtest.JSON(`{"type":"audit","timestamp":"2026-11-27T09:50:05,123Z","node.id":"n1","event.type":"security_config_change","event.action":"put_user","request.id":"r","put":{"user":{"name":"tanaka","roles":["admin"]}}}`),
			Want: m{"action": "admin", "target": "tanaka", "sort": "-", "outcome": "success"}},
		eventtest.Case{Name: "OpenSearch", In: eventtest.JSON(open), Want: m{"time": "2026-11-27T09:50:05.123Z", "actor": "yamada", "from": "192.0.2.7", "action": "export", "object": "customers", "store": "shop", "text": `{"size":10000}`}},
		eventtest.Case{Name: "OpenSearch login", In: eventtest.JSON(`{"audit_category":"FAILED_LOGIN","@timestamp":"2026-11-27T09:50:05.123+00:00","audit_request_effective_user":"admin","audit_request_remote_address":"192.0.2.7","audit_rest_request_path":"/_search","audit_rest_request_method":"GET"}`),
			Want: m{"action": "login", "outcome": "failure", "actor": "admin"}},
		eventtest.Case{Name: "slow", In: eventtest.JSON(slow), Want: m{"action": "list", "object": "customers", "rows": "1000", "store": "shop", "actor": "-", "sort": "-"}},
		eventtest.Case{Name: "slow of ECS", In: eventtest.JSON(`{"@timestamp":"2026-11-27T09:50:05.123Z","log.level":"WARN","elasticsearch.slowlog.message":"[customers][0]","elasticsearch.slowlog.took":"1.2s","elasticsearch.slowlog.took_millis":1200,"elasticsearch.slowlog.total_hits":"5 hits","elasticsearch.slowlog.source":"{}","event.dataset":"elasticsearch.index_search_slowlog","user.name":"yamada"}`),
			Want: m{"object": "customers", "rows": "5", "actor": "yamada"}},
		eventtest.Case{Name: "another", In: eventtest.JSON(`{"a":1}`), Malformed: true},
	)
}

func TestText(t *testing.T) {
	l := eventtest.Line
	eventtest.Accept(t, Text{}, event.Options{},
		eventtest.Case{Name: "slow", In: l(line), Want: m{"time": "2026-11-27T09:50:05.123Z", "action": "list", "object": "customers", "rows": "1000", "store": "es1", "text": `{"size":1000,"query":{"terms":{"a":[1,2]}}}`, "session": "app-1"}},
		eventtest.Case{Name: "older slow", In: l(`[2026-11-27T09:50:05,123][WARN ][index.search.slowlog.query] [es1] [customers][0] took[1.2s], took_millis[1200], types[a], stats[], search_type[QUERY_THEN_FETCH], total_shards[5], source[{}], extra_source[]`), Want: m{"object": "customers", "rows": "-"}},
		eventtest.Case{Name: "indexing", In: l(`[2026-11-27T09:50:05,123][INFO ][i.i.s.index] [es1] [customers/abc] took[1ms], took_millis[1], id[x], routing[], source[{"a":1}]`), Want: m{"action": "write", "object": "customers"}},
		eventtest.Case{Name: "older audit", In: l("[2026-11-27T09:50:05,123] [es1] [rest] [authentication_failed]\torigin_address=[192.0.2.7], principal=[yamada], uri=[/customers/_search], request_body=[{}]"),
			Want: m{"actor": "yamada", "from": "192.0.2.7", "action": "login", "outcome": "failure", "object": "customers"}},
		eventtest.Case{Name: "older without a node", In: l("[2026-11-27T09:50:05,123] [rest] [authentication_failed] origin_address=[192.0.2.7], principal=[yamada], uri=[/_security/_authenticate]"), Want: m{"actor": "yamada", "outcome": "failure", "from": "192.0.2.7"}},
		eventtest.Case{Name: "older granted", In: l("[2026-11-27T09:50:05,123] [es1] [transport] [access_granted]\torigin_type=[rest], origin_address=[192.0.2.7], principal=[yamada], action=[indices:data/read/get], indices=[customers,b], request=[GetRequest]"),
			Want: m{"actor": "yamada", "action": "read", "object": "customers"}},
		eventtest.Case{Name: "JSON in text", In: l(`[2026-11-27T09:50:05,123][INFO ][sgaudit] [os1] ` + open), Want: m{"actor": "yamada", "action": "export"}},
		eventtest.Case{Name: "of itself", In: l("[2026-11-27T09:50:05,123][INFO ][o.e.n.Node] [es1] started"), Nothing: true},
		eventtest.Case{Name: "another", In: l("[x] y"), Malformed: true},
	)
	if c := (Text{}).Match(eventtest.Lines(line)); c != event.Sure {
		t.Errorf("certainty %d", c)
	}
}

func TestMatch(t *testing.T) {
	for _, s := range []string{granted, refused, open, slow} {
		if c := (Parser{}).Match([]event.Record{eventtest.JSON(s)}); c != event.Sure {
			t.Errorf("certainty %d of %s", c, s)
		}
	}
}

func TestNoAllocs(t *testing.T) {
	eventtest.NoAllocs(t, Parser{}, []event.Record{eventtest.JSON(granted), eventtest.JSON(refused), eventtest.JSON(open), eventtest.JSON(slow)})
	eventtest.NoAllocs(t, Text{}, eventtest.Lines(line))
}

func FuzzJSON(f *testing.F) { eventtest.Fuzz(f, Parser{}, granted, open, slow) }
func FuzzText(f *testing.F) {
	eventtest.Fuzz(f, Text{}, line, "[2026-11-27T09:50:05,123] [es1] [rest] [a]\tb=[c], d=[")
}

func BenchmarkRead(b *testing.B) {
	eventtest.BenchPieces(b, Parser{}, shape.Shape{Form: event.JSON}, granted)
}
