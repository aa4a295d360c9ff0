package demo

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/eval"
)

// sources are the folders of the Go distribution into which lines are planted without -accuracy; with it, all of them.
var sources = []string{"net/http", "net/mail", "encoding", "crypto/x509", "time"}

// TestPlanted plants 130 labelled personal lines into the sources of the Go distribution: all have to be found. What else
// is found there is told by kind; e-mail and IP addresses are those of authors and examples, and are counted apart.
func TestPlanted(t *testing.T) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skip("no sources of Go")
	}
	root := filepath.Join(strings.TrimSpace(string(out)), "src")
	if _, err := os.Stat(root); err != nil {
		t.Skip("no sources of Go")
	}
	b, err := os.ReadFile(filepath.Join("testdata", "hand", "planted.txt"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
	dir := t.TempDir()
	under := sources
	if *accuracy {
		under = []string{"."}
	}
	var files []string
	for _, s := range under {
		err := filepath.WalkDir(filepath.Join(root, s), func(path string, d os.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && strings.HasSuffix(path, ".go") {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(files)
	var labels []eval.Label
	step := max(1, len(files)/len(lines))
	for i, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name, _ := filepath.Rel(root, path)
		name = strings.ReplaceAll(filepath.ToSlash(name), "/", "~") // one folder, so that .gitignore files do not count
		if len(lines) > 0 && i%step == 0 {
			out, ls := unmark(t, name, lines[0])
			lines = lines[1:]
			cut := bytes.IndexByte(text, '\n') + 1
			for k := range ls {
				ls[k].Start, ls[k].End = ls[k].Start+int64(cut), ls[k].End+int64(cut)
			}
			labels = append(labels, ls...)
			text = slices.Concat(text[:cut], []byte(out+"\n"), text[cut:])
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := scanAll(t, dir)
	r := eval.CompareFound(labels, s.found)
	others := map[pii.Kind]int{}
	bad := 0
	for _, f := range r.False {
		others[f.Kind]++
		if f.Kind != pii.EmailAddress && f.Kind != pii.IPAddress {
			bad++
		}
	}
	t.Logf("%d of %d planted lines found in %d files; besides them %v", len(labels)-len(r.Missed), len(labels), len(files), others)
	if len(r.Missed) > 0 || bad > 2 {
		t.Errorf("%d missed, %d false besides e-mail and IP addresses", len(r.Missed), bad)
		show(t, dir, &r)
	}
}
