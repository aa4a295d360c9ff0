package feed_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed"
)

// writer writes a log and rotates it by all the methods there are.
type writer struct {
	t    testing.TB
	r    *rand.Rand
	dir  string
	f    *os.File // what it writes to, whatever that is called by now
	n    int      // lines written
	half string   // of a line, not written yet
	day  int
}

func (w *writer) path(name string) string { return filepath.Join(w.dir, name) }

func (w *writer) open() {
	f, err := os.OpenFile(w.path("access.log"), os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		w.t.Fatal(err)
	}
	w.f = f
}

func (w *writer) write(s string) {
	if _, err := w.f.WriteString(s); err != nil {
		w.t.Fatal(err)
	}
}

// lines writes some, in pieces.
func (w *writer) lines(n int) {
	w.write(w.half)
	w.half = ""
	for range n {
		l := line(w.n)
		w.n++
		w.write(l)
	}
	if w.r.IntN(3) == 0 {
		l := line(w.n)
		w.n++
		cut := w.r.IntN(len(l))
		w.write(l[:cut])
		w.half = l[cut:]
	}
}

// shift moves access.log.1 to .2 and so on.
func (w *writer) shift() {
	for n := 60; n >= 1; n-- {
		for _, packed := range []string{"", ".gz"} {
			_ = os.Rename(w.path("access.log."+strconv.Itoa(n)+packed), w.path("access.log."+strconv.Itoa(n+1)+packed))
		}
	}
}

func (w *writer) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// pack packs a file as gzip does: into a new one, then the old one goes.
func (w *writer) pack(name string) {
	text, err := os.ReadFile(w.path(name))
	if errors.Is(err, os.ErrNotExist) {
		return
	}
	w.must(err)
	z := zipped(string(text))
	w.must(os.WriteFile(w.path(name+".gz"), []byte(z[:len(z)/2]), 0o644))
	w.between()
	w.must(os.WriteFile(w.path(name+".gz"), []byte(z), 0o644))
	w.between()
	w.must(os.Remove(w.path(name)))
}

// between is where others may look.
func (w *writer) between() {}

func (w *writer) rotate() {
	w.write(w.half) // programs write a line at once, at the latest before they turn to the new file
	w.half = ""
	switch w.r.IntN(5) {
	case 0: // rename and create, and the program is told late
		w.shift()
		w.must(os.Rename(w.path("access.log"), w.path("access.log.1")))
		w.lines(w.r.IntN(5))
		w.write(w.half)
		w.half = ""
		w.must(w.f.Close())
		w.open()
	case 1: // the same, and packed at once
		w.shift()
		w.must(os.Rename(w.path("access.log"), w.path("access.log.1")))
		w.must(w.f.Close())
		w.open()
		w.pack("access.log.1")
	case 2: // packed late
		w.pack("access.log.1")
		w.shift()
		w.must(os.Rename(w.path("access.log"), w.path("access.log.1")))
		w.must(w.f.Close())
		w.open()
	case 3: // copied, then cut
		w.shift()
		w.copy("access.log.1")
	case 4: // under the day's name
		w.day++
		w.must(os.Rename(w.path("access.log"), w.path(fmt.Sprintf("access.log-%s", epoch.AddDate(0, 0, w.day).Format("20060102")))))
		w.must(w.f.Close())
		w.open()
	}
}

func (w *writer) copy(name string) {
	text, err := os.ReadFile(w.path("access.log"))
	w.must(err)
	w.must(os.WriteFile(w.path(name), text[:len(text)/2], 0o644))
	w.between()
	w.must(os.WriteFile(w.path(name), text, 0o644))
	w.between()
	w.must(os.Truncate(w.path("access.log"), 0))
}

// reader reads a followed log, is killed, and goes on from the last mark that was kept.
type reader struct {
	t    testing.TB
	o    feed.Options
	path string
	set  *feed.Set
	feed feed.Feed
	mark []byte
	kept []string // what was read when the mark was taken
	got  []string
	at   feed.Position // of the event that was read last: places grow
	was  feed.Position // when the mark was taken
}

func (r *reader) open() {
	r.o.Follow, r.o.Key, r.o.Poll = true, key, -1
	r.set = open(r.t, r.o, r.path)
	r.feed = nil
}

// read reads at most n events.
func (r *reader) read(n int) {
	if r.feed == nil {
		for _, f := range r.set.New() {
			r.feed = f
		}
		if r.feed == nil {
			return
		}
	}
	var e event.Event
	var at feed.Position
	for range n {
		err := r.feed.Next(&e, &at)
		if errors.Is(err, feed.ErrIdle) {
			return
		}
		if err != nil {
			r.t.Fatal(err)
		}
		r.got = append(r.got, string(e.Object))
		if at.File < r.at.File || at.File == r.at.File && at.Offset <= r.at.Offset {
			r.t.Errorf("%+v behind %+v", at, r.at)
		}
		r.at = at
	}
}

func (r *reader) keep() {
	if r.feed == nil {
		return
	}
	r.mark = r.feed.Mark()
	r.kept, r.was = slices.Clone(r.got), r.at
}

func (r *reader) kill() {
	r.set.Close()
	r.got, r.at = slices.Clone(r.kept), r.was
	if r.feed != nil && r.mark != nil {
		r.o.Marks = map[string][]byte{r.feed.Log().Name: r.mark}
	}
	r.open()
}

// TestKilledWhileRotated: whatever happens to the files, each line is read once. The writer and the reader take turns at random.
func TestKilledWhileRotated(t *testing.T) {
	rounds := 25
	if testing.Short() {
		rounds = 10
	}
	for seed := range rounds {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			var told told
			r := rand.New(rand.NewPCG(uint64(seed), 1))
			w := &writer{t: t, r: r, dir: t.TempDir()}
			w.open()
			rd := &reader{t: t, o: feed.Options{Tell: told.tell}, path: w.path("access.log")}
			rd.open()
			w.lines(3)
			rd.read(1)
			rd.keep()
			for range 60 {
				switch r.IntN(8) {
				case 0, 1, 2:
					w.lines(r.IntN(40))
				case 3:
					w.rotate()
				case 4, 5:
					rd.read(r.IntN(60))
				case 6:
					rd.keep()
				case 7:
					rd.kill()
				}
			}
			w.write(w.half)
			for range 10 {
				rd.read(1 << 20)
			}
			once(t, rd.got, w.n)
			for _, l := range told.list {
				t.Error("told: " + l)
			}
			if rd.feed != nil && rd.feed.Counts().Malformed > 0 {
				t.Errorf("%+v", rd.feed.Counts())
			}
		})
	}
}

// once fails unless each of n lines was read once.
func once(t *testing.T, got []string, n int) {
	t.Helper()
	count := map[string]int{}
	for _, g := range got {
		count[g]++
	}
	var bad []string
	for i := range n {
		if c := count[fmt.Sprintf("/n/%d", i)]; c != 1 {
			bad = append(bad, fmt.Sprintf("%d: %d times", i, c))
		}
	}
	if len(bad) > 0 || len(got) != n {
		t.Errorf("%d read of %d: %s", len(got), n, strings.Join(bad[:min(len(bad), 10)], ", "))
	}
}

// TestReadWhileRotated: the same with both at work at once.
func TestReadWhileRotated(t *testing.T) {
	for seed := range 6 {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			t.Parallel()
			var told told
			w := &writer{t: t, r: rand.New(rand.NewPCG(uint64(seed), 2)), dir: t.TempDir()}
			w.open()
			w.lines(2)
			rd := &reader{t: t, o: feed.Options{Tell: told.tell}, path: w.path("access.log")}
			rd.open()
			rd.read(1)
			rd.keep()
			var done sync.WaitGroup
			ended := make(chan struct{})
			done.Go(func() {
				defer close(ended)
				for range 40 {
					w.lines(w.r.IntN(300))
					if w.r.IntN(2) == 0 {
						w.rotate()
					}
				}
				w.write(w.half)
			})
			r := rand.New(rand.NewPCG(uint64(seed), 3))
			for alive := true; alive; {
				rd.read(r.IntN(200))
				switch r.IntN(10) {
				case 0:
					rd.keep()
				case 1:
					rd.kill()
				}
				select {
				case <-ended:
					alive = false
				default:
				}
			}
			done.Wait()
			for range 20 {
				rd.read(1 << 20)
			}
			once(t, rd.got, w.n)
			for _, l := range told.list {
				if !strings.Contains(l, "not there yet") { // begun between renaming and creating
					t.Error("told: " + l)
				}
			}
		})
	}
}

// TestResumeWithoutFollowing: a run each hour sees each line once.
func TestResumeWithoutFollowing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "access.log")
	write(t, filepath.Join(dir, "access.log.1"), access(5000, 5010)) // before: it was not asked for
	var marks map[string][]byte
	run := func(from, to int) {
		t.Helper()
		f := one(t, open(t, feed.Options{Key: key, Marks: marks}, path))
		if d := cmp.Diff(numbers(from, to), objects(t, f)); d != "" {
			t.Error(d)
		}
		marks = map[string][]byte{f.Log().Name: f.Mark()}
	}
	write(t, path, access(0, 100)+line(100)[:40])
	run(0, 100)
	run(0, 0)
	add(t, path, line(100)[40:]+access(101, 200))
	run(100, 200)
	add(t, path, access(200, 250))
	must(t, os.Rename(path, path+".1"))
	write(t, path, access(250, 300))
	write(t, path+".2.gz", zipped(mustRead(t, path+".1")))
	must(t, os.Remove(path+".1"))
	must(t, os.Rename(path, path+".1"))
	write(t, path, access(300, 310))
	run(200, 310)
	run(0, 0)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func mustRead(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	must(t, err)
	return string(text)
}

func TestFollow(t *testing.T) {
	dir := t.TempDir()
	now := time.Now()
	clock := func() time.Time { return now }
	var told told
	s := open(t, feed.Options{Follow: true, Key: key, Poll: -1, Now: clock, Tell: told.tell}, filepath.Join(dir, "*.log"), filepath.Join(dir, "x", "later.log"))
	if all := s.New(); len(all) != 0 || !told.has("not there yet") {
		t.Fatalf("%d feeds, %v", len(all), told.list)
	}
	// A file that appears later, at first of no known kind.
	path := filepath.Join(dir, "a.log")
	write(t, path, "starting\n")
	if all := s.New(); len(all) != 0 {
		t.Fatalf("%d feeds", len(all))
	}
	add(t, path, access(0, 10)+line(10)[:20])
	f := one(t, s)
	if d := cmp.Diff(numbers(0, 10), objects(t, f)); d != "" {
		t.Error(d)
	}
	add(t, path, line(10)[20:])
	if d := cmp.Diff(numbers(10, 11), objects(t, f)); d != "" {
		t.Error(d)
	}
	write(t, filepath.Join(dir, "x", "later.log"), access(0, 1))
	if d := cmp.Diff(numbers(0, 1), objects(t, one(t, s))); d != "" {
		t.Error(d)
	}
	// Cut without a copy: what was not read is lost, and that is told; what comes goes on.
	must(t, os.Truncate(path, 0))
	add(t, path, access(20, 22))
	var got []string
	for range 10 {
		got = append(got, objects(t, f)...)
		now = now.Add(time.Second)
	}
	if d := cmp.Diff(numbers(20, 22), got); d != "" {
		t.Error(d)
	}
	if c := f.Counts(); c.Lost != 1 || !told.has("gone or cut") {
		t.Errorf("%+v, %v", c, told.list)
	}
	// An end without an end of line is a record once nobody writes it any more.
	add(t, path, strings.TrimSuffix(line(22), "\n"))
	if got := objects(t, f); len(got) != 0 {
		t.Errorf("%v", got)
	}
	now = now.Add(2 * time.Minute)
	if d := cmp.Diff(numbers(22, 23), objects(t, f)); d != "" {
		t.Error(d)
	}
	// Closed when idle, and opened again.
	now = now.Add(2 * time.Minute)
	objects(t, f)
	add(t, path, "\n"+access(23, 24))
	if d := cmp.Diff(numbers(23, 24), objects(t, f)); d != "" {
		t.Error(d)
	}
	ctx := t.Context()
	if err := s.Wait(ctx); err != nil {
		t.Error(err)
	}
}

// TestMarkSealsAll: a mark shows nothing of the log, and none but the right one is taken.
func TestMarkSealsAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "access.log")
	write(t, path, access(0, 10))
	var told told
	f := one(t, open(t, feed.Options{Key: key, Tell: told.tell}, path))
	objects(t, f)
	mark := f.Mark()
	if bytes.Contains(mark, []byte("access")) || len(mark) < 50 {
		t.Errorf("%q", mark)
	}
	if f := one(t, open(t, feed.Options{}, path)); f.Mark() != nil {
		t.Error("a mark without a key")
	}
	for i := range mark {
		bad := bytes.Clone(mark)
		bad[i] ^= 1
		f := one(t, open(t, feed.Options{Key: key, Tell: told.tell, Marks: map[string][]byte{f.Log().Name: bad}}, path))
		if n := len(objects(t, f)); n != 10 {
			t.Fatalf("%d read from a mark that is damaged at %d", n, i)
		}
	}
	if !told.has("damaged") {
		t.Error(told.list)
	}
	if f := one(t, open(t, feed.Options{Key: key, Marks: map[string][]byte{f.Log().Name: mark}}, path)); len(objects(t, f)) != 0 {
		t.Error("the mark does not count")
	}
}
