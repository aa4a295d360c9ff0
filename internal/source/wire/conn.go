package wire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Silence is how long a server may be silent.
func Silence(o *source.Options) time.Duration {
	if o.Timeout > 0 {
		return o.Timeout
	}
	return source.DefaultTimeout
}

// TLS is how to speak to the target's host. The query's "ca" names a file of certificates to trust instead of the system's.
func TLS(t *source.Target) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: t.Host}
	path := t.Query.Get("ca")
	if path == "" {
		return c, nil
	}
	pem, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "open target: the file of certificates (ca=) cannot be read")
	}
	c.RootCAs = x509.NewCertPool()
	if !c.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fault.Errorf(fault.Usage, "open target: the file of certificates (ca=) holds none")
	}
	return c, nil
}

// Local tells whether a host is this machine itself, which needs no encryption.
func Local(host string) bool {
	if host == "" || host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Dial connects; an error is classed.
func Dial(ctx context.Context, network, address string, silence time.Duration) (net.Conn, error) {
	d := net.Dialer{Timeout: silence}
	c, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, Network("connect", err)
	}
	return c, nil
}

// Handshake begins TLS on a connection; an error is classed, and the connection closed.
func Handshake(ctx context.Context, c net.Conn, conf *tls.Config, silence time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	t := tls.Client(c, conf)
	if err := t.HandshakeContext(ctx); err != nil {
		_ = c.Close()
		if err := Network("begin TLS", err); err != nil {
			return nil, err
		}
		return nil, fault.Errorf(fault.Unreadable, "begin TLS: the server does not speak it")
	}
	return t, nil
}

// Guarded is a connection whose other end may be silent for so long and no longer. Libraries that set deadlines of their
// own do not change that.
type Guarded struct {
	net.Conn
	silence time.Duration
	see     func([]byte) error
	idle    atomic.Bool
	broke   atomic.Pointer[error]
}

// Guard guards c. see, if given, is shown all that comes before the library is, and may refuse it: a length that no honest
// server announces would be allocated.
func Guard(c net.Conn, silence time.Duration, see func([]byte) error) *Guarded {
	return &Guarded{Conn: c, silence: silence, see: see}
}

// Idle says whether nothing was asked for: silence is then what is to be expected, for a library that always listens.
func (g *Guarded) Idle(idle bool) {
	g.idle.Store(idle)
	if !idle {
		_ = g.Conn.SetReadDeadline(time.Now().Add(g.silence))
	}
}

// Read implements net.Conn.
func (g *Guarded) Read(p []byte) (n int, err error) {
	if err := g.Broke(); err != nil { // a library that tries again would wait again
		return 0, err
	}
	for {
		idle := g.idle.Load()
		if err := g.Conn.SetReadDeadline(time.Now().Add(g.silence)); err != nil {
			return 0, err
		}
		n, err = g.Conn.Read(p)
		if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) || !idle && !g.idle.Load() {
			break
		}
	}
	if n > 0 && g.see != nil {
		if e := g.see(p[:n]); e != nil {
			g.broke.CompareAndSwap(nil, &e)
			return 0, e
		}
	}
	if err != nil {
		g.broke.CompareAndSwap(nil, &err)
	}
	return n, err
}

// Broke is the first error of reading, which libraries turn into texts of their own; nil if there was none.
func (g *Guarded) Broke() error {
	if e := g.broke.Load(); e != nil {
		return *e
	}
	return nil
}

// Write implements net.Conn.
func (g *Guarded) Write(p []byte) (int, error) {
	if err := g.Conn.SetWriteDeadline(time.Now().Add(g.silence)); err != nil {
		return 0, err
	}
	return g.Conn.Write(p)
}

// SetDeadline does nothing: the silence is what counts.
func (g *Guarded) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing.
func (g *Guarded) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing.
func (g *Guarded) SetWriteDeadline(time.Time) error { return nil }

// Network classes an error of a connection, and is nil for any other. The text holds no address and nothing that came.
func Network(act string, err error) error {
	if err == nil || fault.Of(err) != fault.Internal || errors.Is(err, context.Canceled) {
		return err
	}
	if cause := Cause(err); cause != nil {
		return fmt.Errorf("%s: %w", act, cause)
	}
	return nil
}

// Cause is Network without an act.
func Cause(err error) error {
	var (
		timeout net.Error
		op      *net.OpError
		dns     *net.DNSError
		unknown x509.UnknownAuthorityError
		host    x509.HostnameError
		invalid x509.CertificateInvalidError
		verify  *tls.CertificateVerificationError
		record  tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &unknown), errors.As(err, &host), errors.As(err, &invalid), errors.As(err, &verify):
		return fault.Errorf(fault.Unreadable, "the server's certificate is not trusted")
	case errors.As(err, &record):
		return fault.Errorf(fault.Unreadable, "the server does not speak TLS")
	case errors.As(err, &dns) && dns.IsNotFound:
		return fault.Errorf(fault.Unreadable, "there is no host of that name")
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return fault.Errorf(fault.Unavailable, "the server is silent")
	case errors.Is(err, syscall.ECONNREFUSED):
		return fault.Errorf(fault.Unavailable, "the server refuses the connection")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed),
		errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.As(err, &op):
		return fault.Errorf(fault.Unavailable, "the connection broke")
	}
	return nil
}

// Whole makes sure that a source that keeps no past is not asked for a part of it.
func Whole(o *source.Options, scheme string, samples bool) error {
	switch {
	case !o.Since.IsZero(), o.Range != "", o.Staged:
		return fault.Errorf(fault.Usage, "open target: %s:// keeps no history: --since, --range and --staged mean nothing here", scheme)
	case o.Sample > 0 && !samples:
		return fault.Errorf(fault.Usage, "open target: %s:// is read whole: --sample means nothing here", scheme)
	}
	return nil
}
