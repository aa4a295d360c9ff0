package cli_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
)

// TestNoDutyGoesSilently: what facts say against a decision is told where it is recorded and shown; a number that was stated as a fact is the
// number of the case; and a day of knowing that is yet to come begins no clock.
func TestNoDutyGoesSilently(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	run := func(want int, args ...string) string {
		t.Helper()
		out, errs, status := program(t, home, append(args, "--by", "hanako")...)
		if status != want {
			t.Fatalf("%s: status %d, want %d: %s", strings.Join(args, " "), status, want, errs)
		}
		return strings.Join(strings.Fields(out+errs), " ")
	}
	run(cli.StatusDone, "case", "open", "a store", "--known", "2026-11-20 23:59")
	run(cli.StatusDone, "case", "decide", "1", "apply", "--of", "jp-appi-final", "--choice", "no", "--why", "few persons")
	said := run(cli.StatusDone, "case", "add", "1", "--fact", "people=5000", "--fact", "places=JP", "--fact", "sector=private", "--source", "u", "--why", "w")
	if want := "decided no, by facts yes"; !strings.Contains(said, want) {
		t.Errorf("recording says nothing of the duty that was decided against:\n%s", said)
	}
	shown := run(cli.StatusDone, "case", "show", "1")
	for _, want := range []string{"now 5,000 5,000 5,000", "✗ Japan: Final report", "decided by hanako: few persons", "it applies; look whether the decision still holds"} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q is not in\n%s", want, shown)
		}
	}
	if list := run(cli.StatusDone, "case", "list"); !strings.Contains(list, "5,000") {
		t.Errorf("the list does not know how many: %s", list)
	}
	run(cli.StatusUsage, "case", "add", "1", "--fact", "known=2099-01-01", "--source", "u", "--why", "w")
}

// TestByNamesAUser: whoever acts stays in the case, so that no address and no number may stand for her.
func TestByNamesAUser(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	for by, want := range map[string]int{"hanako": cli.StatusDone, "佐藤": cli.StatusDone, "sec-ops-7": cli.StatusDone, "hanako.sato@example.jp": cli.StatusUsage, "090-1234-5678": cli.StatusUsage, "123456789018": cli.StatusUsage,
		"sato\nroot": cli.StatusUsage, "sato ": cli.StatusUsage, "sa\u202eto": cli.StatusUsage} {
		out, errs, status := program(t, home, "case", "open", "a store", "--known", "2026-11-20", "--by", by)
		if status != want {
			t.Errorf("%q: status %d, want %d", by, status, want)
		}
		if want == cli.StatusUsage && strings.Contains(out+errs, by) {
			t.Errorf("%q is told", by)
		}
	}
}
