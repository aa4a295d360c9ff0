package weigh

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

func TestDefaultHoldsEveryKind(t *testing.T) {
	w, err := Parse(Source())
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range pii.Kinds() {
		if r := w.Row(k); !k.Has(pii.NotPersonal) && (r.True <= r.Chance || r.Cap < 0) {
			t.Errorf("%v: true %v, chance %v, cap %v", k, r.True, r.Chance, r.Cap)
		}
	}
}

func TestColumnTellsCheckedNumbersFromOthers(t *testing.T) {
	r := Default().Row(pii.JapanIndividualNumber)
	if good, bad := r.Column(1000, 1000), r.Column(100, 1000); good < 5 || bad > -5 {
		t.Errorf("column of valid numbers weighs %v, of random ones %v", good, bad)
	}
}

func TestParseRefusesUnknownTerms(t *testing.T) {
	if _, err := Parse([]byte("terms: {nonsense: 1}")); err == nil {
		t.Error("no error")
	}
	_ = detect.Shape
}
