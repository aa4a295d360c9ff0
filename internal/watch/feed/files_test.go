package feed_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed"
)

var key = bytes.Repeat([]byte{7}, 32)

var epoch = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// line is line n of an access log.
func line(n int) string {
	at := epoch.Add(time.Duration(n) * 7 * time.Second).Format("02/Jan/2006:15:04:05 -0700")
	return fmt.Sprintf("192.0.2.%d - - [%s] \"GET /n/%d HTTP/1.1\" 200 %d \"-\" \"agent/1.0\"\n", n%250+1, at, n, 100+n%900)
}

// access are lines from up to to.
func access(from, to int) string {
	var b strings.Builder
	for n := from; n < to; n++ {
		b.WriteString(line(n))
	}
	return b.String()
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func add(t testing.TB, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

func zipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

func xzed(t *testing.T, text string) string {
	var b bytes.Buffer
	w, err := xz.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

func zstded(text string) string {
	var b bytes.Buffer
	w, _ := zstd.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

// told collects what is told.
type told struct {
	mu   sync.Mutex
	list []string
}

func (t *told) tell(log string, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list = append(t.list, filepath.Base(log)+": "+err.Error())
}

func (t *told) has(s string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.ContainsFunc(t.list, func(l string) bool { return strings.Contains(l, s) })
}

func open(t testing.TB, o feed.Options, targets ...string) *feed.Set {
	t.Helper()
	if o.Parsers == nil {
		o.Parsers = builtin.All()
	}
	s, err := feed.Open(t.Context(), feed.Spec{Targets: targets}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// objects are the objects of the events that a feed has now.
func objects(t testing.TB, f feed.Feed) []string {
	t.Helper()
	var out []string
	var e event.Event
	var at feed.Position
	for {
		err := f.Next(&e, &at)
		if errors.Is(err, io.EOF) || errors.Is(err, feed.ErrIdle) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(e.Object))
	}
}

func numbers(from, to int) []string {
	var out []string
	for n := from; n < to; n++ {
		out = append(out, fmt.Sprintf("/n/%d", n))
	}
	return out
}

// one is the only feed of a set.
func one(t testing.TB, s *feed.Set) feed.Feed {
	t.Helper()
	all := s.New()
	if len(all) != 1 {
		t.Fatalf("%d feeds", len(all))
	}
	return all[0]
}

func TestRotatedFilesAreOneFeed(t *testing.T) {
	dir := t.TempDir()
	// Names say another order than what is inside, and so do the times of the files.
	write(t, filepath.Join(dir, "access.log"), access(500, 600))
	write(t, filepath.Join(dir, "access.log.1"), access(400, 500))
	write(t, filepath.Join(dir, "access.log.2.gz"), zipped(access(300, 350))+zipped(access(350, 400)))
	write(t, filepath.Join(dir, "access.log-20261101.zst"), zstded(access(0, 100)))
	write(t, filepath.Join(dir, "access.log-20261030.xz"), xzed(t, access(200, 300)))
	write(t, filepath.Join(dir, "access-20261029.log"), access(100, 200))
	write(t, filepath.Join(dir, "other.log"), access(1000, 1001))
	var told told
	s := open(t, feed.Options{Tell: told.tell}, dir)
	all := s.New()
	if len(all) != 2 || filepath.Base(all[0].Log().Name) != "access.log" || all[0].Log().Parser != "access" || filepath.Base(all[1].Log().Name) != "other.log" {
		t.Fatalf("%d feeds, %v", len(all), told.list)
	}
	if d := cmp.Diff(numbers(0, 600), objects(t, all[0])); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(numbers(1000, 1001), objects(t, all[1])); d != "" {
		t.Error(d)
	}
	if c := all[0].Counts(); c.Accesses != 600 || c.Lines != 600 || c.Malformed != 0 || c.Lost != 0 {
		t.Errorf("%+v", c)
	}
	if len(told.list) > 0 {
		t.Error(told.list)
	}
}

func TestPositions(t *testing.T) {
	dir := t.TempDir()
	text := "# a comment\n" + access(0, 3000) + "\n" + access(3000, 3001)
	write(t, filepath.Join(dir, "a.log.1.gz"), zipped(text))
	write(t, filepath.Join(dir, "a.log"), access(4000, 4001))
	f := one(t, open(t, feed.Options{}, filepath.Join(dir, "a.log*")))
	var e event.Event
	var at feed.Position
	lines := strings.SplitAfter(text, "\n")
	n := 0
	for {
		err := f.Next(&e, &at)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if n++; at.File == 2 {
			continue
		}
		if got := text[at.Offset:]; !strings.HasPrefix(got, lines[at.Line-1]) || !strings.Contains(lines[at.Line-1], string(e.Object)+" ") {
			t.Fatalf("%s %q %+v: %.80s, and the line is %.80s", f.Log().Parser, e.Object, at, got, lines[at.Line-1])
		}
	}
	if n != 3002 || at != (feed.Position{File: 2, Offset: 0, Line: 1}) {
		t.Errorf("%d events, the last at %+v", n, at)
	}
	if k := f; filepath.Base(k.File(1)) != "a.log.1.gz" || filepath.Base(k.File(2)) != "a.log" {
		t.Errorf("files %q, %q", k.File(1), k.File(2))
	}
}

func TestBadFiles(t *testing.T) {
	dir := t.TempDir()
	whole := zipped(access(0, 20_000))
	write(t, filepath.Join(dir, "cut.log.gz"), whole[:len(whole)/2])
	write(t, filepath.Join(dir, "rubbish.log"), strings.Repeat("\x00\xff\x1b[31m\x07", 5000))
	write(t, filepath.Join(dir, "no.gz"), "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00rubbish")
	write(t, filepath.Join(dir, "empty.log"), "")
	write(t, filepath.Join(dir, "prose.log"), "a letter\nto nobody\n")
	write(t, filepath.Join(dir, "open.log"), access(0, 10)+strings.TrimSuffix(line(10), "\n"))
	write(t, filepath.Join(dir, "half.log"), access(0, 10)+line(10)[:30])
	write(t, filepath.Join(dir, "long.log"), access(0, 10)+strings.Repeat("x", 10<<20)+"\n"+access(10, 20)+strings.Repeat("\x00\xfe", 2<<20)+"\n"+access(20, 21))
	write(t, filepath.Join(dir, "utf16.log"), utf16(access(0, 5000)))
	if err := os.Symlink("loop", filepath.Join(dir, "loop")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(dir, filepath.Join(dir, "self")); err != nil {
		t.Fatal(err)
	}
	pipe(t, filepath.Join(dir, "fifo.log"))
	var told told
	s := open(t, feed.Options{Tell: told.tell}, dir, filepath.Join(dir, "missing.log"))
	got := map[string]int{}
	counts := map[string]feed.Counts{}
	for _, f := range s.New() {
		name := filepath.Base(f.Log().Name)
		got[name] = len(objects(t, f))
		counts[name] = f.Counts()
	}
	if got["cut.log"] < 5000 || got["cut.log"] > 15_000 || counts["cut.log"].Lost != 1 || counts["cut.log"].Malformed != 0 {
		t.Errorf("cut: %d, %+v", got["cut.log"], counts["cut.log"])
	}
	delete(got, "cut.log")
	if d := cmp.Diff(map[string]int{"open.log": 11, "half.log": 10, "long.log": 21, "utf16.log": 5000}, got); d != "" {
		t.Error(d)
	}
	if c := counts["half.log"]; c.Open != 1 || c.Malformed != 0 {
		t.Errorf("half: %+v", c)
	}
	if c := counts["long.log"]; c.Short != 2 || c.Malformed != 2 {
		t.Errorf("long: %+v", c)
	}
	for _, want := range []string{"cut.log: ", "rubbish.log: a log of no known kind", "prose.log: a log of no known kind", "no.gz: ", "loop: ", "fifo.log: a named pipe", "missing.log: "} {
		if !told.has(want) {
			t.Errorf("not told: %s", want)
		}
	}
	if len(told.list) != 7 {
		t.Errorf("%d told: %s", len(told.list), strings.Join(told.list, "\n"))
	}
}

func utf16(s string) string {
	b := []byte{0xff, 0xfe}
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return string(b)
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		spec feed.Spec
		o    feed.Options
	}{
		{feed.Spec{}, feed.Options{}},
		{feed.Spec{Targets: []string{""}}, feed.Options{}},
		{feed.Spec{Targets: []string{"-"}}, feed.Options{}},
		{feed.Spec{Targets: []string{"x"}, Parser: "none"}, feed.Options{}},
		{feed.Spec{Targets: []string{"x"}}, feed.Options{Key: []byte("short")}},
	} {
		if s, err := feed.Open(t.Context(), c.spec, c.o); err == nil {
			s.Close()
			t.Errorf("%+v is taken", c.spec)
		}
	}
}
