package s3_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/s3"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/sourcetest"
)

// front is a server before the real one; do answers, or hands on to next.
func (w *world) front(t *testing.T, do func(w http.ResponseWriter, r *http.Request, next http.Handler)) *world {
	t.Helper()
	u, err := url.Parse(w.URL)
	if err != nil {
		t.Fatal(err)
	}
	p := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL.Scheme, r.Out.URL.Host = u.Scheme, u.Host
		r.Out.Host = r.In.Host // which is signed
	}}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { do(w, r, p) }))
	t.Cleanup(s.Close)
	store := *w.Store
	store.URL = s.URL
	return &world{&store, w.api}
}

func large() []byte {
	b := make([]byte, 20<<20)
	for i := range b {
		b[i] = byte(i >> 9 * 31)
	}
	return b
}

// TestLiveBrokenOff: an answer that breaks off is taken up where it did, by parts and here and there.
func TestLiveBrokenOff(t *testing.T) {
	w := newWorld(t)
	w.bucket(t, "bbb")
	want := large()
	w.put(t, "bbb", "large", want)
	var n atomic.Int64
	f := w.front(t, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		if !strings.HasSuffix(r.URL.Path, "/large") || n.Add(1)%4 == 0 {
			next.ServeHTTP(rw, r)
			return
		}
		rec := httptest.NewRecorder()
		next.ServeHTTP(rec, r)
		c, _, err := http.NewResponseController(rw).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close()
		fmt.Fprintf(c, "HTTP/1.1 %d X\r\n", rec.Code)
		_ = rec.Header().Write(c)
		_, _ = io.WriteString(c, "\r\n")
		_, _ = c.Write(rec.Body.Bytes()[:rec.Body.Len()/2])
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
	})
	src := open(t, f.target("bbb"), f.options())
	s3.Hurry(src)
	u := sourcetest.Units(t, src)[0]
	if !bytes.Equal(sourcetest.Read(t, src, u), want) {
		t.Error("other bytes")
	}
	b, err := src.Open(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	p := make([]byte, 5<<20)
	if n, err := b.At.ReadAt(p, 7<<20); n != len(p) || err != nil || !bytes.Equal(p, want[7<<20:12<<20]) {
		t.Errorf("here and there: %d, %v", n, err)
	}
}

// TestLiveChanged: an object that is written over while it is read is told as changed, and never mixed.
func TestLiveChanged(t *testing.T) {
	w := newWorld(t)
	w.bucket(t, "bbb")
	w.put(t, "bbb", "a", large())
	var first atomic.Bool
	f := w.front(t, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		if strings.HasSuffix(r.URL.Path, "/a") && !first.Swap(true) {
			w.put(t, "bbb", "a", []byte("another")) // the answer to the first part is the old object's, cut short
			b := large()
			rw.Header().Set("ETag", `"0123456789abcdef0123456789abcdef"`)
			rw.Header().Set("Last-Modified", time.Now().UTC().Format(http.TimeFormat))
			rw.Header().Set("Content-Length", fmt.Sprint(len(b)))
			_, _ = rw.Write(b[:1<<20])
			panic(http.ErrAbortHandler)
		}
		next.ServeHTTP(rw, r)
	})
	src := open(t, f.target("bbb"), f.options())
	s3.Hurry(src)
	b, err := src.Open(t.Context(), sourcetest.Units(t, src)[0])
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	_, err = io.Copy(io.Discard, b.R)
	if fault.Of(err) != fault.Changed || !b.Changed() {
		t.Errorf("%v (%v), %v", err, fault.Of(err), b.Changed())
	}
}

// TestLiveThrottled: a server that says when to come again is asked then.
func TestLiveThrottled(t *testing.T) {
	w := newWorld(t)
	w.bucket(t, "bbb")
	w.put(t, "bbb", "a", []byte("x"))
	for _, status := range []int{http.StatusServiceUnavailable, http.StatusTooManyRequests} {
		var n atomic.Int64
		f := w.front(t, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
			if n.Add(1)%2 == 1 {
				rw.Header().Set("Retry-After", "9")
				rw.WriteHeader(status)
				_, _ = io.WriteString(rw, `<Error><Code>SlowDown</Code></Error>`)
				return
			}
			next.ServeHTTP(rw, r)
		})
		src := open(t, f.target("bbb"), f.options())
		waits := s3.Hurry(src)
		if got := sourcetest.Read(t, src, sourcetest.Units(t, src)[0]); string(got) != "x" {
			t.Errorf("%q", got)
		}
		if len(*waits) != 2 || (*waits)[0] != 9*time.Second {
			t.Errorf("%d: waited %v", status, *waits)
		}
	}
}

// TestLiveRefused: what may not be listed but is known, and what may not be read at all.
func TestLiveRefused(t *testing.T) {
	w := newWorld(t)
	w.bucket(t, "bbb")
	w.put(t, "bbb", "dir/known.csv", []byte("x"))
	const policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::bbb/*"}]}`
	if err := w.api.SetBucketPolicy(t.Context(), "bbb", policy); err != nil {
		t.Fatal(err)
	}
	src := open(t, w.target("bbb/dir/known.csv"), source.Options{})
	units := sourcetest.Units(t, src)
	if len(units) != 1 || units[0].Name != "known.csv" || string(sourcetest.Read(t, src, units[0])) != "x" {
		t.Errorf("%+v", units)
	}
	for _, path := range []string{"bbb", "no-such-bucket"} {
		for u, err := range open(t, w.target(path), source.Options{}).Units(t.Context()) {
			if err == nil || u.Name != "" || fault.Of(err) != fault.Unreadable || strings.Contains(err.Error(), path+"/") {
				t.Errorf("%s: %q %v", path, u.Name, err)
			}
		}
	}
}

// TestAnswers: what a server says of objects that cannot be read is told as what it is. Archived objects and those with their
// owner's key cannot be had from the server here; the answers are those of Amazon's documentation.
func TestAnswers(t *testing.T) {
	hang := make(chan struct{})
	defer close(hang)
	for name, c := range map[string]struct {
		serve http.HandlerFunc
		class fault.Class
		text  string
	}{
		"archived": {refusal(403, "InvalidObjectState"), fault.Skipped, "archived"},
		"own key":  {refusal(400, "InvalidRequest"), fault.Unreadable, "SSE-C"},
		"denied":   {refusal(403, "AccessDenied"), fault.Unreadable, "may not"},
		"gone":     {refusal(404, "NoSuchKey"), fault.Unreadable, "not there any more"},
		"odd":      {refusal(400, "山田太郎"), fault.Unreadable, "no code"},
		"down":     {refusal(500, "InternalError"), fault.Unavailable, "InternalError"},
		"a page": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(404)
			_, _ = io.WriteString(w, "<html>山田太郎")
		}, fault.Unreadable, "read"},
		"hangs":  {func(http.ResponseWriter, *http.Request) { <-hang }, fault.Unavailable, "does not answer"},
		"closes": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, fault.Unavailable, "broke"},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/山田太郎", http.StatusFound)
		}, fault.Unreadable, "302"},
	} {
		t.Run(name, func(t *testing.T) {
			srv := httptest.NewServer(c.serve)
			defer func() { srv.CloseClientConnections(); go srv.Close() }()
			src := open(t, "s3://bbb?endpoint="+url.QueryEscape(srv.URL), source.Options{Timeout: 300 * time.Millisecond})
			s3.Hurry(src)
			_, err := src.Open(t.Context(), source.Unit{Name: "山田太郎.csv"})
			if fault.Of(err) != c.class || !strings.Contains(err.Error(), c.text) || strings.Contains(err.Error(), "山田") || strings.Contains(err.Error(), "%E5%B1%B1") {
				t.Errorf("%v (%v)", err, fault.Of(err))
			}
		})
	}
}

func refusal(status int, code string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `<?xml version="1.0"?><Error><Code>`+code+`</Code><Message>山田太郎</Message></Error>`)
	}
}

// TestSettings: credentials and places where the users of the AWS tools keep them.
func TestSettings(t *testing.T) {
	var header atomic.Value
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header.Store(r.Header.Get("Authorization"))
		refusal(403, "AccessDenied")(w, r)
	}))
	defer srv.Close()
	file := write(t, "[default]\naws_access_key_id = AKDEFAULT\naws_secret_access_key=s\n\n[work]\naws_access_key_id=AKWORK\naws_secret_access_key = s\n")
	config := write(t, "[profile work]\nregion = ap-northeast-1\n")
	for name, c := range map[string]struct {
		env    map[string]string
		target string
		want   string
	}{
		"environment": {map[string]string{"AWS_ACCESS_KEY_ID": "AKENV", "AWS_SECRET_ACCESS_KEY": "s", "AWS_ENDPOINT_URL_S3": srv.URL, "AWS_REGION": "eu-west-1"}, "s3://bbb", "AKENV/-/eu-west-1"},
		"file":        {map[string]string{"AWS_SHARED_CREDENTIALS_FILE": file, "AWS_ENDPOINT_URL": srv.URL}, "s3://bbb", "AKDEFAULT/-/us-east-1"},
		"profile":     {map[string]string{"AWS_SHARED_CREDENTIALS_FILE": file, "AWS_CONFIG_FILE": config, "AWS_PROFILE": "work", "AWS_ENDPOINT_URL": srv.URL}, "s3://bbb", "AKWORK/-/ap-northeast-1"},
		"anonymous":   {map[string]string{"AWS_SHARED_CREDENTIALS_FILE": file}, "s3://bbb?anonymous=1&endpoint=" + url.QueryEscape(srv.URL), ""},
		"none":        {nil, "s3://bbb?endpoint=" + url.QueryEscape(srv.URL), ""},
	} {
		src := open(t, c.target, source.Options{Getenv: func(k string) string { return c.env[k] }})
		for range src.Units(t.Context()) { //nolint:revive // what counts is what was asked
		}
		got, _ := header.Load().(string)
		if c.want == "" && got != "" {
			t.Errorf("%s: signed: %s", name, got)
		}
		parts := strings.Split(c.want, "/-/")
		if c.want != "" && (!strings.Contains(got, "Credential="+parts[0]+"/") || !strings.Contains(got, "/"+parts[1]+"/s3/")) {
			t.Errorf("%s: %s", name, got)
		}
		header.Store("")
	}
	for _, target := range []string{"s3://someone@bbb", "s3://bbb:99/", "s3://bbb?endpoint=nonsense", "s3://bbb?what=1", "s3://bbb?endpoint=http://u:p@h"} {
		tt, err := source.Parse(target)
		if err == nil {
			_, err = s3.Scheme.Open(t.Context(), tt, &source.Options{})
		}
		if fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", target, err)
		}
	}
}

// TestName: what is read with old versions is swept by no scan without them.
func TestName(t *testing.T) {
	for target, want := range map[string]string{
		"s3://bbb":                             "s3://bbb",
		"s3://bbb?versions=0":                  "s3://bbb",
		"s3://bbb/x/?versions=true":            "s3://bbb/x/?versions=1",
		"s3://?endpoint=http://h:9&versions=1": "s3://?endpoint=http://h:9&versions=1",
		"s3://AKID@bbb?anonymous=1&region=x&endpoint=https://h": "s3://bbb?endpoint=https://h",
	} {
		if got := open(t, target, source.Options{}).Name(); got != want {
			t.Errorf("%s: %s", target, got)
		}
	}
}
