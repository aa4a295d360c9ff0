package network

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
)

func addr4(a uint32) netip.Addr {
	return netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, a)))
}

func addr6(hi, lo uint64) netip.Addr {
	return netip.AddrFrom16([16]byte(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, hi), lo)))
}

// scan is what the data says of an address by looking at every stretch of it.
func scan[K uint32 | uint64](cuts []cut[K], a K) (net uint32) {
	for _, c := range cuts {
		if c.from > a {
			break
		}
		net = c.net
	}
	return net
}

// TestScan holds Look against a scan of all that is in the file, at random addresses and on both sides of random edges.
func TestScan(t *testing.T) {
	u, err := unpack(file)
	if err != nil {
		t.Fatal(err)
	}
	tab, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	check := func(a netip.Addr, net uint32) {
		t.Helper()
		e := u.nets[net]
		got, want := tab.Look(a), Network{Country: e.country, AS: e.as, Kind: e.kind, Name: u.names[e.name:][:e.length]}
		if got.Is(Private|Reserved) || got.Kind == Mobile && got.AS == 0 { // what standards set aside is not asked of the data
			return
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", a, diff)
		}
	}
	four := func(a uint32) { check(addr4(a), scan(u.v4, a)) }
	six := func(hi uint64) { check(addr6(hi, r.Uint64()), scan(u.v6, hi)) }
	for range 80 {
		four(r.Uint32())
		six(0x2000<<48 | r.Uint64()>>3)
		e4, e6 := u.v4[1+r.IntN(len(u.v4)-1)].from, u.v6[1+r.IntN(len(u.v6)-1)].from
		four(e4)
		four(e4 - 1)
		six(e6)
		six(e6 - 1)
	}
}

// TestPack holds a table against the spans it was made of: many, random, within and across one another.
func TestPack(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 30 {
		var countries, systems []Span
		for i := range 1 + r.IntN(60) {
			c := Span{Country: [2]byte{'A' + byte(r.IntN(3)), 'Z'}}
			s := Span{AS: 1 + uint32(r.IntN(9)), Name: "n"}
			if i%2 == 0 {
				for _, p := range []*Span{&c, &s} {
					from := r.Uint32() >> r.IntN(20)
					p.From, p.To = addr4(from), addr4(from|r.Uint32()>>(1+r.IntN(30)))
				}
			} else {
				for _, p := range []*Span{&c, &s} {
					from := uint64(0x2001+r.IntN(3))<<48 | r.Uint64()>>(16+r.IntN(40))
					p.From, p.To = addr6(from, 0), addr6(from|r.Uint64()>>(1+r.IntN(60)), ^uint64(0))
				}
			}
			countries, systems = append(countries, c), append(systems, s)
		}
		packed, err := Pack("2026-01-02", countries, systems)
		if err != nil {
			t.Fatal(err)
		}
		u, err := unpack(packed)
		if err != nil {
			t.Fatal(err)
		}
		d := u.data()
		for range 60 {
			a := countries[r.IntN(len(countries))]
			b := systems[r.IntN(len(systems))]
			for _, at := range []netip.Addr{a.From, a.To, a.To.Next(), a.From.Prev(), b.From, b.To.Next(), addr4(r.Uint32()), addr6(uint64(0x2001+r.IntN(4))<<48|r.Uint64()>>16, 5)} {
				if !at.IsValid() {
					continue
				}
				want := Network{Country: narrowest(countries, at).Country, AS: narrowest(systems, at).AS, Name: narrowest(systems, at).Name}
				want.Kind = marks()[want.AS]
				if diff := cmp.Diff(want, d.at(at)); diff != "" {
					t.Fatalf("%s: %s", at, diff)
				}
			}
		}
	}
}

func (d *Data) at(a netip.Addr) Network {
	if a.Is4() {
		b := a.As4()
		return d.network(d.v4.at(binary.BigEndian.Uint32(b[:])))
	}
	b := a.As16()
	return d.network(d.v6.at(binary.BigEndian.Uint64(b[:8])))
}

// narrowest is the span that holds an address and is the narrowest of those; of two as narrow the test's data has none that
// differ in what is compared, as the first that begins is taken by both.
func narrowest(list []Span, a netip.Addr) (out Span) {
	var best uint64
	for _, s := range list {
		if s.From.Is4() != a.Is4() || a.Less(s.From) || s.To.Less(a) {
			continue
		}
		from, to, _, _ := s.ends()
		if n := to - from; !out.From.IsValid() || n < best {
			out, best = s, n
		}
	}
	return out
}

func TestPackSmall(t *testing.T) {
	ap := netip.MustParseAddr
	packed, err := Pack("2026-01-02", []Span{
		{From: ap("2001:db8::5"), To: ap("2001:db8::9"), Country: [2]byte{'K', 'R'}},                          // less than a /64, without its first address
		{From: ap("2001:db8:0:1::"), To: ap("2001:db8:0:1::"), Country: [2]byte{'J', 'P'}},                    // the first address of one
		{From: ap("2001:db8:0:2::8"), To: ap("2001:db8:0:3:ffff:ffff:ffff:ffff"), Country: [2]byte{'F', 'R'}}, // from within one to the end of the next
		{From: ap("255.255.255.255"), To: ap("255.255.255.255"), Country: [2]byte{'B', 'R'}},                  // the last
		{From: ap("ffff:ffff:ffff:ffff::"), To: addr6(^uint64(0), ^uint64(0)), Country: [2]byte{'I', 'N'}},    // the last
		{From: ap("0.0.0.0"), To: ap("0.0.0.0"), Country: [2]byte{'D', 'E'}},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	u, err := unpack(packed)
	if err != nil {
		t.Fatal(err)
	}
	if u.day != "2026-01-02" {
		t.Errorf("day %q", u.day)
	}
	d := u.data()
	for a, want := range map[string]string{"2001:db8::5": "", "2001:db8::": "", "2001:db8:0:1::7": "JP", "2001:db8:0:2::9": "", "2001:db8:0:3::": "FR", "2001:db8:0:4::": "", "255.255.255.255": "BR",
		"255.255.255.254": "", "ffff:ffff:ffff:ffff::1": "IN", "ffff:ffff:ffff:fffe::1": "", "0.0.0.0": "DE", "0.0.0.1": "", "::": ""} {
		if got := d.at(ap(a)).Code(); got != want {
			t.Errorf("%s is %q, want %q", a, got, want)
		}
	}
	if _, err := Pack("", []Span{{From: ap("10.0.0.2"), To: ap("10.0.0.1")}}, nil); err == nil {
		t.Error("a span that ends before it begins was packed")
	}
	for n := range packed {
		if _, err := unpack(packed[:n]); err == nil {
			t.Errorf("%d of %d bytes were read", n, len(packed))
		}
	}
}

// TestWhole holds what comes with the program against what is known for certain. Each address is one whose use is told
// by its owner in public and does not change; that the data has it so was looked up in the file of 2026-06-17.
func TestWhole(t *testing.T) {
	tab, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	for a, want := range map[string]struct {
		country string
		as      uint32
		kind    Kind
	}{
		"8.8.8.8": {"US", 15169, Hosting}, "2001:4860:4860::8888": {"US", 15169, Hosting}, "::ffff:8.8.8.8": {"US", 15169, Hosting}, "64:ff9b::808:808": {"US", 15169, Hosting},
		"1.1.1.1":       {"AU", 13335, Hosting},
		"202.12.30.131": {"JP", 2515, 0},      // JPNIC
		"133.11.0.1":    {"JP", 2501, 0},      // the University of Tokyo
		"2001:200::1":   {"JP", 2500, 0},      // WIDE, the first network of IPv6 in Japan
		"49.96.0.1":     {"JP", 9605, Mobile}, // NTT DOCOMO
		"168.126.63.1":  {"KR", 4766, Mobile}, // Korea Telecom
		"193.0.6.139":   {"NL", 3333, 0},      // RIPE NCC
		"200.160.2.3":   {"BR", 22548, 0},     // NIC.br
		"185.220.101.1": {"DE", 60729, Anonymising},
		"3.5.140.2":     {"KR", 16509, Hosting}, // Amazon in Seoul
		"88.198.0.1":    {"DE", 24940, Hosting},
	} {
		got := tab.Look(netip.MustParseAddr(a))
		if got.Code() != want.country || got.AS != want.as || got.Kind != want.kind {
			t.Errorf("%s is %s, AS%d %q, %s", a, got.Code(), got.AS, got.Name, got.Kind)
		}
	}
	if d, err := time.Parse(time.DateOnly, Day()); err != nil || d.Year() < 2026 {
		t.Errorf("the data is of %q", Day())
	}
}

// TestCodes fails on a country in the data that ISO 3166-1 does not assign; Kosovo's is the one that all use.
func TestCodes(t *testing.T) {
	u, err := unpack(file)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[[2]byte]bool{{}: true}
	for _, n := range u.nets {
		if seen[n.country] {
			continue
		}
		seen[n.country] = true
		if _, ok := country.Of(Code(n.country)); !ok && Code(n.country) != "XK" {
			t.Errorf("%s is no country", n.country)
		}
	}
	if len(seen) < 240 {
		t.Errorf("%d countries", len(seen))
	}
}

// TestMarks holds each number against who announces it according to the data: the name that stands beside the number.
func TestMarks(t *testing.T) {
	u, err := unpack(file)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, n := range u.nets {
		name := u.names[n.name:][:n.length]
		names[fmt.Sprint(n.as)] = strings.ToLower(name)
		want := marks()[n.as]
		if hoster(name) {
			want |= Hosting
		}
		if n.kind != want {
			t.Errorf("AS%d %q is %s in the file, and %s by the rules of today: go generate", n.as, name, n.kind, want)
		}
	}
	seen := map[string]bool{}
	for line := range strings.Lines(marksFile) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 3 {
			t.Fatalf("not three columns: %q", line)
		}
		if k, ok := ParseKind(f[0]); !ok || k == 0 || k&^(Mobile|Hosting|Anonymising) != 0 {
			t.Errorf("%s is no kind of an autonomous system", f[0])
		}
		for _, number := range strings.Fields(f[2]) {
			if !strings.Contains(names[number], f[1]) {
				t.Errorf("AS%s is %q, not %s's", number, names[number], f[1])
			}
			if seen[number] {
				t.Errorf("AS%s is marked twice", number)
			}
			seen[number] = true
		}
	}
	if len(marks()) != len(seen) || len(seen) < 600 {
		t.Errorf("%d of %d marks are read", len(marks()), len(seen))
	}
}

func TestHoster(t *testing.T) {
	for name, want := range map[string]bool{"ZAP-Hosting GmbH": true, "Walhalla Data Center Services SL": true, "VPS House": true, "Blar Host": true, "Long Beach Datacenter": true, "Hostler Broadband": false, "Cloudlasers Broadband": false,
		"KDDI CORPORATION": false, "Ghost Net": false, "": false, "ホスト株式会社": false} {
		if got := hoster(name); got != want {
			t.Errorf("%q: %t", name, got)
		}
	}
}

// TestAtOnce: whoever comes first reads the data, and all others wait for it.
func TestAtOnce(t *testing.T) {
	exits, err := readExits(strings.NewReader("133.11.0.7\n"), "list")
	if err != nil {
		t.Fatal(err)
	}
	tab, err := New(nil, exits)
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if got := tab.Look(netip.MustParseAddr("133.11.0.7")); got.Code() != "JP" || got.Kind != Anonymising {
				t.Errorf("%+v", got)
			}
		})
	}
	wait.Wait()
}

func TestNoAllocation(t *testing.T) {
	tab, err := New([]Range{{Prefix: netip.MustParsePrefix("8.8.0.0/16"), Name: "x"}})
	if err != nil {
		t.Fatal(err)
	}
	list := []netip.Addr{netip.MustParseAddr("8.8.8.8"), netip.MustParseAddr("133.11.0.1"), netip.MustParseAddr("2001:200::1"), netip.MustParseAddr("::ffff:10.0.0.1")}
	tab.Look(list[0])
	if n := testing.AllocsPerRun(100, func() {
		for _, a := range list {
			n := tab.Look(a)
			if n.Code() == "XX" {
				t.Fatal()
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestCost holds the memory that the data takes against its limit.
func TestCost(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	u, err := unpack(file)
	if err != nil {
		t.Fatal(err)
	}
	d := u.data()
	u = nil
	runtime.GC()
	runtime.ReadMemStats(&after)
	held := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("%d networks, %d and %d stretches, %.1f MB held, %.1f MB made on the way", len(d.nets), len(d.v4.blocks), len(d.v6.blocks), float64(held)/1e6, float64(after.TotalAlloc-before.TotalAlloc)/1e6)
	if held > 30e6 {
		t.Errorf("%d bytes are held", held)
	}
	runtime.KeepAlive(d)
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		u, err := unpack(file)
		if err != nil {
			b.Fatal(err)
		}
		u.data()
	}
}

// addresses are random ones: of IPv4 all over, of IPv6 within stretches, each as likely.
func addresses(v4 bool) []netip.Addr {
	r := rand.New(rand.NewPCG(5, 6))
	out := make([]netip.Addr, 1<<16)
	starts := Embedded().v6.cuts()
	for i := range out {
		if v4 {
			out[i] = addr4(r.Uint32())
			continue
		}
		out[i] = addr6(starts[r.IntN(len(starts))].from|r.Uint64()>>40, r.Uint64())
	}
	return out
}

func BenchmarkLook(b *testing.B) {
	for _, v4 := range []bool{true, false} {
		b.Run(fmt.Sprintf("v4=%t", v4), func(b *testing.B) {
			tab, err := New([]Range{{Prefix: netip.MustParsePrefix("10.0.0.0/16"), Name: "x"}})
			if err != nil {
				b.Fatal(err)
			}
			list := addresses(v4)
			tab.Look(list[0])
			b.ReportAllocs()
			i, found := 0, 0
			for b.Loop() {
				if tab.Look(list[i&0xffff]).AS != 0 {
					found++
				}
				i++
			}
			b.ReportMetric(float64(found)/float64(i), "found")
		})
	}
}
