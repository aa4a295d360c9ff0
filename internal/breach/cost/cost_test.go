package cost

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

func n(v int64) *int64 { return &v }

func TestBuiltin(t *testing.T) {
	m, _, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range m.Items {
		if it.Text.EN == "" || it.Text.JA == "" {
			t.Errorf("%s: not in both languages", it.ID)
		}
		if it.Source != nil && it.Source.Dated.After(m.Dated) {
			t.Errorf("%s: its source is later than the model", it.ID)
		}
	}
}

func TestReckon(t *testing.T) {
	const text = `name: {ja: 例, en: example}
dated: 2026-11-01
currency: JPY
items:
  - {id: letters, text: {en: letters}, per: person, price: {low: 100, high: 200}, share: {low: 0.5, high: 1}, assumed: [price]}
  - {id: cards, text: {en: cards}, per: person, kinds: [CREDIT_CARD_NUMBER], price: {low: 1000, high: 1000}, assumed: [price]}
  - {id: forensic, text: {en: forensic}, per: server, count: {low: 1, high: 2}, manner: [intrusion], price: {low: 10, high: 10}, assumed: [price, count]}
  - {id: fines, text: {en: fines}, unknown: true}
`
	m, err := Decode("m.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	a := breach.Affected{Count: breach.Count{Confirmed: n(600), Max: n(1000)}, By: []int64{4}, Kinds: []breach.Held{{Kind: pii.CreditCardNumber, People: n(50)}}}
	st := &breach.State{Costs: []breach.Source[breach.Spent]{
		{Seq: 7, Body: breach.Spent{Item: "letters", Amount: 20_000, Currency: "JPY"}},
		{Seq: 8, Body: breach.Spent{Item: "letters", Amount: 15_000, Currency: "JPY"}},
		{Seq: 9, Body: breach.Spent{Item: "counsel", Amount: 3, Currency: "USD"}},
	}}
	e := m.Of(st, a, []string{"intrusion"})
	type short struct {
		Item      string
		Low, High int64
	}
	var planned, spent []short
	for _, l := range e.Planned {
		planned = append(planned, short{l.Item, l.Low, l.High})
	}
	for _, l := range e.Spent {
		spent = append(spent, short{l.Item, l.Low, l.High})
	}
	// 600 × 0.5 × 100 = 30,000 is spent already; 1,000 × 200 − 35,000
	if d := cmp.Diff([]short{{"letters", 0, 165_000}, {"cards", 50_000, 50_000}, {"forensic", 10, 20}}, planned); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]short{{"letters", 35_000, 35_000}}, spent); d != "" {
		t.Error(d)
	}
	if e.Low != 50_010 || e.High != 215_020 {
		t.Errorf("%d to %d", e.Low, e.High)
	}
	if len(e.Unknown) != 2 || e.Unknown[1].EN != "fines" {
		t.Errorf("unknown: %v", e.Unknown)
	}
	if e = m.Of(&breach.State{}, breach.Affected{}, []string{"lost"}); len(e.Planned) != 0 || len(e.Unknown) != 2 {
		t.Errorf("of nothing known: %+v", e)
	}
}

func TestStrict(t *testing.T) {
	const head = "name: {en: m}\ndated: 2026-11-01\ncurrency: JPY\nitems:\n"
	for name, c := range map[string]struct{ text, want string }{
		"unknown key":      {head + "  - {id: a, text: {en: a}, per: fixed, price: {low: 1, high: 2}, assumed: [price], tax: 10}\n", "m.yaml:5:"},
		"no source":        {head + "  - id: a\n    text: {en: a}\n    per: fixed\n    price: {low: 1, high: 2}\n", "m.yaml:5: source"},
		"upside down":      {head + "  - {id: a, text: {en: a}, per: fixed, price: {low: 3, high: 2}, assumed: [price]}\n", "m.yaml:5: price"},
		"nan":              {head + "  - {id: a, text: {en: a}, per: fixed, price: {low: .nan, high: .nan}, assumed: [price]}\n", "m.yaml:5: price"},
		"share above one":  {head + "  - {id: a, text: {en: a}, per: person, price: {low: 1, high: 2}, share: {low: 1, high: 1.5}, assumed: [price]}\n", "m.yaml:5: share"},
		"twice":            {head + "  - {id: a, text: {en: a}, unknown: true}\n  - {id: a, text: {en: a}, unknown: true}\n", "m.yaml:6: two items"},
		"kind":             {head + "  - {id: a, text: {en: a}, per: person, kinds: [SHOE_SIZE], price: {low: 1, high: 2}, assumed: [price]}\n", "m.yaml:5: kinds"},
		"currency":         {"name: {en: m}\ndated: 2026-11-01\ncurrency: USD\nitems: [{id: a, text: {en: a}, unknown: true}]\n", "currency"},
		"no day":           {"name: {en: m}\ncurrency: JPY\nitems: [{id: a, text: {en: a}, unknown: true}]\n", "dated"},
		"not YAML":         {"name: [\n", "not YAML"},
		"empty":            {"", "dated"},
		"count of persons": {head + "  - {id: a, text: {en: a}, per: person, count: {low: 1, high: 1}, price: {low: 1, high: 2}, assumed: [price]}\n", "m.yaml:5: count"},
	} {
		_, err := Decode("m.yaml", []byte(c.text))
		if err == nil || fault.Of(err) != fault.Usage || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
