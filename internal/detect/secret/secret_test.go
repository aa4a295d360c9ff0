package secret

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

// make writes an invented token of the shape.
func (m maker) token(s *spec) (text string, start, end int) {
	var b strings.Builder
	write := func(g seg) {
		if g.lit != "" {
			b.WriteString(g.lit)
			return
		}
		var alphabet []byte
		for c := range 256 {
			if classes[c]&g.class != 0 && c != '%' && c != '.' && c != '-' && c != '=' && c != '~' {
				alphabet = append(alphabet, byte(c))
			}
		}
		n := g.min
		if n == 0 && g.max > 0 {
			n = 1
		}
		b.WriteString(m.of(string(alphabet), n))
	}
	if s.back.max > 0 {
		write(s.back)
	}
	b.WriteString(s.prefix)
	body := b.Len()
	for _, g := range s.segs {
		write(g)
	}
	text = b.String()
	switch s.name {
	case "openai":
		text = "sk-" + text[3:]
	case "slack-bot", "slack-user", "slack-app-config", "slack-refresh", "slack-legacy", "slack-browser":
		text = s.prefix + m.of(digit[1:], 11) + "-" + m.of(alnum, 24)
	}
	if s.value {
		return text, body, len(text)
	}
	return text, 0, len(text)
}

// TestProviders makes tokens of every shape of the table, and finds each where it stands, and not in a longer word.
func TestProviders(t *testing.T) {
	specs, err := parseSpecs(providers)
	if err != nil {
		t.Fatal(err)
	}
	f := newFinder(Detectors())
	names := map[string]bool{}
	for i := range specs {
		s := &specs[i]
		names[strings.SplitN(s.name, "-", 2)[0]] = true
		if s.name == "nats-seed" {
			continue // see TestChecks
		}
		missed := 0
		for seed := range uint64(40) {
			text, start, end := newMaker(seed).token(s)
			src := "x = '" + text + "'\n"
			ok := false
			for _, h := range f.find([]byte(src), detect.Code) {
				if h.kind.Kind() == s.kind && h.m.Start == 5+start && h.m.End == 5+end {
					ok = ok || h.m.Evidence&(detect.TestValue|detect.Embedded) == 0
				}
			}
			if !ok {
				missed++
			}
			if s.any || s.value || len(s.prefix) < 4 || s.prefix == "1//0" || s.prefix == ":APA91b" {
				continue
			}
			for _, h := range f.find([]byte("x = q"+text+"zzzz'\n"), detect.Code) {
				if h.kind.Kind() == s.kind && h.m.Start == 5+start {
					t.Errorf("%s: found inside a longer word", s.name)
				}
			}
		}
		if missed > 1 {
			t.Errorf("%s: %d of 40 missed", s.name, missed)
		}
	}
	if len(names) < 60 {
		t.Errorf("%d providers", len(names))
	}
	t.Logf("%d shapes of %d providers", len(specs), len(names))
}

func TestParseSpecs(t *testing.T) {
	for _, bad := range []string{
		"a\tAUTH_TOKEN\tabc", "a\tNOPE\tabc_\ta4\t-", "a\tAUTH_TOKEN\tab\ta4\t-", "a\tAUTH_TOKEN\tabc_\tZ4\t-",
		"a\tAUTH_TOKEN\tabc_\ta4-2\t-", "a\tAUTH_TOKEN\tabc_\ta4\tcheck=nope", "a\tAUTH_TOKEN\tabc_\ta4\tnope", "a\tAUTH_TOKEN\tabc_\t'x < a4\t-",
	} {
		if _, err := parseSpecs(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func TestChecks(t *testing.T) {
	m := newMaker(1)
	gh := m.crc62("ghp_")
	if e, ok := checkCRC62([]byte(gh), 4); !ok || e != detect.Check {
		t.Error("a right checksum is not seen")
	}
	if e, _ := checkCRC62([]byte(gh[:39]+"!"), 4); e != 0 {
		t.Error("a wrong checksum is taken for right")
	}
	valid := ageKey(m)
	if e, ok := checkBech32([]byte(valid), 0); !ok || e != detect.Check {
		t.Error("a right checksum of age is not seen")
	}
	if e, ok := checkBech32([]byte(valid[:len(valid)-6]+"QQQQQQ"), 0); !ok || e != detect.Weak {
		t.Error("a wrong checksum of age is taken for right")
	}
	if _, ok := checkNKey([]byte("SUA"+m.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 55)), 3); ok {
		t.Error("a wrong checksum of a NATS seed is taken for right")
	}
}

// ageKey makes an age identity: the checksum of BIP 173 written with the letters' polynomial, apart from the code under
// test.
func ageKey(m maker) string {
	const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	hrp := "age-secret-key-"
	var vals []int
	for _, c := range hrp {
		vals = append(vals, int(c)>>5)
	}
	vals = append(vals, 0)
	for _, c := range hrp {
		vals = append(vals, int(c)&31)
	}
	data := m.of(letters, 52)
	for _, c := range data {
		vals = append(vals, strings.IndexRune(letters, c))
	}
	chk := 1
	for _, v := range append(vals, 0, 0, 0, 0, 0, 0) {
		top := chk >> 25
		chk = (chk&0x1ffffff)<<5 ^ v
		for i, g := range []int{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				chk ^= g
			}
		}
	}
	chk ^= 1
	for i := 5; i >= 0; i-- {
		data += string(letters[chk>>(5*i)&31])
	}
	return strings.ToUpper(hrp + "1" + data)
}

func TestGrammars(t *testing.T) {
	m := newMaker(3)
	run := func(name string, d detect.Detector, cases ...detecttest.Case) {
		t.Run(name, func(t *testing.T) { detecttest.Accept(t, d, cases...) })
	}
	prose, whole := detecttest.Prose, detecttest.Whole
	good := detect.TestValue | detect.Weak
	with := func(cs []detecttest.Case, has, not detect.Evidence) []detecttest.Case {
		for i := range cs {
			cs[i].Has, cs[i].Not = has, not
		}
		return cs
	}

	tok := m.jwt()
	run("jwt", jwt{}, append(prose("token=«"+tok+"» ", "eyJhbGciOiJIUzI1NiJ9.abc", strings.Replace(tok, "eyJhbGci", "eyJhbGcx", 1),
		"x"+tok), whole("«"+tok+"»", tok+" x")...)...)

	key := m.pem("PRIVATE KEY", 300)
	run("pem", privateKey{}, append(with(prose("a\n«"+key+"»\n", `{"private_key": "«`+strings.ReplaceAll(key, "\n", `\n`)+`»\n"}`,
		"KEY=\"«"+m.pem("RSA PRIVATE KEY", 300)+"»\"", "«"+m.pem("PGP PRIVATE KEY BLOCK", 400)+"»"), detect.Prefix|detect.Structure, good),
		prose(m.pem("RSA TESTING KEY", 300), m.pem("PUBLIC KEY", 300), m.pem("CERTIFICATE", 300), "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
			`strings.HasPrefix(s, "-----BEGIN RSA PRIVATE KEY-----")`, "BEGIN PRIVATE KEY-----\n"+key[28:],
			"-----BEGIN RSA PRIVATE KEY-----\n"+strings.Repeat("  1foo\n  2bar\n", 20)+"-----END RSA PRIVATE KEY-----")...)...)

	joined := "\"" + strings.ReplaceAll(m.pem("RSA PRIVATE KEY", 300), "\n", "\\n\" +\n\t\"")
	run("pem in strings", privateKey{}, with(prose("x := \"«"+joined[1:]+"»\\n\"\n"), detect.Prefix|detect.Structure, good)...)

	run("url", urlPassword{}, append(with(prose("postgres://app:«kX9vLq2mPz»@db:5432/x", "mongodb+srv://u:«p7!Qw3Zr»@c.mongodb.net", "redis://:«Zx81kQpw72»@cache"), detect.Structure, good),
		append(with(prose("http://user:«password»@host/", "ftp://a:«secret»@ftp.example.com", "https://u:«p%40ssword»@h"), detect.TestValue, 0),
			prose("postgres://app:${DB_PASSWORD}@db", "http://user:<pass>@host", "http://host:8080/a@b", "https://h/x?y=a:b@c", "see http://a.jp: b@c.jp")...)...)...)
	run("dsn", dsnPassword{}, append(with(prose(`"app:«kX9vLq2mPz»@tcp(db:3306)/x"`), detect.Structure, good), prose(`"%s:%s@tcp(db)"`, `"app@tcp(db)"`)...)...)

	basic := base64.StdEncoding.EncodeToString([]byte("svc-batch:kX9vLq2mPz"))
	run("basic", basicAuth{}, append(with(prose("Authorization: Basic «"+basic+"»"), detect.Structure, good), append(
		with(prose("Authorization: Basic «QWxhZGRpbjpvcGVuIHNlc2FtZQ==»"), detect.TestValue, 0), prose("Basic authentication", "Basic information")...)...)...)
	run("bearer", bearer{}, append(with(prose("Authorization: Bearer «"+m.of(alnum, 40)+"»"), detect.Entropy, good), prose("Bearer token-of-the-service", "Bearer $TOKEN_VALUE_ENVIRONMENT")...)...)
	run("cookie", cookie{}, append(prose("Cookie: a=b; PHPSESSID=«"+m.of(hex16, 26)+"»; c"), prose("session=none", "sessionid=${ID}")...)...)

	run("hash", passwordHash{}, append(prose("root:«$6$"+m.of(alnum, 8)+"$"+m.of(alnum+"./", 86)+"»:19000:0", "hash: «$2b$12$"+m.of(alnum+"./", 53)+"»",
		"«$argon2id$v=19$m=65536,t=3,p=4$"+m.of(b64, 22)+"$"+m.of(b64, 43)+"»", "user:«$apr1$"+m.of(alnum, 8)+"$"+m.of(alnum, 22)+"»",
		"«pbkdf2_sha256$600000$"+m.of(alnum, 22)+"$"+m.of(b64, 43)+"=»"), prose("echo $1$2", "$2a$10$short")...)...)
	md5 := m.of(hex16, 32)
	run("weak hash", weakHash{}, append(prose("a:500:«aad3b435b51404eeaad3b435b51404ee:"+m.of(hex16, 32)+"»:::"), detecttest.Labelled("«"+md5+"»", md5[:31])...)...)

	run("label", labelledPassword{}, append(prose("パスワード→：«Kx82mQ!z»", "密码→: «abc7781x»", "パスワードは→「«Kx82mQ!z»」です"), prose("パスワード→：変更してください", "password→: ********", "--- PASS→: TestParse2/a_1 (0.00s)", "PASS→: \"TestX12345\"")...)...)
	run("cell", cellPassword{}, detecttest.Labelled("«Kx82mQ!z»", "«himawari»", "********", md5, "${PASSWORD}", "$2b$12$"+m.of(alnum+"./", 53))...)
}

func TestAssignments(t *testing.T) {
	m := newMaker(5)
	secretValue, hex := m.of(alnum, 32), m.of(hex16, 40)
	good := detect.TestValue | detect.Weak | detect.Ambiguous
	accept := func(name string, d detect.Detector, found, doubtful, none []string) {
		t.Run(name, func(t *testing.T) {
			for _, s := range found {
				detecttest.Accept(t, d, detecttest.Case{In: s, Place: detect.Code, Not: good})
			}
			for _, s := range doubtful {
				for _, h := range newFinder([]detect.Detector{d}).find([]byte(s), detect.Code) {
					if h.m.Evidence&good == 0 {
						t.Errorf("%q convinces", s)
					}
				}
			}
			for _, s := range none {
				detecttest.Accept(t, d, detecttest.Case{In: s, Place: detect.Code})
			}
		})
	}
	accept("password", newAssignPassword(), []string{
		`password = "«kX9vLq2mPz»"`, `DB_PASSWORD=«kX9vLq2mPz»`, `"password": "«kX9!vLq2»",`, `var dbPassword string = "«Tokyo2024!x»"`,
		`passwd: '«kX9vLq2mPz»'`, `<password>«kX9vLq2mPz»</password>`, `Server=db;User Id=sa;Password=«kX9vLq2mPz»;`, `--password «kX9vLq2mPz» `,
		`const dbPassword = "«kX9vLq2mPz»"`, "SMTP_PASS=«Spring2025!»\n", "\tPassword: []byte(\"«kX9vLq2mPz»\"),", `password: "«kX9v Lq2mPz»"`[:0] + `spring.datasource.password=«kX9vLq2mPz»`,
		`jdbc:mysql://h/d?user=a&password=«kX9vLq2mPz»&x=y`, `{\"password\": \"«kX9vLq2mPz»\"}`, `password := "«Summer-2024!»"`,
	}, []string{
		`password = "password"`, `password = "changeme123"`, `password: "abcdefg"`, `password = "xxxxxxxx1"`,
	}, []string{
		`password = os.Getenv("DB_PASSWORD")`, `password := config.Password`, `password: ${DB_PASSWORD}`, `password = user.password2`, `passwordFile = "/run/secrets/db1"`,
		`if password == nil {`, `password_hash = "` + hex + `"`, `the password is wrong`, `func password(user string, n1 int)`, `password: {{ .Values.password1 }}`,
		`log.Printf("password: %s", p1)`, `password = getpass.getpass()`, `type password string`,
	})
	accept("token", newAssignToken(), []string{
		`api_key = "«` + secretValue + `»"`, `export API_TOKEN=«` + secretValue + `»`, `"client_secret": "«` + secretValue + `»"`, `X-Api-Key: «` + secretValue + `»`,
		`?access_token=«` + hex + `»&x=1`, `secret: '«` + hex + `»'`, `APP_SECRET => "«` + secretValue + `»"`,
		`bearer_token = "«` + strings.Repeat("A", 21) + m.of(alnum, 60) + `»"`,
	}, []string{`api_key = "EXAMPLE` + secretValue[:20] + `"`, `"access_token":"2YotnFZFEjr1z` + `CsicMWpAA"`}, []string{
		`token = parser.nextToken()`, `token := tokens[i]`, `secretName: my-application-secret`, `api_key: "your-api-key-goes-here"`,
		`token_url = "https://h/` + hex + `"`, `public_token = "` + hex + `"`, `token.NewFileSet()`, `case token.ASSIGN:`, `tokenType = "authorization_code_v2"`,
		`token: identifierWithoutDigits`, "Token: `urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6`",
	})
	accept("aws", newAssignAWS(), []string{`aws_secret_access_key = «` + m.of(b64, 40) + `»`, `"SecretAccessKey": "«` + m.of(b64, 40) + `»"`},
		[]string{`aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`}, []string{`aws_secret_access_key = ` + m.of(b64, 41)})
	id, key := "AKIA"+m.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16), m.of(b64, 40)
	detecttest.Accept(t, awsCell{}, append(detecttest.Labelled("«"+m.of(b64, 38)+"x7»", m.of(hex16, 40)), detecttest.Whole(m.of(alnum, 39))...)...)
	if e := (awsCell{}).Relate(1, nil, [][]byte{[]byte("AKIA" + m.of("ABCDEFGH", 16)), nil}); e&detect.Prefix == 0 {
		t.Error("the key id beside a secret is not seen")
	}
	accept("aws pair", awsSecret{}, []string{"Access key ID,Secret access key\n" + id + ",«" + key + "»\n"}, nil, []string{id + "," + hex, id + ",x"})
}

// TestNoAllocs: judging allocates nothing, found or not.
func TestNoAllocs(t *testing.T) {
	for _, d := range Detectors() {
		for _, b := range benchCases(d) {
			if n := testing.AllocsPerRun(50, func() { d.Judge(&b) }); n != 0 {
				t.Errorf("%v (%T): %v allocations", d.Kind(), d, n)
			}
		}
	}
}

func benchCases(d detect.Detector) []detect.Candidate {
	m := newMaker(9)
	var out []detect.Candidate
	for _, l := range d.Trigger().Literals {
		for _, s := range []string{l + " of the parser, which", l + "(x.y) = func() {", l + "=" + m.of(alnum, 40) + "\n", l + m.of(hex16, 64), l + ": \"" + m.password() + "\"", l + "a:b@c"} {
			text := []byte("\t x." + s)
			out = append(out, detect.Candidate{Text: text, Hi: len(text), Start: 4, End: 4 + len(l), Place: detect.Code})
		}
	}
	return out
}

// BenchmarkReject is the price of a literal behind which no secret stands, per detector.
func BenchmarkReject(b *testing.B) {
	for _, d := range Detectors() {
		ls := d.Trigger().Literals
		if len(ls) == 0 {
			continue
		}
		l := ls[len(ls)/2]
		text := []byte("\tfor _, x." + l + ".Value() of the parser that returns nothing at all")
		c := detect.Candidate{Text: text, Hi: len(text), Start: 10, End: 10 + len(l), Place: detect.Code}
		if l == "://" {
			text = []byte("// see https://go.dev/issue/12345 for more, and mail gopher@go.dev")
			c.Text, c.Hi, c.Start, c.End = text, len(text), 12, 15
		}
		b.Run(fmt.Sprintf("%T/%v", d, d.Kind()), func(b *testing.B) {
			for b.Loop() {
				d.Judge(&c)
			}
		})
	}
}

// FuzzJudge: no detector panics or reads beyond what it may, and a match lies within it and is no longer than MaxLen.
func FuzzJudge(f *testing.F) {
	m := newMaker(11)
	for n := range 14 {
		line, _ := m.plant(n)
		f.Add([]byte(line))
	}
	f.Add([]byte("パスワード：x <password>a</password> password: string = 's' Basic aGE6Yg== $6$a$b {\"kty\":\"oct\",\"k\":\"x\"}"))
	ds := Detectors()
	fd := newFinder(ds)
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, h := range fd.find(data[:len(data):len(data)], detect.Code) {
			if h.m.Start < 0 || h.m.End > len(data) || h.m.Start >= h.m.End || h.m.End-h.m.Start > h.kind.MaxLen() {
				t.Fatalf("%T: match %d–%d of %d bytes", h.kind, h.m.Start, h.m.End, len(data))
			}
		}
		c := detect.Candidate{Text: data, Hi: len(data), End: len(data), Whole: true, Labelled: true}
		if len(data) == 0 {
			return
		}
		for _, d := range ds {
			if d.Trigger().Label {
				continue
			}
			if m, ok := d.Judge(&c); ok && (m.Start != 0 || m.End != len(data)) {
				t.Fatalf("%T: match %d–%d of a whole value of %d bytes", d, m.Start, m.End, len(data))
			}
		}
		c.Whole = false
		for _, d := range ds {
			if d.Trigger().Label {
				if m, ok := d.Judge(&c); ok && (m.Start >= m.End || m.End > len(data)) {
					t.Fatalf("%T: match %d–%d", d, m.Start, m.End)
				}
			}
		}
	})
}
