package exposure

import (
	"context"
	"net"
	"net/netip"
)

// Resolver finds a host's addresses; net.DefaultResolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// vantage tells from where a host is seen: by its least protected address.
func vantage(ctx context.Context, host string, r Resolver) Vantage {
	if host == "" {
		return Here
	}
	if a, err := netip.ParseAddr(host); err == nil {
		return reach(a)
	}
	if r == nil {
		return Network
	}
	as, err := r.LookupNetIP(ctx, "ip", host)
	if err != nil || len(as) == 0 {
		return Network
	}
	from := Here
	for _, a := range as {
		switch reach(a) {
		case World:
			return World
		case Network:
			from = Network
		}
	}
	return from
}

// shared is what carriers give their customers (RFC 6598): reached by some strangers, not by all.
var shared = netip.MustParsePrefix("100.64.0.0/10")

func reach(a netip.Addr) Vantage {
	a = a.Unmap()
	switch {
	case a.IsLoopback(), a.IsUnspecified():
		return Here
	case a.IsPrivate(), a.IsLinkLocalUnicast(), a.IsLinkLocalMulticast(), shared.Contains(a):
		return Network
	}
	return World
}

var _ Resolver = (*net.Resolver)(nil)
