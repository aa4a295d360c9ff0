package git_test

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
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
	"github.com/tsutsumi-dev/tsutsumi/internal/source/git"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

var (
	blobs = flag.Int("blobs", 2000, "contents of the invented repository")
	keep  = flag.String("repo", "", "keep the invented repository here, or take the one that is there")
)

// invent writes a history as git fast-import reads it: files that grow and change, most of them code, some of them tables
// of invented people.
func invent(w io.Writer, n int) error {
	var code, table bytes.Buffer
	if err := synth.WriteCode(&code, 200_000, 1); err != nil {
		return err
	}
	if err := synth.WriteJapaneseCSV(&table, 20_000, 1, "utf-8"); err != nil {
		return err
	}
	source, rows := strings.SplitAfter(code.String(), "\n"), strings.SplitAfter(table.String(), "\n")
	r := rand.New(rand.NewPCG(1, 2))
	out := bufio.NewWriterSize(w, 1<<20)
	files := make([][]string, max(n/20, 10))
	for i := range n {
		f := r.IntN(len(files))
		name, from := fmt.Sprintf("src/p%d/f%d.go", f%97, f), source
		if f%20 == 0 {
			name, from = fmt.Sprintf("data/t%d.csv", f), rows
		}
		lines := files[f]
		if lines == nil {
			at := 1 + r.IntN(len(from)-300)
			lines = append([]string{from[0]}, from[at:at+50+r.IntN(200)]...)
		} else {
			lines[1+r.IntN(len(lines)-1)] = from[1+r.IntN(len(from)-1)]
			lines = append(lines, from[1+r.IntN(len(from)-1)])
		}
		files[f] = lines
		text := strings.Join(lines, "")
		fmt.Fprintf(out, "commit refs/heads/main\ncommitter Tsutsumi Hanako <hanako@example.jp> %d +0900\ndata 7\nchange\n\nM 644 inline %s\ndata %d\n%s\n", 1_500_000_000+i*60, name, len(text), text)
	}
	return out.Flush()
}

func invented(b testing.TB) string {
	dir := *keep
	if dir == "" {
		dir = filepath.Join(b.TempDir(), "repo.git")
	}
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	program := livetest.Program(b, "git", "git")
	run := func(in io.Reader, args ...string) {
		c := exec.Command(program, args...)
		c.Stdin = in
		if out, err := c.CombinedOutput(); err != nil {
			b.Fatalf("git %v: %v: %s", args, err, out)
		}
	}
	run(nil, "init", "-q", "--bare", "-b", "main", dir)
	r, w := io.Pipe()
	go func() { w.CloseWithError(invent(w, *blobs)) }()
	run(r, "-C", dir, "fast-import", "--quiet")
	run(nil, "-C", dir, "repack", "-a", "-d", "-f", "-q")
	return dir
}

func open(b testing.TB, dir string) *git.Source {
	s, err := git.Open(context.Background(), dir, &source.Options{Now: time.Now, TempDir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s
}

// nobody takes a scan's messages.
type nobody struct{ errors int }

func (*nobody) Config(*scan.Config) error                    { return nil }
func (*nobody) Findings(*scan.PartRef, []scan.Finding) error { return nil }
func (*nobody) Summary(*scan.Summary) error                  { return nil }
func (n *nobody) Unit(u *scan.Unit) error {
	if u.Error != "" {
		n.errors++
	}
	return nil
}

// BenchmarkHistory reads the same history by git alone and by us, detection included. The limit is 70 % of git's speed on
// two processors: docs/performance.md.
func BenchmarkHistory(b *testing.B) {
	dir := invented(b)
	program := livetest.Program(b, "git", "git")
	s := open(b, dir)
	var ids bytes.Buffer
	var size int64
	n := 0
	for u, err := range s.Units(b.Context()) {
		if err != nil {
			b.Fatal(err)
		}
		if id, _, ok := strings.Cut(u.Stamp, "."); ok {
			ids.WriteString(id + "\n")
			size += u.Size
			n++
		}
	}
	b.Logf("%d contents, %d MB, %d processors", n, size>>20, runtime.GOMAXPROCS(0))
	b.Run("git cat-file", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			c := exec.Command(program, "-C", dir, "cat-file", "--batch", "--buffer")
			c.Stdin = bytes.NewReader(ids.Bytes())
			drain(b, c)
		}
	})
	b.Run("git rev-list and cat-file", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			drain(b, exec.Command("sh", "-c", `"$0" -C "$1" rev-list --all --objects | cut -c1-40 | "$0" -C "$1" cat-file --batch --buffer`, program, dir))
		}
	})
	b.Run("scan", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			key, err := pii.NewKey(make([]byte, pii.KeySize), "bench")
			if err != nil {
				b.Fatal(err)
			}
			src := open(b, dir)
			h := &nobody{}
			_, err = scan.Run(b.Context(), scan.Options{
				Sources: []source.Source{src}, Engine: engine.New(engine.Config{Detectors: detectors.All(), Key: key, Run: key, Workers: runtime.GOMAXPROCS(0)}),
				Formats: formats.All(), Limits: content.DefaultLimits(), TempDir: b.TempDir(), Now: time.Now,
			}, h)
			if err != nil || h.errors > 0 {
				b.Fatal(err, h.errors)
			}
			src.Close()
		}
	})
	b.Run("units", func(b *testing.B) {
		for b.Loop() {
			src := open(b, dir)
			for range src.Units(b.Context()) { //nolint:revive // what counts is the time
			}
			src.Close()
		}
	})
	b.Run("read only", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			src := open(b, dir)
			for u := range src.Units(b.Context()) {
				body, err := src.Open(b.Context(), u)
				if err != nil {
					b.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, body.R)
				body.Close()
			}
			src.Close()
		}
	})
}

func drain(b *testing.B, c *exec.Cmd) {
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err == nil {
		_, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, out, make([]byte, 256<<10))
	}
	if err == nil {
		err = c.Wait()
	}
	if err != nil {
		b.Fatal(err)
	}
}
