package share

import (
	"encoding/binary"
	"testing"
)

func xdr(entries ...any) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(entries)/4))
	for i := 0; i < len(entries); i += 4 {
		for _, v := range entries[i : i+3] {
			b = binary.BigEndian.AppendUint32(b, uint32(v.(int)))
		}
		who := entries[i+3].(string)
		b = binary.BigEndian.AppendUint32(b, uint32(len(who)))
		b = append(b, who...)
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
	}
	return b
}

// who is a subject by its account's name, or the stranger.
func who(c *crowd, name string) *subject { return &c.subjects[c.users[name]] }

func TestNFS4(t *testing.T) {
	c := some()
	for name, x := range map[string]struct {
		acl  []byte
		want map[string]bool
	}{
		"everybody":                {xdr(0, 0, 1, "EVERYONE@"), map[string]bool{"": true, "p1": true, "p9": true}},
		"denied first":             {xdr(1, aceGroup, 1, "staff@example.com", 0, 0, 1, "EVERYONE@"), map[string]bool{"": true, "p1": false, "p3": false, "p9": true}},
		"denied too late":          {xdr(0, 0, 1, "EVERYONE@", 1, aceGroup, 1, "staff@example.com"), map[string]bool{"p1": true}},
		"owner and group":          {xdr(0, 0, 1, "OWNER@", 0, aceGroup, 1, "GROUP@"), map[string]bool{"": false, "p9": true, "p1": true, "p3": false}},
		"by number":                {xdr(0, 0, 1, "2003", 0, aceGroup, 1, "3001"), map[string]bool{"": false, "p3": true, "p1": true, "p9": false}},
		"for what is made later":   {xdr(0, aceInheritOnly, 1, "EVERYONE@"), map[string]bool{"": false}},
		"a user called as a group": {xdr(0, 0, 1, "hr@example.com"), map[string]bool{"p1": false}},
	} {
		l, ok := fromNFS4(x.acl, 2009, 3001, c)
		if !ok {
			t.Errorf("%s: not read", name)
			continue
		}
		for account, want := range x.want {
			if got := l.may(who(c, account), read); got != want {
				t.Errorf("%s: %q: %v", name, account, got)
			}
		}
	}
	l, _ := fromNFS4(xdr(0, aceGroup, 1, "far@example.com"), 0, 0, c)
	l.principals(c)
	if i, ok := c.known["name:far@example.com"]; !ok || !l.may(&c.subjects[i], read) || l.may(who(c, ""), read) {
		t.Error("a group unknown here is not known as one")
	}
}

// descriptor is a security descriptor with entries of type, flags, rights and SID.
func descriptor(control uint16, entries ...any) []byte {
	var aces []byte
	for i := 0; i < len(entries); i += 4 {
		sid := binarySID(entries[i+3].([]uint32))
		aces = append(aces, byte(entries[i].(int)), byte(entries[i+1].(int)))
		aces = binary.LittleEndian.AppendUint16(aces, uint16(8+len(sid)))
		aces = binary.LittleEndian.AppendUint32(aces, uint32(entries[i+2].(int)))
		aces = append(aces, sid...)
	}
	owner := binarySID([]uint32{5, 32, 544})
	b := binary.LittleEndian.AppendUint16([]byte{1, 0}, control)
	b = binary.LittleEndian.AppendUint32(b, 20)
	b = append(b, make([]byte, 8)...)
	b = binary.LittleEndian.AppendUint32(b, uint32(20+len(owner)))
	b = append(b, owner...)
	b = append(b, 2, 0)
	b = binary.LittleEndian.AppendUint16(b, uint16(8+len(aces)))
	b = binary.LittleEndian.AppendUint16(b, uint16(len(entries)/4))
	return append(append(b, 0, 0), aces...)
}

func binarySID(parts []uint32) []byte {
	b := []byte{1, byte(len(parts) - 1), 0, 0, 0, 0, 0, byte(parts[0])}
	for _, p := range parts[1:] {
		b = binary.LittleEndian.AppendUint32(b, p)
	}
	return b
}

func TestWindows(t *testing.T) {
	c := some()
	var (
		world  = []uint32{1, 0}
		domain = []uint32{5, 21, 1, 2, 3, 513}
		hr     = []uint32{5, 21, 1, 2, 3, 1105}
		admins = []uint32{5, 32, 544}
	)
	hrs := subject{uid: -1, sid: "S-1-5-21-1-2-3-1105", group: true}
	for name, x := range map[string]struct {
		sd           []byte
		stranger, hr bool
	}{
		"everyone":          {descriptor(4, 0, 0, 0x1200a9, world), true, true},
		"domain users":      {descriptor(4, 0, 0, int(genericRead), domain), true, true},
		"hr":                {descriptor(4, 0, 0, 0x1f01ff, admins, 0, 0, 0x1200a9, hr), false, true},
		"hr is denied":      {descriptor(4, 1, 0, 1, hr, 0, 0, 0x1200a9, world), true, false},
		"to write only":     {descriptor(4, 0, 0, 2, world), false, false},
		"for what is below": {descriptor(4, 0, aceInheritOnly, 0x1200a9, world), false, false},
		"an empty list":     {descriptor(4), false, false},
		"no list":           {descriptor(0), true, true},
	} {
		w, ok := fromWindows(x.sd)
		if !ok {
			t.Errorf("%s: not read", name)
			continue
		}
		if w.may(&c.subjects[stranger], read) != x.stranger || w.may(&hrs, read) != x.hr {
			t.Errorf("%s: %s", name, w.text(c))
		}
	}
	w, _ := fromWindows(descriptor(4, 0, 0, 0x1200a9, hr, 0, 0, 0x1f01ff, admins))
	w.principals(c)
	if _, known := c.known["sid:S-1-5-21-1-2-3-1105"]; !known || len(c.known) == 0 || w.text(c) != "A:S-1-5-21-1-2-3-1105:1200a9,A:S-1-5-32-544:1f01ff" {
		t.Errorf("%s", w.text(c))
	}
}

// TestRubbish: lists cut anywhere and turned in any bit are read or refused, and nothing else.
func TestRubbish(t *testing.T) {
	c := some()
	posixACL := binary.LittleEndian.AppendUint32(nil, 2)
	for _, e := range []uint32{tagOwner | 6<<16, ^uint32(0), tagGroup | 4<<16, ^uint32(0), tagOther | 4<<16, ^uint32(0)} {
		posixACL = binary.LittleEndian.AppendUint32(posixACL, e)
	}
	for _, whole := range [][]byte{posixACL, xdr(1, aceGroup, 1, "staff@example.com", 0, 0, 1, "EVERYONE@"), descriptor(4, 0, 0, 1, []uint32{5, 21, 1, 2, 3, 513})} {
		for n := range len(whole) + 1 {
			for bit := range 9 {
				b := append([]byte(nil), whole[:n]...)
				if n > 0 && bit < 8 {
					b[n-1] ^= 1 << bit
				}
				if l, ok := fromPosix(b, 1, 1); ok {
					l.may(&c.subjects[0], read)
				}
				if l, ok := fromNFS4(b, 1, 1, c); ok {
					l.may(&c.subjects[0], read)
				}
				if l, ok := fromWindows(b); ok {
					l.may(&c.subjects[0], read)
				}
			}
		}
	}
}
