package browse_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse/browsetest"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

func at(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestGet(t *testing.T) {
	sjis, err := japanese.ShiftJIS.NewEncoder().String("<meta charset=shift_jis>会員登録")
	if err != nil {
		t.Fatal(err)
	}
	w := browsetest.New(t, map[string]http.Handler{"www.example.jp": http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/sjis":
			rw.Header().Set("Content-Type", "text/html")
			fmt.Fprint(rw, sjis)
		case "/gzip", "/bomb", "/torn":
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			n := 5
			if r.URL.Path == "/bomb" {
				n = 50 << 20
			}
			_, _ = z.Write(bytes.Repeat([]byte("a"), n))
			_ = z.Close()
			rw.Header().Set("Content-Encoding", "gzip")
			if r.URL.Path == "/torn" {
				fmt.Fprint(rw, "no gzip")
				return
			}
			_, _ = rw.Write(b.Bytes())
		case "/long":
			fmt.Fprint(rw, strings.Repeat("b", 1000))
		case "/reset":
			if c, _, err := http.NewResponseController(rw).Hijack(); err == nil {
				_ = c.Close()
			}
		}
	})})
	v := w.Visit()
	for _, c := range []struct {
		path, text string
		cut        bool
		class      fault.Class
	}{
		{"/sjis", "<meta charset=shift_jis>会員登録", false, 0}, {"/gzip", "aaaaa", false, 0}, {"/bomb", strings.Repeat("a", 100), true, 0},
		{"/long", strings.Repeat("b", 100), true, 0}, {"/torn", "", false, fault.Unreadable}, {"/reset?mail=taro@example.jp", "", false, fault.Unavailable},
	} {
		limit := int64(100)
		if c.path == "/bomb" {
			limit = 100 << 10 // what is unpacked is bounded as well
		}
		a, err := browse.Get(t.Context(), v, at(t, "https://www.example.jp"+c.path), limit)
		if c.class != 0 {
			if fault.Of(err) != c.class || strings.Contains(err.Error(), "taro") {
				t.Errorf("%s: %v", c.path, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		got := string(a.Text())
		if c.path == "/bomb" {
			if int64(len(got)) != limit {
				t.Errorf("%s: %d bytes", c.path, len(got))
			}
			got = got[:100]
		}
		if got != c.text || a.Cut != c.cut {
			t.Errorf("%s: %q, cut %v", c.path, got, a.Cut)
		}
	}
}

func TestSite(t *testing.T) {
	for in, want := range map[string]string{
		"https://shop.example.co.jp/": "example.co.jp", "https://example.jp": "example.jp", "https://a.b.example.com:8443/x": "example.com",
		"http://127.0.0.1:80/": "127.0.0.1", "http://[::1]/": "::1", "http://localhost/": "localhost", "https://user.github.io/": "user.github.io",
	} {
		if got := browse.Site(at(t, in)); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestElsewhere(t *testing.T) {
	for to, want := range map[string]string{"https://www.example.com/": "www.example.com", "/login": "", "": "", "%zz": "", "https://www.example.jp/x": ""} {
		a := &browse.Answer{URL: at(t, "https://www.example.jp/"), Status: http.StatusFound, Header: http.Header{"Location": {to}}}
		if got := a.Elsewhere(); got != want {
			t.Errorf("%q: %q", to, got)
		}
	}
}
