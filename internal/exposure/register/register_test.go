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
	if a := findings[0].Args; a["parts"] != "b, a" || a["records"] != "2,000" || a["keep_ja"] != "1年6か月" || a["oldest"] != "2017-11-27" || len(findings[0].Places) != 1 {
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
	entries := map[string]exposure.Entry{}
	for _, e := range register.Entries() {
		entries[e.ID] = e
	}
	for _, x := range findings {
		met[x.ID] = true
		e := entries[x.ID]
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

// TestRun: each finding has the number of its own persons, the inventory's where all of a system's stand behind it.
func TestRun(t *testing.T) {
	parts := []inventory.Holding{part(t, "/talk", "a.csv", 0, 100, pii.EmailAddress), part(t, "/srv", "crm/c.csv", 0, 20, pii.EmailAddress), part(t, "/srv", "other.csv", 0, 5, pii.EmailAddress)}
	st := state(t, strings.ReplaceAll(line, "country: DE", "country: US"), parts...)
	st.Readings["talk"] = &register.Reading{Kept: &register.Kept{Past: register.People{People: n(3), Records: 3}, Left: register.People{Records: 9, Blind: 9}}}
	st.Register.Systems[0].Retention = &config.Retention{Years: 1}
	run := func(policy, read bool) map[string]string {
		t.Helper()
		r, err := exposure.Run(t.Context(), exposure.Options{Targets: []exposure.Target{{Path: "/x", Name: "x", With: register.With}}, Held: held(parts),
			Checks: register.Bind(register.Checks(nil), policy, read, func(context.Context) (*register.State, error) { return st, nil })})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, x := range r.Exposures {
			got[x.ID+" "+x.Object] = "unknown"
			if x.Behind.People != nil {
				got[x.ID+" "+x.Object] = fmt.Sprint(*x.Behind.People)
			}
		}
		for _, l := range r.Looked {
			for _, e := range l.Errors {
				t.Errorf("%s: %s", e.Check, e.Text)
			}
		}
		return got
	}
	got := run(true, true)
	for key, want := range map[string]string{"register-storage-country talk": "100", "register-storage-country crm": "20", "register-retention talk": "3", "register-withdrawn talk": "unknown", "register-undeclared-source /srv": "5"} {
		if got[key] != want {
			t.Errorf("%s: %q, want %q", key, got[key], want)
		}
	}
	if got := run(false, false); len(got) != 1 {
		t.Errorf("what cannot be asked: %v", got)
	}
}

// held is an inventory of these parts.
type held []inventory.Holding

func (h held) Sources(context.Context) (out []inventory.SourceState, err error) {
	for i := range h {
		if !slices.ContainsFunc(out, func(s inventory.SourceState) bool { return s.Source == h[i].Source }) {
			out = append(out, inventory.SourceState{Source: h[i].Source})
		}
	}
	return out, nil
}

func (h held) Parts(_ context.Context, f inventory.Filter) iter.Seq2[inventory.Holding, error] {
	return func(yield func(inventory.Holding, error) bool) {
		for i := range h {
			if h[i].Source == f.Source && !yield(h[i], nil) {
				return
			}
		}
	}
}

func TestAccepted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accepted.json")
	if a, err := register.LoadAccepted(path); a != nil || err != nil {
		t.Errorf("%v, %v", a, err)
	}
	st := state(t, line, part(t, "/talk", "a.csv", 0, 100, pii.EmailAddress), part(t, "/srv", "crm/c.csv", 0, 20, pii.EmailAddress))
	first := register.Accept(st, today)
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
	if c := loaded.Against(st); len(c.Systems) != 0 || !c.Since.Equal(today) {
		t.Errorf("%+v", c)
	}
	if (*register.Accepted)(nil).Against(st) != nil {
		t.Error("changes against nothing")
	}
	// The talk grew and holds more kinds, crm is not declared any more.
	st = state(t, "sources:\n - {name: talk, target: /talk, country: KR}\n - {name: new, target: /new, country: JP}\npolicy: {countries: [KR]}\n",
		part(t, "/talk", "a.csv", 0, 120, pii.EmailAddress, pii.PhoneNumber), part(t, "/new", "x", 0, 3, pii.EmailAddress))
	hundred, more, three, twenty := int64(100), int64(120), int64(3), int64(20)
	want := []register.SystemChange{{Name: "talk", Was: &hundred, Is: &more, Kinds: []pii.Kind{pii.PhoneNumber}}, {Name: "new", New: true, Is: &three}, {Name: "crm", Gone: true, Was: &twenty}}
	if diff := cmp.Diff(want, loaded.Against(st).Systems, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
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
	made := func(context.Context) (*register.State, error) {
		return state(t, line, part(t, "/talk", "a.csv", 0, 100, pii.EmailAddress)), nil
	}
	target := &exposure.Target{Name: "x", With: register.With}
	told := 0
	for _, c := range register.Checks(made) {
		if !c.Takes(target) || c.Takes(&exposure.Target{Path: "/x"}) || len(c.Catalogue()) == 0 {
			t.Errorf("%s takes the register, and nothing else", c.Name())
		}
		if err := c.Look(t.Context(), target, nil, func(f exposure.Finding) {
			told++
			if !slices.ContainsFunc(c.Catalogue(), func(e exposure.Entry) bool { return e.ID == f.ID }) {
				t.Errorf("%s tells %s", c.Name(), f.ID)
			}
		}); err != nil {
			t.Error(err)
		}
		planned := ""
		v := &exposure.Visit{Dry: true, Plan: func(act, object string) bool { planned = act + object; return false }}
		if err := c.Look(t.Context(), target, v, func(exposure.Finding) { t.Error("a dry run told") }); err != nil || planned == "" {
			t.Error(err)
		}
	}
	if findings, _ := register.Differences(state(t, line, part(t, "/talk", "a.csv", 0, 100, pii.EmailAddress))); told != len(findings) {
		t.Errorf("%d told, want %d", told, len(findings))
	}
	broken := errors.New("broken")
	for _, c := range register.Checks(nil) {
		if err := c.Look(t.Context(), target, nil, nil); fault.Of(err) != fault.Usage {
			t.Error(err)
		}
	}
	for _, c := range register.Checks(func(context.Context) (*register.State, error) { return nil, broken }) {
		if err := c.Look(t.Context(), target, nil, nil); !errors.Is(err, broken) {
			t.Error(err)
		}
	}
}
