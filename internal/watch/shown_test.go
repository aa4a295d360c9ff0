package watch_test

import (
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func TestShown(t *testing.T) {
	for in, want := range map[string]string{
		"/members/*/card": "/members/*/card", "public.customers": "public.customers", "/users/taro@example.jp/x": "/users/", "/a/\x1b[31m": "/a/",
	} {
		if got := watch.Shown([]byte(in)); !strings.HasPrefix(got, want) || strings.ContainsAny(got, "\x1b") || strings.Contains(got, "taro") {
			t.Errorf("%q: %q", in, got)
		}
	}
}
