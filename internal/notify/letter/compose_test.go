package letter

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"testing"
	"time"
)

var (
	at   = time.Date(2026, 12, 7, 9, 0, 0, 0, time.FixedZone("", 9*3600))
	head = Head{From: "=?UTF-8?b?5aCk?= <privacy@example.jp>", ReplyTo: "desk@example.jp", Domain: "example.jp"}
)

func letterOf(m *Mail) []byte { return Compose(nil, &head, m, at) }

// read takes a letter apart.
func read(t testing.TB, b []byte) (mail.Header, string, string) {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("%v in\n%s", err, b)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	body := func(enc string, r io.Reader) string {
		if enc == "base64" {
			r = base64.NewDecoder(base64.StdEncoding, r)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if kind == "text/plain" {
		return m.Header, body(m.Header.Get("Content-Transfer-Encoding"), m.Body), ""
	}
	r := multipart.NewReader(m.Body, params["boundary"])
	var out []string
	for {
		p, err := r.NextRawPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, body(p.Header.Get("Content-Transfer-Encoding"), p))
	}
	if len(out) != 2 {
		t.Fatalf("%d parts", len(out))
	}
	return m.Header, out[0], out[1]
}

func TestCompose(t *testing.T) {
	m := &Mail{To: `"taro..y"@docomo.example.jp`, Name: "山田 太郎", Lang: "ja", ID: strings.Repeat("ab", 16), Subject: []byte("【重要】個人情報の漏えい等に関するお詫びとお知らせ（株式会社つつみ商店）\n"), Text: []byte("山田 太郎 様\n\n本文。\n"), Page: []byte("<p>山田 太郎 様</p>\n")}
	b := letterOf(m)
	h, text, page := read(t, b)
	if text != string(m.Text) || page != string(m.Page) {
		t.Errorf("%q %q", text, page)
	}
	subject, err := (&mime.WordDecoder{}).DecodeHeader(h.Get("Subject"))
	if err != nil || subject != "【重要】個人情報の漏えい等に関するお詫びとお知らせ（株式会社つつみ商店）" {
		t.Error(subject, err)
	}
	list, err := h.AddressList("To")
	if err != nil || len(list) != 1 || list[0].Name != "山田 太郎" || list[0].Address != "taro..y@docomo.example.jp" {
		t.Error(list, err)
	}
	if d, err := h.Date(); err != nil || !d.Equal(at) {
		t.Error(d, err)
	}
	for k, want := range map[string]string{"Message-Id": "<abababababababababababababababab@example.jp>", "Reply-To": "desk@example.jp", "Content-Language": "ja", "Mime-Version": "1.0"} {
		if h.Get(k) != want {
			t.Errorf("%s: %q", k, h.Get(k))
		}
	}
	for line := range strings.SplitSeq(string(b), "\r\n") {
		if len(line) > 78 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("a line of %d bytes: %q", len(line), line)
		}
	}
	plain := letterOf(&Mail{To: "a@example.jp", Name: "Jane Doe", Lang: "en", ID: "x", Subject: []byte("Notice"), Text: []byte("Dear Jane,\n.dot\n")})
	if h, text, _ := read(t, plain); text != "Dear Jane,\r\n.dot\r\n" || h.Get("To") != "Jane Doe <a@example.jp>" || h.Get("Subject") != "Notice" {
		t.Errorf("%s", plain)
	}
	if got := string(stuff(nil, []byte(".a\r\n.b\r\n..c\r\nd\r\n"))); got != "..a\r\n..b\r\n...c\r\nd\r\n.\r\n" {
		t.Errorf("%q", got)
	}
}

// FuzzCompose: whatever names, subjects and texts are, a letter has one addressee and no header but ours, and says what it was given.
func FuzzCompose(f *testing.F) {
	f.Add("山田", "件名", "本文")
	f.Add("a\r\nBcc: b@example.jp", "s\r\n\r\nbody", "\r\n.\r\nMAIL FROM:<x>")
	f.Add("=?utf-8?q?x?=", `a "b" \`, "--=_"+strings.Repeat("ab", 16))
	f.Add(strings.Repeat("髙", 80), strings.Repeat("a", 300), strings.Repeat("x", 2000))
	names := "Date From Reply-To To Subject Message-Id Mime-Version Auto-Submitted Content-Language Content-Type Content-Transfer-Encoding"
	f.Fuzz(func(t *testing.T, name, subject, text string) {
		for _, page := range []string{"", "<p>" + text + "</p>"} {
			b := letterOf(&Mail{To: "a@example.jp", Name: name, Lang: "ja", ID: strings.Repeat("ab", 16), Subject: []byte(subject), Text: []byte(text), Page: []byte(page)})
			h, got, _ := read(t, b)
			for k, v := range h {
				if !strings.Contains(" "+names+" ", " "+k+" ") || len(v) != 1 {
					t.Fatalf("header %q %q", k, v)
				}
			}
			list, err := h.AddressList("To")
			if err != nil || len(list) != 1 || list[0].Address != "a@example.jp" {
				t.Fatalf("%q: %v %v", h.Get("To"), list, err)
			}
			norm := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
			if norm(got) != norm(text) {
				t.Fatalf("%q became %q", text, got)
			}
			if s, err := (&mime.WordDecoder{}).DecodeHeader(h.Get("Subject")); err != nil || strings.Join(strings.Fields(s), "") != strings.Join(strings.Fields(oneLine(subject)), "") {
				t.Fatalf("%q became %q: %v", subject, s, err)
			}
			if bytes.Contains(stuff(nil, b)[:len(stuff(nil, b))-5], []byte("\r\n.\r\n")) {
				t.Fatal("it ends too soon")
			}
			if bytes.Contains(bytes.ReplaceAll(b, []byte("\r\n"), nil), []byte("\n")) || bytes.Contains(bytes.ReplaceAll(b, []byte("\r\n"), nil), []byte("\r")) {
				t.Fatal("a bare end of line")
			}
		}
	})
}

func BenchmarkCompose(b *testing.B) {
	m := &Mail{To: "taro@example.jp", Name: "山田 太郎", Lang: "ja", ID: strings.Repeat("ab", 16), Subject: []byte("【重要】個人情報の漏えい等に関するお詫びとお知らせ"), Text: bytes.Repeat([]byte("本文です。\n"), 150), Page: bytes.Repeat([]byte("<p>本文です。</p>\n"), 250)}
	var dst []byte
	for b.Loop() {
		dst = Compose(dst[:0], &head, m, at)
	}
	b.SetBytes(int64(len(dst)))
}
