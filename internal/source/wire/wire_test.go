package wire

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

func TestText(t *testing.T) {
	for _, c := range []struct {
		in, want string
		whole    bool
	}{
		{"", `""`, true},
		{"日本\n\"x\"\\\t\r\x01", `"日本\n\"x\"\\\t\r\u0001"`, true},
		{"a\xffb\x93\xfa", "\"a\ufffdb\ufffd\ufffd\"", false},
		{"\ufffd", "\"\ufffd\"", true},
		{"\xe6\x97", "\"\ufffd\ufffd\"", false},
	} {
		got, whole := Text(nil, c.in)
		if string(got) != c.want || whole != c.whole {
			t.Errorf("%q: %s, %v", c.in, got, whole)
		}
		if !json.Valid(got) {
			t.Errorf("%q: not JSON: %s", c.in, got)
		}
	}
}

func TestValue(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":1}`:            `{"a":1}`,
		" {\n\"a\" : [1]\n}": `{"a":[1]}`,
		`{"a":`:              `"{\"a\":"`,
		`12`:                 `"12"`,
		"{\"a\":\"\xff\"}":   "\"{\\\"a\\\":\\\"\ufffd\\\"}\"",
	} {
		got, _ := Value([]byte("x"), []byte(in))
		if string(got) != "x"+want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
	row := append(Name(append(Name([]byte("{"), "a"), '1'), "b\n"), '2', '}')
	if string(row) != `{"a":1,"b\n":2}` {
		t.Errorf("%s", row)
	}
}

func TestRows(t *testing.T) {
	odd := errors.New("odd")
	for _, end := range []error{io.EOF, odd} {
		n := 0
		r := NewRows(t.Context(), func(dst []byte) ([]byte, error) {
			if n++; n == 4 {
				return append(dst, "last\n"...), end
			}
			if n == 2 {
				return dst, nil
			}
			return append(dst, "row\n"...), nil
		})
		got, err := io.ReadAll(iotest.OneByteReader(r))
		if string(got) != "row\nrow\nlast\n" || !errors.Is(Rest(err), Rest(end)) {
			t.Errorf("%q, %v", got, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := NewRows(ctx, func([]byte) ([]byte, error) { return []byte("x"), nil }).Read(make([]byte, 9)); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

func TestGuard(t *testing.T) {
	a, b := net.Pipe()
	defer a.Close()
	defer b.Close()
	g := Guard(a, 20*time.Millisecond, func(p []byte) error {
		if strings.Contains(string(p), "bad") {
			return fault.Errorf(fault.Unreadable, "rubbish")
		}
		return nil
	})
	if err := g.SetReadDeadline(time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	_, err := g.Read(make([]byte, 9))
	if err = Network("read", err); fault.Of(err) != fault.Unavailable || !strings.Contains(err.Error(), "silent") {
		t.Errorf("silent: %v", err)
	}
	if _, again := g.Read(make([]byte, 9)); again == nil {
		t.Error("reads on after it was given up")
	}
	g = Guard(a, time.Minute, g.see)
	go func() { _, _ = b.Write([]byte("bad")) }()
	if _, err := g.Read(make([]byte, 9)); fault.Of(err) != fault.Unreadable {
		t.Errorf("rubbish: %v", err)
	}
}

func TestNetwork(t *testing.T) {
	for _, c := range []struct {
		err  error
		want fault.Class
	}{
		{io.EOF, fault.Unavailable},
		{os.ErrDeadlineExceeded, fault.Unavailable},
		{&net.OpError{Op: "dial", Err: errors.New("secret-host")}, fault.Unavailable},
		{&net.DNSError{Name: "secret-host", IsNotFound: true}, fault.Unreadable},
		{fault.Errorf(fault.Refused, "x"), fault.Refused},
	} {
		got := Network("read", c.err)
		if fault.Of(got) != c.want || strings.Contains(got.Error(), "secret") {
			t.Errorf("%v: %v", c.err, got)
		}
	}
	if err := Network("read", errors.New("other")); err != nil {
		t.Errorf("other: %v", err)
	}
}

func TestLocal(t *testing.T) {
	for host, want := range map[string]bool{"": true, "localhost": true, "127.0.0.2": true, "::1": true, "10.0.0.1": false, "example.com": false} {
		if Local(host) != want {
			t.Errorf("%q", host)
		}
	}
}
