package secret

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// urlPassword finds the password in scheme://user:password@host; the span is the password.
type urlPassword struct{}

func (urlPassword) Kind() pii.Kind          { return pii.Password }
func (urlPassword) MaxLen() int             { return 256 }
func (urlPassword) Trigger() detect.Trigger { return detect.Trigger{Literals: []string{"://"}} }

func (d urlPassword) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole {
		return detect.Match{}, false // a whole value is a URL, not a password
	}
	t := c.Text
	hi := min(c.Hi, c.End+256)
	i := c.End
	for i < hi && classes[t[i]]&clsUser != 0 {
		i++
	}
	if i >= hi || t[i] != ':' {
		return detect.Match{}, false
	}
	user, pass := c.End, i+1
	i = pass
	// The password ends at the last '@' before the path; a port is digits up to '/' or the end. A raw '/' or '#' in the
	// password is not taken, as no parser of URLs would.
	at := -1
	for ; i < hi; i++ {
		b := t[i]
		if b == '@' {
			at = i
		} else if b == '/' || b == '?' || b == '#' && at >= 0 || classes[b]&(clsUser|clsSym) == 0 || b == '"' || b == '\'' || b == '`' || b == '<' || b == '>' || b == '\\' {
			break
		}
	}
	if at <= pass || at+1 >= hi || !is(t[at+1], clsAlnum) && t[at+1] != '[' && t[at+1] != '$' && t[at+1] != '{' {
		return detect.Match{}, false
	}
	v := t[pass:at]
	ev, ok := judgeEmbedded(v, t[user:pass-1], t[at+1:hi])
	return detect.Match{Start: pass, End: at, Evidence: ev}, ok
}

// dsnPassword finds the password in user:password@tcp(host:port)/db, the data source names of Go's MySQL driver.
type dsnPassword struct{}

func (dsnPassword) Kind() pii.Kind { return pii.Password }
func (dsnPassword) MaxLen() int    { return 256 }
func (dsnPassword) Trigger() detect.Trigger {
	return detect.Trigger{Literals: []string{"@tcp(", "@unix("}}
}

func (dsnPassword) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole {
		return detect.Match{}, false
	}
	t, lo := c.Text, max(c.Lo, c.Start-128)
	i := c.Start
	for i > lo && t[i-1] != '"' && t[i-1] != '\'' && t[i-1] != '`' && t[i-1] != ' ' && t[i-1] != '=' && t[i-1] > ' ' {
		i--
	}
	for k := i; k < c.Start; k++ {
		if t[k] == ':' && k > i {
			ev, ok := judgeEmbedded(t[k+1:c.Start], t[i:k], t[c.End:c.Hi])
			return detect.Match{Start: k + 1, End: c.Start, Evidence: ev}, ok
		}
	}
	return detect.Match{}, false
}

// judgeEmbedded judges a password that stands between ':' and '@' after user and before host. That place is its label,
// whatever the field is called.
func judgeEmbedded(v, user, host []byte) (detect.Evidence, bool) {
	if len(v) < 2 || len(v) > 200 || template(v) || template(user) && len(user) > 0 {
		return 0, false
	}
	ev := detect.Shape | detect.Structure | detect.Prefix
	p := profileOf(v)
	h := 0
	for h < len(host) && is(host[h], clsDotted) {
		h++
	}
	host = host[:h]
	switch {
	case equalFold(v, user), placeholder(v), passLike(v), foldIndex(v, "pwd") >= 0,
		p.weird > 0, p.n < 4, reservedHost(host):
		ev |= detect.TestValue
	case p.groups() == 1 && p.n < 8 || p.groups() == 1 && p.lower == p.n && p.n < 20:
		ev |= detect.Weak
	case p.n >= 6 && p.groups() > 1 || ratio(v, 36) >= 70:
		ev |= detect.Entropy
	}
	return settle(ev | detect.Rare | detect.Label), true
}

// reservedHost tells whether the host is one of those that documents use (RFC 2606).
func reservedHost(h []byte) bool {
	for _, w := range [...]string{"example.com", "example.org", "example.net", "example.jp", ".example", ".invalid", ".test"} {
		if len(h) >= len(w) && foldAt(h, len(h)-len(w), len(h), w) {
			return true
		}
	}
	return len(h) == 4 && foldAt(h, 0, 4, "host") || len(h) == 8 && foldAt(h, 0, 8, "hostname")
}

func equalFold(a, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}
