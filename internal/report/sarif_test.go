package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

// TestSARIF checks what the SARIF 2.1.0 schema requires, and what code scanning services ask beyond it.
func TestSARIF(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		var b bytes.Buffer
		sample(t, NewSARIF(&b, Options{Lang: lang}, 0.7))
		var log struct {
			Schema  string `json:"$schema"`
			Version string
			Runs    []struct {
				Tool struct {
					Driver struct {
						Name, Version string
						Rules         []struct {
							ID               string
							ShortDescription struct{ Text string }
							Properties       map[string]any
						}
					}
				}
				Results []struct {
					RuleID    string
					RuleIndex int
					Level     string
					Message   struct{ Text string }
					Locations []struct {
						PhysicalLocation struct {
							ArtifactLocation struct{ URI string }
							Region           *struct{ StartLine, ByteOffset, ByteLength *int64 }
						}
						LogicalLocations []struct{ FullyQualifiedName string }
					}
					PartialFingerprints map[string]string
				}
				Invocations []struct {
					ExecutionSuccessful        *bool
					ToolExecutionNotifications []struct{ Message struct{ Text string } }
				}
			}
		}
		if err := json.Unmarshal(b.Bytes(), &log); err != nil {
			t.Fatal(err)
		}
		if log.Version != "2.1.0" || !strings.Contains(log.Schema, "sarif-schema-2.1.0") || len(log.Runs) != 1 {
			t.Fatalf("version %q, schema %q, %d runs", log.Version, log.Schema, len(log.Runs))
		}
		run := log.Runs[0]
		if run.Tool.Driver.Name == "" || len(run.Results) == 0 || len(run.Invocations) != 1 || run.Invocations[0].ExecutionSuccessful == nil {
			t.Fatalf("incomplete run: %+v", run.Tool)
		}
		if got := len(run.Invocations[0].ToolExecutionNotifications); got != 3 {
			t.Errorf("%d notifications of what could not be read, want 3", got)
		}
		for _, r := range run.Results {
			if r.RuleIndex >= len(run.Tool.Driver.Rules) || run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
				t.Errorf("rule %d is not %s", r.RuleIndex, r.RuleID)
			}
			if r.Level != "error" && r.Level != "warning" && r.Level != "note" {
				t.Errorf("level %q", r.Level)
			}
			if r.Message.Text == "" || len(r.PartialFingerprints["tsutsumi/v1"]) != 16 || len(r.Locations) != 1 {
				t.Errorf("incomplete result: %+v", r)
			}
			l := r.Locations[0].PhysicalLocation
			if _, err := url.Parse(l.ArtifactLocation.URI); err != nil || strings.ContainsAny(l.ArtifactLocation.URI, " 会!") {
				t.Errorf("uri %q: %v", l.ArtifactLocation.URI, err)
			}
			utf8 := strings.HasPrefix(l.ArtifactLocation.URI, "src/")
			if g := l.Region; g != nil && (g.StartLine == nil || *g.StartLine < 1) {
				t.Errorf("region without a line: %+v", g)
			} else if utf8 && (g == nil || g.ByteOffset == nil || g.ByteLength == nil) {
				t.Errorf("no byte region in a UTF-8 file")
			} else if !utf8 && g != nil && strings.Contains(l.ArtifactLocation.URI, "%E4%BC%9A") && g.ByteOffset != nil {
				t.Errorf("byte offsets of decoded text told as the file's own")
			}
		}
		for _, r := range run.Tool.Driver.Rules {
			if r.ShortDescription.Text == "" || r.Properties["security-severity"] == nil {
				t.Errorf("incomplete rule %+v", r)
			}
		}
	}
}

func TestSARIFEmpty(t *testing.T) {
	var b bytes.Buffer
	sample(t, NewSARIF(&b, Options{}, 1.1))
	if !json.Valid(b.Bytes()) {
		t.Error("no findings: not JSON")
	}
}

// TestSARIFBounds: services refuse logs that are too large; what is left out is told.
func TestSARIFBounds(t *testing.T) {
	var b bytes.Buffer
	h := NewSARIF(&b, Options{Root: "/srv"}, 0)
	ref := &scan.PartRef{Source: "/srv/share", Part: "a b/c.csv"}
	for range 10 {
		if err := h.Findings(ref, findings([]string{"mail"})); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.Unit(&scan.Unit{Source: ref.Source, Part: inventory.Part{Name: ref.Part}}); err != nil {
		t.Fatal(err)
	}
	if err := h.Summary(&scan.Summary{}); err != nil {
		t.Fatal(err)
	}
	s := b.String()
	if got := strings.Count(s, `"ruleId"`); got != 7*maxPerField {
		t.Errorf("%d results, want %d", got, 7*maxPerField)
	}
	for _, want := range []string{"4,420 further findings", `"uri":"share/a%20b/c.csv"`} {
		if !strings.Contains(s, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestSARIFPlaces(t *testing.T) {
	for _, c := range []struct{ root, source, part, want string }{
		{"", "share", "a.csv", "a.csv"},
		{"/srv", "/srv/share", "a.csv", "share/a.csv"},
		{"/srv", "/srv/share/a.csv", "a.csv", "share/a.csv"},
		{"/srv", "/srv/a.zip", "a.zip!/b.csv", "a.zip"},
		{"/srv", "/mnt/x", "a.csv", "file:///mnt/x/a.csv"},
		{"/srv", "-", "stdin", "stdin"},
	} {
		s := &sarif{root: c.root}
		if got := s.location(c.source, c.part, nil).Physical.Artifact.URI; got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestCSV(t *testing.T) {
	var b bytes.Buffer
	sample(t, NewCSV(&b, Options{Lang: "ja", BOM: true}))
	golden(t, "table.golden", b.Bytes())
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b.Bytes(), []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+14+3 {
		t.Errorf("%d rows, want 18", len(rows))
	}
	for _, r := range rows {
		for _, c := range r {
			if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r") {
				t.Errorf("a spreadsheet would run %q", c)
			}
		}
	}
}

func TestHTML(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		var b bytes.Buffer
		sample(t, NewHTML(&b, Options{Lang: lang}))
		s := b.String()
		if strings.Contains(s, "http://") || strings.Contains(s, "https://") || strings.Contains(s, "src=") {
			t.Errorf("%s: the page asks for something outside", lang)
		}
		for _, want := range []string{`lang="` + lang + `"`, "23,418", "会員名簿_2026.csv", "12**********", "@media print"} {
			if !strings.Contains(s, want) {
				t.Errorf("%s: %q is missing", lang, want)
			}
		}
	}
}
