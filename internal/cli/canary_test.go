//go:build unix

package cli_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// TestCanariesZeroData: planting and listing leave nothing of the persons in the home or beside it, nor in what was
// printed for the operator.
func TestCanariesZeroData(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	fields := map[string]pii.Kind{"name": pii.PersonName, "kana": pii.PersonNameKana, "email": pii.EmailAddress, "phone": pii.PhoneNumber, "address": pii.StreetAddress, "account": pii.AccountID}
	var planted []zerotest.Planted
	extra := map[string][]byte{}
	for _, name := range []string{"a", "b"} {
		stdout, stderr, status := program(t, home, "canary", "plant", "--store", "crm", "--copy", name, "--domain", "example.jp", "-n", "50", "-f", "json")
		if status != 0 {
			t.Fatal(stderr)
		}
		for line := range strings.Lines(stdout) {
			var p map[string]string
			if err := json.Unmarshal([]byte(line), &p); err != nil {
				t.Fatal(err)
			}
			for f, k := range fields {
				planted = append(planted, zerotest.Planted{Kind: k, Text: p[f]})
			}
		}
		extra["stderr "+name] = []byte(stderr)
	}
	for name, args := range map[string][]string{"list": {"canary", "list"}, "json": {"canary", "list", "-f", "json"}} {
		stdout, stderr, status := program(t, home, args...)
		if status != 0 {
			t.Fatal(stderr)
		}
		extra[name] = []byte(stdout + stderr)
	}
	zerotest.Check(t, []string{home, home + ".key"}, extra, planted)
}
