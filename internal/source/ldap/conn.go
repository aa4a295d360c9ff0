package ldap

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"
	"github.com/go-ldap/ldap/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

// maxMessage is the largest answer that is read: an entry with all its pictures.
const maxMessage = 32 << 20

// quietly bounds what the library makes room for.
var quietly = sync.OnceFunc(func() { ber.MaxPacketLengthBytes = maxMessage })

// conn is a connection, logged in.
type conn struct {
	*ldap.Conn
	ctx  context.Context
	net  net.Conn
	stop func() bool
}

func (c *conn) close() {
	c.stop()
	_ = c.net.Close() // first: a server that hangs does not confirm the end
	_ = c.Close()
}

// dial connects, begins TLS and logs in. Errors are classed.
func (s *Source) dial(ctx context.Context) (*conn, error) {
	network := "tcp"
	if s.scheme == "ldapi" {
		network = "unix"
	}
	n, err := wire.Dial(ctx, network, s.address, s.silence)
	if err == nil && s.scheme == "ldaps" {
		n, err = wire.Handshake(ctx, n, s.tls, s.silence)
	}
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: ldap.NewConn(n, s.scheme == "ldaps"), ctx: ctx, net: n}
	c.stop = context.AfterFunc(ctx, func() { _ = n.Close() })
	c.SetTimeout(s.silence)
	c.Start()
	if err := s.login(c); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func (s *Source) login(c *conn) error {
	if s.startTLS {
		limit := time.AfterFunc(s.silence, func() { _ = c.net.Close() })
		err := c.StartTLS(s.tls)
		if !limit.Stop() && err != nil {
			return fault.Errorf(fault.Unavailable, "begin TLS: the server is silent")
		}
		if err != nil {
			return c.fail("begin TLS (STARTTLS)", err)
		}
	}
	switch {
	case s.password.Known():
		return c.fail("log in", c.Bind(s.user, s.password.Reveal()))
	case s.scheme == "ldapi":
		if err := c.ExternalBind(); err != nil && ldap.IsErrorWithCode(err, ldap.ErrorNetwork) {
			return c.fail("log in", err)
		}
	}
	return nil // as nobody
}

// fail classes an error. The server's own words are left out: they may quote an entry.
func (c *conn) fail(act string, err error) error {
	if err == nil || fault.Of(err) != fault.Internal {
		return err
	}
	if c.ctx.Err() != nil {
		return c.ctx.Err()
	}
	var answer *ldap.Error
	if !errors.As(err, &answer) {
		if e := wire.Network(act, err); e != nil {
			return e
		}
		return fault.Errorf(fault.Unreadable, "%s: the server does not speak LDAP", act)
	}
	switch answer.ResultCode {
	case ldap.ErrorNetwork:
		if e := wire.Network(act, answer.Err); e != nil {
			return e
		}
		return fault.Errorf(fault.Unavailable, "%s: the connection broke", act)
	case ldap.ErrorUnexpectedMessage, ldap.ErrorUnexpectedResponse, ldap.ErrorFilterDecompile, ldap.ErrorDebugging:
		return fault.Errorf(fault.Unreadable, "%s: the server does not speak LDAP", act)
	case ldap.LDAPResultBusy, ldap.LDAPResultUnavailable:
		return fault.Errorf(fault.Unavailable, "%s: the server is busy", act)
	case ldap.LDAPResultInvalidCredentials:
		return fault.Errorf(fault.Unreadable, "%s: the server refuses the user or the password", act)
	case ldap.LDAPResultInsufficientAccessRights, ldap.LDAPResultInappropriateAuthentication, ldap.LDAPResultOperationsError,
		ldap.LDAPResultUnwillingToPerform:
		return fault.Errorf(fault.Unreadable, "%s: the user may not do that; see docs/sources/ldap.md for what is needed", act)
	case ldap.LDAPResultStrongAuthRequired, ldap.LDAPResultConfidentialityRequired:
		return fault.Errorf(fault.Unreadable, "%s: the server wants TLS (ldaps:// or ?starttls=yes)", act)
	case ldap.LDAPResultNoSuchObject:
		return fault.Errorf(fault.Unreadable, "%s: there is no such entry, or the user may not know of it", act)
	case ldap.LDAPResultReferral:
		return fault.Errorf(fault.Unreadable, "%s: the server refers to another, which is a target of its own", act)
	}
	return fault.Errorf(fault.Unreadable, "%s: the server answers with error %d", act, answer.ResultCode)
}

const (
	firstPage = 50
	mostPage  = 500
	pageBytes = 1 << 20
)

// pages is a search that goes page by page.
type pages struct {
	req       *ldap.SearchRequest
	paging    *ldap.ControlPaging
	done      bool
	read      int // entries
	referrals int
}

func (c *conn) pages(base string, scope int, filter string, attributes ...string) *pages {
	p := &pages{paging: ldap.NewControlPaging(firstPage)}
	p.req = ldap.NewSearchRequest(base, scope, ldap.NeverDerefAliases, 0, 0, false, filter, attributes, []ldap.Control{p.paging})
	return p
}

// next is the next page. Entries may come with an error: up to there the server went.
func (p *pages) next(c *conn) ([]*ldap.Entry, error) {
	r, err := c.Search(p.req)
	if r == nil {
		p.done = true
		if err == nil {
			err = fault.Errorf(fault.Unavailable, "search: the connection broke")
		}
		return nil, c.fail("search", err)
	}
	p.read += len(r.Entries)
	p.referrals += len(r.Referrals)
	if err != nil {
		p.done = true
		for code, what := range map[uint16]string{ldap.LDAPResultSizeLimitExceeded: "size", ldap.LDAPResultTimeLimitExceeded: "time",
			ldap.LDAPResultAdminLimitExceeded: "administrative"} {
			if ldap.IsErrorWithCode(err, code) {
				return r.Entries, fault.As(fault.Unreadable, &limit{what, p.read})
			}
		}
		return r.Entries, c.fail("search", err)
	}
	p.done = true
	if answer, ok := ldap.FindControl(r.Controls, ldap.ControlTypePaging).(*ldap.ControlPaging); ok && len(answer.Cookie) > 0 {
		p.done = false
		p.paging.SetCookie(answer.Cookie)
	}
	p.pace(r.Entries)
	return r.Entries, nil
}

// pace makes pages of a size that is neither slow nor large.
func (p *pages) pace(entries []*ldap.Entry) {
	n := 0
	for _, e := range entries {
		for _, a := range e.Attributes {
			for _, v := range a.ByteValues {
				n += len(v)
			}
		}
	}
	switch {
	case n < pageBytes:
		p.paging.PagingSize = min(2*p.paging.PagingSize, mostPage)
	case n > 4*pageBytes:
		p.paging.PagingSize = max(p.paging.PagingSize/4, 1)
	}
}

// limit is an error of a server that stopped before the end.
type limit struct {
	what string
	read int
}

func (l *limit) Error() string {
	return fmt.Sprintf("search: the server stops after %d entries: its %s limit for this user; see docs/sources/ldap.md", l.read, l.what)
}
