package door

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestMain puts the reader in Tokyo, wherever the tests run.
func TestMain(m *testing.M) {
	time.Local = time.FixedZone("JST", 9*60*60)
	os.Exit(m.Run())
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s (-want +got):\n%s", name, d)
	}
}

func n(v int64) *int64 { return &v }

var when = time.Date(2026, 11, 27, 9, 30, 0, 0, time.FixedZone("JST", 9*60*60))

var entry = exposure.Entry{
	ID: "elasticsearch-no-auth", Severity: exposure.Critical, Reference: "https://www.elastic.co/guide/en/elasticsearch/reference/current/security-minimal-setup.html",
	Title: exposure.Text{EN: "Elasticsearch answers without a password", JA: "Elasticsearch がパスワードなしで応答する"},
	What:  exposure.Text{EN: "Whoever reaches {host} can read and delete all {indices} indices.", JA: "{host} に接続できる人は誰でも、{indices}個のインデックスをすべて読み、消すことができます。"},
	Seen:  exposure.Text{EN: "GET /_cat/indices was answered without credentials.", JA: "認証情報なしの GET /_cat/indices に応答がありました。"},
	Fix: exposure.Text{
		EN: "In elasticsearch.yml:\n  xpack.security.enabled: true\nThen: bin/elasticsearch-reset-password -u elastic",
		JA: "elasticsearch.yml に設定します。\n  xpack.security.enabled: true\n続いて bin/elasticsearch-reset-password -u elastic を実行します。",
	},
}

func open(id, target, object string, from exposure.Vantage, weight exposure.Severity, b exposure.Behind, isNew bool) exposure.Exposure {
	e := entry
	e.ID = id
	return exposure.Exposure{
		Finding: exposure.Finding{ID: id, Object: object, From: from, Args: map[string]string{"host": "search.example.jp", "indices": "3"}},
		Entry:   e, Target: target, Check: "elastic", Behind: b, Weight: weight, Since: when.AddDate(0, 0, -3), New: isNew,
	}
}

// results are what the reports are tried on.
func results() map[string]*exposure.Result {
	full := &exposure.Result{
		Started: when, Ended: when.Add(2300 * time.Millisecond), New: 2, Partial: true,
		People: inventory.People{Min: n(50_012), N: n(50_012), Max: n(50_040)},
		Kinds:  map[pii.Kind]int64{pii.EmailAddress: 50_000, pii.JapanIndividualNumber: 50_000},
		Looked: []exposure.Looked{
			{Target: "elastic+http://search.example.jp:9200", From: exposure.World, Checks: []string{"elastic"}, Open: 1},
			{Target: "redis://10.0.0.5", From: exposure.Network, Checks: []string{"redis"}, Open: 1},
			{Target: "postgres://db.example.jp", Checks: []string{"postgres"}, Errors: []exposure.Error{
				{Check: "postgres", Text: "ask db.example.jp:5432: no answer in time", Class: "unavailable"},
				{Check: "grant", Text: "ask db.example.jp:5432: nobody vouches for the certificate, and credentials are not sent to strangers", Class: "unreadable"},
			}},
		},
		Exposures: []exposure.Exposure{
			open("elasticsearch-no-auth", "elastic+http://search.example.jp:9200", "index residents", exposure.World, exposure.Critical,
				exposure.Behind{People: n(50_000), Kinds: map[pii.Kind]int64{pii.EmailAddress: 50_000, pii.JapanIndividualNumber: 50_000, pii.PersonName: 50_000}, Records: 50_000, LastSeen: when.AddDate(0, 0, -1)}, true),
			open("redis-no-auth", "redis://10.0.0.5", "", exposure.Network, exposure.High, exposure.Behind{People: n(12), Kinds: map[pii.Kind]int64{pii.EmailAddress: 12}, Sampled: true, Records: 40}, false),
			open("postgres-no-tls", "postgres://db.example.jp", "", exposure.Network, exposure.Medium, exposure.Behind{}, true),
			open("web-listing", "https://www.example.jp/", "/", exposure.World, exposure.Low, *exposure.Nobody(), false),
		},
		Closed: []exposure.Known{{ID: "web-git", Target: "https://www.example.jp/", Object: "/.git/HEAD", From: exposure.World, First: when.AddDate(0, -1, 0), Last: when.AddDate(0, 0, -1)}},
	}
	none := &exposure.Result{Started: when, Ended: when.Add(time.Second), Looked: []exposure.Looked{{Target: "redis://10.0.0.5", Checks: []string{"redis"}}}}
	dry := &exposure.Result{Started: when, Ended: when, Dry: true, Looked: []exposure.Looked{{Target: "redis://10.0.0.5", Checks: []string{"redis"},
		Plans: []exposure.Plan{{Act: "ask without a password", Object: "10.0.0.5:6379"}, {Act: "GET", Object: "http://10.0.0.5/.git/HEAD"}}}}}
	return map[string]*exposure.Result{"full": full, "none": none, "dry": dry, "hostile": hostile(), "many": many()}
}

const attack = "\x1b[31m</td><script>alert(1)</script>\u202e\r\n\"'&\xff{host}"

// hostile has names that attack the reader.
func hostile() *exposure.Result {
	x := open("elasticsearch-no-auth", "https://"+attack, strings.Repeat(attack, 40), exposure.World, exposure.Critical, exposure.Behind{}, true)
	x.Args["indices"] = attack
	return &exposure.Result{
		Started: when, Ended: when, Exposures: []exposure.Exposure{x},
		Looked: []exposure.Looked{{Target: attack, Errors: []exposure.Error{{Check: "x", Text: "ask: " + attack, Class: "unreadable"}}, Plans: []exposure.Plan{{Act: attack, Object: attack}}}},
		Closed: []exposure.Known{{ID: attack, Target: attack, Object: attack, From: attack}},
	}
}

// many has more doors than are told in full.
func many() *exposure.Result {
	r := &exposure.Result{Started: when, Ended: when, Partial: true}
	for i := range 300 {
		r.Exposures = append(r.Exposures, open("redis-no-auth", fmt.Sprintf("redis://10.0.%d.%d", i/250, i%250), "", exposure.Network, exposure.High, exposure.Behind{}, false))
	}
	return r
}

func options(lang string) report.Options { return report.Options{Lang: lang, Width: 80} }

func TestGolden(t *testing.T) {
	for name, r := range results() {
		for _, lang := range []string{"ja", "en"} {
			for form, write := range map[string]func(io.Writer) error{
				"txt":   func(w io.Writer) error { return Text(w, options(lang), r) },
				"json":  func(w io.Writer) error { return JSON(w, lang, "1.0", r) },
				"html":  func(w io.Writer) error { return HTML(w, options(lang), "1.0", r) },
				"sarif": func(w io.Writer) error { return SARIF(w, options(lang), "1.0", r) },
			} {
				var b bytes.Buffer
				if err := write(&b); err != nil {
					t.Fatal(err)
				}
				steers(t, name+"."+form, b.Bytes())
				if name == "many" && form != "txt" {
					continue
				}
				golden(t, name+"."+lang+"."+form, b.Bytes())
			}
		}
	}
}

// steers fails on anything that reaches a terminal and is not a plain character.
func steers(t *testing.T, name string, b []byte) {
	t.Helper()
	if !utf8.Valid(b) {
		t.Errorf("%s: not UTF-8", name)
	}
	for _, r := range string(b) {
		if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0 || unicode.Is(unicode.Cf, r)) {
			t.Errorf("%s: %U reaches the terminal", name, r)
			return
		}
	}
}

// TestWidths: no line is wider than the terminal but for the address of a page.
func TestWidths(t *testing.T) {
	for name, r := range results() {
		for _, width := range []int{60, 80, 120} {
			for _, lang := range []string{"ja", "en"} {
				var b bytes.Buffer
				if err := Text(&b, report.Options{Lang: lang, Width: width}, r); err != nil {
					t.Fatal(err)
				}
				for line := range strings.Lines(b.String()) {
					if w := report.Columns(strings.TrimSuffix(line, "\n")); w > width && !strings.Contains(line, "https://www.elastic.co") {
						t.Errorf("%s, %s, %d columns: %d wide: %q", name, lang, width, w, line)
					}
				}
			}
		}
	}
}

// TestJSON: a line has exactly one key, and the one of an exposure has what was promised.
func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := JSON(&b, "en", "1.0", results()["full"]); err != nil {
		t.Fatal(err)
	}
	keys := map[string]int{}
	for line := range bytes.Lines(b.Bytes()) {
		var m map[string]map[string]any
		if err := json.Unmarshal(line, &m); err != nil || len(m) != 1 {
			t.Fatalf("%v: %s", err, line)
		}
		for k, v := range m {
			keys[k]++
			if k == "exposure" {
				for _, want := range []string{"id", "target", "what", "seen", "people", "people_known", "kinds", "severity", "fix", "since", "new"} {
					if _, ok := v[want]; !ok {
						t.Errorf("no %q in %s", want, line)
					}
				}
				if v["people_known"] == (v["people"] == nil) {
					t.Errorf("people: %s", line)
				}
			}
		}
	}
	if d := cmp.Diff(map[string]int{"config": 1, "exposure": 4, "closed": 1, "unlooked": 2, "summary": 1}, keys); d != "" {
		t.Error(d)
	}
}

// passive are the elements a page may have: none of them asks for anything or runs anything.
var passive = strings.Fields("html head meta title style body main header footer article h1 h2 h3 p div span b br table thead tbody tr th td dl dt dd a code")

var styled = regexp.MustCompile(`^width:[0-9]+%$`)

// TestPage reads each page as XML, which forgives nothing.
func TestPage(t *testing.T) {
	for name, r := range results() {
		var page bytes.Buffer
		if err := HTML(&page, options("ja"), "1.0", r); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(page.Bytes(), []byte("ZgotmplZ")) || bytes.Contains(page.Bytes(), []byte("url(")) {
			t.Errorf("%s: a value was refused by the template, or something is asked for", name)
		}
		d := xml.NewDecoder(&page)
		for {
			tok, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: not well formed: %v", name, err)
			}
			el, ok := tok.(xml.StartElement)
			if !ok {
				continue
			}
			if !slices.Contains(passive, el.Name.Local) {
				t.Errorf("%s: has an element %s", name, el.Name.Local)
			}
			for _, a := range el.Attr {
				switch k := a.Name.Local; {
				case k == "style" && !styled.MatchString(a.Value), k == "href" && !strings.HasPrefix(a.Value, "#"),
					strings.HasPrefix(k, "on"), k == "src", k == "action":
					t.Errorf("%s: attribute %s=%q", name, k, a.Value)
				}
			}
		}
	}
}

// TestSARIF: rules and results fit together.
func TestSARIF(t *testing.T) {
	r := results()["full"]
	r.Exposures = append(r.Exposures, open("ci-unpinned-action", "testdata", "ci/main.yml:12 uses: x/y@v1", exposure.Declared, exposure.High, exposure.Behind{}, true))
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := SARIF(&b, report.Options{Lang: "en", Root: wd}, "1.0", r); err != nil {
		t.Fatal(err)
	}
	var log struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Level     string
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI, URIBaseID string }
						Region           struct{ StartLine int }
					}
				}
				PartialFingerprints map[string]string
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if log.Version != "2.1.0" || len(run.Results) != 5 || len(run.Tool.Driver.Rules) != 5 {
		t.Fatalf("%s, %d results, %d rules", log.Version, len(run.Results), len(run.Tool.Driver.Rules))
	}
	for _, x := range run.Results {
		if run.Tool.Driver.Rules[x.RuleIndex].ID != x.RuleID || x.PartialFingerprints["tsutsumi/v1"] == "" || len(x.Locations) != 1 {
			t.Errorf("%+v", x)
		}
	}
	at := run.Results[4].Locations[0].PhysicalLocation
	if at.ArtifactLocation.URI != "testdata/ci/main.yml" || at.ArtifactLocation.URIBaseID != "%SRCROOT%" || at.Region.StartLine != 12 {
		t.Errorf("%+v", at)
	}
}

// TestActs: what a dry run would do is told in Japanese, whatever the check.
func TestActs(t *testing.T) {
	o := exposure.Options{Checks: builtin.All(), Dry: true}
	for _, text := range strings.Fields("host://h http://h postgres://h mysql://h redis://h ldap://h mongodb://h elastic+http://h s3://b exchange://h salesforce://h " + t.TempDir()) {
		target, err := exposure.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		o.Targets = append(o.Targets, target)
	}
	r, err := exposure.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i := range r.Looked {
		for _, p := range r.Looked[i].Plans {
			n++
			if _, ok := acts[p.Act]; !ok && p.Act != http.MethodGet && p.Act != http.MethodPost {
				t.Errorf("%s: %q", r.Looked[i].Target, p.Act)
			}
		}
	}
	if n < 50 {
		t.Errorf("%d acts", n)
	}
}

// TestFollow: after the first round, only differences are told.
func TestFollow(t *testing.T) {
	var f Follow
	say := func(r *exposure.Result) string {
		t.Helper()
		var b bytes.Buffer
		if err := f.Text(&b, options("en"), r); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	full := func() *exposure.Result { r := results()["full"]; r.Closed = nil; return r }
	if s := say(full()); !strings.HasPrefix(s, "At least 50,012 people") {
		t.Errorf("first: %s", s)
	}
	if s := say(full()); s != "" {
		t.Errorf("nothing changed: %s", s)
	}
	// What could not be looked at once is not told as opened when it can be again.
	gone := full()
	gone.Exposures = gone.Exposures[:1]
	gone.Looked[1].Errors = []exposure.Error{{Check: "redis", Text: "ask: no answer in time", Class: "unavailable"}}
	if s := say(gone); !strings.Contains(s, "0 opened, 0 closed") || !strings.Contains(s, "redis://10.0.0.5  redis") {
		t.Errorf("not to be looked at: %s", s)
	}
	if s := say(full()); strings.Contains(s, "redis-no-auth") || !strings.Contains(s, "0 opened, 0 closed") {
		t.Errorf("to be looked at again: %s", s)
	}
	after := full()
	after.Closed = []exposure.Known{{Key: full().Exposures[1].Key(), ID: "redis-no-auth", Target: "redis://10.0.0.5", First: when, Last: when}}
	after.Exposures = append(after.Exposures[:1:1], open("redis-no-auth", "redis://10.0.0.6", "", exposure.Network, exposure.High, exposure.Behind{}, true))
	if s := say(after); !strings.Contains(s, "1 opened, 1 closed") || !strings.Contains(s, "10.0.0.6") || strings.Contains(s, "index residents") {
		t.Errorf("%s", s)
	}
	if s := say(full()); !strings.Contains(s, "1 opened, 0 closed") || !strings.Contains(s, "redis://10.0.0.5") {
		t.Errorf("opened again: %s", s)
	}
}
