package share

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// The rights asked for: to read a file or list a folder, and to pass through one.
const (
	pass = 1
	read = 4
)

// list tells who has rights by one object's list. Each is asked of each subject at most once for each list there is.
type list interface {
	// may tells whether a subject has all of the rights.
	may(s *subject, rights uint32) bool
	// principals are those whom it names, to be known.
	principals(c *crowd)
	// text is the list in a form that is the same for the same list.
	text(c *crowd) string
	// everywhere tells that the rights of the folders above do not matter.
	everywhere() bool
}

// Tags of a POSIX ACL's entries (linux/posix_acl.h).
const (
	tagOwner = 0x01
	tagUser  = 0x02
	tagGroup = 0x04
	tagNamed = 0x08
	tagMask  = 0x10
	tagOther = 0x20
)

// posix is mode bits, with or without an ACL.
type posix struct {
	owner, group uint32
	entries      []posixEntry // in the order of the kernel: owner, users, group, groups, mask, other
	mask         uint32
}

type posixEntry struct {
	tag, perm uint16
	id        uint32
}

// fromMode is the list that mode bits are.
func fromMode(mode, owner, group uint32) *posix {
	return &posix{owner: owner, group: group, mask: 7, entries: []posixEntry{
		{tagOwner, uint16(mode >> 6 & 7), owner}, {tagGroup, uint16(mode >> 3 & 7), group}, {tagOther, uint16(mode & 7), 0},
	}}
}

// fromPosix reads the extended attribute system.posix_acl_access: a version, and entries of tag, rights and id, in the byte
// order of little machines.
func fromPosix(b []byte, owner, group uint32) (*posix, bool) {
	if len(b) < 4 || binary.LittleEndian.Uint32(b) != 2 || (len(b)-4)%8 != 0 {
		return nil, false
	}
	p := &posix{owner: owner, group: group, mask: 7}
	for b = b[4:]; len(b) > 0; b = b[8:] {
		e := posixEntry{binary.LittleEndian.Uint16(b), binary.LittleEndian.Uint16(b[2:]) & 7, binary.LittleEndian.Uint32(b[4:])}
		switch e.tag {
		case tagMask:
			p.mask = uint32(e.perm)
			continue
		case tagOwner:
			e.id = owner
		case tagGroup:
			e.id = group
		}
		p.entries = append(p.entries, e)
	}
	return p, len(p.entries) >= 3
}

// may implements list by the algorithm of acl(5): the first class that fits decides, and of the group's entries any.
func (p *posix) may(s *subject, rights uint32) bool {
	var member, granted bool
	for _, e := range p.entries {
		has := uint32(e.perm)&rights == rights
		switch e.tag {
		case tagOwner:
			if s.uid == int64(p.owner) {
				return has
			}
		case tagUser:
			if s.uid == int64(e.id) {
				return uint32(e.perm)&p.mask&rights == rights
			}
		case tagGroup, tagNamed:
			if slices.Contains(s.gids, e.id) {
				member = true
				granted = granted || uint32(e.perm)&p.mask&rights == rights
			}
		case tagOther:
			if member {
				return granted
			}
			return has
		}
	}
	return granted
}

func (p *posix) principals(c *crowd) {
	for _, e := range p.entries {
		if e.tag == tagGroup || e.tag == tagNamed {
			c.add(fmt.Sprintf("gid:%d", e.id), subject{uid: -1, gids: []uint32{e.id}, name: c.group(e.id), group: true})
		}
	}
}

func (*posix) everywhere() bool { return false }

func (p *posix) text(c *crowd) string {
	var out []string
	for _, e := range p.entries {
		perm := e.perm
		who := ""
		switch e.tag {
		case tagOwner:
			who = "user:" + c.user(e.id) + ":"
		case tagUser:
			who, perm = "user:"+c.user(e.id)+":", perm&uint16(p.mask)
		case tagGroup, tagNamed:
			who, perm = "group:"+c.group(e.id)+":", perm&uint16(p.mask)
		case tagOther:
			who = "other::"
		}
		out = append(out, who+bits(perm))
	}
	return strings.Join(out, ",")
}

func bits(perm uint16) string {
	b := []byte("---")
	for i, c := range []byte("rwx") {
		if perm>>(2-i)&1 != 0 {
			b[i] = c
		}
	}
	return string(b)
}

// group is a group's name, or its number.
func (c *crowd) group(gid uint32) string {
	if name, ok := c.groups[gid]; ok {
		return name
	}
	return fmt.Sprint(gid)
}

func (c *crowd) user(uid uint32) string {
	for i := range c.subjects {
		if c.subjects[i].uid == int64(uid) {
			return c.subjects[i].name
		}
	}
	return fmt.Sprint(uid)
}
