package webhook

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/notifytest"
)

func sinkOf(url string) (notify.Sink, error) {
	return open(&notify.Options{URL: url, Key: "kagi-no-himitsu", Now: notifytest.Now})
}

// TestSigned: the receiver that computes the signature as docs/notify.md says takes it, and one with another key does not.
func TestSigned(t *testing.T) {
	n := notifytest.Notice()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || !bytes.Equal(body, n.Line) {
			t.Errorf("%s %v", body, err)
		}
		sign := func(key string) string {
			m := hmac.New(sha256.New, []byte(key))
			m.Write([]byte(r.Header.Get("X-Tsutsumi-Timestamp") + "." + string(body)))
			return "sha256=" + hex.EncodeToString(m.Sum(nil))
		}
		if got := r.Header.Get("X-Tsutsumi-Signature"); got != sign("kagi-no-himitsu") || got == sign("another") {
			t.Error(got)
		}
		if r.Header.Get("X-Tsutsumi-Timestamp") != "1795773600" || r.Header.Get("Idempotency-Key") != "00112233445566ff.2" || r.Header.Get("X-Tsutsumi-Revision") != "2" || r.Method != http.MethodPost {
			t.Error(r.Header)
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer srv.Close()
	s, err := sinkOf(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send(t.Context(), n); err != nil {
		t.Error(err)
	}
}

func TestServers(t *testing.T) { notifytest.HTTP(t, "kagi-no-himitsu", sinkOf) }
