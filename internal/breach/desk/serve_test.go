package desk

import (
	"crypto/sha256"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

const token = "himitsu-no-kagi-2026-12"

// clock is a time that tests set.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// call is a browser at a desk that listens on loopback.
type call struct {
	*http.Client
	base  string
	clock *clock
	tally *Tally
}

func calling(t *testing.T) *call {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &call{base: "http://" + l.Addr().String(), clock: &clock{t: asOf}, tally: &Tally{}}
	o := &Options{Ask: registered(t).Ask, Tokens: []Token{{"mori", sha256.Sum256([]byte(token))}}, Limits: Limits{Each: 3, All: 60}, Now: c.clock.now, Host: func(n string) bool { return n == "127.0.0.1" },
		Case: "2026-0007", Lang: "ja", Desk: Info{Name: "例示商事株式会社"}, Tally: c.tally,
		Advice: func(k []pii.Kind) []law.Text {
			if slices.Contains(k, pii.CreditCardNumber) {
				return []law.Text{{EN: "A new card", JA: "カードの再発行"}}
			}
			return nil
		}}
	srv := &http.Server{Handler: Handler(o), ReadHeaderTimeout: 5 * time.Second}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close(); <-done })
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Client = &http.Client{Jar: jar}
	return c
}

// do sends a request; header is of pairs.
func (c *call) do(t *testing.T, method, path string, form url.Values, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, c.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		} else {
			r.Header.Set(header[i], header[i+1])
		}
	}
	resp, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

func (c *call) enter(t *testing.T) {
	t.Helper()
	if r, body := c.do(t, http.MethodPost, "/enter", url.Values{"token": {token}}); r.StatusCode != http.StatusOK || !strings.Contains(body, `name="value"`) {
		t.Fatalf("%d %s", r.StatusCode, body)
	}
}

func question(value string) url.Values { return url.Values{"value": {value}, "checked": {"1"}} }

// TestServe: signed in, asked, answered in both languages; what was typed is in no answer, and only numbers are counted.
func TestServe(t *testing.T) {
	c := calling(t)
	if r, body := c.do(t, http.MethodGet, "/", nil); r.StatusCode != 200 || !strings.Contains(body, `name="token"`) || strings.Contains(body, `name="value"`) || r.Header.Get("Content-Language") != "ja" {
		t.Error(r.StatusCode, body)
	}
	if r, body := c.do(t, http.MethodPost, "/ask", question("hanako@example.jp")); r.StatusCode != http.StatusForbidden || strings.Contains(body, "カード") {
		t.Error("answered without a token", r.StatusCode)
	}
	c.enter(t)
	r, body := c.do(t, http.MethodPost, "/ask", question("hanako@example.jp"))
	for _, want := range []string{"対象者です", "氏名、クレジットカード番号が漏えいした可能性", "カードの再発行", "shop：索引なし", "本人確認を行う"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not in %s", want, body)
		}
	}
	csp := r.Header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("Referrer-Policy") == "" {
		t.Error(r.Header)
	}
	_, en := c.do(t, http.MethodPost, "/ask", url.Values{"value": {"ken@example.jp"}, "checked": {"1"}, "lang": {"en"}})
	for _, want := range []string{"Not among those known", "As of 5 Dec 2026 18:00", "Do not say", "shop: no index"} {
		if !strings.Contains(en, want) {
			t.Errorf("%q is not in %s", want, en)
		}
	}
	for _, p := range []string{body, en} {
		if strings.Contains(p, "@example.jp") || strings.Contains(p, "<script") {
			t.Error("says what was typed", p)
		}
	}
	if asked, found := c.tally.Take(); asked != 2 || found != 1 {
		t.Error(asked, found)
	}
	// The third within the minute is let through, the fourth told when.
	c.do(t, http.MethodPost, "/ask", question("hanako@example.jp"))
	r, body = c.do(t, http.MethodPost, "/ask", question("hanako@example.jp"))
	if r.StatusCode != http.StatusTooManyRequests || r.Header.Get("Retry-After") != "21" || !strings.Contains(body, "18:00:21 以降") || strings.Contains(body, "対象者です") {
		t.Error(r.StatusCode, r.Header.Get("Retry-After"), body)
	}
	c.clock.add(21 * time.Second)
	if r, _ := c.do(t, http.MethodPost, "/ask", question("hanako@example.jp")); r.StatusCode != 200 {
		t.Error(r.StatusCode)
	}
	c.clock.add(31 * time.Minute)
	if r, _ := c.do(t, http.MethodPost, "/ask", question("hanako@example.jp")); r.StatusCode != http.StatusForbidden {
		t.Error("signed in after half an hour of nothing", r.StatusCode)
	}
	c.enter(t)
	c.do(t, http.MethodPost, "/leave", nil)
	if r, _ := c.do(t, http.MethodPost, "/ask", question("hanako@example.jp")); r.StatusCode != http.StatusForbidden {
		t.Error("signed out", r.StatusCode)
	}
}

// TestHostile: strangers' pages, names that lead here, values in URLs, floods of bytes, guesses.
func TestHostile(t *testing.T) {
	c := calling(t)
	c.enter(t)
	for name, q := range map[string]struct {
		method, path string
		form         url.Values
		header       []string
		want         int
	}{
		"another site":          {"POST", "/ask", question("hanako@example.jp"), []string{"Sec-Fetch-Site", "cross-site"}, 403},
		"another site, old":     {"POST", "/ask", question("hanako@example.jp"), []string{"Sec-Fetch-Site", "", "Origin", "https://evil.example"}, 403},
		"another name":          {"POST", "/ask", question("hanako@example.jp"), []string{"Host", "evil.example"}, 421},
		"in the URL":            {"POST", "/ask?value=hanako@example.jp", question(""), nil, 400},
		"by GET":                {"GET", "/ask", nil, nil, 405},
		"no identity check":     {"POST", "/ask", url.Values{"value": {"hanako@example.jp"}}, nil, 400},
		"a name":                {"POST", "/ask", question("山田花子"), nil, 400},
		"markup":                {"POST", "/ask", question("<script>alert(1)</script>@example.jp"), nil, 200},
		"a flood":               {"POST", "/ask", question(strings.Repeat("1", 1<<20)), nil, 400},
		"not there":             {"GET", "/etc/passwd", nil, nil, 404},
		"a language of no kind": {"GET", "/?lang=%3Cscript%3E", nil, nil, 200},
	} {
		r, body := c.do(t, q.method, q.path, q.form, q.header...)
		if r.StatusCode != q.want || strings.Contains(body, "対象者です") || strings.Contains(body, "<script") || strings.Contains(body, "hanako") || r.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s: %d, want %d: %s", name, r.StatusCode, q.want, body)
		}
	}
	if asked, _ := c.tally.Take(); asked != 1 { // the markup: a value like another
		t.Error(asked)
	}
	refused := 0
	for range 30 {
		r, _ := c.do(t, http.MethodPost, "/enter", url.Values{"token": {"guess"}})
		if r.StatusCode == http.StatusTooManyRequests {
			refused++
		} else if r.StatusCode != http.StatusForbidden {
			t.Error(r.StatusCode)
		}
	}
	if refused < 20 {
		t.Errorf("only %d guesses refused", refused)
	}
}
