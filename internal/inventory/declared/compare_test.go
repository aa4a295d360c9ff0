package declared_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
)

// TestCompare: what the other register leaves open is no difference, and the order of lists is none either.
func TestCompare(t *testing.T) {
	ours, err := read(t, `sources:
  - {name: talk, target: /t, owner: A, country: KR, purposes: [x, y], retention: {keep: 5y, from: d}, kinds_expected: [EMAIL_ADDRESS, AGE], contractors: [{name: c, access: [CN, JP]}]}
  - {name: same, target: /s, subjects: [a, b]}
  - {name: ours, target: /o}
policy: {countries: [KR, US]}
`)
	if err != nil {
		t.Fatal(err)
	}
	other, err := read(t, `sources:
  - {name: talk, target: /t, owner: B, purposes: [y, x], retention: 5y, kinds_expected: [AGE, EMAIL_ADDRESS], contractors: [{name: c, access: [JP, VN]}]}
  - {name: same, target: /s, subjects: [b, a]}
  - {name: theirs, target: /z}
policy: {countries: [US], contractors: [c]}
`)
	if err != nil {
		t.Fatal(err)
	}
	want := &declared.Comparison{New: []string{"theirs"}, Absent: []string{"ours"}, Differ: []declared.Differ{{Name: "talk", Keys: []string{"owner", "contractors", "retention"}}}, Policy: []string{"countries", "contractors"}}
	if diff := cmp.Diff(want, ours.Compare(other)); diff != "" {
		t.Error(diff)
	}
	if c := ours.Compare(ours); c.Any() {
		t.Errorf("%+v", c)
	}
}
