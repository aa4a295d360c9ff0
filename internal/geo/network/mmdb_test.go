package network

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/oschwald/maxminddb-golang/v2"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// fields is a record or a map within one, in order.
type fields []any // name, value, name, value …

// value writes a value in MaxMind's format.
func value(b []byte, v any) []byte {
	head := func(kind, n int) {
		ext := kind > 7
		first := byte(kind << 5)
		if ext {
			first = 0
		}
		size := n
		if n >= 29 {
			size = 29
		}
		b = append(b, first|byte(size))
		if ext {
			b = append(b, byte(kind-7))
		}
		if n >= 29 {
			b = append(b, byte(n-29)) // none here is longer than 284
		}
	}
	switch v := v.(type) {
	case string:
		head(2, len(v))
		return append(b, v...)
	case uint32:
		head(6, 4)
		return binary.BigEndian.AppendUint32(b, v)
	case uint16:
		head(5, 2)
		return binary.BigEndian.AppendUint16(b, v)
	case uint64:
		head(9, 8)
		return binary.BigEndian.AppendUint64(b, v)
	case bool:
		n := 0
		if v {
			n = 1
		}
		head(14, n)
		return b
	case float64:
		head(3, 8)
		return append(b, 0x40, 0x41, 0xd8, 0xe2, 0x19, 0x65, 0x2b, 0xd4)
	case []any:
		head(11, len(v))
		for _, e := range v {
			b = value(b, e)
		}
		return b
	case fields:
		head(7, len(v)/2)
		for _, e := range v {
			b = value(b, e)
		}
		return b
	}
	panic("of no kind")
}

// mmdb writes a database of so many bits a record. Of IPv6 that of IPv4 lies under ::/96 and, as MaxMind has it, ::ffff:0:0/96.
func mmdb(version, bits int, rows map[string]fields) []byte {
	var data []byte
	at := map[string]int{}
	keys := []string{}
	for p := range rows {
		keys = append(keys, p)
	}
	slices.Sort(keys)
	for _, p := range keys {
		at[p] = len(data)
		data = value(data, rows[p])
	}
	type pair [2]int // a node's number if positive, else -1-place of data; 0 is none
	nodes := []pair{{}}
	put := func(addr []byte, n, what int) {
		node := 0
		for i := range n {
			bit := int(addr[i/8] >> (7 - i%8) & 1)
			switch next := nodes[node][bit]; {
			case i == n-1:
				nodes[node][bit] = what
			case next > 0:
				node = next
			default: // what was said of the wider network goes down with it
				nodes = append(nodes, pair{next, next})
				nodes[node][bit] = len(nodes) - 1
				node = len(nodes) - 1
			}
		}
	}
	prefixes := make([]netip.Prefix, len(keys))
	for i, k := range keys {
		prefixes[i] = netip.MustParsePrefix(k)
	}
	slices.SortFunc(prefixes, func(a, b netip.Prefix) int { return a.Bits() - b.Bits() })
	for _, p := range prefixes {
		addr, n := p.Addr().AsSlice(), p.Bits()
		if version == 6 && p.Addr().Is4() {
			addr, n = append(make([]byte, 12), addr...), n+96
		}
		put(addr, n, -1-at[p.String()])
	}
	if version == 6 {
		node := 0
		for range 96 {
			if node = nodes[node][0]; node <= 0 {
				break
			}
		}
		if node > 0 {
			mapped := netip.MustParseAddr("::ffff:0:0").As16()
			put(mapped[:], 96, node)
		}
	}
	var out []byte
	record := func(v int) uint32 {
		switch {
		case v > 0:
			return uint32(v)
		case v < 0:
			return uint32(len(nodes) + 16 - 1 - v)
		}
		return uint32(len(nodes))
	}
	for _, n := range nodes {
		l, r := record(n[0]), record(n[1])
		switch bits {
		case 24:
			out = append(out, byte(l>>16), byte(l>>8), byte(l), byte(r>>16), byte(r>>8), byte(r))
		case 28:
			out = append(out, byte(l>>16), byte(l>>8), byte(l), byte(l>>24<<4)|byte(r>>24), byte(r>>16), byte(r>>8), byte(r))
		default:
			out = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(out, l), r)
		}
	}
	out = append(append(out, make([]byte, 16)...), data...)
	out = append(out, "\xab\xcd\xefMaxMind.com"...)
	return value(out, fields{"binary_format_major_version", uint16(2), "binary_format_minor_version", uint16(0), "build_epoch", uint64(1780000000), "database_type", "Test", "description", fields{},
		"ip_version", uint16(version), "languages", []any{"en"}, "node_count", uint32(len(nodes)), "record_size", uint16(bits)})
}

func geolite(code, registered string) fields {
	f := fields{"continent", fields{"code", "AS", "names", fields{"en", "Asia", "ja", "アジア"}}}
	if code != "" {
		f = append(f, "country", fields{"geoname_id", uint32(1861060), "iso_code", code, "names", fields{"en", "Somewhere"}})
	}
	return append(f, "location", fields{"latitude", 35.69, "time_zone", "Asia/Tokyo"}, "registered_country", fields{"iso_code", registered}, "subdivisions", []any{fields{"iso_code", "13"}})
}

func asn(n uint32, name string) fields {
	return fields{"autonomous_system_number", n, "autonomous_system_organization", name}
}

func TestMMDB(t *testing.T) {
	for _, bits := range []int{24, 28, 32} {
		file := mmdb(6, bits, map[string]fields{
			"192.0.2.0/24": geolite("JP", "US"), "192.0.2.128/25": geolite("", "KR"), "198.51.100.0/24": asn(64496, "Example Networks"), "203.0.113.7/32": {"country_code", "fr"},
			"203.0.113.8/32":     {"country", "DE", "asn", "AS64497", "as_name", "Beispiel"},
			"203.0.113.9/32":     {"is_tor_exit_node", true, "is_anonymous", true, "country", "Germany"},
			"203.0.113.10/32":    {"vpn", "true", "hosting", "false", "traits", fields{"user_type", "cellular"}},
			"203.0.113.11/32":    asn(24940, "Hetzner\x1b[2J Online"),
			"203.0.113.12/32":    {"country", fields{"iso_code", "SG"}, "represented_country", fields{"iso_code", "US"}, "traits", fields{"autonomous_system_number", uint32(64498), "is_hosting_provider", true}},
			"2001:db8::/32":      geolite("JP", "JP"),
			"2001:db8:1::/48":    geolite("BR", "BR"),
			"2001:db8:2::/127":   geolite("IN", "IN"), // holds the first address of a /64
			"2001:db8:3::8/128":  geolite("IN", "IN"), // does not
			"2001:db8:ffff::/48": asn(64499, "Last"),
		})
		d, err := readMMDB(file)
		if err != nil {
			t.Fatal(bits, err)
		}
		for a, want := range map[string]Network{
			"192.0.2.1": {Country: [2]byte{'J', 'P'}}, "192.0.2.129": {Country: [2]byte{'K', 'R'}}, "192.0.3.1": {}, "198.51.100.77": {AS: 64496, Name: "Example Networks"}, "203.0.113.7": {Country: [2]byte{'F', 'R'}},
			"203.0.113.8": {Country: [2]byte{'D', 'E'}, AS: 64497, Name: "Beispiel"}, "203.0.113.9": {Kind: Anonymising}, "203.0.113.10": {Kind: Anonymising | Mobile}, "203.0.113.11": {AS: 24940, Name: "Hetzner[2J Online", Kind: Hosting},
			"203.0.113.12": {Country: [2]byte{'S', 'G'}, AS: 64498, Kind: Hosting}, "203.0.113.13": {}, "255.255.255.255": {}, "0.0.0.0": {},
			"2001:db8::1": {Country: [2]byte{'J', 'P'}}, "2001:db8:1:2::": {Country: [2]byte{'B', 'R'}}, "2001:db8:2::9": {Country: [2]byte{'I', 'N'}}, "2001:db8:2:1::": {Country: [2]byte{'J', 'P'}}, "2001:db8:3::8": {Country: [2]byte{'J', 'P'}},
			"2001:db8:ffff::": {AS: 64499, Name: "Last"}, "2001:db9::": {}, "2001:db7:ffff::": {},
		} {
			if diff := cmp.Diff(want, d.at(netip.MustParseAddr(a))); diff != "" {
				t.Errorf("%d bits, %s: %s", bits, a, diff)
			}
		}
	}
}

// TestFiles lays two of an owner's databases over one another and over what comes with the program.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	open := func(name string, file []byte) *Data {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		d, err := OpenMMDB(path)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	countries := open("country.mmdb", mmdb(4, 24, map[string]fields{"8.8.8.0/24": geolite("BR", "BR"), "133.11.0.0/16": geolite("KR", "KR")}))
	systems := open("asn.mmdb", mmdb(4, 28, map[string]fields{"8.8.8.0/25": asn(64496, "Example"), "133.11.0.0/16": asn(2501, "")}))
	tab, err := New([]Range{{Prefix: netip.MustParsePrefix("8.8.8.16/28"), Name: "gate", Kind: VPN}}, countries, systems)
	if err != nil {
		t.Fatal(err)
	}
	below, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	br, kr := [2]byte{'B', 'R'}, [2]byte{'K', 'R'}
	todai := below.Look(netip.MustParseAddr("133.11.0.1"))
	for a, want := range map[string]Network{
		"8.8.8.8":   {Country: br, AS: 64496, Name: "Example"}, // and not Google's kind
		"8.8.8.200": {Country: br, AS: 15169, Name: "Google LLC", Kind: Hosting}, "8.8.8.17": {Country: br, AS: 64496, Name: "gate", Kind: VPN}, "133.11.5.5": {Country: kr, AS: 2501, Name: todai.Name},
		"8.8.4.4": below.Look(netip.MustParseAddr("8.8.4.4")), "2001:200::1": below.Look(netip.MustParseAddr("2001:200::1")),
	} {
		if diff := cmp.Diff(want, tab.Look(netip.MustParseAddr(a))); diff != "" {
			t.Errorf("%s: %s", a, diff)
		}
	}
	if n := testing.AllocsPerRun(10, func() { tab.Look(netip.MustParseAddr("8.8.8.8")) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestMMDBBroken(t *testing.T) {
	good := mmdb(6, 24, map[string]fields{"192.0.2.0/24": geolite("JP", "JP"), "2001:db8::/32": asn(64496, "x")})
	dir := t.TempDir()
	bad := map[string][]byte{"empty": nil, "text": []byte("not a database"), "cut": good[:len(good)/2], "end": good[len(good)-60:]}
	// A tree of 200 nodes, both of whose records point to the next: two to the power of 128 ways through it.
	var braid []byte
	for i := range 200 {
		braid = append(braid, 0, 0, byte(min(i+1, 199)), 0, 0, byte(min(i+1, 199)))
	}
	at := bytes.LastIndex(good, []byte("\xab\xcd\xefMaxMind.com"))
	meta := bytes.Replace(good[at:], []byte("node_count\xc4"), []byte("node_count\xc4"), 1)
	i := bytes.Index(meta, []byte("node_count")) + len("node_count") + 1
	binary.BigEndian.PutUint32(meta[i:], 200)
	bad["braid"] = append(append(braid, make([]byte, 16)...), meta...)
	for name, file := range bad {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenMMDB(path); fault.Of(err) != fault.Unreadable {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := OpenMMDB(filepath.Join(dir, "none")); fault.Of(err) != fault.Unreadable {
		t.Errorf("no file: %v", err)
	}
	if _, err := OpenMMDB(dir); fault.Of(err) != fault.Unreadable {
		t.Errorf("a folder: %v", err)
	}
}

// FuzzMMDB holds whatever is read against the library's own answer, address by address; nothing may panic or run on.
func FuzzMMDB(f *testing.F) {
	for _, bits := range []int{24, 28, 32} {
		for _, version := range []int{4, 6} {
			rows := map[string]fields{"192.0.2.0/24": geolite("JP", "US"), "198.51.100.0/25": asn(64496, "x"), "8.0.0.0/6": {"country", "DE", "asn", "AS1", "tor", true}}
			if version == 6 {
				rows["2001:db8::/32"] = geolite("JP", "JP")
				rows["2600::/12"] = asn(7, "y")
			}
			f.Add(mmdb(version, bits, rows), uint64(bits))
		}
	}
	f.Fuzz(func(t *testing.T, file []byte, seed uint64) {
		d, err := readMMDB(file)
		if err != nil {
			return
		}
		lib, err := maxminddb.OpenBytes(file)
		if err != nil {
			t.Fatal("read, and the library does not open it")
		}
		r := rand.New(rand.NewPCG(seed, 1))
		list := []netip.Addr{addr4(r.Uint32()), addr4(0xc0000201), addr4(0xc6336401), addr4(0), addr4(^uint32(0))}
		if lib.Metadata.IPVersion == 6 {
			list = append(list, addr6(0x20010db8<<32|r.Uint64()>>32, 0), addr6(0x2600<<48|r.Uint64()>>16, 0))
		}
		for _, a := range list {
			var want row
			res := lib.Lookup(a)
			if err := res.Decode(&want); err != nil {
				continue
			}
			if !res.Found() {
				want = row{}
			}
			got := d.at(a)
			if got.Country != want.network().Country || got.AS != want.as {
				t.Errorf("%s: %v, want %v", a, got, want.network())
			}
		}
	})
}

// BenchmarkBeside looks up addresses in a database with the library, and in our tables of it: set NETWORK_MMDB to its path.
func BenchmarkBeside(b *testing.B) {
	path := os.Getenv("NETWORK_MMDB")
	if path == "" {
		b.Skip("no database")
	}
	file, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	lib, err := maxminddb.OpenBytes(file)
	if err != nil {
		b.Fatal(err)
	}
	d, err := readMMDB(file)
	if err != nil {
		b.Fatal(err)
	}
	for _, v4 := range []bool{true, false} {
		name := map[bool]string{true: "four", false: "six"}[v4]
		list := addresses(v4)
		b.Run(name+"/library", func(b *testing.B) {
			i := 0
			for b.Loop() {
				var out struct {
					Country string `maxminddb:"country_code"`
				}
				if err := lib.Lookup(list[i&0xffff]).Decode(&out); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
		b.Run(name+"/ours", func(b *testing.B) {
			i := 0
			for b.Loop() {
				d.at(list[i&0xffff])
				i++
			}
		})
	}
}
