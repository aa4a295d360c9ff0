package livetest

import (
	"os"
	"os/exec"
	"strconv"
	"testing"
)

// Memcached starts a memcached on loopback with further arguments ("-Y", file), and returns its port.
func Memcached(t testing.TB, args ...string) int {
	t.Helper()
	program := Program(t, "memcached", "memcached")
	port := Port(t)
	all := append([]string{"-l", "127.0.0.1", "-p", strconv.Itoa(port), "-U", "0", "-m", "8"}, args...)
	if os.Getuid() == 0 {
		all = append(all, "-u", "nobody")
	}
	Start(t, exec.Command(program, all...), Answers(port)) //nolint:gosec // the program's arguments are the test's
	return port
}
