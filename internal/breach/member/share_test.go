package member

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// TestShares: whoever stands in two sets of a store is counted once, with the kinds of both; a store of everybody is one share.
func TestShares(t *testing.T) {
	const mail, card, name = pii.EmailAddress, pii.CreditCardNumber, pii.PersonName
	group := func(rows []uint32, kinds ...pii.Kind) breach.Group { return breach.Group{Kinds: kinds, Rows: rows} }
	sets := []*breach.Persons{
		{Store: "crm", Groups: []breach.Group{group([]uint32{1, 2, 3}, mail), group([]uint32{4}, name, mail)}},
		{Store: "shop", All: true, Groups: []breach.Group{group(nil, name)}},
		{Store: "crm", Groups: []breach.Group{group([]uint32{2, 4, 9}, card)}},
		{Store: "one", Groups: []breach.Group{group([]uint32{5, 6}, card)}},
	}
	want := []Share{{[]pii.Kind{name, mail, card}, 1}, {[]pii.Kind{mail}, 2}, {[]pii.Kind{mail, card}, 1}, {[]pii.Kind{card}, 1}, {[]pii.Kind{name}, 70}, {[]pii.Kind{card}, 2}}
	if d := cmp.Diff(want, Shares(sets, []int64{4, 70, 3, 2})); d != "" {
		t.Error(d)
	}
}
