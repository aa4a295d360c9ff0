package secret

// dummies are what people write where a secret belongs.
var dummies = [...]string{
	"example", "placeholder", "changeme", "change-me", "change_me", "changeit", "your_", "your-", "yourpass", "yoursecret",
	"yourtoken", "yourapi", "yourkey", "xxxx", "redacted", "dummy", "sample", "insert", "replace", "todo", "fixme", "notreal",
	"not-a-", "not_a_", "fake", "masked", "hidden", "censored", "undefined", "null", "none", "secret_here", "here>", "****",
	"....", "abcdefgh", "12345678901", "00000000", "deadbeef", "foobar", "lorem", "mypass", "my_pass", "my-pass",
	"mysecret", "my_secret", "my-secret", "mytoken", "my_token", "my-token", "testing", "default",
}

// words that make a whole value a placeholder.
var dummyWords = [...]string{
	"password", "passwort", "passwd", "passphrase", "pass", "pwd", "secret", "token", "string", "bytes", "true", "false", "nil",
	"user", "username", "admin", "root", "test", "tests", "demo", "foo", "bar", "baz", "value", "key", "apikey", "api_key",
	"api-key", "credential", "credentials", "empty", "optional", "required", "integer", "int", "number", "text", "hash",
	"hunter2", "sesame", "hello", "abc", "abc123", "test123", "asdf", "letmein", "login", "auth", "basic", "bearer", "digest",
	"private", "public", "client", "server", "p4ssw0rd", "password1", "password123", "pass123", "pass1234", "passw0rd",
	"mot_de_passe", "パスワード", "密码", "secret123", "12345", "123456", "1234567", "12345678", "123456789", "1234567890",
}

// placeholder tells whether v stands where a secret belongs without being one.
func placeholder(v []byte) bool {
	for i, b := range v {
		// The dummies begin with few different bytes; the switch keeps the common byte cheap.
		switch lower(b) {
		case 'e', 'p', 'c', 'y', 'x', 'r', 'd', 's', 'i', 't', 'f', 'n', 'm', 'h', 'u', '*', '.', 'a', '1', '0', 'l':
			for _, w := range dummies {
				if w[0] == lower(b) && foldAt(v, i, len(v), w) {
					return true
				}
			}
		}
	}
	return dummyWord(v) || constant(v)
}

func dummyWord(v []byte) bool {
	for _, w := range dummyWords {
		if len(w) == len(v) && foldAt(v, 0, len(v), w) {
			return true
		}
	}
	return false
}

// constant tells whether v has next to no different bytes.
func constant(v []byte) bool {
	if len(v) < 4 {
		return false
	}
	same := 0
	for i := 1; i < len(v); i++ {
		if v[i] == v[i-1] || v[i] == v[i-1]+1 {
			same++
		}
	}
	return same*10 >= (len(v)-1)*8
}

// template tells whether v is a reference to a secret: ${VAR}, $VAR, {{ .x }}, %s, <password>, $(cmd), #{x}, %VAR%.
func template(v []byte) bool {
	if len(v) == 0 {
		return true
	}
	switch v[0] {
	case '<', '{', '[', '(':
		return true
	case '$':
		if len(v) > 1 && (is(v[1], clsWord) || v[1] == '{' || v[1] == '(') {
			// $2b$… is a hash and not a variable; those have a second '$' soon.
			for i := 2; i < len(v) && i < 6; i++ {
				if v[i] == '$' {
					return false
				}
			}
			return true
		}
	case '%':
		if len(v) > 1 && (v[len(v)-1] == '%' || v[1] == '(' || v[1] == '{' || len(v) == 2) {
			return true
		}
	case '#', '@':
		return len(v) > 1 && v[1] == '{'
	}
	for i := 0; i+1 < len(v); i++ {
		switch v[i] {
		case '$', '#', '{':
			if v[i+1] == '{' || v[i] == '$' && v[i+1] == '(' {
				return true
			}
		case '%':
			if n := lower(v[i+1]); (n == 's' || n == 'v' || n == 'q' || n == 'w') && (i+2 == len(v) || !is(v[i+2], clsAlnum)) && !hasDigit(v) {
				return true
			}
		}
	}
	return false
}

// passLike tells whether v is the word password in disguise, with little around it: p@ssword, pa%2Fssword, My%20Pass.
func passLike(v []byte) bool {
	var buf [16]byte
	n, others := 0, 0
	for i := 0; i < len(v); i++ {
		b := lower(v[i])
		switch {
		case b == '%' && i+2 < len(v) && is(v[i+1], clsAnyHex) && is(v[i+2], clsAnyHex):
			i += 2
			continue
		case b == '@':
			b = 'a'
		case b == '$':
			b = 's'
		case b < 'a' || b > 'z':
			if others++; others > 2 {
				return false
			}
			continue
		}
		if n == len(buf) {
			return false
		}
		buf[n] = b
		n++
	}
	for _, w := range [...]string{"password", "pssword", "pasword", "paassword", "passwd", "pass", "secret", "sesame"} {
		if index(buf[:n], w) >= 0 {
			return n-len(w) <= 2
		}
	}
	return false
}

func hasDigit(v []byte) bool {
	for _, b := range v {
		if is(b, clsDigit) {
			return true
		}
	}
	return false
}
