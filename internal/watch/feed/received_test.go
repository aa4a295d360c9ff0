package feed_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed"
)

// sent is line n of an access log as syslog of host sends it.
func sent(host string, n int) string {
	return fmt.Sprintf("<190>Nov  1 00:00:05 %s nginx[12]: %s", host, strings.TrimSuffix(line(n), "\n"))
}

func failed(host string, n int) string {
	return fmt.Sprintf("<38>1 2026-11-01T09:50:05.%06dZ %s sshd 77 - - Failed password for tanaka from 203.0.113.9 port %d ssh2", n, host, 1024+n)
}

// gather reads the feeds of a set until each has n events, or names that of one which does not.
type gather struct {
	t     testing.TB
	set   *feed.Set
	feeds map[string]feed.Feed
	got   map[string][]string
}

func newGather(t testing.TB, s *feed.Set) *gather {
	return &gather{t, s, map[string]feed.Feed{}, map[string][]string{}}
}

func short(name string) string { return name[strings.LastIndexByte(name, ' ')+1:] }

func (g *gather) step() {
	g.t.Helper()
	for _, f := range g.set.New() {
		g.feeds[short(f.Log().Name)] = f
	}
	var e event.Event
	var at feed.Position
	for name, f := range g.feeds {
		for {
			err := f.Next(&e, &at)
			if errors.Is(err, feed.ErrIdle) || errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				g.t.Fatal(err)
			}
			g.got[name] = append(g.got[name], string(e.Object)+string(e.Actor))
			if want := int64(len(g.got[name])); at.Line < want {
				g.t.Errorf("%s: message %d at %+v", name, want, at)
			}
		}
	}
}

// count is how many events came.
func (g *gather) count() (n int) {
	for _, got := range g.got {
		n += len(got)
	}
	return n
}

func (g *gather) until(want map[string]int) {
	g.t.Helper()
	late := time.Now().Add(120 * time.Second)
	for {
		g.step()
		good := true
		for name, n := range want {
			good = good && len(g.got[name]) >= n
		}
		if good {
			return
		}
		if time.Now().After(late) {
			for name, n := range want {
				g.t.Errorf("%s: %d of %d: %q", name, len(g.got[name]), n, g.got)
			}
			for name, f := range g.feeds {
				g.t.Logf("%s: %s, %+v", name, f.Log().Parser, f.Counts())
			}
			g.t.FailNow()
		}
		if err := g.set.Wait(g.t.Context()); err != nil {
			g.t.Fatal(err)
		}
	}
}

func (g *gather) marks() map[string][]byte {
	out := map[string][]byte{}
	for _, f := range g.feeds {
		out[f.Log().Name] = f.Mark()
	}
	return out
}

func dial(t testing.TB, network, to string) net.Conn {
	t.Helper()
	c, err := net.Dial(network, to)
	must(t, err)
	t.Cleanup(func() { c.Close() })
	return c
}

func TestSyslog(t *testing.T) {
	var told told
	cert, secret := livetest.Certificate(t, t.TempDir())
	s := open(t, feed.Options{Follow: true, Tell: told.tell}, "syslog+udp://127.0.0.1:0", "syslog+tcp://127.0.0.1:0", "syslog+tls://127.0.0.1:0?cert="+cert+"&key="+secret)
	addrs := s.Addrs()
	g := newGather(t, s)
	for i, network := range []string{"udp", "tcp"} {
		c := dial(t, network, addrs[i])
		for n := range 5 {
			for _, m := range []string{sent("web1", n), sent("web2", 10+n), failed("web1", n), "<13>Nov  1 00:00:05 web1 cron[1]: nothing anybody knows"} {
				_, err := io.WriteString(c, m+"\n")
				must(t, err)
			}
		}
		g.until(map[string]int{"web1/nginx": 5, "web2/nginx": 5, "web1/sshd": 5})
		if d := cmp.Diff(map[string][]string{"web1/nginx": numbers(0, 5), "web2/nginx": numbers(10, 15), "web1/sshd": slices.Repeat([]string{"tanaka"}, 5)}, g.got); d != "" {
			t.Errorf("%s: %s", network, d)
		}
		clear(g.got)
		clear(g.feeds)
	}
	if len(addrs) != 3 {
		t.Error(addrs)
	}
}

// TestSyslogKilled: what was received comes once, whenever the reader is killed, and the spool goes as marks are kept.
func TestSyslogKilled(t *testing.T) {
	for seed := range 3 {
		dir := t.TempDir()
		r := rand.New(rand.NewPCG(uint64(seed), 5))
		o := feed.Options{Follow: true, Key: key, Spool: dir}
		n, kept := map[string]int{}, map[string][]string{}
		for range 8 {
			s := open(t, o, "syslog+tcp://127.0.0.1:0")
			g := newGather(t, s)
			for name, got := range kept {
				g.got[name] = slices.Clone(got)
			}
			c := dial(t, "tcp", s.Addrs()[0])
			for range r.IntN(400) {
				host := fmt.Sprintf("web%d", r.IntN(3))
				_, err := io.WriteString(c, sent(host, n[host])+"\n")
				must(t, err)
				n[host]++
				if r.IntN(40) == 0 {
					g.step()
				}
				if r.IntN(100) == 0 && len(g.feeds) > 0 {
					o.Marks = g.marks()
					kept = map[string][]string{}
					for name, got := range g.got {
						kept[name] = slices.Clone(got)
					}
				}
			}
			want := map[string]int{}
			for host, n := range n {
				want[host+"/nginx"] = n
			}
			g.until(want) // so that all was received
			s.Close()
		}
		s := open(t, o, "syslog+tcp://127.0.0.1:0")
		g := newGather(t, s)
		for name, got := range kept {
			g.got[name] = slices.Clone(got)
		}
		want := map[string]int{}
		for host, n := range n {
			want[host+"/nginx"] = n
		}
		g.until(want)
		for host, n := range n {
			if d := cmp.Diff(numbers(0, n), g.got[host+"/nginx"]); d != "" {
				t.Errorf("%s of seed %d: %.500s", host, seed, d)
			}
		}
		marks := g.marks()
		for _, f := range g.feeds {
			must(t, f.(feed.Keeper).Forget(marks[f.Log().Name]))
		}
		s.Close()
		left, err := filepath.Glob(filepath.Join(dir, "*", "*"))
		must(t, err)
		if len(left) != 1 {
			t.Errorf("the spool keeps %v", left)
		}
		for _, p := range left {
			if strings.Contains(mustRead(t, p), "nginx") {
				t.Error("the spool is in clear")
			}
		}
		must(t, os.RemoveAll(dir))
		o.Marks = marks
		s = open(t, o, "syslog+tcp://127.0.0.1:0") // the spool is lost, the marks are not
		g = newGather(t, s)
		c := dial(t, "tcp", s.Addrs()[0])
		_, err = io.WriteString(c, sent("web0", 7)+"\n")
		must(t, err)
		g.until(map[string]int{"web0/nginx": 1})
		s.Close()
	}
}

func TestSyslogFull(t *testing.T) {
	var told told
	s := open(t, feed.Options{Follow: true, Key: key, Spool: t.TempDir(), SpoolLimit: 20_000, Tell: told.tell}, "syslog+tcp://127.0.0.1:0")
	g := newGather(t, s)
	c := dial(t, "tcp", s.Addrs()[0])
	_, err := io.WriteString(c, sent("web1", 0)+"\n")
	must(t, err)
	g.until(map[string]int{"web1/nginx": 1})
	for n := range 1000 {
		_, err := io.WriteString(c, sent("web1", n)+"\n")
		must(t, err)
	}
	late := time.Now().Add(120 * time.Second)
	for {
		g.step()
		c := g.feeds["web1/nginx"].Counts()
		if c.Lines+c.Dropped == 1001 {
			if c.Dropped < 100 || c.Lines < 50 || !told.has("messages dropped so far") {
				t.Errorf("%+v, %v", c, told.list)
			}
			return
		}
		if time.Now().After(late) {
			t.Fatalf("%+v", c)
		}
		must(t, s.Wait(t.Context()))
	}
}

func TestSyslogUsage(t *testing.T) {
	for _, target := range []string{
		"syslog+udp://127.0.0.1:0?cert=x", "syslog+tls://127.0.0.1:0", "syslog+sctp://127.0.0.1:0", "syslog+tcp://203.0.113.1:1", "syslog+udp://127.0.0.1:0?x=1",
	} {
		s, err := feed.Open(t.Context(), feed.Spec{Targets: []string{target}}, feed.Options{Follow: true})
		if err == nil {
			s.Close()
			t.Errorf("%s is taken", target)
		}
	}
	if _, err := feed.Open(t.Context(), feed.Spec{Targets: []string{"syslog+udp://127.0.0.1:0"}}, feed.Options{}); err == nil {
		t.Error("syslog is received by who does not follow")
	}
}
