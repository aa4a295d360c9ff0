//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// killMoments is how many moments each kind of work is killed at.
var killMoments = flag.Int("kills", 3, "moments at which serve is killed, of each kind of work")

func moments() int {
	if n, err := strconv.Atoi(os.Getenv("TSUTSUMI_TEST_KILLS")); err == nil && n > 0 {
		return n
	}
	return *killMoments
}

// served is a tsutsumi serve of its own process on a home.
type served struct {
	t    *testing.T
	home string
	c    *exec.Cmd
	errs bytes.Buffer
	up   chan struct{} // closed when it serves
	over chan struct{} // closed when it ended, with err
	err  error
}

func serving(t *testing.T, home string) *served {
	t.Helper()
	s := &served{t: t, home: home, up: make(chan struct{}), over: make(chan struct{}), c: child(t, home, "serve", "--listen", "127.0.0.1:0", "--no-schedule")}
	s.c.Stderr = &s.errs
	out, err := s.c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.c.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		lines := bufio.NewReader(out)
		if _, err := lines.ReadString('\n'); err == nil {
			close(s.up)
		}
		_, _ = io.Copy(io.Discard, lines)
		s.err = s.c.Wait()
		close(s.over)
	}()
	return s
}

// kill kills it with -9.
func (s *served) kill() {
	_ = s.c.Process.Kill()
	<-s.over
}

// stop has it end in order.
func (s *served) stop() {
	s.t.Helper()
	select {
	case <-s.up: // before, nobody listens to signals
	case <-s.over:
	}
	_ = s.c.Process.Signal(syscall.SIGTERM)
	begun := time.Now()
	if <-s.over; s.err != nil {
		s.t.Errorf("stop: %v\n%s", s.err, s.errs.String())
	}
	if took := time.Since(begun); took > 11*time.Second {
		s.t.Errorf("stopping took %v", took)
	}
	if out := s.errs.String(); strings.Contains(out, "goroutine ") {
		s.t.Errorf("it broke down:\n%.2000s", out)
	}
}

// job is what is recorded of a job.
func job(t *testing.T, home, id string) *queue.Job {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(home, "tsutsumi.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	j, err := db.Job(t.Context(), id)
	if err != nil || j == nil {
		t.Fatal(j, err)
	}
	return j
}

// done waits until a job has ended well.
func (s *served) done(id string) *queue.Job {
	s.t.Helper()
	db, err := store.Open(s.t.Context(), filepath.Join(s.home, "tsutsumi.db"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		select {
		case <-s.over:
			s.t.Fatalf("it ended by itself: %v\n%s", s.err, s.errs.String())
		default:
		}
		j, err := db.Job(s.t.Context(), id)
		if err != nil || j == nil {
			s.t.Fatal(j, err)
		}
		if j.State.Ended() {
			if j.State != queue.Done {
				s.t.Fatalf("the job ended as %s: %s\n%s", j.State, j.Error, s.errs.String())
			}
			return j
		}
	}
	s.t.Fatalf("the job did not end\n%s", s.errs.String())
	return nil
}

// killedAtWork kills it at a moment of the usual time that a job takes, and tells whether it was at work then.
func (s *served) killedAtWork(id string, usual time.Duration, rnd *rand.Rand) bool {
	s.t.Helper()
	db, err := store.Open(s.t.Context(), filepath.Join(s.home, "tsutsumi.db"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		j, err := db.Job(s.t.Context(), id)
		if err != nil || j == nil {
			s.t.Fatal(j, err)
		}
		if j.State != queue.Waiting {
			break
		}
	}
	time.Sleep(time.Duration(rnd.Int64N(int64(usual))))
	s.kill()
	j, err := db.Job(s.t.Context(), id)
	if err != nil || j == nil {
		s.t.Fatal(j, err)
	}
	return j.State == queue.Running
}

// forgive takes the tries of what was killed back: after some, the next waits, which a test has no time for.
func forgive(t *testing.T, home, id string) {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(home, "tsutsumi.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	j, err := db.Job(t.Context(), id)
	if err != nil || j == nil {
		t.Fatal(j, err)
	}
	was := j.State
	j.Tries = 0
	if _, err := db.MoveJob(t.Context(), j, was); err != nil {
		t.Fatal(err)
	}
}

// heldIn is the inventory without times.
func heldIn(t *testing.T, home string) (out []string) {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(home, "tsutsumi.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for h, err := range db.Parts(t.Context(), inventory.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		h.At = time.Time{}
		b, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(b))
	}
	slices.Sort(out)
	return out
}

func jobNumber(n int, k queue.Kind, subject string) *queue.Job {
	return &queue.Job{ID: fmt.Sprintf("20261102T000000.%06dZ-KILLED", n), Order: queue.Order{Kind: k, Subject: subject, By: "tanaka"}}
}

// TestKilledScan: whenever serve is killed while it scans, the inventory is in the end what it would have been.
func TestKilledScan(t *testing.T) {
	dir := t.TempDir()
	estate := filepath.Join(dir, "estate")
	g := synth.New(77)
	for f := range 120 {
		var b strings.Builder
		b.WriteString("会員番号,氏名,メールアドレス,電話番号\n")
		for range 200 {
			p := g.Japanese()
			b.WriteString(strings.Join(memberRow(&p, "")[:4], ",") + "\n")
		}
		put(t, filepath.Join(estate, fmt.Sprintf("%03d.csv", f)), []byte(b.String()))
	}
	home := func(n int) string {
		h := filepath.Join(dir, fmt.Sprint("home", n))
		put(t, filepath.Join(h+".key", "tsutsumi.yaml"), fmt.Appendf(nil, "sources:\n  - name: files\n    target: %q\n", estate))
		if n > 0 { // one key, so that the fingerprints are the same
			for _, name := range []string{"key"} {
				b, err := os.ReadFile(filepath.Join(dir, "home0.key", name))
				if err != nil {
					t.Fatal(err)
				}
				put(t, filepath.Join(h+".key", name), b)
			}
		}
		cli.SeedWork(t, h, "", jobNumber(n, queue.Scan, "files"))
		return h
	}
	h := home(0)
	s := serving(t, h)
	j := s.done(jobNumber(0, "", "").ID)
	usual := j.Ended.Sub(j.Started)
	s.stop()
	want := heldIn(t, h)
	if len(want) != 120 {
		t.Fatalf("%d parts", len(want))
	}
	rnd := rand.New(rand.NewPCG(7, 8))
	hit := 0
	for n := 1; n <= moments(); n++ {
		h, id := home(n), jobNumber(n, "", "").ID
		s := serving(t, h)
		if s.killedAtWork(id, usual, rnd) {
			hit++
		}
		s = serving(t, h)
		s.done(id)
		s.stop()
		if diff := cmp.Diff(want, heldIn(t, h)); diff != "" {
			t.Errorf("kill %d: the inventory is another:\n%.2000s", n, diff)
		}
	}
	t.Logf("%d of %d kills while it was at work", hit, moments())
}

// TestKilledMatch: whenever serve is killed while it judges a dump, there is one verdict.
func TestKilledMatch(t *testing.T) {
	w := newAudience(t, 2000, 20)
	var rows [][]string
	for range 10 {
		for i := range w.members {
			rows = append(rows, memberRow(&w.members[i], ""))
		}
	}
	dump := filepath.Join(w.dir, "dump.csv")
	write(t, dump, membersCSV(rows))
	rnd := rand.New(rand.NewPCG(9, 10))
	var usual time.Duration
	hit := 0
	for n := 0; n <= moments(); n++ {
		subject := fmt.Sprintf("dump%d", n)
		j := jobNumber(n, queue.Match, subject)
		cli.SeedWork(t, w.home, dump, j)
		s := serving(t, w.home)
		if n > 0 {
			if s.killedAtWork(j.ID, usual, rnd) {
				hit++
			}
			s = serving(t, w.home)
		}
		ended := s.done(j.ID)
		if n == 0 {
			usual = ended.Ended.Sub(ended.Started)
		}
		s.stop()
		if string(ended.Result) != `{"match":"`+j.ID+`"}` {
			t.Errorf("kill %d: %s", n, ended.Result)
		}
		files, err := filepath.Glob(filepath.Join(w.home, "matches", "*"))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) != n+1 {
			t.Errorf("kill %d: %d verdicts of %d dumps", n, len(files), n+1)
		}
	}
	t.Logf("%d of %d kills while it was at work", hit, moments())
}

// TestKilledLetters: whenever serve is killed while letters go, each person gets one, but for those whose letter the journal calls
// uncertain: of them nobody gets two.
func TestKilledLetters(t *testing.T) {
	const members = 420
	w := newAudience(t, members, members)
	var rows [][]string
	for i := range w.members {
		rows = append(rows, memberRow(&w.members[i], ""))
	}
	list := filepath.Join(w.dir, "recipients.csv")
	write(t, list, membersCSV(rows))
	j := jobNumber(1, queue.Letters, "")
	j.Subject = caseNumber(t, w)
	j.Args = fmt.Appendf(nil, `{"recipients":[%q],"rate":150}`, list)
	cli.SeedWork(t, w.home, "", j)
	rnd := rand.New(rand.NewPCG(11, 12))
	hit := 0
	for range moments() {
		s := serving(t, w.home)
		before := w.office.count()
		for limit := time.Now().Add(30 * time.Second); w.office.count() == before && time.Now().Before(limit); {
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(rnd.Int64N(int64(60 * time.Millisecond))))
		s.kill()
		if job(t, w.home, j.ID).State == queue.Running {
			hit++
		}
		forgive(t, w.home, j.ID)
	}
	s := serving(t, w.home)
	ended := s.done(j.ID)
	s.stop()
	var told struct {
		Batch struct {
			Sent      int64   `json:"sent"`
			Uncertain int64   `json:"uncertain"`
			Rows      []int64 `json:"uncertain_rows"`
		} `json:"batch"`
	}
	if err := json.Unmarshal(ended.Result, &told); err != nil {
		t.Fatal(err)
	}
	doubtful := map[string]bool{}
	for _, r := range told.Batch.Rows {
		doubtful[rows[r-1][2]] = true
	}
	w.office.mu.Lock()
	defer w.office.mu.Unlock()
	for i := range rows {
		to := rows[i][2]
		if n := len(w.office.mails[to]); n > 1 || n == 0 && !doubtful[to] {
			t.Errorf("member %d has %d letters (uncertain: %v)", i, n, doubtful[to])
		}
	}
	if told.Batch.Sent+told.Batch.Uncertain != members || told.Batch.Uncertain > int64(10*moments()) {
		t.Errorf("%+v", told.Batch)
	}
	t.Logf("%d of %d kills while letters went; %d uncertain", hit, moments(), told.Batch.Uncertain)
}

// caseNumber is the number of the one case.
func caseNumber(t *testing.T, w *audience) string {
	t.Helper()
	r := w.run(t, "", "case", "list", "--format", "json")
	var m struct {
		Case struct {
			ID string `json:"id"`
		} `json:"case"`
	}
	for line := range strings.Lines(r.out) {
		_ = json.Unmarshal([]byte(line), &m)
	}
	if m.Case.ID == "" {
		t.Fatal("there is no case", r.out, r.err)
	}
	return m.Case.ID
}
