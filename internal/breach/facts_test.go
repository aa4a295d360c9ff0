package breach

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// said is an event some hours after the opening.
type said struct {
	hours int
	body  Body
}

func caseOf(t testing.TB, list ...said) *State {
	t.Helper()
	events := []Event{{Case: "2026-0007", Seq: 1, At: start, By: "hanako", Body: Opened{Title: "t"}}}
	for i, s := range list {
		events = append(events, Event{Case: "2026-0007", Seq: int64(i + 2), At: start.Add(time.Duration(s.hours)*time.Hour + time.Duration(i)), By: "hanako", Body: s.body})
	}
	return fold(t, events)
}

func stated(name string, v Value, status Status, source string) Stated {
	return Stated{Fact{Name: name, Value: v, Status: status, Source: source}}
}

func truth(v law.Truth) Value { return Value{Truth: v} }

func at(t time.Time) Value { return Value{Moment: &Moment{At: t, Precision: Day}} }

func TestNow(t *testing.T) {
	yes, no := truth(law.Yes), truth(law.No)
	early, late := at(start.Add(-48*time.Hour)), at(start.Add(-time.Hour))
	none := Value{}
	type want struct {
		value   *Value
		by      []int64
		against []int64
		hours   int // since
	}
	for name, tt := range map[string]struct {
		fact string
		list []said
		want want
	}{
		"nothing":                   {law.Viewed, nil, want{}},
		"the last holds":            {law.Viewed, []said{{1, stated(law.Viewed, no, Asserted, "E1")}, {2, stated(law.Viewed, yes, Asserted, "E2")}}, want{&yes, []int64{3}, nil, 2}},
		"said again":                {law.Viewed, []said{{1, stated(law.Viewed, yes, Asserted, "E1")}, {2, stated(law.Viewed, yes, Asserted, "E2")}}, want{&yes, []int64{2, 3}, nil, 1}},
		"back again":                {law.Viewed, []said{{1, stated(law.Viewed, yes, Asserted, "E1")}, {2, stated(law.Viewed, no, Asserted, "E2")}, {3, stated(law.Viewed, yes, Asserted, "E3")}}, want{&yes, []int64{2, 4}, nil, 3}},
		"the last was refuted":      {law.Viewed, []said{{1, stated(law.Viewed, yes, Asserted, "E1")}, {2, stated(law.Viewed, no, Asserted, "E2")}, {3, stated(law.Viewed, no, Refuted, "E3")}}, want{&yes, []int64{2}, nil, 1}},
		"refuted by no value":       {law.Viewed, []said{{1, stated(law.Viewed, yes, Asserted, "E1")}, {3, stated(law.Viewed, none, Refuted, "E3")}}, want{}},
		"refuted without a source":  {law.Viewed, []said{{1, stated(law.Viewed, yes, Asserted, "E1")}, {3, stated(law.Viewed, yes, Refuted, "")}}, want{&yes, []int64{2}, nil, 1}},
		"refuted, said again":       {law.Viewed, []said{{1, stated(law.Viewed, yes, Asserted, "E1")}, {2, stated(law.Viewed, yes, Refuted, "E3")}, {3, stated(law.Viewed, yes, Asserted, "E4")}}, want{&yes, []int64{4}, nil, 3}},
		"disputed":                  {law.Viewed, []said{{1, stated(law.Viewed, yes, Asserted, "E1")}, {2, stated(law.Viewed, none, Disputed, "E2")}}, want{&yes, []int64{2}, []int64{3}, 1}},
		"another is disputed":       {law.Viewed, []said{{1, stated(law.Viewed, yes, Asserted, "E1")}, {2, stated(law.Viewed, no, Disputed, "E2")}}, want{&yes, []int64{2}, nil, 1}},
		"a dispute that is settled": {law.Viewed, []said{{1, stated(law.Viewed, no, Asserted, "E1")}, {2, stated(law.Viewed, none, Disputed, "E2")}, {3, stated(law.Viewed, yes, Asserted, "E2")}}, want{&yes, []int64{4}, nil, 3}},
		"first knew":                {law.Known, []said{{1, stated(law.Known, early, Asserted, "総務部")}, {2, stated(law.Known, late, Asserted, "開発部")}}, want{&early, []int64{2}, nil, 1}},
		"first knew, refuted":       {law.Known, []said{{1, stated(law.Known, early, Asserted, "総務部")}, {2, stated(law.Known, late, Asserted, "開発部")}, {3, stated(law.Known, early, Refuted, "E1")}}, want{&late, []int64{3}, nil, 2}},
		"last read":                 {LastRead, []said{{1, stated(LastRead, late, Asserted, "E1")}, {2, stated(LastRead, early, Asserted, "E2")}}, want{&late, []int64{2}, nil, 1}},
		"of evidence":               {law.Viewed, []said{{1, Added{ID: "E1", Sort: FromAlert, Facts: []Fact{{Name: law.Viewed, Value: yes, Status: Asserted, Source: "E1"}}}}}, want{&yes, []int64{2}, nil, 1}},
	} {
		b := caseOf(t, tt.list...).Now(tt.fact)
		if b == nil {
			if tt.want.value != nil {
				t.Errorf("%s: nothing holds", name)
			}
			continue
		}
		if tt.want.value == nil || !b.Value.Same(tt.want.value) {
			t.Errorf("%s: %+v holds", name, b.Value)
			continue
		}
		got := want{tt.want.value, b.By, b.Against, int(b.Since.Sub(start).Hours())}
		if d := cmp.Diff(tt.want, got, cmp.AllowUnexported(want{})); d != "" || b.Disputed != (len(b.Against) > 0) {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestTimes(t *testing.T) {
	s := caseOf(t)
	if got := s.Times(); got.FirstRead != nil || got.Told != nil || !got.Known.Value.Moment.At.Equal(start) {
		t.Errorf("%+v", got)
	}
	s = caseOf(t, said{1, stated(FirstRead, at(start.Add(-72*time.Hour)), Asserted, "E1")}, said{2, stated(FirstRead, at(start.Add(-96*time.Hour)), Asserted, "E2")},
		said{3, stated(law.Known, at(start.Add(-24*time.Hour)), Asserted, "x")},
		said{4, Noticed{Batch: "B1", Channel: "email", Persons: 9, First: start.Add(30 * time.Hour)}}, said{5, Noticed{Batch: "B2", Channel: "post", Sent: 3, First: start.Add(40 * time.Hour)}})
	for what, x := range map[string]struct {
		b     *Belief
		hours int
	}{"first read": {s.Times().FirstRead, -96}, "known": {s.Times().Known, -24}, "told": {s.Times().Told, 40}} {
		if x.b == nil || !x.b.Value.Moment.At.Equal(start.Add(time.Duration(x.hours)*time.Hour)) {
			t.Errorf("%s: %+v", what, x.b)
		}
	}
}

func held(kinds ...pii.Kind) (out []Held) {
	for _, k := range kinds {
		out = append(out, Held{Kind: k, People: n(10)})
	}
	return out
}

func evidence(id, sort string, likely int64, kinds ...pii.Kind) Added {
	return Added{ID: id, Sort: sort, Name: id, People: Count{Likely: n(likely)}, Kinds: held(kinds...)}
}

func TestLawFacts(t *testing.T) {
	c := &config.Case{Sectors: []string{"telecom", "private"}, Places: []string{"JP"}}
	s := caseOf(t,
		said{1, evidence("E1", FromMatch, 900, pii.PersonName, pii.EmailAddress)},
		said{50, Added{ID: "E2", Sort: FromClaim, Name: "c", Kinds: held(pii.CreditCardNumber)}},
		said{60, Added{ID: "E3", Sort: FromAlert, Name: "a", Kinds: held(pii.JapanIndividualNumber, pii.Password), Regions: []Region{{"DE", "", 3}}, Systems: []System{{Name: "x", Country: "KR"}}}},
	)
	f := s.LawFacts(c)
	for name, want := range map[string]law.Truth{law.Special: law.No, law.Financial: law.Suspected, law.Card: law.Suspected, law.Specific: law.Yes, law.UniqueNumbers: law.Yes,
		law.Credentials: law.Suspected, law.Secrecy: law.No, law.Sensitive: law.No, law.Viewed: law.Unknown} {
		if f[name].Truth != want {
			t.Errorf("%s: %s, want %s", name, f[name].Truth, want)
		}
	}
	v := f[law.Specific]
	if d := cmp.Diff([]int64{4}, v.By); d != "" || v.Since.Sub(start).Round(time.Hour) != 60*time.Hour {
		t.Errorf("since %v: %s", v.Since, d)
	}
	if len(v.Earlier) != 1 || v.Earlier[0].Truth != law.No || !v.Earlier[0].Since.IsZero() {
		t.Errorf("what was held before: %+v", v.Earlier)
	}
	if v := f[law.SpecificPeople]; *v.Likely != 10 {
		t.Errorf("%+v", v)
	}
	if v := f[law.People]; v.Low != nil || *v.Likely != 900 || *v.High != 900 {
		t.Errorf("%+v", v)
	}
	if d := cmp.Diff([]string{"DE", "EU", "JP", "KR"}, f[law.Places].Set); d != "" || !f[law.Places].Whole {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"private", "telecom"}, f[law.Sector].Set); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"controller"}, f[law.Role].Set); d != "" {
		t.Error(d)
	}
	if !f[law.Known].At.Equal(start) || !f[law.Known].Since.IsZero() {
		t.Errorf("%+v", f[law.Known])
	}
	if f := caseOf(t).LawFacts(nil); len(f) != 2 { // known and role
		t.Errorf("an empty case knows %v", f)
	}
}

// TestGapsLeaveItOpen: what was not read as a whole does not say that something is not there.
func TestGapsLeaveItOpen(t *testing.T) {
	e := evidence("E1", FromMatch, 5, pii.PersonName)
	e.Gaps = []law.Text{both("a part was not read")}
	if v := caseOf(t, said{1, e}).LawFacts(nil)[law.Special]; v.Truth != law.Unknown {
		t.Error(v.Truth)
	}
}

// TestStatedOverComputed: what somebody states overrides what is computed, and both are seen.
func TestStatedOverComputed(t *testing.T) {
	s := caseOf(t, said{1, evidence("E1", FromMatch, 900, pii.MedicalTerm)}, said{30, stated(law.Special, truth(law.No), Asserted, "法務部")}, said{40, stated(law.People, Value{Count: &Count{Max: n(2000), Likely: n(1200)}}, Asserted, "E1")})
	f := s.LawFacts(nil)
	v := f[law.Special]
	if d := cmp.Diff([]int64{2, 3}, v.By); d != "" || v.Truth != law.No || len(v.Earlier) != 1 || v.Earlier[0].Truth != law.Yes {
		t.Errorf("%s %+v", d, v)
	}
	if v := f[law.People]; *v.Likely != 1200 || *v.High != 2000 || v.Low != nil {
		t.Errorf("%+v", v)
	}
	s = caseOf(t, said{1, evidence("E1", FromMatch, 900, pii.MedicalTerm)}, said{30, stated(law.Special, truth(law.No), Asserted, "法務部")}, said{40, stated(law.Special, truth(law.No), Refuted, "E1")})
	if v := s.LawFacts(nil)[law.Special]; v.Truth != law.Yes || len(v.Earlier) != 2 {
		t.Errorf("%+v", v)
	}
	s = caseOf(t, said{1, stated(law.Wrongful, truth(law.No), Asserted, "x")}, said{2, stated(law.Wrongful, Value{}, Disputed, "E1")})
	if v := s.LawFacts(nil)[law.Wrongful]; v.Truth != law.Suspected {
		t.Errorf("a No that is disputed is %s", v.Truth)
	}
}

// TestThousandth: on which day the thousandth person became known, and on which day the number was revised.
func TestThousandth(t *testing.T) {
	count := func(likely, confirmed *int64) Counted {
		return Counted{Count: Count{Likely: likely, Confirmed: confirmed}, Source: "E1", Why: both("counted")}
	}
	v := caseOf(t, said{1, evidence("E1", FromMatch, 900, pii.PersonName)}, said{72, count(n(1001), nil)}, said{96, count(n(1300), n(40))}).LawFacts(nil)[law.People]
	if *v.Likely != 1300 || *v.Low != 40 || v.Since.Sub(start).Round(time.Hour) != 96*time.Hour {
		t.Errorf("%+v", v)
	}
	if len(v.Earlier) != 2 || *v.Earlier[0].Likely != 900 || !v.Earlier[0].Since.IsZero() || *v.Earlier[1].Likely != 1001 || v.Earlier[1].Since.Sub(start).Round(time.Hour) != 72*time.Hour {
		t.Errorf("%+v", v.Earlier)
	}
}

// TestRefutedEvidence: what does not belong to the case does not count from then on, and did before.
func TestRefutedEvidence(t *testing.T) {
	s := caseOf(t, said{1, evidence("E1", FromMatch, 900, pii.MedicalTerm)}, said{2, evidence("E2", FromAlert, 5, pii.PersonName)}, said{50, stated("E1", Value{}, Refuted, "E3")})
	a := s.Affected()
	if *a.Count.Likely != 5 || len(a.Kinds) != 1 || len(s.Evidence) != 2 {
		t.Errorf("%+v", a)
	}
	v := s.LawFacts(nil)[law.Special]
	if v.Truth != law.No || len(v.Earlier) == 0 || v.Earlier[len(v.Earlier)-1].Truth != law.Yes {
		t.Errorf("%+v", v)
	}
}

func TestAllowed(t *testing.T) {
	two := &config.Case{TwoPersons: []string{ActSend, ActClose}, Users: []string{"hanako", "jiro", "taro"}}
	decide := func(by, act, of, choice string) Event {
		return Event{By: by, Body: Decided{Act: act, Of: of, Choice: choice, Why: "w"}}
	}
	for name, tt := range map[string]struct {
		events []Event
		act    string
		of     string
		about  *config.Case
		want   string // in the error; "" allowed
	}{
		"one person":             {nil, ActReport, "", two, ""},
		"not configured":         {nil, ActSend, "", nil, ""},
		"nobody":                 {nil, ActSend, "B1", two, "two users must decide on it: of hanako, jiro, taro"},
		"one":                    {[]Event{decide("hanako", ActSend, "B1", "yes")}, ActSend, "B1", two, "beside hanako: jiro, taro"},
		"the same twice":         {[]Event{decide("hanako", ActSend, "B1", "yes"), decide("hanako", ActSend, "B1", "yes")}, ActSend, "B1", two, "beside hanako"},
		"two":                    {[]Event{decide("hanako", ActSend, "B1", "yes"), decide("taro", ActSend, "B1", "yes")}, ActSend, "B1", two, ""},
		"on another batch":       {[]Event{decide("hanako", ActSend, "B1", "yes"), decide("taro", ActSend, "B2", "yes")}, ActSend, "B1", two, "beside hanako"},
		"on another act":         {[]Event{decide("hanako", ActClose, "", "yes"), decide("taro", ActSend, "", "yes")}, ActClose, "", two, "beside hanako"},
		"one is no user":         {[]Event{decide("hanako", ActSend, "B1", "yes"), decide("mallory", ActSend, "B1", "yes")}, ActSend, "B1", two, "beside hanako"},
		"one took it back":       {[]Event{decide("hanako", ActSend, "B1", "yes"), decide("taro", ActSend, "B1", "yes"), decide("taro", ActSend, "B1", "no")}, ActSend, "B1", two, "taro decided against it"},
		"before it was reopened": {[]Event{decide("hanako", ActClose, "", "yes"), decide("taro", ActClose, "", "yes"), {By: "taro", Body: Closed{Why: "w"}}, {By: "taro", Body: Reopened{Why: "w"}}}, ActClose, "", two, "two users"},
	} {
		events := append([]Event{{By: "hanako", Body: Opened{Title: "t"}}}, tt.events...)
		for i := range events {
			events[i].Case, events[i].Seq, events[i].At = "2026-0001", int64(i+1), start.Add(time.Duration(i)*time.Second)
		}
		err := fold(t, events).Allowed(tt.act, tt.of, tt.about)
		switch {
		case tt.want == "" && err != nil, tt.want != "" && (fault.Of(err) != fault.Usage || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s: %v", name, err)
		}
	}
}
