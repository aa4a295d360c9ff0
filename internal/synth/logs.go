package synth

import (
	"io"
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// WriteLog writes rows lines of a web server's and an application's log; one in fifty has an e-mail address or a phone
// number, most have an address of the network.
func WriteLog(w io.Writer, rows int, seed uint64) error {
	g := New(seed)
	t := &text{}
	crowd := g.crowd()
	for range rows {
		g.logLine(t, one(g, crowd))
		if err := t.flush(w, flushAt); err != nil {
			return err
		}
	}
	return t.flush(w, 0)
}

// crowd is a few hundred people that streams draw from.
func (g *Gen) crowd() []*Person {
	out := make([]*Person, 400)
	for i := range out {
		p := g.Japanese()
		if i%5 == 0 {
			p = g.Chinese()
		}
		out[i] = &p
	}
	return out
}

var agents = []string{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15", "curl/8.5.0", "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0"}

var paths = []string{"/", "/items/", "/cart", "/api/v2/orders/", "/static/app.3f9c1b.js", "/login", "/img/", "/search?q=%E5%82%98", "/health"}

func (g *Gen) logLine(t *text, p *Person) {
	day := "2026-03-" + pad(g.In(1, 31), 2)
	clock := pad(g.N(24), 2) + ":" + pad(g.N(60), 2) + ":" + pad(g.N(60), 2)
	if g.P(60) {
		t.put("", pii.IPAddress, g.IPv4())
		t.raw(" - - [" + day[8:] + "/Mar/2026:" + clock + " +0900] \"GET ")
		u := one(g, paths)
		t.raw(u)
		if u[len(u)-1] == '/' && u != "/" {
			t.raw(g.Twelve())
		}
		if g.P(3) {
			t.raw("?mail=")
			t.put("", pii.EmailAddress, p.Email)
		}
		t.raw(" HTTP/1.1\" " + one(g, []string{"200", "200", "200", "304", "404", "302"}) + " " + strconv.Itoa(g.N(90000)) + " \"-\" \"" + one(g, agents) + "\"\n")
		return
	}
	t.raw(day + "T" + clock + "." + g.Digits(3) + "Z " + one(g, []string{"INFO ", "DEBUG", "WARN "}) + " [worker-" + g.In1(16) + "] request_id=" + g.UUID())
	switch g.N(30) {
	case 0:
		t.raw(" msg=\"mail sent\" to=")
		t.put("", pii.EmailAddress, p.Email)
	case 1:
		t.raw(" msg=\"sms sent\" tel=")
		t.put("", pii.PhoneNumber, p.Mobile)
	case 2:
		t.raw(" msg=\"login\" remote=")
		t.put("", pii.IPAddress, g.IPv4())
	case 3, 4, 5, 6, 7, 8, 9:
		t.raw(" msg=\"order stored\" order=" + g.Twelve() + " jan=" + g.JAN() + " took=" + strconv.Itoa(g.N(900)) + "ms")
	case 10, 11, 12:
		t.raw(" msg=\"cache\" sha256=" + g.Hex(64))
	default:
		t.raw(" msg=\"done\" rows=" + strconv.Itoa(g.N(5000)) + " epoch=" + strconv.Itoa(1_700_000_000+g.N(70_000_000)) + " build=v" + g.In1(9) + "." + g.In1(30) + "." + g.In1(90))
	}
	t.raw("\n")
}

// WriteCode writes rows lines of source code with nobody's data but for one line in five hundred.
func WriteCode(w io.Writer, rows int, seed uint64) error {
	g := New(seed)
	t := &text{}
	crowd := g.crowd()
	for range rows {
		if g.N(500) == 0 {
			g.secretLine(t, g.N(numSecrets), one(g, crowd))
		} else {
			g.codeLine(t)
		}
		if err := t.flush(w, flushAt); err != nil {
			return err
		}
	}
	return t.flush(w, 0)
}

var idents = []string{"count", "offset", "buf", "reader", "order", "item", "total", "price", "node", "index", "result", "config", "handler", "width", "limit", "stream"}

func (g *Gen) codeLine(t *text) {
	a, b := one(g, idents), one(g, idents)
	n := strconv.Itoa(g.N(100000))
	switch g.N(12) {
	case 0:
		t.raw("func (s *Store) " + title(a) + title(b) + "(ctx context.Context, " + a + " int) (*" + title(b) + ", error) {\n")
	case 1:
		t.raw("\tif err := s." + a + "." + title(b) + "(ctx, " + n + "); err != nil {\n")
	case 2:
		t.raw("\t\treturn nil, fmt.Errorf(\"" + a + " %q: %w\", " + b + ", err)\n\t}\n")
	case 3:
		t.raw("\t// " + title(a) + " is kept while the " + b + " is open; see RFC " + strconv.Itoa(g.In(800, 9400)) + ".\n")
	case 4:
		t.raw("\tconst " + a + title(b) + " = 0x" + g.Hex(16) + "\n")
	case 5:
		t.raw("\t{" + g.Digits(5) + ", " + g.Digits(12) + ", \"" + g.Hex(40) + "\"},\n")
	case 6:
		t.raw("}\n\n")
	case 7:
		t.raw("\t" + a + " := make([]" + b + ", 0, " + n + ")\n")
	case 8:
		t.raw("\tfor i := range " + a + " { " + b + "[i] += int64(i) * " + n + " }\n")
	case 9:
		t.raw("import \"example.com/" + a + "/" + b + "/v" + g.In1(5) + "\"\n")
	case 10:
		t.raw("\tassert.Equal(t, \"" + g.UUID() + "\", " + a + ".ID, \"version " + g.In1(9) + "." + g.In1(20) + "." + g.In1(9) + "\")\n")
	default:
		t.raw("\t" + a + "." + title(b) + " = append(" + a + "." + title(b) + ", byte(" + n + "))\n")
	}
}

const numSecrets = 12

// secretLine plants a secret or a personal value in a line of code.
func (g *Gen) secretLine(t *text, which int, p *Person) {
	quoted := func(before string, k pii.Kind, v, after string) {
		t.raw(before)
		t.put("", k, v)
		t.raw(after)
	}
	switch which {
	case 0:
		quoted("aws_access_key_id = \"", pii.AWSCredentials, "AKIA"+g.From("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16), "\"\n")
	case 1:
		quoted("\tgithubToken := \"", pii.AuthToken, g.githubToken(), "\"\n")
	case 2:
		quoted("SLACK_TOKEN=\"", pii.AuthToken, "xoxb-"+g.Digits(12)+"-"+g.Digits(12)+"-"+g.From(alnum, 24), "\"\n")
	case 3:
		quoted("const stripeKey = \"", pii.AuthToken, "sk_live_"+g.From(alnum, 24), "\"\n")
	case 4:
		quoted("\"apiKey\": \"", pii.GCPAPIKey, "AIza"+g.From(alnum+"-_", 35), "\",\n")
	case 5:
		quoted("Authorization: Bearer ", pii.JSONWebToken, g.jwt(), "\n")
	case 6:
		quoted("DATABASE_URL=postgres://app:", pii.Password, g.From(alnum, 16), "@db.internal.example.com:5432/shop\n")
	case 7:
		quoted("db_password = \"", pii.Password, g.Password(), "\"\n")
	case 8:
		quoted("\t// TODO("+one(g, idents)+"): ask ", pii.EmailAddress, p.Email, " about this\n")
	case 9:
		quoted("\ttestPhone := \"", pii.PhoneNumber, mobile(g, p), "\" // 電話番号\n")
	case 10:
		quoted("", pii.EncryptionKey, g.privateKey(), "\n")
	default:
		quoted("  my_number: \"", pii.JapanIndividualNumber, g.MyNumber(), "\"\n")
	}
}

// githubToken is a personal access token whose last six characters are the checksum of the rest (CRC-32 in base 62).
func (g *Gen) githubToken() string {
	body := g.From(alnum, 30)
	return "ghp_" + body + base62(crc(body), 6)
}

func (g *Gen) jwt() string {
	return "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + b64(`{"sub":"`+g.Digits(10)+`","iat":`+strconv.Itoa(1_700_000_000+g.N(70_000_000))+`}`) + "." + g.From(alnum+"-_", 43)
}

func (g *Gen) privateKey() string {
	s := "-----BEGIN EC PRIVATE KEY-----\n"
	for range 3 {
		s += g.From(base64ch, 64) + "\n"
	}
	return s + g.From(base64ch, 24) + "=\n-----END EC PRIVATE KEY-----"
}
