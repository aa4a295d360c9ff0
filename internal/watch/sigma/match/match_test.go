package match

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/sigma/match/rule"
)

// load makes a set of files; what cannot be used fails the test.
func load(t testing.TB, counted []string, files ...string) *Set {
	t.Helper()
	fsys := fstest.MapFS{}
	for i, f := range files {
		fsys[string(rune('a'+i))+".yml"] = &fstest.MapFile{Data: []byte(f)}
	}
	f := rule.Load(fsys, rule.Options{Placeholders: map[string][]string{"admins": {"root", "adm_*"}}})
	s, problems := NewSet(f, counted)
	for _, p := range append(f.Problems, problems...) {
		t.Fatalf("%s / %s", p, p.In())
	}
	return s
}

// access is one of pairs of names and values.
func access(parser string, pairs ...string) *watch.Access {
	e := &event.Event{}
	e.Reset()
	for i := 0; i < len(pairs); i += 2 {
		v := []byte(pairs[i+1])
		if pairs[i+1] == "<nil>" {
			v = nil
		}
		e.Raw = append(e.Raw, event.Field{Name: pairs[i], Value: v})
	}
	return &watch.Access{Event: e, At: 1_800_000_000_000_000, Log: &watch.Log{Name: "test.log", Parser: parser}, Rows: -1}
}

const head = "title: t\nlogsource: {category: test}\ndetection:\n"

// rules makes a rule of the body of a detection.
func detection(body string) string {
	return head + "  " + strings.ReplaceAll(strings.TrimSpace(body), "\n", "\n  ") + "\n"
}

// both tells whether the only rule matches, by the index and without it; they must agree.
func both(t *testing.T, s *Set, a *watch.Access) bool {
	t.Helper()
	m := s.Matcher(9 * 3600)
	got := len(m.Match(a)) > 0
	again := len(m.Match(a)) > 0
	m.naive = true
	if want := len(m.Match(a)) > 0; want != got || again != got {
		t.Fatalf("the index says %v and %v, the rule %v", got, again, want)
	}
	return got
}

// TestModifiers has a twin that must not match for each value that must.
func TestModifiers(t *testing.T) {
	one := func(key, value string) string { return "s: {" + key + ": " + value + "}\ncondition: s" }
	for _, c := range []struct {
		name, body string
		yes, no    []string // values of f
	}{
		{"equal", one("f", "PowerShell.exe"), []string{"powershell.exe", "POWERSHELL.EXE"}, []string{"powershell.exe ", "powershell", ""}},
		{"list", one("f", "[one, two]"), []string{"ONE", "two"}, []string{"onetwo", "three"}},
		{"long list", one("f", "[a1, a2, a3, a4, a5, a6, a7, a8]"), []string{"A8", "a1"}, []string{"a9", "a"}},
		{"wildcards", one("f", "'pro?A*.exe'"), []string{"progA.exe", "PROXAbc.exe"}, []string{"proA.exe", "progA.exe2"}},
		{"question mark is one character", one("f", "'a?b'"), []string{"axb", "a漢b"}, []string{"ab", "axxb"}},
		{"asterisk alone", one("f", "'*'"), []string{"x", ""}, []string{"<nil>"}},
		{"escaped asterisk", one("f", `'a\*b'`), []string{"a*b"}, []string{"axb", `a\*b`}},
		{"escaped question mark", one("f", `'a\?b'`), []string{"a?b"}, []string{"axb"}},
		{"one backslash", one("f", `'C:\Windows\x'`), []string{`c:\windows\X`}, []string{`c:\\windows\\x`, "c:windowsx"}},
		{"two backslashes are one", one("f", `'C:\\x'`), []string{`c:\x`}, []string{`c:\\x`}},
		{"backslash before a wildcard", one("f", `'C:\\*'`), []string{`c:\`, `c:\x`}, []string{`c:*x`, `d:\x`}},
		{"three backslashes", one("f", `'a\\\*'`), []string{`a\*`}, []string{`a\x`, `a\\x`}},
		{"four backslashes are two", one("f", `'a\\\\b'`), []string{`a\\b`}, []string{`a\b`}},
		{"contains", one("f|contains", "mimi"), []string{"xMiMikatz", "mimi"}, []string{"mim", "mi mi"}},
		{"contains short", one("f|contains", "'/x'"), []string{"a/Xb"}, []string{"ax/"}},
		{"contains list", one("f|contains", "[aaa, bbb, ccc, ddd, eee, fff, ggg, hhh]"), []string{"xHHHx", "aaa"}, []string{"aabb", "hh"}},
		{"startswith", one("f|startswith", "adm_"), []string{"ADM_x", "adm_"}, []string{"xadm_", "adm"}},
		{"endswith", one("f|endswith", `'\cmd.exe'`), []string{`C:\CMD.EXE`}, []string{`c:\cmd.exe x`, "cmd.exe"}},
		{"contains with a wildcard", one("f|contains", "'a*z'"), []string{"..abcz.."}, []string{"za", "..a.."}},
		{"startswith that has its wildcard", one("f|startswith", "'ab*'"), []string{"abc"}, []string{"xab"}},
		{"all", one("f|contains|all", "[-enc, bypass]"), []string{"-ENC x Bypass"}, []string{"-enc", "bypass"}},
		{"any", one("f|contains|any", "[-enc, bypass]"), []string{"-enc"}, []string{"x"}},
		{"re", one("f|re", "'^[a-c]+\\d{2}$'"), []string{"abc12"}, []string{"ABC12", "abc1", "xabc12"}},
		{"re i", one("f|re|i", "'evil[0-9]'"), []string{"EVIL7", "xevil1x"}, []string{"evil"}},
		{"re m", one("f|re|m", "'^second'"), []string{"first\nsecond"}, []string{"first second"}},
		{"re without m", one("f|re", "'^second'"), []string{"second"}, []string{"first\nsecond"}},
		{"re s", one("f|re|s", "'a.b'"), []string{"a\nb"}, []string{"ab"}},
		{"re without s", one("f|re", "'a.b'"), []string{"axb"}, []string{"a\nb"}},
		{"re i m s", one("f|re|i|m|s", "'^B.c$'"), []string{"a\nb\nC"}, []string{"a b.c"}},
		{"cidr", one("f|cidr", "192.0.2.0/25"), []string{"192.0.2.5", "::ffff:192.0.2.5"}, []string{"192.0.2.200", "192.0.20.5", "x"}},
		{"cidr 6", one("f|cidr", "'2001:db8:1::/48'"), []string{"2001:db8:1:2::3"}, []string{"2001:db8:2::1", "192.0.2.1"}},
		{"cidr list", one("f|cidr", "['10.0.0.0/8', '192.0.2.7']"), []string{"10.255.0.1", "192.0.2.7"}, []string{"11.0.0.1", "192.0.2.8"}},
		{"base64", one("f|base64", "'/bin/sh'"), []string{"L2Jpbi9zaA=="}, []string{"/bin/sh", "L2Jpbi9zaB=="}},
		{"base64 contains", one("f|base64|contains", "'/bin/bash'"), []string{"x L2Jpbi9iYXNo y"}, []string{"/bin/bash"}},
		{"base64offset", one("f|base64offset|contains", "'http://'"), []string{"aHR0cDovL2V4", "eGh0dHA6Ly9l", "eHhodHRwOi8vZXg="}, []string{"http://", "aHR0cDovZXhh"}},
		{"wide base64offset", one("f|wide|base64offset|contains", "ping"), []string{"cABpAG4AZwA="}, []string{"cGluZw=="}},
		{"utf16le", one("f|utf16le|contains", "cmd"), []string{"c\x00m\x00d\x00"}, []string{"cmd", "\x00c\x00m\x00d"}},
		{"utf16be", one("f|utf16be|contains", "cmd"), []string{"\x00c\x00m\x00d"}, []string{"cmd", "c\x00m\x00d\x00"}},
		{"utf16", one("f|utf16", "cmd"), []string{"\xff\xfec\x00m\x00d\x00"}, []string{"c\x00m\x00d\x00"}},
		{"windash", one("f|windash|contains", "' -enc '"), []string{"x -enc y", "x /ENC y", "x –enc y", "x —enc y", "x ―enc y"}, []string{"x enc y", "x +enc y"}},
		{"windash within a word", one("f|windash|contains", "'a-b'"), []string{"a-b"}, []string{"a/b"}},
		{"windash base64", one("f|windash|base64", "'-e'"), []string{"LWU=", "L2U="}, []string{"-e"}},
		{"lt", one("f|lt", "10"), []string{"9", "-1", "9.99"}, []string{"10", "11", "x", ""}},
		{"lte", one("f|lte", "10"), []string{"10", "10.0"}, []string{"10.1"}},
		{"gt", one("f|gt", "10"), []string{"11", "1e2"}, []string{"10", "9"}},
		{"gte", one("f|gte", "10.5"), []string{"10.5", "11"}, []string{"10.4"}},
		{"cased", one("f|cased", "Abc"), []string{"Abc"}, []string{"abc", "ABC"}},
		{"cased contains", one("f|contains|cased", "Abc"), []string{"xAbcx"}, []string{"xabcx"}},
		{"neq", one("f|neq", "abc"), []string{"abd", "<nil>"}, []string{"ABC", "abc"}},
		{"neq list", one("f|neq", "[abc, abd]"), []string{"abe"}, []string{"abc", "ABD"}},
		{"exists", one("f|exists", "true"), []string{"x", ""}, []string{"<nil>"}},
		{"exists not", one("f|exists", "false"), []string{"<nil>"}, []string{"x", ""}},
		{"expand", one("f|expand", "'%admins%'"), []string{"ROOT", "adm_7"}, []string{"%admins%", "user"}},
		{"expand within", one("f|expand", "'x-%admins%!'"), []string{"x-root!", "x-adm_a!"}, []string{"x-root", "root"}},
		{"expand with an escaped percent sign", one("f|expand", `'\%plain%admins%'`), []string{"%plainroot"}, []string{"plainroot"}},
		{"percent without expand", one("f", "'%admins%'"), []string{"%admins%"}, []string{"root"}},
		{"null", one("f", "null"), []string{"<nil>"}, []string{"", "x"}},
		{"empty", one("f", "''"), []string{"", "<nil>"}, []string{"x", " "}},
		{"hyphen for nothing", one("f", "'-'"), []string{"-", "<nil>"}, []string{"", "x"}},
		{"number", one("f", "404"), []string{"404"}, []string{"4040", "40"}},
		{"hexadecimal number", one("f", "0x1F"), []string{"31"}, []string{"0x1F"}},
		{"quoted hexadecimal", one("f", "'0x1F'"), []string{"0x1f"}, []string{"31"}},
		{"boolean", one("f", "true"), []string{"true", "True"}, []string{"1", "false"}},
		{"minute", one("f|minute", "7"), []string{"2026-11-27T09:07:05Z", "27/Nov/2026:09:07:05 +0900"}, []string{"2026-11-27T07:09:05Z", "x"}},
		{"hour as it is written", one("f|hour", "9"), []string{"2026-11-27T09:07:05+09:00", "2026-11-27 09:07:05", "09:10:11"}, []string{"2026-11-27T00:09:00Z"}},
		{"hour at least", one("f|hour|gte", "22"), []string{"2026-11-27T23:07:05Z"}, []string{"2026-11-27T21:59:59Z"}},
		{"day", one("f|day", "27"), []string{"2026-11-27", "1795737600"}, []string{"2026-11-26T23:59:59Z"}},
		{"week", one("f|week", "48"), []string{"2026-11-27T00:00:00Z"}, []string{"2026-11-30T00:00:00Z"}},
		{"month", one("f|month", "11"), []string{"2026-11-27"}, []string{"2026-12-01"}},
		{"year", one("f|year", "2026"), []string{"2026-11-27"}, []string{"2027-01-01", ""}},
		{"Japanese", one("f|contains", "顧客名簿"), []string{"/顧客名簿.csv"}, []string{"顧客 名簿"}},
		{"letters beyond ASCII have no case either", one("f|contains", "'ÉCOLE'"), []string{"l'école"}, []string{"ecole"}},
		{"wide letters", one("f", "'ＡＤＭＩＮ'"), []string{"ａｄｍｉｎ"}, []string{"admin"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := load(t, nil, detection(c.body))
			for _, v := range c.yes {
				if !both(t, s, access("test", "f", v)) {
					t.Errorf("%q does not match", v)
				}
			}
			for _, v := range c.no {
				if both(t, s, access("test", "f", v)) {
					t.Errorf("%q matches", v)
				}
			}
		})
	}
}

func TestAbsent(t *testing.T) {
	for body, want := range map[string]bool{
		"s: {g: null}\ncondition: s":           true,
		"s: {g: ''}\ncondition: s":             false,
		"s: {g|exists: false}\ncondition: s":   true,
		"s: {g|exists: true}\ncondition: s":    false,
		"s: {g|neq: x}\ncondition: s":          true,
		"s: {g|neq: null}\ncondition: s":       false,
		"s: {g: '*'}\ncondition: s":            false,
		"s: {g: x}\ncondition: not s":          true,
		"s: {g|fieldref: f}\ncondition: s":     false,
		"s: {g|fieldref|neq: f}\ncondition: s": true,
	} {
		if got := both(t, load(t, nil, detection(body)), access("test", "f", "x")); got != want {
			t.Errorf("%q: %v", body, got)
		}
	}
}

func TestFieldReference(t *testing.T) {
	for _, c := range []struct {
		key     string
		yes, no [2]string
	}{
		{"a|fieldref", [2]string{"Same", "sAME"}, [2]string{"same", "same "}},
		{"a|cased|fieldref", [2]string{"Same", "Same"}, [2]string{"Same", "same"}},
		{"a|fieldref|contains", [2]string{"xyZz", "YZ"}, [2]string{"yz", "xyz"}},
		{"a|fieldref|startswith", [2]string{"abc", "AB"}, [2]string{"abc", "bc"}},
		{"a|fieldref|endswith", [2]string{"abc", "bc"}, [2]string{"abc", "ab"}},
		{"a|neq|fieldref", [2]string{"abc", "abd"}, [2]string{"abc", "ABC"}},
	} {
		s := load(t, nil, detection("s: {"+c.key+": b}\ncondition: s"))
		if !both(t, s, access("test", "a", c.yes[0], "b", c.yes[1])) || both(t, s, access("test", "a", c.no[0], "b", c.no[1])) {
			t.Errorf("%s is wrong", c.key)
		}
	}
}

func TestConditions(t *testing.T) {
	const searches = "a1: {f: '1'}\na2: {g: '1'}\n_a3: {h: '1'}\nk: [needle]\n"
	for condition, want := range map[string][]string{ // values of f, g, h that match
		"a1 and a2":                     {"110", "111"},
		"a1 or a2 and _a3":              {"100", "101", "110", "111", "011"},
		"(a1 or a2) and _a3":            {"101", "111", "011"},
		"not a1":                        {"000", "001", "010", "011"},
		"not a1 and a2":                 {"010", "011"},
		"not (a1 and a2)":               {"000", "001", "010", "011", "100", "101"},
		"1 of a*":                       {"010", "011", "100", "101", "110", "111"},
		"all of a*":                     {"110", "111"},
		"1 of them":                     {"010", "011", "100", "101", "110", "111"},
		"2 of them":                     {"110", "111"},
		"any of *a*":                    {"001", "010", "011", "100", "101", "110", "111"},
		"2 of *a*":                      {"011", "101", "110", "111"},
		"all of *a*":                    {"111"},
		"a1 and not 1 of _*":            {"100", "110"},
		"NOT a1 AND NOT a2":             {"000", "001"},
		"[a1 and a2, _a3]":              {"001", "011", "101", "110", "111"},
		"not not a1 and not (not (a2))": {"110", "111"},
	} {
		s := load(t, nil, detection(searches+"condition: "+condition))
		var got []string
		for _, v := range []string{"000", "001", "010", "011", "100", "101", "110", "111"} {
			if both(t, s, access("test", "f", v[:1], "g", v[1:2], "h", v[2:])) {
				got = append(got, v)
			}
		}
		if d := cmp.Diff(sorted(want), got); d != "" {
			t.Errorf("%s (-want +got)\n%s", condition, d)
		}
	}
}

func sorted(s []string) []string {
	out := append([]string(nil), s...)
	for i := range out {
		for j := i; j > 0 && out[j] < out[j-1]; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}

func TestSearches(t *testing.T) {
	for _, c := range []struct {
		name, body string
		yes, no    []string // f and g
	}{
		{"a map is all of it", "s: {f: a, g: b}\ncondition: s", []string{"a", "b"}, []string{"a", "c"}},
		{"a list of maps is one of them", "s: [{f: a}, {g: b}]\ncondition: s", []string{"x", "b"}, []string{"b", "a"}},
		{"keywords stand anywhere", "s: [needle, other]\ncondition: s", []string{"x", "hayNEEDLEhay"}, []string{"nee", "dle"}},
		{"keywords, all", "s: {'|all': [needle, thread]}\ncondition: s", []string{"a needle", "a thread"}, []string{"a needle", "x"}},
		{"keywords with wildcards", "s: ['nee*thread']\ncondition: s", []string{"x", "needle and thread"}, []string{"thread", "needle"}},
		{"a keyword as an expression", "s: {'|re': 'ne{2}dle[0-9]'}\ncondition: s", []string{"x", "needle7"}, []string{"x", "needle"}},
		{"keywords and maps", "s: [needle, {f: a}]\ncondition: s", []string{"a", "x"}, []string{"x", "a"}},
		{"one keyword", "s: needle\ncondition: s", []string{"needles", "x"}, []string{"x", "x"}},
		{"a number as a keyword", "s: [31337]\ncondition: s", []string{"port 31337", ""}, []string{"3133", "7"}},
		{"null in a list", "s: {f: [a, null]}\ncondition: s", []string{"<nil>", "b"}, []string{"b", "<nil>"}},
	} {
		s := load(t, nil, detection(c.body))
		if !both(t, s, access("test", "f", c.yes[0], "g", c.yes[1])) || both(t, s, access("test", "f", c.no[0], "g", c.no[1])) {
			t.Errorf("%s: wrong", c.name)
		}
	}
}
