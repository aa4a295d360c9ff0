package address

import (
	"os"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

// marked reads a sentence with marks around what must be found: open and close are kept as spans, the other marks only
// taken away.
func marked(line, open, shut string) (text string, spans [][2]int) {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(line, `\n`, "\n") {
		switch s := string(r); {
		case s == open:
			spans = append(spans, [2]int{b.Len(), -1})
		case s == shut:
			spans[len(spans)-1][1] = b.Len()
		case strings.ContainsAny(s, "«»⟦⟧"):
		default:
			b.WriteString(s)
		}
	}
	return b.String(), spans
}

// all is every match of d in text.
func all(d detect.Detector, text string, lang detect.Lang) (out [][2]int) {
	behind := 0
	detecttest.Candidates(d, detecttest.Case{Lang: lang}, []byte(text), -1, func(c *detect.Candidate) bool {
		c.Start = max(c.Start, behind)
		for c.Start < c.End {
			m, ok := d.Judge(c)
			if !ok {
				break
			}
			out = append(out, [2]int{m.Start, m.End})
			c.Start, behind = m.End, m.End
		}
		return true
	})
	return out
}

// TestProse measures precision and recall on invented sentences; a match counts if it covers at least half of what is
// marked and at most twice of it.
func TestProse(t *testing.T) {
	for _, c := range []struct {
		file string
		lang detect.Lang
	}{{"ja.txt", detect.LangJA}, {"zh.txt", detect.LangZH}, {"ja.txt", detect.LangOther}, {"zh.txt", detect.LangOther}} {
		data, err := os.ReadFile("../name/testdata/" + c.file)
		if err != nil {
			t.Fatal(err)
		}
		hit, miss, wrong, exact := 0, 0, 0, 0
		for line := range strings.Lines(string(data)) {
			text, want := marked(strings.TrimSuffix(line, "\n"), "⟦", "⟧")
			got := all(New(), text, c.lang)
			for _, w := range want {
				ok := false
				for i, g := range got {
					over := min(w[1], g[1]) - max(w[0], g[0])
					if 2*over >= w[1]-w[0] && 2*over >= g[1]-g[0] {
						ok = true
						if w == g {
							exact++
						}
						got[i] = [2]int{-1, -1}
						break
					}
				}
				if ok {
					hit++
				} else {
					miss++
					t.Logf("missed %q in %q", text[w[0]:w[1]], text)
				}
			}
			for _, g := range got {
				if g[0] >= 0 {
					wrong++
					t.Logf("wrong %q in %q", text[g[0]:g[1]], text)
				}
			}
		}
		p, r := float64(hit)/float64(hit+wrong), float64(hit)/float64(hit+miss)
		t.Logf("%s (language %d): precision %.3f, recall %.3f, %d of %d exact", c.file, c.lang, p, r, exact, hit)
		if c.lang != detect.LangOther && (p < 0.9 || r < 0.9) {
			t.Errorf("%s: precision %.3f, recall %.3f", c.file, p, r)
		}
	}
}
