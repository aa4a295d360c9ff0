package postgres

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// failed gives an error of the driver a class and a text of our own: the server's may quote a value, the driver's names
// the user and the database.
func failed(act string, err error) error {
	if err == nil || fault.Of(err) != fault.Internal {
		return err
	}
	if errors.Is(err, context.Canceled) {
		return fault.As(fault.Unavailable, context.Canceled)
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) && isCode(pg.Code) {
		class, text := meaning(pg.Code)
		return &stated{fault.Errorf(class, "%s: %s (SQLSTATE %s)", act, text, pg.Code), pg.Code}
	}
	var large *pgproto3.ExceededMaxBodyLenErr
	if errors.As(err, &large) {
		return &stated{fault.Errorf(fault.Refused, "%s: a row of more than %d MiB", act, maxRow>>20), tooLarge}
	}
	var cert *tls.CertificateVerificationError
	var cut *net.OpError
	switch {
	case errors.As(err, &cert):
		return fault.Errorf(fault.Unreadable, "%s: the server's certificate is not trusted", act)
	case pgconn.Timeout(err), errors.Is(err, context.DeadlineExceeded), timedOut(err):
		return fault.Errorf(fault.Unavailable, "%s: the server does not answer", act)
	case errors.As(err, &cut) && cut.Op == "dial":
		return fault.Errorf(fault.Unavailable, "%s: no connection: %w", act, cut.Err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.As(err, &cut):
		return fault.Errorf(fault.Unavailable, "%s: the connection broke off", act)
	case strings.Contains(err.Error(), "refused TLS"):
		return fault.Errorf(fault.Unreadable, "%s: the server speaks no TLS, which sslmode asks for", act)
	}
	return fault.Errorf(fault.Unavailable, "%s: the server does not speak as PostgreSQL does", act)
}

// isCode tells whether a code is one: five digits and capitals. What else a server may say there is not repeated.
func isCode(code string) bool {
	for _, c := range []byte(code) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return len(code) == 5
}

func timedOut(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

// stated is an error with the server's code.
type stated struct {
	error
	code string
}

func (s *stated) Unwrap() error { return s.error }

// is tells whether err has one of the server's codes.
func is(err error, codes ...string) bool {
	var s *stated
	if !errors.As(err, &s) {
		return false
	}
	for _, c := range codes {
		if s.code == c {
			return true
		}
	}
	return false
}

// The codes that something is done about (postgresql.org/docs/current/errcodes-appendix.html).
const (
	lockNotAvailable = "55P03"
	queryCanceled    = "57014"
	invalidParameter = "22023" // of a snapshot that is not there any more
	undefinedObject  = "42704" // the same, of later versions
	noRight          = "42501"
	tooLarge         = "too large" // ours
)

// meaning is the class of a code, and what it says.
func meaning(code string) (fault.Class, string) {
	switch code {
	case noRight:
		return fault.Unreadable, "no right to read it all: SELECT is not granted, or a policy of row security hides rows from this role"
	case lockNotAvailable:
		return fault.Unavailable, "somebody holds a lock on it for longer than is waited for"
	case queryCanceled:
		return fault.Unavailable, "it took longer than statement_timeout"
	case "42P01", "3F000", "42703", "42P02", "42883":
		return fault.Changed, "it is not there any more, or not as it was when it was listed"
	case "3D000":
		return fault.Unreadable, "there is no such database"
	case "55000":
		return fault.Unreadable, "it holds nothing yet (a materialized view without data)"
	}
	switch code[:2] {
	case "28":
		return fault.Unreadable, "the server refuses this user, or the password is wrong"
	case "08", "57", "53", "40", "25":
		return fault.Unavailable, "the server refuses for now"
	case "XX", "58":
		return fault.Unreadable, "the server has an internal error, perhaps damaged pages"
	}
	return fault.Unreadable, "the server refuses"
}
