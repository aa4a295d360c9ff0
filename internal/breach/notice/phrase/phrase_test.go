package phrase

import (
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

var names = Names{"name": 0, "items": 1, "url": 2, "email": 3, "phone": 4}

func made(t *testing.T, text string, page bool, v ...Value) string {
	t.Helper()
	tm, err := Parse("a.txt", text, page, names)
	if err != nil {
		t.Fatal(err)
	}
	out, err := tm.Append(nil, append(v, make([]Value, 5)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestWrites(t *testing.T) {
	items := Value{List: []Entry{{"メール", "m"}, {"氏名", "n<"}}}
	for _, c := range []struct {
		text string
		page bool
		want string
	}{
		{"{{name}} 様\n", false, "山田 様\n"},
		{"{{#name}}{{.}} 様{{/name}}{{^name}}お客様{{/name}}", false, "山田 様"},
		{"{{^url}}なし{{/url}}", false, "なし"},
		{"{{#items}}\n・{{title}}: {{.}}\n{{/items}}\n終", false, "・メール: m\n・氏名: n<\n終"},
		{"{{#items}}<li>{{.}}</li>{{/items}}", true, "<li>m</li><li>n&lt;</li>"},
		{"a{{#name}} b{{/name}}\nc\n{{#name}}\nd\n{{/name}}\ne", false, "a b\nc\nd\ne"},
		{"\ufeffa\r\nb", false, "a\nb"},
		{`<a href="{{url}}">x</a>`, true, `<a href="">x</a>`},
	} {
		if got := made(t, c.text, c.page, Value{Text: "山田"}, items); got != c.want {
			t.Errorf("%q gives %q, want %q", c.text, got, c.want)
		}
	}
	if got := made(t, "<p>{{name}}</p>", true, Value{Text: "<script>\"'&\nx"}); got != "<p>&lt;script&gt;&#34;&#39;&amp;<br>\nx</p>" {
		t.Errorf("a value is not escaped: %q", got)
	}
	// A value is never read as a template.
	if got := made(t, "{{name}}", false, Value{Text: "{{url}}"}, items, Value{Text: "https://example.jp"}); got != "{{url}}" {
		t.Errorf("a value was taken for a template: %q", got)
	}
}

func TestRefuses(t *testing.T) {
	for _, c := range []struct {
		text string
		page bool
		says string
	}{
		{"a\n{{nmae}}", false, "x.txt:2: there is no {{nmae}}"},
		{"{{printf \"%s\"}}", false, "there is no {{printf"},
		{"{{.}}", false, "outside of a list"},
		{"\n\n{{#items}}", false, "x.txt:3: {{/items}} is missing"},
		{"{{/items}}", false, "closes what is not open"},
		{"{{#items}}{{/name}}", false, "closes what is not open"},
		{"{{name", false, "{{ without }}"},
		{"name}}", false, "}} without {{"},
		{"{{}}", false, "names nothing"},
		{strings.Repeat("{{#items}}", 5) + strings.Repeat("{{/items}}", 5), false, "too deeply"},
		{strings.Repeat("a", Most+1), false, "longer"},
		{"a\x00", false, "UTF-8"},
		{"<p>\n<script>alert(1)</script>", true, "x.txt:2: a page of mail has no <script>"},
		{`<img src="https://example.jp/p.gif">`, true, "no <img>"},
		{`<p onclick="x">`, true, "no onclick"},
		{`<a href="javascript:x">`, true, "a link goes"},
		{`<a href="https://example.jp/{{name}}">`, true, "a link goes"},
		{`<p style="{{name}}">`, true, "a name inside a tag"},
		{`<p {{name}}>`, true, "no "},
		{`<div style="background:url(https://example.jp)">`, true, "fetches"},
		{`<style>@import "https://example.jp"</style>`, true, "fetches"},
		{`<meta http-equiv="refresh" content="0">`, true, "content-type only"},
		{`<!-- {{name}} -->`, true, "a comment"},
		{`<form action="https://example.jp">`, true, "no <form>"},
		{`<base href="https://example.jp/">`, true, "no <base>"},
	} {
		_, err := Parse("x.txt", c.text, c.page, names)
		if err == nil || fault.Of(err) != fault.Usage || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%.60q: %v, want %q", c.text, err, c.says)
		}
	}
}

// TestBounded: sections in sections over long lists come to an end soon.
func TestBounded(t *testing.T) {
	tm, err := Parse("a", "{{#items}}{{#items}}{{#items}}{{#items}}{{.}}{{/items}}{{/items}}{{/items}}{{/items}}", false, names)
	if err != nil {
		t.Fatal(err)
	}
	v := make([]Value, 5)
	v[1].List = make([]Entry, 1000)
	for i := range v[1].List {
		v[1].List[i].Text = strings.Repeat("x", 100)
	}
	if out, err := tm.Append(nil, v); fault.Of(err) != fault.Refused || len(out) > 0 {
		t.Errorf("%d bytes: %v", len(out), err)
	}
}

// FuzzPage: whatever template is taken, a value adds no tag to what it makes.
func FuzzPage(f *testing.F) {
	f.Add("<p>{{name}}</p>", "<b>")
	f.Add("{{#items}}<td>{{.}}{{/items}}", "\"><script>")
	f.Fuzz(func(t *testing.T, text, value string) {
		tm, err := Parse("a", text, true, names)
		if err != nil {
			return
		}
		v := make([]Value, 5)
		empty, err := tm.Append(nil, []Value{{Text: "a"}, {List: []Entry{{"a", "a"}}}, {}, {}, {}})
		if err != nil {
			return
		}
		v[0].Text, v[1].List = value, []Entry{{value, value}}
		full, err := tm.Append(nil, v)
		if err != nil || value == "" {
			return
		}
		count := func(b []byte) int {
			return strings.Count(strings.ReplaceAll(string(b), "<br>", ""), "<")
		}
		if count(empty) != count(full) {
			t.Errorf("%q with %q: %q", text, value, full)
		}
	})
}
