// Package ldap looks whether a directory shows its entries to whoever binds without a name.
//
// It asks for the types of attributes only (RFC 4511, typesOnly): which attributes could be read is told without reading any.
package ldap

import (
	"bufio"
	"context"
	"errors"
	"maps"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Check looks at ldap:// and ldaps:// targets.
type Check struct{}

// Name implements exposure.Check.
func (Check) Name() string { return "ldap" }

// Takes implements exposure.Check.
func (Check) Takes(t *exposure.Target) bool {
	return t.URL != nil && slices.Contains([]string{"ldap", "ldaps", exposure.Host}, t.URL.Scheme)
}

// most is how many entries of a naming context are looked at.
const most = 500

// Results of operations (RFC 4511, appendix A).
const (
	success      = 0
	sizeExceeded = 4
)

// session is a connection.
type session struct {
	net.Conn
	in *bufio.Reader
	id int
}

// Look implements exposure.Check.
func (Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	port := "389"
	if t.URL.Scheme == "ldaps" {
		port = "636"
	}
	address := t.URL.Address(port)
	if v.Dry {
		v.Plan("bind anonymously", address)
		return nil
	}
	failed := func(err error) error {
		if errors.Is(err, errShape) {
			return fault.Errorf(fault.Unreadable, "ask %s: what answers speaks no LDAP", address)
		}
		return exposure.Failed("ask "+address, err)
	}
	c, err := v.Dial(ctx, "tcp", address)
	if err == nil && t.URL.Scheme == "ldaps" {
		c, err = exposure.Secure(ctx, c, t.URL.Host)
	}
	if err != nil {
		return t.Absent(failed(err))
	}
	defer func() { _ = c.Close() }()
	s := &session{Conn: c, in: bufio.NewReaderSize(c, 16<<10)}
	code, err := s.bind()
	if err != nil {
		return failed(err)
	}
	if t.URL.Scheme != "ldaps" && v.From(ctx, t.URL.Host) != exposure.Here {
		told(exposure.Finding{ID: "ldap-no-tls", Args: map[string]string{"address": address}})
	}
	if code != success {
		return nil
	}
	bases, err := s.contexts()
	if err != nil {
		return failed(err)
	}
	if dn := strings.Trim(t.URL.Path, "/"); dn != "" && t.URL.Scheme != exposure.Host {
		bases = []string{dn}
	}
	for _, base := range bases[:min(len(bases), 10)] {
		if err := s.base(t, v, told, address, base); err != nil {
			return failed(err)
		}
	}
	return nil
}

// base tells what of a naming context anybody can read.
func (s *session) base(t *exposure.Target, v *exposure.Visit, told func(exposure.Finding), address, base string) error {
	seen := map[string]int{}
	entries, cut := 0, false
	code, err := s.search(base, 2, true, []string{"*"}, func(e entry) {
		entries++
		for _, a := range e.types {
			seen[strings.ToLower(a)]++
		}
	})
	if err != nil {
		return err
	}
	if cut = code == sizeExceeded; entries == 0 || (entries == 1 && len(seen) <= 3) { // the root of the tree alone tells nothing
		return nil
	}
	n := strconv.Itoa(entries)
	if cut {
		n += "+"
	}
	var telling []string
	for _, a := range slices.Sorted(maps.Keys(seen)) {
		if personal[a] {
			telling = append(telling, a)
		}
	}
	scheme := "ldap"
	if t.URL.Scheme == "ldaps" {
		scheme = "ldaps"
	}
	u := url.URL{Scheme: scheme, Host: address, Path: "/" + base}
	f := exposure.Finding{ID: "ldap-anonymous-read", Object: v.Label(base), State: strings.Join(telling, "\n"), Places: []exposure.Place{{Source: scheme + "://" + address}},
		Args: map[string]string{"address": address, "entries": n, "attributes": strings.Join(telling, ", ")},
		Peek: func(ctx context.Context) *exposure.Behind { return v.Sample(ctx, u.String()) }}
	switch {
	case seen["userpassword"]+seen["sambantpassword"]+seen["krbprincipalkey"] > 0:
		f.ID = "ldap-anonymous-passwords"
	case len(telling) == 0:
		f.Severity, f.Args["attributes"] = exposure.Low, "–"
	}
	told(f)
	return nil
}

// personal are attributes of persons (RFC 2798, RFC 4519, RFC 2307), in lower case.
var personal = func() map[string]bool {
	m := map[string]bool{}
	for a := range strings.FieldsSeq("cn sn givenname displayname mail telephonenumber mobile homephone homepostaladdress postaladdress street postalcode " +
		"employeenumber employeetype uid title manager jpegphoto usercertificate labeleduri pager facsimiletelephonenumber userpassword sambantpassword " +
		"shadowlastchange samaccountname userprincipalname sshpublickey krbprincipalkey birthdate gender") {
		m[a] = true
	}
	return m
}()

// bind binds without a name (RFC 4513, 5.1.1) and returns the result.
func (s *session) bind() (int, error) {
	if err := s.send(enc(0x60, number(2, 3), text(""), enc(0x80))); err != nil {
		return 0, err
	}
	op, err := s.receive()
	if err != nil {
		return 0, err
	}
	if op.tag != 0x61 {
		return 0, errShape
	}
	return result(op)
}

// contexts are the naming contexts that the root entry names.
func (s *session) contexts() (out []string, err error) {
	_, err = s.search("", 0, false, []string{"namingContexts"}, func(e entry) { out = append(out, e.values...) })
	return out, err
}

// entry is an entry without its name: its attributes' types, and values where they were asked for.
type entry struct{ types, values []string }

func (s *session) search(base string, scope int, typesOnly bool, attributes []string, each func(entry)) (int, error) {
	only := byte(0)
	if typesOnly {
		only = 0xff
	}
	var wanted [][]byte
	for _, a := range attributes {
		wanted = append(wanted, text(a))
	}
	request := enc(0x63, text(base), number(10, scope), number(10, 0), number(2, most), number(2, 10), enc(1, []byte{only}), enc(0x87, []byte("objectClass")), enc(0x30, wanted...))
	if err := s.send(request); err != nil {
		return 0, err
	}
	for range 2 * most {
		op, err := s.receive()
		if err != nil {
			return 0, err
		}
		switch op.tag {
		case 0x64:
			e, err := entryOf(op)
			if err != nil {
				return 0, err
			}
			each(e)
		case 0x65:
			return result(op)
		case 0x73, 0x79: // a referral, an intermediate answer
		default:
			return 0, errShape
		}
	}
	return sizeExceeded, nil
}

func entryOf(op element) (e entry, err error) {
	_, rest, err := next(op.body) // its name
	if err != nil {
		return e, err
	}
	list, _, err := next(rest)
	if err != nil {
		return e, err
	}
	attributes, err := all(list.body)
	if err != nil {
		return e, err
	}
	for _, a := range attributes {
		kind, rest, err := next(a.body)
		if err != nil {
			return e, err
		}
		name, _, _ := strings.Cut(string(kind.body), ";")
		e.types = append(e.types, name)
		set, _, err := next(rest)
		if err != nil {
			return e, err
		}
		values, err := all(set.body)
		if err != nil {
			return e, err
		}
		for _, v := range values {
			e.values = append(e.values, string(v.body))
		}
	}
	return e, nil
}

func result(op element) (int, error) {
	code, _, err := next(op.body)
	if err != nil || code.tag != 10 || len(code.body) == 0 || len(code.body) > 4 {
		return 0, errShape
	}
	n := 0
	for _, b := range code.body {
		n = n<<8 | int(b)
	}
	return n, nil
}

func (s *session) send(op []byte) error {
	s.id++
	_, err := s.Write(enc(0x30, number(2, s.id), op))
	return err
}

// receive is the operation of the next message.
func (s *session) receive() (element, error) {
	m, err := read(s.in)
	if err != nil {
		return element{}, err
	}
	if m.tag != 0x30 {
		return element{}, errShape
	}
	_, rest, err := next(m.body)
	if err != nil {
		return element{}, err
	}
	op, _, err := next(rest)
	return op, err
}
