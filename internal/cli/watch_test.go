//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// invented makes the logs of an invented organisation, with what happens in them.
func invented(t *testing.T, home string, args ...string) (logs string, truths []month.Truth) {
	t.Helper()
	logs = strings.TrimSuffix(home, ".home")
	truth := filepath.Join(t.TempDir(), "truth.json")
	if out, errs, status := program(t, home, append([]string{"demo", "--logs", logs, "--truth", truth}, args...)...); status != cli.StatusDone {
		t.Fatal(out, errs)
	}
	b, err := os.ReadFile(truth)
	if err == nil {
		err = json.Unmarshal(b, &truths)
	}
	if err != nil {
		t.Fatal(err)
	}
	return logs, truths
}

// alert is an alert of the stream.
type alert struct {
	ID, Detector, Severity string
	Detectors              []string
	Principal, Origin      *string
	People, Rows           *int64
}

func alerts(t *testing.T, out string) (list []alert) {
	t.Helper()
	s := bufio.NewScanner(strings.NewReader(out))
	s.Buffer(nil, 16<<20)
	for s.Scan() {
		var line struct{ Alert *alert }
		if err := json.Unmarshal(s.Bytes(), &line); err != nil {
			t.Fatalf("%v: %s", err, s.Text())
		}
		if line.Alert != nil {
			list = append(list, *line.Alert)
		}
	}
	return list
}

var elapsed = regexp.MustCompile(`"elapsed_ms":\d+|"started":"[^"]*"`)

// TestWatchHoldsNothing watches a month in which everything happens; in what it says and leaves is nobody's name or address.
func TestWatchHoldsNothing(t *testing.T) {
	home, left := filepath.Join(t.TempDir(), "month.home"), t.TempDir()
	t.Setenv("TMPDIR", left)
	logs, truths := invented(t, home, "--incidents", "all", "--days", "20", "--staff", "40", "--people", "1500")
	said := map[string][]byte{}
	for _, args := range [][]string{{"watch", "-f", "json", "--min-severity", "info", "--attempts"}, {"watch", "--keep", "--lang", "ja"}, {"watch", "list", "--all"}, {"watch", "list", "-f", "json"}} {
		out, errs, status := program(t, home, args...)
		if status != cli.StatusDone {
			t.Fatal(args, status, errs)
		}
		said[strings.Join(args, " ")] = []byte(out + errs)
	}
	found := alerts(t, string(said["watch -f json --min-severity info --attempts"]))
	if len(found) < 5 {
		t.Fatalf("%d alerts", len(found))
	}
	var planted []zerotest.Planted
	for _, tr := range truths {
		for _, actor := range append(tr.Actors, tr.Actor) {
			if strings.ContainsAny(actor, ".@") { // of a person; jobs and keys are called by their names
				planted = append(planted, zerotest.Planted{Kind: pii.EmailAddress, Text: actor})
			}
		}
	}
	for _, name := range []string{"shop-access.log", "openvpn.log"} {
		b, err := os.ReadFile(filepath.Join(logs, name))
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range regexp.MustCompile(`\b(100|198)\.\d+\.\d+\.\d+\b`).FindAll(b, 3000) {
			if i%10 == 0 {
				planted = append(planted, zerotest.Planted{Kind: pii.IPAddress, Text: string(a)})
			}
		}
	}
	if len(planted) < 100 {
		t.Fatalf("%d values planted", len(planted))
	}
	zerotest.Check(t, []string{home, left}, said, planted)
	out, _, status := program(t, home, "watch", "show", found[0].ID, "--reveal")
	if status != cli.StatusDone || !strings.Contains(out, "principal") {
		t.Errorf("%d: %s", status, out)
	}
}

// TestWatchKilled: killed at any moments, a run goes on and says the same as one that was let alone.
func TestWatchKilled(t *testing.T) {
	dir := t.TempDir()
	one := filepath.Join(dir, "a.home")
	logs, _ := invented(t, one, "--incidents", "all", "--days", "15", "--staff", "60", "--people", "6000")
	args := []string{"watch", "-f", "json", filepath.Join(logs, "shop-access.log"), filepath.Join(logs, "app-audit.json"), filepath.Join(logs, "postgres.csv"), "--mapping", filepath.Join(one+".key", "app-audit.yaml")}
	began := time.Now()
	want := run(t, child(t, one, args...))
	took := time.Since(began)
	if want.status != cli.StatusDone {
		t.Fatal(want.status, want.err)
	}
	if len(alerts(t, want.out)) < 3 {
		t.Fatal(want.out)
	}
	two := filepath.Join(dir, "b.home")
	if err := os.CopyFS(two+".key", os.DirFS(one+".key")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(two+".key", "key"), 0o600); err != nil {
		t.Fatal(err)
	}
	killed(t, 12, took, func() *exec.Cmd { return child(t, two, append(args, "--checkpoint", "20ms")...) })
	if _, err := os.Stat(filepath.Join(two, "watch")); err != nil {
		t.Error("nothing was kept:", err)
	}
	got := run(t, child(t, two, append(args, "--checkpoint", "20ms")...))
	if d := cmp.Diff(elapsed.ReplaceAllString(want.out, ""), elapsed.ReplaceAllString(got.out, "")); d != "" || got.status != cli.StatusDone {
		t.Errorf("status %d, %s: %s", got.status, got.err, d)
	}
}

// TestWatchAlone: two processes do not watch with one state.
func TestWatchAlone(t *testing.T) {
	dir := t.TempDir()
	home, log := filepath.Join(dir, "home"), filepath.Join(dir, "a.log")
	if err := os.WriteFile(log, []byte(`192.0.2.7 - tanaka [02/Nov/2026:09:00:00 +0900] "GET /members/1 HTTP/1.1" 200 10 "-" "Mozilla/5.0"`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	first := child(t, home, "watch", "--follow", "--checkpoint", "10ms", log)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Process.Kill(); _ = first.Wait() }()
	for until := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(home, "watch", "state")); err == nil {
			break
		}
		if time.Now().After(until) {
			t.Fatal("no state was kept")
		}
	}
	if _, errs, status := program(t, home, "watch", "--follow", log); status != cli.StatusUsage || !strings.Contains(errs, "another process") {
		t.Errorf("%d: %s", status, errs)
	}
	if err := first.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := first.Wait(); err != nil {
		t.Errorf("ended with %v", err)
	}
}

// TestWatchHostile: what is no record, forged or endless is counted and told, and the rest is read.
func TestWatchHostile(t *testing.T) {
	dir := t.TempDir()
	home := filepath.Join(dir, "home")
	var b bytes.Buffer
	good := `192.0.2.7 - tanaka [02/Nov/2026:09:00:00 +0900] "GET /members/1 HTTP/1.1" 200 10 "-" "Mozilla/5.0"` + "\n"
	for i := range 200 {
		b.WriteString(good)
		switch i % 5 {
		case 0:
			b.WriteString("\x00\xff\xfe\x1b[2J garbage\n")
		case 1:
			b.WriteString(`192.0.2.7 - - [02/Nov/2031:09:00:00 +0900] "GET / HTTP/1.1" 200 10 "-" "\x1b]0;pwned\x07"` + "\n") // forged time
		case 2:
			b.WriteString(`192.0.2.7 - - [99/Foo/2026:09:00:00 +0900] "GET / HTTP/1.1" 200 10 "-" "x"` + "\n")
		}
	}
	b.WriteString(strings.Repeat("A", 10<<20) + "\n" + good)
	if err := os.WriteFile(filepath.Join(dir, "a.log"), b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "empty"), 0o700); err != nil {
		t.Fatal(err)
	}
	out, errs, status := program(t, home, "watch", "-f", "json", filepath.Join(dir, "a.log"), filepath.Join(dir, "none.log"))
	if status != cli.StatusPartly {
		t.Errorf("status %d: %s", status, errs)
	}
	for _, want := range []string{`"accesses":241`, `"forged":40`, `none.log`, `"unread":1`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
	if strings.ContainsAny(out, "\x1b\x07") {
		t.Error("a log steers the terminal")
	}
	if _, errs, status := program(t, home, "watch", filepath.Join(dir, "nowhere"), "--since", "yesterday"); status != cli.StatusUsage {
		t.Error(status, errs)
	}
	if d := cmp.Diff(elapsed.ReplaceAllString(out, ""), elapsed.ReplaceAllString(twice(t, home, dir), "")); d != "" {
		t.Errorf("read again, it says something else: %s", d)
	}
}

func twice(t *testing.T, home, dir string) string {
	out, _, _ := program(t, home, "watch", "-f", "json", filepath.Join(dir, "a.log"), filepath.Join(dir, "none.log"))
	return out
}

// TestOutputToADevice: what is no file is written to, and stays what it is.
func TestOutputToADevice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	read := make(chan []byte)
	go func() {
		b, _ := os.ReadFile(path)
		read <- b
	}()
	if _, errs, status := program(t, filepath.Join(t.TempDir(), "home"), "watch", "detectors", "-o", path); status != cli.StatusDone {
		t.Fatal(status, errs)
	}
	if b := <-read; len(b) == 0 {
		t.Error("nothing was written")
	}
	if st, err := os.Lstat(path); err != nil || st.Mode()&os.ModeNamedPipe == 0 {
		t.Errorf("the pipe was replaced: %v %v", st, err)
	}
}
