package ldap

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/go-ldap/ldap/v3"
)

// who is in every stamp: another user may see something else.
func (s *Source) who() string {
	sum := sha256.Sum256([]byte(s.scheme + "\x00" + s.user))
	return hex.EncodeToString(sum[:4])
}

// csn is a stamp of all that stands below a naming context, where the server keeps one (OpenLDAP with syncprov), or "".
func (s *Source) csn(c *conn, base string) string {
	r, err := c.Search(&ldap.SearchRequest{BaseDN: base, Scope: ldap.ScopeBaseObject, Filter: "(objectClass=*)", Attributes: []string{"contextCSN"}})
	if err != nil || len(r.Entries) == 0 {
		return ""
	}
	v := r.Entries[0].GetEqualFoldAttributeValues("contextCSN") // one for each server that writes
	if len(v) == 0 {
		return ""
	}
	slices.Sort(v)
	return strings.Join(v, "+") + "-" + s.who()
}

// newest is a stamp of a unit, by a look at each of its entries: when it was changed, and which there are. "" if the server
// does not tell, or not of all, or the last change is so young that another may bear the same time.
func (s *Source) newest(ctx context.Context, dn, kind string, containers []string) string {
	var sum, n uint64
	var last string
	count := func(entries []*ldap.Entry) bool {
		for _, e := range entries {
			if kind == top && slices.Contains(containers, e.DN) {
				continue
			}
			at := first(e, "entryCSN")
			if at == "" {
				at = first(e, "modifyTimestamp")
			}
			if at == "" || len(at) < 20 && s.young(at) {
				return false
			}
			last = max(last, at)
			sum += xxhash.Sum64String(e.DN + "\x00" + at)
			n++
		}
		return true
	}
	scopes := []int{ldap.ScopeWholeSubtree}
	if kind == top {
		scopes = []int{ldap.ScopeBaseObject, ldap.ScopeSingleLevel}
	}
	told := true
	err := s.try(ctx, func(c *conn) error {
		sum, n, last, told = 0, 0, "", true
		for _, scope := range scopes {
			for p := c.pages(dn, scope, "(objectClass=*)", "entryCSN", "modifyTimestamp"); !p.done; {
				page, err := p.next(c)
				if err != nil {
					return err
				}
				if told = told && count(page); !told {
					return nil
				}
			}
		}
		return nil
	})
	if err != nil || !told || n == 0 {
		return ""
	}
	b := binary.BigEndian.AppendUint64(nil, sum)
	return last + "-" + hex.EncodeToString(binary.BigEndian.AppendUint32(b, uint32(n))) + "-" + s.who()
}

// young tells whether a generalized time is not yet over.
func (s *Source) young(at string) bool {
	t, err := time.Parse("20060102150405Z", at)
	return err != nil || s.now().Sub(t) < 5*time.Second
}
