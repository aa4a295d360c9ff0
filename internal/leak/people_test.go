package leak

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

func bornRow(text string) *row {
	return rowOf(1, cell{"氏名", pii.PersonName, "試験"}, cell{"生年月日", pii.DateOfBirth, text})
}

// TestMinors looks at the day before and the day of the birthday, in every spelling of a date.
func TestMinors(t *testing.T) {
	for _, c := range []struct {
		birth string
		on    time.Time
		minor bool
	}{
		{"2005-11-27", noon(2023, 11, 26), true}, {"2005-11-27", noon(2023, 11, 27), false},
		{"20051127", noon(2023, 11, 26), true}, {"平成17年11月27日", noon(2023, 11, 26), true}, {"H17.11.27", noon(2023, 11, 27), false},
		{"2004-02-29", noon(2022, 2, 28), true}, {"2004-02-29", noon(2022, 3, 1), false},
		{"2008-02-29", noon(2026, 2, 28), true}, {"2008-02-29", noon(2026, 3, 1), false},
		{"2006-02-28", noon(2024, 2, 28), false}, {"2006-03-01", noon(2024, 2, 29), true},
		{"令和元年5月1日", noon(2023, 11, 26), true}, {"1950/1/1", noon(2023, 11, 26), false},
		{"2024-01-01", noon(2023, 11, 26), false}, // not born yet: an error, nobody's child
	} {
		p := newPersons()
		p.add(bornRow(c.birth))
		var m Match
		p.who(&scene{now: noon(2060, 1, 1), taken: &c.on}, &m)
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
		cells []cell
		taken *time.Time
		want  People
	}{
		{"number", []cell{{"sfzh", pii.ChinaResidentIDNumber, cn}}, new(noon(2022, 1, 1)), People{MinorsThen: new(int64(1)), MinorsNow: new(int64(0)), Births: 1, Decades: []Year{{2000, 1}}}},
		{"Korean number", []cell{{"rrn", pii.KoreaRRN, kr}}, new(noon(2022, 1, 1)), People{MinorsThen: new(int64(1)), MinorsNow: new(int64(0)), Births: 1, Decades: []Year{{2000, 1}}}},
		{"date before number", []cell{{"sfzh", pii.ChinaResidentIDNumber, cn}, {"csrq", pii.DateOfBirth, "19851231"}}, new(noon(2022, 1, 1)),
			People{MinorsThen: new(int64(0)), MinorsNow: new(int64(0)), Births: 1, Decades: []Year{{1980, 1}}}},
		{"age", []cell{{"年齢", pii.Age, "15歳"}}, new(noon(2022, 1, 1)), People{MinorsThen: new(int64(1)), MinorsNow: new(int64(0)), Births: 1, Decades: []Year{{2000, 1}}}},
		{"age, dump of unknown time", []cell{{"年齢", pii.Age, "15"}}, nil, People{Births: 1, Decades: []Year{}}},
		{"date, dump of unknown time", []cell{{"birth", pii.DateOfBirth, "2015-01-01"}}, nil, People{MinorsNow: new(int64(1)), Births: 1, Decades: []Year{{2010, 1}}}},
		{"nothing", []cell{{"mail", pii.EmailAddress, "a@example.com"}}, new(noon(2022, 1, 1)), People{Decades: []Year{}}},
		{"no date", []cell{{"birth", pii.DateOfBirth, "2015-02-30"}}, nil, People{Decades: []Year{}}},
	} {
		p := newPersons()
		p.add(rowOf(5, c.cells...))
		p.add(rowOf(5, c.cells...)) // once a person
		var m Match
		p.who(&scene{now: noon(2026, 11, 27), taken: c.taken}, &m)
		c.want.Regions = []Region{}
		if d := cmp.Diff(c.want, m.People); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

func TestRegions(t *testing.T) {
	p := newPersons()
	for i, a := range []string{"東京都港区", "東京都北区", "北京市朝阳区", "どこか"} {
		p.add(rowOf(uint64(i+1), cell{"住所", pii.StreetAddress, a}))
		p.add(rowOf(uint64(i+1), cell{"郵便番号", pii.JapanPostalCode, "100-0001"}, cell{"住所", pii.StreetAddress, a}))
	}
	var m Match
	p.who(&scene{now: noon(2026, 1, 1)}, &m)
	want := []Region{{"JP", "東京都", 3}, {"CN", "北京市", 1}}
	if d := cmp.Diff(want, m.People.Regions); d != "" || m.People.Placed != 4 {
		t.Error(d, m.People.Placed)
	}
}

// TestUnknownPersons keeps records of nobody in particular out of every count of persons.
func TestUnknownPersons(t *testing.T) {
	p := newPersons()
	p.add(rowOf(0, cell{"病名", pii.MedicalTerm, "気管支喘息"}, cell{"番号", pii.CreditCardNumber, "4111111111111111"}))
	p.add(rowOf(0))
	var m Match
	p.who(&scene{now: noon(2026, 1, 1)}, &m)
	p.harm(&m)
	p.law(&m)
	if n, _ := p.count(); n != 0 || p.unknown != 1 || m.Law.SpecialPeople != 0 || !m.Law.Special || !m.Law.Financial || m.Law.Over1000 != nil {
		t.Errorf("%d persons, %d unknown, %+v", n, p.unknown, m.Law)
	}
	for _, h := range m.Harm {
		if h.People != 0 {
			t.Errorf("%+v", h)
		}
	}
}

func TestLaw(t *testing.T) {
	p := newPersons()
	p.add(rowOf(1, cell{"n", pii.PersonName, "a"}, cell{"個人番号", pii.JapanIndividualNumber, "123456789018"}))
	p.add(rowOf(2, cell{"口座", pii.JapanBankAccount, "0001-001-1234567"}, cell{"病歴", pii.MedicalTerm, "喘息"}))
	p.add(rowOf(2, cell{"口座", pii.JapanBankAccount, "0001-001-1234567"}, cell{"msg", pii.MessageContent, "こんにちは"}))
	var m Match
	p.law(&m)
	want := Law{Special: true, Financial: true, Specific: true, Secrecy: true, SpecialPeople: 1, FinancialPeople: 1, SpecificPeople: 1,
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
