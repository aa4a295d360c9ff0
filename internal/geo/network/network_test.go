package network_test

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
)

var (
	jp = [2]byte{'J', 'P'}
	kr = [2]byte{'K', 'R'}
)

func table(t testing.TB, declared []network.Range, data ...*network.Data) *network.Table {
	t.Helper()
	out, err := network.New(declared, data...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func pfx(s string) netip.Prefix { return netip.MustParsePrefix(s) }

// TestAside holds the networks that standards set aside against their text, with the first address on each side of an edge.
func TestAside(t *testing.T) {
	tab := table(t, nil)
	for a, want := range map[string]network.Kind{
		"192.0.2.1": network.Reserved, "198.51.100.255": network.Reserved, "203.0.113.9": network.Reserved, "2001:db8::1": network.Reserved, "2001:db8:ffff::": network.Reserved,
		"3fff::1": network.Reserved, "0.0.0.0": network.Reserved, "224.0.0.1": network.Reserved, "255.255.255.255": network.Reserved, "ff02::1": network.Reserved, "::": network.Reserved,
		"198.19.255.255": network.Reserved, "4000::1": network.Reserved, "fbff::1": network.Reserved,
		"10.0.0.0": network.Private, "10.255.255.255": network.Private, "172.16.0.1": network.Private, "172.31.255.255": network.Private, "192.168.1.1": network.Private,
		"127.0.0.1": network.Private, "::1": network.Private, "169.254.1.1": network.Private, "fd00::1": network.Private, "fe80::1": network.Private, "fe80::1%eth0": network.Private,
		"100.64.0.0": network.Mobile, "100.127.255.255": network.Mobile,
		"::ffff:10.0.0.1": network.Private, "64:ff9b::192.168.0.1": network.Private, "64:ff9b:1::1": network.Private, "::ffff:192.0.2.1": network.Reserved,
	} {
		got := tab.Look(netip.MustParseAddr(a))
		if diff := cmp.Diff(network.Network{Kind: want}, got); diff != "" {
			t.Errorf("%s: %s", a, diff)
		}
	}
	for _, a := range []string{"9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0", "192.0.3.0", "2001:db7::1", "2001:db9::", "223.255.255.255", "192.0.0.9", "64:ff9b::8.8.8.8"} {
		if got := tab.Look(netip.MustParseAddr(a)); got.Is(network.Private | network.Reserved) {
			t.Errorf("%s is %v", a, got)
		}
	}
	if got := tab.Look(netip.Addr{}); got != (network.Network{}) {
		t.Errorf("no address is %v", got)
	}
}

// TestDeclared is what owners declare: within one another, over what standards say, over what data says.
func TestDeclared(t *testing.T) {
	tab := table(t, []network.Range{
		{Prefix: pfx("10.0.0.0/8"), Name: "head office", Kind: network.Office, Country: jp},
		{Prefix: pfx("10.8.0.0/16"), Name: "Seoul", Country: kr},
		{Prefix: pfx("10.8.9.0/24"), Kind: network.VPN},
		{Prefix: pfx("10.255.255.255/32"), Kind: network.Proxy},
		{Prefix: pfx("8.8.8.0/24"), Name: "our gateway", Kind: network.VPN, Country: jp},
		{Prefix: pfx("::ffff:8.8.4.0/120"), Kind: network.Partner},
		{Prefix: pfx("2001:db8:1::/48"), Name: "line", Kind: network.Office, Country: jp},
		{Prefix: pfx("2001:db8:1::5/128"), Kind: network.Proxy},
		{Prefix: pfx("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"), Name: "last"},
		{Prefix: pfx("255.255.255.255/32"), Name: "last of four"},
	})
	for a, want := range map[string]network.Network{
		"10.1.2.3":        {Country: jp, Kind: network.Office | network.Private, Name: "head office"},
		"10.8.1.1":        {Country: kr, Kind: network.Office | network.Private, Name: "Seoul"},
		"10.8.9.1":        {Country: kr, Kind: network.VPN | network.Private, Name: "Seoul"},
		"10.8.10.0":       {Country: kr, Kind: network.Office | network.Private, Name: "Seoul"},
		"10.9.0.0":        {Country: jp, Kind: network.Office | network.Private, Name: "head office"},
		"10.255.255.255":  {Country: jp, Kind: network.Proxy | network.Private, Name: "head office"},
		"11.0.0.1":        tab.Look(netip.MustParseAddr("11.0.0.2")),
		"2001:db8:1::1":   {Country: jp, Kind: network.Office, Name: "line"},
		"2001:db8:1::5":   {Country: jp, Kind: network.Proxy, Name: "line"},
		"2001:db8:1::6":   {Country: jp, Kind: network.Office, Name: "line"},
		"2001:db8:2::":    {Kind: network.Reserved},
		"255.255.255.255": {Kind: network.Reserved, Name: "last of four"},
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff": {Kind: network.Reserved, Name: "last"},
	} {
		if diff := cmp.Diff(want, tab.Look(netip.MustParseAddr(a))); diff != "" {
			t.Errorf("%s: %s", a, diff)
		}
	}
	if got := tab.Look(netip.MustParseAddr("8.8.8.8")); got.Name != "our gateway" || got.Kind != network.VPN || got.Country != jp {
		t.Errorf("a declared network in the data's: %+v", got)
	}
	if got := tab.Look(netip.MustParseAddr("8.8.4.4")); got.Kind != network.Partner {
		t.Errorf("a network of IPv4 declared as IPv6: %+v", got)
	}
}

func TestDeclaredWrong(t *testing.T) {
	for name, list := range map[string][]network.Range{
		"none":    {{Name: "x"}},
		"twice":   {{Prefix: pfx("10.1.0.0/16")}, {Prefix: pfx("10.1.2.3/16")}},
		"country": {{Prefix: pfx("10.1.0.0/16"), Country: [2]byte{'j', 'p'}}},
		"mapped":  {{Prefix: pfx("::ffff:0:0/90")}},
	} {
		if _, err := network.New(list); fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWords(t *testing.T) {
	for k := range network.Kind(1 << 9) {
		if got, ok := network.ParseKind(k.String()); !ok || got != k {
			t.Errorf("%d is written %q and read as %d", k, k, got)
		}
	}
	for _, s := range []string{"x", "office,,vpn", ",", "office vpn"} {
		if k, ok := network.ParseKind(s); ok {
			t.Errorf("%q is read as %s", s, k)
		}
	}
	for s, want := range map[string]string{"JP": "JP", "jp": "JP", "Zz": "ZZ", "": "", "J": "", "JPN": "", "1A": "", "日": "", "@[": ""} {
		c, ok := network.Country(s)
		if got := (network.Network{Country: c}).Code(); got != want || ok != (want != "") {
			t.Errorf("Country(%q) = %q, %t", s, got, ok)
		}
	}
}
