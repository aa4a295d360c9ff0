package looktest

import (
	"net/http/httptest"
	"os"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/web/webtest"
)

func TestMain(m *testing.M) {
	status := m.Run()
	webtest.Close()
	os.Exit(status)
}

// TestParts looks at every part in a browser: by both lights, in both languages, wide and narrow.
func TestParts(t *testing.T) {
	srv := httptest.NewServer(Handler(now))
	defer srv.Close()
	for name, r := range map[string]webtest.Reader{
		"ja-light": {Lang: "ja"}, "en-dark": {Lang: "en", Dark: true}, "ja-narrow-dark": {Lang: "ja", Dark: true, Width: 420, Height: 900}, "en-narrow": {Lang: "en", Width: 420, Height: 900},
	} {
		t.Run(name, func(t *testing.T) {
			tab := webtest.Open(t, srv.URL, r)
			tab.Go("/gallery")
			tab.Accessible()
			tab.Shot("parts-" + name)
		})
	}
}

// TestChoices changes the language and the theme, and comes back to the page with its query.
func TestChoices(t *testing.T) {
	srv := httptest.NewServer(Handler(now))
	defer srv.Close()
	tab := webtest.Open(t, srv.URL, webtest.Reader{Lang: "en"})
	tab.Go("/gallery?sort=-people")
	tab.Press("日本語")
	tab.Has("保有している人")
	tab.Press("暗")
	if got := webtest.Eval[string](tab, `document.documentElement.dataset.theme + " " + getComputedStyle(document.body).backgroundColor`); got != "dark rgb(19, 23, 27)" {
		t.Errorf("the page is %s, not dark", got)
	}
	if got := tab.Path(); got != "/gallery?sort=-people" {
		t.Errorf("after the choices the reader is at %s", got)
	}
}
