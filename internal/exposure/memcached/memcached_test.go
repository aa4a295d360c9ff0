package memcached_test

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/memcached"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

func TestOpen(t *testing.T) {
	port := livetest.Memcached(t)
	c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprint(c, "set user:1 0 0 1\r\nx\r\n")
	if _, err := io.ReadFull(c, make([]byte, len("STORED\r\n"))); err != nil {
		t.Fatal(err)
	}
	r := exposuretest.Look(t, memcached.Check{}, nil, fmt.Sprintf("memcached://127.0.0.1:%d", port))
	if d := cmp.Diff([]string{"memcached-no-auth"}, exposuretest.IDs(t, r)); d != "" {
		t.Fatal(d, r.Looked)
	}
	if x := r.Exposures[0]; x.Args["items"] != "1" {
		t.Errorf("%v", x.Args)
	}
}

func TestClosed(t *testing.T) {
	path := filepath.Join(livetest.Dir(t), "auth")
	if err := os.WriteFile(path, []byte("app:secret-of-the-test\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	port := livetest.Memcached(t, "-Y", path)
	if got := exposuretest.Found(t, memcached.Check{}, fmt.Sprintf("memcached://127.0.0.1:%d", port)); got != nil {
		t.Errorf("found %v", got)
	}
}

// TestUDP: a stand-in, since a real server is not to listen on UDP.
func TestUDP(t *testing.T) {
	address := exposuretest.Serve(t, func(c net.Conn) {
		_, _ = io.WriteString(c, "VERSION 1.5.5\r\nSTAT curr_items 0\r\nEND\r\nSTAT udpport 11211\r\nSTAT inter \x1b[31m\r\nEND\r\n")
		_, _ = io.Copy(io.Discard, c)
	})
	got := exposuretest.Found(t, memcached.Check{}, "memcached://"+address)
	if !strings.Contains(strings.Join(got, " "), "memcached-udp") {
		t.Errorf("found %v", got)
	}
}

func TestHostile(t *testing.T) {
	exposuretest.Hostile(t, memcached.Check{}, "memcached://")
	address := exposuretest.Serve(t, func(c net.Conn) {
		_, _ = io.WriteString(c, "VERSION 1.6\r\n")
		for {
			if _, err := io.WriteString(c, "STAT a b\r\n"); err != nil {
				return
			}
		}
	})
	r := exposuretest.Look(t, memcached.Check{}, func(o *exposure.Options) { o.Timeout = 500e6 }, "memcached://"+address)
	if len(r.Exposures) > 0 || len(r.Looked[0].Errors) != 1 {
		t.Errorf("%v, %v", exposuretest.IDs(t, r), r.Looked)
	}
}
