package secret

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// finder is a plain stand-in for the engine: it finds literals by their first two bytes and asks their detectors.
type finder struct {
	byPair map[[2]byte][]entry
}

type entry struct {
	literal string
	fold    bool
	d       detect.Detector
}

func newFinder(ds []detect.Detector) *finder {
	f := &finder{byPair: map[[2]byte][]entry{}}
	for _, d := range ds {
		tr := d.Trigger()
		for _, l := range tr.Literals {
			e := entry{l, tr.Fold, d}
			for _, a := range cases(l[0], tr.Fold) {
				for _, b := range cases(l[1], tr.Fold) {
					f.byPair[[2]byte{a, b}] = append(f.byPair[[2]byte{a, b}], e)
				}
			}
		}
	}
	return f
}

func cases(b byte, fold bool) []byte {
	if fold && 'a' <= b && b <= 'z' {
		return []byte{b, b - 'a' + 'A'}
	}
	return []byte{b}
}

type hit struct {
	kind detect.Detector
	m    detect.Match
}

func (f *finder) find(t []byte, place detect.Place) []hit {
	var first [1 << 16]bool
	for p := range f.byPair {
		first[int(p[0])<<8|int(p[1])] = true
	}
	type span struct {
		s, e int
		k    pii.Kind
	}
	seen := map[span]bool{}
	var out []hit
	for i := 0; i+2 < len(t); i++ {
		if !first[int(t[i])<<8|int(t[i+1])] {
			continue
		}
		for _, e := range f.byPair[[2]byte{t[i], t[i+1]}] {
			if len(t)-i < len(e.literal) {
				continue
			}
			if e.fold && !foldAt(t, i, len(t), e.literal) || !e.fold && string(t[i:i+len(e.literal)]) != e.literal {
				continue
			}
			c := detect.Candidate{Text: t, Lo: max(0, i-4096), Hi: min(len(t), i+e.d.MaxLen()+512), Start: i, End: i + len(e.literal), Place: place}
			if m, ok := e.d.Judge(&c); ok {
				if s := (span{m.Start, m.End, e.d.Kind()}); !seen[s] {
					seen[s] = true
					out = append(out, hit{e.d, m})
				}
			}
		}
	}
	return out
}

// goroot is where Go itself lies.
func goroot(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skipf("go env GOROOT: %v", err)
	}
	return strings.TrimSpace(string(out))
}

// TestGoTree looks at the source of Go itself, which holds a few known keys of its own tests and no other secret: what
// the detectors would report there, with -v, and that it is no more than what is known.
func TestGoTree(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100 MB")
	}
	root := filepath.Join(goroot(t), "src")
	f := newFinder(Detectors())
	decisive, weak := map[string]int{}, map[string]int{}
	bytes := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		bytes += len(data)
		for _, h := range f.find(data, detect.Code) {
			line := 1 + strings.Count(string(data[:h.m.Start]), "\n")
			if h.m.Evidence&doubts != 0 {
				weak[h.kind.Kind().String()]++
				if os.Getenv("WEAK") != "" {
					t.Logf("weak %v %s:%d %.60q (%s)", h.kind.Kind(), strings.TrimPrefix(path, root), line, data[h.m.Start:h.m.End], h.m.Evidence.Why(false))
				}
				continue
			}
			decisive[h.kind.Kind().String()]++
			t.Logf("%v %s:%d %.60q (%s)", h.kind.Kind(), strings.TrimPrefix(path, root), line, data[h.m.Start:h.m.End], h.m.Evidence.Why(false))
		}
		return nil
	})
	if err != nil {
		t.Skipf("no Go tree: %v", err)
	}
	n := 0
	for _, k := range decisive {
		n += k
	}
	if n > 2 {
		t.Errorf("%d findings in the source of Go convince, at most 2 may", n)
	}
	t.Logf("%d MB: decisive %v, not %v", bytes>>20, count(decisive), count(weak))
}

func count(m map[string]int) string {
	var out []string
	for k, n := range m {
		out = append(out, fmt.Sprintf("%s=%d", k, n))
	}
	sort.Strings(out)
	return strings.Join(out, " ")
}
