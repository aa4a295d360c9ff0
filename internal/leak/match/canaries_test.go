package match

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

func TestCanaries(t *testing.T) {
	p := &Planted{
		Copies: []leak.Canary{{Store: "crm", Copy: "a", Planted: time.Unix(1, 0)}, {Store: "crm", Copy: "b"}, {Store: "crm", Copy: "c"}},
		Look: func(c pii.Class, h uint64) (int, bool) {
			return int(h) - 100, (c == pii.ClassEmail || c == pii.ClassPhone) && h >= 100 && h < 103
		},
		Find: func() func([]byte, func(int)) {
			return func(text []byte, hit func(int)) {
				if len(text) > 0 {
					hit(2)
				}
			}
		},
	}
	a, b := newCanaries(p), newCanaries(p)
	both := row.Record{Values: []row.Value{{Kind: pii.EmailAddress, Hash: 100}, {Kind: pii.PhoneNumber, Hash: 100}, {Kind: pii.PersonName, Hash: 101}, {Kind: pii.EmailAddress}}}
	a.add(&both)
	b.add(&both)
	b.text([]byte("x"))
	a.text(nil)
	a.merge(b)
	want := []leak.Canary{{Store: "crm", Copy: "a", Planted: time.Unix(1, 0), Hits: 2}, {Store: "crm", Copy: "c", Hits: 1}}
	if diff := cmp.Diff(want, a.result()); diff != "" {
		t.Error(diff)
	}
	none := newCanaries(&Planted{})
	none.add(&both)
	none.text([]byte("x"))
	if got := none.result(); len(got) > 0 || got == nil {
		t.Error(got)
	}
}
