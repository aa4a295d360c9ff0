package secret

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// assign finds the value in an assignment to something called like a secret: password = "…", "client_secret": "…",
// export API_TOKEN=…, <password>…</password>, --token=…, ?access_token=….
type assign struct {
	kind  pii.Kind
	words []string
	max   int
}

// assignment is what stands at one.
type assignment struct {
	name   []byte // the identifier that holds the word
	value  []byte
	start  int  // of value in the text
	quote  byte // '"', '\'', '`', '>' for XML, or 0
	loose  bool // blanks stand around the operator, as in source code
	vector bool // a hex value among other hex values
	call   bool // the pair are arguments: f("password", "…")
	place  detect.Place
}

func newAssignPassword() *assign {
	return &assign{pii.Password, []string{"passw", "pwd", "passphrase", "db_pass", "dbpass", "_pass"}, 128}
}

func newAssignToken() *assign {
	return &assign{pii.AuthToken, []string{
		"secret", "token", "api_key", "apikey", "api-key", "access_key", "accesskey", "access-key", "auth_key", "authkey",
		"credential", "private_key", "privatekey", "encryption_key", "encryptionkey", "signing_key", "signingkey", "account_key",
		"accountkey", "master_key", "masterkey", "service_key", "app_key", "appkey", "secretkey", "license_key", "webhook_key",
		"session_key", "sessionkey", "hmac_key", "application_key", "integration_key",
	}, 300}
}

func newAssignAWS() *assign {
	return &assign{pii.AWSCredentials, []string{"secret_access_key", "secretaccesskey", "aws_secret", "awssecret", "secret access key"}, 40}
}

func (a *assign) Kind() pii.Kind          { return a.kind }
func (a *assign) MaxLen() int             { return a.max }
func (a *assign) Trigger() detect.Trigger { return detect.Trigger{Literals: a.words, Fold: true} }

func (a *assign) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole {
		return detect.Match{}, false
	}
	var as assignment
	if !as.read(c, a.max) || len(as.value) > a.max {
		return detect.Match{}, false
	}
	var ev detect.Evidence
	ok := false
	switch a.kind { // by plain calls, so that the assignment stays on the stack
	case pii.Password:
		ev, ok = acceptPassword(&as)
	case pii.AuthToken:
		ev, ok = acceptToken(&as)
	case pii.AWSCredentials:
		ev, ok = acceptAWS(&as)
	}
	if !ok {
		return detect.Match{}, false
	}
	return detect.Match{Start: as.start, End: as.start + len(as.value), Evidence: settle(ev | detect.Label)}, true
}

// read parses what follows the word at the candidate. Most words are followed by no assignment; those are told by the
// first bytes behind them.
func (a *assignment) read(c *detect.Candidate, limit int) bool {
	t, hi := c.Text, c.Hi
	i := run(t, c.End, min(hi, c.End+40), clsIdent)
	nameEnd := i
	quoted := false
	for i < hi && (t[i] == '"' || t[i] == '\'' || t[i] == ']' || t[i] == '\\' || t[i] == '`') && i-nameEnd < 4 {
		quoted = true
		i++
	}
	gap := i
	i = run(t, i, min(hi, i+24), clsSpace)
	a.loose = i > gap
	if i >= hi {
		return false
	}
	// The operator.
	switch t[i] {
	case '=', ':':
		op := t[i]
		i++
		for i < hi && (t[i] == '=' || t[i] == '>' || t[i] == ':' || t[i] == '~') {
			i++
		}
		if op == ':' && !quoted {
			// A type stands between: password: string = "…".
			if e := typeName(t, i, hi); e > i && e < hi && t[e] == '=' {
				i = e + 1
			}
		}
	case ',':
		if !quoted {
			return false
		}
		a.call = true
		i++
	case '>':
		if quoted || a.loose {
			return false
		}
		return a.readXML(t, c, i+1, hi, limit)
	case 's', 'S', '[':
		// var password string = "…", const dbPassword String = "…".
		if e := typeName(t, i-1, hi); a.loose && e > i && e < hi && t[e] == '=' {
			i = e + 1
			break
		}
		if !a.option(t, c) {
			return false
		}
		a.loose = false
	case '!':
		if i+1 >= hi || t[i+1] != '=' {
			return false
		}
		i += 2
	default:
		if !a.option(t, c) {
			return false
		}
		a.loose = false
	}
	before := i
	i = run(t, i, min(hi, i+24), clsSpace)
	a.loose = a.loose && i > before
	lo := c.Start
	for lo > c.Lo && c.Start-lo < 40 && is(t[lo-1], clsIdent) {
		lo--
	}
	a.name, a.place = t[lo:nameEnd], c.Place
	if !a.readValue(t, i, hi, limit) || a.call && a.quote == 0 {
		return false
	}
	a.vector = a.quote != 0 && hexNeighbours(t, max(c.Lo, a.start-256), a.start, a.start+len(a.value), min(hi, a.start+len(a.value)+256))
	return true
}

// hexNeighbours tells whether an all-hex value at t[start:end] has another of at least 32 digits on a line before or
// behind it: a table of test vectors, whose "private key" is an example. Two lines of a credentials file are of one
// kind with their secret seldom both hex.
func hexNeighbours(t []byte, lo, start, end, hi int) bool {
	if end-start < 32 || run(t, start, end, clsAnyHex) < end {
		return false
	}
	n := 0
	for _, w := range [...][2]int{{lo, max(lo, start-1)}, {min(hi, end+1), hi}} {
		for i := w[0]; i < w[1]; {
			if !is(t[i], clsAnyHex) {
				i++
				continue
			}
			e := run(t, i, w[1], clsAnyHex)
			if e-i >= 32 {
				n++
			}
			i = e
		}
	}
	return n > 0
}

// option tells whether the name is a long option of a command line, whose value follows a blank.
func (a *assignment) option(t []byte, c *detect.Candidate) bool {
	lo := c.Start
	for lo > c.Lo && c.Start-lo < 40 && is(t[lo-1], clsIdent) {
		lo--
	}
	return c.Start-lo >= 2 && t[lo] == '-' && t[lo+1] == '-' && a.loose
}

// typeName returns the position behind blanks, a type of strings and blanks, or i.
func typeName(t []byte, i, hi int) int {
	k := run(t, i, min(hi, i+4), clsSpace)
	for _, w := range [...]string{"string", "str", "[]byte", "&str", "&'static str"} {
		if foldAt(t, k, hi, w) {
			k += len(w)
			return run(t, k, min(hi, k+4), clsSpace)
		}
	}
	return i
}

func (a *assignment) readXML(t []byte, c *detect.Candidate, i, hi, limit int) bool {
	lo := c.Start
	for lo > c.Lo && c.Start-lo < 40 && is(t[lo-1], clsIdent) {
		lo--
	}
	if lo <= c.Lo || t[lo-1] != '<' {
		return false
	}
	e := i
	for e < hi && e-i <= limit && t[e] != '<' && t[e] != '\n' {
		e++
	}
	if e+1 >= hi || t[e] != '<' || t[e+1] != '/' {
		return false
	}
	a.name, a.value, a.start, a.quote, a.place = t[lo:c.End], t[i:e], i, '>', c.Place
	return len(a.value) > 0
}

// readValue takes the quoted or bare value at i.
func (a *assignment) readValue(t []byte, i, hi, limit int) bool {
	// What languages put before a string: b"…", r'…', @"…", []byte("…"), new SecretString("…") are taken apart here.
	if i+8 < hi && t[i] == '[' && foldAt(t, i, hi, "[]byte(") {
		i += 7
	} else if i+1 < hi && (t[i+1] == '"' || t[i+1] == '\'') && (is(t[i], clsLower) || t[i] == '@' || t[i] == 'L') {
		i++
	}
	if i >= hi {
		return false
	}
	if t[i] == '\\' && i+1 < hi && t[i+1] == '"' {
		i++
		return a.quotedTo(t, i, hi, limit, true)
	}
	if q := t[i]; q == '"' || q == '\'' || q == '`' {
		return a.quotedTo(t, i, hi, limit, false)
	}
	e := i
	for e < hi && e-i <= limit {
		b := t[e]
		if classes[b]&clsWeird != 0 && b < 0x80 || b == ' ' || b == '"' || b == '\'' || b == '`' || b == ',' || b == ';' || b == '&' || b == '<' || b == '>' || b == '|' {
			break
		}
		e++
	}
	for e > i && (t[e-1] == ')' || t[e-1] == ']' || t[e-1] == '}' || t[e-1] == '.' || t[e-1] == '\\' || t[e-1] == ':') {
		e--
	}
	if e == i || e-i > limit {
		return false
	}
	// foo(…), foo[…], a + b: an expression.
	if e < hi && (t[e] == '(' || t[e] == '[' || t[e] == '{') {
		return false
	}
	a.value, a.start = t[i:e], i
	return true
}

func (a *assignment) quotedTo(t []byte, i, hi, limit int, escaped bool) bool {
	q := t[i]
	s := i + 1
	for e := s; e < hi && e-s <= limit; e++ {
		switch b := t[e]; {
		case b == '\n':
			return false
		case b == '\\' && escaped:
			if e+1 < hi && t[e+1] == q {
				a.value, a.start, a.quote = t[s:e], s, q
				return e > s
			}
		case b == '\\' && q != '`':
			e++
		case b == q:
			a.value, a.start, a.quote = t[s:e], s, q
			return e > s
		}
	}
	return false
}

// refuse tells what no secret of any kind is: references, sentences, paths, URLs, names of things, code.
func (a *assignment) refuse(p *profile) bool {
	v := a.value
	if template(v) || equalFold(v, a.name) || foldAt(v, 0, len(v), "urn:") || v[0] == '/' && p.sym > 1 && p.digit == 0 {
		return true
	}
	path := true // letters, dots and joints only: an identifier or a path of them
	for i, b := range v {
		switch {
		case b == ' ' || b == '\t' || b == '\\' && a.quote == 0:
			return true
		case b == '(' && a.quote == 0 && i > 0 && is(v[i-1], clsWord):
			return true
		case b == ':' && i+2 < len(v) && v[i+1] == '/' && v[i+2] == '/':
			return true
		case classes[b]&clsIdent == 0 || is(b, clsDigit):
			path = false
		}
	}
	if path && a.quote == 0 {
		return true
	}
	// Not in quotes and with blanks around the operator: source code, where a name stands for a variable.
	return a.quote == 0 && a.loose && (identifier(v, p) || a.place == detect.Code && p.sym > 0 && expression(v))
}

// identifier tells whether v may be the name of a variable, or names joined by dots.
func identifier(v []byte, p *profile) bool {
	if !is(v[0], clsWord) || is(v[0], clsDigit) || run(v, 0, len(v), clsWord|clsDotted) < len(v) {
		return false
	}
	return !random(v, p)
}

// expression tells whether v has the signs of one: operators and brackets.
func expression(v []byte) bool {
	for _, b := range v {
		switch b {
		case '(', ')', '[', ']', '{', '}', '*', '+', '<', '>', '|', '!', '=':
			return true
		}
	}
	return false
}
