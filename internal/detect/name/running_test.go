package name_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	detectors "github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/file"
)

// span is a name or an address in a document.
type span struct {
	part       string
	kind       pii.Kind
	start, end int64
}

// found gathers the names and addresses that a scan tells at the level it shows by default.
type found struct{ spans []span }

func (*found) Config(*scan.Config) error   { return nil }
func (*found) Unit(*scan.Unit) error       { return nil }
func (*found) Summary(*scan.Summary) error { return nil }
func (f *found) Findings(p *scan.PartRef, fs []scan.Finding) error {
	for i := range fs {
		if g := &fs[i]; g.Likelihood >= 0.7 && (g.Kind == pii.PersonName || g.Kind == pii.StreetAddress) {
			f.spans = append(f.spans, span{strings.Clone(p.Part), g.Kind, g.Start, g.End})
		}
	}
	return nil
}

// documents writes the texts of a corpus, parted by lines of "--", as files, and tells where their names («») and
// addresses (⟦⟧) stand.
func documents(t *testing.T, name, dir string) (want []span, texts map[string]string) {
	t.Helper()
	data, err := os.ReadFile("testdata/blind/" + name)
	if err != nil {
		t.Fatal(err)
	}
	texts = map[string]string{}
	for i, doc := range strings.Split(strings.TrimSpace(string(data)), "\n--\n") {
		part := fmt.Sprintf("%02d.txt", i)
		var b strings.Builder
		for _, r := range doc {
			switch r {
			case '«', '⟦':
				k := pii.PersonName
				if r == '⟦' {
					k = pii.StreetAddress
				}
				want = append(want, span{part: part, kind: k, start: int64(b.Len())})
			case '»', '⟧':
				want[len(want)-1].end = int64(b.Len())
			default:
				b.WriteRune(r)
			}
		}
		texts[part] = b.String()
		if err := os.WriteFile(filepath.Join(dir, part), []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return want, texts
}

// TestRunning scans documents written by hand, none of whose names was taken from the lists, through the whole engine.
func TestRunning(t *testing.T) {
	files, err := filepath.Glob("testdata/blind/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		t.Run(filepath.Base(f), func(t *testing.T) { running(t, filepath.Base(f)) })
	}
}

func running(t *testing.T, name string) {
	dir := t.TempDir()
	want, texts := documents(t, name, dir)
	src, err := file.Open(dir, file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	key, err := pii.NewKey(bytes.Repeat([]byte{7}, pii.KeySize), "test")
	if err != nil {
		t.Fatal(err)
	}
	e := engine.New(engine.Config{Detectors: detectors.All(), Key: key, Run: key, Findings: true})
	var got found
	if _, err := scan.Run(t.Context(), scan.Options{Sources: []source.Source{src}, Formats: formats.All(), Limits: content.DefaultLimits(), Now: time.Now, Engine: e}, &got); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []pii.Kind{pii.PersonName, pii.StreetAddress} {
		hit, miss, wrong := 0, 0, 0
		used := make([]bool, len(got.spans))
		for _, w := range want {
			if w.kind != kind {
				continue
			}
			ok := false
			for i, g := range got.spans {
				over := min(w.end, g.end) - max(w.start, g.start)
				if g.kind == kind && g.part == w.part && 2*over >= w.end-w.start {
					ok, used[i] = true, true
				}
			}
			if ok {
				hit++
				continue
			}
			miss++
			t.Logf("missed %v %s", kind, around(texts[w.part], w))
		}
		for i, g := range got.spans {
			if g.kind == kind && !used[i] {
				wrong++
				t.Logf("false %v %s", kind, around(texts[g.part], g))
			}
		}
		t.Logf("%s %v: precision %.3f (%d false), recall %.3f (%d of %d)", name, kind, float64(hit)/float64(max(1, hit+wrong)), wrong,
			float64(hit)/float64(max(1, hit+miss)), hit, hit+miss)
	}
}

// around shows a span in its line.
func around(text string, s span) string {
	lo := strings.LastIndexByte(text[:s.start], '\n') + 1
	hi := len(text)
	if i := strings.IndexByte(text[s.end:], '\n'); i >= 0 {
		hi = int(s.end) + i
	}
	return text[lo:s.start] + "【" + text[s.start:s.end] + "】" + text[s.end:hi]
}
