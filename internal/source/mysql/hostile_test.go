//go:build unix

package mysql_test

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// greeting is how a server begins (dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets.html).
const greeting = "\x0a8.0.36\x00\x01\x00\x00\x00saltsalt\x00\x01\x82\x21\x02\x00\x08\x00\x15\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00saltsaltsalt\x00mysql_native_password\x00"

// hostile greets, takes any login, and answers every question with the same packets.
func hostile(t *testing.T, greeting string, answer ...string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	serve := func(c net.Conn) {
		defer func() { _ = c.Close() }()
		send := func(first byte, packets ...string) {
			for i, p := range packets {
				_, _ = c.Write(append([]byte{byte(len(p)), byte(len(p) >> 8), 0, first + byte(i)}, p...))
			}
		}
		receive := func() bool {
			var head [4]byte
			if _, err := io.ReadFull(c, head[:]); err != nil {
				return false
			}
			_, err := io.CopyN(io.Discard, c, int64(head[0])|int64(head[1])<<8)
			return err == nil
		}
		send(0, greeting)
		if !receive() {
			return
		}
		for send(2, "\x00\x00\x00\x02\x00\x00\x00"); receive(); {
			send(1, answer...)
		}
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serve(c)
		}
	}()
	return "mysql://x@" + l.Addr().String() + "/x?ssl-mode=DISABLED"
}

// TestHostile: what a server sends that is none is told in words of ours, and is no end of the program.
func TestHostile(t *testing.T) {
	const datum, end = "Yamada Taro", "\xfe\x00\x00\x02\x00"
	column := "\x03def\x00\x00\x00\x01x\x01x\x0c\x21\x00\xff\x00\x00\x00\xfd\x00\x00\x00\x00\x00"
	for name, target := range map[string]string{
		"a greeting cut short":   hostile(t, "\x0a8.0"),
		"an end of rows cut":     hostile(t, greeting, "\x01", column, end, "\xfe"),
		"rows with fewer values": hostile(t, greeting, "\x01", column, end, "\x0b"+datum, end),
		"a file is asked for":    hostile(t, greeting, "\xfb/etc/passwd"),
		"an error with a value":  hostile(t, greeting, "\xff\x26\x04#23000Duplicate entry '"+datum+"' for key 'name'"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, target, source.Options{Timeout: 5 * time.Second})
			defer s.Close()
			told := 0
			for u, err := range s.Units(t.Context()) {
				if told++; fault.Of(err) == fault.Internal || err == nil || strings.Contains(u.Name+err.Error(), "Yamada") || strings.Contains(err.Error(), "passwd") {
					t.Errorf("%q: %v", u.Name, err)
				}
			}
			if told == 0 {
				t.Error("nothing is told")
			}
		})
	}
}
