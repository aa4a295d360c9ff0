package page

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse"
)

// What a skimmer does has three parts, and only all three together, close to each other, are a hint: it listens where
// people type or send, it takes fields of cards or passwords, and it sends to a host that is not the site's.
var (
	listens = regexp.MustCompile(`(?i)addEventListener\s*\(\s*["'](?:submit|keyup|keydown|keypress|input|change|blur|mouseup|touchend|click)["']|\.on\s*\(\s*["'][^"']{0,40}(?:submit|keyup|keydown|mouseup|touchend|click)|\.on(?:submit|keyup|keydown|change|blur)\s*=|\.bind\s*\(\s*["'][^"']{0,40}(?:mouseup|touchend|submit)`)
	takes   = regexp.MustCompile(`(?i)card.?(?:num|no\b|code)|cc.?num|ccnumber|cvv|cvc2?\b|cc-csc|security.?code|expir|type\s*=\s*\\?["']?password|serializeArray\s*\(|\.serialize\s*\(|new\s+FormData\s*\(|querySelectorAll\s*\(\s*["'](?:input|form)|getElementsByTagName\s*\(\s*["']input`)
	sends   = regexp.MustCompile(`(?i)(?:fetch|sendBeacon|\.open)\s*\(\s*(?:["'](?:POST|GET)["']\s*,\s*)?["'\x60]((?:https?:)?//[^"'\x60\s/?]+)|(?:\.src|url|action)\s*[=:]\s*["'\x60]((?:https?:)?//[^"'\x60\s/?]+)|new\s+WebSocket\s*\(\s*["'\x60]wss?:(//[^"'\x60\s/?]+)`)
	veiled  = regexp.MustCompile(`(?i)\batob\s*\(|String\.fromCharCode|\beval\s*\(|new\s+Function\s*\(|\\x68\\x74\\x74\\x70`)
)

// near is how far the parts may stand from each other, in bytes.
const near = 4 << 10

// traits tells a script that looks like it copies what is typed to somebody else. It is a hint: payment providers' own
// scripts do the like for good reasons, and send to their own host.
func (l *look) traits(name, body, sum string, from *url.URL, pages []string) {
	to, how := skims(body, browse.Site(from), l.site)
	if to == "" {
		return
	}
	l.told(exposure.Finding{
		ID: scriptSkims, Object: name, State: "sha256:" + sum,
		Args: map[string]string{"script": name, "host": to, "traits": how, "pages": join(pages), "sha256": sum},
	})
}

// inlineTraits does so for the scripts that stand in a page.
func (l *look) inlineTraits(p *page) {
	for _, s := range p.inline {
		h := sha256.Sum256([]byte(s))
		sum := hex.EncodeToString(h[:])
		l.traits(p.name+" <script> "+sum[:12], s, sum, p.url, []string{p.name})
	}
}

// skims finds the three parts near to each other. own are the sites it may well send to: its own and the page's.
func skims(body string, own ...string) (to, how string) {
	for _, m := range sends.FindAllStringSubmatchIndex(body, 200) {
		var host string
		for g := 2; g < len(m); g += 2 {
			if m[g] >= 0 {
				host = body[m[g]:m[g+1]]
			}
		}
		u, err := url.Parse(host)
		if err != nil || u.Host == "" || slices.Contains(own, browse.Site(u)) {
			continue
		}
		around := body[max(0, m[0]-near):min(len(body), m[1]+near)]
		a, b := listens.FindString(around), takes.FindString(around)
		if a == "" || b == "" {
			continue
		}
		how = "listen, read, send"
		if veiled.MatchString(around) {
			how += ", veil"
		}
		return strings.ToLower(u.Host), how
	}
	return "", ""
}
