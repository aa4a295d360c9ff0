package share

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// Types, flags and rights of an NFSv4 ACL's entries (RFC 7530, 6.2.1).
const (
	aceAllow       = 0
	aceDeny        = 1
	aceInheritOnly = 0x08
	aceGroup       = 0x40
	aceRead        = 0x01
	acePass        = 0x20
)

// nfs4 is an NFSv4 ACL.
type nfs4 struct {
	owner, group uint32
	entries      []nfs4Entry
	names        *crowd
}

type nfs4Entry struct {
	deny, group bool
	mask        uint32
	who         string // OWNER@, GROUP@, EVERYONE@, name@domain, or a number
	any         bool   // EVERYONE@
}

// fromNFS4 reads the extended attribute system.nfs4_acl as Linux hands it out: XDR, a count and entries of type, flags,
// rights and name.
func fromNFS4(b []byte, owner, group uint32, c *crowd) (*nfs4, bool) {
	next := func() (uint32, bool) {
		if len(b) < 4 {
			return 0, false
		}
		v := binary.BigEndian.Uint32(b)
		b = b[4:]
		return v, true
	}
	n, ok := next()
	if !ok || n > 4096 {
		return nil, false
	}
	l := &nfs4{owner: owner, group: group, names: c}
	for range n {
		kind, _ := next()
		flags, _ := next()
		mask, _ := next()
		size, ok := next()
		if !ok || uint64(size) > uint64(len(b)) {
			return nil, false
		}
		who := string(b[:size])
		b = b[min(len(b), int(size+3)&^3):]
		if kind > aceDeny || flags&aceInheritOnly != 0 {
			continue // audit and alarm, or for what will be made below
		}
		l.entries = append(l.entries, nfs4Entry{deny: kind == aceDeny, group: flags&aceGroup != 0, mask: mask, who: who, any: who == "EVERYONE@"})
	}
	return l, true
}

// may implements list: each right is settled by the first entry that speaks of it.
func (l *nfs4) may(s *subject, rights uint32) bool {
	want := uint32(0)
	if rights&read != 0 {
		want |= aceRead
	}
	if rights&pass != 0 {
		want |= acePass
	}
	for _, e := range l.entries {
		if e.mask&want == 0 || !l.fits(&e, s) {
			continue
		}
		if e.deny {
			return false
		}
		if want &^= e.mask; want == 0 {
			return true
		}
	}
	return false
}

// fits tells whether an entry speaks of a subject.
func (l *nfs4) fits(e *nfs4Entry, s *subject) bool {
	switch e.who {
	case "EVERYONE@":
		return true
	case "OWNER@":
		return s.uid >= 0 && s.uid == int64(l.owner)
	case "GROUP@":
		return slices.Contains(s.gids, l.group)
	}
	if s.name == e.who && s.group == e.group {
		return true
	}
	name, _, _ := strings.Cut(e.who, "@")
	if !e.group {
		return s.uid >= 0 && (s.name == name || name == fmt.Sprint(s.uid))
	}
	return slices.ContainsFunc(s.gids, func(g uint32) bool { return l.names.groups[g] == name || name == fmt.Sprint(g) })
}

func (l *nfs4) principals(c *crowd) {
	c.add(fmt.Sprintf("gid:%d", l.group), subject{uid: -1, gids: []uint32{l.group}, name: c.group(l.group), group: true})
	for _, e := range l.entries {
		name, _, _ := strings.Cut(e.who, "@")
		if e.deny || strings.HasSuffix(e.who, "@") {
			continue
		}
		_, user := c.users[name]
		if _, group := c.members[name]; e.group && !group || !e.group && !user {
			c.add("name:"+e.who, subject{uid: -1, name: e.who, group: e.group, person: !e.group})
		}
	}
}

func (*nfs4) everywhere() bool { return false }

func (l *nfs4) text(c *crowd) string {
	var out []string
	for _, e := range l.entries {
		kind := "A"
		if e.deny {
			kind = "D"
		}
		if e.group {
			kind += ":g"
		}
		who := e.who
		switch who {
		case "OWNER@":
			who += c.user(l.owner)
		case "GROUP@":
			who += c.group(l.group)
		}
		out = append(out, fmt.Sprintf("%s:%s:%x", kind, who, e.mask))
	}
	return strings.Join(out, ",")
}
