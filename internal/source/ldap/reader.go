package ldap

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"
	"github.com/go-ldap/ldap/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/wire"
)

// attributes asked for: all that users have, and the former passwords, which are kept as operational.
var attributes = []string{"*", "pwdHistory"}

// reader reads the entries of a unit.
type reader struct {
	ctx  context.Context
	s    *Source
	base string
	top  bool // the base and its children that are no containers

	c         *conn
	parts     []*pages // searches to be made
	seen      map[uint64]struct{}
	binary    map[string]int64 // values that are no text, by attribute
	referrals int
}

// begin connects and asks whether the base is there.
func (r *reader) begin() error {
	r.seen, r.binary = map[uint64]struct{}{}, map[string]int64{}
	return r.s.retry.Do(r.ctx, func(context.Context) error {
		if err := r.connect(); err != nil {
			return err
		}
		_, err := r.c.Search(&ldap.SearchRequest{BaseDN: r.base, Scope: ldap.ScopeBaseObject, Filter: "(objectClass=*)", Attributes: []string{"1.1"}})
		return r.c.fail("search", err)
	})
}

// connect (again) and begin the searches from their beginning.
func (r *reader) connect() (err error) {
	r.end()
	if r.c, err = r.s.dial(r.ctx); err != nil {
		return err
	}
	r.parts = []*pages{r.c.pages(r.base, ldap.ScopeWholeSubtree, "(objectClass=*)", attributes...)}
	if r.top {
		r.parts = []*pages{
			r.c.pages(r.base, ldap.ScopeBaseObject, "(objectClass=*)", attributes...),
			r.c.pages(r.base, ldap.ScopeSingleLevel, "(objectClass=*)", append([]string{"hasSubordinates"}, attributes...)...),
		}
	}
	return nil
}

// end closes the connection.
func (r *reader) end() {
	if r.c != nil {
		r.c.close()
		r.c = nil
	}
}

// next appends a page of entries.
func (r *reader) next(dst []byte) ([]byte, error) {
	if len(r.parts) == 0 {
		return dst, r.rest()
	}
	var page []*ldap.Entry
	err := r.s.retry.Do(r.ctx, func(context.Context) (err error) {
		if r.c == nil {
			if err := r.connect(); err != nil {
				return err
			}
		}
		if page, err = r.parts[0].next(r.c); err != nil && fault.Of(err) == fault.Unavailable {
			r.end()
		}
		return err
	})
	for _, e := range page {
		dst = r.entry(dst, e)
	}
	if err != nil {
		return dst, err
	}
	if p := r.parts[0]; p.done {
		r.referrals += p.referrals
		r.parts = r.parts[1:]
	}
	return dst, nil
}

// entry appends an entry, unless it was read before or belongs to another unit.
func (r *reader) entry(dst []byte, e *ldap.Entry) []byte {
	h := xxhash.Sum64String(e.DN)
	if _, again := r.seen[h]; again || r.top && e.DN != r.base && len(r.parts) == 1 && container(e) {
		return dst
	}
	r.seen[h] = struct{}{}
	dst = wire.Name(append(dst, '{'), "dn")
	dst, _ = wire.Text(dst, e.DN)
	for _, a := range e.Attributes {
		if !strings.EqualFold(a.Name, "hasSubordinates") {
			dst = r.attribute(dst, a)
		}
	}
	return append(dst, '}', '\n')
}

// attribute appends one that has text. Passwords stand under their scheme ("userPassword.SSHA"), and those in clear under the
// attribute's own name: a column is judged as one thing, and a few passwords in clear among many hashes are another.
func (r *reader) attribute(dst []byte, a *ldap.EntryAttribute) []byte {
	values := a.ByteValues[:0:0]
	for _, v := range a.ByteValues {
		if utf8.Valid(v) && !bytes.Contains(v[:min(len(v), 512)], []byte{0}) {
			values = append(values, v)
		} else {
			r.tell(a.Name)
		}
	}
	if !strings.EqualFold(a.Name, "userPassword") {
		return list(dst, a.Name, values)
	}
	by := map[string][][]byte{}
	for _, v := range values {
		name := a.Name
		if s := scheme(v); s != "" {
			name += "." + s
		}
		by[name] = append(by[name], v)
	}
	for _, name := range slices.Sorted(maps.Keys(by)) {
		dst = list(dst, name, by[name])
	}
	return dst
}

// scheme is how a password is kept (RFC 2307: "{SSHA}…"), "" if in clear.
func scheme(v []byte) string {
	if len(v) < 3 || v[0] != '{' {
		return ""
	}
	end := bytes.IndexByte(v, '}')
	if end < 2 || end > 24 {
		return ""
	}
	for _, c := range v[1:end] {
		if c != '-' && c != '.' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return ""
		}
	}
	return strings.ToUpper(string(v[1:end]))
}

// list appends values under a name: one as it is, more as an array.
func list(dst []byte, name string, values [][]byte) []byte {
	if len(values) == 0 {
		return dst
	}
	dst = wire.Name(dst, name)
	if len(values) > 1 {
		dst = append(dst, '[')
	}
	for i, v := range values {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst, _ = wire.Text(dst, v)
	}
	if len(values) > 1 {
		dst = append(dst, ']')
	}
	return dst
}

// tell counts a value that is no text; names of attributes are the schema's.
func (r *reader) tell(name string) {
	for _, c := range name {
		if len(name) > 40 || c != '-' && c != ';' && c != '.' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			name = "other"
			break
		}
	}
	if _, known := r.binary[name]; !known && len(r.binary) >= 20 {
		name = "other"
	}
	r.binary[name]++
}

// rest tells what was not read.
func (r *reader) rest() error {
	var why []string
	for _, name := range slices.Sorted(maps.Keys(r.binary)) {
		why = append(why, fmt.Sprintf("%d values of %s are no text", r.binary[name], name))
	}
	if r.referrals > 0 {
		why = append(why, fmt.Sprintf("%d referrals to other servers, which are targets of their own", r.referrals))
	}
	if len(why) == 0 {
		return io.EOF
	}
	return fault.Errorf(fault.Skipped, "read entries: %s", strings.Join(why, "; "))
}
