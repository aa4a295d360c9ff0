package looktest

import (
	"net/http/httptest"
	"os"
	"testing"

	"github.com/chromedp/chromedp"

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
	t.Cleanup(func() {
		srv.CloseClientConnections() // events do not end by themselves
		srv.Close()
	})
	for name, r := range map[string]webtest.Reader{
		"ja-light": {Lang: "ja"}, "en-dark": {Lang: "en", Dark: true}, "ja-narrow-dark": {Lang: "ja", Dark: true, Width: 420, Height: 900}, "en-narrow": {Lang: "en", Width: 420, Height: 900},
	} {
		t.Run(name, func(t *testing.T) {
			tab := webtest.Open(t, srv.URL, r)
			tab.Go("/gallery")
			tab.Accessible()
			tab.Shot("parts-" + name)
			zoom(t, tab, name)
		})
	}
}

// TestChoices changes the language and the theme, and comes back to the page with its query.
func TestChoices(t *testing.T) {
	srv := httptest.NewServer(Handler(now))
	t.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
	})
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

// zoom puts charts into the place of drawings, where the scripts were bundled, and the drawings back.
func zoom(t *testing.T, tab *webtest.Tab, name string) {
	if webtest.Eval[int](tab, `document.querySelectorAll("script[src]").length`) == 0 {
		return // make assets was not run
	}
	tab.Do(chromedp.Click(`figure[data-chart="timeline"] .zoomer`), chromedp.WaitVisible(`figure[data-chart="timeline"] canvas`))
	tab.Do(chromedp.Click(`figure[data-chart="curves"] .zoomer`), chromedp.WaitVisible(`figure[data-chart="curves"] canvas`))
	tab.Shot("parts-zoomed-" + name)
	tab.Do(chromedp.Click(`figure[data-chart="timeline"] .zoomer`), chromedp.WaitVisible(`figure[data-chart="timeline"] svg a`))
	before := webtest.Eval[string](tab, `document.querySelector("svg.world").getAttribute("viewBox")`)
	tab.Do(chromedp.Click(`.zoom button`))
	if webtest.Eval[string](tab, `document.querySelector("svg.world").getAttribute("viewBox")`) == before {
		t.Error("the map does not zoom")
	}
}
