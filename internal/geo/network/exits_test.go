package network

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

func TestExits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "exits")
	list := "# exits\n\n133.11.0.7\r\n133.11.0.8 \n133.11.1.0/24 # a range\nExitNode 00AA\nPublished 2026-01-02 03:04:05\nExitAddress 133.11.3.9 2026-01-02 03:04:05\n2001:200:0:5::7\n[2001:200:0:6::1]\n::ffff:133.11.4.4\n255.255.255.255\n133.11.1.9\n" +
		"ffff:ffff:ffff:ffff::1\n"
	if err := os.WriteFile(path, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	exits, err := OpenExits(path)
	if err != nil {
		t.Fatal(err)
	}
	tab, err := New([]Range{{Prefix: netip.MustParsePrefix("133.11.0.8/32"), Kind: Proxy, Name: "ours"}}, exits)
	if err != nil {
		t.Fatal(err)
	}
	for a, want := range map[string]bool{"133.11.0.6": false, "133.11.0.7": true, "133.11.0.8": false, "133.11.0.9": false, "133.11.0.255": false, "133.11.1.0": true, "133.11.1.255": true, "133.11.2.0": false, "133.11.3.9": true, "133.11.4.4": true,
		"2001:200:0:5::8": true, "2001:200:0:4::": false, "2001:200:0:6::": true, "2001:200:0:7::": false, "64:ff9b::133.11.0.7": true} {
		got := tab.Look(netip.MustParseAddr(a))
		if got.Is(Anonymising) != want {
			t.Errorf("%s: %+v", a, got)
		}
		if got.Code() != "JP" || got.AS == 0 {
			t.Errorf("%s: %+v has lost what is known below", a, got)
		}
	}
	if d := exits.at(netip.MustParseAddr("255.255.255.255")); d.Kind != Anonymising {
		t.Error("the last address is not there")
	}
}

func TestExitsWrong(t *testing.T) {
	for _, line := range []string{"example.com", "133.11.0.256", "133.11.0.0/33", "ExitAddress", "ExitAddress x", "::ffff:133.11.0.0/90"} {
		_, err := readExits(strings.NewReader("133.11.0.7\n"+line+"\n"), "list")
		if fault.Of(err) != fault.Usage || !strings.Contains(err.Error(), "line 2") || strings.Contains(err.Error(), line) {
			t.Errorf("%s: %v", line, err)
		}
	}
	if _, err := readExits(strings.NewReader(strings.Repeat("x", 10_000)), "list"); fault.Of(err) != fault.Unreadable {
		t.Errorf("a long line: %v", err)
	}
	if _, err := OpenExits(filepath.Join(t.TempDir(), "none")); fault.Of(err) != fault.Unreadable {
		t.Errorf("no file: %v", err)
	}
}

func FuzzExits(f *testing.F) {
	f.Add("192.0.2.1\n2001:db8::/32\n", "192.0.2.1")
	f.Add("0.0.0.0/0\n::/0", "::")
	f.Fuzz(func(t *testing.T, list, addr string) {
		d, err := readExits(strings.NewReader(list), "list")
		a, bad := netip.ParseAddr(addr)
		if err != nil || bad != nil || a.Zone() != "" || a.Is4In6() {
			return
		}
		if strings.TrimSpace(list) == addr && d.at(a).Kind != Anonymising {
			t.Errorf("%q does not hold itself", addr)
		}
	})
}

// BenchmarkJoin is what laying a list of exits over the data costs, once at start.
func BenchmarkJoin(b *testing.B) {
	d, err := readExits(strings.NewReader("133.11.0.7\n2001:200::1\n"), "list")
	if err != nil {
		b.Fatal(err)
	}
	below := Embedded()
	for b.Loop() {
		join(d, below)
	}
}
