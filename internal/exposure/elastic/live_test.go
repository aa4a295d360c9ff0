package elastic_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/elastic"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

// server is a real server with indices of people, in which somebody was.
func server(t *testing.T) string {
	t.Helper()
	u := livetest.OpenSearch(t)
	livetest.Clear(t, u)
	docs := func(n int, text string) []byte {
		return []byte(strings.Repeat(`{"t":"`+text+`"}`+"\n", n))
	}
	livetest.Bulk(t, u, "customers", docs(30, "x"))
	livetest.Bulk(t, u, "small", docs(2, "to restore a wallet is no crime"))
	livetest.Bulk(t, u, ".kibana_1", docs(3, "x"))
	return u
}

func target(u string) string { return "elastic+http" + strings.TrimPrefix(u, "http") }

func TestLiveOpen(t *testing.T) {
	u := server(t)
	want := []string{"elasticsearch-no-auth", "elasticsearch-open-index customers", "elasticsearch-open-index small"}
	if d := cmp.Diff(want, exposuretest.Found(t, elastic.Check{}, target(u))); d != "" {
		t.Error(d)
	}
	r := exposuretest.Look(t, elastic.Check{}, nil, target(u))
	if x := r.Exposures[0]; x.Args["documents"] != "32" || x.Args["indices"] != "2" || x.Args["product"] != "OpenSearch" || x.From != exposure.Here {
		t.Errorf("%v", x.Args)
	}
}

// TestLiveAttacked: notes by their names and by what they say, wiped indices, deletions.
func TestLiveAttacked(t *testing.T) {
	u := server(t)
	livetest.Bulk(t, u, "victims", []byte(strings.Repeat(`{"a":1}`+"\n", 1500)))
	livetest.Empty(t, u, "victims")
	livetest.Bulk(t, u, "read_me", []byte(`{"m":"x"}`+"\n"))
	livetest.Bulk(t, u, "xq1-meow", []byte(`{"m":"x"}`+"\n"))
	livetest.Bulk(t, u, "aaa", []byte(`{"message":"All your data is backed up. You must pay 0.02 BTC to the wallet bc1 to recover it"}`+"\n"))
	var got []string
	for _, x := range exposuretest.Found(t, elastic.Check{}, target(u)) {
		if !strings.Contains(x, "open") && !strings.Contains(x, "no-auth") {
			got = append(got, x)
		}
	}
	want := map[string]bool{"elasticsearch-ransom-note aaa": true, "elasticsearch-ransom-note read_me": true, "elasticsearch-wiped xq1-meow": true, "elasticsearch-mass-delete victims": true}
	for _, g := range got {
		if !want[g] {
			t.Errorf("found %s", g)
		}
		delete(want, g)
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
}

// guarded is a server that wants a password before the real one: a stand-in for the security that it comes without.
func guarded(t *testing.T, u, user, password string, tries *[]string) string {
	t.Helper()
	to, err := url.Parse(u)
	if err != nil {
		t.Fatal(err)
	}
	p := httputil.NewSingleHostReverseProxy(to)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, word, ok := r.BasicAuth()
		if ok && tries != nil {
			*tries = append(*tries, name+":"+word)
		}
		if name != user || word != password {
			w.Header().Set("WWW-Authenticate", `Basic realm="OpenSearch Security"`)
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, "Unauthorized")
			return
		}
		p.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestLivePasswords(t *testing.T) {
	u := server(t)
	if d := cmp.Diff([]string{"elasticsearch-default-password"}, exposuretest.Found(t, elastic.Check{}, target(guarded(t, u, "admin", "admin", nil)))); d != "" {
		t.Error(d)
	}
	var tries []string
	if got := exposuretest.Found(t, elastic.Check{}, target(guarded(t, u, "admin", "another", &tries))); got != nil {
		t.Errorf("found %v", got)
	}
	if d := cmp.Diff([]string{"elastic:changeme", "admin:admin"}, tries); d != "" {
		t.Errorf("not each once: %s", d)
	}
}

// console stands in for Kibana's and Dashboards' console before the real server: it wants the header against forged
// requests, and hands a question on.
func console(t *testing.T, u string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/base/api/console/proxy" || r.Method != http.MethodPost {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusNotFound)
			return
		}
		if r.Header.Get("kbn-xsrf") == "" {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"statusCode":400,"error":"Bad Request","message":"Request must contain a kbn-xsrf header."}`)
			return
		}
		q := r.URL.Query()
		if m := q.Get("method"); m != http.MethodGet {
			t.Errorf("the console is asked to %s", m)
		}
		a, err := http.Get(u + q.Get("path"))
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer a.Body.Close()
		w.Header().Set("Content-Type", a.Header.Get("Content-Type"))
		w.Header().Set("x-console-proxy-status-code", fmt.Sprint(a.StatusCode))
		w.WriteHeader(http.StatusOK)
		_, _ = io.Copy(w, a.Body)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestLiveConsole(t *testing.T) {
	u := server(t)
	livetest.Bulk(t, u, "read_me", []byte(`{"m":"x"}`+"\n"))
	at := "dashboards+http" + strings.TrimPrefix(console(t, u), "http") + "/base"
	want := []string{"elasticsearch-ransom-note read_me", "kibana-no-auth", "kibana-open-index customers", "kibana-open-index read_me", "kibana-open-index small"}
	got := exposuretest.Found(t, elastic.Check{}, at)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestHostile: whatever the other side says, it is told that it could not be looked at, and nothing is found.
func TestHostile(t *testing.T) {
	exposuretest.Hostile(t, elastic.Check{}, "elastic+http://")
	exposuretest.Hostile(t, elastic.Check{}, "kibana+http://")
}

// TestDry: a dry run says what would be done, and touches nothing.
func TestDry(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("touched") }))
	defer s.Close()
	r := exposuretest.Look(t, elastic.Check{}, func(o *exposure.Options) { o.Dry = true }, target(s.URL))
	if len(r.Looked[0].Plans) != 2 {
		t.Errorf("%v", r.Looked[0].Plans)
	}
}
