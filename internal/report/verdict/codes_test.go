package verdict

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestCodes reads the packages of leak for the codes that it writes: each has its sentence.
func TestCodes(t *testing.T) {
	files, err := filepath.Glob("../../leak/*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no sources of leak", err)
	}
	evidence := regexp.MustCompile(`\b[cC]ode: *"([a-z_]+)"|\badd\("([a-z]+_[a-z_]+)"`)
	answer := regexp.MustCompile(`Evidence = .*?"([a-z_]+)"|Evidence: +"([a-z_]+)"|Unknown, "([a-z_]+)"\}`)
	met := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range evidence.FindAllSubmatch(src, -1) {
			met++
			code := string(m[1]) + string(m[2])
			if _, ok := observations[code]; !ok {
				t.Errorf("%s: no sentence for the evidence %s", file, code)
			}
		}
		for line := range strings.Lines(string(src)) {
			if m := answer.FindStringSubmatch(line); m != nil && !evidence.MatchString(line) && reasons[m[1]+m[2]+m[3]][0] == "" {
				t.Errorf("%s: no sentence for the answer in %s", file, line)
			}
		}
	}
	if met == 0 {
		t.Error("no code was met: they stand elsewhere now")
	}
}

// TestSentences: each code is told in both languages, briefly enough for a line.
func TestSentences(t *testing.T) {
	for code, o := range observations {
		for _, s := range []string{o.ja, o.en, o.whyJA, o.whyEN} {
			if s == "" || len([]rune(s)) > 60 {
				t.Errorf("%s: %q", code, s)
			}
		}
	}
}
