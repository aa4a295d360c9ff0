package secret

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// privateKey finds private keys in PEM armour (RFC 7468), OpenSSH's and PGP's included, with real or escaped line
// breaks. Public keys and certificates are no findings, nor is a header without a body, nor a "TESTING KEY", the word
// that projects put there so that a scanner knows.
type privateKey struct{}

// maxKey is enough for an RSA key of 4,096 bits; a longer one is found by its beginning.
const maxKey = 4 << 10

func (privateKey) Kind() pii.Kind { return pii.EncryptionKey }
func (privateKey) MaxLen() int    { return maxKey }
func (privateKey) Trigger() detect.Trigger {
	return detect.Trigger{Literals: []string{"PRIVATE KEY-----", "PRIVATE KEY BLOCK-----", "PuTTY-User-Key-File-", `{"kty":"`}}
}

func (d privateKey) Judge(c *detect.Candidate) (detect.Match, bool) {
	t := c.Text
	if !c.Whole {
		return d.at(t, c.Start, c.Lo, min(c.Hi, c.Start+maxKey-64))
	}
	// A whole value begins with the key, and nothing but line breaks stand behind it.
	hi := min(c.End, c.Start+maxKey)
	at := c.Start
	if t[at] == '-' {
		at = index(t[at:min(hi, at+40)], "PRIVATE KEY")
		if at < 0 {
			return detect.Match{}, false
		}
		at += c.Start
	}
	m, ok := d.at(t, at, c.Start, hi)
	if !ok || m.Start != c.Start {
		return detect.Match{}, false
	}
	for i := m.End; i < c.End; i++ {
		if t[i] != '\n' && t[i] != '\r' && t[i] != '\\' && t[i] != 'n' {
			return detect.Match{}, false
		}
	}
	m.End = c.End
	return m, c.End-c.Start <= maxKey
}

// at judges the words that trigger at a place: those that end the first line of PEM armour, PuTTY's or a JSON Web Key's.
func (privateKey) at(t []byte, at, lo, hi int) (detect.Match, bool) {
	switch t[at] {
	case '{':
		return jwk(t, at, hi)
	case 'P':
		if foldAt(t, at, hi, "putty-user-key-file-") {
			return putty(t, at, hi)
		}
	}
	if !foldAt(t, at, hi, "private key") {
		return detect.Match{}, false
	}
	// Back over the words between BEGIN and PRIVATE; END is behind a key and begins none.
	start := at
	for start > lo && (is(t[start-1], clsUpNum) || t[start-1] == ' ') && at-start < 24 {
		start--
	}
	const begin = "-----"
	if start-len(begin) < lo || string(t[start-5:start]) != begin || !foldAt(t, start, at, "begin ") {
		return detect.Match{}, false
	}
	start -= 5
	body := at + len("PRIVATE KEY")
	for body < hi && t[body] != '-' && body-at < 20 {
		body++
	}
	body = run(t, body, min(hi, body+5), clsSym)
	return keyBody(t, start, body, hi)
}

// keyBody reads the armoured body that begins at body: base 64 in lines, breaks being real, escaped, or the joints of
// string literals, with PGP and RFC 1421 headers before.
func keyBody(t []byte, start, body, hi int) (detect.Match, bool) {
	var n, same, line, longest int
	sum := fnv1a(nil)
	end := body
	i := body
scan:
	for i < hi {
		b := t[i]
		switch {
		case is(b, clsB64E):
			if end == i && n > 0 {
				line++
			} else {
				line = 1
			}
			longest = max(longest, line)
			if n > 0 && t[end-1] == b {
				same++
			}
			sum = fnvStep(sum, b)
			n++
			i++
			end = i
		case b == '\\' && i+1 < hi && (t[i+1] == 'n' || t[i+1] == 'r' || t[i+1] == 't'):
			i += 2
		case b == '\\' && i+1 < hi && t[i+1] == '\\':
			i++
		case b == '\n':
			i++
			// A header line: "Proc-Type: 4,ENCRYPTED", "Version: …".
			for k := i; k < hi && k < i+32; k++ {
				if t[k] == ':' {
					if e := lineEnd(t, k, hi); e < hi {
						i = e
					}
					break
				}
				if !is(t[k], clsURL64) {
					break
				}
			}
		case b == '\r' || b == ' ' || b == '\t' || b == '"' || b == '\'' || b == ',' || b == '`' || b == '\\' || b == '>' || b == '*' || b == '#':
			i++
		default:
			break scan
		}
		if i-end > 128 {
			break
		}
	}
	closed := i+9 < hi && string(t[i:i+9]) == "-----END "
	// The least is an Ed25519 key: 64 letters in PKCS #8. Less is a name, a template or an ellipsis; so are short lines.
	if n < 60 && !closed || n < 40 || longest < 32 {
		return detect.Match{}, false
	}
	ev := detect.Shape | detect.Prefix
	if closed {
		if e := lineEndOrDashes(t, i+9, hi); e > 0 {
			end = e
			ev |= detect.Structure
		}
	}
	if same*4 > n || documentedValues[sum] {
		ev |= detect.TestValue
	} else {
		ev |= detect.Entropy
	}
	return detect.Match{Start: start, End: end, Evidence: settle(ev)}, true
}

func lineEnd(t []byte, i, hi int) int {
	for i < hi && t[i] != '\n' {
		if t[i] == '\\' && i+1 < hi && t[i+1] == 'n' {
			return i
		}
		i++
	}
	return i
}

// lineEndOrDashes returns the end of "RSA PRIVATE KEY-----" at i, or 0.
func lineEndOrDashes(t []byte, i, hi int) int {
	for k := i; k < hi && k < i+40; k++ {
		if t[k] == '-' {
			return run(t, k, min(hi, k+5), clsSym)
		}
	}
	return 0
}

// putty reads a PPK file: the lines behind Private-Lines are the key.
func putty(t []byte, at, hi int) (detect.Match, bool) {
	i := index(t[at:hi], "Private-Lines: ")
	if i < 0 {
		return detect.Match{}, false
	}
	end := lineEnd(t, at+i, hi)
	n := 0
	for end+1 < hi {
		e := run(t, end+1, hi, clsB64E)
		if e-end < 20 {
			break
		}
		n += e - end - 1
		end = e
		if end < hi && t[end] == '\r' {
			end++
		}
	}
	if n < 40 {
		return detect.Match{}, false
	}
	return detect.Match{Start: at, End: end, Evidence: detect.Shape | detect.Prefix | detect.Structure | detect.Entropy}, true
}

// jwk reads a JSON Web Key (RFC 7517) on one line: it is private if it has the member d, or k for a symmetric one.
func jwk(t []byte, at, hi int) (detect.Match, bool) {
	end := at
	for end < hi && t[end] != '}' && t[end] != '\n' && (end == at || t[end] != '{') {
		end++
	}
	if end >= hi || t[end] != '}' {
		return detect.Match{}, false
	}
	obj := t[at : end+1]
	for _, m := range [...]string{`"d":"`, `"d": "`, `"k":"`, `"k": "`} {
		if i := index(obj, m); i > 0 {
			v := obj[i+len(m):]
			v = v[:run(v, 0, len(v), clsURL64E)]
			if len(v) >= 20 && ratio(v, 64) >= 60 {
				return detect.Match{Start: at, End: end + 1, Evidence: detect.Shape | detect.Prefix | detect.Structure | detect.Entropy}, true
			}
		}
	}
	return detect.Match{}, false
}

// index is bytes.Index for a string.
func index(t []byte, s string) int {
	for i := 0; i+len(s) <= len(t); i++ {
		if t[i] == s[0] && string(t[i:i+len(s)]) == s {
			return i
		}
	}
	return -1
}
