package view

import (
	"bytes"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

func holdings(hs ...inventory.Holding) iter.Seq2[inventory.Holding, error] {
	return func(yield func(inventory.Holding, error) bool) {
		for _, h := range hs {
			if !yield(h, nil) {
				return
			}
		}
	}
}

func held(source, unit, name string, people int64, kinds ...pii.Kind) inventory.Holding {
	h := inventory.Holding{Source: source, Unit: unit, At: time.Unix(1_700_000_000, 0), Part: inventory.Part{Name: name}}
	if people > 0 {
		h.People.N = &people
	}
	for _, k := range kinds {
		h.Fields = append(h.Fields, inventory.Field{Kind: k, Values: max(people, 1), Likelihood: 0.99})
	}
	return h
}

func TestPercent(t *testing.T) {
	for p, want := range map[float64]string{0: "0.00%", 0.00001: "<0.01%", 0.005: "0.50%", 0.1: "10%", 0.7: "70%", 0.993: "99.30%", 0.99999: ">99.99%"} {
		if got := percent(p); got != want {
			t.Errorf("percent(%v) = %q, want %q", p, got, want)
		}
	}
}

func TestFind(t *testing.T) {
	all := []inventory.Holding{
		held("/d", "a/list.csv", "a/list.csv", 1), held("/d", "b/list.csv", "b/list.csv", 1), held("/d", "x.zip", "x.zip!/one.csv", 1),
		held("/d", "x.zip", "x.zip!/two.csv", 1), held("/d", "h*****@***~abcdef.txt", "h*****@***~abcdef.txt", 1),
		held("/e/only.csv", "only.csv", "only.csv", 1),
	}
	label := func(s string) string { return strings.ReplaceAll(s, "hanako@ex", "h*****@***~abcdef") }
	for name, want := range map[string][]string{
		"a/list.csv": {"a/list.csv"}, "list.csv": {"a/list.csv", "b/list.csv"}, "./b/list.csv": {"b/list.csv"}, "x.zip": {"x.zip!/one.csv", "x.zip!/two.csv"},
		"x.zip!/two.csv": {"x.zip!/two.csv"}, "/d/a/list.csv": {"a/list.csv"}, "hanako@ex.txt": {"h*****@***~abcdef.txt"}, "/d/hanako@ex.txt": {"h*****@***~abcdef.txt"},
		"/e/only.csv": {"only.csv"}, "none": nil, "ist.csv": nil,
	} {
		got, err := Find(holdings(all...), name, label)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, h := range got {
			names = append(names, h.Name)
		}
		if d := cmp.Diff(want, names); d != "" {
			t.Errorf("Find(%q): -want +got\n%s", name, d)
		}
	}
}

func TestListingOrder(t *testing.T) {
	l, err := Gather([]inventory.SourceState{{Source: "/d", Parts: 3}}, holdings(
		held("/d", "few.csv", "few.csv", 3, pii.EmailAddress), held("/d", "many.csv", "many.csv", 900, pii.EmailAddress),
		held("/d", "grave.csv", "grave.csv", 300, pii.JapanIndividualNumber)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for i := range l.Parts {
		names = append(names, l.Parts[i].Name)
	}
	if d := cmp.Diff([]string{"grave.csv", "many.csv", "few.csv"}, names); d != "" {
		t.Errorf("order: -want +got\n%s", d)
	}
}

// TestOtherVersion: persons counted by another version do not spoil the listing; the total is then told as a lower bound.
func TestOtherVersion(t *testing.T) {
	h := held("/d", "a.csv", "a.csv", 3, pii.EmailAddress)
	h.Set = []byte("not a set")
	l, err := Gather([]inventory.SourceState{{Source: "/d", Parts: 1}}, holdings(h))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := l.Text(&b, report.Options{Lang: "en"}, 0); err != nil {
		t.Fatal(err)
	}
	if l.Uncounted != 1 || l.People.N != nil || !strings.Contains(b.String(), "scan --full") {
		t.Errorf("told as %+v:\n%s", l.People, b.String())
	}
}

// TestWidth: nothing is wider than the terminal, in both languages, and what steers a terminal does not reach it.
func TestWidth(t *testing.T) {
	long := strings.Repeat("とても長い名前のフォルダー/", 12) + "\x1b[31mlist.csv"
	h := held("/"+long, long, long, 12_345_678, pii.Kinds()...)
	h.Fields[0].Name, h.Error, h.Class = strings.Repeat("項目", 40), "read: permission denied", "unreadable"
	h.Located = []inventory.Located{{ID: "0123456789abcdef", Kind: pii.JapanIndividualNumber, Line: 123456, Mask: strings.Repeat("*", 24), Likelihood: 0.9}}
	a := &engine.Answer{Part: long, Charset: "shift_jis", Line: 123456, Record: 123455, Place: detect.Table, More: 3}
	for _, k := range pii.Kinds() {
		a.Candidates = append(a.Candidates, engine.Candidate{Kind: k, Detector: "detect/x", Field: strings.Repeat("項目", 40), Column: 123456, Mask: strings.Repeat("全", 24),
			Weights: []engine.Weight{{Term: "prior", Value: -4}, {Term: "code_number", Value: -2.5}}, Score: -6.5, Status: engine.Overlap,
			Against: &engine.Rival{Kind: pii.JapanHealthInsuranceNumber, Score: 3}})
	}
	a.Refused = []engine.Refusal{{Mask: strings.Repeat("*", 24), Field: strings.Repeat("f", 50), Column: 9, Kinds: pii.Kinds()}}
	a.Fields = []engine.FieldVerdict{{Name: strings.Repeat("項目", 40), Mode: "kind", Kind: pii.JapanHealthInsuranceNumber, Sample: 1024,
		Weighed: []engine.Weighed{{Kind: pii.JapanHealthInsuranceNumber, Share: 1, Score: 12, Why: "chosen", Weights: []engine.Weight{{Term: "prior", Value: 12}}}}}}
	for _, lang := range []string{"ja", "en"} {
		o := report.Options{Lang: lang, Width: 80}
		l, err := Gather([]inventory.SourceState{{Source: "/" + long, Parts: 1e9, Records: 1e12, Errors: 3}, {Source: "/b"}}, holdings(h))
		if err != nil {
			t.Fatal(err)
		}
		for what, write := range map[string]func(*bytes.Buffer) error{
			"list":    func(b *bytes.Buffer) error { return l.Text(b, o, 0) },
			"show":    func(b *bytes.Buffer) error { return Show(b, o, []inventory.Holding{h}) },
			"explain": func(b *bytes.Buffer) error { return Explain(b, o, []*engine.Answer{a}, 0.7) },
		} {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(b.String()) {
				line = strings.TrimSuffix(line, "\n")
				if n := report.Columns(line); n > 80 {
					t.Errorf("%s in %s: %d columns: %s", what, lang, n, line)
				}
				if strings.ContainsRune(line, 0x1b) {
					t.Errorf("%s in %s: an escape sequence reaches the terminal", what, lang)
				}
			}
		}
	}
}

func TestExplainJSON(t *testing.T) {
	var b bytes.Buffer
	a := &engine.Answer{Part: "p", Line: 3, Candidates: []engine.Candidate{{Kind: pii.PhoneNumber, Score: 1, Weights: []engine.Weight{{Term: "prior", Value: 1}}, Mask: "09*"}}}
	if err := ExplainJSON(&b, []*engine.Answer{a}, 0.7); err != nil {
		t.Fatal(err)
	}
	want := `{"explain":{"part":"p","form":"text","line":3,"floor":0.7,"candidates":[{"kind":"PHONE_NUMBER","status":"reported","start":0,"end":0,` +
		`"mask":"09*","likelihood":0.7311,"level":"LIKELY","score":1,"weights":[{"term":"prior","value":1}]}],"refused":[]}}`
	if d := cmp.Diff(want, strings.TrimSpace(b.String())); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if s := fmt.Sprint(engine.Passed); s != "column" {
		t.Errorf("the last status is %q", s)
	}
}
