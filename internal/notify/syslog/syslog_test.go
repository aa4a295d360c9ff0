package syslog

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/notifytest"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func sinkTo(t *testing.T, transport string, addr net.Addr, ca string) notify.Sink {
	t.Helper()
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		t.Fatal(err)
	}
	n, _ := strconv.Atoi(port)
	s, err := open(&notify.Options{Notify: config.Notify{Host: host, Port: n, Transport: transport}, CA: ca, Hostname: "w1 例.example.jp", Now: notifytest.Now})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// parsed takes a message apart as a receiver does: the head of RFC 5424, then CEF with its escapes undone.
func parsed(t *testing.T, m string) (pri string, fields []string, ext map[string]string) {
	t.Helper()
	head := regexp.MustCompile(`^<(\d+)>1 (\S+) (\S+) tsutsumi - alert - CEF:0\|`).FindStringSubmatch(m)
	if head == nil || head[2] != "2026-11-27T10:00:00.000Z" || head[3] != "w1.example.jp" {
		t.Fatalf("head: %q", m)
	}
	rest := m[strings.Index(m, "CEF:0|")+len("CEF:0|"):]
	field := ""
	for len(fields) < 6 {
		switch {
		case rest == "":
			t.Fatalf("ends in the header: %q", m)
		case rest[0] == '\\':
			field, rest = field+rest[1:2], rest[2:]
			continue
		case rest[0] == '|':
			fields, field = append(fields, field), ""
		default:
			field += rest[:1]
		}
		rest = rest[1:]
	}
	ext = map[string]string{}
	key := regexp.MustCompile(`(?:^| )([A-Za-z0-9]+)=`)
	at := key.FindAllStringSubmatchIndex(rest, -1)
	for i, k := range at {
		end := len(rest)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		ext[rest[k[2]:k[3]]] = strings.NewReplacer(`\\`, `\`, `\=`, "=", `\n`, "\n").Replace(rest[k[1]:end])
	}
	return head[1], fields, ext
}

func TestCEF(t *testing.T) {
	n := notifytest.Notice()
	n.Words.Title = "重大|a\\b\nc"
	n.Words.Story = append(n.Words.Story, "cs1=forged suser=root\nnext")
	s := &sink{host: "w1.example.jp"}
	pri, fields, ext := parsed(t, s.message(n, 8192))
	if pri != "107" || strings.Join(fields, "~") != "Tsutsumi~Tsutsumi~1.2.3~people-read~重大|a\\b c~8" {
		t.Errorf("%s %q", pri, fields)
	}
	for k, want := range map[string]string{"externalId": "00112233445566ff", "cn1": "1234", "cn1Label": "people", "cn3": "2", "suser": "t****#1a2b", "cs1": "203.0.113.*#3c4d", "cs2": n.Alert.Source, "cs4": "BR", "cat": "people-read,country",
		"start": "1795770000000", "end": "1795773600000", "cnt": "1300"} {
		if ext[k] != want {
			t.Errorf("%s=%q, want %q", k, ext[k], want)
		}
	}
	if !strings.HasSuffix(ext["msg"], "cs1=forged suser=root\nnext") {
		t.Errorf("%q", ext["msg"])
	}
}

func TestReminder(t *testing.T) {
	m := (&sink{host: "w1.example.jp"}).message(notifytest.Reminder(), 8192)
	head, rest, _ := strings.Cut(m, "CEF:0|")
	if head != "<108>1 2026-11-27T10:00:00.000Z w1.example.jp tsutsumi - reminder - " ||
		rest != "Tsutsumi|Tsutsumi|1.2.3|reminder|期限まで3日以内：確報（事案 2026-0007）|6|rt=1795773600000 end=1796032800000 externalId=2026-0007.jp-appi-final.72h.2027-01-04 cs1=2026-0007 cs1Label=case msg=確認: tsutsumi case show 2026-0007" {
		t.Errorf("%q\n%q", head, rest)
	}
}

// TestFit: however long a story is, a message stays within its bounds, is UTF-8, and ends in no half escape.
func TestFit(t *testing.T) {
	n := notifytest.Notice()
	for _, filler := range []string{"長", `\`, "=", "\n", "a"} {
		for shift := range 7 {
			n.Words.Story = []string{strings.Repeat("x", shift) + strings.Repeat(filler, 5000)}
			m := (&sink{host: "h"}).message(n, mostDatagram)
			back := len(m) - len(strings.TrimRight(m, `\`))
			if len(m) > mostDatagram || len(m) < mostDatagram-8 || !utf8.ValidString(m) || back%2 == 1 {
				t.Errorf("%q: %d bytes, ends %q", filler, len(m), m[len(m)-5:])
			}
		}
	}
}

func TestUDP(t *testing.T) {
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := sinkTo(t, "udp", c.LocalAddr(), "")
	if err := s.Send(t.Context(), notifytest.Notice()); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 65536)
	n, _, err := c.ReadFrom(b)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, ext := parsed(t, string(b[:n])); ext["externalId"] != "00112233445566ff" {
		t.Errorf("%q", b[:n])
	}
	c.Close()
	if err := s.Send(t.Context(), notifytest.Notice()); fault.Of(err) != fault.Unavailable {
		t.Errorf("nobody listens: %v", err)
	}
}

// frames reads octet-counted messages until the other side closes.
func frames(c io.Reader) (out []string) {
	r := bufio.NewReader(c)
	for {
		var n int
		if _, err := fmt.Fscanf(r, "%d ", &n); err != nil {
			return out
		}
		b := make([]byte, n)
		if _, err := io.ReadFull(r, b); err != nil {
			return out
		}
		out = append(out, string(b))
	}
}

func TestStreams(t *testing.T) {
	own := httptest.NewTLSServer(http.NotFoundHandler())
	defer own.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: own.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, transport := range []string{"tcp", "tls"} {
		t.Run(transport, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			if transport == "tls" {
				l = tls.NewListener(l, &tls.Config{Certificates: own.TLS.Certificates})
			}
			got := make(chan []string, 1)
			go func() {
				for {
					c, err := l.Accept()
					if err != nil {
						return
					}
					f := frames(c)
					c.Close()
					if len(f) > 0 {
						got <- f
					}
				}
			}()
			if err := sinkTo(t, transport, l.Addr(), ca).Send(t.Context(), notifytest.Notice()); err != nil {
				t.Fatal(err)
			}
			f := <-got
			if _, _, ext := parsed(t, f[0]); len(f) != 1 || !strings.HasPrefix(ext["msg"], "t****#1a2b が") {
				t.Errorf("%q", f)
			}
			if transport == "tls" {
				if err := sinkTo(t, "tls", l.Addr(), "").Send(t.Context(), notifytest.Notice()); err == nil || !strings.Contains(err.Error(), "not trusted") {
					t.Errorf("a stranger's certificate: %v", err)
				}
			}
		})
	}
}

// TestBadServers: one that refuses, one that breaks off, one that reads nothing and says nothing.
func TestBadServers(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	breaks := make(chan bool, 2)
	held := make(chan net.Conn, 1)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if <-breaks {
				_ = c.(*net.TCPConn).SetLinger(0)
				c.Close()
				continue
			}
			held <- c
		}
	}()
	s := sinkTo(t, "tcp", l.Addr(), "")
	breaks <- true
	if err := s.Send(t.Context(), notifytest.Notice()); fault.Of(err) != fault.Unavailable {
		t.Errorf("breaks off: %v", err)
	}
	breaks <- false
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Send(ctx, notifytest.Notice()); fault.Of(err) != fault.Unavailable || !strings.Contains(err.Error(), "silent") {
		t.Errorf("hangs: %v", err)
	}
	(<-held).Close()
	l.Close()
	if err := s.Send(t.Context(), notifytest.Notice()); fault.Of(err) != fault.Unavailable {
		t.Errorf("refuses: %v", err)
	}
}

func TestLevels(t *testing.T) {
	for s := watch.Info; s <= watch.Critical; s++ {
		if s > watch.Info && (level[s] <= level[s-1] || priority[s] >= priority[s-1]) {
			t.Error(s)
		}
	}
}
