package exposure

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// ErrDry is what HTTP and Dial return where nothing may be touched. A check that meets it is done.
var ErrDry = fault.Errorf(fault.Skipped, "a dry run touches nothing")

// Failed is the error of an act ("ask db.example.jp:9200") that met err on the network: the cause in a few words and a class.
// Libraries quote what a server said; nothing of that goes on.
func Failed(act string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, ErrDry) {
		return ErrDry
	}
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("%s: %w", act, context.Canceled)
	}
	class, why := cause(err)
	return fault.Errorf(class, "%s: %s", act, why)
}

// causes are what to tell of errors that have no type of their own, by what their texts hold.
var causes = []struct {
	text, why string
	class     fault.Class
}{
	{"server gave HTTP response to HTTPS client", "what answers speaks no TLS", fault.Unreadable},
	{"exceeded", "the answer's header is too long", fault.Refused},
	{"malformed HTTP", "what answers speaks no HTTP", fault.Unreadable},
	{"first record does not look like a TLS handshake", "what answers speaks no TLS", fault.Unreadable},
	{"tls:", "TLS cannot be agreed on", fault.Unreadable},
	{"redirect", "the server sends elsewhere again and again", fault.Unreadable},
	{"server closed", "the connection was closed", fault.Unavailable},
	{"too many 1xx", "the answer never begins", fault.Refused},
}

func cause(err error) (fault.Class, string) {
	var dns *net.DNSError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var timeout net.Error
	switch {
	case errors.As(err, &dns):
		return fault.Unavailable, "no such host"
	case errors.Is(err, syscall.ECONNREFUSED):
		return fault.Unavailable, "nothing listens there"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return fault.Unavailable, "no answer in time"
	case errors.As(err, &timeout) && timeout.Timeout():
		return fault.Unavailable, "no answer in time"
	case errors.As(err, &record):
		return fault.Unreadable, "what answers speaks no TLS"
	case errors.As(err, &alert):
		return fault.Unreadable, "TLS cannot be agreed on"
	case errors.As(err, &unknown), errors.As(err, &host), errors.As(err, &invalid):
		return fault.Unreadable, "nobody vouches for the certificate, and credentials are not sent to strangers"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return fault.Unavailable, "the connection was closed"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return fault.Unavailable, "there is no way to it"
	}
	var ours *ownError
	if errors.As(err, &ours) {
		return ours.class, ours.text
	}
	for _, c := range causes {
		if strings.Contains(err.Error(), c.text) {
			return c.class, c.why
		}
	}
	return fault.Unavailable, "no answer that is understood"
}

// ownError is an error of ours on its way through a library that wraps it.
type ownError struct {
	class fault.Class
	text  string
}

func (e *ownError) Error() string { return e.text }
