package syslog_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/syslog"
)

// got collects messages.
type got struct {
	mu   sync.Mutex
	list []string
	more chan struct{}
}

func (g *got) take(from netip.Addr, m []byte) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !from.IsLoopback() {
		m = []byte("from " + from.String())
	}
	g.list = append(g.list, string(m))
	select {
	case g.more <- struct{}{}:
	default:
	}
}

// wait waits for n messages.
func (g *got) wait(t *testing.T, n int) []string {
	t.Helper()
	late := time.After(120 * time.Second)
	for {
		g.mu.Lock()
		if len(g.list) >= n {
			defer g.mu.Unlock()
			return slices.Clone(g.list)
		}
		g.mu.Unlock()
		select {
		case <-g.more:
		case <-late:
			t.Fatalf("%d messages of %d: %q", len(g.list), n, g.list)
		}
	}
}

func listen(t *testing.T, network string, conf *tls.Config) (*syslog.Listener, *got) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	l, err := syslog.Listen(ctx, network, "127.0.0.1:0", conf)
	if err != nil {
		t.Fatal(err)
	}
	g := &got{more: make(chan struct{}, 1)}
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx, g.take) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != context.Canceled {
			t.Errorf("it ends with %v", err)
		}
	})
	return l, g
}

func dial(t *testing.T, network string, to net.Addr) net.Conn {
	t.Helper()
	c, err := net.Dial(network, to.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func send(t *testing.T, c net.Conn, s string) {
	t.Helper()
	if _, err := c.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
}

func TestUDP(t *testing.T) {
	l, g := listen(t, "udp", nil)
	c := dial(t, "udp", l.Addr())
	for i := range 5 {
		send(t, c, fmt.Sprintf("<13>message %d\n", i))
		g.wait(t, i+1)
	}
	send(t, c, "\n")
	send(t, c, "<13>two\nlines")
	if d := cmp.Diff([]string{"<13>message 0", "<13>message 1", "<13>message 2", "<13>message 3", "<13>message 4", "<13>two\nlines"}, g.wait(t, 6)); d != "" {
		t.Error(d)
	}
}

func TestTCP(t *testing.T) {
	l, g := listen(t, "tcp", nil)
	c := dial(t, "tcp", l.Addr())
	counted := func(s string) string { return fmt.Sprintf("%d %s", len(s), s) }
	long := "<13>" + strings.Repeat("x", syslog.MaxMessage+100)
	for _, s := range []string{
		counted("<13>counted,\nin two lines"), counted("<13>a"), counted("<13>b") + "\n",
		"<13>a line\r\n", "\n\n", "27 November, no count\n", "2026-11-27T09:50:05Z host app: x\n", "<13>zero\x00\n",
		counted(long), long + "\n", "<13>the ", "end\n", "<13>not ended",
	} {
		send(t, c, s)
	}
	c.Close()
	d := dial(t, "tcp", l.Addr())
	send(t, d, "99 <13>cut short")
	g.wait(t, 11)
	d.Close()
	want := []string{
		"<13>counted,\nin two lines", "<13>a", "<13>b", "<13>a line", "27 November, no count", "2026-11-27T09:50:05Z host app: x", "<13>zero",
		long[:syslog.MaxMessage], long[:syslog.MaxMessage], "<13>the end", "<13>not ended", "<13>cut short",
	}
	if d := cmp.Diff(want, g.wait(t, 12)); d != "" {
		t.Errorf("%.2000s", d)
	}
	if l.Short.Load() != 2 || l.Broken.Load() != 1 {
		t.Errorf("%d short, %d broken", l.Short.Load(), l.Broken.Load())
	}
}

func TestTLS(t *testing.T) {
	cert, key := livetest.Certificate(t, t.TempDir())
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	l, g := listen(t, "tls", &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12})
	bare := dial(t, "tcp", l.Addr())
	send(t, bare, "<13>in clear, which is none of TLS\n")
	buf := make([]byte, 100)
	for {
		if _, err := bare.Read(buf); err != nil {
			break
		}
	}
	c, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	send(t, c, "12 <13>sealed 1<13>sealed 2\n")
	if d := cmp.Diff([]string{"<13>sealed 1", "<13>sealed 2"}, g.wait(t, 2)); d != "" {
		t.Error(d)
	}
	if l.Refused.Load() != 1 {
		t.Errorf("%d refused", l.Refused.Load())
	}
}

func TestUsage(t *testing.T) {
	l, _ := listen(t, "tcp", nil)
	for network, address := range map[string]string{"tcp": l.Addr().String(), "tls": "127.0.0.1:0", "sctp": "127.0.0.1:0", "udp": "nowhere"} {
		if _, err := syslog.Listen(t.Context(), network, address, nil); err == nil || strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("%s: %v", network, err)
		}
	}
}
