//go:build unix

package run

import (
	"os"

	"golang.org/x/sys/unix"
)

// hold takes hold of a file for this process, or fails at once.
func hold(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) }
