package declared_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

func at(line int, what string) error { return fmt.Errorf("t.yaml:%d: %s", line, what) }

func read(t *testing.T, text string) (*declared.Register, error) {
	t.Helper()
	f, err := config.Decode("t.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return declared.New(f, at)
}

const line = `sources:
  - name: talk
    target: /srv/talk/
    owner: 会員サービス部長
    country: 韓国
    contractors:
      - name: A
        country: 日本
        contractors:
          - {name: B, country: 中国, access: [中国, シンガポール], purpose: 監視}
          - {name: C}
  - {name: photo, target: /srv/talk/photo, country: JP}
policy:
  countries: [EU]
`

func TestNew(t *testing.T) {
	r, err := read(t, line)
	if err != nil {
		t.Fatal(err)
	}
	want := []declared.Access{{"JP", []string{"A"}, ""}, {"CN", []string{"A", "B"}, "監視"}, {"SG", []string{"A", "B"}, "監視"}, {"", []string{"A", "C"}, ""}}
	if diff := cmp.Diff(want, r.System("talk").Accesses()); diff != "" {
		t.Error(diff)
	}
	if p := r.Policy; !p.Names("JP") || !p.Names("DE") || p.Names("KR") || p.Names("") {
		t.Errorf("%+v", p)
	}
	if r.System("nobody") != nil || r.System("photo").Index != "photo" {
		t.Error("a system by its name")
	}
}

func TestNoSuchCountry(t *testing.T) {
	for text, want := range map[string]string{
		"sources:\n - name: a\n   target: /x\n   country: secretvalue\n":                                         "t.yaml:4: ",
		"sources:\n - name: a\n   target: /x\n   contractors:\n    - name: b\n      access: [JP, secretvalue]\n": "t.yaml:6: ",
		"policy:\n  countries:\n   - JP\n   - secretvalue\n":                                                     "t.yaml:4: ",
		"policy:\n  home: secretvalue\n":                                                                         "t.yaml:2: ",
	} {
		_, err := read(t, text)
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "secretvalue") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestOf(t *testing.T) {
	r, err := read(t, line)
	if err != nil {
		t.Fatal(err)
	}
	r.Locate(func(s string) string { return s })
	for _, c := range []struct{ source, part, want string }{
		{"/srv/talk", "a.csv", "talk"}, {"/srv/talk/", "a.csv", "talk"}, {"/srv/talk", "photo/a.csv", "photo"}, {"/srv/talk/photo", "a.csv", "photo"},
		{"/srv", "talk/a.csv", "talk"}, {"/srv/talk", "photo", "photo"}, {"/srv/talks", "a.csv", ""}, {"/srv", "x/talk/a.csv", ""}, {"", "", ""},
	} {
		got := ""
		if s := r.Of(c.source, c.part); s != nil {
			got = s.Name
		}
		if got != c.want {
			t.Errorf("Of(%q, %q) = %q, want %q", c.source, c.part, got, c.want)
		}
	}
}

func TestComplete(t *testing.T) {
	r, err := read(t, line)
	if err != nil {
		t.Fatal(err)
	}
	r.Locate(func(s string) string { return s })
	broken := errors.New("broken")
	held := func(yield func(inventory.Holding, error) bool) {
		_ = yield(inventory.Holding{Source: "/srv/talk", Part: inventory.Part{Name: "a.csv", Fields: []inventory.Field{{Kind: pii.PersonName}, {Kind: pii.Age, Holder: "人事部", Country: "US"}}}}, nil) &&
			yield(inventory.Holding{Source: "/elsewhere", Part: inventory.Part{Name: "b.csv", Fields: []inventory.Field{{Kind: pii.PersonName}}}}, nil) &&
			yield(inventory.Holding{}, broken)
	}
	var got []string
	for h, err := range r.Complete(held) {
		if err != nil {
			got = append(got, err.Error())
		}
		for _, f := range h.Fields {
			got = append(got, f.Holder+"/"+f.Country)
		}
	}
	if diff := cmp.Diff([]string{"会員サービス部長/KR", "人事部/US", "/", "broken"}, got); diff != "" {
		t.Error(diff)
	}
}
