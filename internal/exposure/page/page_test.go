package page

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/japanese"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse/browsetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// site serves bodies by path; "Name: value" lines before an empty line are headers.
type site map[string]string

func (s site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, ok := s[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if strings.HasSuffix(r.URL.Path, ".js") {
		w.Header().Set("Content-Type", "text/javascript")
	}
	if head, rest, ok := strings.Cut(body, "\n\n"); ok && !strings.Contains(head, "<") && strings.Contains(head, ": ") {
		for line := range strings.Lines(head) {
			k, v, _ := strings.Cut(strings.TrimSpace(line), ": ")
			w.Header().Set(k, v)
		}
		body = rest
	}
	fmt.Fprint(w, body)
}

const (
	contactTxt = "Content-Type: text/plain\n\nContact: mailto:security@example.jp\nExpires: 2030-01-01T00:00:00Z\n"
	safe       = "Content-Security-Policy: default-src 'self'\nStrict-Transport-Security: max-age=31536000\n\n"
	loginForm  = `<form method="post" action="/session"><label for=u>会員ID</label><input id=u name=uid><input type=password name=pw></form>`
	cardForm   = `<form method="post" action="/charge"><input name=holder autocomplete="cc-name"><label>カード番号<input name=n1></label><input name=x autocomplete="cc-csc"></form>`
)

// short is a finding in one line.
func short(fs []exposure.Finding, ids ...string) []string {
	var out []string
	for _, f := range fs {
		if len(ids) > 0 && !slices.Contains(ids, f.ID) {
			continue
		}
		s := f.ID
		if f.Object != "" {
			s += " " + f.Object
		}
		if f.Severity != 0 {
			s += " " + f.Severity.String()
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

func TestFindings(t *testing.T) {
	cdn := site{"/lib.js": "var lib=1", "/tag.js": "var tag=1"}
	for _, c := range []struct {
		name, url string
		site      site
		ids       []string // compared, if given
		want      []string
	}{
		{"login without TLS", "http://shop.example.jp/login", site{"/login": loginForm}, []string{formClear}, []string{"page-form-no-tls /login #1 critical"}},
		{
			"action without TLS", "https://shop.example.jp/",
			site{"/": `<form method=post action="http://shop.example.jp/x" id=c><p>お名前 <input name="shimei"><p><input name="mail" type="email"></form>`},
			[]string{formClear},
			[]string{"page-form-no-tls / c"},
		},
		{
			"GET with personal fields", "https://shop.example.jp/",
			site{"/": `<form action="/entry" name=entry><table><tr><th>氏名（必須）</th><td><input name=f1></td></tr><tr><th>電話番号</th><td><input name=f2></td></tr></table></form>`},
			[]string{formGet},
			[]string{"page-form-get / entry"},
		},
		{
			"GET with a password", "https://shop.example.jp/",
			site{"/": `<form action="/in"><input name=login><input type=password name=p></form>`}, []string{formGet}, []string{"page-form-get / #1 high"},
		},
		{
			"sends elsewhere", "https://shop.example.jp/",
			site{"/": `<form method=post action="https://forms.example.com/f"><input type=email name=m></form><form method=post action="https://pay.example.jp/f"><input type=email name=m></form>`},
			[]string{formElsewhere},
			[]string{"page-form-elsewhere / #1"},
		},
		{
			"formaction counts", "https://shop.example.jp/",
			site{"/": `<form method=post action="/f"><input type=email name=m><button formaction="http://shop.example.jp/g">x</button></form>`},
			[]string{formClear},
			[]string{"page-form-no-tls / #1"},
		},
		{
			"mixed content", "https://shop.example.jp/",
			site{"/": loginForm + `<script src="http://cdn.example.com/lib.js"></script><img src="http://img.example.com/a.png"><iframe src="http://f.example.com/"></iframe>`},
			[]string{mixedActive, mixedPassive},
			[]string{"page-mixed-content /", "page-mixed-images /"},
		},
		{
			"scripts of others on a login page", "https://shop.example.jp/login",
			site{"/login": loginForm + `<script src="https://cdn.example.com/lib.js"></script><script src="https://cdn.example.com/tag.js" integrity="sha384-abc"></script><script src="/own.js"></script>`, "/own.js": "1"},
			[]string{scriptNoIntegrity, scriptThird, scriptOwn, scriptHost},
			[]string{
				"page-script-host cdn.example.com", "page-script-no-integrity cdn.example.com/lib.js", "page-script-own shop.example.jp/own.js",
				"page-script-third-party cdn.example.com/lib.js", "page-script-third-party cdn.example.com/tag.js low",
			},
		},
		{
			"scripts of others on a payment page weigh more", "https://shop.example.jp/pay",
			site{"/pay": cardForm + `<script src="https://cdn.example.com/lib.js"></script>`},
			[]string{scriptNoIntegrity, noCSP},
			[]string{"page-csp-missing /pay medium", "page-script-no-integrity cdn.example.com/lib.js high"},
		},
		{
			"an unsafe policy", "https://shop.example.jp/pay",
			site{"/pay": "Content-Security-Policy: script-src 'self' 'unsafe-inline'\n\n" + cardForm}, []string{noCSP, weakCSP},
			[]string{"page-csp-weak /pay medium"},
		},
		{
			"a policy with a nonce", "https://shop.example.jp/pay",
			site{"/pay": "Content-Security-Policy: script-src 'nonce-x' 'unsafe-inline' 'strict-dynamic' https:\n\n" + cardForm}, []string{noCSP, weakCSP},
			nil,
		},
		{
			"who watches", "https://shop.example.jp/login",
			site{"/login": "Referrer-Policy: unsafe-url\n\n" + loginForm + `<script src="https://static.hotjar.com/c/hotjar-1.js"></script><img src="https://www.facebook.com/tr?id=1">`},
			[]string{tracker, recorder, fullReferrer},
			[]string{"page-referrer-full /login", "page-session-recorder /login hotjar.com", "page-tracker /login facebook.com"},
		},
		{
			"nothing wrong", "https://shop.example.jp/login",
			site{"/login": safe + loginForm, "/.well-known/security.txt": contactTxt}, nil, nil,
		},
		{
			"no way to tell us", "https://shop.example.jp/login",
			site{"/login": safe + loginForm}, nil, []string{"page-security-txt-missing"},
		},
		{
			"no HSTS", "https://shop.example.jp/login",
			site{"/login": "Content-Security-Policy: default-src 'self'\n\n" + loginForm, "/.well-known/security.txt": contactTxt}, nil,
			[]string{"page-hsts-missing shop.example.jp"},
		},
		// What is no cause for alarm.
		{"no forms", "http://shop.example.jp/", site{"/": `<p>x<script src="https://cdn.example.com/lib.js"></script><a href="/about">会社概要</a>`}, nil, nil},
		{"a search box", "http://shop.example.jp/", site{"/": `<form action="/search"><input type=search name=q placeholder="氏名で検索"></form><form role=search><input name=name></form><form action="/s"><input name="keyword"></form>`}, nil, nil},
		{"a shop finder", "http://shop.example.jp/", site{"/": `<form action="/shops"><label>郵便番号<input name=zip></label></form>`}, nil, nil},
		{"a page drawn by scripts", "https://shop.example.jp/", site{"/": `<div id=root></div><script src="/app.js"></script>`, "/app.js": "1"}, nil, nil},
		{"a hidden field", "http://shop.example.jp/", site{"/": `<form><input type=hidden name=email value="x"><input type=submit></form>`}, nil, nil},
		{"not a page", "http://shop.example.jp/a", site{"/a": "Content-Type: application/json\n\n" + loginForm}, nil, nil},
		{"not there", "http://shop.example.jp/b", site{}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := browsetest.New(t, map[string]http.Handler{
				"shop.example.jp": c.site, "cdn.example.com": cdn, "static.hotjar.com": site{"/c/hotjar-1.js": "1"},
			})
			fs, err := browsetest.Look(t, Check{}, browsetest.Target(t, c.url), w.Visit())
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, short(fs, c.ids...)); d != "" {
				t.Error("(-want +got)\n" + d)
			}
			for _, a := range w.Asked() {
				if !strings.HasPrefix(a, "GET ") {
					t.Errorf("asked %s", a)
				}
			}
		})
	}
}

func TestCatalogue(t *testing.T) { exposuretest.Catalogue(t, Check{}) }

// A script that changes on the supplier's side, and one that changes on ours, are told apart from those accepted.
func TestChangedScriptHasAnotherState(t *testing.T) {
	cdn, own := site{"/lib.js": "var a=1"}, site{"/login": loginForm + `<script src="https://cdn.example.com/lib.js?v=3"></script><script src="/js/app.3f9ac01b77.js"></script>`, "/js/app.3f9ac01b77.js": "var b=1"}
	w := browsetest.New(t, map[string]http.Handler{"shop.example.jp": own, "cdn.example.com": cdn})
	states := func() map[string]string {
		fs, err := browsetest.Look(t, Check{}, browsetest.Target(t, "https://shop.example.jp/login"), w.Visit())
		if err != nil {
			t.Fatal(err)
		}
		m := map[string]string{}
		for _, f := range fs {
			if f.ID == scriptThird || f.ID == scriptOwn {
				m[f.Object] = f.State
			}
		}
		return m
	}
	before := states()
	if len(before) != 2 || before["shop.example.jp/js/app.*.js"] == "" {
		t.Fatalf("scripts: %v", before)
	}
	if d := cmp.Diff(before, states()); d != "" {
		t.Error("the same scripts have another state:\n" + d)
	}
	w.Set("cdn.example.com", site{"/lib.js": "var a=1;fetch('https://evil.example.net/')"})
	w.Set("shop.example.jp", site{"/login": strings.ReplaceAll(own["/login"], "3f9ac01b77", "00ffaa3311"), "/js/app.00ffaa3311.js": "var b=2"})
	after := states()
	for object, state := range before {
		if after[object] == "" || after[object] == state {
			t.Errorf("%s: %q, was %q", object, after[object], state)
		}
	}
}

// The pages that people type into are found from the first one: of this host only, one step away, at most twenty.
func TestPagesThatAreFollowed(t *testing.T) {
	links := `<a href="/login">ログイン</a> <a href="/a#x">お問い合わせ</a> <a href="/a">お問合せ</a> <a href="https://other.example.com/login">Login</a>
		<a href="/logout">ログアウト</a> <a href="/cart?action=add&id=3">カートに入れる</a> <a href="/about">会社概要</a> <a href="/mypage/delete">マイページ 退会</a>`
	var many strings.Builder
	for i := range 50 {
		fmt.Fprintf(&many, `<a href="/form/%d">会員登録</a>`, i)
	}
	s := site{"/": links, "/login": `<a href="/deep/login">ログイン</a>` + loginForm, "/a": "x", "/many": many.String()}
	w := browsetest.New(t, map[string]http.Handler{"shop.example.jp": s, "other.example.com": s})
	if _, err := browsetest.Look(t, Check{}, browsetest.Target(t, "https://shop.example.jp/"), w.Visit()); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"GET https://shop.example.jp/", "GET https://shop.example.jp/login", "GET https://shop.example.jp/a",
		"GET https://shop.example.jp/.well-known/security.txt", "GET https://shop.example.jp/security.txt",
	}
	if d := cmp.Diff(want, w.Asked()); d != "" {
		t.Error("(-want +got)\n" + d)
	}
	w2 := browsetest.New(t, map[string]http.Handler{"shop.example.jp": s})
	if _, err := browsetest.Look(t, Check{}, browsetest.Target(t, "https://shop.example.jp/many"), w2.Visit()); err != nil {
		t.Fatal(err)
	}
	if n := len(w2.Asked()); n != 1+maxPages {
		t.Errorf("%d requests", n)
	}
}

// Run holds the check to its rules: in a dry run nothing is asked, and what would be asked first is told.
func TestDryRunAsksNothing(t *testing.T) {
	w := browsetest.New(t, map[string]http.Handler{"shop.example.jp": site{"/": loginForm}})
	r := exposuretest.Look(t, Check{}, func(o *exposure.Options) { o.Dry, o.Relay = true, w.Relay() }, "https://shop.example.jp/?token=x")
	if len(r.Exposures) > 0 || len(w.Asked()) > 0 {
		t.Errorf("%v, asked %v", r.Exposures, w.Asked())
	}
	if d := cmp.Diff([]exposure.Plan{{Act: "GET", Object: "https://shop.example.jp/"}}, r.Looked[0].Plans); d != "" {
		t.Error(d)
	}
}

// Through Run: what a page tells reaches the result with its texts filled in, over TLS and without.
func TestThroughRun(t *testing.T) {
	w := browsetest.New(t, map[string]http.Handler{
		"shop.example.jp": site{"/": `<a href="/login">ログイン</a>`, "/login": loginForm + `<script src="https://cdn.example.com/lib.js"></script>`},
		"cdn.example.com": site{"/lib.js": "1"},
		"www.example.jp":  http.RedirectHandler("https://shop.example.jp/", http.StatusFound),
	})
	r := exposuretest.Look(t, Check{}, func(o *exposure.Options) { o.Relay = w.Relay() }, "https://shop.example.jp/", "http://shop.example.jp/login", "https://www.example.jp/")
	ids := exposuretest.IDs(t, r)
	for _, want := range []string{"page-form-no-tls /login #1", "page-script-no-integrity cdn.example.com/lib.js", "page-script-third-party cdn.example.com/lib.js"} {
		if !slices.Contains(ids, want) {
			t.Errorf("no %s in %v", want, ids)
		}
	}
	if e := r.Looked[2].Errors; len(e) != 1 || e[0].Class != "skipped" || !strings.Contains(e[0].Text, "shop.example.jp") {
		t.Errorf("sent elsewhere: %v", e)
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	broken := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }
	w := browsetest.New(t, map[string]http.Handler{
		"down.example.jp": http.HandlerFunc(broken),
		"shop.example.jp": site{"/login": loginForm + `<script src="https://gone.example.com/tag.js?user=taro"></script><script src="https://down.example.jp/x.js"></script>`},
	})
	_, err := browsetest.Look(t, Check{}, browsetest.Target(t, "https://down.example.jp/"), w.Visit())
	if fault.Of(err) != fault.Unavailable {
		t.Errorf("%v", err)
	}
	fs, err := browsetest.Look(t, Check{}, browsetest.Target(t, "https://shop.example.jp/login"), w.Visit())
	if err == nil || strings.Contains(err.Error(), "taro") || !strings.Contains(err.Error(), "gone.example.com") {
		t.Errorf("%v", err)
	}
	if got := short(fs, scriptNoIntegrity); len(got) != 1 {
		t.Errorf("%v", got)
	}
	if got := short(fs, scriptThird); len(got) != 0 {
		t.Errorf("content of scripts that were not read: %v", got)
	}
}

// Broken, endless and hostile pages end, and take no memory beyond the bounds.
func TestHostilePages(t *testing.T) {
	for name, body := range map[string]string{
		"deep":    strings.Repeat("<div>", 200_000) + loginForm,
		"forms":   strings.Repeat(loginForm, 20_000),
		"scripts": loginForm + strings.Repeat(`<script src="/x.js"></script>`, 50_000),
		"unended": `<form action="/x"><input name="email` + strings.Repeat("x", 1<<20),
		"invalid": "\xff\xfe\x00<form\x00 action=\"\xff://\"><input type=password name=\"\xff\"><a href=\"%zz\">login</a>",
		"long":    `<form method=post action="/` + strings.Repeat("y", 1<<20) + `"><input type=password>`,
	} {
		t.Run(name, func(t *testing.T) {
			w := browsetest.New(t, map[string]http.Handler{"shop.example.jp": site{"/": body, "/x.js": "1"}})
			if _, err := browsetest.Look(t, Check{}, browsetest.Target(t, "https://shop.example.jp/"), w.Visit()); err != nil {
				t.Log(err)
			}
		})
	}
}

func TestCharsets(t *testing.T) {
	sjis, err := japanese.ShiftJIS.NewEncoder().String(`<meta charset="Shift_JIS"><form action="/x" method=get><table><tr><th>お名前</th><td><input name=a></td></tr><tr><th>ご住所</th><td><input name=b></td></tr></table></form>`)
	if err != nil {
		t.Fatal(err)
	}
	srv := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, sjis)
	})
	w := browsetest.New(t, map[string]http.Handler{"shop.example.jp": srv})
	fs, err := browsetest.Look(t, Check{}, browsetest.Target(t, "https://shop.example.jp/"), w.Visit())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"page-form-get / #1"}, short(fs, formGet)); d != "" {
		t.Error(d)
	}
}

// Errors and cancellation come back as they are.
func TestCancelled(t *testing.T) {
	hang := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-hang:
		case <-r.Context().Done():
		}
	}))
	defer srv.Close()
	defer close(hang)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- Check{}.Look(ctx, browsetest.Target(t, srv.URL), &exposure.Visit{HTTP: srv.Client()}, func(exposure.Finding) {})
	}()
	cancel()
	if err := <-ended; err == nil || fault.Of(err) == fault.Unavailable {
		t.Errorf("%v", err)
	}
}

func TestHostile(t *testing.T) {
	exposuretest.Hostile(t, Check{}, "http://", "/")
	exposuretest.Hostile(t, Check{}, "https://", "/login")
}
