package indicator

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func short(list []watch.Indicator) (out []string) {
	for _, x := range list {
		s := x.Type + " " + x.Value
		for _, a := range x.And {
			s += " & " + a.Type + " " + a.Value
		}
		if x.Case != "" {
			s += " #" + x.Case
		}
		if x.Since != 0 {
			s += " since " + time.UnixMicro(x.Since).UTC().Format(time.DateOnly)
		}
		if x.Until != 0 {
			s += " until " + time.UnixMicro(x.Until).UTC().Format(time.DateOnly)
		}
		out = append(out, s+" ("+x.Name+")")
	}
	return out
}

func TestLoad(t *testing.T) {
	for name, c := range map[string]struct {
		in       string
		want     []string
		problems []Problem
	}{
		"table": {in: "\ufefftype,value,name,case,since,until\nip,198.51.100.7,bot,,2026-01-02,\ncidr,203.0.113.0/24,,C-12,,2026-12-31T00:00:00Z\ndomain,Bad[.]Example.org,c2,,,\nmood,x,,,,\nip,not.an.address,,,,\n",
			want:     []string{"address 198.51.100.7 since 2026-01-02 (bot)", "network 203.0.113.0/24 #C-12 until 2026-12-31 (table)", "domain bad.example.org (c2)"},
			problems: []Problem{{5, "its type is not known, or the value is not of it"}, {6, "its type is not known, or the value is not of it"}}},
		"japanese": {in: "種別;値;名称;事案\nアドレス;198.51.100.9;再侵入;2026-3\nアカウント;tanaka;;2026-3\n",
			want: []string{"address 198.51.100.9 #2026-3 (再侵入)", "account tanaka #2026-3 (japanese)"}},
		"values": {in: "# a list\n198.51.100.7\n2001:db8::7\n198.51.100.0/28\nhxxp://bad[.]example.org/a.php\nd41d8cd98f00b204e9800998ecf8427e\n/owa/auth/x.aspx\nx@example.org\n198.51.100.8:443\n",
			want: []string{"address 198.51.100.7 (values)", "address 2001:db8::7 (values)", "network 198.51.100.0/28 (values)", "url bad.example.org/a.php (values)", "hash d41d8cd98f00b204e9800998ecf8427e (values)",
				"path /owa/auth/x.aspx (values)", "account x@example.org (values)", "address 198.51.100.8 (values)"}},
		"feed": {in: "################\n# \"first_seen_utc\",\"ioc_id\",\"ioc_value\",\"ioc_type\",\"malware_printable\"\n\"2026-03-01 10:00:00\", \"12\", \"198.51.100.20:4444\", \"ip:port\", \"Some Trojan\"\n",
			want: []string{"address 198.51.100.20 since 2026-03-01 (Some Trojan)"}},
		"sha256": {in: "sha256\n" + strings.Repeat("Ab", 32) + "\nxyz\n", want: []string{"hash " + strings.Repeat("ab", 32) + " (sha256)"}, problems: []Problem{{3, "its type is not known, or the value is not of it"}}},
		"stix": {in: `{"type":"bundle","id":"bundle--1","extra":{"objects":[1]},"objects":[
			{"type":"identity","name":"a"},
			{"type":"indicator","name":"one","pattern_type":"stix","pattern":"[ipv4-addr:value = '198.51.100.7' OR domain-name:value = 'bad.example.org']","valid_from":"2026-01-02T00:00:00Z","valid_until":"2027-01-02T00:00:00Z"},
			{"type":"indicator","name":"both","pattern":"[(ipv4-addr:value = '198.51.100.7' OR ipv4-addr:value='198.51.100.8') AND user-account:account_login = 'o\\'hara']"},
			{"type":"indicator","name":"in","pattern":"[ipv4-addr:value IN ('198.51.100.1','198.51.100.2')] OR [ipv4-addr:value ISSUBSET '203.0.113.0/24']"},
			{"type":"indicator","name":"hash","pattern":"[file:hashes.'SHA-256' = '` + strings.Repeat("0a", 32) + `']"},
			{"type":"indicator","name":"agent","pattern":"[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' LIKE 'evil%']"},
			{"type":"indicator","name":"port","pattern":"[network-traffic:dst_ref.value = '198.51.100.3' AND network-traffic:dst_port = 443]"},
			{"type":"indicator","name":"two","pattern":"[ipv4-addr:value = '198.51.100.7'] FOLLOWEDBY [ipv4-addr:value = '198.51.100.8']"},
			{"type":"indicator","name":"mutex","pattern":"[mutex:name = 'x']"},
			{"type":"indicator","name":"yara","pattern_type":"yara","pattern":"rule x {}"},
			{"type":"indicator","name":"gone","revoked":true,"pattern":"[ipv4-addr:value = '198.51.100.99']"},
			{"type":"indicator","name":"broken","pattern":"[ipv4-addr:value ="},
			{"type":"indicator","name":"only a port","pattern":"[network-traffic:dst_port = 443]"}]}`,
			want: []string{"address 198.51.100.7 since 2026-01-02 until 2027-01-02 (one)", "domain bad.example.org since 2026-01-02 until 2027-01-02 (one)", "address 198.51.100.7 & account o'hara (both)",
				"address 198.51.100.8 & account o'hara (both)", "address 198.51.100.1 (in)", "address 198.51.100.2 (in)", "network 203.0.113.0/24 (in)", "hash " + strings.Repeat("0a", 32) + " (hash)", "agent evil* (agent)", "address 198.51.100.3 (port)"},
			problems: []Problem{{8, "its pattern is over several observations"}, {9, "its pattern asks for what stands in no log"}, {10, "its pattern is of another language"}, {12, "its pattern cannot be read"}, {13, "its pattern asks for nothing that stands in a log"}}},
		"broken": {in: `{"type":"bundle","objects":[{"type":`, problems: []Problem{{1, "it is no object of STIX"}}},
		"empty":  {in: "\n \n"},
	} {
		got, problems := Load(name, strings.NewReader(c.in))
		if d := cmp.Diff(c.want, short(got)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if d := cmp.Diff(c.problems, problems); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// look is what an access shows of a list.
func look(list []watch.Indicator, accesses ...*event.Event) [][]int {
	s := &watch.Settings{Secret: 7}
	table := New(s, list, func(*watch.Indicator) bool { return true })
	m := watch.NewMaker(s)
	var out [][]int
	for _, e := range accesses {
		var a watch.Access
		e.Time = 1_790_000_000_000_000
		m.Make(&a, e, &watch.Log{}, watch.Position{})
		out = append(out, table.Match(&a, nil))
	}
	return out
}

func TestMatch(t *testing.T) {
	list, _ := Load("l", strings.NewReader("type,value,until\nip,198.51.100.7,\ncidr,203.0.113.0/24,\nip,2001:db8::7,\ncidr,2001:db8:1::/48,\naccount,CORP\\Tanaka,\nagent,evil/1.0,\nagent,*sqlthing/*,\npath,/a/b.php,\npath,/x/*/y,\ndomain,bad.example.org,\nurl,http://Other.example/p?q=1,\nsha256,"+strings.Repeat("ab", 32)+",\nip,198.51.100.7,2020-01-01\n"))
	list = append(list, watch.Indicator{Type: "address", Value: "198.51.100.50", And: []watch.Indicator{{Type: "account", Value: "sato"}}})
	addr := netip.MustParseAddr
	got := look(list,
		&event.Event{From: addr("198.51.100.7")}, &event.Event{From: addr("198.51.100.8")}, &event.Event{From: addr("203.0.113.9")}, &event.Event{From: addr("2001:db8::7")}, &event.Event{From: addr("2001:db8::8")},
		&event.Event{From: addr("2001:db8:1:2::8")}, &event.Event{Actor: []byte("tanaka")}, &event.Event{Client: []byte("evil/1.0")}, &event.Event{Client: []byte("x SQLThing/7")}, &event.Event{Client: []byte("x")},
		&event.Event{Object: []byte("/A/b.php")}, &event.Event{Object: []byte("/x/1/y")}, &event.Event{Object: []byte("/x/1/z")}, &event.Event{Store: []byte("a.BAD.example.org:443")}, &event.Event{Store: []byte("notbad.example.org")},
		&event.Event{Store: []byte("other.example"), Object: []byte("/p"), Raw: []event.Field{{Name: "cs-uri-query", Value: []byte("q=1")}}}, &event.Event{Raw: []event.Field{{Name: "Hashes", Value: []byte(strings.Repeat("AB", 32))}}},
		&event.Event{From: addr("198.51.100.50")}, &event.Event{From: addr("198.51.100.50"), Actor: []byte("sato")}, &event.Event{Op: []byte("CONNECT"), Object: []byte("bad.example.org:443")}, &event.Event{From: addr("198.51.100.7")})
	want := [][]int{{0}, nil, {1}, {2}, nil, {3}, {4}, {5}, {6}, nil, {7}, {8}, nil, {9}, nil, {10}, {11}, nil, {13}, {9}, {0}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func many() []watch.Indicator {
	var list []watch.Indicator
	for i := range 100_000 {
		switch i % 4 {
		case 0:
			list = append(list, watch.Indicator{Type: "address", Value: netip.AddrFrom4([4]byte{198, 19, byte(i >> 10), byte(i >> 2)}).String()})
		case 1:
			list = append(list, watch.Indicator{Type: "domain", Value: fmt.Sprintf("h%d.example.org", i)})
		case 2:
			list = append(list, watch.Indicator{Type: "hash", Value: fmt.Sprintf("%032x", i)})
		default:
			list = append(list, watch.Indicator{Type: "network", Value: netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(i >> 10), byte(i >> 2), 0}), 24+i%3).Masked().String()})
		}
	}
	return list
}

func TestNoAllocs(t *testing.T) {
	s := &watch.Settings{Secret: 7}
	table := New(s, many(), func(*watch.Indicator) bool { return true })
	e := event.Event{Time: 1, From: netip.MustParseAddr("198.51.100.7"), Store: []byte("www.example.jp"), Object: []byte("/a/b"), Client: []byte("Mozilla/5.0")}
	var a watch.Access
	watch.NewMaker(s).Make(&a, &e, &watch.Log{}, watch.Position{})
	var found []int
	if n := testing.AllocsPerRun(100, func() { found = table.Match(&a, found[:0]) }); n > 0 || len(found) > 0 {
		t.Error(n, found)
	}
}

func BenchmarkMatch(b *testing.B) {
	s := &watch.Settings{Secret: 7}
	table := New(s, many(), func(*watch.Indicator) bool { return true })
	e := event.Event{Time: 1, From: netip.MustParseAddr("198.51.100.7"), Store: []byte("www.example.jp"), Object: []byte("/a/b"), Client: []byte("Mozilla/5.0")}
	e.Raw = make([]event.Field, 15)
	var a watch.Access
	watch.NewMaker(s).Make(&a, &e, &watch.Log{}, watch.Position{})
	var found []int
	b.ReportAllocs()
	for b.Loop() {
		found = table.Match(&a, found[:0])
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte("type,value\nip,198.51.100.7\n"))
	f.Add([]byte(`{"objects":[{"type":"indicator","pattern":"[(a:value = 'x' AND b:value IN ('1','2'))] OR ([c:d LIKE 'e'])"}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		list, _ := Load("x", strings.NewReader(string(b)))
		New(&watch.Settings{}, list, func(*watch.Indicator) bool { return true })
	})
}
