package imap

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/emersion/go-imap/v2"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

// Scheme is imap:// (with STARTTLS) and imaps://.
var Scheme = source.Scheme{Names: []string{"imap", "imaps"}, Example: "imaps://user@host", Open: open}

// Source is the mailboxes that a user of a server sees.
type Source struct {
	name     string
	address  string
	secure   bool // TLS from the start
	clear    bool // no TLS at all: this machine
	only     string
	user     string
	password source.Password
	tls      *tls.Config
	silence  time.Duration
	retry    retry.Policy

	mu    sync.Mutex
	names map[string]string // mailbox as it stands in a unit's name -> as the server has it
}

func open(_ context.Context, t *source.Target, o *source.Options) (source.Source, error) {
	if err := errors.Join(t.Only("ca", "starttls"), wire.Whole(o, "imap", false)); err != nil {
		return nil, err
	}
	if t.Host == "" {
		return nil, fault.Errorf(fault.Usage, "open target: %s://HOST: the host is missing", t.Scheme)
	}
	s := &Source{name: t.Name(), secure: t.Scheme == "imaps", only: strings.Trim(t.Path, "/"), silence: wire.Silence(o), names: map[string]string{}}
	port := "143"
	if s.secure {
		port = "993"
	}
	s.address = t.Address(port)
	switch v := t.Query.Get("starttls"); {
	case v != "" && v != "yes" && v != "no":
		return nil, fault.Errorf(fault.Usage, "open target: %s://…?starttls=: yes or no", t.Scheme)
	case v == "no" && !wire.Local(t.Host):
		return nil, fault.Errorf(fault.Usage, "open target: imap://: a password does not cross a network in clear; only a server on this machine may go without TLS")
	default:
		s.clear = !s.secure && wire.Local(t.Host) && v != "yes"
	}
	secret, err := o.Secret(t.Ask("imap", port))
	if err != nil {
		return nil, err
	}
	if s.user, s.password = secret.User, secret.Password; s.user == "" {
		s.user = t.User
	}
	if s.user == "" || !s.password.Known() {
		return nil, fault.Errorf(fault.Usage, "open target: %s://USER@HOST: a user and a password are needed; put the password into the environment (TSUTSUMI_PASSWORD) or a file", t.Scheme)
	}
	s.tls, err = wire.TLS(t)
	return s, err
}

// Name is the target without credentials.
func (s *Source) Name() string { return s.name }

// Close does nothing: each reading has its own connection.
func (s *Source) Close() error { return nil }

// try connects and does f, again where that may help.
func (s *Source) try(ctx context.Context, f func(*conn) error) error {
	return s.retry.Do(ctx, func(ctx context.Context) error {
		c, err := s.dial(ctx)
		if err != nil {
			return err
		}
		defer c.close()
		return f(c)
	})
}

// Units enumerates the ranges of each mailbox that have mails.
func (s *Source) Units(ctx context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		boxes := []string{s.only}
		if s.only == "" {
			err := s.try(ctx, func(c *conn) (err error) {
				boxes, err = c.list()
				return err
			})
			if err != nil {
				yield(source.Unit{}, err)
				return
			}
		}
		for _, box := range boxes {
			shown := content.SafeName(box)
			s.mu.Lock()
			s.names[shown] = box
			s.mu.Unlock()
			var found []bucket
			err := s.try(ctx, func(c *conn) (err error) {
				found, err = c.buckets(box)
				return err
			})
			switch {
			case fault.Of(err) == fault.Unavailable || ctx.Err() != nil:
				yield(source.Unit{}, err)
				return
			case err != nil:
				if !yield(source.Unit{Name: shown, Place: shown, Size: -1}, err) {
					return
				}
			}
			for _, b := range found {
				if !yield(source.Unit{Name: name(shown, b.n), Place: shown, Size: -1, Stamp: b.stamp}, nil) {
					return
				}
			}
		}
	}
}

// rangeUIDs is how many UIDs are a unit.
const rangeUIDs = 500

// name is a unit's: INBOX/1-500.
func name(box string, n uint32) string {
	return fmt.Sprintf("%s/%d-%d", box, n*rangeUIDs+1, (uint64(n)+1)*rangeUIDs)
}

// split is the reverse of name.
func (s *Source) split(unit string) (box string, first, last imap.UID, ok bool) {
	i := strings.LastIndexByte(unit, '/')
	if i < 0 {
		return "", 0, 0, false
	}
	a, b, ok := strings.Cut(unit[i+1:], "-")
	lo, err1 := strconv.ParseUint(a, 10, 32)
	hi, err2 := strconv.ParseUint(b, 10, 64)
	if !ok || err1 != nil || err2 != nil || lo == 0 || hi < lo || hi-lo >= rangeUIDs {
		return "", 0, 0, false
	}
	box = unit[:i]
	s.mu.Lock()
	defer s.mu.Unlock()
	if real, known := s.names[box]; known {
		box = real
	}
	return box, imap.UID(lo), imap.UID(min(hi, 1<<32-1)), true
}

// bucket is a range that has mails.
type bucket struct {
	n     uint32
	stamp string
}

// fill sorts UIDs into ranges. mails is how many there are: no set may hold many more.
func fill(set imap.UIDSet, validity, mails uint32) ([]bucket, error) {
	var out []bucket
	h := xxhash.New()
	total := uint64(0)
	end := func() {
		if n := len(out); n > 0 && out[n-1].stamp == "" {
			out[n-1].stamp = fmt.Sprintf("%d-%016x", validity, h.Sum64())
		}
	}
	for _, r := range set {
		lo, hi := uint64(r.Start), uint64(r.Stop)
		if lo == 0 || hi < lo {
			return nil, fault.Errorf(fault.Unreadable, "list mails: the server's answer is no set of UIDs")
		}
		if total += hi - lo + 1; total > uint64(mails)+1000 {
			return nil, fault.Errorf(fault.Unreadable, "list mails: the server names more mails than the mailbox has")
		}
		for lo <= hi {
			n := uint32((lo - 1) / rangeUIDs)
			if len(out) == 0 || out[len(out)-1].n != n {
				end()
				out = append(out, bucket{n: n})
				h.Reset()
			}
			top := min(hi, (uint64(n)+1)*rangeUIDs)
			fmt.Fprintf(h, "%d:%d,", lo, top)
			lo = top + 1
		}
	}
	end()
	return out, nil
}

// Open reads the mails of a range.
func (s *Source) Open(ctx context.Context, u source.Unit) (*source.Body, error) {
	box, first, last, ok := s.split(u.Name)
	if !ok {
		return nil, fault.Errorf(fault.Unreadable, "read mails: there is no such unit")
	}
	ctx, cancel := context.WithCancel(ctx)
	r := &reader{ctx: ctx, s: s, box: box, first: first, last: last, seen: map[imap.UID]bool{}}
	if err := r.begin(); err != nil {
		cancel()
		return nil, err
	}
	return &source.Body{
		Body:    content.Body{Name: u.Name, Size: -1, R: r},
		Changed: func() bool { return false }, // mails do not
		Close: func() error {
			cancel()
			r.end()
			return nil
		},
	}, nil
}
