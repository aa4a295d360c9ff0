package demo

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	detectors "github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/file"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/eval"
)

var (
	accuracy     = flag.Bool("accuracy", false, "scan the estate and print precision and recall")
	accuracyOnly = flag.String("only", "", "compare only files whose path contains this")
	accuracySeed = flag.Uint64("seed", 11, "seed of the estate")
	accuracyRows = flag.Int("people", 2000, "customers of the estate")
	accuracyFit  = flag.Bool("fit", false, "print by how much priors should move, from seeds other than the measured one")
	accuracyMiss = flag.Int("show", 0, "how many missed values and false findings of each kind to print")
)

// sink keeps the findings of a scan.
type sink struct {
	found   []eval.Found
	summary scan.Summary
	name    func(string) string // what the scan calls a part: names of files are data too
}

func (s *sink) Config(*scan.Config) error { return nil }
func (s *sink) Unit(*scan.Unit) error     { return nil }
func (s *sink) Summary(m *scan.Summary) error {
	s.summary = *m
	return nil
}

func (s *sink) Findings(p *scan.PartRef, fs []scan.Finding) error {
	part := strings.Clone(p.Part)
	for i := range fs {
		f := &fs[i]
		l := eval.Label{Part: part, Record: int(f.Record), Field: strings.Clone(f.Field), Kind: f.Kind, Start: f.Start, End: f.End}
		s.found = append(s.found, eval.Found{Label: l, Likelihood: f.Likelihood, Why: uint64(f.Why)})
	}
	return nil
}

// TestAccuracy measures the detectors on the estate:
//
//	go test ./internal/demo -run TestAccuracy -v -args -accuracy -only 03_ -show 5
func TestAccuracy(t *testing.T) {
	if !*accuracy {
		t.Skip("no -accuracy")
	}
	dir := t.TempDir()
	truth, err := synth.Estate(dir, synth.Options{Seed: *accuracySeed, People: *accuracyRows})
	if err != nil {
		t.Fatal(err)
	}
	nobodys(t, dir, 1000000, *accuracySeed) // or bands would be measured on people's data only
	s := scanAll(t, dir)
	labels := make([]eval.Label, 0, len(truth.Labels))
	for _, l := range truth.Labels {
		if strings.Contains(l.File, *accuracyOnly) {
			l.Part = s.name(l.Part)
			labels = append(labels, eval.Label(l))
		}
	}
	found := s.found[:0]
	for _, f := range s.found {
		if strings.Contains(f.Part, *accuracyOnly) {
			found = append(found, f)
		}
	}
	r := eval.CompareFound(labels, found)
	var b strings.Builder
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	if *accuracyFit {
		fit(t, found, &r)
	}
	if *accuracyOnly == "" {
		gate(t, labels, found, &r)
	}
	n := s.summary.People
	t.Logf("%d people planted; found %v to %v, best %v\n%s", truth.People, value(n.Min), value(n.Max), value(n.N), b.String())
	show(t, dir, &r)
}

func value(n *int64) int64 {
	if n == nil {
		return -1
	}
	return *n
}

func scanAll(t *testing.T, dir string) *sink {
	t.Helper()
	src, err := file.Open(dir, file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	secret := bytes.Repeat([]byte{7}, pii.KeySize)
	key, err := pii.NewKey(secret, "fingerprint")
	if err != nil {
		t.Fatal(err)
	}
	run, err := pii.NewKey(secret, "run")
	if err != nil {
		t.Fatal(err)
	}
	e := engine.New(engine.Config{Detectors: detectors.All(), Key: key, Run: run, Findings: true})
	s := &sink{name: e.Name}
	_, err = scan.Run(t.Context(), scan.Options{Sources: []source.Source{src}, Formats: formats.All(), Limits: content.DefaultLimits(), Now: time.Now,
		Engine: e}, s)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// show prints examples of what was missed and what is false, with the text where the file is UTF-8. All of it is
// invented.
func show(t *testing.T, dir string, r *eval.Report) {
	seen := map[string]int{}
	print := func(what string, l *eval.Label, p float64) {
		k := what + l.Kind.String()
		if seen[k]++; seen[k] > *accuracyMiss {
			return
		}
		part, _, _ := strings.Cut(l.Part, "!/")
		text := ""
		if b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(part))); err == nil && utf8.Valid(b) && l.End > 0 && l.End <= int64(len(b)) {
			text = string(b[max(0, l.Start-45):l.Start]) + "【" + string(b[l.Start:l.End]) + "】" + string(b[l.End:min(int64(len(b)), l.End+30)])
			text = strings.ToValidUTF8(strings.ReplaceAll(text, "\n", "⏎"), "")
		}
		t.Logf("%s %s %s record %d field %q %d-%d %.2f %s", what, l.Kind, l.Part, l.Record, l.Field, l.Start, l.End, p, text)
	}
	for i := range r.Missed {
		print("missed", &r.Missed[i], 0)
	}
	for i := range r.False {
		print("false", &r.False[i].Label, r.False[i].Likelihood)
	}
}
