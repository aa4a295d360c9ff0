package imap

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
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
)

// fake is a server that answers each command by a function: "hang" says nothing more, "" closes, what ends in no line end
// is sent and the connection closed.
func fake(t *testing.T, greeting string, answer func(tag, command string) string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	serve := func(c net.Conn) {
		defer c.Close()
		said := greeting
		r := bufio.NewReader(c)
		for {
			if said == "hang" {
				_, _ = io.Copy(io.Discard, r)
				return
			}
			if _, err := io.WriteString(c, said); err != nil || !strings.HasSuffix(said, "\n") {
				return
			}
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			tag, command, _ := strings.Cut(strings.TrimSpace(line), " ")
			said = answer(tag, command)
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
	return "imap://taro@" + l.Addr().String()
}

const hello = "* OK [CAPABILITY IMAP4rev1] hi\r\n"

// usual answers as a server with two mails does.
func usual(tag, command string) string {
	word, _, _ := strings.Cut(command, " ")
	switch {
	case word == "LIST":
		return "* LIST () \"/\" INBOX\r\n" + tag + " OK\r\n"
	case word == "EXAMINE":
		return "* 2 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n" + tag + " OK [READ-ONLY] ok\r\n"
	case strings.HasPrefix(command, "UID SEARCH"):
		return "* SEARCH 1 2\r\n" + tag + " OK\r\n"
	case strings.HasPrefix(command, "UID FETCH"):
		return "* 1 FETCH (UID 1 BODY[] {5}\r\nfirst)\r\n* 2 FETCH (UID 2 BODY[] {6}\r\nsecond)\r\n" + tag + " OK\r\n"
	case word == "SELECT" || word == "STORE" || strings.Contains(command, "BODY["):
		return tag + " BAD this would change something\r\n"
	}
	return tag + " OK\r\n"
}

func TestHostile(t *testing.T) {
	for name, c := range map[string]struct {
		greeting, at, with string
		want               fault.Class
	}{
		"hangs at once":      {"hang", "", "", fault.Unavailable},
		"says goodbye":       {"* BYE too many " + secret + "\r\n", "", "", fault.Unavailable},
		"speaks HTTP":        {"HTTP/1.1 400 Bad Request " + secret + "\r\n\r\n", "", "", fault.Unreadable},
		"no password here":   {"* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi\r\n", "", "", fault.Unreadable},
		"busy":               {hello, "EXAMINE", "TAG NO [UNAVAILABLE] " + secret + "\r\n", fault.Unavailable},
		"hangs at the list":  {hello, "LIST", "hang", fault.Unavailable},
		"rubbish":            {hello, "LIST", "* LIST ((((((\x00\xff\r\nTAG OK\r\n", fault.Unreadable},
		"all UIDs there are": {hello, "UID SEARCH", "* ESEARCH (TAG \"TAG\") UID ALL 1:4294967295\r\nTAG OK\r\n", fault.Unreadable},
		"hangs in a mail":    {hello, "UID FETCH", "* 1 FETCH (UID 1 BODY[] {50}\r\nfirst\r\n", fault.Unavailable},
		"not asked for":      {hello, "UID FETCH", "* 9 FETCH (UID 1 BODY[] {1}\r\nx)\r\n* 9 FETCH (UID 1 BODY[] {1}\r\nx)\r\n* 9 FETCH (UID 900 BODY[] {1}\r\nx)\r\nTAG OK\r\n", 0},
		"a size beyond all":  {hello, "UID FETCH", "* 1 FETCH (UID 1 BODY[] {99999999999999999999999}\r\nx)\r\nTAG OK\r\n", fault.Unreadable},
	} {
		t.Run(name, func(t *testing.T) {
			o := options("taro", secret)
			o.Timeout = 300 * time.Millisecond
			s := connect(t, fake(t, c.greeting, func(tag, command string) string {
				if strings.Contains(command, "[]<") {
					return "hang"
				}
				if c.at != "" && strings.HasPrefix(command, c.at) {
					return strings.ReplaceAll(c.with, "TAG", tag)
				}
				return usual(tag, command)
			}), o)
			s.retry = retry.Policy{Tries: 2, First: time.Millisecond, Most: time.Millisecond}
			var got error
			for u, err := range s.Units(t.Context()) {
				if err == nil {
					b, e := s.Open(t.Context(), u)
					if err = e; err == nil {
						_, err = io.Copy(io.Discard, b.R)
						b.Close()
					}
				}
				got = err
			}
			if fault.Of(got) != c.want || got != nil && strings.Contains(got.Error(), secret) {
				t.Errorf("%v: %v", fault.Of(got), got)
			}
		})
	}
}

// TestBreaksOff: a connection that breaks in the middle of a mail, and between two, costs and doubles nothing.
func TestBreaksOff(t *testing.T) {
	var mu sync.Mutex
	var asked []string
	n := 0
	s := connect(t, fake(t, hello, func(tag, command string) string {
		if !strings.HasPrefix(command, "UID FETCH") {
			return usual(tag, command)
		}
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, command)
		switch n++; n {
		case 1:
			return "* 1 FETCH (UID 1 BODY[] {5}\r\nfi"
		case 2:
			return "* 1 FETCH (UID 1 BODY[]<2> {3}\r\nrst)\r\n* BYE"
		}
		return "* 2 FETCH (UID 2 BODY[] {6}\r\nsecond)\r\n" + tag + " OK\r\n"
	}), options("taro", secret))
	s.retry = retry.Policy{Tries: 3, First: time.Millisecond, Most: time.Millisecond}
	for u, err := range s.Units(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		b, err := s.Open(t.Context(), u)
		if err != nil {
			t.Fatal(err)
		}
		archive, err := io.ReadAll(b.R)
		if err != nil {
			t.Fatal(err)
		}
		b.Close()
		if d := cmp.Diff(map[string]string{"1.eml": "first", "2.eml": "second"}, mails(t, archive)); d != "" {
			t.Errorf("(-want +got)\n%s", d)
		}
	}
	want := []string{"UID FETCH 1:500 (UID BODY.PEEK[])", "UID FETCH 1 (UID BODY.PEEK[]<2.3>)", "UID FETCH 2:500 (UID BODY.PEEK[])"}
	if d := cmp.Diff(want, asked); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// TestStopped: a server that hangs does not hold up whoever stops.
func TestStopped(t *testing.T) {
	for _, greeting := range []string{"hang", hello} {
		s := connect(t, fake(t, greeting, func(string, string) string { return "hang" }), options("taro", secret))
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		start := time.Now()
		for range s.Units(ctx) { //nolint:revive // what counts is that it ends
		}
		cancel()
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("went on for %v", d)
		}
	}
}

// fit tells whether a name may be shown.
func fit(name string) bool { return utf8.ValidString(name) && !strings.Contains(name, "\n") }

// TestOddNames: a mailbox whose name holds what no line may.
func TestOddNames(t *testing.T) {
	odd := "a\n\"b\\\xff"
	s := connect(t, fake(t, hello, func(tag, command string) string {
		if strings.HasPrefix(command, "LIST") {
			return fmt.Sprintf("* LIST () \"/\" {%d}\r\n%s\r\n%s OK\r\n", len(odd), odd, tag)
		}
		return usual(tag, command)
	}), options("taro", secret))
	s.retry = retry.Policy{Tries: 1, First: time.Millisecond}
	for u, err := range s.Units(t.Context()) {
		if !fit(u.Name+u.Place) || err != nil && fault.Of(err) == fault.Internal {
			t.Errorf("%q: %v", u.Name, err)
		}
	}
}
