package papertest

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Program finds a program that a test needs. Where it is not installed the test is skipped, or fails if TSUTSUMI_TEST_REQUIRE
// (a comma-separated list, or "all") names what it belongs to.
func Program(t testing.TB, what, name string) string {
	t.Helper()
	p, err := exec.LookPath(name)
	if err == nil {
		return p
	}
	for w := range strings.SplitSeq(os.Getenv("TSUTSUMI_TEST_REQUIRE"), ",") {
		if w == what || w == "all" {
			t.Fatalf("%s is required: %s is not installed", what, name)
		}
	}
	t.Skipf("%s is not installed", name)
	return ""
}
