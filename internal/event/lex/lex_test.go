package lex

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHost(t *testing.T) {
	for in, want := range map[string]string{"192.0.2.7": "192.0.2.7", "192.0.2.7:443": "192.0.2.7", "192.0.2.7(51234)": "192.0.2.7", "[2001:db8::1]:443": "2001:db8::1",
		"2001:db8::1": "2001:db8::1", "::ffff:192.0.2.7": "192.0.2.7", "fe80::1%eth0": "fe80::1", "[192.0.2.7]": "192.0.2.7", "::1": "::1", "2001:DB8::A": "2001:db8::a",
		"": "", "-": "", "1.2.3": "", "1.2.3.4.5": "", "256.1.1.1": "", "01.2.3.4": "", "a:b": "", "pc7": "", "192.0.2.7x": "", "1..2.3": "", "[": "", ":": "", "12:30": "", "abc": "", "1.2.3.": ""} {
		got, ok := Host([]byte(in))
		if want == "" && ok || want != "" && (!ok || got != netip.MustParseAddr(want)) {
			t.Errorf("%q: %v %v", in, got, ok)
		}
	}
}

func TestPair(t *testing.T) {
	var got []string
	s := []byte(`date=2026-11-27 msg="a \"b\" c" noise empty= x=1,y="2",z`)
	for {
		k, v, rest, ok := Pair(s, ',')
		if !ok {
			break
		}
		got = append(got, string(k)+"="+string(v))
		s = rest
	}
	if d := cmp.Diff([]string{"date=2026-11-27", `msg=a \"b\" c`, "empty=", "x=1", "y=2"}, got); d != "" {
		t.Error(d)
	}
}

func TestRow(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string
		open bool
	}{
		{"", []string{""}, false},
		{"a,,b", []string{"a", "", "b"}, false},
		{`"a","say ""x"", y",,"z"`, []string{"a", `say "x", y`, "", "z"}, false},
		{`a,"b`, []string{"a", "b"}, true},
		{`a,"b""`, []string{"a", `b"`}, true},
		{`a"b,c`, []string{`a"b`, "c"}, false},
	} {
		row, _, open := Row([]byte(tt.in), ',', nil, nil)
		var got []string
		for _, f := range row {
			got = append(got, string(f))
		}
		if d := cmp.Diff(tt.want, got); d != "" || open != tt.open {
			t.Errorf("%q: open %v\n%s", tt.in, open, d)
		}
	}
}

func TestSite(t *testing.T) {
	for in, want := range map[string][3]string{"/a?b": {"", "/a", "b"}, "http://example.com": {"example.com", "", ""}, "https://u@example.com:8443/a/b?c=http://x": {"example.com", "/a/b", "c=http://x"},
		"example.com:443": {"", "example.com:443", ""}, "/r?u=http://example.com/": {"", "/r", "u=http://example.com/"}} {
		h, p, q := Site([]byte(in))
		if got := [3]string{string(h), string(p), string(q)}; got != want {
			t.Errorf("%s: %q", in, got)
		}
	}
}

func TestNumber(t *testing.T) {
	for in, want := range map[string]int64{"0": 0, "12": 12, "": -1, "-": -1, "1x": -1, "99999999999999999999999": -1} {
		if got := Number([]byte(in)); got != want {
			t.Errorf("%q: %d", in, got)
		}
	}
	if Leading([]byte("5000 hits")) != 5000 || Leading([]byte("hits")) != -1 {
		t.Error("leading numbers")
	}
}

func FuzzAll(f *testing.F) {
	for _, s := range []string{`a="b\"",c`, "[::1]:80", `"a""b",c`, "a, b"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, s []byte) {
		if a, ok := Host(s); ok && a != a.Unmap() {
			t.Error("an address of version 4 within one of version 6")
		}
		if a, ok := Addr(s); ok {
			if b, err := netip.ParseAddr(string(s)); err != nil || b.WithZone("").Unmap() != a {
				t.Errorf("%q is %v to the library", s, b)
			}
		}
		for rest, n := s, 0; n <= len(s); n++ {
			_, _, more, ok := Pair(rest, ',')
			if !ok {
				break
			}
			if len(more) >= len(rest) {
				t.Fatal("no progress")
			}
			rest = more
		}
		Row(s, ',', nil, nil)
		Quoted(s)
		Item(s)
		Site(s)
		First(s)
	})
}
