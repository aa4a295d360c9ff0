package imap

import (
	"context"
	"errors"
	"net"
	"slices"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

// maxAnswer is how much of an answer the library may gather; mails are handed on as they come, and do not count.
const maxAnswer = 128 << 20

// conn is a connection, logged in.
type conn struct {
	*imapclient.Client
	ctx    context.Context
	guard  *wire.Guarded
	stop   func() bool
	budget atomic.Int64
}

// see counts what came since the last that was handed on.
func (c *conn) see(p []byte) error {
	if c.budget.Add(-int64(len(p))) < 0 {
		return fault.Errorf(fault.Refused, "read answer: more than %d bytes", int64(maxAnswer))
	}
	return nil
}

// ask does f, which waits for the server.
func (c *conn) ask(act string, f func() error) error {
	c.budget.Store(maxAnswer)
	c.guard.Idle(false)
	defer c.guard.Idle(true)
	return c.fail(act, f())
}

func (c *conn) close() {
	c.stop()
	_ = c.guard.Close()
	_ = c.Client.Close()
}

// dial connects, begins TLS and logs in. Errors are classed.
func (s *Source) dial(ctx context.Context) (*conn, error) {
	n, err := wire.Dial(ctx, "tcp", s.address, s.silence)
	if err == nil && s.secure {
		n, err = wire.Handshake(ctx, n, s.tls, s.silence)
	}
	if err != nil {
		return nil, err
	}
	c := &conn{ctx: ctx}
	c.budget.Store(maxAnswer)
	c.guard = wire.Guard(n, s.silence, c.see)
	c.stop = context.AfterFunc(ctx, func() { _ = n.Close() })
	if s.secure || s.clear {
		c.Client = imapclient.New(c.guard, nil)
		err = c.ask("connect", c.WaitGreeting)
	} else {
		err = c.startTLS(n, s)
	}
	if err == nil {
		err = c.login(s)
	}
	if err != nil {
		if c.Client != nil {
			c.close()
		}
		c.stop()
		_ = n.Close()
		return nil, err
	}
	return c, nil
}

// startTLS begins TLS on a connection that is not yet encrypted.
func (c *conn) startTLS(n net.Conn, s *Source) error {
	limit := time.AfterFunc(4*s.silence, func() { _ = n.Close() })
	defer limit.Stop()
	client, err := imapclient.NewStartTLS(c.guard, &imapclient.Options{TLSConfig: s.tls})
	if err == nil {
		c.Client = client
		return c.ask("connect", c.WaitGreeting)
	}
	var answer *imap.Error
	if errors.As(err, &answer) {
		return fault.Errorf(fault.Unreadable, "begin TLS: the server does not offer STARTTLS (use imaps://)")
	}
	return c.fail("begin TLS", err)
}

func (c *conn) login(s *Source) error {
	var caps imap.CapSet
	err := c.ask("ask what the server can do", func() error {
		caps = c.Caps()
		return nil
	})
	switch {
	case err != nil:
		return err
	case caps.Has(imap.AuthCap(sasl.Plain)):
		return c.ask("log in", func() error { return c.Authenticate(sasl.NewPlainClient("", s.user, s.password.Reveal())) })
	case caps.Has(imap.CapLoginDisabled):
		return fault.Errorf(fault.Unreadable, "log in: the server takes no password on this connection (LOGINDISABLED): it wants TLS, or another way to log in")
	}
	return c.ask("log in", func() error { return c.Login(s.user, s.password.Reveal()).Wait() })
}

// list is the mailboxes that can be opened, in order.
func (c *conn) list() (boxes []string, err error) {
	err = c.ask("list mailboxes", func() error {
		found, err := c.List("", "*", nil).Collect()
		for _, m := range found {
			if !slices.Contains(m.Attrs, imap.MailboxAttrNoSelect) && !slices.Contains(m.Attrs, imap.MailboxAttrNonExistent) {
				boxes = append(boxes, m.Mailbox)
			}
		}
		return err
	})
	slices.Sort(boxes)
	return slices.Compact(boxes), err
}

// examine opens a mailbox read-only.
func (c *conn) examine(box string) (data *imap.SelectData, err error) {
	err = c.ask("open mailbox", func() (err error) {
		data, err = c.Select(box, &imap.SelectOptions{ReadOnly: true}).Wait()
		return err
	})
	return data, err
}

// buckets are a mailbox's ranges that have mails.
func (c *conn) buckets(box string) ([]bucket, error) {
	data, err := c.examine(box)
	if err != nil || data.NumMessages == 0 {
		return nil, err
	}
	var found *imap.SearchData
	err = c.ask("list mails", func() (err error) {
		found, err = c.UIDSearch(&imap.SearchCriteria{}, nil).Wait()
		return err
	})
	if err != nil {
		return nil, err
	}
	set, _ := found.All.(imap.UIDSet)
	return fill(set, data.UIDValidity, data.NumMessages)
}

// fail classes an error. The server's own words are left out: they may quote a name.
func (c *conn) fail(act string, err error) error {
	if err == nil {
		return nil
	}
	if c.ctx.Err() != nil {
		return c.ctx.Err()
	}
	var answer *imap.Error
	if !errors.As(err, &answer) {
		for _, cause := range []error{err, c.guard.Broke()} {
			if e := wire.Network(act, cause); e != nil {
				return e
			}
		}
		return fault.Errorf(fault.Unreadable, "%s: the server does not speak IMAP", act)
	}
	switch answer.Code {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit, imap.ResponseCodeServerBug:
		return fault.Errorf(fault.Unavailable, "%s: the server is busy (%s)", act, answer.Code)
	case imap.ResponseCodeAuthenticationFailed, imap.ResponseCodeAuthorizationFailed, imap.ResponseCodeExpired:
		return fault.Errorf(fault.Unreadable, "%s: the server refuses the user or the password", act)
	case imap.ResponseCodePrivacyRequired:
		return fault.Errorf(fault.Unreadable, "%s: the server wants TLS", act)
	case imap.ResponseCodeNoPerm:
		return fault.Errorf(fault.Unreadable, "%s: the user may not do that", act)
	case imap.ResponseCodeNonExistent:
		return fault.Errorf(fault.Unreadable, "%s: there is no such mailbox", act)
	}
	if answer.Type == imap.StatusResponseTypeBye {
		return fault.Errorf(fault.Unavailable, "%s: the server ends the connection", act)
	}
	switch act {
	case "log in":
		return fault.Errorf(fault.Unreadable, "%s: the server refuses the user or the password", act)
	case "open mailbox":
		return fault.Errorf(fault.Unreadable, "%s: there is no such mailbox, or the user may not open it", act)
	}
	return fault.Errorf(fault.Unreadable, "%s: the server says %s", act, answer.Type)
}
