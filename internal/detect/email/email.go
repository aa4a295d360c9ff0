// Package email knows e-mail addresses: RFC 5321 mailboxes with dot-atom or quoted local parts and domains that end in a
// public top-level domain or one reserved for tests (RFC 2606, RFC 6761), internationalised domains included.
//
// `icon@2x.png`, `pkg@1.2.3` and `user@host` are not found; `git@github.com:` and userinfo of URLs carry Weak and
// Embedded.
package email

import (
	"bytes"
	_ "embed"
	"strings"
	"sync"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

type detector struct{}

// New returns the detector.
func New() detect.Detector { return detector{} }

func (detector) Kind() pii.Kind { return pii.EmailAddress }
func (detector) Trigger() detect.Trigger {
	return detect.Trigger{Byte: '@', Usual: usual, Whole: detect.Whole{Min: 5, Has: detect.At}}
}
func (detector) MaxLen() int { return 64 + 1 + 253 }

// pseudonyms is the domain of the addresses that mask puts in the place of real ones; it cannot exist (RFC 2606).
const pseudonyms = "example.invalid"

const (
	local   = 1 << iota // may stand in a local part in running text
	atext               // RFC 5322 atext
	hostish             // letter, digit, hyphen
)

var class = func() (t [256]uint8) {
	for c := byte('a'); c <= 'z'; c++ {
		t[c], t[c-32] = local|atext|hostish, local|atext|hostish
	}
	for c := byte('0'); c <= '9'; c++ {
		t[c] = local | atext | hostish
	}
	t['-'] = local | atext | hostish
	for _, c := range []byte("._+") {
		t[c] = local | atext
	}
	for _, c := range []byte("!#$%&'*/=?^`{|}~") {
		t[c] = atext
	}
	return t
}()

// Judge finds the mailbox around the candidate's @, or that fills the whole value.
func (detector) Judge(c *detect.Candidate) (detect.Match, bool) {
	at, lo, hi, in := c.Start, c.Lo, c.Hi, uint8(local)
	if c.Whole {
		at = bytes.IndexByte(c.Text[c.Start:c.End], '@')
		if at <= 0 {
			return detect.Match{}, false
		}
		at += c.Start
		lo, hi, in = c.Start, c.End, atext
	}
	t := c.Text
	start := at
	if start > lo && t[start-1] == '"' {
		start = quoted(t, lo, at)
	} else {
		for start > lo && at-start <= 64 && class[t[start-1]]&in != 0 {
			start--
		}
		for start < at && (t[start] == '.' || t[start] == '-' || t[start] == '+' && !c.Whole) {
			start++
		}
		if at > lo && t[at-1] == '.' && !c.Whole {
			return detect.Match{}, false
		}
	}
	if start == at || at-start > 64 {
		return detect.Match{}, false
	}
	end, ok := domain(t, at+1, hi)
	if !ok || end-at > 254 || string(t[at+1:end]) == pseudonyms {
		return detect.Match{}, false
	}
	e := detect.Shape | detect.Issuer
	if c.Whole {
		if start == lo && end == hi {
			return detect.Match{Start: start, End: end, Evidence: e}, true
		}
		return around(t, lo, start, end, hi)
	}
	if bytes.Contains(t[start:at], []byte("..")) {
		e |= detect.Weak
	}
	if dummy(t[start:at], t[at+1:end]) {
		e |= detect.TestValue
	}
	return detect.Match{Start: start, End: end, Evidence: e | against(t, c.Lo, start, at, end, hi)}, true
}

// usual tells mailboxes of letters, digits, hyphens, dots and the like at hosts below the usual top-level domains.
func usual(v []byte) detect.Evidence {
	at := 0
	for at < len(v) && class[v[at]]&local != 0 {
		at++
	}
	if at == 0 || at > 64 || at+4 > len(v) || len(v)-at > 128 || v[at] != '@' || v[0] == '.' || v[0] == '-' || v[0] == '+' {
		return 0
	}
	dot, dots, letters, named := 0, 0, 0, 0 // named: letters before the last dot
	before := byte('.')
	for i := at + 1; i < len(v); i++ {
		b := v[i]
		switch {
		case class[b]&hostish != 0:
			letters += int(b >> 6)
		case b != '.' || before == '.':
			return 0
		default:
			dot, named = i, letters
			dots++
		}
		before = b
	}
	if dots == 0 || dots > 8 || v[at+1] == '-' || named < 2 {
		return 0
	}
	switch string(v[dot+1:]) {
	case "com", "jp", "cn", "net", "org":
		return detect.Shape | detect.Issuer
	}
	return 0
}

// dummy tells the local parts of addresses that only examples have.
func dummy(local, domain []byte) bool {
	switch len(local) {
	case 1:
		return bytes.Contains(domain, []byte("example")) || bytes.HasSuffix(domain, []byte(".test"))
	case 3:
		switch string(local) {
		case "foo", "Foo", "FOO", "bar", "baz", "qux", "abc", "xyz", "xxx", "aaa":
			return true
		}
	}
	return false
}

// around accepts a whole value that wraps one address: "<a@example.com>", "mailto:…"; the match is the whole value.
func around(t []byte, lo, start, end, hi int) (detect.Match, bool) {
	pre, post := t[lo:start], t[end:hi]
	if len(post) <= 1 && (len(post) == 0 || post[0] == '>' || post[0] == '"' || post[0] == '.') &&
		(len(pre) == 0 || string(pre) == "<" || string(pre) == "\"" || string(pre) == "mailto:") {
		return detect.Match{Start: lo, End: hi, Evidence: detect.Shape | detect.Issuer}, true
	}
	return detect.Match{}, false
}

// against is what speaks against an address in running text.
func against(t []byte, lo, start, at, end, hi int) (e detect.Evidence) {
	if start > lo {
		switch t[start-1] {
		case '/', '\\', '@', '$', '%':
			e |= detect.Embedded
		case ':':
			// user:password@host of a URL
			head := t[max(lo, start-64):start]
			if i := bytes.LastIndex(head, []byte("://")); i >= 0 && bytes.IndexByte(head[i:], ' ') < 0 {
				e |= detect.Embedded
			}
		}
	}
	if end < hi {
		switch t[end] {
		case ':':
			if string(t[start:at]) == "git" || end+1 < hi && class[t[end+1]]&hostish != 0 && class[t[end+1]]&local != 0 && t[end+1] > '9' {
				e |= detect.Weak | detect.Embedded
			}
		case '(', '/', '_', '@':
			e |= detect.Embedded
		}
	}
	return e
}

// quoted finds where a quoted local part that ends before at begins.
func quoted(t []byte, lo, at int) int {
	for i := at - 2; i >= lo && at-i <= 64; i-- {
		if t[i] == '"' {
			if i+1 == at-1 {
				return at
			}
			return i
		}
		if t[i] < ' ' || t[i] >= 0x7F {
			return at
		}
	}
	return at
}

// domain reads the labels from i on and tells where the last top-level domain among them ends.
func domain(t []byte, i, hi int) (end int, ok bool) {
	if i >= hi {
		return 0, false
	}
	wide := t[i] >= 0x80
	var dots [16]int
	n, start, limit := 0, i, min(hi, i+253)
	for ; i < limit; i++ {
		b := t[i]
		if b == '.' {
			if i == start || t[i-1] == '.' || n == len(dots) {
				break
			}
			dots[n] = i
			n++
			continue
		}
		if class[b]&hostish == 0 && !(wide && b >= 0x80) {
			break
		}
	}
	if n > 0 && dots[n-1] == i-1 { // full stop of a sentence
		n--
		i--
	}
	for ; n > 0; n-- {
		from := dots[n-1] + 1
		to := i
		for to > from && t[to-1] == '-' {
			to--
		}
		if top(t[from:to]) && host(t[start:dots[n-1]]) {
			return to, true
		}
		i = dots[n-1]
	}
	return 0, false
}

// host tells whether the labels before the top-level domain are those of a host, not of a version or a scale (2x).
func host(d []byte) bool {
	if len(d) == 0 || d[0] == '-' || d[0] == '.' {
		return false
	}
	letters := 0
	for _, b := range d {
		if b > '9' {
			letters++
		}
	}
	if letters == 0 {
		return len(d) >= 2 && bytes.IndexByte(d, '.') < 0 // 163.com
	}
	if letters == 1 && d[0] == 'v' && len(d) > 1 && '0' <= d[1] && d[1] <= '9' && bytes.IndexByte(d, '.') > 0 {
		return false
	}
	return !(letters == 1 && len(d) == 2 && d[1] == 'x')
}

// top tells whether a top-level domain exists. The usual ones are told at once, the others by the list of the root zone.
func top(d []byte) bool {
	if len(d) < 2 || len(d) > 24 {
		return false
	}
	var buf [24]byte
	low := buf[:len(d)]
	for i, b := range d {
		if 'A' <= b && b <= 'Z' {
			b |= 0x20
		}
		if (b < 'a' || b > 'z') && b < 0x80 && !(b == '-' || '0' <= b && b <= '9') {
			return false
		}
		low[i] = b
	}
	switch string(low) {
	case "com", "jp", "cn", "net", "org", "kr", "tw", "hk", "sg", "us", "uk", "de", "fr", "edu", "gov", "mil", "info",
		"biz", "io", "co", "me", "tv", "eu", "ru", "in", "au", "ca", "ch", "nl", "it", "es", "se", "no", "br", "vn", "th",
		"ph", "my", "id", "mo", "app", "dev", "xyz", "top", "example", "test", "invalid", "local", "localdomain", "internal":
		return true
	case "localhost", "中国", "中國", "公司", "网络", "香港", "台灣", "台湾", "みんな", "コム", "한국", "рф":
		return true
	case "png", "jpg", "gif", "svg", "css", "js", "html", "zip", "mov", "txt", "exe", "go", "ts", "tsx", "jsx", "json", "yml", "yaml", "xml", "csv", "pdf":
		return false
	}
	return tlds()[string(low)]
}

//go:embed tlds.txt
var list string

var tlds = sync.OnceValue(func() map[string]bool {
	m := make(map[string]bool, 1600)
	_, words, _ := strings.Cut(list, "\n")
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
})
