package elastic_test

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/elastic"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sourcetest"
)

func writeCertificate(t *testing.T, der []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// search tells a request for a page.
func search(r *http.Request) bool {
	return r.Method == http.MethodPost && (strings.HasSuffix(r.URL.Path, "/_search") || strings.HasSuffix(r.URL.Path, "/_search/scroll"))
}

// cut sends a part of what the real server answers, and closes the connection.
func cut(t *testing.T, w http.ResponseWriter, r *http.Request, next http.Handler, part float64) {
	t.Helper()
	rec := httptest.NewRecorder()
	next.ServeHTTP(rec, r)
	c, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	defer c.Close()
	b := rec.Body.Bytes()
	fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", len(b))
	_, _ = c.Write(b[:int(part*float64(len(b)))])
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

// TestLiveBrokenOff: answers that break off anywhere are asked for again, and each document comes once; of points in time
// and of scrolls, where the server has gone on meanwhile.
func TestLiveBrokenOff(t *testing.T) {
	u := people(t)
	for _, query := range []string{"", "?scroll=1"} {
		var n atomic.Int64
		f := front(t, u, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			// Of a scroll, what was read is read again each time.
			if i := n.Add(1); search(r) && i%3 == 0 && (query == "" || i < 12) {
				cut(t, w, r, next, float64(i%10)/10)
				return
			}
			next.ServeHTTP(w, r)
		})
		s := open(t, at("opensearch+http", f)+query, source.Options{})
		elastic.Hurry(s)
		sourcetest.Units(t, s)
		elastic.Small(s, 300)
		var got []byte
		for _, name := range []string{"people#1", "people#2"} {
			got = append(got, sourcetest.Read(t, s, source.Unit{Name: name})...)
		}
		if lines := bytes.Count(got, []byte("\n")); lines != 2000 {
			t.Errorf("%q: %d documents", query, lines)
		}
		seen := map[string]bool{}
		for l := range bytes.Lines(got) {
			seen[string(l)] = true
		}
		if len(seen) != 2000 {
			t.Errorf("%q: %d different documents", query, len(seen))
		}
		s.Close()
	}
	contexts(t, u)
}

// TestLiveLost: a server that forgot the context is asked for another, and reading goes on behind what was read.
func TestLiveLost(t *testing.T) {
	u := people(t)
	for _, query := range []string{"", "?scroll=1"} {
		var n atomic.Int64
		f := front(t, u, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if search(r) && n.Add(1) == 3 {
				livetest.Call(t, http.MethodDelete, u+"/_search/point_in_time/_all", "")
				livetest.Call(t, http.MethodDelete, u+"/_search/scroll/_all", "")
			}
			next.ServeHTTP(w, r)
		})
		s := open(t, at("opensearch+http", f)+"/people"+query, source.Options{})
		elastic.Hurry(s)
		sourcetest.Units(t, s)
		elastic.Small(s, 200)
		if d := cmp.Diff(upto(2000), numbers(t, s)); d != "" {
			t.Errorf("%q: %s", query, d)
		}
		s.Close()
	}
	contexts(t, u)
}

// TestLiveThrottled: a server that says when to come again is asked then.
func TestLiveThrottled(t *testing.T) {
	u := people(t)
	for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
		var n atomic.Int64
		f := front(t, u, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if n.Add(1)%3 == 0 && r.Method != http.MethodDelete {
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(status)
				_, _ = io.WriteString(w, `{"error":{"type":"circuit_breaking_exception"}}`)
				return
			}
			next.ServeHTTP(w, r)
		})
		s := open(t, at("opensearch+http", f), source.Options{})
		waits := elastic.Hurry(s)
		if d := cmp.Diff(upto(2000), numbers(t, s)); d != "" {
			t.Errorf("%d: %s", status, d)
		}
		if len(*waits) == 0 || (*waits)[0] != 7*time.Second {
			t.Errorf("%d: waited %v", status, *waits)
		}
		s.Close()
	}
}

// TestLiveDown: a server that stays away is given up, as Unavailable; other slices can be read then.
func TestLiveDown(t *testing.T) {
	u := people(t)
	var down atomic.Bool
	f := front(t, u, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if down.Load() && search(r) {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		next.ServeHTTP(w, r)
	})
	s := open(t, at("opensearch+http", f), source.Options{})
	defer s.Close()
	elastic.Hurry(s)
	units := sourcetest.Units(t, s)
	down.Store(true)
	b, err := s.Open(t.Context(), units[0])
	if err == nil {
		_, err = io.Copy(io.Discard, b.R)
		b.Close()
	}
	if fault.Of(err) != fault.Unavailable {
		t.Errorf("%v", err)
	}
	down.Store(false)
	if n := bytes.Count(sourcetest.Read(t, s, units[1]), []byte("\n")); n < 800 {
		t.Errorf("%d documents", n)
	}
}

// TestHostile: servers that are none end as an error with a class, soon, that repeats nothing of what they said.
func TestHostile(t *testing.T) {
	const secret = "SECRET-OF-THE-SERVER"
	hang := make(chan struct{})
	defer close(hang)
	hello := `{"version":{"number":"2.19.0","distribution":"opensearch"}}`
	settings := `{"a":{"settings":{"index":{"uuid":"u","number_of_shards":"1"}}}}`
	// page answers searches with text, everything before them as it should be.
	page := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/":
				_, _ = io.WriteString(w, hello)
			case strings.HasSuffix(r.URL.Path, "_settings"):
				_, _ = io.WriteString(w, settings)
			case strings.HasSuffix(r.URL.Path, "point_in_time"):
				_, _ = io.WriteString(w, `{"pit_id":"x"}`)
			case search(r):
				_, _ = io.WriteString(w, text)
			default:
				_, _ = io.WriteString(w, `{}`)
			}
		}
	}
	for name, serve := range map[string]http.HandlerFunc{
		"hangs": func(http.ResponseWriter, *http.Request) { <-hang },
		"hangs in the body": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "{")
			_ = http.NewResponseController(w).Flush()
			<-hang
		},
		"a page":         func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>"+secret) },
		"another server": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"version":"`+secret+`"}`) },
		"an error": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(500)
			_, _ = io.WriteString(w, `{"error":{"type":"x","reason":"`+secret+`"}}`)
		},
		"elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://"+secret+".invalid/", http.StatusFound)
		},
		"no hits":       page(`{"took":1}`),
		"hits of text":  page(`{"hits":{"hits":["` + secret + `"]}}`),
		"no order":      page(`{"hits":{"hits":[{"_id":"` + secret + `","_source":{}}]}}`),
		"half":          page(`{"hits":{"hits":[{"_id":"` + secret),
		"endless white": page(`{"hits":` + strings.Repeat(" ", 1<<20)),
		"deep":          page(strings.Repeat(`{"hits":`, 100_000)),
		"a word":        page("null"),
		"nothing":       page(""),
	} {
		t.Run(name, func(t *testing.T) {
			srv := httptest.NewServer(serve)
			defer func() { srv.CloseClientConnections(); go srv.Close() }()
			s := open(t, at("opensearch+http", srv.URL), source.Options{Timeout: 300 * time.Millisecond})
			defer s.Close()
			elastic.Hurry(s)
			var failed error
			for u, err := range s.Units(t.Context()) {
				if err == nil {
					var b *source.Body
					if b, err = s.Open(t.Context(), u); err == nil {
						_, err = io.Copy(io.Discard, b.R)
						b.Close()
					}
				}
				failed = err
			}
			if failed == nil || fault.Of(failed) == fault.Internal || strings.Contains(failed.Error(), secret) {
				t.Errorf("%v (%v)", failed, fault.Of(failed))
			}
		})
	}
}

// TestLiveWhatThereIs: data streams, closed indices, indices that keep no documents, documents with line ends and odd names,
// large ones.
func TestLiveWhatThereIs(t *testing.T) {
	u := livetest.OpenSearch(t)
	livetest.Clear(t, u)
	livetest.Call(t, http.MethodPut, u+"/_index_template/logs", `{"index_patterns":["logs-*"],"data_stream":{},"template":{"settings":{"number_of_replicas":0}}}`)
	livetest.Call(t, http.MethodPut, u+"/_data_stream/logs-people", "")
	livetest.Bulk(t, u, "logs-people", []byte(`{"@timestamp":"2026-01-01T00:00:00Z","n":1}`+"\n"))
	livetest.Call(t, http.MethodPost, u+"/logs-people/_rollover", "")
	livetest.Bulk(t, u, "logs-people", []byte(`{"@timestamp":"2026-01-01T00:00:00Z","n":2}`+"\n"))
	create(t, u, "closed", "1", "")
	livetest.Call(t, http.MethodPost, u+"/closed/_close", "")
	create(t, u, "none", "1", `,"mappings":{"_source":{"enabled":false}}`)
	create(t, u, ".internal", "1", "")
	create(t, u, "odd%E6%97%A5%E6%9C%AC+x", "1", "")
	livetest.Call(t, http.MethodPut, u+"/odd%E6%97%A5%E6%9C%AC+x/_doc/a%2Fb%22c?refresh=true", "{\n  \"a\": \"x\\ny\",\r\n  \"b\": [1,\n2]\n}")
	create(t, u, "large", "1", "")
	livetest.Call(t, http.MethodPut, u+"/large/_doc/1?refresh=true", `{"a":"`+strings.Repeat("あ", 3<<20)+`"}`)
	livetest.Call(t, http.MethodPut, u+"/large/_doc/2?refresh=true", `{"a":"b"}`)
	create(t, u, "empty", "1", "")

	s := open(t, at("opensearch+http", u), source.Options{})
	defer s.Close()
	got := map[string]string{}
	for unit, err := range s.Units(t.Context()) {
		if err != nil {
			got[unit.Name] = fault.Of(err).String()
			continue
		}
		b := sourcetest.Read(t, s, unit)
		got[unit.Name] = unit.Place + " " + strconv.Itoa(bytes.Count(b, []byte("\n")))
		if strings.HasPrefix(unit.Name, "odd") && string(b) != "{\"_index\":\"odd日本+x\",\"_id\":\"a/b\\\"c\",\"_source\":{   \"a\": \"x\\ny\",\r   \"b\": [1, 2] }}\n" {
			t.Errorf("%q", b)
		}
		if unit.Place == "large" && len(b) < 9<<20 {
			t.Errorf("%d bytes of a large document", len(b))
		}
	}
	want := map[string]string{
		".ds-logs-people-000001#1": "logs-people 1", ".ds-logs-people-000002#1": "logs-people 1", "closed": "skipped", "none": "unreadable",
		"odd日本+x#1": "odd日本+x 1", "large#1": "large 2", "empty#1": "empty 0",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	n := 0
	for range open(t, at("opensearch+http", u)+"?system=1", source.Options{}).Units(t.Context()) {
		n++
	}
	if n != len(want)+1 {
		t.Errorf("%d units with those of the system", n)
	}
}

// TestLiveSample: a share of the documents, the same each time, and how many there are.
func TestLiveSample(t *testing.T) {
	u := people(t)
	read := func() (lines []byte, of int64) {
		s := open(t, at("opensearch+http", u), source.Options{Sample: 0.1})
		defer s.Close()
		for _, unit := range sourcetest.Units(t, s) {
			of += unit.Of
			lines = append(lines, sourcetest.Read(t, s, unit)...)
		}
		return lines, of
	}
	one, of := read()
	two, _ := read()
	if n := bytes.Count(one, []byte("\n")); n < 120 || n > 280 || of != 2000 {
		t.Errorf("%d of %d documents", n, of)
	}
	if !bytes.Equal(one, two) {
		t.Error("another sample when asked again")
	}
}
