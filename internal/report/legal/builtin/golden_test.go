package builtin_test

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/markdown"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/pdf"
)

var update = flag.Bool("update", false, "write the golden files")

// TestGolden: each form of one rich case in both languages, as Markdown.
func TestGolden(t *testing.T) {
	for _, f := range builtin.Catalogue() {
		for _, lang := range []string{"ja", "en"} {
			golden(t, f.ID+"."+lang, f.Draft(full(), lang))
		}
	}
	// a supplement with what changed, and a case of which hardly anything is known
	in := full()
	in.Previous = &legal.Previous{Form: "jp-appi-preliminary", Version: 1, Submitted: true, At: day(2026, 12, 8, 15, 42), Receipt: "R-2026-000123",
		Fields: map[string]string{"people.count": "最大27,889人", "damage.detail": "", "outline.finder": "決済代行会社からの連絡により発覚"}}
	f, err := legal.Find(builtin.Catalogue(), "jp-appi-final")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "supplement.ja", f.Draft(in, "ja"))
	golden(t, "empty.ja", f.Draft(empty(), "ja"))
}

func golden(t *testing.T, name string, d *paper.Document) {
	t.Helper()
	var out bytes.Buffer
	if err := markdown.Write(&out, d); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name+".md")
	if *update {
		if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is not there: run with -update and read it", path)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), out.String()); d != "" {
		t.Errorf("%s: %s", name, d)
	}
}

// TestOnePage: the board reads one page.
func TestOnePage(t *testing.T) {
	for name, in := range map[string]*legal.Input{"full": full(), "empty": empty()} {
		for _, lang := range []string{"ja", "en"} {
			d, err := builtin.Draft("board", in, lang)
			if err != nil {
				t.Fatal(err)
			}
			p, err := pdf.Write(io.Discard, d)
			if err != nil || p.Pages != 1 {
				t.Errorf("%s %s: %d pages, %v", name, lang, p.Pages, err)
			}
		}
	}
}
