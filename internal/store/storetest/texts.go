package storetest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
)

// Texts come back as they were and sort by their bytes, whatever the language of the database.
func Texts(t *testing.T, db Database) {
	s := db.Open(t)
	names := []string{"a", "B", "b", "A", "_", "é", "e", "z", "あ", "ア", "亜", "\U0001F4BE", "\U0010FFFF", "a\U0010FFFF00", "\x00", "\xff", "a\xe3\x81", "-", "10", "9", " x"}
	begin(t, s, "r1", "dir")
	record(t, s, "r1", "dir", names...)
	var got []string
	for h, err := range s.Parts(t.Context(), inventory.Filter{Source: "dir"}) {
		must(t, err)
		if len(got) == 0 || got[len(got)-1] != h.Unit {
			got = append(got, h.Unit)
		}
	}
	plain := func(s string) bool {
		return s == "\x00" || s == "\xff" || s == "a\xe3\x81" || s == "\U0010FFFF" || s == "a\U0010FFFF00"
	}
	sorted := slices.Sorted(slices.Values(names))
	if d := cmp.Diff(sorted, slices.Sorted(slices.Values(got))); d != "" {
		t.Error(d)
	}
	// What is no text may stand anywhere, but always at the same place.
	if d := cmp.Diff(slices.DeleteFunc(sorted, plain), slices.DeleteFunc(got, plain)); d != "" {
		t.Error(d)
	}
}
