// Package livetest starts real servers for tests: on loopback, on a port of their own, in a folder of their own, ended
// with the test. One file a server.
//
// A server whose program is not on the machine skips the test, unless TSUTSUMI_TEST_REQUIRE (a comma-separated list of
// the names used here, or "all") says that it must be there.
package livetest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Missing skips the test, or fails it where the environment says that what is missing must be there.
func Missing(t testing.TB, what, why string) {
	t.Helper()
	for w := range strings.SplitSeq(os.Getenv("TSUTSUMI_TEST_REQUIRE"), ",") {
		if w == what || w == "all" {
			t.Fatalf("%s is required: %s", what, why)
		}
	}
	t.Skipf("%s: %s", what, why)
}

// Program finds the first of the programs, in PATH or in one of the places where Debian keeps servers.
func Program(t testing.TB, what string, names ...string) string {
	t.Helper()
	for _, n := range names {
		if p, err := exec.LookPath(n); err == nil {
			return p
		}
		for _, dir := range []string{"/usr/sbin", "/usr/local/sbin", "/usr/lib/postgresql/15/bin"} {
			if p := dir + "/" + n; !strings.Contains(n, "/") {
				if _, err := os.Stat(p); err == nil {
					return p
				}
			}
		}
	}
	Missing(t, what, "no program "+strings.Join(names, " or "))
	return ""
}

// Port is a free port of 127.0.0.1.
func Port(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// Dir is a folder for a server: short enough a path for a socket, and readable for another user where that is needed.
func Dir(t testing.TB) string {
	t.Helper()
	d, err := os.MkdirTemp("", "live")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(d, 0o755); err != nil { //nolint:gosec // a server that runs as another user looks into it
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(d) })
	return d
}

// Process is a running server.
type Process struct {
	cmd  *exec.Cmd
	out  *output
	done chan struct{}
	once sync.Once
}

// Start starts a server, which is ended with the test, and waits up to a minute until ready says nil.
func Start(t testing.TB, cmd *exec.Cmd, ready func() error) *Process {
	t.Helper()
	p := &Process{cmd: cmd, out: &output{}, done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = p.out, p.out
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", cmd.Path, err)
	}
	go func() {
		_ = cmd.Wait()
		close(p.done)
	}()
	t.Cleanup(p.Stop)
	limit := time.Now().Add(time.Minute)
	for {
		err := ready()
		if err == nil {
			return p
		}
		select {
		case <-p.done:
			t.Fatalf("%s ended at once:\n%s", cmd.Path, p.out)
		case <-time.After(50 * time.Millisecond):
		}
		if time.Now().After(limit) {
			t.Fatalf("%s is not ready: %v\n%s", cmd.Path, err, p.out)
		}
	}
}

// Stop ends the server and waits for its end.
func (p *Process) Stop() {
	p.once.Do(func() {
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-p.done:
		case <-time.After(10 * time.Second):
			_ = p.cmd.Process.Kill()
			<-p.done
		}
	})
}

// Kill ends the server at once, as a machine that fails does.
func (p *Process) Kill() {
	p.once.Do(func() {
		_ = p.cmd.Process.Kill()
		<-p.done
	})
}

// Answers tells whether something listens on a port of 127.0.0.1.
func Answers(port int) func() error {
	return func() error {
		c, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), time.Second)
		if err != nil {
			return err
		}
		return c.Close()
	}
}

// output keeps the last of what a server says.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.b.Len() > 64<<10 {
		o.b.Reset()
	}
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}
