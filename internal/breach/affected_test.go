package breach

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

func set(store, sum string, people int64) PersonSet {
	return PersonSet{Store: store, SHA256: sum, People: people, Kinds: []pii.Kind{pii.EmailAddress}}
}

func TestAffectedCount(t *testing.T) {
	match := func(id string, people Count, sets ...PersonSet) Added {
		return Added{ID: id, Sort: FromMatch, Name: id, People: people, Persons: sets}
	}
	of := func(a Added, systems ...string) Added {
		for _, s := range systems {
			a.Systems = append(a.Systems, System{Name: s})
		}
		return a
	}
	ref := func(a Added, r string) Added { a.Ref = r; return a }
	counted := func(c Count) Counted { return Counted{Count: c, Source: "E9", Why: both("w")} }
	for name, tt := range map[string]struct {
		list []said
		want [3]int64 // maximum, likely, confirmed; -1 unknown
	}{
		"nothing":                  {nil, [3]int64{-1, -1, -1}},
		"one":                      {[]said{{1, match("E1", Count{Max: n(120), Likely: n(100)}, set("a", "1", 100))}}, [3]int64{120, 100, -1}},
		"two sets of a store":      {[]said{{1, match("E1", Count{Likely: n(100)}, set("a", "1", 100))}, {2, match("E2", Count{Likely: n(80)}, set("a", "2", 80))}}, [3]int64{180, 100, -1}},
		"the same set twice":       {[]said{{1, match("E1", Count{Likely: n(100)}, set("a", "1", 100))}, {2, match("E2", Count{Likely: n(100)}, set("a", "1", 100))}}, [3]int64{100, 100, -1}},
		"two stores":               {[]said{{1, match("E1", Count{Likely: n(100)}, set("a", "1", 100))}, {2, match("E2", Count{Likely: n(80)}, set("b", "2", 80))}}, [3]int64{180, 180, -1}},
		"two stores in one":        {[]said{{1, match("E1", Count{Likely: n(150)}, set("a", "1", 100), set("b", "2", 80))}}, [3]int64{180, 150, -1}},
		"a sample and an alert":    {[]said{{1, match("E1", Count{Likely: n(100)}, set("a", "1", 100))}, {2, of(evidence("E2", FromAlert, 900), "a")}}, [3]int64{1000, 900, -1}},
		"a system's store":         {[]said{{1, of(evidence("E2", FromAlert, 900), "a-db")}, {2, of(match("E1", Count{Likely: n(100)}, set("a", "1", 100)), "a-db")}}, [3]int64{1000, 900, -1}},
		"what is held, and read":   {[]said{{1, of(evidence("E1", FromInventory, 1000), "a")}, {2, of(evidence("E2", FromAlert, 300), "a")}}, [3]int64{1300, 300, -1}},
		"doors and the register":   {[]said{{1, of(evidence("E1", FromExposure, 1000), "a")}, {2, of(evidence("E2", FromExposure, 900), "a")}, {3, of(evidence("E3", FromInventory, 1000), "a")}}, [3]int64{1000, 1000, -1}},
		"parts of a system":        {[]said{{1, of(evidence("E1", FromInventory, 1000), "a")}, {2, of(evidence("E2", FromInventory, 300), "a")}}, [3]int64{1300, 1000, -1}},
		"the same alert, grown":    {[]said{{1, ref(of(evidence("E1", FromAlert, 300), "a"), "A7")}, {2, ref(of(evidence("E2", FromAlert, 280), "a"), "A7")}}, [3]int64{280, 280, -1}},
		"an alert over both":       {[]said{{1, of(evidence("E1", FromAlert, 900), "a", "b")}, {2, match("E2", Count{Likely: n(100)}, set("a", "1", 100))}, {3, match("E3", Count{Likely: n(80)}, set("b", "2", 80))}}, [3]int64{1080, 900, -1}},
		"less than both":           {[]said{{1, of(evidence("E1", FromAlert, 150), "a", "b")}, {2, match("E2", Count{Likely: n(100)}, set("a", "1", 100))}, {3, match("E3", Count{Likely: n(80)}, set("b", "2", 80))}}, [3]int64{330, 180, -1}},
		"held in both, one read":   {[]said{{1, of(evidence("E1", FromInventory, 900), "a", "b")}, {2, match("E2", Count{Likely: n(100)}, set("a", "1", 100))}}, [3]int64{1000, 100, -1}},
		"two over two":             {[]said{{1, of(evidence("E1", FromAlert, 900), "a", "b")}, {2, of(evidence("E2", FromAlert, 500), "c", "d")}}, [3]int64{1400, 1400, -1}},
		"everybody, unknown":       {[]said{{1, of(Added{ID: "E1", Sort: FromInventory, Persons: []PersonSet{set("a", "1", 0)}}, "a")}}, [3]int64{-1, -1, -1}},
		"a claim of all":           {[]said{{1, evidence("E1", FromClaim, 5000)}}, [3]int64{5000, 5000, -1}},
		"a claim beside a match":   {[]said{{1, evidence("E1", FromClaim, 5000)}, {2, match("E2", Count{Likely: n(100)}, set("a", "1", 100))}}, [3]int64{5000, 100, -1}},
		"a maximum only":           {[]said{{1, of(Added{ID: "E1", Sort: FromExposure, People: Count{Max: n(700)}}, "a")}}, [3]int64{700, -1, -1}},
		"evidence anew":            {[]said{{1, of(evidence("E1", FromAlert, 300), "a")}, {2, of(evidence("E1", FromAlert, 400), "a")}}, [3]int64{400, 400, -1}},
		"set":                      {[]said{{1, evidence("E1", FromAlert, 300)}, {2, counted(Count{Max: n(900), Likely: n(500), Confirmed: n(20)})}}, [3]int64{900, 500, 20}},
		"set, then more":           {[]said{{1, of(evidence("E1", FromAlert, 27_000), "a")}, {2, counted(Count{Max: n(27_889), Likely: n(27_889)})}, {3, of(evidence("E2", FromFile, 38), "b")}}, [3]int64{27_927, 27_927, -1}},
		"set, then of the same":    {[]said{{1, of(evidence("E1", FromAlert, 300), "a")}, {2, counted(Count{Likely: n(500)})}, {3, of(evidence("E2", FromMatch, 800), "a")}}, [3]int64{1100, 500, -1}},
		"set before any evidence":  {[]said{{1, counted(Count{Likely: n(500)})}, {3, of(evidence("E2", FromMatch, 800), "a")}}, [3]int64{800, 800, -1}},
		"revised":                  {[]said{{1, counted(Count{Likely: n(27_889)})}, {3, counted(Count{Likely: n(27_927), Confirmed: n(3)})}}, [3]int64{-1, 27_927, 3}},
		"confirmed is not guessed": {[]said{{1, Added{ID: "E1", Sort: FromMatch, People: Count{Likely: n(9), Confirmed: n(9)}}}}, [3]int64{9, 9, -1}},
	} {
		a := caseOf(t, tt.list...).Affected()
		got := [3]int64{-1, -1, -1}
		for i, x := range []*int64{a.Count.Max, a.Count.Likely, a.Count.Confirmed} {
			if x != nil {
				got[i] = *x
			}
		}
		if got != tt.want {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
		if got[1] >= 0 && (len(a.By) == 0 || a.Why.EN == "" || a.Why.JA == "") {
			t.Errorf("%s: it does not say where it is from: %v %+v", name, a.By, a.Why)
		}
	}
}

func TestAffected(t *testing.T) {
	from, to := start.Add(-time.Hour), start.Add(time.Hour)
	s := caseOf(t,
		said{1, Added{ID: "E1", Sort: FromMatch, People: Count{Likely: n(50)}, Persons: []PersonSet{set("a", "1", 50)}, From: &from,
			Kinds:   []Held{{pii.EmailAddress, n(70), n(50)}, {pii.CreditCardNumber, n(9), nil}},
			Regions: []Region{{"JP", "東京都", 40}, {"DE", "", 5}}, Systems: []System{{Name: "a-db", Country: "JP", Contractors: []string{"委託先A（JP）"}}}, Gaps: nil}},
		said{2, Added{ID: "E2", Sort: FromAlert, To: &to, Kinds: []Held{{pii.EmailAddress, n(30), n(20)}, {pii.JapanIndividualNumber, nil, n(3)}},
			Regions: []Region{{"JP", "東京都", 10}}, Systems: []System{{Name: "a-db", Owner: "会員部", Country: "JP", Access: []string{"CN"}, Contractors: []string{"再委託先B（CN）", "委託先A（JP）"}}}}},
		said{3, Added{ID: "E3", Sort: FromFile, People: Count{Likely: n(7)}, Kinds: []Held{{pii.EmailAddress, nil, n(7)}}, Systems: []System{{Name: "b"}}, Regions: []Region{{"JP", "東京都", 7}}}},
	)
	a := s.Affected()
	if d := cmp.Diff([]Held{{pii.JapanIndividualNumber, nil, n(3)}, {pii.CreditCardNumber, n(9), nil}, {pii.EmailAddress, n(70), n(57)}}, a.Kinds); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]Region{{"JP", "東京都", 47}, {"DE", "", 5}}, a.Regions); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]System{{Name: "a-db", Owner: "会員部", Country: "JP", Access: []string{"CN"}, Contractors: []string{"委託先A（JP）", "再委託先B（CN）"}}, {Name: "b"}}, a.Systems); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]PersonSet{set("a", "1", 50)}, a.Sets); d != "" || !a.From.Equal(from) || !a.To.Equal(to) {
		t.Error(d, a.From, a.To)
	}
	if !strings.Contains(a.Why.EN, "E1 (match), E3 (file)") || !strings.Contains(a.Why.JA, "E1（照合）、E3（ファイル）") {
		t.Error(a.Why)
	}
	// The state is not changed by asking.
	if d := cmp.Diff(a, s.Affected()); d != "" {
		t.Error(d)
	}
}
