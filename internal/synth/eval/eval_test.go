package eval

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

func TestCompare(t *testing.T) {
	truth := []Label{
		{Part: "a.csv", Record: 1, Kind: pii.PersonName, Start: 0, End: 12},
		{Part: "a.csv", Record: 1, Kind: pii.PhoneNumber, Start: 20, End: 33},
		{Part: "a.csv", Record: 2, Kind: pii.PersonName, Start: 40, End: 52},
		{File: "b.xlsx", Part: "b.xlsx!/S", Record: 3, Field: "氏名", Kind: pii.PersonName},
		{File: "m.eml", Part: "m.eml", Kind: pii.EmailAddress},
		{File: "m.eml", Part: "m.eml", Kind: pii.EmailAddress},
	}
	found := []Label{
		{Part: "a.csv", Record: 1, Kind: pii.PersonName, Start: 0, End: 6},   // half
		{Part: "a.csv", Record: 1, Kind: pii.AccountID, Start: 20, End: 33},  // another kind
		{Part: "a.csv", Record: 2, Kind: pii.PersonName, Start: 47, End: 52}, // under half
		{Part: "b.xlsx!/S", Record: 3, Field: "氏名", Kind: pii.PersonName},
		{Part: "m.eml!/text", Kind: pii.EmailAddress, Start: 4, End: 9},
	}
	r := Compare(truth, found)
	want := map[pii.Kind]Count{pii.PersonName: {3, 3, 2}, pii.PhoneNumber: {1, 0, 0}, pii.AccountID: {0, 1, 0}, pii.EmailAddress: {2, 1, 1}}
	if d := cmp.Diff(want, r.Kinds); d != "" {
		t.Errorf("counts (-want +got):\n%s", d)
	}
	if r.Confused[[2]pii.Kind{pii.PhoneNumber, pii.AccountID}] != 1 || len(r.Missed) != 3 || len(r.False) != 2 {
		t.Errorf("confused %v, %d missed, %d false", r.Confused, len(r.Missed), len(r.False))
	}
	var b strings.Builder
	if err := r.Write(&b); err != nil || !strings.Contains(b.String(), "PERSON_NAME") {
		t.Errorf("report: %v\n%s", err, b.String())
	}
}

func TestTruthAgainstItself(t *testing.T) {
	truth, err := synth.Estate(t.TempDir(), synth.Options{Seed: 4, People: 300})
	if err != nil {
		t.Fatal(err)
	}
	ls := make([]Label, len(truth.Labels))
	for i, l := range truth.Labels {
		ls[i] = Label(l)
	}
	r := Compare(ls, ls)
	for k, c := range r.Kinds {
		if c.Precision() != 1 || c.Recall() != 1 {
			t.Errorf("%s: %+v", k, c)
		}
	}
}

func TestReadStream(t *testing.T) {
	in := `{"config":{"version":"1"}}
{"finding":{"id":"x","kind":"EMAIL_ADDRESS","unit":"a.txt","record":3,"field":"f","line":4,"start":120,"end":132,"likelihood":0.98}}
{"summary":{"units":1}}
`
	got, err := ReadStream(strings.NewReader(in))
	want := []Found{{Label: Label{Part: "a.txt", Record: 3, Field: "f", Kind: pii.EmailAddress, Start: 120, End: 132}, Likelihood: 0.98}}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
	if _, err := ReadStream(strings.NewReader("{")); err == nil {
		t.Error("a cut stream was read without an error")
	}
}
