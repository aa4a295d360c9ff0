package verdict

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

func TestText(t *testing.T) {
	for name, m := range matches() {
		for _, lang := range []string{"ja", "en"} {
			var b bytes.Buffer
			if err := Text(&b, report.Options{Lang: lang, Width: 80}, []leak.Match{m}); err != nil {
				t.Fatal(err)
			}
			golden(t, name+"."+lang+".txt", b.Bytes())
			steers(t, b.Bytes())
		}
	}
}

// steers fails on anything in a text for the terminal that is not a plain character.
func steers(t *testing.T, b []byte) {
	t.Helper()
	if !utf8.Valid(b) {
		t.Error("not UTF-8")
	}
	for _, r := range string(b) {
		if r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0 || unicode.Is(unicode.Cf, r)) {
			t.Errorf("%U reaches the terminal", r)
			return
		}
	}
}

func TestTextWidths(t *testing.T) {
	ms := slices.Collect(maps.Values(matches()))
	for _, width := range []int{60, 72, 80, 100, 120} {
		for _, lang := range []string{"ja", "en"} {
			var b bytes.Buffer
			if err := Text(&b, report.Options{Lang: lang, Width: width}, ms); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(b.String()) {
				if w := report.Columns(strings.TrimSuffix(line, "\n")); w > width {
					t.Errorf("%s, %d columns: %d wide: %q", lang, width, w, line)
				}
			}
		}
	}
}

// TestColour: colours are written only where asked for, and nothing else steers.
func TestColour(t *testing.T) {
	for _, m := range matches() {
		var plain, coloured bytes.Buffer
		for w, colour := range map[*bytes.Buffer]bool{&plain: false, &coloured: true} {
			if err := Text(w, report.Options{Lang: "ja", Color: colour}, []leak.Match{m}); err != nil {
				t.Fatal(err)
			}
		}
		s := coloured.String()
		for _, style := range []string{report.Bold, report.Dim, report.Red, report.Yellow, report.Blue} {
			s = strings.ReplaceAll(s, "\x1b["+style+"m", "")
		}
		if s = strings.ReplaceAll(s, "\x1b[0m", ""); trimmed(s) != trimmed(plain.String()) {
			t.Error("colours change the text")
		}
	}
}

func trimmed(s string) string {
	ls := strings.Split(s, "\n")
	for i := range ls {
		ls[i] = strings.TrimRight(ls[i], " ")
	}
	return strings.Join(ls, "\n")
}
