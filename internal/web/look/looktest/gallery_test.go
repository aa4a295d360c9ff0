package looktest

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

var listen = flag.String("listen", "", "serve the gallery at this address, to be looked at")

func now() time.Time {
	return time.Date(2026, 11, 22, 14, 5, 0, 0, time.FixedZone("JST", 9*3600))
}

// TestGallery shows every part in both languages. With -listen it goes on to serve them.
func TestGallery(t *testing.T) {
	s := Handler(now)
	for _, lang := range []string{"ja", "en"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/gallery", nil)
		r.AddCookie(&http.Cookie{Name: "lang", Value: lang})
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		page := w.Body.String()
		if w.Code != 200 || !strings.Contains(page, `<html lang="`+lang+`"`) || strings.Contains(page, "style=") {
			t.Errorf("%s: status %d; a page in the language without style attributes is wanted", lang, w.Code)
		}
	}
	if *listen != "" {
		t.Fatal(http.ListenAndServe(*listen, s)) //nolint:gosec // for a look by hand
	}
}
