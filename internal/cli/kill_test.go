//go:build unix

package cli_test

import (
	"math/rand/v2"
	"os/exec"
	"testing"
	"time"
)

// killed starts a command again and again and kills it at random moments of its usual time; none killed before its end
// fails the test.
func killed(t *testing.T, times int, usual time.Duration, command func() *exec.Cmd) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(5, 6))
	early := 0
	for range times {
		c := command()
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rnd.Int64N(int64(usual))))
		_ = c.Process.Kill()
		if err := c.Wait(); err != nil && c.ProcessState.ExitCode() < 0 {
			early++
		}
	}
	if early == 0 {
		t.Error("nothing was killed before its end")
	}
}
