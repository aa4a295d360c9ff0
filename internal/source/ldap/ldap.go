package ldap

import (
	"context"
	"crypto/tls"
	"errors"
	"iter"
	"strings"
	"sync"
	"time"

	"github.com/go-ldap/ldap/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

// Scheme is ldap:// (with StartTLS), ldaps:// and ldapi:///PATH, a socket of this machine.
var Scheme = source.Scheme{Names: []string{"ldap", "ldaps", "ldapi"}, Example: "ldap://host/dc=example,dc=com", Open: open}

// Source is a directory.
type Source struct {
	name     string
	scheme   string
	address  string // host and port, or a socket's path
	local    bool
	startTLS bool
	base     string
	user     string
	password source.Password
	tls      *tls.Config
	silence  time.Duration
	retry    retry.Policy
	now      func() time.Time

	mu  sync.Mutex
	dns map[string]string // unit -> DN, where the name is not the DN itself
}

func open(_ context.Context, t *source.Target, o *source.Options) (source.Source, error) {
	if err := errors.Join(t.Only("ca", "starttls", "base"), wire.Whole(o, "ldap", false)); err != nil {
		return nil, err
	}
	s := &Source{name: t.Name(), scheme: t.Scheme, silence: wire.Silence(o), now: o.Now, dns: map[string]string{}, local: wire.Local(t.Host)}
	s.base = strings.Trim(t.Path, "/")
	switch t.Scheme {
	case "ldapi":
		if t.Host != "" || t.Path == "" {
			return nil, fault.Errorf(fault.Usage, "open target: ldapi:///PATH?base=DN: the path of the socket")
		}
		s.address, s.base, s.local = t.Path, "", true
	case "ldaps":
		s.address = t.Address("636")
	default:
		s.address = t.Address("389")
	}
	if t.Scheme != "ldapi" && t.Host == "" {
		return nil, fault.Errorf(fault.Usage, "open target: %s://HOST: the host is missing", t.Scheme)
	}
	if b := t.Query.Get("base"); b != "" {
		s.base = b
	}
	secret, err := o.Secret(t.Ask("ldap", strings.TrimPrefix(s.address[strings.LastIndexByte(s.address, ':')+1:], "/")))
	if err != nil {
		return nil, err
	}
	s.user, s.password = secret.User, secret.Password
	if s.user == "" {
		s.user = t.User
	}
	if s.user != "" && !s.password.Known() {
		return nil, fault.Errorf(fault.Usage, "open target: %s://: a user without a password: a server would take that for nobody; put the password into the environment (TSUTSUMI_PASSWORD) or a file", t.Scheme)
	}
	if s.tls, err = wire.TLS(t); err != nil {
		return nil, err
	}
	switch v := t.Query.Get("starttls"); {
	case v != "" && v != "yes" && v != "no":
		return nil, fault.Errorf(fault.Usage, "open target: %s://…?starttls=: yes or no", t.Scheme)
	case t.Scheme == "ldap":
		// A password does not cross a network in clear; entries without one may.
		s.startTLS = v == "yes" || v == "" && !s.local && s.password.Known()
	}
	quietly()
	return s, nil
}

// Name is the target without credentials.
func (s *Source) Name() string { return s.name }

// Close does nothing: each reading has its own connection.
func (s *Source) Close() error { return nil }

// Units enumerates the containers of each naming context.
func (s *Source) Units(ctx context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		var bases []string
		err := s.try(ctx, func(c *conn) (err error) {
			bases, err = s.bases(c)
			return err
		})
		if err != nil {
			yield(source.Unit{}, err)
			return
		}
		for _, base := range bases {
			if !s.context(ctx, base, yield) {
				return
			}
		}
	}
}

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

// bases are the roots of what the server holds, or the one asked for.
func (s *Source) bases(c *conn) ([]string, error) {
	if s.base != "" {
		return []string{s.base}, nil
	}
	r, err := c.Search(&ldap.SearchRequest{Scope: ldap.ScopeBaseObject, Filter: "(objectClass=*)", Attributes: []string{"namingContexts"}})
	if err != nil {
		return nil, c.fail("read the root", err)
	}
	var out []string
	for _, e := range r.Entries {
		for _, v := range e.GetEqualFoldAttributeValues("namingContexts") {
			if v != "" {
				out = append(out, v)
			}
		}
	}
	if len(out) == 0 {
		return nil, fault.Errorf(fault.Unreadable, "read the root: the server names no naming context; give one: ldap://HOST/dc=example,dc=com")
	}
	return out, nil
}

// maxContainers is how many subtrees of a context are units of their own; where there are more they are one.
const maxContainers = 256

// The units of a context: its subtrees, and its top, which is all that stands in none of them.
const (
	sub = ""
	top = "?one"
	all = "?sub"
)

func (s *Source) context(ctx context.Context, base string, yield func(source.Unit, error) bool) bool {
	var containers []string
	var stamp string
	err := s.try(ctx, func(c *conn) error {
		containers = nil
		stamp = s.csn(c, base)
		p := c.pages(base, ldap.ScopeSingleLevel, "(objectClass=*)", "objectClass", "hasSubordinates")
		for {
			page, err := p.next(c)
			for _, e := range page {
				if container(e) && len(containers) <= maxContainers {
					containers = append(containers, e.DN)
				}
			}
			if err != nil || p.done {
				return err
			}
		}
	})
	unit := func(dn, kind string) bool {
		u := source.Unit{Name: content.SafeName(dn) + kind, Place: content.SafeName(dn), Size: -1}
		if err != nil {
			return yield(u, err)
		}
		if u.Stamp = stamp; stamp == "" {
			u.Stamp = s.newest(ctx, dn, kind, containers)
		}
		s.mu.Lock()
		s.dns[u.Name] = dn
		s.mu.Unlock()
		return yield(u, nil)
	}
	switch {
	case fault.Of(err) == fault.Unavailable:
		return yield(source.Unit{}, err)
	case err != nil, len(containers) > maxContainers:
		// What the first level cannot tell (it is too large to be listed) may still be read as a whole.
		err = nil
		return unit(base, all)
	case !unit(base, top):
		return false
	}
	for _, dn := range containers {
		if !unit(dn, sub) {
			return false
		}
	}
	return true
}

// container tells whether an entry is a room with entries in it.
func container(e *ldap.Entry) bool {
	for _, c := range e.GetEqualFoldAttributeValues("objectClass") {
		switch strings.ToLower(c) {
		case "organizationalunit", "container", "organization", "domain", "builtindomain", "locality", "country", "nscontainer":
			return true
		}
	}
	// A server that does not tell may have entries below any.
	return !strings.EqualFold(first(e, "hasSubordinates"), "FALSE")
}

func first(e *ldap.Entry, name string) string {
	if v := e.GetEqualFoldAttributeValues(name); len(v) > 0 {
		return v[0]
	}
	return ""
}

// place is the DN and the kind of a unit.
func (s *Source) place(unit string) (dn, kind string) {
	dn, kind = unit, sub
	for _, k := range []string{top, all} {
		if d, ok := strings.CutSuffix(unit, k); ok {
			dn, kind = d, k
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if d, ok := s.dns[unit]; ok {
		dn = d
	}
	return dn, kind
}

// Open reads a subtree.
func (s *Source) Open(ctx context.Context, u source.Unit) (*source.Body, error) {
	dn, kind := s.place(u.Name)
	if _, err := ldap.ParseDN(dn); err != nil {
		return nil, fault.Errorf(fault.Unreadable, "read entries: there is no such unit")
	}
	ctx, cancel := context.WithCancel(ctx)
	r := &reader{ctx: ctx, s: s, base: dn, top: kind == top}
	if err := r.begin(); err != nil { // so that what is not there is told at once
		cancel()
		return nil, err
	}
	return &source.Body{
		Body:    wire.Body(u.Name, wire.NewRows(ctx, r.next)),
		Changed: func() bool { return false },
		Close: func() error {
			cancel()
			r.end()
			return nil
		},
	}, nil
}
