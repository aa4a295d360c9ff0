package web_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/web"
)

// ask asks a server and reads its answer.
func ask(t *testing.T, at string) error {
	t.Helper()
	tr, err := web.NewTransport(&source.Target{Query: url.Values{}}, &source.Options{Timeout: 5 * time.Second}, true)
	if err != nil {
		t.Fatal(err)
	}
	defer tr.CloseIdleConnections()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at+"/tanaka", nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := tr.Client().Do(q)
	if err != nil {
		return web.Failed(q.Context(), err)
	}
	defer r.Body.Close()
	_, err = io.Copy(io.Discard, r.Body)
	return err
}

// TestWords: what a server sends instead of an answer stands in no error.
func TestWords(t *testing.T) {
	for name, says := range map[string]string{
		"no HTTP":         "yamada taro\r\n\r\n",
		"no status":       "HTTP/1.1 yamada OK\r\n\r\n",
		"no header":       "HTTP/1.1 200 OK\r\nyamada taro\r\n\r\n",
		"no length":       "HTTP/1.1 200 OK\r\nContent-Length: yamada\r\n\r\n",
		"no encoding":     "HTTP/1.1 200 OK\r\nTransfer-Encoding: yamada\r\n\r\n",
		"no chunk":        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nyamada\r\n",
		"no packed bytes": "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 6\r\n\r\nyamada",
		"breaks off":      "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nyamada",
		"nothing":         "",
	} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go func() {
				for {
					c, err := l.Accept()
					if err != nil {
						return
					}
					_, _ = c.Read(make([]byte, 4<<10))
					_, _ = io.WriteString(c, says)
					c.Close()
				}
			}()
			err = ask(t, "http://"+l.Addr().String())
			if fault.Of(err) != fault.Unavailable || strings.Contains(err.Error(), "yamada") || strings.Contains(err.Error(), "tanaka") {
				t.Errorf("%v: %v", fault.Of(err), err)
			}
		})
	}
}

// TestFailed: what is wrong with a connection is told by its class, without an address.
func TestFailed(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	own := httptest.NewUnstartedServer(http.NotFoundHandler())
	own.Config.ErrorLog = log.New(io.Discard, "", 0)
	own.StartTLS()
	defer own.Close()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for at, want := range map[string]struct {
		class fault.Class
		text  string
	}{
		strings.Replace(plain.URL, "http:", "https:", 1): {fault.Unreadable, "does not speak TLS"},
		own.URL:  {fault.Unreadable, "ca=FILE"},
		gone.URL: {fault.Unavailable, "refuses the connection"},
	} {
		err := ask(t, at)
		if fault.Of(err) != want.class || !strings.Contains(err.Error(), want.text) || strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("%s: %v: %v", at, fault.Of(err), err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := web.Failed(ctx, io.EOF); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}
