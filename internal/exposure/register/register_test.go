package register_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/register"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

var today = time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)

// persons encodes a set of persons from one number to another.
func persons(t *testing.T, from, to uint64) []byte {
	t.Helper()
	var s people.Set
	for i := from; i < to; i++ {
		s.Add([3]pii.Kind{pii.EmailAddress}, [3]uint64{i*0x9e3779b97f4a7c15 | 1})
	}
	b, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func state(t *testing.T, conf string, parts ...inventory.Holding) *register.State {
	t.Helper()
	f, err := config.Decode("t.yaml", []byte(conf))
	if err != nil {
		t.Fatal(err)
	}
	reg, err := declared.New(f, func(line int, what string) error { return fmt.Errorf("%d: %s", line, what) })
	if err != nil {
		t.Fatal(err)
	}
	reg.Locate(func(s string) string { return s })
	var sources []inventory.SourceState
	for i := range parts {
		if s := parts[i].Source; !slices.ContainsFunc(sources, func(o inventory.SourceState) bool { return o.Source == s }) {
			sources = append(sources, inventory.SourceState{Source: s, At: today})
		}
	}
	st, err := register.Gather(reg, sources, func(f inventory.Filter) iter.Seq2[inventory.Holding, error] {
		return func(yield func(inventory.Holding, error) bool) {
			for _, h := range parts {
				if h.Source == f.Source && h.Name != "" && !yield(h, nil) {
					return
				}
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func part(t *testing.T, source, name string, from, to uint64, kinds ...pii.Kind) inventory.Holding {
	h := inventory.Holding{Source: source, At: today, Part: inventory.Part{Name: name, Records: int64(to - from), Set: persons(t, from, to)}}
	for _, k := range kinds {
		h.Fields = append(h.Fields, inventory.Field{Kind: k, Values: int64(to - from)})
	}
	return h
}

// brief are findings and unknowns in a line each.
func brief(fs []exposure.Finding, us []register.Unknown) (out []string) {
	for _, f := range fs {
		n := "?"
		if f.Sample != nil && f.Sample.People != nil {
			n = fmt.Sprint(*f.Sample.People)
		}
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s [%s] %s", f.ID, f.Object, n, f.State)))
	}
	for _, u := range us {
		out = append(out, strings.TrimSpace(fmt.Sprintf("unknown %s %s %s %s", u.System, u.About, u.Why, u.Detail)))
	}
	return out
}

const line = `sources:
  - name: talk
    target: /talk
    country: KR
    kinds_expected: [EMAIL_ADDRESS]
    purposes: [配信, 広告]
    contractors:
      - {name: A, country: JP, contractors: [{name: B, access: [CN, VN]}, {name: C}]}
  - {name: crm, target: /srv/crm, country: DE}
policy: {countries: [EU], contractors: [a], purposes: [配 信]}
`

func TestDifferences(t *testing.T) {
	st := state(t, line, part(t, "/talk", "a.csv", 0, 100, pii.EmailAddress), part(t, "/talk", "b.csv", 50, 150, pii.EmailAddress, pii.MedicalTerm), part(t, "/srv", "crm/c.csv", 140, 160, pii.EmailAddress),
		part(t, "/srv", "other.csv", 0, 5, pii.EmailAddress), part(t, "/srv", "keys.env", 0, 5, pii.AWSCredentials))
	got := brief(register.Differences(st))
	want := []string{
		"register-storage-country talk [150] KR",
		"register-access-country talk ← A → B (CN) [150] CN", "register-contractor talk ← A → B [150]", "register-access-country talk ← A → B (VN) [150] VN",
		"register-purpose talk: 広告 [150]", "register-kind talk [?] MEDICAL_TERM", "register-undeclared-source /srv [5]",
		"unknown talk register-access-country no_access A → C",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, c := range st.Countries {
		if c.Code == "KR" && *c.Stored.N != 150 || c.Code == "CN" && *c.Reached.N != 150 || c.Code == "DE" && *c.Stored.N != 20 {
			t.Errorf("%s: %+v", c.Code, c)
		}
	}
}

// TestOnce: persons who stand in several systems of a country are counted once.
func TestOnce(t *testing.T) {
	st := state(t, "sources:\n - {name: a, target: /a, country: KR, contractors: [{name: X, country: CN}]}\n - {name: b, target: /b, country: KR, contractors: [{name: X, country: CN}, {name: Y, country: CN}]}\n",
		part(t, "/a", "x", 0, 100, pii.EmailAddress), part(t, "/b", "x", 60, 120, pii.EmailAddress))
	for _, c := range st.Countries {
		if n := max(register.Known(c.Stored), register.Known(c.Reached)); n != 120 {
			t.Errorf("%s: %d persons, want 120", c.Code, n)
		}
	}
	if got := brief(register.Differences(st)); !slices.Equal(got, []string{"unknown   no_policy"}) {
		t.Errorf("%q", got)
	}
}

// TestUnknown: what is not known is told as such, never as none.
func TestUnknown(t *testing.T) {
	sampled := part(t, "/s", "t", 0, 10, pii.EmailAddress)
	sampled.Of = 1000
	other := part(t, "/v", "t", 0, 10, pii.EmailAddress)
	other.Set = []byte("of another version")
	st := state(t, `sources:
  - {name: never, target: /n, country: JP, retention: 5y, withdrawn: [{column: x, values: [y]}], development: true}
  - {name: sampled, target: /s}
  - {name: versions, target: /v, country: JP, copy_of: never}
  - {name: nobody, target: /z, country: JP}
policy: {}
`, sampled, other, inventory.Holding{Source: "/z"})
	got := brief(register.Differences(st))
	want := []string{"unknown never  not_scanned", "unknown never register-retention not_read", "unknown never register-withdrawn not_read", "unknown never register-production-in-development not_read",
		"unknown sampled register-storage-country no_country", "unknown versions  uncounted", "unknown versions register-gone-in-copy not_read"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if f := st.Found[1]; f.People.N != nil || *f.People.Min != 10 {
		t.Errorf("a sample is a lower bound: %+v", f.People)
	}
	if f := st.Found[2]; f.People.N != nil {
		t.Errorf("what another version counted: %+v", f.People)
	}
	if f := st.Found[3]; !f.Scanned || f.Parts != 0 {
		t.Errorf("scanned and empty: %+v", f)
	}
	if got := brief(register.Differences(state(t, ""))); !slices.Equal(got, []string{"unknown   no_registers"}) {
		t.Errorf("%q", got)
	}
}

func n(v int64) inventory.People { return inventory.People{Min: &v, N: &v, Max: &v} }

func TestRead(t *testing.T) {
	st := state(t, "sources:\n - {name: club, target: /c, country: JP, retention: {keep: 1y6m, from: 退会日}}\n - {name: dev, target: /d, country: JP, development: true}\n - {name: bak, target: /b, country: JP, copy_of: club}\npolicy: {}\n",
		part(t, "/c", "m", 0, 50, pii.EmailAddress), part(t, "/d", "m", 0, 50, pii.EmailAddress), part(t, "/b", "m", 0, 50, pii.EmailAddress))
	half := 0.5
	st.Readings = map[string]*register.Reading{
		"club": {Kept: &register.Kept{Records: 50, Past: register.People{People: n(1234), Records: 2000}, Oldest: today.AddDate(-9, 0, 0), Left: register.People{Records: 3, Blind: 3}, InTime: register.People{People: n(2), Records: 2},
			Parts: []register.KeptPart{{Name: "a", Past: register.People{Records: 1}}, {Name: "b", Past: register.People{Records: 9}}}}},
		"dev": {Copies: []register.Copy{{Index: "club", Of: 9000, Met: 40, Gone: 0, Share: &half}, {Index: "shop", Of: 5}}},
		"bak": {Copies: []register.Copy{{Index: "club", Of: 9000, Met: 400, Gone: 7}}, Troubles: []register.Unknown{{System: "bak", Why: register.PartlyRead}}},
	}
	findings, unknown := register.Differences(st)
	want := []string{"register-retention club [1234]", "register-withdrawn club [?]", "register-production-in-development dev ← club [40]", "register-gone-in-copy bak ← club [7]", "unknown bak  partly_read"}
	if diff := cmp.Diff(want, brief(findings, unknown)); diff != "" {
		t.Error(diff)
	}
	if a := findings[0].Args; a["parts"] != "b, a" || a["records"] != "2,000" || a["keep_ja"] != "1年6か月" || a["oldest"] != "2017-11-27" || len(findings[0].Places) != 0 {
		t.Errorf("%v", a)
	}
}

// TestCatalogue: IDs are unlike, texts are there in both languages, and every argument in them is filled.
func TestCatalogue(t *testing.T) {
	st := state(t, line, part(t, "/talk", "a.csv", 0, 100, pii.EmailAddress, pii.MedicalTerm), part(t, "/x", "b", 0, 9, pii.EmailAddress))
	st.Readings["talk"] = &register.Reading{Kept: &register.Kept{Past: register.People{Records: 1}, Left: register.People{Records: 1}}, Copies: []register.Copy{{Index: "i", Met: 1, Gone: 1}}}
	st.Register.Systems[0].Retention = &config.Retention{Years: 1}
	st.Found[0].System.Development = true
	findings, _ := register.Differences(st)
	met := map[string]bool{}
	hole := regexp.MustCompile(`\{(\w+)\}`)
	for _, x := range register.Judge("t", findings, nil) {
		met[x.ID] = true
		e := x.Entry
		for _, s := range []string{e.Title.EN, e.Title.JA, e.What.EN, e.What.JA, e.Seen.EN, e.Seen.JA, e.Fix.EN, e.Fix.JA} {
			if s == "" {
				t.Errorf("%s lacks a text", x.ID)
			}
			for _, m := range hole.FindAllStringSubmatch(s, -1) {
				if _, ok := x.Args[m[1]]; !ok {
					t.Errorf("%s: {%s} is not filled", x.ID, m[1])
				}
			}
		}
		if !strings.HasPrefix(e.Reference, "https://") || e.Severity == 0 {
			t.Errorf("%s: %q, %v", x.ID, e.Reference, e.Severity)
		}
	}
	for _, e := range register.Entries() {
		if !met[e.ID] {
			t.Errorf("%s was not met", e.ID)
		}
	}
	if len(met) != len(register.Entries()) {
		t.Error("two entries of one ID")
	}
}

func TestJudge(t *testing.T) {
	count := func(v int64) *exposure.Behind { return &exposure.Behind{People: &v} }
	got := register.Judge("t", []exposure.Finding{{ID: register.Purpose, Object: "none", Sample: count(0)}, {ID: register.StorageCountry, Object: "many", Sample: count(100_000)}, {ID: register.StorageCountry, Object: "some", Sample: count(9)},
		{ID: register.StorageCountry, Object: "unknown"}, {ID: register.UnexpectedKind, Object: "raised", Severity: exposure.High, Sample: count(3)}}, nil)
	var order []string
	for _, x := range got {
		order = append(order, x.Object+" "+x.Weight.String())
	}
	if diff := cmp.Diff([]string{"many critical", "some high", "raised high", "unknown high", "none low"}, order); diff != "" {
		t.Error(diff)
	}
}

func TestAccepted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accepted.json")
	if a, err := register.LoadAccepted(path); a != nil || err != nil {
		t.Errorf("%v, %v", a, err)
	}
	st := state(t, line, part(t, "/talk", "a.csv", 0, 100, pii.EmailAddress), part(t, "/srv", "crm/c.csv", 0, 20, pii.EmailAddress))
	findings, _ := register.Differences(st)
	first := register.Accept(st, findings, nil, today)
	if err := first.Save(path); err != nil {
		t.Fatal(err)
	}
	loaded, err := register.LoadAccepted(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, loaded); diff != "" {
		t.Error(diff)
	}
	later := register.Accept(st, findings[1:], loaded, today.AddDate(1, 0, 0))
	if !later.Findings[0].Since.Equal(today) || !later.At.Equal(today.AddDate(1, 0, 0)) {
		t.Errorf("%+v", later)
	}
	// The talk grew and holds more kinds, crm is not declared any more, the storage is declared and the access was cut.
	st = state(t, "sources:\n - {name: talk, target: /talk, country: KR}\n - {name: new, target: /new, country: JP}\npolicy: {countries: [KR]}\n",
		part(t, "/talk", "a.csv", 0, 120, pii.EmailAddress, pii.PhoneNumber), part(t, "/new", "x", 0, 3, pii.EmailAddress))
	findings, unknown := register.Differences(st)
	c := loaded.Against(st, findings, unknown)
	hundred, more, three, twenty := int64(100), int64(120), int64(3), int64(20)
	want := []register.SystemChange{{Name: "talk", Was: &hundred, Is: &more, Kinds: []pii.Kind{pii.PhoneNumber}}, {Name: "new", New: true, Is: &three}, {Name: "crm", Gone: true, Was: &twenty}}
	if diff := cmp.Diff(want, c.Systems, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	if len(c.Gone) != len(first.Findings) {
		t.Errorf("gone: %+v", c.Gone)
	}
	// Without a policy nothing is known of what it names.
	st = state(t, "sources:\n - {name: talk, target: /talk, country: KR}\n", part(t, "/talk", "a.csv", 0, 100, pii.EmailAddress))
	findings, unknown = register.Differences(st)
	if c := loaded.Against(st, findings, unknown); len(c.Gone) != 0 {
		t.Errorf("%+v", c.Gone)
	}
	for name, text := range map[string]string{"damaged": "{", "none": "{}", "newer": `{"version":9}`, "other": `[]`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := register.LoadAccepted(path); fault.Of(err) != fault.Unreadable {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCheck(t *testing.T) {
	c := register.Check{State: func(context.Context) (*register.State, error) {
		return state(t, line, part(t, "/talk", "a.csv", 0, 100, pii.EmailAddress)), nil
	}}
	if !c.Takes(&exposure.Target{With: register.With}) || c.Takes(&exposure.Target{Path: "/x"}) || len(c.Catalogue()) == 0 {
		t.Error("takes the register, and nothing else")
	}
	told := 0
	if err := c.Look(t.Context(), &exposure.Target{With: register.With}, nil, func(exposure.Finding) { told++ }); err != nil || told == 0 {
		t.Errorf("%d, %v", told, err)
	}
	planned := ""
	v := &exposure.Visit{Plan: func(act, object string) bool { planned = act + object; return false }}
	if err := c.Look(t.Context(), &exposure.Target{Name: "x", With: register.With}, v, func(exposure.Finding) { t.Error("a dry run told") }); err != nil || planned == "" {
		t.Error(err)
	}
	if err := (register.Check{}).Look(t.Context(), &exposure.Target{}, nil, nil); fault.Of(err) != fault.Usage {
		t.Error(err)
	}
	broken := errors.New("broken")
	c.State = func(context.Context) (*register.State, error) { return nil, broken }
	if err := c.Look(t.Context(), &exposure.Target{}, nil, nil); !errors.Is(err, broken) {
		t.Error(err)
	}
}
