// Package syslog sends alerts to a syslog server as RFC 5424 with a body in the Common Event Format: over UDP (RFC 5426), TCP with
// octet counting (RFC 6587) or TLS (RFC 5425).
//
// Syslog acknowledges nothing. Over TCP and TLS a message counts as taken once the server has closed its side after we closed
// ours: it has read all then. Over UDP it does when the host did not refuse it.
package syslog

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/post"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// The greatest messages, in bytes: what receivers of UDP should take (RFC 5426, 3.2), and of streams.
const (
	mostDatagram = 2048
	mostStream   = 8192
)

// facility is "log audit" (RFC 5424, 6.2.1).
const facility = 13

// refused is how long a host may take to refuse a datagram.
const refused = 200 * time.Millisecond

// Kind is the type of sinks.
func Kind() notify.Kind { return notify.Kind{Type: "syslog", New: open} }

type sink struct {
	transport, address, host string
	trust                    *tls.Config
}

func open(o *notify.Options) (notify.Sink, error) {
	s := &sink{transport: cmp.Or(o.Transport, "udp"), host: name(o.Hostname)}
	usual := 514
	if s.transport == "tls" {
		usual = 6514
		var err error
		if s.trust, err = post.Trust(o.CA); err != nil {
			return nil, err
		}
		s.trust.ServerName = o.Host
	}
	s.address = o.Address(usual)
	return s, nil
}

// name is a host's name as a header may have it: printable ASCII, at most 255.
func name(s string) string {
	s = strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return -1
		}
		return r
	}, s)
	return cmp.Or(s[:min(len(s), 255)], "-")
}

// Send implements notify.Sink.
func (s *sink) Send(ctx context.Context, n *notify.Notice) error {
	if s.transport == "udp" {
		return failed(ctx, s.datagram(ctx, s.message(n, mostDatagram)))
	}
	m := s.message(n, mostStream)
	return failed(ctx, s.stream(ctx, fmt.Sprintf("%d %s", len(m), m)))
}

// message is a notice with its head: <PRI>1 TIME HOST APP PROCID MSGID STRUCTURED-DATA MSG.
func (s *sink) message(n *notify.Notice, most int) string {
	head := fmt.Sprintf("<%d>1 %s %s tsutsumi - %s - ", facility*8+priority[min(n.Severity(), watch.Critical)], n.At.UTC().Format("2006-01-02T15:04:05.000Z"), s.host, sort(n))
	return head + cef(n, most-len(head))
}

// sort is what a message is, as its MSGID says it.
func sort(n *notify.Notice) string {
	if n.Reminder != nil {
		return "reminder"
	}
	return "alert"
}

func (s *sink) datagram(ctx context.Context, m string) error {
	c, err := (&net.Dialer{}).DialContext(ctx, "udp", s.address)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	if _, err := io.WriteString(c, m); err != nil {
		return err
	}
	// A host on which nobody listens says so by ICMP, which the next call on the socket tells.
	_ = c.SetReadDeadline(time.Now().Add(refused))
	if _, err := c.Read(make([]byte, 1)); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return nil
}

func (s *sink) stream(ctx context.Context, m string) error {
	c, err := (&net.Dialer{Timeout: 10 * time.Second}).DialContext(ctx, "tcp", s.address)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	defer context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })()
	if s.trust != nil {
		t := tls.Client(c, s.trust)
		if err := t.HandshakeContext(ctx); err != nil {
			return err
		}
		c = t
	}
	if _, err := io.WriteString(c, m); err != nil {
		return err
	}
	if err := c.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, io.LimitReader(c, 1<<16))
	return err
}

// failed says in words of its own what went wrong.
func failed(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fault.Errorf(fault.Unavailable, "the server is silent")
	}
	return post.Failed(err)
}
