package synth

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

func TestEstate(t *testing.T) {
	dir := t.TempDir()
	truth, err := Estate(dir, Options{Seed: 1, People: 1000, Values: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d files, %d people, %d labels, %d values", truth.Files, truth.People, len(truth.Labels), len(truth.Values))
	if truth.Files < 60 || truth.People < 1000 || len(truth.Labels) < 10_000 {
		t.Errorf("estate too small: %d files, %d people, %d labels", truth.Files, truth.People, len(truth.Labels))
	}
	kinds := map[pii.Kind]int{}
	for _, l := range truth.Labels {
		kinds[l.Kind]++
	}
	for _, k := range []pii.Kind{pii.PersonName, pii.StreetAddress, pii.JapanIndividualNumber, pii.ChinaResidentIDNumber, pii.AWSCredentials} {
		if kinds[k] == 0 {
			t.Errorf("no %s is planted", k)
		}
	}
}

// TestLabelsFit reads the UTF-8 files back: a label's span holds a planted value of its kind.
func TestLabelsFit(t *testing.T) {
	dir := t.TempDir()
	truth, err := Estate(dir, Options{Seed: 2, People: 500, Values: true})
	if err != nil {
		t.Fatal(err)
	}
	planted := map[Value]bool{}
	for _, v := range truth.Values {
		planted[v] = true
	}
	texts := map[string]string{}
	checked := 0
	for _, l := range truth.Labels {
		if l.End == 0 || !(l.Part == l.File || strings.HasSuffix(l.File, ".sql")) {
			continue
		}
		s, ok := texts[l.File]
		if !ok {
			b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(l.File)))
			if err != nil {
				t.Fatal(err)
			}
			s = string(b)
			texts[l.File] = s
		}
		if !utf8.ValidString(s) || strings.Contains(s[:min(len(s), 4000)], "\x1b$B") {
			continue
		}
		got := s[l.Start:l.End]
		got = strings.NewReplacer(`""`, `"`, `\\`, `\`, `''`, `'`, `\n`, "\n").Replace(got)
		checked++
		if !planted[Value{l.Kind, got}] {
			t.Fatalf("%s %d-%d: no planted %s stands there: %q", l.Part, l.Start, l.End, l.Kind, got)
		}
	}
	if checked < 5000 {
		t.Errorf("only %d labels checked", checked)
	}
}

func BenchmarkEstate(b *testing.B) {
	for b.Loop() {
		if _, err := Estate(b.TempDir(), Options{Seed: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

func TestEstateSameBytes(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	for _, dir := range []string{a, b} {
		if _, err := Estate(dir, Options{Seed: 3, People: 300}); err != nil {
			t.Fatal(err)
		}
	}
	err := filepath.WalkDir(a, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(a, path)
		if err != nil {
			return err
		}
		x, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		y, err := os.ReadFile(filepath.Join(b, rel))
		if err != nil {
			return err
		}
		if string(x) != string(y) {
			t.Errorf("%s differs between two runs of one seed", rel)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
