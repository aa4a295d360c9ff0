package github

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
)

const clone = `{"@timestamp":1795773005123,"_document_id":"doc1","action":"git.clone","actor":"yamada-t","actor_id":1,"actor_ip":"192.0.2.7","actor_location":{"country_code":"JP"},"business":"example","hashed_token":"hash=","org":"example-org","org_id":2,"programmatic_access_type":"Personal access token (classic)","repo":"example-org/shop","repository":"example-org/shop","repository_public":false,"token_id":3,"transport_protocol":1,"transport_protocol_name":"http","user":"","user_agent":"git/2.43.0","user_id":0}`

type m = map[string]string

func TestRead(t *testing.T) {
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "clone", In: eventtest.JSON(clone), Want: m{"time": "2026-11-27T09:50:05.123Z", "actor": "yamada-t", "sort": "person", "from": "192.0.2.7", "country": "JP", "action": "export", "outcome": "success",
			"op": "git.clone", "store": "example-org", "object": "example-org/shop", "client": "git/2.43.0", "session": "hash=", "id": "doc1", "target": "-", "raw.transport_protocol_name": "http"}},
		eventtest.Case{Name: "fetch", In: eventtest.JSON(`{"action":"git.fetch","actor":"deploy[bot]","created_at":1795773005123,"repo":"a/b"}`), Want: m{"action": "read", "sort": "service"}},
		eventtest.Case{Name: "member", In: eventtest.JSON(`{"action":"org.add_member","actor":"yamada-t","created_at":1795773005123,"org":"example-org","user":"tanaka-h","permission":"admin"}`), Want: m{"action": "grant", "target": "tanaka-h"}},
		eventtest.Case{Name: "zip", In: eventtest.JSON(`{"action":"repo.download_zip","actor":"yamada-t","created_at":1795773005123,"repo":"a/b"}`), Want: m{"action": "export"}},
		eventtest.Case{Name: "unknown", In: eventtest.JSON(`{"action":"hook.create","actor":"yamada-t","created_at":1795773005123}`), Want: m{"action": "admin"}},
		eventtest.Case{Name: "no action", In: eventtest.JSON(`{"actor":"yamada-t"}`), Malformed: true},
		eventtest.Case{Name: "no time", In: eventtest.JSON(`{"action":"git.clone"}`), Malformed: true},
	)
	if c := (Parser{}).Match([]event.Record{eventtest.JSON(clone)}); c != event.Sure {
		t.Errorf("certainty %d", c)
	}
}

func TestNoAllocs(t *testing.T) {
	eventtest.NoAllocs(t, Parser{}, []event.Record{eventtest.JSON(clone)})
}

func FuzzRead(f *testing.F) { eventtest.Fuzz(f, Parser{}, clone) }

func BenchmarkRead(b *testing.B) {
	eventtest.BenchPieces(b, Parser{}, shape.Shape{Form: event.JSON}, clone)
}
