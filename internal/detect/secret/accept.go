package secret

import "github.com/tsutsumi-dev/tsutsumi/internal/detect"

// acceptPassword judges a value assigned to a password.
func acceptPassword(a *assignment) (detect.Evidence, bool) {
	v := a.value
	p := profileOf(v)
	if p.n < 4 || p.n > 128 || aboutSecret(a.name) || a.refuse(&p) || p.weird > 0 || owned(v) || bareHash(v) || hashed(v) {
		return 0, false
	}
	ev := detect.Shape | detect.Structure
	if placeholder(v) || wordy(v) {
		return ev | detect.TestValue, a.quote != 0
	}
	switch {
	case random(v, &p):
		ev |= detect.Entropy
	case p.n < 6 || p.groups() == 1:
		// A word or a number: people do choose such, but sources are full of them.
		if a.quote == 0 {
			return 0, false
		}
		ev |= detect.Weak
	case a.quote == 0 && p.digit == 0:
		ev |= detect.Weak
	case p.groups() >= 3 && p.n >= 8:
		ev |= detect.Entropy
	case p.digit > 0 && p.lower+p.upper > 0 && p.n >= 8 && (p.sym > 0 || p.upper > 0 && p.lower > 0):
		ev |= detect.Entropy
	case p.digit > 0 && p.n >= 8 || p.sym > 0 && p.digit > 0:
		// A word with a digit or two behind it is weak evidence, and a weak password.
		if a.quote == 0 && a.loose || a.call || p.n < 10 && p.digit <= 2 && p.longest >= p.n-2 {
			ev |= detect.Weak
		}
	default:
		ev |= detect.Weak
	}
	if a.call {
		ev &^= detect.Structure
	}
	return ev, true
}

// acceptToken judges a value assigned to a token, a key or another secret that machines make.
func acceptToken(a *assignment) (detect.Evidence, bool) {
	v := a.value
	if len(v) < 12 || run(v, 0, len(v), clsPercent|clsTilde|clsSym) < len(v) {
		return 0, false
	}
	// Twitter's bearer tokens begin with a run of A; the rest is what is random.
	if i := leading(v, 'A'); i >= 20 && len(v)-i >= 40 {
		v = v[i:]
	}
	p := profileOf(v)
	if aboutSecret(a.name) || a.refuse(&p) || p.digit == p.n {
		return 0, false
	}
	if p.sym*4 > p.n && !isUUID(v) || owned(v) || foldIndex(a.name, "secret_access_key") >= 0 || foldIndex(a.name, "secretaccesskey") >= 0 {
		return 0, false
	}
	ev := detect.Shape | detect.Structure
	uuid := isUUID(v)
	switch {
	case !uuid && !random(v, &p):
		return 0, false
	case placeholder(v), documented(v):
		return ev | detect.TestValue, true
	case p.n < 16, uuid && a.quote == 0 && a.loose:
		ev |= detect.Weak
	default:
		ev |= detect.Entropy
	}
	if a.vector {
		ev |= detect.Ambiguous
	}
	return ev, true
}

func leading(v []byte, b byte) int {
	i := 0
	for i < len(v) && v[i] == b {
		i++
	}
	return i
}

// acceptAWS judges a value assigned to a secret access key: 40 letters of base 64.
func acceptAWS(a *assignment) (detect.Evidence, bool) {
	v := a.value
	if len(v) != 40 || run(v, 0, 40, clsB64) < 40 {
		return 0, false
	}
	ev := detect.Shape | detect.Structure | detect.Prefix
	if placeholder(v) || ratio(v, 64) < 60 {
		return ev | detect.TestValue, true
	}
	return ev | detect.Entropy, true
}

// notSecret are the words by which a name says that its value only speaks about a secret.
var notSecret = [...]string{
	"_file", "-file", "file_", "filename", "wordfile", "tokenfile", "secretfile", "keyfile", "_path", "path", "_url", "-url", "uri", "endpoint", "_name", "-name", "label", "_id",
	"-id", "public", "pubkey", "_type", "-type", "_len", "length", "size", "_min", "_max", "count", "policy", "prompt", "hint",
	"field", "column", "header", "regex", "pattern", "format", "template", "message", "error", "reset", "changed", "expire",
	"expiry", "ttl", "scope", "index", "kind", "tokenize", "placeholder", "description", "title", "version", "checksum", "digest",
	"mask", "encoding", "algorithm", "strength", "_env", "_arn", "_hash", "issuer", "audience", "limit", "symbol",
	"shared_secret", "sharedsecret", "exporter", "traffic", "pre_master", "passed", "passes", "passing", "passthrough", "premaster", "base_secret",
}

// aboutSecret tells whether the name's words behind the secret's say that the value is none: password_file, tokenType.
func aboutSecret(name []byte) bool {
	for i := range len(name) {
		switch lower(name[i]) {
		case '_', '-', 'f', 'p', 'u', 'e', 'l', 's', 'c', 'h', 'r', 't', 'i', 'k', 'd', 'v', 'm', 'a', 'b', 'w':
			for _, w := range notSecret {
				if lower(name[i]) == w[0] && foldAt(name, i, len(name), w) {
					return true
				}
			}
		}
	}
	return false
}

// hashed tells whether v is a hash that passwordHash finds.
func hashed(v []byte) bool {
	for i := range strong {
		if s := strong[i].prefix; len(v) > len(s) && string(v[:len(s)]) == s {
			return true
		}
	}
	return false
}

// wordy tells whether v is letters, joints and at most a digit, all reading as words: user-password, newPass2.
func wordy(v []byte) bool {
	letters, others := 0, 0
	for _, b := range v {
		switch {
		case is(b, clsLower|clsUpper):
			letters++
		case b == '_' || b == '-' || b == '.' || b == ' ':
		default:
			others++
		}
	}
	for _, w := range [...]string{"pass", "secret", "token", "pwd", "key"} {
		if foldIndex(v, w) >= 0 && others <= 2 && letters >= len(v)-4 {
			return true
		}
	}
	return false
}

// owned tells whether v begins as what another detector knows better: it is found once, under the kind that says more.
func owned(v []byte) bool {
	if len(v) < 16 {
		return false
	}
	for _, w := range [...]string{
		"eyJ", "AKIA", "ASIA", "AIza", "GOCSPX-", "ya29.", "ghp_", "gho_", "ghu_", "ghs_", "github_pat_", "glpat-", "npm_", "pypi-",
		"xoxb-", "xoxp-", "sk_live_", "sk_test_", "rk_live_", "SG.", "-----BEGIN",
	} {
		if v[0] == w[0] && string(v[:min(len(w), len(v))]) == w {
			return true
		}
	}
	return false
}
