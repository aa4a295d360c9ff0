// Package webtest looks at pages of the console in a real Chromium. Errors of a page or of its console, violations of the
// Content-Security-Policy and requests to anywhere but the server fail the test that made them.
package webtest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a step may take. The machine may be busy; nothing waits for it that goes well.
const patience = 60 * time.Second

// chromium finds the browser. Where none is installed the test is skipped, or fails if TSUTSUMI_TEST_REQUIRE names chromium.
func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	for w := range strings.SplitSeq(os.Getenv("TSUTSUMI_TEST_REQUIRE"), ",") {
		if w == "chromium" || w == "all" {
			t.Fatal("chromium is required and not installed")
		}
	}
	t.Skip("chromium is not installed")
	return ""
}

var running struct {
	sync.Mutex
	ctx    context.Context
	cancel []context.CancelFunc
}

// browser is the one browser of a test binary: starting it costs more than most tests. Close ends it.
func browser(t testing.TB) context.Context {
	t.Helper()
	path := chromium(t)
	running.Lock()
	defer running.Unlock()
	if running.ctx != nil {
		return running.ctx
	}
	alloc, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("force-color-profile", "srgb"))...)
	ctx, cancel := chromedp.NewContext(alloc)
	running.cancel = []context.CancelFunc{cancel, stop}
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		stop()
		t.Fatalf("start chromium: %v", err)
	}
	running.ctx = ctx
	return ctx
}

// Close ends the browser, if there is one. A test binary's TestMain calls it at its end.
func Close() {
	running.Lock()
	defer running.Unlock()
	for _, c := range running.cancel {
		c()
	}
	running.ctx, running.cancel = nil, nil
}

// Reader is who looks: in which language, by which light, how wide.
type Reader struct {
	Lang          string // "ja" or "en"
	Dark          bool
	Width, Height int64 // 0 is 1320 by 1000
}

// Tab is a tab of the browser with cookies of its own, at one server.
type Tab struct {
	t    testing.TB
	ctx  context.Context
	base string

	mu      sync.Mutex
	trouble []string
	allowed []string
}

// Open opens a tab at the server with that base address ("http://127.0.0.1:8470"). At the test's end everything that went wrong
// in it is reported.
func Open(t testing.TB, base string, r Reader) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser(t), chromedp.WithNewBrowserContext())
	p := &Tab{t: t, ctx: ctx, base: strings.TrimSuffix(base, "/")}
	t.Cleanup(func() {
		cancel()
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, s := range p.trouble {
			t.Error("browser: " + s)
		}
	})
	if err := chromedp.Listen(ctx, p.listen); err != nil {
		t.Fatal(err)
	}
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	p.must(err, "watch requests")
	p.As(r)
	return p
}

// As looks on as somebody else: the page is to be opened anew.
func (p *Tab) As(r Reader) {
	p.t.Helper()
	if r.Width == 0 {
		r.Width = 1320
	}
	if r.Height == 0 {
		r.Height = 1000
	}
	if r.Lang == "" {
		r.Lang = "en"
	}
	light := "light"
	if r.Dark {
		light = "dark"
	}
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: light}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	p.must(err, "choose the light")
	_, err = chromedp.Call(p.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: r.Width, Height: r.Height, DeviceScaleFactor: 1})
	p.must(err, "choose the width")
	_, err = chromedp.Call(p.ctx, network.SetCookie, network.SetCookieParams{Name: "lang", Value: r.Lang, URL: p.base + "/"})
	p.must(err, "choose the language")
}

// Allow lets messages of the console pass that hold the text: of a test that asks for what is refused.
func (p *Tab) Allow(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.allowed = append(p.allowed, text)
}

func (p *Tab) note(s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.allowed {
		if strings.Contains(s, a) {
			return
		}
	}
	if len(p.trouble) < 20 {
		p.trouble = append(p.trouble, s)
	}
}

func (p *Tab) listen(ev any) {
	switch e := ev.(type) {
	case *runtime.EventExceptionThrown:
		s := e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			s += " " + x.Description
		}
		p.note("error of the page: " + s)
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
			s := "console: "
			for _, a := range e.Args {
				s += a.Description + string(a.Value) + " "
			}
			p.note(s)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" || e.Entry.Source == "security" || e.Entry.Source == "violation" {
			p.note("console: " + e.Entry.Text + " " + e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		u := e.Request.URL
		if !strings.HasPrefix(u, p.base+"/") && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "blob:") && !strings.HasPrefix(u, "about:") {
			p.note("a request beyond the server: " + u)
		}
	}
}

func (p *Tab) must(err error, what string) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}

// Do runs steps of chromedp, each within patience.
func (p *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	for _, s := range steps {
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		err := chromedp.Do(ctx, s)
		cancel()
		p.must(err, "step")
	}
}

// Go opens a path of the server ("/cases?state=open"), or an address of it.
func (p *Tab) Go(path string) {
	p.t.Helper()
	if !strings.HasPrefix(path, p.base) {
		path = p.base + path
	}
	p.Do(chromedp.Navigate(path), chromedp.WaitReady("main"))
}

// Click clicks what a CSS selector finds first. Where that is a link or the button of a form, it waits for the page that it leads to.
func (p *Tab) Click(selector string) {
	p.t.Helper()
	leads := Eval[bool](p, `(() => { const e = document.querySelector(`+quote(selector)+`)?.closest("a[href],button,input,summary");
		const leads = !!e && !e.closest("[hx-get],[hx-post],[hx-boost]") && (e.matches("a[href]:not([download])") && !e.getAttribute("href").startsWith("#") || e.matches("button:not([type=button]),input[type=submit]") && !!e.form);
		window.here = leads; return leads })()`)
	p.Do(chromedp.Click(selector))
	if leads {
		p.wait(`window.here === undefined && document.readyState === "complete" && !!document.querySelector("main")`, "the page that "+selector+" leads to")
	}
	p.Settled()
}

// Press clicks a button or a link by what it says.
func (p *Tab) Press(text string) {
	p.t.Helper()
	found := Eval[bool](p, `(() => { document.querySelector("[data-pressed]")?.removeAttribute("data-pressed");
		const e = [...document.querySelectorAll("button,a,summary,input[type=submit]")].find(e => e.checkVisibility() && (e.innerText || e.value).trim() === `+quote(text)+`);
		e?.setAttribute("data-pressed", ""); return !!e })()`)
	if !found {
		p.t.Fatalf("there is no button or link %q on %s", text, p.Path())
	}
	p.Click("[data-pressed]")
}

// Fill types into the field of that name, in the place of what stands there.
func (p *Tab) Fill(name, text string) {
	p.t.Helper()
	at := `main [name="` + name + `"]`
	if !Eval[bool](p, `(() => { const e = document.querySelector(`+quote(at)+`); if (e) { e.value = ""; e.focus() } return !!e })()`) {
		p.t.Fatalf("%s has no field %q", p.Path(), name)
	}
	p.Do(chromedp.SendKeys(at, text))
}

// Choose chooses a value of the select of that name.
func (p *Tab) Choose(name, value string) {
	p.t.Helper()
	if !Eval[bool](p, `(() => { const e = document.querySelector(`+quote(`main select[name="`+name+`"]`)+`); if (!e) return false;
		e.value = `+quote(value)+`; e.dispatchEvent(new Event("change", {bubbles: true})); return e.value === `+quote(value)+` })()`) {
		p.t.Fatalf("%s has no choice %q of %q", p.Path(), value, name)
	}
}

// Settled waits until the page is there and nothing that htmx asked for is on its way.
func (p *Tab) Settled() {
	p.t.Helper()
	p.wait(`document.readyState === "complete" && !!document.querySelector("main") && !document.querySelector(".htmx-request")`, "the page")
}

// wait waits until an expression holds; while a page is exchanged for another it does not.
func (p *Tab) wait(holds, what string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for {
		ready, err := chromedp.Run(ctx, chromedp.Evaluate[bool](holds))
		if err == nil && ready {
			return
		}
		select {
		case <-ctx.Done():
			p.t.Fatalf("%s is not there in time (%v)", what, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Text is what a reader sees of what the selector finds first; "" if nothing is there.
func (p *Tab) Text(selector string) string {
	p.t.Helper()
	return Eval[string](p, `document.querySelector(`+quote(selector)+`)?.innerText ?? ""`)
}

// Has fails the test unless the page shows each text.
func (p *Tab) Has(texts ...string) {
	p.t.Helper()
	shown := p.Text("body")
	for _, s := range texts {
		if !strings.Contains(shown, s) {
			p.t.Errorf("%s does not show %q; it shows:\n%s", p.Path(), s, shown)
		}
	}
}

// Until waits until the page shows the text; what is live may take a while.
func (p *Tab) Until(text string) {
	p.t.Helper()
	p.wait(`!!document.body?.innerText.includes(`+quote(text)+`)`, "the text "+text)
}

// Path is the path of the page, with its query.
func (p *Tab) Path() string {
	p.t.Helper()
	return Eval[string](p, `location.pathname + location.search`)
}

// Shot keeps a picture of the whole page under a name: in the folder that TSUTSUMI_TEST_SHOTS names, else among the test's artefacts.
func (p *Tab) Shot(name string) {
	p.t.Helper()
	dir := os.Getenv("TSUTSUMI_TEST_SHOTS")
	if dir == "" {
		dir = p.t.ArtifactDir()
	}
	size := Eval[[]float64](p, `document.activeElement?.blur(), scrollTo(0, 0), [innerWidth, document.documentElement.scrollHeight]`)
	beyond := true
	got, err := chromedp.Call(p.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: &beyond, Clip: &page.Viewport{Width: size[0], Height: min(size[1], 12000), Scale: 1}})
	p.must(err, "picture")
	p.must(os.MkdirAll(dir, 0o755), "folder of pictures") //nolint:gosec // pictures of invented people
	p.must(os.WriteFile(filepath.Join(dir, name+".png"), got.Data, 0o644), "picture")
}

// Eval evaluates an expression of JavaScript in the page.
func Eval[T any](p *Tab, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	p.must(err, "evaluate")
	return v
}
