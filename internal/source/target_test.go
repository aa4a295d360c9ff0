package source_test

import (
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/builtin"
)

// TestNoPasswordInErrors: wherever somebody wrote a password, it is refused, and the refusal does not repeat it.
func TestNoPasswordInErrors(t *testing.T) {
	const password = "hunter2"
	for _, target := range []string{
		"postgres://u:" + password + "@host/db", "u:" + password + "@postgres://host/db", "postgres://u:" + password + "/@host/db",
		"postgres://host/db?password=" + password, "postgres://host/db?sslmode=" + password, "mysql://host/db?ssl-mode=" + password, "postgres://host/db#" + password,
		"nosuch://u:" + password + "@host", "git+https://" + password + "@host", "redis://host/0?%zz" + password, "sqlite:///nowhere/" + password,
	} {
		s, err := builtin.Open(t.Context(), target, &source.Options{})
		if err == nil {
			_ = s.Close()
		}
		if fault.Of(err) != fault.Usage || strings.Contains(err.Error(), password) {
			t.Errorf("%q: %v", target, err)
		}
	}
	got, err := source.Parse("postgres://token-" + password + "@Host:5432/db?sslmode=disable")
	if err != nil || got.Name() != "postgres://Host:5432/db" {
		t.Errorf("%v, %v", got, err)
	}
}
