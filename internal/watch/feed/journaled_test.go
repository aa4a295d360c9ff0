//go:build linux

package feed_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed"
)

// journald runs the real one in a namespace of its own, and returns how to log there.
func journald(t *testing.T, namespace string) func(message string) {
	t.Helper()
	program := "/usr/lib/systemd/systemd-journald"
	_, err := os.Stat(program)
	if _, err2 := exec.LookPath("journalctl"); err != nil || err2 != nil {
		livetest.Missing(t, "journald", "it is not here")
	}
	if os.Geteuid() != 0 {
		livetest.Missing(t, "journald", "only root runs one")
	}
	dir := "/run/systemd/journal." + namespace
	livetest.Start(t, exec.CommandContext(context.Background(), program, namespace), func() error {
		_, err := os.Stat(filepath.Join(dir, "dev-log"))
		return err
	})
	t.Cleanup(func() {
		for _, pattern := range []string{dir, "/run/log/journal/*." + namespace, "/var/log/journal/*." + namespace} {
			all, _ := filepath.Glob(pattern)
			for _, p := range all {
				_ = os.RemoveAll(p)
			}
		}
	})
	c, err := net.Dial("unixgram", filepath.Join(dir, "dev-log"))
	must(t, err)
	t.Cleanup(func() { c.Close() })
	return func(m string) {
		t.Helper()
		_, err := io.WriteString(c, m)
		must(t, err)
	}
}

func TestLiveJournald(t *testing.T) {
	namespace := fmt.Sprintf("tsutsumi%d", os.Getpid())
	say := journald(t, namespace)
	for n := range 3 {
		say(fmt.Sprintf("<38>sshd[77]: Failed password for user%d from 203.0.113.9 port 22 ssh2", n))
		say("<13>hello: nothing anybody knows")
		say("<190>nginx: " + strings.TrimSpace(line(n)))
	}
	host, err := os.Hostname()
	must(t, err)
	host, _, _ = strings.Cut(host, ".")
	ssh, web := host+"/sshd", host+"/nginx"
	var told told
	o := feed.Options{Follow: true, Key: key, Tell: told.tell}
	s := open(t, o, "journald://?namespace="+namespace)
	g := newGather(t, s)
	g.until(map[string]int{ssh: 3, web: 3})
	o.Marks = g.marks()
	s.Close()
	say("<38>sshd[78]: Failed password for user3\x1b[2J from 203.0.113.9 port 22 ssh2")
	say("<190>nginx: " + strings.TrimSpace(line(3)))
	s = open(t, o, "journald://?namespace="+namespace)
	g2 := newGather(t, s)
	g2.until(map[string]int{ssh: 1, web: 1})
	say("<190>nginx: " + strings.TrimSpace(line(4)))
	g2.until(map[string]int{ssh: 1, web: 2})
	s.Close()
	got := map[string][]string{ssh: slices.Concat(g.got[ssh], g2.got[ssh]), web: slices.Concat(g.got[web], g2.got[web])}
	want := map[string][]string{ssh: {"user0", "user1", "user2", "user3\x1b[2J"}, web: numbers(0, 5)}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d, told.list)
	}
	o.Follow, o.Marks = false, nil
	s = open(t, o, "journald://?namespace="+namespace)
	g3 := newGather(t, s)
	g3.until(map[string]int{ssh: 4, web: 5})
	for !s.Over() {
		must(t, s.Wait(t.Context()))
	}
	if !told.has("messages of logs of no known kind") {
		t.Error(told.list)
	}
	if _, err := feed.Open(t.Context(), feed.Spec{Targets: []string{"journald://elsewhere"}}, o); err == nil {
		t.Error("the journal of another machine is read")
	}
}
