package mail

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/japanese"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

type plain struct{}

func (plain) Name() string                          { return "plain" }
func (plain) Match(*content.Head) content.Certainty { return content.Maybe }
func (plain) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	p, err := io.ReadAll(b.R)
	if err != nil {
		return err
	}
	return w.Part(ctx, &content.Part{Name: b.Name}, &one{p})
}

type one struct{ p []byte }

func (o *one) Next(b *content.Block) error {
	if o.p == nil {
		return io.EOF
	}
	*b = content.Block{Text: o.p, To: len(o.p)}
	o.p = nil
	return nil
}

type recorder struct {
	parts map[string]string
	skips map[string]string
}

func (r *recorder) Part(_ context.Context, p *content.Part, blocks content.Blocks) error {
	var s strings.Builder
	var b content.Block
	for {
		if err := blocks.Next(&b); err != nil {
			break
		}
		s.Write(b.Text[b.From:b.To])
	}
	r.parts[p.Name] = s.String()
	return nil
}

func (r *recorder) Skip(name string, _ int64, err error) { r.skips[name] = err.Error() }

func read(t testing.TB, name, s string) *recorder {
	t.Helper()
	dir := t.TempDir()
	r := &recorder{map[string]string{}, map[string]string{}}
	w := &content.Walk{Handler: r, Formats: []content.Format{Mbox{}, Message{}, plain{}}, Limits: content.DefaultLimits(), TempDir: dir}
	if err := w.Run(t.Context(), content.Body{Name: name, Size: int64(len(s)), R: strings.NewReader(s)}); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%d temporary files left", len(left))
	}
	return r
}

func crlf(s string) string { return strings.ReplaceAll(strings.TrimPrefix(s, "\n"), "\n", "\r\n") }

func jis(s string) string  { p, _ := japanese.ISO2022JP.NewEncoder().String(s); return p }
func sjis(s string) string { p, _ := japanese.ShiftJIS.NewEncoder().String(s); return p }
func b64(s string) string  { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestMessage(t *testing.T) {
	in := crlf(`
Received: from mx.example.jp by mail.example.jp; Mon, 1 Jan 2024 00:00:00 +0900
From: =?ISO-2022-JP?B?` + b64(jis("山田太郎")) + `?= <taro@example.jp>
To: "=?utf-8?Q?=E9=88=B4=E6?=
 =?utf-8?Q?=9C=A8?=" <suzuki@example.jp>
Subject: =?iso-2022-jp?B?` + b64(jis("名簿")) + `?=
 =?iso-2022-jp?B?` + b64(jis("の件")) + `?= re
Date: Mon, 1 Jan 2024 00:00:00 +0900
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b 1"

preamble
--b 1
Content-Type: multipart/alternative; boundary=b2

--b2
Content-Type: text/plain; charset=ISO-2022-JP

` + jis("電話は090-0000-0000です") + `
--b2
Content-Type: text/html; charset=UTF-8
Content-Transfer-Encoding: quoted-printable

<p>=E5=A4=AA=
=E9=83=8E</p>
--b2--
--b 1
Content-Type: text/csv; name="=?Shift_JIS?B?` + b64(sjis("顧客.csv")) + `?="
Content-Disposition: attachment;
 filename*0*=Shift_JIS'ja'%8C%DA;
 filename*1*=%8Bq%96%BC.csv
Content-Transfer-Encoding: base64

` + b64("id,name\n1,abc\n") + `
--b 1
Content-Type: message/rfc822

From: a@example.com
To: b@example.com
Subject: inner

inner text
--b 1--
epilogue
`)
	r := read(t, "in/m.eml", in)
	want := map[string]string{
		"in/m.eml": "From: 山田太郎 <taro@example.jp>\nTo: \"鈴木\" <suzuki@example.jp>\nSubject: 名簿の件 re\n" +
			"Date: Mon, 1 Jan 2024 00:00:00 +0900\n\n電話は090-0000-0000です\n太郎\n\n",
		"in/m.eml!/顧客名.csv":    "id,name\n1,abc\n",
		"in/m.eml!/part-2.eml": "From: a@example.com\nTo: b@example.com\nSubject: inner\n\ninner text\n",
	}
	if d := cmp.Diff(want, r.parts); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if len(r.skips) > 0 {
		t.Errorf("skips %v", r.skips)
	}
}

func TestBroken(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"no end of body", "From: a@example.com\nTo: b@example.com\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: multipart/mixed; boundary=y\n\n--y\n\none\n--x\n\ntwo\n",
			"From: a@example.com\nTo: b@example.com\n\none\ntwo\n\n"},
		{"eight bits without a charset", "From: a@example.com\nSubject: " + sjis("会員名簿の送付について") + "\n\n" + sjis("山田太郎さんの住所は東京都です") + "\n",
			"From: a@example.com\nSubject: 会員名簿の送付について\n\n山田太郎さんの住所は東京都です\n\n"},
		{"wrong charset", "From: a@example.com\nTo: b@example.com\nContent-Type: text/plain; charset=us-ascii\n\n山田太郎さん\n", "From: a@example.com\nTo: b@example.com\n\n山田太郎さん\n\n"},
		{"bad base64", "From: a@example.com\nTo: b@example.com\nContent-Transfer-Encoding: base64\n\naGVs bG8*\n=====\n", "From: a@example.com\nTo: b@example.com\n\nhello\n"},
		{"bad quoted-printable", "From: a@example.com\nTo: b@example.com\nContent-Transfer-Encoding: quoted-printable\n\na=ZZb=\n=3D=", "From: a@example.com\nTo: b@example.com\n\na=ZZb=\n"},
		{"a line that is no field", "From: a@example.com\nTo: b@example.com\nno field\nSubject: x\n\ny\n", "From: a@example.com\nTo: b@example.com\nSubject: x\n\ny\n\n"},
	} {
		r := read(t, "m.eml", c.in)
		if d := cmp.Diff(c.want, r.parts["m.eml"]); d != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, d)
		}
	}
}

func TestMbox(t *testing.T) {
	var b strings.Builder
	for i := range 3 {
		fmt.Fprintf(&b, "From a%d@example.com Mon Jan  1 00:00:00 2024\nFrom: a%d@example.com\nTo: b@example.com\n\nFrom here on text %d\n\n", i, i, i)
	}
	want := map[string]string{}
	for i := range 3 {
		want[fmt.Sprintf("box!/%d", i+1)] = fmt.Sprintf("From: a%d@example.com\nTo: b@example.com\n\nFrom here on text %d\n\n\n", i, i)
	}
	if d := cmp.Diff(want, read(t, "box", b.String()).parts); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		name, head string
		want       content.Certainty
	}{
		{"a", "From: a\nTo: b\n\n", content.ByForm},
		{"a", "Subject: a\nDate: b\n\n", content.No},
		{"a.yaml", "from: a\nto: [b]\nsteps:\n - x", content.No},
		{"a.eml", "To: b\n\n", content.ByForm},
		{"a.eml", "id,name\n", content.No},
		{"a", "# From: a\nTo: b\n", content.No},
	} {
		if got := (Message{}).Match(&content.Head{Name: c.name, Bytes: []byte(c.head)}); got != c.want {
			t.Errorf("%s %q: %v", c.name, c.head, got)
		}
	}
}

func TestParams(t *testing.T) {
	for in, want := range map[string]map[string]string{
		`text/plain; charset="x"; name=a b.txt`: {"charset": "x", "name": "a b.txt"},
		`a; filename*=utf-8''%E5%90%8D.csv`:     {"filename": "名.csv"},
		`a; name*0="a;b"; name*1=c`:             {"name": "a;bc"},
		`a; name="a\"b"; broken; =x`:            {"name": `a"b`, "": "x"},
	} {
		if _, got := params(in); !cmp.Equal(want, got) {
			t.Errorf("%s: %s", in, cmp.Diff(want, got))
		}
	}
}

func FuzzMessage(f *testing.F) {
	f.Add([]byte("From: =?utf-8?B?44GC?=\nTo: b\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Disposition: attachment; filename*=utf-8''%41\n\nx\n--x--\n"))
	f.Add([]byte("From a Mon Jan 1 00:00:00 2024\nFrom: x\nTo: y\n\nz\n"))
	f.Fuzz(func(t *testing.T, p []byte) {
		r := read(t, "m.eml", string(bytes.TrimSpace(p))+"\n")
		for name, s := range r.parts {
			if !utf8.ValidString(name) || strings.ContainsAny(name, "\r\n") {
				t.Fatalf("%q: %q", name, s)
			}
		}
	})
}
