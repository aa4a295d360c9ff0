package elastic_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/elastic"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

// front is a server before the real one; do answers, or hands on to next.
func front(t *testing.T, to string, do func(w http.ResponseWriter, r *http.Request, next http.Handler)) string {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	p := httputil.NewSingleHostReverseProxy(u)
	p.ErrorLog = nil
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { do(w, r, p) }))
	t.Cleanup(s.Close)
	return s.URL
}

// people are an index of two shards with 2,000 documents.
func people(t *testing.T) string {
	t.Helper()
	u := livetest.OpenSearch(t)
	livetest.Clear(t, u)
	create(t, u, "people", "2", "")
	livetest.Bulk(t, u, "people", docs(0, 2000))
	return u
}

// contexts fails the test if the server still keeps any.
func contexts(t *testing.T, u string) {
	t.Helper()
	s := livetest.Call(t, http.MethodGet, u+"/_nodes/stats/indices/search?filter_path=nodes.*.indices.search.open_contexts,nodes.*.indices.search.point_in_time_current,nodes.*.indices.search.scroll_current", "")
	for _, none := range []string{`"open_contexts":0`, `"point_in_time_current":0`, `"scroll_current":0`} {
		if !strings.Contains(s, none) {
			t.Errorf("contexts are left: %s", s)
		}
	}
}

// TestLiveCredentials: each way to log in, by a server that wants just that before the real one, which has no security.
func TestLiveCredentials(t *testing.T) {
	u := people(t)
	want := ""
	guard := front(t, u, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Header.Get("Authorization") != want {
			w.Header().Set("WWW-Authenticate", `Basic realm="security"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
	for user, header := range map[string]string{
		"apikey": "ApiKey aWQ6czNjcmV0LXdvcmQ=", "bearer": "Bearer id:s3cret-word", "reader": "Basic cmVhZGVyOmlkOnMzY3JldC13b3Jk",
	} {
		want = header
		s := open(t, at("opensearch+http", guard), source.Options{Secret: func(a source.Ask) (source.Secret, error) {
			if a.Scheme != "elastic" {
				t.Errorf("asked for %+v", a)
			}
			return source.Secret{User: user, Password: source.NewPassword("id:s3cret-word")}, nil
		}})
		if n := len(numbers(t, s)); n != 2000 {
			t.Errorf("%s: %d documents", user, n)
		}
		s.Close()
	}
	s := open(t, at("opensearch+http", guard), source.Options{})
	for _, err := range s.Units(t.Context()) {
		if err == nil || !strings.Contains(err.Error(), "401") && !strings.Contains(err.Error(), "may not") {
			t.Errorf("without credentials: %v", err)
		}
	}
}

// es stands in for Elasticsearch, whose server is not free to be started here: it speaks the documented paths and words of
// 7.12 and later before the real OpenSearch, and refuses those of the other.
func es(t *testing.T, u, version string, pits bool) string {
	return front(t, u, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		w.Header().Set("X-elastic-product", "Elasticsearch")
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		send := func(method, path, text string) []byte {
			q, err := http.NewRequest(method, u+path, strings.NewReader(text))
			if err != nil {
				t.Error(err)
			}
			q.Header.Set("Content-Type", "application/json")
			a, err := http.DefaultClient.Do(q)
			if err != nil {
				t.Error(err)
				return nil
			}
			defer a.Body.Close()
			b, _ := io.ReadAll(a.Body)
			w.WriteHeader(a.StatusCode)
			return b
		}
		switch {
		case r.URL.Path == "/":
			_, _ = io.WriteString(w, `{"name":"n","cluster_name":"c","version":{"number":"`+version+`","build_flavor":"default"},"tagline":"You Know, for Search"}`)
		case strings.Contains(r.URL.Path, "point_in_time"), !pits && strings.HasSuffix(r.URL.Path, "/_pit"):
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"error":{"type":"illegal_argument_exception"},"status":400}`)
		case r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/_pit"):
			b := send(r.Method, strings.TrimSuffix(r.URL.EscapedPath(), "/_pit")+"/_search/point_in_time?"+r.URL.RawQuery, "")
			_, _ = w.Write(bytes.Replace(b, []byte(`"pit_id"`), []byte(`"id"`), 1))
		case r.Method == http.MethodDelete && r.URL.Path == "/_pit":
			id := strings.TrimSuffix(strings.TrimPrefix(string(body), `{"id":`), "}")
			_, _ = w.Write(send(r.Method, "/_search/point_in_time", `{"pit_id":[`+id+`]}`))
		default:
			if bytes.Contains(body, []byte(`"pit"`)) && !bytes.Contains(body, []byte(`"_shard_doc"`)) {
				t.Error("a point in time is not read in the order of _shard_doc")
			}
			body = bytes.Replace(body, []byte(`"_shard_doc"`), []byte(`"_doc"`), 1)
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			next.ServeHTTP(w, r)
		}
	})
}

func TestLiveElasticsearch(t *testing.T) {
	u := people(t)
	for version, pits := range map[string]bool{"8.15.3": true, "7.17.0": true, "7.12.1": true, "7.10.2": false, "7.0.0": false} {
		s := open(t, at("elastic+http", es(t, u, version, pits)), source.Options{})
		if d := cmp.Diff(upto(2000), numbers(t, s)); d != "" {
			t.Errorf("%s: %s", version, d)
		}
		s.Close()
	}
	contexts(t, u)
}

// TestLiveConsole reads through a stand-in for the console of Kibana and Dashboards before the real server: it wants their
// headers, and its own answers differ from the server's.
func TestLiveConsole(t *testing.T) {
	u := people(t)
	for _, header := range []string{"kbn-xsrf", "osd-xsrf"} {
		console := front(t, u, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if r.Method != http.MethodPost || r.URL.Path != "/s/space/api/console/proxy" || r.Header.Get(header) == "" {
				w.WriteHeader(http.StatusBadRequest)
				_, _ = io.WriteString(w, `{"statusCode":400,"error":"Bad Request","message":"Request must contain a `+header+` header."}`)
				return
			}
			to, err := url.Parse(r.URL.Query().Get("path"))
			if err != nil {
				t.Error(err)
			}
			r.Method, r.URL = r.URL.Query().Get("method"), to
			next.ServeHTTP(w, r)
		})
		s := open(t, at("kibana+http", console)+"/s/space?index=people", source.Options{})
		if d := cmp.Diff(upto(2000), numbers(t, s)); d != "" {
			t.Errorf("%s: %s", header, d)
		}
		if p, ok := s.(source.Partial); !ok || !p.Partial() {
			t.Error("a choice by ?index= is not told as a part")
		}
		s.Close()
	}
	contexts(t, u)
}

// TestLiveTLS: a certificate that nobody vouches for is refused, unless the user says whose counts, or that any will do.
func TestLiveTLS(t *testing.T) {
	u := people(t)
	to, err := url.Parse(u)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewTLSServer(httputil.NewSingleHostReverseProxy(to))
	defer s.Close()
	ca := writeCertificate(t, s.Certificate().Raw)
	target := "opensearch+https" + strings.TrimPrefix(s.URL, "https")
	for query, ok := range map[string]bool{"": false, "?ca=" + url.QueryEscape(ca): true, "?insecure=1": true} {
		src := open(t, target+query, source.Options{})
		elastic.Hurry(src)
		n := 0
		for _, err := range src.Units(t.Context()) {
			if (err == nil) != ok {
				t.Errorf("%q: %v", query, err)
			}
			n++
		}
		if ok && n != 2 {
			t.Errorf("%q: %d units", query, n)
		}
		src.Close()
	}
	src := open(t, at("opensearch+https", u), source.Options{})
	elastic.Hurry(src)
	for _, err := range src.Units(t.Context()) {
		if err == nil || !strings.Contains(err.Error(), "TLS") {
			t.Errorf("TLS asked of a server without: %v", err)
		}
	}
}
