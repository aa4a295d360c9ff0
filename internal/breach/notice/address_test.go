package notice

import (
	"net/mail"
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	for in, want := range map[string]string{
		"taro@example.jp":             "taro@example.jp",
		" Taro.Yamada+x@Example.JP ":  "Taro.Yamada+x@example.jp",
		"taro..y@docomo.example.jp":   `"taro..y"@docomo.example.jp`,
		"taro.@ezweb.example.jp":      `"taro."@ezweb.example.jp`,
		".taro@ezweb.example.jp":      `".taro"@ezweb.example.jp`,
		"a/b=c@example.jp":            "a/b=c@example.jp",
		"taro@日本語.example":            "taro@xn--wgv71a119e.example",
		"taro@xn--wgv71a119e.example": "taro@xn--wgv71a119e.example",
		"":                            "", "taro": "", "@example.jp": "", "taro@": "", "taro@example": "", "taro@[192.0.2.1]": "", "taro@192.0.2.1": "",
		"a@example.jp, b@example.jp": "", "a@example.jp;b@example.jp": "", "a@b@example.jp": "", "太郎@example.jp": "",
		"Taro <taro@example.jp>": "", "taro(x)@example.jp": "", `"taro"@example.jp`: "", "taro@example.jp\r\nBcc: b@example.jp": "", "taro@exa mple.jp": "",
		"taro\n@example.jp": "", "taro@example.jp\x00": "", "taro@-example.jp": "", "taro@example..jp": "", "taro@example.jp.": "", "<taro@example.jp>": "", "taro@exam\u202eple.jp": "",
		"ta\\ro@example.jp": "", "mailto:taro@example.jp": "", "taro＠example.jp": "", strings.Repeat("a", 65) + "@example.jp": "", "a@" + strings.Repeat("a.", 130) + "jp": "",
	} {
		got, ok := ParseAddress([]byte(in))
		if string(got) != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", in, got, ok, want)
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, s := range []string{"taro..x@example.jp", "a@日本語.jp", "a@b.c\r\nd: e", "=?utf-8?B??=@example.jp"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, ok := ParseAddress([]byte(s))
		if !ok {
			return
		}
		for _, r := range string(a) {
			if r <= ' ' || r >= 0x7f || strings.ContainsRune("<>(),;:\\", r) {
				t.Fatalf("%q gives %q", s, a)
			}
		}
		p, err := mail.ParseAddress(string(a))
		if err != nil || p.Name != "" || strings.ReplaceAll(p.Address, `"`, "") != strings.ReplaceAll(string(a), `"`, "") {
			t.Fatalf("%q gives %q: %v", s, a, err)
		}
		if list, err := mail.ParseAddressList(string(a)); err != nil || len(list) != 1 {
			t.Fatalf("%q gives several", s)
		}
	})
}

func TestCleanName(t *testing.T) {
	for _, c := range []struct {
		in, want string
		header   bool
	}{
		{"山田　太郎", "山田 太郎", true},
		{"  Jane  Doe ", "Jane Doe", true},
		{"Taro\r\nBcc: x@example.jp", "Taro Bcc: x@example.jp", false},
		{"=?utf-8?B?5bGx?=", "=?utf-8?B?5bGx?=", false},
		{"山\u202e田", "山田", false},
		{"山\u200b田", "山田", false},
		{`a "b" <c@example.jp>`, `a "b" <c@example.jp>`, false},
		{"O'Brien-Smith Jr.", "O'Brien-Smith Jr.", true},
		{"\x00\x07", "", false},
		{"", "", true},
	} {
		if got, h := CleanName([]byte(c.in)); got != c.want || h != c.header {
			t.Errorf("%q: %q %v, want %q %v", c.in, got, h, c.want, c.header)
		}
	}
	if got, h := CleanName([]byte(strings.Repeat("あ", 200))); len([]rune(got)) > nameMost+1 || h {
		t.Errorf("%d characters, %v", len([]rune(got)), h)
	}
	if got := Addressed("山田 太郎様", "ja"); got != "山田 太郎" {
		t.Error(got)
	}
}
