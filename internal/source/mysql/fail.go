package mysql

import (
	"context"
	"crypto/tls"
	"database/sql/driver"
	"errors"
	"io"
	"net"

	mysql "github.com/go-sql-driver/mysql"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// failed gives an error of the driver a class and a text of our own: the server's may quote a value or name the account.
func failed(act string, err error) error {
	if err == nil || fault.Of(err) != fault.Internal {
		return err
	}
	if errors.Is(err, context.Canceled) {
		return fault.As(fault.Unavailable, context.Canceled)
	}
	var my *mysql.MySQLError
	if errors.As(err, &my) {
		class, text := meaning(my.Number)
		return &stated{fault.Errorf(class, "%s: %s (error %d)", act, text, my.Number), my.Number}
	}
	var cert *tls.CertificateVerificationError
	var cut *net.OpError
	var slow net.Error
	switch {
	case errors.As(err, &cert):
		return fault.Errorf(fault.Unreadable, "%s: the server's certificate is not trusted", act)
	case errors.Is(err, mysql.ErrNoTLS):
		return fault.Errorf(fault.Unreadable, "%s: the server speaks no TLS, which ssl-mode asks for", act)
	case errors.Is(err, mysql.ErrCleartextPassword), errors.Is(err, mysql.ErrNativePassword), errors.Is(err, mysql.ErrOldPassword), errors.Is(err, mysql.ErrUnknownPlugin):
		return fault.Errorf(fault.Unreadable, "%s: the server asks for the password in a way that is not safe, or not known", act)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return fault.Errorf(fault.Unavailable, "%s: the server does not answer", act)
	case errors.As(err, &cut) && cut.Op == "dial":
		return fault.Errorf(fault.Unavailable, "%s: no connection: %w", act, cut.Err)
	case errors.Is(err, mysql.ErrInvalidConn), errors.Is(err, driver.ErrBadConn), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, net.ErrClosed), errors.As(err, &cut):
		return fault.Errorf(fault.Unavailable, "%s: the connection broke off", act)
	}
	return fault.Errorf(fault.Unavailable, "%s: the server does not speak as MySQL does", act)
}

// stated is an error with the server's number.
type stated struct {
	error
	number uint16
}

func (s *stated) Unwrap() error { return s.error }

// is tells whether err has one of the server's numbers.
func is(err error, numbers ...uint16) bool {
	var s *stated
	if !errors.As(err, &s) {
		return false
	}
	for _, n := range numbers {
		if s.number == n {
			return true
		}
	}
	return false
}

// The numbers that asking again does not help against (mariadb.com/kb/en/mariadb-error-codes).
const (
	lockWait      = 1205 // a lock of metadata or of rows
	statementTime = 1969 // max_statement_time of MariaDB
	executionTime = 3024 // MAX_EXECUTION_TIME of MySQL
)

// meaning is the class of a number, and what it says.
func meaning(number uint16) (fault.Class, string) {
	switch number {
	case 1044, 1045, 1698, 1130, 1251, 1862:
		return fault.Unreadable, "the server refuses this account, or the password is wrong"
	case 1049:
		return fault.Unreadable, "there is no such database"
	case 1142, 1143, 1227, 1370, 1345:
		return fault.Unreadable, "no right to read it (SELECT is not granted)"
	case lockWait:
		return fault.Unavailable, "somebody holds a lock on it for longer than is waited for"
	case statementTime, executionTime, 1317:
		return fault.Unavailable, "it took longer than statement_timeout"
	case 1146, 1054, 1412, 1051:
		return fault.Changed, "it is not there any more, or not as it was when it was listed"
	case 1356, 1449:
		return fault.Unreadable, "the view is broken: what it is made of, or who defined it, is not there any more, or may not read it"
	case 1040, 1203, 1226, 1129, 1053, 1927, 1158, 1159, 1160, 1161, 1213, 1028, 1037, 1041:
		return fault.Unavailable, "the server refuses for now"
	case 126, 127, 130, 1034, 1194, 1195, 1712, 1815:
		return fault.Unreadable, "the table is damaged"
	}
	return fault.Unreadable, "the server refuses"
}
