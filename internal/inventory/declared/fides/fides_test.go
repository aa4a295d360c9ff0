package fides_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.yaml.in/yaml/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared/fides"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// invent makes a document of chance.
func invent(r *rand.Rand) *fides.Document {
	countries := country.All()
	code := func() string {
		if r.IntN(4) == 0 {
			return ""
		}
		return countries[r.IntN(len(countries))].Code
	}
	word := func() string {
		return [...]string{"会員サービス部長", "yes", "no", "NO", "1", "2019-01-01", "null", "~", "a: b", "# x", "'q'", "\"q\"", "- x", "{a}", "[b]", "*x", "&y", "!t", "日本語　全角", "a%b", "0x1f", "é"}[r.IntN(22)] + strings.Repeat("x", r.IntN(3))
	}
	words := func(most int) (out []string) {
		for range r.IntN(most + 1) {
			if w := word(); !slices.Contains(out, w) {
				out = append(out, w)
			}
		}
		return out
	}
	var chain func(depth int) []declared.Contractor
	chain = func(depth int) (out []declared.Contractor) {
		for range r.IntN(3) {
			c := declared.Contractor{Name: word(), Country: code(), Purpose: word()}
			for range r.IntN(3) {
				c.Access = append(c.Access, countries[r.IntN(len(countries))].Code)
			}
			if depth < 4 {
				c.Contractors = chain(depth + 1)
			}
			out = append(out, c)
		}
		return out
	}
	kinds := pii.Kinds()
	d := &fides.Document{Register: &declared.Register{}}
	for i := range 1 + r.IntN(5) {
		s := declared.System{Name: fmt.Sprintf("s%d-%d", i, r.IntN(1000)), Target: "/srv/" + word(), Owner: word(), Country: code(), Purposes: words(3), Legal: word(), Subjects: words(2),
			Development: r.IntN(2) == 0, Key: word(), Contractors: chain(0)}
		if s.Index = s.Name; r.IntN(2) == 0 {
			s.Index = "other"
		}
		if r.IntN(2) == 0 {
			s.Retention = &config.Retention{Years: r.IntN(9) + 1, Months: r.IntN(12), Days: r.IntN(90), From: word()}
		}
		for range r.IntN(3) {
			if k := kinds[r.IntN(len(kinds))]; !slices.Contains(s.Expected, k) {
				s.Expected = append(s.Expected, k)
			}
		}
		if i > 0 && r.IntN(2) == 0 {
			s.CopyOf = d.Register.Systems[0].Name
		}
		if r.IntN(2) == 0 {
			s.Withdrawn = []config.Withdrawn{{Target: "/srv/left.csv", Key: word()}, {Column: word(), Values: []string{word()}}}
			s.Schedule = "24h"
		}
		d.Register.Systems = append(d.Register.Systems, s)
		ds := fides.Dataset{Key: s.Name, Name: s.Name, System: s.Name}
		for j := range r.IntN(4) {
			c := fides.Collection{Name: fmt.Sprintf("t%d/%s", j, word())}
			if n := r.Int64N(1 << 40); n%2 == 0 {
				c.People = &n
			}
			for k := range r.IntN(5) {
				f := fides.Field{Name: fmt.Sprintf("%s%d", word(), k)}
				if k == 0 && r.IntN(2) == 0 {
					f.Name = ""
				}
				for range 1 + r.IntN(3) {
					if kind := kinds[r.IntN(len(kinds))]; !slices.Contains(f.Kinds, kind) {
						f.Kinds = append(f.Kinds, kind)
					}
				}
				c.Fields = append(c.Fields, f)
			}
			ds.Collections = append(ds.Collections, c)
		}
		d.Datasets = append(d.Datasets, ds)
	}
	if r.IntN(2) == 0 {
		d.Register.Policy = &declared.Policy{URL: "https://www.example.jp/privacy", Home: "JP", Countries: []string{"EU", "SG"}, Contractors: words(2), Purposes: words(2)}
	}
	return d
}

// TestRoundTrip: what is written is read as the same, and is a file that Fides takes. And what is read is written into
// tsutsumi.yaml so that it is read as the same again.
func TestRoundTrip(t *testing.T) {
	known := taxonomy(t)
	for seed := range uint64(20) {
		d := invent(rand.New(rand.NewPCG(seed, 7)))
		var b bytes.Buffer
		if err := fides.Export(&b, d); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		if !fides.Is([]byte(text)) {
			t.Fatalf("seed %d: not taken for a file of Fides", seed)
		}
		got, err := fides.Import(strings.NewReader(text))
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, text)
		}
		if diff := cmp.Diff(d, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("seed %d: %s\n%s", seed, diff, text)
		}
		known.check(t, text)
		var conf bytes.Buffer
		if err := got.Register.Write(&conf); err != nil {
			t.Fatal(err)
		}
		f, err := config.Decode("t.yaml", conf.Bytes())
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, conf.String())
		}
		again, err := declared.New(f, func(line int, what string) error { return fmt.Errorf("%d: %s", line, what) })
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, conf.String())
		}
		if diff := cmp.Diff(d.Register, again, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("seed %d: %s\n%s", seed, diff, conf.String())
		}
	}
}

type keys map[string]map[string]bool

func taxonomy(t *testing.T) keys {
	t.Helper()
	b, err := os.ReadFile("testdata/taxonomy.txt")
	if err != nil {
		t.Fatal(err)
	}
	k := keys{}
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		if f[0] == "#" {
			continue
		}
		if k[f[0]] == nil {
			k[f[0]] = map[string]bool{}
		}
		for _, s := range f[1:] {
			k[f[0]][s] = true
		}
	}
	for _, s := range []string{"Legal obligations", "Vital interests", "Public interest", "Legitimate interests"} {
		k["basis"][s] = true
	}
	return k
}

var fidesKey = regexp.MustCompile(`^[a-zA-Z0-9_.<>-]+$`)

// check holds a file against the rules of Fides' models.
func (k keys) check(t *testing.T, text string) {
	t.Helper()
	var top map[string][]map[string]any
	if err := yaml.Unmarshal([]byte(text), &top); err != nil {
		t.Fatalf("what stands on top is no list: %v", err)
	}
	list := func(v any) (out []any) { out, _ = v.([]any); return out }
	all := func(what string, v any, optional bool) {
		t.Helper()
		if v == nil && !optional {
			t.Errorf("%s: missing", what)
		}
		for _, s := range list(v) {
			if !k[what][fmt.Sprint(s)] {
				t.Errorf("%q is no %s of the taxonomy", s, what)
			}
		}
	}
	names := func(what string, v any) []map[string]any {
		seen, out := map[string]bool{}, []map[string]any{}
		if v == nil {
			t.Errorf("%s: missing", what)
		}
		for _, x := range list(v) {
			m := x.(map[string]any)
			name, ok := m["name"].(string)
			if !ok || seen[name] {
				t.Errorf("%s: %v is no name, or there twice", what, m["name"])
			}
			seen[name] = true
			out = append(out, m)
		}
		return out
	}
	for _, d := range top["dataset"] {
		if !fidesKey.MatchString(fmt.Sprint(d["fides_key"])) {
			t.Errorf("dataset: key %v", d["fides_key"])
		}
		for _, c := range names("collections", d["collections"]) {
			for _, f := range names("fields", c["fields"]) {
				all("category", f["data_categories"], true)
			}
		}
	}
	for _, s := range top["system"] {
		if !fidesKey.MatchString(fmt.Sprint(s["fides_key"])) || s["system_type"] == nil || s["privacy_declarations"] == nil {
			t.Errorf("system: %v", s)
		}
		for _, x := range list(s["privacy_declarations"]) {
			d := x.(map[string]any)
			all("category", d["data_categories"], false)
			all("subject", d["data_subjects"], true)
			all("use", []any{d["data_use"]}, false)
			if b := d["legal_basis_for_processing"]; b != nil {
				all("basis", []any{b}, false)
			}
		}
	}
}

// foreign is a file as others write it.
const foreign = `dataset:
  - fides_key: Shop_DB
    name: Shop
    description: ~
    meta: {owner: x}
    collections:
      - name: customers
        fields:
          - name: id
            data_categories: [user.unique_id]
            fides_meta: {primary_key: true, data_type: integer}
          - {name: mail, data_categories: [user.contact.email]}
          - {name: nick, data_categories: [user.account.settings, user.behavior]}
          - name: profile
            fides_meta: {data_type: object}
            fields:
              - {name: birthday, data_categories: [user.demographic.date_of_birth]}
              - {name: sex, data_categories: [user.demographic.gender]}
          - {name: eye, data_categories: [user.biometrics.retinal]}
          - {name: created_at, data_categories: [system.operations]}
      - {name: empty, fields: []}
system:
  - fides_key: Shop.App
    name: Shop
    system_type: Application
    administrating_department: Not defined
    third_country_transfers: [USA, GBR]
    egress: [{fides_key: x, type: system}]
    privacy_declarations:
      - {name: Orders, data_categories: [user.contact], data_use: essential.service, data_subjects: [customer], retention_period: 5 years, legal_basis_for_processing: Contract, dataset_references: [Shop_DB]}
      - {data_categories: [user.contact], data_use: marketing, data_subjects: [customer], retention_period: until further notice}
policy: [{fides_key: p, rules: []}]
`

func TestForeign(t *testing.T) {
	got, err := fides.Import(strings.NewReader(foreign))
	if err != nil {
		t.Fatal(err)
	}
	want := &fides.Document{
		Register: &declared.Register{Systems: []declared.System{{Name: "shop-app", Index: "shop-app", Purposes: []string{"Orders", "marketing"}, Legal: "Contract", Retention: &config.Retention{Years: 5},
			Subjects: []string{"customer"}, Contractors: []declared.Contractor{{Name: "third_country_transfers", Access: []string{"US", "GB"}}}}}},
		Datasets: []fides.Dataset{{Key: "Shop_DB", Name: "Shop", System: "shop-app", Collections: []fides.Collection{{Name: "customers", Fields: []fides.Field{
			{Name: "id", Kinds: []pii.Kind{pii.AccountID}}, {Name: "mail", Kinds: []pii.Kind{pii.EmailAddress}}, {Name: "nick", Other: []string{"user.account.settings", "user.behavior"}},
			{Name: "profile.birthday", Kinds: []pii.Kind{pii.DateOfBirth}}, {Name: "profile.sex", Kinds: []pii.Kind{pii.Gender}}, {Name: "eye", Other: []string{"user.biometrics.retinal"}},
			{Name: "created_at", Other: []string{"system.operations"}}}}, {Name: "empty"}}}},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

func TestCategories(t *testing.T) {
	known := taxonomy(t)["category"]
	for _, k := range pii.Kinds() {
		c := fides.Category(k)
		if c == "" && !k.Has(pii.NotPersonal) {
			t.Errorf("%v has no category", k)
		}
		if c != "" && !known[c] {
			t.Errorf("%v: %q is not in the taxonomy", k, c)
		}
		if back, ok := fides.Kind(c); ok && fides.Category(back) != c && !strings.HasPrefix(c, fides.Category(back)+".") {
			t.Errorf("%q means %v, which is written %q", c, back, fides.Category(back))
		}
	}
	for key, want := range map[string]pii.Kind{"user.name.first": pii.PersonName, "user.contact.address.city": pii.StreetAddress, "user.financial.credit_card.expiry": pii.CreditCardNumber,
		"user.contact.email.work": pii.EmailAddress, "user.health.medications": pii.MedicalTerm} {
		if got, ok := fides.Kind(key); !ok || got != want {
			t.Errorf("%q: %v", key, got)
		}
	}
	for _, key := range []string{"", "user", "user.government_id", "user.government_id.birth_certificate", "user.unknown", "system.operations", "."} {
		if got, ok := fides.Kind(key); ok {
			t.Errorf("%q: %v", key, got)
		}
	}
}

// TestHostile: each is refused, quickly, and no value stands in the error.
func TestHostile(t *testing.T) {
	bomb := "x: &a [secretvalue,secretvalue]\n"
	for i := range 20 {
		bomb += fmt.Sprintf("y%d: &b%d [*a,*a,*a,*a]\n", i, i)
	}
	x := "system:\n - fides_key: a\n   system_type: x\n   privacy_declarations: []\n   x_tsutsumi: "
	for name, in := range map[string]string{
		"empty": "", "blank": "# nothing\n", "no list": "dataset: secretvalue\n", "tab": "system:\n\t- secretvalue", "bomb": bomb + "system: [*a]\n", "alias": "system: &s [{fides_key: secretvalue}]\ndataset: *s\n",
		"nothing of Fides": "other: secretvalue\n", "scalar": "secretvalue", "binary": "\x00\xff\xfesystem:", "deep": "dataset:\n - " + strings.Repeat("[", 5000), "deeper": "system: " + strings.Repeat("{a: ", 400) + strings.Repeat("}", 400),
		"twice": "system:\n - {fides_key: a, fides_key: secretvalue}\n", "country": x + "{storage_country: secretvalue}\n", "password": x + "{target: 'postgres://u:secretvalue@h/'}\n",
		"retention": x + "{retention: {keep: secretvalue}}\n", "huge": "system:\n - fides_key: " + strings.Repeat("secretvalue", 4<<20),
		"many": "system:\n" + strings.Repeat(" - {fides_key: secretvalue}\n", 1001), "chain": x + strings.Repeat("{contractors: [{name: secretvalue, ", 1) + strings.Repeat("contractors: [{name: b, ", 12) + strings.Repeat("}]", 13) + "}\n",
	} {
		_, err := fides.Import(strings.NewReader(in))
		if c := fault.Of(err); err == nil || c != fault.Usage && c != fault.Refused {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	d, err := fides.Import(strings.NewReader("system:\n - {fides_key: \"山田\\e[31m\\n\", administrating_department: \"a\\x07b\\u202e\"}\n - {fides_key: ''}\n - {fides_key: ''}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"31m-", "system", "system-2"} {
		if s := d.Register.Systems[i]; s.Name != want || strings.ContainsAny(s.Owner, "\x07\u202e") {
			t.Errorf("%q %q, want %q", s.Name, s.Owner, want)
		}
	}
}

func TestDatasets(t *testing.T) {
	reg := &declared.Register{Systems: []declared.System{{Name: "talk", Target: "/srv/talk", Place: "/srv/talk"}}}
	n := int64(7)
	held := func(yield func(inventory.Holding, error) bool) {
		for _, h := range []inventory.Holding{
			{Source: "/srv", Part: inventory.Part{Name: "talk/b.csv", People: inventory.People{N: &n}, Fields: []inventory.Field{{Name: "氏名", Kind: pii.PersonName}, {Name: "氏名", Kind: pii.PersonNameKana}, {Name: "x", Kind: pii.JapanCorporateNumber}}}},
			{Source: "/srv/talk", Part: inventory.Part{Name: "a.txt", People: inventory.People{Min: &n}, Fields: []inventory.Field{{Kind: pii.EmailAddress}}}},
			{Source: "/srv/talk", Part: inventory.Part{Name: "a.txt", Fields: []inventory.Field{{Kind: pii.EmailAddress}}}},
			{Source: "/else", Part: inventory.Part{Name: "c.csv", Fields: []inventory.Field{{Name: "m", Kind: pii.EmailAddress}}}},
			{Source: "/else", Part: inventory.Part{Name: "nothing"}},
		} {
			if !yield(h, nil) {
				return
			}
		}
	}
	got, err := fides.Datasets(reg, held)
	if err != nil {
		t.Fatal(err)
	}
	want := []fides.Dataset{
		{Key: "talk", Name: "talk", System: "talk", Collections: []fides.Collection{{Name: "a.txt", People: &n, Fields: []fides.Field{{Kinds: []pii.Kind{pii.EmailAddress}}}},
			{Name: "a.txt (2)", Fields: []fides.Field{{Kinds: []pii.Kind{pii.EmailAddress}}}},
			{Name: "b.csv", People: &n, Fields: []fides.Field{{Name: "氏名", Kinds: []pii.Kind{pii.PersonName, pii.PersonNameKana}}}}}},
		{Name: "/else", Collections: []fides.Collection{{Name: "c.csv", Fields: []fides.Field{{Name: "m", Kinds: []pii.Kind{pii.EmailAddress}}}}}},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(fides.Dataset{}, "Key")); diff != "" {
		t.Error(diff)
	}
	if !strings.HasPrefix(got[1].Key, "undeclared-") {
		t.Error(got[1].Key)
	}
}

func FuzzImport(f *testing.F) {
	f.Add([]byte(foreign))
	var b bytes.Buffer
	if err := fides.Export(&b, invent(rand.New(rand.NewPCG(1, 1)))); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, in []byte) {
		d, err := fides.Import(bytes.NewReader(in))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := fides.Export(&b, d); err != nil {
			t.Fatal(err)
		}
		again, err := fides.Import(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		if diff := cmp.Diff(d.Register, again.Register, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s\n%s", diff, b.String())
		}
	})
}
