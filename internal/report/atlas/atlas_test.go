package atlas_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/register"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/atlas"
)

func n(v int64) inventory.People { return inventory.People{Min: &v, N: &v, Max: &v} }

const hostile = `<script>alert(1)</script>"'&\x1b[31m` + "\x1b[31m\u202e"

// state is made by hand: two systems in two countries and one that nobody declared, reached from three.
func state() *register.State {
	reg := &declared.Register{Policy: &declared.Policy{Home: "JP", Countries: []string{"EU"}}, Systems: []declared.System{
		{Name: "talk", Owner: hostile, Country: "KR", Contractors: []declared.Contractor{{Name: "A", Country: "JP", Contractors: []declared.Contractor{{Name: hostile, Access: []string{"CN"}, Purpose: hostile}}}, {Name: "C"}}},
		{Name: "dev", Country: "JP", Development: true, Contractors: []declared.Contractor{{Name: "A", Country: "JP"}}}, {Name: "empty"},
	}}
	st := &register.State{Register: reg, Found: []register.Found{
		{System: &reg.Systems[0], Name: "talk", People: n(5000), Scanned: true}, {System: &reg.Systems[1], Name: "dev", People: inventory.People{Min: n(3).Min}, Scanned: true}, {System: &reg.Systems[2], Name: "empty"},
		{Name: "/srv/" + hostile, People: n(7)}}}
	way := func(f int, i int) register.Way { return register.Way{Found: f, Access: reg.Systems[f].Accesses()[i]} }
	st.Countries = []register.Country{
		{Code: "KR", Stored: n(5000), Systems: []int{0}}, {Code: "JP", Stored: inventory.People{Min: n(3).Min}, Systems: []int{1}, Reached: n(5003), Ways: []register.Way{way(0, 0), way(1, 0)}},
		{Code: "CN", Reached: n(5000), Ways: []register.Way{way(0, 1)}}, {Code: "", Systems: []int{2}, Reached: n(5000), Ways: []register.Way{way(0, 2)}}}
	return st
}

func TestText(t *testing.T) {
	for lang, want := range map[string][]string{
		"ja": {"保管国：2か国、ほかに1か国からアクセス可能（2か国はポリシーに記載なし）", "韓国（ポリシーに記載なし）", "国の登録なし", "3以上", "未走査", "登録のない場所"},
		"en": {"stored in 2 countries, and within reach from 1 more (2 not in the policy)", "South Korea (not in the policy)", "country not declared", "≥ 3", "not scanned", "Not declared"},
	} {
		var b, wide bytes.Buffer
		m := atlas.Map{State: state()}
		if err := errors.Join(m.Text(&b, report.Options{Lang: lang, Width: 80}), m.Text(&wide, report.Options{Lang: lang, Width: 120})); err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(wide.String(), w) {
				t.Errorf("%s: %q is not said:\n%s", lang, w, wide.String())
			}
		}
		for line := range strings.Lines(b.String()) {
			if w := report.Columns(strings.TrimRight(line, "\n")); w > 80 {
				t.Errorf("%s: %d columns: %s", lang, w, line)
			}
		}
		if strings.ContainsAny(b.String(), "\x1b\u202e") {
			t.Errorf("%s: what steers a terminal: %q", lang, b.String())
		}
	}
	var b bytes.Buffer
	m := atlas.Map{State: &register.State{Register: &declared.Register{}}}
	if err := m.Text(&b, report.Options{Lang: "en", Width: 80}); err != nil || !strings.Contains(b.String(), "No sources are declared") {
		t.Errorf("%v: %s", err, b.String())
	}
}

var outside = regexp.MustCompile(`(?i)(src|href)\s*=|url\(|@import|<script|<link|<iframe`)

// TestPictures: the drawing is well-formed, asks for nothing outside, and lets no name be more than a text.
func TestPictures(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		m, o := atlas.Map{State: state()}, report.Options{Lang: lang}
		var svg, page bytes.Buffer
		if err := m.SVG(&svg, o); err != nil {
			t.Fatal(err)
		}
		if err := m.HTML(&page, o, "v1"); err != nil {
			t.Fatal(err)
		}
		if s := outside.FindString(page.String()); s != "" {
			t.Errorf("%s: the page has %q", lang, s)
		}
		bands, numbers := 0, 0
		for d := xml.NewDecoder(bytes.NewReader(svg.Bytes())); ; {
			tok, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v\n%s", lang, err, svg.String())
			}
			switch x := tok.(type) {
			case xml.StartElement:
				if x.Name.Local == "path" {
					bands++
				}
			case xml.CharData:
				numbers += strings.Count(string(x), "5,000")
			}
		}
		if bands != 4 || numbers < 4 {
			t.Errorf("%s: %d bands, %d numbers", lang, bands, numbers)
		}
	}
	var b bytes.Buffer
	empty := atlas.Map{State: &register.State{Register: &declared.Register{}}}
	if err := empty.HTML(&b, report.Options{Lang: "en"}, ""); err != nil || !strings.Contains(b.String(), "No sources are declared") {
		t.Errorf("%v", err)
	}
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	m := atlas.Map{State: state()}
	if err := m.JSON(&b); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for line := range strings.Lines(b.String()) {
		var x map[string]map[string]any
		if err := json.Unmarshal([]byte(line), &x); err != nil || len(x) != 1 {
			t.Fatalf("%v: %s", err, line)
		}
		for k, v := range x {
			keys = append(keys, fmt.Sprint(k, " ", v["code"], " ", v["in_policy"]))
		}
	}
	if got := strings.Join(keys, "; "); got != "country KR false; country JP true; country CN false; country <nil> <nil>; undeclared <nil> <nil>" {
		t.Error(got)
	}
}
