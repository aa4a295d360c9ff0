package secret

import (
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
)

// maker makes invented secrets at run time, so that none stands in the source.
type maker struct{ r *rand.Rand }

func newMaker(seed uint64) maker { return maker{rand.New(rand.NewPCG(seed, 7))} }

const (
	alnum = base62
	hex16 = "0123456789abcdef"
	b64   = alnum + "+/"
	url64 = alnum + "-_"
	digit = "0123456789"
)

func (m maker) of(alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[m.r.IntN(len(alphabet))]
	}
	return string(b)
}

func (m maker) crc62(prefix string) string {
	body := m.of(alnum, 30)
	return prefix + body + crc62(body)
}

func crc62(body string) string {
	sum := crc32.ChecksumIEEE([]byte(body))
	b := []byte("000000")
	for i := 5; i >= 0; i-- {
		b[i] = base62[sum%62]
		sum /= 62
	}
	return string(b)
}

func (m maker) pem(label string, bytes int) string {
	body := base64.StdEncoding.EncodeToString([]byte(m.of("\x00\x01\x7f\x80"+url64, bytes)))
	var out strings.Builder
	fmt.Fprintf(&out, "-----BEGIN %s-----\n", label)
	for len(body) > 64 {
		out.WriteString(body[:64] + "\n")
		body = body[64:]
	}
	fmt.Fprintf(&out, "%s\n-----END %s-----", body, label)
	return out.String()
}

func (m maker) jwt() string {
	enc := base64.RawURLEncoding
	return enc.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." +
		enc.EncodeToString([]byte(`{"sub":"`+m.of(digit, 8)+`","exp":1893456000}`)) + "." + m.of(url64, 43)
}

func (m maker) password() string {
	words := []string{"Sakura", "mount", "River", "kaze", "Falcon", "tiger", "Yuki", "delta"}
	switch m.r.IntN(3) {
	case 0:
		return m.of(alnum+"!#%^*", 14) + "7a"
	case 1:
		return words[m.r.IntN(len(words))] + m.of(digit, 4) + "!" + words[m.r.IntN(len(words))]
	}
	return m.of(alnum, 18) + "9Z"
}

// plant writes the n-th of seven usual kinds as it stands in source code; the value is what must be found.
func (m maker) plant(n int) (line, value string) {
	wrap := []string{"const %s = %q", "\t%s := %q", "var %s = []byte(%q)", "\t\t%s: %q,", "// %s=%.0s", "os.Setenv(%q, %q)"}
	put := func(name, v string) string {
		w := wrap[m.r.IntN(4)]
		return fmt.Sprintf(w, name, v)
	}
	switch n % 7 {
	case 0:
		id, key := "AKIA"+m.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 15)+"4", m.of(b64, 38)+"x7"
		return put("awsAccessKeyID", id) + "\n" + put("awsSecretAccessKey", key), key
	case 1:
		v := m.crc62([]string{"ghp_", "gho_", "ghs_"}[m.r.IntN(3)])
		return put("tok", v), v
	case 2:
		v := "xoxb-" + m.of(digit[1:], 12) + "-" + m.of(digit[1:], 12) + "-" + m.of(alnum, 24)
		return put("slack", v), v
	case 3:
		v := "sk_live_" + m.of(alnum, 24)
		return put("stripeKey", v), v
	case 4:
		v := m.pem([]string{"RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY"}[m.r.IntN(4)], 121+m.r.IntN(900))
		return "var pem = `" + v + "\n`", v
	case 5:
		v := m.jwt()
		return put("session", v), v
	}
	v := m.password()
	if m.r.IntN(2) == 0 {
		v = strings.NewReplacer("#", "x", "%", "y", "/", "z").Replace(v)
		return put("dsn", "postgres://app:"+v+"@db01.internal:5432/orders?sslmode=require"), v
	}
	return put("dbPassword", v), v
}

// TestPlanted finds seventy secrets of seven usual kinds, and says of none that it does not convince.
func TestPlanted(t *testing.T) {
	f := newFinder(Detectors())
	total, found := 0, 0
	for seed := range uint64(20) {
		m := newMaker(seed)
		for n := range 70 {
			line, value := m.plant(n)
			text := "package x\n\nfunc f() {\n" + line + "\n\treturn nil\n}\n"
			total++
			ok := false
			for _, h := range f.find([]byte(text), detect.Code) {
				if text[h.m.Start:h.m.End] == value && h.m.Evidence&doubts == 0 {
					ok = true
				}
			}
			if ok {
				found++
			} else {
				t.Logf("seed %d, kind %d missed: %s", seed, n%7, line)
			}
		}
	}
	t.Logf("%d of %d", found, total)
	if found*1000 < total*998 {
		t.Errorf("found %d of %d planted secrets", found, total)
	}
}
