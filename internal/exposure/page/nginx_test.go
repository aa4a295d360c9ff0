package page_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/page"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/livetest"
)

// TestLiveNginx looks at a shop that a real nginx serves, with TLS and without, and with the headers that close the doors.
func TestLiveNginx(t *testing.T) {
	root := livetest.Dir(t)
	port, safe := livetest.Port(t), livetest.Port(t)
	cert, key := livetest.Certificate(t, root)
	if err := os.Mkdir(filepath.Join(root, ".well-known"), 0o755); err != nil { //nolint:gosec // nginx reads it
		t.Fatal(err)
	}
	for name, body := range map[string]string{
		"index.html": `<!doctype html><title>店</title><a href="/login.html">ログイン</a> <a href="/form.html">お問い合わせ</a>`,
		"login.html": `<!doctype html><form method="post" action="/session"><label>会員ID<input name="id"></label><input type="password" name="pw"></form>` +
			fmt.Sprintf(`<script src="https://localhost:%d/tag.js"></script><script src="/own.js"></script>`, port),
		"form.html": `<!doctype html><form method="get" action="/send"><label>お名前<input name="a"></label><input type="email" name="b"></form>`,
		"tag.js":    "var tag = 1", "own.js": "var own = 1",
		".well-known/security.txt": "Contact: mailto:security@example.jp\n",
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(body), 0o644); err != nil { //nolint:gosec // nginx reads it
			t.Fatal(err)
		}
	}
	tls := fmt.Sprintf("listen 127.0.0.1:%d ssl; ssl_certificate %s; ssl_certificate_key %s;", port, cert, key)
	hardened := fmt.Sprintf(`} server { listen 127.0.0.1:%d ssl; ssl_certificate %s; ssl_certificate_key %s; root %s;
		add_header Strict-Transport-Security "max-age=31536000" always; add_header Content-Security-Policy "default-src 'self'" always;
		location = /login.html { return 200 '<form method=post action=/session><input name=id><input type=password name=pw></form>'; default_type text/html; }
		location = /index.html { return 200 '<a href=/login.html>Login</a>'; default_type text/html; }`, safe, cert, key, root)
	clear := livetest.Nginx(t, root, tls+hardened)

	look := func(url string) []string {
		ids := exposuretest.Found(t, page.Check{}, url)
		slices.Sort(ids)
		return ids
	}
	want := []string{
		"page-csp-missing /login.html", "page-form-get /form.html #1", "page-form-no-tls /form.html #1", "page-form-no-tls /login.html #1",
		fmt.Sprintf("page-script-host localhost:%d", port), fmt.Sprintf("page-script-no-integrity localhost:%d/tag.js", port),
		"page-script-own " + clear[len("http://"):] + "/own.js", fmt.Sprintf("page-script-third-party localhost:%d/tag.js", port),
	}
	if d := cmp.Diff(want, look(clear+"/index.html")); d != "" {
		t.Error("without TLS: (-want +got)\n" + d)
	}
	with := look(fmt.Sprintf("https://127.0.0.1:%d/index.html", port))
	if slices.Contains(with, "page-form-no-tls /login.html #1") || !slices.Contains(with, "page-form-get /form.html #1") ||
		!slices.Contains(with, fmt.Sprintf("page-hsts-missing 127.0.0.1:%d", port)) {
		t.Errorf("with TLS: %v", with)
	}
	if got := look(fmt.Sprintf("https://127.0.0.1:%d/index.html", safe)); len(got) > 0 {
		t.Errorf("hardened: %v", got)
	}

	// A changed script is not what was accepted.
	state := func() string {
		r := exposuretest.Look(t, page.Check{}, nil, clear+"/login.html")
		i := slices.IndexFunc(r.Exposures, func(x exposure.Exposure) bool { return x.ID == "page-script-third-party" })
		if i < 0 {
			t.Fatalf("%v", exposuretest.IDs(t, r))
		}
		return r.Exposures[i].State
	}
	before := state()
	if err := os.WriteFile(filepath.Join(root, "tag.js"), []byte("var tag = 2"), 0o644); err != nil { //nolint:gosec // nginx reads it
		t.Fatal(err)
	}
	if state() == before {
		t.Error("a changed script has the same state")
	}
}
