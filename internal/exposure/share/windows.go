package share

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// Rights of a Windows access control entry that let read, or stand for others that do ([MS-DTYP] 2.4.3).
const (
	fileRead     = 0x1
	fileTraverse = 0x20
	genericAll   = 0x10000000
	genericExec  = 0x20000000
	genericRead  = 0x80000000
)

// windows is the discretionary list of a security descriptor.
type windows struct {
	owner   string
	open    bool // there is no list: everybody may do everything
	entries []windowsEntry
}

type windowsEntry struct {
	deny bool
	mask uint32
	sid  string
}

// fromWindows reads the extended attribute system.cifs_acl (or system.cifs_ntsd): a self-relative security descriptor
// ([MS-DTYP] 2.4.6).
func fromWindows(b []byte) (*windows, bool) {
	if len(b) < 20 || b[0] != 1 {
		return nil, false
	}
	w := &windows{}
	if at := binary.LittleEndian.Uint32(b[4:]); at > 0 && uint64(at) < uint64(len(b)) {
		w.owner, _ = sid(b[at:])
	}
	at := uint64(binary.LittleEndian.Uint32(b[16:]))
	if binary.LittleEndian.Uint16(b[2:])&4 == 0 || at == 0 {
		w.open = true
		return w, true
	}
	if at+8 > uint64(len(b)) {
		return nil, false
	}
	acl := b[at:]
	n := binary.LittleEndian.Uint16(acl[4:])
	acl = acl[8:]
	for range n {
		if len(acl) < 8 {
			return nil, false
		}
		kind, flags, size := acl[0], acl[1], int(binary.LittleEndian.Uint16(acl[2:]))
		if size < 8 || size > len(acl) {
			return nil, false
		}
		ace := acl[:size]
		acl = acl[size:]
		// Callback entries (9, 10) hold a condition behind the SID: taken as if it were met.
		if flags&aceInheritOnly != 0 || kind != 0 && kind != 1 && kind != 9 && kind != 10 {
			continue
		}
		who, ok := sid(ace[8:])
		if !ok {
			return nil, false
		}
		w.entries = append(w.entries, windowsEntry{deny: kind == 1 || kind == 10, mask: rightsOf(binary.LittleEndian.Uint32(ace[4:])), sid: who})
	}
	return w, true
}

// rightsOf spells generic rights out.
func rightsOf(mask uint32) uint32 {
	if mask&(genericAll|genericRead) != 0 {
		mask |= fileRead
	}
	if mask&(genericAll|genericExec) != 0 {
		mask |= fileTraverse
	}
	return mask
}

// sid reads a security identifier ([MS-DTYP] 2.4.2).
func sid(b []byte) (string, bool) {
	if len(b) < 8 || b[0] != 1 || b[1] > 15 || len(b) < 8+4*int(b[1]) {
		return "", false
	}
	var authority uint64
	for _, c := range b[2:8] {
		authority = authority<<8 | uint64(c)
	}
	var s strings.Builder
	fmt.Fprintf(&s, "S-1-%d", authority)
	for i := range int(b[1]) {
		fmt.Fprintf(&s, "-%d", binary.LittleEndian.Uint32(b[8+4*i:]))
	}
	return s.String(), true
}

// everybody tells the SIDs of groups in which every account is: Everyone, Network, Authenticated Users, Users, Domain Users.
func everybody(sid string) bool {
	switch sid {
	case "S-1-1-0", "S-1-5-2", "S-1-5-11", "S-1-5-32-545":
		return true
	}
	return strings.HasPrefix(sid, "S-1-5-21-") && strings.HasSuffix(sid, "-513")
}

// mighty tells the SIDs that may do everything everywhere, or stand for nobody: the system, administrators, creators.
func mighty(sid string) bool {
	switch sid {
	case "S-1-5-18", "S-1-5-32-544", "S-1-5-32-551", "S-1-3-0", "S-1-3-1", "S-1-3-4":
		return true
	}
	return strings.HasPrefix(sid, "S-1-5-21-") && (strings.HasSuffix(sid, "-500") || strings.HasSuffix(sid, "-512") || strings.HasSuffix(sid, "-519"))
}

// may implements list: each right is settled by the first entry that speaks of it.
func (w *windows) may(s *subject, rights uint32) bool {
	if w.open {
		return true
	}
	want := uint32(0)
	if rights&read != 0 {
		want |= fileRead
	}
	if rights&pass != 0 {
		want |= fileTraverse
	}
	for _, e := range w.entries {
		if e.mask&want == 0 || e.sid != s.sid && !everybody(e.sid) {
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

func (w *windows) principals(c *crowd) {
	for _, e := range w.entries {
		if !e.deny && !everybody(e.sid) && !mighty(e.sid) {
			c.add("sid:"+e.sid, subject{uid: -1, sid: e.sid, name: e.sid, group: true})
		}
	}
}

func (*windows) everywhere() bool { return true }

func (w *windows) text(*crowd) string {
	if w.open {
		return "no list: everybody"
	}
	var out []string
	for _, e := range w.entries {
		kind := "A"
		if e.deny {
			kind = "D"
		}
		out = append(out, fmt.Sprintf("%s:%s:%x", kind, e.sid, e.mask))
	}
	return strings.Join(out, ",")
}
