package workspace

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/eventtest"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
)

const download = `{"kind":"admin#reports#activity","id":{"time":"2026-11-27T09:50:05.123Z","uniqueQualifier":"-42","applicationName":"drive","customerId":"C01"},"etag":"x","actor":{"callerType":"USER","email":"yamada@example.jp","profileId":"1"},"ownerDomain":"example.jp","ipAddress":"2001:db8::7","events":[{"type":"access","name":"download","parameters":[{"name":"primary_event","boolValue":true},{"name":"doc_id","value":"1abc"},{"name":"doc_title","value":"顧客一覧"},{"name":"owner","value":"tanaka@example.jp"},{"name":"visibility","value":"private"}]}]}`

type m = map[string]string

func activity(app, name, params string) event.Record {
	return eventtest.JSON(`{"id":{"time":"2026-11-27T09:50:05.123Z","uniqueQualifier":"1","applicationName":"` + app + `"},"actor":{"email":"yamada@example.jp"},"ipAddress":"192.0.2.7","events":[{"name":"` + name + `","parameters":[` + params + `]}]}`)
}

func TestRead(t *testing.T) {
	eventtest.Accept(t, Parser{}, event.Options{},
		eventtest.Case{Name: "download", In: eventtest.JSON(download), Want: m{"time": "2026-11-27T09:50:05.123Z", "actor": "yamada@example.jp", "sort": "person", "from": "2001:db8::7", "action": "read", "outcome": "success",
			"op": "download", "store": "drive", "object": "1abc", "text": "顧客一覧", "id": "-42", "raw.ownerDomain": "example.jp"}},
		eventtest.Case{Name: "login", In: activity("login", "login_success", `{"name":"login_type","value":"google_password"},{"name":"login_challenge_method","multiValue":["password"]}`), Want: m{"action": "login", "outcome": "success"}},
		eventtest.Case{Name: "wrong password", In: activity("login", "login_failure", `{"name":"login_failure_type","value":"login_failure_invalid_password"}`), Want: m{"action": "login", "outcome": "failure", "reason": "login_failure_invalid_password"}},
		eventtest.Case{Name: "shared", In: activity("drive", "change_user_access", `{"name":"doc_id","value":"1abc"},{"name":"target_user","value":"x@example.com"}`), Want: m{"action": "grant", "target": "x@example.com", "object": "1abc"}},
		eventtest.Case{Name: "role", In: activity("admin", "ASSIGN_ROLE", `{"name":"USER_EMAIL","value":"tanaka@example.jp"},{"name":"ROLE_NAME","value":"_SEED_ADMIN_ROLE"}`), Want: m{"action": "grant", "target": "tanaka@example.jp"}},
		eventtest.Case{Name: "no name", In: eventtest.JSON(`{"id":{"time":"2026-11-27T09:50:05.123Z"}}`), Malformed: true},
	)
	if c := (Parser{}).Match([]event.Record{eventtest.JSON(download)}); c != event.Sure {
		t.Errorf("certainty %d", c)
	}
}

func TestNoAllocs(t *testing.T) {
	eventtest.NoAllocs(t, Parser{}, []event.Record{eventtest.JSON(download)})
}

func FuzzRead(f *testing.F) { eventtest.Fuzz(f, Parser{}, download) }

func BenchmarkRead(b *testing.B) {
	eventtest.BenchPieces(b, Parser{}, shape.Shape{Form: event.JSON}, download)
}
