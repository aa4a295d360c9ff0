package html

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/japanese"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

func textOf(t testing.TB, s string) string {
	t.Helper()
	p, err := io.ReadAll(NewReader(strings.NewReader(s)))
	if err != nil {
		t.Fatal(err)
	}
	return string(p)
}

func TestText(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"<p>one\n two</p><p>three&amp;four</p>", "one two\nthree&four\n"},
		{"<table><tr><th>氏名<th>電話</tr><tr><td>山田 <b>太郎</b></td><td></td><td><p>x</p><p>y</p></td></tr></table>z", "氏名\t電話\n山田 太郎\t\tx y\nz\n"},
		{"<script>var a = '<p>x</p>';</script><style>b{}</style>c", "c\n"},
		{`<script type="application/ld+json">{"name":"a & b"}</script>`, `{"name":"a & b"}` + "\n"},
		{`<a href="mailto:taro%40example.jp?subject=x">Mail</a> <a href="tel:+81-3-0000-0000">Call</a>`, "taro@example.jp Mail +81-3-0000-0000 Call\n"},
		{`<img alt="a map" title="of it"><input name=email value="a@example.com"><input type=submit value=OK>`, "a map of it email: a@example.com\n"},
		{`<meta name="author" content="A. Author"><body>x`, "author: A. Author\nx\n"},
		{"<pre>a\n  b</pre>c", "a\n  b\nc\n"},
		{"a<br>b<!-- c -->d", "a\nbd\n"},
		{"&#26085;&#x672C;&nbsp;x", "日本\u00a0x\n"},
		{"<select><option value=1>A<option value=2>B</select>", "1 A\n2 B\n"},
		{"", ""},
	} {
		if d := cmp.Diff(c.want, textOf(t, c.in)); d != "" {
			t.Errorf("%s: (-want +got)\n%s", c.in, d)
		}
	}
}

func TestLongTokens(t *testing.T) {
	long := strings.Repeat("word ", 1<<20)
	got := textOf(t, "<p>"+long+"</p><img alt=x data-x='"+long+"'><p>end</p>")
	if strings.Count(got, "word") < 1<<20 || !strings.HasSuffix(got, "end\n") {
		t.Errorf("%d bytes, %d words", len(got), strings.Count(got, "word"))
	}
	if got := textOf(t, "<script>"+long+"</script>after"); got != "after\n" {
		t.Errorf("script: %d bytes", len(got))
	}
}

func TestCharset(t *testing.T) {
	in := "<html><head><meta charset=\"%\"><title>会員名簿</title></head><body>山田太郎さんの住所は東京都です</body></html>"
	want := "会員名簿\n山田太郎さんの住所は東京都です\n"
	for label, p := range map[string]string{
		"utf-8":     in,
		"Shift_JIS": must(japanese.ShiftJIS.NewEncoder().String(in)),
		"euc-jp":    must(japanese.EUCJP.NewEncoder().String(in)),
		"none":      must(japanese.ISO2022JP.NewEncoder().String(in)),
	} {
		r, _ := Decode(strings.NewReader(strings.Replace(p, "%", label, 1)))
		got, err := io.ReadAll(r)
		if err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", label, got, err)
		}
	}
}

func must(s string, err error) string {
	if err != nil {
		panic(err)
	}
	return s
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		name, head string
		want       content.Certainty
	}{
		{"a", " <!DOCTYPE html><html>", content.ByForm},
		{"a.xls", "<table border=1><tr>", content.ByForm},
		{"a", "<headline>", content.No},
		{"a.html", "<p>x", content.ByName},
		{"a.php", "<html>", content.No},
		{"a.xml", "<?xml version='1.0'?><feed>", content.No},
	} {
		if got := (Format{}).Match(&content.Head{Name: c.name, Bytes: []byte(c.head)}); got != c.want {
			t.Errorf("%s %q: %v", c.name, c.head, got)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte("<table><tr><td>a<td>b</table><script type=a/json>{}</script><a href='mailto:x'>"))
	f.Fuzz(func(t *testing.T, p []byte) {
		p = bytes.ToValidUTF8(p, nil)
		want := textOf(t, string(p))
		got, err := io.ReadAll(NewReader(iotest.OneByteReader(bytes.NewReader(p))))
		if err != nil || string(got) != want {
			t.Fatalf("%q, %v; want %q", got, err, want)
		}
		if !utf8.ValidString(want) {
			t.Fatalf("%q", want)
		}
	})
}
