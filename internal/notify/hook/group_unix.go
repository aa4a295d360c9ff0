//go:build unix

package hook

import (
	"os/exec"
	"syscall"
)

// alone puts a command into a group of its own, that what it started ends with it.
func alone(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
}
