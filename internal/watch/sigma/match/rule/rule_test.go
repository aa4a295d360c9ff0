package rule

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/sigmatest"
)

func load(files ...string) *File {
	fsys := fstest.MapFS{}
	for i, f := range files {
		fsys[fmt.Sprintf("d/%02d.yml", i)] = &fstest.MapFile{Data: []byte(f)}
	}
	return Load(fsys, Options{Placeholders: map[string][]string{"many": strings.Fields(strings.Repeat("a b ", 40))}})
}

const head = "title: A rule\nid: r\nlogsource:\n  category: test\n"

func detection(body string) string {
	return head + "detection:\n  " + strings.ReplaceAll(body, "\n", "\n  ") + "\n"
}

func correlation(body string) string {
	return "title: A rule\nid: c\ncorrelation:\n  " + strings.ReplaceAll(body, "\n", "\n  ") + "\n"
}

// TestProblems: what cannot be used is told with its line; the good rule beside it is loaded.
func TestProblems(t *testing.T) {
	for _, c := range []struct {
		text, want string
		line       int
	}{
		{"title: [", "is no YAML", 1},
		{"a: b\n  c: d\n", "is no YAML", 2},
		{"- a\n- b\n", "is no rule: no mapping", 1},
		{"text", "is no rule: no mapping", 1},
		{"title: x\ntitle: y\n", `has the key "title" twice`, 2},
		{"title: x\ndetection: {s: {f: x}, condition: s}\n", "has no logsource", 1},
		{head, "has no detection", 1},
		{detection("s: {f: x}"), "has no condition", 6},
		{detection("condition: s"), "has no search", 6},
		{detection("s: {f: x}\ncondition: ''"), "has no condition", 6},
		{detection("s: {f: x}\ncondition: t"), `condition names "t", which is not there`, 7},
		{detection("s: {f: x}\ncondition: s and"), "condition ends too early", 7},
		{detection("s: {f: x}\ncondition: (s"), "lacks a closing parenthesis", 7},
		{detection("s: {f: x}\ncondition: s)"), `goes on behind its end at ")"`, 7},
		{detection("s: {f: x}\ncondition: s s"), `goes on behind its end at "s"`, 7},
		{detection("s: {f: x}\ncondition: 1 of t*"), `names "t*", which nothing is like`, 7},
		{detection("s: {f: x}\ncondition: 2 of s*"), "wants 2 of 1", 7},
		{detection("s: {f: x}\ncondition: 0 of s*"), "wants 0 of 1", 7},
		{detection("s: {f: x}\ncondition: " + strings.Repeat("(", 100) + "s" + strings.Repeat(")", 100)), "nested deeper than 64", 7},
		{detection("s: {f: x}\ncondition: " + strings.Repeat("not ", 100) + "s"), "nested deeper than 64", 7},
		{detection("s: {f: x}\ncondition: s" + strings.Repeat(" or s", 3000)), "condition of more than 4096 words", 7},
		{detection("s: {f: x}\ncondition: s | near t"), "near is not computed", 7},
		{detection("s: {f: x}\ncondition: s | count() > 5"), "aggregation without a timeframe", 7},
		{detection("s: {f: x}\ntimeframe: 5x\ncondition: s | count() > 5"), "timespan must be", 7},
		{detection("s: {f: x}\ntimeframe: 5m\ncondition: s | count() by > 5"), "aggregation that is not understood", 8},
		{detection("s: {f: x}\ntimeframe: 5m\ncondition: s | count() 5"), "aggregation that is not understood", 8},
		{detection("s: {f: x}\ntimeframe: 5m\ncondition: s | sum() > 5"), "aggregation that is not understood", 8},
		{detection("s: {f: x}\ntimeframe: 5m\ncondition: s |"), "aggregation that is not understood", 8},
		{detection("s: {f: x}\ntimeframe: 5m\ncondition: [s, s | count() > 5]"), "aggregation among several conditions", 8},
		{detection("s: null\ncondition: s"), "neither fields nor keywords", 6},
		{detection("s: {}\ncondition: s"), "neither fields nor keywords", 6},
		{detection("s: []\ncondition: s"), `search "s" is empty`, 6},
		{detection("s: [[a]]\ncondition: s"), "neither fields nor keywords", 6},
		{detection("s:\n  f: {g: x}\ncondition: s"), "holds more than values", 7},
		{detection("s:\n  f: []\ncondition: s"), "has no value", 7},
		{detection("s:\n  f|nonsense: x\ncondition: s"), `unknown modifier "nonsense"`, 7},
		{detection("s:\n  f|i: x\ncondition: s"), "without re", 7},
		{detection("s:\n  f|re: '(a'\ncondition: s"), "regular expression that cannot be used", 7},
		{detection("s:\n  f|re: '(?!a)'\ncondition: s"), "regular expression that cannot be used", 7},
		{detection("s:\n  f|re: '(a)\\1'\ncondition: s"), "regular expression that cannot be used", 7},
		{detection("s:\n  f|re: '((a{100}){100}){100}'\ncondition: s"), "regular expression that cannot be used", 7},
		{detection("s:\n  f|re: " + strings.Repeat("a", 5000) + "\ncondition: s"), "regular expression of more than 4096 bytes", 7},
		{detection("s:\n  f|cidr: 10.0.0.0/33\ncondition: s"), "is no network", 7},
		{detection("s:\n  f|lt: abc\ncondition: s"), "compared to what is no number", 7},
		{detection("s:\n  f|lt: null\ncondition: s"), "compared to what is no number", 7},
		{detection("s:\n  f|hour: abc\ncondition: s"), "compared to what is no number", 7},
		{detection("s:\n  f|exists: maybe\ncondition: s"), "exists needs true or false", 7},
		{detection("s:\n  f|contains: null\ncondition: s"), "null takes no such modifier", 7},
		{detection("s:\n  f|base64: 'a*'\ncondition: s"), "needs a text without wildcards", 7},
		{detection("s:\n  f|re|cidr: 10.0.0.0/8\ncondition: s"), "exclude one another", 7},
		{detection("s:\n  '|cidr': 10.0.0.0/8\ncondition: s"), "need a field", 7},
		{detection("s:\n  f|fieldref: ''\ncondition: s"), "fieldref needs a field", 7},
		{detection("s:\n  f|expand: '%nobody%'\ncondition: s"), `placeholder "nobody" has no values`, 7},
		{detection("s:\n  f|expand: 'plain'\ncondition: s"), "expand without a placeholder", 7},
		{detection("s:\n  f|expand: '%many%%many%%many%'\ncondition: s"), "placeholders stand for more", 7},
		{detection("s:\n  f|windash|base64: '" + strings.Repeat(" -a", 9) + "'\ncondition: s"), "windash stands for more", 7},
		{detection("s:\n  f" + strings.Repeat("|all", 20) + ": x\ncondition: s"), "too many modifiers", 7},
		{correlation("type: nonsense\nrules: [r]\ntimespan: 1m\ncondition: {gte: 1}"), `type "nonsense" are not computed`, 4},
		{correlation("type: value_percentile\nrules: [r]\ntimespan: 1m\ncondition: {field: f, lte: 1}"), `type "value_percentile" are not computed`, 4},
		{correlation("type: event_count\nrules: []\ntimespan: 1m\ncondition: {gte: 1}"), "needs 1 to 64 rules", 4},
		{correlation("type: event_count\nrules: [r]\ncondition: {gte: 1}"), "timespan must be", 4},
		{correlation("type: event_count\nrules: [r]\ntimespan: 0m\ncondition: {gte: 1}"), "timespan must be", 6},
		{correlation("type: event_count\nrules: [r]\ntimespan: 9999d\ncondition: {gte: 1}"), "timespan must be", 6},
		{correlation("type: event_count\nrules: [r]\ntimespan: 1m"), "no condition that can be computed", 4},
		{correlation("type: temporal\nrules: [r]\ntimespan: 1m\ncondition: a and b"), "no condition that can be computed", 4},
		{correlation("type: event_count\nrules: [r]\ntimespan: 1m\ncondition: {field: f}"), "has no threshold", 7},
		{correlation("type: event_count\nrules: [r]\ntimespan: 1m\ncondition: {gte: many}"), "is no number", 7},
		{correlation("type: event_count\nrules: [r]\ntimespan: 1m\ncondition: {ge: 1}"), `condition "ge" is not known`, 7},
		{correlation("type: value_count\nrules: [r]\ntimespan: 1m\ncondition: {gte: 1}"), "names no field to count", 7},
		{correlation("type: value_sum\nrules: [r]\ntimespan: 1m\ncondition: {field: [a, b], gte: 1}"), "more than one field", 7},
		{correlation("type: temporal\nrules: [r]\ntimespan: 1m\naliases: {a: {}}"), "names no field", 7},
		{"title: F\nid: f\nlogsource: {category: test}\nfilter: {rules: [r], condition: s}\n", "has no search", 4},
		{"title: F\nid: f\nlogsource: {category: test}\nfilter: {rules: [r], s: {f: x}}\n", "has no condition", 4},
		{"action: nonsense\ntitle: x\n", `unknown action "nonsense"`, 1},
		{"action: repeat\ntitle: x\n", "repeats what is not there", 1},
		{"title: twin\nid: good\nlogsource: {category: test}\ndetection: {s: {f: x}, condition: s}\n", `has the id of a rule in "d/00.yml"`, 1},
		{"a: " + strings.Repeat("[", 200) + strings.Repeat("]", 200), "is nested deeper than 32", 1},
		{"a: &a [*a]\n", "is nested deeper than 32", 1},
		{"a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\ne: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\n", "unfolds to more than 100000 nodes", 0},
		{"a: " + strings.Repeat("x", 20_000), "has a value of more than 16384 bytes", 1},
		{strings.Repeat("#", 1<<20+1), "is larger than 1048576 bytes", 0},
		{strings.Repeat("---\na: b\n", 1200), "has more than 1000 documents", 0},
	} {
		start := time.Now()
		f := load("title: good\nid: good\nlogsource: {category: test}\ndetection: {s: {f: x}, condition: s}\n", c.text)
		if len(f.Problems) == 0 {
			t.Errorf("%.80q is used", c.text)
			continue
		}
		p := f.Problems[len(f.Problems)-1]
		if !strings.Contains(p.Reason, c.want) || p.Line != c.line && c.line > 0 || p.File != "d/01.yml" || p.Japanese == "" || p.Japanese == p.Reason || strings.Contains(p.In()+p.String(), "%!") {
			t.Errorf("%.80q: %s / %s, want %q at %d", c.text, p, p.In(), c.want, c.line)
		}
		if len(f.Rules) != 1 {
			t.Errorf("%.80q: %d rules", c.text, len(f.Rules))
		}
		if d := time.Since(start); d > 10*time.Second {
			t.Errorf("%.80q took %v", c.text, d)
		}
	}
}

func TestMeta(t *testing.T) {
	f := load("\xef\xbb\xbf---\ntitle: T\nid: 1\nname: n\nstatus: Test\nlevel: High\ndescription: d\nauthor: a\ntags: [x, y]\nfalsepositives:\n  - none\nreferences: [https://example.jp]\nlogsource: {product: AWS, service: CloudTrail, category: X}\ndetection: {s: {f: x}, condition: s}\n" +
		"---\n# a comment alone\n---\ntitle: no id\nlogsource: {product: x}\ndetection: {s: {f: x}, condition: s}\n")
	if len(f.Problems) > 0 || len(f.Rules) != 2 {
		t.Fatalf("%v, %d rules", f.Problems, len(f.Rules))
	}
	want := Meta{ID: "1", Name: "n", Title: "T", Description: "d", Status: "test", Level: "high", Author: "a", Tags: []string{"x", "y"}, FalsePositives: []string{"none"}, References: []string{"https://example.jp"}, File: "d/00.yml", Line: 2}
	if d := cmp.Diff(want, f.Rules[0].Meta); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if d := cmp.Diff(Source{"aws", "x", "cloudtrail"}, f.Rules[0].Source); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if id := f.Rules[1].ID; id != "d/00.yml#2" {
		t.Errorf("the id of a rule without one is %q", id)
	}
}

// TestCollections: what version 1 lets stand once for several rules.
func TestCollections(t *testing.T) {
	f := load("action: global\ntitle: G\nid: g\nlevel: high\ndetection:\n  condition: s\n" +
		"---\nlogsource: {product: a}\ndetection:\n  s: {f: x}\n" +
		"---\nlogsource: {product: b}\ndetection:\n  s: {g: x}\n" +
		"---\naction: repeat\nlogsource: {service: c}\nlevel: low\n" +
		"---\naction: reset\n" +
		"---\ntitle: Z\nid: z\nlogsource: {product: d}\ndetection: {s: {f: x}, condition: s}\n")
	var got []string
	for _, r := range f.Rules {
		got = append(got, fmt.Sprint(r.ID, " ", r.Title, " ", r.Level, " ", r.Source, " ", r.Selections[0].Groups[0].Items[0].Field))
	}
	if d := cmp.Diff([]string{"g G high {a  } f", "g#3 G high {b  } g", "g#4 G low {b  c} g", "z Z  {d  } f"}, got); d != "" || len(f.Problems) > 0 {
		t.Errorf("%v (-want +got)\n%s", f.Problems, d)
	}
}

// TestAnchors: anchors, aliases and merged keys of YAML.
func TestAnchors(t *testing.T) {
	f := load(detection("a: &a\n  f: x\n  g: y\nb:\n  <<: *a\n  g: z\nc: *a\ncondition: all of them"))
	if len(f.Problems) > 0 {
		t.Fatal(f.Problems)
	}
	var got []string
	for _, s := range f.Rules[0].Selections {
		for _, it := range s.Groups[0].Items {
			got = append(got, s.Name+" "+it.Field+" "+it.Matches[0].Pattern[0].Text)
		}
	}
	if d := cmp.Diff([]string{"a f x", "a g y", "b f x", "b g z", "c f x", "c g y"}, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestPatterns(t *testing.T) {
	for s, want := range map[string]string{
		``: "", `a`: "a", `a*b`: "a,*,b", `a**b`: "a,*,b", `?a?`: "?,a,?", `a\*b`: "a*b", `a\?`: "a?", `a\\b`: `a\b`, `a\b`: `a\b`, `a\\*`: `a\,*`, `a\\\*`: `a\*`, `a\\\\`: `a\\`, `\`: `\`, `\\\`: `\\`, `*`: "*",
	} {
		var got []string
		for _, p := range parse(s, false) {
			got = append(got, map[Kind]string{Literal: p.Text, One: "?", Many: "*"}[p.Kind])
		}
		if g := strings.Join(got, ","); g != want {
			t.Errorf("%q: %q, want %q", s, g, want)
		}
	}
}

func TestOnlyRules(t *testing.T) {
	rule := &fstest.MapFile{Data: []byte(detection("s: {f: x}\ncondition: s"))}
	f := Load(fstest.MapFS{"a.yml": rule, "README.md": rule, "b/c/d.YAML": {Data: []byte(strings.Replace(detection("s: {f: x}\ncondition: s"), "id: r", "id: q", 1))}, ".git/x.yml": rule, "empty.yml": {}}, Options{})
	if len(f.Rules) != 2 || len(f.Problems) > 0 {
		t.Errorf("%d rules, %v", len(f.Rules), f.Problems)
	}
	if f := Load(broken{}, Options{}); len(f.Problems) != 1 || f.Problems[0].Reason != "cannot be read" {
		t.Errorf("a folder that cannot be read: %v", f.Problems)
	}
}

func TestPlaceholders(t *testing.T) {
	fsys := fstest.MapFS{"a.yml": {Data: []byte(detection("s: {f|expand: '%staff%'}\ncondition: s"))}, "placeholders.yml": {Data: []byte("staff: [tanaka, sato*]\nnobody: []\n")}}
	f := Load(fsys, Options{})
	if len(f.Rules) != 1 || len(f.Rules[0].Selections[0].Groups[0].Items[0].Matches) != 2 {
		t.Errorf("%v", f.Rules)
	}
	if len(f.Problems) != 1 || f.Problems[0].Line != 2 || !strings.Contains(f.Problems[0].Reason, `"nobody" has no values`) {
		t.Errorf("%v", f.Problems)
	}
}

type broken struct{}

func (broken) Open(string) (fs.File, error) { return nil, errors.New("secret words") }

func FuzzLoad(f *testing.F) {
	g := sigmatest.New(1)
	for range 10 {
		f.Add([]byte(g.Any()))
		f.Add([]byte(g.Web()))
	}
	f.Add([]byte(correlation("type: value_count\nrules: [r]\ngroup-by: [a]\naliases: {a: {r: b}}\ntimespan: 1m\ncondition: {field: x, gte: 1}")))
	f.Add([]byte("action: global\ntitle: x\n---\naction: repeat\n---\nfilter: {rules: any, s: {f: x}, condition: not s}\n"))
	f.Add([]byte("a: &a [*a, {<<: *a}]\nb: !!binary x\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		out := Load(fstest.MapFS{"a.yml": &fstest.MapFile{Data: data}}, Options{})
		for _, p := range out.Problems {
			if p.Reason == "" || p.Japanese == "" || p.File != "a.yml" || p.Line < 0 || strings.Contains(p.Reason, "%!") {
				t.Errorf("%+v", p)
			}
		}
		for _, r := range out.Rules {
			if r.ID == "" || len(r.Conditions) == 0 || len(r.Selections) == 0 {
				t.Errorf("%+v", r)
			}
			for _, c := range r.Conditions {
				valid(t, c, len(r.Selections))
			}
		}
	})
}

func valid(t *testing.T, e *Expr, n int) {
	if e.Kind == Select && (e.Selection < 0 || e.Selection >= n) || e.Kind != Select && len(e.Kids) == 0 {
		t.Errorf("%+v of %d", e, n)
	}
	for _, k := range e.Kids {
		valid(t, k, n)
	}
}
