package exposuretest

import (
	"bytes"
	"crypto/rand"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
)

// secret is what hostile servers say, and what must stand in no error.
const secret = "SECRET-OF-THE-SERVER"

// Hostile looks with a check at servers that mean harm or nonsense: each has to end as an error (a server that closes or says
// nonsense may also count as closed), soon, without a finding, and without repeating what the server said. prefix is the
// target before host and port, behind what follows them.
func Hostile(t *testing.T, c exposure.Check, prefix string, behind ...string) {
	forever := func(what []byte) func(net.Conn) {
		return func(c net.Conn) {
			for {
				if _, err := c.Write(what); err != nil {
					return
				}
			}
		}
	}
	noise := make([]byte, 64<<10)
	_, _ = rand.Read(noise)
	for name, serve := range map[string]func(net.Conn){
		"silent": func(c net.Conn) { _, _ = io.Copy(io.Discard, c) },
		"closes": func(net.Conn) {},
		"text": func(c net.Conn) {
			_, _ = io.WriteString(c, secret+"\r\n"+secret+"\r\n\r\n")
			_, _ = io.Copy(io.Discard, c)
		},
		"error":       func(c net.Conn) { _, _ = io.WriteString(c, "-ERR "+secret+"\r\n"); _, _ = io.Copy(io.Discard, c) },
		"noise":       forever(noise),
		"zeros":       forever(make([]byte, 64<<10)),
		"ones":        forever(bytes.Repeat([]byte{0xff}, 64<<10)),
		"headers":     forever([]byte("HTTP/1.1 200 OK\r\n" + strings.Repeat("X-A: "+secret+"\r\n", 1000))),
		"long line":   forever([]byte(strings.Repeat("A", 64<<10))),
		"huge length": func(c net.Conn) { _, _ = io.WriteString(c, "$999999999\r\n"+secret); _, _ = io.Copy(io.Discard, c) },
		"deep":        forever([]byte(strings.Repeat("*1\r\n", 10_000))),
		"bomb":        forever([]byte("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n" + "fff\r\n" + strings.Repeat("\x00", 0xfff) + "\r\n")),
		"drips": func(c net.Conn) {
			for {
				if _, err := c.Write([]byte{'x'}); err != nil {
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := Serve(t, serve)
			began := time.Now()
			r := Look(t, c, func(o *exposure.Options) { o.Timeout, o.Limit = 300*time.Millisecond, 3*time.Second }, prefix+address+strings.Join(behind, ""))
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("took %v", took)
			}
			if len(r.Exposures) > 0 {
				t.Errorf("found %v", IDs(t, r))
			}
			for _, e := range r.Looked[0].Errors {
				if strings.Contains(e.Text, secret) {
					t.Errorf("repeats what the server said: %s", e.Text)
				}
				if e.Class == "internal" {
					t.Errorf("has no class: %s", e.Text)
				}
			}
			if (name == "silent" || name == "drips" || name == "noise") && len(r.Looked[0].Errors) == 0 {
				t.Error("is not told")
			}
		})
	}
}

// Serve listens on a port of 127.0.0.1 with a server that is ended with the test.
func Serve(t testing.TB, serve func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				serve(c)
			}()
		}
	}()
	return l.Addr().String()
}
