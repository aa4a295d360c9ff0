package livetest

import (
	"os/exec"
	"strconv"
	"testing"
)

// Redis starts a Redis server without a password on loopback, with further arguments ("--requirepass", "…"), and returns
// its port.
func Redis(t testing.TB, args ...string) int {
	t.Helper()
	program := Program(t, "redis", "redis-server", "valkey-server")
	port := Port(t)
	all := append([]string{"--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", Dir(t), "--save", "", "--appendonly", "no",
		"--daemonize", "no"}, args...)
	Start(t, exec.Command(program, all...), Answers(port)) //nolint:gosec // the program's arguments are the test's
	return port
}
