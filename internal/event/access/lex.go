package access

import (
	"bytes"
	"net/netip"
)

// word is what stands before the next blank, and what follows it.
func word(s []byte) (w, rest []byte, ok bool) {
	for len(s) > 0 && s[0] == ' ' {
		s = s[1:]
	}
	if len(s) == 0 {
		return nil, nil, false
	}
	if i := bytes.IndexByte(s, ' '); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, nil, true
}

// quoted is what stands between the next two quotes, still escaped: Apache writes \" and nginx \x22 for a quote inside.
func quoted(s []byte) (v, rest []byte, ok bool) {
	for len(s) > 0 && s[0] == ' ' {
		s = s[1:]
	}
	if len(s) == 0 || s[0] != '"' {
		return nil, s, false
	}
	for at := 1; ; {
		i := bytes.IndexByte(s[at:], '"')
		if i < 0 {
			return nil, s, false
		}
		at += i
		n := 0
		for s[at-1-n] == '\\' {
			n++
		}
		if n%2 == 0 {
			return s[1:at], s[at+1:], true
		}
		at++
	}
}

// said is v, or nothing where the log has a hyphen for nothing.
func said(v []byte) []byte {
	if len(v) == 1 && v[0] == '-' {
		return nil
	}
	return v
}

// port takes the port off a host.
func port(host []byte) []byte {
	if i := bytes.LastIndexByte(host, ':'); i > 0 && bytes.IndexByte(host, ':') == i {
		return host[:i]
	}
	return host
}

func number(s []byte) int64 {
	n := int64(0)
	for _, c := range s {
		if c-'0' > 9 || n > 1<<58 {
			return -1
		}
		n = n*10 + int64(c-'0')
	}
	return n
}

func upper(s []byte) bool {
	for _, c := range s {
		if (c < 'A' || c > 'Z') && c != '-' && c != '_' {
			return false
		}
	}
	return len(s) > 0
}

// cache remembers the addresses read last: a log has few beside one another, and reading one makes a string.
type cache struct {
	slots [256]struct {
		n    uint8
		text [46]byte
		addr netip.Addr
	}
}

func (c *cache) parse(s []byte) (netip.Addr, bool) {
	if len(s) < 3 || len(s) > 46 || s[0] != ':' && hex[s[0]] == 0 {
		return netip.Addr{}, false
	}
	h := uint32(2166136261)
	for _, b := range s {
		h = (h ^ uint32(b)) * 16777619
	}
	slot := &c.slots[(h^h>>16)&255]
	if int(slot.n) == len(s) && string(slot.text[:slot.n]) == string(s) {
		return slot.addr, true
	}
	a, err := netip.ParseAddr(string(s))
	if err != nil {
		return netip.Addr{}, false
	}
	a = a.Unmap().WithZone("")
	slot.n = uint8(len(s))
	copy(slot.text[:], s)
	slot.addr = a
	return a, true
}

// hex are the bytes that an address may begin with.
var hex = func() (t [256]byte) {
	for _, c := range []byte("0123456789abcdefABCDEF") {
		t[c] = 1
	}
	return t
}()
