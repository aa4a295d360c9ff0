package ldap

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
)

// server does with each connection what it is told to.
func server(t *testing.T, do func(net.Conn)) string {
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
			go func() {
				defer c.Close()
				do(c)
			}()
		}
	}()
	return "ldap://" + l.Addr().String() + "/dc=x"
}

// result answers a request with a result code.
func result(c net.Conn, code int64, text string) bool {
	p, err := ber.ReadPacket(c)
	if err != nil || len(p.Children) < 2 {
		return false
	}
	tag := ber.Tag(5) // SearchResultDone
	if p.Children[1].Tag == 0 {
		tag = 1 // BindResponse
		code, text = 0, ""
	}
	out := ber.Encode(ber.ClassUniversal, ber.TypeConstructed, ber.TagSequence, nil, "")
	out.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, p.Children[0].Value, ""))
	done := ber.Encode(ber.ClassApplication, ber.TypeConstructed, tag, nil, "")
	done.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagEnumerated, code, ""))
	done.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, "", ""))
	done.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, text, ""))
	out.AppendChild(done)
	_, err = c.Write(out.Bytes())
	return err == nil
}

func hang(c net.Conn) {
	b := make([]byte, 1024)
	for {
		if _, err := c.Read(b); err != nil {
			return
		}
	}
}

func TestHostile(t *testing.T) {
	answer := func(with string) func(net.Conn) {
		return func(c net.Conn) {
			_, _ = c.Read(make([]byte, 1024))
			_, _ = c.Write([]byte(with))
			hang(c)
		}
	}
	for name, c := range map[string]struct {
		do   func(net.Conn)
		want fault.Class
	}{
		"hangs":      {hang, fault.Unavailable},
		"breaks off": {func(net.Conn) {}, fault.Unavailable},
		"is busy": {func(c net.Conn) {
			for result(c, 51, secret) { //nolint:revive // until the end
			}
		}, fault.Unavailable},
		"refuses": {func(c net.Conn) {
			for result(c, 50, secret) { //nolint:revive // until the end
			}
		}, fault.Unreadable},
		"an odd code": {func(c net.Conn) {
			for result(c, 4711, secret) { //nolint:revive // until the end
			}
		}, fault.Unreadable},
		"speaks HTTP":    {answer("HTTP/1.1 400 Bad Request " + secret + "\r\n\r\n"), fault.Unavailable},
		"a huge message": {answer("\x30\x84\x7f\xff\xff\xff\x02\x01\x01"), fault.Unavailable},
		"rubbish":        {answer("\x30\x0c\x02\x01\x01\x65\x07\x0a\x01\x00\x04\x00\x04\x00\xff\xff\xff"), fault.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			o := options("", "")
			o.Timeout = 300 * time.Millisecond
			s := connect(t, server(t, c.do), o)
			s.retry = retry.Policy{Tries: 2, First: time.Millisecond, Most: time.Millisecond}
			var got error
			for u, err := range s.Units(t.Context()) {
				if err == nil {
					_, err = s.Open(t.Context(), u)
				}
				got = err
			}
			if fault.Of(got) != c.want || strings.Contains(got.Error(), secret) {
				t.Errorf("%v: %v", fault.Of(got), got)
			}
		})
	}
}

// TestStopped: a server that hangs does not hold up whoever stops.
func TestStopped(t *testing.T) {
	s := connect(t, server(t, hang), options("", ""))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	for range s.Units(ctx) { //nolint:revive // what counts is that it ends
	}
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("went on for %v", d)
	}
}
