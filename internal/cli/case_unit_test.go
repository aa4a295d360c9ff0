package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

var tokyo = time.FixedZone("JST", 9*60*60)

// TestMomentTyped: a time is as exact as it was typed, in both languages.
func TestMomentTyped(t *testing.T) {
	at := func(y int, m time.Month, d, h, min, s int) time.Time { return time.Date(y, m, d, h, min, s, 0, tokyo) }
	for text, want := range map[string]breach.Moment{
		"2026-12-04 09:12":          {At: at(2026, 12, 4, 9, 12, 0), Precision: breach.Minute},
		"2026-12-04T09:12:30+09:00": {At: at(2026, 12, 4, 9, 12, 30), Precision: breach.Second},
		" 2026-12-04 ":              {At: at(2026, 12, 4, 0, 0, 0), Precision: breach.Day},
		"2026/12/4":                 {At: at(2026, 12, 4, 0, 0, 0), Precision: breach.Day},
		"2026-12":                   {At: at(2026, 12, 1, 0, 0, 0), Precision: breach.Month},
		"2026":                      {At: at(2026, 1, 1, 0, 0, 0), Precision: breach.Year},
		"2026年10月18日ごろ":             {At: at(2026, 10, 18, 0, 0, 0), Precision: breach.Day, About: true},
		"2026年12月4日9時12分":           {At: at(2026, 12, 4, 9, 12, 0), Precision: breach.Minute},
		"2026年12月4日 9時ごろ":           {At: at(2026, 12, 4, 9, 0, 0), Precision: breach.Hour, About: true},
		"2026年12月4日15時":             {At: at(2026, 12, 4, 15, 0, 0), Precision: breach.Hour},
		"about 2026-10":             {At: at(2026, 10, 1, 0, 0, 0), Precision: breach.Month, About: true},
	} {
		got, err := momentTyped(text, tokyo)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if !got.At.Equal(want.At) || got.Precision != want.Precision || got.About != want.About {
			t.Errorf("%q: %v %s about %v, want %v %s about %v", text, got.At, got.Precision, got.About, want.At, want.Precision, want.About)
		}
	}
	for _, text := range []string{"", "yesterday", "12-04", "2026-13-01", "2026-02-30", "9:12"} {
		if _, err := momentTyped(text, tokyo); fault.Of(err) != fault.Usage {
			t.Errorf("%q: %v, want a usage error", text, err)
		}
	}
}

// TestUntil: what was known at a time or up to an event, a day with all that was learnt on it.
func TestUntil(t *testing.T) {
	var events []breach.Event
	for i := range 30 {
		events = append(events, breach.Event{Seq: int64(i + 1), At: time.Date(2026, 12, 1+i/10, 9+i%10, 0, 0, 0, tokyo)})
	}
	for at, want := range map[string]int{"1": 1, "12": 12, "30": 30, "2026-12-01": 10, "2026-12-02": 20, "2026-12-02 09:00": 11, "2026-12-02 08:59": 10, "2027-01-01": 30} {
		got, _, err := until(events, at, tokyo)
		if err != nil || len(got) != want {
			t.Errorf("%s: %d events, %v; want %d", at, len(got), err, want)
		}
	}
	for _, at := range []string{"0", "31", "2026-11-30", "never"} {
		if _, _, err := until(events, at, tokyo); fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v, want a usage error", at, err)
		}
	}
}

// TestUnderstood: what cannot be meant is refused, what is not said is unknown.
func TestUnderstood(t *testing.T) {
	m, err := understood(&smallFlags{what: "email", people: "1,200人", kinds: []string{"氏名", "e-mail address", "9", "PHONE_NUMBER"}, retrieved: "はい", when: "2026-12-04"}, tokyo)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]pii.Kind{pii.PersonName, pii.EmailAddress, pii.JapanIndividualNumber, pii.PhoneNumber}, m.kinds); d != "" {
		t.Error(d)
	}
	if *m.people != 1200 || m.retrieved != law.Yes || m.encrypted != law.Unknown || m.when.Precision != breach.Day {
		t.Errorf("understood %+v", m)
	}
	for name, f := range map[string]smallFlags{"what": {what: "nonsense"}, "people": {what: "fax", people: "many"}, "negative": {what: "fax", people: "-1"}, "kinds": {what: "fax", kinds: []string{"NONSENSE"}}, "number": {what: "fax", kinds: []string{"99"}},
		"retrieved": {what: "fax", retrieved: "perhaps"}, "encrypted": {what: "fax", encrypted: "perhaps"}, "when": {what: "fax", when: "then"}} {
		if _, err := understood(&f, tokyo); fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v, want a usage error", name, err)
		}
	}
}

// TestSmallFacts: what follows for the law from what was said; what nobody said stays unknown.
func TestSmallFacts(t *testing.T) {
	one := int64(1)
	truths := func(m *mishap) map[string]law.Truth {
		out := map[string]law.Truth{}
		for _, f := range m.evidence(breach.Moment{At: time.Unix(0, 0)}, "en").Facts {
			if f.Value.Truth != law.Unknown {
				out[f.Name] = f.Value.Truth
			}
		}
		return out
	}
	for name, c := range map[string]struct {
		m    mishap
		want map[string]law.Truth
	}{
		"misdirected, kinds unknown": {mishap{what: "post", people: &one}, map[string]law.Truth{law.Wrongful: law.No, law.IllegalAccess: law.No, law.Unspecified: law.No}},
		"stolen":                     {mishap{what: "stolen"}, map[string]law.Truth{law.Wrongful: law.Suspected, law.IllegalAccess: law.No, law.Unspecified: law.No}},
		"other":                      {mishap{what: "other"}, map[string]law.Truth{}},
		"came back":                  {mishap{what: "other", retrieved: law.Yes}, map[string]law.Truth{breach.Retrieved: law.Yes, law.Viewed: law.No, law.Recovered: law.Yes}},
		"did not":                    {mishap{what: "other", retrieved: law.No}, map[string]law.Truth{breach.Retrieved: law.No}},
		"near miss":                  {mishap{what: "other", near: true, retrieved: law.No}, map[string]law.Truth{law.Viewed: law.No}},
		"password": {mishap{what: "other", said: true, kinds: []pii.Kind{pii.Password}}, map[string]law.Truth{law.Credentials: law.Suspected, law.Special: law.No, law.Sensitive: law.No, law.Financial: law.No, law.Card: law.No,
			law.Specific: law.No, law.UniqueNumbers: law.No, law.Secrecy: law.No}},
	} {
		if d := cmp.Diff(c.want, truths(&c.m)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// TestAsked: questions are asked until they are answered, those that flags answered are not asked, and there are at most six.
func TestAsked(t *testing.T) {
	var errs bytes.Buffer
	a := &app{Streams: Streams{In: strings.NewReader("device\nin the train\nnobody knows\nunknown\n1,6\nno\nyes\n"), Err: &errs}, lang: "en"}
	f := smallFlags{}
	if err := a.asked(&f); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(smallFlags{what: "device", who: "in the train", people: "unknown", kinds: []string{"1", "6"}, retrieved: "no", encrypted: "yes"}, f, cmp.AllowUnexported(smallFlags{})); d != "" {
		t.Error(d)
	}
	if n := strings.Count(errs.String(), "/6 "); n != 6 {
		t.Errorf("%d questions", n)
	}
	a.In, f = strings.NewReader("post\n\n"), smallFlags{who: "a customer", people: "3", kinds: []string{"氏名"}}
	if err := a.asked(&f); err != nil || f.retrieved != "unknown" {
		t.Errorf("%v, %+v", err, f)
	}
	a.In, f = strings.NewReader("x\ny\nz\nemail\n"), smallFlags{}
	if err := a.asked(&f); fault.Of(err) != fault.Usage {
		t.Errorf("three answers that are none: %v", err)
	}
}
