package lex

import (
	"bytes"
	"net/netip"
	"unsafe"
)

// Addr reads an address as it stands: 192.0.2.1, 2001:db8::1, ::ffff:192.0.2.1 (which is the former), fe80::1%eth0.
func Addr(s []byte) (netip.Addr, bool) {
	if a, ok := four(s); ok {
		return a, true
	}
	if len(s) < 2 || len(s) > 64 || s[0] != ':' && !hex[s[0]] {
		return netip.Addr{}, false
	}
	if i := bytes.IndexByte(s, ':'); i < 0 || bytes.IndexByte(s[i+1:], ':') < 0 {
		return netip.Addr{}, false
	}
	for _, c := range s {
		if c == '%' {
			break
		}
		if c != ':' && c != '.' && !hex[c] {
			return netip.Addr{}, false
		}
	}
	// The address keeps nothing of the text but a zone, which is taken off, so the text need not be copied for it.
	a, err := netip.ParseAddr(unsafe.String(&s[0], len(s)))
	if err != nil {
		return netip.Addr{}, false
	}
	return a.WithZone("").Unmap(), true
}

// four reads an address of version 4. A part may have leading zeros no more than elsewhere.
func four(s []byte) (netip.Addr, bool) {
	if len(s) < 7 || len(s) > 15 {
		return netip.Addr{}, false
	}
	var b [4]byte
	n, v, digits := 0, 0, 0
	for _, c := range s {
		if c == '.' {
			if digits == 0 || n == 3 {
				return netip.Addr{}, false
			}
			b[n] = byte(v)
			n, v, digits = n+1, 0, 0
			continue
		}
		if c-'0' > 9 || digits > 0 && v == 0 {
			return netip.Addr{}, false
		}
		v = v*10 + int(c-'0')
		if digits++; v > 255 {
			return netip.Addr{}, false
		}
	}
	if n != 3 || digits == 0 {
		return netip.Addr{}, false
	}
	b[3] = byte(v)
	return netip.AddrFrom4(b), true
}

// Host reads an address with or without a port behind it: 192.0.2.1:443, 192.0.2.1(51234), [2001:db8::1]:443, [192.0.2.1].
func Host(s []byte) (netip.Addr, bool) {
	if a, ok := Addr(s); ok {
		return a, true
	}
	if len(s) > 0 && s[0] == '[' {
		if i := bytes.IndexByte(s, ']'); i > 0 {
			return Addr(s[1:i])
		}
		return netip.Addr{}, false
	}
	if i := bytes.IndexByte(s, '('); i > 0 {
		return Addr(s[:i])
	}
	if i := bytes.LastIndexByte(s, ':'); i > 0 {
		return Addr(s[:i])
	}
	return netip.Addr{}, false
}

// First is the first address of a chain as proxies write it: "198.51.100.4, 10.0.0.9", for the client stands first as far as
// the chain is honest.
func First(s []byte) (netip.Addr, bool) {
	if i := bytes.IndexByte(s, ','); i >= 0 {
		s = s[:i]
	}
	return Host(Trim(s))
}

// Inside tells an address of a network of one's own.
func Inside(a netip.Addr) bool { return a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() }

// Port takes the port off a host's name or address.
func Port(host []byte) []byte {
	if len(host) > 0 && host[0] == '[' {
		if i := bytes.IndexByte(host, ']'); i > 0 {
			return host[1:i]
		}
	}
	if i := bytes.LastIndexByte(host, ':'); i > 0 && bytes.IndexByte(host, ':') == i {
		return host[:i]
	}
	return host
}

// Site takes an address of the web apart into its host and what follows, the query apart.
func Site(url []byte) (host, path, query []byte) {
	path = url
	if i := Index(url, "://"); i > 0 && i < 12 && url[0] != '/' {
		host, path = url[i+3:], nil
		if j := bytes.IndexAny(host, "/?"); j >= 0 {
			host, path = host[:j], host[j:]
		}
		if j := bytes.LastIndexByte(host, '@'); j >= 0 {
			host = host[j+1:]
		}
		host = Port(host)
	}
	if i := bytes.IndexByte(path, '?'); i >= 0 {
		path, query = path[:i], path[i+1:]
	}
	return host, path, query
}

var hex = func() (t [256]bool) {
	for _, c := range []byte("0123456789abcdefABCDEF") {
		t[c] = true
	}
	return t
}()
