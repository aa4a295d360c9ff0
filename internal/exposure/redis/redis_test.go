package redis_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/redis"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

// say runs redis-cli against a server of ours.
func say(t *testing.T, port int, args ...string) {
	t.Helper()
	cli := livetest.Program(t, "redis", "redis-cli", "valkey-cli")
	out, err := exec.Command(cli, append([]string{"-p", fmt.Sprint(port)}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("redis-cli: %v: %s", err, out)
	}
}

func TestOpen(t *testing.T) {
	port := livetest.Redis(t, "--dbfilename", "root.so")
	for i := range 3 {
		say(t, port, "SET", fmt.Sprint("user:", i), "x")
	}
	target := fmt.Sprintf("redis://127.0.0.1:%d", port)
	say(t, port, "SET", "PLEASE_READ_ME", "…")
	r := exposuretest.Look(t, redis.Check{}, nil, target)
	if d := cmp.Diff([]string{"redis-attacked", "redis-no-auth"}, exposuretest.IDs(t, r)); d != "" {
		t.Fatal(d)
	}
	if x := r.Exposures[1]; x.Args["keys"] != "4" || x.From != exposure.Here || x.Weight != exposure.Medium {
		t.Errorf("%v, %s, %s", x.Args, x.From, x.Weight)
	}
	if x := r.Exposures[0]; x.Args["signs"] != "dbfilename root.so, key PLEASE_READ_ME" || x.Weight != exposure.Critical {
		t.Errorf("%v, %s", x.Args, x.Weight)
	}
}

func TestClosed(t *testing.T) {
	port := livetest.Redis(t, "--requirepass", "not the one of the example")
	if got := exposuretest.Found(t, redis.Check{}, fmt.Sprintf("redis://127.0.0.1:%d", port)); got != nil {
		t.Errorf("found %v", got)
	}
}

func TestExample(t *testing.T) {
	port := livetest.Redis(t, "--requirepass", "foobared")
	if d := cmp.Diff([]string{"redis-default-password"}, exposuretest.Found(t, redis.Check{}, fmt.Sprintf("redis://127.0.0.1:%d", port))); d != "" {
		t.Error(d)
	}
}

// TestOnlyReads: what reaches the server are commands that read.
func TestOnlyReads(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	said := make(chan []string, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		in := bufio.NewScanner(c)
		var all []string
		for in.Scan() {
			switch w := in.Text(); w {
			case "PING":
				fmt.Fprint(c, "+PONG\r\n")
			case "INFO":
				fmt.Fprint(c, "$24\r\nredis_version:7.0.15\r\n\r\n\r\n")
			case "CONFIG":
				fmt.Fprint(c, "*2\r\n$3\r\ndir\r\n$1\r\n/\r\n")
			case "SCAN":
				fmt.Fprint(c, "*2\r\n$1\r\n0\r\n*0\r\n")
			default:
				continue
			}
			all = append(all, in.Text())
		}
		said <- all
	}()
	exposuretest.Look(t, redis.Check{}, nil, "redis://"+l.Addr().String())
	if d := cmp.Diff("PING INFO CONFIG CONFIG SCAN", strings.Join(<-said, " ")); d != "" {
		t.Error(d)
	}
}

// TestKeys: a server gives its keys in any order, and some of them twice; the traces are the same each time.
func TestKeys(t *testing.T) {
	for _, keys := range []string{"*3\r\n$6\r\nREADME\r\n$7\r\nwarning\r\n$5\r\nother\r\n", "*3\r\n$7\r\nwarning\r\n$6\r\nREADME\r\n$7\r\nwarning\r\n"} {
		address := exposuretest.Serve(t, func(c net.Conn) {
			fmt.Fprint(c, "+PONG\r\n$0\r\n\r\n*0\r\n*0\r\n*2\r\n$1\r\n0\r\n"+keys)
			_, _ = io.Copy(io.Discard, c)
		})
		r := exposuretest.Look(t, redis.Check{}, nil, "redis://"+address)
		if len(r.Exposures) != 2 || r.Exposures[0].State != "key README\nkey warning" {
			t.Errorf("%v, %v", exposuretest.IDs(t, r), r.Looked)
		}
	}
}

// TestHostile: whatever the other side says, it is told that it could not be looked at, and nothing is found.
func TestHostile(t *testing.T) {
	exposuretest.Hostile(t, redis.Check{}, "redis://")
}
