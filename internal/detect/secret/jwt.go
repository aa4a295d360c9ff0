package secret

import (
	"encoding/base64"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// jwt finds JSON Web Tokens (RFC 7519) and encrypted ones (RFC 7516): the header must be JSON that names an algorithm.
type jwt struct{}

// How the first member of a header begins, after base 64: alg, typ, kid, cty, enc, x5t, x5c, jku, jwk, zip, and with a
// blank or line break after the brace.
var jwtHeads = []string{
	"eyJ4NWMi", "eyJ4NXQi", "eyJhbGci", "eyJhbGciO", "eyJjdHki", "eyJlbmMi", "eyJqa3Ui", "eyJqd2si", "eyJraWQi", "eyJ0eXAi",
	"eyJ2ZXIi", "eyJ6aXAi", "eyAiYWxnIj", "eyAidHlwIj", "ewogICJhbGci", "ewogICAgImFsZyI",
}

func (jwt) Kind() pii.Kind          { return pii.JSONWebToken }
func (jwt) MaxLen() int             { return 4096 }
func (jwt) Trigger() detect.Trigger { return detect.Trigger{Literals: jwtHeads} }

func (d jwt) Judge(c *detect.Candidate) (detect.Match, bool) {
	t, hi := c.Text, c.Hi
	if c.Whole {
		hi = c.End
	}
	hi = min(hi, c.Start+d.MaxLen())
	if !begins(t, c.Start, c.Lo) {
		return detect.Match{}, false
	}
	h := run(t, c.Start, min(hi, c.Start+1025), clsURL64)
	if h >= hi || t[h] != '.' || h-c.Start > 1024 {
		return detect.Match{}, false
	}
	p := run(t, h+1, hi, clsURL64)
	if p-h < 8 || p >= hi || t[p] != '.' {
		return detect.Match{}, false
	}
	s := run(t, p+1, hi, clsURL64)
	end := s
	for s < hi && t[s] == '.' { // the five parts of an encrypted token
		n := run(t, s+1, hi, clsURL64)
		if n == s+1 {
			break
		}
		s, end = n, n
	}
	if c.Whole && end != c.End || !headerNamesAlg(t[c.Start:h]) {
		return detect.Match{}, false
	}
	ev := detect.Shape | detect.Prefix | detect.Structure
	sig := t[p+1 : end]
	switch {
	case len(sig) < 20:
		ev |= detect.Weak // unsigned, or cut off
	case documented(sig), constant(sig):
		ev |= detect.TestValue
	case ratio(sig, 64) >= 60:
		ev |= detect.Entropy
	default:
		ev |= detect.TestValue
	}
	return detect.Match{Start: c.Start, End: end, Evidence: settle(ev)}, true
}

// headerNamesAlg tells whether the base-64 header is a JSON object with the member alg.
func headerNamesAlg(h []byte) bool {
	var buf [768]byte
	for len(h) > 0 && h[len(h)-1] == '=' {
		h = h[:len(h)-1]
	}
	n, err := base64.RawURLEncoding.Decode(buf[:], h)
	if err != nil || n < 10 || buf[0] != '{' {
		return false
	}
	for n > 0 && (buf[n-1] == '\n' || buf[n-1] == ' ') {
		n--
	}
	if buf[n-1] != '}' {
		return false
	}
	for i := 1; i+5 < n; i++ {
		if string(buf[i:i+5]) == `"alg"` {
			return true
		}
	}
	return false
}
