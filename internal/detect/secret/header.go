package secret

import (
	"encoding/base64"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// basicAuth finds Basic credentials (RFC 7617): base 64 of user:password, in a header or in an assignment.
type basicAuth struct{}

func (basicAuth) Kind() pii.Kind { return pii.BasicAuthHeader }
func (basicAuth) MaxLen() int    { return 400 }
func (basicAuth) Trigger() detect.Trigger {
	return detect.Trigger{Literals: []string{"Basic ", "basic ", "BASIC "}}
}

func (basicAuth) Judge(c *detect.Candidate) (detect.Match, bool) {
	t, start, hi := c.Text, c.End, c.Hi
	if c.Whole {
		if !foldAt(t, c.Start, c.End, "basic ") {
			return detect.Match{}, false
		}
		start, hi = c.Start+6, c.End
	}
	end := run(t, start, min(hi, start+400), clsB64E)
	if end-start < 8 || (end-start)%4 == 1 || c.Whole && end != c.End || !begins(t, start-6, c.Lo) {
		return detect.Match{}, false
	}
	v := t[start:end]
	for len(v) > 0 && v[len(v)-1] == '=' {
		v = v[:len(v)-1]
	}
	var buf [300]byte
	n, err := base64.RawStdEncoding.Decode(buf[:], v)
	if err != nil {
		return detect.Match{}, false
	}
	colon := -1
	for i, b := range buf[:n] {
		if b < ' ' || b == 0x7f {
			return detect.Match{}, false
		}
		if b == ':' && colon < 0 {
			colon = i
		}
	}
	if colon < 0 || colon == n-1 && colon < 8 {
		return detect.Match{}, false
	}
	ev := detect.Shape | detect.Prefix | detect.Structure
	user, pass := buf[:colon], buf[colon+1:n]
	if documented(t[start:end]) || placeholder(pass) || equalFold(user, pass) || len(pass) < 4 && len(pass) > 0 || foldIndex(pass, "pass") >= 0 || foldIndex(pass, "sesame") >= 0 || foldIndex(user, "aladdin") >= 0 {
		ev |= detect.TestValue
	}
	m := detect.Match{Start: start, End: end, Evidence: settle(ev)}
	if c.Whole {
		m.Start = c.Start
	}
	return m, true
}

// bearer finds opaque tokens behind Bearer (RFC 6750), and behind the words that services use in its stead.
type bearer struct{}

func (bearer) Kind() pii.Kind { return pii.AuthToken }
func (bearer) MaxLen() int    { return 1024 }
func (bearer) Trigger() detect.Trigger {
	return detect.Trigger{Literals: []string{"Bearer ", "bearer ", "BEARER ", "GenieKey ", "ApiKey ", "Klaviyo-API-Key ", "X-Vault-Token: "}}
}

func (bearer) Judge(c *detect.Candidate) (detect.Match, bool) {
	t, start, hi := c.Text, c.End, c.Hi
	if c.Whole {
		if !foldAt(t, c.Start, c.End, "bearer ") {
			return detect.Match{}, false
		}
		start, hi = c.Start+7, c.End
	}
	end := run(t, start, min(hi, start+1024), clsPercent|clsTilde)
	for end > start && t[end-1] == '.' {
		end--
	}
	v := t[start:end]
	if len(v) < 16 || c.Whole && end != c.End || len(v) > 3 && v[0] == 'e' && v[1] == 'y' && v[2] == 'J' {
		return detect.Match{}, false // the last are left to jwt
	}
	p := profileOf(v)
	if !random(v, &p) && !isUUID(v) || template(v) {
		return detect.Match{}, false
	}
	ev := detect.Shape | detect.Prefix | detect.Entropy
	if placeholder(v) || documented(v) {
		ev |= detect.TestValue
	}
	m := detect.Match{Start: start, End: end, Evidence: settle(ev)}
	if c.Whole {
		m.Start = c.Start
	}
	return m, true
}

func isUUID(v []byte) bool {
	if len(v) != 36 {
		return false
	}
	for i, b := range v {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if b != '-' {
				return false
			}
		} else if !is(b, clsAnyHex) {
			return false
		}
	}
	return true
}

// cookie finds the value of a session cookie, by the names that servers and frameworks give it.
type cookie struct{}

func (cookie) Kind() pii.Kind { return pii.HTTPCookie }
func (cookie) MaxLen() int    { return 1024 }
func (cookie) Trigger() detect.Trigger {
	return detect.Trigger{Fold: true, Literals: []string{
		"sessionid=", "phpsessid=", "connect.sid=", "_session=", "session_id=", ".aspxauth=", "authcookie=", "remember_token=",
		"xsrf-token=", "asp.net_sessionid=", "cfid=", "cftoken=", "sess_id=", "session=",
	}}
}

func (cookie) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole {
		return detect.Match{}, false
	}
	t := c.Text
	end := run(t, c.End, min(c.Hi, c.End+1024), clsPercent|clsTilde)
	v := t[c.End:end]
	p := profileOf(v)
	if p.n < 20 || template(v) || !random(v, &p) && !isUUID(v) {
		return detect.Match{}, false
	}
	ev := detect.Shape | detect.Prefix | detect.Entropy
	if placeholder(v) {
		ev |= detect.TestValue
	}
	return detect.Match{Start: c.End, End: end, Evidence: settle(ev)}, true
}
