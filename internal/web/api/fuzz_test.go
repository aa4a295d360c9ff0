package api_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
)

// FuzzCursor: no cursor is taken but one that was given for the same list.
func FuzzCursor(f *testing.F) {
	d := opened(f)
	w := d.ask("GET", api.Prefix+"/things?limit=3", "")
	given := strings.TrimSuffix(strings.SplitAfter(w.Header().Get("Link"), "cursor=")[1], `>; rel="next"`)
	given, _, _ = strings.Cut(given, "&")
	for _, s := range []string{"", given, given + "A", given[:len(given)-2], "AAAA", "\x00", strings.Repeat("A", 3000), "====", "🙂"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		w := d.ask("GET", api.Prefix+"/things?cursor="+url.QueryEscape(cursor), "")
		if taken := w.Code == 200; taken != (cursor == "" || cursor == given) || !taken && w.Code != 422 {
			t.Errorf("%q: %d", cursor, w.Code)
		}
	})
}

// FuzzIdempotencyKey: whatever a key is, a request is either refused or done once and answered alike.
func FuzzIdempotencyKey(f *testing.F) {
	d := opened(f)
	for _, s := range []string{"", "short", "a-good-key-1", "a-good-key-1 ", strings.Repeat("k", 201), "käy-with-umlaut", "key\x7fdelete", "'; DROP TABLE answers"} {
		f.Add(s, "x")
	}
	f.Fuzz(func(t *testing.T, key, name string) {
		body := `{"name":` + quote(name) + `}`
		before := d.made
		first := d.ask("POST", api.Prefix+"/things", body, "Idempotency-Key", key)
		again := d.ask("POST", api.Prefix+"/things", body, "Idempotency-Key", key)
		if key != "" && first.Code == 201 && (again.Body.String() != first.Body.String() || d.made-before > 1) {
			t.Errorf("%q: made %d times: %s, %s", key, d.made-before, first.Body, again.Body)
		}
		for _, code := range []int{first.Code, again.Code} {
			if code != 201 && code != 400 && code != 404 && code != 422 {
				t.Errorf("%q: %d", key, code)
			}
		}
	})
}
