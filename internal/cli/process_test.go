//go:build unix

package cli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// tool is a path by which the test binary acts as the program.
func tool(t *testing.T) string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "tsutsumi")
	if err := os.Symlink(exe, path); err != nil {
		t.Fatal(err)
	}
	return path
}

// child is the program as a process of its own.
func child(t *testing.T, home string, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), tool(t), args...)
	c.Env = append(os.Environ(), "TSUTSUMI_HOME="+home, "LANG=en_US.UTF-8", "GOMEMLIMIT=")
	return c
}

// ran is what came of a process.
type ran struct {
	out, err string
	status   int
	anon     int64 // greatest anonymous memory in bytes, as far as it was seen
}

// run runs a process to its end and watches its memory.
func run(t *testing.T, c *exec.Cmd) ran {
	t.Helper()
	var out, errs bytes.Buffer
	if c.Stdout == nil {
		c.Stdout = &out
	}
	c.Stderr = &errs
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	quit, peak := make(chan struct{}), make(chan int64)
	go func() {
		p := int64(0)
		for {
			p = max(p, anonymous(c.Process.Pid))
			select {
			case <-quit:
				peak <- p
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	err := c.Wait()
	close(quit)
	r := ran{out: out.String(), err: errs.String(), anon: <-peak}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		r.status = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(r.err, "goroutine ") || strings.Contains(r.err, "panic") {
		t.Errorf("the program broke down:\n%.2000s", r.err)
	}
	return r
}

// anonymous is the anonymous memory of a process in bytes, 0 where that cannot be told.
func anonymous(pid int) int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(b), "RssAnon:")
	n, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	kb, _ := strconv.ParseInt(n, 10, 64)
	return kb << 10
}

// below fails if the process took more than so many MiB of anonymous memory.
func (r ran) below(t *testing.T, mib int64) {
	t.Helper()
	if runtime.GOOS != "linux" || underRace {
		return
	}
	if r.anon == 0 {
		t.Error("the memory was not measured")
	}
	if r.anon > mib<<20 {
		t.Errorf("%d MiB of anonymous memory, limit %d", r.anon>>20, mib)
	}
	t.Logf("%d MiB of anonymous memory", r.anon>>20)
}

// part is what a stream says of one part.
type part struct {
	Part, Error, Class string
	Unchanged          bool
	Records            int64
	Fields             []struct {
		Kind   string
		Values int64
	}
}

func (p part) values(kind string) (n int64) {
	for _, f := range p.Fields {
		if f.Kind == kind {
			n += f.Values
		}
	}
	return n
}

type summary struct {
	Units, Skipped, Errors, Unchanged, Records int64
	People                                     *int64
	Kinds                                      map[string]int64
}

// told is a whole stream.
type told struct {
	parts map[string]part
	sum   summary
	whole bool // the summary came
}

// read takes a stream apart.
func read(t *testing.T, stream string) told {
	t.Helper()
	out := told{parts: map[string]part{}}
	n := 0
	for line := range strings.Lines(stream) {
		if n++; passable(line, n) {
			continue
		}
		var m struct {
			Unit    *part
			Summary *summary
		}
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("the stream holds a line that is no JSON object: %v", err)
		}
		if m.Unit != nil {
			key := m.Unit.Part
			if m.Unit.Error != "" && out.parts[key].Part != "" {
				key += " (error)"
			}
			out.parts[key] = *m.Unit
		}
		if m.Summary != nil {
			out.sum, out.whole = *m.Summary, true
		}
	}
	if !out.whole {
		t.Error("the stream has no summary")
	}
	return out
}

// scanned scans a folder in a process of its own and reads the stream.
func scanned(t *testing.T, status int, home string, args ...string) (told, ran) {
	t.Helper()
	r := run(t, child(t, home, append([]string{"scan", "--format", "json"}, args...)...))
	if r.status != status {
		t.Fatalf("status %d, want %d: %s", r.status, status, r.err)
	}
	return read(t, r.out), r
}

func put(t *testing.T, path string, data []byte) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// missing skips, or fails where the environment says that what is missing must be there.
func missing(t *testing.T, what, why string) {
	t.Helper()
	for _, w := range strings.Split(os.Getenv("TSUTSUMI_TEST_REQUIRE"), ",") {
		if w == what || w == "all" {
			t.Fatalf("%s is required: %s", what, why)
		}
	}
	t.Skip(why)
}

// someone's invented e-mail address, in each file that must be read although others cannot.
const list = "氏名,メールアドレス,電話番号\n堤 花子,hanako@example.jp,090-1111-2222\n川上 太郎,taro@example.com,080-3333-4444\n"

// flood is a reader of n bytes: a head, then a filler again and again, then a tail.
func flood(head, filler, tail string, n int64) io.Reader {
	return io.MultiReader(strings.NewReader(head), io.LimitReader(&again{s: filler}, n), strings.NewReader(tail))
}

type again struct {
	s  string
	at int
}

func (a *again) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		k := copy(p[n:], a.s[a.at:])
		n += k
		a.at = (a.at + k) % len(a.s)
	}
	return n, nil
}
