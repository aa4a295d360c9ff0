package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
)

// Search: names are found by their words, and what means something to the database is taken as it is.
func Search(t *testing.T, open Fresh) {
	s := open(t)
	if err := s.Begin(t.Context(), inventory.Run{ID: "r", Sources: []string{"/b", "/a"}}); err != nil {
		t.Fatal(err)
	}
	var us []inventory.Unit
	for _, name := range []string{"List/2026/Customers.csv", "100%_sure.csv", "1000 sure.csv", "名簿/顧客.xlsx"} {
		us = append(us, Unit("/a", name))
	}
	if err := s.Record(t.Context(), "r", append(us, Unit("/b", "customers"))); err != nil {
		t.Fatal(err)
	}
	names, err := s.SourceNames(t.Context())
	if diff := cmp.Diff([]string{"/a", "/b"}, names); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for _, c := range []struct {
		words []string
		look  int
		want  []string
	}{
		{[]string{"CSV", "customers"}, 100, []string{"List/2026/Customers.csv"}},
		{[]string{"0%_s"}, 100, []string{"100%_sure.csv"}},
		{[]string{"顧客"}, 100, []string{"名簿/顧客.xlsx"}},
		{[]string{"'; DROP TABLE units"}, 100, nil},
		{[]string{"csv"}, 1, []string{"100%_sure.csv"}},
	} {
		got, err := s.UnitsNamed(t.Context(), "/a", c.words, c.look, 10)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%q: %s %v", c.words, diff, err)
		}
	}
}
