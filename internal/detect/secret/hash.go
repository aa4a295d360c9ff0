package secret

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// hashShape is a form in which passwords are kept hashed.
type hashShape struct {
	prefix string
	min    int // bytes behind the prefix
	max    int
	dollar int // '$' that stand behind the prefix at least
}

// strong are the salted forms: crypt(3), bcrypt, argon2, scrypt, PBKDF2, of PHP, Django, Werkzeug, LDAP, PostgreSQL.
var strong = [...]hashShape{
	{"$2a$", 56, 56, 1}, {"$2b$", 56, 56, 1}, {"$2x$", 56, 56, 1}, {"$2y$", 56, 56, 1},
	{"$1$", 24, 31, 1}, {"$5$", 40, 80, 1}, {"$6$", 80, 120, 1}, {"$7$", 40, 120, 1}, {"$y$", 40, 160, 2}, {"$gy$", 40, 160, 2},
	{"$apr1$", 24, 31, 1}, {"$argon2d$", 40, 260, 3}, {"$argon2i$", 40, 260, 3}, {"$argon2id$", 40, 260, 3},
	{"$scrypt$", 40, 260, 2}, {"$pbkdf2$", 30, 260, 2}, {"$pbkdf2-sha1$", 30, 260, 2}, {"$pbkdf2-sha256$", 30, 260, 2},
	{"$pbkdf2-sha512$", 30, 260, 2}, {"$sha1$", 30, 120, 2}, {"$P$", 31, 31, 0}, {"$H$", 31, 31, 0}, {"$S$", 52, 52, 0},
	{"pbkdf2_sha256$", 30, 200, 2}, {"pbkdf2_sha1$", 30, 200, 2}, {"pbkdf2:sha256:", 40, 200, 2}, {"pbkdf2:sha512:", 40, 260, 2},
	{"scrypt:32768:", 40, 260, 2}, {"bcrypt_sha256$", 50, 120, 3}, {"argon2$argon2", 40, 260, 3},
	{"SCRAM-SHA-256$", 60, 200, 1}, {"{SSHA}", 32, 48, 0}, {"{SSHA256}", 44, 72, 0}, {"{SSHA512}", 88, 128, 0}, {"{SMD5}", 24, 40, 0},
	{"{CRYPT}", 13, 120, 0}, {"{PBKDF2-SHA256}", 40, 200, 1},
}

// feeble are the forms without a salt, which tables of hashes undo.
var feeble = [...]hashShape{
	{"{SHA}", 28, 28, 0}, {"{MD5}", 24, 24, 0}, {"{SHA256}", 44, 44, 0}, {"{SHA512}", 88, 88, 0},
	{"aad3b435b51404eeaad3b435b51404ee:", 32, 32, 0}, {"{NTLM}", 32, 32, 0},
}

func literalsOf(s []hashShape) []string {
	var out []string
	for _, h := range s {
		out = append(out, h.prefix)
	}
	return out
}

// passwordHash finds salted password hashes by the prefix of their scheme.
type passwordHash struct{}

func (passwordHash) Kind() pii.Kind          { return pii.PasswordHash }
func (passwordHash) MaxLen() int             { return 300 }
func (passwordHash) Trigger() detect.Trigger { return detect.Trigger{Literals: literalsOf(strong[:])} }
func (passwordHash) Judge(c *detect.Candidate) (detect.Match, bool) {
	return judgeHash(c, strong[:])
}

// weakHash finds unsalted password hashes: those with a prefix, the NT hashes of a dump of Windows accounts, and, as a
// whole field value, bare MD5, SHA-1 and MySQL hashes, which only a label or a column of their like makes believable.
type weakHash struct{}

func (weakHash) Kind() pii.Kind          { return pii.WeakPasswordHash }
func (weakHash) MaxLen() int             { return 160 }
func (weakHash) Trigger() detect.Trigger { return detect.Trigger{Literals: literalsOf(feeble[:])} }

func (weakHash) Judge(c *detect.Candidate) (detect.Match, bool) {
	if m, ok := judgeHash(c, feeble[:]); ok {
		return m, ok
	}
	if !c.Whole {
		return detect.Match{}, false
	}
	v := c.Text[c.Start:c.End]
	if !bareHash(v) {
		return detect.Match{}, false
	}
	ev := detect.Shape
	if ratio(v, 16) < 60 {
		ev |= detect.TestValue
	} else {
		ev |= detect.Entropy
	}
	if c.Labelled {
		ev |= detect.Structure
	} else {
		ev |= detect.Ambiguous
	}
	return detect.Match{Start: c.Start, End: c.End, Evidence: settle(ev)}, true
}

// bareHash tells whether v has the form of an unsalted MD5, SHA or NT hash in hex, or of MySQL's '*' and SHA-1.
func bareHash(v []byte) bool {
	if len(v) == 41 && v[0] == '*' {
		return run(v, 1, 41, clsHEX) == 41
	}
	if len(v) != 32 && len(v) != 40 && len(v) != 64 && len(v) != 128 {
		return false
	}
	return run(v, 0, len(v), clsHex) == len(v) || run(v, 0, len(v), clsHEX) == len(v)
}

func judgeHash(c *detect.Candidate, shapes []hashShape) (detect.Match, bool) {
	t, hi := c.Text, c.Hi
	if c.Whole {
		hi = c.End
	}
	if !begins(t, c.Start, c.Lo) {
		return detect.Match{}, false
	}
	for i := range shapes {
		s := &shapes[i]
		if hi-c.Start < len(s.prefix) || t[c.Start+1] != s.prefix[1] || string(t[c.Start:c.Start+len(s.prefix)]) != s.prefix {
			continue
		}
		body := c.Start + len(s.prefix)
		end, dollars := body, 0
		for end < hi && end < body+s.max && (is(t[end], clsB64E) || t[end] == '.' || t[end] == '$' || t[end] == ':' || t[end] == ',' || t[end] == '_' || t[end] == '-') {
			if t[end] == '$' {
				dollars++
			}
			end++
		}
		if s.min < s.max && dollars > 0 {
			// In shadow files ':' ends the field; a hash of several parts ends with base 64.
			end = trimHash(t, body, end, s)
		}
		if end-body < s.min || dollars < s.dollar || c.Whole && end != c.End || end < hi && is(t[end], clsAlnum) {
			continue
		}
		ev := detect.Shape | detect.Prefix | detect.Rare
		if dollars > 0 {
			ev |= detect.Structure
		}
		if v := t[max(body, end-22):end]; ratio(v, 62) < 50 || constant(v) {
			ev |= detect.TestValue
		} else {
			ev |= detect.Entropy
		}
		return detect.Match{Start: c.Start, End: end, Evidence: settle(ev)}, true
	}
	return detect.Match{}, false
}

// trimHash leaves out what follows the first ':' behind the least length, and separators at the end.
func trimHash(t []byte, body, end int, s *hashShape) int {
	if s.prefix[0] == '$' || s.prefix[0] == '{' {
		for i := body; i < end; i++ {
			if t[i] == ':' {
				end = i
				break
			}
		}
	}
	for end > body && (t[end-1] == ',' || t[end-1] == '.' && s.prefix[0] != '$' || t[end-1] == ':') {
		end--
	}
	return end
}
