package law

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var tokyo = time.FixedZone("JST", 9*3600)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, tokyo)
	if err != nil {
		panic(err)
	}
	return t
}

func number(n int64) Value { return Value{Low: &n, Likely: &n, High: &n} }

func bounds(low, likely, high int64) Value {
	p := func(n int64) *int64 {
		if n < 0 {
			return nil
		}
		return &n
	}
	return Value{Low: p(low), Likely: p(likely), High: p(high)}
}

func truth(t Truth) *Truth { return &t }

func limit(n int64) *int64 { return &n }

// rule is one as Japan's final report is.
func rule() *Rule {
	why := Text{EN: "Rule 7", JA: "規則第7条"}
	return &Rule{
		ID: "final", Suspicion: true, Article: Text{EN: "Art. 26", JA: "法第26条"},
		From: at("2022-04-01 00:00"),
		When: &Cond{Why: why, Any: []*Cond{
			{Fact: Wrongful, Is: truth(Yes)},
			{Fact: People, Over: limit(1000)},
		}},
		Unless: &Cond{Fact: Encrypted, Is: truth(Yes), Why: Text{EN: "encrypted", JA: "暗号化"}},
		Clocks: []Clock{
			{When: &Cond{Fact: Wrongful, Is: truth(Yes)}, Days: 60, DayOne: true, Roll: true, Calendar: "jp", Late: true, Why: Text{EN: "60", JA: "60"}},
			{Days: 30, DayOne: true, Roll: true, Calendar: "jp", Late: true, Why: Text{EN: "30", JA: "30"}},
		},
	}
}

// sundays is a calendar that excludes Sundays, and is not sure of anything after 2027.
type sundays struct{}

func (sundays) Holiday(_ string, day time.Time) (bool, Text, bool) {
	return day.Weekday() == time.Sunday, Text{EN: "Sunday", JA: "日曜日"}, day.Year() < 2028
}

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		low, likely, high int64
		want              Truth
	}{
		{-1, -1, -1, Unknown}, {1001, -1, -1, Yes}, {1000, -1, -1, Unknown}, {-1, -1, 1000, No}, {900, 950, 1000, No},
		{900, 950, 1200, Suspected}, {900, 1100, -1, Suspected}, {900, 950, -1, Unknown}, {-1, -1, 1200, Suspected}, {1001, 1100, 1200, Yes},
	} {
		if got := bounds(c.low, c.likely, c.high).over(1000); got != c.want {
			t.Errorf("between %d and %d, likely %d: more than 1000 is %v, not %v", c.low, c.high, c.likely, got, c.want)
		}
	}
}

func TestApply(t *testing.T) {
	known := Value{At: at("2026-12-01 10:00")}
	for _, c := range []struct {
		name    string
		facts   Facts
		applies Truth
		last    string
		might   []string
		open    []string
	}{
		{"nothing is known", Facts{Known: known}, Unknown, "2026-12-30", []string{"wrongful_purpose 2027-01-29"}, []string{Wrongful, People, Encrypted}},
		{"many", Facts{Known: known, People: number(1200)}, Yes, "2026-12-30", []string{"wrongful_purpose 2027-01-29"}, []string{Wrongful, Encrypted}},
		{"perhaps many", Facts{Known: known, People: bounds(900, 950, 1200), Wrongful: {Truth: No}}, Yes, "2026-12-30", nil, []string{People, Encrypted}},
		{"few, and nobody meant it", Facts{Known: known, People: number(1000), Wrongful: {Truth: No}}, No, "", nil, nil},
		{"few", Facts{Known: known, People: number(1000)}, Unknown, "2026-12-30", []string{"wrongful_purpose 2027-01-29"}, []string{Wrongful, Encrypted}},
		{"a suspicion", Facts{Known: known, Wrongful: {Truth: Suspected}}, Yes, "2027-01-29", []string{"wrongful_purpose 2026-12-30"}, []string{Wrongful, Encrypted}},
		{"encrypted", Facts{Known: known, Wrongful: {Truth: Yes}, Encrypted: {Truth: Yes}}, No, "", nil, nil},
		{"perhaps encrypted", Facts{Known: known, Wrongful: {Truth: Yes}, Encrypted: {Truth: Suspected}}, Yes, "2027-01-29", nil, []string{Encrypted}},
		{"the thousandth", Facts{Known: known, Wrongful: {Truth: No}, People: late(number(1200), "2026-12-04 09:00")}, Yes, "2027-01-02", nil, []string{Encrypted}},
		{"the thousandth, revised", Facts{Known: known, Wrongful: {Truth: No}, People: after(late(number(1500), "2026-12-20 09:00"), late(number(1200), "2026-12-04 09:00"), number(900))}, Yes, "2027-01-02", nil, []string{Encrypted}},
		{"a purpose that comes out later", Facts{Known: known, People: number(1200), Wrongful: late(Value{Truth: Yes}, "2026-12-20 09:00")}, Yes, "2027-01-29", nil, []string{Encrypted}},
		{"the first of both counts", Facts{Known: known, People: late(number(1200), "2026-12-04 09:00"), Wrongful: late(Value{Truth: Yes}, "2026-12-20 09:00")}, Yes, "2027-02-01", nil, []string{Encrypted}},
		{"held to be encrypted, and it was not", Facts{Known: known, Wrongful: {Truth: No}, People: number(1200), Encrypted: after(late(Value{Truth: No}, "2026-12-04 09:00"), Value{Truth: Yes})}, Yes, "2027-01-02", nil, nil},
		{"before the law", Facts{Known: {At: at("2022-03-31 23:59")}, People: number(1200)}, No, "", nil, nil},
		{"not known when", Facts{People: number(1200)}, Yes, "", nil, []string{Known, Encrypted}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := rule().Apply(c.facts, sundays{}, at("2026-12-25 12:00"))
			last := ""
			var might []string
			if d := eitherDue(a.Due, a.If); d != nil {
				last = d.LastDay
				for _, m := range d.Might {
					might = append(might, m.Fact+" "+m.LastDay)
				}
			}
			if a.Applies != c.applies || last != c.last {
				t.Errorf("applies %v, last day %q; want %v, %q", a.Applies, last, c.applies, c.last)
			}
			if d := cmp.Diff(c.might, might); d != "" {
				t.Errorf("might (-want +got):\n%s", d)
			}
			if d := cmp.Diff(c.open, a.Open); d != "" {
				t.Errorf("open (-want +got):\n%s", d)
			}
			if a.Applies != Unknown && len(a.Because) == 0 {
				t.Error("no reason is given")
			}
			for _, r := range a.Because {
				if r.Fact == "" || r.Why.EN == "" || r.Why.JA == "" {
					t.Errorf("a reason without fact or article: %+v", r)
				}
			}
		})
	}
}

func late(v Value, since string) Value {
	v.Since = at(since)
	return v
}

func after(v Value, before ...Value) Value {
	for i := len(before) - 1; i >= 0; i-- {
		v.Earlier = append(v.Earlier, before[i])
	}
	return v
}
