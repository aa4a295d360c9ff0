package builtin

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/gate"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/login"
)

const secret = "correct horse battery"

func (w *world) add(t *testing.T, name string, roles ...access.Role) {
	t.Helper()
	if err := w.gate.Add(t.Context(), name, secret, roles, nil, false); err != nil {
		t.Fatal(err)
	}
}

func (w *world) signIn(t *testing.T, name, password string, change func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	return w.ask(t, "POST", "/login", url.Values{"name": {name}, "password": {password}}, change)
}

func cookieOf(t *testing.T, a *httptest.ResponseRecorder) *http.Cookie {
	t.Helper()
	for _, c := range a.Result().Cookies() {
		if c.Name == gate.Cookie || c.Name == gate.TLSCookie {
			return c
		}
	}
	t.Fatal("no cookie of a session:", a.Code, a.Header())
	return nil
}

func TestCookieIsFreshAndGuarded(t *testing.T) {
	w := opened(t, nil, page)
	w.add(t, "佐藤", access.Viewer)
	// Fixation: a value that somebody planted is not the one that lets in.
	planted := &http.Cookie{Name: gate.Cookie, Value: "planted-by-somebody-else-0000000000000000000"}
	a := w.signIn(t, "佐藤", secret, with(planted))
	c := cookieOf(t, a)
	if a.Code != 303 || c.Value == planted.Value || len(c.Value) < 40 {
		t.Fatal(a.Code, c)
	}
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.Secure {
		t.Errorf("the cookie: %+v", c)
	}
	if a := w.ask(t, "GET", "/page", nil, with(planted)); a.Code != 303 {
		t.Error("the planted value lets in:", a.Code)
	}
	if a := w.ask(t, "GET", "/page", nil, with(c)); a.Code != 200 {
		t.Error("the cookie does not let in:", a.Code)
	}
	// A second sign-in over the first ends it.
	c2 := cookieOf(t, w.signIn(t, "佐藤", secret, with(c)))
	if a := w.ask(t, "GET", "/page", nil, with(c)); a.Code != 303 || c2.Value == c.Value {
		t.Error("the session before a sign-in goes on:", a.Code)
	}
	// Signing out ends it here, not only in the browser.
	w.ask(t, "POST", "/logout", url.Values{}, with(c2))
	if a := w.ask(t, "GET", "/page", nil, with(c2)); a.Code != 303 {
		t.Error("a session goes on after signing out:", a.Code)
	}
	w.gate.Secure()
	if c := cookieOf(t, w.signIn(t, "佐藤", secret, nil)); c.Name != gate.TLSCookie || !c.Secure {
		t.Errorf("the cookie under TLS: %+v", c)
	}
}

func TestSessionsEndAndTurn(t *testing.T) {
	w := opened(t, nil, page)
	w.add(t, "佐藤", access.Viewer)
	begin := w.now
	c := cookieOf(t, w.signIn(t, "佐藤", secret, nil))
	open := func() bool { return w.ask(t, "GET", "/page", nil, with(c)).Code == 200 }
	w.now = begin.Add(29 * time.Minute)
	if !open() {
		t.Fatal("ended too early")
	}
	w.now = w.now.Add(31 * time.Minute)
	if open() {
		t.Error("left alone for 31 minutes, and open")
	}
	// Used all the time, its value turns, and it ends after twelve hours.
	begin = w.now
	first := cookieOf(t, w.signIn(t, "佐藤", secret, nil))
	c = first
	for w.now.Before(begin.Add(11*time.Hour + 30*time.Minute)) {
		w.now = w.now.Add(20 * time.Minute)
		a := w.ask(t, "GET", "/page", nil, with(c))
		if a.Code != 200 {
			t.Fatal("ended while it was used, after", w.now.Sub(begin))
		}
		if len(a.Result().Cookies()) > 0 {
			was := c
			if c = cookieOf(t, a); c.Value == was.Value {
				t.Fatal("the value did not turn")
			}
			if w.ask(t, "GET", "/page", nil, with(was)).Code != 200 {
				t.Error("a request that was on its way when the value turned is refused")
			}
		}
	}
	if c.Value == first.Value {
		t.Error("the value never turned")
	}
	if w.ask(t, "GET", "/page", nil, with(first)).Code == 200 {
		t.Error("the first value is still good")
	}
	w.now = begin.Add(12*time.Hour + time.Minute)
	if open() {
		t.Error("open after twelve hours")
	}
	// A change of the password ends all others.
	c1, c2 := cookieOf(t, w.signIn(t, "佐藤", secret, nil)), cookieOf(t, w.signIn(t, "佐藤", secret, nil))
	a := w.ask(t, "POST", "/account/password", url.Values{"present": {secret}, "password": {"another horse battery"}, "again": {"another horse battery"}}, with(c1))
	if a.Code != 303 || w.ask(t, "GET", "/page", nil, with(c2)).Code != 303 || w.ask(t, "GET", "/page", nil, with(c1)).Code != 303 || w.ask(t, "GET", "/page", nil, with(cookieOf(t, a))).Code != 200 {
		t.Error("sessions after a change of the password:", a.Code)
	}
	// A disabled account is out at once.
	w.add(t, "管理", access.Admin)
	if err := w.gate.Disable(t.Context(), "佐藤", true); err != nil {
		t.Fatal(err)
	}
	if w.ask(t, "GET", "/page", nil, with(cookieOf(t, a))).Code != 303 || w.signIn(t, "佐藤", "another horse battery", nil).Code != 422 {
		t.Error("a disabled account gets in")
	}
}

func TestNextStaysHere(t *testing.T) {
	for next, want := range map[string]string{
		"/cases?x=1": "/cases?x=1", "/": "/", "": "/", "//evil.example": "/", "https://evil.example/": "/", `/\evil.example`: "/", "/\t/evil.example": "/", "javascript:alert(1)": "/",
		"/%2f%2fevil.example": "/%2f%2fevil.example", "evil.example": "/", "/login?next=/": "/", "/logout": "/", "http:/evil": "/", "///evil.example": "/", "/a\r\nSet-Cookie: x=1": "/",
	} {
		if got := login.Next(next); got != want {
			t.Errorf("%q: %q, want %q", next, got, want)
		}
	}
	w := opened(t, nil, page)
	w.add(t, "佐藤", access.Viewer)
	a := w.ask(t, "POST", "/login", url.Values{"name": {"佐藤"}, "password": {secret}, "next": {"//evil.example/"}}, nil)
	if a.Header().Get("Location") != "/" {
		t.Error("went to", a.Header().Get("Location"))
	}
}

func TestWrongTriesWait(t *testing.T) {
	w := opened(t, nil, page)
	w.add(t, "佐藤", access.Viewer)
	codes := func(name string) (out []int) {
		for range 12 {
			out = append(out, w.signIn(t, name, "wrong", nil).Code)
			w.now = w.now.Add(time.Second)
		}
		return out
	}
	known := codes("佐藤")
	if a := w.signIn(t, "佐藤", secret, nil); a.Code != 429 || a.Header().Get("Retry-After") == "" {
		t.Error("the right password while it is put off:", a.Code)
	}
	unknown := codes("田中")
	for i := range known {
		if known[i] != unknown[i] {
			t.Errorf("try %d: an account answers %d, a name that is none %d", i, known[i], unknown[i])
		}
	}
	if known[0] != 422 || known[11] != 429 {
		t.Error("tries are not put off:", known)
	}
	for range 100 { // never for ever
		w.now = w.now.Add(time.Minute)
		w.signIn(t, "佐藤", "wrong", func(r *http.Request) { r.RemoteAddr = "198.51.100.1:1" })
	}
	w.now = w.now.Add(16 * time.Minute)
	if a := w.signIn(t, "佐藤", secret, nil); a.Code != 303 {
		t.Error("locked for longer than the longest wait:", a.Code)
	}
	// One address that tries many names is put off too.
	last := 0
	for i := range 40 {
		last = w.signIn(t, "名"+strings.Repeat("a", i+1), "wrong", func(r *http.Request) { r.RemoteAddr = "203.0.113.5:1" }).Code
		w.now = w.now.Add(1100 * time.Millisecond)
	}
	if last != 429 {
		t.Error("an address tries as many names as it likes:", last)
	}
}

func TestUnknownNamesTakeAsLong(t *testing.T) {
	// Not the clock, which a busy machine bends, but that the same work is done: a password is checked with the parameters of a real one.
	w := opened(t, nil)
	w.add(t, "佐藤", access.Viewer)
	heavy := access.Params{Memory: 8 << 10, Time: 6, Threads: 1}
	text, err := access.Hash(secret, heavy, strings.NewReader(strings.Repeat("x", 16)))
	if err != nil {
		t.Fatal(err)
	}
	if !access.Verify(secret, text) || access.Verify("x", text) || !access.Outdated(text, light) {
		t.Fatal("a password's text does not tell its parameters")
	}
	took := func(name string) time.Duration {
		best := time.Hour
		for range 15 { // the least of several: what else runs only adds
			w.now = w.now.Add(20 * time.Minute)
			begin := time.Now()
			w.signIn(t, name, "wrong", nil)
			best = min(best, time.Since(begin))
		}
		return best
	}
	if known, unknown := took("佐藤"), took("田中"); known > 10*unknown || unknown > 10*known {
		t.Errorf("an account takes %v, a name that is none %v", known, unknown)
	}
}

func TestSecondFactor(t *testing.T) {
	w := opened(t, nil, page)
	w.add(t, "佐藤", access.Viewer)
	key, _, err := w.gate.NewSecret("佐藤")
	if err != nil {
		t.Fatal(err)
	}
	packed, err := w.gate.Pack("佐藤", key)
	if err != nil {
		t.Fatal(err)
	}
	code := func() string {
		c, err := totp.GenerateCode(key, w.now)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if _, err := w.gate.Enrol(t.Context(), "鈴木", packed, code()); err == nil {
		t.Fatal("a packed secret is good for somebody else")
	}
	recovery, err := w.gate.Enrol(t.Context(), "佐藤", packed, code())
	if err != nil || len(recovery) != 10 {
		t.Fatal(err, recovery)
	}
	give := func(c *http.Cookie, code string) *httptest.ResponseRecorder {
		return w.ask(t, "POST", "/login/code", url.Values{"code": {code}}, with(c))
	}
	half := cookieOf(t, w.signIn(t, "佐藤", secret, nil))
	if a := w.ask(t, "GET", "/page", nil, with(half)); a.Code != 303 {
		t.Fatal("the first factor alone lets in:", a.Code)
	}
	if a := give(half, code()); a.Code != 422 {
		t.Fatal("the code of the enrolment is good again:", a.Code)
	}
	w.now = w.now.Add(30 * time.Second)
	used := code()
	in := cookieOf(t, give(half, used))
	if w.ask(t, "GET", "/page", nil, with(in)).Code != 200 || in.Value == half.Value {
		t.Fatal("both factors do not let in")
	}
	again := cookieOf(t, w.signIn(t, "佐藤", secret, nil))
	if a := give(again, used); a.Code != 422 {
		t.Error("a code is used twice:", a.Code)
	}
	if a := give(again, strings.ToUpper(recovery[0])); a.Code != 303 {
		t.Error("a code for recovery:", a.Code)
	}
	again = cookieOf(t, w.signIn(t, "佐藤", secret, nil))
	if a := give(again, recovery[0]); a.Code != 422 {
		t.Error("a code for recovery is used twice:", a.Code)
	}
	w.now = w.now.Add(6 * time.Minute)
	if a := give(again, code()); a.Code != 303 || !strings.HasPrefix(a.Header().Get("Location"), "/login?") {
		t.Error("the first factor is good for long:", a.Code, a.Header().Get("Location"))
	}
	stored, err := w.db.Account(t.Context(), "佐藤")
	if err != nil || strings.Contains(string(stored.TOTP), key) {
		t.Error("the secret is stored in clear", err)
	}
}

func TestFirstPasswordIsChangedFirst(t *testing.T) {
	w := opened(t, nil, page)
	if err := w.gate.Add(t.Context(), "佐藤", secret, []access.Role{access.Viewer}, nil, true); err != nil {
		t.Fatal(err)
	}
	c := cookieOf(t, w.signIn(t, "佐藤", secret, nil))
	if a := w.ask(t, "GET", "/page", nil, with(c)); a.Code != 303 || a.Header().Get("Location") != "/account" {
		t.Error("a first password opens pages:", a.Code)
	}
	a := w.ask(t, "POST", "/account/password", url.Values{"present": {secret}, "password": {"one more horse here"}, "again": {"one more horse here"}}, with(c))
	if a := w.ask(t, "GET", "/page", nil, with(cookieOf(t, a))); a.Code != 200 {
		t.Error("after the change:", a.Code)
	}
}

func TestSetupLink(t *testing.T) {
	w := opened(t, nil, page)
	old, err := w.gate.SetupKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	key, err := w.gate.SetupKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	use := func(key, name string) *httptest.ResponseRecorder {
		return w.ask(t, "POST", "/setup", url.Values{"key": {key}, "name": {name}, "password": {secret}, "again": {secret}}, nil)
	}
	if a := use(old, "佐藤"); a.Code != 410 {
		t.Error("a link from an earlier start:", a.Code)
	}
	if a := use(key, "sato@example.jp"); a.Code != 422 {
		t.Error("an address as a name:", a.Code)
	}
	w.now = w.now.Add(25 * time.Hour)
	if a := use(key, "佐藤"); a.Code != 410 {
		t.Error("a link of yesterday:", a.Code)
	}
	w.now = w.now.Add(-25 * time.Hour)
	a := use(key, "佐藤")
	if a.Code != 303 || w.ask(t, "GET", "/page", nil, with(cookieOf(t, a))).Code != 200 {
		t.Error("the first account:", a.Code)
	}
	if a := use(key, "鈴木"); a.Code != 410 {
		t.Error("a link is used twice:", a.Code)
	}
	if key, err := w.gate.SetupKey(t.Context()); err != nil || key != "" {
		t.Error("a link though there is an account", err)
	}
}
