package redis

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
)

// server answers each command by a function; "" closes the connection, "hang" says nothing more.
func server(t *testing.T, answer func(args []string) string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serve(c, answer)
		}
	}()
	return "redis://" + l.Addr().String()
}

func serve(c net.Conn, answer func([]string) string) {
	defer c.Close()
	r := bufio.NewReader(c)
	for {
		var n int
		if _, err := fmt.Fscanf(r, "*%d\r\n", &n); err != nil {
			return
		}
		args := make([]string, n)
		for i := range args {
			var size int
			if _, err := fmt.Fscanf(r, "$%d\r\n", &size); err != nil {
				return
			}
			b := make([]byte, size+2)
			if _, err := io.ReadFull(r, b); err != nil {
				return
			}
			args[i] = string(b[:size])
		}
		args[0] = strings.ToUpper(args[0])
		switch said := answer(args); said {
		case "":
			return
		case "hang":
			_, _ = r.ReadByte()
			return
		default:
			if _, err := io.WriteString(c, said); err != nil {
				return
			}
		}
	}
}

// usual answers as a server with one key of one kind does.
func usual(args []string) string {
	switch args[0] {
	case "HELLO", "CLIENT":
		return "-ERR unknown command\r\n"
	case "SELECT":
		return "-ERR DB index is out of range\r\n"
	case "DBSIZE":
		return ":1\r\n"
	case "SCAN":
		return "*2\r\n$1\r\n0\r\n*1\r\n$3\r\nkey\r\n"
	case "TYPE":
		return "+string\r\n"
	case "MEMORY":
		return ":50\r\n"
	case "GET":
		return "$5\r\nvalue\r\n"
	}
	return "-ERR what\r\n"
}

func TestHostile(t *testing.T) {
	for name, c := range map[string]struct {
		at   string // the command that goes wrong
		with string
		want fault.Class
	}{
		"hangs at once":     {"DBSIZE", "hang", fault.Unavailable},
		"hangs later":       {"GET", "hang", fault.Unavailable},
		"breaks off":        {"SCAN", "", fault.Unavailable},
		"is loading":        {"DBSIZE", "-LOADING Redis is loading the dataset in memory\r\n", fault.Unavailable},
		"forbids":           {"SCAN", "-NOPERM this user has no permissions to run the 'scan' command secret\r\n", fault.Unreadable},
		"moved":             {"GET", "-MOVED 3999 127.0.0.1:6381\r\n", fault.Unreadable},
		"rubbish":           {"DBSIZE", "HTTP/1.1 400 Bad Request secret\r\n\r\n", fault.Unreadable},
		"rubbish later":     {"GET", "\x00\x01\x02\r\n", fault.Unreadable},
		"huge value":        {"GET", "$99999999999\r\n", fault.Refused},
		"huge list":         {"SCAN", "*2\r\n$1\r\n0\r\n*2147483647\r\n", fault.Refused},
		"a line for ever":   {"SCAN", "+" + strings.Repeat("x", 200<<10) + "\r\n", fault.Unreadable},
		"not what is asked": {"SCAN", ":1\r\n", fault.Unreadable},
	} {
		t.Run(name, func(t *testing.T) {
			o := options("", "")
			o.Timeout = 200 * time.Millisecond
			s := connect(t, server(t, func(args []string) string {
				if args[0] == c.at {
					return c.with
				}
				return usual(args)
			}), o).(*Source)
			s.retry = retry.Policy{Tries: 2, First: time.Millisecond, Most: time.Millisecond}
			var got error
			for u, err := range s.Units(t.Context()) {
				if err == nil {
					b := open1(t, s, u.Name)
					_, err = io.ReadAll(b)
				}
				got = err
			}
			if fault.Of(got) != c.want || strings.Contains(got.Error(), "secret") || strings.Contains(got.Error(), "127.0.0.1") {
				t.Errorf("%v: %v", fault.Of(got), got)
			}
		})
	}
}

func open1(t *testing.T, s *Source, unit string) io.Reader {
	r := newReader(t.Context(), s, 0, 0, 1, strings.TrimPrefix(unit, "db0/"))
	return r.rows
}

// TestComesBack: what was refused for a while is read once it is not, each key once.
func TestComesBack(t *testing.T) {
	var mu sync.Mutex
	times := map[string]int{}
	s := connect(t, server(t, func(args []string) string {
		mu.Lock()
		defer mu.Unlock()
		if times[args[0]]++; times[args[0]] == 1 && (args[0] == "SCAN" || args[0] == "GET") {
			return ""
		}
		return usual(args)
	}), options("", "")).(*Source)
	s.retry = retry.Policy{Tries: 3, First: time.Millisecond, Most: time.Millisecond}
	n := 0
	for u, err := range s.Units(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		text, err := io.ReadAll(open1(t, s, u.Name))
		if err != nil || string(text) != `{"key":"key","value":"value"}`+"\n" {
			t.Errorf("%s, %v", text, err)
		}
	}
	if n != 1 {
		t.Errorf("%d units", n)
	}
}

// TestStopped: a server that hangs does not hold up whoever stops.
func TestStopped(t *testing.T) {
	s := connect(t, server(t, func([]string) string { return "hang" }), options("", ""))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	for range s.Units(ctx) { //nolint:revive // what counts is that it ends
	}
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("went on for %v", d)
	}
}
