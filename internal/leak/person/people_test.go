package person

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row/rowtest"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

func bornRow(text string) *row.Record {
	return rowtest.Of(1, rowtest.Cell{"氏名", pii.PersonName, "試験"}, rowtest.Cell{"生年月日", pii.DateOfBirth, text})
}

// TestMinors looks at the day before and the day of the birthday, in every spelling of a date.
func TestMinors(t *testing.T) {
	for _, c := range []struct {
		birth string
		on    time.Time
		minor bool
	}{
		{"2005-11-27", rowtest.Noon(2023, 11, 26), true}, {"2005-11-27", rowtest.Noon(2023, 11, 27), false},
		{"20051127", rowtest.Noon(2023, 11, 26), true}, {"平成17年11月27日", rowtest.Noon(2023, 11, 26), true}, {"H17.11.27", rowtest.Noon(2023, 11, 27), false},
		{"2004-02-29", rowtest.Noon(2022, 2, 28), true}, {"2004-02-29", rowtest.Noon(2022, 3, 1), false},
		{"2008-02-29", rowtest.Noon(2026, 2, 28), true}, {"2008-02-29", rowtest.Noon(2026, 3, 1), false},
		{"2006-02-28", rowtest.Noon(2024, 2, 28), false}, {"2006-03-01", rowtest.Noon(2024, 2, 29), true},
		{"令和元年5月1日", rowtest.Noon(2023, 11, 26), true}, {"1950/1/1", rowtest.Noon(2023, 11, 26), false},
		{"2024-01-01", rowtest.Noon(2023, 11, 26), false}, // not born yet: an error, nobody's child
	} {
		p := New()
		p.Add(bornRow(c.birth))
		var m leak.Match
		p.People(&row.Scene{Now: rowtest.Noon(2060, 1, 1), Taken: &c.on}, &m)
		if m.People.MinorsThen == nil || *m.People.MinorsThen == 1 != c.minor || m.People.Births != 1 {
			t.Errorf("%s on %s: %v of %d", c.birth, c.on.Format(time.DateOnly), m.People.MinorsThen, m.People.Births)
		}
		if *m.People.MinorsNow != 0 {
			t.Errorf("%s: still a child in 2060", c.birth)
		}
	}
}

// TestBirths reads births from what tells them, the best source first.
func TestBirths(t *testing.T) {
	const cn, kr = "110105200512310028", "051231-3123453"
	for _, c := range []struct {
		name  string
		cells []rowtest.Cell
		taken *time.Time
		want  leak.People
	}{
		{"number", []rowtest.Cell{{"sfzh", pii.ChinaResidentIDNumber, cn}}, new(rowtest.Noon(2022, 1, 1)), leak.People{MinorsThen: new(int64(1)), MinorsNow: new(int64(0)), Births: 1, Decades: []leak.Year{{Year: 2000, Records: 1}}}},
		{"Korean number", []rowtest.Cell{{"rrn", pii.KoreaRRN, kr}}, new(rowtest.Noon(2022, 1, 1)), leak.People{MinorsThen: new(int64(1)), MinorsNow: new(int64(0)), Births: 1, Decades: []leak.Year{{Year: 2000, Records: 1}}}},
		{"date before number", []rowtest.Cell{{"sfzh", pii.ChinaResidentIDNumber, cn}, {"csrq", pii.DateOfBirth, "19851231"}}, new(rowtest.Noon(2022, 1, 1)),
			leak.People{MinorsThen: new(int64(0)), MinorsNow: new(int64(0)), Births: 1, Decades: []leak.Year{{Year: 1980, Records: 1}}}},
		{"age", []rowtest.Cell{{"年齢", pii.Age, "15歳"}}, new(rowtest.Noon(2022, 1, 1)), leak.People{MinorsThen: new(int64(1)), MinorsNow: new(int64(0)), Births: 1, Decades: []leak.Year{{Year: 2000, Records: 1}}}},
		{"age, dump of unknown time", []rowtest.Cell{{"年齢", pii.Age, "15"}}, nil, leak.People{Births: 1, Decades: []leak.Year{}}},
		{"date, dump of unknown time", []rowtest.Cell{{"birth", pii.DateOfBirth, "2015-01-01"}}, nil, leak.People{MinorsNow: new(int64(1)), Births: 1, Decades: []leak.Year{{Year: 2010, Records: 1}}}},
		{"nothing", []rowtest.Cell{{"mail", pii.EmailAddress, "a@example.com"}}, new(rowtest.Noon(2022, 1, 1)), leak.People{Decades: []leak.Year{}}},
		{"no date", []rowtest.Cell{{"birth", pii.DateOfBirth, "2015-02-30"}}, nil, leak.People{Decades: []leak.Year{}}},
	} {
		p := New()
		p.Add(rowtest.Of(5, c.cells...))
		p.Add(rowtest.Of(5, c.cells...)) // once a person
		var m leak.Match
		p.People(&row.Scene{Now: rowtest.Noon(2026, 11, 27), Taken: c.taken}, &m)
		c.want.Regions = []leak.Region{}
		if d := cmp.Diff(c.want, m.People); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

func TestRegions(t *testing.T) {
	p := New()
	for i, a := range []string{"東京都港区", "東京都北区", "北京市朝阳区", "どこか"} {
		p.Add(rowtest.Of(uint64(i+1), rowtest.Cell{"住所", pii.StreetAddress, a}))
		p.Add(rowtest.Of(uint64(i+1), rowtest.Cell{"郵便番号", pii.JapanPostalCode, "100-0001"}, rowtest.Cell{"住所", pii.StreetAddress, a}))
	}
	var m leak.Match
	p.People(&row.Scene{Now: rowtest.Noon(2026, 1, 1)}, &m)
	want := []leak.Region{{Country: "JP", Name: "東京都", People: 3}, {Country: "CN", Name: "北京市", People: 1}}
	if d := cmp.Diff(want, m.People.Regions); d != "" || m.People.Placed != 4 {
		t.Error(d, m.People.Placed)
	}
}

// TestUnknownPersons keeps records of nobody in particular out of every count of persons.
func TestUnknownPersons(t *testing.T) {
	p := New()
	p.Add(rowtest.Of(0, rowtest.Cell{"病名", pii.MedicalTerm, "気管支喘息"}, rowtest.Cell{"番号", pii.CreditCardNumber, "4111111111111111"}))
	p.Add(rowtest.Of(0))
	var m leak.Match
	p.People(&row.Scene{Now: rowtest.Noon(2026, 1, 1)}, &m)
	p.Harm(&m)
	p.Law(&m)
	if n, _ := p.Count(); n != 0 || p.unknown != 1 || m.Law.SpecialPeople != 0 || !m.Law.Special || !m.Law.Financial || m.Law.Over1000 != nil {
		t.Errorf("%d persons, %d unknown, %+v", n, p.unknown, m.Law)
	}
	for _, h := range m.Harm {
		if h.People != 0 {
			t.Errorf("%+v", h)
		}
	}
}

func TestLaw(t *testing.T) {
	p := New()
	p.Add(rowtest.Of(1, rowtest.Cell{"n", pii.PersonName, "a"}, rowtest.Cell{"個人番号", pii.JapanIndividualNumber, "123456789018"}))
	p.Add(rowtest.Of(2, rowtest.Cell{"口座", pii.JapanBankAccount, "0001-001-1234567"}, rowtest.Cell{"病歴", pii.MedicalTerm, "喘息"}))
	p.Add(rowtest.Of(2, rowtest.Cell{"口座", pii.JapanBankAccount, "0001-001-1234567"}, rowtest.Cell{"msg", pii.MessageContent, "こんにちは"}))
	var m leak.Match
	p.Law(&m)
	want := leak.Law{Special: true, Financial: true, Specific: true, Secrecy: true, SpecialPeople: 1, FinancialPeople: 1, SpecificPeople: 1,
		Kinds: []pii.Kind{pii.JapanBankAccount, pii.JapanIndividualNumber, pii.MedicalTerm, pii.MessageContent}}
	if d := cmp.Diff(want, m.Law); d != "" {
		t.Error(d)
	}
	for _, c := range []struct {
		least, most *int64
		deviation   float64
		want        *bool
	}{
		{nil, nil, 0, nil}, {new(int64(1000)), new(int64(1001)), 0, nil}, {new(int64(1001)), new(int64(2000)), 0, new(true)}, {new(int64(1)), new(int64(1000)), 0, new(false)},
		{new(int64(1005)), new(int64(1100)), 0.01, nil}, {nil, new(int64(999)), 0, new(false)}, {new(int64(5000)), nil, 0.01, new(true)},
	} {
		if d := cmp.Diff(c.want, overMany(c.least, c.most, c.deviation)); d != "" {
			t.Errorf("%v: %s", c, d)
		}
	}
}
